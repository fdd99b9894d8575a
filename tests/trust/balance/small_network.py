"""A small park for the tests of balances: a bus with two firms and losses, a firm with sub-meters, water and sewer with
works.
"""

from __future__ import annotations

from dataclasses import replace

from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin

NODES = {
    "grid": NodeKind.GRID, "bus": NodeKind.FEEDER, "losses": NodeKind.LOSS, "a": NodeKind.FIRM, "b": NodeKind.FIRM,
    "a.oven": NodeKind.FIRM, "a.press": NodeKind.FIRM, "pv": NodeKind.GENERATION, "river": NodeKind.SOURCE,
    "main": NodeKind.FEEDER, "sewer": NodeKind.FEEDER, "works": NodeKind.WORKS, "outfall": NodeKind.OUTFALL,
}  # fmt: skip
E, W, S = Carrier.ELECTRICITY, Carrier.WATER, Carrier.WASTEWATER
EDGES = (
    ("grid-bus", E, "grid", "bus"), ("pv-bus", E, "pv", "bus"), ("bus-losses", E, "bus", "losses"), ("bus-a", E, "bus", "a"),
    ("bus-b", E, "bus", "b"), ("a-oven", E, "a", "a.oven"), ("a-press", E, "a", "a.press"), ("bus-works", E, "bus", "works"),
    ("river-main", W, "river", "main"), ("main-a", W, "main", "a"), ("main-b", W, "main", "b"), ("a-sewer", S, "a", "sewer"),
    ("b-sewer", S, "b", "sewer"), ("sewer-works", S, "sewer", "works"), ("works-outfall", S, "works", "outfall"),
)  # fmt: skip
FIRMS = {"a": "a", "a.oven": "a", "a.press": "a", "b": "b"}
UNMETERED = {"bus-losses"}


def small_network(unmetered=UNMETERED, daily=(), double=()):
    """``daily``: edges whose meter tells only days; ``double``: edges with two meters."""
    meters, datastreams = [], []
    for edge, carrier, source, target in EDGES:
        owner = FIRMS.get(target) or FIRMS.get(source)
        for copy in range(0 if edge in unmetered or edge == "works-outfall" else 1 + (edge in double)):
            name = f"{edge}.{copy}" if copy else edge
            meters.append(Meter(name, edge=edge, firm=owner, accuracy_class_pct=1.0 if carrier is E else 2.0))
            observed = {E: ("active_energy", "kWh"), W: ("water_volume", "m3"), S: ("wastewater_volume", "m3")}[carrier]
            kind = DatastreamKind.TOTAL_INCREASING if carrier is W else DatastreamKind.TOTAL
            step = 86400 if edge in daily else 3600
            datastreams.append(
                Datastream(
                    f"{name}.meter",
                    name,
                    *observed,
                    kind,
                    Origin.MEASURED,
                    name,
                    name,
                    firm=owner,
                    step_s=step,
                    resolution=0.1,
                )
            )
    meters.append(Meter("station", monitoring_point="out", accuracy_class_pct=5.0))
    datastreams.append(
        Datastream(
            "station.flow",
            "station",
            "wastewater_flow",
            "m3/h",
            DatastreamKind.MEASUREMENT,
            Origin.MEASURED,
            "x",
            "x",
            step_s=300,
        )
    )
    return FlowNetwork.of(
        Park("small", "x", "x"),
        firms=[Firm("a", "A", "A"), Firm("b", "B", "B")],
        nodes=[Node(name, kind, name, name, firm=FIRMS.get(name)) for name, kind in NODES.items()],
        edges=[Edge(*edge) for edge in EDGES],
        monitoring_points=[MonitoringPoint("out", "outfall", "x", "x", "wastewater")],
        meters=meters,
        datastreams=datastreams,
    )


def with_datastream(network, name, **changes):
    """The network with one datastream changed."""
    changed = {**network.datastreams, name: replace(network.datastreams[name], **changes)}
    return replace(network, datastreams=changed)
