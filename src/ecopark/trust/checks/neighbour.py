"""Neighbours: instruments that see the same thing, or nearly, and should tell the same story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.level_shift import daily_medians
from ecopark.trust.checks.runs import Floats, Mask, Times
from ecopark.trust.checks.spike import NORMAL_MAD


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Apart when the distance to the neighbours leaves its usual level by more than ``sigmas`` and ``smallest``.

    ``sigmas`` counts robust standard deviations of the distance over the record, ``smallest`` is in the canonical unit.
    """

    sigmas: float = 10.0
    smallest: float = 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """Slowly away: the distance of whole weeks.

    Attributes
    ----------
    days
        Days whose median distance is compared with that of the first ``first`` days.
    sigmas
        In robust standard deviations of the daily distances of the first days.
    smallest
        Canonical unit.
    """

    days: int = 7
    first: int = 28
    sigmas: float = 6.0
    smallest: float = 0.0


def distance(values: Floats, neighbours: Sequence[Floats]) -> Floats:
    """Return how far the values lie from the median of their neighbours, less the usual distance; shape (n,).

    Parameters
    ----------
    values, neighbours
        Present values on the same times, same unit, shape (n,) each.
    """
    apart = values - np.median(np.stack(neighbours), axis=0)
    return np.asarray(apart - np.median(apart))


def apart_from_neighbours(values: Floats, neighbours: Sequence[Floats], parameters: Neighbour) -> Mask:
    """Mark readings that leave their neighbours.

    Parameters
    ----------
    values, neighbours
        As in ``distance``.

    Returns
    -------
    mask
        Shape (n,); False on a record shorter than 30 readings.

    Notes
    -----
    QARTOD "neighbor test" (test 11).
    """
    if len(values) < 30:
        return np.zeros(len(values), dtype=np.bool_)
    apart = np.abs(distance(values, neighbours))
    spread = NORMAL_MAD * float(np.median(apart))
    return np.asarray((apart > parameters.sigmas * spread) & (apart > parameters.smallest))


def drifting(local: Times, values: Floats, neighbours: Sequence[Floats], parameters: Drift) -> tuple[Mask, Floats]:
    """Mark the days on which a week's distance to the neighbours has left that of the first weeks.

    Parameters
    ----------
    local
        Local times, microseconds since 1970, ascending, shape (n,).
    values, neighbours
        As in ``distance``.

    Returns
    -------
    mask
        Shape (n,).
    moved
        The week's distance from the first weeks, shape (n,).

    Notes
    -----
    SaQC's family "drift" (``flagDriftFromNorm``), against neighbours and not against a norm curve.
    """
    mask, moved = np.zeros(len(values), dtype=np.bool_), np.zeros(len(values))
    if len(values) == 0:
        return mask, moved
    starts, daily = daily_medians(local, distance(values, neighbours))
    if len(daily) < parameters.first + parameters.days:
        return mask, moved
    usual = float(np.median(daily[: parameters.first]))
    spread = NORMAL_MAD * float(np.median(np.abs(daily[: parameters.first] - usual)))
    weeks = np.median(np.lib.stride_tricks.sliding_window_view(daily, parameters.days), axis=1) - usual
    stops = np.append(starts[1:], len(values))
    limit = max(parameters.sigmas * spread, parameters.smallest)
    for day in (np.abs(weeks) > limit).nonzero()[0] + parameters.days - 1:
        mask[starts[day] : stops[day]] = True
        moved[starts[day] : stops[day]] = weeks[day - parameters.days + 1]
    return mask, moved
