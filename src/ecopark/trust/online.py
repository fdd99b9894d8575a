"""The checks as readings arrive: the same flags as the batch run, told at once, provisional until they are final.

A check that looks at a few neighbours needs only these: of each datastream the last readings are kept, the same functions as
in the batch run judge them, and a verdict is final as soon as as many readings follow as any of the checks looks ahead.
Checks that need the whole record, other datastreams or weeks of days (``BATCH_ONLY``) are not answered here; their bits come
with the batch run. So do the effects of two of them on their neighbours: a zero that stands for "missing" or a wrong unit is
known only then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.checks.runs import Floats, Index, Mask, Times
from ecopark.trust.evaluate import StreamPlan, Verdicts, judge_presence, judge_values
from ecopark.trust.evaluate_record import judge_record
from ecopark.trust.quality import levels
from ecopark.trust.series import Series
from ecopark.trust.settings import DatastreamChecks

BATCH_ONLY = (
    "zero_for_missing",
    "low_outlier",
    "placeholder",
    "clock_shift",
    "profile_shift",
    "off_grid",
    "unit_mixup",
    "gap",
    "level_shift",
    "neighbour",
    "drift",
    "multivariate",
)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Readings with a value of one datastream, ascending in time; columns as in ``Series``, shape (n,) each."""

    times: Times
    values: Floats
    status: NDArray[np.uint8]
    revision: NDArray[np.uint16]
    recorded: Times

    def __len__(self) -> int:
        return len(self.times)

    def take(self, rows: Index | Mask) -> Arrivals:
        return Arrivals(self.times[rows], self.values[rows], self.status[rows], self.revision[rows], self.recorded[rows])

    @classmethod
    def none(cls) -> Arrivals:
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint8), np.empty(0, np.uint16), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Told:
    """Verdicts that are new or other than told before, ascending in time, shape (n,) each.

    ``final``: no later reading changes it (a late or restated one may). ``late``: readings that lie before everything that
    is kept; the batch run judges them.
    """

    times: Times
    tests: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    final: Mask
    late: int


class Online:
    """One datastream's state between arrivals. Not for several threads at once.

    Parameters
    ----------
    plan
        As the batch run has it; ``BATCH_ONLY`` checks are left out.
    utc_offset
        Standard offset of the park's clock, microseconds.
    """

    def __init__(self, plan: StreamPlan, utc_offset: int) -> None:
        self.plan = replace(plan, checks=_local(plan.checks))
        self._offset = utc_offset
        self._reach = reach(self.plan.checks)
        isolated = self.plan.checks.isolated
        self._beside = 2 if isolated is None else isolated.readings + 2
        self._tail = Arrivals.none()
        self._tests = np.empty(0, np.uint32)
        self._final = np.empty(0, np.bool_)
        self._begun = False  # whether anything was let go: then what lies before the tail is late

    @property
    def kept(self) -> int:
        """Readings that are kept."""
        return len(self._tail)

    def take(self, arrived: Arrivals) -> Told:
        """Judge what arrived together with what is kept; a reading of a known time restates it."""
        late = 0
        if self._begun and len(arrived) and len(self._tail):
            old = arrived.times < self._tail.times[0]
            late = int(np.count_nonzero(old))
            arrived = arrived.take(~old) if late else arrived
        known = len(self._tail)
        before_tests, before_final = self._tests, self._final
        appended = not len(arrived) or not known or bool(arrived.times[0] > self._tail.times[-1])
        self._tail, rows = _merged(self._tail, arrived)
        verdicts = self._judged()
        n = len(self._tail)
        tests, final = verdicts.tests, self._finished(verdicts.explained)
        same = np.zeros(n, np.bool_)
        if known:
            if appended:  # what is final stays; its own neighbours may be let go by now
                tests[rows[before_final]] = before_tests[before_final]
                final[rows[before_final]] = True
            same[rows] = (tests[rows] == before_tests) & (final[rows] == before_final)
        told = np.flatnonzero(~same)
        answer = Told(self._tail.times[told], tests[told], levels(tests[told]), final[told], late)
        self._tests, self._final = tests, final
        self._let_go(verdicts.explained)
        return answer

    def _judged(self) -> Verdicts:
        tail = self._tail
        series = Series(
            self.plan.id, tail.times, tail.values, tail.status, tail.revision, tail.recorded, np.empty(0, np.int64)
        )
        verdicts = Verdicts(series, self.plan)
        judge_presence(verdicts)
        judge_values(verdicts, self._offset)
        judge_record(verdicts, self._offset)
        return verdicts

    def _finished(self, explained: Mask) -> Mask:
        """Readings after which enough follow: of those that are measurements, or of any where it is none itself."""
        after = np.arange(len(explained))[::-1]
        measured = ~explained
        after_measured: NDArray[np.intp] = np.cumsum(measured[::-1])[::-1] - measured
        return np.asarray((after >= self._beside) & (explained | (after_measured >= self._reach)))

    def _let_go(self, explained: Mask) -> None:
        """Keep what is not final, its neighbours of any kind, and the measurements that the next verdicts look back on."""
        n = len(self._tail)
        around = np.arange(-self._beside, self._beside + 1)
        open_rows = np.append(np.flatnonzero(~self._final), n)
        keep = np.zeros(n, np.bool_)
        keep[np.clip(open_rows[:, None] + around, 0, max(n - 1, 0)) if n else []] = True
        measured_before = np.flatnonzero(~explained[: open_rows[0]])
        keep[measured_before[-self._reach :]] = True
        if not keep.all():
            self._begun = True
            self._tail, self._tests, self._final = self._tail.take(keep), self._tests[keep], self._final[keep]


def reach(checks: DatastreamChecks) -> int:
    """Return how many measured readings before and after a reading the checks look at."""
    found = [1]
    if checks.flat_line is not None:
        found.append(checks.flat_line.readings)
    if checks.spike is not None:
        found.append(checks.spike.half_window + checks.spike.longest + 2)
    if checks.attenuated is not None:
        found.append(checks.attenuated.readings)
    return max(found)


def _local(checks: DatastreamChecks) -> DatastreamChecks:
    kept = {name: getattr(checks, name) for name in DatastreamChecks.__dataclass_fields__}
    return DatastreamChecks(**{name: None if name in BATCH_ONLY else value for name, value in kept.items()})


def _merged(tail: Arrivals, arrived: Arrivals) -> tuple[Arrivals, Index]:
    """Both in order of time, later ones in place of earlier ones of the same time; and where the tail's rows went."""
    n = len(tail)
    if len(arrived) == 0 or n == 0 or arrived.times[0] > tail.times[-1]:
        whole = Arrivals(*(np.concatenate(pair) for pair in zip(_columns(tail), _columns(arrived), strict=True)))
        return whole, np.arange(n)
    both = Arrivals(*(np.concatenate(pair) for pair in zip(_columns(tail), _columns(arrived), strict=True)))
    order = np.lexsort((np.arange(len(both)), both.times))
    times = both.times[order]
    last = np.append(times[1:] != times[:-1], True)
    whole = both.take(order[last])
    return whole, np.searchsorted(whole.times, tail.times)


def _columns(arrivals: Arrivals) -> tuple[NDArray[np.generic], ...]:
    return arrivals.times, arrivals.values, arrivals.status, arrivals.revision, arrivals.recorded
