"""Climatology: what a place shows at this season and this hour, from its own history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.checks.runs import Floats, Mask, Times

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Climatology:
    """Closed bands of ordinary values by season and time of day.

    Attributes
    ----------
    low, high
        One bound per cell, canonical unit, in order of season, then of time of day; None where the history says nothing.
        ``seasons * hours`` each.
    seasons, hours
        Into how many parts the year (from January) and the local day are cut.
    """

    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    seasons: int = 4
    hours: int = 8

    @property
    def fits(self) -> bool:
        """Whether there are as many bounds as cells."""
        return len(self.low) == len(self.high) == self.seasons * self.hours


def cells(local: Times, seasons: int, hours: int) -> NDArray[np.int64]:
    """Return the cell of each local time (microseconds since 1970), shape (n,)."""
    month = local.view("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12
    return np.asarray(month * seasons // 12 * hours + local % DAY_US * hours // DAY_US)


def outside_climatology(local: Times, values: Floats, bands: Climatology) -> Mask:
    """Mark values outside the band of their season and time of day.

    Parameters
    ----------
    local
        Local times, microseconds since 1970, shape (n,).
    values
        Present values, shape (n,), canonical unit.

    Returns
    -------
    mask
        Shape (n,); False where a cell has no band.

    Notes
    -----
    QARTOD "climatology test" (test 5).
    """
    mask = np.zeros(len(values), dtype=np.bool_)
    if len(values) == 0 or not bands.fits:
        return mask
    low = np.array([-np.inf if bound is None else bound for bound in bands.low])
    high = np.array([np.inf if bound is None else bound for bound in bands.high])
    if values.min() >= low.max() and values.max() <= high.min():  # inside the narrowest band of all
        return mask
    cell = cells(local, bands.seasons, bands.hours)
    return np.asarray((values < low[cell]) | (values > high[cell]))
