"""Zeros (or next to nothing) that stand for "missing", and values far below what a record ever shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, keep_runs
from ecopark.trust.checks.spike import NORMAL_MAD


@dataclass(frozen=True, slots=True)
class ZeroForMissing:
    """When is a zero not a measurement?

    Attributes
    ----------
    never_zero
        True for what does not fall to zero in service (humidity, pressure, flow through a works): every value of at most
        ``near_zero`` times the median of the non-zero record is marked, but only if hardly anything (at most ``between``
        of the record, or a fifth of the marked ones) lies between it and half of the low end (5 %) of the record.
        False for what may rest at zero (a machine): only short drops between two running readings are marked.
    near_zero
        Share of the median absolute value; 0.03 means 3 %.
    between
        Share of the readings allowed in the empty band above the zeros.
    drop_readings
        Longest drop, readings, that is taken for a lost value where zero may be real.
    drop_share
        Largest share of zeros in a record where drops are judged at all: a machine that often rests is left alone.
    """

    never_zero: bool
    near_zero: float = 0.03
    between: float = 0.001
    drop_readings: int = 2
    drop_share: float = 0.001


@dataclass(frozen=True, slots=True)
class LowOutlier:
    """Far below the record: over ``sigmas`` robust deviations of the logarithm, and below ``share`` of the median."""

    sigmas: float = 5.0
    share: float = 0.25


def zeros_for_missing(values: Floats, parameters: ZeroForMissing) -> Mask:
    """Mark zeros that stand for a missing value.

    Parameters
    ----------
    values
        Present values of the whole record in order of time, shape (n,).

    Returns
    -------
    mask
        Shape (n,).
    """
    none = np.zeros(len(values), dtype=np.bool_)
    if len(values) < 10:
        return none
    size = np.abs(values)
    if not parameters.never_zero:
        return _drops(size, parameters) if size.min() == 0.0 else none
    running = size[size > 0.0]
    if len(running) == 0:
        return none
    limit = parameters.near_zero * float(np.median(running))
    low = size <= limit
    if not low.any():
        return none
    others = size[~low]
    empty_up_to = 0.5 * float(np.quantile(others, 0.05)) if len(others) else 0.0
    between = int(np.count_nonzero(others < empty_up_to))
    return low if between <= max(parameters.between * len(values), 0.2 * np.count_nonzero(low)) else none


def low_outlier(values: Floats, parameters: LowOutlier) -> Mask:
    """Mark positive values far below the rest of the record.

    Parameters
    ----------
    values
        Present values of the whole record, shape (n,), of a quantity that is positive in service.

    Returns
    -------
    mask
        Shape (n,).

    Notes
    -----
    Median and MAD of the logarithm: concentrations and flows are nearer to log-normal than to normal.
    """
    mask = np.zeros(len(values), dtype=np.bool_)
    positive = values > 0.0
    if np.count_nonzero(positive) < 30:
        return mask
    logs = np.log(values[positive])
    centre = float(np.median(logs))
    spread = NORMAL_MAD * float(np.median(np.abs(logs - centre)))
    mask[positive] = logs < centre - max(parameters.sigmas * spread, -np.log(parameters.share))
    return mask


def zero_rows(columns: Sequence[Floats], at_least: int = 3) -> Mask:
    """Mark the times at which *every* property of one device is exactly zero, while usually they are not.

    Parameters
    ----------
    columns
        One array of shape (n,) per property of the same device, on the same times.
    at_least
        Fewest properties for which all-zero says something.

    Returns
    -------
    mask
        Shape (n,); empty of True where all-zero rows are common (1 % or more: the device simply rests).
    """
    if len(columns) < at_least:
        return np.zeros(len(columns[0]) if columns else 0, dtype=np.bool_)
    mask = columns[0] == 0.0
    for column in columns[1:]:
        if not mask.any():
            break
        mask &= column == 0.0
    return mask if np.count_nonzero(mask) < 0.01 * len(mask) else np.zeros(len(mask), dtype=np.bool_)


def repeated_rows(columns: Sequence[Floats], at_least: int = 5) -> Mask:
    """Mark the times at which *every* property of one device repeats the reading before, digit by digit.

    Parameters
    ----------
    columns
        As in ``zero_rows``.

    Returns
    -------
    mask
        Shape (n,); the repetition is marked, not the original. At least ``at_least`` of the repeated values must differ
        from zero, and nothing is marked where repetition is common (1 % or more of the rows).
    """
    n = len(columns[0]) if columns else 0
    mask = np.zeros(n, dtype=np.bool_)
    if len(columns) < at_least or n < 2:
        return mask
    same = columns[0][1:] == columns[0][:-1]
    for column in columns[1:]:
        if not same.any():
            return mask
        same &= column[1:] == column[:-1]
    rows = np.flatnonzero(same) + 1
    speaking = np.sum([column[rows] != 0.0 for column in columns], axis=0) >= at_least
    mask[rows[speaking]] = True
    return mask if np.count_nonzero(mask) < 0.01 * n else np.zeros(n, dtype=np.bool_)


def _drops(size: Floats, parameters: ZeroForMissing) -> Mask:
    zero = size == 0.0
    if np.count_nonzero(zero) > max(1, parameters.drop_share * len(size)):
        return np.zeros(len(size), dtype=np.bool_)
    short = keep_runs(zero, at_most=parameters.drop_readings)
    running = float(np.quantile(size[~zero], 0.01))
    at = np.flatnonzero(short)
    before, after = (
        size[np.maximum(at - parameters.drop_readings, 0)],
        size[np.minimum(at + parameters.drop_readings, len(size) - 1)],
    )
    short[at] = (before >= running) & (after >= running)
    return short
