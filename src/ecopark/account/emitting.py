"""Activities that emit: metered at a border, declared, at the inlet of a works, or what remains of the park."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ecopark.account.activities import (
    Emission,
    fuel_burnt,
    gas_released,
    grid_electricity,
    process_gas,
    purchased_heat,
    refrigerant_leaking,
    refrigerant_lost,
)
from ecopark.account.amounts import AmountsOf
from ecopark.account.assumptions import DECLARATION, DENSITY
from ecopark.account.boundary import Crossing, Owner
from ecopark.account.declarations import Declaration
from ecopark.account.factor_levels import Factors, Place
from ecopark.account.remainder import Remainder
from ecopark.account.resources import ResourceLine, line_of
from ecopark.account.wastewater import PROCESSES, Inlet, Loads
from ecopark.core.interval import Interval
from ecopark.core.messages import Message

RESOURCES = ("electricity", "fuel")
# Category of a declaration -> (scope, category of the line).
OF_DECLARATION: Mapping[str, tuple[int, str]] = {
    "fuel": (1, "stationary_combustion"),
    "electricity": (2, "grid_electricity"),
    "vehicle_fuel": (1, "mobile_combustion"),
    "process": (1, "process"),
    "gas_release": (1, "fugitive"),
    "refrigerant_recharge": (1, "refrigerant"),
    "refrigerant_charge": (1, "refrigerant_screening"),
    "wastewater_cod": (1, "wastewater_treatment"),
    "wastewater_n": (1, "wastewater_treatment"),
    "heat": (2, "purchased_heat"),
}
_POLLUTANT = {"wastewater_cod": "cod", "wastewater_n": "total_n"}
CHARGE_UNIT = "kg.year"


@dataclass(frozen=True, slots=True)
class Activity:
    """An amount that emits. ``quantity`` None: not known, see ``why``."""

    owner: Owner
    month: Interval
    scope: int
    category: str
    substance: str
    quantity: float | None
    unit: str
    parts: Mapping[str, float]
    measured_share: float
    origin: str | None
    of: str  # what makes two activities of the same kind different: declaration, works
    why: Message | None = None
    equipment: str = ""
    density_t_per_m3: float | None = None


def metered_activities(border: Iterable[Crossing], amounts: AmountsOf, month: Interval) -> Iterator[Activity]:
    """Electricity and fuel that enter a firm's border, and what it generates."""
    for crossing in border:
        if crossing.resource in RESOURCES and crossing.direction != "out":
            yield _metered(line_of(crossing, amounts, month))


def _metered(line: ResourceLine) -> Activity:
    scope, category = 1, "stationary_combustion"
    if line.resource == "electricity":
        scope = 2
        category = (
            "own_generation" if line.direction == "generated" else "local_supply" if line.local else "grid_electricity"
        )
    why = None
    if line.quantity is None:
        why = Message("account.line.no_data", {"datastreams": ", ".join(line.datastreams)})
        if not line.datastreams:
            why = Message("account.line.not_metered", {"edges": ", ".join(line.unmetered)})
    return Activity(
        line.owner, line.interval, scope, category, line.substance, line.quantity, line.unit, line.parts,
        line.measured_share, line.origin, "", why,
    )  # fmt: skip


def declared_activity(declaration: Declaration, month: Interval, share: float, metered: Sequence[str]) -> Activity:
    """The part of a declaration that falls into a month; ``metered``: datastreams that measure the same."""
    scope, category = OF_DECLARATION[declaration.category]
    quantity, unit = declaration.activity * share, declaration.unit
    if declaration.category == "refrigerant_charge":  # a stock, not a flow: what counts is charge x time
        days = (declaration.last_day - declaration.first_day).days + 1
        year = 366 if isleap(declaration.first_day.year) else 365
        quantity, unit = quantity * days / year, CHARGE_UNIT
    why = None
    if metered:
        params = {"declaration": declaration.id, "datastreams": ", ".join(metered)}
        why = Message("account.line.metered_already", params)
    parts = {f"assumed:declaration:{declaration.id}": DECLARATION * quantity}
    if unit == "m3":
        parts[f"assumed:density:{declaration.id}"] = DENSITY * quantity
    return Activity(
        owner=Owner(declaration.firm, declaration.facility),
        month=month,
        scope=scope,
        category=category,
        substance=_POLLUTANT.get(declaration.category, declaration.substance),
        quantity=quantity,
        unit=unit,
        parts=parts,
        measured_share=0.0,
        origin=declaration.origin.value,
        of=declaration.id,
        why=why,
        equipment=declaration.equipment,
        density_t_per_m3=declaration.density_kg_per_l,
    )


def of_park(rest: Remainder, month: Interval) -> Activity:
    """What enters the park and stands in no firm's lines."""
    scope = 2 if rest.resource == "electricity" else 1
    return Activity(
        Owner(), month, scope, "park_remainder", rest.substance, rest.quantity, rest.unit, rest.parts, rest.measured_share,
        rest.origin, "", rest.why,
    )  # fmt: skip


def treatment(inlets: Iterable[Inlet], loads: Loads, month: Interval) -> Iterator[Activity]:
    """COD and nitrogen that enter the works."""
    for inlet in inlets:
        load = loads.of(inlet, month)
        why = None
        if load.kg is None:
            why = Message("account.line.no_data", {"datastreams": ", ".join(inlet.datastreams)})
        yield Activity(
            inlet.owner, month, 1, "wastewater_treatment", inlet.observed_property, load.kg, "kg", load.parts,
            load.measured_share, load.origin, inlet.works, why,
        )  # fmt: skip


def emissions_of(factors: Factors, activity: Activity, zone_day: date, guideline: int) -> Iterable[Emission]:
    """Emissions per unit of an activity, one per gas. ``guideline``: the chosen IPCC text on wastewater."""
    place = Place(activity.owner.firm, activity.owner.facility, zone_day)
    match activity.category:
        case "own_generation":
            return (Emission("CO2e", 0.0, note=Message("account.line.own_generation")),)
        case "local_supply":
            return (Emission("CO2e", note=Message("account.line.local_supply")),)
        case "wastewater_treatment":
            gas, process = PROCESSES[activity.substance]
            kind = activity.equipment or {"cod": "aerobic", "total_n": "plant"}[activity.substance]
            return (process_gas(factors, place, f"{process}.{kind}", gas, guideline),)
        case "process":
            return (process_gas(factors, place, activity.substance, "CO2"),)
        case "fugitive":
            return (gas_released(factors.gwps, activity.substance),)
        case "refrigerant":
            return refrigerant_lost(factors, activity.substance)
        case "refrigerant_screening":
            return refrigerant_leaking(factors, place, activity.substance, activity.equipment)
        case "purchased_heat":
            return (purchased_heat(factors, place, activity.substance),)
        case _ if activity.scope == 2:
            return (grid_electricity(factors.book, zone_day.year),)
    mobile = activity.category == "mobile_combustion"
    return fuel_burnt(
        factors.book,
        factors.gwps,
        activity.substance,
        activity.unit,
        sector=(activity.equipment or "road") if mobile else "manufacturing",
        category=activity.category if mobile else "stationary_combustion",
        factors=factors,
        place=place,
        density_t_per_m3=activity.density_t_per_m3,
    )
