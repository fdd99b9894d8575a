"""Activity x factor: from an amount of electricity or fuel to emissions by gas, with what each number rests on.

Fuel (IPCC 2006, Vol. 2, ch. 2, eq. 2.1): emission = amount x net calorific value x factor per energy x warming potential;
complete oxidation is part of the default factors. CO2 from biogenic carbon is a memo, its CH4 and N2O count. # design 4.11
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ecopark.account.assumptions import FUEL, GRID_FACTOR
from ecopark.core.messages import Message
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.factors import GwpSet
from ecopark.rules.records import CarbonOrigin, EmissionFactor, FuelFactor, Rule

GASES = ("CO2", "CH4", "N2O")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Emission:
    """What one unit of activity emits of one gas, or why that cannot be said.

    Attributes
    ----------
    tco2e_per_unit, biogenic_per_unit
        tCO2e and t of biogenic CO2 per unit of activity; None when no factor answers.
    value, unit
        The factor as used: mass of the gas per unit of activity.
    parts
        Source id -> relative standard uncertainty of the factor.
    """

    gas: str
    tco2e_per_unit: float | None = None
    biogenic_per_unit: float | None = None
    factor_id: str | None = None
    value: float | None = None
    unit: str | None = None
    year: int | None = None
    source: str | None = None
    provisional: bool = False
    note: Message | None = None
    parts: Mapping[str, float] = field(default_factory=dict)


def grid_electricity(book: RuleBook, year: int) -> Emission:
    """Location-based factor of the grid for a year of data, per kWh.

    Viet Nam publishes a combined-margin factor: it is labelled as such, it is not a consumption average. The year of the
    factor is part of the line; where it is another year than that of the data, the line is provisional and says so.
    """
    found = book.grid_factor(year)
    if isinstance(found, Missing):
        return Emission("CO2e", note=found.message)
    return Emission(
        gas="CO2e",
        tco2e_per_unit=found.value / 1000,
        factor_id=found.rule.id,
        value=found.value,
        unit=found.rule.unit,
        year=found.year,
        source=_source(found.rule, found.rule.label),
        provisional=found.provisional,
        note=found.note,
        parts={f"assumed:factor:{found.rule.id}": GRID_FACTOR},
    )


def fuel_burnt(book: RuleBook, gwps: GwpSet, fuel: str, unit: str) -> Iterator[Emission]:
    """Emissions by gas of one unit (t or GJ) of a fuel burnt in stationary equipment; one answer with a note if none."""
    if not fuel.strip():
        yield Emission("CO2e", note=Message("account.line.no_fuel_named"))
        return
    found = book.fuel(fuel)
    if isinstance(found, Missing):
        yield Emission("CO2e", note=found.message)
        return
    tj_per_unit = _terajoules(found, unit)
    if isinstance(tj_per_unit, Message):
        yield Emission("CO2e", factor_id=found.id, note=tj_per_unit)
        return
    for gas in GASES:
        yield _burnt(found, gwps, gas, unit, tj_per_unit)


def _terajoules(fuel: FuelFactor, unit: str) -> float | Message:
    if unit == "GJ":
        return 1e-3
    if unit != "t":
        return Message("account.line.no_density", {"fuel": fuel.fuel, "unit": unit})
    if fuel.ncv_tj_per_gg is None:
        return Message("account.line.no_calorific_value", {"fuel": fuel.fuel})
    return fuel.ncv_tj_per_gg / 1000


def _burnt(fuel: FuelFactor, gwps: GwpSet, gas: str, unit: str, tj_per_unit: float) -> Emission:
    kg_per_tj = {"CO2": fuel.co2_kg_per_tj, "CH4": fuel.ch4_kg_per_tj, "N2O": fuel.n2o_kg_per_tj}[gas]
    gwp = gwps.factor(gas)
    kg_per_unit = kg_per_tj * tj_per_unit
    biogenic = gas == "CO2" and fuel.carbon_origin is CarbonOrigin.BIOGENIC
    parts = {f"assumed:factor:{fuel.id}#{gas}": FUEL[gas]}
    if unit == "t":
        parts[f"assumed:factor:{fuel.id}#ncv"] = FUEL["ncv"]
    return Emission(
        gas=gas,
        tco2e_per_unit=0.0 if biogenic else kg_per_unit / 1000 * gwp.value,
        biogenic_per_unit=kg_per_unit / 1000 if biogenic else None,
        factor_id=fuel.id,
        value=kg_per_unit,
        unit=f"kg {gas}/{unit}",
        year=_year(fuel),
        source=_source(fuel),
        provisional=fuel.provisional or gwp.provisional,
        parts=parts,
    )


def process_gas(book: RuleBook, gwps: GwpSet, gas: str, activity: str, guideline: int, relative: float) -> Emission:
    """Emission of one gas per kg of what enters a process, by the guideline's year (2006, 2019)."""
    factors = book.all(EmissionFactor, activity=activity, year=guideline)
    if not factors:
        return Emission(gas, note=Message("account.line.no_process_factor", {"gas": gas, "guideline": guideline}))
    (factor,) = factors
    gwp = gwps.factor(gas)
    return Emission(
        gas=gas,
        tco2e_per_unit=factor.value / 1000 * gwp.value,
        factor_id=factor.id,
        value=factor.value,
        unit=f"kg {gas}/kg",
        year=factor.year,
        source=_source(factor, factor.label),
        provisional=factor.provisional or gwp.provisional,
        parts={f"assumed:factor:{factor.id}": relative},
    )


def _source(rule: Rule, label: str = "") -> str:
    return "; ".join(part for part in (f"{rule.document}, {rule.place}", label, rule.source) if part)


def _year(rule: Rule) -> int | None:
    """Year of the text that the factor stands in."""
    found = _YEAR.search(rule.document)
    return int(found.group()) if found else None
