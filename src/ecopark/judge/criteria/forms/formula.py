"""Formulas of forms: sums and shares of fields, ``1.2.6+1.3.3`` or ``2.5.2/2.5.1*100``; plus, minus, times, divided."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ecopark.core.errors import RuleError

_CODE = r"P?\d+(?:\.\d+)+"
_TOKEN = re.compile(rf"\s*({_CODE}|\d+|[+*/-])\s*")


def codes_of(formula: str) -> tuple[str, ...]:
    """Codes of the fields that a formula reads, in its order."""
    return tuple(part for part in _tokens(formula) if re.fullmatch(_CODE, part))


def computed(formula: str, values: Mapping[str, float]) -> float | None:
    """The value of a formula.

    In a sum, a field that nobody filled counts as nothing as long as one is filled; None when none is, or when a product
    lacks a part or would be divided by zero. Missing is never shown as zero.
    """
    total: float | None = None
    sign = 1.0
    term: list[str] = []
    for part in [*_tokens(formula), "+"]:
        if part not in ("+", "-"):
            term.append(part)
            continue
        value = _product(term, values)
        if value is not None:
            total = (total or 0.0) + sign * value
        sign, term = (1.0 if part == "+" else -1.0), []
    return total


def _product(term: list[str], values: Mapping[str, float]) -> float | None:
    value: float | None = None
    for operator, part in zip(["*", *term[1::2]], term[::2], strict=True):
        number = float(part) if part.isdecimal() else values.get(part)
        if number is None or (operator == "/" and number == 0):
            return None
        value = number if value is None else value * number if operator == "*" else value / number
    return value


def _tokens(formula: str) -> list[str]:
    found, at = [], 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise RuleError("judge.form.bad_formula", where=formula)
        found.append(match[1])
        at = match.end()
    return found
