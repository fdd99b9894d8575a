"""The compactor: sealed segments of the journal become sorted Parquet files of the lake. # design 5.1

One pass takes some millions of readings, resolves them month by month against what the lake holds, writes new files
and answers what the next manifest shall list. Nothing that exists is changed in place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from ecopark.core.observations import TIME
from ecopark.engine.embedded.days import Days, last_batches_by_day
from ecopark.engine.embedded.gather import Arrived, ByStream
from ecopark.engine.embedded.journal import JournalBatch
from ecopark.engine.embedded.lake_files import (
    FileEntry,
    ReadingsFile,
    StreamStats,
    read_rows,
    read_stats,
    stats_of,
    write_readings_file,
)
from ecopark.engine.embedded.ledger import LEDGER, PART_BITS
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.parquet import ROW_GROUP
from ecopark.engine.embedded.resolve import late_rows, mark_superseded, resolve
from ecopark.engine.embedded.rollups import step_of
from ecopark.engine.embedded.rows import Ints, Rows, concat, sort_order
from ecopark.engine.embedded.runs import Run, current_runs, read_runs
from ecopark.engine.embedded.slices import Footer, Slice, read_slice

ROWS_PER_PASS = 4_000_000
SMALL_FILE_ROWS = 1 << 18
SETTLED_ROWS = 1_000_000  # a file of this size is merged only when its month has many
MANY_FILES = 12
LARGE_FILE_ROWS = 16_000_000
BLOCK_ROWS = 3 * ROW_GROUP
BLOCKS_AHEAD = 4
DAYS_KEPT = 2 * MANY_FILES  # files whose days are remembered
_NO_BATCH = (1 << PART_BITS) - 1

CurrentRuns = dict[tuple[str, str], Run]  # by flow and task


class Catalog:
    """What each file holds of each datastream, and where; files never change, so it is read once per file."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._known: dict[str, StreamStats] = {}
        self._footers: dict[str, Footer] = {}
        self._days: dict[tuple[str, int], Days] = {}
        self._runs: tuple[tuple[str, ...], CurrentRuns] = ((), {})

    def stats(self, entry: FileEntry) -> StreamStats:
        found = self._known.get(entry.path)
        if found is None:
            found = self._known[entry.path] = read_stats(self._lake, entry)
        return found

    def days(self, entry: FileEntry, offset_us: int) -> Days:
        """Datastream -> day (of 24 hours from ``offset_us`` on) -> last batch that brought or restated a reading in it."""
        found = self._days.get((entry.path, offset_us))
        if found is None:
            found = self._days[entry.path, offset_us] = last_batches_by_day(self._lake, entry, offset_us)
            for oldest in list(self._days)[:-DAYS_KEPT]:
                self._days.pop(oldest, None)
        return found

    def current_runs(self, files: Sequence[FileEntry]) -> CurrentRuns:
        """The newest run of each (flow, task); kept for the files that were asked for last."""
        paths, found = self._runs
        if paths != tuple(f.path for f in files):
            found = current_runs(read_runs(self._lake, files))
            self.keep_runs(files, found)
        return found

    def keep_runs(self, files: Sequence[FileEntry], found: CurrentRuns) -> None:
        """Take over what is known to be in files that were just written."""
        self._runs = (tuple(f.path for f in files), found)

    def slice(self, path: str, datastreams: Sequence[str], columns: Sequence[str]) -> Slice | None:
        """Rows of some datastreams in a readings file or roll-up; None if it has none of them."""
        footer = self._footers.get(path)
        if footer is None:
            footer = self._footers[path] = Footer.read(self._lake / path)
        return read_slice(self._lake / path, footer, datastreams, columns)

    def forget_all_but(self, manifest: Manifest) -> None:
        kept = {f.path for files in manifest.readings.values() for f in files}
        kept |= {f.rollup for files in manifest.readings.values() for f in files}
        self._known = {p: s for p, s in list(self._known.items()) if p in kept}
        self._footers = {p: f for p, f in list(self._footers.items()) if p in kept}


@dataclass(slots=True)
class PassResult:
    """What a pass made: the new file lists of the months it touched, the latest values, the ledger rows."""

    readings: dict[str, tuple[FileEntry, ...]] = field(default_factory=dict)
    added: list[FileEntry] = field(default_factory=list)
    latest: FileEntry | None = None
    ledger: pa.Table | None = None


def compact_pass(lake: Path, manifest: Manifest, catalog: Catalog, arrived: Arrived, file_tag: str) -> PassResult:
    """Bring the readings of one pass into the lake; files are written, nothing is published."""
    batches = arrived.batches
    first_batch = batches[0].header.batch
    counts = {n: np.zeros(len(batches), np.int64) for n in ("kept", "restated", "late")}
    known_until = _known_until(manifest, catalog, arrived.names)
    earliest_after = np.full(len(arrived.names), _NO_BATCH, np.int64)
    newest: list[Rows] = []
    result = PassResult()
    with ThreadPoolExecutor(1) as pool:
        for month, coming in arrived.months:
            files = manifest.readings.get(month, ())
            merged = _small_neighbours(files, frozenset(), len(coming))
            apart = not merged and not any(_overlapping(catalog.stats(f), coming, arrived.names) for f in files)
            written = _Writing(pool, lake, f"readings/{month}/{file_tag}.parquet")
            for rows in coming.blocks(BLOCK_ROWS) if apart else (coming.whole(),):
                late = late_rows(rows, known_until, earliest_after)
                kept, places, touched = _resolve_month(lake, catalog, () if apart else files, coming, rows)
                restated = kept.revision > 0
                came_late = late[places] & ~restated
                for name, batch in (
                    ("kept", kept.batch),
                    ("restated", kept.batch[restated]),
                    ("late", kept.batch[came_late]),
                ):
                    counts[name] += np.bincount(batch - first_batch, minlength=len(batches))
                if len(kept):
                    newest.append(_last_of_each(kept))
                    if not apart:
                        merged = touched | _small_neighbours(files, touched, len(kept))
                    sorted_rows = _merge(lake, files, merged, kept)
                    written.add(sorted_rows, coming if apart else None)
            entry = written.finish()
            if entry is not None:
                result.readings[month] = (*(f for f in files if f.path not in merged), entry)
                result.added.append(entry)
    if newest:
        result.latest = _write_latest(lake, manifest, newest, f"latest/{file_tag}.parquet")
        result.added.append(result.latest)
    result.ledger = _ledger_rows(batches, counts)
    return result


class _Writing:
    """A readings file that is written in another thread, while the next block is prepared."""

    def __init__(self, pool: ThreadPoolExecutor, lake: Path, path: str) -> None:
        self._pool, self._lake, self._path = pool, lake, path
        self._file: ReadingsFile | None = None
        self._jobs: deque[Future[None]] = deque()

    def add(self, rows: Rows, of: ByStream | None) -> None:
        """Write sorted rows: all there will be, or a block of some that are written apart from what is there."""
        if self._file is None:
            if of is None:
                stats = stats_of(rows)
                step_s = step_of(stats.rows, stats.first, stats.last)
            else:
                step_s = step_of(of.counts, of.first, of.last)
            self._file = ReadingsFile(self._lake, self._path, step_s)
        while len(self._jobs) >= BLOCKS_AHEAD:
            self._jobs.popleft().result()
        self._jobs.append(self._pool.submit(self._file.add, rows))

    def finish(self) -> FileEntry | None:
        while self._jobs:
            self._jobs.popleft().result()
        return self._file.finish() if self._file is not None else None


def _resolve_month(
    lake: Path, catalog: Catalog, files: Sequence[FileEntry], coming: ByStream, arrived: Rows
) -> tuple[Rows, Ints, frozenset[str]]:
    """The rows to keep, with revisions; their places in ``arrived``; the files in which they supersede rows."""
    parts: list[Rows] = []
    owners: list[str] = []
    for entry in files:
        overlapping = _overlapping(catalog.stats(entry), coming, arrived.names)
        if overlapping:
            parts.append(read_rows(lake, entry, overlapping))
            owners.append(entry.path)
    old = concat(parts) if parts else None
    resolved = resolve(old, arrived)
    places = np.flatnonzero(resolved.kept)
    kept = arrived if len(places) == len(arrived) else arrived.take(places)
    kept.revision = resolved.revision[places]
    ends = np.cumsum([len(p) for p in parts])
    touched = np.unique(np.searchsorted(ends, resolved.restated_old, side="right"))
    return kept, places, frozenset(owners[int(i)] for i in touched)


def _overlapping(stats: StreamStats, coming: ByStream, names: Sequence[str]) -> list[str]:
    """Datastreams that a file has within the span of time of the rows that come."""
    place = {name: i for i, name in enumerate(stats.names)}
    found = []
    for code, first, last in zip(coming.codes.tolist(), coming.first.tolist(), coming.last.tolist(), strict=True):
        at = place.get(names[code])
        if at is not None and stats.first[at] <= last and first <= stats.last[at]:
            found.append(names[code])
    return found


def _small_neighbours(files: Sequence[FileEntry], touched: frozenset[str], arrived: int) -> frozenset[str]:
    """Files to merge with the new rows, so that a month keeps few files: those no larger than what is merged already."""
    merged = arrived + sum(f.rows for f in files if f.path in touched)
    chosen = []
    for entry in sorted((f for f in files if f.path not in touched), key=lambda f: f.rows):
        if entry.rows > max(merged, SMALL_FILE_ROWS) or merged + entry.rows > LARGE_FILE_ROWS:
            break
        if entry.rows >= SETTLED_ROWS and len(files) < MANY_FILES:
            break
        chosen.append(entry.path)
        merged += entry.rows
    return frozenset(chosen)


def _merge(lake: Path, files: Sequence[FileEntry], merged: frozenset[str], kept: Rows) -> Rows:
    """The kept rows with those of the merged files, sorted; revisions of a key come in order (old files stand first)."""
    rows = kept
    if merged:
        rows = concat([*(read_rows(lake, f) for f in files if f.path in merged), kept])
        rows = rows.take(sort_order(rows.code, rows.time, len(rows.names)))
    mark_superseded(rows)
    return rows


def _known_until(manifest: Manifest, catalog: Catalog, names: Sequence[str]) -> Ints:
    """Per datastream the latest phenomenon_time in the lake."""
    place = {name: i for i, name in enumerate(names)}
    known = np.full(len(names), np.iinfo(np.int64).min, np.int64)
    for files in manifest.readings.values():
        for entry in files:
            stats = catalog.stats(entry)
            for name, last in zip(stats.names, stats.last.tolist(), strict=True):
                at = place.get(name)
                if at is not None and last > known[at]:
                    known[at] = last
    return known


def _last_of_each(rows: Rows) -> Rows:
    ends = np.flatnonzero(np.append(rows.code[1:] != rows.code[:-1], True))
    return rows.take(ends)


def _write_latest(lake: Path, manifest: Manifest, newest: Sequence[Rows], path: str) -> FileEntry:
    """The last observation of each datastream: of what was latest and what is new, the latest time, then revision."""
    before = [read_rows(lake, manifest.latest)] if manifest.latest is not None else []
    rows = concat([*before, *newest])
    order = np.lexsort((rows.revision, rows.time, rows.code))
    last = _last_of_each(rows.take(order))
    last.superseded = np.zeros(len(last), np.int64)
    return write_readings_file(lake, path, last)


def _ledger_rows(batches: Sequence[JournalBatch], counts: Mapping[str, Ints]) -> pa.Table:
    received = np.array([b.header.rows for b in batches], np.int64)
    columns = {
        "batch": pa.array([b.header.batch for b in batches], pa.int64()),
        "source": pa.array([b.facts.source for b in batches], pa.string()),
        "rows": pa.array(received),
        "kept": pa.array(counts["kept"]),
        "duplicates": pa.array(received - counts["kept"]),
        "restated": pa.array(counts["restated"]),
        "late": pa.array(counts["late"]),
        "recorded_time": pa.array([b.header.recorded_us for b in batches], pa.int64()).cast(TIME),
        "raw_sha256": pa.array([b.facts.raw_sha256 for b in batches], pa.string()),
        "idempotency_key": pa.array([b.facts.idempotency_key for b in batches], pa.string()),
    }
    return pa.Table.from_arrays([columns[n] for n in LEDGER.names], schema=LEDGER)
