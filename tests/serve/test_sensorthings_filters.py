"""``$filter`` and the other options of SensorThings: what is read, what it means, what is refused."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import EcoparkError, InputError
from ecopark.serve.api.sensorthings.filters import Call, Expression, Literal, Path, Span, bounds, evaluate, holds, parse
from ecopark.serve.api.sensorthings.options import Segment, read_options, read_path

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ENTITY: Mapping[str, Any] = {
    "name": "Lò O'Brien",
    "result": 7.5,
    "count": 3,
    "missing": None,
    "phenomenonTime": datetime(2026, 3, 1, 12, 30, 15, 500_000, tzinfo=UTC),
    "span": Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    "properties/public": True,
}


def asked(text: str) -> Any:
    return evaluate(parse(text, NOW), ENTITY.get)


@pytest.mark.parametrize(
    "text",
    [
        "result eq 7.5",
        "7 lt result and result lt 8",
        "not (result lt 7) and not not true",
        "name eq 'Lò O''Brien'",
        "startswith(name,'Lò') and endswith(name, 'Brien') and substringof('O''B', name)",
        "tolower(name) eq 'lò o''brien' and length(trim(concat(' ', 'ab '))) eq 2",
        "indexof(name,'O') eq 3 and substring(name,3) eq 'O''Brien' and substring(name,3,1) eq 'O'",
        "count add 2 mul 3 eq 9 and (count add 2) mul 3 eq 15",
        "7 div 2 eq 3 and 7.0 div 2 eq 3.5 and 7 mod 4 eq 3 and count sub 4 eq -1",
        "round(7.5) eq 8 and floor(result) eq 7 and ceiling(result) eq 8",
        "phenomenonTime gt 2026-03-01T12:30:00Z and phenomenonTime lt 2026-03-01T19:31:00+07:00",
        "phenomenonTime lt 2026-03-01T19:31:00 07:00",
        "year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 3 and day(phenomenonTime) eq 1",
        "hour(phenomenonTime) eq 12 and minute(phenomenonTime) eq 30 and second(phenomenonTime) eq 15",
        "fractionalseconds(phenomenonTime) eq 0.5 and date(phenomenonTime) eq '2026-03-01'",
        "phenomenonTime gt now() sub duration'PT12H'",
        "during(phenomenonTime, 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z)",
        "before(span, phenomenonTime) and after(phenomenonTime, span)",
        "overlaps(span, 2026-01-15T00:00:00Z/2026-05-01T00:00:00Z) and starts(span, 2026-01-01T00:00:00Z)",
        "properties/public eq true",
        "missing eq null and result ne null",
        "result gt 1 or missing gt 1",
    ],
)
def test_holds__true(text: str) -> None:
    assert asked(text) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("missing gt 1", None),
        ("not (missing gt 1)", None),
        ("missing gt 1 and false", False),
        ("name gt 5", None),
        ("result div 0 eq 1", None),
        ("length(result) eq 1", None),
        ("result ne 7.5", False),
    ],
)
def test_evaluate__unknown_is_not_true(text: str, expected: bool | None) -> None:
    assert asked(text) is expected
    assert holds(parse(text, NOW), ENTITY.get) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "result",
        "result eq",
        "eq 5",
        "result eq 5 5",
        "(result eq 5",
        "foo(result)",
        "startswith(name)",
        "result eq 'a",
        "result & 5",
        "and(1,2)",
        "2026-13-01T00:00:00Z lt phenomenonTime",
        "duration'x' eq 1",
        "(" * 200 + "1",
    ],
)
def test_parse__refuses(text: str) -> None:
    if text == "result":
        assert holds(parse(text, NOW), ENTITY.get) is False
        return
    with pytest.raises(InputError) as caught:
        parse(text, NOW)
    assert caught.value.code == "serve.sta.filter"


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab'() ,/eqltandornot0123456789.:-TZ+$é"), max_size=40))
def test_parse__never_fails_otherwise(text: str) -> None:
    try:
        expression = parse(text, NOW)
    except EcoparkError as error:
        assert error.code == "serve.sta.filter"  # noqa: PT017  most texts are refused, some are filters
    else:
        holds(expression, ENTITY.get)


NUMBERS = st.integers(-50, 50)
COMPARED = {"eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}
LEAF = st.builds(
    lambda name, op, n: (f"{name} {op} {n}", (name, op, n)), st.sampled_from("xyz"), st.sampled_from([*COMPARED]), NUMBERS
)
TREES = st.recursive(
    LEAF,
    lambda below: (
        st.builds(
            lambda a, word, b: (f"({a[0]}) {word} ({b[0]})", (word, a[1], b[1])),
            below,
            st.sampled_from(["and", "or"]),
            below,
        )
        | below.map(lambda a: (f"not ({a[0]})", ("not", a[1])))
    ),
    max_leaves=8,
)


def meant(tree: Any, entity: Mapping[str, int]) -> bool:
    if tree[0] == "not":
        return not meant(tree[1], entity)
    if tree[0] == "and":
        return meant(tree[1], entity) and meant(tree[2], entity)
    if tree[0] == "or":
        return meant(tree[1], entity) or meant(tree[2], entity)
    return bool(COMPARED[tree[1]](entity[tree[0]], tree[2]))


@settings(max_examples=300, deadline=None)
@given(TREES, st.fixed_dictionaries({"x": NUMBERS, "y": NUMBERS, "z": NUMBERS}))
def test_parse__means_what_is_written(tree: Any, entity: Mapping[str, int]) -> None:
    assert holds(parse(tree[0], NOW), entity.get) is meant(tree[1], entity)


MOMENTS = st.integers(0, 100).map(lambda hours: NOW + timedelta(hours=hours))
TIMES = st.recursive(
    st.builds(lambda op, at: Call(op, (Path("t"), Literal(at))), st.sampled_from([*COMPARED]), MOMENTS)
    | st.builds(lambda op, at: Call(op, (Literal(at), Path("t"))), st.sampled_from([*COMPARED]), MOMENTS),
    lambda below: st.builds(lambda word, a, b: Call(word, (a, b)), st.sampled_from(["and", "or"]), below, below),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(TIMES, MOMENTS)
def test_bounds__never_cut_off_what_is_wanted(expression: Expression, at: datetime) -> None:
    low, high = bounds(expression, "t")
    if holds(expression, {"t": at}.get):
        assert low is None or low <= at
        assert high is None or at <= high


def test_read_options__nested() -> None:
    text = (
        "Datastreams($top=2;$select=id,name;$filter=name eq 'a;b(';$expand=Sensor,Observations($top=1;$orderby=result desc))"
    )
    options = read_options([("$expand", text), ("$top", "5"), ("$count", "true"), ("lang", "en")], "Things", NOW)
    below = options.expand["Datastreams"]
    assert (options.top, options.count, below.top, below.select) == (5, True, 2, ("id", "name"))
    assert set(below.expand) == {"Sensor", "Observations"}
    assert below.expand["Observations"].orderby == (("result", True),)
    slashed = read_options([("$expand", "Datastreams/Sensor,Datastreams/Observations($top=3)")], "Things", NOW)
    assert slashed.expand["Datastreams"].expand["Observations"].top == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("$top", "-1"),
        ("$top", "x"),
        ("$count", "yes"),
        ("$expand", "Nothing"),
        ("$expand", "Datastreams($x=1)"),
        ("$expand", "Datastreams(top=1"),
        ("$orderby", "name sideways"),
        ("$nonsense", "1"),
        ("$resultFormat", "xml"),
    ],
)
def test_read_options__refuses(name: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        read_options([(name, value)], "Things", NOW)
    assert caught.value.code == "serve.sta.option"


def test_read_path__quoted_ids() -> None:
    assert read_path("/Things('O''Brien/x')/Datastreams(7)/Observations/$ref") == [
        Segment("Things", "O'Brien/x"),
        Segment("Datastreams", "7"),
        Segment("Observations", None),
        Segment("$ref", None),
    ]
