"""Moments and intervals in queries and answers: the zone is stated, answers are in the park's zone. # design 4.3"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ecopark.core.errors import InputError
from ecopark.core.interval import Interval

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(2200, 1, 1, tzinfo=UTC)


def moment(text: str, zone: ZoneInfo, where: str) -> datetime:
    """``2025-03-01`` is the start of that day in the park's zone; a time of day needs its own zone.

    A blank before ``hh:mm`` at the end is the plus sign that an unescaped address lost.
    """
    text = re.sub(r"[ ](\d\d:?\d\d)$", r"+\1", text.strip())
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError("no zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError("serve.query.bad_time", where=where, value=text[:50]) from None


def interval(start: str | None, end: str | None, zone: ZoneInfo) -> Interval | None:
    """The interval of the two parameters, open ends filled; None if neither is given."""
    if start is None and end is None:
        return None
    first = moment(start, zone, "start") if start is not None else _FIRST
    last = moment(end, zone, "end") if end is not None else _LAST
    if last <= first:
        raise InputError("serve.query.empty_interval", where="end")
    return Interval(first, last)


def shown(value: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 in the park's zone; a naive moment is UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(zone).isoformat()
