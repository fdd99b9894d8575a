"""From balances with unmeasured edges and several meters per edge to rows in which only measurements stand.

`A x = l` with measurements `y_i = x[selector_i] + error` becomes `r = G y - P l`, whose expectation is zero when
nothing is wrong: unmeasured variables are eliminated (Crowe, Garcia Campos & Hrymak 1983, matrix projection; in a flow
network the same as joining the two nodes of an unmeasured edge), and each further meter of an edge adds the row "reads
as the first one".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_PIVOT = 1e-9


@dataclass(frozen=True, slots=True)
class Projection:
    """Rows of pure measurements.

    Parameters
    ----------
    measurements
        `G` (q, k): the residual is `G @ values - balances @ known`.
    balances
        `P` (q, m): what one unit lost in a balance adds to the residual; the rows that compare two meters have zeros.
    """

    measurements: Array
    balances: Array


def project(matrix: Array, selector: Ints, present: NDArray[np.bool_] | None = None) -> Projection:
    """Eliminate what is not measured.

    Parameters
    ----------
    matrix
        (m, n) coefficients of the balances.
    selector
        (k,) variable that each measurement measures.
    present
        (k,) which measurements have a valid value; None: all. A measurement without a value has zeros in its column.
    """
    m, n = matrix.shape
    k = len(selector)
    valid = np.ones(k, dtype=bool) if present is None else np.asarray(present, dtype=bool)
    first = np.full(n, -1, dtype=np.int64)
    for i in np.flatnonzero(valid)[::-1]:
        first[selector[i]] = i
    further = [int(i) for i in np.flatnonzero(valid) if first[selector[i]] != i]
    measured = np.flatnonzero(first >= 0)
    complete = len(measured) == n
    combine = np.eye(m) if complete else eliminate(matrix, np.flatnonzero(first < 0))
    rows = np.zeros((len(combine) + len(further), k))
    rows[: len(combine), first[measured]] = matrix if complete else combine @ matrix[:, measured]
    for row, i in enumerate(further, start=len(combine)):
        rows[row, i], rows[row, first[selector[i]]] = 1.0, -1.0
    balances = np.vstack([combine, np.zeros((len(further), m))])
    some = np.any(rows != 0.0, axis=1)
    return Projection(measurements=rows[some], balances=balances[some])


class SparseColumns:
    """A matrix by the few entries of each of its columns: signatures of a flow network have one or two.

    Products with it cost as many operations as it has entries; `fits` says whether that pays.
    """

    def __init__(self, matrix: Array) -> None:
        self.shape = matrix.shape
        row, column = np.nonzero(matrix)
        count = np.bincount(column, minlength=matrix.shape[1])
        self.width = int(count.max(initial=0))
        order = np.argsort(column, kind="stable")
        place = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
        self.rows = np.zeros((self.width, matrix.shape[1]), dtype=np.int64)
        self.values = np.zeros((self.width, matrix.shape[1]))
        self.rows[place, column[order]] = row[order]
        self.values[place, column[order]] = matrix[row[order], column[order]]

    @property
    def fits(self) -> bool:
        return self.width <= 4

    def left_product(self, left: Array) -> Array:
        """`left @ matrix`."""
        total = np.zeros((len(left), self.shape[1]))
        for rows, values in zip(self.rows, self.values, strict=True):
            total += left[:, rows] * values
        return total

    def spread(self, variance: Array) -> Array:
        """`matrix @ diag(variance) @ matrix.T`."""
        total = np.zeros((self.shape[0], self.shape[0]))
        for rows, values in zip(self.rows, self.values, strict=True):
            for others, more in zip(self.rows, self.values, strict=True):
                np.add.at(total, (rows, others), values * more * variance)
        return total


def eliminate(matrix: Array, columns: NDArray[np.int64]) -> Array:
    """Combinations `P` (q, m) of the rows with `P @ matrix[:, columns] = 0`, as sparse as the rows allow.

    Gaussian elimination; among the possible pivot rows it takes the one with the fewest entries, so that in a flow
    network every step joins two nodes and the coefficients stay whole numbers.
    """
    m = len(matrix)
    combine = np.eye(m)
    rest = matrix[:, columns].astype(float)
    alive = np.ones(m, dtype=bool)
    scale = float(np.abs(rest).max(initial=0.0))
    for column in range(rest.shape[1]):
        candidates = np.flatnonzero(alive & (np.abs(rest[:, column]) > _PIVOT * scale))
        if not len(candidates):
            continue
        strong = candidates[np.abs(rest[candidates, column]) >= 0.1 * np.abs(rest[candidates, column]).max()]
        pivot = strong[np.argmin(np.count_nonzero(rest[strong], axis=1))]
        others = candidates[candidates != pivot]
        factor = rest[others, column] / rest[pivot, column]
        rest[others] -= factor[:, None] * rest[pivot]
        rest[others, column] = 0.0
        combine[others] -= factor[:, None] * combine[pivot]
        alive[pivot] = False
    return combine[alive]
