"""Every single explanation of what balances show: each meter x shape of fault x onset, and a leak per balance.

An explanation has a signature in each balance of its meter, zero before its onset. Its size is N / D, its chi-square
N^2 / D (`onsets`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.calibrate import Calibration
from ecopark.trust.identify.onsets import Filtered, Part, fading, filtered, products, squares
from ecopark.trust.identify.settings import HOURS_PER_DAY, HOURS_PER_WEEK

GAIN, BIAS, ABSENT, NIGHT, RAMP = range(5)
SHAPES = ("gain", "bias", "absent", "night", "drift")
LEVEL_H = 6
RAMP_HOURS = 30 * HOURS_PER_DAY
BACK_H = (
    6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 28, 30, 32, 34, 36, 39, 42, 45, 48, 54, 60,
    66, 72, 84, 96, 108, 120, 144, 168, 192, 216, 252, 288, 324, 360, 408, 456, 504, 576, 648,
)  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """Meters in balances: column by column ``row``, ``meter`` (k + row for a leak) and coefficient; sorted by meter.

    ``factor``, ``gain`` and ``bias`` (T, columns): coefficient over the scale of the balance; signature of a gain of 1
    (0 for a leak); signature of a bias of the mean flow.
    """

    row: np.ndarray
    meter: np.ndarray
    sign: np.ndarray
    factor: np.ndarray
    gain: np.ndarray
    bias: np.ndarray

    def within(self, rows: np.ndarray) -> np.ndarray:
        """Indices of the columns in these balances."""
        return np.flatnonzero(np.isin(self.row, rows))


@dataclass(frozen=True)
class Today:
    """All signatures over the window that ends today: hours ``[start, stop)``, ``onsets`` counted from ``start``.

    ``d`` (onsets, shapes, columns): sum of the squared signature.
    """

    start: int
    stop: int
    onsets: np.ndarray
    of: Filtered
    d: np.ndarray


def is_night(hours: np.ndarray) -> np.ndarray:
    hour = hours % HOURS_PER_DAY
    return (hour >= 22) | (hour < 5)


def signatures(calibration: Calibration, matrix: np.ndarray) -> Pairs:
    """Return the pairs of meters and balances with what a gain of 1 and a bias of the mean flow look like in each.

    In a soft relation the reading that goes out shows, beyond the flow that came in, little but its own noise, which is in
    the residual too; there the inflow, at the level of the meter in the last hours, stands for the reading.
    """
    meter, row = np.nonzero(matrix.T)
    rows, meters = matrix.shape
    every = np.arange(rows)
    sign = np.concatenate((matrix[row, meter], np.ones(rows)))  # what leaks entered and did not leave
    row = np.concatenate((row, every))
    factor = sign / calibration.scale[:, row]
    reading = np.zeros_like(factor)
    reading[:, : len(meter)] = calibration.filled[:, meter]
    inflow = np.abs(calibration.filled) @ np.maximum(matrix, 0).T
    for column in np.flatnonzero(calibration.relation[row[: len(meter)]] & (sign[: len(meter)] < 0)):
        came = inflow[:, row[column]]
        reading[:, column] = came * _last_hours(reading[:, column]) / np.maximum(_last_hours(came), 1e-12)
    mean = np.concatenate((np.abs(calibration.history.mean)[meter], calibration.typical_inflow))
    return Pairs(row, np.concatenate((meter, meters + every)), sign, factor, reading * factor, mean * factor)


def _last_hours(series: np.ndarray) -> np.ndarray:
    """Mean over the last hours, of fewer at the beginning."""
    total = np.concatenate(([0.0], np.cumsum(series)))
    end = np.arange(1, len(series) + 1)
    begin = np.maximum(end - LEVEL_H, 0)
    return (total[end] - total[begin]) / (end - begin)


def raw_shapes(calibration: Calibration, pairs: Pairs, columns: np.ndarray, start: int, stop: int) -> np.ndarray:
    """Signatures before the filter, (hours, shapes, columns); the ramp rises from ``start``, slope one in 30 days."""
    meter, real = pairs.meter[columns], pairs.meter[columns] < calibration.matrix.shape[1]
    hours = np.arange(start, stop)
    expected = calibration.history.expected(start, stop, start // HOURS_PER_WEEK)[:, np.where(real, meter, 0)]
    gain, factor = pairs.gain[start:stop][:, columns], pairs.factor[start:stop][:, columns]
    out = np.empty((stop - start, len(SHAPES), len(columns)), dtype=np.float32)
    out[:, GAIN], out[:, BIAS] = gain, pairs.bias[start:stop][:, columns]
    out[:, ABSENT] = np.where(real, gain - expected * factor, 0.0)
    out[:, NIGHT] = gain * is_night(hours)[:, None]
    out[:, RAMP] = gain * ((hours - start + 1) / RAMP_HOURS)[:, None]
    return out


def prepare(calibration: Calibration, pairs: Pairs, window: int, stop: int) -> Today:
    """Filter all signatures over the last ``window`` hours before ``stop``."""
    start = max(0, stop - window)
    columns = np.arange(len(pairs.row))
    onsets = np.array(sorted(stop - start - b for b in BACK_H if b <= stop - start))
    row = pairs.row
    inverse = 1.0 / np.sqrt(calibration.variance[start:stop, row])
    of = filtered(
        raw_shapes(calibration, pairs, columns, start, stop),
        calibration.keep[row],
        calibration.gain[start:stop, row],
        inverse,
    )
    d = np.stack([squares(of, s, s, onsets) for s in range(len(SHAPES))], axis=1)
    late = (onsets / RAMP_HOURS)[:, None]
    d[:, RAMP] += late * (late * d[:, GAIN] - 2 * squares(of, RAMP, GAIN, onsets))
    return Today(start, stop, onsets, of, np.maximum(d, 0.0))


def compare(
    calibration: Calibration, pairs: Pairs, today: Today, columns: np.ndarray, of: Part, white: np.ndarray
) -> np.ndarray:
    """Sum of the signatures of ``columns`` times innovations ``white`` (T, m): (onsets, shapes, columns)."""
    window = slice(today.start, today.stop)
    rows, at = np.unique(pairs.row[columns], return_inverse=True)
    inverse = 1.0 / np.sqrt(calibration.variance[window, rows])
    w = white[window, rows]
    faded = fading(w, calibration.keep[rows] * (1 - calibration.gain[window, rows]), inverse, today.onsets)
    n = products(of, w[:, at], faded[:, at])
    n[:, RAMP] -= (today.onsets / RAMP_HOURS)[:, None] * n[:, GAIN]
    return n


def from_onset(
    calibration: Calibration, pairs: Pairs, column: int, shape: int, onset: int, start: int, stop: int
) -> np.ndarray:
    """Signature before the filter over hours ``[start, stop)`` of a fault since ``onset``, possibly before ``start``."""
    hours = np.arange(start, stop)
    gain = pairs.gain[start:stop, column]
    if shape == BIAS:
        whole = pairs.bias[start:stop, column]
    elif shape == NIGHT:
        whole = gain * is_night(hours)
    elif shape == RAMP:
        whole = gain * np.clip((hours - onset + 1) / RAMP_HOURS, 0, 1)
    elif shape == ABSENT:
        week = calibration.history.expected(start, stop, onset // HOURS_PER_WEEK)[:, pairs.meter[column]]
        whole = gain - week * pairs.factor[start:stop, column]
    else:
        whole = gain
    return np.where(hours >= onset, whole, 0.0)
