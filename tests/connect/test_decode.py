"""Readings as sent become READINGS: unit, factor and sign once, nothing invented, nothing lost."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.decode import FUTURE_TOLERANCE, decode_sent, may_write
from ecopark.connect.sent import SentRows
from ecopark.core.messages import known_messages
from ecopark.core.observations import READINGS
from ecopark.core.scope import Scope
from ecopark.core.terms import MissingReason, Role

from .conftest import FIRM_A, MANAGER, NOW

START = datetime(2025, 6, 30)


def decode(network, rows, scope=MANAGER, **more):
    sent = SentRows()
    for i, (name, minutes, value, *unit) in enumerate(rows):
        sent.add(i, name, START + timedelta(minutes=minutes), value, unit=unit[0] if unit else None)
    return decode_sent(sent.table(), network, scope=scope, now=NOW, file="f", **more)


def values(decoded):
    return decoded.readings["value"].to_pylist()


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("a.kwh", 1.5, None, 1.5),
        ("a.kwh", 1.5, "MWh", 1500),
        ("a.kwh", 3.6, "MJ", 1),
        ("a.reg", 0.5, None, 1000),  # MWh with a transformer ratio of 2
        ("a.reg", 500, "kWh", 1000),
        ("out.flow", 1, "L/s", 3.6),
        ("out.flow", 24, "m3/ngày", 1),
        ("out.cod", 50, "g/m3", 50),
        ("out.temp", 303.15, "K", 30),
        ("kk.pm", 0.03, "mg/Nm3", 30),
    ],
)
def test_decode_sent__unit_then_factor(network, name, value, unit, expected):
    assert values(decode(network, [(name, 0, value, unit)])) == [pytest.approx(expected)]


def test_decode_sent__normal_and_plain_cubic_metres_are_not_mixed(network):
    decoded = decode(network, [("kk.so2", 0, 30, "mg/m3")])
    assert [error.message.id for error in decoded.errors] == ["core.unit.incompatible"]
    assert len(decoded.readings) == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e308])
def test_decode_sent__no_nan_and_no_infinity_passes(network, value):
    decoded = decode(network, [("a.reg", 0, value)])
    assert values(decoded) == [None]
    assert decoded.readings["reason"].to_pylist() == [MissingReason.NOT_A_NUMBER]


def test_decode_sent__a_value_near_the_end_of_floats_is_taken_as_it_is(network):
    assert values(decode(network, [("a.kwh", 0, 1.79e306)])) == [1.79e306]


def test_decode_sent__future_is_judged_by_the_clock_given(network):
    ahead = (NOW.replace(tzinfo=None) - START) // timedelta(minutes=1)
    tolerance = FUTURE_TOLERANCE // timedelta(minutes=1)
    decoded = decode(network, [("a.kwh", ahead + tolerance, 1), ("a.kwh", ahead + tolerance + 1, 1)])
    assert [(e.row, e.message.id) for e in decoded.errors] == [(1, "connect.reading.future")]
    assert len(decoded.readings) == 1


def test_decode_sent__finer_values_than_declared_are_noticed_and_kept(network):
    decoded = decode(network, [("a.kwh", 0, 1.25), ("a.kwh", 15, 1.255), ("a.kwh", 30, 0.07)])
    assert values(decoded) == [1.25, 1.255, 0.07]
    (notice,) = decoded.notices
    assert (notice.id, notice.params["count"]) == ("connect.notice.finer", 1)


def test_decode_sent__newest_first_is_no_clock_jump(network):
    assert not decode(network, [("b.kwh", -15 * i, 1) for i in range(10)]).notices


def test_decode_sent__replaced_and_rolled_over_registers_are_told_apart(network):
    replaced = decode(network, [("a.reg", 0, 400), ("a.reg", 15, 1)])
    rolled = decode(network, [("a.reg", 0, 999), ("a.reg", 15, 1)])  # rolls over at 2,000,000 kWh = 1,000 MWh sent
    assert [n.id for n in replaced.notices] == ["connect.notice.register_fell"]
    assert [n.id for n in rolled.notices] == ["connect.notice.rolled_over"]


@pytest.mark.parametrize(
    ("scope", "written"),
    [
        (MANAGER, {"a.kwh", "b.kwh", "out.cod"}),
        (FIRM_A, {"a.kwh"}),
        (Scope(Role.FIRM, "x", frozenset({"a", "b"})), {"a.kwh", "b.kwh"}),
        (Scope(Role.INSPECTOR, "i"), set()),
    ],
)
def test_may_write__the_manager_all_a_firm_its_own_others_nothing(network, scope, written):
    names = ("a.kwh", "b.kwh", "out.cod")
    assert {name for name in names if may_write(scope, network.datastreams[name])} == written
    decoded = decode(network, [(name, 0, 1) for name in names], scope)
    assert set(decoded.readings["datastream"].to_pylist()) == written
    assert len(decoded.errors) == 3 - len(written)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a.kwh", "a.reg", "b.kwh", "nowhere"]),
        st.integers(-20, 20).map(lambda i: i * 15) | st.just(10**7) | st.just(-(10**8)),
        st.none() | st.sampled_from([0.0, 1.0, 2.5]) | st.floats(allow_nan=True),
        st.sampled_from([None, "kWh", "MWh", "m3", "??"]),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(ROWS)
def test_decode_sent__every_row_is_stored_refused_or_counted_as_double(network, rows):
    decoded = decode(network, rows)
    assert len(decoded.readings) + len(decoded.errors) + decoded.duplicates == len(rows)
    assert decoded.readings.schema == READINGS
    decoded.readings.validate(full=True)
    keys = list(zip(*(decoded.readings[c].to_pylist() for c in ("datastream", "phenomenon_time")), strict=True))
    assert len(set(keys)) == len(keys)
    for value, reason in zip(values(decoded), decoded.readings["reason"].to_pylist(), strict=True):
        assert (value is None) == (reason != MissingReason.PRESENT)
        assert value is None or abs(value) < float("inf")
    assert all("{" not in error.message.render("vi") for error in decoded.errors)


def test_messages__every_code_of_the_room_has_a_text():
    import re
    from importlib.resources import files

    room = files("ecopark.connect")
    codes = set()
    for source in room.iterdir():
        if source.name.endswith(".py"):
            codes |= set(re.findall(r'"(connect\.[a-z]+\.[a-z_0-9]+)"', source.read_text(encoding="utf-8")))
    assert len(codes) > 80
    assert codes <= set(known_messages())


def test_decode_sent__times_stay_utc(network):
    decoded = decode(network, [("a.kwh", 0, 1)])
    assert decoded.readings["phenomenon_time"].to_pylist() == [START]
