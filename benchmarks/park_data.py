"""Generated park data for the benchmarks: decimal resolution per sensor type, daily shapes, noise, registers, faults.

Minute data of many firms. Every sensor type sends decimals of its own resolution, as meters do; 0.2 % of the readings
are missing with a reason. Seeded: the same arguments give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.observations import READINGS
from ecopark.core.terms import Carrier, DatastreamKind, MissingReason, NodeKind, Origin

START_US = 1_735_689_600_000_000  # 2025-01-01T00:00:00 UTC
MINUTE_US = 60_000_000
SENSORS_PER_FIRM = 50


@dataclass(frozen=True)
class SensorType:
    name: str
    observed_property: str
    unit: str
    kind: DatastreamKind
    decimals: int
    level: float  # typical value
    swing: float  # daily swing
    noise: float  # standard deviation from one reading to the next


TYPES = (
    SensorType("energy", "active_energy", "kWh", DatastreamKind.TOTAL, 2, 1.2, 0.8, 0.03),
    SensorType("power", "active_power", "kW", DatastreamKind.MEASUREMENT, 1, 70.0, 45.0, 0.8),
    SensorType("register", "active_energy", "kWh", DatastreamKind.TOTAL_INCREASING, 1, 1.2, 0.8, 0.0),
    SensorType("flow", "wastewater_flow", "m3/h", DatastreamKind.MEASUREMENT, 1, 14.0, 6.0, 0.2),
    SensorType("ph", "ph", "-", DatastreamKind.MEASUREMENT, 2, 7.2, 0.3, 0.01),
    SensorType("temperature", "air_temperature", "°C", DatastreamKind.MEASUREMENT, 1, 31.0, 5.0, 0.1),
    SensorType("cod", "cod", "mg/L", DatastreamKind.MEASUREMENT, 1, 42.0, 12.0, 0.4),
    SensorType("no2", "no2", "mg/Nm3", DatastreamKind.MEASUREMENT, 1, 180.0, 30.0, 1.5),
)


def sensor_names(sensors: int) -> list[str]:
    return [f"firm{i // SENSORS_PER_FIRM:03d}.{TYPES[i % len(TYPES)].name}.{i:05d}" for i in range(sensors)]


def network(sensors: int) -> FlowNetwork:
    """A park with one node, edge and meter per firm and ``sensors`` datastreams of ``SENSORS_PER_FIRM`` each."""
    firms = range(-(-sensors // SENSORS_PER_FIRM))
    return FlowNetwork.of(
        Park("bench", "Khu thử nghiệm", "Benchmark park"),
        firms=[Firm(f"firm{f:03d}", f"Công ty {f}", f"Firm {f}") for f in firms],
        nodes=[Node("grid", NodeKind.GRID, "Lưới điện", "Grid")]
        + [Node(f"node{f:03d}", NodeKind.FIRM, f"Công ty {f}", f"Firm {f}", firm=f"firm{f:03d}") for f in firms],
        edges=[Edge(f"edge{f:03d}", Carrier.ELECTRICITY, "grid", f"node{f:03d}") for f in firms],
        meters=[Meter(f"meter{f:03d}", edge=f"edge{f:03d}", firm=f"firm{f:03d}") for f in firms],
        datastreams=[
            Datastream(
                id=name,
                meter=f"meter{i // SENSORS_PER_FIRM:03d}",
                observed_property=TYPES[i % len(TYPES)].observed_property,
                unit=TYPES[i % len(TYPES)].unit,
                kind=TYPES[i % len(TYPES)].kind,
                origin=Origin.SYNTHETIC,
                name_vi=name,
                name_en=name,
                firm=f"firm{i // SENSORS_PER_FIRM:03d}",
                step_s=60,
                resolution=10.0 ** -TYPES[i % len(TYPES)].decimals,
            )
            for i, name in enumerate(sensor_names(sensors))
        ],
    )


def write_park(folder: Path, sensors: int) -> None:
    """The park of `network` as a folder that the real commands open."""
    described = network(sensors)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "park.yaml").write_text("id: bench\nname_vi: Khu thử nghiệm\nname_en: Benchmark park\n", encoding="utf-8")
    sheets: dict[str, tuple[str, list[tuple[object, ...]]]] = {
        "firms": ("id,name_vi,name_en", [(f.id, f.name_vi, f.name_en) for f in described.firms.values()]),
        "nodes": (
            "id,kind,name_vi,name_en,firm",
            [(n.id, n.kind.value, n.name_vi, n.name_en, n.firm or "") for n in described.nodes.values()],
        ),
        "edges": (
            "id,carrier,source,target",
            [(e.id, e.carrier.value, e.source, e.target) for e in described.edges.values()],
        ),
        "meters": ("id,edge,firm", [(m.id, m.edge, m.firm) for m in described.meters.values()]),
        "datastreams": (
            "id,meter,property,unit,kind,origin,name_vi,name_en,firm,step_s,resolution",
            [
                (
                    d.id,
                    d.meter,
                    d.observed_property,
                    d.unit,
                    d.kind.value,
                    d.origin.value,
                    d.id,
                    d.id,
                    d.firm,
                    d.step_s,
                    d.resolution,
                )
                for d in described.datastreams.values()
            ],
        ),
    }
    for name, (header, rows) in sheets.items():
        lines = [header, *(",".join(str(cell) for cell in row) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def batches(rows: int, sensors: int, batch_rows: int = 50_000, seed: int = 20_250_101) -> Iterator[pa.Table]:
    """``READINGS`` tables in the order in which a park sends: minute by minute, all sensors."""
    names = pa.array(sensor_names(sensors))
    minutes_per_batch = max(1, batch_rows // sensors)
    random = np.random.default_rng(seed)
    registers = np.round(random.uniform(1e3, 9e4, sensors), 1)
    minute, left = 0, rows
    while left > 0:
        count = min(minutes_per_batch, -(-left // sensors))
        minutes = np.arange(minute, minute + count)
        values = _values(minutes, sensors, random, registers)
        missing = random.random(values.shape) < 0.002
        take = min(left, values.size)
        time = np.repeat(START_US + minutes * MINUTE_US, sensors)[:take]
        code = np.tile(np.arange(sensors, dtype=np.int32), count)[:take]
        gone = missing.ravel()[:take]
        reason = np.where(gone, np.uint8(MissingReason.NOT_MEASURED), np.uint8(0))
        yield pa.Table.from_arrays(
            [
                pa.DictionaryArray.from_arrays(pa.array(code), names),
                pa.array(time).cast(pa.timestamp("us")),
                pa.array(values.ravel()[:take], mask=gone),
                pa.array(reason),
                pa.array(np.zeros(take, np.uint8)),
                pa.nulls(take, pa.timestamp("us")),
            ],
            schema=READINGS,
        )
        left -= take
        minute += count


def _values(minutes: np.ndarray, sensors: int, random: np.random.Generator, registers: np.ndarray) -> np.ndarray:
    """Values (minutes x sensors), each the double nearest to a decimal of the sensor's resolution."""
    kinds = np.arange(sensors) % len(TYPES)
    level = np.array([t.level for t in TYPES])[kinds]
    swing = np.array([t.swing for t in TYPES])[kinds]
    noise = np.array([t.noise for t in TYPES])[kinds]
    power = 10.0 ** np.array([t.decimals for t in TYPES])[kinds]
    phase = (np.arange(sensors) * 37 % 1440)[None, :]
    shape = np.sin((minutes[:, None] + phase) * (2 * np.pi / 1440))
    values = level + swing * shape + noise * random.standard_normal((len(minutes), sensors))
    counting = np.array([t.kind is DatastreamKind.TOTAL_INCREASING for t in TYPES])[kinds]
    counted = registers[counting] + np.cumsum(np.abs(values[:, counting]), axis=0)
    values[:, counting] = counted
    registers[counting] = counted[-1]
    return np.rint(values * power) / power
