"""A firm's list of measures from a spreadsheet (CSV, XLSX) with Vietnamese or English headings.

Good rows are kept; a broken one is told with its row, its column and what to do. The same sheet again changes nothing that
it does not change: a row without an id is known by firm and name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecopark.account.measures.records import AMOUNTS, KINDS, MEASURE, Status, read_measure
from ecopark.connect.sheets import Cell, Sheet, read_sheets
from ecopark.connect.spelling import plain
from ecopark.connect.values import as_date, as_number, as_text
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.messages import Text, catalogue
from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.serve.measures import put_measure
from ecopark.serve.park import OpenPark

catalogue(
    {
        "serve.measure_sheet.no_header": Text(
            "không tìm thấy dòng tiêu đề có cột “Tên giải pháp”. Hãy tải mẫu bảng về và giữ nguyên dòng tiêu đề.",
            "no heading row with the column “Name” was found. Take the template and keep its heading row.",
        ),
        "serve.measure_sheet.unknown_column": Text(
            "không hiểu cột “{heading}”. Các cột đã biết: {known}.", "the column “{heading}” is not known. Known: {known}."
        ),
        "serve.measure_sheet.bad_number": Text(
            "“{text}” không phải là số. Hãy chỉ ghi số, ví dụ 12500 hoặc 12,5.",
            "“{text}” is not a number. Write a number only, for example 12500 or 12.5.",
        ),
        "serve.measure_sheet.bad_date": Text(
            "“{text}” không phải là ngày. Hãy ghi dạng 01/07/2025.", "“{text}” is not a date. Write it as 2025-07-01."
        ),
        "serve.measure_sheet.bad_word": Text(
            "“{text}” không có trong danh sách. Hãy dùng một trong: {known}.",
            "“{text}” is not on the list. Use one of: {known}.",
        ),
        "serve.measure_sheet.no_name": Text("thiếu tên giải pháp.", "the name is missing."),
        "serve.measure_sheet.unknown_firm": Text(
            "không có doanh nghiệp “{text}” trong khu, hoặc không phải của bạn. Hãy ghi đúng mã hoặc tên.",
            "there is no firm “{text}” in the park, or it is not yours. Give its id or its name.",
        ),
    }
)
_KIND_WORDS = {
    "nang luong": "energy", "dien": "energy", "nuoc": "water", "nguyen lieu": "material", "vat lieu": "material",
    "nguyen vat lieu": "material", "chat thai": "waste", "nuoc thai": "wastewater", "hoa chat": "chemical", "khac": "other",
    **{kind: kind for kind in KINDS},
}  # fmt: skip
_STATUS_WORDS = {
    "du kien": Status.PLANNED, "ke hoach": Status.PLANNED, "da lap dat": Status.INSTALLED, "da ap dung": Status.INSTALLED,
    "da rut": Status.WITHDRAWN, **{s.value: s for s in (Status.PLANNED, Status.INSTALLED, Status.WITHDRAWN)},
}  # fmt: skip
# Heading as written in the template (Vietnamese, English) -> field.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "firm": ("Doanh nghiệp", "Firm"),
    "id": ("Mã giải pháp", "Measure id"),
    "name": ("Tên giải pháp", "Name"),
    "what": ("Mô tả", "Description"),
    "kind": ("Loại", "Kind"),
    "status": ("Trạng thái", "Status"),
    "installed_on": ("Ngày lắp đặt", "Installed on"),
    "cost_vnd": ("Chi phí (đồng)", "Cost (VND)"),
    "lifetime_years": ("Tuổi thọ (năm)", "Lifetime (years)"),
    "meters": ("Mã công tơ", "Meters"),
    "electricity_kwh": ("Điện (kWh/năm)", "Electricity (kWh/year)"),
    "fuel_gj": ("Nhiên liệu (GJ/năm)", "Fuel (GJ/year)"),
    "water_m3": ("Nước (m3/năm)", "Water (m3/year)"),
    "wastewater_m3": ("Nước thải (m3/năm)", "Wastewater (m3/year)"),
    "material_t": ("Nguyên vật liệu (tấn/năm)", "Materials (t/year)"),
    "waste_t": ("Chất thải (tấn/năm)", "Waste (t/year)"),
    "waste_reused_t": ("Chất thải tái sử dụng (tấn/năm)", "Waste reused (t/year)"),
    "waste_recycled_t": ("Chất thải tái chế (tấn/năm)", "Waste recycled (t/year)"),
    "chemical_t": ("Hóa chất (tấn/năm)", "Chemicals (t/year)"),
    "electricity_tco2e": ("CO2 nhờ điện (tấn/năm)", "CO2 by electricity (t/year)"),
    "fuel_tco2e": ("CO2 nhờ nhiên liệu (tấn/năm)", "CO2 by fuel (t/year)"),
    "tco2e": ("CO2 (tấn/năm)", "CO2 (t/year)"),
    "electricity_vnd": ("Tiền điện (đồng/năm)", "Electricity cost (VND/year)"),
    "fuel_vnd": ("Tiền nhiên liệu (đồng/năm)", "Fuel cost (VND/year)"),
    "water_vnd": ("Tiền nước (đồng/năm)", "Water cost (VND/year)"),
    "wastewater_vnd": ("Tiền nước thải (đồng/năm)", "Wastewater cost (VND/year)"),
    "material_vnd": ("Tiền nguyên vật liệu (đồng/năm)", "Materials cost (VND/year)"),
    "waste_reused_vnd": ("Tiền nhờ tái sử dụng (đồng/năm)", "Reuse cost (VND/year)"),
    "waste_recycled_vnd": ("Tiền nhờ tái chế (đồng/năm)", "Recycling cost (VND/year)"),
    "chemical_vnd": ("Tiền hóa chất (đồng/năm)", "Chemicals cost (VND/year)"),
    "vnd": ("Tiền tiết kiệm (đồng/năm)", "Money saved (VND/year)"),
    "note": ("Ghi chú", "Note"),
}
_ALIASES = {"ngay ap dung": "installed_on", "giai phap": "name", "cong ty": "firm", "tien (dong/nam)": "vnd"}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken: ``row`` as the spreadsheet program numbers it."""

    row: int
    column: str
    error: EcoparkError


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What came of a sheet."""

    kept: tuple[Record, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]


def import_measures(park: OpenPark, scope: Scope, content: bytes, file: str) -> SheetResult:
    """Take every good row; ``InputError`` where there is no table at all (connect.sheet.*, serve.measure_sheet.*)."""
    kept: list[Record] = []
    problems: list[RowProblem] = []
    unchanged = 0
    for sheet in read_sheets(content, file):
        header, columns = _header(sheet)
        for number, row in enumerate(sheet.rows[header:], start=header + 1):
            if not any(cell is not None for cell in row):
                continue
            try:
                measure_id, said = _said(park, scope, _cells(row, columns))
                known = park.records.get(scope, MEASURE, measure_id)
                if known is not None:
                    said = {**_keeping(known), **said}
                    if read_measure(measure_id, said).content() == dict(known.content):
                        unchanged += 1
                        continue
                kept.append(put_measure(park, scope, said, measure_id))
            except EcoparkError as error:
                problems.append(RowProblem(number, error.where if error.where in COLUMNS else "", error))
    return SheetResult(tuple(kept), unchanged, tuple(problems))


def template(lang: str) -> list[list[Cell]]:
    """Heading row and one example row."""
    at = 0 if lang == "vi" else 1
    example = {
        "name": ("Thay đèn LED nhà xưởng", "LED lighting in the hall")[at],
        "kind": ("năng lượng", "energy")[at],
        "status": ("đã lắp đặt", "installed")[at],
        "installed_on": ("01/07/2025", "2025-07-01")[at],
        "cost_vnd": 250_000_000,
        "electricity_kwh": 60_000,
        "vnd": 110_000_000,
    }
    return [[names[at] for names in COLUMNS.values()], [example.get(field) for field in COLUMNS]]


def _header(sheet: Sheet) -> tuple[int, dict[int, str]]:
    """Number of rows up to the heading row, and its columns."""
    known = {plain(name): field for field, names in COLUMNS.items() for name in (*names, field)} | _ALIASES
    for number, row in enumerate(sheet.rows[:20], start=1):
        named = {i: (as_text(cell), known.get(plain(as_text(cell)))) for i, cell in enumerate(row) if cell is not None}
        if any(field == "name" for _, field in named.values()):
            for text, field in named.values():
                if field is None:
                    listed = ", ".join(names[0] for names in COLUMNS.values())
                    where = sheet.where(number, text)
                    raise InputError("serve.measure_sheet.unknown_column", where=where, heading=text, known=listed)
            return number, {i: field for i, (_, field) in named.items() if field}
    raise InputError("serve.measure_sheet.no_header", where=sheet.file)


def _cells(row: tuple[Cell, ...], columns: Mapping[int, str]) -> dict[str, Cell]:
    return {field: row[i] for i, field in columns.items() if i < len(row) and row[i] is not None}


def _said(park: OpenPark, scope: Scope, cells: Mapping[str, Cell]) -> tuple[str, dict[str, Any]]:
    """Id and content of a row."""
    name = as_text(cells.get("name")).strip()
    if not name:
        raise InputError("serve.measure_sheet.no_name", where="name")
    firm = _firm(park, scope, cells.get("firm"))
    said: dict[str, Any] = {"firm": firm, "name": name}
    said["kind"] = _word(cells, "kind", _KIND_WORDS, "other")
    day = _day(cells)
    said["installed_on"] = day
    said["status"] = str(_word(cells, "status", _STATUS_WORDS, Status.INSTALLED if day else Status.PLANNED))
    for field in ("what", "note"):
        if field in cells:
            said[field] = as_text(cells[field])
    if "meters" in cells:
        said["meters"] = [m for m in re.split(r"[;,\s]+", as_text(cells["meters"])) if m]
    for field in ("cost_vnd", "lifetime_years"):
        if field in cells:
            said[field] = _number(cells, field)
    amounts = {field: _number(cells, field) for field in AMOUNTS if field in cells}
    said["declared" if said["status"] == Status.INSTALLED else "expected"] = amounts
    given = as_text(cells.get("id")).strip()
    return given or "x-" + hashlib.sha256(f"{firm}|{plain(name)}".encode()).hexdigest()[:10], said


def _keeping(known: Record) -> dict[str, Any]:
    """What a sheet does not say stays as it is."""
    return dict(known.content)


def _firm(park: OpenPark, scope: Scope, cell: Cell) -> str | None:
    text = as_text(cell).strip()
    if not text:
        return next(iter(scope.firms)) if scope.firms and len(scope.firms) == 1 else None
    for firm in park.network.firms.values():
        if plain(text) in (plain(firm.id), plain(firm.name_vi), plain(firm.name_en)) and scope.sees(firm.id):
            return firm.id
    raise InputError("serve.measure_sheet.unknown_firm", where="firm", text=text[:80])


def _word(cells: Mapping[str, Cell], field: str, words: Mapping[str, str], otherwise: str) -> str:
    text = as_text(cells.get(field)).strip()
    if not text:
        return otherwise
    found = words.get(plain(text))
    if found is None:
        raise InputError("serve.measure_sheet.bad_word", where=field, text=text[:60], known=", ".join(words))
    return found


def _day(cells: Mapping[str, Cell]) -> str | None:
    cell = cells.get("installed_on")
    if cell is None:
        return None
    day = as_date(cell)
    if day is None:
        raise InputError("serve.measure_sheet.bad_date", where="installed_on", text=as_text(cell)[:40])
    return day.isoformat()


def _number(cells: Mapping[str, Cell], field: str) -> float:
    value = as_number(cells[field])
    if value is None:
        raise InputError("serve.measure_sheet.bad_number", where=field, text=as_text(cells[field])[:40])
    return value
