"""Isolated readings: a few alone between two long silences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Mask, Times


@dataclass(frozen=True, slots=True)
class Isolated:
    """At most ``readings`` readings with a silence of at least ``silence`` microseconds before and after."""

    silence: int
    readings: int = 3


def isolated(times: Times, parameters: Isolated) -> Mask:
    """Mark the readings of small groups that stand alone.

    Parameters
    ----------
    times
        Times of the readings that carry a value, microseconds since 1970 UTC, ascending, shape (n,).

    Returns
    -------
    mask
        Shape (n,). The first and the last group of the record are not judged: what lies beyond is not known.

    Notes
    -----
    SaQC ``flagIsolated``: what a logger sends in between two failures is rarely a measurement.
    """
    mask = np.zeros(len(times), dtype=np.bool_)
    starts = (np.diff(times) >= parameters.silence).nonzero()[0] + 1  # first reading of each group but the first
    sizes = np.diff(starts)
    for start, size in zip(starts[:-1], sizes, strict=True):
        if size <= parameters.readings:
            mask[start : start + size] = True
    return mask
