"""Judging readings with a learnt model: a table at once, or row after row as they arrive, with the same numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.checks.runs import Floats
from ecopark.trust.station_monitor.model import StationModel, distances, features, smoothed


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdicts of n rows; NaN where a needed reading is missing (no verdict).

    ``index``: the larger of T2 and Q over their limits, shape (n,); above 1 is an alarm. ``contributions``: share of each
    property in the index, shape (n, p).
    """

    t2: Floats
    q: Floats
    index: Floats
    contributions: Floats

    @property
    def alarm(self) -> NDArray[np.bool_]:
        return np.asarray(self.index > 1.0)


def judge(model: StationModel, values: Floats) -> Judged:
    """Judge a table of readings.

    Parameters
    ----------
    values
        Shape (n, p), the model's properties in its order at equal steps; NaN where missing. The first ``memory`` rows have
        no verdict: pass some history with them.
    """
    values = np.asarray(values, np.float64)
    x = features((values - model.centre) / model.scale, model.settings)
    t2, q, scores, residuals = distances(model, x)
    by_q = np.zeros(values.shape)
    by_t2 = np.zeros(values.shape)
    p = values.shape[1]
    centred = x - model.feature_mean
    for j in range(x.shape[1]):
        along = np.zeros(len(x))
        for i in range(scores.shape[1]):
            along += scores[:, i] * model.t2_weights[j, i]
        by_q[:, j % p] += residuals[:, j] ** 2
        by_t2[:, j % p] += centred[:, j] * along
    t2, q = smoothed(t2, model.settings) / model.t2_limit, smoothed(q, model.settings) / model.q_limit
    index = np.maximum(t2, q)
    part = np.where((q >= t2)[:, None], by_q, np.maximum(by_t2, 0.0))
    total = np.zeros(len(x))
    for i in range(p):
        total += part[:, i]
    share = np.where((total > 0)[:, None], part / np.where(total > 0, total, 1.0)[:, None], 0.0)
    share[~np.isfinite(index)] = np.nan
    return Judged(t2, q, index, share)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row: ``index`` None where no verdict is possible; ``contributions`` by property, the largest first."""

    index: float | None
    t2: float | None
    q: float | None
    contributions: Mapping[str, float]

    @property
    def alarm(self) -> bool:
        return self.index is not None and self.index > 1.0


class OnlineMonitor:
    """Judges row after row; keeps the last ``memory`` rows, no more."""

    def __init__(self, model: StationModel) -> None:
        self.model = model
        self._rows: deque[Floats] = deque(maxlen=model.settings.memory + 1)

    def step(self, row: Floats) -> Verdict:
        """Judge the next row, shape (p,); NaN where a property is missing. An absent row is a row of NaN."""
        self._rows.append(np.asarray(row, np.float64))
        judged = judge(self.model, np.stack(self._rows))
        index = float(judged.index[-1])
        if not np.isfinite(index):
            return Verdict(None, None, None, {})
        shares = zip(self.model.properties, judged.contributions[-1].tolist(), strict=True)
        ordered = dict(sorted(shares, key=lambda pair: -pair[1]))
        return Verdict(index, float(judged.t2[-1]), float(judged.q[-1]), ordered)
