"""What is judged together: the datastreams of one place, and the loads (flow, energy) that its values should follow."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, TimeBasis
from ecopark.core.units import conversion
from ecopark.trust.proposal import SECOND_US, is_solar

LOADS = ("wastewater_flow", "wastewater_volume", "stack_flow", "active_energy", "active_power", "water_volume")
AMOUNTS = ("active_energy", "active_power", "water_volume", "wastewater_volume", "wastewater_flow")
_WATER = ("wastewater_flow", "wastewater_volume", "water_volume")


@dataclass(frozen=True, slots=True)
class Stream:
    """What the signals need to know of a datastream.

    Attributes
    ----------
    kind
        ``load`` (flow, amount, power), ``concentration`` (in water or stack gas; pH), ``other`` (temperature, pressure).
    step
        Microseconds.
    resolution
        In the unit in which the device sends; ``to_sent``: factor from canonical to sent, None where there is an offset.
    register
        Values count up; increments are judged.
    solar, daily
        The sun drives it; a sample a day (laboratory), where no diurnal pattern or digit is expected.
    """

    id: str
    meter: str
    observed: str
    kind: str
    unit: str
    step: int
    resolution: float
    to_sent: float | None
    register: bool
    solar: bool
    clock: bool
    firm: str | None

    @property
    def daily(self) -> bool:
        return self.step > 3 * 3600 * SECOND_US


@dataclass(frozen=True, slots=True)
class Place:
    """One task: ``own`` streams by id, ``loads`` read beside them, ``pair`` (flow, energy) of a works or pumping station."""

    key: str
    name: str  # monitoring point or meter, where an inspector goes
    own: tuple[str, ...]
    loads: tuple[str, ...]
    pair: tuple[str, str] | None = None
    point: str | None = None


def streams_of(network: FlowNetwork) -> dict[str, Stream]:
    """Return the datastreams that signals are made for: regular ones, not weather."""
    found = {}
    for d in network.datastreams.values():
        meter = network.meters[d.meter]
        medium = network.monitoring_points[meter.monitoring_point].medium if meter.monitoring_point else ""
        if d.step_s is None or d.step_s > 86_400 or medium in ("weather", "ambient"):
            continue
        found[d.id] = _stream(d, network)
    return found


def places_of(network: FlowNetwork) -> tuple[Place, ...]:
    """Return the places, by key."""
    streams = streams_of(network)
    own: dict[str, list[str]] = {}
    for name, stream in streams.items():
        meter = network.meters[stream.meter]
        key = f"point:{meter.monitoring_point}" if meter.monitoring_point is not None else f"edge:{meter.edge}"
        own.setdefault(key, []).append(name)
    pairs = _pairs(network, streams)
    found = []
    for key, members in sorted(own.items()):
        ids = tuple(sorted(members))
        point = key.removeprefix("point:") if key.startswith("point:") else None
        name = point if point is not None else streams[ids[0]].meter
        pair = next((p for p in pairs if p[0] in ids), None)
        found.append(Place(key, name, ids, _loads(network, streams, point), pair, point))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BalancePlace:
    """The meters of one balance: ``meters`` by datastream, ``main`` one of its owner, under whose name a finding is told."""

    key: str
    node: str
    carrier: str
    meters: tuple[str, ...]
    main: str


def balance_places(network: FlowNetwork) -> tuple[BalancePlace, ...]:
    """Return the balances with at least three amounts metered, one of them by the owner of the node.

    A finding about meters of several firms is told to the owner of the balance alone.
    """
    streams = streams_of(network)
    found = []
    for node in network.nodes.values():
        for carrier in dict.fromkeys(e.carrier for e in network.edges.values() if node.id in (e.source, e.target)):
            edges = [e.id for e in network.edges.values() if e.carrier is carrier and node.id in (e.source, e.target)]
            meters = [m[0] for e in edges if (m := _on(network, streams, [e], AMOUNTS))]
            main = next((m for m in meters if streams[m].firm == node.firm), None)
            if len(meters) >= 3 and main is not None:
                key = f"balance:{node.id}:{carrier.value}"
                found.append(BalancePlace(key, node.id, carrier.value, tuple(meters), main))
    return tuple(found)


def _stream(d: Datastream, network: FlowNetwork) -> Stream:
    to_canonical, offset = conversion(d.unit, d.canonical_unit)
    factor = to_canonical * d.factor
    load = d.observed_property in LOADS or d.kind is not DatastreamKind.MEASUREMENT or _amount(d)
    return Stream(
        id=d.id,
        meter=d.meter,
        observed=d.observed_property,
        kind="load" if load else "concentration" if _content(d) else "other",
        unit=d.canonical_unit,
        step=(d.step_s or 0) * SECOND_US,
        resolution=d.resolution or 0.0,
        to_sent=1.0 / factor if factor and not offset else None,
        register=d.kind is DatastreamKind.TOTAL_INCREASING,
        solar=is_solar(d, network),
        clock=d.time_basis is not TimeBasis.ASSIGNED,
        firm=d.firm,
    )


def _content(d: Datastream) -> bool:
    """What is in water or stack gas: a sampling tube reaches it."""
    return d.observed_property in ("ph", "colour", "o2") or d.canonical_unit in ("mg/L", "mg/Nm3", "µg/Nm3")


def _amount(d: Datastream) -> bool:
    return d.observed_property.startswith(("reactive_energy", "power_factor", "gas_volume", "fuel"))


def _loads(network: FlowNetwork, streams: dict[str, Stream], point: str | None) -> tuple[str, ...]:
    """Flows and energies at a point's node, or one step up the stream from it, of the point's owner or the park."""
    if point is None:
        return ()
    owners = (network.monitoring_points[point].firm, None)
    node = network.monitoring_points[point].node
    here = {node, *(e.source for e in network.edges.values() if e.target == node and e.carrier is not Carrier.ELECTRICITY)}
    found = [d.id for d in network.datastreams_of_point(point) if d.id in streams and d.observed_property in LOADS]
    for edge in network.edges.values():
        if edge.source in here or edge.target in here:
            if (
                network.nodes[edge.source].kind is NodeKind.FEEDER
                and edge.carrier is Carrier.ELECTRICITY
                and edge.target not in here
            ):
                continue
            found += [d.id for d in network.datastreams_of_edge(edge.id) if d.id in streams and d.observed_property in LOADS]
    return tuple(n for n in dict.fromkeys(found) if streams[n].firm in owners)


def _pairs(network: FlowNetwork, streams: dict[str, Stream]) -> list[tuple[str, str]]:
    """(flow, energy) of nodes that use electricity to move or treat water."""
    pairs = []
    for node in network.nodes.values():
        if node.kind not in (NodeKind.WORKS, NodeKind.SOURCE):
            continue
        around = [e for e in network.edges.values() if node.id in (e.source, e.target)]
        energy = _on(network, streams, [e.id for e in around if e.target == node.id], ("active_energy",))
        for edge in around:
            flows = _on(network, streams, [edge.id], _WATER)
            if flows and energy and streams[flows[0]].firm == streams[energy[0]].firm:
                pairs.append((flows[0], energy[0]))
    return pairs


def _on(network: FlowNetwork, streams: dict[str, Stream], edges: list[str], properties: tuple[str, ...]) -> list[str]:
    return [
        d.id
        for edge in edges
        for d in network.datastreams_of_edge(edge)
        if d.id in streams and d.observed_property in properties
    ]
