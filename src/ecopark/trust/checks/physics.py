"""Cross-property physics: two true readings cannot contradict each other. All columns of a call share their times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far beyond the other side a reading may lie before it counts.

    ``relative`` share of the larger side (meters' classes added up); ``absolute`` canonical unit.
    """

    relative: float = 0.0
    absolute: float = 0.0


OUTFLOW = Tolerance(relative=0.2)  # open-channel flow meters, storage within a day
PART = Tolerance(relative=0.0)  # a part against the whole of one sample
POWER_FACTOR = Tolerance(absolute=0.5)  # percentage points; readings are rounded
SUBMETER = Tolerance(relative=0.03)  # classes of both meters


def above(part: Floats, whole: Floats, tolerance: Tolerance) -> Mask:
    """Mark where the part exceeds the whole by more than the tolerance.

    Parameters
    ----------
    part, whole
        Present values on the same times, same unit, shape (n,): outflow and inflow of a works, ammonium and total
        nitrogen, BOD and COD of one sample, a sub-meter (or the sum of all) and the meter above.

    Returns
    -------
    mask
        Shape (n,).
    """
    return part > whole * (1.0 + tolerance.relative) + tolerance.absolute


def power_factor_of(active: Floats, reactive: Floats) -> Floats:
    """Return 100 active / sqrt(active^2 + reactive^2), percent; 0/0 gives NaN (nothing to compare).

    Parameters
    ----------
    active, reactive
        kWh and kvarh of the same intervals, shape (n,).
    """
    apparent = np.hypot(active, reactive)
    return np.asarray(np.divide(100.0 * active, apparent, out=np.full(len(active), np.nan), where=apparent > 0.0))


def power_factor_mismatch(stated: Floats, active: Floats, reactives: Sequence[Floats], tolerance: Tolerance) -> Mask:
    """Mark where the stated power factor contradicts the energies of the same interval.

    Parameters
    ----------
    stated
        Percent, shape (n,).
    reactives
        Candidates (lagging, leading), shape (n,) each; the one that fits the record best is the meter's definition.

    Returns
    -------
    mask
        Shape (n,); False where there is no energy.
    """
    best: Floats | None = None
    for reactive in reactives:
        apart = np.abs(stated - power_factor_of(active, reactive))
        if best is None or _middle(apart) < _middle(best):
            best = apart
    if best is None:
        return np.zeros(len(stated), dtype=np.bool_)
    return np.nan_to_num(best, nan=0.0) > tolerance.absolute


def generation_in_dark(values: Floats, dark: Mask, share: float = 0.01) -> Mask:
    """Mark production above ``share`` of the record's high end (99 %) while there is no light.

    Parameters
    ----------
    values
        Power or energy of a solar generator, present values, shape (n,).
    dark
        Shape (n,): irradiance is zero, or the sun is down (see ``sun.dark``).
    """
    if not dark.any():
        return np.zeros(len(values), dtype=np.bool_)
    return dark & (values > share * np.quantile(values, 0.99))


def _middle(apart: Floats) -> float:
    known = apart[~np.isnan(apart)]
    return float(np.median(known)) if len(known) else np.inf
