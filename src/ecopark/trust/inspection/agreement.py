"""Do a sensor and a reference agree? Bland-Altman picture, equivalence test, Deming regression. Arrays in, figures out.

Sources: Bland & Altman, Lancet 1986, i: 307-310, and Statistical Methods in Medical Research 1999, 8: 135-160 (limits of
agreement, their intervals); Schuirmann, J. Pharmacokinetics and Biopharmaceutics 1987, 15: 657-680 (two one-sided tests);
Linnet, Statistics in Medicine 1990, 9: 1463-1473 (Deming regression, jackknife). Differences are sensor minus reference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ecopark.core.messages import Message
from ecopark.trust.inspection.student import t_quantile, t_tail

Floats = NDArray[np.float64]
LEAST_PAIRS = 6  # below, nothing is said but that the evidence is insufficient
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its two-sided interval."""

    value: float
    low: float
    high: float

    def content(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class BlandAltman:
    """Bias, limits of agreement and whether the bias grows with the value.

    Attributes
    ----------
    lower, upper
        Limits of agreement: bias minus and plus ``multiplier`` standard deviations of the differences.
    slope
        Of the differences on the means; its interval without zero means a proportional bias.
    means, differences
        The points of the picture, shape (n,).
    """

    n: int
    bias: Estimate
    sd: float
    lower: Estimate
    upper: Estimate
    slope: Estimate
    slope_p: float
    confidence: float
    means: Floats
    differences: Floats

    @property
    def proportional(self) -> bool:
        return not self.slope.low <= 0 <= self.slope.high

    def picture(self, unit: str) -> dict[str, object]:
        """Points and lines for a page."""
        return {
            "unit": unit,
            "points": [
                {"mean": m, "difference": d} for m, d in zip(self.means.tolist(), self.differences.tolist(), strict=True)
            ],
            "lines": {"bias": self.bias.content(), "lower": self.lower.content(), "upper": self.upper.content()},
            "slope": {**self.slope.content(), "p": self.slope_p, "proportional": self.proportional},
        }


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Answer of the two one-sided tests.

    Attributes
    ----------
    verdict
        ``equivalent``: the mean difference lies within the margin; ``different``: it lies outside; ``insufficient``: neither
        is shown.
    interval
        Of the mean difference, two-sided with confidence 1 - 2 alpha: equivalent exactly if it lies within the margin.
    p
        The larger of the two one-sided p-values.
    n_needed
        Pairs with which 80 % of equal instruments would be found equivalent at this scatter; None: no number suffices.
    """

    verdict: Literal["equivalent", "different", "insufficient"]
    reason: Message
    n: int
    margin: float
    interval: Estimate | None
    p: float | None
    n_needed: int | None


@dataclass(frozen=True, slots=True)
class Deming:
    """sensor = intercept + slope * reference, both with error; intervals by the jackknife."""

    slope: Estimate
    intercept: Estimate
    error_ratio: float


def bland_altman(
    sensor: Sequence[float] | Floats,
    reference: Sequence[float] | Floats,
    *,
    multiplier: float = _NORMAL.inv_cdf(0.975),
    confidence: float = 0.95,
) -> BlandAltman | Message:
    """Return the figures, or why there are none (fewer than ``LEAST_PAIRS`` pairs).

    The variance of a limit is s² (1/n + k² / (2 (n - 1))) (Bland & Altman 1999; the paper of 1986 rounds it to 3 s² / n).
    """
    x, y = _pairs(sensor, reference)
    n = len(x)
    if n < LEAST_PAIRS:
        return too_few(n)
    differences, means = x - y, (x + y) / 2
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    t = t_quantile((1 + confidence) / 2, n - 1)
    of_limit = t * sd * math.sqrt(1 / n + multiplier**2 / (2 * (n - 1)))
    slope, slope_p = _slope(means, differences, confidence)
    return BlandAltman(
        n,
        _around(bias, t * sd / math.sqrt(n)),
        sd,
        _around(bias - multiplier * sd, of_limit),
        _around(bias + multiplier * sd, of_limit),
        slope,
        slope_p,
        confidence,
        means,
        differences,
    )


def equivalence(
    sensor: Sequence[float] | Floats,
    reference: Sequence[float] | Floats,
    margin: float,
    *,
    stated: Sequence[float] | Floats | None = None,
    common: float = 0.0,
    alpha: float = 0.05,
) -> Equivalence:
    """Test whether the mean difference lies within ``±margin``.

    Parameters
    ----------
    margin
        Greatest difference that does not matter, unit of the values, > 0. It is chosen before, not from these data.
    stated
        Standard uncertainty of each difference as sensor and reference state it (both, in quadrature), shape (n,). The
        scatter is taken at least as large: few pairs may scatter little by chance.
    common
        Standard uncertainty that all pairs share (the laboratory's own bias): it does not average out.
    """
    if margin <= 0:
        raise ValueError("the margin of an equivalence test is positive")
    x, y = _pairs(sensor, reference)
    n = len(x)
    if n < LEAST_PAIRS:
        return Equivalence("insufficient", too_few(n), n, margin, None, None, None)
    differences = x - y
    variance = float(differences.var(ddof=1))
    if stated is not None:
        variance = max(variance, float(np.mean(np.square(np.asarray(stated, dtype=np.float64)))))
    error = math.sqrt(variance / n + common**2)
    degrees = _effective_degrees(variance / n, common**2, n - 1)
    mean = float(differences.mean())
    interval = _around(mean, t_quantile(1 - alpha, degrees) * error)
    p = 0.0 if abs(mean) < margin else 1.0
    if error > 0:
        p = max(t_tail((mean + margin) / error, degrees), t_tail((margin - mean) / error, degrees))
    needed = _pairs_needed(variance, common, margin, alpha)
    params = {"n": n, "margin": margin, "low": interval.low, "high": interval.high, "needed": needed or "-"}
    if p < alpha:
        return Equivalence("equivalent", Message("trust.agreement.equivalent", params), n, margin, interval, p, needed)
    if interval.low > margin or interval.high < -margin:
        return Equivalence("different", Message("trust.agreement.different", params), n, margin, interval, p, needed)
    return Equivalence("insufficient", Message("trust.agreement.open", params), n, margin, interval, p, needed)


def deming(
    sensor: Sequence[float] | Floats,
    reference: Sequence[float] | Floats,
    *,
    error_ratio: float = 1.0,
    confidence: float = 0.95,
) -> Deming | Message:
    """Fit a line where both sides err; ``error_ratio`` is the sensor's error variance over the reference's.

    Returns
    -------
    Deming, or the reason why there is none: too few pairs, or a reference that does not vary.
    """
    y, x = _pairs(sensor, reference)
    n = len(x)
    if n < LEAST_PAIRS:
        return too_few(n)
    if float(np.ptp(x)) == 0 or float(np.ptp(y)) == 0:
        return Message("trust.agreement.no_spread", {"n": n})
    whole = np.array(_line(x, y, error_ratio))
    left_out = np.array([_line(np.delete(x, i), np.delete(y, i), error_ratio) for i in range(n)])
    pseudo = n * whole - (n - 1) * left_out
    reach = t_quantile((1 + confidence) / 2, n - 1) * pseudo.std(axis=0, ddof=1) / math.sqrt(n)
    intercept, slope = (_around(float(v), float(r)) for v, r in zip(whole, reach, strict=True))
    return Deming(slope, intercept, error_ratio)


def too_few(n: int) -> Message:
    return Message("trust.agreement.too_few", {"n": n, "least": LEAST_PAIRS})


def _line(x: Floats, y: Floats, ratio: float) -> tuple[float, float]:
    """Intercept and slope of Deming's line."""
    sxx, syy = float(np.var(x, ddof=1)), float(np.var(y, ddof=1))
    sxy = float(np.cov(x, y, ddof=1)[0, 1])
    if sxy == 0:
        slope = 0.0 if syy <= ratio * sxx else math.inf
    else:
        half = syy - ratio * sxx
        slope = (half + math.sqrt(half**2 + 4 * ratio * sxy**2)) / (2 * sxy)
    return float(y.mean() - slope * x.mean()), slope


def _slope(x: Floats, y: Floats, confidence: float) -> tuple[Estimate, float]:
    """Least-squares slope of y on x with interval and two-sided p-value; zero with an open interval where x is constant."""
    n, spread = len(x), float(((x - x.mean()) ** 2).sum())
    if spread == 0:
        return Estimate(0.0, -math.inf, math.inf), 1.0
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    rest = y - y.mean() - slope * (x - x.mean())
    error = math.sqrt(float((rest**2).sum()) / (n - 2) / spread)
    p = 2 * t_tail(abs(slope) / error, n - 2) if error > 0 else float(slope == 0)
    return _around(slope, t_quantile((1 + confidence) / 2, n - 2) * error), p


def _effective_degrees(random: float, common: float, degrees: int) -> float:
    """Welch-Satterthwaite: the common part is taken as known (infinitely many degrees of freedom)."""
    return math.inf if random == 0 else degrees * ((random + common) / random) ** 2


def _pairs_needed(variance: float, common: float, margin: float, alpha: float) -> int | None:
    """Pairs for a power of 80 % where both instruments agree, by the normal approximation."""
    z = _NORMAL.inv_cdf(1 - alpha) + _NORMAL.inv_cdf(0.9)
    room = (margin / z) ** 2 - common**2
    return None if room <= 0 else max(LEAST_PAIRS, math.ceil(variance / room))


def _around(value: float, reach: float) -> Estimate:
    return Estimate(value, value - reach, value + reach)


def _pairs(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> tuple[Floats, Floats]:
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("pairs are two columns of the same length, all numbers present")
    return x, y
