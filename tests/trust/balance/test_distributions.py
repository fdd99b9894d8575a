"""Probabilities against printed tables and against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from ecopark.trust.balance.distributions import (
    chi_square_cdf,
    chi_square_quantile,
    noncentral_chi_square_cdf,
    power_of_global_test,
    power_of_measurement_test,
    shift_found_with,
)

# Abramowitz and Stegun 1964, table 26.8: percentage points of the chi-square distribution
TABLE = [
    (0.95, 1, 3.84146),
    (0.95, 3, 7.81473),
    (0.95, 10, 18.3070),
    (0.95, 30, 43.7729),
    (0.99, 5, 15.0863),
    (0.05, 10, 3.94030),
]


@pytest.mark.parametrize(("probability", "degrees", "point"), TABLE)
def test_chi_square_quantile__as_printed(probability, degrees, point):
    assert chi_square_quantile(probability, degrees) == pytest.approx(point, rel=1e-5)
    assert chi_square_cdf(point, degrees) == pytest.approx(probability, abs=1e-5)


@pytest.mark.parametrize(("degrees", "shift"), [(1, 1.0), (3, 2.0), (12, 3.5)])
def test_noncentral_chi_square_cdf__as_simulated(degrees, shift):
    rng = np.random.default_rng(degrees)
    draws = rng.standard_normal((200_000, degrees))
    draws[:, 0] += shift
    limit = chi_square_quantile(0.95, degrees)
    share = float(((draws**2).sum(axis=1) <= limit).mean())
    assert noncentral_chi_square_cdf(limit, degrees, shift**2) == pytest.approx(share, abs=0.005)


def test_noncentral_chi_square_cdf__without_shift_is_the_central_one():
    assert noncentral_chi_square_cdf(5.0, 4, 0.0) == pytest.approx(chi_square_cdf(5.0, 4))


def test_power__level_without_a_bias_and_both_tests_agree_with_one_degree():
    assert power_of_measurement_test(0.0) == pytest.approx(0.05)
    assert power_of_global_test(0.0, 7) == pytest.approx(0.05)
    assert power_of_global_test(2.5, 1) == pytest.approx(power_of_measurement_test(2.5), abs=1e-9)


def test_shift_found_with__inverse_of_power():
    assert shift_found_with(0.95) == pytest.approx(1.959964 + 1.644854, abs=1e-5)
    assert power_of_global_test(shift_found_with(0.9, 5), 5) == pytest.approx(0.9)
