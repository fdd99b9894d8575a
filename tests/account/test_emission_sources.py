"""Categories of direct emissions, by declaration, with published factors computed by hand."""

from dataclasses import replace
from datetime import date

import pytest
from tests.account.account_park import MARCH, run, small_park, table

from ecopark.account.declarations import CATEGORIES, Declaration
from ecopark.account.emitting import OF_DECLARATION
from ecopark.account.inventory import INVENTORY_VARIANTS, inventory_flow
from ecopark.account.lineage import read_reason
from ecopark.account.own_factors import OwnFactor
from ecopark.core.errors import InputError
from ecopark.core.interval import Interval
from ecopark.rules.load import book_of, load_packs

BOOK = load_packs()
YEAR = Interval.of_year(2025)


def declared(category, substance, activity, unit, *, days=("2025-03-01", "2025-03-31"), **more):
    content = {"category": category, "substance": substance, "activity": activity, "unit": unit,
               "first_day": days[0], "last_day": days[1], "evidence": "phiếu 1", **more}  # fmt: skip
    return Declaration.of("d1", "plating", content)


def lines(*declarations, report="AR5", interval=MARCH, **options):
    network = small_park()
    rows = run(inventory_flow(BOOK, network, report, declarations, **options), network, table(), interval).to_pylist()
    return [row for row in rows if row["firm"] == "plating" and row["origin"] == "declared"]


def by_gas(*declarations, **options):
    return {row["gas"]: row for row in lines(*declarations, **options)}


def total(*declarations, **options):
    return sum(row["emission_tco2e"] for row in lines(*declarations, **options))


def test_mobile__a_tonne_of_diesel_on_the_road_has_the_n2o_of_the_road():
    # IPCC 2006, Vol. 2, Table 3.2.2: CH4 3.9 and N2O 3.9 kg/TJ; 43.0 TJ/Gg; AR5
    gases = by_gas(declared("vehicle_fuel", "dầu DO", 1, "t"))
    assert gases["CO2"]["emission_tco2e"] == pytest.approx(3.1863)
    assert gases["CH4"]["emission_tco2e"] == pytest.approx(0.043 * 3.9 * 28 / 1000)
    assert gases["N2O"]["emission_tco2e"] == pytest.approx(0.043 * 3.9 * 265 / 1000)
    assert {(r["category"], r["scope"], r["iso_category"], r["equipment"]) for r in gases.values()} == {
        ("mobile_combustion", 1, 1, "road")
    }


def test_mobile__off_the_road_is_another_factor_and_no_factor_is_a_reason():
    gases = by_gas(declared("vehicle_fuel", "diesel", 1, "t", equipment="off_road"))
    assert gases["N2O"]["factor_value"] == pytest.approx(43.0 * 28.6 / 1000)
    (row,) = lines(declared("vehicle_fuel", "than củi", 1, "t"))
    assert row["emission_tco2e"] is None
    assert read_reason(row).id == "rules.fuel.other_sector"


def test_mobile__litres_need_the_density_of_the_delivery_note():
    (row,) = lines(declared("vehicle_fuel", "diesel", 1000, "L"))
    assert row["emission_tco2e"] is None
    assert read_reason(row).id == "account.line.no_density"
    gases = by_gas(declared("vehicle_fuel", "diesel", 1000, "L", density_kg_per_l=0.84))
    assert gases["CO2"]["emission_tco2e"] == pytest.approx(0.84 * 3.1863)
    with pytest.raises(InputError) as caught:
        declared("vehicle_fuel", "diesel", 1000, "L", density_kg_per_l=840)
    assert caught.value.params["field"] == "density_kg_per_l"


def test_process__carbonates_by_stoichiometry():
    # CaCO3 -> CaO + CO2: 44.0095 / 100.0869
    (row,) = lines(declared("process", "đá vôi", 100, "t"))
    assert row["emission_tco2e"] == pytest.approx(100 * 44.0095 / 100.0869, rel=1e-4)
    assert (row["category"], row["factor_level"], row["gas"]) == ("process", "ipcc", "CO2")
    (clinker,) = lines(declared("process", "clinker", 1000, "t"))  # IPCC 2006 Vol. 3, eq. 2.4: 0.51 x 1.02
    assert clinker["emission_tco2e"] == pytest.approx(1000 * 0.51 * 1.02, abs=0.5)
    (unknown,) = lines(declared("process", "phép màu", 1, "t"))
    assert read_reason(unknown).id == "rules.process.unknown"


@pytest.mark.parametrize(("report", "expected"), [("AR4", 1430), ("AR5", 1300), ("AR6", 1530)])
def test_refrigerant__r134a_has_the_potential_of_its_own_report(report, expected):
    assert total(declared("refrigerant_recharge", "R-134a", 1000, "kg"), report=report) == pytest.approx(expected)


def test_refrigerant__a_blend_is_its_parts():
    # R-410A: half HFC-32, half HFC-125. AR4 (675 + 3500) / 2 = 2087.5, AR5 (677 + 3170) / 2 = 1923.5
    gases = by_gas(declared("refrigerant_recharge", "R-410A", 10, "kg"))
    assert set(gases) == {"HFC-32", "HFC-125"}
    assert sum(r["emission_tco2e"] for r in gases.values()) == pytest.approx(19.235)
    assert total(declared("refrigerant_recharge", "r-410a", 10, "kg"), report="AR4") == pytest.approx(20.875)
    # R-404A: 44 % HFC-125, 52 % HFC-143a, 4 % HFC-134a; AR4: 3,921.6
    assert total(declared("refrigerant_recharge", "R-404A", 1, "t"), report="AR4") == pytest.approx(3921.6)


def test_refrigerant__screening_takes_charge_times_rate_times_time():
    year = declared("refrigerant_charge", "R-134a", 200, "kg", days=("2025-01-01", "2025-12-31"), equipment="chiller")
    assert total(year, interval=YEAR) == pytest.approx(200 * 0.15 * 1300 / 1000)
    half = declared("refrigerant_charge", "R-134a", 200, "kg", days=("2025-01-01", "2025-06-30"), equipment="chiller")
    assert total(half, interval=YEAR) == pytest.approx(200 * 0.15 * 1300 / 1000 * 181 / 365)
    row = lines(year, interval=YEAR)[0]
    assert (row["category"], row["equipment"], row["activity_unit"]) == ("refrigerant_screening", "chiller", "kg.year")
    with pytest.raises(InputError) as caught:
        declared("refrigerant_charge", "R-134a", 200, "kg")
    assert "chiller" in caught.value.render("vi")


def test_refrigerant__a_gas_of_the_montreal_protocol_is_apart():
    (row,) = lines(declared("refrigerant_recharge", "R-22", 10, "kg"))
    assert row["emission_tco2e"] == 0
    assert row["memo_tco2e"] == pytest.approx(17.6)
    assert read_reason(row).id == "account.line.ozone_gas"


def test_fugitive__sf6_of_switchgear_and_a_gas_without_potential():
    assert total(declared("gas_release", "SF6", 2, "kg")) == pytest.approx(47.0)
    (row,) = lines(declared("gas_release", "helium", 2, "kg"))
    assert row["emission_tco2e"] is None
    assert read_reason(row).id == "rules.gwp.unknown_gas"


def test_biomass__co2_is_a_memo_and_its_methane_counts():
    gases = by_gas(declared("fuel", "củi", 10, "t"))
    assert gases["CO2"]["emission_tco2e"] == 0
    assert gases["CO2"]["biogenic_tco2"] == pytest.approx(10 * 15.6 * 112 / 1000)
    assert gases["CH4"]["emission_tco2e"] == pytest.approx(10 * 0.0156 * 30 * 28 / 1000)


def test_heat__nothing_is_guessed_and_the_suppliers_factor_answers():
    steam = declared("heat", "hơi", 100, "GJ")
    (row,) = lines(steam)
    assert (row["scope"], row["iso_category"], row["emission_tco2e"]) == (2, 2, None)
    (row,) = lines(steam, own_factors=[own(category="purchased_heat", substance="hơi", gas="CO2e", value=66, unit="kg/GJ")])
    assert row["emission_tco2e"] == pytest.approx(6.6)
    assert row["factor_level"] == "own"


def test_wastewater__a_treatment_of_the_firms_own_by_its_kind():
    # IPCC 2006: 0.25 kg CH4/kg COD x 0.8 for an anaerobic reactor; AR5 28
    row = by_gas(declared("wastewater_cod", "", 1000, "kg", equipment="anaerobic_reactor"), wastewater_guideline=2006)["CH4"]
    assert row["emission_tco2e"] == pytest.approx(1 * 0.25 * 0.8 * 28)
    aerobic = by_gas(declared("wastewater_cod", "", 1000, "kg"), wastewater_guideline=2006)["CH4"]
    assert aerobic["emission_tco2e"] == 0  # 0.3 is for an overloaded plant only
    overloaded = declared("wastewater_cod", "", 1000, "kg", equipment="aerobic_overloaded")
    assert by_gas(overloaded, wastewater_guideline=2006)["CH4"]["emission_tco2e"] == pytest.approx(0.25 * 0.3 * 28)


def test_wastewater__both_texts_are_kept_and_one_is_chosen():
    network = small_park()
    flow = inventory_flow(BOOK, network, "AR5", [declared("wastewater_cod", "", 1000, "kg")])
    assert [o.name for o in flow.outputs] == ["inventory_lines", "inventory_variants"]
    found = run(flow, network, table(), MARCH, "inventory_variants")
    assert found.schema == INVENTORY_VARIANTS
    kept = {row["guideline"]: row for row in found.to_pylist()}
    assert kept[2019]["emission_tco2e"] == pytest.approx(0.25 * 0.03 * 28)
    assert kept[2006]["emission_tco2e"] == 0
    assert (kept[2006]["chosen"], kept[2019]["chosen"]) == (False, True)


def own(firm="plating", state="accepted", **changes):
    content = {"category": "stationary_combustion", "substance": "anthracite", "gas": "CO2", "value": 96_000,
               "unit": "kg/TJ", "valid_from": "2025-01-01", "document": "QĐ 12/2025", "approved_by": "Bộ Công Thương",
               "approved_on": "2024-12-20", "state": state}  # fmt: skip
    return OwnFactor.of("anth", firm, {**content, **changes}, 1)


COAL = declared("fuel", "than antraxit", 10, "t")


def test_own_factor__goes_before_the_ipcc_and_stands_on_the_line():
    gases = by_gas(COAL, own_factors=[own(uncertainty_95=0.02)])
    assert gases["CO2"]["emission_tco2e"] == pytest.approx(10 * 26.7 * 96_000 / 1e6)
    assert (gases["CO2"]["factor_level"], gases["CO2"]["factor_id"]) == ("own", "own:anth@1")
    assert "QĐ 12/2025" in gases["CO2"]["factor_source"]
    assert (gases["CH4"]["factor_level"], gases["CH4"]["factor_id"]) == ("ipcc", "ipcc2006.manufacturing.anthracite")
    assert '"factor:own:anth@1": 0.0102' in gases["CO2"]["uncertainty"]


@pytest.mark.parametrize(
    "changes",
    [{"state": "proposed"}, {"state": "rejected"}, {"firm": "steel"}, {"valid_from": "2025-04-01"},
     {"valid_to": "2025-02-28"}, {"substance": "lignite"}, {"category": "mobile_combustion"}],
    ids=["proposed", "rejected", "other firm", "not yet", "no longer", "other fuel", "other category"],
)  # fmt: skip
def test_own_factor__answers_only_where_it_was_approved(changes):
    assert by_gas(COAL, own_factors=[own(**changes)])["CO2"]["factor_level"] == "ipcc"


def test_own_factor__a_calorific_value_of_the_firm_moves_all_gases():
    plain, with_ncv = (by_gas(COAL, own_factors=f) for f in ((), [own(gas="ncv", value=25.0, unit="GJ/t")]))
    for gas in ("CO2", "CH4", "N2O"):
        assert with_ncv[gas]["emission_tco2e"] == pytest.approx(plain[gas]["emission_tco2e"] * 25.0 / 26.7)


def test_own_factor__is_part_of_the_flows_version():
    network = small_park()
    versions = {
        inventory_flow(BOOK, network, own_factors=f).version
        for f in ([], [own()], [own(value=95_000)], [own(state="proposed")])
    }
    assert len(versions) == 3  # a factor that is only proposed changes nothing


@pytest.mark.parametrize("field", ["document", "approved_by", "approved_on", "value", "unit", "gas"])
def test_own_factor__without_its_approval_is_refused(field):
    with pytest.raises(InputError) as caught:
        own(**{field: ""})
    assert caught.value.params["field"] == field
    assert caught.value.render("vi") != caught.value.render("en")


def test_national_list__goes_before_the_ipcc_from_its_first_day():
    ipcc = BOOK.fuel("anthracite")
    listed = replace(ipcc, id="test.national", jurisdiction="VN", co2_kg_per_tj=98_000.0, valid_from=date(2025, 3, 1))
    book = book_of([*BOOK.rules, listed])
    assert book.fuel("anthracite", on=date(2025, 2, 28)).id == ipcc.id
    assert book.fuel("anthracite", on=date(2025, 3, 1)).id == "test.national"
    network = small_park()
    rows = run(inventory_flow(book, network, declarations=[COAL]), network, table()).to_pylist()
    assert {r["factor_level"] for r in rows if r["origin"] == "declared"} == {"national"}
    assert BOOK.not_entered("national_emission_factors", date(2026, 1, 1)).document == "Decision 2626/QD-BTNMT"
    assert BOOK.not_entered("national_emission_factors", date(2022, 10, 9)) is None


def test_categories__every_one_is_a_line_or_a_resource():
    assert set(CATEGORIES) - set(OF_DECLARATION) == {"water", "wastewater", "waste", "hazardous_waste"}
