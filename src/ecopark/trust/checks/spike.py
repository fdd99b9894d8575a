"""Spikes: values that leave their neighbours and come back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Floats, Mask, runs

NORMAL_MAD = 1.4826  # standard deviation of a normal law over its median absolute deviation


@dataclass(frozen=True, slots=True)
class NeighbourSpike:
    """A reading further than ``threshold`` (canonical unit) from the mean of its two neighbours."""

    threshold: float


@dataclass(frozen=True, slots=True)
class Hampel:
    """Robust outlier against the median of the surrounding window.

    Attributes
    ----------
    half_window
        Readings on each side.
    sigmas
        Robust standard deviations (1.4826 MAD) from the median of the window.
    floor
        Smallest deviation that counts, canonical unit (some steps of resolution).
    relative_floor
        The same as a share of the window's median: 0.5 marks nothing that stays within half to one and a half of it.
    longest
        Most readings in a row that are still a spike; longer is a change of state.
    comes_back
        On both sides the record must return by at least this share of the deviation from one reading to the next:
        the shoulder of a working day is no spike.
    """

    half_window: int = 12
    sigmas: float = 6.0
    floor: float = 0.0
    relative_floor: float = 0.3
    longest: int = 3
    comes_back: float = 0.5


def neighbour_spike(values: Floats, spike: NeighbourSpike, blocks: Blocks | None = None) -> Mask:
    """Mark readings that differ from the mean of their two neighbours by more than the threshold.

    Parameters
    ----------
    values
        Present values in order of time, shape (n,).
    blocks
        Of the same values, where they are known: only what they do not rule out is read.

    Returns
    -------
    mask
        Shape (n,); first and last reading are never marked.

    Notes
    -----
    QARTOD "spike test" (test 6).
    """
    n = len(values)
    mask = np.zeros(n, dtype=np.bool_)
    if n <= 2:
        return mask
    for start, stop in [(0, n)] if blocks is None else blocks.stretches(_may_spike(blocks, spike.threshold)):
        first, last = max(start, 1), min(stop, n - 1)
        if first < last:
            apart = values[first - 1 : last - 1] + values[first + 1 : last + 1]
            apart *= 0.5
            apart -= values[first:last]
            np.abs(apart, out=apart)
            np.greater(apart, spike.threshold, out=mask[first:last])
    return mask


def _may_spike(blocks: Blocks, threshold: float) -> Mask:
    """Blocks that may hold a spike: it is at most the larger of the changes on its two sides, but for rounding."""
    largest = blocks.largest.copy()
    largest[1:] = np.maximum(largest[1:], blocks.largest[:-1])  # the change into the first row is the block's before
    rounding = 1e-12 * (np.maximum(np.abs(blocks.lowest), np.abs(blocks.highest)) + largest)
    return np.asarray(largest + rounding >= threshold)


def hampel(values: Floats, parameters: Hampel) -> Mask:
    """Mark readings far from the median of the window around them, in units of the window's own spread.

    Parameters
    ----------
    values
        Present values in order of time, shape (n,).

    Returns
    -------
    mask
        Shape (n,). Windows are cut at the ends of the record; a record shorter than one window is not judged.

    Notes
    -----
    Hampel, F. R., "The influence curve and its role in robust estimation", J. Am. Stat. Assoc. 69 (1974) 383-393.
    The spread of a window is computed only where a reading passes the floors, which hardly any does.
    """
    n, half = len(values), parameters.half_window
    mask = np.zeros(n, dtype=np.bool_)
    if n < 2 * half + 1:
        return mask
    for start in range(0, n, 8192):
        stop = min(start + 8192, n)
        at = np.arange(start, stop)
        low = np.clip(at - half, 0, n - 2 * half - 1)
        first, last = int(low[0]), int(low[-1])
        windows = np.lib.stride_tricks.sliding_window_view(values[first : last + 2 * half + 1], 2 * half + 1)
        mask[start:stop] = _far(values[start:stop], windows, low - first, parameters)
    return _returning(values, mask, parameters) if mask.any() else mask


def _returning(values: Floats, mask: Mask, parameters: Hampel) -> Mask:
    """Keep the runs that jump out of the record and back within a few readings."""
    kept = np.zeros(len(values), dtype=np.bool_)
    starts, stops = runs(mask)
    for start, stop in zip(starts, stops, strict=True):
        if stop - start > parameters.longest or start == 0 or stop == len(values):
            continue
        level = 0.5 * (values[start - 1] + values[stop])
        jump = np.abs(values[start:stop] - level).max()
        sides = min(abs(values[start] - values[start - 1]), abs(values[stop - 1] - values[stop]))
        kept[start:stop] = sides >= parameters.comes_back * jump > 0.0
    return kept


def _far(values: Floats, windows: Floats, row: np.ndarray, parameters: Hampel) -> Mask:
    half = windows.shape[1] // 2
    centre = np.partition(windows, half, axis=1)[:, half][row]
    apart = np.abs(values - centre)
    suspect = np.flatnonzero(apart > np.maximum(parameters.floor, parameters.relative_floor * np.abs(centre)))
    mask = np.zeros(len(values), dtype=np.bool_)
    if len(suspect):
        around = np.abs(windows[row[suspect]] - centre[suspect, None])
        spread = NORMAL_MAD * np.partition(around, half, axis=1)[:, half]
        mask[suspect] = apart[suspect] > parameters.sigmas * spread
    return mask
