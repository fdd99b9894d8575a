"""Kinds of rules about criteria, forms and what they have in common: packs of issue "Judge" as data. # design 4.6"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ecopark.core.messages import Lang
from ecopark.rules.records import Rule


class About(StrEnum):
    """Whom a criterion asks."""

    PARK = "park"
    FIRM = "firm"
    BOTH = "both"


class AnswerKind(StrEnum):
    """How a criterion or field is answered."""

    YES_NO = "yes_no"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"  # percent of a population; each firm answers yes or no
    TEXT = "text"
    CHOICE = "choice"  # an entry of a list
    DATE = "date"
    FILE = "file"
    DERIVED = "derived"  # from other answers, records and tables; nobody types it
    SLOT = "slot"  # the text is in force, its requirement was not found: never met


class Population(StrEnum):
    """Of whom a share is taken; the two size cuts differ between the Vietnamese forms and the Framework."""

    NONE = ""
    ALL_FIRMS = "all_firms"
    OVER_100 = "firms_over_100_workers"  # Circular 05/2025, Form B5
    OVER_250 = "firms_over_250_employees"  # International Framework

    @property
    def above(self) -> int | None:
        """Firms with more workers than this are counted; None: all."""
        return {Population.OVER_100: 100, Population.OVER_250: 250}.get(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual(Rule):
    """A rule with a name in both languages."""

    text_vi: str
    text_en: str

    def text(self, lang: Lang) -> str:
        return self.text_vi if lang == "vi" else self.text_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Bilingual):
    """One criterion of a pack.

    Attributes
    ----------
    pack, code
        What is asked; ``printed_code`` where the printed form says another code by mistake.
    about, answer, form_unit
        Whom it asks, how it is answered, in which unit (code of ``judge.criteria`` units).
    at_least, at_most, exclusive
        Threshold in ``form_unit``; ``exclusive``: the bound itself is not met. None: a report, no threshold.
    least_valid, most_valid
        What the form takes at all.
    population
        Of whom a share is taken.
    measured
        Name of the number or judgement that the platform makes itself; empty: only what people answer.
    effort
        1 (an hour) to 5 (a year): what the missing evidence costs, our own estimate; the cheapest step is shown first.
    meaning, step
        What it means in plain words, and the next step.
    """

    kind: ClassVar[str] = "criterion"
    subject: ClassVar[tuple[str, ...]] = ("pack", "code")

    pack: str
    code: str
    order: int
    pillar: str
    about: About
    answer: AnswerKind
    form_unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    exclusive: bool = False
    least_valid: float | None = None
    most_valid: float | None = None
    population: Population = Population.NONE
    measured: str = ""
    effort: int = 3
    meaning_vi: str
    meaning_en: str
    step_vi: str = ""
    step_en: str = ""
    printed_code: str = ""

    def meaning(self, lang: Lang) -> str:
        return self.meaning_vi if lang == "vi" else self.meaning_en

    def step(self, lang: Lang) -> str:
        return self.step_vi if lang == "vi" else self.step_en

    def holds(self, value: float) -> bool:
        """Whether a value keeps the threshold; True where there is none."""
        low = self.at_least is None or value > self.at_least or (value == self.at_least and not self.exclusive)
        return low and (self.at_most is None or value < self.at_most or (value == self.at_most and not self.exclusive))

    @property
    def has_threshold(self) -> bool:
        return self.at_least is not None or self.at_most is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField(Bilingual):
    """One field of a report form.

    Attributes
    ----------
    form, code, order, section
        Where it stands.
    period
        ``N`` the reporting year, ``N-1`` the year before, ``to N-2`` all until then, ``to N+3`` planned until then.
    formula
        Sum or share of other fields of the form, ``1.2.6+1.3.3`` or ``2.5.2/2.5.1*100``.
    compulsory_sum
        False: the form only suggests the sum and takes another number without a word. We show the difference.
    fill
        Name of the number that the platform knows for it; empty: typed.
    """

    kind: ClassVar[str] = "form_field"
    subject: ClassVar[tuple[str, ...]] = ("form", "code")

    form: str
    code: str
    order: int
    section: str
    answer: AnswerKind
    form_unit: str = ""
    period: str
    formula: str = ""
    compulsory_sum: bool | None = None
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry(Bilingual):
    """An entry of a list of the law or of ours: types of symbiosis, groups of the taxonomy, sets of the dossier, rungs."""

    kind: ClassVar[str] = "list_entry"
    subject: ClassVar[tuple[str, ...]] = ("listing", "code")

    listing: str
    code: str
    order: int
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk(Bilingual):
    """Topic ``topic`` stands as ``code`` in ``system``: one measured quantity, many reports."""

    kind: ClassVar[str] = "crosswalk"
    subject: ClassVar[tuple[str, ...]] = ("topic", "system", "code")

    topic: str
    system: str
    code: str


CRITERIA_KINDS: dict[str, type[Rule]] = {kind.kind: kind for kind in (Criterion, FormField, ListEntry, Crosswalk)}
