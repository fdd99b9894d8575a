"""Tiles and entry bundles of C2SP tlog-tiles: paths, building, reading.

A tile holds up to 256 hashes of 32 bytes: at level 0 leaf hashes, at level L the roots of complete tiles of level L-1. An
entry bundle holds the entries of one level-0 tile, each with a uint16 big-endian length before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ecopark.trust.log.forms import TileError
from ecopark.trust.log.merkle import node_hash, range_hash, root_of

WIDTH = 256
HASH = 32
MAX_ENTRY = 0xFFFF
CHECKPOINT = "checkpoint"
WITNESSED = "witnessed"
"""The newest checkpoint that enough witnesses have cosigned; the log may have gone on since."""

_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


@dataclass(frozen=True, slots=True)
class TileName:
    """``level`` None means entry bundle; ``width`` 256 means complete."""

    level: int | None
    index: int
    width: int = WIDTH

    def __str__(self) -> str:
        kind = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{index_path(self.index)}{partial}"

    @classmethod
    def parse(cls, text: str) -> TileName | None:
        match = _PATH.fullmatch(text)
        if not match:
            return None
        level = None if match[1] == "entries" else int(match[1])
        name = cls(level, int(match[2].replace("/", "").replace("x", "")), int(match[3] or WIDTH))
        return name if str(name) == text and (level is None or level < 64) else None


def index_path(index: int) -> str:
    """1234067 -> ``x001/x234/067``."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """Entry bundle of up to 256 entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_of(bundle: bytes, name: str = "bundle") -> list[bytes]:
    """Entries of a bundle; ``TileError`` if the lengths do not end where the bundle ends."""
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise TileError(name, "length", byte=at)
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def exact_entries(content: bytes, name: TileName) -> list[bytes]:
    """Entries of a stored bundle, which has exactly as many as its name says."""
    entries = entries_of(content, str(name))
    if len(entries) != name.width:
        raise TileError(str(name), "entries_count", found=len(entries), expected=name.width)
    return entries


def tiles_of_size(size: int) -> Iterator[TileName]:
    """All tiles and bundles that a tree of ``size`` entries consists of."""
    level: int | None = None
    for level in (None, *range(64)):
        count = size >> (8 * (level or 0))
        if count == 0:
            return
        for index in range(count // WIDTH):
            yield TileName(level, index)
        if count % WIDTH:
            yield TileName(level, count // WIDTH, count % WIDTH)


class TreeEdge:
    """The right edge of the tree: the hashes of the incomplete tile of each level. Enough to append and to know the root."""

    def __init__(self, size: int, levels: list[list[bytes]]) -> None:
        self.size = size
        self._levels = levels

    @classmethod
    def empty(cls) -> TreeEdge:
        return cls(0, [])

    @classmethod
    def read(cls, size: int, read_tile: Callable[[TileName], bytes]) -> TreeEdge:
        """The edge of a stored tree; ``read_tile`` gives a tile's bytes at exactly the width asked for."""
        levels, count, level = [], size, 0
        while count:
            width = count % WIDTH
            content = read_tile(TileName(level, count // WIDTH, width)) if width else b""
            levels.append(_hashes(content))
            count, level = count // WIDTH, level + 1
        return cls(size, levels)

    def copy(self) -> TreeEdge:
        return TreeEdge(self.size, [list(level) for level in self._levels])

    def levels(self) -> list[list[bytes]]:
        """Hashes of the incomplete tile of each level, to make the edge again."""
        return [list(level) for level in self._levels]

    def append(self, leaf: bytes) -> Iterator[tuple[TileName, bytes]]:
        """Append a leaf hash; yields the tiles that became complete."""
        index, hash_, level = self.size, leaf, 0
        self.size += 1
        while True:
            if level == len(self._levels):
                self._levels.append([])
            row = self._levels[level]
            row.append(hash_)
            if len(row) < WIDTH:
                return
            yield TileName(level, index // WIDTH), b"".join(row)
            hash_ = root_of(row)
            row.clear()
            index, level = index // WIDTH, level + 1

    def partial_tiles(self) -> Iterator[tuple[TileName, bytes]]:
        for level, row in enumerate(self._levels):
            if row:
                yield TileName(level, self.size >> 8 * (level + 1), len(row)), b"".join(row)

    def root(self) -> bytes:
        parts = []
        for row in reversed(self._levels):
            at = 0
            for bit in reversed(range(8)):
                if len(row) >> bit & 1:
                    parts.append(root_of(row[at : at + (1 << bit)]))
                    at += 1 << bit
        if not parts:
            return root_of([])
        result = parts.pop()
        while parts:
            result = node_hash(parts.pop(), result)
        return result


def _hashes(content: bytes) -> list[bytes]:
    return [content[i : i + HASH] for i in range(0, len(content), HASH)]


class TileReader:
    """Reads a tree of ``size`` entries through a function that gives a stored file or None.

    A stored tile may be wider than asked for, as a partial tile is the beginning of every later one of the same index: the
    reader tries the name asked for, then wider ones, and cuts. A writer stores the wider one before it removes the narrower.
    """

    def __init__(self, read: Callable[[str], bytes | None], size: int) -> None:
        self._read = read
        self.size = size
        self._kept: dict[TileName, list[bytes]] = {}

    def width(self, level: int | None, index: int) -> int:
        return min(WIDTH, (self.size >> 8 * (level or 0)) - index * WIDTH)

    def name(self, level: int | None, index: int) -> TileName:
        return TileName(level, index, self.width(level, index))

    def _content(self, name: TileName) -> tuple[str, bytes]:
        for width in range(name.width, WIDTH + 1):
            candidate = str(TileName(name.level, name.index, width))
            content = self._read(candidate)
            if content is not None:
                return candidate, content
        raise TileError(str(name), "missing")

    def hashes(self, level: int, index: int) -> list[bytes]:
        name = self.name(level, index)
        kept = self._kept.get(name)
        if kept is None:
            found, content = self._content(name)
            if len(content) % HASH or len(content) < name.width * HASH:
                raise TileError(found, "bytes_count", found=len(content), expected=name.width * HASH)
            kept = _hashes(content)[: name.width]
            if len(self._kept) > 64:
                self._kept.clear()
            self._kept[name] = kept
        return kept

    def entries(self, index: int) -> list[bytes]:
        """Entries of bundle ``index``."""
        name = self.name(None, index)
        found, content = self._content(name)
        entries = entries_of(content, found)
        if len(entries) < name.width:
            raise TileError(found, "entries_count", found=len(entries), expected=name.width)
        return entries[: name.width]

    def node(self, height: int, index: int) -> bytes:
        """Node function for proofs: a complete subtree from the hashes of the tile level below it."""
        level, rest = divmod(height, 8)
        first = index << rest
        row = self.hashes(level, first // WIDTH)
        at = first % WIDTH
        return root_of(row[at : at + (1 << rest)])

    def root(self, size: int | None = None) -> bytes:
        return range_hash(self.node, 0, self.size if size is None else size)
