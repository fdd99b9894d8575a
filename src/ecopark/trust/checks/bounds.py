"""Bounds: what physics allows (any instrument) and what a site can plausibly show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Floats, Mask


@dataclass(frozen=True, slots=True)
class Bounds:
    """Closed interval of allowed values, in the property's canonical unit; None leaves a side open.

    ``tolerance`` widens both sides (same unit): a power factor of 100.0000001 is rounding, not a fault.
    """

    minimum: float | None = None
    maximum: float | None = None
    tolerance: float = 0.0


def outside_bounds(values: Floats, bounds: Bounds, blocks: Blocks | None = None) -> Mask:
    """Mark values below ``minimum`` or above ``maximum``.

    Parameters
    ----------
    values
        Present values, shape (n,), canonical unit.
    blocks
        Of the same values, where they are known: only what they do not rule out is read.

    Returns
    -------
    mask
        Shape (n,), True where the value is outside.

    Notes
    -----
    QARTOD "gross range test" (IOOS, Manual for Real-Time Quality Control, test 4) with closed bounds.
    """
    low = None if bounds.minimum is None else bounds.minimum - bounds.tolerance
    high = None if bounds.maximum is None else bounds.maximum + bounds.tolerance
    mask = np.zeros(len(values), dtype=np.bool_)
    for start, stop in _doubted(values, low, high, blocks):
        part, found = values[start:stop], mask[start:stop]
        if low is not None:
            found |= part < low
        if high is not None:
            found |= part > high
    return mask


def _doubted(values: Floats, low: float | None, high: float | None, blocks: Blocks | None) -> Iterable[tuple[int, int]]:
    """Stretches of rows that may hold values outside; nearly every series lies inside."""
    if len(values) == 0 or (low is None and high is None):
        return ()
    lowest, highest = (blocks.lowest, blocks.highest) if blocks else (values.min(keepdims=True), values.max(keepdims=True))
    outside = np.zeros(len(lowest), dtype=np.bool_)
    if low is not None:
        outside |= lowest < low
    if high is not None:
        outside |= highest > high
    if blocks is not None:
        return blocks.stretches(outside)
    return ((0, len(values)),) if outside.any() else ()
