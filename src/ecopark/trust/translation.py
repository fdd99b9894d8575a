"""Flags of every reading, from the sparse table: what exchange formats ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecopark.core.terms import Flag
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.checks.runs import Mask, Times
from ecopark.trust.settings import DatastreamChecks

# Settings whose check has another name, or that run on every datastream.
_ALWAYS = ("clock_order", "calibrating", "device_fault", "repeated_row")
_RUN_BY = {"counter": ("counter_reset", "counter_backward"), "neighbour_spike": ("spike",), "gap": ()}


_LONGEST_MONTH_US = 31 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class ReadingFlags:
    """Columns of one datastream's readings in their order, shape (n,) each; ``times`` in microseconds since 1970 UTC."""

    times: Times
    flags: NDArray[np.uint8]
    tests: NDArray[np.uint32]
    status: NDArray[np.uint8]
    missing: Mask


def flags_of_readings(observations: pa.Table, flags: pa.Table, coverage: pa.Table) -> ReadingFlags:
    """Return the flags of one datastream's readings.

    Parameters
    ----------
    observations
        ``OBSERVATIONS`` rows of one datastream.
    flags
        ``FLAGS`` rows of the same datastream; a flag of an earlier revision of a reading does not count for the latest.
    coverage
        Its ``coverage`` rows: a reading in a month that no run evaluated is UNFLAGGED, not GOOD.
    """
    times = np.asarray(observations["phenomenon_time"].combine_chunks().cast(pa.int64()).to_numpy())
    revision = observations["revision"].to_numpy()
    missing = np.asarray(pc.is_null(observations["value"]).to_numpy())
    months = np.sort(coverage["month"].combine_chunks().cast(pa.int64()).to_numpy())
    seen = np.zeros(len(times), np.bool_)
    if len(months):
        into = times - months[np.maximum(np.searchsorted(months, times, side="right") - 1, 0)]
        seen = (into >= 0) & (into < _LONGEST_MONTH_US)
    levels = np.where(seen & ~missing, np.uint8(Flag.GOOD), np.uint8(Flag.UNFLAGGED))
    tests = np.zeros(len(times), np.uint32)
    order = np.argsort(times, kind="stable")
    said = np.asarray(flags["phenomenon_time"].combine_chunks().cast(pa.int64()).to_numpy())
    if len(said) and len(times):
        at = order[np.minimum(np.searchsorted(times[order], said), len(times) - 1)]
        mine = (times[at] == said) & (revision[at] == flags["revision"].to_numpy())
        levels[at[mine]], tests[at[mine]] = flags["flag"].to_numpy()[mine], flags["tests"].to_numpy()[mine]
    return ReadingFlags(times, levels, tests, observations["status"].to_numpy(), missing)


def ran_checks(checks: DatastreamChecks) -> int:
    """Return the bits of the checks that run on a datastream with these settings, relations with others left out."""
    names = [*_ALWAYS]
    for setting in DatastreamChecks.__dataclass_fields__:
        if getattr(checks, setting) is not None:
            names += _RUN_BY.get(setting, (setting,))
    ran = 0
    for name in names:
        ran |= BY_SHORT[name].mask
    return ran
