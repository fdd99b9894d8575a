"""Activity x factor: from an amount to emissions by gas, with what each number rests on.

Fuel (IPCC 2006, Vol. 2, ch. 2, eq. 2.1): emission = amount x net calorific value x factor per energy x warming potential;
complete oxidation is part of the default factors. CO2 from biogenic carbon is a memo, its CH4 and N2O count. Which factor
answers is decided in `ecopark.account.factor_levels`. # design 4.11
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ecopark.account.assumptions import FUEL, GRID_FACTOR, HALF_95_TO_STANDARD, PROCESS_FACTOR
from ecopark.account.factor_levels import Factors, Level, Place, level_of
from ecopark.account.own_factors import NCV, OwnFactor
from ecopark.core.messages import Message
from ecopark.rules.book import Missing, RuleBook
from ecopark.rules.factors import GwpSet
from ecopark.rules.records import (
    CarbonOrigin,
    FuelFactor,
    GlobalWarmingPotential,
    ProcessFactor,
    Rule,
)

GASES = ("CO2", "CH4", "N2O")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ODS = ("HCFC-", "CFC-")  # controlled by the Montreal Protocol: reported apart, not in a scope (GHG Protocol, ch. 9)


@dataclass(frozen=True, slots=True)
class Emission:
    """What one unit of activity emits of one gas, or why that cannot be said.

    Attributes
    ----------
    tco2e_per_unit, biogenic_per_unit, memo_per_unit
        tCO2e, t of biogenic CO2, tCO2e of gases reported apart, per unit of activity; None when no factor answers.
    value, unit
        The factor as used: mass of the gas per unit of activity.
    level
        Own, national or IPCC; None without a factor.
    parts
        Source id -> relative standard uncertainty of the factor.
    """

    gas: str
    tco2e_per_unit: float | None = None
    biogenic_per_unit: float | None = None
    memo_per_unit: float | None = None
    factor_id: str | None = None
    value: float | None = None
    unit: str | None = None
    year: int | None = None
    source: str | None = None
    level: Level | None = None
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
        level=level_of(found.rule),
        provisional=found.provisional,
        note=found.note,
        parts={f"assumed:factor:{found.rule.id}": GRID_FACTOR},
    )


def fuel_burnt(
    book: RuleBook,
    gwps: GwpSet,
    fuel: str,
    unit: str,
    *,
    sector: str = "manufacturing",
    category: str = "stationary_combustion",
    factors: Factors | None = None,
    place: Place | None = None,
    density_t_per_m3: float | None = None,
) -> Iterator[Emission]:
    """Emissions by gas of one unit (t, GJ, m3 with its density) of a fuel; one answer with a note if none.

    ``sector``: manufacturing (stationary), road or off_road; CH4 and N2O are never those of another one.
    """
    known = factors or Factors(book, gwps)
    where = place or Place(None, None, date.max)
    if not fuel.strip():
        yield Emission("CO2e", note=Message("account.line.no_fuel_named"))
        return
    found = known.fuel(fuel, sector, where.on)
    if isinstance(found, Missing):
        yield Emission("CO2e", note=found.message)
        return
    ncv = known.own_factor(where, category, fuel, NCV)
    tj_per_unit = _terajoules(found, unit, ncv, density_t_per_m3)
    if isinstance(tj_per_unit, Message):
        yield Emission("CO2e", factor_id=found.id, note=tj_per_unit)
        return
    for gas in GASES:
        yield _burnt(found, gwps, gas, unit, tj_per_unit, known.own_factor(where, category, fuel, gas), ncv)


def _terajoules(fuel: FuelFactor, unit: str, own: OwnFactor | None, density: float | None) -> float | Message:
    if unit == "GJ":
        return 1e-3
    tonnes = 1.0 if unit == "t" else density if unit == "m3" else None
    if tonnes is None:
        return Message("account.line.no_density", {"fuel": fuel.fuel, "unit": unit})
    ncv = own.value if own is not None else fuel.ncv_tj_per_gg
    if ncv is None:
        return Message("account.line.no_calorific_value", {"fuel": fuel.fuel})
    return tonnes * ncv / 1000


def _burnt(
    fuel: FuelFactor, gwps: GwpSet, gas: str, unit: str, tj_per_unit: float, own: OwnFactor | None, ncv: OwnFactor | None
) -> Emission:
    listed = {"CO2": fuel.co2_kg_per_tj, "CH4": fuel.ch4_kg_per_tj, "N2O": fuel.n2o_kg_per_tj}[gas]
    gwp = gwps.factor(gas)
    kg_per_unit = (own.value if own is not None else listed) * tj_per_unit
    biogenic = gas == "CO2" and fuel.carbon_origin is CarbonOrigin.BIOGENIC
    parts = _own_parts(own, FUEL[gas]) if own is not None else {f"assumed:factor:{fuel.id}#{gas}": FUEL[gas]}
    if unit != "GJ":
        parts |= _own_parts(ncv, FUEL["ncv"]) if ncv is not None else {f"assumed:factor:{fuel.id}#ncv": FUEL["ncv"]}
    return Emission(
        gas=gas,
        tco2e_per_unit=0.0 if biogenic else kg_per_unit / 1000 * gwp.value,
        biogenic_per_unit=kg_per_unit / 1000 if biogenic else None,
        factor_id=own.id if own is not None else fuel.id,
        value=kg_per_unit,
        unit=f"kg {gas}/{unit}",
        year=own.valid_from.year if own is not None else _year(fuel),
        source="; ".join(f.source for f in (own, ncv) if f is not None) if own is not None else _source(fuel, _ncv_of(ncv)),
        level=Level.OWN if own is not None else level_of(fuel),
        provisional=(own is None and fuel.provisional) or gwp.provisional,
        parts=parts,
    )


def _ncv_of(ncv: OwnFactor | None) -> str:
    return "" if ncv is None else f"NCV: {ncv.source}"


def _own_parts(own: OwnFactor, assumed: float) -> dict[str, float]:
    if own.uncertainty_95 is None:
        return {f"assumed:factor:{own.id}": assumed}
    return {f"factor:{own.id}": own.uncertainty_95 * HALF_95_TO_STANDARD}


def process_gas(factors: Factors, place: Place, activity: str, gas: str, guideline: int | None = None) -> Emission:
    """Emission of one gas per unit of a process: a carbonate used, pollutant that enters a works. Own factors go first.

    ``guideline``: year of the IPCC text that an inventory has chosen (wastewater: 2006 or 2019); the latest if None.
    """
    category, substance = _category_of(activity)
    own = factors.own_factor(place, category, substance, gas)
    if own is not None:
        return _of_own(factors.gwps, own, gas)
    found = factors.process(activity, gas, place.on, guideline)
    if isinstance(found, Missing):
        missing = Message("account.line.no_process_factor", {"gas": gas, "guideline": guideline})
        return Emission(gas, note=found.message if guideline is None else missing)
    gwp = _gwp(factors.gwps, gas)
    if isinstance(gwp, Message):
        return Emission(gas, note=gwp)
    return Emission(
        gas=gas,
        tco2e_per_unit=found.value / 1000 * gwp.value,
        factor_id=found.id,
        value=found.value,
        unit=_per(found.unit, gas),
        year=found.guideline,
        source=_source(found),
        level=level_of(found),
        provisional=found.provisional or gwp.provisional,
        parts=_range_parts(found),
    )


def _category_of(activity: str) -> tuple[str, str]:
    return ("wastewater_treatment", activity) if activity.startswith("wastewater_") else ("process", activity)


def _of_own(gwps: GwpSet, own: OwnFactor, gas: str) -> Emission:
    gwp = None if gas == "CO2e" else _gwp(gwps, gas)
    if isinstance(gwp, Message):
        return Emission(gas, note=gwp)
    return Emission(
        gas=gas,
        tco2e_per_unit=own.value / 1000 * (1.0 if gwp is None else gwp.value),
        factor_id=own.id,
        value=own.value,
        unit=_per(own.unit, gas),
        year=own.valid_from.year,
        source=own.source,
        level=Level.OWN,
        provisional=gwp is not None and gwp.provisional,
        parts=_own_parts(own, PROCESS_FACTOR),
    )


def purchased_heat(factors: Factors, place: Place, substance: str) -> Emission:
    """Steam, heat or cold from somebody else, per GJ: only with the supplier's own, approved factor."""
    own = factors.own_factor(place, "purchased_heat", substance, "CO2e")
    if own is None:
        return Emission("CO2e", note=Message("account.line.no_heat_factor"))
    return _of_own(factors.gwps, own, "CO2e")


def gas_released(gwps: GwpSet, gas: str) -> Emission:
    """A gas that escapes as it is, per kg: SF6 of switchgear, methane of a pipe, CO2 of extinguishers."""
    gwp = _gwp(gwps, gas)
    if isinstance(gwp, Message):
        return Emission(gas, note=gwp)
    return _escaped(gwp, gas, 1.0, f"kg {gwp.gas}/kg", {}, _source(gwp))


def refrigerant_lost(factors: Factors, refrigerant: str) -> Iterator[Emission]:
    """A refrigerant that escapes, per kg: each gas of a blend by its share, at its own warming potential."""
    shares = factors.book.refrigerant(refrigerant)
    if isinstance(shares, Missing):
        yield Emission("CO2e", note=shares.message)
        return
    for gas, share in shares.items():
        gwp = _gwp(factors.gwps, gas)
        if isinstance(gwp, Message):
            yield Emission(gas, note=gwp)
        else:
            yield _escaped(gwp, gas, share, f"kg {gas}/kg", {}, _source(gwp))


def refrigerant_leaking(factors: Factors, place: Place, refrigerant: str, equipment: str) -> Iterator[Emission]:
    """A charge that leaks at the rate of its kind of equipment, per kg and year: a screening, wide on purpose."""
    leak = factors.process(f"leak.{equipment}", "", place.on)
    if isinstance(leak, Missing):
        yield Emission("CO2e", note=Message("account.line.no_leak_rate", {"equipment": equipment or "-"}))
        return
    shares = factors.book.refrigerant(refrigerant)
    if isinstance(shares, Missing):
        yield Emission("CO2e", note=shares.message)
        return
    for gas, share in shares.items():
        gwp = _gwp(factors.gwps, gas)
        if isinstance(gwp, Message):
            yield Emission(gas, note=gwp)
            continue
        unit = f"kg {gas}/(kg.year)"
        yield _escaped(gwp, gas, share * leak.value, unit, _range_parts(leak), _source(leak), leak)


def _escaped(
    gwp: GlobalWarmingPotential,
    gas: str,
    share: float,
    unit: str,
    parts: Mapping[str, float],
    source: str,
    leak: ProcessFactor | None = None,
) -> Emission:
    tco2e = share / 1000 * gwp.value
    apart = gas.upper().startswith(_ODS)
    return Emission(
        gas=gwp.gas,
        tco2e_per_unit=0.0 if apart else tco2e,
        memo_per_unit=tco2e if apart else None,
        factor_id=leak.id if leak is not None else gwp.id,
        value=share,
        unit=unit,
        year=leak.guideline if leak is not None else _year(gwp),
        source=source,
        level=level_of(leak if leak is not None else gwp),
        provisional=gwp.provisional or (leak is not None and leak.provisional),
        note=Message("account.line.ozone_gas", {"gas": gwp.gas}) if apart else None,
        parts=parts,
    )


def _gwp(gwps: GwpSet, gas: str) -> GlobalWarmingPotential | Message:
    found = gwps.rules.get(gas.strip().casefold())
    return found if found is not None else Message("rules.gwp.unknown_gas", {"gas": gas or "-", "report": gwps.report})


def _range_parts(factor: ProcessFactor) -> dict[str, float]:
    """Relative standard uncertainty from the printed range as a 95 % interval; assumed where none is printed."""
    if factor.low is None or factor.high is None or not factor.value:
        return {f"assumed:factor:{factor.id}": PROCESS_FACTOR}
    half = (factor.high - factor.low) / 2 / factor.value
    return {f"assumed:factor:{factor.id}": half * HALF_95_TO_STANDARD}


def _per(unit: str, gas: str) -> str:
    mass, _, per = unit.partition("/")
    return f"{mass} {gas}/{per}"


def _source(rule: Rule, label: str = "") -> str:
    return "; ".join(part for part in (f"{rule.document}, {rule.place}", label, rule.source) if part)


def _year(rule: Rule) -> int | None:
    """Year of the text that the factor stands in."""
    found = _YEAR.search(rule.document)
    return int(found.group()) if found else None
