"""Copies of earlier readings: to the digit (any distance), or scaled and with noise (whole days).

How surprising a copy is follows from the series itself: a motor that stands still repeats itself all night and proves
nothing. Every repeated step counts ``-log2`` of how often that step occurs in the record; a copy is told when its bits
exceed what the number of places to copy from can bring about by chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Times
from ecopark.trust.falsification.blocks import DAY_US, MAD_TO_SD, robust_z


@dataclass(frozen=True, slots=True)
class Replay:
    """Parameters.

    Attributes
    ----------
    run
        Readings that must agree to the digit.
    bits
        Surprise beyond that of the number of pairs that a copy must have; tuned on development data.
    most_frequent
        A run whose most frequent step makes up more than this share is rest, not a copy.
    day_readings
        Readings a day below which days are not compared.
    distinct
        Different values that a copied run must show.
    runners_up
        A day is a copy of one earlier day only if it resembles that one far more than the next so many.
    alike
        Correlation that a day and its source must have as they are, without their habits taken away.
    lively
        A day must spread at least this share of the usual day's: closed days resemble each other, and hide nothing.
    runs
        Consecutive days that are judged together.
    """

    run: int = 12
    bits: float = 40.0
    most_frequent: float = 0.5
    day_readings: int = 24
    distinct: int = 8
    runners_up: int = 5
    alike: float = 0.9
    lively: float = 0.5
    runs: tuple[int, ...] = (1, 3)


@dataclass(frozen=True, slots=True)
class Copy:
    """Rows ``first`` to ``stop`` repeat the rows from ``source`` on, to the digit; ``bits`` how surprising that is."""

    first: int
    stop: int
    source: int
    bits: float


def exact_copies(values: Floats, parameters: Replay, step: float = 0.0) -> list[Copy]:
    """Return runs of readings that repeat earlier ones to the digit.

    Parameters
    ----------
    values
        In order of time, shape (n,).
    step
        Grid of the values; 0: they are compared bit for bit.

    Notes
    -----
    Windows of ``run`` steps are hashed (sum of steps times random odd numbers, modulo 2^64) and sorted; equal windows are
    checked reading by reading and extended. O(n log n).
    """
    n, run = len(values), parameters.run
    if n < 4 * run:
        return []
    whole = np.rint(values / step).astype(np.int64) if step > 0 else values.view(np.int64).copy()
    moves = np.diff(whole)
    kinds, code = np.unique(moves, return_inverse=True)
    surprise = -np.log2(np.bincount(code, minlength=len(kinds)) / len(moves))[code]
    total = np.concatenate(([0.0], np.cumsum(surprise)))
    weights = np.random.default_rng(20_260_101).integers(1, 2**63, run, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    unsigned = whole.view(np.uint64)
    hashes = np.zeros(n - run + 1, np.uint64)
    for i in range(run):
        hashes += unsigned[i : n - run + 1 + i] * weights[i]
    rich = total[run - 1 :] - total[: n - run + 1] > parameters.bits / 2  # rests are no candidates
    candidates = np.flatnonzero(rich)
    order = candidates[np.argsort(hashes[candidates], kind="stable")]
    needed = parameters.bits + 2 * math.log2(n)
    return list(_extended(whole, order, hashes, total, needed, parameters))


def _extended(
    whole: np.ndarray, order: Index, hashes: np.ndarray, total: Floats, needed: float, parameters: Replay
) -> Iterator[Copy]:
    same = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
    pairs = sorted((int(order[i + 1]), int(order[i])) for i in same)
    covered = -1
    for later, earlier in pairs:
        if later <= covered or later - earlier < parameters.run:
            continue
        limit = min(len(whole) - later, later - earlier)  # a period that repeats itself is counted once
        length = _equal(whole, later, earlier, limit)
        if length < parameters.run:
            continue
        bits = float(total[later + length - 1] - total[later])
        if bits < needed:
            continue
        moves = np.diff(whole[later : later + length])
        _, counts = np.unique(moves, return_counts=True)
        resting = counts.max() > parameters.most_frequent * len(moves)
        if not resting and len(np.unique(whole[later : later + length])) >= parameters.distinct:
            covered = later + length - 1
            yield Copy(later, later + length, earlier, bits)


def _equal(whole: np.ndarray, later: int, earlier: int, limit: int) -> int:
    """How many readings from ``later`` on equal those from ``earlier`` on, ``limit`` at most."""
    done, size = 0, 64
    while done < limit:
        size = min(size, limit - done)
        differs = whole[later + done : later + done + size] != whole[earlier + done : earlier + done + size]
        first = int(np.argmax(differs))
        if differs[first]:
            return done + first
        done, size = done + size, 2 * size
    return limit


@dataclass(frozen=True, slots=True)
class Days:
    """Whole local days: ``key`` day number shape (d,), ``rows`` first row of each, ``values`` shape (d, readings a day)."""

    key: Times
    rows: Index
    values: Floats


def whole_days(times: Times, values: Floats, step: int, offset: int) -> Days:
    """Return the local days that have every reading."""
    per_day = DAY_US // step
    local = times + offset
    key = local // DAY_US
    first = np.concatenate(([0], np.flatnonzero(key[1:] != key[:-1]) + 1)) if len(key) else np.empty(0, np.intp)
    counts = np.diff(np.concatenate((first, [len(key)])))
    first = first[counts == per_day]
    rows = first[:, None] + np.arange(per_day)
    return Days(key[first], first, values[rows] if len(first) else np.empty((0, per_day)))


def similar_days(days: Days, parameters: Replay) -> tuple[Floats, Index]:
    """Score every day against every earlier day after its habit is taken away.

    Parameters
    ----------
    days
        d whole days of m readings.

    Returns
    -------
    scores, source
        Per day, shape (d,): how much better its best earlier day fits than the ``runners_up``-th best, as a robust z-score
        among all days of the record; and the index of the best. -inf and -1 where earlier days are too few. A day within
        one of the ``runs`` of consecutive days that score higher together has the score of the run.

    Notes
    -----
    Taken away: the profile of that day of the week (median by time of day) and what the reading before predicts (lag-1
    whitening), so that only what is particular to a day counts. Scaling and a constant do not matter. Days that resemble
    all others (a machine with one programme) have runners-up as good as the best.
    """
    d, m = days.values.shape
    scores, source = np.full(d, -np.inf), np.full(d, -1)
    if d < 3 * parameters.runners_up + max(parameters.runs) or m < 12:
        return scores, source
    z = _particular(days)
    peaked = np.sqrt(np.maximum(1.0, np.mean(z**4, axis=1) / 3))  # a day of few big steps has few independent ones
    centred = days.values - days.values.mean(axis=1, keepdims=True)
    length = np.sqrt(np.sum(centred**2, axis=1))
    fisher = np.arctanh(np.clip(z @ z.T / z.shape[1], -0.999, 0.999))
    fisher *= np.sqrt(np.maximum(m / np.maximum.outer(peaked**2, peaked**2) - 3, 1.0))
    for run in parameters.runs:
        found, best_of = _runs_alike(fisher, days.key, parameters.runners_up, run)
        rows = np.arange(len(found))
        raw = np.sum(centred[best_of] * centred[rows], axis=1) / np.maximum(length[best_of] * length[rows], 1e-300)
        found[(raw < parameters.alike) | (length[rows] < parameters.lively * float(np.median(length)))] = -np.inf
        for k in range(run):
            better = found > scores[k : k + len(found)]
            scores[k : k + len(found)][better] = found[better]
            source[k : k + len(found)][better] = best_of[better] + k
    return scores, source


def _runs_alike(fisher: Floats, key: Times, rank: int, run: int) -> tuple[Floats, Index]:
    """Scores of the runs of consecutive days that begin at each day, and the index at which the best earlier run begins."""
    count = len(key) - run + 1
    together = fisher[:count, :count].copy()
    for k in range(1, run):
        together += fisher[k : k + count, k : k + count]
    together /= math.sqrt(run)
    together[np.triu_indices(count, 1 - run)] = -np.inf
    together[key[run - 1 :] - key[:count] != run - 1] = -np.inf
    best_of = np.argmax(together, axis=1)
    best = together[np.arange(count), best_of]
    runner = np.partition(together, count - rank, axis=1)[:, count - rank]
    known = np.isfinite(runner)
    found = np.full(count, -np.inf)
    if np.count_nonzero(known) >= 2 * rank:
        found[known] = robust_z(best[known] - np.maximum(runner[known], 0.0), floor=1.0)
    return found, best_of


def _particular(days: Days) -> Floats:
    """Rows of zero mean and unit spread: what is particular to each day, whitened, shape (d, m - 1)."""
    residual = days.values.astype(np.float64).copy()
    weekday = days.key % 7
    for day in range(7):
        chosen = weekday == day
        if np.count_nonzero(chosen) >= 4:
            residual[chosen] -= np.median(days.values[chosen], axis=0)
        else:
            residual[chosen] -= np.median(days.values, axis=0)
    residual -= residual.mean(axis=1, keepdims=True)
    a, b = residual[:, :-1], residual[:, 1:]
    squares = np.sum(a * a, axis=1)
    memory = float(np.median(np.sum(a * b, axis=1) / np.maximum(squares, 1e-300)))
    steps = b - np.clip(memory, 0.0, 0.999) * a
    by_hour = MAD_TO_SD * np.median(np.abs(steps), axis=0) + 0.1 * float(np.std(steps)) + 1e-12
    steps = np.clip(steps / by_hour, -5.0, 5.0)  # one switching at the same hour does not make two days alike
    steps -= steps.mean(axis=1, keepdims=True)
    size = np.sqrt(np.mean(steps**2, axis=1, keepdims=True))
    return np.where(size > 0, steps / np.where(size > 0, size, 1.0), 0.0)
