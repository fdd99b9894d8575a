"""Questions of portal, API and reports, as SQL over one version of the lake. # design 5.3

Where a bucket of the question is made of whole buckets of a roll-up, the roll-up is read instead of the rows; both
give the same numbers (sums of decimals are exact in both).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, TIME
from ecopark.engine.embedded import duck
from ecopark.engine.embedded.lake_files import FileEntry
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
        columns = (stats.first.tolist(), stats.last.tolist(), stats.rows.tolist())
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
    buckets = bucket_sums(view, datastreams, interval, to_us(interval.start), step_s)
    if buckets is None:
        return MEANS.empty_table()
    sql = (
        f"SELECT datastream, bucket AS start, sum(total) / nullif(sum(present), 0) AS mean, "
        f"sum(present)::BIGINT AS present, sum(rows)::BIGINT AS rows "
        f"FROM ({buckets}) GROUP BY ALL ORDER BY datastream, start"
    )
    return duck.ask(sql).cast(MEANS)


def daily_totals(view: LakeView, datastreams: Sequence[str], interval: Interval, zone: ZoneInfo) -> pa.Table:
    """``DAILY_TOTALS`` of the calendar days of a zone; the first and last day count as far as the interval reaches."""
    days = list(interval.days(zone))
    starts = [datetime(d.year, d.month, d.day, tzinfo=zone) for d in [*days, days[-1] + timedelta(days=1)]]
    lengths = {(b - a.astimezone(b.tzinfo)).total_seconds() for a, b in pairwise(starts)}
    shift = starts[0].utcoffset()
    if len({s.utcoffset() for s in starts}) > 1 or len(lengths) > 1:
        return _totals_of_uneven_days(view, datastreams, interval, days, starts)
    buckets = bucket_sums(view, datastreams, interval, to_us(starts[0]), 86_400)
    if buckets is None:
        return DAILY_TOTALS.empty_table()
    moved = f"bucket + to_seconds({shift.total_seconds() if shift else 0})"
    return duck.ask(_totals_sql(buckets, f"({moved})::DATE")).cast(DAILY_TOTALS)


def _totals_of_uneven_days(
    view: LakeView, datastreams: Sequence[str], interval: Interval, days: Sequence[date], starts: Sequence[datetime]
) -> pa.Table:
    """Days of a zone that changes its clock in between: some have 23 or 25 hours."""
    buckets = bucket_sums(view, datastreams, interval, 0, 900)
    if buckets is None:
        return DAILY_TOTALS.empty_table()
    rows = ", ".join(f"({duck.moment(s)}, DATE '{d.isoformat()}')" for d, s in zip(days, starts[:-1], strict=True))
    joined = f"SELECT * FROM ({buckets}) b ASOF JOIN (VALUES {rows}) AS d(since, day) ON b.bucket >= d.since"
    return duck.ask(_totals_sql(joined, "day")).cast(DAILY_TOTALS)


def _totals_sql(buckets: str, day: str) -> str:
    return (
        f"SELECT datastream, {day} AS day, CASE WHEN sum(present) > 0 THEN sum(total) END AS total, "
        f"sum(present)::BIGINT AS present, sum(rows)::BIGINT AS rows FROM ({buckets}) GROUP BY ALL ORDER BY datastream, day"
    )


def above(view: LakeView, datastreams: Sequence[str], limit: float, interval: Interval | None) -> pa.Table:
    """``OBSERVATIONS`` with a value above a limit, sorted."""
    files = view.files(datastreams, interval) if datastreams else []
    rolled = [f for f in files if f.rollup]
    hit = _files_above(view, rolled, datastreams, limit)
    files = [f for f in files if not f.rollup or str(view.lake / f.rollup) in hit]
    if not files:
        return OBSERVATIONS.empty_table()
    where = f"{view.conditions(files, datastreams, interval)} AND {view.value(files)} > {limit!r}::DOUBLE"
    return view.select(files, where, "datastream, phenomenon_time")


def _files_above(view: LakeView, rolled: Sequence[FileEntry], datastreams: Sequence[str], limit: float) -> set[str]:
    """Roll-ups that have a bucket above a limit: the rows of the other files need not be read."""
    if not rolled:
        return set()
    source = f"read_parquet({duck.paths(view.lake / f.rollup for f in rolled)}, filename = true)"
    where = f"datastream IN {duck.texts(datastreams)} AND coalesce(max_real, max_m / divisor) > {limit!r}::DOUBLE"
    return set(duck.ask(f"SELECT DISTINCT filename FROM {source} WHERE {where}").column(0).to_pylist())


def bucket_sums(view: LakeView, datastreams: Sequence[str], interval: Interval, origin_us: int, step_s: int) -> str | None:
    """SQL of (datastream, bucket, total, present, rows), a bucket possibly several times; None where nothing is.

    Buckets are ``step_s`` long and counted from ``origin_us``.
    """
    rolled, plain = split_by_rollup(view, datastreams, interval, origin_us, step_s)
    parts = []
    if plain:
        value = view.value(plain)
        parts.append(
            f"SELECT datastream, {bucket('phenomenon_time', origin_us, step_s)} AS bucket, sum({value}) AS total, "
            f"count({value}) AS present, count(*) AS rows FROM {view.source(plain)} "
            f"WHERE {view.conditions(plain, datastreams, interval)} GROUP BY ALL"
        )
    for step, files in rolled.items():
        at = "start" if step == step_s else bucket("start", origin_us, step_s)
        parts.append(
            f"SELECT datastream, {at} AS bucket, sum(coalesce(sum_real, sum_m / divisor)) AS total, "
            f"sum(present) AS present, sum(rows) AS rows FROM {rollup_source(view, files)} "
            f"WHERE {rollup_conditions(datastreams, interval)} GROUP BY ALL"
        )
    return " UNION ALL ".join(parts) or None


def split_by_rollup(
    view: LakeView, datastreams: Sequence[str], interval: Interval, origin_us: int, step_s: int
) -> tuple[dict[int, list[FileEntry]], list[FileEntry]]:
    """Files whose roll-up answers buckets of a step (by the roll-up's own step), and files whose rows must be read."""
    rolled: dict[int, list[FileEntry]] = {}
    plain: list[FileEntry] = []
    ends = (origin_us, to_us(interval.start), to_us(interval.end))
    for entry in view.files(datastreams, interval) if datastreams else []:
        step = entry.rollup_step_s
        fits = step and step_s % step == 0 and all(us % (step * 1_000_000) == 0 for us in ends)
        if fits:
            rolled.setdefault(step, []).append(entry)
        else:
            plain.append(entry)
    return rolled, plain


def bucket(column: str, origin_us: int, step_s: float) -> str:
    """SQL of the start of the bucket that a time falls into."""
    step_us = round(step_s * 1_000_000)
    return f"make_timestamp({origin_us} + (epoch_us({column}) - {origin_us}) // {step_us} * {step_us})"


def rollup_source(view: LakeView, files: Sequence[FileEntry]) -> str:
    return f"read_parquet({duck.paths(view.lake / f.rollup for f in files)})"


def rollup_conditions(datastreams: Sequence[str], interval: Interval) -> str:
    return (
        f"datastream IN {duck.texts(datastreams)} "
        f"AND start >= {duck.moment(interval.start)} AND start < {duck.moment(interval.end)}"
    )
