"""The stretches of time in which one answer of the rule book holds: each date is judged by its own rule. # design 4.6"""

from __future__ import annotations

from datetime import date, timedelta

from ecopark.judge.averages import Int64, day_start_us, local_day
from ecopark.judge.records import Judging, Point
from ecopark.rules.book import Missing
from ecopark.rules.limits import AppliedLimit

Answer = tuple[AppliedLimit, ...] | Missing


def segments(judging: Judging, point: Point, observed_property: str, times: Int64) -> list[tuple[int, int, Answer]]:
    """``(start, end, limits or why none)`` from the first to the last reading's day, in UTC microseconds.

    ``times`` are those of the readings, sorted. Neighbours with the same answer are joined: a change of another rule
    cuts nothing.
    """
    zone = judging.zone
    first, last = local_day(int(times[0]), zone), local_day(int(times[-1]), zone)
    cuts = [first, *(day for day in change_days(judging, point) if first < day <= last)]
    found: list[tuple[int, int, Answer]] = []
    for start, following in zip(cuts, [*cuts[1:], last + timedelta(days=1)], strict=True):
        answer = judging.book.limits(
            observed_property,
            point.medium,
            point.facts,
            start,
            permit_date=point.permit_date,
            permits=point.permits,
        )
        end_us = day_start_us(following, zone)
        if found and _same(found[-1][2], answer):
            found[-1] = (found[-1][0], end_us, found[-1][2])
        else:
            found.append((day_start_us(start, zone), end_us, answer))
    return found


def change_days(judging: Judging, point: Point) -> list[date]:
    """Days on which some limit of the point may change: by the rule book, or by its permits."""
    days = set(judging.book.limit_change_days())
    for permit in point.permits:
        days.update(day for day in (permit.valid_from or permit.issued,) if day is not None)
        if permit.valid_to is not None:
            days.add(permit.valid_to + timedelta(days=1))
    return sorted(days)


def _same(one: Answer, other: Answer) -> bool:
    if isinstance(one, Missing) or isinstance(other, Missing):
        return isinstance(one, Missing) and isinstance(other, Missing) and one.message.id == other.message.id
    return one == other
