"""Recognition as a green firm: all conditions of the pack ``green-firm``, the limits first."""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.messages import Message
from ecopark.judge.criteria.assess import Assessment, assess_pack
from ecopark.judge.criteria.findings import Status
from ecopark.judge.criteria.inputs import Inputs

PACK = "green-firm"


@dataclass(frozen=True, slots=True)
class Recognition:
    """The answer for a firm and year. ``blocked`` while a limit is exceeded: nothing else is looked at then."""

    firm: str
    year: int
    status: Status
    reason: Message
    conditions: tuple[Assessment, ...]

    @property
    def blocked(self) -> bool:
        return self.status is Status.NOT_MET and self.conditions[0].status is Status.NOT_MET


def recognise(inputs: Inputs, firm: str) -> Recognition:
    """Whether a firm may be recognised as green in the year of the inputs."""
    conditions = tuple(assess_pack(inputs, PACK, firm))
    limits = conditions[0]
    if limits.status is Status.NOT_MET:
        reason = Message("judge.criteria.green.blocked", {"reason": limits.finding.reason})
        return Recognition(firm, inputs.year, Status.NOT_MET, reason, conditions)
    worst = max(conditions, key=lambda each: each.status.rank)
    reason = Message(f"judge.criteria.green.{worst.status.value}", {"reason": worst.finding.reason})
    return Recognition(firm, inputs.year, worst.status, reason, conditions)
