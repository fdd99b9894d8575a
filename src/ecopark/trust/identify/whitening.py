"""Noise of a series as slow wandering (an AR(1) state) plus white noise, and the filter that makes innovations of it.

The innovations filter is linear in the series for given gains, so a residual and the signature of a suspected fault go
through the same filter, and their inner products are those of a likelihood. The gains follow the noise of each hour: an
hour with a filled-in reading counts little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MORE = 1.5  # a slow wandering seen for some weeks only is larger and slower than it appears
TIME_CONSTANTS_H = np.array([2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
LAGS = np.array([1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48])


@dataclass(frozen=True)
class Noise:
    """Per series: correlation of the slow part from hour to hour, its variance, and the variance of the white part."""

    keep: np.ndarray
    slow: np.ndarray
    white: np.ndarray

    @staticmethod
    def white_only(count: int) -> Noise:
        return Noise(np.zeros(count), np.zeros(count), np.ones(count))


def fit_noise(series: np.ndarray) -> Noise:
    """Fit slow and white part to the autocovariances of series of shape (T, k), NaN where missing; per column."""
    clipped = series - np.nanmedian(series, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(clipped), axis=0) + 1e-12
    clipped = np.clip(clipped, -5 * spread, 5 * spread)
    total = np.nanmean(clipped**2, axis=0)
    covariance = np.array([np.nanmean(clipped[lag:] * clipped[:-lag], axis=0) for lag in LAGS])
    best = np.full(series.shape[1], np.inf)
    keep, slow = np.zeros(series.shape[1]), np.zeros(series.shape[1])
    for tau in TIME_CONSTANTS_H:
        shape = np.exp(-LAGS / tau)
        size = np.clip(shape @ covariance / (shape @ shape), 0.0, 0.98 * total)
        misfit = ((covariance - shape[:, None] * size) ** 2).sum(axis=0)
        better = misfit < best
        best, keep, slow = (
            np.where(better, misfit, best),
            np.where(better, np.exp(-1 / (tau * (MORE if tau > 12 else 1))), keep),
            np.where(better, size, slow),
        )
    return Noise(keep, MORE * slow, np.maximum(total - slow, 0.02 * total + 1e-18))


def gains(noise: Noise, extra: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Kalman gains and innovation variances, each (T, k), when ``extra`` (T, k) is added to the white variance."""
    hours, count = extra.shape
    gain, variance = np.empty((hours, count)), np.empty((hours, count))
    state = noise.slow.copy()
    for t in range(hours):
        variance[t] = state + noise.white + extra[t]
        gain[t] = state / variance[t]
        state = noise.keep**2 * state * (1 - gain[t]) + noise.slow * (1 - noise.keep**2)
    return gain, variance


def whiten(series: np.ndarray, keep: np.ndarray, gain: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Return innovations in units of their standard deviation, shape (T, …, k); the last axis is that of the gains."""
    out = np.empty_like(series)
    state = np.zeros(series.shape[1:])
    for t in range(len(series)):
        innovation = series[t] - state
        state = keep * (state + gain[t] * innovation)
        out[t] = innovation / np.sqrt(variance[t])
    return out
