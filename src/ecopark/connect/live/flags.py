"""Flags of live values: what the checks say of a reading as it arrives, before the batch run answers for all of them.

Taking readings over costs next to nothing: they are kept as they came. A datastream is judged when somebody looks at it,
with what came since; nobody looks at most of them at most times.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ecopark.core.terms import Flag, MissingReason
from ecopark.trust.checks.registry import Check, checks_of
from ecopark.trust.evaluate import StreamPlan
from ecopark.trust.online import Arrivals, Online

KEPT_ROWS = 200_000  # readings that wait to be looked at, of all datastreams together


@dataclass(frozen=True, slots=True)
class LiveFlag:
    """What the checks say of a reading now; ``final``: later readings will not change it."""

    flag: Flag
    checks: tuple[Check, ...]
    final: bool


@dataclass(slots=True)
class _State:
    online: Online
    seen: int = 0  # number of the last batch that was looked at
    told: dict[int, tuple[int, int, bool]] | None = None  # time -> tests, flag, final, of the newest readings


class LiveFlags:
    """Judges live values where they are looked at. Safe to use from several threads.

    Parameters
    ----------
    plan_of
        What the checks know of a datastream, its parameters included.
    utc_offset
        Standard offset of the park's clock, microseconds.
    """

    def __init__(self, plan_of: Callable[[str], StreamPlan], utc_offset: int) -> None:
        self._plan_of = plan_of
        self._offset = utc_offset
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, int, pa.Table]] = deque()
        self._number = 0
        self._rows = 0
        self._states: dict[str, _State] = {}

    def take(self, readings: pa.Table, recorded_us: int) -> None:
        """Keep a ``READINGS`` table (one chunk) that was just made durable."""
        with self._lock:
            self._number += 1
            self._waiting.append((self._number, recorded_us, readings))
            self._rows += len(readings)
            while self._rows > KEPT_ROWS and len(self._waiting) > 1:
                self._rows -= len(self._waiting.popleft()[2])

    def forget_settings(self) -> None:
        """Settings were reviewed: judge anew from what comes."""
        with self._lock:
            self._states.clear()

    def of(self, datastream: str, time_us: int) -> LiveFlag | None:
        """What the checks say of the reading of that time; None where they have not seen it (or it has no value)."""
        with self._lock:
            state = self._states.get(datastream)
            if state is None:
                state = self._states[datastream] = _State(Online(self._plan_of(datastream), self._offset), told={})
            told = state.told or {}
            for number, recorded_us, readings in self._waiting:
                if number > state.seen:
                    came = _of(readings, datastream, recorded_us)
                    if len(came):
                        answer = state.online.take(came)
                        columns = (answer.times, answer.tests, answer.flags, answer.final)
                        told |= {t: (c, f, e) for t, c, f, e in zip(*(c.tolist() for c in columns), strict=True)}
            state.seen = self._number
            state.told = {t: told[t] for t in sorted(told)[-state.online.kept :]}
            found = state.told.get(time_us)
        return None if found is None else LiveFlag(Flag(found[1]), checks_of(found[0]), found[2])


def _of(readings: pa.Table, datastream: str, recorded_us: int) -> Arrivals:
    """One datastream's readings with a value, ascending in time, the last of equal times."""
    named = readings.column("datastream").chunk(0)
    places = [i for i, name in enumerate(named.dictionary.to_pylist()) if name == datastream]
    if not places:
        return Arrivals.none()
    reason = readings.column("reason").to_numpy()
    code = named.indices.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero((code == places[0]) & (reason == int(MissingReason.PRESENT)))
    times = readings.column("phenomenon_time").chunk(0).cast(pa.int64()).to_numpy()[rows]
    rows = rows[np.argsort(times, kind="stable")]
    times = np.sort(times, kind="stable")
    last = np.append(times[1:] != times[:-1], True)[: len(times)]
    rows, times = rows[last], times[last]
    values = readings.column("value").chunk(0).take(pa.array(rows)).to_numpy(zero_copy_only=False)
    status = readings.column("status").to_numpy()[rows]
    return Arrivals(times, values, status, np.zeros(len(rows), np.uint16), np.full(len(rows), recorded_us))
