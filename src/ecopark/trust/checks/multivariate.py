"""Multivariate: each value is possible, all of them together never occurred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask
from ecopark.trust.checks.spike import NORMAL_MAD


@dataclass(frozen=True, slots=True)
class Together:
    """Alone when the ``nearest``-th nearest of ``reference`` other rows is ``farther`` times as far as it usually is.

    Usually is the 99 % quantile over the record; distances are counted in robust standard deviations of each property.
    """

    nearest: int = 5
    reference: int = 1000
    farther: float = 3.0


def never_together(columns: Sequence[Floats], parameters: Together) -> Mask:
    """Mark rows that lie far from every other row of the record.

    Parameters
    ----------
    columns
        One array of shape (n,) per property of the same device, on the same times.

    Returns
    -------
    mask
        Shape (n,); False everywhere below 10 times ``nearest`` rows, and where nothing varies.

    Notes
    -----
    Distance to the k-th nearest neighbour (Ramaswamy, Rastogi and Shim, SIGMOD 2000), against an even sample of the record
    so that the cost grows with the rows and not with their square.
    """
    n = len(columns[0]) if columns else 0
    mask = np.zeros(n, dtype=np.bool_)
    scaled = [_scaled(column) for column in columns]
    rows = (
        np.stack([column for column in scaled if column is not None], axis=1) if any(c is not None for c in scaled) else None
    )
    if rows is None or n < 10 * parameters.nearest:
        return mask
    reference = rows[:: max(1, n // parameters.reference)][: parameters.reference]
    score = np.empty(n)
    for start in range(0, n, 2048):
        part = rows[start : start + 2048]
        squares = (part**2).sum(1)[:, None] + (reference**2).sum(1)[None, :] - 2.0 * (part @ reference.T)
        score[start : start + 2048] = np.partition(squares, parameters.nearest, axis=1)[:, parameters.nearest]
    distance = np.sqrt(np.maximum(score, 0.0))
    return np.asarray(distance > parameters.farther * max(float(np.quantile(distance, 0.99)), 1e-9))


def _scaled(column: Floats) -> Floats | None:
    spread = NORMAL_MAD * float(np.median(np.abs(column - np.median(column))))
    spread = spread if spread > 0.0 else float(column.std())
    return (column - np.median(column)) / spread if spread > 0.0 else None
