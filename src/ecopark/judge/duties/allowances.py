"""Arithmetic of greenhouse-gas allowances in whole tonnes: what must be surrendered, borrowed, offset. Pure.

Decree 06/2022 as amended by Decree 119/2025, article 19: surrender at least the inventory of direct sources of the phase
less the credits used (5a); borrow at most 15 % of the allocation (6a); offset at most 30 % of it (8a). One allowance is one
tCO2e, so allowed amounts are rounded down and owed ones up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ecopark.core.errors import InputError
from ecopark.judge.duties import messages  # noqa: F401  # registers the texts
from ecopark.rules.book import RuleBook
from ecopark.rules.obligations import Threshold


@dataclass(frozen=True, slots=True)
class Position:
    """A facility at the end of a phase, in tCO2e.

    Attributes
    ----------
    owed
        Direct emissions of the phase, rounded up.
    offsets_allowed, borrowing_allowed
        The most that may be used.
    offsets_used, borrowed
        As planned, checked against what is allowed.
    to_surrender
        Allowances due after offsets.
    missing
        What must still be bought; 0 where enough is held.
    left
        What may be carried to the next phase.
    rules
        Thresholds used.
    """

    owed: int
    offsets_allowed: int
    borrowing_allowed: int
    offsets_used: int
    borrowed: int
    to_surrender: int
    missing: int
    left: int
    rules: tuple[str, ...]


def most_borrowed(book: RuleBook, on: date, allocated: int, allocated_next: int | None = None) -> int:
    """Largest amount that may be borrowed from the next phase.

    The text caps it at 15 % of the allocation "of the phase" and leaves open which; where the next one is known as well, the
    smaller answer is taken. ``InputError`` judge.allowance.no_rule where borrowing is not allowed on that day.
    """
    share, _ = _share(book, on, "allowance_borrowing")
    bases = [allocated] if allocated_next is None else [allocated, allocated_next]
    return min(_part(share, _whole(base)) for base in bases)


def most_offset(book: RuleBook, on: date, allocated: int) -> int:
    """Largest number of credits that may be used: 30 % of the facility's allocation, rounded down."""
    share, _ = _share(book, on, "allowance_offsets")
    return _part(share, _whole(allocated))


def position(
    book: RuleBook,
    on: date,
    *,
    allocated: int,
    direct_emissions_tco2e: float,
    held: int | None = None,
    offsets: int = 0,
    borrowed: int = 0,
    allocated_next: int | None = None,
) -> Position:
    """Where a facility stands when it surrenders.

    Parameters
    ----------
    held
        Allowances on its account (allocation with what was bought and sold); the allocation where not said.
    offsets, borrowed
        What it means to use.

    Raises
    ------
    InputError
        judge.allowance.too_many_offsets, .too_much_borrowed, .negative, .no_rule
    """
    if not math.isfinite(direct_emissions_tco2e) or direct_emissions_tco2e < 0:
        raise InputError("judge.allowance.negative", where="direct_emissions_tco2e")
    offset_cap = most_offset(book, on, allocated)
    may_borrow = bool(book.find(Threshold, on, about="allowance_borrowing"))
    borrow_cap = most_borrowed(book, on, allocated, allocated_next) if may_borrow else 0
    abouts = ("allowance_offsets", "allowance_borrowing") if may_borrow else ("allowance_offsets",)
    if _whole(offsets) > offset_cap:
        raise InputError("judge.allowance.too_many_offsets", where="offsets", given=offsets, allowed=offset_cap)
    if _whole(borrowed) > borrow_cap:
        raise InputError("judge.allowance.too_much_borrowed", where="borrowed", given=borrowed, allowed=borrow_cap)
    owed = math.ceil(direct_emissions_tco2e)
    to_surrender = max(owed - offsets, 0)
    have = (_whole(allocated) if held is None else _whole(held)) + borrowed
    rules = tuple(_share(book, on, about)[1] for about in abouts)
    missing, left = max(to_surrender - have, 0), max(have - to_surrender, 0)
    return Position(owed, offset_cap, borrow_cap, offsets, borrowed, to_surrender, missing, left, rules)


def _share(book: RuleBook, on: date, about: str) -> tuple[Fraction, str]:
    found = book.find(Threshold, on, about=about)
    if not found:
        raise InputError("judge.allowance.no_rule", where=about, on=on.isoformat())
    return Fraction(repr(found[0].value)) / 100, found[0].id


def _part(share: Fraction, of: int) -> int:
    return math.floor(share * of)


def _whole(amount: int) -> int:
    if amount < 0:
        raise InputError("judge.allowance.negative", where=str(amount))
    return amount
