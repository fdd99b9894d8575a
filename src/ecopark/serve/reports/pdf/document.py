"""A PDF file from pages of drawing commands. Equal pages give equal bytes: no clock, no random id, no compression.

Without compression the bytes depend on no version of a compressing library; over HTTP the answer is packed anyway.
Text is set with embedded fonts by glyph number (Identity-H) with a ToUnicode map: it can be searched, copied, read aloud.
Reference: ISO 32000-1:2008, 7.5 (file structure), 9.7 (composite fonts), 9.10 (text extraction).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from ecopark.serve.reports.pdf.font import Font, bold, composed, regular

A4 = (595.28, 841.89)  # points


@dataclass
class Page:
    """Drawing commands of a page; the origin is at the bottom left, in points."""

    commands: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float, *, strong: bool = False, grey: float = 0.0) -> None:
        font = bold() if strong else regular()
        glyphs = "".join(f"{font.glyph(letter):04X}" for letter in composed(text))
        name = "F2" if strong else "F1"
        self.commands.append(f"BT {_n(grey)} g /{name} {_n(size)} Tf {_n(x)} {_n(y)} Td <{glyphs}> Tj ET")

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5, grey: float = 0.6) -> None:
        self.commands.append(f"{_n(grey)} G {_n(width)} w {_n(x1)} {_n(y1)} m {_n(x2)} {_n(y2)} l S")

    def box(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        self.commands.append(f"{_n(grey)} g {_n(x)} {_n(y)} {_n(width)} {_n(height)} re f")


@dataclass(frozen=True)
class Info:
    """What the file says of itself; ``date`` as ISO 8601 in UTC, ``lang`` ``vi`` or ``en``."""

    title: str
    author: str
    subject: str
    date: str
    lang: str


def pdf_bytes(pages: Iterable[Page], info: Info) -> bytes:
    """The file."""
    drawn = ["\n".join(page.commands).encode("ascii") for page in pages]
    used = _used_glyphs(drawn)
    objects: list[bytes] = [b""] * 3  # catalogue, pages, information: known numbers 1, 2, 3
    fonts = [_font_objects(objects, font, used[name]) for name, font in (("F1", regular()), ("F2", bold()))]
    resources = f"<< /Font << /F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R >> >>"
    numbers = []
    for content in drawn:
        stream = _add(objects, _stream(content))
        media = f"[0 0 {_n(A4[0])} {_n(A4[1])}]"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox {media} /Resources {resources} /Contents {stream} 0 R >>"
        numbers.append(_add(objects, page.encode()))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[0] = (
        f"<< /Type /Catalog /Pages 2 0 R /Lang ({'vi-VN' if info.lang == 'vi' else 'en'}) "
        "/ViewerPreferences << /DisplayDocTitle true >> >>"
    ).encode()
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    date = "D:" + "".join(c for c in info.date[:19] if c.isdigit()) + "Z"
    objects[2] = (
        f"<< /Title {_utf16(info.title)} /Author {_utf16(info.author)} /Subject {_utf16(info.subject)} /Producer (ecopark) "
        f"/CreationDate ({date}) /ModDate ({date}) >>"
    ).encode()
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    name = sha256(out).hexdigest()[:32]
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R /ID [<{name}> <{name}>] >>\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _font_objects(objects: list[bytes], font: Font, used: set[int]) -> int:
    file = _add(objects, _stream(font.content, f" /Length1 {len(font.content)}"))
    box = " ".join(map(str, font.box))
    descriptor = _add(
        objects,
        f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 32 /FontBBox [{box}] /ItalicAngle 0 /Ascent {font.ascent} "
        f"/Descent {font.descent} /CapHeight {font.cap_height} /StemV 80 /FontFile2 {file} 0 R >>".encode(),
    )
    widths = " ".join(map(str, font.widths))
    descendant = _add(
        objects,
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 500 /W [0 [{widths}]] "
        "/CIDToGIDMap /Identity >>".encode(),
    )
    unicode = _add(objects, _stream(_to_unicode(font, used)))
    return _add(
        objects,
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] "
        f"/ToUnicode {unicode} 0 R >>".encode(),
    )


def _to_unicode(font: Font, used: set[int]) -> bytes:
    letters: dict[int, int] = {}
    for point, glyph in sorted(font.glyphs.items(), reverse=True):
        letters[glyph] = point  # of several code points with one glyph the lowest: a plain letter or blank
    pairs = [f"<{glyph:04X}> <{letters[glyph]:04X}>" for glyph in sorted(used) if glyph in letters]
    parts = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    maps = "\n".join("{} beginbfchar\n{}\nendbfchar".format(len(part), "\n".join(part)) for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{maps}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def _used_glyphs(drawn: Iterable[bytes]) -> dict[str, set[int]]:
    used: dict[str, set[int]] = {"F1": set(), "F2": set()}
    for content in drawn:
        for command in content.decode("ascii").split("\n"):
            if command.startswith("BT"):
                name = "F2" if "/F2 " in command else "F1"
                shown = command[command.index("<") + 1 : command.index(">")]
                used[name] |= {int(shown[i : i + 4], 16) for i in range(0, len(shown), 4)}
    return used


def _add(objects: list[bytes], content: bytes) -> int:
    objects.append(content)
    return len(objects)


def _stream(content: bytes, more: str = "") -> bytes:
    return b"<< /Length %d%b >>\nstream\n%b\nendstream" % (len(content), more.encode(), content)


def _utf16(text: str) -> str:
    return f"<FEFF{composed(text).encode('utf-16-be').hex().upper()}>"


def _n(value: float) -> str:
    """At most two decimals, no exponent: the same text on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
