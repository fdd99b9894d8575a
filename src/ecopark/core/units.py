"""Units by pint; the spellings that meters and Vietnamese files use are aliases of it. # design 4.2"""

from __future__ import annotations

from functools import cache
from typing import Any

from ecopark.core.errors import InputError
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "core.unit.unknown": Text(
            vi="đơn vị “{unit}” không có trong danh mục. Hãy dùng ví dụ kWh, MWh, m3, m3/h, mg/L, t, °C, %.",
            en="unit “{unit}” is not known. Use for example kWh, MWh, m3, m3/h, mg/L, t, °C, %.",
        ),
        "core.unit.incompatible": Text(
            vi="không đổi được “{unit}” sang “{target}”: khác loại đại lượng. Hãy kiểm tra cột đơn vị.",
            en="“{unit}” cannot be converted to “{target}”: another kind of quantity. Check the unit column.",
        ),
    }
)

# Spelling -> pint expression. Normal cubic metres are volumes at a stated temperature: a different unit on purpose.
_SPELLINGS = {
    "": "dimensionless",
    "-": "dimensionless",
    "1": "dimensionless",
    "%": "percent",
    "%V": "percent",
    "°C": "degC",
    "oC": "degC",
    "degC": "degC",
    "m3": "meter**3",
    "m³": "meter**3",
    "m3/h": "meter**3/hour",
    "m³/h": "meter**3/hour",
    "m3/d": "meter**3/day",
    "m3/day": "meter**3/day",
    "m3/s": "meter**3/second",
    "Nm3": "normal_meter_cubed",
    "Nm3/h": "normal_meter_cubed/hour",
    "mg/L": "milligram/liter",
    "mg/l": "milligram/liter",
    "g/m3": "gram/meter**3",
    "mg/m3": "milligram/meter**3",
    "mg/Nm3": "milligram/normal_meter_cubed",
    "µg/m3": "microgram/meter**3",
    "ug/m3": "microgram/meter**3",
    "µg/Nm3": "microgram/normal_meter_cubed",
    "ug/Nm3": "microgram/normal_meter_cubed",
    "W/m2": "watt/meter**2",
    "mbar": "millibar",
    "Pt-Co": "platinum_cobalt",
    "kvarh": "kilovar_hour",
    "kVArh": "kilovar_hour",
    "kvar": "kilovar",
    "kWh/m3": "kilowatt_hour/meter**3",
    "m/s": "meter/second",
    "km/h": "kilometer/hour",
    "t": "metric_ton",
    "tấn": "metric_ton",
    "kg/TJ": "kilogram/terajoule",
    "TJ/Gg": "terajoule/gigagram",
    "tCO2e": "t_co2e",
    "kgCO2e": "kg_co2e",
    "gCO2e": "g_co2e",
    "tCO2e/MWh": "t_co2e/megawatt_hour",
    "kgCO2e/kWh": "kg_co2e/kilowatt_hour",
    "tCO2/MWh": "t_co2e/megawatt_hour",
    "VND": "vnd",
    "đồng": "vnd",
    "VND/kWh": "vnd/kilowatt_hour",
    "MPN/100mL": "mpn_per_100ml",
    "Bq/L": "becquerel/liter",
    "TOE": "tonne_of_oil_equivalent",
}


# Conversions of everyday meters, so that a park of such meters needs no unit registry, which takes half a second to build.
_EVERYDAY: dict[tuple[str, str], tuple[float, float]] = {
    **{(unit, unit): (1.0, 0.0) for unit in ("kWh", "kW", "kvarh", "kvar", "%", "m3", "m3/h", "mg/L", "°C", "-", "t", "kg")},
    ("Wh", "kWh"): (0.001, 0.0),
    ("MWh", "kWh"): (1000.0, 0.0),
    ("W", "kW"): (0.001, 0.0),
    ("MW", "kW"): (1000.0, 0.0),
}


@cache
def registry() -> Any:
    """The one unit registry (pint), with the units that pint lacks."""
    import pint  # half a second: only for who converts units

    ureg: Any = pint.UnitRegistry(on_redefinition="raise")
    ureg.define("m2 = meter ** 2")
    ureg.define("m3 = meter ** 3")
    ureg.define("normal_meter_cubed = [normal_volume] = Nm3")
    ureg.define("platinum_cobalt = [colour] = PtCo")
    ureg.define("kilovar = [reactive_power] = kvar")
    ureg.define("kilovar_hour = kilovar * hour = kvarh")
    ureg.define("t_co2e = [carbon_dioxide_equivalent] = tCO2e")
    ureg.define("kg_co2e = 0.001 * t_co2e = kgCO2e")
    ureg.define("g_co2e = 0.001 * kg_co2e = gCO2e")
    ureg.define("vnd = [currency] = VND")
    ureg.define("mpn = [most_probable_number] = MPN")
    ureg.define("mpn_per_100ml = 0.01 * mpn / milliliter")
    return ureg


@cache
def parse_unit(text: str, where: str = "") -> Any:
    """Return the pint unit of a spelling; ``InputError`` core.unit.unknown otherwise."""
    spelling = text.strip()
    ureg = registry()
    try:
        return ureg.Unit(_SPELLINGS.get(spelling, spelling))
    except Exception as error:  # pint raises several unrelated types on bad text
        raise InputError("core.unit.unknown", where=where, unit=text) from error


@cache
def conversion(unit: str, target: str, where: str = "") -> tuple[float, float]:
    """Return ``(factor, offset)`` with ``value_in_target = value * factor + offset``."""
    everyday = _EVERYDAY.get((unit, target))
    return _conversion(unit, target, where) if everyday is None else everyday


def _conversion(unit: str, target: str, where: str) -> tuple[float, float]:
    source, wanted = parse_unit(unit, where), parse_unit(target, where)
    if source.dimensionality != wanted.dimensionality:
        raise InputError("core.unit.incompatible", where=where, unit=unit, target=target)
    ureg = registry()
    zero = ureg.Quantity(0.0, source).to(wanted).magnitude
    one = ureg.Quantity(1.0, source).to(wanted).magnitude
    # 15 significant digits: 1.0000000000000002 is an artefact of the registry's arithmetic, not a factor
    return float(f"{one - zero:.15g}"), float(f"{zero:.15g}")


def compatible(unit: str, target: str) -> bool:
    """Whether values in ``unit`` can be converted to ``target``."""
    return bool(parse_unit(unit).dimensionality == parse_unit(target).dimensionality)
