"""The park at a glance: figures of today and this month, state of points and data, what needs attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ecopark.core.interval import PARK_ZONE, Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, Origin, Role
from ecopark.serve.readmodel.accounts import emissions, inventory, month_emissions
from ecopark.serve.readmodel.figures import Figure, total, weakest
from ecopark.serve.readmodel.flows import consumption, hourly_consumption
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.points import PointState, point_states, worst_by_parameter
from ecopark.serve.readmodel.quality import FindingRow, QualitySummary, quality_summary
from ecopark.serve.readmodel.queue import cases
from ecopark.serve.readmodel.source import PortalPark, PortalSnapshot


@dataclass(frozen=True, slots=True)
class Tile:
    """One quantity today and this month, with the months before for comparison."""

    name: str
    today: Figure
    month: Figure
    before: Figure
    href: str


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that needs somebody: message id with parameters, severity and where to go."""

    severity: str
    message_id: str
    params: Mapping[str, object]
    start: datetime | None
    href: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows. ``points`` holds only parameters with a limit, ``parameters`` counts them by state."""

    now: datetime
    month: Month
    tiles: tuple[Tile, ...]
    profile: tuple[tuple[datetime, float | None], ...]
    points: tuple[PointState, ...]
    quality: QualitySummary
    attention: tuple[Attention, ...]
    firms: int = 0
    attention_total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)


def overview(park: PortalPark, snapshot: PortalSnapshot, scope: Scope) -> Overview:
    """Everything on the first page. ``today`` is the park-zone day of ``park.now()``, ``month`` its month."""
    network, now = park.network, park.now()
    month = Month.of(now)
    today = Interval.of_day(now.astimezone(PARK_ZONE).date())
    elapsed = month.elapsed(now)
    tiles = tuple(
        _tile(network, snapshot, scope, carrier, today, elapsed, month)
        for carrier in (Carrier.ELECTRICITY, Carrier.WATER, Carrier.WASTEWATER)
        if any(e.carrier is carrier for e in network.edges.values())
    )
    carbon = Tile(
        "carbon",
        _carbon_today(network, snapshot, scope, month, today, elapsed),
        month_emissions(snapshot, scope, month),
        month_emissions(snapshot, scope, month.shifted(-1)),
        "/accounts#carbon",
    )
    points = tuple(s for s in point_states(network, snapshot, scope, month) if s.state != "no_limit")
    attention = _attention(points, _waiting(park, snapshot, scope, month.shifted(-1).interval.start))
    week = Interval(month.shifted(-1).interval.start, max(today.end, month.interval.start))
    recent = hourly_consumption(network, snapshot, scope, Carrier.ELECTRICITY, week)
    profile = tuple(zip(recent["start"].to_pylist(), recent["quantity"].to_pylist(), strict=True))[-24 * 14 :]
    return Overview(
        now,
        month,
        (*tiles, carbon),
        profile,
        points,
        quality_summary(snapshot, scope, month),
        attention[:5],
        firms=0 if scope.role is Role.PUBLIC else sum(scope.sees(f) for f in network.firms),
        attention_total=len(attention),
        counts={"datastreams": sum(scope.sees(d.firm, public=d.public) for d in network.datastreams.values())},
        parameters=Counter(worst_by_parameter(points).values()),
    )


def _carbon_today(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, month: Month, today: Interval, elapsed: Interval
) -> Figure:
    """The month's emissions so far, shared out to today by metered use: fuel for scope 1, electricity for scope 2.

    A share, not an inventory: its origin is at best modelled.
    """
    if scope.role is Role.PUBLIC:
        return Figure(None, "tCO2e", reason="portal.figure.not_published")
    lines = inventory(snapshot, scope, month.interval)
    parts = []
    for number, carrier in ((1, Carrier.FUEL), (2, Carrier.ELECTRICITY)):
        emitted = emissions(x for x in lines if x.scope == number)
        whole = consumption(network, snapshot, scope, carrier, elapsed).value
        part = consumption(network, snapshot, scope, carrier, _elapsed(today, elapsed.end)).value
        if emitted.value is None:
            continue
        if not whole or part is None:
            return Figure(None, "tCO2e")
        parts.append(Figure(emitted.value * part / whole, "tCO2e", origin=weakest([emitted.origin, Origin.MODELLED])))
    return total(parts, "tCO2e", evidence="/accounts#carbon") if parts else Figure(None, "tCO2e")


def _elapsed(interval: Interval, now: datetime) -> Interval:
    return Interval(interval.start, now) if interval.start < now < interval.end else interval


def _tile(
    network: FlowNetwork,
    snapshot: PortalSnapshot,
    scope: Scope,
    carrier: Carrier,
    today: Interval,
    elapsed: Interval,
    month: Month,
) -> Tile:
    return Tile(
        carrier.value,
        consumption(network, snapshot, scope, carrier, _elapsed(today, elapsed.end)),
        consumption(network, snapshot, scope, carrier, elapsed),
        consumption(network, snapshot, scope, carrier, month.shifted(-1).interval),
        f"/flows?carrier={carrier.value}",
    )


def _waiting(park: PortalPark, snapshot: PortalSnapshot, scope: Scope, since: datetime) -> list[FindingRow]:
    """The newest finding of each case that waits for a decision: what is settled, put off or folded away is not repeated."""
    rows = [c.finding for c in cases(snapshot, park.records, scope, park.now()) if c.case.where == "open"]
    return [r for r in rows if r.end > since.replace(tzinfo=None)]


def _attention(points: Sequence[PointState], rows: Sequence[FindingRow]) -> tuple[Attention, ...]:
    items = [
        Attention(
            "serious",
            "portal.attention.exceeded",
            {"count": p.exceeded, "parameter": p.parameter},
            p.last_exceedance,
            f"/points/{p.point}",
            p.point,
        )
        for p in points
        if p.exceeded
    ]
    items += [Attention(r.severity, r.message_id, r.params, r.start, f"/queue#{r.id}", r.datastream) for r in rows]
    order = {"serious": 0, "attention": 1, "info": 2}
    return tuple(sorted(items, key=lambda a: (order.get(a.severity, 3), -(a.start.timestamp() if a.start else 0))))
