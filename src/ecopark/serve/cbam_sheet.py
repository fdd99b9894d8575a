"""The CBAM data sheet as a workbook: what an importer copies, with sources and what is missing; English, for importers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ecopark.account.product.cbam import CbamSheet
from ecopark.core.messages import Lang

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="DFECE7")
_WARN = PatternFill("solid", fgColor="F8E8CC")
Row = tuple[str, Any, str]


def workbook(sheet: CbamSheet, lang: Lang) -> bytes:
    """One page with the figures, one with precursors, one with what is missing."""
    content = sheet.content()
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Installation"
    _fill(first, ("Item", "Value", "Unit / source"), _figures(content), (44, 34, 60))
    precursors = book.create_sheet("Precursors")
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
    _fill(
        precursors,
        head,
        [tuple(p[name] for name in names) for p in content["precursors"]],
        (28, 12, 10, 16, 16, 14, 12, 40, 10),
    )
    missing = book.create_sheet("Missing")
    _fill(missing, ("Code", "What is missing"), [(m["code"], m[lang]) for m in content["missing"]], (36, 110))
    for row in missing.iter_rows(min_row=2):
        for cell in row:
            cell.fill = _WARN
    book.properties.creator = "ecopark"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


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


def _fill(sheet: Worksheet, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]], widths: tuple[int, ...]) -> None:
    sheet.append(list(head))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for row in rows:
        sheet.append([_plain(value) for value in row])
    for i, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + i)].width = width
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1


def _plain(value: object) -> object:
    """Text that begins like a formula stays text."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value
