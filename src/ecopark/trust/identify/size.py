"""How large the fault of a named meter is now: fitted to its balances together with all else that is known there."""

from __future__ import annotations

import numpy as np

from ecopark.trust.identify.over_time import Named, Watch, known_shapes
from ecopark.trust.identify.scan import BIAS, GAIN, NIGHT, SHAPES
from ecopark.trust.identify.search import Fit, Innovations, Shape, fit
from ecopark.trust.identify.settings import HOURS_PER_DAY

TWO_SIDED = 1.96
SYSTEMATIC = 0.05  # of a size, as the standard deviation of what its shape gets wrong
NOW_DAYS, DRIFT_NOW_DAYS = 28, 3  # last days that tell the size; a drift moves on
SETTLED_H = 3  # hours after an onset that the size is not judged by
MOST_SHARE = 0.999  # error as a share of the reading: of a reading a thousand times the truth
MOST_SPREAD = 2.0  # of the logarithm of the factor


def size_now(state: Watch, named: Named, end: int) -> tuple[float, float, float]:
    """Return size and 95 % interval by the last days before hour ``end``, all finite.

    Gain, night and drift: reading over truth less 1, a drift as far as it has come; bias: share of the mean flow.
    """
    share, sd = _share(state, named, end)
    sd = float(np.hypot(sd * state.settings.inflation, SYSTEMATIC * share))
    if named.shape == SHAPES[BIAS]:
        return share, share - TWO_SIDED * sd, share + TWO_SIDED * sd
    share = min(share, MOST_SHARE)
    spread = min(TWO_SIDED * sd / (1 - share), MOST_SPREAD)
    factor = 1 / (1 - share)
    return factor - 1, factor * float(np.exp(-spread)) - 1, factor * float(np.exp(spread)) - 1


def _share(state: Watch, named: Named, end: int) -> tuple[float, float]:
    """Error as a share of the reading (bias: of the mean flow, with its sign) and its standard deviation."""
    shape = {SHAPES[BIAS]: BIAS, SHAPES[NIGHT]: NIGHT}.get(named.shape, GAIN)
    days = DRIFT_NOW_DAYS if named.shape == "drift" else NOW_DAYS
    begin = min(max(named.start + SETTLED_H, end - days * HOURS_PER_DAY), max(end - HOURS_PER_DAY, 0))
    calibration = state.calibration
    weight = np.zeros_like(calibration.white)
    weight[begin:end] = 1.0
    mine: Shape = (named.meter, shape, named.start)
    others = [other for other in known_shapes(state) if other[0] != named.meter and _touch(state, named.meter, other[0])]
    found = fit(
        calibration, state.pairs, Innovations(calibration.white, weight), [mine, *others],
        max(0, min(named.start, begin) - HOURS_PER_DAY), end,
    )  # fmt: skip
    at = found.keys.index(mine)
    return float(found.sizes[at]), float(np.sqrt(found.variance[at])) * _misfit(state, found, at, begin, end)


def _misfit(state: Watch, found: Fit, at: int, begin: int, end: int) -> float:
    """Spread of what the fit leaves in the balances of a meter, over that of noise, at least 1."""
    first = end - len(found.signature)
    rows = np.unique(found.row[found.owner == at])
    taken = found.signature * found.sizes[found.owner]
    left = [state.calibration.white[begin:end, r] - taken[begin - first :, found.row == r].sum(axis=1) for r in rows]
    return max(1.0, float(np.sqrt(np.mean(np.square(left)))))


def _touch(state: Watch, meter: int, other: int) -> bool:
    """Whether a meter shares a balance with another, or with the balance of a leak."""
    matrix = state.calibration.matrix
    if other >= matrix.shape[1]:
        return bool(matrix[other - matrix.shape[1], meter] != 0)
    return bool(((matrix[:, meter] != 0) & (matrix[:, other] != 0)).any())
