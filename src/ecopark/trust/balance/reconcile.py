"""Weighted least squares under balances: adjusted values beside raw ones, for many steps at once.

Minimises ``(y - x)' S^-1 (y - x)`` under ``A x = l`` and ``x >= lower``; see `ecopark.trust.balance.prepared` for the
algebra.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.core.errors import InputError
from ecopark.trust.balance.bounds import raised
from ecopark.trust.balance.forest import Forest, forest_of, solve_forest
from ecopark.trust.balance.missing import Filled, filled
from ecopark.trust.balance.prepared import Prepared, prepare
from ecopark.trust.balance.system import BalanceSystem, Matrix, Vector, gathered

BIG = 400  # variables from which a system without loops is solved along its branches
CHUNK = 4096  # steps at a time: what a chunk needs stays far below the memory of a small machine


@dataclass(frozen=True)
class Reconciliation:
    """Adjusted values beside raw ones; T steps, n variables, k measurements, m balances. NaN: not determined, or not there.

    Attributes
    ----------
    reconciled, sd
        (T, n) best estimate of each variable and its standard deviation. Where a bound holds a flow at zero, ``sd`` is that
        without the bound.
    adjustment
        (T, k) reconciled - raw.
    standardised
        (T, k) adjustment by its own standard deviation; NaN where nothing checks the meter.
    imbalance
        (T, m) of the raw values; NaN where a flow of the balance has no reading.
    chi_square, degrees
        (T,) weighted sum of squares and the number of independent checks behind it. The cost of a bound is included.
    contribution
        (T, k) share of a meter in chi-square: its adjustment against its class. Soft balances have the rest. Without bounds.
    bounded
        (T, n) True where a bound holds.
    """

    reconciled: Matrix
    sd: Matrix
    adjustment: Matrix
    standardised: Matrix
    imbalance: Matrix
    chi_square: Vector
    degrees: npt.NDArray[np.int64]
    contribution: Matrix
    bounded: npt.NDArray[np.bool_]


def reconcile(
    system: BalanceSystem,
    values: Matrix,
    *,
    sd: Vector | None = None,
    covariance: Matrix | None = None,
    known: Matrix | None = None,
    bounds: bool = True,
) -> Reconciliation:
    """Reconcile all steps of one system.

    Parameters
    ----------
    values
        (T, k) raw readings as amounts of one step, unit of the system; NaN: missing.
    sd
        (k,) standard deviations of one step; None: class and noise of the meters (`BalanceSystem.measurement_sd`).
    covariance
        (k, k) instead of ``sd``, where errors share a source (same instrument class, same converter).
    known
        (T, m) or (m,) known terms ``l`` of the balances; None: 0.
    bounds
        Keep flows at or above ``system.lower_bound``.

    Raises
    ------
    InputError
        trust.balance.bad_shape, trust.balance.bad_covariance.
    """
    values = np.atleast_2d(np.asarray(values, np.float64))
    if values.shape[1] != len(system.measurements):
        wanted = f"(T, {len(system.measurements)})"
        raise InputError("trust.balance.bad_shape", where="values", field="values", wanted=wanted, given=str(values.shape))
    if covariance is not None:
        check_covariance(covariance, len(system.measurements))
        sd = np.sqrt(np.diag(covariance))
    elif sd is None:
        sd = system.measurement_sd(values)
    present = np.isfinite(values)
    sd = np.where(present.any(axis=0), np.asarray(sd, np.float64), np.nan)
    forest = forest_of(system) if covariance is None and _fits_forest(system, sd) else None
    if forest is not None:
        return along_forest(forest, system, sd, values, known, bounds)
    prepared = prepare(system, sd, system.softness(values), covariance, known_terms=known is not None)
    return apply(prepared, values, known=known, bounds=bounds)


def _fits_forest(system: BalanceSystem, sd: Vector) -> bool:
    """Big, every meter uncertain, no bound other than zero: then the way along the branches is worth a look."""
    low = system.lower_bound
    return len(system.variables) >= BIG and bool(np.nanmin(sd, initial=1.0) > 0) and bool(np.all((low == 0) | np.isinf(low)))


def along_forest(
    forest: Forest, system: BalanceSystem, sd: Vector, values: Matrix, known: Matrix | None = None, bounds: bool = True
) -> Reconciliation:
    """Reconcile a system without loops; the numbers are those of the dense way."""
    terms = None if known is None else _rows(known, len(values))
    soft = np.nan_to_num(system.softness(values))
    solved, estimate, cost, bounded = solve_forest(forest, system, sd, soft, values, terms, bounds=bounds)
    return _told(system, values, terms, solved, np.nan_to_num(sd) ** 2, (estimate, cost, bounded))


def apply(prepared: Prepared, values: Matrix, *, known: Matrix | None = None, bounds: bool = True) -> Reconciliation:
    """Reconcile steps with a system that was prepared; ``known`` needs ``known_terms`` there."""
    chunks = [
        _apply(
            prepared, values[i : i + CHUNK], None if known is None else _rows(known, values.shape[0])[i : i + CHUNK], bounds
        )
        for i in range(0, max(len(values), 1), CHUNK)
    ]
    if len(chunks) == 1:
        return chunks[0]
    joined = {name: np.concatenate([getattr(c, name) for c in chunks]) for name in Reconciliation.__dataclass_fields__}
    return Reconciliation(**joined)


def _rows(known: Matrix, steps: int) -> Matrix:
    return np.broadcast_to(np.asarray(known, np.float64), (steps, np.shape(known)[-1]))


def _apply(prepared: Prepared, values: Matrix, known: Matrix | None, bounds: bool) -> Reconciliation:
    system = prepared.system
    k = len(system.measurements)
    readings = np.zeros((len(values), prepared.columns))
    readings[:, :k] = values
    if known is not None:
        readings[:, k:] = known
    solved: Filled = filled(prepared, readings)
    estimate, cost = solved.estimate, np.zeros(len(values))
    bounded = np.zeros(estimate.shape, np.bool_)
    if bounds:
        estimate, cost, bounded = raised(prepared, solved, np.isfinite(readings))
    return _told(system, values, known, solved, prepared.measured_variance[:k], (estimate, cost, bounded))


def _told(
    system: BalanceSystem, values: Matrix, known: Matrix | None, solved: Filled, measured_variance: Vector,
    bounded: tuple[Matrix, Vector, npt.NDArray[np.bool_]],
) -> Reconciliation:  # fmt: skip
    estimate, cost, held = bounded
    spread = measured_variance - solved.variance[:, system.selector]
    checked = np.isfinite(values) & (spread > 1e-9 * measured_variance)
    own = solved.estimate[:, system.selector] - values
    return Reconciliation(
        reconciled=estimate,
        sd=np.sqrt(np.maximum(solved.variance, 0.0)),
        adjustment=estimate[:, system.selector] - values,
        standardised=np.where(checked, own / np.sqrt(np.where(checked, spread, 1.0)), np.nan),
        imbalance=imbalance_of(system, values, known),
        chi_square=solved.chi_square + cost,
        degrees=solved.degrees,
        contribution=np.where(np.isfinite(values), -own * solved.pull[:, : values.shape[1]], np.nan),
        bounded=held,
    )


def imbalance_of(system: BalanceSystem, values: Matrix, known: Matrix | None = None) -> Matrix:
    """(T, m) raw imbalances; of two meters on one flow their mean counts. NaN where a flow has no reading."""
    flow, measured = flows_of(system, values)
    imbalance = system.row_sums(flow)
    if known is not None:
        imbalance = imbalance - known
    imbalance[system.row_sums((~measured).astype(np.float64), unsigned=True) > 0] = np.nan
    return imbalance


def flows_of(system: BalanceSystem, values: Matrix) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    """(T, n) mean reading of the meters on each variable, 0 where there is none, and (T, n) whether there is one."""
    present = np.isfinite(values)
    total = gathered(system.selector, np.where(present, values, 0.0).T, len(system.variables))
    count = gathered(system.selector, present.T.astype(np.float64), len(system.variables))
    return (total / np.maximum(count, 1.0)).T, (count > 0).T


def check_covariance(covariance: Matrix, size: int) -> None:
    """``InputError`` trust.balance.bad_covariance unless symmetric and positive semidefinite."""
    if covariance.shape != (size, size):
        raise InputError(
            "trust.balance.bad_shape",
            where="covariance",
            field="covariance",
            wanted=str((size, size)),
            given=str(covariance.shape),
        )
    symmetric = np.allclose(covariance, covariance.T, rtol=1e-9, atol=0)
    if not symmetric or np.linalg.eigvalsh(covariance).min() < -1e-9 * np.abs(covariance).max():
        raise InputError("trust.balance.bad_covariance", where="covariance")
