"""Sinks: the worked example of the formula, what counts, and that nothing can be netted."""

from __future__ import annotations

import json
import operator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.account.carbon_lines import line

from ecopark.account.carbon import footprint_of
from ecopark.account.sinks.estimate import CO2_PER_C, Sinks, estimate, growing_years
from ecopark.account.sinks.records import Planting, SurvivalCheck
from ecopark.account.sinks.survival import survival
from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.rules.load import load_packs

BOOK = load_packs()
PHOTO = (Evidence(EvidenceKind.DOCUMENT, "a" * 32, sha256="a" * 64),)
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
days = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def planting(**other) -> Planting:
    said = {"id": "p", "firm": "steel", "what": "Sao đen", "place": "đường 3", "planted_on": date(2020, 6, 1)}
    return Planting(**{**said, "trees": 100, "crown_m2": None, "evidence": PHOTO, **other})


def check(**other) -> SurvivalCheck:
    return SurvivalCheck(
        **{"id": "c", "planting": "p", "on": date(2025, 6, 1), "by": "An", "sampled": 100, "alive": 90, **other}
    )


def one(p: Planting, *checks: SurvivalCheck, period=YEAR) -> Sinks:
    return estimate([p], checks, BOOK, *period)


def test_estimate__worked_example_of_the_crown_cover_method() -> None:
    """1 ha of crowns, all alive: 2.9 t C x 44/12 = 10.63 t CO2 a year; IPCC 2006 Vol. 4 ch. 8 eq. 8.2, range 1.8 to 3.4."""
    found = one(planting(trees=None, crown_m2=10_000.0), check(sampled=1000, alive=1000)).total
    assert found is not None
    year = 365 / 365.25
    assert found.mid_tco2 == pytest.approx(2.9 * 44 / 12 * year)
    assert found.mid_tco2 == pytest.approx(10.63, abs=0.02)
    assert found.high_tco2 == pytest.approx(3.4 * 44 / 12 * year)
    assert found.low_tco2 == pytest.approx(1.8 * 44 / 12 * year * survival(1000, 1000).low)
    assert found.provisional


def test_estimate__worked_example_per_tree() -> None:
    """A hardwood takes up about 0.010 t C, that is 37 kg CO2, a year; 90 of 100 are alive and all were looked at."""
    found = one(planting(), check()).total
    assert found is not None
    assert found.mid_tco2 == pytest.approx(100 * 0.9 * 0.010 * CO2_PER_C * 365 / 365.25)
    assert found.mid_tco2 / 90 == pytest.approx(0.0367, abs=0.0002)


@pytest.mark.parametrize(
    ("changed", "checks", "reason"),
    [
        ({"evidence": ()}, [check()], "no_evidence"),
        ({}, [], "no_check"),
        ({}, [check(on=date(2023, 12, 1))], "check_old"),
        ({}, [check(on=date(2019, 1, 1))], "checked_before"),
        ({"planted_on": date(2004, 1, 1)}, [check()], "grown_up"),
        ({"planted_on": date(2026, 3, 1)}, [check()], "not_yet"),
    ],
    ids=["no evidence", "no check", "old check", "check before planting", "grown up", "not yet planted"],
)
def test_estimate__what_does_not_count_says_why(changed, checks, reason) -> None:
    found = one(planting(**changed), *checks)
    assert found.total is None
    row = found.plantings[0]
    assert row.uptake is None
    assert row.reason is not None
    assert row.reason.id == f"account.sink.{reason}"
    assert row.reason.render("vi") != row.reason.render("en")


def test_estimate__a_check_by_the_same_person_does_not_count() -> None:
    found = estimate([planting()], [check()], BOOK, *YEAR, self_checked=lambda _: True)
    assert found.plantings[0].reason is not None
    assert found.plantings[0].reason.id == "account.sink.self_checked"


def test_growing_years__ends_after_the_active_period() -> None:
    assert growing_years(date(2005, 7, 1), *YEAR, 20) == pytest.approx(181 / 365.25)
    assert growing_years(date(2004, 2, 29), date(2024, 1, 1), date(2025, 1, 1), 20) == pytest.approx(59 / 365.25)


@given(st.integers(1, 400), st.data())
def test_survival__holds_the_share_and_narrows_with_the_sample(sampled: int, data: st.DataObject) -> None:
    alive = data.draw(st.integers(0, sampled))
    few, many = survival(sampled, alive), survival(10 * sampled, 10 * alive)
    assert 0 <= few.low <= few.value <= few.high <= 1
    assert many.high - many.low <= few.high - few.low + 1e-9


def test_survival__printed_example() -> None:
    """Clopper-Pearson, 90 % two-sided, 54 of 60: 0.8122 … 0.9555 (beta quantiles B(54, 7) and B(55, 6))."""
    found = survival(60, 54)
    assert found.low == pytest.approx(0.8122, abs=5e-4)
    assert found.high == pytest.approx(0.9555, abs=5e-4)
    assert survival(60, 54, planted=60).low == 0.9


@given(st.integers(1, 10_000), days, st.integers(1, 200), st.data())
def test_estimate__the_range_holds_the_middle_and_more_dead_never_helps(trees, planted, sampled, data) -> None:
    alive = data.draw(st.integers(0, sampled))
    p, looked = planting(trees=trees, planted_on=planted), max(planted, date(2025, 3, 1))
    found = one(p, check(on=looked, sampled=sampled, alive=alive)).total
    if found is None:
        return
    assert 0 <= found.low_tco2 <= found.mid_tco2 <= found.high_tco2
    fewer = one(p, check(on=looked, sampled=sampled, alive=max(alive - 1, 0))).total
    assert fewer is not None
    assert fewer.mid_tco2 <= found.mid_tco2


OPERATIONS = [operator.add, operator.sub, operator.mul, operator.iadd, operator.isub]
GROSS = [1.0, 7, Estimate(5.0, "tCO2e"), Figure(name="total", value=1.0, unit="tCO2e", standing=Standing.MEASURED)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=[o.__name__ for o in OPERATIONS])
def test_sink_estimate__takes_part_in_no_arithmetic(operation) -> None:
    sink = one(planting(), check()).total
    for gross in (*GROSS, sink):
        with pytest.raises(TypeError):
            operation(gross, sink)
        with pytest.raises(TypeError):
            operation(sink, gross)
    with pytest.raises(TypeError):
        sum([sink])
    with pytest.raises(TypeError):
        float(sink)
    with pytest.raises(TypeError):
        operator.neg(sink)


def test_sink_estimate__no_sum_of_an_inventory_takes_it() -> None:
    sink = one(planting(), check()).total
    with pytest.raises((TypeError, AttributeError)):
        total([Estimate(5.0, "tCO2e"), sink], "tCO2e")  # type: ignore[list-item]
    with pytest.raises((TypeError, KeyError)):
        footprint_of([line(1.0), sink.content()])
    assert "emission_tco2e" not in json.dumps(sink.content())


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=5), st.integers(0, 100_000))
def test_footprint__is_the_same_whatever_was_planted(emissions, trees) -> None:
    lines = [line(value) for value in emissions]
    before = footprint_of(lines).emission.value
    if trees:
        one(planting(trees=trees), check(sampled=max(trees, 1), alive=trees))
    assert footprint_of(lines).emission.value == before


@pytest.mark.parametrize(
    "changed",
    [
        {"trees": None},
        {"crown_m2": 5.0},
        {"trees": 0},
        {"trees": True},
        {"planted_on": "soon"},
        {"what": ""},
        {"evidence": "x"},
    ],
    ids=str,
)
def test_planting_of__refuses_what_cannot_be_taken(changed) -> None:
    with pytest.raises(InputError) as refused:
        Planting.of("p", {**planting().content(), **changed})
    assert refused.value.code.startswith("account.sink.")


def test_planting_of__round_trip() -> None:
    for thing in (planting(), planting(trees=None, crown_m2=12.5, note="x")):
        assert Planting.of("p", json.loads(json.dumps(thing.content()))) == thing
    assert SurvivalCheck.of("c", check().content()) == check()
    with pytest.raises(InputError):
        SurvivalCheck.of("c", {**check().content(), "alive": 101})


def test_check__lasts_two_years() -> None:
    last = date(2025, 12, 31) - timedelta(days=730)
    assert one(planting(), check(on=last)).total is not None
