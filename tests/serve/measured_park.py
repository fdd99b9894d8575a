"""A park with two and a half years of daily readings made for tests: a saving of 20 % begins on a known day."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from tests.serve.small_park import SetClock

from ecopark.account.quantities import quantities_flow
from ecopark.connect.raw import RawStore
from ecopark.connect.settings import ParkSettings
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import readings_table
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin
from ecopark.engine.log_files import FileLogStorage
from ecopark.engine.records import open_records
from ecopark.engine.store import Store
from ecopark.rules.load import load_packs
from ecopark.serve.live import live_parts
from ecopark.serve.logged_records import LoggedRecords
from ecopark.serve.park import OpenPark
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey
from ecopark.trust.quality import quality_flow
from ecopark.trust.settings import QualitySettings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, WORKS = date(2023, 7, 1), date(2025, 1, 1)  # readings from; the measure works from
BEFORE = datetime(2024, 12, 30, tzinfo=ZONE)  # a moment at which the baseline may still be locked
AFTER = datetime(2025, 12, 31, 12, tzinfo=ZONE)
SAVED = 0.20


def network(origin: Origin = Origin.MEASURED) -> FlowNetwork:
    meter = {"steel.energy": ("active_energy", "kWh"), "steel.product": ("product_mass", "t")}
    streams = [
        Datastream(n, f"m.{n}", p, u, DatastreamKind.TOTAL, origin, n, n, "steel", 86400) for n, (p, u) in meter.items()
    ]
    warm = ("weather", "m.weather", "air_temperature", "°C", DatastreamKind.MEASUREMENT, Origin.MEASURED, "x", "x", None)
    return FlowNetwork.of(
        Park("measured", "Khu thử", "Test park"),
        firms=[Firm("steel", "Thép", "Steel", "C2410")],
        facilities=[],
        nodes=[Node("grid", NodeKind.GRID, "x", "x"), Node("steel", NodeKind.FIRM, "x", "x", "steel")],
        edges=[Edge("supply", Carrier.ELECTRICITY, "grid", "steel")],
        monitoring_points=[MonitoringPoint("sky", "grid", "x", "x", "weather", public=True)],
        meters=[
            Meter("m.steel.energy", edge="supply", firm="steel", accuracy_class_pct=0.5),
            Meter("m.steel.product", edge="supply", firm="steel"),
            Meter("m.weather", monitoring_point="sky"),
        ],
        datastreams=[*streams, Datastream(*warm, 86400, public=True)],
    )


def readings(saved: float = SAVED) -> dict[str, tuple[list[datetime], np.ndarray]]:
    """Use that follows production and heat; ``saved`` of it is gone from ``WORKS`` on."""
    rng = np.random.default_rng(7)
    days = [FIRST + timedelta(days=k) for k in range((date(2025, 12, 31) - FIRST).days)]
    t = np.arange(len(days))
    warm = 27 + 4 * np.sin(2 * np.pi * (t - 60) / 365) + rng.normal(0, 1, len(t))
    work = np.array([1.0 if d.weekday() < 6 else 0.3 for d in days])
    product = 40 * work * (1 + 0.1 * np.sin(2 * np.pi * t / 90)) + rng.normal(0, 1.5, len(t))
    use = 800 + 90 * product + 35 * np.maximum(warm - 25, 0) + rng.normal(0, 90, len(t))
    use = np.where([d >= WORKS for d in days], use * (1 - saved), use)
    moments = [datetime(d.year, d.month, d.day, tzinfo=ZONE).astimezone(UTC) for d in days]
    return {"steel.energy": (moments, use), "steel.product": (moments, product), "weather": (moments, warm)}


@contextlib.contextmanager
def measured_park(folder: Path, saved: float = SAVED, origin: Origin = Origin.MEASURED) -> Iterator[OpenPark]:
    """An open park whose clock stands just before the measure works."""
    clock, net = SetClock(), network(origin)
    clock.now = BEFORE.astimezone(UTC)
    store = Store.open(folder / "data", clock=clock, network=net)
    records = open_records(f"sqlite:///{folder}/records.sqlite", clock)
    storage = FileLogStorage(folder / "log")
    log = EvidenceLog.open(storage, SigningKey.generate("ecopark.example/test"), "ecopark.example/test", clock)
    _send(store, saved, BEFORE - timedelta(days=9999), BEFORE)
    account(store, net)
    logged, raw = LoggedRecords(records, log, b"salt"), RawStore(folder / "raw")
    live = live_parts(folder, network=net, store=store, records=logged, raw=raw, clock=clock)
    try:
        yield OpenPark(
            folder, net, store, logged, log, storage, raw, load_packs(), clock, b"salt", **live, settings=ParkSettings()
        )
    finally:
        records.close()
        store.close()


def _send(store: Store, saved: float, start: datetime, end: datetime) -> None:
    for name, (moments, values) in readings(saved).items():
        sent = [(m, v) for m, v in zip(moments, values, strict=True) if start <= m < end]
        times, numbers = zip(*sent, strict=True)
        store.append(readings_table(name, pa.array(times, pa.timestamp("us")), pa.array(numbers)), source="test")


def later(park: OpenPark, saved: float = SAVED) -> None:
    """Go to the end of the reporting year; its readings come in."""
    clock = park.clock
    assert isinstance(clock, SetClock)
    clock.now = AFTER.astimezone(UTC)
    _send(park.store, saved, BEFORE, AFTER)
    account(park.store, park.network)


def account(store: Store, net: FlowNetwork) -> None:
    """Amounts of everything up to now."""
    store.compact()
    store.declare([quality_flow(net, QualitySettings())])  # not run: the readings are clean
    store.run_flows([quantities_flow(net)])
