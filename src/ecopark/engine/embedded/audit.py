"""What verification reads of one version of the lake: derived tables task by task, and the flows run again in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.core.flows import Flow, Task
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope
from ecopark.engine.embedded.flow_runner import FlowRun, in_order
from ecopark.engine.embedded.flow_tasks import Work, execute
from ecopark.engine.embedded.manifest import ManifestReport
from ecopark.engine.embedded.reports import manifest_reports
from ecopark.engine.embedded.runs import RUNS, DerivedReport, Run, reports_of
from ecopark.engine.embedded.view import LakeView
from ecopark.trust.log.content import content_hash


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The stored rows of one task in one derived table: its current version."""

    table: str
    run: Run
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A task run again: the content hash that was published, and that of the result now."""

    flow: str
    task: str
    table: str
    published: str
    now: str


@dataclass(frozen=True, slots=True)
class StoreAudit:
    """Questions of an auditor who sees all; every method refuses another scope."""

    view: LakeView
    network: FlowNetwork

    def manifests(self, scope: Scope) -> Iterator[ManifestReport]:
        """Every version that is still on the disk."""
        scope.require(None, "manifests")
        return manifest_reports(self.view.lake, 1)

    def current(self, scope: Scope) -> list[DerivedReport]:
        """The current version of each task and table, as it was reported when it was published."""
        scope.require(None, "derived tables")
        return reports_of(self.view.runs.values())

    def tables(self, scope: Scope) -> list[str]:
        """Names of the derived tables."""
        scope.require(None, "derived tables")
        return sorted(self.view.manifest.tables.keys() - {RUNS})

    def task_tables(self, scope: Scope, table: str) -> Iterator[TaskTable]:
        """The stored rows of every task that has ever written to a table, in the declared schema; retired ones are empty.

        Raises
        ------
        Fatal
            engine.lake.damaged.
        """
        scope.require(None, table)
        schema = self.view.schema_of(table)
        flow = self.view.manifest.tables[table]["flow"]
        stored = _by_task(self._rows(table, schema))
        for run in self.view.runs.values():
            if run.flow == flow and table in run.tables:
                yield TaskTable(table, run, stored.get((run.task, run.version), schema.empty_table()))

    def _rows(self, table: str, schema: pa.Schema) -> pa.Table:
        """The rows of all files that are not history alone, with ``_task`` and ``_version``."""
        parts = []
        for entry in self.view.manifest.derived.get(table, ()):
            if not entry.restated:
                path = self.view.lake / entry.path
                try:
                    read = pq.read_table(path, partitioning=None)
                except (OSError, pa.ArrowException) as error:
                    raise Fatal("engine.lake.damaged", where=str(path), reason=str(error)) from error
                task = read.column("_task").cast(pa.string())
                rows = _in_schema(read, schema).append_column("_task", task)
                parts.append(rows.append_column("_version", read.column("_version")))
        empty = schema.append(pa.field("_task", pa.string())).append(pa.field("_version", pa.int64())).empty_table()
        return pa.concat_tables(parts) if parts else empty

    def recompute(self, scope: Scope, flows: Sequence[Flow]) -> Iterator[Recomputed | Task]:
        """Run every current task of the flows again, in this process, publishing nothing.

        Inputs are the stored tables, which are recomputed themselves. A task whose inputs or flow changed since it was
        published has nothing to be compared with: the bare task is given instead.
        """
        scope.require(None, "flows")
        declared = {output.name: output for flow in flows for output in flow.outputs}
        for flow in in_order(flows):
            todo, same, _ = FlowRun(self.view, self.network, flow, declared).plan()
            yield from (task for task, _ in todo)
            work = Work(flow.name, flow.run, {name: declared.get(name) for name in flow.inputs}, flow.outputs)
            for task, made in execute(self.view, work, [task for task, _ in same]):
                run = self.view.runs[flow.name, task.key]
                for table, rows in made.items():
                    yield Recomputed(flow.name, task.key, table, run.content_of(table), content_hash(rows))


def _in_schema(read: pa.Table, schema: pa.Schema) -> pa.Table:
    """A file's rows in today's schema: one of an earlier version of the software lacks the columns that came later."""
    columns = [
        read.column(field.name).cast(field.type) if field.name in read.column_names else pa.nulls(len(read), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, names=schema.names)


def _by_task(rows: pa.Table) -> dict[tuple[str, int], pa.Table]:
    """Rows of each (task, version), without these columns."""
    if not rows.num_rows:
        return {}
    keys = rows.select(["_task", "_version"])
    ordered = pc.sort_indices(keys, sort_keys=[("_task", "ascending"), ("_version", "ascending")])
    rows = rows.take(ordered).combine_chunks()
    tasks = rows.column("_task").combine_chunks().dictionary_encode()
    versions = rows.column("_version").to_numpy()
    changes = (np.diff(tasks.indices.to_numpy()) != 0) | (np.diff(versions) != 0)
    bounds = [0, *(np.flatnonzero(changes) + 1).tolist(), rows.num_rows]
    bare = rows.drop_columns(["_task", "_version"])
    return {
        (tasks.dictionary[tasks.indices[start].as_py()].as_py(), int(versions[start])): bare.slice(start, end - start)
        for start, end in pairwise(bounds)
    }
