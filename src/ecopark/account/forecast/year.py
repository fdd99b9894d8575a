"""The emissions of a calendar year: measured months plus months that have not come.

A month that is over counts with what was measured in it, also where that is little: nothing is extrapolated (# account 1.2).
The running month is forecast whole, but never below what was measured already. Categories are added as if their errors went
together, so the interval of the sum is rather too wide; factors and meters are as uncertain as in the measured months.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import ecopark.account.forecast.messages  # noqa: F401  texts
from ecopark.account.carbon import Footprint
from ecopark.account.forecast.methods import LEAST, LEAST_HISTORY, Ahead, forecast, unchecked
from ecopark.account.forecast.series import Line, Series, YearMonth, following, month_of, series_of
from ecopark.account.uncertainty import total
from ecopark.core.messages import Message

K90 = 1.645  # two-sided 90 % of a normal distribution
WIDEST = 1.0  # an interval wider than the value itself says nothing: it is answered as too short
UNCHECKED_PART = 0.25  # of the year that may rest on categories whose forecast could not be checked yet


@dataclass(frozen=True, slots=True)
class CategoryYear:
    """One category in the year, tCO2e. ``value`` None: the months that have not come cannot be told, ``reason`` says why.

    ``half`` is half the 90 % interval from the forecast alone, ``short`` the months that were measured less than usual.
    """

    series: Series
    so_far: float
    measured_months: int
    short: tuple[YearMonth, ...]
    ahead: Ahead | None
    value: float | None
    half: float
    reason: Message | None


@dataclass(frozen=True, slots=True)
class YearForecast:
    """The year in sum. ``value`` None: some category cannot be told; ``so_far`` is known in any case."""

    year: int
    categories: tuple[CategoryYear, ...]
    so_far: float
    value: float | None
    low: float | None
    high: float | None
    months_ahead: int
    origin: str | None
    provisional: bool
    reason: Message | None

    @property
    def over(self) -> bool:
        """Whether every month has come."""
        return self.months_ahead == 0


def year_forecast(lines: Iterable[Line], year: int, now: datetime, zone: ZoneInfo) -> YearForecast:
    """The year that ``lines`` (of all years) lead to; ``now`` is the moment up to which they are known."""
    series = [s for s in series_of(lines, now, zone) if any(f.emission.value for f in s.footprints.values())]
    today = month_of(now, zone)
    ahead = [m for m in ((year, month) for month in range(1, 13)) if m >= today]
    parts = tuple(_category(s, year, ahead) for s in series)
    so_far = sum(part.so_far for part in parts)
    value = sum(part.value for part in parts if part.value is not None)
    low, high = _interval(value, parts, year)
    reason = _why_not(parts, value, high)
    return YearForecast(
        year,
        parts,
        so_far,
        None if reason else value,
        None if reason else low,
        None if reason else high,
        len(ahead),
        max(
            (s.origin for s in series if s.origin), key=("measured", "modelled", "declared", "synthetic").index, default=None
        ),
        any(s.provisional for s in series),
        reason,
    )


def _why_not(parts: Sequence[CategoryYear], value: float, high: float) -> Message | None:
    """Why the sum says nothing yet: nothing there, a category unknown, too much of it unchecked, too wide."""
    if not parts:
        return Message("account.forecast.nothing")
    unknown = [part for part in parts if part.value is None]
    if unknown:
        return unknown[0].reason
    loose = [part for part in parts if part.ahead is not None and part.ahead.check is None]
    if sum(abs(part.value or 0.0) for part in loose) > UNCHECKED_PART * sum(abs(part.value or 0.0) for part in parts):
        largest = max(loose, key=lambda part: abs(part.value or 0.0))
        return _too_short(largest.series, largest.ahead)
    if value and high - value > WIDEST * abs(value):
        return Message("account.forecast.too_uncertain", {"percent": round(100 * (high - value) / abs(value))})
    return None


def whole_year(lines: Iterable[Line], year: int, now: datetime, zone: ZoneInfo) -> tuple[float | None, Message | None]:
    """Emissions of a year that is over, as the account has them; None with the reason where it cannot serve as a base."""
    found = year_forecast(lines, year, now, zone)
    if not found.over:
        return None, Message("account.target.base_running", {"year": year})
    # Every source of today must have been seen all year, or the base would be too low and the path too steep.
    months = [sum(m[0] == year for m in part.series.footprints) for part in found.categories]
    if min(months, default=0) < 12:
        return None, Message("account.target.base_months", {"year": year, "months": min(months, default=0)})
    return found.so_far, None


def _category(series: Series, year: int, ahead: Sequence[YearMonth]) -> CategoryYear:
    whole = [m for m in series.months if m[0] == year and m not in ahead]
    short = tuple(m for m in series.partial if m[0] == year and m not in ahead)
    so_far = sum(series.months[m] for m in whole) + sum(series.partial[m] for m in short)
    running = sum(value for m, value in series.partial.items() if m in ahead)
    shown = so_far + running
    if not ahead:
        return CategoryYear(series, shown, len(whole), short, None, shown, 0.0, None)
    found = _ahead(series, ahead)
    if isinstance(found, Message):
        return CategoryYear(series, shown, len(whole), short, None, None, 0.0, found)
    rest = found.value
    if all(value >= 0 for value in series.months.values()):
        rest = max(rest, running)
    return CategoryYear(series, shown, len(whole), short, found, so_far + rest, (found.high - found.low) / 2, None)


def _ahead(series: Series, ahead: Sequence[YearMonth]) -> Ahead | Message:
    if not series.months:
        return Message("account.forecast.too_short", {"months": 0, "needed": LEAST_HISTORY + LEAST})
    last = max(series.months)
    steps = [step for step in range(1, 61) if following(last, step) in ahead]
    return forecast(series.months, steps) or unchecked(series.months, steps) or _too_short(series, None, max(steps))


def _too_short(series: Series, ahead: Ahead | None, steps: int = 1) -> Message:
    needed = LEAST_HISTORY + LEAST - 1 + (len(ahead.months) if ahead else steps)
    return Message("account.forecast.too_short", {"months": len(series.months), "needed": needed})


def _interval(value: float, parts: Sequence[CategoryYear], year: int) -> tuple[float, float]:
    measured: list[Footprint] = [f for part in parts for m, f in part.series.footprints.items() if m[0] == year]
    summed = total((footprint.emission for footprint in measured), "tCO2e")
    relative = summed.relative_uncertainty or 0.0
    half = math.hypot(sum(part.half for part in parts), K90 * relative * value)
    low = value - half
    return (max(low, 0.0) if value >= 0 else low), value + half
