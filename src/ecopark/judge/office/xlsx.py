"""A small XLSX writer: sheets of text and numbers, widths, bold heads, frozen first rows. Deterministic; no dependency."""

from __future__ import annotations

import re
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
_PLAIN, _HEAD, _TITLE, _WRAPPED, _NUMBER = range(5)
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``head`` is the row (from 0) of the column heads: bold, framed, frozen, on every page; rows above are titles.

    ``head`` None: no such row; ``titles`` are then the rows (from 0) that are headings. Fractions are shown with up to three
    decimals and keep all of their digits; whole numbers stand as they are (a year is no amount).
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    head: int | None = 0
    titles: frozenset[int] = frozenset()
    landscape: bool = False


def xlsx(title: str, sheets: Sequence[Sheet], lang: str) -> bytes:
    """The file. Numbers stay numbers, whatever the reader's decimal mark; what begins with = stays text.

    Names of sheets lose what a name may not hold and are made different.
    """
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    workbook = _book(sheets)
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


def _book(sheets: Sequence[Sheet]) -> str:
    names = _names([sheet.name for sheet in sheets])
    listed = "".join(f'<sheet name="{xml_text(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    repeated = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"'{xml_text(name)}'!${sheet.head + 1}:${sheet.head + 1}</definedName>"
        for n, (sheet, name) in enumerate(zip(sheets, names, strict=True))
        if sheet.head is not None
    )
    defined = f"<definedNames>{repeated}</definedNames>" if repeated else ""
    return f'{HEAD}<workbook xmlns="{_S}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{defined}</workbook>'


def _names(wanted: Sequence[str]) -> list[str]:
    names: list[str] = []
    for name in wanted:
        plain = _NOT_IN_NAME.sub(" ", name).strip()
        text, number = plain[:31] or "-", 2
        while text.lower() in [n.lower() for n in names]:
            text, number = f"{plain[:27].strip()} {number}", number + 1
        names.append(text)
    return names


def _sheet(sheet: Sheet) -> str:
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(sheet.widths, 1))
    rows = "".join(_row(number, row, sheet) for number, row in enumerate(sheet.rows))
    pane = ""
    if sheet.head is not None:
        top = sheet.head + 1
        pane = f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
    turned = "landscape" if sheet.landscape else "portrait"
    return (
        f'{HEAD}<worksheet xmlns="{_S}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{turned}" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, row: Sequence[Cell], sheet: Sheet) -> str:
    title = number in sheet.titles if sheet.head is None else number < sheet.head
    style = _HEAD if number == sheet.head else _TITLE if title else _WRAPPED
    cells = "".join(_cell(f"{_letters(column)}{number + 1}", value, style) for column, value in enumerate(row))
    return f'<row r="{number + 1}">{cells}</row>'


def _cell(at: str, value: Cell, style: int) -> str:
    if value is None or value == "":
        return f'<c r="{at}" s="{style}"/>' if style in (_HEAD, _WRAPPED) else ""
    if isinstance(value, str):
        return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'
    shown = _NUMBER if isinstance(value, float) and style == _WRAPPED else style
    return f'<c r="{at}" s="{shown}"><v>{value!r}</v></c>'


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
    f'{HEAD}<styleSheet xmlns="{_S}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0##"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_LINES}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1">{_WRAP}</xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1">{_WRAP}</xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1">'
    '<alignment vertical="top"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
