"""Does a meter's own history show the step that an explanation by a balance foretells?

A meter that suddenly reads 30 % too little steps down against its own weekly profile at that hour; its healthy siblings do
not. A true change of production steps too, without an imbalance, and a change may hide a step: so this evidence for or
against an explanation is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.calibrate import Calibration
from ecopark.trust.identify.history import FLOOR
from ecopark.trust.identify.onsets import fading, filtered, part, products, squares
from ecopark.trust.identify.scan import ABSENT, BIAS, NIGHT, RAMP, RAMP_HOURS, SHAPES, Today, is_night
from ecopark.trust.identify.settings import HOURS_PER_WEEK
from ecopark.trust.identify.whitening import Noise, gains

MOST_FOR, MOST_AGAINST = 14.0, 14.0  # twice a log likelihood ratio: a coincidence of a change of load and a fault elsewhere
TEMPER = 0.5  # the logarithm of a load over its profile is not the Gaussian wandering that it is taken for
MUST_SHOW = 0.5  # of the logarithm of a larger step: outliers are cut off
STEP, AT_NIGHT, GROWING = range(3)


@dataclass(frozen=True)
class OwnScan:
    """Sums of own deviations with a step, a step at night, a ramp: ``n``, ``d`` of shape (onsets, 3, meters)."""

    n: np.ndarray
    d: np.ndarray


def own_scan(calibration: Calibration, today: Today) -> OwnScan:
    """Compare the logarithm of reading over profile of every meter with each kind of change, from each onset on."""
    history, start, stop = calibration.history, today.start, today.stop
    values = np.where(calibration.present[start:stop], calibration.filled[start:stop], np.nan)
    floor = FLOOR * np.abs(history.mean) + 1e-12
    expected = np.maximum(history.expected(start, stop, start // HOURS_PER_WEEK), 0)
    deviation = np.clip(np.log((np.maximum(values, 0) + floor) / (expected + floor)), -3, 3)
    seen = np.isfinite(deviation)
    noise, hours = history.noise, np.arange(start, stop)
    gain, variance = gains(Noise(noise.keep, noise.slow, noise.white), np.where(seen, 0.0, 1e6))
    inverse = np.where(seen, 1 / np.sqrt(variance), 0.0)
    share = expected / (expected + floor)
    shapes = np.stack(
        (share, share * is_night(hours)[:, None], share * ((hours - start + 1) / RAMP_HOURS)[:, None]), axis=1
    ).astype(np.float32)
    of = filtered(shapes, noise.keep, gain, inverse)
    innovation, state = np.empty_like(deviation), np.zeros(deviation.shape[1])
    for t in range(stop - start):
        new = np.where(seen[t], deviation[t] - state, 0.0)
        state = noise.keep * (state + gain[t] * new)
        innovation[t] = new * inverse[t]
    innovation = np.clip(innovation, -4, 4)
    onsets = today.onsets
    d = np.stack([squares(of, s, s, onsets) for s in range(3)], axis=1)
    late = (onsets / RAMP_HOURS)[:, None]
    d[:, GROWING] += late * (late * d[:, STEP] - 2 * squares(of, GROWING, STEP, onsets))
    n = products(part(of, np.arange(deviation.shape[1]), onsets), innovation, fading(innovation, of.fade, inverse, onsets))
    n[:, GROWING] -= late * n[:, STEP]
    return OwnScan(n, np.maximum(d, 0.0))


def own_evidence(own: OwnScan, meters: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Twice the bounded log likelihood ratio for sizes (onsets, shapes, meters) of what the balances say, same shape."""
    out = np.zeros_like(sizes)
    foretold = -np.log(np.clip(1 - sizes, 1e-3, 1e3))
    for shape in range(len(SHAPES)):
        if shape == ABSENT:
            continue
        kind = AT_NIGHT if shape == NIGHT else GROWING if shape == RAMP else STEP
        step = foretold[:, shape]
        if shape == BIAS:  # size is a share of the mean flow
            step = np.log(np.clip(1 + sizes[:, shape], 1e-3, 1e3))
        n, d = own.n[:, kind][:, meters], own.d[:, kind][:, meters]
        least = np.minimum(1.0, MUST_SHOW / np.maximum(np.abs(step), 1e-12))
        step = step * np.clip(n / np.where(step * d == 0, 1.0, step * d), least, 1.0)
        ratio = 2 * step * n - step * step * d
        out[:, shape] = np.clip(TEMPER * ratio, -MOST_AGAINST, MOST_FOR)
    return out
