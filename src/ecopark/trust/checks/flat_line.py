"""Flat line: an instrument that keeps saying the same, for a while (stuck) or always (placeholder)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Floats, Index, Mask, runs


@dataclass(frozen=True, slots=True)
class FlatLine:
    """Stuck when at least ``readings`` readings in a row differ by no more than ``tolerance`` (canonical unit) each.

    ``resting`` are values at which the thing measured may rest for long: 0 for a machine that is off, 100 % for a
    saturated power factor. Runs at a resting value are not marked.
    """

    readings: int
    tolerance: float = 0.0
    resting: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A record of at least ``readings`` readings that holds one single value is no measurement.

    ``resting`` as in ``FlatLine``: a sub-meter of an idle machine may stand at 0 for a year.
    """

    readings: int = 100
    resting: tuple[float, ...] = ()


def flat_line(values: Floats, flat: FlatLine, blocks: Blocks | None = None) -> Mask:
    """Mark every reading of a run of at least ``flat.readings`` (nearly) equal values.

    Parameters
    ----------
    values
        Present values in order of time, shape (n,).
    blocks
        Of the same values, where they are known: only what they do not rule out is read.

    Returns
    -------
    mask
        Shape (n,).

    Notes
    -----
    QARTOD "flat line test" (test 8), counted in readings.
    """
    mask = np.zeros(len(values), dtype=np.bool_)
    if len(values) < flat.readings:
        return mask
    starts, stops = _standing(values, flat.tolerance, blocks)
    for start, stop in zip(starts, stops, strict=True) if len(starts) < 64 else _long(starts, stops, flat.readings):
        if stop - start + 1 >= flat.readings and not _rests(values[start], flat.resting, flat.tolerance):
            mask[start : stop + 1] = True
    return mask


def _standing(values: Floats, tolerance: float, blocks: Blocks | None) -> tuple[Index, Index]:
    """Runs of changes within the tolerance: ``starts`` and ``stops`` among the changes."""
    n = len(values)
    begun, ended = [], []
    for start, stop in [(0, n)] if blocks is None else blocks.stretches(blocks.smallest <= tolerance):
        change = np.diff(values[start : stop + 1])
        first, last = runs(change == 0.0 if tolerance == 0.0 else np.abs(change, out=change) <= tolerance)
        begun.append(first + start)
        ended.append(last + start)
    if not begun:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    return np.concatenate(begun), np.concatenate(ended)


def placeholder(values: Floats, parameters: Placeholder) -> Mask:
    """Mark all readings when the whole record holds one single value.

    Parameters
    ----------
    values
        Present values of the whole record, shape (n,).

    Returns
    -------
    mask
        Shape (n,): all True or all False.
    """
    constant = len(values) >= parameters.readings and bool(values.min() == values.max())
    if constant and _rests(values[0], parameters.resting, 0.0):
        constant = False
    return np.full(len(values), constant, dtype=np.bool_)


def _long(starts: np.ndarray, stops: np.ndarray, readings: int) -> zip[tuple[np.intp, np.intp]]:
    chosen = stops - starts + 1 >= readings
    return zip(starts[chosen], stops[chosen], strict=True)


def _rests(value: float, resting: tuple[float, ...], tolerance: float) -> bool:
    return any(abs(value - rest) <= tolerance for rest in resting)
