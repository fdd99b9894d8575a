"""What is still open on the path: emissions as today, less what planned measures are said to save, against the target.

A measure counts from the day of its installation, if that lies after the measured months: what was installed before is in
the data already. Its saving is what was declared or verified (``standing``), gross. No sink, certificate or credit is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ecopark.account.forecast.messages  # noqa: F401  texts
from ecopark.account.forecast.target import Target
from ecopark.account.measures.records import SUMS
from ecopark.core.figures import Standing
from ecopark.core.messages import Message

YEAR_DAYS = 365.25
_GONE = ("rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure of the register, as far as the path needs it. ``tco2e`` per year; ``reason`` says why it does not count."""

    id: str
    name: str
    firm: str | None
    status: str
    installed_on: date | None
    lifetime_years: float | None
    tco2e: float | None
    standing: Standing
    reason: Message | None

    def saving_in(self, year: int) -> float:
        """tCO2e less in a year; a part of the year counts in part."""
        if self.reason is not None or self.installed_on is None or self.tco2e is None:
            return 0.0
        starts, ends = date(year, 1, 1), date(year + 1, 1, 1)
        days = (ends - max(starts, self.installed_on)).days
        if self.lifetime_years is not None:
            days -= max(0, (ends - starts).days - max(0, _days_until_end(self, starts)))
        return self.tco2e * min(max(days, 0) / (ends - starts).days, 1.0)


@dataclass(frozen=True, slots=True)
class YearGap:
    """One year of the path, tCO2e gross. ``open_now``/``open_after``: above the path without / with the planned measures."""

    year: int
    path: float
    as_today: float
    measures: float
    open_now: float
    open_after: float


def measures_of(contents: Iterable[tuple[str, Mapping[str, Any]]], known_until: date) -> tuple[PlannedMeasure, ...]:
    """Measures from records ``measure`` (id, content); ``known_until``: first day that is not measured."""
    return tuple(_measure(name, content, known_until) for name, content in contents)


def gaps(
    target: Target, base: float, as_today: float, measures: Sequence[PlannedMeasure], first_year: int
) -> tuple[YearGap, ...]:
    """Every year from ``first_year`` to the target year. ``as_today``: yearly emissions if nothing changes."""
    rows = []
    for year in range(first_year, target.target_year + 1):
        path = base * target.share_in(year)
        saved = min(sum(measure.saving_in(year) for measure in measures), as_today)
        after = as_today - saved
        rows.append(YearGap(year, path, as_today, saved, max(as_today - path, 0.0), max(after - path, 0.0)))
    return tuple(rows)


def _measure(name: str, content: Mapping[str, Any], known_until: date) -> PlannedMeasure:
    status = str(content.get("status") or "planned")
    amount = _saving(content.get("expected"))
    if amount is None:
        amount = _saving(content.get("declared"))
    on = _day(content.get("installed_on"))
    reason = None
    if status in _GONE:
        reason = Message(f"account.gap.{status}")
    elif amount is None:
        reason = Message("account.gap.no_saving")
    elif on is None:
        reason = Message("account.gap.no_date")
    elif on < known_until:
        reason = Message("account.gap.in_the_data")
    years = content.get("lifetime_years")
    lifetime = float(years) if isinstance(years, int | float) and not isinstance(years, bool) and years > 0 else None
    standing = Standing.VERIFIED if status == "verified" else Standing.DECLARED
    firm = content.get("firm")
    return PlannedMeasure(
        name, str(content.get("name") or name), str(firm) if firm else None, status, on, lifetime, amount, standing, reason
    )


def _saving(amounts: object) -> float | None:
    """tCO2e per year: the total as stated, otherwise the sum of its parts that are."""
    if not isinstance(amounts, Mapping):
        return None
    stated = [amounts.get(name) for name in ("tco2e", *SUMS["tco2e"])]
    total, *parts = [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else None for v in stated]
    known = [part for part in parts if part is not None]
    return total if total is not None else sum(known) if known else None


def _days_until_end(measure: PlannedMeasure, starts: date) -> int:
    assert measure.installed_on is not None
    assert measure.lifetime_years is not None
    return round(measure.lifetime_years * YEAR_DAYS) - (starts - measure.installed_on).days


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        return None
