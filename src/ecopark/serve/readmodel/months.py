"""Calendar months of the park's zone, as pages choose them (``?month=2025-11``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ecopark.core.interval import PARK_ZONE, Interval


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in the park's zone."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """The month that contains the moment; a naive moment is UTC (as stored)."""
        local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(PARK_ZONE)
        return cls(local.year, local.month)

    @classmethod
    def parse(cls, text: str | None) -> Month | None:
        """``2025-11`` -> Month; None for anything else (a page then shows its default month)."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text or "")
        if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def key(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def interval(self) -> Interval:
        return Interval.of_month(self.year, self.month)

    @property
    def start(self) -> datetime:
        """Naive UTC, as derived tables store months."""
        return self.interval.start.replace(tzinfo=None)

    def elapsed(self, now: datetime) -> Interval:
        """The part of the month before now; the whole month when now lies outside it."""
        whole = self.interval
        return Interval(whole.start, now) if whole.start < now < whole.end else whole

    def shifted(self, months: int) -> Month:
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from first to last, both included; empty when last is before first."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(first.shifted(i) for i in range(max(count, 0)))
