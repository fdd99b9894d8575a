"""Student's t: distribution and quantiles to 1e-9, without a statistics library.

The tail is half a regularised incomplete beta function, I_x(ν/2, 1/2) at x = ν/(ν + t²) (Abramowitz & Stegun 1964, 26.7.1),
by its continued fraction (26.5.8), evaluated with Lentz's method.
"""

from __future__ import annotations

import math

_TINY = 1e-300
_MOST_STEPS = 100_000


def t_tail(t: float, degrees: float) -> float:
    """Probability above ``t``, for ``degrees`` > 0 degrees of freedom."""
    if t < 0:
        return 1 - t_tail(-t, degrees)
    if math.isinf(degrees):
        return 0.5 * math.erfc(t / math.sqrt(2))
    half = 0.5 * _beta_share(degrees / (degrees + t * t), t * t / (degrees + t * t), degrees / 2, 0.5)
    return min(half, 0.5)


def t_quantile(p: float, degrees: float) -> float:
    """The t below which the probability ``p`` lies, 0 < p < 1."""
    if not 0 < p < 1 or degrees <= 0:
        raise ValueError(f"no quantile of Student's t: p = {p}, degrees of freedom = {degrees}")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -_upper(p, degrees)
    return _upper(1 - p, degrees)


def _upper(tail: float, degrees: float) -> float:
    """The t with the probability ``tail`` < 1/2 above it: bracketed, then halved until no number lies between."""
    low, high = 0.0, 1.0
    while t_tail(high, degrees) > tail:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if t_tail(middle, degrees) > tail:
            low = middle
        else:
            high = middle


def _beta_share(x: float, rest: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b); ``rest`` is 1 - x, given apart so that it is exact near 1."""
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(rest, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _away_from_zero(1 + step * d)
            c = _away_from_zero(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return value


def _away_from_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY
