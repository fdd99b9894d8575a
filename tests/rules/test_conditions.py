"""Conditions of scope: what holds, what cannot be told, what excludes what."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.rules.conditions import never_together, parse_conditions

BOUNDS = st.builds(lambda op, bound: f"q {op} {bound}", st.sampled_from(["<", "<=", ">", ">="]), st.integers(-3, 3))
RANGES = st.lists(BOUNDS, min_size=1, max_size=2, unique_by=lambda clause: clause[2]).map("; ".join)


@pytest.mark.parametrize(
    ("text", "stated", "holds"),
    [
        ("q <= 50", "50", True),
        ("q < 50", "50", False),
        ("q > 50; q <= 200", "50,5", True),
        ("q > 50; q <= 200", "200.1", False),
        ("q = A|B", "b", True),
        ("q = A", "C", False),
        ("q absent", "", True),
        ("q absent", "1", False),
        ("q < 2025-09-01", "2025-08-31", True),
        ("q >= 2025-09-01", "2025-08-31", False),
        ("q <= 50", "", None),
        ("q <= 50", "about fifty", None),
        ("q = A", " ", None),
    ],
)
def test_holds(text, stated, holds):
    (condition,) = parse_conditions(text)
    assert condition.holds({"q": stated}) is holds


@pytest.mark.parametrize("text", ["q", "q ~ 1", "q <", "q < high", "q = A; q = B", "q absent; q < 1", "Q = A", "q absent 1"])
def test_parse_conditions__refuses(text):
    with pytest.raises(ValueError):
        parse_conditions(text)


@settings(deadline=None)
@given(RANGES, RANGES, st.integers(-10, 10).map(lambda n: n / 2))
def test_never_together__is_sound(one, other, value):
    first, second = parse_conditions(one), parse_conditions(other)
    both = all(c.holds({"q": repr(value)}) for c in (*first, *second))
    assert not (both and never_together(first, second))
    assert never_together(first, second) == never_together(second, first)


@settings(deadline=None)
@given(
    st.sampled_from(["q <= 1", "q > 1", "q = A", "q = B", "q absent"]),
    st.sampled_from(["q <= 1", "q > 1", "q = A", "q absent"]),
)
def test_never_together__different_clauses_of_one_fact_exclude_each_other_unless_words_meet_numbers(one, other):
    excluded = never_together(parse_conditions(one), parse_conditions(other))
    mixed = ("=" in one.replace("<=", "")) != ("=" in other.replace("<=", "")) and "absent" not in one + other
    assert excluded == (one != other and not mixed)


def test_never_together__other_facts_do_not_exclude():
    assert not never_together(parse_conditions("a = A"), parse_conditions("b = B"))
    assert not never_together((), parse_conditions("b = B"))


@settings(deadline=None)
@given(RANGES)
def test_str__reads_back(text):
    conditions = parse_conditions(text)
    assert parse_conditions("; ".join(map(str, conditions))) == conditions


def test_holds__a_date_is_a_day_number():
    (condition,) = parse_conditions("since < 2025-09-01")
    assert condition.high == date(2025, 9, 1).toordinal()
