"""A firm: its resources, emissions, cost, datastreams and monitoring points."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.network import Facility, Firm
from ecopark.core.scope import Scope
from ecopark.serve.readmodel.accounts import (
    CostLine,
    InventoryLine,
    ResourceLine,
    costs,
    emissions,
    inventory,
    monthly_emissions,
    resources,
)
from ecopark.serve.readmodel.datastreams import DatastreamRow, datastream_rows
from ecopark.serve.readmodel.figures import Figure
from ecopark.serve.readmodel.months import Month, months_between
from ecopark.serve.readmodel.points import PointState, point_states
from ecopark.serve.readmodel.source import PortalPark, PortalSnapshot
from ecopark.serve.readmodel.visible import require_visible


@dataclass(frozen=True, slots=True)
class FirmCard:
    """A firm on the list, with its figures of one month."""

    firm: Firm
    electricity: Figure
    carbon: Figure
    datastreams: int
    synthetic: int


@dataclass(frozen=True, slots=True)
class FirmPage:
    firm: Firm
    facilities: tuple[Facility, ...]
    month: Month
    resources: tuple[ResourceLine, ...]
    lines: tuple[InventoryLine, ...]
    carbon: Figure
    costs: tuple[CostLine, ...]
    datastreams: tuple[DatastreamRow, ...]
    points: tuple[PointState, ...]
    trend: tuple[tuple[Month, dict[int, Figure]], ...]


def firm_cards(park: PortalPark, snapshot: PortalSnapshot, scope: Scope, month: Month) -> tuple[FirmCard, ...]:
    """The firms that the scope sees; none for the public."""
    network = park.network
    cards = []
    for firm in network.firms.values():
        if not scope.sees(firm.id):
            continue
        lines = resources(snapshot, scope, month.interval, firm.id)
        taken = (x.quantity for x in lines if x.resource == "electricity" and x.direction == "in")
        electricity = next(taken, Figure(None, "kWh", reason="portal.figure.no_meter"))
        own = network.datastreams_of_firm(firm.id)
        carbon = emissions(inventory(snapshot, scope, month.interval, firm.id), evidence=f"/firms/{firm.id}#carbon")
        synthetic = sum(d.origin.value == "synthetic" for d in own)
        cards.append(FirmCard(firm, electricity, carbon, len(own), synthetic))
    return tuple(cards)


def firm_page(park: PortalPark, snapshot: PortalSnapshot, scope: Scope, firm_id: str, month: Month) -> FirmPage | None:
    """None if there is no such firm; ``NotAllowed`` if the scope does not see it."""
    network = park.network
    firm = network.firms.get(firm_id)
    require_visible(scope, firm_id, firm_id, exists=firm is not None)
    if firm is None:
        return None
    lines = inventory(snapshot, scope, month.interval, firm_id)
    points = [p.id for p in network.monitoring_points.values() if p.firm == firm_id]
    trend = monthly_emissions(snapshot, scope, months_between(month.shifted(-11), month), firm_id)
    return FirmPage(
        firm,
        tuple(f for f in network.facilities.values() if f.firm == firm_id),
        month,
        resources(snapshot, scope, month.interval, firm_id),
        lines,
        emissions(lines, evidence=f"/firms/{firm_id}#carbon"),
        costs(snapshot, scope, month.interval, firm_id),
        datastream_rows(network, snapshot, scope, month, network.datastreams_of_firm(firm_id)),
        tuple(s for s in point_states(network, snapshot, scope, month) if s.point in points),
        tuple((m, dict(by_scope)) for m, by_scope in trend if any(f.value is not None for f in by_scope.values())),
    )
