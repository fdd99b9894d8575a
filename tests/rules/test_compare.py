"""Comparison with limits: sides, shares, guard band; reference oxygen; normal volumes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.rules.compare import DecisionRule, Outcome, at_reference_oxygen, compare, compare_many
from ecopark.rules.limits import normal_volume_ratio

VALUES = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("value", "lower", "upper", "outcome"),
    [
        (67.5, None, 67.5, Outcome.WITHIN),
        (67.51, None, 67.5, Outcome.ABOVE),
        (math.nextafter(67.5, 68), None, 67.5, Outcome.WITHIN),  # the last bit of a float is no exceedance
        (5.9, 6.0, 9.0, Outcome.BELOW),
        (6.0, 6.0, 9.0, Outcome.WITHIN),
        (9.01, 6.0, 9.0, Outcome.ABOVE),
        (0.0, None, 0.05, Outcome.WITHIN),
        (-1.0, 0.0, None, Outcome.BELOW),
    ],
)
def test_compare__sides(value, lower, upper, outcome):
    assert compare(value, lower=lower, upper=upper).outcome is outcome
    assert outcome.exceeds == (outcome in {Outcome.ABOVE, Outcome.BELOW})


def test_compare__mean_of_equal_readings_is_the_reading():
    readings = np.full(288, 0.1)
    assert readings.sum() / 288 != 0.1  # what a float mean does
    assert compare(float(readings.sum() / 288), lower=None, upper=0.1).outcome is Outcome.WITHIN


@pytest.mark.parametrize(
    ("share", "outcome"), [(0.75, Outcome.ABOVE), (0.7499, Outcome.CANNOT_TELL), (0.0, Outcome.CANNOT_TELL)]
)
def test_compare__needs_three_quarters_of_the_readings_unless_set_otherwise(share, outcome):
    compared = compare(80.0, lower=None, upper=67.5, valid_share=share)
    assert compared.outcome is outcome
    assert (compared.reason is not None) == (outcome is Outcome.CANNOT_TELL)
    assert compare(80.0, lower=None, upper=67.5, valid_share=share, required_share=0.0).outcome is Outcome.ABOVE


def test_compare__no_value_cannot_be_told():
    compared = compare(None, lower=None, upper=1.0)
    assert (compared.outcome, compared.reason) == (Outcome.CANNOT_TELL, Message("rules.compare.no_value"))


@pytest.mark.parametrize(
    ("value", "guarded"),
    [(60.0, Outcome.WITHIN), (63.0, Outcome.CANNOT_TELL), (70.0, Outcome.CANNOT_TELL), (73.0, Outcome.ABOVE)],
)
def test_compare__guard_band_is_shown_and_decides_only_when_asked(value, guarded):
    simple = compare(value, lower=None, upper=67.5, expanded_uncertainty=5.0)
    assert simple.outcome is (Outcome.ABOVE if value > 67.5 else Outcome.WITHIN)
    assert simple.guarded is guarded
    assert (simple.guard_low, simple.guard_high) == (value - 5, value + 5)
    strict = compare(value, lower=None, upper=67.5, expanded_uncertainty=5.0, rule=DecisionRule.GUARDED)
    assert strict.outcome is guarded
    assert (strict.reason is not None) == (guarded is Outcome.CANNOT_TELL)


@settings(deadline=None)
@given(VALUES, st.floats(0, 1e5), st.floats(0, 1e5), st.sampled_from(DecisionRule))
def test_compare__more_uncertainty_never_turns_one_verdict_into_the_other(value, less, more, rule):
    sharp, blunt = (
        compare(value, lower=-10.0, upper=10.0, expanded_uncertainty=u, rule=rule).outcome for u in (less, less + more)
    )
    assert blunt in {sharp, Outcome.CANNOT_TELL}


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=20), st.floats(0, 1))
def test_compare_many__is_compare_for_each(values, share):
    shares = np.full(len(values), share)
    many = compare_many(np.array(values), shares, -1.0, 7.0)
    assert many.tolist() == [compare(v, lower=-1.0, upper=7.0, valid_share=share).outcome for v in values]


def test_compare_many__nan_cannot_be_told_and_no_bound_is_an_error():
    assert compare_many(np.array([np.nan]), np.ones(1), None, 1.0).tolist() == [Outcome.CANNOT_TELL]
    with pytest.raises(InputError) as error:
        compare_many(np.ones(1), np.ones(1), None, None)
    assert error.value.code == "rules.compare.no_bound"
    with pytest.raises(InputError) as error:
        compare(1.0, lower=None, upper=2.0, expanded_uncertainty=-0.1)
    assert error.value.code == "rules.compare.negative_uncertainty"


def test_at_reference_oxygen__golden():
    # C x (20.9 - O2ref) / (20.9 - O2meas): 100 mg/Nm3 at 12 % and reference 7 % -> 156.18 mg/Nm3
    assert at_reference_oxygen(100.0, 12.0, 7.0) == pytest.approx(100 * 13.9 / 8.9, rel=1e-12)
    assert at_reference_oxygen(100.0, 7.0, 7.0) == pytest.approx(100.0, rel=1e-12)


@pytest.mark.parametrize(
    ("measured", "reference", "code"),
    [
        (20.9, 7.0, "rules.oxygen.too_near_air"),  # trap 6: division by zero
        (20.5, 7.0, "rules.oxygen.too_near_air"),
        (21.0, 7.0, "rules.oxygen.too_near_air"),
        (25.0, 7.0, "rules.oxygen.impossible"),
        (-1.0, 7.0, "rules.oxygen.impossible"),
        (10.0, 20.9, "rules.oxygen.impossible"),
        (math.nan, 7.0, "rules.oxygen.impossible"),
    ],
)
def test_at_reference_oxygen__near_air_nothing_is_calculated(measured, reference, code):
    answer = at_reference_oxygen(100.0, measured, reference)
    assert isinstance(answer, Message)
    assert answer.id == code


def test_at_reference_oxygen__the_margin_is_a_setting():
    # 18.7 % and 7 %: factor 6.3, as the facts' public tool shows
    assert at_reference_oxygen(1.0, 18.7, 7.0) == pytest.approx(6.318, abs=1e-3)
    assert isinstance(at_reference_oxygen(1.0, 18.7, 7.0, least_margin_pct=3.0), Message)


def test_normal_volume_ratio__zero_and_25_degrees():
    assert normal_volume_ratio(25, 0) == pytest.approx(298.15 / 273.15)
    assert normal_volume_ratio(0, 25) * normal_volume_ratio(25, 0) == pytest.approx(1.0)
