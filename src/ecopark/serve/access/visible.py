"""What of the flow network a scope sees. Pure; the store cuts readings by the same rule. # design 4.8"""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node
from ecopark.core.scope import Scope
from ecopark.serve.problems import NotFound


def firms(network: FlowNetwork, scope: Scope) -> Sequence[Firm]:
    return [firm for firm in network.firms.values() if scope.sees(firm.id)]


def datastreams(network: FlowNetwork, scope: Scope) -> Sequence[Datastream]:
    return [d for d in network.datastreams.values() if scope.sees(d.firm, public=d.public)]


def datastream(network: FlowNetwork, scope: Scope, datastream_id: str) -> Datastream:
    """The datastream; ``NotFound`` alike if there is none and if the scope does not reach it."""
    found = network.datastreams.get(datastream_id)
    if found is None or not scope.sees(found.firm, public=found.public):
        raise NotFound(datastream_id)
    return found


def monitoring_points(network: FlowNetwork, scope: Scope) -> Sequence[MonitoringPoint]:
    return [p for p in network.monitoring_points.values() if scope.sees(p.firm, public=p.public)]


def monitoring_point(network: FlowNetwork, scope: Scope, point_id: str) -> MonitoringPoint:
    found = network.monitoring_points.get(point_id)
    if found is None or not scope.sees(found.firm, public=found.public):
        raise NotFound(point_id)
    return found


def edges(network: FlowNetwork, scope: Scope) -> Sequence[Edge]:
    """Edges with an end at the caller's own and no end at somebody else's firm."""
    return [edge for edge in network.edges.values() if _edge_seen(network, scope, edge)]


def nodes(network: FlowNetwork, scope: Scope) -> Sequence[Node]:
    """Nodes of the caller's firms, those of the park that they are joined to, and those of published points."""
    joined = {end for edge in edges(network, scope) for end in (edge.source, edge.target)}
    joined |= {p.node for p in monitoring_points(network, scope) if network.nodes[p.node].firm is None}
    return [node for node in network.nodes.values() if scope.sees(node.firm) or node.id in joined]


def meters(network: FlowNetwork, scope: Scope) -> Sequence[Meter]:
    """Meters of the caller's firms and those that carry a datastream the caller sees."""
    carrying = {d.meter for d in datastreams(network, scope)}
    return [meter for meter in network.meters.values() if scope.sees(meter.firm) or meter.id in carrying]


def _edge_seen(network: FlowNetwork, scope: Scope, edge: Edge) -> bool:
    ends = [network.nodes[edge.source].firm, network.nodes[edge.target].firm]
    if scope.sees_all_firms:
        return True
    return any(scope.sees(firm) for firm in ends) and all(firm is None or scope.sees(firm) for firm in ends)
