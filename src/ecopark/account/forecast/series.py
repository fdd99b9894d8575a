"""Monthly series of emissions by category, from inventory lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.carbon import Footprint, footprint_of, refuse_mixed_gwp

Line = Mapping[str, Any]
YearMonth = tuple[int, int]
# A month counts as measured when it is over and its measured share is at least this part of what is usual for the series.
USUAL_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Series:
    """Emissions of one category (scope, category) by month.

    Attributes
    ----------
    months
        The months that count as measured, in order, without gaps filled: (year, month) -> tCO2e.
    partial
        Months that are not over or less measured than usual: what is there so far.
    footprints
        The sums of all months with their uncertainty.
    unknown
        Months with a line whose emission could not be computed.
    """

    scope: int
    category: str
    months: Mapping[YearMonth, float]
    partial: Mapping[YearMonth, float]
    footprints: Mapping[YearMonth, Footprint]
    unknown: frozenset[YearMonth]
    origin: str | None
    provisional: bool

    @property
    def key(self) -> str:
        return f"{self.scope}.{self.category}"


def series_of(lines: Iterable[Line], now: datetime, zone: ZoneInfo) -> tuple[Series, ...]:
    """One series per scope and category of scopes 1 and 2; ``RuleError`` account.gwp.mixed for two GWP reports."""
    rows = [row for row in lines if row["scope"] in (1, 2)]
    refuse_mixed_gwp(rows)
    groups: dict[tuple[int, str], dict[YearMonth, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[(int(row["scope"]), str(row["category"]))][month_of(row["month"], zone)].append(row)
    this_month = month_of(now, zone)
    return tuple(_series(key, months, this_month) for key, months in sorted(groups.items()))


def month_of(moment: datetime, zone: ZoneInfo) -> YearMonth:
    """Calendar month in the park's zone; a naive moment is UTC."""
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
    return local.year, local.month


def following(month: YearMonth, count: int = 1) -> YearMonth:
    index = month[0] * 12 + month[1] - 1 + count
    return index // 12, index % 12 + 1


def _series(key: tuple[int, str], months: Mapping[YearMonth, list[Line]], this_month: YearMonth) -> Series:
    found = {month: footprint_of(rows) for month, rows in sorted(months.items())}
    known = {month: f for month, f in found.items() if any(row["emission_tco2e"] is not None for row in months[month])}
    usual = median([_share(months[month]) for month in known]) if known else 0.0
    measured: dict[YearMonth, float] = {}
    partial: dict[YearMonth, float] = {}
    for month, footprint in known.items():
        whole = month < this_month and _share(months[month]) >= USUAL_SHARE * usual
        (measured if whole else partial)[month] = footprint.emission.value
    origins = [f.origin for f in known.values() if f.origin]
    return Series(
        *key,
        measured,
        partial,
        known,
        frozenset(month for month, f in found.items() if f.not_computed),
        max(origins, key=("measured", "modelled", "declared", "synthetic").index, default=None),
        any(f.provisional for f in known.values()),
    )


def _share(rows: Iterable[Line]) -> float:
    """Mean measured share of the lines of a month; declared lines have none and count as they are."""
    shares = [float(row["measured_share"]) for row in rows if row["emission_tco2e"] is not None]
    return sum(shares) / len(shares) if shares else 0.0
