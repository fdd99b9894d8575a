"""What to send an inspector for: proposals that the plan of inspections may take, and the places no signal can see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ecopark.core.network import FlowNetwork
from ecopark.core.terms import DatastreamKind, NodeKind

What = Literal["meter_reading", "sample", "sensor_check", "seal", "site_visit"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``reason``: text ``trust.inspect.<reason>``; ``place``: meter or monitoring point; ``what``: kind of inspection.

    ``datastreams``: what it would settle. The shape of a plan item (trust design, section 5).
    """

    reason: str
    place: str
    what: What
    datastreams: tuple[str, ...]

    def content(self) -> dict[str, object]:
        return {"reason": self.reason, "place": self.place, "what": self.what, "datastreams": list(self.datastreams)}


WHAT: dict[str, What] = {
    "sample": "sample",
    "read_meter": "meter_reading",
    "logger": "sensor_check",
    "calibration_book": "sensor_check",
    "seal": "seal",
    "site": "site_visit",
}


def proposal_of(signal: str, proof: str, place: str, datastreams: tuple[str, ...]) -> Proposal:
    return Proposal(signal, place, WHAT[proof], datastreams)


def blind_spots(network: FlowNetwork) -> tuple[Proposal, ...]:
    """Return the places at which colluding or bottled sensors stay unseen whatever the data say, with what would see them.

    A firm that alone writes every meter of a balance can keep it closed (b with A b = 0); a station whose concentrations
    nobody else measures can be fed from a bottle with true flows. Neither shows in any balance; only hands on site do.
    """
    found: list[Proposal] = []
    for point in network.monitoring_points.values():
        if point.medium not in ("wastewater", "stack"):
            continue
        names = [d for d in network.datastreams_of_point(point.id) if d.kind is DatastreamKind.MEASUREMENT]
        meters = {d.meter for d in names}
        if names and len(meters) == 1:
            found.append(Proposal("same_hands", point.id, "sample", tuple(sorted(d.id for d in names))))
    for node in network.nodes.values():
        if node.kind is not NodeKind.FIRM or node.firm is None:
            continue
        inward = [e for e in network.edges.values() if e.target == node.id and network.nodes[e.source].firm != node.firm]
        metered = [d for e in inward for d in network.datastreams_of_edge(e.id)]
        edges = {network.meters[d.meter].edge for d in metered}
        if metered and all(d.firm == node.firm for d in metered) and not _seen_above(network, node.id, edges):
            place = sorted({d.meter for d in metered})[0]
            found.append(Proposal("no_outside_meter", place, "meter_reading", tuple(sorted(d.id for d in metered))))
    return tuple(found)


def _seen_above(network: FlowNetwork, node: str, edges: set[str | None]) -> bool:
    """Whether somebody else's meter lies above all of a node's inward meters."""
    for edge_id in edges:
        if edge_id is None:
            continue
        source = network.edges[edge_id].source
        above = [e for e in network.edges.values() if e.target == source and e.carrier is network.edges[edge_id].carrier]
        owner = network.nodes[node].firm
        if not any(d.firm != owner for e in above for d in network.datastreams_of_edge(e.id)):
            return False
    return True
