"""Blocks of a record (days, or runs of readings) and what stands out among them, against the record's own habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Mask, Times, runs

DAY_US = 86_400_000_000
PER_DAY = 12  # fewer readings a day: a block is a fortnight
SLOW_BLOCK_US = 14 * DAY_US
MAD_TO_SD = 1.4826


@dataclass(frozen=True, slots=True)
class Blocks:
    """Consecutive readings of one block each.

    Attributes
    ----------
    key
        Number of the block since 1970 in local time, shape (b,), ascending; absent blocks are left out.
    first, stop
        Rows of the block, half-open, shape (b,).
    width
        Microseconds of a block.
    """

    key: Times
    first: Index
    stop: Index
    width: int
    offset: int

    def start(self, i: int) -> int:
        return int(self.key[i]) * self.width - self.offset

    def mean(self, column: Floats) -> Floats:
        """Mean of a column by block, shape (b,)."""
        if len(self.first) == 0:
            return np.empty(0)
        return np.asarray(np.add.reduceat(column, self.first) / (self.stop - self.first))


def blocks_of(times: Times, step: int, offset: int, *, least_share: float = 0.6) -> Blocks:
    """Cut readings into local days, or fortnights where a day has fewer than 12; incomplete blocks are left out.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, ascending, shape (n,).
    step
        Microseconds between readings.
    offset
        Park's standard offset, microseconds.
    """
    width = DAY_US if DAY_US // step >= PER_DAY else SLOW_BLOCK_US
    key = (times + offset) // width
    first = np.concatenate(([0], np.flatnonzero(key[1:] != key[:-1]) + 1)) if len(key) else np.empty(0, np.intp)
    stop = np.concatenate((first[1:], [len(key)])) if len(key) else first
    whole = stop - first >= least_share * (width // step)
    first, stop = first[whole], stop[whole]
    return Blocks(key[first], first, stop, width, offset)


def rolling_mean(values: Floats, window: int) -> Floats:
    """Mean of ``window`` consecutive values, shape (n - window + 1,)."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray((total[window:] - total[:-window]) / window)


def robust_z(values: Floats, floor: float = 0.0) -> Floats:
    """Distance of each value from the median of all, in robust standard deviations (1.4826 MAD, at least ``floor``)."""
    middle = float(np.median(values))
    spread = max(MAD_TO_SD * float(np.median(np.abs(values - middle))), floor, 1e-12)
    return np.asarray((values - middle) / spread)


@dataclass(frozen=True, slots=True)
class Episode:
    """Blocks ``first`` to ``last`` (inclusive) stand out; ``score`` and ``size`` are those of the worst window."""

    first: int
    last: int
    score: float
    size: float


def episodes(scores: Floats, sizes: Floats, window: int, threshold: float) -> list[Episode]:
    """Return the episodes of windows above a threshold.

    Parameters
    ----------
    scores, sizes
        Of the window that begins at each block, shape (b - window + 1,).

    Notes
    -----
    A window that stands out only because it overlaps a worse one is trimmed: an episode ends where its scores fall below
    half of its best.
    """
    found: list[Episode] = []
    above: Mask = scores >= threshold
    starts, stops = runs(above)
    for start, stop in zip(starts, stops, strict=True):
        best = start + int(np.argmax(scores[start:stop]))
        kept = np.flatnonzero(scores[start:stop] >= 0.5 * scores[best]) + start
        found.append(Episode(int(kept[0]), int(kept[-1]) + window - 1, float(scores[best]), float(sizes[best])))
    return found
