"""Rows that say what was not judged, and why; and the parts that all rows of a point share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.units import conversion
from ecopark.judge.averages import Averages, day_start_us, local_day
from ecopark.judge.judged import Judged
from ecopark.judge.months import by_month, microseconds, months, naive_utc, next_month
from ecopark.judge.records import Judging, Point, PointStream
from ecopark.rules.limits import AppliedLimit
from ecopark.rules.records import Statistic


def canonical(bound: float | None, unit: str, canonical: str) -> float | None:
    if bound is None:
        return None
    factor, offset = conversion(unit or "-", canonical)
    return float(f"{bound * factor + offset:.12g}")


def remark(judged: Judged, limit: AppliedLimit) -> Message | None:
    """The first thing that a reader of the result must know; None when there is nothing."""
    if limit.statistic is Statistic.NOT_STATED:
        return Message("judge.state.statistic_assumed")
    if limit.assumptions:
        return limit.assumptions[0]
    if judged.stream.observed_property in judged.point.unused:
        others = ", ".join(judged.point.unused[judged.stream.observed_property])
        return Message("judge.state.further_datastreams", {"used": judged.stream.datastream, "others": others})
    return Message("judge.state.rule_provisional") if limit.provisional else None


def reason_columns(message: Message | None) -> dict[str, str | None]:
    """The columns ``reason`` (message id) and ``reason_params`` (JSON text), from which both languages are made."""
    if message is None:
        return {"reason": None, "reason_params": None}
    return {
        "reason": message.id,
        "reason_params": json.dumps(dict(message.params), sort_keys=True, ensure_ascii=False, default=str),
    }


def row_head(point: str, observed_property: str, month: date, zone: ZoneInfo) -> dict[str, object]:
    return {"monitoring_point": point, "property": observed_property, "month": naive_utc(day_start_us(month, zone))}


def states_without_limit(
    judged: Judged,
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
        head = row_head(*judged.name, month, judged.judging.zone)
        yield {**head, **nothing_judged(reason, periods, judged.stream, limit)}


def nothing_judged(
    reason: Message, periods: int, stream: PointStream | None, limit: AppliedLimit | None = None
) -> dict[str, object]:
    upper = lower = None
    if limit is not None and stream is not None:
        upper, lower = (canonical(bound, limit.unit, stream.unit) for bound in (limit.upper, limit.lower))
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
        **reason_columns(reason),
        "origin": None if stream is None else stream.origin.value,
    }


def silent_months(judged: Judged) -> Iterator[dict[str, object]]:
    """Months without any reading after the last one (all of them where there is none): the station is silent."""
    times, zone = judged.readings.times_us, judged.judging.zone
    heard = local_day(int(times[-1]), zone).replace(day=1) if len(times) else date.min
    for month in months(judged.answers, zone):
        if month > heard:
            nothing = nothing_judged(Message("judge.state.no_readings"), 0, judged.stream)
            yield {**row_head(*judged.name, month, zone), **nothing}


def not_measured(judging: Judging, point: Point, answers: Interval) -> Iterator[dict[str, object]]:
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
            nothing = nothing_judged(Message("judge.state.not_measured"), 0, None)
            yield {**row_head(point.id, name, month, judging.zone), **nothing, "unit": limited[name]}
