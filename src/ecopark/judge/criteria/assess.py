"""One criterion judged: met, not met or insufficient, with reason, what is missing and the next step. # judge 1.4

Laws that tests hold: removing evidence never improves a status; a further document never makes *met* into *not met*.
They follow from three rules: an admission (a no, a number that misses) counts without evidence; everything else counts
only with it; where the platform measures, a typed number alone never meets a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecopark.core.figures import Figure, Standing, message_content
from ecopark.core.messages import Lang, Message
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import PARK, Answer
from ecopark.judge.criteria.derived import DERIVED
from ecopark.judge.criteria.findings import Finding, Status, by_answer, judged, share_finding
from ecopark.judge.criteria.inputs import Inputs
from ecopark.judge.criteria.shares import answered, applies_recp, share_of
from ecopark.rules.criteria import About, AnswerKind, Criterion


@dataclass(frozen=True, slots=True)
class Assessment:
    """A criterion for one subject and year.

    Attributes
    ----------
    answer
        What a person said; None where nobody did.
    figure
        The number that was judged, made by the platform; ``difference`` is typed minus that.
    missing
        What would decide it, one sentence each; empty when met.
    provisional
        The criterion has not been compared with the official text by a named person: never in a public claim.
    """

    criterion: Criterion
    subject: str
    year: int
    finding: Finding
    answer: Answer | None = None

    @property
    def status(self) -> Status:
        return self.finding.status

    @property
    def figure(self) -> Figure | None:
        return self.finding.figure

    @property
    def provisional(self) -> bool:
        return self.criterion.provisional

    @property
    def typed(self) -> float | None:
        return self.answer.number if self.answer else None

    @property
    def difference(self) -> float | None:
        if self.typed is None or self.figure is None or self.figure.value is None:
            return None
        return self.typed - self.figure.value

    @property
    def missing(self) -> tuple[Message, ...]:
        return self.finding.missing

    def step(self, lang: Lang) -> str:
        """The next step: that of the criterion, or what its kind of answer needs; empty when met."""
        if self.status is Status.MET:
            return ""
        return self.criterion.step(lang) or Message(f"judge.criteria.step.{self.criterion.answer.value}").render(lang)

    def content(self) -> dict[str, Any]:
        """As JSON for the API and reports."""
        return {
            "pack": self.criterion.pack,
            "code": self.criterion.code,
            "subject": self.subject,
            "year": self.year,
            "status": self.status.value,
            "reason": message_content(self.finding.reason),
            "missing": [message_content(part) for part in self.missing],
            "value": self.answer.value if self.answer else None,
            "figure": self.figure.content() if self.figure else None,
            "difference": self.difference,
            "evidence": [part.content() for part in self.finding.evidence],
            "effort": self.criterion.effort,
            "provisional": self.provisional,
        }


def assess(inputs: Inputs, criterion: Criterion, subject: str = PARK) -> Assessment:
    """Judge one criterion for a subject in the year of the inputs."""
    answer = inputs.answers.get(criterion.pack, criterion.code, inputs.year, subject)
    if criterion.answer is AnswerKind.SLOT:
        finding = Finding(Status.INSUFFICIENT, Message("judge.criteria.slot", {"document": criterion.document}))
    elif criterion.answer is AnswerKind.DERIVED:
        finding = DERIVED[criterion.measured](inputs, criterion, subject)
    elif criterion.measured == "symbiosis_links":
        finding = _reported_count(inputs, criterion, answer)
    elif criterion.answer is AnswerKind.SHARE:
        finding = _share(inputs, criterion, answer) if subject == PARK else _own_part(inputs, criterion, answer, subject)
    elif criterion.measured:
        finding = _measured(inputs, criterion, answer)
    else:
        finding = by_answer(criterion, answer)
    return Assessment(criterion, subject, inputs.year, finding, answer)


def assess_pack(inputs: Inputs, pack: str, subject: str = PARK) -> list[Assessment]:
    """All criteria of a pack that ask this subject, in the order of the text."""
    about = About.PARK if subject == PARK else About.FIRM
    book = inputs.book
    asked = [c for c in book.all(Criterion, pack=pack) if c.about in (about, About.BOTH) or _of_each(c)]
    asked = [c for c in asked if not book.is_superseded(c)]  # a slot falls silent once its text is entered
    return [assess(inputs, criterion, subject) for criterion in sorted(asked, key=lambda c: c.order)]


def _of_each(criterion: Criterion) -> bool:
    """Whether each firm is asked as well: yes or no, of which the park's share is made."""
    return criterion.answer is AnswerKind.SHARE


def cheapest(assessments: Sequence[Assessment]) -> Assessment | None:
    """The open one that costs the least effort, in the order of the text among equals; None when all are met."""
    opened = [a for a in assessments if a.status is not Status.MET]
    return min(opened, key=lambda a: a.criterion.effort, default=None)


def counts(assessments: Sequence[Assessment]) -> Mapping[str, int]:
    return {status.value: sum(a.status is status for a in assessments) for status in Status}


def _measured(inputs: Inputs, criterion: Criterion, answer: Answer | None) -> Finding:
    """A number that the platform measures; typed alone it is a report, and meets no threshold."""
    figure = inputs.figures.get(criterion.measured)
    if figure is None or figure.value is None:
        why = (figure.reason if figure else None) or Message("judge.criteria.not_measured")
        if criterion.has_threshold:
            finding = by_answer(criterion, answer)
            if finding.status is Status.MET:
                return Finding(Status.INSUFFICIENT, Message("judge.criteria.typed_only"), (why,), finding.evidence, figure)
            return finding
        return by_answer(criterion, answer)
    return judged(criterion, figure)


def _reported_count(inputs: Inputs, criterion: Criterion, answer: Answer | None) -> Finding:
    """Links: metered ones count by themselves, agreements by their documents. The larger count is reported."""
    figure = link_figure(inputs)
    if figure.value and figure.origin is not Origin.SYNTHETIC:
        return judged(criterion, figure)
    finding = by_answer(criterion, answer)
    return Finding(finding.status, finding.reason, finding.missing, finding.evidence, figure if inputs.links else None)


def link_figure(inputs: Inputs, subject: str = PARK) -> Figure:
    """Number of metered symbiosis links of the year, of the park or of a firm; synthetic ones only where no other is."""
    own = [link for link in inputs.links if subject in (PARK, link.source, link.target)]
    origins = [link.origin for link in own]
    real = [link for link in own if link.origin is not Origin.SYNTHETIC]
    counted = real or own
    return Figure(
        name="symbiosis_links",
        value=float(len(counted)),
        unit="1",
        standing=Standing.MEASURED,
        origin=Origin.SYNTHETIC if origins and not real else Origin.MEASURED if real else None,
        boundary=(PARK if subject == PARK else f"firm:{subject}",),
        evidence=tuple(part for link in counted for part in link.evidence),
    )


def _own_part(inputs: Inputs, criterion: Criterion, answer: Answer | None, firm: str) -> Finding:
    """What one firm adds to a share: its yes or no, or a proved measure."""
    said = applies_recp if criterion.measured == "recp_share" else answered
    truth, evidence = said(inputs, criterion)(firm)
    if truth is True:
        return Finding(Status.MET, Message("judge.criteria.shown"), (), evidence)
    return by_answer(criterion, answer)


def _share(inputs: Inputs, criterion: Criterion, answer: Answer | None) -> Finding:
    """The better of two ways (each firm answers; the investor types with a document); admissions rule both out."""
    said = applies_recp if criterion.measured == "recp_share" else answered
    share = share_of(inputs, criterion.population, said(inputs, criterion))
    by_firms = share_finding(criterion, share)
    if by_firms.status is not Status.INSUFFICIENT:
        return by_firms
    typed = by_answer(criterion, answer)
    if typed.status is not Status.INSUFFICIENT:
        return Finding(typed.status, typed.reason, (), typed.evidence, by_firms.figure)
    return by_firms
