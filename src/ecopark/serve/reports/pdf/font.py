"""A TrueType font as far as a PDF needs it: which glyph a letter has, and how wide it is."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent.parent / "fonts"
_UNKNOWN = "?"


@dataclass(frozen=True)
class Font:
    """A face. ``glyphs``: code point -> glyph; ``widths`` by glyph; measures in thousandths of the size."""

    name: str
    content: bytes
    glyphs: Mapping[int, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]

    def glyph(self, letter: str) -> int:
        """Glyph of a letter; of ``?`` where the font has none."""
        return self.glyphs.get(ord(letter), self.glyphs[ord(_UNKNOWN)])

    def width(self, text: str, size: float) -> float:
        """Width of a text (NFC) in points."""
        return sum(self.widths[self.glyph(letter)] for letter in text) * size / 1000


def composed(text: str) -> str:
    """One code point per Vietnamese letter: what a reader copies from the file is what was written."""
    return unicodedata.normalize("NFC", text)


@cache
def regular() -> Font:
    return _read(FONTS / "NotoSans-Regular.ttf", "NotoSans-Regular")


@cache
def bold() -> Font:
    return _read(FONTS / "NotoSans-Bold.ttf", "NotoSans-Bold")


def _read(path: Path, name: str) -> Font:
    content = path.read_bytes()
    tables = _tables(content)
    head, hhea, os2 = (tables[tag] for tag in ("head", "hhea", "OS/2"))
    units: int = struct.unpack(">H", head[18:20])[0]

    def scaled(value: int) -> int:
        return (value * 2000 + units) // (2 * units)

    ascent, descent = struct.unpack(">hh", hhea[4:8])
    count = struct.unpack(">H", hhea[34:36])[0]
    total = struct.unpack(">H", tables["maxp"][4:6])[0]
    advances = [struct.unpack(">H", tables["hmtx"][4 * i : 4 * i + 2])[0] for i in range(count)]
    advances += [advances[-1]] * (total - count)
    box = struct.unpack(">hhhh", head[36:44])
    cap = struct.unpack(">h", os2[88:90])[0] if len(os2) >= 90 else ascent
    return Font(
        name,
        content,
        _characters(tables["cmap"]),
        tuple(map(scaled, advances)),
        scaled(ascent),
        scaled(descent),
        scaled(cap),
        (scaled(box[0]), scaled(box[1]), scaled(box[2]), scaled(box[3])),
    )


def _tables(content: bytes) -> dict[str, bytes]:
    count = struct.unpack(">H", content[4:6])[0]
    found = {}
    for i in range(count):
        tag, _, offset, length = struct.unpack(">4sIII", content[12 + 16 * i : 28 + 16 * i])
        found[tag.decode("latin-1")] = content[offset : offset + length]
    return found


def _characters(cmap: bytes) -> dict[int, int]:
    """The Unicode map of format 4 (the fonts of this package have one)."""
    for i in range(struct.unpack(">H", cmap[2:4])[0]):
        offset = struct.unpack(">I", cmap[8 + 8 * i : 12 + 8 * i])[0]
        if struct.unpack(">H", cmap[offset : offset + 2])[0] == 4:
            return _format_4(cmap[offset:])
    raise ValueError("the font has no character map of format 4")


def _format_4(table: bytes) -> dict[int, int]:
    segments = struct.unpack(">H", table[6:8])[0] // 2

    def array(at: int, kind: str) -> tuple[int, ...]:
        return struct.unpack(f">{segments}{kind}", table[at : at + 2 * segments])

    ends, starts = array(14, "H"), array(16 + 2 * segments, "H")
    deltas, offsets_at = array(16 + 4 * segments, "h"), 16 + 6 * segments
    offsets = array(offsets_at, "H")
    found = {}
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = point + deltas[i]
            if offsets[i]:
                at = offsets_at + 2 * i + offsets[i] + 2 * (point - start)
                listed = struct.unpack(">H", table[at : at + 2])[0]
                glyph = listed + deltas[i] if listed else 0
            if glyph % 65536:
                found[point] = glyph % 65536
    return found
