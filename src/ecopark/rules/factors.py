"""Emission factors, fuels and global warming potentials: the year and the report are part of every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ecopark.core.errors import RuleError
from ecopark.core.messages import Message
from ecopark.rules.index import Missing, RuleIndex
from ecopark.rules.records import EmissionFactor, FuelFactor, GlobalWarmingPotential

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


def find_fuel(index: RuleIndex, name: str, sector: str = "manufacturing") -> FuelFactor | Missing:
    """Factors of a fuel, by id or a name in Vietnamese or English, burnt in one sector (never of another sector)."""
    wanted = _plain(name)
    of_name = [f for f in index.all(FuelFactor) if wanted in {_plain(n) for n in (f.fuel, f.name_vi, *f.aliases)}]
    if not of_name:
        known = ", ".join(sorted({factor.fuel for factor in index.all(FuelFactor)}))
        return Missing(Message("rules.fuel.unknown", {"fuel": name, "known": known}))
    for factor in of_name:
        if factor.sector == sector:
            return factor
    sectors = ", ".join(sorted({factor.sector for factor in of_name}))
    params = {"fuel": name, "sector": sector, "known": sectors}
    return Missing(Message("rules.fuel.other_sector", params), tuple(factor.id for factor in of_name))


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
