"""What crosses the border of a firm, a facility or the park, and which meters see it: each amount is counted once.

The border runs along the edges of the flow network. Grid, sources, outfalls, stacks and surroundings lie outside; losses lie
inside, they are used up in the network of whom they belong to.
On the edges that cross it the **meter tree decides**: a meter below another one of the same crossing is part of it and is
not added; meters side by side are. A check meter is therefore declared below the meter it checks.

An unmetered edge into a bus bar or pipe node (kind ``feeder``) that nothing else feeds is replaced by the edges that
leave that node, because what goes in comes out. Any other unmetered edge stays in the account as *not measured*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal

from ecopark.account.assumptions import meter_source
from ecopark.account.pieces import Metering
from ecopark.core.network import Edge, FlowNetwork, Node
from ecopark.core.properties import find_property
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind

Level = Literal["firm", "facility", "park"]
Direction = Literal["in", "out", "generated"]

OUTSIDE = frozenset({NodeKind.GRID, NodeKind.SOURCE, NodeKind.OUTFALL, NodeKind.STACK, NodeKind.AMBIENT})
# Which property counts as which resource; the first kind of datastream that a meter has is taken, the others repeat it.
RESOURCES = {
    "active_energy": "electricity",
    "active_power": "electricity",
    "water_volume": "water",
    "wastewater_volume": "wastewater",
    "wastewater_flow": "wastewater",
    "waste_mass": "waste",
    "hazardous_waste_mass": "hazardous_waste",
    "gas_volume": "fuel",
    "fuel_mass": "fuel",
    "fuel_energy": "fuel",
}
_KINDS = (DatastreamKind.TOTAL, DatastreamKind.TOTAL_INCREASING, DatastreamKind.MEASUREMENT)


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Whose border: a firm, one of its facilities, or (both None) the park."""

    firm: str | None = None
    facility: str | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """All edges over which one resource crosses one border in one direction.

    Attributes
    ----------
    owner
        Whose border. ``facility`` is where it arrives, also at a firm's border.
    unit
        Unit of the amounts; fuels metered in t, GJ and Nm3 are different crossings.
    substance
        Fuel, material or waste as the edges name it; empty otherwise.
    local
        Comes straight from another owner's generation, not over the grid.
    datastreams
        One per top meter.
    sources
        For each datastream (source id, relative standard uncertainty) of its meter.
    unmetered
        Edges that no meter sees.
    """

    owner: Owner
    resource: str
    direction: Direction
    unit: str
    substance: str
    local: bool
    datastreams: tuple[str, ...]
    sources: tuple[tuple[str, float], ...]
    unmetered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Borders:
    """The borders of a park as plain data that travels to a worker; equal borders give equal accounts."""

    zone: str
    firms: tuple[Crossing, ...]
    park: tuple[Crossing, ...]

    @classmethod
    def of(cls, network: FlowNetwork) -> Borders:
        return cls(network.park.zone, crossings(network, "firm"), crossings(network, "park"))

    def of_firm(self, firm: str | None) -> tuple[Crossing, ...]:
        """Crossings of a firm's border; of the park's for None."""
        return self.park if firm is None else tuple(c for c in self.firms if c.owner.firm == firm)

    def content(self) -> object:
        """JSON-able, for the version of a flow."""
        return [self.zone, [asdict(c) for c in self.firms], [asdict(c) for c in self.park]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One edge at the border as one meter sees it, or as none does (datastream and meter empty)."""

    owner: Owner
    direction: Direction
    edge: Edge
    local: bool
    resource: str
    unit: str
    meter: str = ""
    datastream: str = ""


def crossings(network: FlowNetwork, by: Level) -> tuple[Crossing, ...]:
    """All crossings at the borders of one level, in a fixed order."""
    groups: dict[tuple[object, ...], list[_Seen]] = {}
    for seen in _all_seen(network, by):
        key = (seen.owner, seen.resource, seen.direction, seen.unit, seen.edge.substance, seen.local)
        groups.setdefault(key, []).append(seen)
    found = [_crossing(network, group) for group in groups.values()]
    return tuple(sorted(_unmetered_joined(found), key=_order))


def _order(crossing: Crossing) -> tuple[str, ...]:
    owner = crossing.owner
    named = (owner.firm or "", owner.facility or "", crossing.resource, crossing.direction)
    return (*named, crossing.unit, crossing.substance, str(crossing.local))


def _crossing(network: FlowNetwork, group: list[_Seen]) -> Crossing:
    first = group[0]
    meters = {seen.meter for seen in group if seen.meter}
    top = {m for m in meters if not _above(network, m) & meters}
    meter_of = {seen.datastream: seen.meter for seen in group if seen.meter in top}
    datastreams = tuple(sorted(meter_of))
    unmetered = {seen.edge.id for seen in group if not seen.meter}
    return Crossing(
        first.owner, first.resource, first.direction, first.unit, first.edge.substance, first.local,
        datastreams, tuple(meter_source(network, meter_of[name]) for name in datastreams), tuple(sorted(unmetered)),
    )  # fmt: skip


def _above(network: FlowNetwork, meter: str) -> set[str]:
    found: set[str] = set()
    parent = network.meters[meter].parent
    while parent is not None:
        found.add(parent)
        parent = network.meters[parent].parent
    return found


def _unmetered_joined(found: list[Crossing]) -> Iterator[Crossing]:
    """An unmetered edge has no unit of its own: it lowers the share of its metered sisters where there are any."""
    for crossing in found:
        if crossing.unit:
            sisters = [c for c in found if not c.unit and _alike(c, crossing)]
            missing = tuple(edge for sister in sisters for edge in sister.unmetered)
            yield replace(crossing, unmetered=crossing.unmetered + missing)
        elif not any(c.unit and _alike(c, crossing) for c in found):
            yield crossing


def _alike(one: Crossing, other: Crossing) -> bool:
    same_flow = (one.resource, one.direction, one.substance, one.local)
    return one.owner == other.owner and same_flow == (other.resource, other.direction, other.substance, other.local)


def _all_seen(network: FlowNetwork, by: Level) -> Iterator[_Seen]:
    for edge in network.edges.values():
        if edge.carrier not in _CARRIERS:
            continue
        source, target = network.nodes[edge.source], network.nodes[edge.target]
        giver, taker = _owner(source, by), _owner(target, by)
        generation = source.kind is NodeKind.GENERATION and edge.carrier is Carrier.ELECTRICITY
        if generation and giver is not None:
            yield from _edge_seen(network, edge, _labelled(giver, source, by), "generated", local=False)
        if giver == taker:
            continue
        if giver is not None:
            yield from _edge_seen(network, edge, _labelled(giver, source, by), "out", local=False)
        if taker is not None:
            yield from _edge_seen(network, edge, _labelled(taker, target, by), "in", local=generation)


def _owner(node: Node, by: Level) -> Owner | None:
    """None: outside. Park level: everything inside has one owner."""
    if node.kind in OUTSIDE:
        return None
    if by == "park":
        return Owner()
    return Owner(node.firm, node.facility if by == "facility" else None)


def _labelled(owner: Owner, node: Node, by: Level) -> Owner:
    return owner if by == "park" else Owner(owner.firm, node.facility)


def _edge_seen(network: FlowNetwork, edge: Edge, owner: Owner, direction: Direction, *, local: bool) -> Iterator[_Seen]:
    for each in _metered_edges(network, edge):
        found = list(_meters_on(network, each))
        for meter, datastream, resource, unit in found:
            yield _Seen(owner, direction, each, local, resource, unit, meter, datastream)
        if not found:
            yield _Seen(owner, direction, each, local, _CARRIERS[each.carrier], "")


def _metered_edges(network: FlowNetwork, edge: Edge) -> list[Edge]:
    """The edge itself, or those below it when no meter sees it and its target only passes on what it brings."""
    if any(_meters_on(network, edge)) or network.nodes[edge.target].kind is not NodeKind.FEEDER:
        return [edge]
    same = [e for e in network.edges.values() if e.carrier is edge.carrier]
    if any(e.target == edge.target and e.id != edge.id for e in same):
        return [edge]
    below = [e for e in same if e.source == edge.target and network.nodes[e.target].kind is not NodeKind.LOSS]
    if not below or any(e.target == edge.source for e in below):
        return [edge]
    return [found for each in below for found in _metered_edges(network, each)]


def _meters_on(network: FlowNetwork, edge: Edge) -> Iterator[tuple[str, str, str, str]]:
    """(meter, datastream, resource, unit): one datastream per meter and resource."""
    for meter in network.meters.values():
        if meter.edge != edge.id:
            continue
        of_resource: dict[str, tuple[int, str, str]] = {}
        for datastream in network.datastreams_of_meter(meter.id):
            resource = RESOURCES.get(datastream.observed_property)
            metering = Metering.of(datastream)
            if resource is None or metering is None or find_property(datastream.observed_property).carrier != edge.carrier:
                continue
            candidate = (_KINDS.index(datastream.kind), datastream.id, metering.unit)
            of_resource[resource] = min(of_resource.get(resource, candidate), candidate)
        for resource, (_, datastream_id, unit) in sorted(of_resource.items()):
            yield meter.id, datastream_id, resource, unit


def inflow_datastreams(network: FlowNetwork, node: str, carrier: Carrier) -> tuple[str, ...]:
    """Datastreams of the top meters on the edges of one carrier that end at a node; empty if one of them has no meter."""
    edges = [edge for edge in network.edges.values() if edge.target == node and edge.carrier is carrier]
    seen = {edge.id: list(_meters_on(network, edge)) for edge in edges}
    if not all(seen.values()):
        return ()
    on_edges = {meter: datastream for found in seen.values() for meter, datastream, _, _ in found}
    return tuple(sorted(d for meter, d in on_edges.items() if not _above(network, meter) & on_edges.keys()))


_CARRIERS: dict[Carrier, str] = {
    Carrier.ELECTRICITY: "electricity",
    Carrier.WATER: "water",
    Carrier.WASTEWATER: "wastewater",
    Carrier.WASTE: "waste",
    Carrier.FUEL: "fuel",
}
