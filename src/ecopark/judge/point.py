"""Judging one monitoring point: each period by the rule of its own date. # design 4.6, 4.7"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.observations import TIME
from ecopark.judge.averages import STEP_S, Averages, average, period_edges, series, single_readings
from ecopark.judge.bands import band_row, guard_of
from ecopark.judge.calibration_days import calibration_findings
from ecopark.judge.exceedances import Exceedance, exceedance_id, exceedances
from ecopark.judge.judged import Judged, Rows
from ecopark.judge.months import by_month, microseconds, naive_utc
from ecopark.judge.oxygen import CORRECTED, at_reference, relative_uncertainty_of_factor
from ecopark.judge.records import AVERAGES, Judging, Point
from ecopark.judge.running import WINDOW_S, running_means
from ecopark.judge.segments import Answer, segments
from ecopark.judge.states import (
    canonical,
    not_measured,
    reason_columns,
    remark,
    row_head,
    silent_months,
    states_without_limit,
)
from ecopark.rules.book import Missing
from ecopark.rules.compare import Outcome, compare_many
from ecopark.rules.limits import AppliedLimit
from ecopark.rules.records import Statistic


def judge_point(judging: Judging, point: Point, answers: Interval, observations: pa.Table, flags: pa.Table) -> Rows:
    """Averages, exceedances and monthly states of every property that is measured or permitted at a point."""
    rows = Rows()
    for stream in point.streams:
        oxygen = next((s.datastream for s in point.streams if s.observed_property == "o2"), None)
        judged = Judged(
            judging,
            point,
            stream,
            series(observations, flags, stream.datastream),
            answers,
            None if oxygen is None else partial(series, observations, flags, oxygen),
        )
        if len(judged.readings.times_us):
            parts = segments(judging, point, stream.observed_property, judged.readings.times_us)
            rows.averages.extend(_average_tables(judged, parts))
            for start_us, end_us, answer in parts:
                _judge_segment(rows, judged, start_us, end_us, answer)
        rows.states.extend(silent_months(judged))
    rows.states.extend(not_measured(judging, point, answers))
    return rows


def _average_tables(judged: Judged, parts: list[tuple[int, int, Answer]]) -> Iterator[pa.Table]:
    """Means of the hour and the day, and of eight hours where a limit speaks of them; as sent, not at reference oxygen."""
    stream, required = judged.stream, judged.judging.settings.required_share
    steps = dict(STEP_S)
    if any(limit.statistic is Statistic.MEAN_8H for *_, a in parts if not isinstance(a, Missing) for limit in a):
        steps[Statistic.MEAN_8H] = WINDOW_S
    for statistic, step_s in steps.items():
        averages = _periods(judged, statistic)
        if isinstance(averages, str):
            continue
        count = len(averages.mean)
        enough = averages.valid_share >= required
        yield pa.Table.from_arrays(
            [
                pa.repeat(pa.scalar(judged.point.id), count),
                pa.repeat(pa.scalar(stream.observed_property), count),
                pa.array(averages.start_us, pa.int64()).cast(TIME),
                pa.repeat(pa.scalar(step_s, pa.int32()), count),
                pa.array(averages.mean, mask=~enough | np.isnan(averages.mean)),
                pa.repeat(pa.scalar(stream.unit), count),
                pa.array(averages.valid_share),
                pa.array(averages.calibrating),
                pa.array(averages.fault),
                pa.repeat(pa.scalar(stream.origin.value), count),
            ],
            schema=AVERAGES.schema,
        )


def _periods(judged: Judged, statistic: Statistic) -> Averages | str:
    """Averages for a statistic, or the message id that says why these readings cannot give them."""
    readings, step_s, zone = judged.readings, judged.stream.step_s, judged.judging.zone
    if statistic is Statistic.MAXIMUM:
        return single_readings(readings, step_s)
    first, last = int(readings.times_us[0]), int(readings.times_us[-1])
    hourly = statistic in (Statistic.MEAN_1H, Statistic.MEAN_8H)
    if hourly and (step_s is None or step_s > STEP_S[Statistic.MEAN_1H]):
        return "judge.state.too_coarse"
    if statistic is Statistic.MEAN_8H:
        assert step_s is not None
        return running_means(readings, period_edges(first, last, Statistic.MEAN_1H, zone), step_s)
    edges = period_edges(first, last, statistic, zone)
    sampled = step_s is None or step_s > STEP_S[Statistic.MEAN_24H]  # a sample speaks for its own day
    return average(readings, edges, None if sampled else step_s)


def _judge_segment(rows: Rows, judged: Judged, start_us: int, end_us: int, answer: Answer) -> None:
    if isinstance(answer, Missing):
        due = answer.message.id != "rules.limit.no_limit"  # nothing was due to be judged where no text limits
        averages = _periods(judged, judged.judging.settings.unstated_statistic) if due else None
        rows.states.extend(states_without_limit(judged, start_us, end_us, averages, None, answer.message))
        return
    for limit in answer:
        assumed = limit.statistic is Statistic.NOT_STATED
        statistic = judged.judging.settings.unstated_statistic if assumed else limit.statistic
        converted = _at_oxygen(judged, limit)
        averages = converted if isinstance(converted, str) else _periods(converted, statistic)
        if isinstance(averages, str):
            daily = _periods(judged, Statistic.MEAN_24H)
            reason = Message(averages)
            rows.states.extend(states_without_limit(judged, start_us, end_us, daily, limit, reason))
            continue
        within = _between(averages, start_us, end_us, judged.answers)
        if len(within.mean) == 0 and statistic is Statistic.MEAN_YEAR:
            reason = Message("judge.state.year_incomplete")
            rows.states.extend(states_without_limit(judged, start_us, end_us, None, limit, reason))
            continue
        assert isinstance(converted, Judged)
        _judge_limit(rows, converted, within, limit, statistic)


def _at_oxygen(judged: Judged, limit: AppliedLimit) -> Judged | str:
    """Readings as the limit wants them; the message id that says why not where oxygen is not measured."""
    if limit.reference_oxygen_pct is None or judged.point.facts.get("oxygen_basis") == CORRECTED:
        return judged
    if judged.oxygen is None:
        return "judge.state.oxygen_not_measured"
    oxygen = judged.oxygen()
    added = relative_uncertainty_of_factor(oxygen)
    steps = tuple((since, replace(u, relative=math.hypot(u.relative, added))) for since, u in judged.stream.uncertainty)
    readings = at_reference(judged.readings, oxygen, limit.reference_oxygen_pct, judged.stream.step_s)
    return replace(judged, readings=readings, stream=replace(judged.stream, uncertainty=steps))


def _between(averages: Averages, start_us: int, end_us: int, answers: Interval) -> Averages:
    """Periods that start in the segment and lie wholly in what the task answers (years may reach beyond)."""
    low = max(start_us, microseconds(answers.start))
    keep = (averages.start_us >= low) & (averages.start_us < end_us) & (averages.end_us <= microseconds(answers.end))
    return averages.select(keep)


def _judge_limit(rows: Rows, judged: Judged, averages: Averages, limit: AppliedLimit, statistic: Statistic) -> None:
    lower, upper = (canonical(bound, limit.unit, judged.stream.unit) for bound in (limit.lower, limit.upper))
    required = judged.judging.settings.required_share
    outcomes = compare_many(averages.mean, averages.valid_share, lower, upper, required)
    guard = guard_of(judged, averages, lower, upper)
    provisional = limit.provisional or limit.statistic is Statistic.NOT_STATED
    named = []
    for found in exceedances(averages, outcomes):
        bound = upper if found.outcome is Outcome.ABOVE else lower
        rows.exceedances.append(_exceedance_row(judged, found, bound, limit, statistic, provisional))
        named.append((str(rows.exceedances[-1]["id"]), found, bound))
    rows.findings.extend(calibration_findings(judged.readings, judged.stream.datastream, named, judged.stream.unit))
    for month, within in by_month(averages.start_us, judged.judging.zone):
        of_month = outcomes[within]
        not_judged = int(np.count_nonzero(of_month == Outcome.CANNOT_TELL))
        missing = "judge.state.oxygen_or_too_few" if limit.reference_oxygen_pct is not None else "judge.state.too_few_valid"
        head = row_head(*judged.name, month, judged.judging.zone)
        rows.states.append(
            {
                **head,
                "unit": judged.stream.unit,
                "judged": len(of_month) - not_judged,
                "exceeded": int(np.count_nonzero(np.isin(of_month, (Outcome.ABOVE, Outcome.BELOW)))),
                "not_judged": not_judged,
                "limit": upper,
                "limit_low": lower,
                "limit_rule": limit.rule_text,
                "statistic": statistic.value,
                "provisional": provisional,
                **reason_columns(Message(missing) if not_judged else remark(judged, limit)),
                "origin": judged.stream.origin.value,
            }
        )
        rows.bands.append({**head, **band_row(judged, averages, outcomes, guard, within, limit, statistic)})


def _exceedance_row(
    judged: Judged,
    found: Exceedance,
    bound: float | None,
    limit: AppliedLimit,
    statistic: Statistic,
    provisional: bool,
) -> dict[str, object]:
    point, name = judged.name
    return {
        "id": exceedance_id(point, name, statistic.value, limit.rule_text, found.outcome.name, found.start_us),
        "monitoring_point": point,
        "property": name,
        "start": naive_utc(found.start_us),
        "end": naive_utc(found.end_us),
        "worst": found.worst,
        "worst_time": naive_utc(found.worst_us),
        "limit": bound,
        "unit": judged.stream.unit,
        "limit_rule": limit.rule_text,
        "valid_share": found.valid_share,
        "statistic": statistic.value,
        "provisional": provisional,
        **reason_columns(remark(judged, limit)),
        "origin": judged.stream.origin.value,
    }
