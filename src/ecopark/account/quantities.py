"""How much flowed in each hour, per datastream: the derived table ``quantities``.

Rules
-----
- Only readings that are present and not BAD count; ``measured_s`` says how many seconds they cover. An hour without any is
  null, never zero (design 4.4); hours before the first and after the last reading of a task have no row.
- Amounts that cross an hour's edge are shared in proportion to time.
- Series whose own step is longer than an hour (daily) keep it: ``step_s`` is their step. So do differences of a
  register that is read irregularly (no step) at more than an hour's distance. Nobody invents a course within the day.
- Registers, gaps and resets: see `ecopark.account.pieces`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.account.amounts import AMOUNTS, amounts_table
from ecopark.account.lineage import flow_version, microseconds, months_of, weakest, zone_of
from ecopark.account.pieces import HOUR, SECOND, Metering, Pieces, by_datastream, keeps_its_step, pieces_of, readings_of
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.terms import DatastreamKind, Origin

CODE = "quantities-2"
OWN = "(park)"  # the park's own meters
LONGEST_PART = 8 * 86400  # seconds: tasks up to a week look around less far
LOOK_IN_PART = timedelta(days=7)

QUANTITIES = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("start", TIME, nullable=False),
        pa.field("step_s", pa.int32(), nullable=False),
        pa.field("quantity", pa.float64()),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("measured_s", pa.float64(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
    ]
)


def quantities_flow(network: FlowNetwork) -> Flow:
    """Declare the flow observations, flags -> ``quantities``, ``amounts``; see `plan_by_owner_month`."""
    meterings = meterings_of(network)
    zone = zone_of(network)
    return Flow(
        name="quantities",
        version=flow_version(CODE, [zone.key, {name: asdict(metering) for name, metering in meterings.items()}]),
        inputs=("observations", "flags"),
        outputs=(
            OutputTable("quantities", QUANTITIES, "datastream", "start"),
            OutputTable("amounts", AMOUNTS, "datastream", "start"),
        ),
        plan=plan_by_owner_month,
        run=partial(_run, meterings, zone.key),
    )


def meterings_of(network: FlowNetwork) -> dict[str, Metering]:
    """Datastream id -> its metering, for all that can be added up over time."""
    found = ((name, Metering.of(datastream)) for name, datastream in sorted(network.datastreams.items()))
    return {name: metering for name, metering in found if metering is not None}


def plan_by_owner_month(network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    """One task per firm, kind of look-around and month; the last month, which still grows, in weeks, its last week in days.

    So a day that is added computes one day of hours, not a year. Days become a week, and weeks a month, once the next one
    has begun. Meters that are read by hand or once a day keep whole months.
    """
    groups: dict[tuple[str, timedelta, timedelta, bool], list[str]] = {}
    for name, metering in meterings_of(network).items():
        owner = network.datastreams[name].firm or OWN
        before, after = look_around(metering)
        short = metering.step_s is not None and metering.step_s <= 3600
        groups.setdefault((owner, before, after, short), []).append(name)
    months = months_of(interval, zone_of(network))
    open_spans = tuple(_open_spans(months[-1], interval.end, zone_of(network)))
    whole = tuple((f"{month.start.astimezone(zone_of(network)):%Y-%m}", month) for month in months)
    tasks = []
    for (owner, before, after, short), names in sorted(groups.items()):
        datastreams = tuple(sorted(names))
        seconds = (int(look.total_seconds()) for look in (before, after))
        kind = "|".join((owner, "-".join(map(str, seconds)), "days" if short else "months"))
        for label, span in (*whole[:-1], *open_spans) if short else whole:
            look = before if span.seconds > LONGEST_PART else min(before, LOOK_IN_PART)
            ahead = after if span.seconds > LONGEST_PART else min(after, LOOK_IN_PART)
            tasks.append(Task(f"{kind}|{label}", datastreams, span, Interval(span.start - look, span.end + ahead)))
    return tasks


def _open_spans(month: Interval, until: datetime, zone: ZoneInfo) -> Iterator[tuple[str, Interval]]:
    """Weeks of a month that are over, then the days of the one that runs."""
    name, start = f"{month.start.astimezone(zone):%Y-%m}", month.start
    for week in range(1, 6):
        end = min(start + timedelta(days=7), month.end)
        if end < until and week < 5:
            yield f"{name}.{week}", Interval(start, end)
        else:
            while start < min(end, until):
                following = min(start + timedelta(days=1), end)
                yield f"{name}.{week}.{start.astimezone(zone):%d}", Interval(start, following)
                start = following
            if end >= until:
                return
        start = end


def look_around(metering: Metering) -> tuple[timedelta, timedelta]:
    """How far before and behind its interval a task reads, to see the neighbours of its first and last reading.

    A register bridges gaps; one that is read by hand comes monthly. An amount of an interval needs nothing behind it.
    """
    if metering.step_s is None:
        return timedelta(days=45), timedelta(days=45)
    if metering.kind is DatastreamKind.TOTAL_INCREASING:
        return timedelta(days=31), timedelta(days=31)
    around = max(timedelta(hours=2), timedelta(seconds=2 * metering.step_s))
    return around, timedelta(0) if metering.kind is DatastreamKind.TOTAL else around


def _run(meterings: Mapping[str, Metering], zone: str, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    parts = []
    observations, flags = by_datastream(tables["observations"]), by_datastream(tables["flags"])
    for name in task.datastreams:
        if name in observations:
            flagged = flags.get(name, tables["flags"].slice(0, 0))
            times, values, valid = readings_of(name, observations[name], flagged, only_one=True)
            parts.append(quantities_of(meterings[name], pieces_of(meterings[name], times, values, valid), task.answers))
    return {
        "quantities": pa.concat_tables(parts) if parts else QUANTITIES.empty_table(),
        "amounts": amounts_table(parts, ZoneInfo(zone)),
    }


def quantities_of(metering: Metering, pieces: Pieces, answers: Interval) -> pa.Table:
    """Rows of ``quantities`` that start within ``answers``: hourly, or in the datastream's own longer step."""
    first, last = microseconds(answers.start), microseconds(answers.end)
    if keeps_its_step(metering, (pieces.end - pieces.start) / SECOND):
        inside = (pieces.start >= first) & (pieces.start < last)
        return _own_steps(metering, pieces, inside)
    hourly = _hourly(pieces)
    inside = (hourly.start >= first) & (hourly.start < last)
    return _table(
        metering,
        hourly.start[inside],
        np.full(int(inside.sum()), 3600),
        hourly.amount[inside],
        hourly.known[inside],
        np.minimum(hourly.covered[inside], 3600.0),
        hourly.spread[inside],
    )


def _own_steps(metering: Metering, pieces: Pieces, inside: npt.NDArray[np.bool_]) -> pa.Table:
    seconds = (pieces.end - pieces.start)[inside] // SECOND
    columns = (pieces.amount[inside], pieces.known[inside], pieces.covered[inside], pieces.spread[inside])
    return _table(metering, pieces.start[inside], seconds, *columns)


def _hourly(pieces: Pieces) -> Pieces:
    """Cut pieces at the hours and add up; every hour from the first piece to the last has a row."""
    if not pieces.start.size:
        return pieces
    first, last = pieces.start // HOUR, (pieces.end - 1) // HOUR
    count = last - first + 1
    if count.max() == 1:
        origin, hour = np.arange(count.size), first
        share = np.ones(count.size)
    else:
        origin = np.repeat(np.arange(count.size), count)
        hour = first[origin] + np.arange(origin.size) - np.repeat(np.cumsum(count) - count, count)
        overlap = np.minimum(pieces.end[origin], (hour + 1) * HOUR) - np.maximum(pieces.start[origin], hour * HOUR)
        share = overlap / (pieces.end - pieces.start)[origin]
    slot = hour - hour.min()
    size = int(slot.max()) + 1

    def added(column: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        weights: npt.NDArray[np.float64] = column[origin] * share
        return np.bincount(slot, weights=weights, minlength=size).astype(np.float64)

    start = (np.arange(size) + hour.min()) * HOUR
    known, spread = added(pieces.known) > 0, added(pieces.spread) > 0
    return Pieces(start, start + HOUR, added(pieces.amount), known, added(pieces.covered), spread)


def _table(
    metering: Metering,
    start: npt.NDArray[np.int64],
    step_s: npt.NDArray[np.generic],
    amount: npt.NDArray[np.float64],
    known: npt.NDArray[np.bool_],
    covered: npt.NDArray[np.float64],
    spread: npt.NDArray[np.bool_],
) -> pa.Table:
    n = start.size
    modelled = weakest((metering.origin, Origin.MODELLED)) or metering.origin
    if spread.any():
        origins = pa.array(np.where(spread, modelled, metering.origin).tolist(), pa.string())
    else:
        origins = pa.repeat(pa.scalar(str(metering.origin), pa.string()), n)
    columns = [
        pa.repeat(pa.scalar(metering.datastream, pa.string()), n),
        pa.array(start, pa.int64()).cast(TIME),
        pa.array(step_s, pa.int32()),
        pa.array(amount, pa.float64(), mask=~known),
        pa.repeat(pa.scalar(metering.unit, pa.string()), n),
        pa.array(covered, pa.float64()),
        origins,
    ]
    return pa.Table.from_arrays(columns, schema=QUANTITIES)
