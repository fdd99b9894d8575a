"""What may not be said whatever the evidence: read from the structure of the claim alone.

Precedent: Directive (EU) 2024/825 (applies from 27 September 2026); ISO 14021 [memory].
"""

from __future__ import annotations

from datetime import date

from ecopark.core.messages import Message
from ecopark.judge.claims.gates import GateResult
from ecopark.judge.claims.records import Claim, Kind
from ecopark.judge.claims.words import flag_words

OFFSETS = frozenset({"carbon_credit", "allowance"})


def blocks_of(claim: Claim, today: date) -> tuple[GateResult, ...]:
    """Every reason why the claim may not be made; empty where it may be judged."""
    found = (_neutrality(claim), _offsets(claim), _words(claim), _future(claim, today), _label(claim))
    return tuple(result for result in found if result is not None)


def _neutrality(claim: Claim) -> GateResult | None:
    return _block("neutrality") if claim.kind is Kind.NEUTRALITY else None


def _offsets(claim: Claim) -> GateResult | None:
    """A credit bought elsewhere does not make the claimant's own emissions smaller."""
    resting = sorted({i.id for i in claim.instruments if i.kind in OFFSETS})
    less = claim.kind in (Kind.REDUCTION, Kind.INTENSITY, Kind.ABSOLUTE_LIMIT) or claim.metric.quantity == "ghg"
    if not resting or not less or claim.kind is Kind.NEUTRALITY:
        return None
    return _block("offsets", units=", ".join(resting[:5]))


def _words(claim: Claim) -> GateResult | None:
    """Generic words in anything that would be printed beside the claim."""
    beside = (claim.words, claim.method, *claim.exclusions, claim.label.name if claim.label else "")
    found = [hit.found for text in beside for hit in flag_words(text)]
    return _block("words", words=", ".join(f"“{word}”" for word in dict.fromkeys(found))) if found else None


def _future(claim: Claim, today: date) -> GateResult | None:
    """A claim about time that has not passed needs a dated, measurable plan that somebody else checks."""
    if claim.period.end <= today:
        return None
    plan = claim.plan
    if plan is None or not plan.document or not plan.milestones:
        return _block("future_plan")
    if not plan.checked_by or plan.checked_by == claim.claimant:
        return _block("future_check")
    return None if any(step.day <= claim.period.end for step in plan.milestones) else _block("future_plan")


def _label(claim: Claim) -> GateResult | None:
    label = claim.label
    if label is None or (label.certificate and label.certified_by and label.certified_by != claim.claimant):
        return None
    return _block("label", label=label.name)


def _block(why: str, **params: object) -> GateResult:
    return GateResult(why, "blocked", Message(f"judge.block.{why}", params))
