"""Calibration or fault at an exceedance: does the status begin where the value is above the limit more than by chance?

Readings sent as calibrating or at fault are not judged against the limit. Somebody may use that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.core.terms import DeviceStatus
from ecopark.trust.checks.runs import Floats, Mask, Times, runs

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class StatusAudit:
    """``around``: a status that begins within this many microseconds after a reading above the limit is at an exceedance.

    ``longest``: periods longer than this are maintenance that somebody knows of. ``significance``: how likely a coincidence
    may be at most; higher than for other signals, as the proof (the calibration book) is cheap.
    """

    around: int = HOUR_US
    longest: int = 48 * HOUR_US
    significance: float = 0.02


@dataclass(frozen=True, slots=True)
class Audit:
    """``periods`` of status, ``at_exceedance`` of them; ``chance``: share of time at an exceedance; ``p``: coincidence.

    ``spans``: start and end (microseconds) of the periods at an exceedance.
    """

    periods: int
    at_exceedance: int
    chance: float
    p: float
    spans: tuple[tuple[int, int], ...]


def audit(
    times: Times, values: Floats, status: NDArray[np.uint8], limit: float, parameters: StatusAudit, *, lower: bool = False
) -> Audit | None:
    """Count the status periods that begin at an exceedance.

    Parameters
    ----------
    times, values, status
        Of the readings with a value, ascending, shape (n,).
    limit
        Same unit; ``lower``: it is a lower bound.

    Returns
    -------
    audit
        None when there was no such period, or no exceedance while measuring.
    """
    off = (status == int(DeviceStatus.CALIBRATING)) | (status == int(DeviceStatus.FAULT))
    measuring = ~off
    above = measuring & ((values < limit) if lower else (values > limit))
    starts, stops = runs(off)
    if len(starts) == 0 or not above.any():
        return None
    near = _within(times, above, parameters.around)
    chance = float(np.mean(near[measuring])) if measuring.any() else 0.0
    spans, counted = [], 0
    for start, stop in zip(starts, stops, strict=True):
        if start == 0 or times[stop - 1] - times[start] > parameters.longest:
            continue
        counted += 1
        if above[start - 1] and times[start] - times[start - 1] <= parameters.around:
            spans.append((int(times[start]), int(times[stop - 1])))
    if not spans:
        return None
    return Audit(counted, len(spans), chance, binomial_tail(len(spans), counted, chance), tuple(spans))


def binomial_tail(at_least: int, n: int, p: float) -> float:
    """Return P(X >= at_least) for n independent cases of probability p."""
    return min(1.0, sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(at_least, n + 1)))


def _within(times: Times, marked: Mask, reach: int) -> Mask:
    """True from each marked reading until ``reach`` later."""
    at = np.flatnonzero(marked)
    before = np.searchsorted(times[at], times, side="right") - 1
    known = before >= 0
    return np.asarray(known & (times - times[at][np.maximum(before, 0)] <= reach))
