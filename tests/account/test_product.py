"""Product footprints, their semantic check and the CBAM sheet: worked figures, laws, what is missing."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.account.carbon_lines import line

from ecopark.account.product.cbam import CbamSheet, cbam_sheet
from ecopark.account.product.criteria import criteria_of
from ecopark.account.product.findings import has_errors
from ecopark.account.product.footprint import Insufficient, ProductCarbon, product_carbon
from ecopark.account.product.pact import Owner, deprecated, document
from ecopark.account.product.records import Consent, Product, Production
from ecopark.account.product.semantics import check_footprint
from ecopark.account.sinks.estimate import estimate
from ecopark.account.sinks.records import Planting, SurvivalCheck
from ecopark.core.errors import InputError
from ecopark.core.messages import known_messages
from ecopark.rules.load import load_packs
from ecopark.rules.records import CbamMarkup

BOOK = load_packs()
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, END = date(2026, 1, 1), date(2027, 1, 1)
NOW = datetime(2027, 1, 10, tzinfo=UTC)
BAR: dict[str, Any] = {
    "firm": "steel", "name": "Rebar", "mass_kg": 1, "product_ids": ["urn:gtin:1"], "cn_code": "72142000",
    "route": "electric arc furnace", "fossil_carbon_kg": 0.002, "biogenic_carbon_kg": 0, "inputs": [],
}  # fmt: skip
MADE = {"product": "bar", "first_day": "2026-01-01", "last_day": "2026-12-31", "quantity": 1000, "unit": "t"}


def product(key: str = "bar", **other: Any) -> Product:
    return Product.of(key, {**BAR, **other})


def made(key: str = "bar", **other: Any) -> Production:
    return Production.of(f"made-{key}", {**MADE, "product": key, **other})


def lines(electricity: float = 20.0, diesel: float = 10.0, **other: Any) -> list[dict[str, object]]:
    """A year: tCO2e per month of electricity and of diesel (with a little CH4)."""
    burnt = {"scope": 1, "category": "stationary_combustion", "substance": "gas/diesel oil", **other}
    months = range(1, 13)
    return [
        *(line(electricity, 2026, m, **other) for m in months),
        *(line(diesel, 2026, m, gas="CO2", **burnt) for m in months),
        *(line(0.1, 2026, m, gas="CH4", **burnt) for m in months),
    ]


def carbon(p: Product | None = None, rows=None, products=(), productions=None) -> ProductCarbon | Insufficient:
    p = p or product()
    return product_carbon(p, FIRST, END, lines() if rows is None else rows, [p, *products], productions or [made()])


def pact(p: Product | None = None, **other: Any) -> dict[str, Any]:
    found = carbon(p, **other)
    assert isinstance(found, ProductCarbon), found
    return document(p or product(), found, Owner("steel", "Steel", "park"), FIRST, END, ZONE, NOW)


def codes(footprint: dict[str, Any], *known: dict[str, Any], now: datetime | None = None) -> set[str]:
    return {finding.code.removeprefix("account.pcf.") for finding in check_footprint(footprint, known, now)}


def test_product_carbon__worked_figures() -> None:
    """12 x (20 + 10 + 0.1) t over 1000 t is 361.2 kg per tonne, 0.3612 kg per kg; 0.1 kg purchased on top."""
    found = carbon(product(inputs=[{"what": "scrap", "kg_co2e": 0.1, "primary": False, "source": "x"}]))
    assert isinstance(found, ProductCarbon)
    assert found.excluding == pytest.approx(0.3612 + 0.1)
    assert found.direct == pytest.approx(0.1212)
    assert found.indirect == pytest.approx(0.24)
    assert found.electricity_mwh == pytest.approx(12 * 20 / 0.6592 / 1_000_000)
    assert found.quality.primary_share == pytest.approx(0.3612 / 0.4612)
    low, high = found.interval()
    assert low < found.excluding < high


def test_product_carbon__two_products_share_by_mass_and_add_up() -> None:
    bar, wire = product(), product("wire", name="Wire", mass_kg=2, unit="piece")
    both = [made(), made("wire", quantity=250_000, unit="piece")]
    one, other = (product_carbon(p, FIRST, END, lines(), [bar, wire], both) for p in (bar, wire))
    assert isinstance(one, ProductCarbon)
    assert isinstance(other, ProductCarbon)
    assert one.share == pytest.approx(1000 / 1500)
    assert one.excluding * 1_000_000 + other.excluding * 250_000 == pytest.approx(12 * 30.1 * 1000)


@pytest.mark.parametrize(
    ("changed", "rows", "productions", "reason"),
    [
        ({}, None, [made(first_day="2025-01-01", last_day="2025-12-31")], "no_production"),
        ({}, None, [made(last_day="2026-11-30")], "production_gap"),
        ({"inputs": None}, None, None, "no_inputs"),
        ({"fossil_carbon_kg": None}, None, None, "no_carbon_content"),
        ({"mass_kg": None}, None, None, "mass_missing"),
        ({"product_ids": []}, None, None, "no_id"),
        ({}, [], None, "no_lines"),
        ({}, [*lines(), line(None, 2026, 3, category="local_supply")], None, "months_missing"),
        ({}, lines()[1:], None, "months_missing"),
        ({}, [*lines()[1:], line(5.0, 2026, 1, measured_share=0.4)], None, "months_missing"),
        ({"exempted_percent": 7}, None, None, "exempted_why"),
    ],
    ids=["no production", "gap", "inputs", "carbon", "mass", "id", "lines", "unknown line", "month", "share", "why"],
)
def test_product_carbon__insufficient_says_what_is_missing(changed, rows, productions, reason) -> None:
    found = carbon(product(**changed), rows, productions=productions)
    assert isinstance(found, Insufficient)
    assert f"account.product.{reason}" in [message.id for message in found.reasons]


def test_document__is_well_formed_adds_up_and_has_an_id_of_its_content() -> None:
    made_document = pact(
        product(biogenic_carbon_kg=0.3, inputs=[{"what": "x", "kg_co2e": 0.1, "primary": True, "source": "y"}])
    )
    assert not has_errors(check_footprint(made_document, now=NOW))
    assert codes(made_document, now=NOW) == {"report_old"}
    pcf = made_document["pcf"]
    assert Decimal(pcf["pcfIncludingBiogenicUptake"]) == Decimal(pcf["pcfExcludingBiogenicUptake"]) - Decimal("1.1")
    assert pact()["id"] == pact()["id"]
    assert pact()["id"] != pact(product(name="Other"))["id"]
    assert made_document["validityPeriodStart"] == pcf["referencePeriodEnd"] == "2026-12-31T17:00:00Z"
    assert deprecated(made_document)["status"] == "Deprecated"
    assert pact(rows=lines(gwp_report="AR6"))["pcf"]["ipccCharacterizationFactors"] == ["AR6"]


amounts = st.floats(0, 1e5)


@given(amounts, amounts, st.floats(0, 1), st.floats(0, 50), st.floats(1, 1e6))
def test_document__never_contradicts_itself(electricity, diesel, biogenic, bought, tonnes) -> None:
    inputs = [{"what": "x", "kg_co2e": bought, "primary": False, "source": "y"}]
    p = product(biogenic_carbon_kg=round(biogenic * 0.99, 6), fossil_carbon_kg=0.0, inputs=inputs)
    found = pact(p, rows=lines(electricity, diesel), productions=[made(quantity=tonnes)])
    assert not has_errors(check_footprint(found, now=NOW))
    assert codes(found, now=NOW) <= {"report_old", "uptake_of_carbon"}


def changed(path: str, value: object) -> dict[str, Any]:
    """A good footprint with one property set, or taken away (``...``)."""
    footprint = copy.deepcopy(GOOD)
    *folders, name = path.split(".")
    place = footprint
    for folder in folders:
        place = place[folder]
    if value is ...:
        del place[name]
    else:
        place[name] = value
    return footprint


GOOD = pact(rows=lines(gwp_report="AR6"))


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("pcf.pcfIncludingBiogenicUptake", "9.9", "including"),
        ("pcf.fossilGhgEmissions", "0.1", "components"),
        ("pcf.biogenicCO2Uptake", "0.5", "form"),
        ("pcf.primaryDataShare", "130", "share"),
        ("pcf.exemptedEmissionsPercent", "-1", "share"),
        ("pcf.exemptedEmissionsPercent", "12", "exemption_why"),
        ("pcf.referencePeriodStart", "2027-06-01T00:00:00Z", "period_order"),
        ("validityPeriodEnd", "2031-01-01T00:00:00Z", "valid_too_long"),
        ("validityPeriodStart", "2026-01-01T00:00:00Z", "valid_before_end"),
        ("validityPeriodEnd", "2026-12-31T17:00:00Z", "period_order"),
        ("pcf.productMassPerDeclaredUnit", "2", "mass_of_kilogram"),
        ("pcf.declaredUnitOfMeasurement", "kilowatt hour", "mass_of_service"),
        ("pcf.declaredUnitOfMeasurement", "tonne", "form"),
        ("pcf.declaredUnitAmount", "0", "form"),
        ("pcf.fossilCarbonContent", "3", "carbon_over_mass"),
        ("pcf.recycledCarbonContent", "0.5", "recycled_over_carbon"),
        ("pcf.biogenicCarbonContent", "0.3", "uptake_of_carbon"),
        ("pcf.geographyCountrySubdivision", "VN-57", "geography"),
        ("pcf.ipccCharacterizationFactors", ["AR5", "AR6"], "reports_mixed"),
        ("pcf.ipccCharacterizationFactors", ["AR5"], "report_old"),
        ("pcf.ccsTechnologicalCO2Capture", "-1", "capture_excluded"),
        ("pcf.packagingEmissionsIncluded", True, "packaging_missing"),
        ("pcf.landManagementFossilGhgEmissions", "99", "part_larger"),
        ("pcf.dqi.temporalDQR", "0.5", "rating"),
        ("pcf.secondaryEmissionFactorSources", [{"name": "x", "version": "1"}], "sources_of_nothing"),
        ("status", "Draft", "form"),
        ("precedingPfIds", [], "form"),
        ("precedingPfIds", [GOOD["id"]], "precedes_itself"),
        ("productIds", ["4712345"], "form"),
        ("productIds", ["urn:a:b", "urn:a:b"], "form"),
        ("created", "2026-06-01T00:00:00Z", "created_early"),
        ("created", "2028-06-01T00:00:00Z", "created_later"),
        ("companyName", ..., "missing"),
        ("pcf", "none", "form"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:30],
)
def test_check_footprint__finds(path, value, code) -> None:
    assert codes(GOOD, now=NOW) == set()
    assert code in codes(changed(path, value), now=NOW)


def test_check_footprint__a_difference_without_an_uptake() -> None:
    footprint = changed("pcf.pcfIncludingBiogenicUptake", "0.1")
    del footprint["pcf"]["biogenicCO2Uptake"]
    assert codes(footprint, now=NOW) == {"uptake_missing"}


def test_check_footprint__messages_speak_both_languages() -> None:
    texts = [
        text
        for name, text in known_messages().items()
        if name.startswith(("account.pcf.", "account.product.", "account.cbam."))
    ]
    assert len(texts) > 60
    assert all(text.vi != text.en and text.vi and text.en for text in texts)
    for finding in check_footprint(changed("pcf.pcfIncludingBiogenicUptake", "9.9")):
        assert finding.message.render("vi") != finding.message.render("en")


def test_check_footprint__against_others() -> None:
    other = {**copy.deepcopy(GOOD), "id": "00000000-0000-4000-8000-000000000001"}
    assert codes(GOOD, other) == {"two_active"}
    assert codes(GOOD, deprecated(other)) == set()
    following = changed("precedingPfIds", [other["id"]])
    assert codes(following, other) == {"preceding_active"}
    assert codes(GOOD, now=NOW + timedelta(days=4 * 366)) == {"run_out"}


@given(
    st.recursive(st.none() | st.booleans() | st.text() | st.floats(), lambda c: st.lists(c) | st.dictionaries(st.text(), c))
)
def test_check_footprint__takes_anything(thing) -> None:
    for given_ in (thing, {"pcf": thing}, changed("pcf.dqi", thing), changed("precedingPfIds", thing)):
        check_footprint(given_ if isinstance(given_, dict) else {"pcf": given_}, now=NOW)


def test_criteria__any_of_one_and_all_of_several() -> None:
    assert criteria_of({"productId": ["urn:x:y", "URN:GTIN:1"]}).match(GOOD)
    assert not criteria_of({"productId": ["urn:gtin:1"], "geography": ["DE"]}).match(GOOD)
    assert criteria_of({"validOn": "2027-06-01T00:00Z", "status": "active"}).match(GOOD)
    assert not criteria_of({"validOn": "2025-06-01T00:00:00+07:00"}).match(GOOD)
    for wrong in ({"validOn": "soon"}, {"productId": [1]}, {"status": ["Active"]}):
        with pytest.raises(InputError):
            criteria_of(wrong)


def test_consent__covers_what_it_names_until_its_day() -> None:
    consent = Consent.of({"firm": "steel", "recipient": "r", "products": ["bar"], "until": "2026-06-30"})
    assert consent.covers("bar", date(2026, 6, 30))
    assert not consent.covers("bar", date(2026, 7, 1))
    assert not consent.covers("wire", date(2026, 1, 1))
    assert Consent.of(consent.content()) == consent


CBAM: dict[str, Any] = {
    "installation": {"name": "Mill"}, "monitoring_plan": {"name": "MP-1"}, "verifier": {"name": "V"}, "carbon_price": [],
    "precursors": [{"what": "pig iron", "cn_code": "7201", "t_per_t": 0.2, "direct": 1.5, "indirect": 0.1, "default": True}],
}  # fmt: skip


def sheet(p: Product, rows=None, productions=None) -> CbamSheet | Insufficient:
    return cbam_sheet(p, FIRST, END, lines() if rows is None else rows, [p], productions or [made()], BOOK)


def test_cbam_sheet__worked_example() -> None:
    """1000 t steel; own CO2 120 t (CH4 of 1.2 t does not count); 240 t from 364.1 MWh; 0.2 t/t pig iron at the default
    1.5 + 10 % of 2026: direct 0.12 + 0.2 x 1.65 = 0.45 t/t, indirect 0.24 + 0.2 x 0.11 = 0.262 t/t."""
    found = sheet(product(cbam=CBAM))
    assert isinstance(found, CbamSheet)
    assert found.own_direct == pytest.approx(0.12)
    assert found.direct == pytest.approx(0.45)
    assert found.indirect == pytest.approx(0.262)
    assert found.electricity_mwh == pytest.approx(240 / 0.6592 / 1000)
    assert found.electricity_factor == pytest.approx(0.6592)
    assert found.precursors[0].markup_percent == 10
    assert (found.sector, found.gases, found.indirect_priced) == ("iron_steel", ("CO2",), False)
    assert found.provisional
    assert found.missing == ()
    assert json.loads(json.dumps(found.content()))["specific_embedded_emissions"]["direct"] == pytest.approx(0.45)


def test_cbam_sheet__gases_of_the_goods_in_ar5() -> None:
    """Nitric acid counts N2O: 265 tCO2e of AR5 are 273 of AR6 (1 t N2O)."""
    acid = product(cn_code="28080000", cbam=CBAM)
    rows = lines(gwp_report="AR6")
    rows += [line(273.0 / 12, 2026, m, scope=1, category="process", gas="N2O", gwp_report="AR6") for m in range(1, 13)]
    found = sheet(acid, rows)
    assert isinstance(found, CbamSheet)
    assert found.own_direct == pytest.approx(0.12 + 0.265)
    assert found.indirect_priced


def test_cbam_sheet__says_what_is_missing() -> None:
    found = sheet(product(route=""))
    assert isinstance(found, CbamSheet)
    said = {message.id.rpartition(".")[2] for message in found.missing}
    assert said == {"no_route", "no_precursors", "no_installation", "no_monitoring_plan", "no_verifier", "no_carbon_price"}
    mixed = sheet(product(cbam=CBAM), [*lines(), *(line(1.0, 2026, m, scope=1, category="fugitive") for m in range(1, 13))])
    assert isinstance(mixed, CbamSheet)
    assert mixed.direct is None
    assert [m.id for m in mixed.missing] == ["account.cbam.gases_mixed"]
    for p, code in ((product(cn_code=""), "no_code"), (product(cn_code="0901"), "not_covered")):
        refused = sheet(p)
        assert isinstance(refused, Insufficient)
        assert refused.reasons[0].id == f"account.cbam.{code}"
    nothing = sheet(product(), productions=[made(first_day="2020-01-01", last_day="2020-12-31")])
    assert isinstance(nothing, Insufficient)
    assert nothing.reasons[0].id == "account.product.no_production"


# --- cases that a lawyer can read -------------------------------------------------------------------------------------

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    (name, case)
    for name in ("hap-thu", "cbam", "pact")
    for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
]


def ask_sink(*, planted_on, year, trees=None, crown_m2=None, evidence=True, checked_on=None, sampled=None, alive=None):
    photo = [{"kind": "document", "id": "0", "version": None, "sha256": "0"}] if evidence else []
    said = {
        "what": "x",
        "place": "x",
        "planted_on": str(planted_on),
        "trees": trees,
        "crown_m2": crown_m2,
        "evidence": photo,
    }
    checks = []
    if checked_on:
        checks = [SurvivalCheck("c", "p", checked_on, "x", sampled, alive)]
    found = estimate([Planting.of("p", said)], checks, BOOK, date(year, 1, 1), date(year + 1, 1, 1))
    if found.total is None:
        return {"counts": False, "why": found.plantings[0].reason.id}
    low, middle, high = found.total.low_tco2, found.total.mid_tco2, found.total.high_tco2
    return {"counts": True, "middle_tco2": round(middle, 1), "low_tco2": round(low, 1), "high_tco2": round(high, 1)}


def ask_cbam(*, cn_code, day, default=None):
    goods = product(cn_code=cn_code)
    found = cbam_sheet(goods, FIRST, END, lines(), [goods], [made()], BOOK)
    said: dict[str, Any] = {}
    if isinstance(found, CbamSheet):
        said = {"sector": found.sector, "gases": list(found.gases), "indirect_priced": found.indirect_priced}
    else:
        said = {"why": found.reasons[0].id}
    if default is not None:
        (markup,) = BOOK.in_force(CbamMarkup, day)
        said["default_raised"] = round(default * (1 + markup.percent / 100), 4)
    return {**said, "provisional": not isinstance(found, CbamSheet) or found.provisional}


def ask_pact(*, change, to=...):
    found = codes(changed(change, to) if change else GOOD, now=NOW)
    return {"findings": sorted(f"account.pcf.{code}" for code in found)}


ASK = {"sink": ask_sink, "cbam": ask_cbam, "pact": ask_pact}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['case']}" for name, case in CASES])
def test_cases__hold(name, case) -> None:
    assert set(case) == {"case", "citation", "ask", "with", "expect"}
    answer = ASK[case["ask"]](**case["with"])
    assert case["expect"]
    assert {key: answer.get(key) for key in case["expect"]} == case["expect"]


def test_cases__there_are_enough() -> None:
    assert len(CASES) >= 18
