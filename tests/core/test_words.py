"""Units, intervals, messages and the readings table keep their promises."""

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.core import units
from ecopark.core.interval import Interval
from ecopark.core.messages import known_messages
from ecopark.core.observations import READINGS, readings_table
from ecopark.core.properties import PROPERTIES
from ecopark.core.terms import MissingReason

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))


def test_parse_unit__every_spelling_and_every_property_unit_is_known():
    spellings = [*units._SPELLINGS, *(p.unit for p in PROPERTIES.values())]
    assert len(spellings) > 60
    for spelling in spellings:
        units.parse_unit(spelling)


@pytest.mark.parametrize(
    ("unit", "target", "value", "expected"),
    [("MWh", "kWh", 1.5, 1500), ("m3/s", "m3/h", 2, 7200), ("g/m3", "mg/L", 7, 7), ("TOE", "GJ", 1, 41.868)],
)
def test_conversion__golden(unit, target, value, expected):
    # 1 toe = 41.868 GJ: International Energy Agency
    factor, offset = units.conversion(unit, target)
    assert value * factor + offset == pytest.approx(expected, rel=1e-12)


@given(st.sampled_from([("kWh", "MJ"), ("m3/h", "L/s"), ("degF", "°C"), ("mg/L", "kg/m3")]), st.floats(-1e6, 1e6))
def test_conversion__round_trip(pair, value):
    there, back = units.conversion(*pair), units.conversion(*reversed(pair))
    assert (value * there[0] + there[1]) * back[0] + back[1] == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_conversion__normal_cubic_metre_is_not_a_cubic_metre():
    assert not units.compatible("mg/Nm3", "mg/m3")


@given(MOMENTS, st.integers(1, 10**9), st.integers(1, 10**9))
def test_interval__neighbours_touch_and_do_not_overlap(start, first, second):
    middle = start + timedelta(microseconds=first)
    a, b = Interval(start, middle), Interval(middle, middle + timedelta(microseconds=second))
    assert not a.overlaps(b)
    assert a.contains(start)
    assert not a.contains(middle)


def test_interval__day_and_month_are_the_parks():
    assert Interval.of_day(date(2025, 3, 1)).start == datetime(2025, 2, 28, 17, tzinfo=UTC)
    assert list(Interval.of_year(2025).months()) == [(2025, m) for m in range(1, 13)]
    assert sum(1 for _ in Interval.of_year(2024).days()) == 366


def test_interval__naive_time_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        Interval(datetime(2025, 1, 1), datetime(2025, 1, 2))


def test_messages__both_languages_use_the_same_fields():
    messages = known_messages()
    assert len(messages) >= 8
    for message_id, text in messages.items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text.vi, text.en)]
        assert fields[0] == fields[1], message_id
        assert message_id.count(".") >= (1 if message_id.startswith("figure.") else 2)


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=50))
def test_readings_table__missing_is_null_with_a_reason_never_nan(values):
    times = [datetime(2025, 1, 1) + timedelta(minutes=i) for i in range(len(values))]
    table = readings_table("d", times, values)
    assert table.schema == READINGS
    for value, reason in zip(table["value"].to_pylist(), table["reason"].to_pylist(), strict=True):
        assert (value is None) == (reason != MissingReason.PRESENT)
        assert value is None or abs(value) < float("inf")
