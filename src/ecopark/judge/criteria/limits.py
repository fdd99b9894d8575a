"""Limits kept over a year: the condition that no technology replaces.

Recognition as a green firm is impossible while a limit is exceeded, whatever was installed, and cannot be told while a
point cannot be judged.
"""

from __future__ import annotations

from ecopark.core.messages import Message
from ecopark.judge.criteria.findings import Finding, Status
from ecopark.judge.criteria.inputs import Inputs, PointState
from ecopark.judge.criteria.shares import FACTS
from ecopark.rules.criteria import Criterion


def limits_kept(inputs: Inputs, _criterion: Criterion, subject: str) -> Finding:
    """Over all points of the subject in the year: one exceedance, or one that is still open, rules it out."""
    points = inputs.points.get(subject, ())
    evidence = tuple(part for point in points for part in point.evidence)
    exceeded = [p for p in points if p.exceeded or p.open_events]
    if exceeded:
        named = ", ".join(p.point for p in exceeded)
        count = sum(p.exceeded + p.open_events for p in exceeded)
        return Finding(Status.NOT_MET, Message("judge.criteria.exceeded", {"points": named, "count": count}), (), evidence)
    if not points:
        return _connected(inputs, subject)
    open_points = [p for p in points if not p.judged or p.months_missing]
    if open_points:
        needs = tuple(map(_need, open_points))
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.points_open"), needs, evidence)
    if any(p.synthetic for p in points):
        return Finding(Status.INSUFFICIENT, Message("judge.criteria.synthetic"), (), evidence)
    return Finding(Status.MET, Message("judge.criteria.within", {"count": len(points)}), (), evidence)


def _connected(inputs: Inputs, subject: str) -> Finding:
    """A firm without a point of its own: it sends everything to the central works, or nobody knows."""
    said = inputs.answers.get(FACTS, "connection", inputs.year, subject)
    if said is not None and said.value is True and said.evidence:
        return Finding(Status.MET, Message("judge.criteria.connected"), (), said.evidence)
    need = Message("judge.criteria.need.point", {"subject": subject})
    return Finding(Status.INSUFFICIENT, Message("judge.criteria.no_point"), (need,))


def _need(point: PointState) -> Message:
    return Message("judge.criteria.need.months", {"point": point.point, "months": point.months_missing})
