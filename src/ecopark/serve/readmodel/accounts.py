"""Accounts: resources, greenhouse-gas inventory, electricity cost, each line with factor, year and source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecopark.account.carbon import footprint_of
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.scope import Scope
from ecopark.core.terms import Origin, Role
from ecopark.serve.readmodel.figures import Figure, total, weakest
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.source import PortalSnapshot

BANDS = ("peak", "normal", "offpeak")
_SAME_LINE = ("firm", "facility", "scope", "category", "substance", "gas", "factor_id", "gwp_report")
Row = Mapping[str, object]
RESOURCES = ("electricity", "fuel", "water", "wastewater", "waste", "hazardous_waste")


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One line of the inventory, summed over the months of the period: same source, same factor."""

    id: str
    firm: str | None
    facility: str | None
    scope: int
    category: str
    substance: str
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
    note: Message | None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class CostLine:
    """Electricity of one firm and tariff band. ``amount`` None: no price could be applied (``reason``)."""

    firm: str | None
    band: str
    energy_kwh: float
    price_vnd_per_kwh: int | None
    amount_vnd: int | None
    rule: str
    reason: Message | None
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
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in snapshot.derived(scope, "inventory_lines", interval, only=only).to_pylist():
        groups.setdefault(tuple(row[k] for k in _SAME_LINE), []).append(row)
    lines = [_line(rows) for rows in groups.values()]
    return tuple(sorted(lines, key=lambda x: (x.scope, -(x.emission.value or 0.0), x.category)))


def emissions(lines: Iterable[InventoryLine], *, evidence: str = "/accounts#carbon") -> Figure:
    """Total of lines with its 95 % interval; what shares a source of uncertainty is correlated. # design 4.9"""
    return _emission([row for line in lines for row in line.rows], evidence)


def _emission(rows: Sequence[Row], evidence: str = "") -> Figure:
    if all(row["emission_tco2e"] is None for row in rows):
        reasons = [str(row["reason"]) for row in rows if row["reason"]]
        return Figure(None, "tCO2e", evidence=evidence, reason=reasons[0] if reasons else "portal.figure.insufficient")
    found = footprint_of(rows)
    uncertain = found.emission.standard_uncertainty > 0
    low, high = found.emission.interval() if uncertain else (None, None)
    if low is not None and found.emission.value >= 0:
        low = max(0.0, low)  # what is emitted is not negative, however wide the interval
    return Figure(
        found.emission.value,
        "tCO2e",
        origin=weakest([found.origin]),
        measured_share=found.measured_share,
        low=low,
        high=high,
        provisional=found.provisional,
        evidence=evidence,
    )


def month_emissions(snapshot: PortalSnapshot, scope: Scope, month: Month) -> Figure:
    if scope.role is Role.PUBLIC:
        return Figure(None, "tCO2e", reason="portal.figure.not_published")
    return emissions(inventory(snapshot, scope, month.interval))


def costs(snapshot: PortalSnapshot, scope: Scope, interval: Interval, firm: str | None = None) -> tuple[CostLine, ...]:
    """Cost lines per firm, band and price, as the tariff in force says; order: firm, then peak, normal, off-peak."""
    only = {"firm": [firm]} if firm else None
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in snapshot.derived(scope, "energy_costs", interval, only=only).to_pylist():
        key = (row["firm"], row["band"], row["price_vnd_per_kwh"], row["rule"], row["reason"], row["reason_params"])
        groups.setdefault(key, []).append(row)
    lines = []
    for (firm_id, band, price, rule, reason, params), rows in groups.items():
        amounts: list[int] = [int(v) for r in rows if isinstance(v := r["amount_vnd"], int)]
        lines.append(
            CostLine(
                firm_id,  # type: ignore[arg-type]
                str(band or ""),
                sum(_number(r["energy_kwh"]) or 0.0 for r in rows),
                price,  # type: ignore[arg-type]
                sum(amounts) if amounts else None,
                str(rule or ""),
                Message(str(reason), json.loads(str(params or "{}"))) if reason else None,
                weakest(_text(r["origin"]) for r in rows),
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


def _line(rows: list[Row]) -> InventoryLine:
    first = rows[0]
    activity = [
        Figure(_number(r["activity"]), str(r["activity_unit"] or ""), _origin(r), _number(r["measured_share"])) for r in rows
    ]
    noted = next((r for r in rows if r["reason"]), None)
    biogenic = [b for r in rows if (b := _number(r["biogenic_tco2"])) is not None]
    year = _number(first["factor_year"])
    return InventoryLine(
        str(first["id"]),
        _text(first["firm"]),
        _text(first["facility"]),
        int(_number(first["scope"]) or 0),
        str(first["category"]),
        str(first["substance"] or ""),
        str(first["gas"] or ""),
        total(activity, str(first["activity_unit"] or "")),
        str(first["factor_id"] or ""),
        _number(first["factor_value"]),
        str(first["factor_unit"] or ""),
        int(year) if year is not None else None,
        str(first["factor_source"] or ""),
        str(first["gwp_report"] or ""),
        _emission(rows),
        sum(biogenic) if biogenic else None,
        Message(str(noted["reason"]), json.loads(str(noted["reason_params"] or "{}"))) if noted else None,
        tuple(rows),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _origin(row: Row) -> Origin | None:
    return weakest([_text(row["origin"])])
