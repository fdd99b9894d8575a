"""Reconciliation over time where storage matters: tanks, basins, batteries.

The steps of a system are tied together by its storages only: ``level(t) = level(t-1) + change(t)``. So a step is
first solved by itself, with a prior on each change so wide (300 times the largest reading) that it says nothing; what
the flows say of the changes drives a Kalman filter over the levels forwards and another one backwards, which are
joined (two-filter smoother: Fraser and Potter 1969, IEEE Transactions on Automatic Control 14, 387-390); and each
step is conditioned on its smoothed changes. That is the weighted least squares of the whole horizon, at a cost linear
in its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.core.errors import InputError
from ecopark.trust.balance.bounds import covariances
from ecopark.trust.balance.missing import Filled, filled
from ecopark.trust.balance.prepared import Prepared, prepare
from ecopark.trust.balance.system import BalanceSystem, Matrix, Vector

WIDE = 300.0  # times the largest reading: the standard deviation of a prior that says nothing
LOOSE = 0.01  # share of that prior's standard deviation from which a value hangs on it alone: it is not determined


@dataclass(frozen=True)
class DynamicReconciliation:
    """Over T steps, n variables and q storages.

    Attributes
    ----------
    reconciled, sd
        (T, n) flows and changes of storage, as in `ecopark.trust.balance.reconcile`.
    level, level_sd
        (T, q) stored amount at the end of each step; the level before the first step is ``first_level`` (q,).
    chi_square, degrees
        Of the whole horizon.
    """

    reconciled: Matrix
    sd: Matrix
    level: Matrix
    level_sd: Matrix
    first_level: Vector
    chi_square: float
    degrees: int


def reconcile_levels(
    system: BalanceSystem,
    values: Matrix,
    levels: Matrix,
    storages: Sequence[str],
    *,
    sd: Vector | None = None,
    level_sd: Vector,
    first: tuple[Vector, Vector] | None = None,
) -> DynamicReconciliation:
    """Reconcile flows and levels of a whole record at once.

    Parameters
    ----------
    values
        (T, k) amounts of each step; NaN: missing.
    levels
        (T, q) stored amounts at the end of each step, unit of the system; NaN: missing.
    storages
        q names of the system's variables that are changes of storage (``storage:<node>``).
    sd
        (k,) standard deviations; None: as in the system.
    level_sd
        (q,) standard deviations of the level meters.
    first
        Level before the first step and its standard deviation, both (q,); None: nothing is known of it.

    Raises
    ------
    InputError
        trust.balance.bad_shape, trust.balance.no_storage.
    """
    if levels.shape != (len(values), len(storages)):
        wanted = str((len(values), len(storages)))
        raise InputError("trust.balance.bad_shape", where="levels", field="levels", wanted=wanted, given=str(levels.shape))
    unknown = [name for name in storages if name not in system.variables]
    if unknown:
        raise InputError("trust.balance.no_storage", where="storages", name=unknown[0])
    wide = WIDE * max(_largest(values), _largest(levels), 1e-12)
    place = [system.variables.index(name) for name in storages]
    static = _Static(system, values, place, system.measurement_sd(values) if sd is None else sd, wide)
    start = (np.zeros(len(place)), np.full(len(place), wide)) if first is None else first
    smooth = _smooth(static, levels, np.diag(np.asarray(level_sd, np.float64) ** 2), start, wide)
    flows, variance = static.conditioned(smooth.delta, smooth.delta_cov)
    leaning = np.einsum("tqq->", smooth.delta_cov) + (np.trace(smooth.level_cov[0]) if first is None else 0.0)
    priors = static.change.size + (len(place) if first is None else 0)
    sd_flows = np.sqrt(np.maximum(variance, 0.0))
    sd_level = np.sqrt(np.maximum(np.einsum("tqq->tq", smooth.level_cov), 0.0))
    loose, drifting = sd_flows > LOOSE * wide, sd_level > LOOSE * wide
    level = np.where(drifting, np.nan, smooth.level)
    return DynamicReconciliation(
        reconciled=np.where(loose, np.nan, flows),
        sd=np.where(loose, np.nan, sd_flows),
        level=level[1:],
        level_sd=np.where(drifting, np.nan, sd_level)[1:],
        first_level=level[0],
        chi_square=static.chi_square + smooth.chi_square,
        # a prior's leverage, its variance left / its variance, is 1 where nothing else determines the value
        degrees=static.degrees + int(np.isfinite(levels).sum()) - priors + round(leaning / wide**2),
    )


def _largest(values: Matrix) -> float:
    seen = np.abs(values[np.isfinite(values)])
    return float(seen.max()) if seen.size else 0.0


class _Static:
    """Each step by itself: what its flows say of the changes (T, q), with covariance (T, q, q); and the flows for given
    changes.
    """

    def __init__(self, system: BalanceSystem, values: Matrix, place: list[int], sd: Vector, wide: float) -> None:
        self._place, self._system, self._sd = place, system, sd
        for variable in place:
            self._system = self._system.with_measurement(system.variables[variable], f"change:{variable}")
        self._values = np.hstack([values, np.zeros((len(values), len(place)))])
        solved, prepared, readings = self._solved(self._values, wide)
        self.change = solved.estimate[:, place]
        self.spread = np.zeros((len(values), len(place), len(place)))
        for rows, covariance in covariances(prepared, np.arange(len(values)), np.isfinite(readings)):
            self.spread[rows] = np.column_stack([covariance.column(variable)[place] for variable in place])
        self.chi_square = float(solved.chi_square.sum())
        self.degrees = int(solved.degrees.sum())

    def _solved(self, readings: Matrix, change_sd: float) -> tuple[Filled, Prepared, Matrix]:
        """The steps with the changes read as the last columns of ``readings``, with a standard deviation."""
        seen = np.isfinite(self._values).any(axis=0)
        spread = np.where(seen, np.concatenate([self._sd, np.full(len(self._place), change_sd)]), np.nan)
        prepared = prepare(self._system, spread, np.nan_to_num(self._system.softness(self._values)))
        full = np.zeros((len(readings), prepared.columns))
        full[:, : readings.shape[1]] = readings
        return filled(prepared, full), prepared, full

    def conditioned(self, delta: Matrix, delta_cov: Matrix) -> tuple[Matrix, Matrix]:
        """Flows and variances when the changes are ``delta`` with covariance ``delta_cov``: those for known changes,
        moved along.
        """
        k, q = self._values.shape[1] - len(self._place), len(self._place)
        known = self._values.copy()
        known[:, k:] = delta
        solved, _, _ = self._solved(known, 0.0)
        gains = []
        for change in range(q):
            only = np.where(np.isfinite(self._values), 0.0, np.nan)
            only[:, k + change] = 1.0
            gains.append(self._solved(only, 0.0)[0].estimate)
        gain = np.stack(gains, axis=2)
        return solved.estimate, solved.variance + np.einsum("tnq,tqr,tnr->tn", gain, delta_cov, gain)


@dataclass(frozen=True)
class _Smooth:
    """Levels (T + 1, q) with covariance, the first before any step; changes (T, q) with covariance; chi-square of the
    levels.
    """

    level: Matrix
    level_cov: Matrix
    delta: Matrix
    delta_cov: Matrix
    chi_square: float


def _smooth(static: _Static, levels: Matrix, noise: Matrix, start: tuple[Vector, Vector], wide: float) -> _Smooth:
    change, spread = static.change, static.spread
    steps, q = change.shape
    ahead, ahead_cov = np.zeros((steps + 1, q)), np.zeros((steps + 1, q, q))
    total = 0.0
    ahead[0], ahead_cov[0] = start[0], np.diag(np.asarray(start[1], np.float64) ** 2)
    for t in range(steps):
        mean, covariance = ahead[t] + change[t], ahead_cov[t] + spread[t]
        ahead[t + 1], ahead_cov[t + 1], cost = _read(mean, covariance, levels[t], noise)
        total += cost
    level, level_cov = ahead.copy(), ahead_cov.copy()
    delta, delta_cov = change.copy(), spread.copy()
    later, later_cov = ahead[steps], np.eye(q) * (1e3 * wide) ** 2  # what the future says of the level: nothing yet
    for t in range(steps - 1, -1, -1):
        later, later_cov, _ = _read(later, later_cov, levels[t], noise)
        between = ahead_cov[t] + later_cov  # what all but the step's own flows say of its change
        delta[t], delta_cov[t] = _joined(change[t], spread[t], later - ahead[t], between)
        later, later_cov = later - change[t], later_cov + spread[t]
        level[t], level_cov[t] = _joined(ahead[t], ahead_cov[t], later, later_cov)
    return _Smooth(level, level_cov, delta, delta_cov, total)


def _read(mean: Vector, covariance: Matrix, level: Vector, noise: Matrix) -> tuple[Vector, Matrix, float]:
    """Mean and covariance after the levels of a step were read, and what the surprise costs in chi-square."""
    read = np.isfinite(level)
    if not read.any():
        return mean, covariance, 0.0
    inner = covariance[np.ix_(read, read)] + noise[np.ix_(read, read)]
    gain = np.linalg.solve(inner, covariance[read]).T
    surprise = level[read] - mean[read]
    keep = np.eye(mean.size) - gain @ np.eye(mean.size)[read]
    after = keep @ covariance @ keep.T + gain @ noise[np.ix_(read, read)] @ gain.T  # Joseph's form stays positive
    return mean + gain @ surprise, after, float(surprise @ np.linalg.solve(inner, surprise))


def _joined(mean: Vector, covariance: Matrix, other: Vector, other_cov: Matrix) -> tuple[Vector, Matrix]:
    """Two independent estimates of one thing as one. As a product, not a difference: it holds however wide one of them
    is.
    """
    both = covariance + other_cov
    scale = 1.0 / np.sqrt(np.maximum(np.diag(both), 1e-300))
    share = np.linalg.solve(both * scale[:, None] * scale, (covariance * scale).T).T * scale
    result = share @ other_cov
    return mean + share @ (other - mean), (result + result.T) / 2
