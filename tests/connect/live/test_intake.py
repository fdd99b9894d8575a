"""The intake: what is stored, what waits in quarantine, who has to wait; and the laws that hold for any rows."""

import base64
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopark.connect import actions
from ecopark.connect.decode import decode_sent
from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import MOST_WAITING, Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.quota import BURST_MINUTES, Quotas
from ecopark.connect.live.sources import Sources, read_states
from ecopark.connect.live.wire import Series, WireFault, WireRows, no_rows
from ecopark.connect.records import QuarantineItem
from ecopark.connect.sent import SentRows
from ecopark.core.errors import StateError
from ecopark.core.messages import Message
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


# -- quarantine


def test_refused__a_poisoned_message_every_thousand_makes_one_item_and_loses_nothing(doors):
    """8,000 messages in groups of 100, one poisoned in each ten groups: one record, every raw message kept."""
    records, poisoned = doors.desk["records"], []
    for group in range(80):
        faults = []
        if group % 10 == 0:
            poisoned.append(f"poison {group}".encode())
            faults = [WireFault("gw", "factory/1", Message("connect.json.syntax", {"reason": "x"}), f"poison {group}")]
        said = [("a.kwh", 9000 - group * 100 - i, float(i)) for i in range(100)]
        taken = doors.take(doors.rows(*said), faults=faults, raw=poisoned[-1] if faults else None, door="mqtt")
        assert (taken.stored, taken.refused) == (100, len(faults))
    (item,) = doors.items()
    assert (item.count, item.reasons[0]["count"], len(item.parts)) == (8, 8, 1)
    assert len(records.history(SYSTEM, "quarantine", item.id)) <= 3
    kept = doors.desk["raw"].get(item.parts[0].raw_sha256)
    assert all(base64.b64encode(raw) in kept for raw in poisoned)
    error = doors.errors()["connect.json.syntax"]
    assert (error.count, error.example) == (8, "poison 70")


def test_refused__the_same_message_again_is_kept_and_counted_once(doors):
    fault = [WireFault("gw", "t", Message("connect.json.syntax", {"reason": "x"}), "poison")]
    ids = {doors.take(no_rows(), faults=fault, raw=b"poison").quarantine for _ in range(3)}
    assert len(ids) == 1
    assert doors.items()[0].count == 1


def test_refused__a_new_hour_and_another_source_are_items_of_their_own(doors):
    doors.take(doors.rows(("nothing", 1, 1.0)))
    doors.take(doors.rows(("nothing", 1, 1.0), device="park-gw"))
    doors.forward(hours=1)
    doors.take(doors.rows(("nothing", 1, 1.0)))
    assert sorted((item.file, item.count) for item in doors.items()) == [("gw", 1), ("gw", 1), ("park-gw", 1)]


def test_refused__goes_on_after_a_restart_within_the_hour(doors, network):
    doors.take(doors.rows(("nothing", 1, 1.0)))
    doors.items()
    ports = {name: doors.desk[name] for name in ("writer", "records", "raw", "clock")}
    again = Intake(network=network, devices=doors.devices, sources=doors.sources, live=doors.live, **ports)
    again.take(doors.rows(("nothing", 2, 2.0)), door="http")
    again.flush(everything=True)
    (item,) = doors.items()
    assert item.count == 2


def test_retry__rows_are_stored_once_the_name_is_declared(doors):
    doors.take(doors.rows(("new meter", 60, 4.0), ("other", 60, 5.0), ("a.kwh", 60, 6.0)))
    (item,) = doors.items()
    ports = {**doors.desk.ports, "scope": MANAGER}
    device = doors.devices.get("gw")
    doors.devices.change(MANAGER, replace(device, names={**device.names, "new meter": "a.reg"}))
    run = actions.retry(item.id, **ports)
    assert (run.state, run.readings_stored, run.rows_refused, run.door) == ("partly", 1, 1, "live")
    assert doors.desk.writer.values("a.reg") == [8000.0]
    (left,) = doors.items()
    assert (left.state, left.count, left.tries, left.reasons[0]["message"]) == ("waiting", 1, 1, "connect.live.unknown_name")
    doors.devices.change(MANAGER, replace(device, names={**device.names, "new meter": "a.reg", "other": "a.kwh"}))
    doors.take(doors.rows(("still unknown", 1, 1.0)))  # what is refused meanwhile has an item of its own
    assert actions.retry(item.id, **ports).rows_refused == 0
    states = {i.id: (i.state, i.count) for i in doors.items()}
    assert states[item.id] == ("taken", 1)
    assert [count for name, (state, count) in states.items() if name != item.id and state == "waiting"] == [1]


def test_discard__what_comes_later_waits_in_another_item(doors):
    doors.take(doors.rows(("nothing", 1, 1.0)))
    (item,) = doors.items()
    actions.discard(item.id, "test device", records=doors.desk["records"], scope=MANAGER)
    doors.take(doors.rows(("nothing", 2, 2.0), ("nothing", 3, 3.0)))
    states = {i.id: (i.state, i.count, len(i.parts)) for i in doors.items()}
    assert states.pop(item.id) == ("discarded", 1, 1)
    assert list(states.values()) == [("waiting", 2, 1)]
    report = actions.quarantine_report(next(iter(states)), lang="en", form="csv", **doors.desk.without("writer"))
    assert "which is no datastream" in report.decode("utf-8-sig")


# -- quotas and load


def test_quota__who_sends_a_hundredfold_waits_the_others_do_not_notice(doors):
    burst = 500  # five minutes of 100
    many = [("out.ph", 600 - i * 0.01, 7.0) for i in range(burst)]
    assert doors.take(doors.rows(*many, device="park-gw")).stored == burst
    with pytest.raises(StateError) as told:
        doors.take(doors.rows(("out.ph", 1, 7.0), device="park-gw"))
    assert told.value.code == "connect.quota.exceeded"
    assert told.value.params["device"] == "park-gw"
    assert 1 <= told.value.params["retry_after_s"] <= 2
    assert doors.take(doors.rows(("a.kwh", 1, 7.0))).stored == 1
    assert len(doors.desk.writer.batches) == 2
    assert doors.errors("park-gw")["connect.quota.exceeded"].count == 1
    doors.forward(seconds=told.value.params["retry_after_s"])
    assert doors.take(doors.rows(("out.ph", 1, 7.0), device="park-gw")).stored == 1


def test_quota__a_group_with_one_who_must_wait_takes_nothing_of_anybody(doors):
    doors.take(doors.rows(*[("out.ph", 600 - i * 0.01, 7.0) for i in range(500)], device="park-gw"))
    both = WireRows(
        [Series("gw", "a.kwh"), Series("park-gw", "out.ph")],
        np.array([0, 1], np.int32),
        np.array([doors.now_us] * 2),
        np.array([1.0, 7.0]),
    )
    with pytest.raises(StateError):
        doors.take(both)
    assert doors.desk.writer.values("a.kwh") == []


def test_quota__what_the_writer_could_not_keep_is_not_charged(doors):
    doors.desk.writer.full = StateError("engine.disk.full", where="x")
    many = doors.rows(*[("out.ph", 600 - i * 0.01, 7.0) for i in range(400)], device="park-gw")
    for _ in range(3):
        with pytest.raises(StateError, match=r"engine\.disk\.full"):
            doors.take(many)
    doors.desk.writer.full = None
    assert doors.take(many).stored == 400


@given(
    groups=st.lists(st.tuples(st.integers(1, 2000), st.floats(0, 120)), min_size=1, max_size=40),
    quota=st.integers(1, 500),
)
def test_quota__law__never_more_than_burst_and_rate_allow_and_nobody_waits_for_ever(groups, quota):
    quotas, now, taken, largest = Quotas(), 1000.0, 0, 0
    for count, pause in groups:
        now += pause
        wait = quotas.take({"d": count}, {"d": quota}, now)
        if wait is not None:
            assert quotas.take({"d": count}, {"d": quota}, now + wait.retry_after_s) is None
            now += wait.retry_after_s
        taken, largest = taken + count, max(largest, count)
        assert taken <= quota * BURST_MINUTES + (now - 1000.0) * quota / 60 + largest


def test_busy__the_doors_wait_while_too_much_waits_for_compaction(doors, network):
    ports = {name: doors.desk[name] for name in ("writer", "records", "raw", "clock")}
    waiting = [MOST_WAITING + 1]
    parts = {"devices": doors.devices, "sources": doors.sources, "live": doors.live}
    made = Intake(network=network, backlog=lambda: waiting[0], **parts, **ports)
    with pytest.raises(StateError) as told:
        made.take(doors.rows(("a.kwh", 1, 1.0)), door="http")
    assert told.value.code == "connect.intake.busy"
    assert told.value.params["retry_after_s"] >= 1
    assert doors.desk.writer.batches == []
    waiting[0] = 0
    made = Intake(network=network, backlog=lambda: waiting[0], **parts, **ports)
    assert made.take(doors.rows(("a.kwh", 1, 1.0)), door="http").stored == 1


# -- clocks, sources, live values


@pytest.mark.parametrize(("ahead_s", "zone"), [(86_400, False), (7 * 3600, True), (840, False)])
def test_clock__ahead_is_said_with_the_offset_and_nothing_is_shifted(doors, ahead_s, zone):
    taken = doors.take(doors.rows(("a.kwh", -ahead_s, 1.0)))
    error = doors.errors()["connect.source.clock_zone" if zone else "connect.source.clock"]
    assert error.message.params["offset_s"] == pytest.approx(ahead_s, abs=2)
    assert taken.stored == (1 if ahead_s < 900 else 0)
    for lang in ("vi", "en"):
        assert "{" not in error.message.render(lang)


def test_clock__a_day_behind_is_said_once_it_stays_so(doors):
    for i in range(4):
        doors.take(doors.rows(("a.kwh", 86_400, float(i))))
        doors.forward(seconds=10)
    error = doors.errors()["connect.source.clock"]
    assert error.message.params["offset"].startswith("-24:00")
    assert [r["phenomenon_time"].day for r in doors.desk.writer.rows] == [30] * 4  # stored as sent


def test_clock__who_sends_what_was_kept_through_a_break_has_a_right_clock(doors):
    for i in range(60):  # an hour of minute values, ten of them a second
        doors.take(doors.rows(("a.kwh", 86_400 - i * 60, float(i))))
        doors.forward(seconds=0.1)
    assert not any(code.startswith("connect.source.clock") for code in doors.errors())


def test_sources__gaps_are_seen_and_close_when_they_are_filled(doors):
    device = doors.devices.get("gw")
    doors.devices.change(MANAGER, replace(device, every_s=60))
    doors.take(doors.rows(*[("a.kwh", 3600 - i * 60, 1.0) for i in range(10)]))
    doors.take(doors.rows(*[("a.kwh", 1800 - i * 60, 1.0) for i in range(10)]))
    (state,) = doors.sources.states()
    (gap,) = state.gaps
    assert (gap.datastream, gap.missing) == ("a.kwh", 20)
    doors.take(doors.rows(*[("a.kwh", 3000 - i * 60, 1.0) for i in range(20)]))
    assert doors.sources.states()[0].gaps == ()


def test_sources__silence_is_an_error_with_a_remedy_until_it_ends(doors):
    doors.devices.change(MANAGER, replace(doors.devices.get("gw"), every_s=60))
    doors.take(doors.rows(("a.kwh", 1, 1.0)))
    assert doors.errors() == {}
    doors.forward(minutes=4)
    assert "connect.source.silent" in doors.errors()
    doors.take(doors.rows(("a.kwh", 1, 1.0)))
    assert doors.errors() == {}


def test_sources__are_written_whole_and_read_back(doors):
    doors.take(doors.rows(("a.kwh", 1, 1.0), ("nothing", 1, 1.0)))
    doors.intake.flush()
    (state,) = read_states(doors.path)
    assert (state.id, state.stored, state.refused, state.readings_minute, state.messages_hour) == ("gw", 1, 1, 2, 1)
    again = Sources(doors.path, doors.desk["clock"])
    assert [(s.stored, s.errors[0].message.id) for s in again.states()] == [(1, "connect.live.unknown_name")]
    (later,) = read_states(doors.path, doors.desk.moment[0] + timedelta(minutes=5))
    assert (later.readings_minute, later.readings_hour) == (0, 2)
    doors.path.write_text("{torn")
    assert read_states(doors.path) == []


def test_live__newest_by_phenomenon_time_and_by_scope(doors):
    doors.take(doors.rows(("a.kwh", 5, 1.0), ("a.kwh", 2, 2.0), ("a.kwh", 9, 3.0)))
    doors.take(doors.rows(("a.kwh", 100, 4.0)))  # older: changes nothing
    firm_b = Scope(Role.FIRM, "b", frozenset({"b"}))
    assert doors.live.newest(MANAGER, ["a.kwh"])["a.kwh"].value == 2.0
    assert not doors.live.newest(MANAGER, ["a.kwh"])["a.kwh"].checked
    assert doors.live.newest(firm_b, ["a.kwh"]) == {}
    token, changed = doors.live.changed_since(MANAGER, 0)
    assert list(changed) == ["a.kwh"]
    assert doors.live.changed_since(MANAGER, token) == (token, {})
    assert doors.live.changed_since(firm_b, 0) == (token, {})


# -- laws


NAMES = ("Main/kWh", "a.kwh", "a.reg", "b.kwh", "nothing")
READINGS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(-1000, 200), st.sampled_from([0.0, 1.5, float("nan"), float("inf")])),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said=READINGS, order=st.randoms(use_true_random=False))
def test_law__rows_are_stored_refused_or_repeated_whatever_their_order(doors, said, order):
    """Conservation for any rows; and for rows without contradictions the order changes nothing."""
    doors.forward(hours=2)  # fills the bucket, and begins another item
    before = len(doors.desk.writer.rows)
    rows = doors.rows(*said)
    taken = doors.take(rows)
    first = doors.desk.writer.rows[before:]
    assert taken.stored + taken.refused + taken.duplicates == len(said)
    assert taken.stored == len(first)
    times = [(row["datastream"], row["phenomenon_time"]) for row in first]
    assert len(set(times)) == len(times)
    if any(fault.message.id == "connect.reading.contradicts" for fault in taken.faults):
        return
    places = list(range(len(said)))
    order.shuffle(places)
    doors.take(WireRows(rows.series, rows.code[places], rows.time_us[places], rows.value[places]))
    second = doors.desk.writer.rows[before + len(first) :]

    def facts(rows):
        return sorted((r["datastream"], r["phenomenon_time"], r["reason"], str(r["value"])) for r in rows)

    assert facts(second) == facts(first)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said=READINGS)
def test_law__the_columnar_judge_says_what_the_decoder_of_files_says(doors, network, said):
    """The same rows through ``decode_sent``, as the firm itself: the same readings, the same number refused."""
    known = [(name, ago, value) for name, ago, value in said if name != "Main/kWh"]
    if not known:
        return
    doors.forward(hours=2)
    now = doors.desk.moment[0]
    sent, rows = SentRows(), doors.rows(*known)
    for i, (name, _ago, value) in enumerate(known):
        reason = (
            None if np.isfinite(value) else MissingReason.NOT_MEASURED if np.isnan(value) else MissingReason.NOT_A_NUMBER
        )
        moment = np.datetime64(int(rows.time_us[i]), "us").item()
        sent.add(i + 1, name, moment, value if np.isfinite(value) else None, reason=reason)
    table = decode_sent(sent.table(), network, scope=Scope(Role.FIRM, "a", frozenset({"a"})), now=now, file="x")
    before = len(doors.desk.writer.rows)
    taken = doors.take(rows)
    columns = ("datastream", "phenomenon_time", "value", "reason", "status")

    def facts(found):
        return [tuple(row[c] for c in columns) for row in found]

    assert facts(doors.desk.writer.rows[before:]) == facts(table.readings.to_pylist())
    assert (taken.refused, taken.duplicates) == (len(table.errors), table.duplicates)
