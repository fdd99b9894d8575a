"""What assessments are made of: plain data, filled by ``serve/criteria.py`` within the caller's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecopark.core.figures import Evidence, Figure
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import PARK, AnswerBook
from ecopark.rules.index import RuleIndex

INSTALLED = ("installed", "verified")


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A resource-efficiency or cleaner-production measure, from the record `measure` and its verification.

    Attributes
    ----------
    year
        Calendar year in which it was installed; None where nobody said.
    verified
        The verification stands as ``verified`` and its interval is above zero.
    proved
        It is verified, or something shows that it was installed.
    """

    id: str
    firm: str
    kind: str
    status: str
    year: int | None
    verified: bool
    evidence: tuple[Evidence, ...] = ()

    @property
    def installed(self) -> bool:
        return self.status in INSTALLED

    @property
    def proved(self) -> bool:
        return self.installed and (self.verified or bool(self.evidence))


@dataclass(frozen=True, slots=True)
class Link:
    """Something flows from one firm to another and is metered. ``amount`` of the year in ``unit``."""

    source: str
    target: str
    carrier: str
    amount: float
    unit: str
    origin: Origin
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PointState:
    """A monitoring point over the year, all properties together.

    ``months_missing`` counts months in which some property could not be judged on enough periods; ``open_events``
    exceedances of any time that nobody has closed yet.
    """

    point: str
    judged: int
    exceeded: int
    months_missing: int
    open_events: int = 0
    synthetic: bool = False
    provisional: bool = True
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """All of one park and one reporting year.

    Attributes
    ----------
    firms
        Every firm of the park: the denominators.
    figures
        Numbers that the platform measures, by name (``wastewater_reuse``).
    points
        Monitoring points by owner: a firm's id or ``park``.
    form_numbers
        Numbers that the register of measures gives for fields, by (form, subject) and code, in the form's unit.
    footprints
        Evidence of product footprints and scope 3 lines, by firm.
    """

    book: RuleIndex
    year: int
    firms: tuple[str, ...]
    answers: AnswerBook = field(default_factory=AnswerBook)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    measures: tuple[MeasureFact, ...] = ()
    links: tuple[Link, ...] = ()
    points: Mapping[str, tuple[PointState, ...]] = field(default_factory=dict)
    form_numbers: Mapping[tuple[str, str], Mapping[str, Figure]] = field(default_factory=dict)
    footprints: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)

    def measures_of(self, subject: str) -> tuple[MeasureFact, ...]:
        """Measures of a firm, or of all for the park, installed by the end of the year."""
        return tuple(
            m for m in self.measures if subject in (PARK, m.firm) and m.installed and (m.year is None or m.year <= self.year)
        )
