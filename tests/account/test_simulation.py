"""Intervals of skewed sums: against closed forms, deterministic, correlated as the sources say."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.account.simulation import SKEWED, Z, coverage, tolerance_of
from ecopark.account.uncertainty import Estimate, total


def one(value, **parts):
    return Estimate.of(value, "tCO2e", parts)


def test_coverage__narrow_sources_keep_the_law_of_propagation():
    lines = [one(100.0, **{"factor:a": 0.05, "meter:m": 0.01}), one(50.0, **{"factor:a": 0.05})]
    found = coverage(lines)
    assert found.method == "linear"
    assert found.drawn is None
    assert (found.low, found.high) == pytest.approx(total(lines, "tCO2e").interval(Z[0.95]))


def test_coverage__a_lognormal_factor_has_its_closed_form_and_stays_positive():
    """One source of 100 %: quantiles of a log-normal with mean 1 and standard deviation 1."""
    found = coverage([one(10.0, **{"factor:n2o": 1.0})])
    sigma = math.sqrt(math.log(2.0))
    exact = [10.0 * math.exp(sign * Z[0.95] * sigma - sigma**2 / 2) for sign in (-1, 1)]
    assert found.method == "monte_carlo"
    assert found.linear[0] < 0 < found.low
    assert (found.low, found.high) == pytest.approx(exact, rel=0.05)


def test_coverage__what_shares_a_source_is_correlated():
    same = coverage([one(10.0, **{"factor:x": 0.5}), one(10.0, **{"factor:x": 0.5})])
    apart = coverage([one(10.0, **{"factor:x": 0.5}), one(10.0, **{"factor:y": 0.5})])
    alone = coverage([one(10.0, **{"factor:x": 0.5})])
    assert (same.low, same.high) == pytest.approx((2 * alone.low, 2 * alone.high))
    assert apart.high - apart.low < same.high - same.low


def test_coverage__a_meter_cancels_between_a_whole_and_what_is_left_of_it():
    firm = Estimate(60.0, "tCO2e", {"meter:firm": 3.0, "factor:grid": 6.0})
    rest = Estimate(-20.0, "tCO2e", {"meter:firm": -3.0, "factor:grid": -2.0})
    skewed = one(1.0, **{"factor:n2o": 0.9})
    found = coverage([firm, rest, skewed])
    assert found.high - found.low < 2 * Z[0.95] * 5.0  # the meter's 3 t are gone, the factor's 4 t are left


def test_coverage__is_the_same_every_time_and_for_every_order():
    lines = [one(10.0, **{"factor:x": 0.6, "meter:m": 0.02}), one(5.0, **{"factor:y": 0.4})]
    assert coverage(lines) == coverage(lines)
    assert coverage(lines).low == pytest.approx(coverage(lines[::-1]).low, rel=1e-12)
    assert coverage(lines, seed=1).low != coverage(lines, seed=2).low


def test_coverage__where_both_agree_the_linear_interval_is_printed():
    found = coverage([one(1000.0, **{"factor:grid": 0.1}), one(0.5, **{"factor:n2o": 0.9})])
    assert found.drawn is not None
    assert found.method == "linear"
    assert all(abs(a - b) <= found.tolerance for a, b in zip(found.linear, found.drawn, strict=True))


@pytest.mark.parametrize(("u", "expected"), [(3.4, 0.5), (34.0, 5.0), (0.012, 0.005), (0.0, 0.0)])
def test_tolerance_of__half_a_unit_of_the_first_digit(u, expected):
    assert tolerance_of(u) == pytest.approx(expected)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(SKEWED, 1.5)), min_size=1, max_size=5))
def test_coverage__sums_of_positive_emissions_never_reach_below_zero_when_drawn(parts):
    found = coverage([one(value, **{f"factor:{i}": share}) for i, (value, share) in enumerate(parts)])
    assert found.drawn is not None
    assert 0 < found.drawn[0] < found.drawn[1]
