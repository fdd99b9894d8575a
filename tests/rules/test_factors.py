"""Grid factors by year, fuels by sector, warming potentials by report: never mixed, never another's in silence."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import RuleError
from ecopark.rules.book import Missing
from ecopark.rules.factors import one_gwp_report
from ecopark.rules.load import load_packs
from ecopark.rules.records import CarbonOrigin, FuelFactor, GlobalWarmingPotential

BOOK = load_packs()

# Department of Climate Change, combined margin, tCO2/MWh
OFFICIAL = {
    2014: 0.6612,
    2015: 0.8154,
    2016: 0.9185,
    2017: 0.8649,
    2018: 0.9130,
    2019: 0.8458,
    2020: 0.8041,
    2021: 0.7221,
    2022: 0.6766,
    2023: 0.6592,
}


@pytest.mark.parametrize(("year", "value"), OFFICIAL.items())
def test_grid_factor__is_that_of_its_own_year(year, value):
    # trap 1: the same number under the wrong year
    factor = BOOK.grid_factor(year)
    assert (factor.value, factor.year, factor.note, factor.rule.unit) == (value, year, None, "tCO2/MWh")
    assert BOOK.grid_factor(date(year, 7, 1)) == factor
    assert factor.rule.label == "combined margin, official"


@settings(deadline=None)
@given(st.integers(2014, 2100))
def test_grid_factor__another_year_is_said(year):
    factor = BOOK.grid_factor(year)
    assert factor.year == min(year, 2023)
    assert (factor.note is not None) == (year > 2023)


def test_grid_factor__an_estimate_is_used_only_when_asked_for():
    assert BOOK.grid_factor(2024).year == 2023
    estimate = BOOK.grid_factor(2024, estimates=True)
    assert (estimate.value, estimate.rule.official, estimate.provisional) == (0.6811, False, True)
    assert BOOK.grid_factor(2023, estimates=True).rule.official


@pytest.mark.parametrize(
    ("report", "ch4", "n2o", "r134a"), [("AR4", 25, 298, 1430), ("AR5", 28, 265, 1300), ("AR6", 27.9, 273, 1530)]
)
def test_gwp_set__keeps_one_report(report, ch4, n2o, r134a):
    # trap 2: tables that call themselves AR5 and carry AR4 refrigerants
    chosen = BOOK.gwp_set(report)
    assert [chosen.factor(gas).value for gas in ("CH4", "N2O", "HFC-134a", "CO2")] == [ch4, n2o, r134a, 1]
    assert {rule.report for rule in chosen.rules.values()} == {report}
    assert one_gwp_report(rule.report for rule in chosen.rules.values()) == report


def test_gwp_set__unknown_report_or_gas_is_refused():
    with pytest.raises(RuleError) as error:
        BOOK.gwp_set("AR5 ")
    assert error.value.code == "rules.gwp.unknown_report"
    with pytest.raises(RuleError) as error:
        BOOK.gwp_set("AR5").factor("SF5CF3")
    assert error.value.code == "rules.gwp.unknown_gas"
    assert BOOK.gwp("SF5CF3", "AR5").message.id == "rules.gwp.unknown_gas"
    assert BOOK.gwp("CH4", "AR3").message.id == "rules.gwp.unknown_report"


def test_one_gwp_report__mixed_vintages_are_refused():
    with pytest.raises(RuleError) as error:
        one_gwp_report(["AR5", "AR4", "AR5"], "inventory 2025")
    assert error.value.code == "rules.gwp.mixed"
    assert "AR4, AR5" in error.value.render("vi")
    with pytest.raises(RuleError) as error:
        one_gwp_report(["", ""])
    assert error.value.code == "rules.gwp.none"


def test_gwp__every_report_has_every_gas():
    by_report = {r: {g.gas for g in BOOK.all(GlobalWarmingPotential, report=r)} for r in ("AR4", "AR5", "AR6")}
    assert by_report["AR4"] == by_report["AR5"] == by_report["AR6"]


@pytest.mark.parametrize("name", ["gas_diesel_oil", "diesel", "Dầu  Diesel", "dầu DO", "gas/diesel oil"])
def test_fuel__is_found_by_its_names(name):
    fuel = BOOK.fuel(name)
    assert (fuel.fuel, fuel.sector, fuel.ncv_tj_per_gg, fuel.co2_kg_per_tj) == (
        "gas_diesel_oil",
        "manufacturing",
        43.0,
        74100,
    )


def test_fuel__no_name_means_two_fuels_of_one_sector():
    seen: dict[tuple[str, str], str] = {}
    for fuel in BOOK.all(FuelFactor):
        for name in {n.casefold() for n in (fuel.fuel, fuel.name_vi, *fuel.aliases)}:
            assert seen.setdefault((name, fuel.sector), fuel.id) == fuel.id


def test_fuel__wood_is_biogenic_and_its_methane_is_that_of_industry():
    # trap 3: 300 kg/TJ is the household value, 30 that of industry (IPCC 2006, Volume 2, Table 2.3)
    wood = BOOK.fuel("củi")
    assert (wood.ch4_kg_per_tj, wood.carbon_origin) == (30, CarbonOrigin.BIOGENIC)
    assert BOOK.fuel("sub-bituminous coal").ncv_tj_per_gg == 18.9


def test_fuel__unknown_or_of_another_sector_is_missing():
    assert BOOK.fuel("hydrogen").message.id == "rules.fuel.unknown"
    assert BOOK.fuel("lignite", "road").message.id == "rules.fuel.other_sector"


def test_symbol__pm2_5_carries_a_comma():
    # trap 4
    symbol = BOOK.symbol("PM2,5", "ambient")
    assert (symbol.observed_property, symbol.unit) == ("pm2_5", "µg/Nm3")
    assert isinstance(BOOK.symbol("PM2.5", "ambient"), Missing)
    assert (BOOK.symbol("NO2", "stack").unit, BOOK.symbol("NO2", "ambient").unit) == ("mg/Nm3", "µg/Nm3")


def test_tolerance__of_circular_10():
    assert BOOK.tolerance("wastewater", "ph").absolute == 0.2
    cod = BOOK.tolerance("wastewater", "cod")
    assert (cod.of_reading_pct, cod.of_scale_pct, cod.max_response_s) == (5, 3, 900)
    assert BOOK.tolerance("stack", "cod").message.id == "rules.tolerance.unknown"
