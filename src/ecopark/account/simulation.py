"""Intervals of totals whose sources are skewed: Monte Carlo beside the linear law; both must agree or Monte Carlo wins.

The law of propagation (JCGM 100:2008) is exact for sums and right as long as the sources are narrow. Factors for methane
and nitrous oxide are known to within a factor, not to within a percentage: a normal distribution would give them negative
values. Such sources are drawn log-normally (JCGM 101:2008, 6.4) with the same mean and standard uncertainty, the others
normally. A source is drawn **once** and used by every line that names it, so what is correlated stays so; each source has
its own stream of random numbers, named by its id: the same lines give the same interval on every machine and in every sum.

Comparison (JCGM 101:2008, 8): the ends may differ by half a unit of the last of ``DIGITS`` significant digits of the
standard uncertainty; then the linear interval is printed, otherwise that of the draws.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from ecopark.account.uncertainty import Estimate, total

DRAWS = 20_000
SEED = 14064  # fixed: a published interval can be computed again
SKEWED = 0.25  # relative standard uncertainty from which a source is drawn log-normally
DIGITS = 1
Z = {0.90: 1.6448536269514722, 0.95: 1.959963984540054}  # normal quantiles of two-sided intervals
Draws = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A two-sided interval and how it was found.

    Attributes
    ----------
    method
        ``linear``: both agreed, or no source is skewed. ``monte_carlo``: they did not, and the draws won.
    linear, drawn
        Both intervals; ``drawn`` None where no source is skewed.
    """

    low: float
    high: float
    level: float
    method: Literal["linear", "monte_carlo"]
    linear: tuple[float, float]
    drawn: tuple[float, float] | None
    tolerance: float


def coverage(estimates: Iterable[Estimate], level: float = 0.95, *, draws: int = DRAWS, seed: int = SEED) -> Coverage:
    """Interval of the sum of estimates of one unit; ``parts`` are signed standard uncertainties by source."""
    lines = list(estimates)
    unit = lines[0].unit if lines else "1"
    whole = total(lines, unit)
    linear = whole.interval(Z[level])
    tolerance = tolerance_of(whole.standard_uncertainty)
    if not any(_is_skewed(line) for line in lines):
        return Coverage(*linear, level, "linear", linear, None, tolerance)
    found = _draw(_grouped(lines), draws, seed)
    drawn = _symmetric(found, level)
    agree = all(abs(a - b) <= tolerance for a, b in zip(linear, drawn, strict=True))
    low, high = linear if agree else drawn
    return Coverage(low, high, level, "linear" if agree else "monte_carlo", linear, drawn, tolerance)


def tolerance_of(standard_uncertainty: float) -> float:
    """Numerical tolerance of a standard uncertainty: half a unit of its last significant digit. # JCGM 101:2008, 7.9.2"""
    if standard_uncertainty <= 0:
        return 0.0
    exponent = math.floor(math.log10(standard_uncertainty)) - (DIGITS - 1)
    return 0.5 * 10.0**exponent


def _is_factor(source: str) -> bool:
    """Factors multiply and may be skewed; meters and declarations add to the amount, also where that is a difference."""
    return source.removeprefix("assumed:").startswith("factor:")


def _is_skewed(line: Estimate) -> bool:
    return bool(line.value) and any(abs(p / line.value) >= SKEWED for s, p in line.parts.items() if _is_factor(s))


def _grouped(lines: Iterable[Estimate]) -> Mapping[tuple[tuple[str, float], ...], tuple[float, Mapping[str, float]]]:
    """Lines with the same factors as one: (factor, relative uncertainty) pairs -> value, parts of all other sources."""
    groups: dict[tuple[tuple[str, float], ...], tuple[float, dict[str, float]]] = {}
    for line in lines:
        factors = {source: part for source, part in line.parts.items() if _is_factor(source) and line.value}
        key = tuple(sorted((source, round(part / line.value, 12)) for source, part in factors.items()))
        value, others = groups.get(key, (0.0, {}))
        for source, part in line.parts.items():
            if source not in factors:
                others[source] = others.get(source, 0.0) + part
        groups[key] = value + line.value, others
    return groups


def _draw(groups: Mapping[tuple[tuple[str, float], ...], tuple[float, Mapping[str, float]]], draws: int, seed: int) -> Draws:
    found = np.zeros(draws)
    for factors, (value, others) in groups.items():
        amount = np.full(draws, value)
        for source, part in others.items():
            amount += part * _normal(source, draws, seed)
        for source, relative in factors:
            amount *= _factor(source, relative, draws, seed)
        found += amount
    return found


def _factor(source: str, relative: float, draws: int, seed: int) -> Draws:
    """Draws of a factor with mean 1 and the given relative standard uncertainty (signed)."""
    normal = _normal(source, draws, seed)
    if abs(relative) < SKEWED:
        return np.asarray(1.0 + relative * normal)
    sigma = math.sqrt(math.log1p(relative**2))
    return np.asarray(np.exp(math.copysign(sigma, relative) * normal - sigma**2 / 2))


@lru_cache(maxsize=512)
def _normal(source: str, draws: int, seed: int) -> Draws:
    """Standard normal numbers that belong to one source, whatever sum asks for them."""
    key = int.from_bytes(hashlib.sha256(f"{seed}|{source}".encode()).digest()[:16], "big")
    drawn = np.random.Generator(np.random.Philox(key=key)).standard_normal(draws)
    drawn.setflags(write=False)
    return drawn


def _symmetric(found: Draws, level: float) -> tuple[float, float]:
    """The probabilistically symmetric interval: what lies outside is shared evenly between both ends."""
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
