"""A writer: pulls its part's stream, brings it into the lake, publishes the lake to the object store.

The order is what makes it safe: files, then manifest, then the pointer (compare-and-set), and only then the messages
go from the stream. Killed anywhere, a writer on any machine begins again at the pointer and makes the same batches.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

from ecopark.core.errors import StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock
from ecopark.engine.cluster.objects import Objects, restore
from ecopark.engine.cluster.part_store import PartStore
from ecopark.engine.cluster.parts import folder_of, unpack
from ecopark.engine.cluster.pointers import Pointer, Pointers
from ecopark.engine.cluster.streams import Received, Streams
from ecopark.engine.cluster.sweep import EVERY_S, needed, needed_by_park, sweep
from ecopark.engine.embedded.compaction import ROWS_PER_PASS
from ecopark.engine.embedded.journal_frames import decode_batch

_LOG = logging.getLogger("ecopark.cluster.writer")
MESSAGES_AT_ONCE = 32
LOOK_S = 0.2
AGAIN_S = 1.0


class PartWriter:
    """The writer of one part; ``run`` until it is stopped, or until another writer has gone on with the part.

    Parameters
    ----------
    folder
        A cache: whatever is in it is also in the object store, or still in the stream.
    """

    def __init__(
        self,
        part: int,
        folder: Path,
        *,
        streams: Streams,
        objects: Objects,
        pointers: Pointers,
        network: FlowNetwork,
        clock: Clock,
        compact_s: float,
    ) -> None:
        self.part, self._compact_s = part, compact_s
        self._streams, self._objects, self._pointers = streams, objects, pointers
        self._below = folder_of(part)
        self._published = pointers.get(part)
        self._pointer = _continued(self._published, streams)
        restore(folder / "lake", self._below, objects, self._pointer.version, self._pointer.sha256)
        self._store = PartStore(folder, clock, network, part)
        self._uploaded = {f.path for f in self._store.manifest.files()}
        self._hurried = 0
        self._clock = clock
        self._swept = -EVERY_S

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop``.

        Raises
        ------
        StateError
            engine.cluster.part_taken: another writer has published this part; this one must not go on.
        """
        while not stop.is_set():
            received, called = self._gather(stop)
            if received:
                self._store.take(received, self._pointer.offset)
                self._publish(received[-1], stop)
            self._hurried = called

    def close(self) -> None:
        self._store.close()

    def _gather(self, stop: threading.Event) -> tuple[list[Received], int]:
        """Messages until it is time to bring them into the lake."""
        received: list[Received] = []
        rows, began, called = 0, time.monotonic(), self._hurried
        while not stop.is_set() and rows < ROWS_PER_PASS:
            asked = self._streams.hurries
            after = received[-1].number if received else self._pointer.position
            come = self._streams.pull(self.part, after, MESSAGES_AT_ONCE, LOOK_S)
            if come and not received:
                began = time.monotonic()
            received += [replace(message, payload=unpack(message.payload)) for message in come]
            rows += sum(decode_batch(message.payload).num_rows for message in received[-len(come) :]) if come else 0
            if not come and asked > called:
                called = asked
                break
            if received and time.monotonic() - began >= self._compact_s:
                break
        return received, called

    def _publish(self, last: Received, stop: threading.Event) -> None:
        """Publish what the store has; as long as the object store or PostgreSQL cannot be reached, again and again."""
        while True:
            try:
                self._publish_once(last)
                break
            except StateError as error:
                if error.code == "engine.cluster.part_taken" or stop.is_set():
                    raise
                _LOG.warning("part %s: %s", self.part, error)
            stop.wait(AGAIN_S)
        try:
            self._streams.forget_before(self.part, last.number)
            self._sweep()
        except StateError as error:  # what is not needed goes with the next version
            _LOG.warning("part %s: %s", self.part, error)

    def _sweep(self) -> None:
        """Remove from the object store what no version needs any more; now and then."""
        if time.monotonic() - self._swept < EVERY_S:
            return
        keep = needed(self._below, self._published, self._store.manifest.files())
        sweep(self._objects, [self._below], keep | needed_by_park(self._objects, self._pointers), self._clock())
        self._swept = time.monotonic()

    def _publish_once(self, last: Received) -> None:
        manifest = self._store.manifest
        sha256 = self._pointer.sha256
        if manifest.version != self._pointer.version:
            files = manifest.files()
            self._objects.upload(self._store.lake, self._below, [f for f in files if f.path not in self._uploaded])
            self._uploaded = {f.path for f in files}
            sha256 = self._objects.put_manifest(self._below, manifest)
        new = replace(
            self._pointer,
            version=manifest.version,
            sha256=sha256,
            stream=self._streams.name_of(self.part),
            position=last.number,
            message_id=last.id,
        )
        if not self._pointers.advance(self._published, new) and self._pointers.get(self.part) != new:
            raise StateError("engine.cluster.part_taken", where=f"part {self.part}", part=self.part)
        self._published = self._pointer = new


def _continued(pointer: Pointer, streams: Streams) -> Pointer:
    """Where a writer goes on in the stream that is configured now.

    Raises
    ------
    StateError
        engine.cluster.stream_lost: the stream does not have the message that was taken from it last, so it is not the
        stream that it was, and what it has now cannot be told apart from what was taken before.
    """
    name = streams.name_of(pointer.part)
    if pointer.stream and pointer.stream != name:
        return replace(pointer, offset=pointer.offset + pointer.position, stream=name, position=0, message_id="")
    if pointer.position and streams.message_id(pointer.part, pointer.position) != pointer.message_id:
        raise StateError("engine.cluster.stream_lost", where=name, part=pointer.part, number=pointer.position)
    return pointer
