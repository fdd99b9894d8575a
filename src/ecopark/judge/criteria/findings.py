"""How a single thing is judged: an answer, a figure or a share against its threshold. # judge 1.4"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ecopark.core.figures import Evidence, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin
from ecopark.judge.criteria.answers import Answer
from ecopark.judge.criteria.shares import RECP_ANSWER, Share
from ecopark.rules.criteria import AnswerKind, Criterion


class Status(StrEnum):
    """From best to worst."""

    MET = "met"
    INSUFFICIENT = "insufficient"
    NOT_MET = "not_met"

    @property
    def rank(self) -> int:
        return list(Status).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule of judging says: the part of an assessment that depends on how the criterion is judged."""

    status: Status
    reason: Message
    missing: tuple[Message, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    figure: Figure | None = None


def unanswered(code: str) -> Finding:
    need = Message("judge.criteria.need.answer", {"code": code})
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.unanswered"), (need,))


def without_evidence(answer: Answer) -> Finding:
    need = Message("judge.criteria.need.evidence", {"code": answer.code})
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.no_evidence"), (need,))


def by_answer(criterion: Criterion, answer: Answer | None) -> Finding:
    """What rests on what people say: yes or no, a number, a text, a date."""
    if answer is None:
        return unanswered(criterion.code)
    if answer.value is False:
        return Finding(Status.NOT_MET, Message("judge.criteria.said_no"), (), answer.evidence)
    number = answer.number
    if number is not None and not criterion.holds(number):
        return Finding(Status.NOT_MET, misses(criterion, number), (), answer.evidence)
    early = (
        criterion.answer is AnswerKind.DATE and criterion.valid_from and str(answer.value) < criterion.valid_from.isoformat()
    )
    if early:
        return Finding(Status.NOT_MET, Message("judge.criteria.too_early", {"day": str(criterion.valid_from)}))
    if not answer.evidence:
        return without_evidence(answer)
    reason = "judge.criteria.holds" if criterion.has_threshold else "judge.criteria.shown"
    return Finding(Status.MET, Message(reason, bound(criterion)), (), answer.evidence)


def judged(criterion: Criterion, figure: Figure) -> Finding:
    """A figure against its threshold: the whole interval must keep it, and nothing synthetic may have fed it."""
    value = figure.value
    if value is None:
        return Finding(Status.INSUFFICIENT, figure.reason or Message("judge.criteria.not_measured"), (), (), figure)
    ends = (value,) if figure.low is None or figure.high is None else (figure.low, figure.high)
    holding = [criterion.holds(end) for end in ends]
    if not any(holding):
        return Finding(Status.NOT_MET, misses(criterion, value), (), figure.evidence, figure)
    if not all(holding):
        return Finding(
            Status.INSUFFICIENT, Message("judge.criteria.straddles", bound(criterion)), (), figure.evidence, figure
        )
    if figure.origin is Origin.SYNTHETIC:
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.synthetic"), (), figure.evidence, figure)
    reason = "judge.criteria.holds" if criterion.has_threshold else "judge.criteria.shown"
    return Finding(Status.MET, Message(reason, bound(criterion)), (), figure.evidence, figure)


def share_finding(criterion: Criterion, share: Share) -> Finding:
    """A share of firms against its threshold, with those who are missing by name."""
    asked = RECP_ANSWER if criterion.measured == "recp_share" else criterion.code
    missing = [Message("judge.criteria.need.firm", {"firm": firm, "code": asked}) for firm in share.open_]
    missing += [Message("judge.criteria.need.workers", {"firm": firm}) for firm in share.size_open]
    if not share.count:
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.nobody", {"population": population(criterion)}))
    low, high = share.low or 0.0, 100.0 if share.high is None else share.high
    figure = share_figure(criterion, share)
    params = {**bound(criterion), "population": population(criterion), "low": plain(low), "high": plain(high)}
    if not criterion.holds(high):
        reason = Message("judge.criteria.share_misses", params)
        return Finding(Status.NOT_MET, reason, tuple(missing), share.evidence, figure)
    if criterion.holds(low) and share.yes:
        return Finding(Status.MET, Message("judge.criteria.share_holds", params), (), share.evidence, figure)
    reason = Message("judge.criteria.share_open", params)
    return Finding(Status.INSUFFICIENT, reason, tuple(missing), share.evidence, figure)


def share_figure(criterion: Criterion, share: Share) -> Figure:
    """The share as a figure: its certain part, with the interval of what is open."""
    low, high = share.low or 0.0, 100.0 if share.high is None else share.high
    return Figure(
        name="share_of_firms",
        value=low,
        low=low,
        high=high,
        unit="%",
        standing=Standing.DECLARED,
        boundary=("park",),
        evidence=share.evidence,
        provisional=criterion.provisional,
        reason=population(criterion),
    )


def population(criterion: Criterion) -> Message:
    return Message(f"judge.criteria.population.{criterion.population.value or 'all_firms'}")


def bound(criterion: Criterion) -> dict[str, object]:
    bound = criterion.at_least if criterion.at_least is not None else criterion.at_most
    return {
        "bound": "" if bound is None else plain(bound),
        "unit": unit_text(criterion.form_unit),
    }


def misses(criterion: Criterion, value: float) -> Message:
    return Message("judge.criteria.misses", {**bound(criterion), "value": plain(value)})


def plain(value: float) -> float:
    """A whole number without its point, others to four places: what a sentence shows."""
    return int(value) if value == int(value) else round(value, 4)


_SYMBOLS = {"percent": "%", "ha": "ha", "kwh": "kWh", "m3": "m³"}


def unit_text(unit: str) -> str | Message:
    """A unit of criteria and forms as it is shown: a symbol, or a word in the reader's language."""
    return _SYMBOLS.get(unit) or Message(f"judge.criteria.unit.{unit or 'none'}")
