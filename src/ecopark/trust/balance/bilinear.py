"""Loads: flows and concentrations reconciled together, ``sum of flow x concentration`` balanced at each node.

Successive linearisation: the balances are replaced by their tangent at the last estimate and solved by the linear
method with unmeasured flows and concentrations eliminated, until nothing moves (Knepper and Gorman 1980, AIChE
Journal 26, 260-264; Crowe 1986, AIChE Journal 32, 616-623). The same loop solves any smooth balances
(`reconcile_smooth`), such as heat with temperature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ecopark.core.errors import InputError
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import Reconciliation, apply
from ecopark.trust.balance.system import BalanceSystem, Matrix, Vector

ROUNDS = 200
CLOSE = 1e-11

Balances = Callable[[Vector], Vector]
Slopes = Callable[[Vector], Matrix]


@dataclass(frozen=True)
class SmoothReconciliation:
    """Estimates (n,), standard deviations of the tangent (n,), chi-square, degrees and the rounds that were needed; NaN:
    not determined.
    """

    estimate: Vector
    sd: Vector
    standardised: Vector
    chi_square: float
    degrees: int
    rounds: int


def reconcile_smooth(
    readings: Vector, sd: Vector, balances: Balances, slopes: Slopes, start: Vector
) -> SmoothReconciliation:
    """Weighted least squares of one step under smooth balances ``balances(x) = 0``.

    Parameters
    ----------
    readings, sd
        (n,) readings and standard deviations; NaN reading: not measured. A standard deviation of 0 holds a value.
    balances, slopes
        (m,) residuals at x, and their Jacobian (m, n).
    start
        (n,) where to begin; for what is measured the readings are the natural choice.

    Raises
    ------
    InputError
        trust.balance.not_converged.
    """
    seen = np.isfinite(readings)
    names = tuple(str(i) for i in range(readings.size))
    count = len(balances(start))
    system = BalanceSystem(
        balances=tuple(f"row {i}" for i in range(count)),
        variables=names,
        matrix=np.zeros((count, readings.size)),
        measurements=tuple(names[i] for i in np.flatnonzero(seen)),
        selector=np.flatnonzero(seen),
        relative_sd=np.zeros(int(seen.sum())),
        floor_sd=sd[seen],
        balance_sd=np.zeros(count),
        lower=np.full(readings.size, -np.inf),
    )
    x = np.asarray(start, np.float64).copy()
    size = np.maximum(np.abs(x), 1e-12)
    for rounds in range(1, ROUNDS + 1):
        result = _tangent(system, readings[seen], sd[seen], balances, slopes, x)
        target = np.where(np.isfinite(result.reconciled[0]), result.reconciled[0], x)
        moved = float(np.max(np.abs(target - x) / np.maximum(size, np.abs(target))))
        x = _shortened(x, target, balances)
        if moved < CLOSE:
            chi_square = float((((x - readings)[seen & (sd > 0)] / sd[seen & (sd > 0)]) ** 2).sum())
            spread = np.full(readings.size, np.nan)
            spread[seen] = result.standardised[0]
            known = np.isfinite(result.reconciled[0])
            return SmoothReconciliation(
                np.where(known, x, np.nan), result.sd[0], spread, chi_square, int(result.degrees[0]), rounds
            )
    raise InputError("trust.balance.not_converged", where="loads", rounds=ROUNDS)


def _tangent(
    system: BalanceSystem, readings: Vector, sd: Vector, balances: Balances, slopes: Slopes, x: Vector
) -> Reconciliation:
    matrix = slopes(x)
    scale = np.abs(matrix).max(axis=1)
    scale = np.where(scale > 0, scale, 1.0)[:, None]
    linear = replace(system, matrix=matrix / scale)
    known = (matrix @ x - balances(x)) / scale[:, 0]
    return apply(prepare(linear, sd, known_terms=True), readings[None], known=known[None], bounds=False)


def _shortened(x: Vector, target: Vector, balances: Balances) -> Vector:
    """The target, or a point on the way where the balances are not ten times worse than here."""
    here = float(np.abs(balances(x)).sum())
    step = 1.0
    while step > 1e-3:
        trial = x + step * (target - x)
        with np.errstate(all="ignore"):
            there = float(np.abs(balances(trial)).sum())
        if np.isfinite(there) and there <= 10 * here + 1e-9:
            return trial
        step /= 2
    return x + step * (target - x)


@dataclass(frozen=True)
class Loads:
    """Result of `reconcile_loads`: flows (n,), concentrations (n, s), their standard deviations, loads (n, s) = flow x
    concentration.
    """

    flow: Vector
    flow_sd: Vector
    concentration: Matrix
    concentration_sd: Matrix
    load: Matrix
    chi_square: float
    degrees: int
    rounds: int


def reconcile_loads(
    matrix: Matrix,
    flow: Vector,
    flow_sd: Vector,
    concentration: Matrix,
    concentration_sd: Matrix,
    *,
    conserved: Matrix | None = None,
    start_flow: Vector | None = None,
    start_concentration: Matrix | None = None,
) -> Loads:
    """Reconcile flows and concentrations of s substances on n edges between m nodes, for one step.

    Parameters
    ----------
    matrix
        (m, n) +1 in, -1 out.
    flow, concentration
        (n,) and (n, s) readings; NaN: not measured.
    conserved
        (m, s) True where a node neither makes nor removes a substance; None: everywhere. Works remove: leave them out.
    start_flow, start_concentration
        Guesses for what is not measured; None: the mean of the measured ones.

    Notes
    -----
    The unit of a load is that of flow times concentration (m3 x mg/L = g). A stream that is split (a node with one
    inflow) keeps its concentrations only if the split is declared so, by rows of the caller in `reconcile_smooth`.
    """
    m, n = matrix.shape
    substances = concentration.shape[1]
    held = np.ones((m, substances), np.bool_) if conserved is None else np.asarray(conserved, np.bool_)
    rows, kinds = np.nonzero(held)

    def balances(x: Vector) -> Vector:
        flows, loads = x[:n], x[:n, None] * x[n:].reshape(n, substances)
        return np.concatenate([matrix @ flows, (matrix @ loads)[rows, kinds]])

    def slopes(x: Vector) -> Matrix:
        flows, levels = x[:n], x[n:].reshape(n, substances)
        jacobian = np.zeros((m + rows.size, n * (1 + substances)))
        jacobian[:m, :n] = matrix
        for number, (row, kind) in enumerate(zip(rows.tolist(), kinds.tolist(), strict=True), m):
            jacobian[number, :n] = matrix[row] * levels[:, kind]
            jacobian[number, n + kind :: substances] = matrix[row] * flows
        return jacobian

    readings = np.concatenate([flow, concentration.ravel()])
    guess = np.concatenate(
        [_guess(flow, start_flow), np.column_stack([
            _guess(concentration[:, s], None if start_concentration is None else start_concentration[:, s])
            for s in range(substances)
        ]).ravel()]
    )  # fmt: skip
    deviations = np.concatenate([flow_sd, concentration_sd.ravel()])
    result = reconcile_smooth(readings, deviations, balances, slopes, guess)
    flows, levels = result.estimate[:n], result.estimate[n:].reshape(n, substances)
    return Loads(
        flow=flows, flow_sd=result.sd[:n], concentration=levels, concentration_sd=result.sd[n:].reshape(n, substances),
        load=flows[:, None] * levels, chi_square=result.chi_square, degrees=result.degrees, rounds=result.rounds,
    )  # fmt: skip


def _guess(readings: Vector, start: Vector | None) -> Vector:
    known = np.isfinite(readings)
    if start is not None:
        return np.where(known, readings, start)
    return np.where(known, readings, readings[known].mean() if known.any() else 1.0)
