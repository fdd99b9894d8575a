"""Missing response: the load of the works goes up and down, the analyser no longer follows it (the sample bottle).

The commonest fraud at automatic stations puts the sampling tube into a bottle: flows and balances stay true. What is missing
is the answer of the concentration to the load and to the hour of the day, which the record itself has taught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification.blocks import DAY_US, Blocks, robust_z, rolling_mean


@dataclass(frozen=True, slots=True)
class Response:
    """Parameters.

    Attributes
    ----------
    explained
        Share of the variance that load and hour must explain over the record; below it nothing can be missing.
    window
        Blocks judged together.
    varied
        Share of its usual variance that the load must show in a window, else nothing is said.
    slope
        Material only if the response falls to this share of the usual.
    """

    explained: float = 0.15
    window: int = 7
    varied: float = 0.25
    slope: float = 0.35


@dataclass(frozen=True, slots=True)
class Learnt:
    """``expected``: what load and hour let expect, shape (n,); ``explained``: share of the variance, cross-validated."""

    expected: Floats
    explained: float


def expected_of(times: Times, values: Floats, loads: Floats, offset: int, step: int) -> Learnt:
    """Learn a concentration from its loads and the hour of the day.

    Parameters
    ----------
    values
        The concentration, shape (n,).
    loads
        Flows or energies at the same times, shape (n, k), k >= 0.

    Notes
    -----
    Ridge regression on each load, its mean of the last 3 readings and the first two harmonics of the day; every tenth of the
    record is predicted by the other nine, so a bottle does not teach its own silence.
    """
    columns = [np.ones(len(values))]
    for load in loads.T:
        usual = np.median(load)
        scaled = (load - usual) / max(float(np.std(load)), 1e-12)
        columns += [scaled, _lagged_mean(scaled, 3)]
    if DAY_US // step >= 12:
        angle = 2 * np.pi * ((times + offset) % DAY_US) / DAY_US
        columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    x = np.column_stack(columns)
    fold = np.arange(len(values)) * 10 // max(1, len(values))
    expected = np.zeros(len(values))
    ridge = 1e-3 * np.eye(x.shape[1])
    gram = [x[fold == f].T @ x[fold == f] for f in range(10)]
    cross = [x[fold == f].T @ values[fold == f] for f in range(10)]
    for f in range(10):
        left = sum(gram[g] for g in range(10) if g != f) + ridge * len(values)
        right = sum(cross[g] for g in range(10) if g != f)
        expected[fold == f] = x[fold == f] @ np.linalg.solve(left, right)
    variance = float(np.var(values))
    explained = 1.0 - float(np.mean((values - expected) ** 2)) / variance if variance > 0 else 0.0
    return Learnt(expected, explained)


def slopes(values: Floats, expected: Floats, blocks: Blocks, parameters: Response) -> Floats:
    """Return the response by window of blocks, shape (b - window + 1,): 0 not at all, NaN where the load stood still."""
    centred = [column - np.mean(column) for column in (values, expected)]
    both, own = np.zeros(len(values)), np.zeros(len(values))
    for start, stop in zip(blocks.first, blocks.stop, strict=True):
        y, e = (c[start:stop] - c[start:stop].mean() for c in centred)
        both[start:stop], own[start:stop] = y * e, e * e
    top, below = (rolling_mean(blocks.mean(c), parameters.window) for c in (both, own))
    enough = below >= parameters.varied * np.median(below)
    return np.where(enough & (below > 0), top / np.where(below > 0, below, 1.0), np.nan)


def silence(found: Floats) -> tuple[Floats, Floats]:
    """Return ``(scores, sizes)``: positive scores where the response is missing, and its size as a share of the usual."""
    known = np.isfinite(found)
    scores, share = np.full(len(found), -np.inf), np.full(len(found), np.nan)
    if np.count_nonzero(known) >= 8:
        usual = float(np.median(found[known]))
        if usual > 0:
            scores[known] = -robust_z(found[known], floor=0.1 * usual)
            share[known] = found[known] / usual
    return scores, share


def _lagged_mean(column: Floats, count: int) -> Floats:
    padded = np.concatenate((np.repeat(column[:1], count), column))
    return rolling_mean(padded, count)[: len(column)]
