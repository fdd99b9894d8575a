"""Numbers that people type on pages: a comma is the decimal mark in Vietnamese, and what is unclear is asked, not guessed.

The same rules as the phone form (``static/js/inspect/numbers.js``).
"""

from __future__ import annotations

import re

from ecopark.core.errors import InputError
from ecopark.core.messages import Lang

_SPACES = re.compile(r"[\s\u00a0\u202f'’]")


def typed_number(text: str, lang: Lang, where: str) -> float | None:
    """The number, None for an empty text.

    Raises
    ------
    InputError
        serve.entry.not_a_number; serve.entry.number_unclear for ``1.234`` in Vietnamese and ``1,234`` in English.
    """
    plain = re.sub("^[\u2212\u2013]", "-", _SPACES.sub("", text))
    if not plain:
        return None
    dots, commas = plain.count("."), plain.count(",")
    if dots and commas:
        decimal = max(".,", key=plain.rfind)
        group = "," if decimal == "." else "."
        whole, _, part = plain.rpartition(decimal)
        return _plain(whole.replace(group, "") + "." + part if _grouped(whole, group) else "?", text, where)
    mark = "." if dots else ","
    if dots + commas > 1:
        return _plain(plain.replace(mark, "") if _grouped(plain, mark) else "?", text, where)
    usual = "," if lang == "vi" else "."
    if dots + commas == 1 and mark != usual and _grouped(plain, mark) and not plain.lstrip("-").startswith("0"):
        whole, decimal_text = plain.replace(mark, ""), plain.replace(mark, usual)
        raise InputError("serve.entry.number_unclear", where=where, text=text.strip(), whole=whole, decimal=decimal_text)
    return _plain(plain.replace(mark, "."), text, where)


def _grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"-?\d{{1,3}}({re.escape(mark)}\d{{3}})+", text) is not None


def _plain(text: str, given: str, where: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise InputError("serve.entry.not_a_number", where=where, text=given.strip()[:40])
    return float(text)
