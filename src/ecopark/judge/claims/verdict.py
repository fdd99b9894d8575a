"""The verdict on a claim: blocked? gates? number? And always what may be said instead, and what would decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from ecopark.core.figures import Figure
from ecopark.core.messages import LANGS, Lang
from ecopark.judge.claims.blocked import blocks_of
from ecopark.judge.claims.cost import NextStep, next_steps
from ecopark.judge.claims.evidence import EvidenceFile, inputs_sha256
from ecopark.judge.claims.gates import Case, GateResult, Thresholds, case_of, judge_gates
from ecopark.judge.claims.number import ALPHA, Answer, Tried, decide, family_of, p_value, strongest_claim
from ecopark.judge.claims.records import Claim
from ecopark.judge.claims.wording import Names, may_say_now, sentence, verdict_text

METHOD_VERSION = "1"  # raise when the same evidence would be judged otherwise
Grade = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is found of a claim at a moment.

    Attributes
    ----------
    verdict
        ``supported``, ``not_supported`` or ``insufficient``; a claim that may not be made at all is ``not_supported`` and
        ``blocked``.
    grade
        Of a supported claim: A like reasonable assurance (an independent inspection and every gate), B like limited
        assurance (no independent inspection; the public text says so), C for internal use (rests on unverified rules).
    figure
        The number that was compared, net of what is taken off; None where there is none.
    strongest
        The strongest claim of this kind that is supported; None where no number may be said yet.
    carried
        The strongest claim that the present number would carry if every gate passed.
    may_say
        A true sentence that may be said now, in both languages.
    tested_with
        How many claims were tested at once with this one, itself included; 0: not its turn, a primary claim does not hold.
    """

    verdict: Answer
    blocked: bool
    grade: Grade | None
    figure: Figure | None
    gates: tuple[GateResult, ...]
    strongest: Claim | None
    carried: Claim | None
    contributions: Mapping[str, float]
    cheapest_evidence: tuple[NextStep, ...]
    judged_at: datetime
    expires: datetime
    inputs_sha256: str
    tested_with: int
    sentence: Mapping[str, str]
    may_say: Mapping[str, str]
    text: Mapping[str, str]

    @property
    def publishable(self) -> bool:
        """Supported with a grade that may leave the house."""
        return self.verdict == "supported" and self.grade in ("A", "B")

    def content(self) -> dict[str, object]:
        """As JSON, for the record ``verdict``."""
        return {
            "verdict": self.verdict,
            "blocked": self.blocked,
            "grade": self.grade,
            "publishable": self.publishable,
            "figure": None if self.figure is None else self.figure.content(),
            "gates": [gate.content() for gate in self.gates],
            "strongest": None if self.strongest is None else self.strongest.content(),
            "carried": None if self.carried is None else self.carried.content(),
            "contributions": dict(self.contributions),
            "cheapest_evidence": [step.content() for step in self.cheapest_evidence],
            "judged_at": self.judged_at.isoformat(),
            "expires": self.expires.isoformat(),
            "inputs_sha256": self.inputs_sha256,
            "tested_with": self.tested_with,
            "sentence": dict(self.sentence),
            "may_say": dict(self.may_say),
            "text": dict(self.text),
            "method_version": METHOD_VERSION,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """One claim of several that are judged at once.

    ``registered`` is the day on which it was first recorded: primary counts only if that was before the period began.
    """

    claim: Claim
    evidence: EvidenceFile
    registered: date | None = None

    @property
    def primary(self) -> bool:
        return self.claim.primary and self.registered is not None and self.registered <= self.claim.period.start


def judge(
    claim: Claim,
    evidence: EvidenceFile,
    now: datetime,
    *,
    names: Names | None = None,
    limits: Thresholds | None = None,
    others: Sequence[Made] = (),
    registered: date | None = None,
) -> Verdict:
    """Judge a claim.

    Parameters
    ----------
    now
        The moment of judging, aware.
    names
        How ids are said in sentences; ids themselves where left out.
    others
        Further claims that the same claimant makes at once: all are corrected together (Holm).
    registered
        See ``Made``.
    """
    used, asked, today = limits or Thresholds(), names or Names(), now.astimezone(UTC).date()
    case = case_of(claim, evidence, today, used)
    gates = (*blocks_of(claim, today), *judge_gates(case))
    mine = Made(claim, evidence, registered)
    holds, tested = _corrected(mine, others, today, used)
    answer = _answer(case, gates, holds=holds)
    grade = _grade(case) if answer == "supported" else None
    reach = None if case.figure is None or tested is None else strongest_claim(claim, case.figure, ALPHA / tested)
    strongest = reach if all(gate.passed for gate in gates) else None
    digest = inputs_sha256(claim, evidence, METHOD_VERSION)
    expires = _a_year_on(now)
    said = _both(lambda lang: sentence(claim, lang, asked))
    weaker = _both(lambda lang: may_say_now(claim, evidence, case.figure, gates, strongest, lang, asked))
    text = _both(lambda lang: verdict_text(claim, answer, grade, case.figure, gates, expires, lang, asked))
    return Verdict(
        verdict=answer,
        blocked=any(gate.outcome == "blocked" for gate in gates),
        grade=grade,
        figure=case.figure,
        gates=gates,
        strongest=strongest,
        carried=reach,
        contributions=_largest(case.figure),
        cheapest_evidence=() if answer == "supported" else next_steps(claim, case.figure, gates),
        judged_at=now,
        expires=expires,
        inputs_sha256=digest,
        tested_with=tested or 0,
        sentence=said,
        may_say=weaker,
        text=text,
    )


def _answer(case: Case, gates: Sequence[GateResult], *, holds: bool) -> Answer:
    outcomes = {gate.outcome for gate in gates}
    if outcomes & {"blocked", "not_supported"}:
        return "not_supported"
    if outcomes != {"passed"} or case.figure is None:
        return "insufficient"
    alone = decide(case.claim, case.figure)
    return "insufficient" if alone == "supported" and not holds else alone


def _corrected(mine: Made, others: Sequence[Made], today: date, limits: Thresholds) -> tuple[bool, int | None]:
    """Whether the claim holds among all that are made at once, and how many were tested beside it (None: not tested)."""
    tried = []
    for each in (mine, *(other for other in others if other.claim.id != mine.claim.id)):
        figure = case_of(each.claim, each.evidence, today, limits).figure
        tried.append(Tried(each.claim.id, p_value(each.claim, figure), each.primary))
    family = family_of(tried)
    return mine.claim.id in family.held, family.tested(mine.claim.id)


def _grade(case: Case) -> Grade:
    provisional = bool(case.evidence.provisional) or (case.figure is not None and case.figure.provisional)
    if provisional:
        return "C"
    agreement = case.evidence.agreement
    return "A" if agreement is not None and agreement.independent else "B"


def _largest(figure: Figure | None) -> Mapping[str, float]:
    if figure is None:
        return {}
    return dict(sorted(figure.contributions.items(), key=lambda part: (-part[1], part[0]))[:5])


def _a_year_on(now: datetime) -> datetime:
    """Twelve months later; 29 February becomes 1 March."""
    try:
        return now.replace(year=now.year + 1)
    except ValueError:
        return now.replace(year=now.year + 1, month=3, day=1)


def _both(make: Callable[[Lang], str]) -> dict[str, str]:
    return {lang: make(lang) for lang in LANGS}
