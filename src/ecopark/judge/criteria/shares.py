"""Shares of firms: of which population, and what follows while some have not answered.

The percent of *all* firms, of firms above 100 workers (Form B5) and of firms above 250 employees (Framework) are
different numbers of the same park. Whoever has not answered may be counted either way: a share is an interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ecopark.core.figures import Evidence
from ecopark.judge.criteria.inputs import Inputs
from ecopark.rules.criteria import Criterion, Population

FACTS = "facts"
RECP_ANSWER = "ENV.2"  # where each firm says whether it applies RECP: Form B5


@dataclass(frozen=True, slots=True)
class Share:
    """Percent of a population that is certain at least and possible at most; None without a population.

    ``yes`` is certain with evidence, ``no`` admitted, ``open_`` the rest; ``size_open``: nobody said how many workers.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...]
    open_: tuple[str, ...]
    size_open: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def low(self) -> float | None:
        """All who are open say no, and firms of unknown size belong to those who lower it."""
        sized = [f for f in self.yes if f not in self.size_open]
        whole = len(sized) + len(self.no) + len(self.open_)
        return 100.0 * len(sized) / whole if whole else None

    @property
    def high(self) -> float | None:
        sized = [f for f in self.no if f not in self.size_open]
        whole = len(sized) + len(self.yes) + len(self.open_)
        if whole:
            return 100.0 * (len(self.yes) + len(self.open_)) / whole
        return 0.0 if self.no else None

    @property
    def count(self) -> int:
        return len(self.yes) + len(self.no) + len(self.open_)


Said = Callable[[str], tuple[bool | None, tuple[Evidence, ...]]]


def share_of(inputs: Inputs, population: Population, said: Said) -> Share:
    """The share of a population; ``said`` gives each firm's yes, no or None, with evidence."""
    sides: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    size_open: list[str] = []
    evidence: list[Evidence] = []
    for firm in inputs.firms:
        inside = counted(inputs, population, firm)
        if inside is False:
            continue
        if inside is None:
            size_open.append(firm)
        answer, shown = said(firm)
        sides[answer].append(firm)
        evidence += shown if answer else ()
    yes, no, open_ = (tuple(sides[side]) for side in (True, False, None))
    return Share(yes, no, open_, tuple(size_open), tuple(dict.fromkeys(evidence)))


def counted(inputs: Inputs, population: Population, firm: str) -> bool | None:
    """Whether a firm belongs to a population; None while nobody said how many workers it has."""
    if population.above is None:
        return True
    workers = inputs.answers.get(FACTS, "workers", inputs.year, firm)
    return None if workers is None or workers.number is None else workers.number > population.above


def answered(inputs: Inputs, criterion: Criterion) -> Said:
    """What firms answered to a criterion themselves."""

    def said(firm: str) -> tuple[bool | None, tuple[Evidence, ...]]:
        found = inputs.answers.get(criterion.pack, criterion.code, inputs.year, firm)
        truth = inputs.answers.said(criterion.pack, criterion.code, inputs.year, firm)
        return truth, found.evidence if found else ()

    return said


def applies_recp(inputs: Inputs, criterion: Criterion) -> Said:
    """A firm applies RECP when a measure of its is proved, or it says so with evidence; a measure outweighs a no."""
    by_answer = answered(inputs, _form_b5(inputs, criterion))

    def said(firm: str) -> tuple[bool | None, tuple[Evidence, ...]]:
        proved = [m for m in inputs.measures_of(firm) if m.proved]
        if proved:
            return True, tuple(part for m in proved for part in m.evidence)
        return by_answer(firm)

    return said


def _form_b5(inputs: Inputs, criterion: Criterion) -> Criterion:
    """Firms are asked once, in Form B5, whatever pack needs the share."""
    return next(iter(inputs.book.all(Criterion, pack="vn-form-b5", code=RECP_ANSWER)), criterion)
