"""A meter's own history: its weekly profile, and how far its readings usually wander from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.settings import HOURS_PER_WEEK
from ecopark.trust.identify.whitening import Noise, fit_noise

WEEKS = 5  # of the past that make a profile
FLOOR = 0.02  # of the mean flow, added before taking logarithms: night flows near zero say little


@dataclass(frozen=True)
class History:
    """Profiles and own noise of k meters.

    Attributes
    ----------
    profile
        (weeks + 1, 168, k): expected flow by hour of the week, from up to five weeks before week w.
    mean
        (k,) mean flow of the baseline.
    noise
        Noise of the logarithm of reading over profile, per meter.
    """

    profile: np.ndarray
    mean: np.ndarray
    noise: Noise

    def expected(self, start: int, stop: int, week: int) -> np.ndarray:
        """Expected flow of hours ``[start, stop)`` by the profile that was known in ``week``, shape (stop - start, k)."""
        return np.asarray(self.profile[min(week, len(self.profile) - 1), np.arange(start, stop) % HOURS_PER_WEEK])

    def deviation(self, values: np.ndarray, start: int, week: int) -> np.ndarray:
        """Logarithm of reading over expected flow, shape as ``values`` (hours from ``start``); NaN where missing."""
        floor = FLOOR * np.abs(self.mean) + 1e-12
        expected = self.expected(start, start + len(values), week)
        return np.asarray(np.log((np.maximum(values, 0) + floor) / (np.maximum(expected, 0) + floor)))


def learn_history(values: np.ndarray, baseline: int) -> History:
    """Learn from readings of shape (T, k), hourly, NaN where missing; hour 0 is hour 0 of a week."""
    hours, meters = values.shape
    weeks = -(-hours // HOURS_PER_WEEK)
    padded = np.full((weeks * HOURS_PER_WEEK, meters), np.nan)
    padded[:hours] = values
    by_week = padded.reshape(weeks, HOURS_PER_WEEK, meters)
    mean = _mean(values[:baseline])
    profile = np.empty((weeks + 1, HOURS_PER_WEEK, meters))
    first = max(1, min(WEEKS, baseline // HOURS_PER_WEEK))
    for week in range(weeks + 1):
        past = by_week[: first if week <= first else week][-WEEKS:]
        profile[week] = _smooth(_mean(past), mean)
    history = History(profile, mean, Noise.white_only(meters))
    deviation = history.deviation(values[:baseline], 0, first)
    return History(profile, mean, fit_noise(deviation))


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over the first axis of what is present; NaN where nothing is."""
    present = np.isfinite(values)
    count = present.sum(axis=0)
    return np.where(count > 0, np.where(present, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _smooth(profile: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Fill hours without any reading by the mean of the meter."""
    return np.where(np.isfinite(profile), profile, np.where(np.isfinite(mean), mean, 0.0))
