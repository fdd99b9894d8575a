"""Runs of equal answers in a boolean mask: the step from marked readings to intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Times = NDArray[np.int64]
Index = NDArray[np.intp]


def alike(column: NDArray[Any]) -> bool:
    """Whether the column is one cell said again for every row, see ``said_again``."""
    return len(column) > 0 and column.strides == (0,)


def said_again(cell: NDArray[Any], n: int) -> NDArray[Any]:
    """The one cell of an array of shape (1,) for each of n rows, without memory; not to be written to."""
    column: NDArray[Any] = np.ndarray((n,), cell.dtype, cell, strides=(0,))
    column.flags.writeable = False
    return column


def runs(mask: Mask) -> tuple[Index, Index]:
    """Return ``(starts, stops)`` of the maximal runs of True; ``mask[start:stop]`` is all True.

    Parameters
    ----------
    mask
        Shape (n,).

    Returns
    -------
    starts, stops
        Shape (k,) each, ascending, ``stops[i] < starts[i + 1]``.
    """
    if not mask.any():
        empty = np.empty(0, dtype=np.intp)
        return empty, empty
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    bounds = np.concatenate(([0], edges, [len(mask)]))
    first = 0 if mask[0] else 1
    return bounds[first:-1:2], bounds[first + 1 :: 2]


def keep_runs(mask: Mask, *, at_least: int = 1, at_most: int | None = None) -> Mask:
    """Keep the runs of True whose length lies in ``[at_least, at_most]``."""
    kept = np.zeros(len(mask), dtype=np.bool_)
    starts, stops = runs(mask)
    lengths = stops - starts
    chosen = lengths >= at_least
    if at_most is not None:
        chosen &= lengths <= at_most
    for start, stop in zip(starts[chosen], stops[chosen], strict=True):
        kept[start:stop] = True
    return kept
