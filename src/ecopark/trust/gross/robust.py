"""Robust and sparse regression: M-estimators (Huber, Hampel) and the L1 norm.

Sources: Johnston & Kramer (1995), maximum likelihood data rectification; Arora & Biegler (2001), redescending
estimators; Tibshirani (1996); Huber & Ronchetti (2009) for iteratively re-weighted least squares.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ecopark.trust.gross.describe import Model, describe
from ecopark.trust.gross.likelihood import Explanations
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import Snapshot, whitening
from ecopark.trust.gross.subset import drop_weak
from ecopark.trust.gross.thresholds import Levels

_LEAST_WEIGHT = 1e-8
_HUBER_BEND = 1.345  # 95 % efficiency at the normal distribution

_Weight = Callable[[Array, float], Array]


def huber(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Huber's estimator, bounded influence: large errors still pull a little."""
    return _outliers(model, levels, _huber_weight)


def hampel(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Hampel's three-part redescending estimator, begun at Huber's: what lies beyond the threshold pulls no more."""
    return _outliers(model, levels, _hampel_weight)


def lasso(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """L1 regression over all meters and leaks, sizes estimated again without the penalty, and what is then not
    significant dropped.

    With columns of length one and the penalty equal to the threshold of a single test, a column is taken up exactly
    when its statistic exceeds that threshold, so a faultless snapshot raises a suspicion as rarely as the largest of
    all single tests.
    """
    critical = levels.critical(len(model.directions))
    sizes = l1_sizes(model.explanations, critical, model.directions)
    members: list[int] = []
    for i in sorted(np.flatnonzero(sizes), key=lambda i: -abs(sizes[i])):
        if model.explanations.independent([*members, int(i)]):
            members.append(int(i))
    drop_weak(model.explanations, critical**2, members)
    return describe(model, members, critical**2, levels)


def l1_sizes(model: Explanations, penalty: float, candidates: np.ndarray, *, rounds: int = 500) -> Array:
    """(c,) sizes, in units of standardised signatures, that minimise `|w - U b|^2 / 2 + penalty |b|_1`.

    Coordinate descent on an active set.
    """
    length = np.sqrt(np.where(model.power > 0.0, model.power, 1.0))
    slope = np.zeros(len(length))
    slope[candidates] = model.cross[candidates] / length[candidates]
    sizes = np.zeros(len(length))
    active: list[int] = []
    for _ in range(rounds):
        free = np.zeros(len(length), dtype=bool)
        free[candidates] = True
        free[active] = False
        breach = np.where(free, np.abs(slope), 0.0)
        pick = int(np.argmax(breach))
        if breach[pick] <= penalty * (1.0 + 1e-9):
            break
        active.append(pick)
        _descend(model, penalty, length, slope, sizes, active)
    return sizes


def _descend(model: Explanations, penalty: float, length: Array, slope: Array, sizes: Array, active: list[int]) -> None:
    for _ in range(2000):
        largest = 0.0
        for i in active:
            pull = slope[i] + sizes[i]
            new = float(np.sign(pull) * max(abs(pull) - penalty, 0.0))
            step = new - sizes[i]
            if step:
                slope -= step * model.column(i) / (length[i] * length)
                sizes[i] = new
                largest = max(largest, abs(step))
        if largest <= 1e-10 * penalty:
            break


def _huber_weight(distance: Array, _: float) -> Array:
    return np.where(distance <= _HUBER_BEND, 1.0, _HUBER_BEND / np.maximum(distance, _HUBER_BEND))


def _hampel_weight(distance: Array, critical: float) -> Array:
    first, second, last = critical / 3.0, 2.0 * critical / 3.0, critical
    far = np.maximum(distance, 1e-12)
    falling = first * np.clip((last - far) / (last - second), 0.0, None) / far
    return np.where(distance <= first, 1.0, np.where(distance <= second, first / far, falling))


def _outliers(model: Model, levels: Levels, weight_of: _Weight) -> tuple[Suspect, ...]:
    snap = model.snapshot
    testable = np.flatnonzero(snap.strength[: snap.meters] > 0.0)
    critical = levels.critical(len(testable))
    distance = np.zeros(snap.meters)
    for weigh in dict.fromkeys((_huber_weight, weight_of)):
        for _ in range(60):
            new = np.abs(_adjustment(snap, np.maximum(weigh(distance, critical), _LEAST_WEIGHT))) / _deviation(snap)
            settled = bool(np.abs(new - distance).max(initial=0.0) < 1e-6)
            distance = new
            if settled:
                break
    members: list[int] = []
    for i in sorted(testable, key=lambda i: -distance[i]):
        if distance[i] <= critical:
            break
        if len(members) < snap.degrees and model.explanations.independent([*members, int(i)]):
            members.append(int(i))
    drop_weak(model.explanations, critical**2, members)
    return describe(model, members, critical**2, levels)


def _deviation(snap: Snapshot) -> Array:
    return np.sqrt(snap.covariance if snap.covariance.ndim == 1 else np.diagonal(snap.covariance))


def _adjustment(snap: Snapshot, weight: Array) -> Array:
    """(k,) reconciled minus raw when each measurement's variance is divided by its weight."""
    rows = snap.projection.measurements
    extra = _deviation(snap) ** 2 * (1.0 / weight - 1.0)
    covariance = np.diag(snap.covariance + extra) if snap.covariance.ndim == 1 else snap.covariance + np.diag(extra)
    soft = snap.raw_covariance - (
        (rows * snap.covariance) @ rows.T if snap.covariance.ndim == 1 else rows @ snap.covariance @ rows.T
    )
    whiten = whitening(rows @ covariance @ rows.T + soft)
    return np.asarray(-covariance @ rows.T @ (whiten.T @ (whiten @ snap.raw)))
