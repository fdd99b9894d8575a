"""Totals over measures in the form that programmes report, each split into verified, declared and not provable.

The three are never added together in silence: ``Total.all`` says what it holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from ecopark.account.measures.records import AMOUNTS, Status
from ecopark.account.measures.splits import Bounds, Entry, Horizon, Split, added, split, standing_of, works_in
from ecopark.core.figures import Evidence, EvidenceKind, Figure, Standing
from ecopark.core.interval import Interval
from ecopark.core.messages import Message
from ecopark.core.terms import Origin

STANDINGS = (Standing.VERIFIED, Standing.DECLARED, Standing.NOT_PROVABLE)
# What the table of a programme shows, in its order.
REPORTED = ("vnd", "tco2e", "electricity_kwh", "fuel_gj", "water_m3", "wastewater_m3", "material_t", "waste_t", "chemical_t")
_ORIGINS = list(Origin)


@dataclass(frozen=True, slots=True)
class Total:
    """One amount by standing. A figure without a value says that nobody said anything."""

    verified: Figure
    declared: Figure
    not_provable: Figure

    def of(self, standing: Standing) -> Figure:
        return {f.standing: f for f in (self.verified, self.declared, self.not_provable)}[standing]

    @property
    def all(self) -> float | None:
        """All that is said or verified: the three together."""
        values = [f.value for f in (self.verified, self.declared, self.not_provable) if f.value is not None]
        return math.fsum(values) if values else None


@dataclass(frozen=True, slots=True)
class ParkTotals:
    """Totals of some measures.

    Attributes
    ----------
    firms, measures
        How many, by standing: a firm stands where its best measure does, so the three sum to the number of firms.
    amounts
        Name of an amount -> its total.
    planned
        Measures that are planned; they count nowhere else.
    """

    firms: Mapping[Standing, int]
    measures: Mapping[Standing, int]
    amounts: Mapping[str, Total]
    planned: int


def park_totals(
    entries: Sequence[Entry], horizon: Horizon, zone: ZoneInfo, boundary: Sequence[str] = ("park",)
) -> ParkTotals:
    """Totals over a horizon; the order of the entries does not matter."""
    ordered = sorted(entries, key=lambda e: e.measure.id)
    working = [entry for entry in ordered if works_in(entry.measure, horizon)]
    measures = dict.fromkeys(STANDINGS, 0)
    best: dict[str, Standing] = {}
    for entry in working:
        standing = standing_of(entry)
        measures[standing] += 1
        if (firm := entry.measure.firm) is not None:  # the park's own measures make no firm
            best[firm] = min(best.get(firm, standing), standing, key=STANDINGS.index)
    firms = {standing: sum(1 for found in best.values() if found is standing) for standing in STANDINGS}
    amounts = {name: amount_total(working, name, horizon, zone, boundary) for name in AMOUNTS}
    planned = sum(1 for entry in ordered if entry.measure.status is Status.PLANNED)
    return ParkTotals(firms, measures, amounts, planned)


def amount_total(
    entries: Iterable[Entry], amount: str, horizon: Horizon, zone: ZoneInfo, boundary: Sequence[str] = ("park",)
) -> Total:
    """One amount of several measures by standing."""
    parts = [(entry, split(entry, amount, horizon)) for entry in entries]
    figures = []
    for standing in STANDINGS:
        found = [(entry, cut) for entry, cut in parts if cut.value(standing) is not None]
        figures.append(_figure(amount, standing, found, horizon, zone, boundary))
    return Total(*figures)


def _figure(
    amount: str,
    standing: Standing,
    found: Sequence[tuple[Entry, Split]],
    horizon: Horizon,
    zone: ZoneInfo,
    boundary: Sequence[str],
) -> Figure:
    start, end = _period(horizon, zone)
    empty = Figure(
        name=f"saved.{amount}",
        value=None,
        unit=AMOUNTS[amount],
        standing=standing,
        start=start,
        end=end,
        boundary=tuple(boundary),
        reason=Message(f"account.measure.none_{standing.value}"),
    )
    if not found:
        return empty
    if standing is Standing.VERIFIED:
        whole = added(cut.verified for _, cut in found if cut.verified is not None) or Bounds(0.0)
    else:
        whole = Bounds(math.fsum(cut.value(standing) or 0.0 for _, cut in found))
    rules = amount.rpartition("_")[2] in ("vnd", "tco2e") and standing is Standing.VERIFIED
    return replace(
        empty,
        value=whole.value,
        low=whole.low,
        high=whole.high,
        origin=_weakest(standing, found),
        evidence=tuple(_evidence(entry) for entry, _ in found),
        provisional=rules and any(entry.verified.provisional for entry, _ in found if entry.verified),
        reason=None,
    )


def _weakest(standing: Standing, found: Sequence[tuple[Entry, Split]]) -> Origin:
    if standing is Standing.VERIFIED:
        return max((e.verified.origin for e, _ in found if e.verified), key=_ORIGINS.index)
    return max((e.measure.origin for e, _ in found), key=_ORIGINS.index)


def _evidence(entry: Entry) -> Evidence:
    return Evidence(EvidenceKind.RECORD, f"measure/{entry.measure.id}")


def _period(horizon: Horizon, zone: ZoneInfo) -> tuple[str, str]:
    """First and last moment; a rate has no period."""
    if horizon.rate or horizon.last <= horizon.first:
        return "", ""
    start, end = (Interval.of_day(day, zone).start.astimezone(zone).isoformat() for day in (horizon.first, horizon.last))
    return start, end


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One line of a programme's table: what was new in it, and what is saved."""

    key: str
    new_firms: int
    new_measures: int
    totals: ParkTotals


def by_year(entries: Sequence[Entry], first: int, last: int, today: date, zone: ZoneInfo) -> tuple[ProgrammeRow, ...]:
    """A line per calendar year: firms and measures new in it, and the savings of the year."""
    rows = []
    for year in range(first, last + 1):
        new = [e for e in entries if _begun(e) and e.measure.installed_on and e.measure.installed_on.year == year]
        totals = park_totals(entries, Horizon.year(year, today), zone)
        rows.append(ProgrammeRow(str(year), _firms(new), len(new), totals))
    return tuple(rows)


def by_sector(entries: Sequence[Entry], today: date, zone: ZoneInfo) -> tuple[ProgrammeRow, ...]:
    """A line per sector (first three signs of the VSIC code, ``C24``), per year as it stands today."""
    return _grouped(entries, lambda e: e.sector[:3] or "", Horizon.per_year(today), zone)


def by_firm(entries: Sequence[Entry], today: date, zone: ZoneInfo) -> tuple[ProgrammeRow, ...]:
    return _grouped(entries, lambda e: e.measure.firm or "", Horizon.per_year(today), zone)


def _grouped(
    entries: Sequence[Entry], key: Callable[[Entry], str], horizon: Horizon, zone: ZoneInfo
) -> tuple[ProgrammeRow, ...]:
    rows = []
    for name in sorted({key(entry) for entry in entries if _begun(entry)}):
        own = [entry for entry in entries if key(entry) == name]
        begun = [entry for entry in own if _begun(entry)]
        rows.append(ProgrammeRow(name, _firms(begun), len(begun), park_totals(own, horizon, zone)))
    return tuple(rows)


def _firms(entries: Iterable[Entry]) -> int:
    return len({e.measure.firm for e in entries} - {None})


def _begun(entry: Entry) -> bool:
    return entry.measure.status in (Status.INSTALLED, Status.VERIFIED, Status.REJECTED)
