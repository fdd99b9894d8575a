"""Bounds: what physics allows (any instrument) and what a site can plausibly show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask


@dataclass(frozen=True, slots=True)
class Bounds:
    """Closed interval of allowed values, in the property's canonical unit; None leaves a side open.

    ``tolerance`` widens both sides (same unit): a power factor of 100.0000001 is rounding, not a fault.
    """

    minimum: float | None = None
    maximum: float | None = None
    tolerance: float = 0.0


def outside_bounds(values: Floats, bounds: Bounds) -> Mask:
    """Mark values below ``minimum`` or above ``maximum``.

    Parameters
    ----------
    values
        Present values, shape (n,), canonical unit.

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
    if len(values) == 0 or (low is None and high is None):
        return np.zeros(len(values), dtype=np.bool_)
    # Nearly every series lies inside: two reductions are cheaper than two masks.
    if (low is None or values.min() >= low) and (high is None or values.max() <= high):
        return np.zeros(len(values), dtype=np.bool_)
    mask = np.zeros(len(values), dtype=np.bool_)
    if low is not None:
        mask |= values < low
    if high is not None:
        mask |= values > high
    return mask
