"""Days that are unlike others: public holidays, Tet, and the days around it. The calendar is an argument of every model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np

from ecopark.account.savings.series import Bool, Int, day_number
from ecopark.rules.book import RuleBook
from ecopark.rules.records import PublicHoliday


class DayKind(StrEnum):
    """Kinds of special days, in the order in which a later one yields to an earlier one."""

    TET = "tet"
    BEFORE_TET = "before_tet"  # works run down, people travel home
    AFTER_TET = "after_tet"  # works start again
    HOLIDAY = "holiday"
    WORKING = "working"  # a weekend day that is worked by order (swap)


KIND_ORDER = tuple(DayKind)
DAYS_BEFORE_TET = 7
DAYS_AFTER_TET = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """Special days of a place.

    Attributes
    ----------
    name
        ``VN``, ``none``, or what the giver calls it.
    days
        Day -> kind. Days that are not named are ordinary.
    provisional
        Some day stands on a rule that nobody has verified.
    years
        Years that the calendar knows; a series outside them has no known holidays, which is said.
    """

    name: str
    days: Mapping[date, DayKind] = field(default_factory=dict)
    provisional: bool = False
    years: tuple[int, ...] = ()

    def kinds(self, days: Int) -> Int:
        """0 for an ordinary day, else 1 + place in ``KIND_ORDER``, of day numbers since 1970."""
        unique, inverse = np.unique(days, return_inverse=True)
        known = {day_number(day): 1 + KIND_ORDER.index(kind) for day, kind in self.days.items()}
        return np.array([known.get(int(day), 0) for day in unique], dtype=np.int64)[inverse]

    def knows(self, days: Int) -> Bool:
        """Whether the calendar has been entered for the year of each day number."""
        years = np.asarray(days).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return np.isin(years, np.array(self.years, dtype=np.int64))

    def content(self) -> dict[str, Any]:
        """As JSON; part of a locked baseline."""
        days = {day.isoformat(): kind.value for day, kind in sorted(self.days.items())}
        return {"name": self.name, "days": days, "provisional": self.provisional, "years": list(self.years)}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Calendar:
        days = {date.fromisoformat(day): DayKind(kind) for day, kind in content["days"].items()}
        return cls(content["name"], days, bool(content["provisional"]), tuple(content["years"]))

    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(self.content(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


NO_CALENDAR = Calendar("none")


def holiday_calendar(name: str, days: Iterable[date]) -> Calendar:
    """A plain list of holidays as a calendar, for places whose holidays somebody else keeps."""
    listed = sorted(set(days))
    return Calendar(name, dict.fromkeys(listed, DayKind.HOLIDAY), False, tuple(sorted({day.year for day in listed})))


def vietnam_calendar(book: RuleBook, first: date, last: date) -> Calendar:
    """Public holidays of Viet Nam from the rule book, Tet and the days around it as kinds of their own.

    Parameters
    ----------
    book
        Rule book with rules ``public_holiday``.
    first, last
        Days that the calendar must serve, whole years are taken.
    """
    rules = [r for r in book.all(PublicHoliday) if first.year <= r.day.year <= last.year]
    days: dict[date, DayKind] = {}
    for rule in rules:
        if not rule.name.startswith("tet"):
            days[rule.day] = DayKind.WORKING if rule.worked else DayKind.HOLIDAY
    tet = sorted(rule.day for rule in rules if rule.name.startswith("tet") and not rule.worked)
    for year in sorted({day.year for day in tet}):
        own = [day for day in tet if day.year == year]
        around = [
            *((own[0] - timedelta(days=k), DayKind.BEFORE_TET) for k in range(1, DAYS_BEFORE_TET + 1)),
            *((own[-1] + timedelta(days=k), DayKind.AFTER_TET) for k in range(1, DAYS_AFTER_TET + 1)),
        ]
        days.update({day: kind for day, kind in around if day not in days})
        days.update(dict.fromkeys(own, DayKind.TET))
    years = tuple(sorted({rule.day.year for rule in rules}))
    return Calendar("VN", dict(sorted(days.items())), any(rule.provisional for rule in rules), years)
