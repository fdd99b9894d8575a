"""The readings store of a park: one writer, any number of readers, computations. # design 5"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc

import ecopark.engine.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import InputError
from ecopark.core.flows import Flow, OutputTable
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import READINGS
from ecopark.core.ports import Clock, Receipt
from ecopark.core.scope import Scope
from ecopark.engine.embedded.audit import StoreAudit
from ecopark.engine.embedded.closing import merged_file, month_to_close
from ecopark.engine.embedded.compaction import ROWS_PER_PASS, Catalog, PassResult, compact_pass
from ecopark.engine.embedded.flow_runner import FlowReport, FlowRun, Progress, in_order, rows_of
from ecopark.engine.embedded.flow_tasks import TaskRunner, process_runner
from ecopark.engine.embedded.gather import arrivals
from ecopark.engine.embedded.journal import Incoming, Journal, JournalBatch
from ecopark.engine.embedded.journal_frames import BatchFacts
from ecopark.engine.embedded.ledger import LEDGER, BatchTimes, UsedKeys, moment, read_ledger, write_ledger_file
from ecopark.engine.embedded.manifest import Manifest, Retention, newest_manifest, publish
from ecopark.engine.embedded.reports import OnBatch, OnManifest, OnPublished, Reporter
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.engine.embedded.view import LakeView
from ecopark.engine.embedded.waiting import extent_with, joined, waiting
from ecopark.engine.layout import WriterLock, prepare_layout


@dataclass(frozen=True, slots=True)
class CompactionReport:
    """What a compaction did: ``ledger`` has one row per batch that came into the lake (``ledger.LEDGER``)."""

    version: int
    ledger: pa.Table

    @property
    def rows(self) -> int:
        return self._sum("kept")

    @property
    def duplicates(self) -> int:
        return self._sum("duplicates")

    @property
    def restated(self) -> int:
        return self._sum("restated")

    @property
    def late(self) -> int:
        return self._sum("late")

    def _sum(self, column: str) -> int:
        return int(pc.sum(self.ledger.column(column)).as_py() or 0)


class Store:
    """The data folder of a park, opened by its one writer. Methods are safe to call from several threads.

    ``append`` may run at any time; ``compact`` and ``run_flows`` take turns; a ``snapshot`` never changes.
    """

    def __init__(self, folder: Path, clock: Clock, network: FlowNetwork) -> None:
        self.folder = folder
        self.network = network
        self._clock = clock
        self._lake = folder / "lake"
        self._declared: dict[str, OutputTable] = {}
        self._publishing = threading.RLock()  # one new version at a time
        self._lock = WriterLock(folder)
        try:
            prepare_layout(folder)
            self._manifest = newest_manifest(self._lake)
            self._retention = Retention(self._lake)
            self._catalog = Catalog(self._lake)
            self._keys = UsedKeys(self._lake, self._manifest.ledger)
            self._reporter = Reporter(self._lake)
            times = BatchTimes.of(self._lake, self._manifest.ledger).recorded_us
            last_recorded_us = int(times[-1]) if len(times) else 0
            self._journal = self._open_journal(last_recorded_us)
            for segment in self._journal.segments:
                for batch in segment.batches:
                    self._remember(batch)
            self._snapshot = self._open_snapshot()
        except BaseException:
            self._lock.release()
            raise

    def _open_journal(self, last_recorded_us: int) -> Incoming:
        """Where readings wait until they are in the lake."""
        first_free = self._manifest.compacted_batch + 1
        return Journal(self.folder / "journal", self._clock, first_free, last_recorded_us, self._keys.find, self._remember)

    @classmethod
    def open(cls, folder: Path, *, clock: Clock, network: FlowNetwork) -> Store:
        """Open ``PARK/data`` for writing, creating or migrating it.

        Raises
        ------
        StateError
            engine.writer.locked: another process writes; engine.layout.too_new, engine.layout.too_old.
        Fatal
            engine.journal.damaged, engine.lake.damaged: acknowledged evidence does not read back.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, clock, network)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Finish the segment being written and free the folder for another writer."""
        with self._publishing:
            self._journal.close()
            self._lock.release()

    @property
    def recovered_bytes(self) -> int:
        """Bytes of a torn tail, acknowledged to nobody, that were cut from the journal when it was opened."""
        return self._journal.cut_bytes

    @property
    def pending_rows(self) -> int:
        """Readings that are acknowledged and not yet in the lake."""
        return sum(s.rows for s in self._journal.segments)

    def append(
        self,
        readings: pa.Table,
        *,
        source: str,
        idempotency_key: str | None = None,
        raw_sha256: str | None = None,
    ) -> Receipt:
        """Store a ``READINGS`` table as one batch; a returned receipt means: on the disk, synced.

        Raises
        ------
        InputError
            engine.readings.*: not the agreed table, NaN, unknown datastream, empty.
        StateError
            engine.disk.full: nothing was taken, try again when there is room; engine.writer.closed.
        """
        checked = self._checked(readings, source)
        return self._journal.append(checked, BatchFacts(source, idempotency_key, raw_sha256))

    def _checked(self, readings: pa.Table, where: str) -> pa.Table:
        if readings.schema != READINGS:
            try:
                readings = readings.select(READINGS.names).cast(READINGS)
            except (pa.ArrowException, KeyError, ValueError) as error:
                raise InputError("engine.readings.wrong_schema", where=where, reason=str(error)) from error
        if len(readings) == 0:
            raise InputError("engine.readings.empty", where=where)
        readings = readings.unify_dictionaries().combine_chunks()
        value, reason = readings.column("value"), readings.column("reason")
        for name in ("datastream", "phenomenon_time", "reason", "status"):
            if readings.column(name).null_count:
                raise InputError("engine.readings.wrong_schema", where=where, reason=f"null in {name}")
        bad = pc.sum(pc.invert(pc.is_finite(value))).as_py() or 0
        if bad:
            raise InputError("engine.readings.not_a_number", where=where, count=bad)
        mismatch = pc.sum(pc.xor(value.is_valid(), pc.equal(reason, 0))).as_py()
        if mismatch:
            raise InputError("engine.readings.reason_mismatch", where=where, count=mismatch)
        for name in readings.column("datastream").chunk(0).dictionary.to_pylist():
            if name not in self.network.datastreams:
                raise InputError("engine.readings.unknown_datastream", where=where, id=name)
        return readings

    def _remember(self, batch: JournalBatch) -> None:
        if batch.facts.idempotency_key is not None:
            receipt = Receipt(batch.header.batch, batch.header.rows, moment(batch.header.recorded_us))
            self._keys.remember(batch.facts.idempotency_key, receipt)

    def compact(
        self,
        *,
        on_batch: OnBatch | None = None,
        on_manifest: OnManifest | None = None,
        settle: Callable[[], None] | None = None,
    ) -> CompactionReport:
        """Bring everything acknowledged so far into the lake, and report what is new to the evidence log.

        If that is little, the files of one month that is over are made one as well.

        Parameters
        ----------
        on_batch
            Called with a ``BatchReport`` for each batch in the lake that was not yet reported, in order. A batch
            counts as reported when the call has returned; after a crash it may be reported again.
        on_manifest
            Called with a ``ManifestReport`` for each published version that was not yet reported.
        settle
            Makes durable what the callbacks were told. Called after them, also when one raised; only then what they
            were told counts as reported. If it raises, nothing of this call does, and all is told again.
        """
        with self._publishing:
            ledgers, came = [], 0
            for segments, arrived in arrivals(self._journal.seal(), ROWS_PER_PASS):
                tag = f"{self._manifest.version + 1:08d}"
                result = compact_pass(self._lake, self._manifest, self._catalog, arrived, tag)
                self._publish_pass(result, arrived.batches[-1].header.batch, tag)
                ledgers.append(result.ledger)
                came += sum(batch.header.rows for batch in arrived.batches)
                self._journal.forget(segments)
            if came < ROWS_PER_PASS:
                self._close_a_month()
            pa.default_memory_pool().release_unused()
            with self._reporter.settled(settle):
                self._reporter.report(self._snapshot_view(), self._manifest, on_batch, on_manifest)
            ledger = pa.concat_tables(ledgers) if ledgers else LEDGER.empty_table()
            return CompactionReport(self._manifest.version, ledger)

    def run_flows(
        self,
        flows: Sequence[Flow],
        *,
        progress: Progress | None = None,
        processes: int = 1,
        runner: TaskRunner | None = None,
        on_published: OnPublished | None = None,
        on_manifest: OnManifest | None = None,
        settle: Callable[[], None] | None = None,
    ) -> list[FlowReport]:
        """Execute the tasks whose inputs or flow version changed, and publish each flow's outputs at once.

        Parameters
        ----------
        progress
            Called with (flow name, tasks done, tasks to do).
        processes
            1: in this process; more: so many worker processes, with identical results. Flows must then be picklable.
        runner
            Executes the tasks instead, e.g. that of ``cluster.dask_runner.dask_pool``.
        on_published
            Called with a list of ``DerivedReport`` (task and table) of each version that was not yet reported.
        on_manifest, settle
            As in ``compact``.

        Raises
        ------
        StateError
            engine.flow.*: a task failed or returned what its flow does not declare; engine.dask.*: the cluster
            cannot do it. Earlier results stay in force.
        """
        declared = {output.name: output for flow in flows for output in flow.outputs}
        reports = []
        with self._publishing, nullcontext(runner) if runner else self._task_runner(processes) as execute:
            for flow in in_order(flows):
                run = FlowRun(self._snapshot_view(), self.network, flow, declared)
                todo, same, retired = run.plan()
                if not todo and not retired:
                    reports.append(FlowReport(flow.name, len(same), 0, len(same), 0, 0, None))
                    continue
                made = run.execute([task for task, _ in todo], execute, progress)
                publication = run.publication(self._lake, todo, retired, made, self._clock())
                self._publish(publication.manifest)
                counts = (len(todo) + len(same), len(todo), len(same), len(retired), rows_of(made))
                reports.append(FlowReport(flow.name, *counts, self._manifest.version))
            with self._reporter.settled(settle):
                self._reporter.report_derived(self._snapshot_view(), on_published)
                self._reporter.report(self._snapshot_view(), self._manifest, None, on_manifest)
        return reports

    def _task_runner(self, processes: int) -> AbstractContextManager[TaskRunner]:
        """What executes tasks where the caller does not say."""
        return process_runner(processes)

    def _close_a_month(self) -> None:
        month = month_to_close(self._manifest)
        if month is None:
            return
        path = f"readings/{month}/{self._manifest.version + 1:08d}.parquet"
        entry = merged_file(self._lake, self._catalog, self._manifest.readings[month], path)
        self._publish(replace(self._manifest, readings={**self._manifest.readings, month: (entry,)}))

    def _publish_pass(self, result: PassResult, last_batch: int, tag: str) -> None:
        assert result.ledger is not None
        before = self._manifest
        small = tuple(f for f in before.ledger if f.rows < max(4096, len(result.ledger)))
        merged = pa.concat_tables([read_ledger(self._lake, small), result.ledger])
        ledger = write_ledger_file(self._lake, f"ledger/{tag}.parquet", merged)
        self._publish(
            replace(
                before,
                compacted_batch=last_batch,
                readings={**before.readings, **result.readings},
                latest=result.latest or before.latest,
                ledger=(*(f for f in before.ledger if f not in small), ledger),
            )
        )
        self._keys.take_over(self._manifest.ledger)

    def _publish(self, manifest: Manifest) -> None:
        """Make the next version visible to readers."""
        before = self._manifest
        known = {f.path for f in before.files()}
        manifest = replace(
            manifest,
            version=before.version + 1,
            published=self._clock().isoformat(),
            previous=self._reporter.last_sha256(before),
        )
        publish(self._lake, manifest, [f for f in manifest.files() if f.path not in known])
        self._manifest = manifest
        self._catalog.forget_all_but(manifest)
        self._snapshot = self._open_snapshot()
        self._retention.published(before, manifest, self._reporter.needed_from)

    def declare(self, flows: Iterable[Flow]) -> None:
        """Make the output tables of flows known, so that they can be asked for before anything was written to them."""
        self._declared = {output.name: output for flow in flows for output in flow.outputs}
        self._snapshot = self._open_snapshot()

    def snapshot(self) -> Snapshot:
        """The newest version, for questions; cheap, and the same object as long as nothing was published."""
        return self._snapshot

    def observations_now(
        self, scope: Scope, datastreams: Sequence[str] | None, interval: Interval | None = None
    ) -> pa.Table:
        """As ``snapshot().observations``, with what is acknowledged and not yet in the lake: who wrote can read it at once.

        The rows that wait have no flags yet.
        """
        snapshot, coming = self._snapshot_and_waiting(scope, datastreams, interval)
        return joined(snapshot.observations(scope, datastreams, interval), coming)

    def extent_now(self, scope: Scope, datastreams: Sequence[str] | None) -> pa.Table:
        """As ``snapshot().extent``, with what is acknowledged and not yet in the lake."""
        snapshot, coming = self._snapshot_and_waiting(scope, datastreams, None)
        known = snapshot.extent(scope, datastreams)
        if not len(coming):
            return known
        times = pc.min_max(coming.column("phenomenon_time")).as_py()
        within = Interval(times["min"].replace(tzinfo=UTC), times["max"].replace(tzinfo=UTC) + timedelta(microseconds=1))
        names = pc.unique(coming.column("datastream")).to_pylist()
        return extent_with(known, snapshot.observations(scope, names, within), coming)

    def _snapshot_and_waiting(
        self, scope: Scope, datastreams: Sequence[str] | None, interval: Interval | None
    ) -> tuple[Snapshot, pa.Table]:
        while True:
            segments = list(self._journal.segments)  # first: what is compacted meanwhile is in the newer snapshot
            try:
                coming = waiting(segments, self._snapshot.visible(scope, datastreams), interval)
            except FileNotFoundError:
                continue  # a compaction has just taken it into the lake
            snapshot = self._snapshot
            return snapshot, coming.filter(pc.greater(coming.column("batch"), snapshot.last_batch))

    def audit(self) -> StoreAudit:
        """The newest version, for verification."""
        return StoreAudit(self._snapshot_view(), self.network)

    def _snapshot_view(self) -> LakeView:
        return LakeView(self._lake, self._manifest, self._catalog)

    def _open_snapshot(self) -> Snapshot:
        return Snapshot(self._snapshot_view(), self.network, self._declared)


def open_snapshot(folder: Path, *, network: FlowNetwork, flows: Iterable[Flow] = ()) -> Snapshot:
    """The newest version of ``PARK/data`` for a process that only reads: takes no lock."""
    declared = {output.name: output for flow in flows for output in flow.outputs}
    lake = Path(folder) / "lake"
    return Snapshot(LakeView(lake, newest_manifest(lake), Catalog(lake)), network, declared)
