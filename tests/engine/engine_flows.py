"""Small flows for the tests of the runner; functions of a module, so that worker processes find them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import PARK_ZONE, Interval

SUMS = OutputTable(
    "sums",
    pa.schema(
        [
            pa.field("datastream", pa.string(), nullable=False),
            pa.field("start", pa.timestamp("us"), nullable=False),
            pa.field("total", pa.float64()),
            pa.field("rows", pa.int64(), nullable=False),
        ]
    ),
    "datastream",
    "start",
)
FIRM_SUMS = OutputTable(
    "firm_sums",
    pa.schema(
        [
            pa.field("firm", pa.string()),
            pa.field("start", pa.timestamp("us"), nullable=False),
            pa.field("total", pa.float64()),
        ]
    ),
    "firm",
    "start",
)


def plan_months(network, interval: Interval) -> list[Task]:
    """One task per datastream and month."""
    tasks = []
    for name in network.datastreams:
        for year, month in interval.months():
            answers = Interval.of_month(year, month)
            tasks.append(Task(f"{name}|{year}-{month:02d}", (name,), answers, answers))
    return tasks


def plan_days(network, interval: Interval) -> list[Task]:
    """One task per datastream and day of 24 hours from the park's midnight on."""
    tasks = []
    for name in network.datastreams:
        for start in month_days(interval):
            answers = Interval(start, start + timedelta(days=1))
            tasks.append(Task(f"{name}|{start:%Y-%m-%d}", (name,), answers, answers))
    return tasks


def month_days(interval: Interval):
    start = Interval.of_day(interval.start.astimezone(PARK_ZONE).date()).start
    while start < interval.end:
        yield start
        start += timedelta(days=1)


def plan_firms(network, interval: Interval) -> list[Task]:
    tasks = []
    for firm in network.firms:
        names = tuple(sorted(d.id for d in network.datastreams_of_firm(firm)))
        for year, month in interval.months():
            answers = Interval.of_month(year, month)
            tasks.append(Task(f"{firm}|{year}-{month:02d}", names, answers, answers))
    return tasks


def start_of(task: Task):
    return task.answers.start.replace(tzinfo=None)


def sum_month(task: Task, inputs, factor: float = 1.0):
    table = inputs["observations"]
    if not len(table):
        return {"sums": SUMS.schema.empty_table()}
    total = pc.sum(table.column("value")).as_py()
    row = {"datastream": task.datastreams[0], "start": start_of(task), "rows": len(table)}
    row["total"] = None if total is None else total * factor
    return {"sums": pa.Table.from_pylist([row], schema=SUMS.schema)}


def sum_firm(task: Task, inputs):
    table = inputs["sums"]
    firm = task.key.split("|")[0]
    row = {"firm": firm, "start": start_of(task), "total": pc.sum(table.column("total")).as_py()}
    return {"firm_sums": pa.Table.from_pylist([row] if len(table) else [], schema=FIRM_SUMS.schema)}


def row_outside(task: Task, inputs):
    made = sum_month(task, inputs)["sums"]
    late = pc.add(made.column("start"), pa.scalar(40 * 86_400_000_000, pa.duration("us")))
    return {"sums": made.set_column(1, SUMS.schema.field("start"), late)}


def wrong_schema(task: Task, inputs):
    return {"sums": pa.table({"datastream": pa.array([], pa.string())})}


def failing(task: Task, inputs):
    raise ZeroDivisionError("by purpose")


def month_flow(version: str = "1", factor: float = 1.0, run=None, plan=plan_months) -> Flow:
    return Flow("month", version, ("observations",), (SUMS,), plan, run or partial(sum_month, factor=factor))


def firm_flow() -> Flow:
    return Flow("firm", "1", ("sums",), (FIRM_SUMS,), plan_firms, sum_firm)
