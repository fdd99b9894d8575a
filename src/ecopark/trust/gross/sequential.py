"""Detectors for small errors that last or grow: CUSUM, EWMA and the likelihood ratio over onsets, with their
false-alarm rates.

They run on standardised series `z` (T, c): standard normal and independent from step to step when nothing is wrong
(`decorrelate` first where the noise has memory). Thresholds come from the average run length between false alarms,
computed by Gauss-Legendre quadrature of its integral equation (Page 1954; Crowder 1987), not from a table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecopark.trust.distributions import normal_tail
from ecopark.trust.gross.describe import describe, model_of
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import Snapshot
from ecopark.trust.gross.subset import best_set
from ecopark.trust.gross.thresholds import Levels

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(120)
_ROOT = np.sqrt(2.0 * np.pi)


@dataclass(frozen=True, slots=True)
class Detection:
    """First alarm of each series.

    Parameters
    ----------
    alarm
        (c,) step of the alarm, -1: none.
    start
        (c,) step in which the change probably began, -1: no alarm.
    statistic
        (c,) value at the alarm, else the largest that occurred.
    """

    alarm: np.ndarray
    start: np.ndarray
    statistic: Array


def cusum(z: Array, *, reference: float = 0.5, threshold: float = 5.0) -> Detection:
    """Two-sided cumulative sum (Page 1954), best for a lasting shift of twice `reference`; missing steps are skipped."""
    high, low = np.zeros(z.shape[1]), np.zeros(z.shape[1])
    since_high, since_low = np.zeros(z.shape[1], dtype=np.int64), np.zeros(z.shape[1], dtype=np.int64)
    watch = _Watch(z.shape[1], threshold)
    for t, row in enumerate(z):
        step = np.nan_to_num(row)
        seen = np.isfinite(row)
        high = np.where(seen, np.maximum(high + step - reference, 0.0), high)
        low = np.where(seen, np.maximum(low - step - reference, 0.0), low)
        since_high[high == 0.0] = t + 1
        since_low[low == 0.0] = t + 1
        watch.take(t, np.maximum(high, low), np.where(high >= low, since_high, since_low))
    return watch.result()


def ewma(z: Array, *, weight: float = 0.1, limit: float = 2.814) -> Detection:
    """Exponentially weighted mean (Roberts 1959), alarm beyond `limit` deviations; start: its last crossing of zero."""
    mean = np.zeros(z.shape[1])
    sign = np.zeros(z.shape[1])
    since = np.zeros(z.shape[1], dtype=np.int64)
    deviation = np.sqrt(weight / (2.0 - weight))
    watch = _Watch(z.shape[1], limit)
    for t, row in enumerate(z):
        mean = np.where(np.isfinite(row), (1.0 - weight) * mean + weight * np.nan_to_num(row), mean)
        turned = np.sign(mean) != sign
        since[turned] = t
        sign = np.sign(mean)
        watch.take(t, np.abs(mean) / deviation, since)
    return watch.result()


def likelihood_scan(
    z: Array, *, windows: Sequence[int], threshold: float, template: Callable[[int], Array] = np.ones
) -> Detection:
    """Generalised likelihood ratio over the onset (Willsky & Jones 1976), window-limited.

    At every step, for each length `n` in `windows`, the last `n` values are compared with `template(n)`; the alarm
    statistic is the largest standardised product. A missing step counts as no deviation.

    Parameters
    ----------
    template
        `np.ones`: a step; `ramp`: a drift that begins at zero.
    """
    steps, series = z.shape
    filled = np.nan_to_num(z)
    best = np.zeros((steps, series))
    length = np.zeros((steps, series), dtype=np.int64)
    for n in windows:
        if n > steps:
            continue
        shape = template(n) / np.linalg.norm(template(n))
        score = np.abs(_sliding(filled, shape))
        better = score > best[n - 1 :]
        best[n - 1 :][better] = score[better]
        length[n - 1 :][better] = n
    above = best > threshold
    hit = above.any(axis=0)
    at = np.where(hit, above.argmax(axis=0), -1)
    columns = np.arange(series)
    start = np.where(hit, at - length[at, columns] + 1, -1)
    return Detection(at, start, np.where(hit, best[at, columns], best.max(axis=0, initial=0.0)))


def ramp(n: int) -> Array:
    """A drift: 1, 2, ... n."""
    return np.arange(1.0, n + 1.0)


def window_memory(template: Callable[[int], Array], n: int) -> float:
    """Correlation of a window's score from one step to the next: what `alarm_threshold` needs."""
    shape = template(n)
    return float(shape[1:] @ shape[:-1] / (shape @ shape))


def decorrelate(z: Array, correlation: float) -> Array:
    """Innovations of a first-order autoregressive series, variance one again; the first step stays."""
    if not -1.0 < correlation < 1.0:
        raise ValueError("a correlation lies between -1 and 1")
    result = np.array(z, dtype=float)
    result[1:] = (z[1:] - correlation * z[:-1]) / np.sqrt(1.0 - correlation**2)
    return result


def cusum_run_length(threshold: float, reference: float, shift: float = 0.0) -> float:
    """Mean steps to an alarm of the two-sided cumulative sum that begins at zero, under a lasting shift."""
    up, down = (_one_sided(threshold, reference, s) for s in (shift, -shift))
    return 1.0 / (1.0 / up + 1.0 / down)


def ewma_run_length(limit: float, weight: float, shift: float = 0.0) -> float:
    """Mean steps to an alarm of the exponentially weighted mean that begins at zero (Crowder 1987)."""
    edge = limit * np.sqrt(weight / (2.0 - weight))
    nodes, weights = edge * _NODES, edge * _WEIGHTS
    kernel = _density((nodes[None, :] - (1.0 - weight) * nodes[:, None]) / weight - shift) * weights / weight
    lengths = np.linalg.solve(np.eye(len(nodes)) - kernel, np.ones(len(nodes)))
    return float(1.0 + (_density(nodes / weight - shift) * weights / weight) @ lengths)


def cusum_threshold(alarms_per_sensor_year: float, steps_per_year: float, reference: float = 0.5) -> float:
    """Threshold with this many false alarms per sensor and year."""
    return _solve(lambda h: cusum_run_length(h, reference), steps_per_year / alarms_per_sensor_year, 60.0)


def ewma_limit(alarms_per_sensor_year: float, steps_per_year: float, weight: float = 0.1) -> float:
    """Limit with this many false alarms per sensor and year."""
    return _solve(lambda limit: ewma_run_length(limit, weight), steps_per_year / alarms_per_sensor_year, 8.0)


def lasting_suspects(
    snap: Snapshot,
    residuals: Array,
    *,
    windows: Sequence[int],
    threshold: float,
    template: Callable[[int], Array] = np.ones,
    levels: Levels | None = None,
) -> tuple[Suspect, ...]:
    """Slow errors in a residual series, as suspects: kind `bias` (leak: `leak`) for a step, `drift` for a ramp.

    All hypotheses are watched with `likelihood_scan`; at the first alarm the window that raised it is condensed to one
    residual, in which the sets compete as in a snapshot, so that margin and group mean the same.

    Parameters
    ----------
    snap
        Signatures of one step, whitened with the covariance of the residuals.
    residuals
        (T, q) whitened, independent from step to step.
    """
    unit = snap.signatures / np.where(snap.strength > 0.0, snap.strength, np.inf)
    found = likelihood_scan(residuals @ unit, windows=windows, threshold=threshold, template=template)
    raised = np.flatnonzero(found.alarm >= 0)
    if not len(raised):
        return ()
    first = int(raised[np.lexsort((-found.statistic[raised], found.alarm[raised]))[0]])
    start, end = int(found.start[first]), int(found.alarm[first]) + 1
    shape = template(end - start)
    scale = float(np.linalg.norm(shape))
    pooled = np.nan_to_num(residuals[start:end]).T @ shape / scale
    # One unit of the template moves the pooled residual by `scale` signatures: sizes are per unit of the template.
    model = model_of(replace(snap, residual=pooled, signatures=snap.signatures * scale, strength=snap.strength * scale))
    price = threshold**2
    members = best_set(model.explanations, price, model.directions).members
    kinds = {"bias": "drift"} if template is ramp else {}
    suspects = describe(model, members, price, levels or Levels())
    return tuple(replace(s, start=start, kind=kinds.get(s.kind, s.kind)) for s in suspects)


class _Watch:
    """Keeps the first alarm of each series."""

    def __init__(self, series: int, threshold: float) -> None:
        self.threshold = threshold
        self.alarm = np.full(series, -1, dtype=np.int64)
        self.start = np.full(series, -1, dtype=np.int64)
        self.statistic = np.zeros(series)

    def take(self, t: int, statistic: Array, since: np.ndarray) -> None:
        waiting = self.alarm < 0
        self.statistic[waiting] = np.maximum(self.statistic[waiting], statistic[waiting])
        new = waiting & (statistic > self.threshold)
        self.alarm[new], self.start[new] = t, since[new]

    def result(self) -> Detection:
        return Detection(self.alarm, self.start, self.statistic)


def _one_sided(threshold: float, reference: float, shift: float) -> float:
    """Run length of the upper sum from zero: an integral equation with a mass at zero."""
    nodes, weights = 0.5 * threshold * (_NODES + 1.0), 0.5 * threshold * _WEIGHTS
    places = np.concatenate([[0.0], nodes])
    kernel = np.empty((len(places), len(places)))
    kernel[:, 0] = [normal_tail(s + shift - reference) for s in places]
    kernel[:, 1:] = _density(nodes[None, :] + reference - shift - places[:, None]) * weights
    return float(np.linalg.solve(np.eye(len(places)) - kernel, np.ones(len(places)))[0])


def _solve(length: Callable[[float], float], wanted: float, high: float) -> float:
    low = 0.05
    for _ in range(45):
        middle = 0.5 * (low + high)
        reached = length(middle)
        low, high = (middle, high) if 0.0 < reached < wanted else (low, middle)
    return high


def _sliding(z: Array, shape: Array) -> Array:
    """(T - n + 1, c) product of `shape` with each stretch of its length, by Fourier transform."""
    size = 1 << int(len(z) + len(shape) - 1).bit_length()
    product = np.fft.rfft(z, size, axis=0) * np.fft.rfft(shape[::-1], size)[:, None]
    return np.fft.irfft(product, size, axis=0)[len(shape) - 1 : len(z)]


def _density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / _ROOT)
