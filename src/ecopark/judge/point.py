"""Judging one monitoring point: each period by the rule of its own date. # design 4.6, 4.7"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.observations import TIME
from ecopark.core.units import conversion
from ecopark.judge.averages import (
    STEP_S,
    Averages,
    Series,
    average,
    day_start_us,
    local_day,
    period_edges,
    series,
    single_readings,
)
from ecopark.judge.exceedances import Exceedance, exceedance_id, exceedances
from ecopark.judge.months import by_month, microseconds, months, naive_utc, next_month
from ecopark.judge.records import AVERAGES, Judging, Point, PointStream
from ecopark.judge.segments import Answer, segments
from ecopark.rules.book import Missing
from ecopark.rules.compare import Outcome, compare_many
from ecopark.rules.limits import AppliedLimit
from ecopark.rules.records import Statistic


@dataclass(slots=True)
class Rows:
    """Rows of the three tables, collected over a point's properties."""

    averages: list[pa.Table] = field(default_factory=list)
    exceedances: list[dict[str, object]] = field(default_factory=list)
    states: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One property at one point with its readings, over the interval that the task answers."""

    judging: Judging
    point: Point
    stream: PointStream
    readings: Series
    answers: Interval

    @property
    def name(self) -> tuple[str, str]:
        return self.point.id, self.stream.observed_property


def judge_point(judging: Judging, point: Point, answers: Interval, observations: pa.Table, flags: pa.Table) -> Rows:
    """Averages, exceedances and monthly states of every property that is measured or permitted at a point."""
    rows = Rows()
    for stream in point.streams:
        judged = _Judged(judging, point, stream, series(observations, flags, stream.datastream), answers)
        if len(judged.readings.times_us):
            rows.averages.extend(_average_tables(judged))
            for start_us, end_us, answer in segments(judging, point, stream.observed_property, judged.readings.times_us):
                _judge_segment(rows, judged, start_us, end_us, answer)
        rows.states.extend(_silent_months(judged))
    rows.states.extend(_not_measured(judging, point, answers))
    return rows


def _average_tables(judged: _Judged) -> Iterator[pa.Table]:
    stream, required = judged.stream, judged.judging.settings.required_share
    for statistic, step_s in STEP_S.items():
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


def _periods(judged: _Judged, statistic: Statistic) -> Averages | str:
    """Averages for a statistic, or the message id that says why these readings cannot give them."""
    readings, step_s, zone = judged.readings, judged.stream.step_s, judged.judging.zone
    if statistic is Statistic.MAXIMUM:
        return single_readings(readings, step_s)
    if statistic is Statistic.MEAN_8H:
        return "judge.state.running_mean"
    if statistic is Statistic.MEAN_1H and (step_s is None or step_s > STEP_S[statistic]):
        return "judge.state.too_coarse"
    edges = period_edges(int(readings.times_us[0]), int(readings.times_us[-1]), statistic, zone)
    sampled = step_s is None or step_s > STEP_S[Statistic.MEAN_24H]  # a sample speaks for its own day
    return average(readings, edges, None if sampled else step_s)


def _judge_segment(rows: Rows, judged: _Judged, start_us: int, end_us: int, answer: Answer) -> None:
    if isinstance(answer, Missing):
        due = answer.message.id != "rules.limit.no_limit"  # nothing was due to be judged where no text limits
        averages = _periods(judged, judged.judging.settings.unstated_statistic) if due else None
        rows.states.extend(_states_without_limit(judged, start_us, end_us, averages, None, answer.message))
        return
    for limit in answer:
        assumed = limit.statistic is Statistic.NOT_STATED
        statistic = judged.judging.settings.unstated_statistic if assumed else limit.statistic
        averages = _periods(judged, statistic)
        if isinstance(averages, str):
            daily = _periods(judged, Statistic.MEAN_24H)
            reason = Message(averages)
            rows.states.extend(_states_without_limit(judged, start_us, end_us, daily, limit, reason))
            continue
        within = _between(averages, start_us, end_us, judged.answers)
        if len(within.mean) == 0 and statistic is Statistic.MEAN_YEAR:
            reason = Message("judge.state.year_incomplete")
            rows.states.extend(_states_without_limit(judged, start_us, end_us, None, limit, reason))
            continue
        _judge_limit(rows, judged, within, limit, statistic)


def _between(averages: Averages, start_us: int, end_us: int, answers: Interval) -> Averages:
    """Periods that start in the segment and lie wholly in what the task answers (years may reach beyond)."""
    low = max(start_us, microseconds(answers.start))
    keep = (averages.start_us >= low) & (averages.start_us < end_us) & (averages.end_us <= microseconds(answers.end))
    return averages.select(keep)


def _judge_limit(rows: Rows, judged: _Judged, averages: Averages, limit: AppliedLimit, statistic: Statistic) -> None:
    lower, upper = (_canonical(bound, limit.unit, judged.stream.unit) for bound in (limit.lower, limit.upper))
    required = judged.judging.settings.required_share
    outcomes = compare_many(averages.mean, averages.valid_share, lower, upper, required)
    provisional = limit.provisional or limit.statistic is Statistic.NOT_STATED
    for found in exceedances(averages, outcomes):
        bound = upper if found.outcome is Outcome.ABOVE else lower
        rows.exceedances.append(_exceedance_row(judged, found, bound, limit, statistic, provisional))
    for month, within in by_month(averages.start_us, judged.judging.zone):
        of_month = outcomes[within]
        not_judged = int(np.count_nonzero(of_month == Outcome.CANNOT_TELL))
        rows.states.append(
            {
                **_head(*judged.name, month, judged.judging.zone),
                "unit": judged.stream.unit,
                "judged": len(of_month) - not_judged,
                "exceeded": int(np.count_nonzero(np.isin(of_month, (Outcome.ABOVE, Outcome.BELOW)))),
                "not_judged": not_judged,
                "limit": upper,
                "limit_low": lower,
                "limit_rule": limit.rule_text,
                "statistic": statistic.value,
                "provisional": provisional,
                **_reason(Message("judge.state.too_few_valid") if not_judged else _remark(judged, limit)),
                "origin": judged.stream.origin.value,
            }
        )


def _canonical(bound: float | None, unit: str, canonical: str) -> float | None:
    if bound is None:
        return None
    factor, offset = conversion(unit or "-", canonical)
    return float(f"{bound * factor + offset:.12g}")


def _remark(judged: _Judged, limit: AppliedLimit) -> Message | None:
    """The first thing that a reader of the result must know; None when there is nothing."""
    if limit.statistic is Statistic.NOT_STATED:
        return Message("judge.state.statistic_assumed")
    if limit.assumptions:
        return limit.assumptions[0]
    if judged.stream.observed_property in judged.point.unused:
        others = ", ".join(judged.point.unused[judged.stream.observed_property])
        return Message("judge.state.further_datastreams", {"used": judged.stream.datastream, "others": others})
    return Message("judge.state.rule_provisional") if limit.provisional else None


def _reason(message: Message | None) -> dict[str, str | None]:
    """The columns ``reason`` (message id) and ``reason_params`` (JSON text), from which both languages are made."""
    if message is None:
        return {"reason": None, "reason_params": None}
    return {
        "reason": message.id,
        "reason_params": json.dumps(dict(message.params), sort_keys=True, ensure_ascii=False, default=str),
    }


def _exceedance_row(
    judged: _Judged,
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
        **_reason(_remark(judged, limit)),
        "origin": judged.stream.origin.value,
    }


def _head(point: str, observed_property: str, month: date, zone: ZoneInfo) -> dict[str, object]:
    return {"monitoring_point": point, "property": observed_property, "month": naive_utc(day_start_us(month, zone))}


def _states_without_limit(
    judged: _Judged,
    start_us: int,
    end_us: int,
    averages: Averages | str | None,
    limit: AppliedLimit | None,
    reason: Message,
) -> Iterator[dict[str, object]]:
    """One row per month of a segment in which nothing was judged: what cannot be judged says why."""
    starts = averages.start_us if isinstance(averages, Averages) else judged.readings.times_us
    low = max(start_us, microseconds(judged.answers.start))
    starts = starts[(starts >= low) & (starts < end_us)]
    for month, within in by_month(starts, judged.judging.zone):
        periods = len(starts[within]) if isinstance(averages, Averages) else 0
        head = _head(*judged.name, month, judged.judging.zone)
        yield {**head, **_nothing_judged(reason, periods, judged.stream, limit)}


def _nothing_judged(
    reason: Message, periods: int, stream: PointStream | None, limit: AppliedLimit | None = None
) -> dict[str, object]:
    upper = lower = None
    if limit is not None and stream is not None:
        upper, lower = (_canonical(bound, limit.unit, stream.unit) for bound in (limit.upper, limit.lower))
    return {
        "judged": 0,
        "exceeded": 0,
        "not_judged": periods,
        "limit": upper,
        "limit_low": lower,
        "unit": "" if stream is None else stream.unit,
        "limit_rule": "" if limit is None else limit.rule_text,
        "statistic": "" if limit is None else limit.statistic.value,
        "provisional": limit is not None and limit.provisional,
        **_reason(reason),
        "origin": None if stream is None else stream.origin.value,
    }


def _silent_months(judged: _Judged) -> Iterator[dict[str, object]]:
    """Months without any reading after the last one (all of them where there is none): the station is silent."""
    times, zone = judged.readings.times_us, judged.judging.zone
    heard = local_day(int(times[-1]), zone).replace(day=1) if len(times) else date.min
    for month in months(judged.answers, zone):
        if month > heard:
            nothing = _nothing_judged(Message("judge.state.no_readings"), 0, judged.stream)
            yield {**_head(*judged.name, month, zone), **nothing}


def _not_measured(judging: Judging, point: Point, answers: Interval) -> Iterator[dict[str, object]]:
    """Properties that a permit in force limits and no datastream of the point shows."""
    measured = {stream.observed_property for stream in point.streams}
    for month in months(answers, judging.zone):
        last_day = next_month(month) - timedelta(days=1)
        limited = {
            line.observed_property: line.unit
            for permit in point.permits
            if permit.in_force(month) or permit.in_force(last_day)
            for line in permit.limits
        }
        for name in sorted(set(limited) - measured):
            nothing = _nothing_judged(Message("judge.state.not_measured"), 0, None)
            yield {**_head(point.id, name, month, judging.zone), **nothing, "unit": limited[name]}
