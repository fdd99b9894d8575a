"""Hits: the readings that one check marked in one datastream, with the columns that show why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ecopark.trust.checks.registry import BY_SHORT, Check
from ecopark.trust.checks.runs import Floats, Index, Times


@dataclass(frozen=True, slots=True)
class Hits:
    """All hits of one check in one datastream.

    Attributes
    ----------
    rows
        Rows of the series' present readings that are flagged, shape (k,); empty for a check without a bit.
    starts, ends
        Time of each hit, half-open, microseconds since 1970 UTC, shape (k,).
    weights
        Readings that each hit stands for, shape (k,): 1, or the missing slots of a gap.
    columns
        What shows it: name -> values, shape (k,); ``value`` first.
    worst
        How bad each hit is (any monotone scale), shape (k,).
    others
        Further datastreams concerned.
    parameters
        What the check compared with, for the sentence and the evidence.
    reach
        Hits closer than this (microseconds) belong to one episode.
    """

    check: Check
    datastream: str
    rows: Index
    starts: Times
    ends: Times
    weights: Index
    columns: Mapping[str, Floats]
    worst: Floats
    others: tuple[str, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
    reach: int = 86_400_000_000


def reading_hits(
    short: str,
    datastream: str,
    rows: Index,
    times: Times,
    columns: Mapping[str, Floats],
    worst: Floats,
    *,
    step: int,
    others: tuple[str, ...] = (),
    reach: int | None = None,
    parameters: Mapping[str, object] | None = None,
) -> Hits:
    """Return hits of single readings. ``times``, ``columns`` and ``worst`` are those of the marked rows, shape (k,)."""
    return Hits(
        BY_SHORT[short],
        datastream,
        rows,
        times,
        times + step,
        np.ones(len(rows), dtype=np.intp),
        columns,
        worst,
        others,
        parameters or {},
        reach=max(86_400_000_000, 8 * step) if reach is None else reach,
    )
