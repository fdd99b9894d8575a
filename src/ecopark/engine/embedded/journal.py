"""The journal: one writer, group commit, acknowledged means synced. # design 5.1

Threads hand in batches; the first to come becomes the leader of a group, writes all that wait, and syncs once for all.
After a crash the last segment may end in a torn group that nobody was told of: it is cut. Damage anywhere before
that is damage of acknowledged evidence and stops the store.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from ecopark.core.errors import EcoparkError, Fatal, StateError
from ecopark.core.ports import Clock, Receipt
from ecopark.engine.embedded.disk import disk_error, disk_errors, sync_folder, write_all
from ecopark.engine.embedded.journal_frames import (
    BATCH,
    HEADER_BYTES,
    MAGIC,
    SYNCED,
    BatchFacts,
    Header,
    decode_batch,
    decode_facts,
    encode_batch,
    padded,
    unpack_header,
)

SEGMENT_BYTES = 64 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class JournalBatch:
    """A batch as it lies in a segment."""

    header: Header
    facts: BatchFacts
    offset: int


@dataclass(slots=True)
class Segment:
    """A file of frames; ``size`` is the offset up to which everything is synced."""

    path: Path
    batches: list[JournalBatch] = field(default_factory=list)
    size: int = 0

    @property
    def rows(self) -> int:
        return sum(b.header.rows for b in self.batches)

    def read(self) -> Iterator[tuple[JournalBatch, pa.Table]]:
        """The batches with their ``READINGS``; the tables stay valid as long as they are referenced."""
        batches = list(self.batches)  # before the content: what is synced meanwhile is not in this view
        content = _content(self.path)
        for batch in batches:
            start = batch.offset + HEADER_BYTES
            yield batch, decode_batch(content[start : start + batch.header.length])


@dataclass(slots=True)
class _Waiting:
    facts: BatchFacts
    payload: memoryview
    crc: int
    rows: int
    receipt: Receipt | None = None
    error: EcoparkError | None = None

    @property
    def done(self) -> bool:
        return self.receipt is not None or self.error is not None


class Incoming(Protocol):
    """Where a store's batches wait until they are in the lake: the journal, or the end of a stream."""

    segments: list[Segment]
    cut_bytes: int

    def append(self, readings: pa.Table, facts: BatchFacts) -> Receipt: ...

    def seal(self) -> list[Segment]: ...

    def forget(self, sealed: list[Segment]) -> None: ...

    def close(self) -> None: ...


class Journal:
    """Segments of a folder, opened for writing by the one process that holds the writer's lock."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        next_batch: int,
        last_recorded_us: int,
        known: Callable[[str], Receipt | None],
        on_durable: Callable[[JournalBatch], None],
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._turn = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._by_key: dict[str, _Waiting] = {}
        self._leading = False
        self._closed = ""
        self.cut_bytes = 0
        self.segments, self.cut_bytes = recover(folder, next_batch)
        self._next_batch = next_batch
        self._recorded_us = last_recorded_us
        for segment in self.segments:
            for batch in segment.batches:
                self._next_batch = batch.header.batch + 1
                self._recorded_us = max(self._recorded_us, batch.header.recorded_us)
        self._active: Segment | None = None
        self._descriptor = -1
        self._known = known
        self._on_durable = on_durable

    @property
    def last_batch(self) -> int:
        return self._next_batch - 1

    def append(self, readings: pa.Table, facts: BatchFacts) -> Receipt:
        """Journal a checked table; returns when it is synced. Several threads share one sync."""
        payload = encode_batch(readings, facts)
        mine = _Waiting(facts, payload, zlib.crc32(payload), len(readings))
        with self._turn:
            key = facts.idempotency_key
            if key is not None and (durable := self._known(key)) is not None:
                return durable
            before = self._by_key.setdefault(key, mine) if key is not None else mine
            if before is mine:
                self._waiting.append(mine)
        receipt = self._lead_until(before)
        return receipt if before is mine else replace(receipt, repeated=True)

    def _lead_until(self, wanted: _Waiting) -> Receipt:
        while True:
            with self._turn:
                while self._leading and not wanted.done:
                    self._turn.wait()
                if wanted.done:
                    break
                self._leading = True
                group, self._waiting = self._waiting, []
            try:
                self._write_group(group)
            finally:
                with self._turn:
                    self._leading = False
                    for written in group:
                        if written.facts.idempotency_key is not None:
                            self._by_key.pop(written.facts.idempotency_key, None)
                    self._turn.notify_all()
        if wanted.receipt is not None:
            return wanted.receipt
        assert wanted.error is not None
        raise wanted.error

    def _write_group(self, group: list[_Waiting]) -> None:
        try:
            self._write_synced(group)
        except OSError as error:
            told: EcoparkError = disk_error(error, str(self._folder))
            if isinstance(told, Fatal):
                self._closed = told.render("en")
            self._cut_back()
            self._refuse(group, told)
        except EcoparkError as error:
            self._refuse(group, error)
        except BaseException as error:
            self._closed = repr(error)
            self._refuse(group, StateError("engine.writer.closed", where=str(self._folder), reason=self._closed))
            raise

    @staticmethod
    def _refuse(group: list[_Waiting], error: EcoparkError) -> None:
        for refused in group:
            if not refused.done:
                refused.error = error

    def _write_synced(self, group: list[_Waiting]) -> None:
        if self._closed:
            raise StateError("engine.writer.closed", where=str(self._folder), reason=self._closed)
        segment = self._writable()
        recorded_us = max(self._recorded_us + 1, (self._clock() - _EPOCH) // _MICROSECOND)
        offset, number = segment.size, self._next_batch
        written: list[JournalBatch] = []
        for waiting in group:
            header = Header(BATCH, waiting.crc, waiting.rows, len(waiting.payload), number, segment.size, recorded_us)
            write_all(self._descriptor, header.pack())
            write_all(self._descriptor, waiting.payload)
            write_all(self._descriptor, bytes(padded(header.length) - header.length))
            written.append(JournalBatch(header, waiting.facts, offset))
            offset += header.frame_bytes
            number += 1
        os.fdatasync(self._descriptor)
        segment.size = offset
        segment.batches.extend(written)
        self._next_batch, self._recorded_us = number, recorded_us
        self._mark_synced(segment)
        recorded = _EPOCH + recorded_us * _MICROSECOND
        for waiting, batch in zip(group, written, strict=True):
            self._on_durable(batch)
            waiting.receipt = Receipt(batch.header.batch, batch.header.rows, recorded)

    def _mark_synced(self, segment: Segment) -> None:
        """Say in the file that all before was acknowledged; itself not synced: it only has to survive the process."""
        mark = Header(SYNCED, 0, 0, 0, self._next_batch - 1, segment.size, self._recorded_us).pack()
        try:
            write_all(self._descriptor, mark)
            segment.size += HEADER_BYTES
        except OSError:
            self._cut_back()

    def _writable(self) -> Segment:
        if self._active is not None and self._active.size >= SEGMENT_BYTES:
            self._finish_segment()
        if self._active is None:
            path = self._folder / f"{self._next_batch:012d}.segment"
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o644)
            self._active = Segment(path)
            sync_folder(self._folder)
            self.segments.append(self._active)
        return self._active

    def _cut_back(self) -> None:
        """Take back what was not acknowledged, so that the segment ends with its last good frame."""
        if self._active is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._active.size)
                os.fdatasync(self._descriptor)

    def _finish_segment(self) -> None:
        os.fdatasync(self._descriptor)
        os.close(self._descriptor)
        self._active, self._descriptor = None, -1

    def seal(self) -> list[Segment]:
        """Close the segment being written and return all closed ones, oldest first; appends go on in a new one."""
        with self._leading_alone(), disk_errors(str(self._folder)):
            if self._active is not None:
                self._finish_segment()
            return list(self.segments)

    def forget(self, sealed: list[Segment]) -> None:
        """Remove sealed segments; their batches must be in a published manifest."""
        gone = {s.path for s in sealed}
        with self._leading_alone(), disk_errors(str(self._folder)):
            self.segments = [s for s in self.segments if s.path not in gone]
            for path in gone:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        with self._leading_alone():
            self._closed = self._closed or "closed"
            if self._active is not None:
                self._finish_segment()

    @contextlib.contextmanager
    def _leading_alone(self) -> Iterator[None]:
        with self._turn:
            while self._leading:
                self._turn.wait()
            self._leading = True
        try:
            yield
        finally:
            with self._turn:
                self._leading = False
                self._turn.notify_all()


def recover(folder: Path, next_batch: int) -> tuple[list[Segment], int]:
    """Read the segments of a folder, cut the torn tail of the last, and return them with the bytes cut.

    Segments whose batches are all below ``next_batch`` (in the lake already) are removed.
    """
    paths = sorted(folder.glob("*.segment"))
    kept: list[Segment] = []
    cut = 0
    for path in paths:
        segment, good = _scan(path)
        size = path.stat().st_size
        if good < size:
            if path != paths[-1]:
                raise Fatal("engine.journal.damaged", where=str(path), offset=good)
            _refuse_acknowledged_damage(path, good)
            cut = size - good
        if path == paths[-1]:
            _end_at(path, good)
        if not segment.batches or segment.batches[-1].header.batch < next_batch:
            path.unlink()
            continue
        expected = kept[-1].batches[-1].header.batch + 1 if kept else next_batch
        numbers = [b.header.batch for b in segment.batches]
        if numbers != list(range(expected, expected + len(numbers))):
            raise Fatal("engine.journal.damaged", where=str(path), offset=0)
        kept.append(segment)
    return kept, cut


def _content(path: Path) -> memoryview:
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def _scan(path: Path) -> tuple[Segment, int]:
    content = _content(path)
    segment = Segment(path)
    offset = 0
    while offset < len(content):
        header = unpack_header(content, offset)
        if header is None or offset + header.frame_bytes > len(content):
            break
        if header.kind == BATCH:
            payload = content[offset + HEADER_BYTES : offset + HEADER_BYTES + header.length]
            if zlib.crc32(payload) != header.crc:
                break
            segment.batches.append(JournalBatch(header, decode_facts(payload), offset))
        offset += header.frame_bytes
    segment.size = offset
    return segment, offset


def _refuse_acknowledged_damage(path: Path, offset: int) -> None:
    """A later frame that says "everything before me was synced" proves that the damage is not a torn tail."""
    content = bytes(_content(path))
    at = content.find(MAGIC, offset)
    while at >= 0:
        header = unpack_header(memoryview(content), at)
        if header is not None and header.synced > offset:
            raise Fatal("engine.journal.damaged", where=str(path), offset=offset)
        at = content.find(MAGIC, at + 1)


def _end_at(path: Path, size: int) -> None:
    """Cut at a size and sync: whole frames that nobody was told of count from now on."""
    with disk_errors(str(path)):
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
