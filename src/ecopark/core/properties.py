"""Observed properties: what can be measured, in which unit ecopark keeps it, and what physics allows.

``minimum``/``maximum`` are *physically possible* bounds of any instrument, not plausible ones of a site. ``symbol`` is
the parameter symbol of Circular 10/2021/TT-BTNMT (Annex 15, Table 34) where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.errors import InputError
from ecopark.core.messages import Text, catalogue
from ecopark.core.terms import Carrier

catalogue(
    {
        "core.property.unknown": Text(
            vi="đại lượng “{property}” không có trong danh mục. Các đại lượng đã biết: {known}.",
            en="property “{property}” is not known. Known properties: {known}.",
        )
    }
)


@dataclass(frozen=True, slots=True)
class ObservedProperty:
    id: str
    vi: str
    en: str
    unit: str  # canonical unit in which ecopark keeps it
    carrier: Carrier
    minimum: float | None = None
    maximum: float | None = None
    symbol: str | None = None


_E, _W, _WW, _A = Carrier.ELECTRICITY, Carrier.WATER, Carrier.WASTEWATER, Carrier.AIR

PROPERTIES: dict[str, ObservedProperty] = {
    p.id: p
    for p in (
        ObservedProperty("active_energy", "điện năng tác dụng", "active energy", "kWh", _E, 0),
        ObservedProperty("reactive_energy_lagging", "điện năng phản kháng trễ", "lagging reactive energy", "kvarh", _E, 0),
        ObservedProperty("reactive_energy_leading", "điện năng phản kháng sớm", "leading reactive energy", "kvarh", _E, 0),
        ObservedProperty("power_factor", "hệ số công suất", "power factor", "%", _E, 0, 100),
        ObservedProperty("active_power", "công suất tác dụng", "active power", "kW", _E),
        ObservedProperty("water_volume", "lượng nước cấp", "water volume", "m3", _W, 0),
        ObservedProperty("wastewater_volume", "lượng nước thải", "wastewater volume", "m3", _WW, 0),
        ObservedProperty("wastewater_flow", "lưu lượng nước thải", "wastewater flow", "m3/h", _WW, 0, symbol="Flow"),
        ObservedProperty("water_temperature", "nhiệt độ nước", "water temperature", "°C", _WW, -5, 100, symbol="Temp"),
        ObservedProperty("colour", "độ màu", "colour", "Pt-Co", _WW, 0, symbol="Color"),
        ObservedProperty("ph", "pH", "pH", "-", _WW, 0, 14, symbol="pH"),
        ObservedProperty("tss", "tổng chất rắn lơ lửng (TSS)", "total suspended solids", "mg/L", _WW, 0, 1e5, symbol="TSS"),
        ObservedProperty("cod", "nhu cầu oxy hóa học (COD)", "chemical oxygen demand", "mg/L", _WW, 0, 1e5, symbol="COD"),
        ObservedProperty("bod5", "nhu cầu oxy sinh hóa (BOD5)", "biochemical oxygen demand", "mg/L", _WW, 0, 1e5),
        ObservedProperty("ammonium_n", "amoni (tính theo N)", "ammonium nitrogen", "mg/L", _WW, 0, 1e4, symbol="NH4"),
        ObservedProperty("total_n", "tổng nitơ", "total nitrogen", "mg/L", _WW, 0, 1e4, symbol="TN"),
        ObservedProperty("total_p", "tổng phốt pho", "total phosphorus", "mg/L", _WW, 0, 1e3, symbol="TP"),
        ObservedProperty("toc", "tổng cacbon hữu cơ", "total organic carbon", "mg/L", _WW, 0, 1e5, symbol="TOC"),
        ObservedProperty("residual_chlorine", "clo dư", "residual chlorine", "mg/L", _WW, 0, 1e3, symbol="Cl"),
        ObservedProperty("phosphate_p", "phốt phát (tính theo P)", "phosphate phosphorus", "mg/L", _WW, 0, 1e3),
        ObservedProperty("nitrate_n", "nitrat (tính theo N)", "nitrate nitrogen", "mg/L", _WW, 0, 1e4),
        # further parameters that QCVN 40:2011 limits in wastewater
        ObservedProperty("arsenic", "asen (As)", "arsenic", "mg/L", _WW, 0),
        ObservedProperty("mercury", "thủy ngân (Hg)", "mercury", "mg/L", _WW, 0),
        ObservedProperty("lead", "chì (Pb)", "lead", "mg/L", _WW, 0),
        ObservedProperty("cadmium", "cadimi (Cd)", "cadmium", "mg/L", _WW, 0),
        ObservedProperty("chromium_vi", "crom (VI)", "chromium (VI)", "mg/L", _WW, 0),
        ObservedProperty("chromium_iii", "crom (III)", "chromium (III)", "mg/L", _WW, 0),
        ObservedProperty("copper", "đồng (Cu)", "copper", "mg/L", _WW, 0),
        ObservedProperty("zinc", "kẽm (Zn)", "zinc", "mg/L", _WW, 0),
        ObservedProperty("nickel", "niken (Ni)", "nickel", "mg/L", _WW, 0),
        ObservedProperty("manganese", "mangan (Mn)", "manganese", "mg/L", _WW, 0),
        ObservedProperty("iron", "sắt (Fe)", "iron", "mg/L", _WW, 0),
        ObservedProperty("total_cyanide", "tổng xianua", "total cyanide", "mg/L", _WW, 0),
        ObservedProperty("total_phenol", "tổng phenol", "total phenol", "mg/L", _WW, 0),
        ObservedProperty("mineral_oil", "dầu mỡ khoáng", "mineral oil and grease", "mg/L", _WW, 0),
        ObservedProperty("sulfide", "sunfua", "sulfide", "mg/L", _WW, 0),
        ObservedProperty("fluoride", "florua", "fluoride", "mg/L", _WW, 0),
        ObservedProperty("chloride", "clorua", "chloride", "mg/L", _WW, 0),
        ObservedProperty(
            "organochlorines", "hóa chất bảo vệ thực vật clo hữu cơ", "organochlorine pesticides", "mg/L", _WW, 0
        ),
        ObservedProperty(
            "organophosphates", "hóa chất bảo vệ thực vật phốt pho hữu cơ", "organophosphorus pesticides", "mg/L", _WW, 0
        ),
        ObservedProperty("pcb", "tổng PCB", "polychlorinated biphenyls", "mg/L", _WW, 0),
        ObservedProperty("coliform", "coliform", "coliform", "MPN/100mL", _WW, 0),
        ObservedProperty("gross_alpha", "tổng hoạt độ phóng xạ α", "gross alpha activity", "Bq/L", _WW, 0),
        ObservedProperty("gross_beta", "tổng hoạt độ phóng xạ β", "gross beta activity", "Bq/L", _WW, 0),
        # further parameters that QCVN 19:2009 limits in stacks and QCVN 05:2023 in ambient air
        ObservedProperty("silica_dust", "bụi chứa silic", "dust containing silica", "mg/Nm3", _A, 0),
        ObservedProperty("air_antimony", "antimon (Sb) trong khí", "antimony in gas", "mg/Nm3", _A, 0),
        ObservedProperty("air_arsenic", "asen (As) trong khí", "arsenic in gas", "mg/Nm3", _A, 0),
        ObservedProperty("air_cadmium", "cadimi (Cd) trong khí", "cadmium in gas", "mg/Nm3", _A, 0),
        ObservedProperty("air_lead", "chì (Pb) trong khí", "lead in gas", "mg/Nm3", _A, 0),
        ObservedProperty("air_copper", "đồng (Cu) trong khí", "copper in gas", "mg/Nm3", _A, 0),
        ObservedProperty("air_zinc", "kẽm (Zn) trong khí", "zinc in gas", "mg/Nm3", _A, 0),
        ObservedProperty("chlorine", "khí clo (Cl2)", "chlorine gas", "mg/Nm3", _A, 0),
        ObservedProperty("hcl", "hydro clorua (HCl)", "hydrogen chloride", "mg/Nm3", _A, 0),
        ObservedProperty("hf", "flo, HF và florua vô cơ", "fluorine, HF and inorganic fluorides", "mg/Nm3", _A, 0),
        ObservedProperty("so3", "hơi H2SO4 hoặc SO3", "sulfuric acid mist or SO3", "mg/Nm3", _A, 0),
        ObservedProperty("hno3", "hơi HNO3 (tính theo NO2)", "nitric acid vapour (as NO2)", "mg/Nm3", _A, 0),
        ObservedProperty("tsp", "tổng bụi lơ lửng (TSP)", "total suspended particles", "µg/Nm3", _A, 0),
        ObservedProperty("dust", "bụi tổng", "total dust", "mg/Nm3", _A, 0, symbol="PM"),
        ObservedProperty("co", "cacbon monoxit (CO)", "carbon monoxide", "mg/Nm3", _A, 0, symbol="CO"),
        ObservedProperty("nox", "nitơ oxit (NOx)", "nitrogen oxides", "mg/Nm3", _A, 0),
        ObservedProperty("no", "nitơ monoxit", "nitric oxide", "mg/Nm3", _A, 0, symbol="NO"),
        ObservedProperty("no2", "nitơ dioxit", "nitrogen dioxide", "mg/Nm3", _A, 0, symbol="NO2"),
        ObservedProperty("so2", "lưu huỳnh dioxit", "sulfur dioxide", "mg/Nm3", _A, 0, symbol="SO2"),
        ObservedProperty("o2", "oxy", "oxygen", "%", _A, 0, 21, symbol="O2"),
        ObservedProperty("h2s", "hydro sunfua", "hydrogen sulfide", "mg/Nm3", _A, 0, symbol="H2S"),
        ObservedProperty("nh3", "amoniac", "ammonia", "mg/Nm3", _A, 0, symbol="NH3"),
        ObservedProperty("hg", "hơi thủy ngân", "mercury vapour", "mg/Nm3", _A, 0, symbol="VHg"),
        ObservedProperty("o3", "ozon", "ozone", "µg/Nm3", _A, 0, symbol="O3"),
        ObservedProperty("pm10", "bụi PM10", "PM10", "µg/Nm3", _A, 0, symbol="PM10"),
        ObservedProperty("pm2_5", "bụi PM2,5", "PM2.5", "µg/Nm3", _A, 0, symbol="PM2,5"),
        ObservedProperty("stack_flow", "lưu lượng khí thải", "stack gas flow", "Nm3/h", _A, 0),
        ObservedProperty("stack_temperature", "nhiệt độ khí thải", "stack gas temperature", "°C", _A, -50, 2000),
        ObservedProperty("stack_pressure", "áp suất ống khói", "stack pressure", "kPa", _A, symbol="P"),
        ObservedProperty("air_temperature", "nhiệt độ không khí", "air temperature", "°C", _A, -60, 60),
        ObservedProperty("relative_humidity", "độ ẩm tương đối", "relative humidity", "%", _A, 0, 101, symbol="RH"),
        ObservedProperty("air_pressure", "áp suất không khí", "air pressure", "mbar", _A, 800, 1100),
        ObservedProperty("wind_speed", "tốc độ gió", "wind speed", "m/s", _A, 0, 115),
        ObservedProperty("rain", "lượng mưa", "rain", "mm", _A, 0, 2000),
        ObservedProperty("ghi", "bức xạ ngang toàn phần", "global horizontal irradiance", "W/m2", _A, 0, 1500),
        ObservedProperty("gas_volume", "lượng khí tự nhiên", "natural gas volume", "Nm3", Carrier.FUEL, 0),
        ObservedProperty("fuel_mass", "khối lượng nhiên liệu", "fuel mass", "t", Carrier.FUEL, 0),
        ObservedProperty("fuel_energy", "năng lượng nhiên liệu", "fuel energy", "GJ", Carrier.FUEL, 0),
        ObservedProperty("product_mass", "khối lượng sản phẩm", "product mass", "t", Carrier.MATERIAL, 0),
        ObservedProperty("waste_mass", "khối lượng chất thải", "waste mass", "t", Carrier.WASTE, 0),
        ObservedProperty("hazardous_waste_mass", "chất thải nguy hại", "hazardous waste mass", "t", Carrier.WASTE, 0),
        ObservedProperty(
            "turbine_inlet_temperature", "nhiệt độ vào tua-bin", "turbine inlet temperature", "°C", _A, 0, 2000
        ),
        ObservedProperty(
            "turbine_outlet_temperature", "nhiệt độ ra tua-bin", "turbine outlet temperature", "°C", _A, 0, 1500
        ),
        ObservedProperty("pressure_difference", "chênh áp", "pressure difference", "mbar", _A),
    )
}

BY_SYMBOL: dict[str, ObservedProperty] = {p.symbol: p for p in PROPERTIES.values() if p.symbol}


def find_property(property_id: str, where: str = "") -> ObservedProperty:
    """Return the property; ``InputError`` core.property.unknown otherwise."""
    try:
        return PROPERTIES[property_id]
    except KeyError:
        known = ", ".join(sorted(PROPERTIES))
        raise InputError("core.property.unknown", where=where, property=property_id, known=known) from None
