"""A small XLSX writer: sheets of text and numbers, widths, bold heads, frozen first rows. Deterministic; no dependency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.judge.office.parts import (
    CORE_KIND,
    CORE_TYPE,
    HEAD,
    OFFICE,
    content_types,
    core_properties,
    relations,
    xml_text,
    zipped,
)

Cell = str | int | float | None
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN, _HEAD, _TITLE, _WRAPPED = range(4)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``head`` is the row (from 0) of the column heads: bold, framed, frozen; rows above it are titles."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    head: int = 0


def xlsx(title: str, sheets: Sequence[Sheet], lang: str) -> bytes:
    """The file. Numbers stay numbers, whatever the reader's decimal mark; what begins with = stays text."""
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{xml_text(sheet.name[:31])}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, 1)
    )
    workbook = f'{HEAD}<workbook xmlns="{_S}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    parts = [("xl/workbook.xml", f"{_KIND}.sheet.main+xml"), ("xl/styles.xml", f"{_KIND}.styles+xml")]
    parts += [(f"xl/{name}", f"{_KIND}.worksheet+xml") for name in names] + [("docProps/core.xml", CORE_TYPE)]
    targets = [*(("worksheet", name) for name in names), ("styles", "styles.xml")]
    return zipped(
        [
            ("[Content_Types].xml", content_types(parts)),
            ("_rels/.rels", relations([("officeDocument", "xl/workbook.xml"), (CORE_KIND, "docProps/core.xml")])),
            ("docProps/core.xml", core_properties(title, lang)),
            ("xl/_rels/workbook.xml.rels", relations(targets)),
            ("xl/workbook.xml", workbook.encode()),
            ("xl/styles.xml", _STYLES.encode()),
            *((f"xl/{name}", _sheet(sheet).encode()) for name, sheet in zip(names, sheets, strict=True)),
        ]
    )


def _sheet(sheet: Sheet) -> str:
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(sheet.widths, 1))
    rows = "".join(_row(number, row, sheet.head) for number, row in enumerate(sheet.rows))
    top = sheet.head + 1
    pane = f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{HEAD}<worksheet xmlns="{_S}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        '<pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, row: Sequence[Cell], head: int) -> str:
    style = _HEAD if number == head else _TITLE if number < head else _WRAPPED
    cells = "".join(_cell(f"{_letters(column)}{number + 1}", value, style) for column, value in enumerate(row))
    return f'<row r="{number + 1}">{cells}</row>'


def _cell(at: str, value: Cell, style: int) -> str:
    if value is None or value == "":
        return f'<c r="{at}" s="{style}"/>' if style in (_HEAD, _WRAPPED) else ""
    if isinstance(value, str):
        return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'
    return f'<c r="{at}" s="{style}"><v>{value!r}</v></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_LINES = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
_WRAP = '<alignment vertical="top" wrapText="1"/>'
_FONT = '<sz val="11"/><name val="Times New Roman"/>'
_STYLES = (
    f'{HEAD}<styleSheet xmlns="{_S}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_LINES}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1">{_WRAP}</xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1">{_WRAP}</xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
