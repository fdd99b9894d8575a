"""Which factor is used: own approved, then the national list, then the latest IPCC. # Circular 38/2023/TT-BCT, article 18

The level that answered is kept on each line of the inventory (``factor_level``) with the factor's id. The national list
(Decision 2626/QD-BTNMT) is a dated slot as long as nobody has entered it: it never lets an invented figure answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ecopark.account.own_factors import OwnFactor
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.factors import NATIONAL, GwpSet
from ecopark.rules.records import FuelFactor, ProcessFactor, Rule


class Level(StrEnum):
    """Where a factor stands in the order of the law, best first."""

    OWN = "own"
    NATIONAL = "national"
    IPCC = "ipcc"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose factor is asked for, and for which day of the activity."""

    firm: str | None
    facility: str | None
    on: date


@dataclass(frozen=True)
class Factors:
    """All factors that an inventory may use; plain data that travels to a worker."""

    book: RuleBook
    gwps: GwpSet
    own: tuple[OwnFactor, ...] = ()

    def own_factor(self, place: Place, category: str, substance: str, gas: str) -> OwnFactor | None:
        """The accepted factor of a firm; one of the facility goes before one of the whole firm, a newer before an older."""
        found = [
            factor
            for factor in self.own
            if factor.state == "accepted"
            and factor.firm == place.firm
            and factor.facility in (None, place.facility)
            and (factor.category, factor.gas) == (category, gas)
            and self._same(factor.substance, substance)
            and factor.in_force(place.on)
        ]
        return max(found, key=lambda f: (f.facility is not None, f.valid_from, f.id), default=None)

    def fuel(self, name: str, sector: str, on: date) -> FuelFactor | Missing:
        return self.book.fuel(name, sector, on)

    def process(self, activity: str, gas: str, on: date, guideline: int | None = None) -> ProcessFactor | Missing:
        return self.book.process(activity, gas, on, guideline)

    def _same(self, one: str, other: str) -> bool:
        return self.plain(one) == self.plain(other)

    def plain(self, name: str) -> str:
        """One form for all names of a fuel or activity: "dầu DO" and "gas/diesel oil" are the same."""
        for sector in ("manufacturing", "road", "off_road"):
            fuel = self.book.fuel(name, sector)
            if not isinstance(fuel, Missing):
                return fuel.fuel
        process = self.book.process(name)
        return name.casefold().strip() if isinstance(process, Missing) else process.activity


def level_of(rule: Rule) -> Level:
    """Level of a factor of the rule book."""
    return Level.NATIONAL if rule.jurisdiction == NATIONAL else Level.IPCC
