"""Run the declared checks on one station: test bits per reading and hits for the findings. Pure; no Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.core.terms import DeviceStatus
from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.bounds import Bounds, outside_bounds
from ecopark.trust.checks.clock import in_the_future, off_grid, repeated_or_backward
from ecopark.trust.checks.counter import Counter, counter_falls, increments
from ecopark.trust.checks.flat_line import flat_line, placeholder
from ecopark.trust.checks.gap import Step, gaps
from ecopark.trust.checks.profile import ProfileShift, profile_shifts, working_days
from ecopark.trust.checks.rate import too_fast
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.checks.runs import Floats, Index, Mask
from ecopark.trust.checks.spike import hampel, neighbour_spike
from ecopark.trust.checks.status import says
from ecopark.trust.checks.sun import DAY_US
from ecopark.trust.checks.unit_mixup import powers_of_ten
from ecopark.trust.checks.zeros import low_outlier, repeated_rows, zero_rows, zeros_for_missing
from ecopark.trust.hits import Hits, reading_hits
from ecopark.trust.series import Series, common_times
from ecopark.trust.settings import DatastreamChecks

Tests = NDArray[np.uint32]
NOMINAL_STEP_US = 1_000_000
NO_MEASUREMENT = sum(
    BY_SHORT[short].mask
    for short in ("calibrating", "device_fault", "zero_for_missing", "placeholder", "physical_bounds", "unit_mixup")
)


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What the checks must know of a datastream. ``step`` in microseconds; ``power``: values are kW, not amounts.

    ``firm`` and ``public`` say who may see it: a finding shows nothing of a datastream that its reader may not see.
    """

    id: str
    unit: str
    step: int | None
    register: bool
    power: bool
    mean: bool
    checks: DatastreamChecks
    firm: str | None = None
    public: bool = False

    def may_show(self, other: StreamPlan) -> bool:
        """Whether everybody who sees this datastream's findings may see the other datastream's values. # design 4.8"""
        if other.public or (self.firm is None and not self.public):
            return True
        return not self.public and other.firm == self.firm

    @property
    def width(self) -> int:
        """Length of one reading, microseconds, for intervals of findings."""
        return self.step if self.step is not None else NOMINAL_STEP_US


class Verdicts:
    """Collects masks of one series: bits can only be added, so no check lowers what another one found."""

    def __init__(self, series: Series, plan: StreamPlan) -> None:
        self.series = series
        self.plan = plan
        self.blocks = Blocks.of(series.times, series.values) if series.blocks is None else series.blocks
        self.tests: Tests = np.zeros(len(series.times), dtype=np.uint32)
        self.bits = 0  # of all readings together: most series have none, and need no look at their tests
        self.hits: list[Hits] = []
        self._marked: list[Index] = []
        self._mean: float | None = None

    @property
    def rows(self) -> Index:
        """Rows that carry any bit, ascending."""
        if not self._marked:
            return np.empty(0, np.intp)
        if sum(map(len, self._marked)) > len(self.tests) // 8:
            return np.flatnonzero(self.tests != 0)
        rows = np.sort(np.concatenate(self._marked))
        return np.asarray(rows[np.append(rows[1:] != rows[:-1], True)])

    @property
    def mean(self) -> float:
        """Of all values of the record."""
        if self._mean is None:
            self._mean = float(self.series.values.mean())
        return self._mean

    @property
    def explained(self) -> Mask:
        """Readings that are no measurement: other checks neither judge them nor compare with them."""
        return np.asarray((self.tests & np.uint32(NO_MEASUREMENT)) != 0)

    def told(self, short: str) -> Mask:
        """Readings that carry the bit of a check."""
        return np.asarray((self.tests & np.uint32(BY_SHORT[short].mask)) != 0)

    def mark(
        self,
        short: str,
        mask: Mask,
        worst: Callable[[Index], Floats] | None = None,
        *,
        columns: Mapping[str, Floats] | None = None,
        others: tuple[str, ...] = (),
        reach: int | None = None,
        parameters: Mapping[str, object] | None = None,
        known: Mask | None = None,
    ) -> None:
        """Set the check's bit where the mask says so and keep the hits; all columns have the series' length.

        ``worst`` says how bad readings are, by row (None: its distance from the record's mean). ``known`` readings get the
        bit but no finding: another check has told their cause already.
        """
        if not mask.any():
            return
        rows = np.flatnonzero(mask)
        self.tests[rows] |= np.uint32(BY_SHORT[short].mask)
        self.bits |= BY_SHORT[short].mask
        if BY_SHORT[short].mask:
            self._marked.append(rows)
        if known is not None:
            rows = rows[~known[rows]]
        if len(rows) == 0:
            return
        shown = {"value": self.series.values[rows], **{name: column[rows] for name, column in (columns or {}).items()}}
        values = self.series.values
        badness = np.abs(values[rows] - self.mean) if worst is None else worst(rows)
        told = {"unit": self.plan.unit, **(parameters or {})}
        self.hits.append(
            reading_hits(
                short,
                self.plan.id,
                rows,
                self.series.times[rows],
                shown,
                badness,
                step=self.plan.width,
                others=others,
                reach=reach,
                parameters=told,
            )
        )


def judge_presence(verdicts: Verdicts) -> None:
    """First: which values are no measurement at all (instrument not measuring, zero for missing, placeholder, unit)."""
    values, checks = verdicts.series.values, verdicts.plan.checks
    if len(values):
        for short, state in (("calibrating", DeviceStatus.CALIBRATING), ("device_fault", DeviceStatus.FAULT)):
            verdicts.mark(short, says(verdicts.series.status, state))
        if checks.zero_for_missing is not None:
            verdicts.mark("zero_for_missing", zeros_for_missing(values, checks.zero_for_missing))
        if checks.placeholder is not None:
            verdicts.mark("placeholder", placeholder(values, checks.placeholder))
    if checks.gap is not None:
        verdicts.hits.extend(_gap_hits(verdicts.series, verdicts.plan, checks.gap, verdicts.blocks))


def judge_rows(device: Sequence[Verdicts]) -> None:
    """Second: rows of one device, every property zero at once or every property repeated at once."""
    gauges = [v for v in device if not v.plan.register and len(v.series.times)]
    if len(gauges) < 3:
        return
    rows, columns = common_times([v.series for v in gauges])
    for short, mask in (("zero_for_missing", zero_rows(columns)), ("repeated_row", repeated_rows(columns))):
        if mask.any():
            for verdict, row in zip(gauges, rows, strict=True):
                verdict.mark(short, _at(len(verdict.tests), row[mask]) & ~verdict.told(short))


def judge_values(verdicts: Verdicts, utc_offset: int) -> None:
    """Third: what the remaining values say, each against bounds, its neighbours and the record."""
    if len(verdicts.series.times) == 0:
        return
    checks = verdicts.plan.checks
    _bounds(verdicts, "physical_bounds", checks.physical_bounds)
    _unit(verdicts, utc_offset)
    _bounds(verdicts, "plausible_range", checks.plausible_range)
    _shape(verdicts)
    _time(verdicts)
    if checks.counter is not None:
        _counter(verdicts, checks.counter)
    if checks.profile_shift is not None:
        verdicts.hits.extend(_profile_hits(verdicts, checks.profile_shift, utc_offset))


def _bounds(verdicts: Verdicts, short: str, bounds: Bounds | None) -> None:
    if bounds is None:
        return
    mask = outside_bounds(verdicts.series.values, bounds, verdicts.blocks)
    if mask.any():
        known = verdicts.explained if verdicts.bits & NO_MEASUREMENT else None
        low = -np.inf if bounds.minimum is None else bounds.minimum
        high = np.inf if bounds.maximum is None else bounds.maximum
        values = verdicts.series.values

        def excess(rows: Index) -> Floats:
            return np.maximum(low - values[rows], values[rows] - high)

        told = {"minimum": _open(bounds.minimum), "maximum": _open(bounds.maximum)}
        verdicts.mark(short, mask, excess, parameters=told, known=known)


def _shape(verdicts: Verdicts) -> None:
    """How the values move from one reading to the next; values that are no measurement are left out."""
    checks = verdicts.plan.checks
    keep = ~verdicts.explained if verdicts.bits & NO_MEASUREMENT else None
    times, values = verdicts.series.times, verdicts.series.values
    blocks = verdicts.blocks
    if keep is not None:
        times, values = times[keep], values[keep]
        blocks = Blocks.of(times, values)
    masks: list[tuple[str, Mask, dict[str, object]]] = []
    if checks.rate_of_change is not None:
        told: dict[str, object] = {"per_hour": checks.rate_of_change.per_hour}
        masks.append(("rate_of_change", too_fast(times, values, checks.rate_of_change, blocks), told))
    if checks.flat_line is not None:
        masks.append(("flat_line", flat_line(values, checks.flat_line, blocks), {"readings": checks.flat_line.readings}))
    if checks.neighbour_spike is not None:
        masks.append(("spike", neighbour_spike(values, checks.neighbour_spike, blocks), {}))
    if checks.spike is not None:
        masks.append(("spike", hampel(values, checks.spike), {}))
    if checks.low_outlier is not None:
        masks.append(("low_outlier", low_outlier(values, checks.low_outlier), {}))
    for short, mask, parameters in masks:
        if mask.any():
            verdicts.mark(short, mask if keep is None else _back(mask, keep), parameters=parameters)


def _unit(verdicts: Verdicts, utc_offset: int) -> None:
    times, values, checks = verdicts.series.times, verdicts.series.values, verdicts.plan.checks
    if checks.unit_mixup is None:
        return
    keep = ~verdicts.explained
    if verdicts.plan.register:
        starts, amounts = increments(times, values, checks.counter or Counter())
        _, found = powers_of_ten(starts + utc_offset, amounts, checks.unit_mixup)
        exponent = np.zeros(len(values), dtype=np.intp)
        exponent[np.searchsorted(times, starts) + 1] = found
    else:
        _, found = powers_of_ten(times[keep] + utc_offset, values[keep], checks.unit_mixup)
        exponent = np.zeros(len(values), dtype=np.intp)
        exponent[keep] = found
    for power in np.unique(exponent[exponent != 0]):
        verdicts.mark("unit_mixup", exponent == power, parameters={"exponent": int(power)})


def _time(verdicts: Verdicts) -> None:
    series, checks = verdicts.series, verdicts.plan.checks
    verdicts.mark("clock_order", repeated_or_backward(series.times, verdicts.blocks))
    if checks.future_time is not None:
        verdicts.mark("future_time", in_the_future(series.times, series.recorded, checks.future_time))
    if checks.off_grid is not None:
        told = {"step_s": checks.off_grid.step // 1_000_000}
        verdicts.mark("off_grid", off_grid(series.times, checks.off_grid, verdicts.blocks), parameters=told)


def _counter(verdicts: Verdicts, counter: Counter) -> None:
    falls = counter_falls(verdicts.series.values, counter)
    verdicts.mark("counter_reset", falls.reset)
    verdicts.mark("counter_backward", falls.backward)
    verdicts.mark("counter_rollover", falls.rolled_over, parameters={"rollover": counter.rollover})


def _profile_hits(verdicts: Verdicts, parameters: ProfileShift, utc_offset: int) -> Iterator[Hits]:
    series, plan = verdicts.series, verdicts.plan
    days, rises, falls = working_days(series.times, series.values, plan.width, utc_offset, parameters.shortest_day)
    for day, moved in profile_shifts(days, rises, falls, parameters):
        start = np.array([day * DAY_US - utc_offset])
        columns = {"moved_hours": np.array([round(moved, 2)])}
        one = np.ones(1, dtype=np.intp)
        yield Hits(BY_SHORT["profile_shift"], plan.id, one[:0], start, start + DAY_US, one, columns, columns["moved_hours"])


def _gap_hits(series: Series, plan: StreamPlan, step: Step, blocks: Blocks) -> Iterator[Hits]:
    times = series.times
    if len(times) == 0:
        return
    start, end, slots = gaps(times, step, blocks)
    before, after = series.empty[series.empty < times[0]], series.empty[series.empty > times[-1]]
    for lost in (before, after):  # readings without a value at the ends of the record
        if len(lost):
            start, end = np.append(start, lost[0]), np.append(end, lost[-1] + plan.width)
            slots = np.append(slots, len(lost))
    if len(start) == 0:
        return
    order = np.argsort(start)
    start, end, slots = start[order], end[order], slots[order]
    none = np.empty(0, dtype=np.intp)
    columns = {"missing": slots.astype(np.float64)}
    reach = max(86_400_000_000, 8 * plan.width)
    told = {"unit": plan.unit, "step_s": step.microseconds // 1_000_000}
    yield Hits(BY_SHORT["gap"], plan.id, none, start, end, slots, columns, columns["missing"], parameters=told, reach=reach)


def _open(bound: float | None) -> float | str:
    return "…" if bound is None else bound


def _back(mask: Mask, keep: Mask) -> Mask:
    full = np.zeros(len(keep), dtype=np.bool_)
    full[keep] = mask
    return full


def _at(n: int, rows: Index) -> Mask:
    mask = np.zeros(n, dtype=np.bool_)
    mask[rows] = True
    return mask
