"""The sparsest vector of a null space through one column: exact by iterative deepening, else with a proven bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.gross.projection import Array

_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Found:
    """`support`: columns with an entry, the asked one included (empty: there is none); `at_least`: none is smaller."""

    support: tuple[int, ...]
    at_least: int
    exact: bool


class _OutOfSteps(Exception):
    pass


def sparsest_through(rows: Array, column: int, free: np.ndarray, *, at_least: int = 1, steps: int = 3_000) -> Found:
    """Smallest set of columns, `column` among them, with a combination that is zero in every row and uses `column`.

    Parameters
    ----------
    rows
        (q, k) rows of the null space's complement: `rows @ b = 0`.
    free
        (k,) columns that may take part.
    at_least
        A bound known beforehand.
    steps
        Eliminations to spend. When they run out, the last proven bound stands and `exact` is False; a set found by
        elimination alone (not the smallest for sure) is given, if there is one.

    Notes
    -----
    Some other column of the set must balance `column` in each row where it stands. The search takes the row with the fewest
    candidates, tries each, eliminates it with that row (from there on it is free of charge) and goes on until nothing
    is left to balance. Every set that holds a tried column was seen under it, so its later siblings do without.
    """
    part = _connected(rows, column, free)
    if part is None:
        return Found((column,), 1, exact=True)
    block, columns = part
    budget = [steps]
    place = int(np.flatnonzero(columns == column)[0])
    some = _any_support(block, place)
    if some is None:
        return Found((), at_least, exact=True)
    size = max(at_least, 1)
    while size < len(some):
        try:
            support = _extend(block, place, np.delete(np.arange(block.shape[1]), place), size - 1, budget)
        except _OutOfSteps:
            return Found(tuple(sorted(int(columns[i]) for i in some)), size, exact=False)
        if support is not None:
            some = (place, *support)
            break
        size += 1
    return Found(tuple(sorted(int(columns[i]) for i in some)), len(some), exact=True)


def _extend(rows: Array, place: int, candidates: np.ndarray, more: int, budget: list[int]) -> tuple[int, ...] | None:
    """At most `more` further columns that balance column `place`, or None."""
    open_rows = np.flatnonzero(np.abs(rows[:, place]) > _ZERO)
    if not len(open_rows):
        return ()
    if more == 0:
        return None
    stands = np.abs(rows[open_rows][:, candidates]) > _ZERO
    row = int(open_rows[np.argmin(stands.sum(axis=1))])
    tried = candidates[np.abs(rows[row, candidates]) > _ZERO]
    if more == 1:
        balanced = rows[:, tried] * (rows[row, place] / rows[row, tried])
        alike = np.all(np.abs(balanced - rows[:, [place]]) <= _ZERO, axis=0)
        return (int(tried[np.argmax(alike)]),) if alike.any() else None
    left = candidates
    for column in tried.tolist():
        budget[0] -= 1
        if budget[0] < 0:
            raise _OutOfSteps
        left = left[left != column]
        hit = np.flatnonzero(rows[:, column])
        below = rows.copy()
        below[hit] -= np.outer(rows[hit, column] / rows[row, column], rows[row])
        below[row] = 0.0
        found = _extend(below, place, left, more - 1, budget)
        if found is not None:
            return (column, *found)
    return None


def _any_support(rows: Array, place: int) -> tuple[int, ...] | None:
    """Some dependent set through the column: express it by a basis of the others; None: it is independent of them."""
    work = rows.astype(float)
    unused = np.ones(len(work), dtype=bool)
    pivot_of: dict[int, int] = {}
    for column in np.delete(np.arange(rows.shape[1]), place).tolist():
        pivot = int(np.argmax(np.where(unused, np.abs(work[:, column]), -1.0)))
        if not unused[pivot] or abs(work[pivot, column]) <= _ZERO:
            continue
        above = work[pivot] / work[pivot, column]
        work = work - np.outer(work[:, column], above)
        work[pivot] = above
        unused[pivot] = False
        pivot_of[column] = pivot
    if np.any(np.abs(work[unused, place]) > _ZERO):
        return None
    return (place, *(c for c, pivot in pivot_of.items() if abs(work[pivot, place]) > _ZERO))


def _connected(rows: Array, column: int, free: np.ndarray) -> tuple[Array, np.ndarray] | None:
    """The rows and free columns that hang together with the column; None: it stands in no row."""
    entry = np.abs(rows) > _ZERO
    entry[:, ~free] = False
    entry[:, column] = np.abs(rows[:, column]) > _ZERO
    in_rows: NDArray[np.bool_] = entry[:, column].copy()
    if not in_rows.any():
        return None
    while True:
        in_columns = entry[in_rows].any(axis=0)
        grown: NDArray[np.bool_] = np.asarray(entry[:, in_columns].any(axis=1))
        if np.array_equal(grown, in_rows):
            break
        in_rows = grown
    columns = np.flatnonzero(in_columns)
    return rows[in_rows][:, columns], columns
