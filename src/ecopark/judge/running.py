"""Running means over eight hours: one window from every full hour on. # QCVN 05:2023, mean of 8 hours

Windows overlap; each is judged for itself, and exceeding ones that follow or overlap each other are one exceedance.
"""

from __future__ import annotations

import numpy as np

from ecopark.judge.averages import SECOND, Averages, Int64, Series, average

WINDOW_H = 8
WINDOW_S = WINDOW_H * 3600


def running_means(readings: Series, hours: Int64, step_s: int) -> Averages:
    """Means of the valid readings of eight hours, at every hour of ``hours`` (edges) from which a whole window fits.

    The share of valid readings is that of the whole window, so a short gap does not hide what came before and after it.
    """
    hourly = average(readings, hours, step_s)
    count = len(hourly.mean) - WINDOW_H + 1
    if count <= 0:
        return hourly.select(np.zeros(len(hourly.mean), np.bool_))
    expected_h = 3600 / step_s
    place = np.searchsorted(hours, readings.times_us, side="right") - 1
    inside = (place >= 0) & (place < len(hourly.mean)) & readings.valid
    valid_h = np.bincount(place[inside], minlength=len(hourly.mean)).astype(np.float64)
    totals_h = np.bincount(place[inside], weights=readings.values[inside], minlength=len(hourly.mean))
    valid, totals = _windows(valid_h), _windows(totals_h)
    mean = np.divide(totals, valid, out=np.full(count, np.nan), where=valid > 0)
    return Averages(
        hourly.start_us[:count],
        hourly.start_us[:count] + WINDOW_S * SECOND,
        mean,
        np.minimum(valid / (WINDOW_H * expected_h), 1.0),
        _windows(hourly.calibrating).astype(np.int64),
        _windows(hourly.fault).astype(np.int64),
    )


def _windows(per_hour: np.ndarray) -> np.ndarray:
    """Sums of eight neighbours."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(per_hour, WINDOW_H).sum(axis=1))
