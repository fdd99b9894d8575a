"""Rate of change: faster than the thing measured can move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, Times

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Largest credible change, canonical unit per hour; up and down alike."""

    per_hour: float


def too_fast(times: Times, values: Floats, rate: Rate) -> Mask:
    """Mark a reading that differs from the one before it by more than ``per_hour`` times the hours between them.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, ascending, shape (n,).
    values
        Present values, shape (n,), canonical unit.

    Returns
    -------
    mask
        Shape (n,); the later reading of the pair is marked, the first reading never.

    Notes
    -----
    QARTOD "rate of change test" (test 7), with the time between readings instead of a fixed step.
    """
    mask = np.zeros(len(values), dtype=np.bool_)
    if len(values) < 2:
        return mask
    per_microsecond = rate.per_hour / HOUR_US
    change = np.diff(values)
    np.abs(change, out=change)
    np.greater(change, _shortest_pause(times) * per_microsecond, out=mask[1:])
    fast = np.flatnonzero(mask)  # too fast for the shortest pause of all; their own pause decides
    mask[fast] = change[fast - 1] > (times[fast] - times[fast - 1]) * per_microsecond
    return mask


def _shortest_pause(times: Times) -> int:
    return int(np.diff(times).min())
