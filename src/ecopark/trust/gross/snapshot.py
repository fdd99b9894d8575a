"""One snapshot (or the mean of a window) made ready for every method: whitened residual and whitened signatures.

With `V` the covariance of the residual `r` and `V = L L'`, the whitened residual `w = L^-1 r` is standard normal noise
when nothing is wrong, and a gross error of size `b` with signature `f` adds `b L^-1 f`. All methods of this room are
statements about that one linear model `w = signatures @ b + noise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.core.errors import InputError
from ecopark.trust.gross import messages as _texts  # noqa: F401  (the texts of the errors below)
from ecopark.trust.gross.projection import Array, Projection, SparseColumns, project
from ecopark.trust.gross.system import System

_DEPENDENT = 1e-12
_NO_SIGNATURE = 1e-9
_BOUND_SLACK = 3.0  # standard deviations by which an estimate may fall below a bound
_SMALLEST_SD = 1e-9  # of a meter without class and noise (or that reads zero): next to exact
CLASS_OF_SD = float(np.sqrt(3.0))  # a class is a limit; its standard uncertainty is class / sqrt 3 (GUM 4.3.7)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the methods read.

    Parameters
    ----------
    names, kinds
        (c,) hypotheses: first the k measurements (`bias`), then, where asked for, the balances (`leak`; a soft
        relation: `unknown`).
    values
        (k,) the readings; NaN where missing.
    projection
        Rows without unmeasured variables.
    covariance
        (k, k) or, uncorrelated, (k,) variances of the measurements.
    residual
        (q,) whitened.
    signatures
        (q, c) whitened effect of one unit of each hypothesis; a column of zeros: no balance can see it.
    strength
        (c,) length of each signature: one over the standard deviation with which its size can be estimated.
    tolerance
        (c,) error that the accuracy class permits.
    largest
        (c,) largest size that leaves the true amount above its lower bound; infinite where there is none.
    balances
        (m,) names of the balances.
    raw, raw_covariance
        (q,) and (q, q) residual and covariance before whitening.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Array
    projection: Projection
    covariance: Array
    residual: Array
    signatures: Array
    strength: Array
    tolerance: Array
    largest: Array
    balances: tuple[str, ...]
    raw: Array
    raw_covariance: Array

    @property
    def degrees(self) -> int:
        return len(self.residual)

    @property
    def meters(self) -> int:
        """How many of the hypotheses are measurements; they come first."""
        return len(self.values)


def snapshot(
    matrix: Array,
    values: Array,
    sd: Array,
    *,
    selector: NDArray[np.int64] | None = None,
    balance_sd: Array | None = None,
    known: Array | None = None,
    measurements: Sequence[str] | None = None,
    balances: Sequence[str] | None = None,
    tolerance: Array | None = None,
    lower: Array | None = None,
    leaks: bool = True,
) -> Snapshot:
    """Make a snapshot from plain arrays.

    Parameters
    ----------
    matrix
        (m, n) balances, +1 where a flow comes in, -1 where it goes out. # design 4.1
    values
        (k,) readings, NaN where missing.
    sd
        (k,) standard deviations, all above zero; or (k, k) their covariance.
    selector
        (k,) variable that each measurement measures; None: one measurement of each variable, in order.
    balance_sd
        (m,) zero for a hard balance (the default).
    known
        (m,) known terms `l` of the balances.
    tolerance
        (k,) errors the accuracy class permits; None: sqrt 3 times the standard deviation.
    lower
        (k,) lower bounds of the true amounts; None: none. A set search does not take up an error that would then need an
        amount clearly below its bound.
    leaks
        Let a leak in each balance compete with its meters. False only to repeat papers that did not.

    Raises
    ------
    InputError
        The arrays do not fit each other, or a standard deviation is not above zero.
    """
    matrix = np.atleast_2d(np.asarray(matrix, dtype=float))
    values = np.asarray(values, dtype=float)
    m = len(matrix)
    k = len(values)
    chosen = np.arange(k) if selector is None else np.asarray(selector, dtype=np.int64)
    spread = np.asarray(sd, dtype=float)
    _fits(matrix, values, spread, chosen)
    present = np.isfinite(values)
    soft = np.zeros(m) if balance_sd is None else np.asarray(balance_sd, dtype=float)
    terms = np.zeros(m) if known is None else np.asarray(known, dtype=float)
    variance = spread**2 if spread.ndim == 1 else spread
    meters = tuple(measurements) if measurements is not None else tuple(f"x{i + 1}" for i in range(k))
    nodes = tuple(balances) if balances is not None else tuple(f"node{j + 1}" for j in range(m))

    projection = project(matrix, chosen, present)
    raw = projection.measurements @ np.where(present, values, 0.0) - projection.balances @ terms
    raw_covariance = _spread_of_rows(projection.measurements, variance)
    if soft.any():
        raw_covariance = raw_covariance + _spread_of_rows(projection.balances, soft**2)
    whiten = whitening(raw_covariance)
    effects = projection.measurements if not leaks else np.hstack([projection.measurements, projection.balances])
    sparse = SparseColumns(effects)
    signatures = sparse.left_product(whiten) if sparse.fits else whiten @ effects
    deviations = spread if spread.ndim == 1 else np.sqrt(np.diagonal(spread))
    limits = CLASS_OF_SD * deviations if tolerance is None else np.asarray(tolerance, dtype=float)
    most = np.full(k, np.inf) if lower is None else np.nan_to_num(values) - lower + _BOUND_SLACK * deviations
    strength = np.sqrt(np.einsum("ij,ij->j", signatures, signatures))
    strength[:k][strength[:k] * deviations < _NO_SIGNATURE] = 0.0
    signatures[:, strength == 0.0] = 0.0
    leak_kinds = tuple("leak" if s == 0.0 else "unknown" for s in soft) if leaks else ()
    return Snapshot(
        names=meters + (nodes if leaks else ()),
        kinds=("bias",) * k + leak_kinds,
        values=values,
        projection=projection,
        covariance=variance,
        residual=whiten @ raw,
        signatures=signatures,
        strength=strength,
        tolerance=np.concatenate([limits, np.zeros(m)]) if leaks else limits,
        largest=np.concatenate([most, np.full(m, np.inf)]) if leaks else most,
        balances=nodes,
        raw=raw,
        raw_covariance=raw_covariance,
    )


def of_system(system: System, values: Array, *, correlation: float = 0.0, leaks: bool = True) -> Snapshot:
    """A snapshot of one step or of the mean of a window.

    The accuracy class of a meter does not average out, its noise does: `sd^2 = class^2 + noise^2 / T_eff` with
    `T_eff = T (1 - correlation) / (1 + correlation)`, at least 1. # docs/design/trust.md 1.4

    Parameters
    ----------
    values
        (k,) one step or (T, k) a window, NaN where missing. A meter that has readings in less than half of the steps
        counts as not measured; of the others only the steps in which all of them have a reading are averaged, so that
        every balance is about one time.
    correlation
        Of the noise from one step to the next (first-order autoregressive).
    """
    window = np.atleast_2d(np.asarray(values, dtype=float))
    valid = np.isfinite(window)
    used = valid.mean(axis=0) >= 0.5
    steps = valid[:, used].all(axis=1)
    count = int(steps.sum())
    mean = np.full(window.shape[1], np.nan)
    if count:
        mean[used] = window[steps][:, used].mean(axis=0)
    effective = max(count * (1.0 - correlation) / (1.0 + correlation), 1.0)
    permanent = system.relative_sd * np.abs(np.nan_to_num(mean))
    sd = np.hypot(permanent, system.floor_sd / np.sqrt(effective))
    return snapshot(
        system.matrix,
        mean,
        np.where(sd > 0.0, sd, _SMALLEST_SD),
        selector=system.selector,
        balance_sd=system.softness(window),
        measurements=system.measurements,
        balances=system.balances,
        tolerance=CLASS_OF_SD * permanent,
        lower=system.lower_bound[system.selector],
        leaks=leaks,
    )


def whitening(covariance: Array) -> Array:
    """`W` with `W V W' = 1`; rows that depend on others are dropped (they say nothing new)."""
    scale = np.sqrt(np.diagonal(covariance))
    if not len(scale):
        return np.zeros((0, 0))
    correlation = covariance / np.outer(scale, scale)
    try:
        lower = np.linalg.cholesky(correlation)
        if np.diagonal(lower).min() ** 2 > _DEPENDENT:
            return np.asarray(np.linalg.inv(lower) / scale)
    except np.linalg.LinAlgError:
        pass
    roots, vectors = np.linalg.eigh(correlation)
    keep = roots > _DEPENDENT * roots[-1]
    return np.asarray((vectors[:, keep] / np.sqrt(roots[keep])).T / scale)


def _spread_of_rows(rows: Array, variance: Array) -> Array:
    if variance.ndim == 2:
        return np.asarray(rows @ variance @ rows.T)
    sparse = SparseColumns(rows)
    return sparse.spread(variance) if sparse.fits else np.asarray((rows * variance) @ rows.T)


def _fits(matrix: Array, values: Array, sd: Array, selector: NDArray[np.int64]) -> None:
    k, n = len(values), matrix.shape[1]
    if sd.shape not in ((k,), (k, k)) or len(selector) != k or (k and not (selector.min() >= 0 and selector.max() < n)):
        raise InputError(
            "trust.gross.arrays_do_not_fit", variables=n, measurements=k, deviations=len(sd), selected=len(selector)
        )
    deviations = sd if sd.ndim == 1 else np.diagonal(sd)
    wrong = np.flatnonzero(~(np.isfinite(deviations) & (deviations > 0.0)))
    if len(wrong):
        raise InputError(
            "trust.gross.no_deviation", where=f"measurement {int(wrong[0]) + 1}", value=float(deviations[wrong[0]])
        )
