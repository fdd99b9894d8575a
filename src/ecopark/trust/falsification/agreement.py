"""Sensors that agree with each other and disagree with the balance.

When several meters of one balance move together on the day on which the balance opens, either the use really changed and
another meter fails, or they were altered together. The data cannot tell which: the group is named, not one of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats
from ecopark.trust.falsification.blocks import MAD_TO_SD


@dataclass(frozen=True, slots=True)
class Agreement:
    """``window``: days on each side of an onset; ``material``: smallest common change (relative); ``opening``: smallest
    change of the imbalance (share of what enters).

    ``alike``: how closely it is shared (largest difference of the members' log changes).
    """

    window: int = 14
    material: float = 0.1
    opening: float = 0.02
    alike: float = 0.05


@dataclass(frozen=True, slots=True)
class Together:
    """On day ``onset`` (index) the imbalance moved by ``opening`` of the throughput, ``score`` in standard deviations.

    ``members`` (indices) changed together by ``change`` (relative).
    """

    onset: int
    opening: float
    score: float
    members: tuple[int, ...]
    change: float


def moved_together(values: Floats, imbalance: Floats, throughput: Floats, parameters: Agreement) -> Together | None:
    """Find the day on which a balance opens and the meters that moved by the same share on it.

    Parameters
    ----------
    values
        Daily amounts of the balance's meters, shape (d, k); NaN where missing.
    imbalance, throughput
        In minus out, and what entered, shape (d,).

    Returns
    -------
    together
        None when the balance does not open, or fewer than two meters move with it.
    """
    share = imbalance / np.where(throughput > 0, throughput, np.nan)
    width = parameters.window
    if len(share) < 4 * width:
        return None
    steps = np.array([_step(share, day, width) for day in range(width, len(share) - width)])
    known = np.isfinite(steps)
    if np.count_nonzero(known) < width:
        return None
    spread = MAD_TO_SD * float(np.median(np.abs(steps[known] - np.median(steps[known]))))
    at = int(np.nanargmax(np.abs(steps)))
    score = abs(float(steps[at])) / max(spread, 1e-4)
    onset = _sharpest(share, at + width, width)
    logs = np.log(np.where(values > 0, values, np.nan))
    changes = np.array([_step(column, onset, width) for column in logs.T])
    moved = np.flatnonzero(np.isfinite(changes) & (np.abs(changes) >= np.log1p(parameters.material)))
    groups = [tuple(j for j in moved.tolist() if abs(changes[j] - changes[i]) <= parameters.alike) for i in moved.tolist()]
    best = max(groups, key=len, default=())
    if len(best) < 2:
        return None
    return Together(onset, float(steps[at]), score, best, float(np.expm1(np.mean(changes[list(best)]))))


def _sharpest(column: Floats, about: int, width: int) -> int:
    """The day near ``about`` at which two levels explain the column best."""
    low, high = max(0, about - width), min(len(column), about + width)
    part = column[low:high]
    best, found = np.inf, about
    for cut in range(2, len(part) - 2):
        sides = [s[np.isfinite(s)] for s in (part[:cut], part[cut:])]
        if min(len(s) for s in sides) < 2:
            continue
        spread = sum(float(np.sum((s - s.mean()) ** 2)) for s in sides)
        if spread < best:
            best, found = spread, low + cut
    return min(max(found, width), len(column) - width)


def _step(column: Floats, day: int, width: int) -> float:
    before, after = column[day - width : day], column[day : day + width]
    before, after = before[np.isfinite(before)], after[np.isfinite(after)]
    if min(len(before), len(after)) < width // 2:
        return float("nan")
    return float(np.median(after) - np.median(before))
