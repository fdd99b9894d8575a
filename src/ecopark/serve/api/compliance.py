"""Compliance over HTTP: statements that can be made again, and exceedance events with who acted and who closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from ecopark.judge.compliance import actions
from ecopark.judge.compliance.events import KIND, SEEN, Event, EventState
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone, SignedIn, Triagers, Writers
from ecopark.serve.api.kept import record_json
from ecopark.serve.api.network import notice
from ecopark.serve.api.notes import Revision, Sentence
from ecopark.serve.api.times import moment, shown
from ecopark.serve.compliance import events_of, evidence_of, exceedance_row, park_statement
from ecopark.serve.problems import NotFound

router = APIRouter(tags=["compliance"])

EvidenceNames = Annotated[
    list[Annotated[str, Field(max_length=300)]],
    Field(default_factory=list, max_length=10, examples=[["document:5f0c…", "inspection:0d4c7c54-94ab"]]),
]


class Seen(BaseModel):
    """That somebody has seen the exceedance."""

    expected_revision: Revision = None


class Answer(BaseModel):
    """Why the limit was exceeded, what was done, and what shows it."""

    cause: Sentence = Field(examples=["Mưa lớn, bể điều hoà quá tải."])
    action: Sentence = Field(examples=["Giảm lưu lượng vào, đo lại sau hai giờ."])
    evidence: EvidenceNames
    expected_revision: Revision = None


class Note(BaseModel):
    """Why the event is closed, or opened again."""

    note: Sentence = Field(examples=["Đã xem ảnh và kết quả đo lại."])
    expected_revision: Revision = None


@router.get("/compliance", summary="Statement of compliance of a month or a year")
def compliance(
    ask: Everyone,
    period: Annotated[str | None, Query(description="A month (2025-11) or a year (2025); the month of now.")] = None,
    monitoring_point: Annotated[str | None, Query(description="One point; all that the caller may see.")] = None,
    lake_version: Annotated[int | None, Query(ge=0, description="As it stood in an earlier version of the lake.")] = None,
    known_at: Annotated[str | None, Query(description="Records as known at a moment.")] = None,
) -> dict[str, Any]:
    """What was judged, exceeded and not judged, why, and by which rules. ``versions`` and ``sha256`` make it again."""
    label = period or f"{ask.park.now().astimezone(ask.zone):%Y-%m}"
    known = None if known_at is None else moment(known_at, ask.zone, "known_at")
    if monitoring_point is not None:
        visible.monitoring_point(ask.network, ask.scope, monitoring_point)
    said = park_statement(ask.park, ask.scope, label, point=monitoring_point, lake_version=lake_version, known_at=known)
    return {**said, "notice": notice(ask)}


@router.get("/exceedance-events", summary="Exceedances that somebody must answer for")
def events(
    ask: SignedIn,
    state: Annotated[EventState | None, Query(description="Only those in this state.")] = None,
    overdue: Annotated[bool | None, Query(description="Only those whose next step is (not) overdue.")] = None,
    monitoring_point: Annotated[str | None, Query()] = None,
) -> dict[str, Any]:
    """The next to act on first. A firm sees those at its own points."""
    found = [
        event_json(ask, event)
        for event in events_of(ask.park.records, ask.network, ask.snapshot, ask.scope, ask.park.now())
        if state in (None, event.state) and overdue in (None, event.overdue) and monitoring_point in (None, event.point)
    ]
    return {"items": found, "next": None, "notice": notice(ask)}


@router.get("/exceedance-events/{exceedance_id}", summary="One event with all its revisions")
def event(ask: SignedIn, exceedance_id: str) -> dict[str, Any]:
    found = _event(ask, exceedance_id)
    history = ask.park.records.history(ask.scope, KIND, exceedance_id)
    return {**event_json(ask, found), "history": [record_json(ask, revision) for revision in history]}


@router.post("/exceedance-events/{exceedance_id}/acknowledge", summary="Say that it has been seen", status_code=201)
def acknowledge(ask: Writers, exceedance_id: str, given: Seen) -> dict[str, Any]:
    """By the firm whose point it is, or the manager. It admits nothing."""
    row, firm = _row(ask, exceedance_id)
    kept = actions.acknowledge(ask.park.records, ask.scope, row, firm, given.expected_revision)
    return record_json(ask, kept)


@router.post("/exceedance-events/{exceedance_id}/answer", summary="State cause and corrective action", status_code=201)
def answer(ask: Writers, exceedance_id: str, given: Answer) -> dict[str, Any]:
    """With documents or inspections that show it. Who answers may not close."""
    row, firm = _row(ask, exceedance_id)
    evidence = evidence_of(ask.park.records, ask.scope, given.evidence)
    said: Mapping[str, str] = {"cause": given.cause, "action": given.action}
    kept = actions.answer(
        ask.park.records, ask.scope, row, firm, **said, evidence=evidence, revision=given.expected_revision
    )
    return record_json(ask, kept)


@router.post("/exceedance-events/{exceedance_id}/close", summary="Find the corrective action done", status_code=201)
def close(ask: Triagers, exceedance_id: str, given: Note) -> dict[str, Any]:
    """By another person than who stated cause or action: 403 judge.event.same_person otherwise."""
    _event(ask, exceedance_id)
    kept = actions.close(ask.park.records, ask.scope, exceedance_id, given.note, given.expected_revision)
    return record_json(ask, kept)


@router.post("/exceedance-events/{exceedance_id}/reopen", summary="Open a closed event again", status_code=201)
def reopen(ask: Triagers, exceedance_id: str, given: Note) -> dict[str, Any]:
    """By the manager or an inspector."""
    _event(ask, exceedance_id)
    kept = actions.reopen(ask.park.records, ask.scope, exceedance_id, given.note, given.expected_revision)
    return record_json(ask, kept)


def event_json(ask: Ask, event: Event) -> dict[str, Any]:
    """An event with what was seen, what stands now, and what is to be done."""
    said = event.content
    return {
        "id": event.id,
        "revision": event.revision,
        "firm": event.firm,
        "monitoring_point": event.point,
        "property": event.seen["property"],
        "state": event.state.value,
        "next_step": event.next_step,
        "due": None if event.due is None else shown(event.due, ask.zone),
        "overdue": event.overdue,
        "behind": event.behind.value,
        "seen": _times(ask, event.seen),
        "now": None if event.now is None else _times(ask, {name: event.now[name] for name in SEEN}),
        **{name: str(said.get(name) or "") for name in ("cause", "action", "acknowledged_by", "closed_by", "closing_note")},
        "answered_by": sorted(event.answered_by),
        "evidence": list(said.get("evidence") or []),
    }


def _times(ask: Ask, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "start": shown(row["start"], ask.zone), "end": shown(row["end"], ask.zone)}


def _event(ask: Ask, exceedance_id: str) -> Event:
    for found in events_of(ask.park.records, ask.network, ask.snapshot, ask.scope, ask.park.now()):
        if found.id == exceedance_id:
            return found
    raise NotFound(exceedance_id)


def _row(ask: Ask, exceedance_id: str) -> tuple[dict[str, Any], str | None]:
    """The exceedance and whose point it is; ``NotAllowed`` where the caller sees it only because it is published."""
    row = exceedance_row(ask.snapshot, ask.park.records, ask.scope, exceedance_id)
    point = visible.monitoring_point(ask.network, ask.scope, row["monitoring_point"])
    ask.scope.require(point.firm, exceedance_id)
    return row, point.firm
