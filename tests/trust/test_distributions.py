"""Distributions against exact finite sums in high precision, printed tables, and their laws."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.trust.distributions import (
    both_above,
    chi_square_quantile,
    chi_square_tail,
    noncentral_chi_square_tail,
    normal_quantile,
    normal_tail,
    two_sided_quantile,
)


def even_tail(x: float, degrees: int) -> float:
    """Exact: with an even number of degrees the tail is a finite Poisson sum."""
    getcontext().prec = 60
    half, term, total = Decimal(x) / 2, Decimal(1), Decimal(0)
    for k in range(degrees // 2):
        total += term
        term = term * half / (k + 1)
    return float(total * (-half).exp())


@pytest.mark.parametrize("degrees", [2, 4, 10, 28, 100, 400, 2000])
@pytest.mark.parametrize("factor", [0.3, 0.9, 0.99, 1.0, 1.02, 1.3, 2.0, 6.0])
def test_chi_square_tail__even_degrees_are_an_exact_sum(degrees: int, factor: float) -> None:
    x = degrees * factor
    assert chi_square_tail(x, degrees) == pytest.approx(even_tail(x, degrees), rel=2e-13)


@pytest.mark.parametrize("x", [1e-6, 0.3, 1.0, 3.84, 20.0, 200.0])
def test_chi_square_tail__one_degree_is_the_squared_normal(x: float) -> None:
    assert chi_square_tail(x, 1) == pytest.approx(math.erfc(math.sqrt(x / 2)), rel=2e-13)


@pytest.mark.parametrize("x", [0.5, 4.0, 30.0])
def test_chi_square_tail__odd_degrees_follow_by_recurrence(x: float) -> None:
    tail = math.erfc(math.sqrt(x / 2))
    for degrees in (1, 3, 5, 7, 9):
        assert chi_square_tail(x, degrees) == pytest.approx(tail, rel=1e-12)
        tail += (x / 2) ** (degrees / 2) * math.exp(-x / 2) / math.gamma(degrees / 2 + 1)


def test_chi_square_quantile__printed_table() -> None:
    # Abramowitz & Stegun (1964), table 26.8: upper percentage points.
    table = {(0.05, 1): 3.84146, (0.05, 4): 9.48773, (0.05, 10): 18.3070, (0.01, 2): 9.21034, (0.01, 30): 50.8922}
    for (tail, degrees), printed in table.items():
        assert chi_square_quantile(tail, degrees) == pytest.approx(printed, rel=5e-6)


@given(st.floats(1e-12, 0.999), st.integers(1, 900))
def test_chi_square_quantile__is_the_inverse(tail: float, degrees: int) -> None:
    assert chi_square_tail(chi_square_quantile(tail, degrees), degrees) == pytest.approx(tail, rel=1e-10)


def test_chi_square_tail__no_degrees_means_nothing_left() -> None:
    assert chi_square_tail(1e-9, 0) == 0.0
    assert chi_square_tail(0.0, 3) == 1.0


@given(st.floats(1e-250, 0.5))
def test_normal_quantile__is_the_inverse_deep_in_the_tail(tail: float) -> None:
    assert normal_tail(normal_quantile(tail)) == pytest.approx(tail, rel=1e-11)


def test_two_sided_quantile__printed_values() -> None:
    assert two_sided_quantile(0.05) == pytest.approx(1.959963984540054, rel=1e-14)
    assert two_sided_quantile(0.01) == pytest.approx(2.5758293035489004, rel=1e-14)


def test_normal_quantile__refuses_what_is_no_probability() -> None:
    for tail in (0.0, 1.0, -0.1, 1.5):
        with pytest.raises(ValueError, match="between 0 and 1"):
            normal_quantile(tail)


@pytest.mark.parametrize("shift", [0.0, 0.5, 2.0, 6.0])
def test_noncentral_chi_square_tail__one_degree_is_the_shifted_normal(shift: float) -> None:
    bound = math.sqrt(3.84)
    expected = normal_tail(bound - shift) + normal_tail(bound + shift)
    assert noncentral_chi_square_tail(3.84, 1, shift**2) == pytest.approx(expected, rel=1e-12)


def test_noncentral_chi_square_tail__printed_power() -> None:
    # [memory] Haynam, Govindarajulu & Leone (1970): level 0.05 and power 0.9 with 4 degrees need a non-centrality of 15.405.
    assert noncentral_chi_square_tail(chi_square_quantile(0.05, 4), 4, 15.405) == pytest.approx(0.9, abs=2e-5)


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.3, 0.9, 0.999])
def test_both_above__at_zero_is_sheppards_formula(correlation: float) -> None:
    assert both_above(0.0, correlation) == pytest.approx(0.25 + math.asin(correlation) / (2 * math.pi), rel=1e-12)


@given(st.floats(0.0, 5.0), st.floats(0.0, 0.99))
def test_both_above__lies_between_independent_and_identical(z: float, correlation: float) -> None:
    assert normal_tail(z) ** 2 * (1 - 1e-9) <= both_above(z, correlation) <= normal_tail(z) * (1 + 1e-9)
