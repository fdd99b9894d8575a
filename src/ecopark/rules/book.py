"""The rule book: all loaded rules with the questions that the other rooms ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ecopark.core.messages import Message
from ecopark.rules.factors import (
    GridFactor,
    GwpSet,
    find_fuel,
    find_grid_factor,
    find_gwp,
    find_gwp_set,
    find_process,
    find_refrigerant,
)
from ecopark.rules.index import Missing, RuleIndex, content_hash
from ecopark.rules.limits import AppliedLimit, find_limits
from ecopark.rules.permits import Permit
from ecopark.rules.records import (
    Authority,
    Coefficient,
    FuelFactor,
    GlobalWarmingPotential,
    Holiday,
    InstrumentTolerance,
    Limit,
    ParameterSymbol,
    ProcessFactor,
    Statistic,
    TableSlot,
    TaxRate,
)
from ecopark.rules.tariff import Tariff, find_tariff, tariff_periods

__all__ = ["Missing", "RuleBook", "content_hash"]


@dataclass(frozen=True)
class RuleBook(RuleIndex):
    """Answers carry the rules they were made of; where no rule answers, ``Missing`` says why.

    ``find``, ``in_force``, ``all``, ``rule`` and ``version`` come from ``RuleIndex``. Picklable.
    """

    def limits(
        self,
        property_id: str,
        medium: str,
        facts: Mapping[str, str],
        on: date,
        *,
        permit_date: date | None = None,
        permits: Sequence[Permit] = (),
    ) -> tuple[AppliedLimit, ...] | Missing:
        """Every limit of a property on a day, one per statistic. Facts: see ``limits.find_limits``."""
        return find_limits(self, property_id, medium, facts, on, permit_date=permit_date, permits=permits)

    def limit(
        self,
        property_id: str,
        medium: str,
        facts: Mapping[str, str],
        on: date,
        *,
        statistic: Statistic | None = None,
        permit_date: date | None = None,
        permits: Sequence[Permit] = (),
    ) -> AppliedLimit | Missing:
        """The one limit of a property on a day; ambient air has several, then ``statistic`` must be said."""
        found = self.limits(property_id, medium, facts, on, permit_date=permit_date, permits=permits)
        if isinstance(found, Missing):
            return found
        wanted = [limit for limit in found if statistic is None or limit.statistic is statistic]
        if len(wanted) == 1:
            return wanted[0]
        known = ", ".join(limit.statistic for limit in found)
        return Missing(Message("rules.limit.say_which_statistic", {"known": known}), tuple(f.rules[0] for f in found))

    def limit_change_days(self) -> tuple[date, ...]:
        """Days on which some limit may change: limits are constant between them (permits apart)."""
        return self.change_days(Limit, Coefficient, TableSlot)

    def grid_factor(self, year: int | date, *, estimates: bool = False) -> GridFactor | Missing:
        return find_grid_factor(self, year, estimates=estimates)

    def fuel(self, name: str, sector: str = "manufacturing", on: date | None = None) -> FuelFactor | Missing:
        return find_fuel(self, name, sector, on)

    def process(
        self, activity: str, gas: str = "", on: date | None = None, guideline: int | None = None
    ) -> ProcessFactor | Missing:
        return find_process(self, activity, gas, on, guideline)

    def refrigerant(self, name: str) -> Mapping[str, float] | Missing:
        return find_refrigerant(self, name)

    def not_entered(self, about: str, on: date) -> TableSlot | None:
        """The slot of a text that is in force but whose numbers nobody has entered."""
        open_slots = [slot for slot in self.in_force(TableSlot, on, about=about) if not self.is_superseded(slot)]
        return open_slots[0] if open_slots else None

    def gwp(self, gas: str, report: str) -> GlobalWarmingPotential | Missing:
        return find_gwp(self, gas, report)

    def gwp_set(self, report: str) -> GwpSet:
        return find_gwp_set(self, report)

    def tariff(self, group: str, voltage: str | float, on: date, *, schedule: str | None = None) -> Tariff | Missing:
        return find_tariff(self, group, voltage, on, schedule)

    def tariff_periods(
        self, group: str, voltage: str | float, first: date, last: date, *, schedule: str | None = None
    ) -> list[tuple[date, date, Tariff | Missing]]:
        return tariff_periods(self, group, voltage, first, last, schedule)

    def tax(self, on: date, tax: str = "vat_electricity") -> TaxRate | Missing:
        rates = self.in_force(TaxRate, on, tax=tax)
        return rates[0] if rates else Missing(Message("rules.tax.none_in_force", {"tax": tax, "on": on.isoformat()}))

    def holidays(self, on: date) -> tuple[Holiday, ...] | Missing:
        """Public holidays of the year of a day; ``Missing`` while nobody has entered them."""
        entered = tuple(holiday for holiday in self.all(Holiday) if holiday.day.year == on.year)
        slots = self.in_force(TableSlot, on, about="public_holidays")
        if entered or not slots:
            return entered
        return Missing(Message("rules.holiday.not_entered", {"year": on.year}), tuple(slot.id for slot in slots))

    def authority(self, about: str, on: date) -> Authority | Missing:
        """Who is in charge of a subject on a day: ministries and their names change."""
        found = self.in_force(Authority, on, about=about)
        if found:
            return found[0]
        return Missing(Message("rules.authority.none", {"about": about, "on": on.isoformat()}))

    def symbol(self, symbol: str, medium: str) -> ParameterSymbol | Missing:
        """Property and unit behind a symbol of station files; ``PM2,5`` carries a comma."""
        found = self.all(ParameterSymbol, symbol=symbol, medium=medium)
        return found[0] if found else Missing(Message("rules.symbol.unknown", {"symbol": symbol, "medium": medium}))

    def tolerance(self, medium: str, parameter: str) -> InstrumentTolerance | Missing:
        found = self.all(InstrumentTolerance, medium=medium, parameter=parameter)
        if found:
            return found[0]
        return Missing(Message("rules.tolerance.unknown", {"medium": medium, "parameter": parameter}))
