"""Shrinkage covariance: as many samples as features are too few for the plain one to be inverted."""

from __future__ import annotations

import numpy as np

from ecopark.trust.checks.runs import Floats


def ledoit_wolf(x: Floats) -> tuple[Floats, float]:
    """Return ``(covariance, shrinkage)`` of centred rows: ``(1 - s) S + s m I`` with the s that is best in mean square.

    Parameters
    ----------
    x
        Centred, shape (n, p), n >= 2.

    Notes
    -----
    Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate
    Analysis 88, 365-411, lemmas 3.2 to 3.4: m = tr(S)/p, d2 = |S - mI|^2, b2 = min(d2, mean |x x' - S|^2 / n), s = b2/d2.
    """
    n, p = x.shape
    s = x.T @ x / n
    mean = float(np.trace(s)) / p
    distance = float(np.sum(s * s)) - p * mean * mean
    squared = float(np.sum(np.sum(x * x, axis=1) ** 2)) / n - float(np.sum(s * s))
    shrinkage = 1.0 if distance <= 0 else min(1.0, max(0.0, squared / n) / distance)
    return (1 - shrinkage) * s + shrinkage * mean * np.eye(p), shrinkage
