"""Conditions under which a rule applies: ``column = A; river_flow_m3_s > 50; river_flow_m3_s <= 200``.

A condition names one fact of the place that is judged. Facts are texts (as typed in a sheet): numbers, ISO dates or
words. ``absent`` holds when the fact is not stated at all. # design 4.6
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

_CLAUSE = re.compile(r"^\s*([a-z0-9_]+)\s*(<=|>=|=|<|>|absent)\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact within an interval of numbers or dates, equal to one of some words, or absent.

    ``low``/``high`` bound numbers; dates count as days (``date.toordinal``).
    """

    fact: str
    words: tuple[str, ...] = ()
    low: float = -math.inf
    low_included: bool = False
    high: float = math.inf
    high_included: bool = False
    absent: bool = False

    def holds(self, facts: Mapping[str, str]) -> bool | None:
        """True or False; None when the fact is not stated, so nobody can tell."""
        stated = facts.get(self.fact, "").strip()
        if not stated:
            return True if self.absent else None
        if self.absent:
            return False
        if self.words:
            return stated.casefold() in {word.casefold() for word in self.words}
        number = as_number(stated)
        if number is None:
            return None
        above = number >= self.low if self.low_included else number > self.low
        below = number <= self.high if self.high_included else number < self.high
        return above and below

    def disjoint(self, other: Condition) -> bool:
        """Whether no statement of the fact can satisfy both."""
        if self.absent or other.absent:
            return self.absent != other.absent
        if self.words and other.words:
            return not {w.casefold() for w in self.words} & {w.casefold() for w in other.words}
        if self.words or other.words:
            return False
        return _ends_before(self, other) or _ends_before(other, self)

    def __str__(self) -> str:
        if self.absent:
            return f"{self.fact} absent"
        if self.words:
            return f"{self.fact} = {'|'.join(self.words)}"
        clauses = []
        if self.low > -math.inf:
            clauses.append(f"{self.fact} {'>=' if self.low_included else '>'} {self.low:g}")
        if self.high < math.inf:
            clauses.append(f"{self.fact} {'<=' if self.high_included else '<'} {self.high:g}")
        return "; ".join(clauses)


def _ends_before(first: Condition, second: Condition) -> bool:
    if first.high == second.low:
        return not (first.high_included and second.low_included)
    return first.high < second.low


def as_number(text: str) -> float | None:
    """Number of a stated fact: decimal point or comma, or an ISO date as its day number; None otherwise."""
    stated = text.strip()
    try:
        return float(date.fromisoformat(stated).toordinal())
    except ValueError:
        pass
    try:
        number = float(stated.replace(",", ".")) if stated.count(",") <= 1 else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """Conditions of a rule, by fact; ``ValueError`` names the clause that cannot be read."""
    found: dict[str, Condition] = {}
    for clause in filter(str.strip, text.split(";")):
        match = _CLAUSE.match(clause)
        if match is None:
            raise ValueError(clause.strip())
        fact, operator, operand = match.groups()
        found[fact] = _narrowed(found.get(fact, Condition(fact)), operator, operand, clause)
    return tuple(found[fact] for fact in sorted(found))


def _narrowed(so_far: Condition, operator: str, operand: str, clause: str) -> Condition:
    if operator == "absent":
        if operand or so_far != Condition(so_far.fact):
            raise ValueError(clause.strip())
        return Condition(so_far.fact, absent=True)
    if so_far.absent or so_far.words or not operand:
        raise ValueError(clause.strip())
    if operator == "=":
        return Condition(so_far.fact, words=tuple(word.strip() for word in operand.split("|")))
    bound = as_number(operand)
    if bound is None:
        raise ValueError(clause.strip())
    if operator[0] == "<":
        return Condition(so_far.fact, (), so_far.low, so_far.low_included, bound, operator == "<=")
    return Condition(so_far.fact, (), bound, operator == ">=", so_far.high, so_far.high_included)


def never_together(one: Iterable[Condition], other: Iterable[Condition]) -> bool:
    """Whether two scopes exclude each other through at least one fact that both name."""
    by_fact = {condition.fact: condition for condition in one}
    return any(c.fact in by_fact and c.disjoint(by_fact[c.fact]) for c in other)
