"""Inputs of tasks: read once for many tasks, handed out as slices; and the markers that tell whether they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.observations import FLAGS
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.rows import Ints, run_starts
from ecopark.engine.embedded.runs import Run
from ecopark.engine.embedded.view import LakeView, moment_of, to_us

ROWS_AT_ONCE = 1_000_000
OBSERVATIONS_INPUT = "observations"
SHORT_TASK_S = 20 * 86400  # tasks below it are told apart by the day
DAY_US = 86_400_000_000


def chunks(view: LakeView, inputs: Sequence[str], tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Tasks in order of datastream, so many at a time that what they read fits well in memory."""
    rows_of = _rows_to_read(view, inputs, _hull(tasks)) if tasks else {}
    chunk: list[Task] = []
    seen: set[str] = set()
    for task in sorted(tasks, key=lambda t: (t.datastreams, t.answers)):
        more = set(task.datastreams) - seen
        if chunk and more and sum(rows_of.get(d, 0) for d in seen | more) > ROWS_AT_ONCE:
            yield chunk
            chunk, seen = [], set()
        chunk.append(task)
        seen.update(task.datastreams)
    if chunk:
        yield chunk


def _hull(tasks: Sequence[Task]) -> Interval:
    return Interval(min(t.reads.start for t in tasks), max(t.reads.end for t in tasks))


def _rows_to_read(view: LakeView, inputs: Sequence[str], hull: Interval) -> dict[str, float]:
    """About how many rows of each datastream the inputs have in an interval."""
    found: dict[str, float] = {}
    first, last = to_us(hull.start), to_us(hull.end)
    if OBSERVATIONS_INPUT in inputs:
        for entry in view.files(None, hull):
            stats = view.catalog.stats(entry)
            inside = np.minimum(stats.last + 1, last) - np.maximum(stats.first, first)
            rows = stats.rows * np.clip(inside / (stats.last + 1 - stats.first), 0.0, 1.0)
            for name, count in zip(stats.names, rows.tolist(), strict=True):
                found[name] = found.get(name, 0.0) + count
    for table in inputs:
        if table in view.manifest.tables and "datastream" in view.schema_of(table).names:
            flow = view.manifest.tables[table]["flow"]
            for run in view.runs.values():
                if run.flow == flow and run.datastreams and run.start < hull.end and hull.start < run.end:
                    each = run.rows_of(table) / len(run.datastreams)
                    for name in run.datastreams:
                        found[name] = found.get(name, 0.0) + each
    return found


@dataclass(slots=True)
class Sliced:
    """A table sorted by (datastream, time), or by time alone, from which tasks take their rows without copying."""

    table: pa.Table
    time_us: Ints
    runs: Mapping[str, tuple[int, int]] | None  # datastream -> rows; None: the table has no such column

    @classmethod
    def of(cls, table: pa.Table, time_column: str) -> Sliced:
        time = table.column(time_column).cast(pa.timestamp("us")).cast(pa.int64()).fill_null(0).to_numpy()
        if "datastream" not in table.column_names:
            return cls(table, time, None)
        if not len(table):
            return cls(table, time, {})
        codes = table.column("datastream").combine_chunks().dictionary_encode()
        codes = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
        starts = run_starts(codes.indices.fill_null(-1).to_numpy(zero_copy_only=False))
        names = pc.take(table.column("datastream"), pa.array(starts)).to_pylist()
        ends = [*starts[1:].tolist(), len(table)]
        return cls(table, time, dict(zip(names, zip(starts.tolist(), ends, strict=True), strict=True)))

    def of_task(self, task: Task) -> pa.Table:
        bounds = [to_us(task.reads.start), to_us(task.reads.end)]
        if self.runs is None:
            start, end = np.searchsorted(self.time_us, bounds)
            return self.table.slice(int(start), int(end - start))
        parts = []
        for name in sorted(set(task.datastreams)):
            first, last = self.runs.get(name, (0, 0))
            start, end = np.searchsorted(self.time_us[first:last], bounds)
            if end > start:
                parts.append(self.table.slice(first + int(start), int(end - start)))
        if not parts:
            return self.table.slice(0, 0)
        return parts[0] if len(parts) == 1 else pa.concat_tables(parts).combine_chunks()


def read_inputs(view: LakeView, inputs: Mapping[str, OutputTable | None], tasks: Sequence[Task]) -> dict[str, Sliced]:
    """The inputs of some tasks; ``inputs`` maps a name to its declaration where it may not be published yet."""
    datastreams = sorted({d for t in tasks for d in t.datastreams})
    hull = _hull(tasks)
    return {name: _read(view, name, declared, datastreams, hull) for name, declared in inputs.items()}


def _read(view: LakeView, name: str, declared: OutputTable | None, datastreams: Sequence[str], hull: Interval) -> Sliced:
    if name == OBSERVATIONS_INPUT:
        return Sliced.of(view.observations(datastreams, hull), "phenomenon_time")
    if name not in view.manifest.tables:
        if declared is not None:
            return Sliced.of(declared.schema.empty_table(), declared.time_column)
        if name == "flags":
            return Sliced.of(FLAGS.empty_table(), "phenomenon_time")
    time_column = view.manifest.tables[name]["time_column"] if name in view.manifest.tables else ""
    column = duck.name(time_column)
    where = f"{column} >= {duck.moment(hull.start)} AND {column} < {duck.moment(hull.end)}"
    order = column
    if name in view.manifest.tables and "datastream" in view.schema_of(name).names:
        where += f" AND datastream IN {duck.texts(datastreams)}" if datastreams else " AND false"
        order = f"datastream, {column}"
    return Sliced.of(view.derived(name, where, order=order), time_column)


class Markers:
    """What tasks read, as short hashes: equal marker, equal input."""

    def __init__(self, view: LakeView, flow: Flow) -> None:
        self._inputs = flow.inputs
        self._view = view
        self._months = _last_batches(view) if OBSERVATIONS_INPUT in flow.inputs else {}
        self._days: dict[tuple[str, int], dict[str, dict[int, int]]] = {}
        self._runs = {n: _runs_by_datastream(view, n) for n in flow.inputs if n in view.manifest.tables}
        self._read: dict[tuple[str, tuple[str, ...]], list[tuple[tuple[str, str], datetime, datetime]]] = {}

    def of_task(self, task: Task) -> str:
        digest = hashlib.sha256(repr((task.datastreams, task.answers, task.reads)).encode())
        for name in self._inputs:
            digest.update(f"\n{name}".encode())
            if name == OBSERVATIONS_INPUT:
                self._add_observations(digest, task)
            elif name in self._runs:
                self._add_runs(digest, name, task)
        return digest.hexdigest()[:32]

    def _add_observations(self, digest: hashlib._Hash, task: Task) -> None:
        start, end = to_us(task.reads.start), to_us(task.reads.end)
        if task.answers.seconds < SHORT_TASK_S:
            self._add_days(digest, task, start, end)
            return
        first, last = f"{task.reads.start:%Y-%m}", f"{task.reads.end - timedelta(microseconds=1):%Y-%m}"
        for datastream in sorted(set(task.datastreams)):
            for month, batch in self._months.get(datastream, ()):
                if first <= month <= last:
                    digest.update(f"{datastream}|{month}|{batch};".encode())

    def _add_days(self, digest: hashlib._Hash, task: Task, start: int, end: int) -> None:
        """Of a task of a day or a week: the last batch of each day, counted from its own beginning. Files are merged
        as they grow, and what is in a file says too little of one day of it.
        """
        offset = to_us(task.answers.start) % DAY_US
        first, last = (start - offset) // DAY_US, (end - 1 - offset) // DAY_US
        months = f"{task.reads.start:%Y-%m}", f"{task.reads.end - timedelta(microseconds=1):%Y-%m}"
        for datastream in sorted(set(task.datastreams)):
            for month, _ in self._months.get(datastream, ()):
                if not months[0] <= month <= months[1]:
                    continue
                days = self._days_of(month, offset).get(datastream, {})
                for day in range(first, last + 1):
                    if day in days:
                        digest.update(f"{datastream}|{day}|{days[day]};".encode())

    def _days_of(self, month: str, offset: int) -> dict[str, dict[int, int]]:
        """Datastream -> day -> last batch that brought or restated a reading of it."""
        found = self._days.get((month, offset))
        if found is None:
            found = self._days[month, offset] = self._view.last_batches_by_day(month, offset)
        return found

    def _add_runs(self, digest: hashlib._Hash, name: str, task: Task) -> None:
        start, end = task.reads.start, task.reads.end
        found = [said for said, begun, ended in self._runs_read(name, task.datastreams) if begun < end and start < ended]
        digest.update(repr(found).encode())

    def _runs_read(self, name: str, datastreams: tuple[str, ...]) -> list[tuple[tuple[str, str], datetime, datetime]]:
        """(task, content), start and end of the runs that publish a table from some datastreams, in order of task."""
        known = self._read.get((name, datastreams))
        if known is None:
            by_datastream = self._runs[name]
            keys = set(datastreams) if "datastream" in self._view.schema_of(name).names else {""}
            runs = {run.task: run for key in keys for run in by_datastream.get(key, ())}
            known = [((task, run.content_of(name)), run.start, run.end) for task, run in sorted(runs.items())]
            self._read[name, datastreams] = known
        return known


def _last_batches(view: LakeView) -> dict[str, list[tuple[str, int]]]:
    """Datastream -> (month, last batch that brought or restated a reading of it), by month."""
    found: dict[str, dict[str, int]] = {}
    for month in sorted(view.manifest.readings):
        for entry in view.manifest.readings[month]:
            stats = view.catalog.stats(entry)
            for name, batch in zip(stats.names, stats.last_batch.tolist(), strict=True):
                months = found.setdefault(name, {})
                months[month] = max(batch, months.get(month, 0))
    return {name: list(months.items()) for name, months in found.items()}


def _runs_by_datastream(view: LakeView, table: str) -> dict[str, list[Run]]:
    """Current runs that publish a table, by each datastream that they read; all of them under the empty name."""
    flow = view.manifest.tables[table]["flow"]
    found: dict[str, list[Run]] = {"": []}
    for run in view.runs.values():
        if run.flow == flow:
            found[""].append(run)
            for name in run.datastreams:
                found.setdefault(name, []).append(run)
    return found


def extent(view: LakeView) -> Interval | None:
    """The interval that has readings; None if there are none."""
    files = view.files(None, None)
    if not files:
        return None
    first, last = min(f.first_us for f in files), max(f.last_us for f in files)
    return Interval(moment_of(first), moment_of(last + 1))
