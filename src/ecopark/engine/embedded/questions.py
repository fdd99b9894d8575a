"""Questions of portal, API and reports to one version of the lake, straight from the row groups that matter. # design 5.3

Where a bucket of the question is made of whole buckets of a roll-up, the roll-up is read instead of the rows; both
give the same numbers (sums of decimals are exact in both).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, TIME
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.slices import in_parallel
from ecopark.engine.embedded.sums import Sums, bucket_sums
from ecopark.engine.embedded.view import LakeView, to_us

MEANS = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("start", TIME, nullable=False),
        pa.field("mean", pa.float64()),  # of the values that are present; null if none is
        pa.field("present", pa.int64(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
    ]
)
DAILY_TOTALS = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),  # of the park's zone
        pa.field("total", pa.float64()),  # sum of the values that are present; null if none is
        pa.field("present", pa.int64(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
    ]
)
EXTENT = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("first", TIME, nullable=False),
        pa.field("last", TIME, nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
    ]
)


def latest(view: LakeView, datastreams: Sequence[str]) -> pa.Table:
    """``OBSERVATIONS``: the last observation of each datastream, from the table that compaction keeps."""
    wanted = pc.is_in(view.latest.column("datastream"), value_set=pa.array(datastreams, pa.string()))
    return view.latest.filter(wanted)


def extent(view: LakeView, datastreams: Sequence[str]) -> pa.Table:
    """``EXTENT``: first and last time and number of current observations of each datastream that has any."""
    found: dict[str, tuple[int, int, int]] = {}
    wanted = set(datastreams)
    for entry in view.files(None, None):
        stats = view.catalog.stats(entry)
        columns = (stats.first.tolist(), stats.last.tolist(), (stats.rows - stats.superseded).tolist())
        for name, first, last, rows in zip(stats.names, *columns, strict=True):
            if name in wanted:
                old = found.get(name, (first, last, 0))
                found[name] = (min(first, old[0]), max(last, old[1]), old[2] + rows)
    names = sorted(found)
    first, last, rows = ([found[n][i] for n in names] for i in range(3))
    times = (pa.array(t, pa.int64()).cast(TIME) for t in (first, last))
    return pa.Table.from_arrays([pa.array(names, pa.string()), *times, pa.array(rows, pa.int64())], schema=EXTENT)


def means(view: LakeView, datastreams: Sequence[str], interval: Interval, step_s: int) -> pa.Table:
    """``MEANS`` of buckets of ``step_s`` seconds counted from the start of the interval."""
    if step_s <= 0:
        raise InputError("engine.question.bad_step", where="step_s", step=step_s)
    sums = bucket_sums(view, datastreams, interval, to_us(interval.start), step_s)
    start = to_us(interval.start) + sums.bucket * (step_s * 1_000_000)
    empty = sums.present == 0
    mean = np.divide(sums.total, sums.present, out=np.zeros(len(sums)), where=~empty)
    columns = [sums.names(datastreams), pa.array(start).cast(TIME), pa.array(mean, mask=empty), sums.present, sums.rows]
    return pa.Table.from_arrays([pa.array(c) for c in columns], schema=MEANS)


def daily_totals(view: LakeView, datastreams: Sequence[str], interval: Interval, zone: ZoneInfo) -> pa.Table:
    """``DAILY_TOTALS`` of the calendar days of a zone; the first and last day count as far as the interval reaches."""
    days = list(interval.days(zone))
    starts = [datetime(d.year, d.month, d.day, tzinfo=zone) for d in [*days, days[-1] + timedelta(days=1)]]
    lengths = {(b - a.astimezone(b.tzinfo)).total_seconds() for a, b in pairwise(starts)}
    if len({s.utcoffset() for s in starts}) > 1 or len(lengths) > 1:
        return _totals_of_uneven_days(view, datastreams, interval, days, starts)
    return _totals(datastreams, bucket_sums(view, datastreams, interval, to_us(starts[0]), 86_400), days)


def _totals_of_uneven_days(
    view: LakeView, datastreams: Sequence[str], interval: Interval, days: Sequence[date], starts: Sequence[datetime]
) -> pa.Table:
    """Days of a zone that changes its clock in between: some have 23 or 25 hours."""
    sums = bucket_sums(view, datastreams, interval, 0, 900)
    day = np.searchsorted([to_us(s) for s in starts], sums.bucket * 900_000_000, side="right") - 1
    return _totals(datastreams, sums.rebucketed(day), days)


def _totals(datastreams: Sequence[str], sums: Sums, days: Sequence[date]) -> pa.Table:
    day = pa.array(days, pa.date32()).take(pa.array(sums.bucket))
    total = pa.array(sums.total, mask=sums.present == 0)
    columns = [sums.names(datastreams), day, total, pa.array(sums.present), pa.array(sums.rows)]
    return pa.Table.from_arrays(columns, schema=DAILY_TOTALS)


def above(view: LakeView, datastreams: Sequence[str], limit: float, interval: Interval | None) -> pa.Table:
    """``OBSERVATIONS`` with a value above a limit, sorted."""

    def of_file(entry: FileEntry) -> pa.Table | None:
        stats = view.catalog.stats(entry)
        high = {name for name, highest in zip(stats.names, stats.highest.tolist(), strict=True) if highest > limit}
        chosen = [name for name in datastreams if name in high]
        return view.rows_above(entry, chosen, limit, interval) if chosen else None

    parts = in_parallel(of_file, view.files(datastreams, interval) if datastreams else [])
    tables = [table for table in parts if table is not None]
    if not tables:
        return OBSERVATIONS.empty_table()
    return view.with_recorded_time(pa.concat_tables(tables)).sort_by(
        [("datastream", "ascending"), ("phenomenon_time", "ascending")]
    )
