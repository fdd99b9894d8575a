"""Questions to derived tables: cut, filtered, now or as of a version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.runs import RUNS, DerivedReport, read_runs, reports_of
from ecopark.engine.embedded.view import LakeView


def select(
    view: LakeView,
    table: str,
    cut: Mapping[str, Sequence[str | None]],
    interval: Interval | None = None,
    where: Mapping[str, object] | None = None,
    version: int | None = None,
) -> pa.Table:
    """Rows of a derived table under ``cut`` (what may be seen) and ``where`` (what is asked for)."""
    schema = view.schema_of(table)
    said = [one_of(column, values) for column, values in cut.items()]
    for column, value in (where or {}).items():
        if column not in schema.names:
            columns = ", ".join(schema.names)
            raise InputError("engine.question.unknown_column", where=table, table=table, column=column, columns=columns)
        said.append(one_of(column, list(value) if isinstance(value, list | tuple | set | frozenset) else [value]))
    if interval is not None:
        time = duck.name(view.manifest.tables[table]["time_column"])
        said.append(f"{time} >= {duck.moment(interval.start)} AND {time} < {duck.moment(interval.end)}")
    return view.derived(table, " AND ".join(said) or "true", version=version)


def one_of(column: str, values: Sequence[object]) -> str:
    """SQL condition that a column has one of some values, None among them meaning null."""
    given = [literal(v) for v in values if v is not None]
    said = [f"{duck.name(column)} IN ({', '.join(given)})"] if given else []
    said += [f"{duck.name(column)} IS NULL"] if None in values else []
    return "(" + " OR ".join(said) + ")" if said else "false"


def literal(value: object) -> str:
    """A value as an SQL literal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return duck.moment(value)
    if isinstance(value, int | float):
        return repr(value + 0)
    return duck.text(str(value))


def versions(view: LakeView, table: str, task_key: str | None, seen: Collection[str] | None) -> list[DerivedReport]:
    """Published versions of a table, oldest first; ``seen`` bounds the datastreams that a task may have read."""
    view.schema_of(table)
    flow = view.manifest.tables[table]["flow"]
    runs = [
        run
        for run in read_runs(view.lake, view.manifest.derived.get(RUNS, ()))
        if run.flow == flow
        and (task_key is None or run.task == task_key)
        and (seen is None or (run.datastreams and set(run.datastreams) <= set(seen)))
    ]
    return [report for report in reports_of(runs) if report.table == table]
