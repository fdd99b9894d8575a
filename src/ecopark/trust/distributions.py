"""Normal and chi-square distributions to double accuracy, without a statistics library at run time.

Upper tails are computed as upper tails (never as one minus a lower tail), so that thresholds for very rare alarms are right.

Sources: C. Loader, *Fast and accurate computation of binomial probabilities* (2000) for the Poisson term; Abramowitz &
Stegun 6.5.29 (series) and the continued fraction of the incomplete gamma function, evaluated by Lentz's algorithm;
Wilson & Hilferty (1931) for the start of the quantile; M. Wichura, AS 241 (1988), through the standard library, for the
normal quantile.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()
_LEGENDRE = [values.tolist() for values in np.polynomial.legendre.leggauss(48)]
_TINY = 1e-300
# Coefficients of the error of Stirling's formula in 1/n, 1/n^3, ...; used above 15.
_STIRLING = (1 / 12, 1 / 360, 1 / 1260, 1 / 1680, 1 / 1188, 691 / 360360, 1 / 156)


def normal_tail(z: float) -> float:
    """P(Z > z) of the standard normal distribution."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def normal_quantile(tail: float) -> float:
    """z with P(Z > z) = `tail` (0 < tail < 1)."""
    _probability(tail)
    return -_NORMAL.inv_cdf(tail)


def two_sided_quantile(level: float) -> float:
    """z with P(|Z| > z) = `level`."""
    return normal_quantile(level / 2.0)


def chi_square_tail(x: float, degrees: float) -> float:
    """P(X > x) of the chi-square distribution with `degrees` of freedom (0 degrees: all mass at zero)."""
    if degrees < 0:
        raise ValueError("degrees of freedom cannot be negative")
    if x <= 0:
        return 1.0 if x < 0 or degrees > 0 else 0.0
    return _gamma_tail(degrees / 2.0, x / 2.0) if degrees > 0 else 0.0


def chi_square_quantile(tail: float, degrees: float) -> float:
    """x with P(X > x) = `tail` of the chi-square distribution."""
    _probability(tail)
    if degrees <= 0:
        return 0.0
    h = 2.0 / (9.0 * degrees)
    x = max(degrees * (1.0 - h + normal_quantile(tail) * math.sqrt(h)) ** 3, 1e-8 * degrees)
    low, high = 0.0, math.inf
    for _ in range(200):
        p = chi_square_tail(x, degrees)
        low, high = (x, high) if p > tail else (low, x)
        # Newton on ln P, which is nearly straight in the upper tail; bisection where it leaves the bracket.
        density = math.exp(_ln_poisson(degrees / 2.0, x / 2.0)) * degrees / (2.0 * x)
        step = p * math.log(p / tail) / density if p > 0 and density > 0 else math.inf
        new = x + step
        if not low < new < high:
            new = 2.0 * x if high == math.inf else 0.5 * (low + high)
        if abs(new - x) <= 4e-16 * x:
            return new
        x = new
    return x


def noncentral_chi_square_tail(x: float, degrees: float, noncentrality: float) -> float:
    """P(X > x) with a non-centrality: the power of a chi-square test. A Poisson mixture of central tails."""
    if noncentrality <= 0:
        return chi_square_tail(x, degrees)
    half = noncentrality / 2.0
    middle = int(half)
    total = 0.0
    for start, step in ((middle, 1), (middle - 1, -1)):
        j = start
        while j >= 0:
            weight = math.exp(_ln_poisson(float(j), half))
            total += weight * chi_square_tail(x, degrees + 2 * j)
            if weight < 1e-18 and abs(j - middle) > 10:
                break
            j += step
    return min(total, 1.0)


def both_above(z: float, correlation: float) -> float:
    """P(X > z and Y > z) of two standard normal values with this correlation (-1 <= correlation < 1).

    Sheppard's integral over the correlation, by Gauss-Legendre quadrature after t = sin(angle).
    """
    end = math.asin(correlation)
    total = 0.0
    for node, weight in zip(*_LEGENDRE, strict=True):
        angle = 0.5 * end * (1.0 + node)
        total += weight * math.exp(-z * z / (1.0 + math.sin(angle)))
    return normal_tail(z) ** 2 + total * 0.5 * end / (2.0 * math.pi)


def _gamma_tail(a: float, x: float) -> float:
    """Upper regularised incomplete gamma function Q(a, x)."""
    front = math.exp(_ln_poisson(a, x))
    if x < a + 1.0:
        term, total, n = 1.0, 1.0, a
        while True:
            n += 1.0
            term *= x / n
            total += term
            if term < total * 1e-17:
                return 1.0 - front * total
    b = x + 1.0 - a
    c, d = 1.0 / _TINY, 1.0 / b
    h = d
    for i in range(1, 100_000):
        numerator = -i * (i - a)
        b += 2.0
        d = numerator * d + b
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = b + numerator / c
        c = c if abs(c) > _TINY else _TINY
        h *= d * c
        if abs(d * c - 1.0) < 1e-16:
            break
    return front * a * h


def _ln_poisson(n: float, x: float) -> float:
    """ln of x^n e^-x / Gamma(n + 1), without the loss of digits of the direct formula."""
    if n == 0:
        return -x
    return -_stirling_error(n) - _deviance(n, x) - 0.5 * math.log(2.0 * math.pi * n)


def _stirling_error(n: float) -> float:
    if n <= 15.0:
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2.0 * math.pi)
    square, total = n * n, 0.0
    for k in reversed(range(len(_STIRLING))):
        total = _STIRLING[k] * (1 if k % 2 == 0 else -1) + total / square
    return total / n


def _deviance(n: float, x: float) -> float:
    """n ln(n / x) + x - n, also where n is next to x."""
    if abs(n - x) < 0.1 * (n + x):
        v = (n - x) / (n + x)
        total, term, j = (n - x) * v, 2.0 * n * v, 1
        while True:
            term *= v * v
            new = total + term / (2 * j + 1)
            if new == total:
                return total
            total, j = new, j + 1
    return n * math.log(n / x) + x - n


def _probability(p: float) -> None:
    if not 0.0 < p < 1.0:
        raise ValueError("a tail probability lies between 0 and 1")
