"""The CBAM data sheet as a workbook: what an importer copies, with sources and what is missing; English, for importers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecopark.account.product.cbam import CbamSheet
from ecopark.core.messages import Lang
from ecopark.judge.office.xlsx import Cell, Sheet, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[str, Any, str]


def workbook(sheet: CbamSheet, lang: Lang) -> bytes:
    """One page with the figures, one with precursors, one with what is missing. Equal figures give equal bytes."""
    content = sheet.content()
    names = ("what", "cn_code", "t_per_t", "direct", "indirect", "is_default", "markup_percent", "source", "country")
    head = (
        "Precursor",
        "CN code",
        "t per t",
        "Direct tCO2e/t",
        "Indirect tCO2e/t",
        "Default value",
        "Mark-up %",
        "Source",
        "Country",
    )
    precursors = [[_cell(p[name]) for name in names] for p in content["precursors"]]
    missing = [[_cell(m["code"]), _cell(m[lang])] for m in content["missing"]]
    figures = [[_cell(value) for value in row] for row in _figures(content)]
    pages = [
        Sheet("Installation", [("Item", "Value", "Unit / source"), *figures], (44, 34, 60), landscape=True),
        Sheet("Precursors", [head, *precursors], (28, 12, 10, 16, 16, 14, 12, 40, 10), landscape=True),
        Sheet("Missing", [("Code", "What is missing"), *missing], (36, 110), landscape=True),
    ]
    return xlsx("CBAM", pages, "en")


def _cell(value: object) -> Cell:
    """Numbers stay numbers; yes and no are words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, int | float) else str(value)


def _figures(said: dict[str, Any]) -> Iterable[Row]:
    emissions, electricity, installation = said["specific_embedded_emissions"], said["electricity"], said["installation"]
    yield ("Regulation", said["regulation"], "")
    yield (
        "Figures are provisional",
        "yes" if said["provisional"] else "no",
        "some rule has not been compared with the official text",
    )
    yield ("Weakest origin of the data", said["origin"], "measured, modelled, declared or synthetic (demonstration)")
    yield ("Installation", installation.get("name"), "")
    yield ("Address", installation.get("address"), "")
    yield ("UN/LOCODE", installation.get("unlocode"), "")
    yield ("Coordinates", installation.get("coordinates"), "")
    yield ("Product", said["product"]["name"], "")
    yield ("CN code", said["product"]["cn_code"], "")
    yield ("Sector", said["sector"], "")
    yield ("Production route", said["production_route"], "")
    yield ("First day", said["period"]["first_day"], "")
    yield ("Last day", said["period"]["last_day"], "")
    yield ("Quantity produced", said["quantity_t"], "t")
    yield ("Gases counted", ", ".join(said["gases"]), f"warming potentials of {said['gwp_report']}")
    yield ("Specific direct embedded emissions", emissions["direct"], "tCO2e/t")
    yield ("  of which own", emissions["own_direct"], "tCO2e/t")
    yield ("Specific indirect embedded emissions", emissions["indirect"], "tCO2e/t")
    yield ("  of which own", emissions["own_indirect"], "tCO2e/t")
    yield ("Indirect emissions are priced for these goods", "yes" if emissions["indirect_priced"] else "no", "")
    yield ("Electricity", electricity["mwh_per_t"], "MWh/t")
    yield ("Emission factor of electricity", electricity["factor_tco2e_per_mwh"], "tCO2e/MWh")
    yield ("Source of the factor", electricity["source"], "")
    yield ("Monitoring plan", said["monitoring_plan"].get("name"), str(said["monitoring_plan"].get("date") or ""))
    yield ("Verifier", said["verifier"].get("name"), str(said["verifier"].get("accreditation") or ""))
    for price in said["carbon_price_paid"] or ():
        yield ("Carbon price paid", price.get("amount"), f"{price.get('currency', '')} {price.get('what', '')}".strip())
    for rule in said["rules"]:
        yield ("Rule", rule, "")
