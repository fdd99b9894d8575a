"""The intake: what is stored, what waits in quarantine, who has to wait; and the laws that hold for any rows."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Sources
from ecopark.connect.live.wire import Series, WireRows
from ecopark.connect.records import QuarantineItem
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import MissingReason, Role

SYSTEM = system_scope("test")
MANAGER = Scope(Role.MANAGER, "an")
MINUTE = 60_000_000


@dataclass
class Doors:
    """A gateway ``gw`` of firm a, another ``park-gw`` of the park, and the intake before a writer that keeps batches."""

    intake: Intake
    devices: Devices
    sources: Sources
    live: LiveValues
    desk: object
    path: Path
    secrets: dict = field(default_factory=dict)

    def take(self, rows, **more):
        return self.intake.take(rows, **{"door": "http", **more})

    @property
    def now_us(self):
        return int(self.desk.moment[0].timestamp() * 1e6)

    def rows(self, *said, device="gw", unit=None):
        """(name, seconds ago, value), …"""
        names = list(dict.fromkeys(name for name, _, _ in said))
        return WireRows(
            [Series(device, name, unit) for name in names],
            np.array([names.index(name) for name, _, _ in said], np.int32),
            np.array([self.now_us - int(ago * 1e6) for _, ago, _ in said], np.int64),
            np.array([value for _, _, value in said], np.float64),
        )

    def items(self):
        self.intake.flush(everything=True)
        return [QuarantineItem.from_content(r.content) for r in self.desk["records"].find(SYSTEM, "quarantine")]

    def forward(self, **span):
        self.desk.moment[0] += timedelta(**span)

    def errors(self, source="gw"):
        return {e.message.id: e for s in self.sources.states() if s.id == source for e in s.errors}


@pytest.fixture
def doors(desk, network, tmp_path):
    clock, records = desk["clock"], desk["records"]
    devices = Devices(records, clock, network=network)
    sources, live = Sources(tmp_path / "sources.json", clock), LiveValues(network, clock)
    ports = {name: desk[name] for name in ("writer", "records", "raw", "clock")}
    made = Intake(network=network, devices=devices, sources=sources, live=live, **ports)
    doors = Doors(made, devices, sources, live, desk, tmp_path / "sources.json")
    names = {"Main/kWh": "a.kwh", "reg": "a.reg"}
    doors.secrets["gw"] = devices.add(MANAGER, Device("gw", "Gateway", "a", "http", names=names))
    doors.secrets["park-gw"] = devices.add(MANAGER, Device("park-gw", "Park", None, "http", quota_per_minute=100))
    return doors


def test_take__own_names_ids_units_and_factors_are_applied_once(doors):
    rows = WireRows(
        [Series("gw", "Main/kWh", "MWh"), Series("gw", "a.reg")],
        np.array([0, 1], np.int32),
        np.array([doors.now_us - MINUTE] * 2),
        np.array([0.5, 1.25]),
    )
    taken = doors.take(rows)
    assert (taken.stored, taken.refused, taken.batch) == (2, 0, 1)
    assert doors.desk.writer.values("a.kwh") == [500.0]
    assert doors.desk.writer.values("a.reg") == [2500.0]  # MWh to kWh, and the stated factor 2


def test_take__missing_values_say_why_and_never_are_numbers(doors):
    doors.take(doors.rows(("a.kwh", 3, np.nan), ("a.kwh", 2, np.inf), ("a.kwh", 1, 7.0)))
    assert [(r["value"], r["reason"]) for r in doors.desk.writer.rows] == [
        (None, MissingReason.NOT_MEASURED),
        (None, MissingReason.NOT_A_NUMBER),
        (7.0, MissingReason.PRESENT),
    ]


@pytest.mark.parametrize(
    ("device", "name", "unit", "code"),
    [
        ("gw", "nothing", None, "connect.live.unknown_name"),
        ("gw", "b.kwh", None, "connect.live.unknown_name"),  # of another firm
        ("park-gw", "a.kwh", None, "connect.live.unknown_name"),
        ("gw", "a.kwh", "m3", "core.unit.incompatible"),
        ("gw", "a.kwh", "kWhh", "core.unit.unknown"),
        ("stranger", "a.kwh", None, "connect.live.unknown_device"),
        ("upload:binh", "b.kwh", None, "connect.live.unknown_name"),
    ],
)
def test_take__what_has_no_place_or_unit_waits_in_quarantine_with_the_reason(doors, device, name, unit, code):
    scope = Scope(Role.FIRM, "binh", frozenset({"a"}))
    taken = doors.take(doors.rows((name, 1, 4.0), device=device, unit=unit), raw=b"as sent", scope=scope)
    (fault,) = taken.faults
    assert (taken.stored, taken.refused, fault.message.id, fault.device) == (0, 1, code, device)
    for lang in ("vi", "en"):
        assert "{" not in fault.message.render(lang)
    (item,) = doors.items()
    assert (item.id, item.count, item.door, item.reasons[0]["message"]) == (taken.quarantine, 1, "live", code)
    assert b"YXMgc2VudA==" in doors.desk["raw"].get(item.parts[0].raw_sha256)  # the raw bytes
    assert doors.errors(device)[code].count == 1
    assert doors.desk.writer.rows == []


def test_take__times_of_the_future_and_of_long_ago_are_refused_the_others_stored(doors):
    taken = doors.take(doors.rows(("a.kwh", -16 * 60, 1.0), ("a.kwh", 1, 2.0), ("a.kwh", 40 * 365 * 86_400, 3.0)))
    assert (taken.stored, taken.refused) == (1, 2)
    assert [f.message.id for f in taken.faults] == ["connect.reading.future", "connect.reading.ancient"]
    assert [f.where for f in taken.faults] == ["1", "3"]


def test_take__a_person_sends_within_the_own_scope(doors):
    rows = doors.rows(("a.kwh", 1, 2.0), device="upload:binh")
    assert doors.take(rows, scope=Scope(Role.FIRM, "binh", frozenset({"a"}))).stored == 1
    assert doors.take(rows).stored == 0  # nobody says with which rights
