"""The readings store of a park on a cluster: the same methods and answers as the embedded one. # design 4.10

Doors hand batches to the stream, writers (other processes) bring them into the parts of the lake; this store, of the
one coordinating process, joins the parts' newest versions, computes the flows and tells the evidence log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

import ecopark.engine.cluster.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, Receipt
from ecopark.engine.cluster.dask_settings import Certificates, DaskSettings
from ecopark.engine.cluster.door import Door
from ecopark.engine.cluster.objects import Objects, key_of, restore
from ecopark.engine.cluster.parts import folder_of
from ecopark.engine.cluster.pointers import WHOLE, Pointer, Pointers
from ecopark.engine.cluster.settings import ClusterSettings, ComputeSettings
from ecopark.engine.cluster.streams import Streams
from ecopark.engine.cluster.sweep import EVERY_S, needed, sweep
from ecopark.engine.cluster.tail import Tail
from ecopark.engine.cluster.union import PARTS, files_of, union
from ecopark.engine.cluster.view import ViewDescriptor
from ecopark.engine.embedded.flow_tasks import TaskRunner
from ecopark.engine.embedded.ledger import LEDGER, PART_BITS, last_batches, read_ledger
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.reports import OnBatch, OnManifest
from ecopark.engine.embedded.view import LakeView
from ecopark.engine.records_database import Database
from ecopark.engine.store import CompactionReport, Store

_LOG = logging.getLogger("ecopark.cluster")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_S = 0.05
COUNT_S = 1.0
OWN = ("derived", "latest", "manifests")  # folders of the object store that are not of a part


class ClusterStore(Store):
    """The store of a park on a cluster, opened by its coordinating process. Use ``connect``."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        network: FlowNetwork,
        settings: ClusterSettings,
        streams: Streams,
        pointers: Pointers,
        closing: ExitStack,
    ) -> None:
        self._settings, self._streams, self._pointers, self._closing = settings, streams, pointers, closing
        self._objects = Objects(settings.object_store, network.park.id)
        self._adopted: dict[int, Pointer] = {}
        self._stored: set[str] = set()  # keys of own files that are in the object store
        self._whole = pointers.get(WHOLE)
        self._pending, self._counted = 0, -COUNT_S
        self._swept = -EVERY_S
        self._come_back(folder / "lake")
        super().__init__(folder, clock, network)
        try:
            self._adopt_offsets(pointers.all())
            self._door.come_back()
        except BaseException:
            super().close()
            self._door.close()
            raise

    @classmethod
    def connect(cls, folder: Path, *, clock: Clock, network: FlowNetwork, settings: ClusterSettings) -> ClusterStore:
        """Open ``PARK/data`` of a park that runs on a cluster.

        Raises
        ------
        StateError
            engine.cluster.not_installed, engine.cluster.no_stream, engine.objects.unreachable,
            engine.records.unreachable; and those of ``Store.open``.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as closing:
            database = Database(settings.records_url)
            closing.callback(database.close)
            streams = Streams(settings.nats, network.park.id, settings.parts)
            closing.callback(streams.close)
            streams.ensure()
            pointers = Pointers(database, network.park.id, clock)
            pointers.agree(settings.parts)
            store = cls(folder, clock, network, settings, streams, pointers, closing)
            store._closing = closing.pop_all()
            return store

    def _come_back(self, lake: Path) -> None:
        """On a machine that has an older version than the object store (or none), take the newest from there."""
        found = max((int(p.stem) for p in (lake / "manifests").glob("[0-9]*.json")), default=0)
        if found < self._whole.version:
            restore(lake, "", self._objects, self._whole.version, self._whole.sha256)

    def _open_journal(self, last_recorded_us: int) -> Tail:
        self._door = Door(
            self.folder / "spool", self._clock, self._streams, self._settings.parts, self._keys.find, last_recorded_us
        )
        return Tail(str(self.folder))

    def close(self) -> None:
        """Free the folder and close the connections; the writers go on."""
        super().close()
        self._door.close()
        self._closing.close()

    @property
    def pending_rows(self) -> int:
        """Batches that are acknowledged and not yet in this store's lake (the stream counts batches, not rows).

        Counted every ``COUNT_S`` at most: doors ask for every request. While it cannot be asked: what was known last,
        one at least, so that somebody looks again.
        """
        if time.monotonic() - self._counted >= COUNT_S:
            self._counted = time.monotonic()
            try:
                self._pending = self._count_pending()
            except StateError as error:
                _LOG.warning("%s", error)
                self._pending = max(self._pending, 1)
        return self._pending

    def _count_pending(self) -> int:
        pointers = self._pointers.all()
        waiting = 0
        for part in range(self._settings.parts):
            pointer = pointers.get(part, Pointer(part))
            waiting += max(self._streams.state(part).last - self._position(pointer), 0)
            waiting += pointer.version != self._adopted.get(part, Pointer(part)).version
        return waiting

    def _position(self, pointer: Pointer) -> int:
        """Up to where the stream that is configured now is in the lake."""
        return pointer.position if pointer.stream == self._streams.name_of(pointer.part) else 0

    def _adopt_offsets(self, pointers: dict[int, Pointer]) -> None:
        for part, pointer in pointers.items():
            same = pointer.stream == self._streams.name_of(part)
            self._door.set_offsets({part: pointer.offset if same else pointer.offset + pointer.position})

    def append(
        self,
        readings: pa.Table,
        *,
        source: str,
        idempotency_key: str | None = None,
        raw_sha256: str | None = None,
    ) -> Receipt:
        """Hand a ``READINGS`` table to the stream; a returned receipt means: a majority of the nodes has all of it,
        and it is synced on the disk of this machine until it is in the published lake.

        The table becomes one batch per part that it touches (more if it is larger than a message may be); the receipt
        names the first. All have the same recorded time.

        Raises
        ------
        InputError
            engine.readings.*, as in the embedded store.
        StateError
            engine.cluster.not_acknowledged: some of it may be stored; send it again with the same key.
        """
        receipt = self._door.send(self._checked(readings, source), source, idempotency_key, raw_sha256)
        self._pending += not receipt.repeated
        return receipt

    def compact(
        self,
        *,
        on_batch: OnBatch | None = None,
        on_manifest: OnManifest | None = None,
        settle: Callable[[], None] | None = None,
    ) -> CompactionReport:
        """Wait until the writers have brought what is acknowledged into the lake, join their parts, and report.

        A writer that makes no progress is not waited for longer than ``wait_s``: its readings stay acknowledged, count
        as pending, and come with a later call. Parameters as in the embedded store.
        """
        with self._publishing:
            known = last_batches(self._manifest.ledger)
            self._wait_for_writers()
            self._join_parts()
            if self._made_up(known):
                self._wait_for_writers()
                self._join_parts()
                self._made_up(known)
            self._counted = -COUNT_S
            if self._whole.version != self._manifest.version:
                self._share()
            pa.default_memory_pool().release_unused()
            with self._reporter.settled(settle):
                self._reporter.report(self._snapshot_view(), self._manifest, on_batch, on_manifest)
            return CompactionReport(self._manifest.version, self._ledger_since(known))

    def _made_up(self, known: dict[int, int]) -> bool:
        """Whether the door had to send something again."""
        names = self._ledger_since(known).column("idempotency_key").to_pylist()
        positions = {part: self._position(pointer) for part, pointer in self._adopted.items()}
        return self._door.make_up([name for name in names if name is not None], positions)

    def _wait_for_writers(self) -> None:
        wanted = {part: self._streams.state(part).last for part in range(self._settings.parts)}
        reached: dict[int, int] = {}
        until = 0.0
        while True:
            pointers = self._pointers.all()
            now = {part: self._position(pointers.get(part, Pointer(part))) for part in wanted}
            behind = [part for part, last in wanted.items() if now[part] < last]
            if not behind:
                return
            if not reached:
                self._streams.hurry_writers()
            if now != reached:
                reached, until = now, time.monotonic() + self._settings.wait_s
            if time.monotonic() > until:
                _LOG.warning(
                    "%s", Message("engine.cluster.writer_behind", {"parts": ", ".join(map(str, behind))}).render("en")
                )
                return
            time.sleep(LOOK_S)

    def _join_parts(self) -> None:
        """Publish a version with the newest parts, if any part has gone on."""
        pointers = {part: p for part, p in self._pointers.all().items() if part != WHOLE and p.version}
        self._adopt_offsets(pointers)
        changed: dict[int, Manifest] = {}
        for part, pointer in pointers.items():
            if pointer.version == self._adopted.get(part, Pointer(part)).version:
                continue
            manifest = self._objects.get_manifest(folder_of(part), pointer.version, pointer.sha256)
            files = files_of(part, manifest)
            self._objects.fetch(self._lake, "", files)
            if not self._lists(part, manifest):
                changed[part] = manifest
        if changed:
            joined = union(self._lake, self._manifest, changed, f"{self._manifest.version + 1:08d}")
            self._publish(joined)
            self._keys.take_over(self._manifest.ledger)
        self._adopted |= pointers
        for part, manifest in changed.items():
            if manifest.latest is not None:  # its rows are in the park's own file now
                (self._lake / folder_of(part) / manifest.latest.path).unlink(missing_ok=True)

    def _lists(self, part: int, manifest: Manifest) -> bool:
        """Whether the newest version has just these files of a part."""
        latest = manifest.latest.path if manifest.latest else ""
        wanted = {(f.path, f.sha256) for f in files_of(part, manifest) if f.path != f"{folder_of(part)}/{latest}"}
        listed = {(f.path, f.sha256) for f in self._manifest.files() if f.path.startswith(f"{folder_of(part)}/")}
        return wanted == listed

    def _ledger_since(self, known: dict[int, int]) -> pa.Table:
        table = read_ledger(self._lake, self._manifest.ledger)
        if not len(table):
            return LEDGER.empty_table()
        numbers = table.column("batch").to_numpy()
        last = np.array([known.get(int(part), 0) for part in numbers >> PART_BITS], np.int64)
        return table.filter(pa.array(numbers > last))

    def _publish(self, manifest: Manifest) -> None:
        super()._publish(manifest)
        self._share()

    def _share(self) -> None:
        """Bring the newest version to the object store; what fails is said, and made up for with the next version.

        Raises
        ------
        StateError
            engine.cluster.park_taken: another process has published this park; this one must not go on.
        """
        try:
            self._share_now()
        except StateError as error:
            if error.code == "engine.cluster.park_taken":
                raise
            _LOG.warning("%s", error)

    def _share_now(self) -> None:
        manifest = self._manifest
        if manifest.version == self._whole.version:
            return
        own = [f for f in manifest.files() if not f.path.startswith(PARTS)]
        keys = {key_of(f.path, f.sha256): f for f in own}
        self._objects.upload(self._lake, "", [f for key, f in keys.items() if key not in self._stored])
        self._stored = set(keys)
        new = replace(self._whole, version=manifest.version, sha256=self._objects.put_manifest("", manifest))
        if not self._pointers.advance(self._whole, new) and self._pointers.get(WHOLE) != new:
            raise StateError("engine.cluster.park_taken", where=str(self.folder), version=manifest.version)
        self._whole = new
        if time.monotonic() - self._swept >= EVERY_S:
            sweep(self._objects, OWN, needed("", new, manifest.files()), self._clock())
            self._swept = time.monotonic()

    def _task_runner(self, processes: int) -> AbstractContextManager[TaskRunner]:
        compute = self._settings.dask
        if compute is None:
            return super()._task_runner(processes)
        from ecopark.engine.cluster.dask_jobs import LakeAddress, SharedFolder
        from ecopark.engine.cluster.dask_runner import dask_pool

        def fetched(_view: LakeView) -> LakeAddress:
            return self.descriptor(compute.worker_cache)

        return dask_pool(dask_settings(compute), address_of=fetched if compute.worker_cache else SharedFolder.of)

    def descriptor(self, cache: str) -> ViewDescriptor:
        """The newest version for other machines (``view.open_view``); ``cache`` is a folder there.

        Raises
        ------
        StateError
            engine.objects.unreachable, engine.records.unreachable: it cannot be brought to where they can read it.
        """
        with self._publishing:
            self._share_now()
            return ViewDescriptor(
                self._settings.object_store, self.network.park.id, self._whole.version, self._whole.sha256, cache
            )


def dask_settings(compute: ComputeSettings) -> DaskSettings:
    """What the runner wants to know, from what cluster.yaml says."""
    files = (compute.ca_file, compute.cert_file, compute.key_file)
    certificates = Certificates(*(Path(path) for path in files)) if all(files) else None
    return DaskSettings(compute.scheduler, certificates)
