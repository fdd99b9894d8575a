"""Content as a PDF: A4, bilingual titles, a code beside every number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecopark.core.messages import Lang
from ecopark.judge.reports.content import Content
from ecopark.serve.formats import number, unit_text
from ecopark.serve.reports.pdf.document import Info, pdf_bytes
from ecopark.serve.reports.pdf.layout import Cell, Setter, Span
from ecopark.serve.reports.words import word

_GREY = 0.38
_SMALL = 7.0


def pdf_of(content: Content, lang: Lang) -> bytes:
    """The report in a language; titles in both. Equal content gives equal bytes."""
    setter = Setter()
    _cover(setter, content, lang)
    for index, section in enumerate(content["sections"], 1):
        setter.space(12)
        setter.need(60)
        _title(setter, section["title"], lang, 12.5, f"{index}. ")
        for block in section["blocks"]:
            setter.space(5)
            _BLOCKS[block["type"]](setter, content, block, lang)
    head = f"{content['title'][lang]} · {content['subject'][lang]}"
    left = word(lang, "serve.report.id", id=content["id"])
    pages = setter.finish(head, lambda page, pages: (left, word(lang, "serve.report.page", page=page, pages=pages)))
    other = _other(lang)
    subject = f"{content['title'][other]} · EP-{content['id']}"
    title = f"{content['title'][lang]} · {content['subject'][lang]}"
    made = str(content["facts"]["made_at"])
    return pdf_bytes(pages, Info(title, content["facts"]["author"][lang], subject, made, lang))


def _cover(setter: Setter, content: Content, lang: Lang) -> None:
    setter.text(content["subject"][lang], 10, grey=_GREY)
    setter.space(2)
    setter.text(content["title"][lang], 19, strong=True)
    setter.text(content["title"][_other(lang)], 11, grey=_GREY)
    setter.space(6)
    setter.rule()


def _title(setter: Setter, title: Mapping[str, str], lang: Lang, size: float, before: str = "") -> None:
    setter.text(before + title[lang], size, strong=True)
    setter.text(title[_other(lang)], size * 0.68, grey=_GREY)


def _text(setter: Setter, _content: Content, block: Mapping[str, Any], lang: Lang) -> None:
    size = {"lead": 10.5, "note": 7.8}.get(block["style"], 9.2)
    grey = _GREY if block["style"] == "note" else 0.0
    setter.text(block["text"][lang], size, strong=block["style"] == "warning", grey=grey)


def _facts(setter: Setter, _content: Content, block: Mapping[str, Any], lang: Lang) -> None:
    rows = [[[Span(_said(name, lang), grey=_GREY)], [Span(_said(value, lang))]] for name, value in block["rows"]]
    setter.table([[Span(" ")], [Span(" ")]] if not rows else rows[0], [3, 7], rows[1:])


def _figures(setter: Setter, content: Content, block: Mapping[str, Any], lang: Lang) -> None:
    _table_title(setter, block["title"], lang)
    heads = ("what", "value", "interval", "standing", "code")
    head: list[Cell] = [
        [Span(word(lang, f"report.head.{name}"), strong=True, align="right" if name in ("value", "interval") else "left")]
        for name in heads
    ]
    rows = [_figure_row(content["figures"][n - 1], lang) for n in block["figures"]]
    setter.table(head, [36, 19, 19, 15, 15], rows)


def _figure_row(entry: Mapping[str, Any], lang: Lang) -> list[Cell]:
    figure = entry["figure"]
    what = [Span(entry["title"][lang])]
    if entry["reason"] is not None:
        what.append(Span(entry["reason"][lang], _SMALL, grey=_GREY))
    interval = ""
    if figure["low"] is not None:
        interval = f"{number(figure['low'], lang)} – {number(figure['high'], lang)}"
    standing = [Span(word(lang, f"report.standing.{figure['standing']}"), 8)]
    if figure["origin"] in ("synthetic", "modelled", "declared"):
        standing.append(Span(word(lang, f"report.origin.{figure['origin']}"), _SMALL, grey=_GREY))
    if figure["provisional"]:
        standing.append(Span(word(lang, "serve.report.provisional"), _SMALL, grey=_GREY))
    return [
        what,
        [Span(written(figure, lang), strong=figure["value"] is not None, align="right")],
        [Span(interval, 8, align="right")],
        standing,
        [Span(_kept_together(entry["code"]), _SMALL, grey=0.2)],
    ]


def _table(setter: Setter, content: Content, block: Mapping[str, Any], lang: Lang) -> None:
    _table_title(setter, block["title"], lang)
    head: list[Cell] = [
        [Span(column["title"][lang], 8, strong=True), Span(column["title"][_other(lang)], 6.5, grey=_GREY)]
        for column in block["columns"]
    ]
    rows = [[_cell(content, cell, lang) for cell in row] for row in block["rows"]]
    setter.table(head, [column["width"] for column in block["columns"]], rows)


def _cell(content: Content, cell: object, lang: Lang) -> Cell:
    if isinstance(cell, Mapping) and "figure" in cell:
        entry = content["figures"][cell["figure"] - 1]
        return [
            Span(written(entry["figure"], lang), align="right"),
            Span(_kept_together(entry["code"]), 6.2, grey=_GREY, align="right"),
        ]
    return [Span(_said(cell, lang), 8.2)]


def _table_title(setter: Setter, title: Mapping[str, str], lang: Lang) -> None:
    if title[lang]:
        setter.need(60)
        setter.text(title[lang], 9.5, strong=True)
        setter.text(title[_other(lang)], _SMALL, grey=_GREY)
        setter.space(3)


_BLOCKS = {"text": _text, "facts": _facts, "figures": _figures, "table": _table}


def written(figure: Mapping[str, Any], lang: Lang) -> str:
    """The value with its unit; words where there is none."""
    if figure["value"] is None:
        return word(lang, "serve.report.none")
    unit = unit_text(figure["unit"], lang)
    whole = figure["unit"] == "" and float(figure["value"]).is_integer()
    value = number(figure["value"], lang, 0 if whole else None)
    return f"{value}\N{NO-BREAK SPACE}{unit}" if unit else value


def _said(value: object, lang: Lang) -> str:
    if isinstance(value, Mapping):
        return str(value[lang])
    return "–" if value is None else str(value)


def _other(lang: Lang) -> Lang:
    return "en" if lang == "vi" else "vi"


def _kept_together(code: str) -> str:
    return code.replace(" ", "\N{NO-BREAK SPACE}")
