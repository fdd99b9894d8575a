"""Splits and totals of measures: what is proved, what is said, what cannot be proved; laws that hold for any register."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.account.measures.records import AMOUNTS, Measure, Status, read_measure, typed_differences
from ecopark.account.measures.recp import COST_SUM, FIELDS, code_of, filled, recp_totals
from ecopark.account.measures.splits import Bounds, Entry, Horizon, Verified, split, works_in
from ecopark.account.measures.totals import REPORTED, STANDINGS, by_sector, by_year, park_totals
from ecopark.core.errors import InputError
from ecopark.core.figures import Standing
from ecopark.core.messages import known_messages

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2025, 12, 31)
RATE = Horizon.per_year(TODAY)
YEAR = Horizon.year(2025, TODAY)
LED = Measure(
    id="led",
    firm="steel",
    name="LED",
    kind="energy",
    installed_on=date(2024, 1, 1),
    status=Status.INSTALLED,
    declared={"electricity_kwh": 100_000.0, "vnd": 180e6},
)
PROVED = Verified(
    holds=True,
    quantity="electricity_kwh",
    first=date(2025, 1, 1),
    last=date(2026, 1, 1),
    amounts={"electricity_kwh": Bounds(60_000.0, 50_000.0, 70_000.0), "vnd": Bounds(108e6, 90e6, 126e6)},
)


def test_split__without_a_verification_all_is_declared() -> None:
    found = split(Entry(LED), "electricity_kwh", YEAR)
    assert (found.verified, found.declared, found.not_provable) == (None, 100_000.0, None)


def test_split__what_goes_beyond_the_verified_part_is_not_provable() -> None:
    found = split(Entry(LED, verified=PROVED), "electricity_kwh", YEAR)
    assert found.verified == Bounds(60_000.0, 50_000.0, 70_000.0)
    assert (found.declared, found.not_provable) == (None, 40_000.0)
    money = split(Entry(LED, verified=PROVED), "vnd", YEAR)  # no other resource is named: the total is that of electricity
    assert (money.verified.value, money.not_provable) == (108e6, 72e6)


def test_split__time_that_is_not_covered_stays_declared() -> None:
    half = replace(PROVED, first=date(2025, 7, 1), amounts={"electricity_kwh": Bounds(30_000.0)})
    found = split(Entry(LED, verified=half), "electricity_kwh", YEAR)
    assert found.verified.value == 30_000.0
    assert found.not_provable == pytest.approx(100_000 * 184 / 365 - 30_000)
    assert found.declared == pytest.approx(100_000 * 181 / 365)


def test_split__a_verification_that_does_not_hold_makes_the_claim_not_provable() -> None:
    found = split(Entry(LED, verified=replace(PROVED, holds=False, amounts={})), "electricity_kwh", YEAR)
    assert (found.verified, found.declared, found.not_provable) == (None, None, 100_000.0)


def test_split__other_resources_of_a_verified_measure_stay_declared() -> None:
    both = replace(LED, declared={**LED.declared, "water_m3": 500.0})
    water = split(Entry(both, verified=PROVED), "water_m3", YEAR)
    assert (water.verified, water.declared, water.not_provable) == (None, 500.0, None)
    money = split(Entry(both, verified=PROVED), "vnd", YEAR)  # a total nobody split: what is left belongs to the water
    assert (money.verified.value, money.declared, money.not_provable) == (108e6, 72e6, None)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status.PLANNED, None), (Status.WITHDRAWN, None), (Status.REJECTED, Standing.NOT_PROVABLE)],
)
def test_split__status_decides_first(status: Status, expected: Standing | None) -> None:
    found = split(Entry(replace(LED, status=status), verified=PROVED), "electricity_kwh", YEAR)
    assert [s for s in STANDINGS if found.value(s) is not None] == ([expected] if expected else [])


def test_works_in__from_the_day_of_installation_to_the_end_of_its_life() -> None:
    late = replace(LED, installed_on=date(2025, 7, 1))
    assert works_in(late, YEAR) == 184
    short = replace(LED, installed_on=date(2020, 1, 1), lifetime_years=5.0)
    assert works_in(short, YEAR) == 0
    assert works_in(LED, Horizon.year(2025, date(2025, 1, 31))) == 31  # the future has not been saved yet


def test_said__totals_come_from_their_parts_and_typed_ones_are_compared() -> None:
    parts = {"electricity_vnd": 10.0, "water_vnd": 5.0}
    assert replace(LED, declared=parts).said["vnd"] == 15.0
    assert typed_differences({**parts, "vnd": 20.0}) == {"vnd": (20.0, 15.0)}
    assert typed_differences({**parts, "vnd": 15.0}) == {}


def test_read_measure__says_what_is_wrong_and_reads_back_what_it_wrote() -> None:
    assert read_measure("led", LED.content()) == LED
    with pytest.raises(InputError) as refused:
        read_measure("x", {"name": "x", "kind": "energy", "status": "installed"})
    assert refused.value.code == "account.measure.no_install_day"
    with pytest.raises(InputError) as misspelt:
        read_measure("x", {"name": "x", "kind": "energy", "elektricity": 1})
    assert misspelt.value.code == "trust.field.unknown"


AMOUNT = st.floats(0, 1e9, allow_nan=False)
DAY = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    name = f"m{draw(st.integers(0, 10**6))}"
    said = draw(st.dictionaries(st.sampled_from(["electricity_kwh", "water_m3", "vnd", "tco2e", "electricity_vnd"]), AMOUNT))
    status = draw(st.sampled_from([s for s in Status if s is not Status.VERIFIED]))
    measure = Measure(
        id=name,
        firm=draw(st.sampled_from(["steel", "plating", "metal", None])),
        name=name,
        kind="energy",
        installed_on=draw(DAY),
        status=status,
        lifetime_years=draw(st.none() | st.floats(1, 20)),
        declared=said,
    )
    if draw(st.booleans()):
        return Entry(measure, sector="C24")
    first = draw(DAY)
    value = draw(AMOUNT)
    holds = draw(st.booleans())
    amounts = {n: Bounds(value, value * 0.8, value * 1.2) for n in ("electricity_kwh", "vnd", "electricity_vnd")}
    last = first + timedelta(days=draw(st.integers(1, 900)))
    return Entry(measure, "C25", Verified(holds, "electricity_kwh", first, last, amounts if holds else {}))


REGISTER = st.lists(entries(), max_size=6, unique_by=lambda e: e.measure.id)


@settings(max_examples=60, deadline=None)
@given(REGISTER, st.randoms(use_true_random=False), st.booleans())
def test_totals__do_not_depend_on_the_order_and_their_splits_add_up(register, order, rate) -> None:
    horizon = RATE if rate else YEAR
    totals = park_totals(register, horizon, ZONE)
    shuffled = list(register)
    order.shuffle(shuffled)
    assert park_totals(shuffled, horizon, ZONE) == totals
    working = [e for e in register if works_in(e.measure, horizon)]
    assert sum(totals.measures.values()) == len(working)
    assert sum(totals.firms.values()) == len({e.measure.firm for e in working} - {None})
    for name in AMOUNTS:
        total = totals.amounts[name]
        for standing in STANDINGS:
            parts = [v for e in register if (v := split(e, name, horizon).value(standing)) is not None]
            assert total.of(standing).value == (math.fsum(parts) if parts else None)
            assert total.of(standing).standing is standing


@settings(max_examples=80, deadline=None)
@given(entries(), st.sampled_from(["electricity_kwh", "water_m3", "vnd"]), st.booleans())
def test_split__nothing_that_is_said_is_lost_or_counted_twice(entry, amount, rate) -> None:
    """The parts sum to what is said for the time, plus what was verified beyond it."""
    horizon = RATE if rate else YEAR
    found = split(entry, amount, horizon)
    whole = math.fsum(v for s in STANDINGS if (v := found.value(s)) is not None)
    days = works_in(entry.measure, horizon)
    said = entry.measure.said.get(amount, 0.0) * (1.0 if rate else days / 365) if days else 0.0
    proved = found.verified.value if found.verified else 0.0
    assert whole >= max(said, proved) - 1e-6 * max(1.0, said, proved)
    assert whole <= said + proved + 1e-6 * max(1.0, said, proved)


@settings(max_examples=40, deadline=None)
@given(REGISTER)
def test_totals__sectors_add_up_to_the_park(register) -> None:
    whole = park_totals(register, RATE, ZONE)
    rows = by_sector(register, TODAY, ZONE)
    for name in REPORTED:
        for standing in STANDINGS:
            parts = [v for row in rows if (v := row.totals.amounts[name].of(standing).value) is not None]
            total = whole.amounts[name].of(standing).value
            assert (total is None) == (not parts)
            if total is not None:
                assert math.isclose(math.fsum(parts), total, rel_tol=1e-9, abs_tol=1e-6)


def test_by_year__new_measures_and_the_savings_of_each_year() -> None:
    rows = by_year([Entry(LED), Entry(replace(LED, id="b", installed_on=date(2025, 7, 1)))], 2023, 2025, TODAY, ZONE)
    assert [(r.key, r.new_firms, r.new_measures) for r in rows] == [("2023", 0, 0), ("2024", 1, 1), ("2025", 1, 1)]
    saved = [r.totals.amounts["electricity_kwh"].declared.value for r in rows]
    assert saved == [None, 100_000.0, pytest.approx(100_000 * (1 + 184 / 365))]


def test_verified_interval__adds_ends_as_if_errors_went_together() -> None:
    two = [Entry(LED, verified=PROVED), Entry(replace(LED, id="b"), verified=PROVED)]
    figure = park_totals(two, YEAR, ZONE).amounts["electricity_kwh"].verified
    assert (figure.value, figure.low, figure.high) == (120_000.0, 100_000.0, 140_000.0)


def test_recp_totals__every_field_of_the_forms_once_per_standing_and_named_in_both_languages() -> None:
    for form, fields in FIELDS.items():
        figures = recp_totals([Entry(LED)], 2026, TODAY, ZONE, form=form)
        codes = [code_of(f) for f in figures]
        assert len(set(zip(codes, (f.standing for f in figures), strict=True))) == len(figures)
        assert {(form, field.code) for field in fields} <= set(codes)
        assert all(f"figure.{f.name}" in known_messages() for f in figures)


def test_recp_totals__counts_sums_and_rate_of_form_a4() -> None:
    old = replace(LED, id="old", firm="plating", installed_on=date(2023, 5, 1))
    planned = replace(LED, id="plan", firm="metal", status=Status.PLANNED, installed_on=date(2027, 1, 1))
    new = replace(LED, id="new", installed_on=date(2025, 1, 1), declared={"water_m3": 10.0, "water_vnd": 5e6})
    register = [Entry(LED, verified=PROVED), Entry(old), Entry(planned), Entry(new)]
    figures = recp_totals(register, 2026, TODAY, ZONE, electricity_used_kwh=900_000.0)
    at = {(code_of(f)[1], f.standing): f.value for f in figures}
    v, d, n = STANDINGS
    assert [at["1.1.1", s] for s in STANDINGS] == [1, 1, 0]  # until N-2: steel (verified), plating (declared)
    assert [at["1.1.4", s] for s in STANDINGS] == [0, 1, 0]
    assert at["1.1.5", d] == 1
    assert (at["1.2.3", v], at["1.2.3", d], at["1.2.3", n]) == (60_000.0, 100_000.0, 40_000.0)
    assert at["1.2.4", v] == pytest.approx(100 * 60_000 / 960_000)
    assert at["1.3.3", d] == 5.0  # million dong
    assert COST_SUM["1.3.16"][0] == "1.2.6"
    assert at["1.3.16", d] == 5.0


def test_filled__one_number_says_what_it_holds_and_leaves_the_unprovable_out() -> None:
    figures = recp_totals([Entry(LED, verified=PROVED), Entry(replace(LED, id="b", firm="x"))], 2026, TODAY, ZONE)
    one = filled(figures, "1.2.3")
    assert one.value == 160_000.0
    assert one.standing is Standing.DECLARED
    assert one.reason.params["not_provable"] == 40_000.0
    assert "60000" in one.reason.render("en").replace(",", "").replace(".0", "")
    assert filled(figures, "1.2.4").value is None
    assert filled(figures, "9.9") is None
