"""Runs: which task of which flow was executed from which inputs, and published what. Kept as the derived table ``_runs``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.core.observations import TIME
from ecopark.engine.embedded.lake_files import FileEntry

RUNS = "_runs"

RUNS_SCHEMA = pa.schema(
    [
        pa.field("flow", pa.string(), nullable=False),
        pa.field("task", pa.string(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),  # of the manifest that published it
        pa.field("flow_version", pa.string(), nullable=False),
        pa.field("marker", pa.string(), nullable=False),  # of everything that it read
        pa.field("published", TIME, nullable=False),
        pa.field("datastreams", pa.list_(pa.string()), nullable=False),
        pa.field("start", TIME, nullable=False),  # the interval that it answers
        pa.field("end", TIME, nullable=False),
        pa.field("tables", pa.list_(pa.string()), nullable=False),
        pa.field("rows", pa.list_(pa.int64()), nullable=False),
        pa.field("contents", pa.list_(pa.string()), nullable=False),  # canonical hash of each table
    ]
)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one task. A task that is no longer planned is retired by a run with empty tables."""

    flow: str
    task: str
    version: int
    flow_version: str
    marker: str
    published: datetime
    datastreams: tuple[str, ...]
    start: datetime
    end: datetime
    tables: tuple[str, ...]
    rows: tuple[int, ...]
    contents: tuple[str, ...]

    def rows_of(self, table: str) -> int:
        return self.rows[self.tables.index(table)] if table in self.tables else 0

    def content_of(self, table: str) -> str:
        return self.contents[self.tables.index(table)] if table in self.tables else ""


@dataclass(frozen=True, slots=True)
class DerivedReport:
    """A published version of one task's rows in one table, as the evidence log records it."""

    table: str
    task: str
    version: int
    flow: str
    flow_version: str
    content: str
    rows: int
    published: datetime


def runs_table(runs: Iterable[Run]) -> pa.Table:
    rows = [
        {
            **{n: getattr(run, n) for n in RUNS_SCHEMA.names},
            **{n: getattr(run, n).astimezone(UTC).replace(tzinfo=None) for n in ("published", "start", "end")},
        }
        for run in runs
    ]
    return pa.Table.from_pylist(rows, schema=RUNS_SCHEMA)


def read_runs(lake: Path, files: Sequence[FileEntry], *, after: int = 0, until: int | None = None) -> list[Run]:
    """Runs in order of version; ``after`` and ``until`` bound the version (exclusive, inclusive)."""
    found: list[Run] = []
    for entry in files:
        if entry.last_batch <= after or (until is not None and entry.first_batch > until):
            continue
        try:
            table = pq.read_table(lake / entry.path, partitioning=None)
        except (OSError, pa.ArrowException) as error:
            raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error
        columns = [_cells(table, name) for name in RUNS_SCHEMA.names]
        runs = (Run(*row) for row in zip(*columns, strict=True))
        found.extend(run for run in runs if run.version > after and (until is None or run.version <= until))
    return sorted(found, key=lambda r: r.version)


def _cells(table: pa.Table, name: str) -> Iterable[Any]:
    kind = RUNS_SCHEMA.field(name).type
    if kind == TIME:
        return (moment.replace(tzinfo=UTC) for moment in table.column(name).to_pylist())
    values = table.column(name).to_pylist()
    return map(tuple, values) if pa.types.is_list(kind) else values


def current_runs(runs: Iterable[Run]) -> dict[tuple[str, str], Run]:
    """The newest run of each (flow, task); ``runs`` in order of version."""
    return {(run.flow, run.task): run for run in runs}


def reports_of(runs: Iterable[Run]) -> list[DerivedReport]:
    return [
        DerivedReport(table, run.task, run.version, run.flow, run.flow_version, content, rows, run.published)
        for run in runs
        for table, content, rows in zip(run.tables, run.contents, run.rows, strict=True)
    ]
