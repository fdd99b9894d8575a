"""Balance systems of a park, read off its flow network: one per carrier and connected part.

Which nodes are balances
------------------------
- A bus bar or pipe node (``feeder``) with flows in and out: hard.
- Treatment works, for wastewater: soft (rain, evaporation, sludge), 2 % of the inflow unless declared otherwise.
- Any other node is a balance only where something of the same carrier leaves it again (a firm with sub-meters, a firm
that passes
  on). What it uses itself is an edge of its own, ``own_use:<node>``: unmeasured and never negative, so that the balance can
  always be closed and says only "the parts are at most the whole". Where a park declares the split complete, that edge is
  left out and the parts must add up.
- Grid, sources, outfalls, losses and the surroundings are outside: nothing is asked of them.

Losses and leakage are unmeasured edges that are never negative; a declared share (``shares``) makes a soft relation of their
plausible range. A declared storage node has a change of storage of either sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.core.network import Datastream, Edge, FlowNetwork, Meter
from ecopark.core.properties import find_property
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind
from ecopark.core.units import conversion
from ecopark.trust.balance.settings import BalanceSettings, Share, check_balance_settings
from ecopark.trust.balance.system import BalanceSystem

HOUR, DAY = 3600, 86400
WORKS_RELATIVE_SD = 0.02
CLASS_PCT = {Carrier.ELECTRICITY: 1.0, Carrier.WATER: 2.0, Carrier.WASTEWATER: 5.0}  # where a meter declares none; others 2
RATES = {"kW": "kWh", "m3/h": "m3", "Nm3/h": "Nm3"}
AMOUNTS = frozenset({"kWh", "m3", "Nm3", "t", "GJ"})
_KINDS = (DatastreamKind.TOTAL, DatastreamKind.TOTAL_INCREASING, DatastreamKind.MEASUREMENT)
_OUTSIDE = frozenset({NodeKind.GRID, NodeKind.SOURCE, NodeKind.OUTFALL, NodeKind.STACK, NodeKind.AMBIENT, NodeKind.LOSS})


@dataclass(frozen=True)
class Component:
    """A balance system of the park and what belongs to it.

    Attributes
    ----------
    key
        Stable name: carrier and its first edge.
    step_s
        3600, or 86400 where one of its meters tells only days.
    shares
        The soft relations in it, by their row's name.
    """

    key: str
    system: BalanceSystem
    step_s: int
    shares: tuple[Share, ...]


def components(network: FlowNetwork, settings: BalanceSettings | None = None) -> tuple[Component, ...]:
    """All balance systems of a network that have a meter, by key; ``InputError`` for settings that name what does not
    exist.
    """
    settings = settings or BalanceSettings()
    check_balance_settings(settings, network)
    nodes = _node_rows(network, settings)
    links = [*(row.edges for row in nodes), *((share.edge, *share.of) for share in settings.shares)]
    found = []
    for edges in _connected(network, links):
        component = _component(network, settings, sorted(edges), nodes)
        if component is not None:
            found.append(component)
    return tuple(sorted(found, key=lambda c: c.key))


@dataclass(frozen=True)
class _NodeRow:
    node: str
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    own_use: bool
    storage: bool
    relative_sd: float

    @property
    def edges(self) -> tuple[str, ...]:
        return (*self.entering, *self.leaving)


def _node_rows(network: FlowNetwork, settings: BalanceSettings) -> list[_NodeRow]:
    entering: dict[tuple[str, Carrier, str], list[str]] = {}
    leaving: dict[tuple[str, Carrier, str], list[str]] = {}
    for edge in network.edges.values():
        entering.setdefault((edge.target, edge.carrier, edge.substance), []).append(edge.id)
        leaving.setdefault((edge.source, edge.carrier, edge.substance), []).append(edge.id)
    rows = []
    for (name, carrier, substance), inflow in entering.items():
        outflow = leaving.get((name, carrier, substance))
        node = network.nodes[name]
        if outflow is None or node.kind in _OUTSIDE:
            continue
        passes_on = node.kind is NodeKind.FEEDER or (node.kind is NodeKind.WORKS and carrier is Carrier.WASTEWATER)
        soft = settings.relative_sd.get(name, WORKS_RELATIVE_SD if node.kind is NodeKind.WORKS and passes_on else 0.0)
        own_use = not passes_on and name not in settings.complete_splits
        rows.append(_NodeRow(name, tuple(inflow), tuple(outflow), own_use, name in settings.storage, soft))
    return rows


def _connected(network: FlowNetwork, links: Sequence[tuple[str, ...]]) -> list[set[str]]:
    parent = {name: name for name in network.edges}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for link in links:
        for name in link[1:]:
            parent[root(name)] = root(link[0])
    groups: dict[str, set[str]] = {}
    for name in network.edges:
        groups.setdefault(root(name), set()).add(name)
    return list(groups.values())


def _component(
    network: FlowNetwork, settings: BalanceSettings, edges: Sequence[str], nodes: Sequence[_NodeRow]
) -> Component | None:
    unit, meters = _meters(network, edges)
    if not meters:
        return None
    inside = set(edges)
    rows = [row for row in nodes if row.edges[0] in inside]
    shares = tuple(share for share in settings.shares if share.edge in inside)
    variables = [*edges]
    variables += [f"own_use:{row.node}" for row in rows if row.own_use]
    variables += [f"storage:{row.node}" for row in rows if row.storage]
    place = {name: i for i, name in enumerate(variables)}
    matrix = np.zeros((len(rows) + len(shares), len(variables)))
    for number, row in enumerate(rows):
        matrix[number, [place[name] for name in row.entering]] = 1.0
        matrix[number, [place[name] for name in row.leaving]] = -1.0
        for added in (f"own_use:{row.node}", f"storage:{row.node}"):
            if added in place:
                matrix[number, place[added]] = -1.0
    for number, share in enumerate(shares, len(rows)):
        matrix[number, [place[name] for name in share.of]] = share.share
        matrix[number, place[share.edge]] -= 1.0
    soft = [row.relative_sd for row in rows] + [share.sd / max(share.share, 1e-9) for share in shares]
    carriers = "+".join(sorted({network.edges[name].carrier.value for name in edges}))
    step_s = DAY if any((d.step_s or 0) > HOUR for _, d, _ in meters) else HOUR
    system = BalanceSystem(
        balances=(*(row.node for row in rows), *(f"share:{share.edge}" for share in shares)),
        variables=tuple(variables),
        matrix=matrix,
        measurements=tuple(d.id for _, d, _ in meters),
        selector=np.array([place[edge] for _, _, edge in meters], np.int64),
        relative_sd=np.array([_class(meter, network.edges[edge]) for meter, _, edge in meters]),
        floor_sd=np.array([resolution_sd(d, step_s) for _, d, _ in meters]),
        balance_sd=np.zeros(len(matrix)),
        carrier=carriers,
        unit=unit,
        balance_relative_sd=np.array(soft, np.float64),
        lower=np.array([-np.inf if name.startswith("storage:") else 0.0 for name in variables]),
    )
    return Component(f"{carriers}|{edges[0]}", system, step_s, shares)


def _class(meter: Meter, edge: Edge) -> float:
    pct = meter.accuracy_class_pct
    return float((CLASS_PCT.get(edge.carrier, 2.0) if pct is None else pct) / 100.0 / math.sqrt(3.0))


def resolution_sd(datastream: Datastream, step_s: int) -> float:
    """Noise of the amount in one step that the resolution alone makes; 0 where it is not declared."""
    if datastream.resolution is None:
        return 0.0
    factor, _ = conversion(datastream.unit, datastream.canonical_unit)
    smallest = abs(datastream.resolution * factor * datastream.factor)
    if datastream.kind is DatastreamKind.TOTAL_INCREASING:
        return float(smallest / 6.0**0.5)  # two readings of the register
    readings = max(1.0, step_s / (datastream.step_s or step_s))
    if datastream.kind is DatastreamKind.MEASUREMENT:
        return float(smallest * step_s / HOUR / (12.0 * readings) ** 0.5)
    return float(smallest * (readings / 12.0) ** 0.5)


def _meters(network: FlowNetwork, edges: Sequence[str]) -> tuple[str, list[tuple[Meter, Datastream, str]]]:
    """(unit, meters with the datastream that counts and the edge), meters of another unit left out."""
    inside = set(edges)
    found: list[tuple[Meter, Datastream, str, str]] = []
    for meter in network.meters.values():
        edge = meter.edge if meter.edge is not None else _edge_at_point(network, meter)
        if edge not in inside or edge is None:
            continue
        counting = [
            (_KINDS.index(d.kind), d.id, d, unit)
            for d in network.datastreams_of_meter(meter.id)
            if (unit := _amount(d, network.edges[edge].carrier)) and d.step_s is not None and d.step_s <= DAY
        ]
        if counting:
            _, _, datastream, unit = min(counting)
            found.append((meter, datastream, edge, unit))
    units = [unit for *_, unit in found]
    if not units:
        return "", []
    common = min(sorted(set(units)), key=lambda unit: -units.count(unit))
    return common, sorted(((m, d, e) for m, d, e, unit in found if unit == common), key=lambda made: made[1].id)


def _amount(datastream: Datastream, carrier: Carrier) -> str:
    """Unit of the amounts of a datastream; empty where it is none, or of another carrier."""
    observed = find_property(datastream.observed_property)
    if observed.carrier is not carrier:
        return ""
    if datastream.kind is DatastreamKind.MEASUREMENT:
        return RATES.get(observed.unit, "")
    return observed.unit if observed.unit in AMOUNTS else ""


def _edge_at_point(network: FlowNetwork, meter: Meter) -> str | None:
    """The one edge of wastewater into the outfall at which a meter stands; None elsewhere."""
    if meter.monitoring_point is None:
        return None
    node = network.monitoring_points[meter.monitoring_point].node
    if network.nodes[node].kind is not NodeKind.OUTFALL:
        return None
    into = [e.id for e in network.edges.values() if e.target == node and e.carrier is Carrier.WASTEWATER]
    return into[0] if len(into) == 1 else None
