"""The flow network: firms, works, feeders and outfalls as nodes; electricity, water and materials along edges.

Meters sit on edges or at monitoring points; each meter has datastreams. Signs: seen from a node, in is positive and
out is negative; an edge's values are positive in its direction ``source -> target``. # design 4.1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Protocol, TypeVar

from ecopark.core.errors import InputError
from ecopark.core.messages import Text, catalogue
from ecopark.core.properties import find_property
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin, TimeBasis
from ecopark.core.units import conversion

catalogue(
    {
        "core.network.double_id": Text(
            vi="mã “{id}” dùng hai lần (lần đầu: {first}). Mỗi {thing} cần một mã riêng; hãy đổi một trong hai.",
            en="id “{id}” stands twice (first: {first}). Each {thing} needs its own id; change one of them.",
        ),
        "core.network.unknown_reference": Text(
            vi="{field} “{id}” không tồn tại. Hãy sửa lỗi chính tả hoặc khai báo {field} này trước.",
            en="{field} “{id}” does not exist. Correct the spelling or declare it first.",
        ),
        "core.network.orphan_meter": Text(
            vi="công tơ “{id}” không gắn với cạnh hay điểm quan trắc nào. Hãy điền cột edge hoặc monitoring_point.",
            en="meter “{id}” sits on no edge and at no monitoring point. Fill the column edge or monitoring_point.",
        ),
        "core.network.meter_loop": Text(
            vi="cây công tơ có vòng lặp: {path}. Công tơ con không thể là công tơ mẹ của chính nó; hãy sửa cột parent.",
            en="the meter tree has a loop: {path}. A sub-meter cannot be above itself; correct the column parent.",
        ),
        "core.network.edge_to_itself": Text(
            vi="cạnh “{id}” nối nút “{node}” với chính nó. Hãy sửa cột source hoặc target.",
            en="edge “{id}” joins node “{node}” to itself. Correct the column source or target.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Firm:
    """A company in the park. ``facts`` holds declared facts (permit date, workers, tariff group, …)."""

    id: str
    name_vi: str
    name_en: str
    sector: str = ""
    note_vi: str = ""
    note_en: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """A site of a firm with its own boundary in the inventory."""

    id: str
    firm: str
    name_vi: str
    name_en: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """``firm`` is None for what belongs to the park itself."""

    id: str
    kind: NodeKind
    name_vi: str
    name_en: str
    firm: str | None = None
    facility: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Something of one carrier flows ``source -> target``; ``substance`` names a fuel, material or waste."""

    id: str
    carrier: Carrier
    source: str
    target: str
    substance: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class MonitoringPoint:
    """Where limits are judged: outfall, stack, well. ``rule_facts`` feed the rule's scope (column, flow class, …)."""

    id: str
    node: str
    name_vi: str
    name_en: str
    medium: str  # wastewater | stack | ambient; process | weather: measured, never judged
    firm: str | None = None
    station: str | None = None  # station code in files of Circular 10/2021
    public: bool = False  # published under Decree 08/2022 art. 102
    permit: str = ""  # permit number
    permit_date: date | None = None
    rule_facts: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class Meter:
    """A device on an edge or at a monitoring point; ``parent`` is the meter above it in the meter tree."""

    id: str
    edge: str | None = None
    monitoring_point: str | None = None
    parent: str | None = None
    firm: str | None = None
    accuracy_class_pct: float | None = None
    installed: date | None = None
    calibration_due: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Datastream:
    """One property, one sensor, one point.

    Attributes
    ----------
    unit
        Unit in which the device sends; ``canonical = sent * factor`` after conversion to the observed property's unit.
    factor
        Stated factor of the device (current transformer ratio, sign, sample scaling). Applied once, in ``connect``.
    step_s
        Expected seconds between readings; None where readings come irregularly.
    resolution
        Smallest step of the sent value, in ``unit`` (0.01); None where unknown.
    plausible_min, plausible_max
        What this site can plausibly show, in the property's canonical unit.
    rollover
        For registers: the value, in canonical unit, at which the register returns to zero.
    """

    id: str
    meter: str
    observed_property: str
    unit: str
    kind: DatastreamKind
    origin: Origin
    name_vi: str
    name_en: str
    firm: str | None = None
    step_s: int | None = None
    resolution: float | None = None
    factor: float = 1.0
    time_basis: TimeBasis = TimeBasis.CLOCK
    plausible_min: float | None = None
    plausible_max: float | None = None
    rollover: float | None = None
    public: bool = False
    source: str = ""  # data set or device, with licence where it is public data
    where: str = ""

    @property
    def canonical_unit(self) -> str:
        return find_property(self.observed_property).unit


@dataclass(frozen=True, slots=True)
class Park:
    id: str
    name_vi: str
    name_en: str
    province: str = ""
    zone: str = "Asia/Ho_Chi_Minh"
    notice_vi: str = ""  # shown on every page and export (e.g. assembled from public data)
    notice_en: str = ""
    as_of: str = ""  # ISO moment that counts as "now" for a park made of recorded data; empty: the real clock


@dataclass(frozen=True)
class FlowNetwork:
    """The whole description of a park, checked: no double ids, no dangling references, no orphan meter, no loop."""

    park: Park
    firms: Mapping[str, Firm]
    facilities: Mapping[str, Facility]
    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    monitoring_points: Mapping[str, MonitoringPoint]
    meters: Mapping[str, Meter]
    datastreams: Mapping[str, Datastream]

    @classmethod
    def of(
        cls,
        park: Park,
        *,
        firms: Iterable[Firm] = (),
        facilities: Iterable[Facility] = (),
        nodes: Iterable[Node] = (),
        edges: Iterable[Edge] = (),
        monitoring_points: Iterable[MonitoringPoint] = (),
        meters: Iterable[Meter] = (),
        datastreams: Iterable[Datastream] = (),
    ) -> FlowNetwork:
        """Build and check; raises ``InputError`` naming the file and row (``where``) of the first fault."""
        network = cls(
            park,
            _by_id("firm", firms),
            _by_id("facility", facilities),
            _by_id("node", nodes),
            _by_id("edge", edges),
            _by_id("monitoring point", monitoring_points),
            _by_id("meter", meters),
            _by_id("datastream", datastreams),
        )
        network._check_references()
        network._check_meter_tree()
        return network

    def _check_references(self) -> None:
        for facility in self.facilities.values():
            _known("firm", facility.firm, self.firms, facility.where)
        for node in self.nodes.values():
            _known("firm", node.firm, self.firms, node.where)
            _known("facility", node.facility, self.facilities, node.where)
        for edge in self.edges.values():
            _known("source", edge.source, self.nodes, edge.where)
            _known("target", edge.target, self.nodes, edge.where)
            if edge.source == edge.target:
                raise InputError("core.network.edge_to_itself", where=edge.where, id=edge.id, node=edge.source)
        for point in self.monitoring_points.values():
            _known("node", point.node, self.nodes, point.where)
            _known("firm", point.firm, self.firms, point.where)
        for meter in self.meters.values():
            if meter.edge is None and meter.monitoring_point is None:
                raise InputError("core.network.orphan_meter", where=meter.where, id=meter.id)
            _known("edge", meter.edge, self.edges, meter.where)
            _known("monitoring_point", meter.monitoring_point, self.monitoring_points, meter.where)
            _known("parent", meter.parent, self.meters, meter.where)
            _known("firm", meter.firm, self.firms, meter.where)
        for datastream in self.datastreams.values():
            _known("meter", datastream.meter, self.meters, datastream.where)
            _known("firm", datastream.firm, self.firms, datastream.where)
            wanted = find_property(datastream.observed_property, datastream.where).unit
            conversion(datastream.unit, wanted, datastream.where)

    def _check_meter_tree(self) -> None:
        for meter in self.meters.values():
            path = [meter.id]
            above = meter.parent
            while above is not None:
                path.append(above)
                if above == meter.id:
                    loop = " -> ".join(path)
                    raise InputError("core.network.meter_loop", where=meter.where, path=loop)
                if above in path[:-1]:
                    break  # a loop further up: reported at its own meters
                above = self.meters[above].parent

    @cached_property
    def submeters(self) -> Mapping[str, tuple[str, ...]]:
        """Meter id -> ids of the meters directly below it."""
        below: dict[str, list[str]] = {}
        for meter in self.meters.values():
            if meter.parent is not None:
                below.setdefault(meter.parent, []).append(meter.id)
        return MappingProxyType({meter: tuple(ids) for meter, ids in below.items()})

    def edge_of(self, datastream_id: str) -> Edge | None:
        edge = self.meters[self.datastreams[datastream_id].meter].edge
        return self.edges[edge] if edge is not None else None

    def datastreams_of_meter(self, meter_id: str) -> tuple[Datastream, ...]:
        return tuple(d for d in self.datastreams.values() if d.meter == meter_id)

    def datastreams_of_edge(self, edge_id: str) -> tuple[Datastream, ...]:
        return tuple(d for d in self.datastreams.values() if self.meters[d.meter].edge == edge_id)

    def datastreams_of_point(self, point_id: str) -> tuple[Datastream, ...]:
        return tuple(d for d in self.datastreams.values() if self.meters[d.meter].monitoring_point == point_id)

    def datastreams_of_firm(self, firm_id: str) -> tuple[Datastream, ...]:
        return tuple(d for d in self.datastreams.values() if d.firm == firm_id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def where(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def _by_id(thing: str, records: Iterable[_T]) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for record in records:
        if record.id in found:
            first = found[record.id].where
            raise InputError("core.network.double_id", where=record.where, id=record.id, first=first, thing=thing)
        found[record.id] = record
    return MappingProxyType(found)


def _known(name: str, wanted: str | None, among: Mapping[str, object], where: str) -> None:
    if wanted is not None and wanted not in among:
        raise InputError("core.network.unknown_reference", where=where, field=name, id=wanted)
