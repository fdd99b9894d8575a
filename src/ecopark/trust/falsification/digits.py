"""Digits that do not follow the instrument: a coarser grid than before, numbers off the grid, round numbers preferred.

An analyser of 0.1 mg/L uses all ten last digits. Somebody who types, or a program that makes numbers, does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, runs


@dataclass(frozen=True, slots=True)
class Digits:
    """Parameters.

    Attributes
    ----------
    block
        Readings per block whose grid is found.
    distinct
        Different values that a block needs before its grid means anything.
    coarser
        A block's grid is another one if it is this many times the usual.
    blocks
        Blocks in a row that must agree.
    off_share
        Share of readings off the declared resolution that is told.
    span
        The spread must cover this many steps before last digits are even.
    """

    block: int = 96
    distinct: int = 12
    coarser: float = 4.9
    blocks: int = 2
    off_share: float = 0.02
    span: float = 15.0


def grid_of(values: Floats, finest: float = 1e-6) -> float:
    """Return the coarsest step of 1, 2 or 5 times a power of ten of which all values are multiples; 0 when there is none.

    Parameters
    ----------
    values
        As sent by the device, shape (n,), n > 0.
    finest
        No finer step is looked for.
    """
    largest = float(np.max(np.abs(values)))
    if largest == 0.0:
        return 0.0
    for exponent in range(int(np.floor(np.log10(largest))), int(np.floor(np.log10(finest))) - 1, -1):
        for digit in (5.0, 2.0, 1.0):
            step = digit * 10.0**exponent
            if on_grid(values, step).all():
                return float(step)
    return 0.0


def on_grid(values: Floats, step: float) -> np.ndarray:
    """Mark the values that are multiples of a step, but for the rounding of floating point, shape (n,)."""
    scaled = values / step
    return np.asarray(np.abs(scaled - np.rint(scaled)) <= 1e-6 * np.maximum(1.0, np.abs(scaled)))


@dataclass(frozen=True, slots=True)
class CoarseSpan:
    """Rows ``first`` to ``stop`` keep to ``step`` where the rest of the record keeps to the finer ``usual``."""

    first: int
    stop: int
    step: float
    usual: float
    distinct: int


def coarser_spans(values: Floats, parameters: Digits, resolution: float = 0.0) -> list[CoarseSpan]:
    """Return the spans in which values keep to a grid much coarser than the record's own.

    Parameters
    ----------
    values
        As sent, in order of time, shape (n,).
    resolution
        Declared step of the instrument; 0: unknown, then blocks of larger values than show fine digits are not judged.
    """
    size = parameters.block
    count = len(values) // size
    if count < 2 * parameters.blocks:
        return []
    cut = values[: count * size].reshape(count, size)
    ordered = np.sort(cut, axis=1)
    distinct = 1 + np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1)
    usual = resolution if resolution > 0 and np.mean(on_grid(values, resolution)) > 0.9 else _usual_grid(values, size)
    if usual <= 0.0:
        return []
    told = distinct >= parameters.distinct
    if not told.any():
        return []
    candidates = (5.0, 10.0, 20.0, 50.0, 100.0)
    best = np.ones(count)
    for factor in candidates:
        best = np.where(on_grid(cut, usual * factor).all(axis=1), factor, best)
    found: list[CoarseSpan] = []
    if resolution <= 0:
        told &= ~_larger_only(cut, usual, parameters)
    for start, stop in zip(*runs((best >= parameters.coarser) & told), strict=True):
        if stop - start >= parameters.blocks and (stop - start) * 2 <= count:
            span = slice(int(start) * size, int(stop) * size)
            step = float(best[start:stop].min() * usual)
            found.append(CoarseSpan(span.start, span.stop, step, usual, int(distinct[start:stop].min())))
    return found


def off_resolution(values: Floats, resolution: float, parameters: Digits) -> float:
    """Return the share of values that no instrument of that resolution can send, 0 below ``off_share``."""
    share = 1.0 - float(np.mean(on_grid(values, resolution)))
    return share if share > parameters.off_share else 0.0


@dataclass(frozen=True, slots=True)
class LastDigits:
    """``counts`` of the last digits 0-9, shape (10,); ``round_share`` of 0 and 5 (0.2 is even); ``score`` its z-score."""

    counts: np.ndarray
    round_share: float
    score: float


def last_digits(values: Floats, step: float, parameters: Digits) -> LastDigits | None:
    """Test whether 0 and 5 are preferred as last digits; None where digits need not be even.

    Parameters
    ----------
    values
        As sent, in order of time, shape (n,).
    step
        The grid on which they lie.

    Notes
    -----
    A value that repeats the one before it is no new reading. The spread must cover many steps (``span``).
    """
    changed = values[np.concatenate(([True], values[1:] != values[:-1]))] if len(values) else values
    if step <= 0 or len(changed) < 100 or float(changed.std()) < parameters.span * step:
        return None
    digits = np.rint(np.abs(changed) / step).astype(np.int64) % 10
    counts = np.bincount(digits, minlength=10)
    share = float((counts[0] + counts[5]) / len(changed))
    return LastDigits(counts, share, float((share - 0.2) / np.sqrt(0.2 * 0.8 / len(changed))))


def _larger_only(cut: Floats, usual: float, parameters: Digits) -> np.ndarray:
    """Mark blocks that are coarse because their values are larger (a device that sends significant digits), shape (k,)."""
    fine = ~on_grid(cut, usual * 5.0) & ~on_grid(cut, usual * 10.0)
    if not fine.any():
        return np.zeros(len(cut), np.bool_)
    small = float(np.quantile(np.abs(cut[fine]), 0.9))
    return np.asarray(np.count_nonzero(np.abs(cut) <= small, axis=1) < parameters.distinct)


def _usual_grid(values: Floats, size: int) -> float:
    """The finest grid among samples spread over the record: the instrument's own."""
    picks = np.linspace(0, len(values) - size, 8).astype(np.intp)
    grids = [grid_of(values[p : p + size]) for p in picks]
    known = [g for g in grids if g > 0]
    return min(known) if known else 0.0
