"""How much of a firm's grid electricity was matched in the very hour: the derived table ``scope2_hours``.

matched = sum over hours of min(consumption, cancelled units of that hour). A unit belongs to an hour when it spans no more
than one, or when its generator is metered in the park: then it follows the generator's own course. A certificate of a
month or a year from elsewhere says nothing about hours and matches none. Only firms with units are computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.account.boundary import Borders
from ecopark.account.instruments import Instrument
from ecopark.account.lineage import flow_version, microseconds, months_of, naive_utc, years_of, zone_of
from ecopark.account.pieces import HOUR
from ecopark.account.resources import Amounts
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME

CODE = "scope2-hours-1"
SCOPE2_HOURS = pa.schema(
    [
        pa.field("firm", pa.string()),
        pa.field("month", TIME, nullable=False),
        pa.field("hourly_kwh", pa.float64(), nullable=False),  # consumption whose hour is known
        pa.field("matched_kwh", pa.float64(), nullable=False),
        pa.field("offered_kwh", pa.float64(), nullable=False),  # cancelled units that belong to hours of the month
    ]
)
Hours = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Basis:
    zone: str
    grid: Mapping[str, tuple[str, ...]]  # firm -> datastreams of what the grid delivers
    units: tuple[Instrument, ...]

    def of_firm(self, firm: str) -> list[Instrument]:
        """Cancelled units that can be matched by the hour; those of the own roof never were grid electricity."""
        mine = (u for u in self.units if u.owner == firm and u.cancelled and u.from_own != firm)
        return [unit for unit in mine if unit.granular or unit.profile]


def scope2_hours_flow(network: FlowNetwork, units: Sequence[Instrument] = ()) -> Flow:
    """Declare the flow quantities -> ``scope2_hours``; one task per firm with units and year."""
    borders = Borders.of(network)
    grid: dict[str, tuple[str, ...]] = {}
    for crossing in borders.firms:
        if crossing.resource == "electricity" and crossing.direction == "in" and not crossing.local and crossing.owner.firm:
            grid[crossing.owner.firm] = (*grid.get(crossing.owner.firm, ()), *crossing.datastreams)
    basis = _Basis(network.park.zone, grid, tuple(units))
    return Flow(
        name="scope2_hours",
        version=flow_version(CODE, [basis.zone, {f: list(d) for f, d in grid.items()}, [u.content() for u in units]]),
        inputs=("quantities",),
        outputs=(OutputTable("scope2_hours", SCOPE2_HOURS, "firm", "month"),),
        plan=partial(_plan, basis),
        run=partial(_run, basis),
    )


def _plan(basis: _Basis, network: FlowNetwork, interval: Interval) -> Sequence[Task]:
    tasks = []
    for firm in sorted(basis.grid):
        units = basis.of_firm(firm)
        for year in years_of(interval, zone_of(network)):
            answers = Interval.of_year(year, zone_of(network))
            here = [u for u in units if u.interval.overlaps(answers)]
            names = {*basis.grid[firm], *(name for unit in here for name in unit.profile)}
            if here:
                tasks.append(Task(f"{firm}|{year}", tuple(sorted(names)), answers, answers))
    return tasks


def _run(basis: _Basis, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    firm = task.key.rpartition("|")[0]
    amounts, zone = Amounts(tables["quantities"]), ZoneInfo(basis.zone)
    units = [u for u in basis.of_firm(firm) if u.interval.overlaps(task.answers)]
    offered = _offered(units, amounts, task.answers)
    consumed = _by_hour(amounts, basis.grid[firm], task.answers)
    first = microseconds(task.answers.start)
    rows = []
    for month in months_of(task.answers, zone):
        span = slice((microseconds(month.start) - first) // HOUR, (microseconds(month.end) - first) // HOUR)
        used, given = consumed[span], offered[span]
        if used.any() or given.any():
            rows.append(
                {
                    "firm": firm,
                    "month": naive_utc(month.start),
                    "hourly_kwh": float(used.sum()),
                    "matched_kwh": float(np.minimum(used, given).sum()),
                    "offered_kwh": float(given.sum()),
                }
            )
    return {"scope2_hours": pa.Table.from_pylist(rows, schema=SCOPE2_HOURS)}


def _by_hour(amounts: Amounts, datastreams: Iterable[str], interval: Interval) -> Hours:
    """Energy of each hour of an interval; only rows that know their hour."""
    first = microseconds(interval.start)
    hours = np.zeros((microseconds(interval.end) - first) // HOUR)
    for name in datastreams:
        rows = amounts.rows(name, interval)
        known = rows.known & (rows.end - rows.start <= HOUR)
        slot = np.clip((rows.start[known] - first) // HOUR, 0, hours.size - 1)
        np.add.at(hours, slot, np.maximum(rows.quantity[known], 0.0))
    return hours


def _offered(units: Iterable[Instrument], amounts: Amounts, interval: Interval) -> Hours:
    """Cancelled units by hour; never more in an hour than the generator that is metered here gave, all units together."""
    first = microseconds(interval.start)
    hours = np.zeros((microseconds(interval.end) - first) // HOUR)
    profiles: dict[tuple[str, ...], Hours] = {}
    given: dict[tuple[str, ...], Hours] = {}
    for unit in units:
        begin = max((microseconds(unit.interval.start) - first) // HOUR, 0)
        end = min(-((first - microseconds(unit.interval.end)) // HOUR), hours.size)
        kwh = unit.kwh * unit.share_in(interval)
        if not unit.profile:
            hours[begin : max(end, begin + 1)] += kwh / max(end - begin, 1)
            continue
        course = profiles.setdefault(unit.profile, _by_hour(amounts, unit.profile, interval))
        part = course[begin:end]
        if part.sum() > 0:
            used = given.setdefault(unit.profile, np.zeros(hours.size))
            used[begin:end] += np.minimum(kwh * part / part.sum(), np.maximum(part - used[begin:end], 0.0))
    return hours + sum(given.values(), np.zeros(hours.size))
