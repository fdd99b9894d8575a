"""Rate of change: faster than the thing measured can move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Floats, Mask, Times

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Largest credible change, canonical unit per hour; up and down alike."""

    per_hour: float


def too_fast(times: Times, values: Floats, rate: Rate, blocks: Blocks | None = None) -> Mask:
    """Mark a reading that differs from the one before it by more than ``per_hour`` times the hours between them.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, ascending, shape (n,).
    values
        Present values, shape (n,), canonical unit.
    blocks
        Of the same columns, where they are known: only what they do not rule out is read.

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
    blocks = Blocks.of(times, values) if blocks is None else blocks
    limit = int(blocks.shortest.min()) * per_microsecond  # for the shortest pause of all; their own pause decides
    for start, stop in blocks.stretches(blocks.largest > limit):
        value, time = values[start : stop + 1], times[start : stop + 1]
        change = np.diff(value)
        np.abs(change, out=change)
        fast = np.flatnonzero(change > limit)
        mask[start + 1 + fast] = change[fast] > (time[fast + 1] - time[fast]) * per_microsecond
    return mask
