"""Single cells: text, number, yes/no, date, word of a list. One rule each; which column means what is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from ecopark.connect.sheets import Cell

_BLANKS = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "\u2212": "-"})
_YES = frozenset({"true", "1", "yes", "y", "x", "có", "co", "đúng", "dung"})
_NO = frozenset({"false", "0", "no", "n", "không", "khong", "sai"})
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_VN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?")
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}")  # 1.234,5
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}")  # 1,234.5

_E = TypeVar("_E", bound=StrEnum)


def as_text(cell: Cell) -> str:
    """Text of a cell as the spreadsheet shows it: 101.0 is ``101``, a date is ISO, an empty cell is ``""``."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)


def as_number(cell: Cell) -> float | None:
    """Number of a cell; a single comma or point is the decimal mark, several are groups. None if it is no number.

    Meant for typed-in descriptions. Columns of readings are read by `number_style`, which looks at the whole column.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = cell.translate(_BLANKS)
    if _PLAIN_NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    if _GROUPED_COMMA.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _GROUPED_POINT.fullmatch(text):
        return float(text.replace(",", ""))
    return None


def as_bool(cell: Cell) -> bool | None:
    """Yes or no in English or Vietnamese; None if it is neither."""
    word = as_text(cell).strip().lower()
    return True if word in _YES else False if word in _NO else None


def as_date(cell: Cell) -> date | None:
    """Date of a cell: a real date cell, ISO, or day/month/year as written in Viet Nam. None if it is no date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = as_text(cell).strip()
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _VN_DATE.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def as_word(cell: Cell, words: type[_E]) -> _E | None:
    """Member of a closed list by its value, upper or lower case; None if it is not in the list."""
    text = as_text(cell).strip().lower()
    return next((word for word in words if word.value == text), None)


def did_you_mean(word: str, known: list[str]) -> str:
    """Return the known word nearest to a misspelt one, or ``""``."""
    near = get_close_matches(word.lower(), [k.lower() for k in known], n=1, cutoff=0.6)
    return next((k for k in known if near and k.lower() == near[0]), "")


_SEPARATORS = re.compile(r"[.,]")


def decimal_mark(cells: Iterable[Cell]) -> str | None:
    """Decimal mark of a column of number texts, by the whole column: ``","``, ``"."``, or None where cells disagree.

    A mark that stands twice in one number, or left of the other mark, parts thousands. A single mark followed by other
    than three digits is the decimal mark. A column that fits both (``1.234`` throughout) is read with the point.
    """
    votes = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        marks = _SEPARATORS.findall(cell)
        if len(set(marks)) == 2:
            votes.add(marks[-1])
        elif len(marks) > 1:
            votes.add("," if marks[0] == "." else ".")
        elif marks and not re.search(r"(?<!\d)[1-9]\d{0,2}[.,]\d{3}$", cell.strip()):
            votes.add(marks[0])
    return None if len(votes) > 1 else votes.pop() if votes else "."


def has_open_mark(cells: Iterable[Cell]) -> bool:
    """Whether the numbers of a column could be thousands or decimals (``1.234``) and none of them settles it."""
    texts = [cell for cell in cells if isinstance(cell, str) and _SEPARATORS.search(cell)]
    return bool(texts) and all(re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text.strip()) for text in texts)


_NUMBER_BY_MARK = {
    mark: re.compile(
        rf"[+-]?(?:(?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)(?:{re.escape(mark)}\d*)?|{re.escape(mark)}\d+)(?:[eE][+-]?\d+)?",
        re.ASCII,
    )
    for mark, group in ((",", "."), (".", ","))
}


def number_with(cell: Cell, mark: str) -> float | None:
    """Number of a cell whose decimal mark is known; thousands must come in groups of three. None if it is no number."""
    if not isinstance(cell, str):
        return as_number(cell)
    text = cell.translate(_BLANKS)
    if not _NUMBER_BY_MARK[mark].fullmatch(text):
        return None
    return float(text.replace("." if mark == "," else ",", "").replace(mark, "."))
