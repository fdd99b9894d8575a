"""Stations and relations: which datastreams are judged together, read off the flow network.

A station is what one task of the quality flow answers for: all datastreams at one monitoring point, or on one edge.
Relations reach beyond it (a sub-meter's parent, the inflow of the works): those datastreams are read, not answered for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind
from ecopark.trust.proposal import is_solar

_FLOWS = ("wastewater_flow", "wastewater_volume")
_WEATHER = ("air_temperature", "air_pressure", "relative_humidity", "ghi")
_AMOUNTS = ("active_energy", "water_volume", "wastewater_volume", "gas_volume")


@dataclass(frozen=True, slots=True)
class Relation:
    """``sum(parts)`` may not exceed ``sum(wholes)``; or, by ``check``, power factor, light, neighbours (``wholes``).

    ``flagged`` are the station's own datastreams whose readings are doubted, the main one first.
    """

    check: str
    flagged: tuple[str, ...]
    parts: tuple[str, ...]
    wholes: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.flagged, *self.parts, *self.wholes)))


@dataclass(frozen=True, slots=True)
class Station:
    """``own``: answered for. ``context``: read only. ``devices``: own datastreams by meter."""

    key: str
    own: tuple[str, ...]
    relations: tuple[Relation, ...]
    devices: tuple[tuple[str, ...], ...]

    @property
    def context(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m for r in self.relations for m in r.members if m not in self.own))


def station_of(network: FlowNetwork, datastream: Datastream) -> str:
    """Return the key of the station that answers for a datastream; the task of the flow has the same."""
    meter = network.meters[datastream.meter]
    return f"point:{meter.monitoring_point}" if meter.monitoring_point is not None else f"edge:{meter.edge}"


def stations(network: FlowNetwork) -> tuple[Station, ...]:
    """Return the stations of a network, by key."""
    own: dict[str, list[Datastream]] = {}
    for datastream in network.datastreams.values():
        own.setdefault(station_of(network, datastream), []).append(datastream)
    home = {d.id: place for place, members in own.items() for d in members}
    relations: dict[str, list[Relation]] = {}
    for relation in (*_works(network), *_submeters(network), *_light(network), *_neighbours(network)):
        relations.setdefault(home[relation.flagged[0]], []).append(relation)
    found = []
    for place, members in sorted(own.items()):
        devices: dict[str, list[str]] = {}
        for member in members:
            devices.setdefault(member.meter, []).append(member.id)
        inside = (*_samples(members), *_power_factors(members))
        everything = (*inside, *relations.get(place, ()))
        ids = tuple(sorted(m.id for m in members))
        here = tuple(r for r in everything if set(r.flagged) <= set(ids))
        found.append(Station(place, ids, here, tuple(tuple(d) for d in devices.values())))
    return tuple(found)


def _samples(members: Sequence[Datastream]) -> Iterator[Relation]:
    """Parts against wholes of one sample."""
    for check, part, whole in (("total_n_below_ammonium", "ammonium_n", "total_n"), ("cod_below_bod", "bod5", "cod")):
        parts, wholes = _ids(members, part), _ids(members, whole)
        if parts and wholes:
            yield Relation(check, (wholes[0], parts[0]), (parts[0],), (wholes[0],))


def _power_factors(members: Sequence[Datastream]) -> Iterator[Relation]:
    for meter in dict.fromkeys(m.meter for m in members):
        device = [m for m in members if m.meter == meter and m.kind is not DatastreamKind.TOTAL_INCREASING]
        active = _ids(device, "active_energy")
        reactive = (*_ids(device, "reactive_energy_lagging"), *_ids(device, "reactive_energy_leading"))
        if active and reactive:
            for stated in _ids(device, "power_factor"):
                yield Relation("power_factor_mismatch", (stated,), (active[0],), reactive)


def _works(network: FlowNetwork) -> Iterator[Relation]:
    """What leaves a works against what enters it."""
    for node in network.nodes.values():
        if node.kind is not NodeKind.WORKS:
            continue
        edges = [e for e in network.edges.values() if e.carrier is Carrier.WASTEWATER]
        leaving = [e for e in edges if e.source == node.id]
        entering = [e for e in edges if e.target == node.id]
        outfalls = {e.target for e in leaving if [o.source for o in edges if o.target == e.target] == [node.id]}
        for flow in _FLOWS:
            out = [_flow_on(network, e.id, flow) for e in leaving] + [_flow_at(network, n, flow) for n in sorted(outfalls)]
            outflows = tuple(dict.fromkeys(o for o in out if o))
            inflows = tuple(dict.fromkeys(i for i in (_flow_on(network, e.id, flow) for e in entering) if i))
            if outflows and len(inflows) == len(entering) > 0:  # an unmetered inlet explains any excess
                yield Relation("outflow_above_inflow", (outflows[0],), outflows[:1], inflows)


def _submeters(network: FlowNetwork) -> Iterator[Relation]:
    for above, below in network.submeters.items():
        if _fed_otherwise(network, above):
            continue
        for amount in _AMOUNTS:
            whole = _amount_of(network, above, amount)
            parts = tuple(p for p in (_amount_of(network, meter, amount) for meter in below) if p)
            if whole is None:
                continue
            for part in parts:
                yield Relation("submeter_above_parent", (part,), (part,), (whole,))
            if len(parts) > 1:
                yield Relation("submeters_sum", (whole,), parts, (whole,))


def _light(network: FlowNetwork) -> Iterator[Relation]:
    for datastream in network.datastreams.values():
        if is_solar(datastream, network) and datastream.observed_property != "ghi":
            light = [d.id for d in network.datastreams_of_firm(datastream.firm or "") if d.observed_property == "ghi"]
            yield Relation("generation_in_dark", (datastream.id,), (datastream.id,), tuple(sorted(light)[:1]))


def _neighbours(network: FlowNetwork) -> Iterator[Relation]:
    """Instruments of one property that see the same weather, or sit on the same edge or point."""
    beside: dict[tuple[str, ...], list[Datastream]] = {}
    for datastream in network.datastreams.values():
        if datastream.kind is DatastreamKind.TOTAL_INCREASING or datastream.step_s is None:
            continue
        meter = network.meters[datastream.meter]
        place = ("",) if datastream.observed_property in _WEATHER else (meter.edge or "", meter.monitoring_point or "")
        key = (datastream.observed_property, datastream.kind.value, str(datastream.step_s), *place)
        beside.setdefault(key, []).append(datastream)
    for members in beside.values():
        for datastream in members if len({d.meter for d in members}) > 1 else ():
            others = tuple(sorted(d.id for d in members if d.meter != datastream.meter))
            yield Relation("neighbour", (datastream.id,), (), others)


def _fed_otherwise(network: FlowNetwork, meter: str) -> bool:
    """Whether another supply (rooftop generation) reaches the node behind the meter: then parts may exceed it."""
    edge_id = network.meters[meter].edge
    if edge_id is None:
        return False
    edge = network.edges[edge_id]
    return any(e.target == edge.target and e.carrier is edge.carrier and e.id != edge.id for e in network.edges.values())


def _amount_of(network: FlowNetwork, meter: str, amount: str) -> str | None:
    """The meter's datastream of that amount: intervals before registers, mean power where energy is not sent."""
    fitting = (amount, "active_power") if amount == "active_energy" else (amount,)
    chosen = [d for d in network.datastreams_of_meter(meter) if d.observed_property in fitting and d.step_s is not None]
    chosen.sort(key=lambda d: (d.observed_property != amount, d.kind is not DatastreamKind.TOTAL, d.id))
    return chosen[0].id if chosen else None


def _flow_on(network: FlowNetwork, edge: str, flow: str) -> str | None:
    return next(iter(_ids(network.datastreams_of_edge(edge), flow)), None)


def _flow_at(network: FlowNetwork, node: str, flow: str) -> str | None:
    points = [p.id for p in network.monitoring_points.values() if p.node == node]
    return next((i for point in points for i in _ids(network.datastreams_of_point(point), flow)), None)


def _ids(members: Sequence[Datastream], wanted: str) -> tuple[str, ...]:
    return tuple(sorted(m.id for m in members if m.observed_property == wanted))
