"""Plans: a random share always, risk by stated terms; calibrations and their drift; rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.serve.small_park import small_network

from ecopark.core.errors import InputError
from ecopark.core.records import Record
from ecopark.trust.inspection.calibration import (
    Calibration,
    CheckedPoint,
    drift_of,
    due_dates,
    due_state,
)
from ecopark.trust.inspection.draw import Opening
from ecopark.trust.inspection.plan import PlanTerms, commit_plan, item_states, made_plan, places_of, what_to_do
from ecopark.trust.inspection.rates import base_rate, share, wrong_rate
from ecopark.trust.inspection.risk import PlaceFacts, RiskSettings, most_telling, score

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CALM = PlaceFacts("a", 0.005, 0.01, 0.9, 4, (), date(2027, 1, 1), True, NOW - timedelta(days=5))


def test_places__are_points_and_meters_on_edges_that_measure() -> None:
    names = {place.id for place in places_of(small_network())}
    assert names == {"steel.meter", "plating.meter", "steel.point", "plating.point", "works.point"}
    point = next(p for p in places_of(small_network()) if p.id == "steel.point")
    assert "take_sample" in what_to_do(point)
    assert {stream.id for stream in point.datastreams} == {"steel.cod"}


@pytest.mark.parametrize(
    ("visits", "random_share", "by_lot"), [(1, 0.2, 1), (4, 0.2, 1), (4, 0.5, 2), (4, 1.0, 4), (40, 0.5, 5)]
)
def test_made_plan__keeps_its_random_share(visits: int, random_share: float, by_lot: int) -> None:
    network = small_network()
    terms = PlanTerms("march", visits, NOW, NOW + timedelta(days=30), random_share)
    commitment = commit_plan(network, terms, NOW, 0, b"secret")
    items = made_plan(network, terms, commitment, Opening(b"secret".hex(), 3, "ab"), {}, NOW)
    assert [item.share for item in items].count("random") == by_lot
    assert len(items) == min(visits, 5)
    assert len({item.place for item in items}) == len(items), "nobody is visited twice"
    assert {item.probability for item in items if item.share == "random"} == {by_lot / 5}
    assert [item.id for item in items] == [f"march.{i}" for i in range(1, len(items) + 1)]


@pytest.mark.parametrize("random_share", [0.0, 0.19, 1.1])
def test_plan_terms__refuse_a_plan_without_lot(random_share: float) -> None:
    with pytest.raises(InputError, match=r"trust\.plan\.random_share"):
        PlanTerms("x", 5, NOW, NOW + timedelta(days=1), random_share)


@pytest.mark.parametrize(
    ("worse", "term"),
    [
        (replace(CALM, detectability=0.1), "balance"),
        (replace(CALM, tamper_index=1), "tamper"),
        (replace(CALM, findings=("serious",)), "findings"),
        (replace(CALM, calibration_due=date(2025, 9, 1)), "calibration"),
        (replace(CALM, last_visit=None), "time"),
        (replace(CALM, accuracy=0.05, stake=1.0), "information"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_score__rises_with_each_reason_and_names_it(worse: PlaceFacts, term: str) -> None:
    calm, risky = score(CALM, NOW), score(worse, NOW)
    assert risky.total > calm.total
    assert calm.reasons == ()
    assert term in risky.reasons


def test_score__is_the_weighted_mean_of_the_terms_shown() -> None:
    settings = RiskSettings(weights={"balance": 2.0, "findings": 1.0})
    found = score(replace(CALM, detectability=0.4, findings=("serious", "attention")), NOW, settings)
    assert found.terms["findings"] == pytest.approx(1 - 0.5 * 0.75)
    assert found.total == pytest.approx((2 * 0.6 + 0.625) / 3)
    unknown = score(replace(CALM, detectability=None, findings=()), NOW, settings)
    assert (unknown.terms["balance"], unknown.total) == (None, 0.0), "what is not known counts for nobody"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(1, 8))
def test_most_telling__takes_the_highest(values: list[float], count: int) -> None:
    scores = [score(replace(CALM, place=f"p{i}", detectability=v), NOW) for i, v in enumerate(values)]
    taken = most_telling(scores, count)
    left = [s for s in scores if s not in taken]
    assert len(taken) == min(count, len(values))
    assert all(t.total >= other.total for t in taken for other in left)
    assert most_telling(scores[::-1], count) == taken


def test_item_states__open_late_done() -> None:
    window = {"start": NOW.isoformat(), "end": (NOW + timedelta(days=1)).isoformat()}
    items = [{"id": name, "window": window} for name in ("x", "y")]
    assert [state for _, state, _ in item_states(items, {"x": "v"}, NOW)] == ["done", "open"]
    assert [state for _, state, _ in item_states(items, {"x": "v"}, NOW + timedelta(days=1))] == ["done", "late"]


def _calibration(name: str, days: float, found: float, left: float, until: date | None = None) -> Calibration:
    points = (CheckedPoint(100, 100 * (1 + found)),), (CheckedPoint(100, 100 * (1 + left)),)
    at = NOW + timedelta(days=days)
    return Calibration(name, "steel.meter", None, at, "x", "", "", "kWh", *points, until, "")


def test_due__the_certificate_holds_through_its_last_day() -> None:
    day = date(2026, 3, 2)
    assert [due_state(day, day + timedelta(days=d)) for d in (-40, -30, 0, 1)] == ["in_date", "soon", "soon", "overdue"]
    network = small_network()
    rows = {d.meter: d for d in due_dates(network, [_calibration("c", -10, 0, 0, day)], day + timedelta(days=1))}
    assert (rows["steel.meter"].state, rows["steel.meter"].source) == ("overdue", "c")
    assert rows["plating.meter"].state == "unknown"


def test_drift__from_as_left_to_as_found() -> None:
    year = 365.25
    known = [_calibration("a", 0, 0.0, 0.0), _calibration("b", year, 0.02, 0.0), _calibration("c", 2 * year, 0.03, 0.01)]
    drift = drift_of(known)
    assert [step.change for step in drift.steps] == pytest.approx([0.02, 0.03])
    assert drift.per_year == pytest.approx(0.025)
    assert drift.interval is not None
    assert drift.interval.high - drift.interval.value == pytest.approx(12.706204736 * 0.005, rel=1e-6)  # t, 1 degree
    one = drift_of(known[:2])
    assert (one.per_year, one.interval) == (pytest.approx(0.02), None)
    assert drift_of(known[:1]).per_year is None
    assert drift_of(known[::-1]) == drift


def _record(kind: str, name: str, content: dict[str, object]) -> Record:
    return Record(kind, name, 1, None, False, content, "x", NOW)


def test_base_rate__counts_visits_by_lot_alone() -> None:
    items = [{"id": f"i{i}", "share": "random" if i < 20 else "risk"} for i in range(40)]
    plans = [_record("inspection_plan", "p", {"items": items})]
    visits = [_record("inspection", f"v{i}", {"planned": f"i{i}"}) for i in range(40)]
    states = ["disagree" if i in (0, 1) or i >= 20 else "agree" for i in range(40)]
    pairs = [_record("comparison", f"c{i}", {"visit": f"v{i}", "state": state}) for i, state in enumerate(states)]
    rate = base_rate(plans, visits, pairs)
    assert rate is not None
    assert (rate.value, rate.n) == (0.1, 20)
    assert (rate.low, rate.high) == (pytest.approx(0.0279, abs=1e-4), pytest.approx(0.3010, abs=1e-4))  # Wilson, 2 of 20
    assert base_rate(plans, visits[:9], pairs) is None, "nine tell no rate"
    closed = [
        _record("investigation", f"n{i}", {"state": "closed", "outcome": {"outcome": "sample_wrong"}}) for i in range(10)
    ]
    wrong = wrong_rate(closed)
    assert wrong is not None
    assert (wrong.value, wrong.high) == (1.0, 1.0)
    assert share(0, 9, "x") is None
