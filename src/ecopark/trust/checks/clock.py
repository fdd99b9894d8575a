"""Clock order: readings from the future, twice the same time, backwards, off the declared grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Mask, Times


@dataclass(frozen=True, slots=True)
class Future:
    """A reading may be about a time at most ``tolerance`` microseconds after it was taken in."""

    tolerance: int = 300_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Readings come on a grid of ``step`` microseconds.

    ``tolerance`` is the jitter allowed as a share of the step; nothing is marked where more than ``free_running`` of
    the record lies off the grid (the device has no grid).
    """

    step: int
    tolerance: float = 0.05
    free_running: float = 0.05


def in_the_future(times: Times, known: Times, future: Future) -> Mask:
    """Mark readings whose phenomenon time lies after the moment they became known.

    Parameters
    ----------
    times, known
        Phenomenon time and recorded (or result) time, microseconds since 1970 UTC, shape (n,).
    """
    if len(times) and times.max() <= known.min() + future.tolerance:  # the usual case
        return np.zeros(len(times), dtype=np.bool_)
    return times > known + future.tolerance


def repeated_or_backward(times: Times) -> Mask:
    """Mark, in order of arrival, each reading whose time is not after all times before it.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC *in the order in which the device sent them*, shape (n,).
    """
    mask = np.zeros(len(times), dtype=np.bool_)
    if len(times) > 1 and not (times[1:] > times[:-1]).all():
        np.less_equal(times[1:], np.maximum.accumulate(times)[:-1], out=mask[1:])
    return mask


def off_grid(times: Times, grid: Grid) -> Mask:
    """Mark readings whose time lies off the grid on which nearly all of the record lies.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, shape (n,). The grid's phase is that of the record (most frequent one).

    Returns
    -------
    mask
        Shape (n,).
    """
    none = np.zeros(len(times), dtype=np.bool_)
    if len(times) < 20:
        return none
    pause = np.diff(times)
    if pause.min() == pause.max() == grid.step:  # the usual case, without a division per reading
        return none
    phase = times % grid.step
    counted, counts = np.unique(phase, return_counts=True)
    apart = np.abs(phase - counted[np.argmax(counts)])
    off = np.minimum(apart, grid.step - apart) > grid.tolerance * grid.step
    return none if np.count_nonzero(off) > grid.free_running * len(times) else off
