"""A check that Spark can compute as well: readings, gaps in the values, jumps and sums of each sensor and UTC day.

A jump: a reading that differs by more than ``JUMP`` from the one before it, both present. In a module of its own, so that
worker processes find it. ``spark_peer.py`` says the same in Spark's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pyarrow as pa

from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval

JUMP = 5.0
DAY_US = 86_400_000_000
DAYS = OutputTable(
    "days",
    pa.schema(
        [
            pa.field("datastream", pa.string(), nullable=False),
            pa.field("day", pa.timestamp("us"), nullable=False),
            pa.field("readings", pa.int64(), nullable=False),
            pa.field("missing", pa.int64(), nullable=False),
            pa.field("jumps", pa.int64(), nullable=False),
            pa.field("total", pa.float64(), nullable=False),
            pa.field("lowest", pa.float64()),
            pa.field("highest", pa.float64()),
        ]
    ),
    "datastream",
    "day",
)


def plan(network, interval: Interval) -> list[Task]:
    """One task per sensor, with an hour before its time for the reading before the first."""
    start = interval.start.replace(hour=0, minute=0, second=0, microsecond=0)
    answers = Interval(start, interval.end)
    reads = Interval(start - timedelta(hours=1), interval.end)
    return [Task(name, (name,), answers, reads) for name in network.datastreams]


def run(task: Task, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    table = tables["observations"]
    if not len(table):
        return {"days": DAYS.schema.empty_table()}
    day = table.column("phenomenon_time").cast(pa.int64()).to_numpy() // DAY_US
    column = table.column("value")
    present = column.is_valid().to_numpy()
    value = column.fill_null(0.0).to_numpy()
    jump = np.zeros(len(table), bool)
    jump[1:] = (np.abs(np.diff(value)) > JUMP) & present[1:] & present[:-1]
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    readings = np.diff(np.append(first, len(day)))
    missing = readings - np.add.reduceat(present.astype(np.int64), first)
    some = missing < readings
    lowest = np.minimum.reduceat(np.where(present, value, np.inf), first)
    highest = np.maximum.reduceat(np.where(present, value, -np.inf), first)
    columns = [
        pa.array([task.datastreams[0]] * len(first), pa.string()),
        pa.array(day[first] * DAY_US).cast(pa.timestamp("us")),
        pa.array(readings),
        pa.array(missing),
        pa.array(np.add.reduceat(jump.astype(np.int64), first)),
        pa.array(np.add.reduceat(value, first)),
        pa.array(lowest, mask=~some),
        pa.array(highest, mask=~some),
    ]
    return {"days": pa.Table.from_arrays(columns, schema=DAYS.schema)}


def day_flow(version: str = "1") -> Flow:
    return Flow("days", version, ("observations",), (DAYS,), plan, run)
