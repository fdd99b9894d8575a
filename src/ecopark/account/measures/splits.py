"""How much of what a measure is said to save is verified, declared, or not provable. # judge 1.1

Rules
-----
- A planned, withdrawn or outlived measure counts nothing; a rejected one is not provable as a whole.
- Without a verification, what is said counts as declared.
- With one that holds, its quantity counts as verified; what was said beyond it for the same time is not provable; what was
  said for time that it does not cover, or for other resources, stays declared. Nothing is extrapolated.
- With one that does not hold, what was said of its quantity is not provable.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ecopark.account.measures.records import RESOURCES, Measure, Status
from ecopark.core.figures import Evidence, Standing
from ecopark.core.terms import Origin

DAYS = 365.25
_COUNTED = frozenset({Status.INSTALLED, Status.VERIFIED, Status.REJECTED})


@dataclass(frozen=True, slots=True)
class Bounds:
    """A value with the ends of its 90 % interval; the ends are None where none is known."""

    value: float
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> Bounds:
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Bounds(self.value * factor, *sorted((low, high)) if low is not None and high is not None else (None, None))


@dataclass(frozen=True, slots=True)
class Verified:
    """What the newest verification of a measure says.

    Attributes
    ----------
    holds
        Whether its standing is *verified*.
    quantity
        The resource that it measured (``electricity_kwh``).
    first, last
        Days of its reporting period, ``last`` not included.
    amounts
        Amount over the period, with money and emissions that follow from it; empty where it does not hold.
    yearly
        The same in a normal year, where the method could say it.
    provisional
        Some rule behind money or emissions was not checked by a person.
    """

    holds: bool
    quantity: str
    first: date
    last: date
    amounts: Mapping[str, Bounds] = field(default_factory=dict)
    yearly: Mapping[str, Bounds] = field(default_factory=dict)
    provisional: bool = False
    origin: Origin = Origin.MEASURED
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure with the sector of its firm and its newest verification."""

    measure: Measure
    sector: str = ""
    verified: Verified | None = None
    claimant: str = ""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is added up: the amounts of the days ``[first, last)``, or (``rate``) of a year as it stands on ``first``."""

    first: date
    last: date
    rate: bool = False

    @classmethod
    def year(cls, year: int, today: date) -> Horizon:
        """A calendar year, as far as it has passed."""
        first = date(year, 1, 1)
        return cls(first, max(first, min(date(year + 1, 1, 1), today + timedelta(days=1))))

    @classmethod
    def per_year(cls, today: date) -> Horizon:
        return cls(today, today + timedelta(days=1), rate=True)


@dataclass(frozen=True, slots=True)
class Split:
    """Parts of one amount of one measure; None: nothing of that standing."""

    verified: Bounds | None = None
    declared: float | None = None
    not_provable: float | None = None

    def value(self, standing: Standing) -> float | None:
        if standing is Standing.VERIFIED:
            return self.verified.value if self.verified else None
        return self.declared if standing is Standing.DECLARED else self.not_provable


def works_in(measure: Measure, horizon: Horizon) -> int:
    """Days of the horizon on which the measure is in operation."""
    if measure.status not in _COUNTED or measure.installed_on is None:
        return 0
    first, last = max(measure.installed_on, horizon.first), horizon.last
    if measure.lifetime_years is not None:
        last = min(last, measure.installed_on + timedelta(days=round(measure.lifetime_years * DAYS)))
    return max(0, (last - first).days)


def standing_of(entry: Entry) -> Standing:
    """Where the measure itself is counted."""
    if entry.measure.status is Status.REJECTED:
        return Standing.NOT_PROVABLE
    if entry.verified is None:
        return Standing.DECLARED
    return Standing.VERIFIED if entry.verified.holds else Standing.NOT_PROVABLE


def split(entry: Entry, amount: str, horizon: Horizon) -> Split:
    """Parts of one amount (``AMOUNTS``) over the horizon."""
    days = works_in(entry.measure, horizon)
    if days == 0:
        return Split()
    said = entry.measure.said.get(amount)
    share = 1.0 if horizon.rate else days / _year_days(horizon)
    whole = None if said is None else said * share
    if entry.measure.status is Status.REJECTED:
        return Split(not_provable=whole)
    about = _said_of_quantity(entry, amount)
    found = entry.verified
    if found is None or about is None:
        return Split(declared=whole)
    rest = None if said is None else _some((said - about) * share)
    if not found.holds:
        return Split(declared=rest, not_provable=_some(about * share))
    proved, covered = _proved(found, amount, horizon, days)
    if proved is None:  # verified, but not this amount (no price in force) or not in this time
        return Split(declared=whole)
    if _unsplit(entry, amount):  # a total of several resources: what goes beyond the verified part belongs to the others
        return Split(proved, _some(max(0.0, about * share - proved.value)))
    beyond = max(0.0, about * share * covered - proved.value)
    open_time = about * share * (1 - covered) + (rest or 0.0)
    return Split(proved, _some(open_time), _some(beyond))


def _said_of_quantity(entry: Entry, amount: str) -> float | None:
    """How much of what is said about ``amount`` comes from the verified quantity; None: it has nothing to do with it.

    Money and emissions of the quantity are what is said of them; where nobody split the total, all of it.
    """
    found = entry.verified
    if found is None:
        return None
    said = entry.measure.said
    stem = found.quantity.rpartition("_")[0]
    if amount in (found.quantity, f"{stem}_vnd", f"{stem}_tco2e"):
        return said.get(amount, 0.0)
    if amount not in ("vnd", "tco2e"):
        return None
    part = said.get(f"{stem}_{amount}")
    return said.get(amount, 0.0) if part is None else part


def _unsplit(entry: Entry, amount: str) -> bool:
    """Whether the amount is a total of several resources that nobody split."""
    said, found = entry.measure.said, entry.verified
    if found is None or amount not in ("vnd", "tco2e") or f"{found.quantity.rpartition('_')[0]}_{amount}" in said:
        return False
    return any(name in said and name != found.quantity for name in RESOURCES)


def _proved(found: Verified, amount: str, horizon: Horizon, days: int) -> tuple[Bounds | None, float]:
    """The verified amount of the horizon and the share of the days in operation that it covers."""
    length = (found.last - found.first).days
    known = found.amounts.get(amount)
    if horizon.rate:
        if amount in found.yearly:
            return found.yearly[amount], 1.0
        return (known.times(min(1.0, DAYS / length)), min(1.0, length / DAYS)) if known and length else (None, 0.0)
    inside = (min(found.last, horizon.last) - max(found.first, horizon.first)).days
    if known is None or inside <= 0:
        return None, 0.0
    return known.times(inside / length), min(1.0, inside / days)


def _year_days(horizon: Horizon) -> int:
    return (date(horizon.first.year + 1, 1, 1) - date(horizon.first.year, 1, 1)).days


def _some(value: float) -> float | None:
    return value if value else None


def added(bounds: Iterable[Bounds]) -> Bounds | None:
    """Sum; ends are added as if all errors went together, so the interval is never too narrow. None of nothing."""
    parts = tuple(bounds)
    if not parts:
        return None
    value = math.fsum(part.value for part in parts)
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    if len(lows) < len(parts) or len(highs) < len(parts):
        return Bounds(value)
    return Bounds(value, math.fsum(lows), math.fsum(highs))
