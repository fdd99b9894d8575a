"""Derived tables: what flows published, by task and version. The newest version of each task is the current view.

A file holds the rows of many tasks, with ``_task`` and ``_version`` (of the manifest that published them); every
(task, version) is in exactly one file. Files are merged into one of current rows and one of history before they
become many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.core.flows import OutputTable
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.content import table_hash
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.parquet import pack_parquet, write_new
from ecopark.engine.embedded.runs import RUNS, Run

MAX_FILES = 6
MUCH_LARGER = 4
Live = Mapping[str, int]  # task -> version

_TASK = pa.field("_task", pa.dictionary(pa.int32(), pa.string()), nullable=False)
_VERSION = pa.field("_version", pa.int64(), nullable=False)


def declare(output: OutputTable, flow: str) -> dict[str, str]:
    """How a manifest describes a derived table."""
    return {
        "flow": flow,
        "scope_by": output.scope_by,
        "time_column": output.time_column,
        "schema": output.schema.serialize().to_pybytes().hex(),
    }


def declared_schema(manifest: Manifest, table: str) -> pa.Schema:
    return pa.ipc.read_schema(pa.py_buffer(bytes.fromhex(manifest.tables[table]["schema"])))


def live_tasks(manifest: Manifest, table: str, current: Collection[Run]) -> Live:
    """The tasks that have rows in a table now, each with its version."""
    flow = manifest.tables[table]["flow"]
    return {run.task: run.version for run in current if run.flow == flow and run.rows_of(table)}


def stamped(rows: Mapping[str, pa.Table], version: int, schema: pa.Schema) -> pa.Table:
    """Rows of several tasks (task -> rows) as one table with ``_task`` and ``_version``."""
    keys = list(rows)
    whole = pa.concat_tables([rows[k].cast(schema) for k in keys]) if keys else schema.empty_table()
    counts = pa.array(np.repeat(np.arange(len(keys), dtype=np.int32), [len(rows[k]) for k in keys]), pa.int32())
    task = pa.DictionaryArray.from_arrays(counts, pa.array(keys, pa.string()))
    numbers = pa.repeat(pa.scalar(version, pa.int64()), len(whole))
    return pa.Table.from_arrays([*whole.columns, task, numbers], schema=schema.append(_TASK).append(_VERSION))


def write_derived_file(lake: Path, path: str, table: pa.Table, *, version_column: str, history: bool = False) -> FileEntry:
    """Write rows as a new synced file. In its entry the batch numbers are versions; ``restated`` says history only."""
    packed = pack_parquet(table, {})
    write_new(lake / path, packed)
    ends = pc.min_max(table.column(version_column)).as_py()
    return FileEntry(
        path,
        hashlib.sha256(packed).hexdigest(),
        table_hash(table),
        len(packed),
        len(table),
        first_batch=ends["min"],
        last_batch=ends["max"],
        restated=history,
    )


def add_rows(lake: Path, manifest: Manifest, table: str, rows: pa.Table, version: int, live: Live) -> tuple[FileEntry, ...]:
    """The files of a table after new rows came; ``live`` with the new tasks' versions."""
    files = manifest.derived.get(table, ())
    if len(rows):
        path = f"derived/{table}/{version:08d}.parquet"
        files = (*files, write_derived_file(lake, path, rows, version_column="_version"))
    current = [f for f in files if not f.restated]
    if len(current) <= MAX_FILES:
        return files
    small = _small(current)
    return (*(f for f in files if f not in small), *_merged(lake, table, small, version, live))


def _small(files: Sequence[FileEntry]) -> list[FileEntry]:
    """The files to merge: at least two, without those that are much larger than all smaller ones together.

    So a day that is added is merged with the days before it, not with the years.
    """
    ordered = sorted(files, key=lambda f: (f.rows, f.path))
    chosen = ordered[:2]
    for entry in ordered[2:]:
        if entry.rows > MUCH_LARGER * sum(f.rows for f in chosen):
            break
        chosen.append(entry)
    return [f for f in files if f in chosen]


def _merged(lake: Path, table: str, files: Sequence[FileEntry], version: int, live: Live) -> list[FileEntry]:
    parts = [_read(lake, f) for f in files]
    whole = pa.concat_tables(parts, promote_options="default").unify_dictionaries()
    key = pc.binary_join_element_wise(
        whole.column("_task").cast(pa.string()), whole.column("_version").cast(pa.string()), "\x1f"
    )
    is_live = pc.is_in(key, value_set=pa.array([f"{task}\x1f{v}" for task, v in live.items()], pa.string()))
    made = []
    for name, chosen, history in (("current", is_live, False), ("history", pc.invert(is_live), True)):
        rows = whole.filter(chosen)
        if len(rows):
            path = f"derived/{table}/{version:08d}.{name}.parquet"
            made.append(write_derived_file(lake, path, rows, version_column="_version", history=history))
    return made


def add_runs(lake: Path, manifest: Manifest, runs: pa.Table, version: int) -> tuple[FileEntry, ...]:
    """The files of the table of runs after new ones came; small files are merged."""
    files = manifest.derived.get(RUNS, ())
    small = [f for f in files if f.rows <= max(len(runs), 4096)]
    whole = pa.concat_tables([*(pq.read_table(lake / f.path, partitioning=None).cast(runs.schema) for f in small), runs])
    entry = write_derived_file(lake, f"derived/{RUNS}/{version:08d}.parquet", whole, version_column="version")
    return (*(f for f in files if f not in small), entry)


def _read(lake: Path, entry: FileEntry) -> pa.Table:
    try:
        return pq.read_table(lake / entry.path, read_dictionary=["_task"], partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error


def read_derived(
    lake: Path, manifest: Manifest, table: str, live: Live, now_rows: int | None, where: str, order: str
) -> pa.Table:
    """Rows of the live tasks under an SQL condition, in the declared schema.

    ``now_rows`` is the number of live rows when the current view is asked for, None for an earlier one. All live rows
    of now are outside the history files: if those hold no more rows than that, nothing has to be left out.
    """
    schema = declared_schema(manifest, table)
    files = list(manifest.derived.get(table, ()))
    if now_rows is not None:
        files = [f for f in files if not f.restated]
    versions = set(live.values())
    files = [f for f in files if any(f.first_batch <= v <= f.last_batch for v in versions)]
    if not files:
        return schema.empty_table()
    written = {name for f in files for name in _names(lake, f)}
    names = ", ".join(duck.name(n) if n in written else f"NULL AS {duck.name(n)}" for n in schema.names)
    source = f"read_parquet({duck.paths(lake / f.path for f in files)}, union_by_name = true, file_row_number = true)"
    if sum(f.rows for f in files) != now_rows:
        pairs = ", ".join(f"({duck.text(task)}, {version})" for task, version in live.items())
        source += f" SEMI JOIN (VALUES {pairs}) AS live(_task, _version) USING (_task, _version)"
    answer = duck.ask(f"SELECT {names} FROM {source} WHERE {where} ORDER BY {order}, _task, file_row_number")
    return answer.cast(schema)


def _names(lake: Path, entry: FileEntry) -> list[str]:
    """Columns of a file: one of an earlier version of the software lacks those that came later."""
    try:
        return list(pq.read_schema(lake / entry.path).names)
    except (OSError, pa.ArrowException) as error:
        raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error


def with_table(manifest: Manifest, table: str, files: tuple[FileEntry, ...], declared: dict[str, str]) -> Manifest:
    return replace(
        manifest,
        derived={**manifest.derived, table: files},
        tables={**manifest.tables, table: declared} if declared else manifest.tables,
    )
