"""Clock order: readings from the future, twice the same time, backwards, off the declared grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Mask, Times, alike


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
    first = known[:1] if alike(known) else known
    if len(times) and times.max() <= first.min() + future.tolerance:  # the usual case
        return np.zeros(len(times), dtype=np.bool_)
    return times > known + future.tolerance


def repeated_or_backward(times: Times, blocks: Blocks | None = None) -> Mask:
    """Mark, in order of arrival, each reading whose time is not after all times before it.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC *in the order in which the device sent them*, shape (n,).
    blocks
        Of the same times, where they are known.
    """
    mask = np.zeros(len(times), dtype=np.bool_)
    if blocks is not None and blocks.ascending:
        return mask
    if len(times) > 1 and not (times[1:] > times[:-1]).all():
        np.less_equal(times[1:], np.maximum.accumulate(times)[:-1], out=mask[1:])
    return mask


def off_grid(times: Times, grid: Grid, blocks: Blocks | None = None) -> Mask:
    """Mark readings whose time lies off the grid on which nearly all of the record lies.

    Parameters
    ----------
    times
        Microseconds since 1970 UTC, shape (n,). The grid's phase is that of the record (most frequent one).
    blocks
        Of the same times, where they are known.

    Returns
    -------
    mask
        Shape (n,).
    """
    none = np.zeros(len(times), dtype=np.bool_)
    if len(times) < 20:
        return none
    if _one_phase(times, grid.step, Blocks.of(times, np.zeros(len(times))) if blocks is None else blocks):
        return none  # the usual case, without a division per reading
    phase = times % grid.step
    counted, counts = np.unique(phase, return_counts=True)
    apart = np.abs(phase - counted[np.argmax(counts)])
    off = np.minimum(apart, grid.step - apart) > grid.tolerance * grid.step
    return none if np.count_nonzero(off) > grid.free_running * len(times) else off


def _one_phase(times: Times, step: int, blocks: Blocks) -> bool:
    """Whether all pauses are whole steps; only blocks with a pause of another length than the step are looked at."""
    for start, stop in blocks.stretches((blocks.shortest != step) | (blocks.longest != step)):
        pause = np.diff(times[start : stop + 1])
        if np.any(pause[pause != step] % step):
            return False
    return True
