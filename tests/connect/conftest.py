"""A small park and a desk for imports: a writer that keeps batches in memory, the real records store."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from ecopark.connect.raw import RawStore
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import READINGS
from ecopark.core.ports import Receipt
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin, Role
from ecopark.engine.records import open_records

NOW = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)
MANAGER = Scope(Role.MANAGER, "an")
FIRM_A = Scope(Role.FIRM, "binh", frozenset({"a"}))


def stream(id_, meter, property_, unit, kind=DatastreamKind.MEASUREMENT, **more):
    return Datastream(id_, meter, property_, unit, kind, Origin.MEASURED, more.pop("vi", id_), id_, **more)


@pytest.fixture(scope="session")
def network():
    measured = [("flow", "wastewater_flow", "m3/h"), ("ph", "ph", "-"), ("cod", "cod", "mg/L")]
    total, register = DatastreamKind.TOTAL, DatastreamKind.TOTAL_INCREASING
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("a", "A", "A"), Firm("b", "B", "B")],
        nodes=[
            Node("grid", NodeKind.GRID, "L", "G"),
            Node("a", NodeKind.FIRM, "A", "A", "a"),
            Node("b", NodeKind.FIRM, "B", "B", "b"),
            Node("out", NodeKind.OUTFALL, "X", "O"),
            Node("air", NodeKind.AMBIENT, "K", "A"),
        ],
        edges=[Edge("ea", Carrier.ELECTRICITY, "grid", "a"), Edge("eb", Carrier.ELECTRICITY, "grid", "b")],
        monitoring_points=[
            MonitoringPoint("mp", "out", "X", "O", "wastewater", station="NT_NM1_OUT01"),
            MonitoringPoint("gate", "air", "K", "A", "ambient", station="KK01"),
        ],
        meters=[
            Meter("CT-A", edge="ea", firm="a"),
            Meter("CT-B", edge="eb", firm="b"),
            Meter("st", monitoring_point="mp"),
            Meter("kk", monitoring_point="gate"),
        ],
        datastreams=[
            stream("a.kwh", "CT-A", "active_energy", "kWh", total, firm="a", resolution=0.01, vi="Điện công ty A"),
            stream("a.reg", "CT-A", "active_energy", "MWh", register, firm="a", factor=2, rollover=2e6),
            stream("b.kwh", "CT-B", "active_energy", "kWh", total, firm="b", vi="Điện công ty B"),
            stream("out.temp", "st", "water_temperature", "°C"),
            *(stream(f"out.{name}", "st", prop, unit) for name, prop, unit in measured),
            stream("kk.pm", "kk", "pm2_5", "µg/Nm3"),
            stream("kk.so2", "kk", "so2", "mg/Nm3"),
        ],
    )


class ListWriter:
    """Keeps batches; knows idempotency keys. Implements the port ``ReadingsWriter``."""

    def __init__(self):
        self.batches, self.keys, self.full = [], {}, None

    def append(self, readings, *, source, idempotency_key=None, raw_sha256=None):
        if self.full is not None:
            raise self.full
        assert readings.schema == READINGS
        readings.validate(full=True)
        if idempotency_key in self.keys:
            first = self.keys[idempotency_key]
            return Receipt(first.batch, first.rows, first.recorded_time, repeated=True)
        self.batches.append((source, raw_sha256, readings))
        receipt = Receipt(len(self.batches), len(readings), NOW)
        if idempotency_key is not None:
            self.keys[idempotency_key] = receipt
        return receipt

    @property
    def rows(self):
        tables = [table for _, _, table in self.batches]
        return pa.concat_tables(tables, promote_options="default").to_pylist() if tables else []

    def values(self, datastream):
        return [row["value"] for row in self.rows if row["datastream"] == datastream]


@dataclass
class Desk:
    ports: dict
    writer: ListWriter
    moment: list = field(default_factory=lambda: [NOW])

    def __getitem__(self, name):
        return self.ports[name]

    def without(self, *names, **other):
        return {**{k: v for k, v in self.ports.items() if k not in names}, **other}


@pytest.fixture
def desk(tmp_path, network):
    moment = [NOW]

    def clock():
        moment[0] += timedelta(milliseconds=1)
        return moment[0]

    writer = ListWriter()
    ports = {
        "network": network,
        "writer": writer,
        "records": open_records(f"sqlite:///{tmp_path}/records.sqlite", clock),
        "clock": clock,
        "scope": MANAGER,
        "raw": RawStore(tmp_path / "raw"),
    }
    return Desk(ports, writer, moment)
