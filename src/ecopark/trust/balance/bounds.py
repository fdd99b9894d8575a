"""No flow below its bound: an active set on top of the unbounded solution.

The unbounded estimate and its covariance hold all that the readings say, so the bounded one minimises ``(x - x0)'
Cov^-1 (x - x0)``. Its multipliers ``mu = Cov_SS^-1 (lower - x0)_S`` over the set S of flows held at their bound must
not be negative; the flows are then ``x0 + Cov_:S mu`` and chi-square grows by ``mu' Cov_SS mu`` (Goldfarb and Idnani
1983, Mathematical Programming 27, 1-33).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ecopark.trust.balance.missing import Filled, batches
from ecopark.trust.balance.prepared import Prepared
from ecopark.trust.balance.system import Index, Matrix, Vector

_SLACK = 1e-9  # of a standard deviation: rounding is no violation


def raised(
    prepared: Prepared, solved: Filled, present: npt.NDArray[np.bool_]
) -> tuple[Matrix, Vector, npt.NDArray[np.bool_]]:
    """(estimates (T, n) at or above the bounds, what that costs in chi-square (T,), where a bound holds (T, n))."""
    low = prepared.system.lower_bound
    estimate, cost = solved.estimate, np.zeros(len(solved.estimate))
    held = np.zeros(estimate.shape, np.bool_)
    room = _SLACK * (np.sqrt(np.maximum(np.nan_to_num(solved.variance), 0.0)) + 1e-3 * np.abs(np.nan_to_num(estimate)))
    movable = np.nan_to_num(solved.variance) > 0
    steps = np.flatnonzero(((estimate < low - room) & movable).any(axis=1))
    if not steps.size:
        return estimate, cost, held
    estimate = estimate.copy()
    for rows, covariance in covariances(prepared, steps, present):
        for step in rows.tolist():
            usable = movable[step] & np.isfinite(low)
            found, active, price = _active_set(solved.estimate[step], low, covariance, usable, room[step])
            estimate[step], cost[step], held[step, active] = found, price, True
    return estimate, cost, held


def covariances(prepared: Prepared, steps: Index, present: npt.NDArray[np.bool_]) -> Iterator[tuple[Index, Covariance]]:
    """Steps grouped by their missing columns, each group with the covariance of its estimates."""
    packed = np.packbits(~present[steps], axis=1)
    _, which = np.unique(packed, axis=0, return_inverse=True)
    base = _Base(prepared)
    for group in range(int(which.max()) + 1):
        rows = steps[which.reshape(-1) == group]
        yield rows, Covariance(base, present[rows[0]])


class _Base:
    """Columns of the covariance when nothing is missing, each made once."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self._columns: dict[int, Vector] = {}

    def column(self, variable: int) -> Vector:
        if variable not in self._columns:
            self._columns[variable] = self.prepared.covariance_of(variable)
        return self._columns[variable]


class Covariance:
    """Columns of the covariance for one pattern of missing measurements."""

    def __init__(self, base: _Base, present: npt.NDArray[np.bool_]) -> None:
        self._base = base
        self._gains: list[tuple[Index, Matrix]] = []
        for block in base.prepared.blocks:
            for _, (root, _null, _rank, missing), _ in batches(block, present[None, block.columns]):
                self._gains.append((block.outputs, root[0].T @ block.gain[missing[0]]))

    def column(self, variable: int) -> Vector:
        result = self._base.column(variable).copy()
        for outputs, gain in self._gains:
            place = np.flatnonzero(outputs == variable)
            if place.size:
                result[outputs] += gain.T @ gain[:, place[0]]
        return result


def _active_set(
    start: Vector, low: Vector, covariance: Covariance, usable: npt.NDArray[np.bool_], room: Vector
) -> tuple[Vector, list[int], float]:
    active: list[int] = []
    columns: dict[int, Vector] = {}
    found, price = start, 0.0
    for _ in range(4 * start.size + 8):
        below = np.where(usable, low - found - room, -np.inf)
        below[active] = -np.inf
        worst = int(np.argmax(below))
        if below[worst] <= 0:
            break
        active.append(worst)
        if worst not in columns:
            columns[worst] = covariance.column(worst)
        while active:
            matrix = np.array([columns[i][active] for i in active])
            need = low[active] - start[active]
            push = np.linalg.lstsq(matrix, need, rcond=1e-12)[0]
            if push.min() >= 0:
                break
            active.pop(int(np.argmin(push)))
        if not active:
            found, price = start, 0.0
            break
        found = start + push @ np.array([columns[i] for i in active])
        found[active] = low[active]
        price = float(push @ need)
    return found, active, price
