"""Checks across datastreams: one true reading cannot contradict another. Times are brought together, nothing is filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ecopark.trust.checks.counter import Counter, increments
from ecopark.trust.checks.physics import Tolerance, above, generation_in_dark, power_factor_mismatch, power_factor_of
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.checks.runs import Floats, Mask, Times
from ecopark.trust.checks.sun import Site, clock_segments, dark, day_middles, shifted, solar_noon
from ecopark.trust.evaluate import StreamPlan, Verdicts
from ecopark.trust.relations import Relation
from ecopark.trust.series import Series, amounts_per, bucket_of, common_times

HOUR_US = 3_600_000_000
DAY_US = 86_400_000_000
_OF_ONE_SAMPLE = ("total_n_below_ammonium", "cod_below_bod")

All = Mapping[str, tuple[StreamPlan, Series]]
Judge = Callable[[Relation, Mapping[str, Verdicts], All, Tolerance, Site], None]


def judge_clock(verdicts: Verdicts, light: tuple[StreamPlan, Series] | None, site: Site) -> None:
    """The clock of a solar generator against irradiance of its site where there is one, else against the sun."""
    parameters, step = verdicts.plan.checks.clock_shift, verdicts.plan.step
    if parameters is None or step is None or len(verdicts.series.times) == 0:
        return
    series = verdicts.series
    days, middles = day_middles(series.times, series.values, step, site.utc_offset, parameters.threshold)
    noon = solar_noon(days.astype(np.float64), site)
    if light is not None and light[0].step is not None and len(light[1].times):
        other, seen = day_middles(light[1].times, light[1].values, light[0].step, site.utc_offset, parameters.threshold)
        known = np.isin(days, other)
        days, middles, noon = days[known], middles[known], seen[np.isin(other, days)]
    segments = clock_segments(days, middles - noon, parameters)
    right = min((s.middle_hours for s in segments if s.shift_hours == 0), key=abs, default=0.0)
    for segment in segments:
        measured = round(segment.middle_hours - right, 2)
        told: dict[str, object] = {"shift_hours": segment.shift_hours, "measured_hours": measured}
        told["reference"] = "sun position" if light is None else "irradiance"
        if segment.shift_hours:
            mask = shifted(series.times, [segment], site.utc_offset)
            verdicts.mark("clock_shift", mask, parameters=told, reach=int(series.times[-1] - series.times[0]))


def judge_together(
    relation: Relation, verdicts: Mapping[str, Verdicts], series: All, tolerance: Tolerance, site: Site
) -> None:
    """Judge one relation; nothing is said where a member is absent."""
    if all(member in series and len(series[member][1].times) for member in relation.members):
        _JUDGES.get(relation.check, _parts_and_wholes)(relation, verdicts, series, tolerance, site)


def _parts_and_wholes(
    relation: Relation, verdicts: Mapping[str, Verdicts], series: All, tolerance: Tolerance, site: Site
) -> None:
    times, part, whole = _sums(relation, series, site.utc_offset)
    mask = above(part, whole, tolerance)
    if not mask.any():
        return
    withheld = "…"  # what another owner measures is not shown
    told = {"tolerance_pct": round(100 * tolerance.relative, 3), "part": withheld, "whole": withheld}
    for name in relation.flagged:
        verdict = verdicts[name]
        bucket = bucket_of(verdict.series.times, verdict.plan.step, _width(relation, series), site.utc_offset)
        at = np.minimum(np.searchsorted(times, bucket), len(times) - 1)
        hit = mask[at] & (times[at] == bucket)
        others = tuple(m for m in relation.members if m != name and verdict.plan.may_show(series[m][0]))
        sides = (("part", part, relation.parts), ("whole", whole, relation.wholes))
        shown = {side: sums[at] for side, sums, names in sides if set(names) <= {name, *others}}
        excess = (part - whole)[at]
        verdict.mark(relation.check, hit, excess.__getitem__, columns=shown, others=others, parameters=told)
    _tell_once(relation, verdicts)


def _power_factor(
    relation: Relation, verdicts: Mapping[str, Verdicts], series: All, tolerance: Tolerance, _site: Site
) -> None:
    rows, columns = common_times([series[m][1] for m in (relation.flagged[0], *relation.parts, *relation.wholes)])
    stated, active, *reactives = columns
    mask = power_factor_mismatch(stated, active, reactives, tolerance)
    if mask.any():
        verdict = verdicts[relation.flagged[0]]
        expected = power_factor_of(active, reactives[0])
        n = len(verdict.tests)
        whole, apart, hit = np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.bool_)
        whole[rows[0]], apart[rows[0]], hit[rows[0]] = expected, np.abs(stated - expected), mask
        verdict.mark(relation.check, hit, apart.__getitem__, columns={"computed": whole}, others=relation.members[1:])


def _light(relation: Relation, verdicts: Mapping[str, Verdicts], series: All, tolerance: Tolerance, site: Site) -> None:
    verdict = verdicts[relation.flagged[0]]
    plan = verdict.plan
    without_light = dark(verdict.series.times, plan.width, site)
    if relation.wholes and series[relation.wholes[0]][0].step is not None:
        without_light = _no_irradiance(verdict.series.times, *series[relation.wholes[0]])
    clock = np.uint32(BY_SHORT["clock_shift"].mask)
    without_light &= (verdict.tests & clock) == 0  # one cause, one finding: a wrong clock moves the night
    mask = generation_in_dark(verdict.series.values, without_light, tolerance.relative)
    verdict.mark(relation.check, mask, verdict.series.values.__getitem__, others=relation.wholes)


_JUDGES: dict[str, Judge] = {"power_factor_mismatch": _power_factor, "generation_in_dark": _light}


def _no_irradiance(times: Times, plan: StreamPlan, light: Series) -> Mask:
    """True where the irradiance readings before and after the time are both there and both zero."""
    at = np.searchsorted(light.times, times, side="right") - 1
    inside = (at >= 0) & (at + 1 < len(light.times))
    at = np.clip(at, 0, max(0, len(light.times) - 2))
    near = inside & (light.times[at + 1] - light.times[at] == plan.width)
    return np.asarray(near & (light.values[at] <= 0.0) & (light.values[at + 1] <= 0.0))


def _sums(relation: Relation, series: All, offset: int) -> tuple[Times, Floats, Floats]:
    """Sums of parts and of wholes at the times that all members have."""
    width = _width(relation, series)
    columns = {m: _amounts(*series[m], width, offset) for m in (*relation.parts, *relation.wholes)}
    times = columns[relation.parts[0]][0]
    for other, _ in columns.values():
        if len(other) != len(times) or not np.array_equal(other, times):
            times = np.intersect1d(times, other)
    picked = {m: values[np.searchsorted(t, times)] for m, (t, values) in columns.items()}
    part, whole = (np.sum([picked[m] for m in names], axis=0) for names in (relation.parts, relation.wholes))
    return times, part, whole


def _amounts(plan: StreamPlan, series: Series, width: int | None, offset: int) -> tuple[Times, Floats]:
    times, values = series.times, series.values
    if plan.register:
        times, values = increments(times, values, plan.checks.counter or Counter())
        if plan.step is not None and len(times):  # an increment over a gap belongs to no single interval
            regular = np.isin(times + plan.step, series.times)
            times, values = times[regular], values[regular]
    if plan.power and plan.step is not None and width is not None:
        values = values * (plan.step / HOUR_US)
    if width is None or plan.step is None:
        return times, values
    return amounts_per(times, values, plan.step, width, offset, mean=plan.mean)


def _width(relation: Relation, series: All) -> int | None:
    """Microseconds over which parts and wholes are compared; None when a member has no step (then equal times are).

    Flows are compared by day: within one, meters' labels may differ by a reading and tanks fill and empty. Samples are
    compared as they are.
    """
    steps = [series[m][0].step for m in (*relation.parts, *relation.wholes)]
    known = [s for s in steps if s is not None]
    if len(known) < len(steps):
        return None
    return max(known) if relation.check in _OF_ONE_SAMPLE else max(*known, DAY_US)


def _tell_once(relation: Relation, verdicts: Mapping[str, Verdicts]) -> None:
    """The readings of all members are flagged; the finding is told for the main one, naming the others."""
    for name in relation.flagged[1:]:
        verdicts[name].hits = [h for h in verdicts[name].hits if h.check.short != relation.check]
