"""Accounts: resources, greenhouse-gas inventory, electricity cost, each line with factor, year and source."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin, Role
from ecopark.serve.readmodel.figures import Figure, total, weakest
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.source import PortalSnapshot

BANDS = ("peak", "normal", "offpeak")
RESOURCES = ("electricity", "fuel", "water", "wastewater", "waste", "hazardous_waste")


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One line of the inventory, summed over the months of the period: same source, same factor."""

    id: str
    firm: str | None
    facility: str | None
    scope: int
    category: str
    gas: str
    activity: Figure
    factor_id: str
    factor_value: float | None
    factor_unit: str
    factor_year: int | None
    factor_source: str
    gwp_report: str
    emission: Figure
    biogenic_tco2: float | None
    sources: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CostLine:
    """Electricity of one firm and tariff band. ``amount`` None: no price could be applied (``reason``)."""

    firm: str | None
    band: str
    energy_kwh: float
    price_vnd_per_kwh: int | None
    amount_vnd: int | None
    rule: str
    reason: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class ResourceLine:
    firm: str | None
    resource: str
    direction: str
    quantity: Figure


def inventory(
    snapshot: PortalSnapshot, scope: Scope, interval: Interval, firm: str | None = None
) -> tuple[InventoryLine, ...]:
    """Lines of scope 1 and location-based scope 2, grouped over months, largest first."""
    only = {"firm": [firm]} if firm else None
    groups: dict[tuple[object, ...], list[Mapping[str, object]]] = {}
    for row in snapshot.derived(scope, "inventory_lines", interval, only=only).to_pylist():
        key = tuple(row[k] for k in ("firm", "facility", "scope", "category", "gas", "factor_id", "gwp_report"))
        groups.setdefault(key, []).append(row)
    lines = [_line(rows) for rows in groups.values()]
    return tuple(sorted(lines, key=lambda x: (x.scope, -(x.emission.value or 0.0), x.category)))


def emissions(lines: Iterable[InventoryLine], *, evidence: str = "/accounts#carbon") -> Figure:
    """Total of lines with its 95 % interval; lines that share a source are fully correlated. # design 4.9"""
    lines = tuple(lines)
    figure = total((x.emission for x in lines), "tCO2e", evidence=evidence)
    if figure.value is None:
        return figure
    by_source: dict[str, float] = {}
    for line in lines:
        for source, relative in line.sources.items():
            by_source[source] = by_source.get(source, 0.0) + relative * (line.emission.value or 0.0)
    spread = 1.96 * math.sqrt(sum(v * v for v in by_source.values()))
    low, high = (max(0.0, figure.value - spread), figure.value + spread) if by_source else (None, None)
    return Figure(
        figure.value,
        "tCO2e",
        origin=figure.origin,
        measured_share=figure.measured_share,
        low=low,
        high=high,
        provisional=figure.provisional,
        evidence=evidence,
    )


def month_emissions(snapshot: PortalSnapshot, scope: Scope, month: Month) -> Figure:
    if scope.role is Role.PUBLIC:
        return Figure(None, "tCO2e", reason="portal.figure.not_published")
    return emissions(inventory(snapshot, scope, month.interval))


def costs(snapshot: PortalSnapshot, scope: Scope, interval: Interval, firm: str | None = None) -> tuple[CostLine, ...]:
    """Cost lines per firm, band and price, as the tariff in force says; order: firm, then peak, normal, off-peak."""
    only = {"firm": [firm]} if firm else None
    groups: dict[tuple[object, ...], list[Mapping[str, object]]] = {}
    for row in snapshot.derived(scope, "energy_costs", interval, only=only).to_pylist():
        key = (row["firm"], row["band"], row["price_vnd_per_kwh"], row["rule"], row["reason"])
        groups.setdefault(key, []).append(row)
    lines = []
    for (firm_id, band, price, rule, reason), rows in groups.items():
        amounts: list[int] = [int(v) for r in rows if isinstance(v := r["amount_vnd"], int)]
        lines.append(
            CostLine(
                firm_id,  # type: ignore[arg-type]
                str(band),
                sum(_number(r["energy_kwh"]) or 0.0 for r in rows),
                price,  # type: ignore[arg-type]
                sum(amounts) if amounts else None,
                str(rule or ""),
                str(reason or ""),
                weakest(r["origin"] for r in rows),  # type: ignore[misc]
            )
        )
    rank = {band: i for i, band in enumerate(BANDS)}
    return tuple(sorted(lines, key=lambda x: (x.firm or "", rank.get(x.band, 9), x.price_vnd_per_kwh or 0)))


def resources(
    snapshot: PortalSnapshot, scope: Scope, interval: Interval, firm: str | None = None
) -> tuple[ResourceLine, ...]:
    """Quantities per firm, resource and direction over the interval."""
    only = {"firm": [firm]} if firm else None
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for row in snapshot.derived(scope, "resource_lines", interval, only=only).to_pylist():
        figure = Figure(row["quantity"], row["unit"] or "", weakest([row["origin"]]), row["measured_share"])
        groups.setdefault((row["firm"], row["resource"], row["direction"], row["unit"]), []).append(figure)
    lines = [
        ResourceLine(firm_id, str(resource), str(direction), total(parts, str(unit or "")))  # type: ignore[arg-type]
        for (firm_id, resource, direction, unit), parts in groups.items()
    ]
    rank = {name: i for i, name in enumerate(RESOURCES)}
    return tuple(sorted(lines, key=lambda x: (rank.get(x.resource, 9), x.direction, x.firm or "")))


def monthly_emissions(
    snapshot: PortalSnapshot, scope: Scope, months: tuple[Month, ...], firm: str | None = None
) -> tuple[tuple[Month, Mapping[int, Figure]], ...]:
    """Per month and scope, for the chart."""
    answers = []
    for month in months:
        lines = inventory(snapshot, scope, month.interval, firm)
        answers.append((month, {s: emissions(x for x in lines if x.scope == s) for s in (1, 2)}))
    return tuple(answers)


def _line(rows: list[Mapping[str, object]]) -> InventoryLine:
    first = rows[0]
    activity = [
        Figure(_number(r["activity"]), str(r["activity_unit"] or ""), _origin(r), _number(r["measured_share"])) for r in rows
    ]
    emission = [
        Figure(
            _number(r["emission_tco2e"]),
            "tCO2e",
            _origin(r),
            _number(r["measured_share"]),
            provisional=bool(r["provisional"]),
        )
        for r in rows
    ]
    summed = total(emission, "tCO2e")
    if summed.value is None and first["reason"]:
        summed = Figure(None, "tCO2e", reason=str(first["reason"]))
    biogenic = [b for r in rows if (b := _number(r["biogenic_tco2"])) is not None]
    sources = json.loads(str(first["uncertainty"])) if first["uncertainty"] else {}
    year = first["factor_year"]
    return InventoryLine(
        str(first["id"]),
        first["firm"],  # type: ignore[arg-type]
        first["facility"],  # type: ignore[arg-type]
        int(first["scope"]),  # type: ignore[call-overload]
        str(first["category"]),
        str(first["gas"] or ""),
        total(activity, str(first["activity_unit"] or "")),
        str(first["factor_id"] or ""),
        _number(first["factor_value"]),
        str(first["factor_unit"] or ""),
        int(year) if year is not None else None,  # type: ignore[call-overload]
        str(first["factor_source"] or ""),
        str(first["gwp_report"] or ""),
        summed,
        sum(biogenic) if biogenic else None,
        {str(k): float(v) for k, v in sources.items()},
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _origin(row: Mapping[str, object]) -> Origin | None:
    return weakest([row["origin"]])  # type: ignore[list-item]
