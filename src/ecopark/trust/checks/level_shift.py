"""Level shift: since some day the record stands on another level, further off than its days ever differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Mask, Times
from ecopark.trust.checks.spike import NORMAL_MAD
from ecopark.trust.checks.sun import DAY_US, sharpest_cut


@dataclass(frozen=True, slots=True)
class LevelShift:
    """A jump between two levels.

    Attributes
    ----------
    days
        Days on each side whose medians are compared: whole weeks, longer than a holiday.
    sigmas
        Smallest jump in robust standard deviations of the days around their own level.
    smallest
        Smallest jump, canonical unit.
    """

    days: int = 14
    sigmas: float = 8.0
    smallest: float = 0.0


def level_shifts(local: Times, values: Floats, parameters: LevelShift) -> tuple[Mask, Floats]:
    """Mark the first day on each new level.

    Parameters
    ----------
    local
        Local times, microseconds since 1970, ascending, shape (n,).
    values
        Present values, shape (n,).

    Returns
    -------
    mask
        Shape (n,).
    jump
        New level minus old one at the marked readings, 0 elsewhere, shape (n,).

    Notes
    -----
    The families "changepoints" and "breaks" of SaQC, by medians of days: one wild hour or one closed day is no new level. A
    change of process looks the same; the finding says so and a person decides.
    """
    mask, jump = np.zeros(len(values), dtype=np.bool_), np.zeros(len(values))
    starts, levels = daily_medians(local, values)
    for day, moved in _jumps(levels, parameters):
        stop = starts[day + 1] if day + 1 < len(starts) else len(values)
        mask[starts[day] : stop], jump[starts[day] : stop] = True, moved
    return mask, jump


def daily_medians(local: Times, values: Floats) -> tuple[Index, Floats]:
    """Return the first row of each local day that has readings, and the day's median."""
    if len(values) == 0:
        return np.empty(0, np.intp), np.empty(0)
    day = local // DAY_US
    starts = np.concatenate(([0], (day[1:] != day[:-1]).nonzero()[0] + 1))
    stops = np.append(starts[1:], len(values))
    return starts, np.array([np.median(values[a:b]) for a, b in zip(starts, stops, strict=True)])


def _jumps(levels: Floats, parameters: LevelShift) -> list[tuple[int, float]]:
    window = parameters.days
    if len(levels) < 2 * window:
        return []
    views = np.lib.stride_tricks.sliding_window_view(levels, window)
    medians = np.median(views, axis=1)
    spreads = NORMAL_MAD * np.median(np.abs(views - medians[:, None]), axis=1)
    moved = medians[window:] - medians[:-window]
    ordinary = np.maximum(spreads[window:], spreads[:-window])
    least = max(parameters.smallest, 1e-9 * float(np.abs(levels).max()))
    size = np.where((np.abs(moved) > parameters.sigmas * ordinary) & (np.abs(moved) > least), np.abs(moved), 0.0)
    found = []
    while size.max() > 0.0:
        peak = int(size.argmax())
        found.append((sharpest_cut(levels, peak + window, window), float(moved[peak])))
        size[max(0, peak - window) : peak + window + 1] = 0.0
    return sorted(found)
