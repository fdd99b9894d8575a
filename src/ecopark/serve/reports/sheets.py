"""Content as XLSX: one sheet with every number, one sheet per section, one about the report.

Written by hand (ECMA-376 SpreadsheetML, inline strings): the bytes depend on nothing but the content, entries are stored
without compression under one fixed time. Texts are texts (type ``inlineStr``), never formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from ecopark.core.messages import Lang
from ecopark.judge.reports.content import Content
from ecopark.serve.formats import unit_text
from ecopark.serve.reports.pdf.font import composed
from ecopark.serve.reports.words import word

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN, _HEAD, _NUMBER, _TITLE = 0, 1, 2, 3  # styles, in the order of styles.xml
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``head``: number of the row that repeats in print and stays on the screen; rows of texts and numbers."""

    name: str
    rows: Sequence[Row]
    widths: Sequence[float]
    head: int = 1
    titles: frozenset[int] = frozenset()


def xlsx_of(content: Content, lang: Lang) -> bytes:
    """The workbook in a language; heads and titles in both. Equal content gives equal bytes."""
    return workbook([_about(content, lang), _numbers(content, lang), *_sections(content, lang)])


def _about(content: Content, lang: Lang) -> Sheet:
    rows: list[Row] = [[_both(content["title"], lang)], [_both(content["subject"], lang)], [f"EP-{content['id']}"]]
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "facts":
                rows += [[_said(name, lang), _said(value, lang)] for name, value in block["rows"]]
    return Sheet(word(lang, "report.sheet.about"), rows, (46, 80), 0, frozenset({1}))


def _numbers(content: Content, lang: Lang) -> Sheet:
    heads = ("code", "what", "value", "unit", "low", "high", "standing", "origin", "start", "end", "reason", "evidence")
    rows: list[Row] = [[word(lang, f"report.head.{name}") for name in heads]]
    for entry in content["figures"]:
        figure = entry["figure"]
        evidence = "; ".join(
            f"{e['kind']} {e['id']}" + (f" v{e['version']}" if e["version"] is not None else "") for e in figure["evidence"]
        )
        rows.append(
            [
                entry["code"],
                entry["title"][lang],
                figure["value"] if figure["value"] is not None else word(lang, "serve.report.none"),
                unit_text(figure["unit"], lang),
                figure["low"],
                figure["high"],
                _standing(figure, lang),
                word(lang, f"report.origin.{figure['origin']}") if figure["origin"] else None,
                figure["start"],
                figure["end"],
                entry["reason"][lang] if entry["reason"] else None,
                evidence,
            ]
        )
    return Sheet(word(lang, "report.sheet.numbers"), rows, (14, 52, 16, 12, 14, 14, 22, 16, 26, 26, 60, 60))


def _sections(content: Content, lang: Lang) -> list[Sheet]:
    sheets = []
    for index, section in enumerate(content["sections"], 1):
        rows: list[Row] = [[_both(section["title"], lang)]]
        titles = {1}
        for block in section["blocks"]:
            if block["type"] == "text":
                rows.append([block["text"][lang]])
            elif block["type"] != "facts":
                rows.append([])
                rows.append([_both(block["title"], lang)])
                titles.add(len(rows))
                rows += _block_rows(content, block, lang)
        sheets.append(
            Sheet(
                _NOT_IN_NAME.sub(" ", f"{index} {section['title'][lang]}")[:31], rows, (46, *[18] * 9), 0, frozenset(titles)
            )
        )
    return sheets


def _block_rows(content: Content, block: Mapping[str, Any], lang: Lang) -> list[Row]:
    if block["type"] == "figures":
        heads = ("what", "value", "unit", "low", "high", "standing", "code")
        rows: list[Row] = [[word(lang, f"report.head.{name}") for name in heads]]
        for number in block["figures"]:
            entry = content["figures"][number - 1]
            f = entry["figure"]
            value = f["value"] if f["value"] is not None else word(lang, "serve.report.none")
            rows.append(
                [
                    entry["title"][lang],
                    value,
                    unit_text(f["unit"], lang),
                    f["low"],
                    f["high"],
                    _standing(f, lang),
                    entry["code"],
                ]
            )
        return rows
    head: list[object] = []
    for column, cell in zip(
        block["columns"], block["rows"][0] if block["rows"] else [None] * len(block["columns"]), strict=True
    ):
        head.append(_both(column["title"], lang))
        if isinstance(cell, Mapping) and "figure" in cell:
            head.append(word(lang, "report.head.code"))
    return [head, *[_wide_row(content, row, lang) for row in block["rows"]]]


def _wide_row(content: Content, row: Sequence[object], lang: Lang) -> Row:
    """A number and, in the cell beside it, its code."""
    cells: list[object] = []
    for cell in row:
        if isinstance(cell, Mapping) and "figure" in cell:
            entry = content["figures"][cell["figure"] - 1]
            value = entry["figure"]["value"]
            cells += [value if value is not None else word(lang, "serve.report.none"), entry["code"]]
        else:
            cells.append(_said(cell, lang))
    return cells


def _standing(figure: Mapping[str, Any], lang: Lang) -> str:
    text = word(lang, f"report.standing.{figure['standing']}")
    return f"{text}, {word(lang, 'serve.report.provisional')}" if figure["provisional"] else text


def _both(text: Mapping[str, str], lang: Lang) -> str:
    other = text["en" if lang == "vi" else "vi"]
    return text[lang] if other == text[lang] else f"{text[lang]} · {other}"


def _said(value: object, lang: Lang) -> str:
    return str(value[lang]) if isinstance(value, Mapping) else "–" if value is None else str(value)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file; names of sheets are made different."""
    names = _names([sheet.name for sheet in sheets])
    files: dict[str, str] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(sheets, names),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(sheets))] + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{i + 1}.xml": _sheet(sheet) for i, sheet in enumerate(sheets)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = 3, 0o644 << 16
            packed.writestr(info, text.encode("utf-8"))
    return out.getvalue()


def _names(wanted: Sequence[str]) -> list[str]:
    names: list[str] = []
    for name in wanted:
        text = _NOT_IN_NAME.sub(" ", composed(name)).strip()[:31] or "-"
        number = 2
        while text.lower() in [n.lower() for n in names]:
            text = f"{name[:27].strip()} {number}"
            number += 1
        names.append(text)
    return names


def _sheet(sheet: Sheet) -> str:
    widths = "".join(f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, w in enumerate(sheet.widths, 1))
    frozen = (
        f'<pane ySplit="{sheet.head}" topLeftCell="A{sheet.head + 1}" activePane="bottomLeft" state="frozen"/>'
        if sheet.head
        else ""
    )
    rows = "".join(_row(i, row, sheet) for i, row in enumerate(sheet.rows, 1))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews><cols>{widths}</cols>'
        f"<sheetData>{rows}</sheetData>"
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, row: Row, sheet: Sheet) -> str:
    style = _TITLE if number in sheet.titles else _HEAD if number == sheet.head else _PLAIN
    cells = "".join(_cell(f"{_column(i)}{number}", value, style) for i, value in enumerate(row) if value is not None)
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: object, style: int) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c r="{place}" s="{_NUMBER}"><v>{value!r}</v></c>'
    text = escape(_NOT_XML.sub("", composed(str(value))))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _column(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)


def _book(sheets: Sequence[Sheet], names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    repeated = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{i}">'
        f"'{escape(name)}'!${sheet.head}:${sheet.head}</definedName>"
        for i, (sheet, name) in enumerate(zip(sheets, names, strict=True))
        if sheet.head
    )
    defined = f"<definedNames>{repeated}</definedNames>" if repeated else ""
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets>{defined}</workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="{kind}.worksheet+xml"/>' for i in range(sheets)
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{listed}</Types>'
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0##"/></numFmts>'
    '<fonts count="3"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><name val="Arial"/></font>'
    '<font><b/><sz val="13"/><name val="Arial"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE9EDEA"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
