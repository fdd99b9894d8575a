"""Intervals of time: half-open, UTC inside, the park's zone outside. # design 4.3"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARK_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def to_utc(moment: datetime) -> datetime:
    """Return the moment in UTC; a naive moment is refused (its zone is a fact that only the giver knows)."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no zone")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """``[start, end)``; both aware, stored as UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", to_utc(self.start))
        object.__setattr__(self, "end", to_utc(self.end))
        if self.end <= self.start:
            raise ValueError(f"interval ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})")

    @classmethod
    def of_day(cls, day: date, zone: ZoneInfo = PARK_ZONE) -> Interval:
        """Calendar day in the park's zone."""
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        following = day + timedelta(days=1)
        return cls(start, datetime(following.year, following.month, following.day, tzinfo=zone))

    @classmethod
    def of_month(cls, year: int, month: int, zone: ZoneInfo = PARK_ZONE) -> Interval:
        return cls(
            datetime(year, month, 1, tzinfo=zone),
            datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone),
        )

    @classmethod
    def of_year(cls, year: int, zone: ZoneInfo = PARK_ZONE) -> Interval:
        return cls(datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    def contains(self, moment: datetime) -> bool:
        return self.start <= to_utc(moment) < self.end

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def intersection(self, other: Interval) -> Interval | None:
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None

    def days(self, zone: ZoneInfo = PARK_ZONE) -> Iterator[date]:
        """Calendar days of the zone that the interval touches."""
        day = self.start.astimezone(zone).date()
        last = (self.end - timedelta(microseconds=1)).astimezone(zone).date()
        while day <= last:
            yield day
            day += timedelta(days=1)

    def months(self, zone: ZoneInfo = PARK_ZONE) -> Iterator[tuple[int, int]]:
        """(year, month) of the zone that the interval touches."""
        first, last = self.start.astimezone(zone), (self.end - timedelta(microseconds=1)).astimezone(zone)
        index, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
        while index <= stop:
            yield index // 12, index % 12 + 1
            index += 1
