"""Investigations over HTTP: what is in doubt, the marks on what rests on it, the flag, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Judges, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.inspections import Content
from ecopark.serve.api.kept import missing, record, record_json, records_page
from ecopark.serve.api.notes import Sentence
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.api.times import moment, shown
from ecopark.serve.dependants import marks_for
from ecopark.trust.inspection.investigation import (
    INVESTIGATION,
    Suspicion,
    close_investigation,
    marks_in_force,
    open_investigation,
    read_outcome,
    set_flag,
)
from ecopark.trust.inspection.marks import Mark, read_mark

router = APIRouter(prefix="/investigations", tags=["inspections"])


class NewInvestigation(BaseModel):
    """A person's suspicion. ``since``: from when on; left out, all of the datastream is in doubt."""

    datastream: str = Field(examples=["works.outflow.cod"])
    since: str | None = Field(default=None, examples=["2026-11-01"])
    reason: Sentence = Field(examples=["Ống lấy mẫu nằm trong xô nước sạch."])


@router.get("", summary="Investigations", responses=A_PAGE)
def investigations(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, INVESTIGATION, cursor, limit, investigation_json)


@router.get("/marks", summary="Marks in force", responses=A_PAGE)
def marks(ask: SignedIn, table: Annotated[str | None, Query(max_length=100)] = None) -> dict[str, Any]:
    """Rows of derived tables that rest on a datastream in doubt, or on one that was found wrong."""
    found = [
        {"investigation": name, **mark.content()}
        for name, mark in marks_in_force(ask.park.records, ask.scope)
        if (table is None or mark.table == table) and _own(ask, mark)
    ]
    return {"items": found, "next": None, "notice": None}


@router.post("", summary="Open an investigation", status_code=201)
def begin(ask: Judges, given: NewInvestigation) -> JSONResponse:
    """Marks everything that rests on the datastream since then, and proposes a flag. 200: one was open already."""
    stream = visible.datastream(ask.network, ask.scope, given.datastream)
    since = None if given.since is None else moment(given.since, ask.zone, "since")
    said = {"id": "trust.investigation.by_person", "params": {"text": given.reason}}
    suspicion = Suspicion(stream.id, stream.firm, ask.park.clock(), since, None, (), said)
    kept, new = open_investigation(
        ask.park.records, ask.scope, suspicion, marks_for(ask.park, stream.id, since), opened_by=ask.scope.user
    )
    return JSONResponse(investigation_json(ask, kept), 201 if new else 200)


@router.get("/{investigation_id}", summary="One investigation")
def investigation(ask: SignedIn, investigation_id: str) -> dict[str, Any]:
    return investigation_json(ask, record(ask, INVESTIGATION, investigation_id))


@router.get("/{investigation_id}/history", summary="All revisions of an investigation", responses=A_PAGE)
def history(ask: SignedIn, investigation_id: str) -> dict[str, Any]:
    revisions = ask.park.records.history(ask.scope, INVESTIGATION, investigation_id)
    if not revisions:
        raise missing(ask, INVESTIGATION, investigation_id)
    return {"items": [investigation_json(ask, revision) for revision in revisions], "next": None, "notice": None}


@router.post("/{investigation_id}/flag", summary="Set the proposed flag")
def flag(ask: Judges, investigation_id: str) -> dict[str, Any]:
    """A manual DOUBTFUL over the time in doubt, with the investigation as its reason."""
    kept = record(ask, INVESTIGATION, investigation_id)
    extent = ask.snapshot.extent(ask.scope, [str(kept.content["datastream"])]).to_pylist()
    first = extent[0]["first"].replace(tzinfo=UTC) if extent else datetime.fromisoformat(str(kept.content["found_at"]))
    return investigation_json(ask, set_flag(ask.park.records, ask.scope, kept, first, ask.park.now()))


@router.post("/{investigation_id}/close", summary="Close an investigation")
def close(ask: Judges, investigation_id: str, given: Content) -> dict[str, Any]:
    """``outcome``: sensor_wrong (with ``since``, perhaps ``until``), sample_wrong, within_uncertainty; and ``reason``."""
    kept = record(ask, INVESTIGATION, investigation_id)
    outcome = read_outcome(given)
    closed = close_investigation(ask.park.records, ask.scope, kept, outcome, ask.park.now(), ask.zone)
    return investigation_json(ask, closed)


def investigation_json(ask: Ask, kept: Record) -> dict[str, Any]:
    """The record with its sentence; a firm sees the marks on its own rows and on the park's."""
    content = dict(kept.content)
    reason = content["reason"]
    assert isinstance(reason, Mapping)
    listed = content["marks"]
    assert isinstance(listed, list)
    own = [mark for mark in listed if _own(ask, read_mark(mark))]
    params = reason["params"] if isinstance(reason["params"], Mapping) else {}
    return {
        **record_json(ask, kept),
        "content": {**content, "marks": own},
        "text": Message(str(reason["id"]), params).render(ask.lang),
        "marks_withheld": len(listed) - len(own),
        "found_at": shown(datetime.fromisoformat(str(content["found_at"])), ask.zone),
    }


def _own(ask: Ask, mark: Mark) -> bool:
    """Whether the mark names nothing of another firm."""
    firm = mark.key.get("firm")
    edge = ask.network.edges.get(mark.key.get("edge") or "")
    ends = [] if edge is None else [ask.network.nodes[edge.source].firm, ask.network.nodes[edge.target].firm]
    return all(ask.scope.sees_all_firms or name is None or ask.scope.sees(name) for name in (firm, *ends))
