"""Normal and chi-square probabilities for tests of balances, without a statistics library.

Regularised incomplete gamma function by series and continued fraction (Abramowitz and Stegun 1964, 6.5.29 and
6.5.31), the non-central chi-square as a Poisson mixture (26.4.25).
"""

from __future__ import annotations

import math
from statistics import NormalDist

NORMAL = NormalDist()
_STEPS = 10_000


def normal_quantile(probability: float) -> float:
    return NORMAL.inv_cdf(probability)


def chi_square_cdf(value: float, degrees: float) -> float:
    """Probability that chi-square stays at or below a value."""
    if value <= 0:
        return 0.0
    a, x = degrees / 2, value / 2
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for i in range(1, _STEPS):
            term *= x / (a + i)
            total += term
            if term < total * 1e-16:
                break
        return min(1.0, total * scale)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    fraction = d
    for i in range(1, _STEPS):
        b += 2
        d = 1 / (b - i * (i - a) * d)
        c = b - i * (i - a) / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return max(0.0, 1 - scale * fraction)


def chi_square_quantile(probability: float, degrees: float) -> float:
    """Value that chi-square stays below with a probability (0 < probability < 1)."""
    low, high = 0.0, max(1.0, degrees)
    while chi_square_cdf(high, degrees) < probability:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if chi_square_cdf(middle, degrees) < probability:
            low = middle
        else:
            high = middle
        if high - low <= 1e-13 * high:
            break
    return (low + high) / 2


def noncentral_chi_square_cdf(value: float, degrees: float, noncentrality: float) -> float:
    """Probability that a chi-square with a shift of squared size ``noncentrality`` stays at or below a value."""
    mean = noncentrality / 2
    first = max(0, int(mean - 12 * math.sqrt(mean) - 20))
    last = int(mean + 12 * math.sqrt(mean) + 40)
    total = 0.0
    for count in range(first, last):
        weight = math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1)) if mean > 0 else float(count == 0)
        total += weight * chi_square_cdf(value, degrees + 2 * count)
    return min(1.0, total)


def power_of_measurement_test(shift: float, alpha: float = 0.05) -> float:
    """Chance that the two-sided test of one adjustment fires; ``shift`` = bias x detectability / standard deviation."""
    limit = NORMAL.inv_cdf(1 - alpha / 2)
    return 1 - NORMAL.cdf(limit - shift) + NORMAL.cdf(-limit - shift)


def power_of_global_test(shift: float, degrees: int, alpha: float = 0.05) -> float:
    """Chance that the chi-square test fires; ``shift`` as for the measurement test."""
    return 1 - noncentral_chi_square_cdf(chi_square_quantile(1 - alpha, degrees), degrees, shift**2)


def shift_found_with(power: float, degrees: int | None = None, alpha: float = 0.05) -> float:
    """Shift that the measurement test (``degrees`` None) or the global test finds with a given chance."""
    low, high = 0.0, 1.0

    def chance(shift: float) -> float:
        return power_of_measurement_test(shift, alpha) if degrees is None else power_of_global_test(shift, degrees, alpha)

    while chance(high) < power:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < power else (low, middle)
    return (low + high) / 2
