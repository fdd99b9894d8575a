"""Generic words: found with and without diacritics, in any case and punctuation. Flags only, never a verdict."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "generic_words.yaml"
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class GenericWord:
    """One entry of the list with the text that it comes from."""

    word: str
    lang: str
    document: str
    place: str
    confidence: str
    ambiguous: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A generic word in a text: the entry, and where it stands (characters of the text as given)."""

    entry: GenericWord
    found: str
    start: int
    end: int

    def content(self) -> dict[str, object]:
        return {
            "found": self.found,
            "start": self.start,
            "end": self.end,
            "word": self.entry.word,
            "document": self.entry.document,
            "place": self.entry.place,
            "confidence": self.entry.confidence,
        }


@cache
def generic_words() -> tuple[GenericWord, ...]:
    """The shipped list."""
    return tuple(GenericWord(**row) for row in yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def flag_words(text: str) -> tuple[Flagged, ...]:
    """Generic words in a text, in the order in which they stand; the longest entry where several overlap.

    A word typed without diacritics (``xanh``, ``than thien moi truong``) counts as the word with them. A word typed with
    other diacritics (``sách``: book) does not count as ``sạch``.
    """
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(_composed(text))]
    plain, exact = [_bare(t) for t, _, _ in tokens], [_folded(t) for t, _, _ in tokens]
    hits: list[Flagged] = []
    place = 0
    while place < len(tokens):
        best = _longest_at(plain, exact, place)
        if best is None:
            place += 1
            continue
        entry, length = best
        start, end = tokens[place][1], tokens[place + length - 1][2]
        hits.append(Flagged(entry, _composed(text)[start:end], start, end))
        place += length
    return tuple(hits)


def _longest_at(plain: Sequence[str], exact: Sequence[str], place: int) -> tuple[GenericWord, int] | None:
    best: tuple[GenericWord, int] | None = None
    for entry, bare, folded in _tokenised():
        length = len(bare)
        if best is not None and length <= best[1]:
            continue
        if tuple(plain[place : place + length]) != bare:
            continue
        same = all(
            typed in (wanted, without)
            for typed, wanted, without in zip(exact[place : place + length], folded, bare, strict=True)
        )
        if same:
            best = (entry, length)
    return best


@cache
def _tokenised() -> tuple[tuple[GenericWord, tuple[str, ...], tuple[str, ...]], ...]:
    rows = []
    for entry in generic_words():
        words = _WORD.findall(_composed(entry.word))
        rows.append((entry, tuple(map(_bare, words)), tuple(map(_folded, words))))
    return tuple(rows)


def _composed(text: str) -> str:
    """One spelling of each letter (NFKC also turns full-width and styled letters into plain ones), nothing invisible."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def _folded(word: str) -> str:
    """Letters and tone marks without the place of the tone: ``hoà`` and ``hòa`` are one word."""
    split = unicodedata.normalize("NFD", word.casefold())
    marks = "".join(sorted(c for c in split if unicodedata.combining(c)))
    return "".join(c for c in split if not unicodedata.combining(c)) + marks


def _bare(word: str) -> str:
    """Without diacritics: ``Xanh``, ``đ`` -> ``d``."""
    marks_gone = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return marks_gone.replace("đ", "d")
