"""When an explanation is good enough to name its meter: ahead of all rivals, and at odds with nothing that is known.

A wrong name costs a firm its good reputation, a day of waiting costs little: what is odd stays open until more is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecopark.trust.identify.calibrate import Calibration
from ecopark.trust.identify.scan import ABSENT, BACK_H, BIAS, RAMP
from ecopark.trust.identify.search import Explanation
from ecopark.trust.identify.settings import HOURS_PER_DAY, IdentifySettings

LEFTOVER = 0.05  # of chi-square: what an explanation may leave unexplained and still be believed,
FAR_AHEAD = 0.3  # or this share, if its best rival is worse by as much
BY_CHANCE = 2.0  # standard deviations of chi-square that are left by chance
SUPPORTED = 10.0  # evidence of the own history that says: this meter changed like that, then
SEEN = 0.5  # of the hours since an onset that a meter must have readings in to be named
CONTRADICTED = -10.0  # evidence of the own history that says: this meter did not change like that
ALONE = 0.5  # margin, as a share of chi-square, with which a meter is named although its own history contradicts
BESIDE_NAMED = 0.1  # margin, as a share of chi-square, where a named meter sits in every balance of the suspect
SMALL = 4  # meters of a balance in which a meter that is known to lie leaves nothing to judge the others by
DRIFT_H = 2 * HOURS_PER_DAY  # a rise of less hours is no drift yet


def believable(
    explanation: Explanation,
    calibration: Calibration,
    settings: IdentifySettings,
    relative_sd: float,
    stop: int,
    at_once: float,
    proven: bool,
) -> bool:
    """Whether what is seen until hour ``stop`` is enough to name the meter of the explanation.

    ``at_once``: chi-square that stands out on its first day; ``proven``: its own readings prove a fault (`signatures`).
    """
    rows = int((calibration.matrix[:, explanation.meter] != 0).sum())
    return (
        explanation.margin >= needed_margin(explanation, settings, proven)
        and (proven or explanation.shape != ABSENT or explanation.chi_square >= 3 * at_once)
        and _fits(explanation, (stop - explanation.onset) * rows, proven)
        and _begun(explanation, calibration, settings, stop)
        and _matters(explanation, settings.material(relative_sd))
    )


def needed_margin(e: Explanation, settings: IdentifySettings, proven: bool) -> float:
    """How far it must be ahead of its best rival, for its kind and for what the own history of the meter says."""
    needed = settings.needed_margin(e.chi_square)
    if proven:
        return needed
    if e.own >= SUPPORTED:
        needed = max(settings.margin, needed / 2)
    if e.shape == BIAS:  # in a large balance every constant looks like every other
        needed *= 2
    if e.shape == ABSENT:
        needed = max(needed, FAR_AHEAD * e.chi_square)
    if e.own <= CONTRADICTED:
        needed = max(needed, ALONE * e.chi_square)
    return needed


def _fits(e: Explanation, readings: int, proven: bool) -> bool:
    """Little is left unexplained in its balances since its onset, beyond chance among so many readings.

    What is left could also have put it before its rival, so it is less than the margin.
    """
    clear = e.margin >= FAR_AHEAD * e.chi_square and e.own > CONTRADICTED
    allowed = FAR_AHEAD if proven or clear else LEFTOVER
    allowed = min(allowed * e.chi_square, e.margin)
    return bool(e.leftover <= allowed + BY_CHANCE * np.sqrt(2 * readings))


def _begun(e: Explanation, calibration: Calibration, settings: IdentifySettings, stop: int) -> bool:
    """Its beginning has been seen (what has none may be normal), and readings since."""
    earliest = stop - max(b for b in BACK_H if b <= settings.window_hours)
    if e.onset <= max(earliest, settings.baseline_hours - 1) or (e.shape == RAMP and stop - e.onset < DRIFT_H):
        return False
    return bool(calibration.present[e.onset : stop, e.meter].mean() >= SEEN)


def _matters(e: Explanation, material: float) -> bool:
    return bool((abs(e.size) - material) / np.sqrt(e.variance) >= 2.0)


def beside_named(e: Explanation, matrix: np.ndarray, beside: np.ndarray, at_once: float) -> bool:
    """Whether balances with a named meter in them (``beside``) leave enough to name another meter."""
    rows = np.flatnonzero(matrix[:, e.meter])
    if not np.isin(rows, beside).all():
        return True
    witnesses = (matrix[rows] != 0).sum(axis=1) > SMALL
    return bool(witnesses.any()) and e.margin >= BESIDE_NAMED * e.chi_square and e.chi_square >= at_once


def crowded(found: Sequence[Explanation], matrix: np.ndarray) -> set[int]:
    """Meters that share a small balance with another suspect of the day: two lies in it cannot be told apart yet."""
    out: set[int] = set()
    meters = [e.meter for e in found if e.meter < matrix.shape[1]]
    for row in np.flatnonzero((matrix != 0).sum(axis=1) <= SMALL):
        mine = [m for m in meters if matrix[row, m] != 0]
        if len(mine) > 1:
            out.update(mine)
    return out
