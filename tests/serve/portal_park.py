"""A park in memory for the portal's tests: a small network and derived tables in the shapes of rooms.md."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.network import (
    Datastream,
    Edge,
    Facility,
    Firm,
    FlowNetwork,
    Meter,
    MonitoringPoint,
    Node,
    Park,
)  # fmt: skip
from ecopark.core.observations import FLAGS, OBSERVATIONS, TIME
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin
from ecopark.serve.readmodel.figures import Figure
from ecopark.serve.readmodel.months import Month, months_between
from ecopark.serve.readmodel.source import LogState, OwnFootprint, RuleRow

NOW = datetime(2025, 11, 18, 7, 30, tzinfo=UTC)
FIRST = Month(2025, 9)
MONTHS = months_between(FIRST, Month.of(NOW))

_FIRMS = (
    ("steel", "Thép Hòa An", "Hoa An Steel", 4200.0, Origin.MEASURED),
    ("plating", "Mạ điện Tân Việt", "Tan Viet Electroplating", 620.0, Origin.MEASURED),
    ("metal", "Cơ khí Bình Minh", "Binh Minh Metalworks", 890.0, Origin.MEASURED),
    ("furniture", "Nội thất Sông Bé", "Song Be Furniture", 310.0, Origin.MEASURED),
)


def network() -> FlowNetwork:
    park = Park(
        "sample",
        "Khu công nghiệp mẫu",
        "Sample park",
        province="Bình Dương",
        notice_vi="Khu mẫu được ghép từ dữ liệu công khai có nêu tên; không phải một khu công nghiệp ở Việt Nam.",
        notice_en="Assembled from named public data; this is not a Vietnamese park.",
        as_of="2025-11-18T07:30:00Z",
    )
    nodes = [
        Node("grid", NodeKind.GRID, "Lưới điện quốc gia", "National grid"),
        Node("bus", NodeKind.FEEDER, "Thanh cái 22 kV", "22 kV bus bar"),
        Node("pv", NodeKind.GENERATION, "Điện mặt trời mái", "Rooftop PV"),
        Node("river", NodeKind.SOURCE, "Trạm cấp nước", "Water intake"),
        Node("wwtp", NodeKind.WORKS, "Trạm xử lý nước thải", "Wastewater works"),
        Node("outfall", NodeKind.OUTFALL, "Cửa xả", "Outfall"),
        Node("stack", NodeKind.STACK, "Ống khói tua-bin", "Turbine stack"),
    ]
    edges = [Edge("grid-bus", Carrier.ELECTRICITY, "grid", "bus"), Edge("pv-bus", Carrier.ELECTRICITY, "pv", "bus")]
    edges += [
        Edge("bus-wwtp", Carrier.ELECTRICITY, "bus", "wwtp"),
        Edge("wwtp-outfall", Carrier.WASTEWATER, "wwtp", "outfall"),
    ]
    firms, facilities = [], []
    for firm, vi, en, _, _ in _FIRMS:
        firms.append(Firm(firm, vi, en, sector="C24", note_vi="Ghép từ dữ liệu công khai.", note_en="From public data."))
        facilities.append(Facility(f"{firm}-1", firm, f"Nhà máy {vi}", f"{en} plant"))
        nodes.append(Node(firm, NodeKind.FIRM, vi, en, firm=firm, facility=f"{firm}-1"))
        edges.append(Edge(f"bus-{firm}", Carrier.ELECTRICITY, "bus", firm))
        edges.append(Edge(f"river-{firm}", Carrier.WATER, "river", firm))
        edges.append(Edge(f"{firm}-wwtp", Carrier.WASTEWATER, firm, "wwtp"))
    points = [
        MonitoringPoint(
            "outfall-1",
            "outfall",
            "Cửa xả trạm nước thải",
            "Works outfall",
            "wastewater",
            public=True,
            permit="GPMT 12/2024",
        ),
        MonitoringPoint("stack-1", "stack", "Ống khói tua-bin khí", "Gas turbine stack", "stack", public=True),
    ]
    meters, streams = [], []

    def stream(name: str, prop: str, unit: str, vi: str, en: str, origin: Origin, *, edge: str | None = None, point: str | None = None,
               firm: str | None = None, step: int = 900, public: bool = False) -> None:  # fmt: skip
        meters.append(Meter(f"m.{name}", edge=edge, monitoring_point=point, firm=firm, accuracy_class_pct=0.5))
        kind = DatastreamKind.MEASUREMENT if point else DatastreamKind.TOTAL
        streams.append(Datastream(name, f"m.{name}", prop, unit, kind, origin, vi, en, firm=firm, step_s=step, public=public, source="UCI 851, CC BY 4.0"))  # fmt: skip

    stream("grid.energy", "active_energy", "kWh", "Điện từ lưới", "Grid electricity", Origin.SYNTHETIC, edge="grid-bus")
    stream("pv.energy", "active_energy", "kWh", "Điện mặt trời", "PV electricity", Origin.MEASURED, edge="pv-bus")
    stream(
        "wwtp.energy",
        "active_energy",
        "kWh",
        "Điện trạm xử lý",
        "Works electricity",
        Origin.MEASURED,
        edge="bus-wwtp",
        step=86400,
    )
    stream(
        "wwtp.flow",
        "wastewater_volume",
        "m3",
        "Nước thải ra",
        "Effluent volume",
        Origin.MEASURED,
        edge="wwtp-outfall",
        step=86400,
        public=True,
    )
    for firm, vi, en, _, origin in _FIRMS:
        stream(
            f"{firm}.energy",
            "active_energy",
            "kWh",
            f"Điện {vi}",
            f"Electricity {en}",
            origin,
            edge=f"bus-{firm}",
            firm=firm,
        )
        stream(
            f"{firm}.water",
            "water_volume",
            "m3",
            f"Nước {vi}",
            f"Water {en}",
            Origin.SYNTHETIC,
            edge=f"river-{firm}",
            firm=firm,
            step=3600,
        )
        stream(
            f"{firm}.wastewater",
            "wastewater_volume",
            "m3",
            f"Nước thải {vi}",
            f"Wastewater {en}",
            Origin.SYNTHETIC,
            edge=f"{firm}-wwtp",
            firm=firm,
            step=3600,
        )
    for prop, unit in (("cod", "mg/L"), ("ammonium_n", "mg/L"), ("total_n", "mg/L"), ("tss", "mg/L")):
        stream(
            f"outfall.{prop}",
            prop,
            unit,
            f"{prop} cửa xả",
            f"{prop} outfall",
            Origin.SYNTHETIC,
            point="outfall-1",
            public=True,
        )
    for prop in ("co", "nox"):
        stream(
            f"stack.{prop}",
            prop,
            "mg/Nm3",
            f"{prop.upper()} ống khói",
            f"{prop.upper()} stack",
            Origin.MEASURED,
            point="stack-1",
            step=3600,
            public=True,
        )
    return FlowNetwork.of(
        park,
        firms=firms,
        facilities=facilities,
        nodes=nodes,
        edges=edges,
        monitoring_points=points,
        meters=meters,
        datastreams=streams,
    )


def _hours() -> np.ndarray:
    start, stop = FIRST.start, NOW.replace(tzinfo=None, minute=0)
    return np.arange(np.datetime64(start, "us"), np.datetime64(stop, "us"), np.timedelta64(1, "h"))


def _shape(name: str, hours: np.ndarray) -> np.ndarray:
    """Deterministic hourly load: day and week pattern with a little noise."""
    rng = np.random.default_rng(abs(hash(name)) % 1000 if False else sum(name.encode()))
    local = (hours.astype("datetime64[h]").astype(int) + 7) % 24
    weekday = ((hours.astype("datetime64[h]").astype(int) + 7) // 24 + 3) % 7
    day = 0.55 + 0.45 * np.exp(-(((local - 13.5) / 5.0) ** 2))
    return day * np.where(weekday >= 5, 0.55, 1.0) * rng.normal(1, 0.04, len(hours))


def _amounts(net: FlowNetwork) -> dict[str, np.ndarray]:
    hours = _hours()
    found: dict[str, np.ndarray] = {}
    for firm, _, _, mwh, _ in _FIRMS:
        found[f"{firm}.energy"] = _shape(firm, hours) * mwh * 1000 / 8760 * 1.5
        found[f"{firm}.water"] = _shape(firm + "w", hours) * mwh / 300
        found[f"{firm}.wastewater"] = found[f"{firm}.water"] * 0.82
    local = (hours.astype("datetime64[h]").astype(int) + 7) % 24
    found["pv.energy"] = np.maximum(0, np.sin((local - 6) / 12 * math.pi)) * 180 * (local >= 6) * (local <= 18)
    found["wwtp.energy"] = _shape("wwtp", hours) * 60
    found["wwtp.flow"] = sum(found[f"{f[0]}.wastewater"] for f in _FIRMS) * 1.03
    taken = sum(found[f"{f[0]}.energy"] for f in _FIRMS) + found["wwtp.energy"]
    found["grid.energy"] = (taken - found["pv.energy"]) * 1.021
    assert set(found) == {d.id for d in net.datastreams.values() if net.meters[d.meter].edge}
    return found


class MemorySnapshot:
    """Derived tables in memory, cut to the scope as the engine cuts them."""

    def __init__(
        self, net: FlowNetwork, tables: Mapping[str, pa.Table], readings: pa.Table, flags: pa.Table, version: int = 7
    ) -> None:
        self._network, self._tables, self._readings, self._flags = net, tables, readings, flags
        self.version = version

    def _reached(self, scope: Scope) -> list[str]:
        return [d.id for d in self._network.datastreams.values() if scope.sees(d.firm, public=d.public)]

    def observations(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        return _cut(
            self._readings, "phenomenon_time", interval, {"datastream": set(self._reached(scope)) & set(datastreams)}
        )

    def history(self, scope: Scope, datastream: str, interval: Interval) -> pa.Table:
        return self.observations(scope, [datastream], interval)

    def flags(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        return _cut(self._flags, "phenomenon_time", interval, {"datastream": set(self._reached(scope)) & set(datastreams)})

    def derived(
        self, scope: Scope, table: str, interval: Interval | None = None, *, only: Mapping[str, Sequence[str]] | None = None
    ) -> pa.Table:
        found = self._tables[table]
        if "datastream" in found.column_names:
            cut: dict[str, object] = {"datastream": self._reached(scope)}
        elif "monitoring_point" in found.column_names:
            cut = {
                "monitoring_point": [
                    p.id for p in self._network.monitoring_points.values() if scope.sees(p.firm, public=p.public)
                ]
            }
        elif scope.sees_all_firms:
            cut = {}
        else:
            cut = {"firm": list(scope.firms or ())}
        found = _cut(found, _TIME_COLUMN[table], interval, cut)
        return _cut(found, "", None, dict(only or {}))


_TIME_COLUMN = {"quantities": "start", "coverage": "month", "findings": "start", "energy_costs": "month", "inventory_lines": "month",
                "resource_lines": "month", "averages": "start", "exceedances": "start", "limit_states": "month"}  # fmt: skip


def _cut(table: pa.Table, time: str, interval: Interval | None, only: Mapping[str, object]) -> pa.Table:
    for name, values in only.items():
        table = table.filter(pc.is_in(table[name], pa.array(list(values), pa.string())))  # type: ignore[call-overload]
    if interval is not None and time:
        start, end = (pa.scalar(m.replace(tzinfo=None), TIME) for m in (interval.start, interval.end))
        table = table.filter(pc.and_(pc.greater_equal(table[time], start), pc.less(table[time], end)))
    return table


class MemoryRecords:
    """Records store of the tests: newest revisions in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[Record]] = {}

    def put(self, scope, kind, record_id, content, *, firm=None, public=False, expected_revision=None):  # type: ignore[no-untyped-def]
        rows = self.rows.setdefault((kind, record_id), [])
        rows.append(Record(kind, record_id, len(rows), firm, public, content, scope.user, NOW))
        return rows[-1]

    def get(self, scope, kind, record_id, *, known_at=None):  # type: ignore[no-untyped-def]
        rows = self.rows.get((kind, record_id))
        return rows[-1] if rows and scope.sees(rows[-1].firm, public=rows[-1].public) else None

    def find(self, scope, kind, *, firm=None, known_at=None, after=None, limit=1000):  # type: ignore[no-untyped-def]
        newest = [rows[-1] for (k, _), rows in sorted(self.rows.items()) if k == kind]
        return [r for r in newest if scope.sees(r.firm, public=r.public) and (firm is None or r.firm == firm)][:limit]

    def history(self, scope, kind, record_id):  # type: ignore[no-untyped-def]
        return [r for r in self.rows.get((kind, record_id), []) if scope.sees(r.firm, public=r.public)]


class MemoryPark:
    """A park that serves the portal without disk."""

    def __init__(self) -> None:
        self.network = network()
        self.records = MemoryRecords()
        self._snapshot = MemorySnapshot(self.network, derived_tables(self.network), *readings_and_flags(self.network))

    def now(self) -> datetime:
        return NOW

    def snapshot(self) -> MemorySnapshot:
        return self._snapshot

    def rule_rows(self, lang: str) -> list[RuleRow]:
        return [RuleRow("qcvn40.2011.b", "limit", "QCVN 40:2011/BTNMT", "TT 47/2011/TT-BTNMT", "2012-02-15 –", "high", True)]

    def own_footprint(self, lang: str) -> OwnFootprint:
        electricity = Figure(0.042, "kWh", Origin.MODELLED, low=0.02, high=0.07)
        return OwnFootprint(
            electricity, Figure(0.0277, "kgCO2e", Origin.MODELLED, low=0.013, high=0.046), {"method": "CPU time"}
        )

    def log_state(self) -> LogState | None:
        return LogState(
            "ecopark.example/sample\n1234\nAAAA\n\n— ecopark.example/sample AAAA\n",
            1234,
            "ecopark.example/sample+00000000+AAAA",
        )


_EMPTY_COLUMNS = {
    "inventory_lines": {"substance": pa.string(), "reason_params": pa.string()},
    "energy_costs": {"reason_params": pa.string()},
    "limit_states": {"limit_low": pa.float64(), "statistic": pa.string()},
}


def derived_tables(net: FlowNetwork) -> dict[str, pa.Table]:
    hours, amounts = _hours(), _amounts(net)
    gap = (hours >= np.datetime64("2025-11-09T20", "us")) & (hours < np.datetime64("2025-11-10T05", "us"))
    quantities = []
    for name, values in amounts.items():
        missing = gap if name.startswith("steel.energy") else np.zeros(len(hours), bool)
        n = len(hours)
        quantities.append(pa.table({
            "datastream": pa.array([name] * n), "start": pa.array(hours, TIME), "step_s": pa.array([3600] * n, pa.int32()),
            "quantity": pa.array(values, pa.float64(), mask=missing), "unit": pa.array(["kWh" if "energy" in name else "m3"] * n),
            "measured_s": pa.array(np.where(missing, 0.0, 3600.0)), "origin": pa.array([net.datastreams[name].origin.value] * n)}))  # fmt: skip
    tables = {"quantities": pa.concat_tables(quantities), **_monthly(net, amounts, hours), **_limits()}
    for table, empty in _EMPTY_COLUMNS.items():
        for name, kind in empty.items():
            tables[table] = tables[table].append_column(name, pa.nulls(len(tables[table]), kind))
    return {**tables, "findings": _findings()}


def _monthly(net: FlowNetwork, amounts: Mapping[str, np.ndarray], hours: np.ndarray) -> dict[str, pa.Table]:
    coverage, costs, lines, resources = [], [], [], []
    for month in MONTHS:
        inside = (hours >= np.datetime64(month.start, "us")) & (
            hours < np.datetime64(month.interval.end.replace(tzinfo=None), "us")
        )
        for d in net.datastreams.values():
            expected = int(inside.sum()) * 3600 // (d.step_s or 3600)
            bad = expected // 200 if d.id.startswith("steel") else 0
            missing = expected // 15 if d.id == "outfall.tss" else expected // 120
            if d.id == "stack.co" and month == FIRST:
                continue
            coverage.append(
                (
                    d.id,
                    month.start,
                    expected - missing,
                    expected - missing - bad - expected // 90,
                    expected // 90,
                    bad,
                    missing,
                    expected,
                    "run-1",
                )
            )
        for firm, *_ in _FIRMS:
            kwh = float(amounts[f"{firm}.energy"][inside].sum())
            for band, part, price in (("peak", 0.2, 3640), ("normal", 0.55, 2025), ("offpeak", 0.25, 1300)):
                costs.append(
                    (
                        firm,
                        f"{firm}.energy",
                        month.start,
                        band,
                        kwh * part,
                        price,
                        round(kwh * part * price),
                        "evn.2025-05",
                        0.99,
                        None,
                        "measured",
                    )
                )
            factor = 0.6592
            lines.append(
                (
                    f"s2-{firm}-{month.key}",
                    firm,
                    f"{firm}-1",
                    month.start,
                    2,
                    "electricity",
                    kwh / 1000,
                    "MWh",
                    "CO2e",
                    "vn.grid.2023",
                    factor,
                    "tCO2e/MWh",
                    2023,
                    "MONRE",
                    "AR5",
                    kwh / 1000 * factor,
                    None,
                    json.dumps({"vn.grid": 0.05}),
                    0.985,
                    "measured",
                    True,
                    None,
                )
            )
            if firm == "steel":
                lines.append(
                    (
                        f"s1-{firm}-{month.key}",
                        firm,
                        f"{firm}-1",
                        month.start,
                        1,
                        "natural_gas",
                        4200.0,
                        "GJ",
                        "CO2",
                        "ipcc.gas",
                        56.1,
                        "kg/GJ",
                        2006,
                        "IPCC 2006 vol. 2",
                        "AR5",
                        235.6,
                        None,
                        json.dumps({"ipcc.gas": 0.04}),
                        0.0,
                        "declared",
                        False,
                        None,
                    )
                )
                lines.append(
                    (
                        f"s1b-{firm}-{month.key}",
                        firm,
                        f"{firm}-1",
                        month.start,
                        1,
                        "diesel",
                        None,
                        "t",
                        "CO2",
                        "ipcc.diesel",
                        74.1,
                        "kg/GJ",
                        2006,
                        "IPCC 2006 vol. 2",
                        "AR5",
                        None,
                        None,
                        None,
                        None,
                        "declared",
                        False,
                        "account.line.no_fuel_named",
                    )
                )
            resources.append((firm, f"{firm}-1", month.start, "electricity", "in", kwh, "kWh", 0.985, "measured"))
            for resource, stream, direction in (("water", "water", "in"), ("wastewater", "wastewater", "out")):
                resources.append(
                    (
                        firm,
                        f"{firm}-1",
                        month.start,
                        resource,
                        direction,
                        float(amounts[f"{firm}.{stream}"][inside].sum()),
                        "m3",
                        1.0,
                        "synthetic",
                    )
                )
            resources.append((firm, f"{firm}-1", month.start, "waste", "generated", 12.4, "t", None, "declared"))
    return {
        "coverage": _table(coverage, datastream=pa.string(), month=TIME, evaluated=pa.int64(), good=pa.int64(), doubtful=pa.int64(), bad=pa.int64(), missing=pa.int64(), expected=pa.int64(), run=pa.string()),
        "energy_costs": _table(costs, firm=pa.string(), datastream=pa.string(), month=TIME, band=pa.string(), energy_kwh=pa.float64(), price_vnd_per_kwh=pa.int64(), amount_vnd=pa.int64(), rule=pa.string(), measured_share=pa.float64(), reason=pa.string(), origin=pa.string()),
        "inventory_lines": _table(lines, id=pa.string(), firm=pa.string(), facility=pa.string(), month=TIME, scope=pa.int32(), category=pa.string(), activity=pa.float64(), activity_unit=pa.string(), gas=pa.string(), factor_id=pa.string(), factor_value=pa.float64(), factor_unit=pa.string(), factor_year=pa.int32(), factor_source=pa.string(), gwp_report=pa.string(), emission_tco2e=pa.float64(), biogenic_tco2=pa.float64(), uncertainty=pa.string(), measured_share=pa.float64(), origin=pa.string(), provisional=pa.bool_(), reason=pa.string()),
        "resource_lines": _table(resources, firm=pa.string(), facility=pa.string(), month=TIME, resource=pa.string(), direction=pa.string(), quantity=pa.float64(), unit=pa.string(), measured_share=pa.float64(), origin=pa.string()),
    }  # fmt: skip


def _limits() -> dict[str, pa.Table]:
    rows, exceeded, states = [], [], []
    rng = np.random.default_rng(5)
    cases = (
        ("outfall-1", "cod", 75.0, 52.0, "mg/L"),
        ("outfall-1", "ammonium_n", 5.0, 4.1, "mg/L"),
        ("outfall-1", "tss", 50.0, 20.0, "mg/L"),
        ("stack-1", "nox", 250.0, 68.0, "mg/Nm3"),
    )
    for point, prop, limit, mean, unit in cases:
        for month in MONTHS:
            judged = over = thin = 0
            days = [d for d in month.interval.days() if datetime(d.year, d.month, d.day, tzinfo=UTC) < NOW]
            for d in days:
                start = Interval.of_day(d).start.replace(tzinfo=None)
                value = float(mean * rng.lognormal(0, 0.16))
                share = 0.98 if rng.random() > 0.08 else 0.5
                if share < 0.75 or (prop == "tss" and month == MONTHS[-1]):
                    rows.append((point, prop, start, 86400, None, unit, 0.4, 3, 5, "synthetic"))
                    thin += 1
                    continue
                rows.append(
                    (
                        point,
                        prop,
                        start,
                        86400,
                        value,
                        unit,
                        share,
                        1,
                        0,
                        "synthetic" if point == "outfall-1" else "measured",
                    )
                )
                judged += 1
                if value > limit:
                    over += 1
                    exceeded.append(
                        (
                            f"x-{prop}-{d}",
                            point,
                            prop,
                            start,
                            start + timedelta(days=1),
                            value * 1.1,
                            start + timedelta(hours=9),
                            limit,
                            unit,
                            "qcvn40.2011.b",
                            share,
                            "day_mean",
                            prop == "ammonium_n",
                            None,
                        )
                    )
            states.append(
                (point, prop, month.start, judged, over, thin, limit, unit, "qcvn40.2011.b", prop == "ammonium_n", None)
            )
    return {
        "averages": _table(rows, monitoring_point=pa.string(), property=pa.string(), start=TIME, step_s=pa.int32(), average=pa.float64(), unit=pa.string(), valid_share=pa.float64(), calibrating=pa.int64(), fault=pa.int64(), origin=pa.string()),
        "exceedances": _table(exceeded, id=pa.string(), monitoring_point=pa.string(), property=pa.string(), start=TIME, end=TIME, worst=pa.float64(), worst_time=TIME, limit=pa.float64(), unit=pa.string(), limit_rule=pa.string(), valid_share=pa.float64(), statistic=pa.string(), provisional=pa.bool_(), reason=pa.string()),
        "limit_states": _table(states, monitoring_point=pa.string(), property=pa.string(), month=TIME, judged=pa.int64(), exceeded=pa.int64(), not_judged=pa.int64(), limit=pa.float64(), unit=pa.string(), limit_rule=pa.string(), provisional=pa.bool_(), reason=pa.string()),
    }  # fmt: skip


def _findings() -> pa.Table:
    rows = [
        ("f-gap-1", "trust.gap", "steel.energy", [], datetime(2025, 11, 9, 20), datetime(2025, 11, 10, 5), "attention", "portal.sample.gap", {"hours": 9.0}, {"rows": [["2025-11-09T20:00:00", None]]}, 36),
        ("f-flat-1", "trust.flat_line", "outfall.tss", [], datetime(2025, 11, 3, 1), datetime(2025, 11, 4, 3), "serious", "portal.sample.flat", {"value": 20.25, "hours": 26.0}, {"value": 20.25}, 104),
        ("f-pf-1", "trust.physics", "plating.energy", ["pv.energy"], datetime(2025, 10, 3, 1), datetime(2025, 10, 3, 2), "info", "portal.sample.flat", {"value": 1.5, "hours": 1.0}, {}, 4),
    ]  # fmt: skip
    full = [(*r[:8], json.dumps(r[8]), json.dumps(r[9]), "v1", r[10]) for r in rows]
    return _table(full, id=pa.string(), code=pa.string(), datastream=pa.string(), others=pa.list_(pa.string()), start=TIME, end=TIME, severity=pa.string(), message_id=pa.string(), params=pa.string(), evidence=pa.string(), check_version=pa.string(), count=pa.int64())  # fmt: skip


def readings_and_flags(net: FlowNetwork) -> tuple[pa.Table, pa.Table]:
    start = np.datetime64(FIRST.start, "us")
    times = np.arange(start, np.datetime64(NOW.replace(tzinfo=None), "us"), np.timedelta64(15, "m"))
    n = len(times)
    values = _shape("steel", times) * 120
    missing = (times >= np.datetime64("2025-11-09T20", "us")) & (times < np.datetime64("2025-11-10T05", "us"))
    columns = [
        pa.array(["steel.energy"] * n), pa.array(times, TIME), pa.array(values, mask=missing), pa.array(missing.astype(np.uint8)),
        pa.array([255] * n, pa.uint8()), pa.nulls(n, TIME), pa.array([NOW.replace(tzinfo=None)] * n, TIME),
        pa.array([0] * n, pa.uint16()), pa.array([3] * n, pa.int64()),
    ]  # fmt: skip
    readings = pa.Table.from_arrays(columns, schema=OBSERVATIONS)
    marked = [("steel.energy", t.astype(datetime), 0, 2 if i % 3 else 3, 4) for i, t in enumerate(times[-200:-150])]
    return readings, _table(marked, **{f.name: f.type for f in FLAGS})


def _table(rows: Sequence[Sequence[object]], **types: pa.DataType) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return pa.table({name: pa.array(list(c), t) for (name, t), c in zip(types.items(), columns, strict=True)})
