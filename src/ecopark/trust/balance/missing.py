"""Steps in which some meters are missing, without a factorisation of their own (algebra:
`ecopark.trust.balance.prepared`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.trust.balance.prepared import RANK, Block, Prepared
from ecopark.trust.balance.system import Index, Matrix, Vector

LOOSE = 1e-6  # share of a variable that lies outside what the present meters determine: above it, it is not determined
_AT_ONCE = 4_000_000  # numbers of one batch of gathered rows


@dataclass(frozen=True)
class Filled:
    """Estimates (T, n), their variance (T, n), pull g (T, columns) with adjustment = -S g, chi-square (T,), degrees (T,)."""

    estimate: Matrix
    variance: Matrix
    pull: Matrix
    chi_square: Vector
    degrees: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pattern:
    """Steps that miss the same columns of a block (p of them), with U (p, r) and the null directions of the scaled P_MM."""

    missing: Index
    inverse: Matrix
    null: Matrix
    rank: int


def filled(prepared: Prepared, readings: Matrix) -> Filled:
    """Estimate every variable in every step; ``readings`` (T, columns), NaN where missing."""
    steps, n = len(readings), len(prepared.variance)
    present = np.isfinite(readings)
    known = np.where(present, readings, 0.0)
    estimate = np.where(np.isnan(prepared.variance), np.nan, np.zeros((steps, n)))
    variance = np.tile(prepared.variance, (steps, 1))
    pull = np.zeros_like(known)
    chi_square, degrees = np.zeros(steps), np.zeros(steps, np.int64)
    if prepared.alone.size:
        estimate += known[:, prepared.alone] @ prepared.alone_outputs
        gone = ~present[:, prepared.alone]
        if gone.any():
            lost = (gone.astype(np.float64) @ (prepared.alone_outputs != 0)) > 0
            estimate[lost] = variance[lost] = np.nan
    for block in prepared.blocks:
        _one_block(block, known, present, (estimate, variance, pull), chi_square, degrees)
    return Filled(estimate, variance, pull, chi_square, degrees)


def _one_block(
    block: Block,
    known: Matrix,
    present: npt.NDArray[np.bool_],
    out: tuple[Matrix, Matrix, Matrix],
    chi_square: Vector,
    degrees: npt.NDArray[np.int64],
) -> None:
    estimate, variance, pull = out
    own = known[:, block.columns]
    force = own @ block.projection
    values = -own @ block.gain
    more = np.zeros_like(values)
    square = np.einsum("tb,tb->t", own, force)
    rank = np.full(len(own), block.rank)
    for rows, patterns, which in batches(block, present[:, block.columns]):
        _correct(block, rows, patterns, which, (force, values, more, square, rank))
    estimate[:, block.outputs] += values
    variance[:, block.outputs] += more
    pull[:, block.columns] = force
    chi_square += np.maximum(square, 0.0)
    degrees += rank


def batches(
    block: Block, present: npt.NDArray[np.bool_]
) -> Iterator[tuple[Index, tuple[Matrix, Matrix, npt.NDArray[np.int64], Index], Index]]:
    """Steps with missing columns, in batches of equal number of missing: (steps, patterns, which pattern a step has).

    Patterns: scaled root of the pseudo-inverse of P_MM (g, p, p), its null directions (g, p, p; zero columns where there are
    none), rank (g,), missing columns (g, p).
    """
    rows = np.flatnonzero(~present.all(axis=1))
    if not rows.size:
        return
    packed = np.packbits(~present[rows], axis=1)
    _, first, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    which = which.reshape(-1)
    gone = ~present[rows[first]]
    size = gone.sum(axis=1)
    width = max(block.columns.size, block.outputs.size)
    for p in np.unique(size).tolist():
        of_size = np.flatnonzero(size == p)
        for part in np.array_split(of_size, -(-of_size.size * p * width // _AT_ONCE)):
            missing = np.nonzero(gone[part])[1].reshape(-1, p)
            place = np.full(size.size, -1)
            place[part] = np.arange(part.size)
            chosen = np.flatnonzero(place[which] >= 0)
            for some in np.array_split(chosen, -(-chosen.size * p * width // _AT_ONCE)):
                yield rows[some], _factors(block, missing), place[which[some]]


def _factors(block: Block, missing: Index) -> tuple[Matrix, Matrix, npt.NDArray[np.int64], Index]:
    matrix = block.projection[missing[:, :, None], missing[:, None, :]]
    diagonal = np.einsum("gpp->gp", matrix)
    scale = np.where(diagonal > 0, 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0)), 1.0)
    values, vectors = np.linalg.eigh(matrix * scale[:, :, None] * scale[:, None, :])
    kept = values > RANK * missing.shape[1]
    root = vectors * np.where(kept, 1.0 / np.sqrt(np.where(kept, values, 1.0)), 0.0)[:, None, :] * scale[:, :, None]
    null = vectors * (~kept)[:, None, :] * scale[:, :, None]
    return root, null, kept.sum(axis=1), missing


def _correct(
    block: Block,
    rows: Index,
    patterns: tuple[Matrix, Matrix, npt.NDArray[np.int64], Index],
    which: Index,
    out: tuple[Matrix, Matrix, Matrix, Vector, npt.NDArray[np.int64]],
) -> None:
    force, values, more, square, rank = out
    root, null, ranks, missing = patterns
    gain = np.matmul(root.transpose(0, 2, 1), block.gain[missing])
    through = np.matmul(root.transpose(0, 2, 1), block.projection[missing])
    added = np.einsum("gro,gro->go", gain, gain)
    if (ranks < missing.shape[1]).any():
        outside = np.abs(np.matmul(null.transpose(0, 2, 1), block.gain[missing]))
        size = np.abs(null).sum(axis=1)[:, :, None] * np.abs(block.gain).max(axis=0)
        added[(outside > LOOSE * size).any(axis=1)] = np.nan
    pushed = np.einsum("tpr,tp->tr", root[which], np.take_along_axis(force[rows], missing[which], axis=1))
    values[rows] += np.matmul(pushed[:, None, :], gain[which])[:, 0]
    more[rows] = added[which]
    values[rows] += np.where(np.isnan(added[which]), np.nan, 0.0)
    force[rows] -= np.matmul(pushed[:, None, :], through[which])[:, 0]
    square[rows] -= np.einsum("tr,tr->t", pushed, pushed)
    rank[rows] -= ranks[which]
