"""Flows of the park: quantity per edge, balance per node, and the difference that no meter explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, FlowNetwork
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, NodeKind, Origin, Role
from ecopark.serve.readmodel.figures import WEAKEST_LAST, Figure, total, weakest
from ecopark.serve.readmodel.source import PortalSnapshot

UNIT_OF_CARRIER: Mapping[Carrier, tuple[str, ...]] = {
    Carrier.ELECTRICITY: ("kWh",),
    Carrier.WATER: ("m3",),
    Carrier.WASTEWATER: ("m3",),
    Carrier.FUEL: ("GJ", "Nm3", "t"),
    Carrier.WASTE: ("t",),
    Carrier.MATERIAL: ("t",),
    Carrier.HEAT: ("kWh", "GJ"),
}
_AMOUNTS = {
    "active_energy", "active_power", "water_volume", "wastewater_volume", "wastewater_flow",
    "gas_volume", "fuel_mass", "fuel_energy", "waste_mass", "hazardous_waste_mass",
}  # fmt: skip
NOT_VISIBLE = "portal.figure.not_visible"
_INSIDE = (NodeKind.FIRM, NodeKind.WORKS)
_TAKERS = (NodeKind.FIRM, NodeKind.WORKS, NodeKind.GENERATION)
_GIVERS = (NodeKind.FIRM, NodeKind.GENERATION)


@dataclass(frozen=True, slots=True)
class EdgeFlow:
    """What moved along one edge, by the meter that counts for it."""

    edge: Edge
    datastream: Datastream | None
    quantity: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """Metered into a node without storage, metered out of it, and what is left (in minus out)."""

    node: str
    into: Figure
    out: Figure
    covered: float | None = None  # smallest share of the time that any of its meters covers

    @property
    def value(self) -> float | None:
        if self.into.value is None or self.out.value is None:
            return None
        return self.into.value - self.out.value

    @property
    def share(self) -> float | None:
        value = self.value
        return value / self.into.value if value is not None and self.into.value else None


def carriers(network: FlowNetwork) -> tuple[Carrier, ...]:
    """Carriers of which the park has at least one metered edge, in the order of the closed list."""
    metered = {network.edges[m.edge].carrier for m in network.meters.values() if m.edge is not None}
    return tuple(c for c in Carrier if c in metered and c in UNIT_OF_CARRIER)


def counting_datastream(network: FlowNetwork, edge: Edge) -> Datastream | None:
    """The datastream that counts for an edge: an amount, of the meter nearest the top, of the strongest origin."""
    candidates = [d for d in network.datastreams_of_edge(edge.id) if d.observed_property in _AMOUNTS]

    def rank(datastream: Datastream) -> tuple[bool, int, bool, str]:
        parent = network.meters[datastream.meter].parent
        below_same_edge = parent is not None and network.meters[parent].edge == edge.id
        instant = datastream.observed_property in ("active_power", "wastewater_flow")
        return (below_same_edge, WEAKEST_LAST.index(datastream.origin), instant, datastream.id)

    return min(candidates, key=rank, default=None)


def amounts(
    snapshot: PortalSnapshot, scope: Scope, datastreams: tuple[Datastream, ...], interval: Interval
) -> dict[str, Figure]:
    """Sum of ``quantities`` per datastream over the interval; the measured share is of the whole interval asked for."""
    if not datastreams:
        return {}
    table = snapshot.derived(scope, "quantities", interval, only={"datastream": [d.id for d in datastreams]})
    grouped = table.group_by("datastream").aggregate(
        [("quantity", "sum"), ("quantity", "count"), ("measured_s", "sum"), ("unit", "min"), ("origin", "distinct")]
    )
    found: dict[str, Figure] = {}
    for row in grouped.to_pylist():
        found[row["datastream"]] = Figure(
            float(row["quantity_sum"]) if row["quantity_count"] else None,
            row["unit_min"] or "",
            origin=weakest(row["origin_distinct"]),
            measured_share=min(1.0, (row["measured_s_sum"] or 0.0) / interval.seconds),
            evidence=f"/datastreams/{row['datastream']}",
        )
    return found


def edge_flows(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, carrier: Carrier, interval: Interval
) -> tuple[EdgeFlow, ...]:
    """Every edge of the carrier with its quantity; edges without meter or without valid readings have value None.

    A scope that does not reach an edge's datastream gets the edge without a number.
    """
    edges = [e for e in network.edges.values() if e.carrier is carrier]
    counting = {e.id: counting_datastream(network, e) for e in edges}
    reached = tuple(d for d in counting.values() if d is not None and scope.sees(d.firm, public=d.public))
    figures = amounts(snapshot, scope, reached, interval)
    unit = UNIT_OF_CARRIER[carrier][0]
    flows = []
    for edge in edges:
        datastream = counting[edge.id]
        figure = figures.get(datastream.id) if datastream is not None else None
        if datastream is None:
            figure = Figure(None, unit, reason="portal.figure.no_meter")
        elif not scope.sees(datastream.firm, public=datastream.public):
            figure = Figure(None, unit, reason=NOT_VISIBLE)
        elif figure is None:
            figure = Figure(None, unit, origin=datastream.origin, measured_share=0.0)
        flows.append(EdgeFlow(edge, datastream, figure))
    return tuple(flows)


def differences(network: FlowNetwork, flows: tuple[EdgeFlow, ...]) -> tuple[Difference, ...]:
    """Balance of every node without storage whose sides are all metered: what came in, went out, and is unexplained."""
    answers = []
    for node in network.nodes.values():
        if node.kind is not NodeKind.FEEDER:
            continue
        into = [f for f in flows if f.edge.target == node.id]
        out = [f for f in flows if f.edge.source == node.id]
        loss = [f for f in out if network.nodes[f.edge.target].kind is NodeKind.LOSS]
        counted = [f for f in out if f not in loss]
        if not into or not counted or any(f.quantity.value is None for f in into + counted):
            continue
        unit = into[0].quantity.unit
        shares = [f.quantity.measured_share for f in into + counted if f.quantity.measured_share is not None]
        sums = total((f.quantity for f in into), unit), total((f.quantity for f in counted), unit)
        answers.append(Difference(node.id, *sums, covered=min(shares, default=None)))
    return tuple(answers)


def consumption(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, carrier: Carrier, interval: Interval
) -> Figure:
    """What firms, works and generation took (or gave off as wastewater and waste): the sum over their edges.

    A firm gets the sum of its own edges. The public gets a number only if every part of it is published: a partial
    sum would be a wrong one.
    """
    flows = [f for f in edge_flows(network, snapshot, scope, carrier, interval) if is_use(network, f.edge)]
    reached = [f for f in flows if f.quantity.reason != NOT_VISIBLE]
    unit = UNIT_OF_CARRIER[carrier][0]
    if scope.role is Role.PUBLIC and len(reached) < len(flows):
        return Figure(None, unit, reason="portal.figure.not_published")
    return total((f.quantity for f in reached), unit, evidence=f"/flows?carrier={carrier.value}")


def is_use(network: FlowNetwork, edge: Edge) -> bool:
    """Whether the edge counts as use of the park: delivered to a user, or for wastewater and waste, given off by one."""
    source, target = network.nodes[edge.source].kind, network.nodes[edge.target].kind
    if edge.carrier in (Carrier.WASTEWATER, Carrier.WASTE):
        return source in _GIVERS
    return target in _TAKERS and source not in _INSIDE


def hourly_consumption(
    network: FlowNetwork, snapshot: PortalSnapshot, scope: Scope, carrier: Carrier, interval: Interval
) -> pa.Table:
    """Hourly sums over the edges that count as use: columns start, quantity (null if any part of the hour is missing).

    Datastreams whose own step is longer than an hour say nothing about hours and are left out.
    """
    edges = [e for e in network.edges.values() if e.carrier is carrier and is_use(network, e)]
    counting = [d for e in edges if (d := counting_datastream(network, e)) is not None]
    ids = [d.id for d in counting if scope.sees(d.firm, public=d.public)]
    if scope.role is Role.PUBLIC and len(ids) < len(counting):
        ids = []
    table = snapshot.derived(scope, "quantities", interval, only={"datastream": ids})
    table = table.filter(pc.equal(table["step_s"], 3600))
    whole = [("quantity", "sum"), ("quantity", "count", pc.CountOptions(mode="all")), ("quantity", "count")]
    grouped = table.select(["start", "quantity"]).group_by("start").aggregate(whole).sort_by("start")
    sums, rows, valid = grouped["quantity_sum"], grouped.column(2), grouped.column(3)
    return pa.table({"start": grouped["start"], "quantity": pc.if_else(pc.equal(rows, valid), sums, None)})


def origins_of(flows: tuple[EdgeFlow, ...]) -> Origin | None:
    return weakest(f.quantity.origin for f in flows if f.quantity.value is not None)
