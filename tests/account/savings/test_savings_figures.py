"""A saving that was put in lies in the interval; events, meters and normal years do what the method says."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.savings.made_series import START, after, hourly

from ecopark.account.savings.baseline import Event, fit_baseline
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.savings import Asked, Meter, savings
from ecopark.core.errors import InputError
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.terms import Origin

ONE = Settings(candidates=("towt", "extended"))
YEAR = hourly()
BASELINE = fit_baseline(YEAR, settings=ONE)
SAVED = after(90, saved=0.1)


def half(figure):
    return (figure.high - figure.low) / 2


def test_savings__a_saving_that_was_put_in_lies_in_the_interval():
    found = savings(BASELINE, SAVED)
    assert found.percent.low <= 10 <= found.percent.high
    assert half(found.percent) < 2
    assert found.percent.standing is Standing.VERIFIED
    assert found.avoided.unit == "kWh"
    assert found.avoided.low <= 0.1 / 0.9 * SAVED.amount.sum() <= found.avoided.high
    assert found.steps == found.expected_steps == 90 * 24


def test_savings__nothing_saved_is_not_provable():
    found = savings(BASELINE, after(60, seed=9))
    assert found.percent.low <= 0 <= found.percent.high
    assert found.percent.standing is Standing.NOT_PROVABLE
    assert found.percent.reason.render("vi") != found.percent.reason.render("en")


def test_savings__a_claim_beyond_the_interval_is_not_provable():
    assert savings(BASELINE, SAVED, asked=Asked(claimed_percent=5.0)).percent.standing is Standing.VERIFIED
    too_much = savings(BASELINE, SAVED, asked=Asked(claimed_percent=12.0)).percent
    assert too_much.standing is Standing.NOT_PROVABLE
    assert too_much.reason.id == "account.savings.claim_not_reached"


def test_savings__the_same_data_give_the_same_numbers():
    assert savings(BASELINE, SAVED) == savings(BASELINE, SAVED)


def test_savings__figures_carry_what_they_are_about_and_have_names_in_both_languages():
    from ecopark.core.messages import known_messages

    evidence = (Evidence(EvidenceKind.DATASTREAM, "steel.main", version=3),)
    asked = Asked("water", ("firm:steel",), evidence, Origin.DECLARED)
    figure = savings(BASELINE, SAVED, asked=asked).percent_unadjusted
    assert (figure.boundary, figure.evidence, figure.origin) == (("firm:steel",), evidence, Origin.DECLARED)
    assert f"figure.{figure.name}" in known_messages()
    assert sum(figure.contributions.values()) == pytest.approx(1)
    assert Figure.of(figure.content()) == figure


def test_savings__a_percentage_does_not_depend_on_the_class_of_a_meter_that_stayed():
    rough, fine = (savings(BASELINE, SAVED, meter=Meter(accuracy)) for accuracy in (0.05, 0.0))
    assert half(rough.percent) == pytest.approx(half(fine.percent), rel=1e-9)
    assert half(rough.avoided) > half(fine.avoided)


def test_savings__a_replaced_meter_makes_the_percentage_less_sure():
    stayed, replaced = (savings(BASELINE, SAVED, meter=Meter(0.02, same=same)).percent for same in (True, False))
    assert half(replaced) > 1.5 * half(stayed)
    assert "meter:class" in replaced.contributions


def test_savings__missing_steps_are_not_counted_and_never_filled():
    holes = SAVED.amount.copy()
    holes[: 24 * 30] = np.nan
    found = savings(BASELINE, replace(SAVED, amount=holes))
    assert found.steps == 60 * 24
    assert found.avoided.value == pytest.approx(savings(BASELINE, SAVED.take(slice(24 * 30, None))).avoided.value, rel=2e-3)


def test_savings__nothing_measured_has_no_value_but_a_reason():
    found = savings(BASELINE, replace(SAVED, amount=np.full(len(SAVED), np.nan)))
    assert found.avoided.value is None
    assert found.avoided.reason.id == "account.savings.nothing_expected"


def test_savings__a_reporting_period_that_begins_within_the_baseline_is_refused():
    with pytest.raises(InputError) as refused:
        savings(BASELINE, YEAR.take(slice(24 * 300, None)))
    assert refused.value.code == "account.savings.overlap"


def test_savings__a_temporary_event_is_left_out_and_both_are_shown():
    start = SAVED.start + timedelta(days=30)
    event = Event("stop", start, start + timedelta(days=10))
    inside = (np.arange(len(SAVED)) >= 30 * 24) & (np.arange(len(SAVED)) < 40 * 24)
    stopped = replace(SAVED, amount=np.where(inside, 0.2 * SAVED.amount, SAVED.amount))
    found = savings(BASELINE, stopped, events=[event])
    assert found.percent.value == pytest.approx(
        10, abs=0.5
    )  # one case proves no coverage: that is what the placebo windows are for
    assert found.percent_unadjusted.value > found.percent.value + 5
    assert found.event_steps == 240


@pytest.mark.parametrize("step", [40.0, -30.0])
def test_savings__a_lasting_event_is_a_step_with_its_own_uncertainty(step):
    event = Event("line", SAVED.start + timedelta(days=50))
    later = np.arange(len(SAVED)) >= 50 * 24
    true = 0.1 / 0.9 * SAVED.amount.sum()
    found = savings(BASELINE, replace(SAVED, amount=SAVED.amount + np.where(later, step, 0.0)), events=[event])
    assert found.avoided.low <= true <= found.avoided.high
    assert not found.avoided_unadjusted.low <= true <= found.avoided_unadjusted.high
    assert half(found.avoided) > half(savings(BASELINE, SAVED).avoided)
    assert found.percent.contributions["event:line"] > 0


def test_savings__a_normal_year_needs_most_of_a_year():
    normal = hourly(start=START + timedelta(days=728), seed=5)
    short = savings(BASELINE, SAVED, normal=normal)
    assert short.normalised.value is None
    assert short.normalised.reason.id == "account.savings.normal_needs"
    whole = savings(BASELINE, after(300, saved=0.1), normal=normal)
    assert whole.normalised_percent.low <= 10 <= whole.normalised_percent.high
    assert whole.normalised.start.startswith("2025-12")


@settings(max_examples=8, deadline=None)
@given(saved=st.floats(-0.2, 0.4), seed=st.integers(0, 50))
def test_savings__more_saved_is_never_less_said(saved, seed):
    one, two = (savings(BASELINE, after(30, saved=part, seed=seed)) for part in (saved, saved + 0.05))
    assert two.percent.value > one.percent.value
    assert one.percent.low <= one.percent.value <= one.percent.high
