"""The register of measures in an open park: write, reject, lock a baseline, propose and decide events, add up.

What is refused is decided in ``account.measures``; verification stands in ``serve/verification.py``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.measures.baselines import BASELINE, Baseline, stored_baseline
from ecopark.account.measures.events import EVENT, PERSON, EventState, NonRoutineEvent, decide, read_event
from ecopark.account.measures.records import (
    MEASURE,
    Measure,
    Status,
    check_places,
    check_step,
    read_measure,
)
from ecopark.account.measures.separation import require_other
from ecopark.account.measures.splits import Entry
from ecopark.account.measures.verification import VERIFICATION, stored_verified
from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.figures import Evidence, EvidenceKind, Figure
from ecopark.core.network import FlowNetwork
from ecopark.core.records import Record, RecordsStore
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound

WORKER = system_scope("measures")
WRITERS = (Role.MANAGER, Role.FIRM)
PROPOSERS = (Role.MANAGER, Role.FIRM, Role.INSPECTOR)
_MOST = 100_000


def put_measure(
    park: OpenPark,
    scope: Scope,
    content: Mapping[str, Any],
    measure_id: str | None = None,
    *,
    expected_revision: int | None = None,
) -> Record:
    """Write a measure or a new revision of one: firms their own, the manager all.

    Raises
    ------
    InputError
        trust.field.*, account.measure.unknown (also for another firm's), .no_install_day, .unknown_evidence.
    StateError
        account.measure.status, .not_yours_to_verify, engine.record.changed.
    NotAllowed
        Other roles; rejecting by a party.
    """
    scope.require_role("write measures", *WRITERS)
    known = park.records.get(WORKER, MEASURE, measure_id) if measure_id else None
    if known is not None and not scope.sees(known.firm):
        raise NotFound(str(measure_id))
    before = read_measure(known.id, known.content) if known else None
    said = {"firm": _own_firm(scope), **content}
    measure = read_measure(measure_id or new_id("m"), said)
    if not scope.sees(measure.firm) or (known is not None and known.firm != measure.firm):
        raise NotFound(measure.firm or measure.id)
    check_places(measure, park.network)
    check_step(before, measure)
    if measure.status is Status.REJECTED and (before is None or before.status is not Status.REJECTED):
        require_other(scope, claimants(park.records, measure.id), f"reject {measure.id}")
    check_evidence(park, scope, measure.evidence)
    if (
        before is not None
        and before.status is Status.VERIFIED
        and measure.status is Status.VERIFIED
        and _differs(before, measure)
    ):
        measure = replace(measure, status=Status.INSTALLED)  # what was verified is not what stands there now
    return park.records.put(
        scope, MEASURE, measure.id, measure.content(), firm=measure.firm, expected_revision=expected_revision
    )


def reject_measure(park: OpenPark, scope: Scope, measure_id: str, reason: str) -> Record:
    """Say that what is claimed does not hold: manager or inspector, never who claims it; the reason stands in the record."""
    record = measure_record(park.records, scope, measure_id)
    require_other(scope, claimants(park.records, measure_id), f"reject {measure_id}")
    if len(reason.strip()) < 3:
        raise InputError("account.measure.no_reason", where="reason")
    before = read_measure(record.id, record.content)
    after = replace(before, status=Status.REJECTED, note=reason.strip())
    check_step(before, after)
    return park.records.put(scope, MEASURE, measure_id, after.content(), firm=record.firm, expected_revision=record.revision)


def new_id(kind: str) -> str:
    """An id that nobody chose, with a letter for its kind."""
    return f"{kind}-{secrets.token_hex(4)}"


def measure_record(records: RecordsStore, scope: Scope, measure_id: str) -> Record:
    """``NotFound`` alike if there is none and if the scope does not reach it."""
    record = records.get(scope, MEASURE, measure_id)
    if record is None:
        raise NotFound(measure_id)
    return record


def claimants(records: RecordsStore, measure_id: str) -> frozenset[str]:
    """Users who wrote the measure; the platform's own revisions claim nothing."""
    history = records.history(WORKER, MEASURE, measure_id)
    return frozenset(r.actor for r in history if not r.actor.startswith("system:"))


def claimant(records: RecordsStore, measure_id: str) -> str:
    """The user who entered the measure."""
    return records.history(WORKER, MEASURE, measure_id)[0].actor


def check_evidence(park: OpenPark, scope: Scope, evidence: Iterable[Evidence]) -> None:
    """References point at something that the scope reaches; ``InputError`` account.measure.unknown_evidence."""
    for part in evidence:
        if not _is_there(park, scope, part):
            raise InputError("account.measure.unknown_evidence", where="evidence", id=part.id)


def _is_there(park: OpenPark, scope: Scope, part: Evidence) -> bool:
    if part.kind in (EvidenceKind.DOCUMENT, EvidenceKind.INSPECTION):
        kept = park.records.get(scope, part.kind.value, part.id)
        return kept is not None and (not part.sha256 or kept.content.get("sha256", part.sha256) == part.sha256)
    if part.kind is EvidenceKind.RECORD:
        kind, _, name = part.id.partition("/")
        return bool(kind and name) and park.records.get(scope, kind, name) is not None
    if part.kind is EvidenceKind.DATASTREAM:
        stream = park.network.datastreams.get(part.id)
        return stream is not None and scope.sees(stream.firm, public=stream.public)
    if part.kind is EvidenceKind.RULE:
        return part.id in park.book.by_id
    if part.kind is EvidenceKind.LOG:
        return part.id.isdecimal() and int(part.id) < park.log.size
    return True


def _own_firm(scope: Scope) -> str | None:
    return next(iter(scope.firms)) if scope.firms and len(scope.firms) == 1 else None


def _differs(before: Measure, after: Measure) -> bool:
    """Whether more than words and evidence changed."""
    quiet: dict[str, Any] = {"name": "", "what": "", "note": "", "evidence": (), "cost_vnd": None, "status": Status.PLANNED}
    return replace(before, **quiet) != replace(after, **quiet)


# events


def propose_event(park: OpenPark, scope: Scope, content: Mapping[str, Any]) -> Record:
    """A person proposes a non-routine event of a measure that the scope reaches."""
    scope.require_role("propose events", *PROPOSERS)
    given = {
        **content,
        "proposed_by": PERSON,
        "proposer": scope.user,
        "state": EventState.PROPOSED.value,
        "decided_by": None,
        "reason": None,
        "detected": None,
    }
    event = read_event(new_id("e"), given)
    measure = measure_record(park.records, scope, event.measure)
    check_evidence(park, scope, event.evidence)
    made = replace(event, claimant=claimant(park.records, measure.id))
    return park.records.put(scope, EVENT, made.id, made.content(), firm=measure.firm, expected_revision=0)


Proposal = tuple[datetime, datetime | None, Mapping[str, object]]  # start, end (None: for good), what was seen


def keep_proposals(park: OpenPark, measure: Record, proposals: Iterable[Proposal]) -> int:
    """Events that the software proposes, each once; one that overlaps a known event of the measure is not proposed again."""
    known = events_of(park.records, WORKER, measure.id)
    made = 0
    for start, end, detected in proposals:
        if any(event.overlaps(start, end) for event in known):
            continue
        until = end.isoformat() if end else ""
        name = hashlib.sha256(f"{measure.id}|{start.isoformat()}|{until}".encode()).hexdigest()[:10]
        event = NonRoutineEvent(
            id=f"s-{name}",
            measure=measure.id,
            start=start,
            end=end,
            what="account.event.detected" if end else "account.event.detected_for_good",
            proposed_by="software",
            claimant=claimant(park.records, measure.id),
            detected=detected,
        )
        if park.records.get(WORKER, EVENT, event.id) is None:
            park.records.put(WORKER, EVENT, event.id, event.content(), firm=measure.firm, expected_revision=0)
            made += 1
    return made


def decide_event(
    park: OpenPark, scope: Scope, event_id: str, *, accept: bool, reason: str, evidence: Sequence[Evidence] = ()
) -> Record:
    """Accept (with evidence) or reject a proposed event; see ``account.measures.events.decide``."""
    record = park.records.get(scope, EVENT, event_id)
    if record is None:
        raise NotFound(event_id)
    check_evidence(park, scope, evidence)
    event = decide(read_event(record.id, record.content), scope, accept=accept, reason=reason, evidence=tuple(evidence))
    if accept and scope.user in claimants(park.records, event.measure):
        raise NotAllowed("account.measure.own_claim", where=f"event {event_id}", user=scope.user)
    return park.records.put(scope, EVENT, event_id, event.content(), firm=record.firm, expected_revision=record.revision)


def events_of(records: RecordsStore, scope: Scope, measure_id: str | None = None) -> list[NonRoutineEvent]:
    """Events that the scope reaches, of one measure or all, the earliest first."""
    found = [read_event(r.id, r.content) for r in records.find(scope, EVENT, limit=_MOST)]
    return sorted((e for e in found if measure_id in (None, e.measure)), key=lambda e: (e.start, e.id))


# baselines, verifications, totals


def baselines_of(records: RecordsStore, scope: Scope, measure_id: str) -> list[Baseline]:
    """Every lock of a measure, the first one first; the last is the one in force."""
    return [stored_baseline(record) for record in records.history(scope, BASELINE, measure_id)]


def entries_of(records: RecordsStore, network: FlowNetwork, scope: Scope) -> list[Entry]:
    """Measures that the scope reaches with sector and newest verification, by id."""
    verified = {r.id: r for r in records.find(scope, VERIFICATION, limit=_MOST)}
    found = []
    for record in records.find(scope, MEASURE, limit=_MOST):
        measure = read_measure(record.id, record.content)
        firm = network.firms.get(measure.firm or "")
        judged = verified.get(record.id)
        newest = stored_verified(judged) if judged is not None else None
        found.append(Entry(measure, firm.sector if firm else "", newest))
    return found


def today_of(park: OpenPark) -> date:
    """The park's day."""
    return park.now().astimezone(ZoneInfo(park.network.park.zone)).date()


def figures_of(verification: Mapping[str, Any]) -> dict[str, Figure | None]:
    """The figures of a verification's content."""
    return {name: None if said is None else Figure.of(said) for name, said in verification["figures"].items()}
