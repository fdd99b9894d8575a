"""How high a score must be: thresholds from the tail that scores have on untouched data, and alarms per sensor-year.

Robust z-scores of real series are far from normal, so a normal quantile would promise what it does not keep. The tail of
every signal was measured on development data (`benchmarks/falsification.py --fit`) and is an exponential beyond a point:
``P(score > x) = share * exp(-(x - at) / scale)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats


@dataclass(frozen=True, slots=True)
class Tail:
    """Tail of a score on untouched data: ``share`` of the scores lies above ``at``, the rest decays with ``scale``."""

    at: float
    scale: float
    share: float = 0.05

    def threshold(self, tests_per_year: float, alarms_per_year: float) -> float:
        """Return the score above which ``tests_per_year`` tests of untouched data give ``alarms_per_year`` alarms."""
        return self.at + self.scale * max(0.0, math.log(tests_per_year * self.share / alarms_per_year))

    def probability(self, score: float) -> float:
        """Return how often one test of untouched data scores higher (``share`` at most)."""
        return self.share * math.exp(-max(0.0, score - self.at) / self.scale)


def fit_tail(scores: Floats, share: float = 0.05) -> Tail:
    """Return the tail of scores of untouched data: their ``1 - share`` quantile and the median excess beyond it over ln 2.

    Parameters
    ----------
    scores
        Finite, shape (n,), n >= 20 / share.

    Notes
    -----
    An exponential excess (Pickands 1975, Annals of Statistics 3, 119-131, with shape 0) by its median: real series hold
    true oddities, which must not set the threshold.
    """
    at = float(np.quantile(scores, 1 - share))
    beyond = scores[scores > at] - at
    return Tail(at, float(np.median(beyond)) / math.log(2) if len(beyond) else 0.0, share)
