"""A park in memory for the portal's tests: a small network, and a snapshot over derived tables in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import TIME
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin

FIRMS = {
    "steel": ("Thép Hòa An", "Hoa An Steel"),
    "plating": ("Mạ điện Tân Việt", "Tan Viet Electroplating"),
    "metal": ("Cơ khí Bình Minh", "Binh Minh Metalworks"),
    "furniture": ("Nội thất Sông Bé", "Song Be Furniture"),
}
_E, _W, _WW = Carrier.ELECTRICITY, Carrier.WATER, Carrier.WASTEWATER
_BY_MONTH = (
    "limit_bands",
    "coverage",
    "energy_costs",
    "inventory_lines",
    "inventory_variants",
    "scope2",
    "resource_lines",
    "limit_states",
    "meter_trust",
)


def network() -> FlowNetwork:
    """Four firms on one bus bar and one water main, common works with an outfall, a turbine stack."""
    nodes = [
        Node("grid", NodeKind.GRID, "Lưới điện quốc gia", "National grid"),
        Node("bus", NodeKind.FEEDER, "Thanh cái 22 kV", "22 kV bus bar"),
        Node("pv", NodeKind.GENERATION, "Điện mặt trời mái", "Rooftop PV"),
        Node("river", NodeKind.SOURCE, "Trạm cấp nước", "Water intake"),
        Node("wwtp", NodeKind.WORKS, "Trạm xử lý nước thải", "Wastewater works"),
        Node("outfall", NodeKind.OUTFALL, "Cửa xả", "Outfall"),
        Node("stack", NodeKind.STACK, "Ống khói tua-bin", "Turbine stack"),
    ]
    edges = [Edge("grid-bus", _E, "grid", "bus"), Edge("pv-bus", _E, "pv", "bus"), Edge("bus-wwtp", _E, "bus", "wwtp")]
    edges.append(Edge("wwtp-outfall", _WW, "wwtp", "outfall"))
    for firm, (vi, en) in FIRMS.items():
        nodes.append(Node(firm, NodeKind.FIRM, vi, en, firm=firm, facility=f"{firm}-1"))
        edges += [Edge(f"bus-{firm}", _E, "bus", firm), Edge(f"river-{firm}", _W, "river", firm)]
        edges.append(Edge(f"{firm}-wwtp", _WW, firm, "wwtp"))
    outfall = ("outfall-1", "outfall", "Cửa xả trạm nước thải", "Works outfall", "wastewater")
    stack = ("stack-1", "stack", "Ống khói tua-bin khí", "Gas turbine stack", "stack")
    points = [MonitoringPoint(*outfall, public=True, permit="GPMT 12/2024"), MonitoringPoint(*stack, public=True)]
    streams = _streams()
    park = Park(
        "sample",
        "Khu công nghiệp mẫu",
        "Sample park",
        province="Bình Dương",
        notice_vi="Khu mẫu được ghép từ dữ liệu công khai có nêu tên; không phải một khu công nghiệp ở Việt Nam.",
        notice_en="Assembled from named public data; this is not a Vietnamese park.",
        as_of="2025-11-18T07:30:00Z",
    )
    note = {"note_vi": "Ghép từ dữ liệu công khai.", "note_en": "From public data."}
    return FlowNetwork.of(
        park,
        firms=[Firm(firm, vi, en, sector="C24", **note) for firm, (vi, en) in FIRMS.items()],
        facilities=[Facility(f"{firm}-1", firm, f"Nhà máy {vi}", f"{en} plant") for firm, (vi, en) in FIRMS.items()],
        nodes=nodes,
        edges=edges,
        monitoring_points=points,
        meters=[meter for meter, _ in streams],
        datastreams=[stream for _, stream in streams],
    )


def _streams() -> list[tuple[Meter, Datastream]]:
    made, sy = Origin.MEASURED, Origin.SYNTHETIC
    energy, waste = ("active_energy", "kWh"), ("wastewater_volume", "m3")
    found = [
        _stream("grid.energy", energy, ("Điện từ lưới", "Grid electricity"), sy, edge="grid-bus"),
        _stream("pv.energy", energy, ("Điện mặt trời", "PV electricity"), made, edge="pv-bus"),
        _stream("wwtp.energy", energy, ("Điện trạm xử lý", "Works electricity"), made, edge="bus-wwtp"),
        _stream("wwtp.flow", waste, ("Nước thải ra", "Effluent"), made, edge="wwtp-outfall", step=3600, public=True),
    ]
    for firm, (vi, en) in FIRMS.items():
        own = {"firm": firm}
        found.append(_stream(f"{firm}.energy", energy, (f"Điện {vi}", f"Electricity {en}"), made, edge=f"bus-{firm}", **own))
        names = (f"Nước {vi}", f"Water {en}")
        found.append(_stream(f"{firm}.water", ("water_volume", "m3"), names, sy, edge=f"river-{firm}", step=3600, **own))
        names = (f"Nước thải {vi}", f"Wastewater {en}")
        found.append(_stream(f"{firm}.wastewater", waste, names, sy, edge=f"{firm}-wwtp", step=3600, **own))
    for name in ("cod", "ammonium_n", "total_n", "tss"):
        names = (f"{name} cửa xả", f"{name} outfall")
        found.append(_stream(f"outfall.{name}", (name, "mg/L"), names, sy, point="outfall-1", public=True))
    for name in ("co", "nox"):
        names = (f"{name.upper()} ống khói", f"{name.upper()} stack")
        found.append(_stream(f"stack.{name}", (name, "mg/Nm3"), names, made, point="stack-1", step=3600, public=True))
    return found


def _stream(
    name: str,
    measured: tuple[str, str],
    names: tuple[str, str],
    origin: Origin,
    *,
    edge: str | None = None,
    point: str | None = None,
    firm: str | None = None,
    step: int = 900,
    public: bool = False,
) -> tuple[Meter, Datastream]:
    meter = Meter(f"m.{name}", edge=edge, monitoring_point=point, firm=firm, accuracy_class_pct=0.5)
    kind = DatastreamKind.MEASUREMENT if point else DatastreamKind.TOTAL
    source = "UCI 851, CC BY 4.0"
    stream = Datastream(
        name, meter.id, *measured, kind, origin, *names, firm=firm, step_s=step, public=public, source=source
    )
    return meter, stream


class MemorySnapshot:
    """Flags and derived tables in memory, cut to the scope as the engine cuts them."""

    def __init__(self, net: FlowNetwork, tables: Mapping[str, pa.Table], flags: pa.Table) -> None:
        self._network, self._tables, self._flags = net, tables, flags

    def flags(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        return _cut(self._flags, "phenomenon_time", interval, {"datastream": set(self._reached(scope)) & set(datastreams)})

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, Sequence[str]] | None = None,
        version: int | None = None,
    ) -> pa.Table:
        found = self._tables[table]
        if version is not None:  # the earlier version: everything was a tenth less
            place = found.column_names.index("emission_tco2e")
            found = found.set_column(place, "emission_tco2e", pc.multiply(found.column(place), 0.9))
        reached: dict[str, object] = {}
        if "datastream" in found.column_names:
            reached = {"datastream": self._reached(scope)}
        elif "monitoring_point" in found.column_names:
            points = self._network.monitoring_points.values()
            reached = {"monitoring_point": [p.id for p in points if scope.sees(p.firm, public=p.public)]}
        elif not scope.sees_all_firms:
            reached = {"firm": list(scope.firms or ())}
        time = "month" if table in _BY_MONTH else "day" if table == "imbalances" else "start"
        cut = _cut(found, time, interval, reached)
        return _cut(cut, "", None, only or {})

    def derived_versions(self, table: str, scope: Scope) -> list[SimpleNamespace]:
        return [SimpleNamespace(version=number) for number in ((3, 7) if table == "inventory_lines" else (7,))]

    def _reached(self, scope: Scope) -> list[str]:
        return [d.id for d in self._network.datastreams.values() if scope.sees(d.firm, public=d.public)]


def _cut(found: pa.Table, time: str, interval: Interval | None, only: Mapping[str, object]) -> pa.Table:
    for name, values in only.items():
        found = found.filter(pc.is_in(found[name], pa.array(list(values), pa.string())))  # type: ignore[call-overload]
    if interval is not None and time:
        start, end = (pa.scalar(m.replace(tzinfo=None), TIME) for m in (interval.start, interval.end))
        found = found.filter(pc.and_(pc.greater_equal(found[time], start), pc.less(found[time], end)))
    return found
