"""Moments and calendar months of the park's zone; inside, times are UTC microseconds since 1970."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ecopark.core.interval import Interval
from ecopark.judge.averages import SECOND, Int64, day_start_us, local_day


def microseconds(moment: datetime) -> int:
    return round(moment.timestamp()) * SECOND


def naive_utc(moment_us: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(microseconds=moment_us)  # noqa: DTZ001  # naive UTC, as stored


def by_month(start_us: Int64, zone: ZoneInfo) -> Iterator[tuple[date, slice]]:
    """Month of the zone -> the periods (sorted by start) that start in it."""
    place = 0
    while place < len(start_us):
        month = local_day(int(start_us[place]), zone).replace(day=1)
        following = day_start_us(next_month(month), zone)
        end = int(np.searchsorted(start_us, following))
        yield month, slice(place, end)
        place = end


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months(interval: Interval, zone: ZoneInfo) -> Sequence[date]:
    return [date(year, month, 1) for year, month in interval.months(zone)]
