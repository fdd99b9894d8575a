"""Printed codes: ``EP-7K3F-09QD`` names one number of one report and tells a typing error.

Four symbols name the report (its *tag*), three the number within it, the last one checks the seven. Symbols are those of
Crockford's base 32 (no I, L, O, U; what looks alike is read alike). The check symbol is a weighted sum over the field of 32
elements with a weight of its own for each place, so every single wrong symbol and every swap of two symbols is found (the
same reasoning as in ISBN-10 or bech32, with one check symbol).
"""

from __future__ import annotations

from dataclasses import dataclass

import ecopark.judge.reports.messages  # noqa: F401  texts
from ecopark.core.errors import InputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TAG, NUMBER = 4, 3  # symbols
MOST_NUMBERS = 32**NUMBER - 1
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u2013": None, "\u2212": None})
_REDUCE = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


@dataclass(frozen=True, slots=True)
class Code:
    """``tag`` of the report and ``number`` (from 1) within it."""

    tag: str
    number: int

    def __str__(self) -> str:
        body = self.tag + _symbols(self.number, NUMBER)
        whole = body + _check(body)
        return f"EP-{whole[:TAG]}-{whole[TAG:]}"


def parse_code(text: str) -> Code:
    """Read a code as people type it: small letters, blanks, O for 0, with or without hyphens.

    Raises
    ------
    InputError
        judge.code.form: not the form of a code; judge.code.check: a symbol is wrong or two are swapped.
    """
    plain = text.strip().upper().translate(_ALIKE).removeprefix("EP")
    if len(plain) != TAG + NUMBER + 1 or any(symbol not in ALPHABET for symbol in plain):
        raise InputError("judge.code.form", given=text[:40])
    if _check(plain[:-1]) != plain[-1]:
        raise InputError("judge.code.check", given=text[:40])
    return Code(plain[:TAG], _value(plain[TAG:-1]))


def tag_of(digest: str, attempt: int = 0) -> str:
    """The tag that a SHA-256 (hex) gives; another one for each ``attempt``, for the day when two reports share one."""
    bits = int(digest, 16) >> (256 - 5 * TAG * (attempt + 1))
    return _symbols(bits % 32**TAG, TAG)


def _symbols(value: int, width: int) -> str:
    return "".join(ALPHABET[(value >> 5 * place) & 31] for place in reversed(range(width)))


def _value(symbols: str) -> int:
    value = 0
    for symbol in symbols:
        value = value * 32 + ALPHABET.index(symbol)
    return value


def _check(body: str) -> str:
    total, weight = 0, 1
    for symbol in body:
        weight = _times(weight, 2)  # powers of the generator: all different, none is 1, the weight of the check itself
        total ^= _times(weight, ALPHABET.index(symbol))
    return ALPHABET[total]


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _REDUCE
        right >>= 1
    return product
