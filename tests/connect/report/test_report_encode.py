"""What is written for a receiver reads back, with our own decoder, as what was observed; nothing is made up."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connect.conftest import MANAGER
from tests.connect.report.servers import DAWN, receiver_of

from ecopark.connect.report.encode import slot_files
from ecopark.connect.report.plan import slot_at_or_after, slots, station_plans
from ecopark.connect.report.receivers import SentParameter, SentStation
from ecopark.connect.station_import import Arrived, judge_station_files
from ecopark.connect.stations import parse_station_file
from ecopark.core.observations import OBSERVATIONS
from ecopark.core.terms import MissingReason

STREAMS = ("out.cod", "out.flow", "out.ph", "out.temp")
AFTER = dt.datetime(2025, 7, 3, tzinfo=dt.UTC)


def plan_of(network, **more):
    (plan,) = station_plans(receiver_of("ftp", 21, **more), network)
    return plan


def table(rows):
    columns = ("datastream", "phenomenon_time", "value", "reason", "status")
    full = [{**dict(zip(columns, row, strict=True)), "recorded_time": DAWN, "revision": 0, "batch": 1} for row in rows]
    full.sort(key=lambda row: (row["datastream"], row["phenomenon_time"]))
    for row in full:
        row["phenomenon_time"] = row["phenomenon_time"].replace(tzinfo=None)
    return pa.Table.from_pylist(full, schema=OBSERVATIONS)


values = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
stated = st.one_of(
    st.tuples(values, st.just(0), st.sampled_from([0, 1, 2])),
    st.tuples(st.none(), st.just(int(MissingReason.DEVICE_FAULT)), st.just(2)),
    st.tuples(st.none(), st.just(int(MissingReason.CALIBRATION)), st.just(1)),
)
observed = st.dictionaries(st.tuples(st.sampled_from(STREAMS), st.integers(0, 40)), stated, min_size=1, max_size=40)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(observed)
def test_slot_files__decoded_again_they_hold_the_same_readings(network, found):
    rows = [(name, DAWN + dt.timedelta(minutes=5 * slot), *said) for (name, slot), said in found.items()]
    plan = plan_of(network)
    files = slot_files(plan, table(rows))
    assert set(files) == {time for _, time, *_ in rows}
    arrived = [Arrived(plan.file_name(slot), file.content, AFTER) for slot, file in files.items()]
    judged = judge_station_files(network, MANAGER, AFTER, arrived)
    assert not judged.errors
    again = judged.decoded.readings.to_pylist()
    got = {(r["datastream"], r["phenomenon_time"]): (r["value"], r["reason"], r["status"]) for r in again}
    assert got == {(name, time.replace(tzinfo=None)): tuple(said) for name, time, *said in rows}


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)))
def test_slot_at_or_after__the_slot_whose_five_minutes_hold_the_moment(moment):
    moment = moment.replace(tzinfo=dt.UTC)
    slot = slot_at_or_after(moment)
    assert slot - dt.timedelta(minutes=5) < moment <= slot
    assert slot.minute % 5 == slot.second == slot.microsecond == 0
    assert list(slots(slot, slot)) == [slot]


def test_slot_files__what_has_neither_value_nor_state_has_no_line_and_alone_no_file(network):
    blank = ("out.cod", DAWN, None, int(MissingReason.NOT_MEASURED), 0)
    assert slot_files(plan_of(network), table([blank])) == {}
    (file,) = slot_files(plan_of(network), table([blank, ("out.ph", DAWN, 7.0, 0, 255)])).values()
    assert file.content == b"pH\t7\t-\t20250701000000\t00\r\n"
    assert not file.complete


def test_slot_files__the_newest_reading_of_the_slot_with_its_own_time_nothing_averaged(network):
    times = [DAWN + dt.timedelta(minutes=m, seconds=s) for m, s in ((1, 0), (2, 0), (4, 30), (5, 1))]
    rows = [("out.cod", time, float(i), 0, 0) for i, time in enumerate(times)]
    files = slot_files(plan_of(network), table(rows))
    first, second = (files[DAWN + dt.timedelta(minutes=m)] for m in (5, 10))
    assert first.content == b"COD\t2\tmg/L\t20250701000430\t00\r\n"
    assert second.content == b"COD\t3\tmg/L\t20250701000501\t00\r\n"


def test_slot_files__no_exponents_and_the_receivers_unit(network):
    parameters = (SentParameter("out.cod", unit="g/m3"), SentParameter("out.flow", unit="m3/s"))
    receiver = receiver_of("ftp", 21)
    object.__setattr__(receiver, "stations", (SentStation("mp", parameters=parameters),))
    (plan,) = station_plans(receiver, network)
    (file,) = slot_files(plan, table([("out.cod", DAWN, 1e-7, 0, 0), ("out.flow", DAWN, 36.0, 0, 0)])).values()
    assert file.content.splitlines() == [
        b"COD\t0.0000001\tg/m3\t20250701000000\t00",
        b"Flow\t0.01\tm3/s\t20250701000000\t00",
    ]
    assert [line.value for line in parse_station_file(file.content, plan.file_name(DAWN)).lines] == [1e-7, 0.01]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("{province}/{facility}/{station}/{yyyy}/{MM}/{dd}", "NT/NM1/OUT01/2025/07/01"),
        ("/in/{code}/{yyyy}{MM}{dd}/{HH}", "/in/NT_NM1_OUT01/20250701/00"),
        ("", ""),
    ],
)
def test_folder_of__places_in_the_parks_time(network, pattern, wanted):
    assert plan_of(network, folder=pattern).folder_of(DAWN) == wanted


def test_slot_files__complete_when_nothing_newer_can_come_for_the_slot(network):
    def complete(**minutes):
        rows = [(f"out.{name}", DAWN + dt.timedelta(minutes=m), 1.0, 0, 0) for name, ms in minutes.items() for m in ms]
        return slot_files(plan_of(network), table(rows))[DAWN + dt.timedelta(minutes=5)].complete

    assert complete(cod=[5], flow=[5], ph=[5], temp=[5])
    assert not complete(cod=[5], flow=[5], ph=[5])
    assert not complete(cod=[4], flow=[5], ph=[5], temp=[5])
    assert complete(cod=[4, 6], flow=[5], ph=[5], temp=[5])
