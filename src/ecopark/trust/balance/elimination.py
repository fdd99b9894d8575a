"""Elimination of what nobody measures: exact Gauss-Jordan on sparse rows.

The rows of a network hold +1 and -1, and elimination of an unmeasured edge joins the two nodes it links, so that the
rows stay +1 and -1: no rounding, whatever the size. (The method of Crowe, Garcia Campos and Hrymak 1983, AIChE
Journal 29, 881-888, as row operations.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Row = dict[int, float]
TINY = 1e-11  # relative size below which a coefficient is what is left of a cancellation


@dataclass(frozen=True)
class Elimination:
    """What is left when the unmeasured columns are eliminated.

    Attributes
    ----------
    constraints
        Rows that hold measured columns only: what the measurements must fulfil.
    computed
        Unmeasured column -> the measured columns and factors of which it is the sum.
    loose
        Unmeasured columns that no measurement determines, each as a sum that holds at least one free column (itself,
        or another one).
    free
        The free columns: as many amounts are unknown.
    """

    constraints: tuple[Row, ...]
    computed: Mapping[int, Row]
    loose: Mapping[int, Row]
    free: frozenset[int]


def sparse_rows(matrix: npt.NDArray[np.float64]) -> list[Row]:
    """The rows of a dense matrix as mappings column -> coefficient."""
    rows: list[Row] = [{} for _ in range(matrix.shape[0])]
    for row, column in zip(*(index.tolist() for index in np.nonzero(matrix)), strict=True):
        rows[row][column] = float(matrix[row, column])
    return rows


def eliminate(rows: Sequence[Row], unmeasured: Iterable[int]) -> Elimination:
    """Solve the rows for the unmeasured columns as far as they determine them."""
    work = [dict(row) for row in rows]
    holders: dict[int, set[int]] = {}
    for number, row in enumerate(work):
        for column in row:
            holders.setdefault(column, set()).add(number)
    unknown = sorted(unmeasured, key=lambda column: (len(holders.get(column, ())), column))
    pivots: dict[int, int] = {}
    taken: set[int] = set()
    for column in unknown:
        free = [number for number in holders.get(column, ()) if number not in taken]
        if not free:
            continue
        pivot = min(free, key=lambda number: (len(work[number]), number))
        taken.add(pivot)
        pivots[column] = pivot
        for other in list(holders[column]):
            if other != pivot:
                _subtract(work, holders, other, pivot, column)
    free_columns = frozenset(unknown) - pivots.keys()
    computed: dict[int, Row] = {}
    loose: dict[int, Row] = {column: {column: 1.0} for column in free_columns}
    for column, number in pivots.items():
        row = work[number]
        target = loose if free_columns & row.keys() else computed
        target[column] = {c: -value / row[column] for c, value in row.items() if c != column}
    constraints = tuple(row for number, row in enumerate(work) if number not in taken and row)
    return Elimination(constraints, computed, loose, free_columns)


def _subtract(work: list[Row], holders: dict[int, set[int]], target: int, pivot: int, column: int) -> None:
    """Take from the target the multiple of the pivot row that removes the column."""
    row, source = work[target], work[pivot]
    factor = row[column] / source[column]
    for c, value in source.items():
        before = row.get(c, 0.0)
        after = before - factor * value
        if c == column or abs(after) <= TINY * max(abs(before), abs(factor * value)):
            if c in row:
                del row[c]
                holders[c].discard(target)
        else:
            row[c] = after
            holders[c].add(target)


def blocks(constraints: Sequence[Row]) -> list[tuple[list[int], list[int]]]:
    """Group rows that share columns: (row numbers, columns) of each block, both ascending. Blocks do not know each other."""
    parent: dict[int, int] = {}

    def root(column: int) -> int:
        while parent[column] != column:
            parent[column] = parent[parent[column]]
            column = parent[column]
        return column

    for row in constraints:
        columns = list(row)
        for column in columns:
            parent.setdefault(column, column)
        for column in columns[1:]:
            parent[root(column)] = root(columns[0])
    rows_of: dict[int, list[int]] = {}
    columns_of: dict[int, list[int]] = {}
    for number, row in enumerate(constraints):
        rows_of.setdefault(root(next(iter(row))), []).append(number)
    for column in sorted(parent):
        columns_of.setdefault(root(column), []).append(column)
    return [(rows_of[key], columns_of[key]) for key in sorted(rows_of, key=lambda key: columns_of[key][0])]
