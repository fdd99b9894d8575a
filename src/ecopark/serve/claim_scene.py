"""Where a claim plays: its datastreams, months and readings in an open park, looked up once for all gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from ecopark.core.errors import InputError, StateError
from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, NodeKind
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.judge.claims.records import Claim
from ecopark.serve.park import OpenPark

WORKER = system_scope("claims")
MOST = 100_000
CARRIERS: dict[str, tuple[Carrier, ...]] = {
    "energy": (Carrier.ELECTRICITY, Carrier.FUEL, Carrier.HEAT),
    "ghg": (Carrier.ELECTRICITY, Carrier.FUEL),
    "water": (Carrier.WATER,),
    "wastewater": (Carrier.WASTEWATER,),
    "waste": (Carrier.WASTE,),
    "recycled_content": (Carrier.MATERIAL,),
    "renewable_share": (Carrier.ELECTRICITY,),
}
AMOUNTS = (
    "active_energy",
    "active_power",
    "water_volume",
    "wastewater_volume",
    "wastewater_flow",
    "fuel_mass",
    "fuel_energy",
)


@dataclass(frozen=True)
class Scene:
    """A claim in a park; everything is read as the platform's own worker, once."""

    park: OpenPark
    claim: Claim

    @property
    def network(self) -> FlowNetwork:
        return self.park.network

    @cached_property
    def snapshot(self) -> Snapshot:
        return self.park.snapshot()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.park.zone)

    @cached_property
    def interval(self) -> Interval:
        start, end = self.claim.period.start, self.claim.period.end
        return Interval(
            datetime(start.year, start.month, start.day, tzinfo=self.zone),
            datetime(end.year, end.month, end.day, tzinfo=self.zone),
        )

    @cached_property
    def found(self) -> tuple[tuple[Datastream, ...], tuple[str, ...]]:
        """Datastreams that the claim's number rests on, and ids of the boundary that nothing measures."""
        return streams_of(self.network, self.claim)

    @property
    def streams(self) -> tuple[Datastream, ...]:
        return self.found[0]

    @cached_property
    def stream_ids(self) -> tuple[str, ...]:
        return tuple(stream.id for stream in self.streams)

    def rows(self, table: str, **only: Sequence[str | None]) -> pa.Table:
        """Rows of a derived table in the period; a table that no flow declares has none."""
        try:
            return self.snapshot.derived(WORKER, table, self.interval, only=only)
        except StateError as error:
            if error.code != "engine.question.unknown_table":
                raise
            return pa.table({})

    def of_streams(self, table: str) -> list[dict[str, Any]]:
        """Rows about the claim's datastreams."""
        return list(self.rows(table, datastream=list(self.stream_ids)).to_pylist()) if self.stream_ids else []

    @cached_property
    def quantities(self) -> pa.Table:
        """Amounts of the claim's datastreams in the period."""
        return self.rows("quantities", datastream=list(self.stream_ids)) if self.stream_ids else pa.table({})


def streams_of(network: FlowNetwork, claim: Claim) -> tuple[tuple[Datastream, ...], tuple[str, ...]]:
    """Datastreams of the boundary that show the claim's quantity; and what has none."""
    found: dict[str, Datastream] = {}
    unmetered: list[str] = []
    for name, meters in _meters(network, claim):
        streams = [s for meter in meters for s in network.datastreams_of_meter(meter) if _shows(s, claim)]
        if not streams:
            unmetered.append(name)
        found |= {stream.id: stream for stream in streams}
    for point in claim.boundary.points:
        known = point in network.monitoring_points
        at_point = [s for s in network.datastreams_of_point(point) if _shows(s, claim)] if known else []
        if not at_point:
            unmetered.append(point)
        found |= {stream.id: stream for stream in at_point}
    return tuple(found.values()), tuple(unmetered)


def border_meters(network: FlowNetwork, firm: str | None, carriers: Sequence[Carrier]) -> list[str]:
    """Meters where a carrier comes into a firm (None: the park), or leaves it for wastewater and waste; no sub-meters."""
    edges = set()
    for edge in network.edges.values():
        leaves, enters = (network.nodes[end].firm == firm for end in (edge.source, edge.target))
        out = edge.carrier in (Carrier.WASTEWATER, Carrier.WASTE)
        if edge.carrier in carriers and ((leaves and not enters) if out else (enters and not leaves)):
            edges.add(edge.id)
    return [m.id for m in network.meters.values() if m.edge in edges and (firm is None or m.firm == firm)]


def generation_meters(network: FlowNetwork, firm: str | None) -> list[str]:
    """Meters of a firm's own generation: their attribute may have been sold."""
    own = {n.id for n in network.nodes.values() if n.kind is NodeKind.GENERATION and n.firm == firm}
    edges = {e.id for e in network.edges.values() if e.source in own}
    return [m.id for m in network.meters.values() if m.edge in edges]


def _meters(network: FlowNetwork, claim: Claim) -> Iterator[tuple[str, list[str]]]:
    carriers = CARRIERS.get(claim.metric.quantity, ())
    for meter in claim.boundary.meters:
        yield meter, [meter] if meter in network.meters else []
    for firm in claim.boundary.tenants:
        owner = None if firm == "park" else firm
        own = generation_meters(network, owner) if claim.metric.quantity == "renewable_share" else []
        yield firm, [*border_meters(network, owner, carriers), *own]
    for site in claim.boundary.sites:
        nodes = {n.id for n in network.nodes.values() if n.facility == site}
        edges = {e.id for e in network.edges.values() if e.carrier in carriers and {e.source, e.target} & nodes}
        yield site, [m.id for m in network.meters.values() if m.edge in edges and m.parent is None]


def _shows(stream: Datastream, claim: Claim) -> bool:
    if claim.metric.property is not None:
        return stream.observed_property == claim.metric.property
    return stream.observed_property in AMOUNTS


def check_things(network: FlowNetwork, claim: Claim) -> None:
    """Refuse what the park does not have, and what belongs to another firm than the claimant.

    Raises
    ------
    InputError
        judge.claim.unknown_thing, .others_thing.
    """
    owners: dict[str, dict[str, str | None]] = {
        "tenants": {**{firm: firm for firm in network.firms}, "park": None},
        "sites": {f.id: f.firm for f in network.facilities.values()},
        "meters": {m.id: m.firm for m in network.meters.values()},
        "points": {p.id: p.firm for p in network.monitoring_points.values()},
    }
    if claim.firm is not None and claim.firm not in network.firms:
        raise InputError("judge.claim.unknown_thing", where="claimant", thing=claim.claimant)
    for name, known in owners.items():
        for i, thing in enumerate(getattr(claim.boundary, name)):
            where = f"boundary.{name}[{i}]"
            if thing not in known:
                raise InputError("judge.claim.unknown_thing", where=where, thing=thing)
            if claim.firm is not None and known[thing] != claim.firm:
                # to the claimant another firm's thing looks like none at all
                raise InputError("judge.claim.unknown_thing", where=where, thing=thing)
