"""Emission factors, fuels and global warming potentials: the year and the report are part of every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ecopark.core.errors import RuleError
from ecopark.core.messages import Message
from ecopark.rules.index import Missing, RuleIndex
from ecopark.rules.records import (
    EmissionFactor,
    FuelFactor,
    GlobalWarmingPotential,
    ProcessFactor,
    RefrigerantBlend,
    Rule,
)

NATIONAL = "VN"  # jurisdiction of factors that a Vietnamese text lists; they go before those of the IPCC
GRID = "grid_electricity"


@dataclass(frozen=True, slots=True)
class GridFactor:
    """Grid emission factor that answers for ``asked_year``; ``note`` says so when it is another year's."""

    rule: EmissionFactor
    asked_year: int
    note: Message | None = None

    @property
    def value(self) -> float:
        """tCO2/MWh."""
        return self.rule.value

    @property
    def year(self) -> int:
        return self.rule.year

    @property
    def provisional(self) -> bool:
        """Also a verified factor is provisional for another year than its own."""
        return self.rule.provisional or self.note is not None


def find_grid_factor(index: RuleIndex, year: int | date, *, estimates: bool = False) -> GridFactor | Missing:
    """Official factor of the year, or of the latest official year before it (then with a note).

    ``estimates`` admits research estimates where they are newer; they are never used by default.
    """
    asked = year.year if isinstance(year, date) else year
    known = [f for f in index.all(EmissionFactor, activity=GRID) if f.official or estimates]
    usable = [factor for factor in known if factor.year <= asked]
    if not usable:
        return Missing(Message("rules.grid.no_factor", {"year": asked}), tuple(factor.id for factor in known))
    best = max(usable, key=lambda factor: (factor.year, factor.official))
    note = None if best.year == asked else Message("rules.grid.other_year", {"asked": asked, "year": best.year})
    return GridFactor(best, asked, note)


def find_fuel(index: RuleIndex, name: str, sector: str = "manufacturing", on: date | None = None) -> FuelFactor | Missing:
    """Factors of a fuel, by id or a name in Vietnamese or English, burnt in one sector (never of another sector).

    The national list goes before the IPCC (Circular 38/2023/TT-BCT, article 18) on the days on which it has the fuel.
    """
    wanted = _plain(name)
    of_name = [f for f in index.all(FuelFactor) if wanted in {_plain(n) for n in (f.fuel, f.name_vi, *f.aliases)}]
    if not of_name:
        known = ", ".join(sorted({factor.fuel for factor in index.all(FuelFactor)}))
        return Missing(Message("rules.fuel.unknown", {"fuel": name, "known": known}))
    of_sector = [f for f in of_name if f.sector == sector and _applies(f, on)]
    if of_sector:
        return min(of_sector, key=lambda factor: factor.jurisdiction != NATIONAL)
    sectors = ", ".join(sorted({factor.sector for factor in of_name}))
    params = {"fuel": name, "sector": sector, "known": sectors}
    return Missing(Message("rules.fuel.other_sector", params), tuple(factor.id for factor in of_name))


def find_process(
    index: RuleIndex, activity: str, gas: str, on: date | None = None, guideline: int | None = None
) -> ProcessFactor | Missing:
    """Factor of an activity that is no burning of fuel, by id or name; the national list goes before the IPCC.

    ``guideline``: only this year's text of the IPCC; the latest one if None.
    """
    wanted = _plain(activity)
    known = [f for f in index.all(ProcessFactor) if not f.gas or not gas or f.gas == gas]
    named = [f for f in known if wanted in {_plain(n) for n in (f.activity, f.name_vi, f.name_en, *f.aliases) if n}]
    usable = [f for f in named if _applies(f, on) and (f.jurisdiction == NATIONAL or guideline in (None, f.guideline))]
    if not usable:
        params = {"activity": activity, "gas": gas or "-", "known": ", ".join(sorted({f.activity for f in known}))}
        return Missing(Message("rules.process.unknown", params), tuple(factor.id for factor in named))
    return max(usable, key=lambda factor: (factor.jurisdiction == NATIONAL, factor.guideline))


def find_refrigerant(index: RuleIndex, name: str) -> Mapping[str, float] | Missing:
    """Gases of a refrigerant with their share by mass: a blend by composition, a pure gas by its own name."""
    wanted = _plain(name)
    for blend in index.all(RefrigerantBlend):
        if wanted in {_plain(n) for n in (blend.name, *blend.aliases)}:
            return blend.shares
    for gwp in index.all(GlobalWarmingPotential):
        if _plain(gwp.gas) == wanted:
            return {gwp.gas: 1.0}
    known = ", ".join(blend.name for blend in index.all(RefrigerantBlend))
    return Missing(Message("rules.refrigerant.unknown", {"name": name, "known": known}))


def _applies(rule: Rule, on: date | None) -> bool:
    return on is None or rule.in_force(on)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def find_gwp(index: RuleIndex, gas: str, report: str) -> GlobalWarmingPotential | Missing:
    """Warming potential of a gas in one assessment report; a report that lacks the gas is not helped by another."""
    of_report = index.all(GlobalWarmingPotential, report=report)
    if not of_report:
        known = ", ".join(sorted({gwp.report for gwp in index.all(GlobalWarmingPotential)}))
        return Missing(Message("rules.gwp.unknown_report", {"report": report, "known": known}))
    for gwp in of_report:
        if gwp.gas.casefold() == gas.casefold():
            return gwp
    return Missing(Message("rules.gwp.unknown_gas", {"gas": gas, "report": report}))


@dataclass(frozen=True, slots=True)
class GwpSet:
    """The warming potentials of one report: what an inventory takes, so that it cannot mix two."""

    report: str
    rules: Mapping[str, GlobalWarmingPotential]

    def factor(self, gas: str) -> GlobalWarmingPotential:
        """``RuleError`` rules.gwp.unknown_gas when the report has no value for the gas."""
        try:
            return self.rules[gas.casefold()]
        except KeyError:
            raise RuleError("rules.gwp.unknown_gas", gas=gas, report=self.report) from None


def find_gwp_set(index: RuleIndex, report: str) -> GwpSet:
    """``RuleError`` rules.gwp.unknown_report for a report that the packs do not have."""
    rules = {gwp.gas.casefold(): gwp for gwp in index.all(GlobalWarmingPotential, report=report)}
    if not rules:
        known = ", ".join(sorted({gwp.report for gwp in index.all(GlobalWarmingPotential)}))
        raise RuleError("rules.gwp.unknown_report", report=report, known=known)
    return GwpSet(report, rules)


def one_gwp_report(reports: Iterable[str], where: str = "") -> str:
    """The single report that an inventory's lines use; ``RuleError`` rules.gwp.mixed refuses several."""
    found = sorted({report for report in reports if report})
    if len(found) > 1:
        raise RuleError("rules.gwp.mixed", where=where, reports=", ".join(found))
    if not found:
        raise RuleError("rules.gwp.none", where=where)
    return found[0]
