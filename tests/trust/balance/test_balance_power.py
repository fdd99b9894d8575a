"""Power of the tests of a balance system."""

from __future__ import annotations

import pytest

from ecopark.trust.balance.power import power_of_global_test, power_of_measurement_test, shift_found_with


def test_power__level_without_a_bias_and_both_tests_agree_with_one_degree():
    assert power_of_measurement_test(0.0) == pytest.approx(0.05)
    assert power_of_global_test(0.0, 7) == pytest.approx(0.05)
    assert power_of_global_test(2.5, 1) == pytest.approx(power_of_measurement_test(2.5), abs=1e-9)


def test_power__more_degrees_hide_a_bias():
    assert power_of_global_test(3.0, 20) < power_of_global_test(3.0, 2) < power_of_measurement_test(3.0)


def test_shift_found_with__inverse_of_power():
    assert shift_found_with(0.95) == pytest.approx(1.959964 + 1.644854, abs=1e-5)
    assert power_of_global_test(shift_found_with(0.9, 5), 5) == pytest.approx(0.9)
