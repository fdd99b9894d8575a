"""Sets blocks on A4 pages: lines that break at blanks, tables whose heads repeat and whose rows are never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ecopark.serve.reports.pdf.document import A4, Page
from ecopark.serve.reports.pdf.font import bold, composed, regular

LEFT, RIGHT, TOP, BOTTOM = 51.0, 51.0, 62.0, 56.0
WIDTH = A4[0] - LEFT - RIGHT
_PAD = 3.5
_LEADING = 1.42  # Vietnamese letters carry two marks: lines need room


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a cell with its own look, on lines of its own; ``align``: left or right."""

    text: str
    size: float = 8.5
    strong: bool = False
    grey: float = 0.0
    align: str = "left"


Cell = Sequence[Span]


@dataclass
class Setter:
    """Puts blocks under each other; begins a new page where one does not fit."""

    pages: list[Page] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self._new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def space(self, height: float) -> None:
        self.y -= height

    def need(self, height: float) -> None:
        """Begin a new page unless so much room is left."""
        if self.y - height < BOTTOM and self.y < A4[1] - TOP:
            self._new_page()

    def text(self, text: str, size: float, *, strong: bool = False, grey: float = 0.0, indent: float = 0.0) -> None:
        """A paragraph; its lines may go on on the next page."""
        for line in wrapped(text, size, WIDTH - indent, strong=strong):
            self.need(size * _LEADING)
            self.y -= size * _LEADING
            self.page.text(LEFT + indent, self.y + size * 0.3, line, size, strong=strong, grey=grey)

    def rule(self) -> None:
        self.page.line(LEFT, self.y, LEFT + WIDTH, self.y, 0.8, 0.3)

    def table(self, head: Sequence[Cell], weights: Sequence[float], rows: Sequence[Sequence[Cell]]) -> None:
        """Rows under a head that is repeated on each page. A row stays whole, and the head is never left alone."""
        whole = sum(weights)
        widths = [WIDTH * weight / whole for weight in weights]
        heights = [_height(row, widths) for row in rows]
        head_height = _height(head, widths)
        self.need(head_height + (heights[0] if heights else 0.0))
        self._row(head, widths, head_height, shaded=True)
        for row, height in zip(rows, heights, strict=True):
            if self.y - height < BOTTOM:
                self._new_page()
                self._row(head, widths, head_height, shaded=True)
            self._row(row, widths, height)

    def _row(self, row: Sequence[Cell], widths: Sequence[float], height: float, *, shaded: bool = False) -> None:
        if shaded:
            self.page.box(LEFT, self.y - height, WIDTH, height, 0.92)
        x = LEFT
        for cell, width in zip(row, widths, strict=True):
            y = self.y - _PAD
            for span in cell:
                for line in wrapped(span.text, span.size, width - 2 * _PAD, strong=span.strong):
                    y -= span.size * _LEADING
                    font = bold() if span.strong else regular()
                    room = width - 2 * _PAD - font.width(line, span.size)
                    shift = room if span.align == "right" else 0.0
                    self.page.text(
                        x + _PAD + shift, y + span.size * 0.35, line, span.size, strong=span.strong, grey=span.grey
                    )
            x += width
        self.y -= height
        self.page.line(LEFT, self.y, LEFT + WIDTH, self.y, 0.4, 0.7)

    def _new_page(self) -> None:
        self.pages.append(Page())
        self.y = A4[1] - TOP

    def finish(self, head: str, foot: Callable[[int, int], tuple[str, str]]) -> list[Page]:
        """Running head and ``foot(page, pages)`` (left, right) on every page."""
        for number, page in enumerate(self.pages, 1):
            if number > 1:
                page.text(LEFT, A4[1] - 38, head, 7.5, grey=0.35)
                page.line(LEFT, A4[1] - 43, LEFT + WIDTH, A4[1] - 43, 0.4, 0.7)
            left, right = foot(number, len(self.pages))
            page.line(LEFT, 44, LEFT + WIDTH, 44, 0.4, 0.7)
            page.text(LEFT, 32, left, 7.5, grey=0.35)
            page.text(LEFT + WIDTH - regular().width(composed(right), 7.5), 32, right, 7.5, grey=0.35)
        return self.pages


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    def height(cell: Cell, width: float) -> float:
        return sum(
            len(wrapped(span.text, span.size, width - 2 * _PAD, strong=span.strong)) * span.size * _LEADING for span in cell
        )

    return max(height(cell, width) for cell, width in zip(row, widths, strict=True)) + 2 * _PAD


def wrapped(text: str, size: float, width: float, *, strong: bool = False) -> list[str]:
    """Lines that fit; a word longer than a line is broken between letters. NO-BREAK SPACE keeps together."""
    font = bold() if strong else regular()
    lines: list[str] = []
    for paragraph in composed(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            tried = f"{line} {word}" if line else word
            if font.width(tried, size) <= width:
                line = tried
                continue
            if line:
                lines.append(line)
            while font.width(word, size) > width and len(word) > 1:
                cut = next(i for i in range(len(word), 0, -1) if font.width(word[:i], size) <= width or i == 1)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return lines
