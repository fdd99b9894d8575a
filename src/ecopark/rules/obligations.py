"""Rules that say what somebody must do, and from when on: duties, thresholds, energy equivalents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ecopark.rules.records import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """Something that must be reported, handed in or published, by whom, to whom and by when.

    Attributes
    ----------
    duty
        What is asked, an id that done marks name (``ghg_inventory``).
    bearer
        Who bears it: ``firm``, ``developer`` (of the park's infrastructure) or ``station`` (operator of one).
    what_vi, what_en
        In plain words.
    month, day
        Deadline in a year; None where no text that we could read names a day.
    before
        The text says *before* that day: the day before is the last safe one.
    every_years, first_year
        Deadlines stand in ``first_year`` and every so many years after; ``every_years`` 0: only in ``first_year``.
    covers_from, covers_years
        The years that a deadline is about: from ``covers_from`` years before it, so many.
    receivers
        Subjects of ``Authority`` (environment, province, …), so that a ministry's new name needs no new duty.
    event
        Not by the calendar but when something happens; said in ``what``.
    """

    kind: ClassVar[str] = "duty"
    subject: ClassVar[tuple[str, ...]] = ("duty",)

    duty: str
    bearer: str
    what_vi: str
    what_en: str
    receivers: tuple[str, ...]
    month: int | None = None
    day: int | None = None
    before: bool = True
    every_years: int = 1
    first_year: int | None = None
    covers_from: int = 1
    covers_years: int = 1
    form: str = ""
    event: bool = False


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Rule):
    """From which amount a duty falls on somebody, or how much is allowed; a value equal to it is reached, or allowed."""

    kind: ClassVar[str] = "threshold"
    subject: ClassVar[tuple[str, ...]] = ("about", "quantity")

    about: str  # ghg_inventory, allowance_borrowing, …
    quantity: str  # emissions, energy, waste_treated, share
    comparison: Comparison
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyEquivalent(Rule):
    """Tonnes of oil equivalent per unit of energy, as thresholds count them."""

    kind: ClassVar[str] = "energy_equivalent"
    subject: ClassVar[tuple[str, ...]] = ("energy",)

    energy: str  # electricity | heat
    value: float
