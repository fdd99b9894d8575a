"""Credit account of recycled material at a site (ISO 22095, mass balance): what goes in, what is claimed, the close."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ecopark.core.messages import Message
from ecopark.judge.ledger import messages  # noqa: F401  texts
from ecopark.judge.ledger.records import MODELS


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a credit account, in grams.

    Attributes
    ----------
    grams
        Certified input (positive) or attributed output (negative).
    conversion_ppm
        Input only: millionths that the process turns into product, with ``evidence``.
    model
        Chain-of-custody model of the input, or of what the output is said to be.
    """

    day: date
    grams: int
    model: str
    conversion_ppm: int = 1_000_000
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed period: credits that remain (grams), of which so many expired; or why it cannot be closed."""

    balance: int | None
    expired: int
    refused: Message | None = None


def close_account(
    movements: Sequence[Movement], start: date, end: date, opening: int = 0, credit_days: int = 365
) -> Closing:
    """Close an account over ``[start, end)``.

    The balance may dip below zero inside the period and never at its close. Credits are used oldest first and expire
    ``credit_days`` after their input. ``opening``: grams carried over, as if they came in on the first day.
    """
    if opening < 0:
        return _refused("negative", grams=opening)
    inside = sorted((m for m in movements if start <= m.day < end), key=lambda m: m.day)
    weakest = min((MODELS.index(m.model) for m in inside if m.grams > 0 and m.model in MODELS), default=len(MODELS) - 1)
    account = _Account(credit_days, opening, start)
    for each in inside:
        if each.model not in MODELS or not 0 <= each.conversion_ppm <= 1_000_000:
            return _refused("bad_movement", day=each.day.isoformat())
        if each.grams > 0:
            if not each.evidence:
                return _refused("no_evidence", day=each.day.isoformat())
            account.take_in(each.day, each.grams * each.conversion_ppm // 1_000_000)
        else:
            if MODELS.index(each.model) > weakest:
                return _refused("moves_up", day=each.day.isoformat())
            account.give_out(each.day, -each.grams)
    account.expire(end)
    if account.owed:
        return _refused("negative", grams=-account.owed)
    return Closing(sum(grams for _, grams in account.lots), account.expired)


class _Account:
    """Lots of credits, oldest first; what was given out before it came in is owed until it does."""

    def __init__(self, credit_days: int, opening: int, start: date) -> None:
        self.lots: deque[tuple[date, int]] = deque([(start, opening)] if opening else [])
        self.credit_days = credit_days
        self.owed = self.expired = 0

    def take_in(self, day: date, grams: int) -> None:
        paid = min(self.owed, grams)
        self.owed -= paid
        if grams > paid:
            self.lots.append((day, grams - paid))

    def give_out(self, day: date, grams: int) -> None:
        self.expire(day)
        while grams and self.lots:
            came, left = self.lots.popleft()
            taken = min(grams, left)
            grams -= taken
            if left > taken:
                self.lots.appendleft((came, left - taken))
        self.owed += grams

    def expire(self, day: date) -> None:
        """Drop lots older than ``credit_days`` on ``day``: an expired credit covers no later output."""
        while self.lots and (day - self.lots[0][0]).days > self.credit_days:
            self.expired += self.lots.popleft()[1]


def _refused(why: str, **params: object) -> Closing:
    return Closing(None, 0, Message(f"judge.balance.{why}", params))
