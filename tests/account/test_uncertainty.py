import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.account.uncertainty import Estimate, total
from ecopark.core.errors import InputError

VALUES = st.floats(0.01, 1e6)
SHARES = st.floats(0.0, 0.3)


@settings(deadline=None)
@given(st.lists(st.tuples(VALUES, SHARES), min_size=1, max_size=20))
def test_total__uncertainties_of_one_source_add_linearly(lines):
    estimates = [Estimate.of(value, "kWh", {"factor:grid": share}) for value, share in lines]
    expected = sum(value * share for value, share in lines)
    assert total(estimates, "kWh").standard_uncertainty == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.tuples(VALUES, SHARES), min_size=1, max_size=20))
def test_total__independent_sources_add_in_quadrature(lines):
    estimates = [Estimate.of(value, "kWh", {f"meter:{i}": share}) for i, (value, share) in enumerate(lines)]
    expected = math.sqrt(sum((value * share) ** 2 for value, share in lines))
    assert total(estimates, "kWh").standard_uncertainty == pytest.approx(expected)


@settings(deadline=None)
@given(VALUES, SHARES, SHARES)
def test_sub__a_value_minus_itself_is_zero_without_uncertainty(value, meter, factor):
    x = Estimate.of(value, "t", {"meter:m": meter, "factor:f": factor})
    assert (x - x).value == 0
    assert (x - x).standard_uncertainty == 0


@settings(deadline=None)
@given(VALUES, VALUES, st.floats(0.01, 0.3), SHARES, SHARES)
def test_over__a_common_factor_cancels_in_a_share(a, b, factor, meter_a, meter_b):
    part = Estimate.of(a, "tCO2e", {"factor:grid": factor, "meter:a": meter_a})
    rest = Estimate.of(b, "tCO2e", {"factor:grid": factor, "meter:b": meter_b})
    share = part.over(part + rest)
    assert share.parts["factor:grid"] == pytest.approx(0, abs=1e-12)
    assert 0 <= share.value <= 1


def test_times__kwh_and_grid_factor_give_tonnes():
    # 1,000 kWh x 0.6592 tCO2e/MWh = 0.6592 tCO2e (grid factor of 2023, Department of Climate Change)
    energy = Estimate.of(1000, "kWh", {"meter:m": 0.005})
    emission = energy.times(Estimate.of(0.6592, "tCO2e/MWh", {"factor:grid-2023": 0.1}), "tCO2e")
    assert emission.value == pytest.approx(0.6592)
    assert emission.parts["meter:m"] == pytest.approx(0.6592 * 0.005)
    assert emission.parts["factor:grid-2023"] == pytest.approx(0.06592)


def test_add__other_units_are_converted_and_other_kinds_refused():
    assert (Estimate(1, "MWh") + Estimate(500, "kWh")).value == pytest.approx(1.5)
    with pytest.raises(InputError) as caught:
        Estimate(1, "MWh") + Estimate(1, "m3")
    assert caught.value.code == "core.unit.incompatible"
    with pytest.raises(InputError):
        Estimate(1, "MWh").times(Estimate(1, "m3"), "tCO2e")


def test_interval__is_value_plus_minus_k_standard_uncertainties():
    assert Estimate(10, "t", {"a": 3, "b": -4}).interval(2) == (0, 20)
    assert Estimate(10, "t", {"a": 3, "b": -4}).interval() == pytest.approx((0.2, 19.8))


def test_largest_sources__shares_of_the_variance():
    assert Estimate(10, "t", {"a": 3, "b": -4}).largest_sources(1) == (("b", pytest.approx(16 / 25)),)


def test_propagation__agrees_with_monte_carlo():
    """Share of one firm's electricity emission in the park's total with one grid factor, plus fuel (JCGM 101)."""
    grid = Estimate.of(0.6592, "tCO2e/MWh", {"factor:grid": 0.10})
    steel = Estimate.of(960_000, "kWh", {"meter:steel": 0.01}).times(grid, "tCO2e")
    plating = Estimate.of(500_000, "kWh", {"meter:plating": 0.02}).times(grid, "tCO2e")
    fuel = Estimate.of(300, "tCO2e", {"meter:fuel": 0.03, "factor:diesel": 0.035})
    park = total((steel, plating, fuel), "tCO2e")
    share = steel.over(park)

    rng = np.random.default_rng(20260101)
    g, s, p, f, d = rng.standard_normal((5, 400_000))
    factor = 0.6592 * (1 + 0.10 * g)
    drawn_steel = 960 * (1 + 0.01 * s) * factor
    drawn_park = drawn_steel + 500 * (1 + 0.02 * p) * factor + 300 * (1 + 0.03 * f + 0.035 * d)
    assert park.standard_uncertainty == pytest.approx(drawn_park.std(), rel=0.01)
    assert share.standard_uncertainty == pytest.approx((drawn_steel / drawn_park).std(), rel=0.02)
    assert share.value == pytest.approx((drawn_steel / drawn_park).mean(), rel=0.005)
