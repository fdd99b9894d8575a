"""Attenuated signal: an instrument that still moves, but less than the thing measured ever does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, runs


@dataclass(frozen=True, slots=True)
class Attenuated:
    """Too quiet when ``readings`` readings in a row span less than ``least`` (canonical unit).

    ``resting`` are values at which the thing measured may stay (a machine that is off): a span that touches one of them,
    within ``least``, says nothing.
    """

    readings: int
    least: float
    resting: tuple[float, ...] = ()


def attenuated(values: Floats, parameters: Attenuated) -> Mask:
    """Mark every reading of a stretch whose values span less than the signal's own smallest span.

    Parameters
    ----------
    values
        Present values in order of time, shape (n,).

    Returns
    -------
    mask
        Shape (n,).

    Notes
    -----
    QARTOD "attenuated signal test" (test 10) by the range within a window, counted in readings.
    """
    n, width = len(values), parameters.readings
    mask = np.zeros(n, dtype=np.bool_)
    if n < width or width < 2:
        return mask
    low, high = rolling_ends(values, width)
    quiet = high - low < parameters.least
    for rest in parameters.resting:
        quiet &= (low > rest + parameters.least) | (high < rest - parameters.least)
    for start, stop in zip(*runs(quiet), strict=True):
        mask[start : stop + width - 1] = True
    return mask


def rolling_ends(values: Floats, width: int) -> tuple[Floats, Floats]:
    """Return the lowest and the highest of each ``width`` values in a row, shape (n - width + 1,) each.

    Notes
    -----
    van Herk, M., Pattern Recognition Letters 13 (1992) 517-521: running extremes from both ends of blocks of ``width``,
    so that a long window costs no more than a short one.
    """
    n = len(values)
    blocks = -(-n // width)
    found = []
    for extreme, beyond in ((np.minimum, np.inf), (np.maximum, -np.inf)):
        cut = np.full(blocks * width, beyond)
        cut[:n] = values
        rows = cut.reshape(blocks, width)
        ahead = extreme.accumulate(rows, axis=1).ravel()
        behind = extreme.accumulate(rows[:, ::-1], axis=1)[:, ::-1].ravel()
        found.append(extreme(behind[: n - width + 1], ahead[width - 1 : n]))
    return found[0], found[1]
