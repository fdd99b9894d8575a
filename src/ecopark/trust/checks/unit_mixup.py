"""Unit mix-ups: a stretch of the record that is ten, a hundred or a thousand times too large or too small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Index, Mask, Times

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class PowersOfTen:
    """When is a stretch another unit, and not another load?

    Attributes
    ----------
    closeness
        Largest distance of a day's offset from a whole power of ten, in decades; at the low, middle and high end alike,
        so that a closed works (low end unchanged) is not taken for a wrong unit.
    spread
        Largest ordinary spread between days (robust standard deviation, decades) of a record that can be judged.
    part
        Largest share of the days that may be off; beyond it nobody can say which part is right.
    largest
        Largest power of ten: g, kg and t lie three apart.
    """

    closeness: float = 0.15
    spread: float = 0.15
    part: float = 0.4
    largest: int = 3


def powers_of_ten(times: Times, values: Floats, parameters: PowersOfTen) -> tuple[Mask, Index]:
    """Mark days whose whole distribution is the usual one times a power of ten.

    Parameters
    ----------
    times
        Microseconds since 1970, ascending, shape (n,); in local time, since days are compared.
    values
        Present values, shape (n,). For registers give the increments.

    Returns
    -------
    mask
        Shape (n,).
    exponent
        Power of ten per reading, 0 where not marked, shape (n,).
    """
    n = len(values)
    exponent = np.zeros(n, dtype=np.intp)
    days = times // DAY_US
    starts = np.concatenate(([0], np.flatnonzero(days[1:] != days[:-1]) + 1)) if n else np.empty(0, np.intp)
    # A day ten times off has a mean ten times off: without an outlying mean there is nothing to look at.
    if len(starts) < 20:
        return exponent != 0, exponent
    sizes = np.diff(np.concatenate((starts, [n])))
    means = np.add.reduceat(np.abs(values), starts) / sizes
    if not _decades(means).any():
        return exponent != 0, exponent
    ends = _daily_ends(np.abs(values), starts, sizes)
    offsets = ends - np.median(ends, axis=0)
    ordinary = 1.4826 * np.median(np.abs(offsets), axis=0)
    power = np.rint(np.median(offsets, axis=1))
    close = np.all(np.abs(offsets - power[:, None]) <= parameters.closeness, axis=1) & (power != 0)
    close &= np.abs(power) <= parameters.largest
    if ordinary.max() > parameters.spread or np.count_nonzero(close) > parameters.part * len(starts):
        return exponent != 0, exponent
    exponent = np.repeat(np.where(close, power, 0).astype(np.intp), sizes)
    return exponent != 0, exponent


def _decades(means: Floats) -> Mask:
    """Days whose mean lies far from the usual one, in decades; days of nothing say nothing."""
    running = means > 0.0
    if not running.any():
        return running
    logs = np.log10(means, out=np.zeros(len(means)), where=running)
    return np.asarray(running & (np.abs(logs - np.median(logs[running])) > 0.7))


def _daily_ends(size: Floats, starts: Index, sizes: Index) -> Floats:
    """log10 of the low end, the middle and the high end of each day, shape (days, 3)."""
    day = np.repeat(np.arange(len(starts)), sizes)
    ordered = size[np.lexsort((size, day))]
    with np.errstate(divide="ignore"):
        logs = np.log10(np.stack([ordered[starts + (share * (sizes - 1)).astype(np.intp)] for share in (0.1, 0.5, 0.9)], 1))
    return np.where(np.isfinite(logs), logs, -99.0)
