"""The path of a firm or the park from an open park's records and tables: forecast, target, gap, and sinks beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.forecast.gap import PlannedMeasure, YearGap, gaps, measures_of
from ecopark.account.forecast.series import month_of
from ecopark.account.forecast.target import PARK, TARGET, Target
from ecopark.account.forecast.year import CategoryYear, YearForecast, whole_year, year_forecast
from ecopark.account.sinks.actions import MOST, recorders
from ecopark.account.sinks.estimate import PlantingUptake, Sinks, estimate
from ecopark.account.sinks.records import PLANTING, SURVIVAL_CHECK, Planting, SurvivalCheck
from ecopark.core.messages import Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.rules.book import RuleBook

MEASURE = "measure"
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PathView:
    """What the page of the path shows. ``firm`` None: the park. ``sinks`` stand beside all other figures."""

    firm: str | None
    year: int
    this: YearForecast
    following: YearForecast
    before: YearForecast
    target: Target | None
    base: float | None
    base_reason: Message | None
    base_from_inventory: bool
    measures: tuple[PlannedMeasure, ...]
    gaps: tuple[YearGap, ...]
    gap_reason: Message | None
    sinks: Sinks

    def content(self) -> dict[str, Any]:
        """As JSON; sinks in an object of their own, never subtracted."""
        return {
            "firm": self.firm,
            "year": self.year,
            "forecast": {str(f.year): forecast_content(f) for f in (self.before, self.this, self.following)},
            "target": None if self.target is None else {"id": self.target.id, **self.target.content()},
            "base_tco2e": self.base,
            "base_from_inventory": self.base_from_inventory,
            "base_reason": said(self.base_reason),
            "path": [{name: getattr(row, name) for name in YearGap.__slots__} for row in self.gaps],
            "path_reason": said(self.gap_reason),
            "measures": [measure_content(m) for m in self.measures],
            "sinks": {**sinks_content(self.sinks), "netted": False},
        }


def shown_firm(scope: Scope, network: FlowNetwork, wanted: str | None) -> str | None:
    """The firm of the path: what was asked for if the scope sees it; a firm's own; otherwise the park."""
    if wanted and wanted in network.firms and scope.sees(wanted):
        return wanted
    if scope.role is Role.FIRM:
        return sorted(scope.firms or ())[0]
    return None


def path_view(
    records: RecordsStore, book: RuleBook, network: FlowNetwork, lines: Sequence[Line], scope: Scope, firm: str | None,
    now: datetime, year: int | None = None,
) -> PathView:  # fmt: skip
    """``lines``: rows of ``inventory_lines`` that the scope reaches, of all months."""
    zone = ZoneInfo(network.park.zone)
    own = [row for row in lines if firm is None or row["firm"] == firm]
    at = month_of(now, zone)[0] if year is None else year
    before, this, after = (year_forecast(own, y, now, zone) for y in (at - 1, at, at + 1))
    kept = records.get(scope, TARGET, firm or PARK)
    target = None if kept is None else Target.of(kept.id, kept.content)
    base, why, from_inventory = _base(target, own, now, zone)
    contents = [(r.id, r.content) for r in records.find(scope, MEASURE, limit=MOST) if firm is None or r.firm == firm]
    measures = measures_of(contents, now.astimezone(zone).date())
    found, gap_reason = _gaps(target, base, this, measures, at)
    if target is None:
        gap_reason = Message("account.target.none")
    elif base is None:
        gap_reason = why
    return PathView(
        firm, at, this, after, before, target, base, why, from_inventory, measures, found, gap_reason,
        sinks_of(records, book, scope, firm, at),
    )  # fmt: skip


def sinks_of(records: RecordsStore, book: RuleBook, scope: Scope, firm: str | None, year: int) -> Sinks:
    """Uptake in a calendar year of the plantings that the scope reaches (of one firm, or all)."""
    kept = [r for r in records.find(scope, PLANTING, limit=MOST) if firm is None or r.firm == firm]
    checks = records.find(scope, SURVIVAL_CHECK, limit=MOST)
    actors = {r.id: r.actor for r in checks}
    writers = {r.id: recorders(records, scope, r.id) for r in kept}
    return estimate(
        [Planting.of(r.id, r.content) for r in kept],
        [SurvivalCheck.of(r.id, r.content) for r in checks],
        book,
        date(year, 1, 1),
        date(year + 1, 1, 1),
        self_checked=lambda check: actors[check.id] in writers.get(check.planting, frozenset()),
        revisions={r.id: r.revision for r in (*kept, *checks)},
    )


def forecast_content(found: YearForecast) -> dict[str, Any]:
    names = ("year", "so_far", "value", "low", "high", "months_ahead", "over", "origin", "provisional")
    said_: dict[str, Any] = {name: getattr(found, name) for name in names}
    return {
        **said_,
        "unit": "tCO2e",
        "level": 0.9,
        "reason": said(found.reason),
        "categories": [category_content(part) for part in found.categories],
    }


def category_content(part: CategoryYear) -> dict[str, Any]:
    check = part.ahead.check if part.ahead else None
    months = {f"{y}-{m:02d}": value for (y, m), value in part.ahead.months.items()} if part.ahead else {}
    return {
        "scope": part.series.scope,
        "category": part.series.category,
        "so_far": part.so_far,
        "measured_months": part.measured_months,
        "months_measured_less_than_usual": [f"{y}-{m:02d}" for y, m in part.short],
        "value": part.value,
        "half_interval": part.half,
        "months_ahead": months,
        "check": None
        if check is None
        else {
            "method": check.method,
            "checked": len(check.errors),
            "mean_abs_error": check.mean_abs,
            "seasonal_naive_mean_abs_error": check.naive_mean_abs,
        },
        "reason": said(part.reason),
    }


def measure_content(measure: PlannedMeasure) -> dict[str, Any]:
    names = ("id", "name", "firm", "status", "tco2e")
    on = measure.installed_on.isoformat() if measure.installed_on else None
    plain = {name: getattr(measure, name) for name in names}
    return {**plain, "installed_on": on, "standing": measure.standing.value, "reason": said(measure.reason)}


def sinks_content(sinks: Sinks) -> dict[str, Any]:
    return {
        "total": None if sinks.total is None else sinks.total.content(),
        "plantings": [uptake_content(row) for row in sinks.plantings],
    }


def uptake_content(row: PlantingUptake) -> dict[str, Any]:
    share = None if row.share is None else {"value": row.share.value, "low": row.share.low, "high": row.share.high}
    return {
        "id": row.planting.id,
        **row.planting.content(),
        "check": None if row.check is None else {"id": row.check.id, **row.check.content()},
        "share_alive": share,
        "years_growing": row.years,
        "uptake": None if row.uptake is None else row.uptake.content(),
        "reason": said(row.reason),
        "stands_on": [part.content() for part in row.evidence],
    }


def said(message: Message | None) -> dict[str, str] | None:
    """A message in both languages."""
    return None if message is None else {"code": message.id, "vi": message.render("vi"), "en": message.render("en")}


def _base(
    target: Target | None, lines: Sequence[Line], now: datetime, zone: ZoneInfo
) -> tuple[float | None, Message | None, bool]:
    if target is None:
        return None, None, False
    if target.base_tco2e is not None:
        return target.base_tco2e, None, False
    amount, why = whole_year(lines, target.base_year, now, zone)
    return amount, why, True


def _gaps(
    target: Target | None, base: float | None, this: YearForecast, measures: Sequence[PlannedMeasure], year: int
) -> tuple[tuple[YearGap, ...], Message | None]:
    if target is None or base is None:
        return (), None
    if this.value is None:
        return (), this.reason
    return gaps(target, base, this.value, measures, year), None
