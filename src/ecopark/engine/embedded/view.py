"""A version of the lake opened for reading: which files answer a question, and the SQL over them. No scope here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, TIME
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.compaction import Catalog
from ecopark.engine.embedded.days import Days
from ecopark.engine.embedded.derived import declared_schema, live_tasks, read_derived
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.ledger import PART_BITS, BatchTimes
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.rows import Ints
from ecopark.engine.embedded.runs import RUNS, Run, current_runs, read_runs

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VALUE = "mantissa / divisor"
_VALUE_OR_REAL = "coalesce(real, mantissa / divisor)"


def to_us(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _last_batch(known: Mapping[int, int]) -> str:
    """SQL: the last batch of the part to which a row's batch belongs."""
    if known.keys() <= {0}:
        return str(known.get(0, 0))
    cases = " ".join(f"WHEN {part} THEN {batch}" for part, batch in known.items())
    return f"(CASE batch >> {PART_BITS} {cases} END)"


def moment_of(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True, slots=True)
class CurrentRows:
    """Rows of a file in its order; ``code`` is the place in the list of datastreams that was asked for."""

    code: npt.NDArray[np.int32]
    time: Ints
    value: npt.NDArray[np.float64]  # 0.0 where it is missing
    present: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LakeView:
    """One manifest version of the lake."""

    lake: Path
    manifest: Manifest
    catalog: Catalog

    @cached_property
    def batch_times(self) -> BatchTimes:
        return BatchTimes.of(self.lake, self.manifest.ledger)

    def files(self, datastreams: Sequence[str] | None, interval: Interval | None) -> list[FileEntry]:
        """Readings files that can have rows of any of the datastreams within the interval."""
        found = []
        wanted = None if datastreams is None else set(datastreams)
        for month in sorted(self.manifest.readings):
            for entry in self.manifest.readings[month]:
                if interval is not None and not (
                    entry.first_us < to_us(interval.end) and to_us(interval.start) <= entry.last_us
                ):
                    continue
                if wanted is None or not wanted.isdisjoint(self.catalog.stats(entry).names):
                    found.append(entry)
        return found

    def source(self, files: Sequence[FileEntry]) -> str:
        """``FROM`` clause of files, which must not be none."""
        return f"read_parquet({duck.paths(self.lake / f.path for f in files)})"

    @staticmethod
    def value(files: Sequence[FileEntry]) -> str:
        return _VALUE_OR_REAL if any(f.doubles for f in files) else _VALUE

    def conditions(
        self,
        files: Sequence[FileEntry],
        datastreams: Sequence[str] | None,
        interval: Interval | None,
        known_batches: Mapping[int, int] | None = None,
    ) -> str:
        """``WHERE`` clause: datastreams, interval, the revisions that were the latest after some batch (of each part)."""
        said = ["true"]
        if datastreams is not None:
            said.append(f"datastream IN {duck.texts(datastreams)}")
        if interval is not None:
            said.append(
                f"phenomenon_time >= {duck.moment(interval.start)} AND phenomenon_time < {duck.moment(interval.end)}"
            )
        if known_batches is not None:
            last = _last_batch(known_batches)
            said.append(f"batch <= {last} AND (superseded IS NULL OR superseded > {last})")
        elif any(f.restated for f in files):
            said.append("superseded IS NULL")
        return " AND ".join(said)

    def current_rows(self, entry: FileEntry, datastreams: Sequence[str]) -> CurrentRows | None:
        """Time and value of the current rows of some datastreams in a readings file."""
        real = ["real"] if entry.doubles else []
        superseded = ["superseded"] if entry.restated else []
        found = self.catalog.slice(entry.path, datastreams, ["phenomenon_time", "mantissa", "divisor", *real, *superseded])
        if found is None:
            return None
        present = found.valid("mantissa") | found.valid("real") if real else found.valid("mantissa")
        columns = (
            found.code,
            found.numbers("phenomenon_time"),
            found.decimals("mantissa", "real" if real else None),
            present,
        )
        if not superseded:
            return CurrentRows(*columns)
        current = np.flatnonzero(~found.valid("superseded"))
        return CurrentRows(*(np.take(column, current) for column in columns))

    def rows_above(
        self, entry: FileEntry, datastreams: Sequence[str], limit: float, interval: Interval | None
    ) -> pa.Table | None:
        """``OBSERVATIONS`` but for the recorded time: current rows of a file with a value above a limit; None: no row.

        The values are read first, the other columns only where there is a hit.
        """
        real = ["real"] if entry.doubles else []
        superseded = ["superseded"] if entry.restated else []
        found = self.catalog.slice(entry.path, datastreams, ["mantissa", "divisor", *real, *superseded])
        if found is None:
            return None
        value = pc.divide(found.table.column("mantissa").cast(pa.float64()), found.table.column("divisor"))
        value = pc.coalesce(found.table.column("real"), value) if real else value
        hit = pc.greater(value, limit)
        hit = pc.and_(hit, pc.is_null(found.table.column("superseded"))) if superseded else hit
        places = pc.indices_nonzero(hit)
        names = ["phenomenon_time", "batch", "reason", "status", "result_lag_us", "revision"]
        rest = self.catalog.slice(entry.path, datastreams, names) if len(places) else None
        if rest is None:
            return None
        taken = rest.table.take(places)
        time = taken.column("phenomenon_time")
        columns = {
            "datastream": pa.array(datastreams, pa.string()).take(pa.array(np.take(rest.code, places.to_numpy()))),
            "value": value.take(places),
            "result_time": pc.add(time.cast(pa.int64()), taken.column("result_lag_us")).cast(TIME),
            **{name: taken.column(name) for name in ("phenomenon_time", "reason", "status", "revision", "batch")},
        }
        rows = pa.table({f.name: columns[f.name] for f in OBSERVATIONS if f.name in columns})
        if interval is None:
            return rows
        start, end = (pa.scalar(to_us(moment), pa.int64()).cast(TIME) for moment in (interval.start, interval.end))
        return rows.filter(pc.and_(pc.greater_equal(time, start), pc.less(time, end)))

    def observations(
        self, datastreams: Sequence[str] | None, interval: Interval | None = None, known_at: datetime | None = None
    ) -> pa.Table:
        """``OBSERVATIONS``: latest revisions (as known at a moment), sorted by (datastream, phenomenon_time)."""
        files = self.files(datastreams, interval) if datastreams is None or datastreams else []
        if not files:
            return OBSERVATIONS.empty_table()
        known = self.batch_times.last_known_at(known_at) if known_at is not None else None
        where = self.conditions(files, datastreams, interval, known)
        return self.select(files, where, "datastream, phenomenon_time")

    @cached_property
    def latest(self) -> pa.Table:
        """``OBSERVATIONS``: the last one of each datastream; small, so it is read once per version."""
        entry = self.manifest.latest
        return self.select([entry], "true", "datastream") if entry is not None else OBSERVATIONS.empty_table()

    def last_batches_by_day(self, month: str, offset_us: int) -> Days:
        """Datastream -> day (of 24 hours from ``offset_us`` on) -> last batch that brought or restated a reading in it."""
        found: Days = {}
        for entry in self.manifest.readings.get(month, ()):
            for name, days in self.catalog.days(entry, offset_us).items():
                known = found.setdefault(name, {})
                for day, batch in days.items():
                    known[day] = max(batch, known.get(day, 0))
        return found

    def all_revisions(self, first_batch: int, last_batch: int) -> pa.Table:
        """What the batches of a range brought and was kept, sorted by (batch, datastream, phenomenon_time, revision)."""
        files = [
            f
            for month in self.manifest.readings.values()
            for f in month
            if f.first_batch <= last_batch and first_batch <= f.last_batch
        ]
        if not files:
            return OBSERVATIONS.empty_table()
        where = f"batch BETWEEN {first_batch} AND {last_batch}"
        return self.select(files, where, "batch, datastream, phenomenon_time, revision")

    def select(self, files: Sequence[FileEntry], where: str, order: str) -> pa.Table:
        """``OBSERVATIONS`` of files under a condition."""
        return self.with_recorded_time(
            duck.ask(
                f"SELECT datastream, phenomenon_time, {self.value(files)} AS value, reason, status, "
                f"phenomenon_time + to_microseconds(result_lag_us) AS result_time, revision, batch "
                f"FROM {self.source(files)} WHERE {where} ORDER BY {order}"
            )
        )

    def with_recorded_time(self, answer: pa.Table) -> pa.Table:
        """``OBSERVATIONS`` from an answer that lacks only the recorded time: it is the batch's."""
        batch = answer.column("batch").to_numpy() if len(answer) else np.empty(0, np.int64)
        recorded = pa.array(self.batch_times.of_batches(batch)).cast(TIME)
        columns = [recorded if f.name == "recorded_time" else answer.column(f.name).cast(f.type) for f in OBSERVATIONS]
        return pa.Table.from_arrays(columns, schema=OBSERVATIONS)

    @cached_property
    def runs(self) -> dict[tuple[str, str], Run]:
        """The newest run of each (flow, task)."""
        return self.catalog.current_runs(self.manifest.derived.get(RUNS, ()))

    def runs_until(self, version: int | None) -> dict[tuple[str, str], Run]:
        """The newest runs as they stood in an earlier version."""
        if version is None:
            return self.runs
        return current_runs(read_runs(self.lake, self.manifest.derived.get(RUNS, ()), until=version))

    def schema_of(self, table: str) -> pa.Schema:
        """Declared schema of a derived table; ``StateError`` engine.question.unknown_table if nobody published it."""
        if table not in self.manifest.tables:
            raise StateError("engine.question.unknown_table", where=table, table=table)
        schema = self._schemas.get(table)
        if schema is None:
            schema = self._schemas[table] = declared_schema(self.manifest, table)
        return schema

    @cached_property
    def _schemas(self) -> dict[str, pa.Schema]:
        return {}

    def derived(self, table: str, where: str = "true", *, order: str = "", version: int | None = None) -> pa.Table:
        """Rows of a derived table, current or as of a version, sorted by ``order`` (its time column by default)."""
        self.schema_of(table)
        runs = self.runs_until(version)
        live = live_tasks(self.manifest, table, runs.values())
        flow = self.manifest.tables[table]["flow"]
        rows = sum(run.rows_of(table) for run in runs.values() if run.flow == flow) if version is None else None
        by = order or duck.name(self.manifest.tables[table]["time_column"])
        return read_derived(self.lake, self.manifest, table, live, rows, where, by)
