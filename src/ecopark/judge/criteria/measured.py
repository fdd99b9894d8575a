"""Numbers for criteria that the park's own meters give: wastewater that is used again, links between firms. Pure.

They read the derived table ``quantities`` of the year, along the edges of the flow network.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.network import Edge, FlowNetwork
from ecopark.core.properties import find_property
from ecopark.core.terms import Carrier, NodeKind, Origin
from ecopark.judge.criteria.inputs import Link

Sums = Mapping[str, tuple[float, str, Origin]]
_ORDER = ("measured", "modelled", "declared", "synthetic")


def year_sums(quantities: pa.Table) -> Sums:
    """Amount, unit and weakest origin of the year by datastream; streams without any valid amount are left out."""
    sums: dict[str, tuple[float, str, Origin]] = {}
    grouped = quantities.group_by(["datastream", "unit", "origin"]).aggregate([("quantity", "sum"), ("quantity", "count")])
    for row in grouped.to_pylist():
        if not row["quantity_count"]:
            continue
        before = sums.get(row["datastream"])
        amount = row["quantity_sum"] + (before[0] if before else 0.0)
        origins = [row["origin"], *([before[2].value] if before else [])]
        sums[row["datastream"]] = (amount, row["unit"], Origin(max(origins, key=_ORDER.index)))
    return sums


def stream_of(network: FlowNetwork, edge: Edge, sums: Sums) -> str | None:
    """The datastream whose amounts are those of an edge; None where no meter on it has any."""
    found = [
        d.id
        for meter in network.meters.values()
        if meter.edge == edge.id
        for d in network.datastreams_of_meter(meter.id)
        if d.id in sums and find_property(d.observed_property).carrier == edge.carrier
    ]
    return min(found, default=None)


def links_of(network: FlowNetwork, sums: Sums, version: int) -> tuple[Link, ...]:
    """Metered flows from one firm to another, one per pair and carrier; what the developer supplies to all is none."""
    found: dict[tuple[str, str, str], Link] = {}
    for edge in network.edges.values():
        source, target = network.nodes[edge.source].firm, network.nodes[edge.target].firm
        stream = stream_of(network, edge, sums)
        if source is None or target is None or source == target or stream is None or sums[stream][0] <= 0:
            continue
        amount, unit, origin = sums[stream]
        shown = (Evidence(EvidenceKind.DATASTREAM, stream, version),)
        link = Link(source, target, edge.carrier.value, amount, unit, origin, shown)
        found.setdefault((source, target, edge.carrier.value), link)
    return tuple(found.values())


def wastewater_reuse(network: FlowNetwork, sums: Sums, version: int, start: datetime, end: datetime) -> Figure:
    """Share of the firms' wastewater that is used again: treated water back from the works, or given to another firm.

    Indicator ENV.3 of Form A.5. Every outgoing wastewater edge of a firm must be metered, otherwise nothing is said.
    """
    produced = [e for e in network.edges.values() if e.carrier is Carrier.WASTEWATER and _from_firm(network, e)]
    returned = [e for e in network.edges.values() if _returns(network, e)]
    period = {"start": start.isoformat(), "end": end.isoformat(), "boundary": ("park",)}
    if not produced or not returned:
        reason = Message("judge.criteria.reuse.not_metered" if produced else "judge.criteria.reuse.no_wastewater")
        return _open(reason, period)
    streams = {e.id: stream_of(network, e, sums) for e in (*produced, *returned)}
    if blind := sorted(e for e, stream in streams.items() if stream is None):
        return _open(Message("judge.criteria.reuse.blind", {"edges": ", ".join(blind)}), period)
    known = {edge: stream for edge, stream in streams.items() if stream is not None}
    whole = sum(sums[known[e.id]][0] for e in produced)
    again = sum(sums[known[e.id]][0] for e in returned)
    if whole <= 0:
        return _open(Message("judge.criteria.reuse.no_wastewater"), period)
    origin = max((sums[stream][2] for stream in known.values()), key=lambda each: _ORDER.index(each.value))
    shown = tuple(Evidence(EvidenceKind.DATASTREAM, stream, version) for stream in sorted(known.values()))
    return Figure(
        name="wastewater_reuse",
        value=min(100.0, 100.0 * again / whole),
        unit="%",
        standing=Standing.MEASURED,
        origin=origin,
        evidence=shown,
        start=start.isoformat(),
        end=end.isoformat(),
        boundary=("park",),
    )


def _from_firm(network: FlowNetwork, edge: Edge) -> bool:
    source, target = network.nodes[edge.source], network.nodes[edge.target]
    return source.kind is NodeKind.FIRM and source.firm != target.firm


def _returns(network: FlowNetwork, edge: Edge) -> bool:
    """Water from the works to somebody, or a firm's wastewater to another firm."""
    source, target = network.nodes[edge.source], network.nodes[edge.target]
    if edge.carrier is Carrier.WATER:
        return source.kind is NodeKind.WORKS
    return edge.carrier is Carrier.WASTEWATER and _from_firm(network, edge) and target.kind is NodeKind.FIRM


def _open(reason: Message, period: Mapping[str, object]) -> Figure:
    return Figure(
        name="wastewater_reuse",
        value=None,
        unit="%",
        standing=Standing.NOT_PROVABLE,
        reason=reason,
        start=str(period["start"]),
        end=str(period["end"]),
        boundary=("park",),
    )
