"""What the method would call a saving in a window in which nothing was done: the test of its intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.account.savings.baseline import Baseline
from ecopark.account.savings.errors import ErrorModel, error_model
from ecopark.account.savings.series import DAY_S, Series
from ecopark.core.figures import LEVEL


@dataclass(frozen=True, slots=True)
class PlaceboSaving:
    """The saving found in a window without a measure, with its 90 % interval, in the series' unit."""

    value: float
    low: float
    high: float

    @property
    def covers(self) -> bool:
        """The interval holds the truth, which is zero."""
        return self.low <= 0.0 <= self.high


def placebo_saving(baseline: Baseline, window: Series, known: ErrorModel | None = None) -> PlaceboSaving | None:
    """Judge a window that the baseline has not seen; None where nothing in it was measured.

    Unlike ``savings`` the window may lie anywhere, also within a hole of the baseline.
    """
    known = known or error_model(baseline.held_out, DAY_S // baseline.step_s)
    said = baseline.predict(window)
    kept = window.valid & np.isfinite(said.amount)
    n = int(kept.sum())
    if n == 0:
        return None
    value = float(np.sum(said.amount[kept] - window.amount[kept]))
    noise, bias = known.draws(n, np.random.default_rng(int(window.start_us[0] // 1_000_000)))
    tail = (1 - LEVEL) / 2
    low, high = (float(v) for v in np.quantile(value - (noise + bias) * n, [tail, 1 - tail]))
    return PlaceboSaving(value, low, high)
