"""Gaps: readings that should be there and are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.runs import Index, Mask, Times


@dataclass(frozen=True, slots=True)
class Step:
    """Expected time between readings, microseconds. A pause longer than ``slack`` steps is a gap."""

    microseconds: int
    slack: float = 1.5


def after_gap(times: Times, step: Step, blocks: Blocks | None = None) -> Mask:
    """Mark each reading that follows a gap.

    Parameters
    ----------
    times
        Times of the readings that carry a value, microseconds since 1970 UTC, ascending, shape (n,).
    blocks
        Of the same times, where they are known: only what they do not rule out is read.

    Returns
    -------
    mask
        Shape (n,). Nobody's value is doubted by it: a gap makes a finding, not a flag.
    """
    mask = np.zeros(len(times), dtype=np.bool_)
    longest = int(step.microseconds * step.slack)
    for start, stop in [(0, len(times))] if blocks is None else blocks.stretches(blocks.longest > longest):
        pause = np.diff(times[start : stop + 1])
        np.greater(pause, longest, out=mask[start + 1 : start + 1 + len(pause)])
    return mask


def gaps(times: Times, step: Step, blocks: Blocks | None = None) -> tuple[Times, Times, Index]:
    """Return ``(start, end, slots)`` of each gap: first missing time, time of the next reading, slots missing.

    Parameters
    ----------
    times, blocks
        As in ``after_gap``.

    Returns
    -------
    start, end
        Microseconds since 1970 UTC, shape (k,); half-open.
    slots
        Number of missing readings per gap, shape (k,), each at least 1.
    """
    later = after_gap(times, step, blocks).nonzero()[0]
    start = times[later - 1] + step.microseconds
    slots = np.rint((times[later] - times[later - 1]) / step.microseconds).astype(np.intp) - 1
    return start, times[later], np.maximum(slots, 1)


def expected_slots(first: int, last: int, step: Step) -> int:
    """Number of readings that a complete record from ``first`` to ``last`` (both included) would hold."""
    return max(0, (last - first) // step.microseconds + 1)


def missing_slots(times: Times, step: Step) -> int:
    """Number of readings missing between the first and the last one."""
    return int(gaps(times, step)[2].sum())
