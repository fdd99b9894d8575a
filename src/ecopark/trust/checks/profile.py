"""A load against its own daily profile: since some day everything happens an hour earlier or later.

Either the working hours changed or the logger's clock did (daylight saving); the profile alone cannot tell which, so
this makes a finding and doubts no reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Times
from ecopark.trust.checks.sun import DAY_US, HOUR_US, sharpest_cut


@dataclass(frozen=True, slots=True)
class ProfileShift:
    """Jumps of the working day.

    Attributes
    ----------
    window
        Working days on each side whose medians are compared: longer than a holiday.
    smallest_hours, largest_hours
        Both the start and the end of the working day must move, the same way, by an amount between these.
    shortest_day
        Hours of load that make a working day.
    """

    window: int = 30
    smallest_hours: float = 0.7
    largest_hours: float = 1.5
    shortest_day: float = 4.0


def working_days(
    times: Times, values: Floats, step: int, utc_offset: int, shortest_day: float
) -> tuple[Index, Floats, Floats]:
    """Return the local working days with the hour at which the load rises and the hour at which it falls.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, start of the reading's interval, ascending, shape (n,).
    values
        Present values, shape (n,), n > 0. Load means above the middle between low (10 %) and high (90 %) end.
    step
        Microseconds of one reading's interval.
    """
    low, high = np.quantile(values, (0.1, 0.9))
    loaded = (times + utc_offset)[values > 0.5 * (low + high)]
    days, first, counts = np.unique(loaded // DAY_US, return_index=True, return_counts=True)
    last = first + counts - 1
    working = counts * step >= shortest_day * HOUR_US
    rises, falls = loaded[first] % DAY_US / HOUR_US, (loaded[last] % DAY_US + step) / HOUR_US
    return days[working], rises[working], falls[working]


def profile_shifts(days: Index, rises: Floats, falls: Floats, parameters: ProfileShift) -> list[tuple[int, float]]:
    """Return ``(first day of the new profile, hours moved)`` of each jump, in order; later is positive.

    Parameters
    ----------
    days, rises, falls
        As ``working_days`` gives them, shape (k,).
    """
    window = parameters.window
    if len(days) < 2 * window:
        return []
    rise, fall = _moves(rises, window), _moves(falls, window)
    smaller = np.minimum(np.abs(rise), np.abs(fall))
    larger = np.maximum(np.abs(rise), np.abs(fall))
    jump = np.where((np.sign(rise) == np.sign(fall)) & (larger <= parameters.largest_hours), smaller, 0.0)
    found = []
    while jump.max() >= parameters.smallest_hours:
        peak = int(jump.argmax())
        cut = sharpest_cut(0.5 * (rises + falls), peak + window, window)
        found.append((int(days[cut]), float(0.5 * (rise[peak] + fall[peak]))))
        jump[max(0, peak - window) : peak + window + 1] = 0.0
    return sorted(found)


def _moves(hours: Floats, window: int) -> Floats:
    medians = np.median(np.lib.stride_tricks.sliding_window_view(hours, window), axis=1)
    return np.asarray(medians[window:] - medians[:-window])
