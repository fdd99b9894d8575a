"""Non-routine events: what changed use for reasons outside measure and covariates. Proposed, then accepted or rejected.

A software's proposal is no more than a proposal. A decision is final: who thinks otherwise proposes anew, and both stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ecopark.account.measures.records import read_evidence
from ecopark.account.measures.separation import require_other
from ecopark.core.errors import InputError, StateError
from ecopark.core.figures import Evidence
from ecopark.core.interval import to_utc
from ecopark.core.scope import Scope
from ecopark.trust.inspection.fields import Fields, read_whole

EVENT = "non_routine_event"
SOFTWARE, PERSON = "software", "person"


class EventState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class NonRoutineEvent:
    """A span in which use was out of the ordinary.

    Attributes
    ----------
    end
        None: the change stays (a new line, a hall that closed).
    claimant
        User who claims the saving of the measure: may not decide.
    proposer
        User who proposed it; empty where the software did.
    detected
        What the software saw (figures of its detection), for the page.
    """

    id: str
    measure: str
    start: datetime
    end: datetime | None
    what: str
    proposed_by: str
    claimant: str
    proposer: str = ""
    state: EventState = EventState.PROPOSED
    evidence: tuple[Evidence, ...] = ()
    decided_by: str | None = None
    reason: str | None = None
    detected: Mapping[str, object] | None = None

    def overlaps(self, start: datetime, end: datetime | None) -> bool:
        return (end is None or self.start < end) and (self.end is None or start < self.end)

    def content(self) -> dict[str, object]:
        return {
            "measure": self.measure,
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "what": self.what,
            "proposed_by": self.proposed_by,
            "proposer": self.proposer,
            "claimant": self.claimant,
            "state": self.state.value,
            "evidence": [part.content() for part in self.evidence],
            "decided_by": self.decided_by,
            "reason": self.reason,
            "detected": dict(self.detected) if self.detected is not None else None,
        }


def read_event(record_id: str, content: object) -> NonRoutineEvent:
    """Read what was stored or sent; ``InputError`` trust.field.*, account.event.upside_down."""
    event = read_whole(content, lambda fields: _event(record_id, fields))
    if event.end is not None and to_utc(event.end) <= to_utc(event.start):
        raise InputError("account.event.upside_down", where="end")
    return event


def _event(record_id: str, fields: Fields) -> NonRoutineEvent:
    detected = fields.raw("detected")
    state = fields.choice("state", list(EventState)) if fields.raw("state") is not None else EventState.PROPOSED
    return NonRoutineEvent(
        id=record_id,
        measure=fields.id("measure"),
        start=fields.moment("start"),
        end=fields.maybe_moment("end"),
        what=fields.text("what", 2000),
        proposed_by=fields.choice("proposed_by", (SOFTWARE, PERSON)),
        proposer=fields.maybe_text("proposer") or "",
        claimant=fields.maybe_text("claimant") or "",
        state=EventState(state),
        evidence=fields.items("evidence", read_evidence),
        decided_by=fields.maybe_text("decided_by"),
        reason=fields.maybe_text("reason", 2000),
        detected=detected if isinstance(detected, Mapping) else None,
    )


def decide(
    event: NonRoutineEvent, scope: Scope, *, accept: bool, reason: str, evidence: tuple[Evidence, ...]
) -> NonRoutineEvent:
    """The event as decided.

    Raises
    ------
    StateError
        account.event.decided: it was decided already.
    InputError
        account.event.no_evidence: accepted only with evidence; account.event.no_reason.
    NotAllowed
        By a firm, by who claims the saving, or by who proposed the event.
    """
    require_other(scope, {event.claimant, event.proposer} - {""}, f"event {event.id}")
    if event.state is not EventState.PROPOSED:
        raise StateError("account.event.decided", where=event.id, state=event.state.value, user=event.decided_by)
    if not reason.strip():
        raise InputError("account.event.no_reason", where="reason")
    whole = tuple(dict.fromkeys((*event.evidence, *evidence)))
    if accept and not whole:
        raise InputError("account.event.no_evidence", where="evidence")
    state = EventState.ACCEPTED if accept else EventState.REJECTED
    return replace(event, state=state, evidence=whole, decided_by=scope.user, reason=reason.strip())
