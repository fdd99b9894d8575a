"""A small DOCX writer: headings, paragraphs, tables, page numbers. Deterministic; no dependency.

Measured when it was chosen: python-docx with lxml would add 16 MB to an environment that must stay under 400 MB and
already holds the PDF writer. Here it only reads what this module wrote, in the tests.
Font and sizes follow Decree 30/2020/ND-CP on administrative documents (Times New Roman, 13 pt) [memory].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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

Align = Literal["left", "center", "right", "both"]
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PAGE_TWIPS = 9356  # A4 without margins of 30 mm left and 15 mm right


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; line feeds in ``text`` are line breaks. ``size`` in half points. ``level`` 1-3 makes a heading."""

    text: str
    align: Align = "left"
    bold: bool = False
    italic: bool = False
    size: int = 26
    level: int = 0
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text. The first ``heads`` rows are printed again on every page; ``widths`` are shares of the page.

    ``aligns`` by column; ``spans`` are rows (by number) whose first cell fills the row; ``frame`` False: no lines.
    """

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    heads: int = 1
    aligns: Sequence[Align] = ()
    spans: frozenset[int] = frozenset()
    frame: bool = True
    size: int = 22
    bold_first: bool = False


Block = Paragraph | Table


def docx(title: str, blocks: Sequence[Block], lang: str, footer: str) -> bytes:
    """The file: A4, page numbers and ``footer`` below, title in its properties."""
    body = "".join(_paragraph(b) if isinstance(b, Paragraph) else _table(b) for b in blocks)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
        "</w:sectPr>"
    )
    document = f'{HEAD}<w:document xmlns:w="{_W}" xmlns:r="{OFFICE}"><w:body>{body}<w:p/>{section}</w:body></w:document>'
    parts = (
        ("word/document.xml", f"{_KIND}.document.main+xml"),
        ("word/styles.xml", f"{_KIND}.styles+xml"),
        ("word/footer1.xml", f"{_KIND}.footer+xml"),
        ("docProps/core.xml", CORE_TYPE),
    )
    return zipped(
        [
            ("[Content_Types].xml", content_types(parts)),
            ("_rels/.rels", relations([("officeDocument", "word/document.xml"), (CORE_KIND, "docProps/core.xml")])),
            ("docProps/core.xml", core_properties(title, lang)),
            ("word/_rels/document.xml.rels", relations([("styles", "styles.xml"), ("footer", "footer1.xml")])),
            ("word/document.xml", document.encode()),
            ("word/footer1.xml", _footer(footer).encode()),
            ("word/styles.xml", _styles(lang).encode()),
        ]
    )


def _paragraph(said: Paragraph) -> str:
    style = f'<w:pStyle w:val="Heading{said.level}"/>' if said.level else ""
    keep = "<w:keepNext/>" if said.keep_next or said.level else ""
    return f'<w:p><w:pPr>{style}{keep}<w:jc w:val="{said.align}"/></w:pPr>{_run(said)}</w:p>'


def _run(said: Paragraph) -> str:
    marks = "<w:b/>" * said.bold + "<w:i/>" * said.italic
    look = f'<w:rPr>{marks}<w:sz w:val="{said.size}"/><w:szCs w:val="{said.size}"/></w:rPr>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in said.text.split("\n"))
    return f"<w:r>{look}{lines}</w:r>"


def _table(table: Table) -> str:
    widths = [round(_PAGE_TWIPS * width / sum(table.widths)) for width in table.widths]
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if table.frame else 'w:val="nil"'
    sides = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(table, number, row, widths) for number, row in enumerate(table.rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(table: Table, number: int, row: Sequence[str], widths: Sequence[int]) -> str:
    head = number < table.heads
    about = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    if number in table.spans:
        cell = Paragraph(row[0], bold=True, size=table.size)
        merged = f'<w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/></w:tcPr>'
        return f"<w:tr>{about}<w:tc>{merged}{_paragraph(cell)}</w:tc></w:tr>"
    cells = []
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        align: Align = "center" if head else table.aligns[column] if column < len(table.aligns) else "left"
        bold = head or (table.bold_first and column == 0)
        said = _paragraph(Paragraph(text, align, bold=bold, size=table.size))
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{said}</w:tc>')
    return f"<w:tr>{about}{''.join(cells)}</w:tr>"


def _footer(text: str) -> str:
    look = '<w:rPr><w:sz w:val="16"/></w:rPr>'
    page = "".join(
        f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>'
        if kind
        else f"<w:r>{look}<w:instrText>PAGE</w:instrText></w:r>"
        for kind in ("begin", "", "end")
    )
    said = f'<w:r>{look}<w:t xml:space="preserve">{xml_text(text)} · </w:t></w:r>'
    return f'{HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{said}{page}</w:p></w:ftr>'


def _styles(lang: str) -> str:
    tag = {"vi": "vi-VN", "en": "en-GB"}[lang]
    font = (
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>'
    )
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="Normal"/>'
        '<w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="160" w:after="80"/>'
        f'<w:outlineLvl w:val="{n - 1}"/>'
        f"</w:pPr><w:rPr><w:b/></w:rPr></w:style>"
        for n in (1, 2, 3)
    )
    return (
        f'{HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{font}<w:sz w:val="26"/><w:szCs w:val="26"/>'
        f'<w:lang w:val="{tag}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="60"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{headings}</w:styles>"
    )
