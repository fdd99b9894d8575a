"""Concentrations at the reference oxygen of the text: C x (20.9 - O2ref) / (20.9 - O2), reading by reading.

A reading without a valid oxygen value of the same time, or in a gas that is nearly air, cannot be converted and counts as
invalid: near 20.9 % the factor explodes, and a small error of the oxygen sensor would decide the judgement.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ecopark.judge.averages import SECOND, Series

AIR_PCT = 20.9
LEAST_MARGIN_PCT = 1.0
OXYGEN_ERROR_PCT = 0.5  # limits of error, % by volume: Circular 10/2021's tolerance read as percentage points
CORRECTED = "reference"  # fact oxygen_basis: the instrument already sends values at reference oxygen


def at_reference(readings: Series, oxygen: Series, reference_pct: float, step_s: int | None) -> Series:
    """The series with converted values; validity falls where they cannot be converted. Oxygen in % by volume."""
    if len(oxygen.times_us) == 0:
        return replace(readings, valid=np.zeros(len(readings.times_us), np.bool_))
    before = np.searchsorted(oxygen.times_us, readings.times_us, side="right") - 1
    place = np.maximum(before, 0)
    reach = (step_s or 3600) * SECOND
    near = (before >= 0) & (readings.times_us - oxygen.times_us[place] < reach) & oxygen.valid[place]
    share = np.where(near, oxygen.values[place], np.nan)
    with np.errstate(invalid="ignore"):
        usable = near & (share >= 0) & (share <= AIR_PCT - LEAST_MARGIN_PCT)
    factor = np.where(usable, (AIR_PCT - reference_pct) / (AIR_PCT - np.where(usable, share, 0.0)), np.nan)
    return replace(readings, values=readings.values * factor, valid=readings.valid & usable)


def relative_uncertainty_of_factor(oxygen: Series) -> float:
    """Relative standard uncertainty that the oxygen instrument adds, at the median of its valid readings."""
    usable = oxygen.values[oxygen.valid & (oxygen.values <= AIR_PCT - LEAST_MARGIN_PCT)]
    if len(usable) == 0:
        return 0.0
    return OXYGEN_ERROR_PCT / math.sqrt(3.0) / (AIR_PCT - float(np.median(usable)))
