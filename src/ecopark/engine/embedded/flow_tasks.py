"""Executing tasks: inputs in, the flow's pure function, outputs checked. The same code in-process and in workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

import ecopark.engine.messages  # noqa: F401 - a worker tells errors too
from ecopark.core.errors import EcoparkError, StateError
from ecopark.core.flows import FlowFunction, OutputTable, Task
from ecopark.engine.embedded.compaction import Catalog
from ecopark.engine.embedded.flow_inputs import chunks, read_inputs
from ecopark.engine.embedded.manifest import read_manifest
from ecopark.engine.embedded.view import LakeView
from ecopark.trust.log.content import content_hashes

TASKS_PER_JOB = 200
Outputs = dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Made:
    """What a task made: rows by table, and the content hash of each table."""

    tables: Outputs
    contents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs of a flow; everything in it can be pickled."""

    flow: str
    run: FlowFunction
    inputs: Mapping[str, OutputTable | None]
    outputs: tuple[OutputTable, ...]


def execute(view: LakeView, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outputs]]:
    """Execute tasks in this process."""
    for chunk in chunks(view, tuple(work.inputs), tasks):
        inputs = read_inputs(view, work.inputs, chunk)
        for task in chunk:
            yield task, _run_task(work, task, {name: sliced.of_task(task) for name, sliced in inputs.items()})


class TaskRunner(Protocol):
    """Executes tasks over a version of the lake, in any order: in this process, in worker processes, on a cluster.

    Whatever it is, the outputs of a task are the same. It raises what the task's error is in this process, a
    ``StateError`` engine.flow.*, or an error of its own (a cluster that is not there); nothing is published then.
    """

    def __call__(self, view: LakeView, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]: ...


@dataclass(frozen=True, slots=True)
class Joined:
    """One table of several tasks: their rows one after another, how many each has, and the content hash of each."""

    table: pa.Table
    rows: tuple[int, ...]
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackedOutputs:
    """Outputs of several tasks on their way between processes: per table one Arrow IPC stream, rows and contents."""

    tables: Mapping[str, tuple[bytes, tuple[int, ...], tuple[str, ...]]]

    @property
    def size(self) -> int:
        return sum(len(stream) for stream, _, _ in self.tables.values())


def jobs_of(view: LakeView, work: Work, tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Tasks in portions for one worker at a time: their inputs fit well in memory."""
    for chunk in chunks(view, tuple(work.inputs), tasks):
        for at in range(0, len(chunk), TASKS_PER_JOB):
            yield chunk[at : at + TASKS_PER_JOB]


def execute_here(view: LakeView, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
    """A ``TaskRunner`` in this process."""
    for chunk in chunks(view, tuple(work.inputs), tasks):
        yield from _apart(chunk, _execute_joined(view, work, chunk))


def _execute_joined(view: LakeView, work: Work, tasks: Sequence[Task]) -> dict[str, Joined]:
    """Outputs in the order of the tasks, by table; hashed together, which is cheaper than one by one."""
    made = {task.key: outputs for task, outputs in execute(view, work, tasks)}
    found = {}
    for output in work.outputs:
        parts = [made[task.key][output.name] for task in tasks]
        table, rows = pa.concat_tables(parts).combine_chunks(), tuple(len(part) for part in parts)
        found[output.name] = Joined(table, rows, tuple(content_hashes(table, rows)))
    return found


def _apart(tasks: Sequence[Task], joined: Mapping[str, Joined]) -> Iterator[tuple[Task, Made]]:
    starts = dict.fromkeys(joined, 0)
    for place, task in enumerate(tasks):
        tables = {}
        for name, each in joined.items():
            tables[name] = each.table.slice(starts[name], each.rows[place])
            starts[name] += each.rows[place]
        yield task, Made(tables, {name: each.contents[place] for name, each in joined.items()})


@contextmanager
def process_runner(processes: int) -> Iterator[TaskRunner]:
    """Runs tasks in this process (1) or in so many fresh ones (no fork: threads and DuckDB do not survive it)."""
    if processes == 1:
        yield execute_here
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield partial(_execute_in_pool, pool)


def _execute_in_pool(
    pool: ProcessPoolExecutor, view: LakeView, work: Work, tasks: Sequence[Task]
) -> Iterator[tuple[Task, Made]]:
    """Execute tasks in worker processes that read the same version of the lake."""
    jobs: dict[Future[PackedOutputs], list[Task]] = {
        pool.submit(_execute_job, str(view.lake), view.manifest.version, work, job): job
        for job in jobs_of(view, work, tasks)
    }
    try:
        while jobs:
            for finished in wait(jobs, return_when=FIRST_COMPLETED).done:
                yield from unpacked(jobs.pop(finished), finished.result())
    finally:
        for left in jobs:
            left.cancel()


@lru_cache(maxsize=2)
def _view_of(lake: str, version: int) -> LakeView:
    return LakeView(Path(lake), read_manifest(Path(lake), version), Catalog(Path(lake)))


def _execute_job(lake: str, version: int, work: Work, tasks: list[Task]) -> PackedOutputs:
    packed = execute_packed(_view_of(lake, version), work, tasks)
    pa.default_memory_pool().release_unused()
    return packed


def execute_packed(view: LakeView, work: Work, tasks: Sequence[Task]) -> PackedOutputs:
    """Execute tasks and pack their outputs, in the order of the tasks."""
    joined = _execute_joined(view, work, tasks)
    return PackedOutputs({name: (_stream(each.table), each.rows, each.contents) for name, each in joined.items()})


def unpacked(tasks: Sequence[Task], packed: PackedOutputs) -> Iterator[tuple[Task, Made]]:
    """The inverse of ``execute_packed``."""
    joined = {
        name: Joined(pa.ipc.open_stream(stream).read_all(), rows, contents)
        for name, (stream, rows, contents) in packed.tables.items()
    }
    return _apart(tasks, joined)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _run_task(work: Work, task: Task, inputs: Mapping[str, pa.Table]) -> Outputs:
    try:
        made = work.run(task, inputs)
    except EcoparkError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise StateError("engine.flow.failed", where=work.flow, flow=work.flow, task=task.key, reason=reason) from error
    return {output.name: _checked(work.flow, task, output, made.get(output.name)) for output in work.outputs}


def _checked(flow: str, task: Task, output: OutputTable, table: pa.Table | None) -> pa.Table:
    where = {"flow": flow, "task": task.key, "table": output.name}
    if table is None:
        raise StateError("engine.flow.wrong_schema", where=flow, reason="not returned", **where)
    if not table.schema.equals(output.schema, check_metadata=False):
        different = [
            f"{f.name}: {f.type} expected"
            for f in output.schema
            if f.name not in table.schema.names or table.schema.field(f.name) != f
        ]
        extra = [f"{n}: not declared" for n in table.schema.names if n not in output.schema.names]
        reason = "; ".join(different + extra) or "order of columns"
        raise StateError("engine.flow.wrong_schema", where=flow, reason=reason, **where)
    for field, column in zip(table.schema, table.columns, strict=True):
        if pa.types.is_floating(field.type) and pc.any(pc.is_nan(column)).as_py():
            raise StateError("engine.flow.wrong_schema", where=flow, reason=f"NaN in {field.name}", **where)
        if not field.nullable and column.null_count:
            raise StateError("engine.flow.wrong_schema", where=flow, reason=f"null in {field.name}", **where)
    if len(table):
        time = table.column(output.time_column)
        start, end = (pa.scalar(m.replace(tzinfo=None), time.type) for m in (task.answers.start, task.answers.end))
        outside = pc.sum(pc.or_(pc.less(time, start), pc.greater_equal(time, end))).as_py() or 0
        if outside:
            raise StateError("engine.flow.rows_outside", where=flow, count=outside, **where)
    return table
