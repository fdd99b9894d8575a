"""A level shift right after the device was touched: new firmware, new key, replaced, new settings.

A change of level by itself happens; a log entry by itself happens. Both on one day do not often happen by chance, and how
often is read off the record: the same comparison at every other day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification.blocks import MAD_TO_SD


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """``days`` compared on each side; ``least`` other days that tell what is usual; ``material``: shift in daily spreads."""

    days: int = 7
    least: int = 40
    material: float = 2.0


@dataclass(frozen=True, slots=True)
class Shift:
    """``size`` of the shift (after minus before, unit of the values); ``rarity``: share of other days with a larger one."""

    day: int
    before: float
    after: float
    rarity: float
    compared: int


def shift_at(
    days: Times, means: Floats, event_day: int, parameters: DeviceChange, others: Sequence[int] = ()
) -> Shift | None:
    """Compare the level before and after an event with all other days.

    Parameters
    ----------
    days, means
        Local day numbers, ascending, and the mean of each, shape (d,).
    event_day
        Local day of the event; that day itself belongs to neither side.
    others
        Days of further events, which do not tell what is usual.
    """
    width = parameters.days
    found = _levels(days, means, event_day, width)
    if found is None:
        return None
    free = [d for d in days.tolist() if all(abs(d - e) > width for e in (event_day, *others))]
    elsewhere = [level for d in free if (level := _levels(days, means, d, width)) is not None]
    if len(elsewhere) < parameters.least:
        return None
    before, after = found
    spread = MAD_TO_SD * float(np.median(np.abs(np.diff(means))))
    if abs(after - before) < parameters.material * max(spread, 1e-12):
        return None
    sizes = np.array([abs(a - b) for b, a in elsewhere])
    return Shift(
        event_day, before, after, float((1 + np.count_nonzero(sizes >= abs(after - before))) / (1 + len(sizes))), len(sizes)
    )


def _levels(days: Times, means: Floats, event: int, width: int) -> tuple[float, float] | None:
    low, at = np.searchsorted(days, (event - width, event))
    past, high = np.searchsorted(days, (event + 1, event + 1 + width))
    if at - low < width // 2 + 1 or high - past < width // 2 + 1:
        return None
    return float(np.median(means[low:at])), float(np.median(means[past:high]))
