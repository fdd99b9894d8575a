"""Figures that a park could share: totals of closed months (and their days) with the firms' parts beside them.

Months are the park's calendar months; their start is the UTC moment at which the month begins in the park's zone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.account.boundary import crossings
from ecopark.account.carbon import footprint_of
from ecopark.account.footprint import Sample, own_energy
from ecopark.account.lineage import naive_utc, weakest
from ecopark.account.resources import Amounts, ResourceLine, totals
from ecopark.account.uncertainty import Estimate
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.network.sharing.policy import Aggregate

SERIES: Mapping[str, Aggregate] = {"electricity": "energy", "fuel": "energy", "water": "water", "wastewater": "wastewater"}
"""Resources that may be shared, and the aggregate of the policy under which they stand."""
Step = Literal["month", "day"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One total before the disclosure rule.

    Attributes
    ----------
    series
        What it is, stable: ``electricity.in``, ``emissions.scope1``, ``limits.cod.exceeded``, ….
    start
        Begin of the period, naive UTC.
    uncertainty
        Source -> relative standard uncertainty. Sources of the park itself are one, ``park:<id>``; factors and models that
        other parks share keep their names, so that sums over parks stay correlated in them. # design 4.9
    firms
        The firms' parts in the same unit; what is not guarded has none.
    complete
        False where a part of it is not known: the value is then a lower bound.
    guarded
        Whether the disclosure rule applies: not for what is the park's own or published by law.
    """

    aggregate: Aggregate
    series: str
    step: Step
    start: datetime
    value: float | None
    unit: str
    uncertainty: Mapping[str, float] = field(default_factory=dict)
    measured_share: float | None = None
    complete: bool = True
    origin: str | None = None
    provisional: bool = False
    firms: Mapping[str, float] = field(default_factory=dict)
    guarded: bool = True

    @property
    def key(self) -> str:
        """Name of the cell within its month."""
        return f"{self.series}|{self.step}|{self.start.isoformat()}"


@dataclass(frozen=True)
class ParkTables:
    """Derived tables and records of a park, unscoped, that figures are made from; all cut to the months asked for."""

    network: FlowNetwork
    park_lines: pa.Table
    resource_lines: pa.Table
    inventory_lines: pa.Table
    limit_states: pa.Table
    coverage: pa.Table
    own_energy: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    quantities: pa.Table | None = None

    @property
    def park_source(self) -> str:
        return f"park:{self.network.park.id}"


def closed_months(now: datetime, zone: ZoneInfo, delay_days: int, count: int) -> tuple[Interval, ...]:
    """The last ``count`` calendar months that ended at least ``delay_days`` ago, oldest first."""
    today = (now - timedelta(days=delay_days)).astimezone(zone)
    index = today.year * 12 + today.month - 1
    return tuple(Interval.of_month(i // 12, i % 12 + 1, zone) for i in range(index - count, index))


def figures_of(tables: ParkTables, months: Sequence[Interval], *, days: bool = False) -> list[Figure]:
    """All figures of the months; of their days, too, if so wished (``quantities`` is needed for that)."""
    starts = frozenset(naive_utc(month.start) for month in months)
    made = [*_resources(tables), *_emissions(tables), *_limits(tables), *_quality(tables), *_footprint(tables, months)]
    if days and tables.quantities is not None:
        made += _days(tables, Amounts(tables.quantities), months)
    return [figure for figure in made if figure.step == "day" or figure.start in starts]


def _resources(tables: ParkTables) -> Iterator[Figure]:
    """What crossed the border of the whole park, with what the firms took or gave of it."""
    accuracy = _accuracy(tables.network)
    firms: dict[tuple[object, ...], dict[str, float]] = {}
    for row in tables.resource_lines.to_pylist():
        if row["firm"] is not None and row["quantity"] is not None:
            parts = firms.setdefault(_line_key(row), {})
            parts[row["firm"]] = parts.get(row["firm"], 0.0) + row["quantity"]
    lines: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in tables.park_lines.to_pylist():
        if row["resource"] in SERIES:
            lines.setdefault(_line_key(row), []).append(row)
    for key, rows in lines.items():
        month, resource, direction, unit = key
        known = [row["quantity"] for row in rows if row["quantity"] is not None]
        relative = accuracy.get((str(resource), str(direction)), 0.0)
        yield Figure(
            aggregate=SERIES[str(resource)],
            series=f"{resource}.{direction}",
            step="month",
            start=_moment(month),
            value=math.fsum(known) if known else None,
            unit=str(unit),
            uncertainty={tables.park_source: relative} if relative else {},
            measured_share=sum(row["measured_share"] for row in rows) / len(rows),
            complete=len(known) == len(rows),
            origin=weakest(row["origin"] for row in rows if row["origin"]),
            firms=firms.get(key, {}),
        )


def _line_key(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["month"], row["resource"], row["direction"], row["unit"]


def _accuracy(network: FlowNetwork) -> Mapping[tuple[str, str], float]:
    """Largest relative uncertainty of the border meters: an upper bound for a sum of amounts of one sign."""
    bound: dict[tuple[str, str], float] = {}
    for crossing in crossings(network, "park"):
        key = crossing.resource, crossing.direction
        bound[key] = max([bound.get(key, 0.0), *(relative for _, relative in crossing.sources)])
    return bound


def _days(tables: ParkTables, amounts: Amounts, months: Sequence[Interval]) -> Iterator[Figure]:
    zone = ZoneInfo(tables.network.park.zone)
    for month in months:
        if all(line.quantity is None for line in totals(amounts, tables.network, month, "park")):
            continue  # before the first reading, or nothing valid: the month says so
        for day in month.days(zone):
            interval = Interval.of_day(day, zone)
            firms: dict[tuple[str, ...], dict[str, float]] = {}
            for line in totals(amounts, tables.network, interval, "firm"):
                if line.owner.firm is not None and line.quantity is not None:
                    parts = firms.setdefault(_day_key(line), {})
                    parts[line.owner.firm] = parts.get(line.owner.firm, 0.0) + line.quantity
            lines: dict[tuple[str, ...], list[ResourceLine]] = {}
            for line in totals(amounts, tables.network, interval, "park"):
                if line.resource in SERIES:
                    lines.setdefault(_day_key(line), []).append(line)
            yield from (_day(tables, interval, key, group, firms.get(key, {})) for key, group in lines.items())


def _day(
    tables: ParkTables, day: Interval, key: tuple[str, ...], lines: list[ResourceLine], firms: Mapping[str, float]
) -> Figure:
    resource, direction, unit = key
    known = [line for line in lines if line.quantity is not None]
    value = math.fsum(line.quantity or 0.0 for line in known) if known else None
    spread = math.hypot(*(part for line in known for part in line.parts.values()))
    return Figure(
        aggregate=SERIES[resource],
        series=f"{resource}.{direction}",
        step="day",
        start=naive_utc(day.start),
        value=value,
        unit=unit,
        uncertainty={tables.park_source: spread / abs(value)} if value and spread else {},
        measured_share=sum(line.measured_share for line in lines) / len(lines),
        complete=len(known) == len(lines),
        origin=weakest(line.origin for line in known if line.origin),
        firms=firms,
    )


def _day_key(line: ResourceLine) -> tuple[str, ...]:
    return line.resource, line.direction, line.unit


def _emissions(tables: ParkTables) -> Iterator[Figure]:
    """The consolidated inventory by scope, location-based; with the firms' emissions."""
    groups: dict[tuple[datetime, int], list[dict[str, Any]]] = {}
    for row in tables.inventory_lines.to_pylist():
        groups.setdefault((row["month"], row["scope"]), []).append(row)
    for (month, scope), rows in groups.items():
        whole = footprint_of(rows)
        known = len(rows) > len(whole.not_computed)
        firms = {firm: footprint_of(mine).emission.value for firm, mine in _by_firm(rows).items()}
        yield Figure(
            aggregate="emissions",
            series=f"emissions.scope{scope}",
            step="month",
            start=month,
            value=whole.emission.value if known else None,
            unit="tCO2e",
            uncertainty=_merged(whole.emission, tables.park_source),
            measured_share=whole.measured_share,
            complete=not whole.not_computed,
            origin=whole.origin,
            provisional=whole.provisional,
            firms=firms,
        )


def _by_firm(rows: Iterable[dict[str, Any]]) -> Mapping[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["firm"] is not None and row["emission_tco2e"] is not None:
            groups.setdefault(row["firm"], []).append(row)
    return groups


def _merged(estimate: Estimate, park: str) -> Mapping[str, float]:
    """Relative parts; meters and declarations of the park become one source, factors and models keep their names."""
    if not estimate.value:
        return {}
    names = [s for s in estimate.parts if s.removeprefix("assumed:").startswith(("factor:", "model:"))]
    shared = {source: estimate.parts[source] for source in names}
    own = [part for source, part in estimate.parts.items() if source not in shared and part]
    parts = {**shared, park: math.hypot(*own)} if own else shared
    return {source: part / estimate.value for source, part in parts.items()}


def _limits(tables: ParkTables) -> Iterator[Figure]:
    """Judged and exceeded periods at the points that the park publishes by law, and at its own."""
    points = tables.network.monitoring_points
    sums: dict[tuple[datetime, str, str], list[int]] = {}
    provisional: dict[tuple[datetime, str, str], bool] = {}
    for row in tables.limit_states.to_pylist():
        point = points.get(row["monitoring_point"])
        if point is not None and (point.public or point.firm is None):
            for what in ("judged", "exceeded", "not_judged"):
                key = row["month"], row["property"], what
                sums.setdefault(key, []).append(row[what] or 0)
                provisional[key] = provisional.get(key, False) or bool(row["provisional"])
    for key, counts in sums.items():
        month, observed, what = key
        yield Figure(
            "limits", f"limits.{observed}.{what}", "month", month, float(sum(counts)), "", guarded=False,
            provisional=provisional[key],
        )  # fmt: skip


def _quality(tables: ParkTables) -> Iterator[Figure]:
    """Share of expected readings that are good, over all datastreams of the park."""
    groups: dict[datetime, list[dict[str, Any]]] = {}
    for row in tables.coverage.to_pylist():
        groups.setdefault(row["month"], []).append(row)
    for month, rows in groups.items():
        good, expected = sum(row["good"] for row in rows), sum(row["expected"] for row in rows)
        firms: dict[str, float] = {}
        for row in rows:
            stream = tables.network.datastreams.get(row["datastream"])
            if stream is not None and stream.firm is not None:
                firms[stream.firm] = firms.get(stream.firm, 0.0) + row["expected"]
        share = good / expected if expected else None
        yield Figure("quality", "quality.good_share", "month", month, share, "", firms=firms, guarded=bool(firms))


def _footprint(tables: ParkTables, months: Iterable[Interval]) -> Iterator[Figure]:
    """The platform's own electricity. Its days are UTC days; a month has those that begin in it."""
    zone = ZoneInfo(tables.network.park.zone)
    for month in months:
        days = {day.isoformat() for day in month.days(zone)}
        samples = [_sample(content) for day, content in tables.own_energy.items() if day in days]
        used = own_energy(samples)
        if used is not None:
            yield Figure(
                "footprint", "footprint.electricity", "month", naive_utc(month.start), used.energy.value, "kWh",
                _merged(used.energy, tables.park_source), used.measured_share, guarded=False,
                complete=len(samples) == len(days), origin="measured" if used.label == "measured" else "modelled",
            )  # fmt: skip


def _sample(content: Mapping[str, object]) -> Sample:
    known = {name: content.get(name) for name in ("elapsed_s", "cpu_s", "memory_bytes", "machine_cpu_s", "energy_j")}
    return replace(Sample(1.0, 0.0, 0.0), **{k: v for k, v in known.items() if v is not None})  # type: ignore[arg-type]


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is not a moment")
    return value


def month_of(figure: Figure, zone: ZoneInfo) -> str:
    """``2026-02``: the month of the park's zone in which a figure's period lies."""
    local = datetime.fromisoformat(f"{figure.start.isoformat()}+00:00").astimezone(zone)
    return f"{date(local.year, local.month, 1):%Y-%m}"


def uncertainty_text(parts: Mapping[str, float]) -> str:
    """The column ``uncertainty``: JSON, sources sorted."""
    return json.dumps(dict(parts), sort_keys=True, separators=(",", ":"))
