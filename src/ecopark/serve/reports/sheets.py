"""Content as XLSX: one sheet with every number, one sheet per section, one about the report. Bytes depend on it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ecopark.core.messages import Lang
from ecopark.judge.office.xlsx import Cell, Sheet, xlsx
from ecopark.judge.reports.content import Content
from ecopark.serve.formats import unit_text
from ecopark.serve.reports.words import word

Row = Sequence[Cell]


def xlsx_of(content: Content, lang: Lang) -> bytes:
    """The workbook in a language; heads and titles in both. Equal content gives equal bytes."""
    sheets = [_about(content, lang), _numbers(content, lang), *_sections(content, lang)]
    return xlsx(_both(content["title"], lang), sheets, lang)


def _about(content: Content, lang: Lang) -> Sheet:
    rows: list[Row] = [[_both(content["title"], lang)], [_both(content["subject"], lang)], [f"EP-{content['id']}"]]
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "facts":
                rows += [[_said(name, lang), _said(value, lang)] for name, value in block["rows"]]
    return Sheet(word(lang, "report.sheet.about"), rows, (46, 80), None, frozenset({0}), landscape=True)


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
    return Sheet(word(lang, "report.sheet.numbers"), rows, (14, 52, 16, 12, 14, 14, 22, 16, 26, 26, 60, 60), landscape=True)


def _sections(content: Content, lang: Lang) -> list[Sheet]:
    sheets = []
    for index, section in enumerate(content["sections"], 1):
        rows: list[Row] = [[_both(section["title"], lang)]]
        titles = {0}
        for block in section["blocks"]:
            if block["type"] == "text":
                rows.append([block["text"][lang]])
            elif block["type"] != "facts":
                rows.append([])
                rows.append([_both(block["title"], lang)])
                titles.add(len(rows) - 1)
                rows += _block_rows(content, block, lang)
        name = f"{index} {section['title'][lang]}"
        sheets.append(Sheet(name, rows, (46, *[18] * 9), None, frozenset(titles), landscape=True))
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
    head: list[Cell] = []
    for column, cell in zip(
        block["columns"], block["rows"][0] if block["rows"] else [None] * len(block["columns"]), strict=True
    ):
        head.append(_both(column["title"], lang))
        if isinstance(cell, Mapping) and "figure" in cell:
            head.append(word(lang, "report.head.code"))
    return [head, *[_wide_row(content, row, lang) for row in block["rows"]]]


def _wide_row(content: Content, row: Sequence[object], lang: Lang) -> Row:
    """A number and, in the cell beside it, its code."""
    cells: list[Cell] = []
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
