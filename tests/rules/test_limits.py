"""Which limit applies: coefficients, facts, permits, dates, normal volumes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.core.properties import PROPERTIES
from ecopark.rules.book import Missing
from ecopark.rules.limits import existing_since
from ecopark.rules.load import load_packs
from ecopark.rules.permits import Permit, PermitLimit, permit_of_record
from ecopark.rules.records import Coefficient, Limit, Statistic

BOOK = load_packs()
ON = date(2025, 3, 10)
RIVER = {"column": "A", "receiving_body": "river", "river_flow_m3_s": "30", "discharge_flow_m3_d": "2000"}
WITHOUT_COEFFICIENTS = {"water_temperature", "colour", "ph", "coliform", "gross_alpha", "gross_beta"}


def test_limit__only_the_named_parameters_go_without_kq_kf():
    # QCVN 40:2011/BTNMT, formula: Cmax = C for temperature, colour, pH, coliform, gross alpha and beta activity
    table = BOOK.all(Limit, table="QCVN 40:2011")
    assert {limit.observed_property for limit in table if not limit.coefficients} == WITHOUT_COEFFICIENTS
    assert {limit.coefficients for limit in table if limit.coefficients} == {("Kq", "Kf")}


@pytest.mark.parametrize("limit", BOOK.all(Limit, table="QCVN 40:2011"), ids=lambda limit: limit.id)
def test_limit__every_row_of_qcvn_40_answers(limit):
    facts = {**RIVER, "column": limit.id[-1]}
    applied = BOOK.limit(limit.observed_property, "wastewater", facts, ON)
    factor = 1 if limit.observed_property in WITHOUT_COEFFICIENTS else 0.9
    assert applied.upper == pytest.approx(limit.upper * factor, rel=1e-12)
    assert applied.provisional
    assert applied.document == "QCVN 40:2011/BTNMT"


@pytest.mark.parametrize(
    ("flow", "kf"), [("0", 1.2), ("50", 1.2), ("50.1", 1.1), ("500", 1.1), ("500,5", 1.0), ("5000", 1.0), ("5000.01", 0.9)]
)
def test_limit__kf_by_discharge_flow(flow, kf):
    applied = BOOK.limit("cod", "wastewater", {**RIVER, "discharge_flow_m3_d": flow}, ON)
    assert dict(applied.coefficients)["Kf"] == kf


@settings(deadline=None)
@given(st.floats(0, 1e6))
def test_limit__every_flow_has_exactly_one_coefficient(flow):
    for name, table, fact in (
        ("Kf", "QCVN 40:2011", "discharge_flow_m3_d"),
        ("Kp", "QCVN 19:2009", "stack_flow_nm3_h"),
    ):
        assert len(BOOK.find(Coefficient, ON, {fact: repr(flow)}, table=table, name=name)) == 1
    for fact, body in (("river_flow_m3_s", "river"), ("lake_volume_m3", "lake")):
        facts = {fact: repr(flow), "receiving_body": body}
        assert len(BOOK.find(Coefficient, ON, facts, table="QCVN 40:2011", name="Kq")) == 1


@pytest.mark.parametrize("text", ["many", "1,2,3", "nan", "inf", "-"])
def test_limit__a_flow_that_is_no_number_is_not_guessed(text):
    missing = BOOK.limit("cod", "wastewater", {**RIVER, "discharge_flow_m3_d": text}, ON)
    assert missing.message.id == "rules.limit.discharge_flow_not_stated"


def test_limit__product_is_exact_in_decimals():
    # 30 x 0.9 x 1.1 is 29.700000000000003 in floats
    facts = {**RIVER, "discharge_flow_m3_d": "400"}
    assert BOOK.limit("bod5", "wastewater", facts, ON).upper == 29.7


def test_limit__normal_cubic_metre_of_the_instrument():
    # trap 10: the text's Nm3 is at 25 °C; the same mass per Nm3 at 0 °C is 298.15/273.15 higher
    facts = {"stack_flow_nm3_h": "1000", "zone": "3", "process": "other"}
    assumed = BOOK.limit("so2", "stack", facts, ON)
    assert assumed.upper == 500
    assert [message.id for message in assumed.assumptions] == ["rules.limit.normal_volume_assumed"]
    same = BOOK.limit("so2", "stack", {**facts, "normal_temperature_c": "25"}, ON)
    assert (same.upper, same.assumptions) == (500, ())
    cold = BOOK.limit("so2", "stack", {**facts, "normal_temperature_c": "0"}, ON)
    assert cold.upper == pytest.approx(500 * 298.15 / 273.15, rel=1e-12)
    kelvin = BOOK.limit("so2", "stack", {**facts, "normal_temperature_c": "273"}, ON)
    assert kelvin.message.id == "rules.limit.normal_temperature_unreadable"


def test_limit__process_not_stated_is_an_assumption_that_is_told():
    facts = {"stack_flow_nm3_h": "1000", "zone": "3", "normal_temperature_c": "25"}
    assert [m.id for m in BOOK.limit("nox", "stack", facts, ON).assumptions] == ["rules.limit.process_taken_as_other"]
    assert BOOK.limit("nox", "stack", {**facts, "process": "other"}, ON).assumptions == ()


def test_limits__ambient_by_averaging_period():
    # QCVN 05:2023/BTNMT as compiled: SO2 350 / 125 / 50
    found = BOOK.limits("so2", "ambient", {}, ON)
    assert {limit.statistic: limit.upper for limit in found} == {
        Statistic.MEAN_1H: 350,
        Statistic.MEAN_24H: 125,
        Statistic.MEAN_YEAR: 50,
    }


def test_limits__the_permit_wins_while_it_is_in_force():
    line = PermitLimit("cod", "mg/L", upper=50.0, statistic=Statistic.MEAN_24H, place="Table 2")
    permit = Permit("7/GPMT", "mp", (line,), issued=date(2025, 3, 1), valid_to=date(2025, 3, 31))
    ask = {"permits": [permit], "permit_date": date(2020, 1, 1)}
    assert BOOK.limit("cod", "wastewater", RIVER, date(2025, 2, 28), **ask).upper == 67.5
    applied = BOOK.limit("cod", "wastewater", RIVER, date(2025, 3, 1), **ask)
    assert (applied.upper, applied.rule_text, applied.coefficients) == (50.0, "permit:7/GPMT:cod:mean_24h", ())
    assert applied.provisional
    assert BOOK.limit("cod", "wastewater", RIVER, date(2025, 4, 1), **ask).upper == 67.5
    assert BOOK.limit("tss", "wastewater", RIVER, date(2025, 3, 1), **ask).upper == 45.0  # not in the permit: the table


def test_limits__the_permit_also_wins_for_firms_at_the_central_works():
    permit = Permit("contract 3", "mp", (PermitLimit("cod", "mg/L", upper=400.0),))
    facts = {"receiving_body": "central_works"}
    assert BOOK.limit("cod", "wastewater", facts, ON, permits=[permit]).upper == 400.0


def test_permit__is_provisional_until_a_named_person_compared_it():
    permit = Permit("7", "mp", (PermitLimit("cod", "mg/L", upper=1.0),))
    assert permit.provisional
    assert not replace(permit, verified_by="Lê C", verified_on=date(2026, 1, 1)).provisional


PERMIT = {
    "number": "15/GPMT-UBND",
    "monitoring_point": "outfall-1",
    "issued": "2024-03-01",
    "limits": [{"property": "ph", "lower": 6, "upper": "8.5", "unit": "-", "statistic": "mean_1h"}],
}


def test_permit_of_record__reads_what_a_person_typed():
    permit = permit_of_record(PERMIT)
    assert permit.issued == date(2024, 3, 1)
    assert permit.limits == (PermitLimit("ph", "-", 6.0, 8.5, Statistic.MEAN_1H),)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"colour": "red"}, "rules.permit.unknown_key"),
        ({"number": ""}, "rules.permit.incomplete"),
        ({"limits": []}, "rules.permit.incomplete"),
        ({"limits": ["cod"]}, "rules.permit.incomplete"),
        ({"limits": [{"property": "cod", "unit": "mg/L"}]}, "rules.permit.no_value"),
        ({"limits": [{"property": "codd", "upper": 1, "unit": "mg/L"}]}, "core.property.unknown"),
        ({"limits": [{"property": "cod", "upper": 1, "unit": "kWh"}]}, "core.unit.incompatible"),
        ({"limits": [{"property": "cod", "upper": "low", "unit": "mg/L"}]}, "rules.permit.bad_value"),
        ({"limits": [{"property": "cod", "upper": True, "unit": "mg/L"}]}, "rules.permit.bad_value"),
        ({"limits": [{"property": "cod", "upper": 1, "unit": "mg/L", "statistic": "daily"}]}, "rules.permit.bad_value"),
        ({"limits": [{"property": "cod", "upper": 1, "unit": "mg/L", "kq": 1}]}, "rules.permit.unknown_key"),
        ({"limits": PERMIT["limits"] * 2}, "rules.permit.double_limit"),
        ({"issued": "01/03/2024"}, "rules.permit.bad_value"),
    ],
)
def test_permit_of_record__refuses_what_it_cannot_read(change, code):
    with pytest.raises(InputError) as error:
        permit_of_record({**PERMIT, **change}, "permit 15")
    assert error.value.code == code
    assert error.value.where.startswith("permit 15")


def test_existing_since__is_the_earliest_stated_day():
    facts = {"dossier_date": "2025-08-20", "operating_since": "not known"}
    assert existing_since(facts, date(2026, 2, 1)) == date(2025, 8, 20)
    assert existing_since({}, None) is None


def test_limit__answers_name_the_property_and_medium():
    missing = BOOK.limit("turbine_inlet_temperature", "stack", {}, ON)
    assert isinstance(missing, Missing)
    assert missing.message.params["property"] in PROPERTIES
