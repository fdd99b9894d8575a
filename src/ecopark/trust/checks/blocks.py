"""Blocks: the extremes of a series by stretches of rows, so that a check looks only where something can be wrong.

Nearly every stretch lies inside all limits. One pass that stays in the cache finds the extremes of values, changes and
pauses; a check then reads only the blocks whose extremes do not rule a hit out. What it finds there is found by the same
arithmetic as without blocks: the answer is the same bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, Times

ROWS = 16_384  # 128 KiB per column: values, their changes and the times stay in the second cache


@dataclass(frozen=True, slots=True)
class Blocks:
    """Extremes of block k: rows ``[k * rows, (k + 1) * rows)`` and the changes from each of them to the next row.

    Attributes
    ----------
    n, rows
        Length of the series; rows per block.
    lowest, highest
        Of the values, shape (k,).
    smallest, largest
        Absolute change to the next reading, shape (k,); inf and 0 where a block has none.
    shortest, longest
        Pause to the next reading, microseconds, shape (k,); the largest and smallest integer where a block has none.
    """

    n: int
    rows: int
    lowest: Floats
    highest: Floats
    smallest: Floats
    largest: Floats
    shortest: Times
    longest: Times

    @classmethod
    def of(cls, times: Times, values: Floats, rows: int = ROWS) -> Blocks:
        """Measure a series; ``times`` need not be ascending, ``values`` are finite."""
        n = len(times)
        count = -(-n // rows)
        lowest, highest, smallest, largest = (np.empty(count) for _ in range(4))
        shortest, longest = np.empty(count, np.int64), np.empty(count, np.int64)
        change, pause = np.empty(min(n, rows)), np.empty(min(n, rows), np.int64)
        for k in range(count):
            value, time = values[k * rows : (k + 1) * rows + 1], times[k * rows : (k + 1) * rows + 1]
            own = value[:rows]
            lowest[k], highest[k] = own.min(), own.max()
            pairs = len(value) - 1
            if pairs == 0:
                smallest[k], largest[k], shortest[k], longest[k] = np.inf, 0.0, _NEVER, -_NEVER
                continue
            step, apart = change[:pairs], pause[:pairs]
            np.subtract(value[1:], value[:-1], out=step)
            np.abs(step, out=step)
            np.subtract(time[1:], time[:-1], out=apart)
            smallest[k], largest[k] = step.min(), step.max()
            shortest[k], longest[k] = apart.min(), apart.max()
        return cls(n, rows, lowest, highest, smallest, largest, shortest, longest)

    @property
    def ascending(self) -> bool:
        """Whether every time is after the one before it."""
        return bool(np.all(self.shortest > 0))

    def stretches(self, chosen: Mask) -> Iterator[tuple[int, int]]:
        """``(start, stop)`` of the rows of the chosen blocks, neighbours joined.

        Parameters
        ----------
        chosen
            Shape (k,).
        """
        places = chosen.nonzero()[0].tolist()
        first = 0
        for i, k in enumerate(places):
            if i + 1 == len(places) or places[i + 1] != k + 1:
                yield places[first] * self.rows, min((k + 1) * self.rows, self.n)
                first = i + 1


_NEVER = np.iinfo(np.int64).max
