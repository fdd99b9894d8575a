"""Triage: what people made of findings, in which order the open ones deserve attention, and what a decision teaches.

A decision is a record of kind ``triage`` under the finding's id; each change of mind is a new revision. Findings of one
check on one datastream are one case. Nothing is ever deleted: a quieted case is folded away, with the reason, and serious
findings are never quieted. # design 4.5
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ecopark.core.findings import Severity
from ecopark.core.interval import to_utc
from ecopark.core.records import Record

TRIAGE_KIND = "triage"
DISMISSED_TO_QUIET = 2  # dismissals of one check on one datastream, none confirmed: the next ones are folded away
ENOUGH_TO_SAY = 5  # decisions before a share of false alarms is told


class TriageState(StrEnum):
    """What somebody made of a finding."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"  # somebody is at it
    CONFIRMED = "confirmed"  # there is a fault; not repaired yet
    SNOOZED = "snoozed"  # waits until a day, with a reason
    EXPLAINED = "explained"  # unusual but true: says nothing about the check
    RESOLVED = "resolved"  # there was a fault; repaired
    DISMISSED = "dismissed"  # false alarm


_RIGHT = frozenset({TriageState.CONFIRMED, TriageState.RESOLVED})
_SETTLED = frozenset({TriageState.EXPLAINED, TriageState.RESOLVED, TriageState.DISMISSED})
_RANK = {Severity.SERIOUS.value: 0, Severity.ATTENTION.value: 1, Severity.INFO.value: 2}


@dataclass(frozen=True, slots=True)
class Decision:
    """The newest decision on one finding. ``until``: aware, only of a snoozed one."""

    finding: str
    state: TriageState
    note: str
    code: str
    datastream: str
    actor: str
    made: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """How often a check was right and wrong, as people decided."""

    right: int = 0
    wrong: int = 0

    @property
    def wrong_share(self) -> float | None:
        """Share of false alarms; None while fewer than ``ENOUGH_TO_SAY`` decisions were made."""
        decided = self.right + self.wrong
        return self.wrong / decided if decided >= ENOUGH_TO_SAY else None

    @property
    def expected_right(self) -> float:
        """Laplace's rule of succession: (right + 1) / (decided + 2)."""
        return (self.right + 1) / (self.right + self.wrong + 2)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as far as the queue needs it. Times are aware UTC."""

    id: str
    code: str
    datastream: str
    severity: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """The findings of one check on one datastream, newest first.

    Attributes
    ----------
    where
        ``open``, ``waiting`` (snoozed), ``quieted`` or ``settled``.
    until
        When a waiting case comes back.
    decision
        The newest decision on any of its findings.
    here, everywhere
        What people decided on this check on this datastream, and on all datastreams.
    """

    code: str
    datastream: str
    findings: tuple[Told, ...]
    severity: str
    where: str
    until: datetime | None
    decision: Decision | None
    here: Experience
    everywhere: Experience


def read_decision(record: Record) -> Decision:
    """Read a ``triage`` record; a state that this version does not know counts as open."""
    content = record.content
    state = str(content.get("state", "open"))
    until = content.get("until")
    return Decision(
        record.id,
        TriageState(state) if state in set(TriageState) else TriageState.OPEN,
        str(content.get("note", "")),
        str(content.get("code", "")),
        str(content.get("datastream", "")),
        record.actor,
        to_utc(record.recorded_time),
        to_utc(datetime.fromisoformat(str(until))) if until else None,
    )


def experiences(decisions: Iterable[Decision]) -> Mapping[tuple[str, str], Experience]:
    """(code, datastream) -> experience; ``(code, "")`` sums over all datastreams."""
    found: dict[tuple[str, str], Experience] = {}
    for decision in decisions:
        right, wrong = int(decision.state in _RIGHT), int(decision.state is TriageState.DISMISSED)
        if right or wrong:
            for key in ((decision.code, decision.datastream), (decision.code, "")):
                before = found.get(key, Experience())
                found[key] = Experience(before.right + right, before.wrong + wrong)
    return found


def queue(findings: Sequence[Told], decisions: Sequence[Decision], now: datetime) -> tuple[Case, ...]:
    """All cases: open ones first, the serious ahead, then those whose check was most often right, then the newest.

    Parameters
    ----------
    now
        Aware; decides which snoozes have lapsed.

    Notes
    -----
    A snooze holds for its check on its datastream: findings that come while it lasts wait too, unless they are serious
    and the snoozed one was not.
    """
    by_finding = {d.finding: d for d in decisions}
    learnt = experiences(decisions)
    snoozes = _snoozes(findings, decisions, now)
    groups: dict[tuple[str, str, str], list[Told]] = {}
    for told in findings:
        where = _where(told, by_finding.get(told.id), snoozes, learnt)
        groups.setdefault((told.code, told.datastream, where), []).append(told)
    cases = [_case(where, rows, by_finding, learnt, snoozes) for (_, _, where), rows in groups.items()]
    return tuple(sorted(cases, key=_order))


def _snoozes(
    findings: Sequence[Told], decisions: Sequence[Decision], now: datetime
) -> Mapping[tuple[str, str], tuple[datetime, bool]]:
    """(code, datastream) -> until when, and whether a serious finding itself was snoozed."""
    severity = {f.id: f.severity for f in findings}
    found: dict[tuple[str, str], tuple[datetime, bool]] = {}
    for d in decisions:
        if d.state is TriageState.SNOOZED and d.until is not None and d.until > now:
            until, serious = found.get((d.code, d.datastream), (d.until, False))
            found[d.code, d.datastream] = (max(until, d.until), serious or severity.get(d.finding) == Severity.SERIOUS)
    return found


def _where(
    told: Told,
    decision: Decision | None,
    snoozes: Mapping[tuple[str, str], tuple[datetime, bool]],
    learnt: Mapping[tuple[str, str], Experience],
) -> str:
    key, serious = (told.code, told.datastream), told.severity == Severity.SERIOUS
    if decision is not None and decision.state in _SETTLED:
        return "settled"
    snooze = snoozes.get(key)
    if snooze is not None and (snooze[1] or not serious):
        return "waiting"
    experience = learnt.get(key, Experience())
    undecided = decision is None
    if undecided and not serious and experience.wrong >= DISMISSED_TO_QUIET and not experience.right:
        return "quieted"
    return "open"


def _case(
    where: str,
    rows: Sequence[Told],
    by_finding: Mapping[str, Decision],
    learnt: Mapping[tuple[str, str], Experience],
    snoozes: Mapping[tuple[str, str], tuple[datetime, bool]],
) -> Case:
    ordered = tuple(sorted(rows, key=lambda f: (f.start, f.id), reverse=True))
    first = ordered[0]
    key = (first.code, first.datastream)
    made = [by_finding[f.id] for f in ordered if f.id in by_finding]
    return Case(
        first.code,
        first.datastream,
        ordered,
        min((f.severity for f in ordered), key=lambda s: _RANK.get(s, len(_RANK))),
        where,
        snoozes[key][0] if where == "waiting" else None,
        max(made, key=lambda d: (d.made, d.finding), default=None),
        learnt.get(key, Experience()),
        learnt.get((first.code, ""), Experience()),
    )


def _order(case: Case) -> tuple[object, ...]:
    place = ("open", "waiting", "quieted", "settled").index(case.where)
    newest = -case.findings[0].start.timestamp()
    return (place, _RANK.get(case.severity, len(_RANK)), -case.here.expected_right, newest, case.code, case.datastream)
