"""Night patterns: since some day the nights no longer stand to the days as they did."""

from __future__ import annotations

import numpy as np

from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification.blocks import DAY_US, robust_z, rolling_mean

HOUR_US = 3_600_000_000
NIGHT = (22, 5)  # local hours: from the first, up to the second
WINDOW = 7  # days: shift patterns repeat by the week
MATERIAL = 0.25  # log ratio: nights changed by a fifth at least


def night_ratio(times: Times, values: Floats, offset: int) -> tuple[Times, Floats]:
    """Return ``(local day numbers, log of mean at night over mean by day)``; a night belongs to the day on which it ends.

    Parameters
    ----------
    times, values
        Present values of at least 12 readings a day, not negative, shape (n,).
    """
    local = times + offset
    hour = local % DAY_US // HOUR_US
    night = (hour >= NIGHT[0]) | (hour < NIGHT[1])
    day = (local + (24 - NIGHT[0]) * HOUR_US) // DAY_US
    if len(day) == 0:
        return np.empty(0, np.int64), np.empty(0)
    first = int(day[0])
    n = int(day[-1]) - first + 1
    at = day - first
    sums = [np.bincount(at[part], values[part], n) for part in (night, ~night)]
    counts = [np.bincount(at[part], minlength=n) for part in (night, ~night)]
    typical = [max(1.0, float(np.median(c[c > 0])) if (c > 0).any() else 1.0) for c in counts]
    known = (counts[0] >= 0.7 * typical[0]) & (counts[1] >= 0.7 * typical[1])
    means = [s / np.maximum(c, 1) for s, c in zip(sums, counts, strict=True)]
    floor = 0.01 * max(float(np.median(np.abs(values))), 1e-12)
    ratio = np.log(np.maximum(means[0], floor)) - np.log(np.maximum(means[1], floor))
    chosen = np.flatnonzero(known)
    return chosen + first, ratio[chosen]


def night_shift(ratios: Floats, *, lower_only: bool) -> tuple[Floats, Floats]:
    """Return ``(scores, sizes)`` of each week of days, shape (d - 6,): sizes negative where nights have become lower.

    ``lower_only``: higher nights score nothing (on a holiday the days of a load fall, and nobody gains by more).
    """
    if len(ratios) < 4 * WINDOW:
        return np.empty(0), np.empty(0)
    means = rolling_mean(ratios, WINDOW)
    z = robust_z(means, floor=0.03)
    return (-z if lower_only else np.abs(z)), np.asarray(means - np.median(means))
