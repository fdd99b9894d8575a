"""A balance system with its weights, factored once, then applied to any number of steps.

Every measurement gets a column of its own: a second meter on a flow is a copy of it under the row ``copy - flow =
0``, a soft balance has a slack that was "measured" as 0. What nobody measures at all is eliminated. For each block of
the remaining constraints ``C z = 0``:

    V = C S C'          covariance of the imbalances
    P = C' V^-1 C       chi-square of readings z is z' P z
    B = (P S - 1) E'    estimates of all variables are -B' z, their covariance is -E S B

with E the variables as sums of columns. A missing measurement needs no new factorisation: with M the missing columns,
K the (pseudo-)inverse of P_MM and g = P z (z_M = 0), the estimates gain B_M' K g_M, their variance B_M' K B_M,
chi-square loses g_M' K g_M. These are the limits for a meter of infinite variance. A variable is not determined when
B_M leaves the range of P_MM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ecopark.trust.balance.elimination import Row, blocks, eliminate, sparse_rows
from ecopark.trust.balance.system import BalanceSystem, Index, Matrix, Vector

RANK = 1e-10  # eigenvalue of a scaled matrix below which a direction is none
_WELL = 1e-3  # smallest pivot of a scaled Cholesky factor that is trusted without a look at the eigenvalues


@dataclass(frozen=True)
class Block:
    """Measurements that check each other.

    Attributes
    ----------
    columns
        (b,) measurement columns, ascending.
    outputs
        (o,) variables that depend on them.
    projection
        P, (b, b).
    gain
        B, (b, o).
    rank
        Degrees of freedom when nothing is missing.
    """

    columns: Index
    outputs: Index
    projection: Matrix
    gain: Matrix
    rank: int


@dataclass(frozen=True)
class Prepared:
    """A system ready for readings.

    Attributes
    ----------
    system
        What was prepared.
    columns
        Number of measurement columns: k measurements, then a slack for each soft balance.
    blocks
        See `Block`.
    alone, alone_outputs
        Columns that nothing checks, and for each the variables that cannot be known without it with their factors (f, n).
    variance
        (n,) of each variable when all measurements are there; NaN where no measurement determines it.
    covariance
        (columns, columns) or, when measurements are independent, (columns,) variances.
    expression
        E, (n, columns): variables as sums of measurement columns; rows of NaN where not determined.
    """

    system: BalanceSystem
    columns: int
    blocks: tuple[Block, ...]
    alone: Index
    alone_outputs: Matrix
    variance: Vector
    covariance: npt.NDArray[np.float64]
    expression: Matrix

    @property
    def measured_variance(self) -> Vector:
        """(columns,) variances of the measurements."""
        return self.covariance if self.covariance.ndim == 1 else np.diag(self.covariance).copy()

    @cached_property
    def _known(self) -> tuple[Matrix, Matrix]:
        """E with 0 where not determined, and E S."""
        known = np.nan_to_num(self.expression)
        return known, known * self.covariance if self.covariance.ndim == 1 else known @ self.covariance

    def covariance_of(self, variable: int) -> Vector:
        """(n,) covariance of all estimates with one, nothing missing; 0 with what is not determined."""
        known, left = self._known
        result: Vector = np.zeros(len(self.variance))
        for block in self.blocks:
            place = np.flatnonzero(block.outputs == variable)
            if place.size:
                result -= left[:, block.columns] @ block.gain[:, place[0]]
        if self.alone.size:
            result += left[:, self.alone] @ known[variable, self.alone]
        return result


def prepare(
    system: BalanceSystem,
    sd: Vector,
    balance_sd: Vector | None = None,
    covariance: Matrix | None = None,
    *,
    known_terms: bool = False,
) -> Prepared:
    """Factor a system for given standard deviations.

    Parameters
    ----------
    sd
        (k,) of the measurements in one step; NaN: this meter never measures.
    balance_sd
        (m,) of the balances; None: as in the system.
    covariance
        (k, k) covariance of the measurements where their errors share a source; then ``sd`` only says which of them measure.
    known_terms
        The right side ``l`` may be other than 0: every balance gets a slack.
    """
    soft_sd = system.balance_sd if balance_sd is None else balance_sd
    soft = np.arange(len(soft_sd)) if known_terms else np.flatnonzero(soft_sd > 0)
    k, n = len(system.measurements), len(system.variables)
    columns = k + soft.size
    measuring = np.flatnonzero(np.isfinite(sd))
    rows = constraint_rows(system, measuring, soft)
    result = eliminate(rows, range(columns, columns + n))
    weight = _covariance(sd, soft_sd[soft], covariance, measuring)
    expression = np.full((n, columns), np.nan)
    for variable in range(n):
        found = result.computed.get(columns + variable)
        if found is not None:
            expression[variable] = 0.0
            expression[variable, list(found)] = list(found.values())
    determined = np.array([columns + variable in result.computed for variable in range(n)], np.bool_)
    return _factored(system, columns, list(result.constraints), weight, expression, determined)


def constraint_rows(system: BalanceSystem, measuring: Index, soft: Index) -> list[Row]:
    """Rows over the columns (k measurements, slacks of the soft balances, n variables)."""
    k = len(system.measurements)
    first = k + soft.size
    rows = [{first + column: value for column, value in row.items()} for row in sparse_rows(system.matrix)]
    for slack, balance in enumerate(soft.tolist()):
        rows[balance][k + slack] = -1.0
    for measurement in measuring.tolist():
        rows.append({measurement: 1.0, first + int(system.selector[measurement]): -1.0})
    return rows


def _covariance(sd: Vector, slack_sd: Vector, covariance: Matrix | None, measuring: Index) -> npt.NDArray[np.float64]:
    k = len(sd)
    variances = np.concatenate([np.nan_to_num(sd), slack_sd]) ** 2
    if covariance is None:
        return variances
    full = np.diag(variances)
    full[np.ix_(measuring, measuring)] = covariance[np.ix_(measuring, measuring)]
    return full if k else variances


def _factored(
    system: BalanceSystem,
    columns: int,
    constraints: list[Row],
    weight: npt.NDArray[np.float64],
    expression: Matrix,
    determined: npt.NDArray[np.bool_],
) -> Prepared:
    found = blocks(_joined(constraints, weight))
    outputs = [np.flatnonzero(np.any(np.nan_to_num(expression[:, cols]) != 0, axis=1)) for _, cols in found]
    made = tuple(
        _block([constraints[r] for r in rows if r < len(constraints)], np.array(cols), outs, weight, expression)
        for (rows, cols), outs in zip(found, outputs, strict=True)
    )
    checked = {c for _, cols in found for c in cols}
    used = np.flatnonzero(np.any(np.nan_to_num(expression) != 0, axis=0))
    alone = np.array([c for c in used.tolist() if c not in checked], np.int64)
    known = np.nan_to_num(expression)
    variance = np.where(determined, 0.0, np.nan)
    diagonal = weight if weight.ndim == 1 else np.diag(weight)
    variance += known[:, alone] ** 2 @ diagonal[alone]
    for block in made:
        part = known[np.ix_(block.outputs, block.columns)]
        left = part * weight[block.columns] if weight.ndim == 1 else part @ weight[np.ix_(block.columns, block.columns)]
        variance[block.outputs] += np.maximum(-np.einsum("ob,bo->o", left, block.gain), 0.0)
    return Prepared(system, columns, made, alone, known[:, alone].T.copy(), variance, weight, expression)


def _joined(constraints: list[Row], weight: npt.NDArray[np.float64]) -> list[Row]:
    """The constraints, and rows that hold correlated measurements together in one block."""
    if weight.ndim == 1:
        return constraints
    tied = [{int(i): 1.0, int(j): 1.0} for i, j in zip(*np.nonzero(np.triu(weight, 1)), strict=True)]
    return [*constraints, *tied]


def _block(
    rows: Sequence[Row], columns: Index, outputs: Index, weight: npt.NDArray[np.float64], expression: Matrix
) -> Block:
    place = {int(column): i for i, column in enumerate(columns)}
    matrix = np.zeros((len(rows), columns.size))
    for number, row in enumerate(rows):
        for column, value in row.items():
            matrix[number, place[column]] = value
    own = weight[columns] if weight.ndim == 1 else weight[np.ix_(columns, columns)]
    root, rank = whitened(matrix, own)
    projection = root.T @ root
    part = expression[np.ix_(outputs, columns)].T
    times = projection * own if own.ndim == 1 else projection @ own
    return Block(columns, outputs, projection, times @ part - part, rank)


def whitened(matrix: Matrix, weight: npt.NDArray[np.float64]) -> tuple[Matrix, int]:
    """R with R'R = C' (C S C')^+ C, and its rank. Scaled to unit diagonal first: units and sizes of flows do not matter."""
    if not matrix.size:
        return np.zeros((0, matrix.shape[1])), 0
    root = _root(matrix, weight, _WELL)
    if root is not None:
        return root, matrix.shape[0]
    reduced = _reduced(matrix, weight if weight.ndim == 1 else np.diag(weight))
    root = _root(reduced, weight, _WELL**2)
    if root is not None:
        return root, reduced.shape[0]
    rows, scaled = _scaled(reduced, weight)
    values, vectors = np.linalg.eigh(scaled)
    kept = values > RANK * max(float(values[-1]), 0.0)
    return (vectors[:, kept] / np.sqrt(values[kept])).T @ rows, int(kept.sum())


def _scaled(matrix: Matrix, weight: npt.NDArray[np.float64]) -> tuple[Matrix, Matrix]:
    covariance = (matrix * weight) @ matrix.T if weight.ndim == 1 else matrix @ weight @ matrix.T
    spread = np.sqrt(np.diag(covariance))
    scale = np.where(spread > 0, 1.0 / np.where(spread > 0, spread, 1.0), 0.0)
    return matrix * scale[:, None], covariance * scale[:, None] * scale


def _root(matrix: Matrix, weight: npt.NDArray[np.float64], smallest: float) -> Matrix | None:
    """The whitened rows by a Cholesky factor; None where dependent rows or unlike variances make it untrustworthy."""
    rows, scaled = _scaled(matrix, weight)
    try:
        factor = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        return None
    if factor.size and np.diag(factor).min() <= smallest:
        return None
    solved: Matrix = np.linalg.solve(factor, rows)
    return solved


def _reduced(matrix: Matrix, variance: Vector) -> Matrix:
    """The same constraints, each with a column of its own: the most uncertain ones first, so that none hides the others.

    Dependent rows vanish. Without this, two constraints that share a flow of enormous variance would look like one.
    """
    work = matrix.copy()
    free = np.ones(len(work), np.bool_)
    for column in np.argsort(-variance, kind="stable").tolist():
        size = np.where(free, np.abs(work[:, column]), 0.0)
        pivot = int(np.argmax(size))
        if size[pivot] <= 1e-9 * np.abs(work[pivot]).max():
            continue
        free[pivot] = False
        factors = work[:, column] / work[pivot, column]
        factors[pivot] = 0.0
        touched = np.flatnonzero(factors)
        work[touched] -= np.outer(factors[touched], work[pivot])
        work[touched, column] = 0.0
        if not free.any():
            break
    work[np.abs(work) < 1e-12 * np.abs(work).max(initial=1e-300)] = 0.0
    kept: Matrix = work[~free]
    return kept
