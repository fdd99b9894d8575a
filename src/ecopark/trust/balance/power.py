"""Power of the tests of a balance system: how large a bias must be to show.

A *shift* is bias x detectability / standard deviation of the meter: what the bias adds to the statistic of its
measurement test.
"""

from __future__ import annotations

from ecopark.trust.distributions import (
    chi_square_quantile,
    noncentral_chi_square_tail,
    normal_tail,
    two_sided_quantile,
)


def power_of_measurement_test(shift: float, alpha: float = 0.05) -> float:
    """Chance that the two-sided test of one adjustment fires."""
    limit = two_sided_quantile(alpha)
    return normal_tail(limit - shift) + normal_tail(limit + shift)


def power_of_global_test(shift: float, degrees: int, alpha: float = 0.05) -> float:
    """Chance that the chi-square test fires."""
    return noncentral_chi_square_tail(chi_square_quantile(alpha, degrees), degrees, shift**2)


def shift_found_with(power: float, degrees: int | None = None, alpha: float = 0.05) -> float:
    """Shift that the measurement test (``degrees`` None) or the global test finds with a given chance."""
    low, high = 0.0, 1.0

    def chance(shift: float) -> float:
        return power_of_measurement_test(shift, alpha) if degrees is None else power_of_global_test(shift, degrees, alpha)

    while chance(high) < power:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < power else (low, middle)
    return (low + high) / 2
