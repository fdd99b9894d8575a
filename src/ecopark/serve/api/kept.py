"""Records that doors and people left: imports, quarantine, declarations, notes. Cut by scope in the records store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.core.errors import InputError
from ecopark.core.records import Record
from ecopark.serve.api.asking import Ask, Managers, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.paging import Cursor, Limit, decode, encode, next_link
from ecopark.serve.api.times import shown
from ecopark.serve.problems import NotFound, Refused

router = APIRouter(tags=["records"])


class Erasure(BaseModel):
    """Whose content is erased, and on whose request: a ``person``'s, a ``firm``'s, the ``law``'s, or after a ``mistake``."""

    kind: str = Field(min_length=1, max_length=60, examples=["declaration"])
    id: str = Field(min_length=1, max_length=300)
    reason: Literal["person", "firm", "law", "mistake"]


@router.get("/imports", summary="Imports and what came of them", responses=A_PAGE)
def imports(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, "import_run", cursor, limit)


@router.get("/quarantine", summary="What could not be taken, with the reason", responses=A_PAGE)
def quarantine(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, "quarantine", cursor, limit)


@router.get("/quarantine/{record_id}", summary="One case of the quarantine")
def quarantined(ask: SignedIn, record_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, "quarantine", record_id))


@router.get("/declarations", summary="Amounts that firms declared", responses=A_PAGE)
def declarations(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, "declaration", cursor, limit)


@router.get("/declarations/{record_id}/history", summary="All revisions of a declaration", responses=A_PAGE)
def declaration_history(ask: SignedIn, record_id: str) -> dict[str, Any]:
    revisions = ask.park.records.history(ask.scope, "declaration", record_id)
    if not revisions:
        raise missing(ask, "declaration", record_id)
    return {"items": [record_json(ask, revision) for revision in revisions], "next": None, "notice": None}


@router.get("/flag-notes", summary="Flags that people set", responses=A_PAGE)
def flag_notes(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, "flag_note", cursor, limit)


@router.post("/erasures", summary="Erase the content of a record on request", status_code=201)
def erase(ask: Managers, given: Erasure) -> dict[str, Any]:
    """For good, all its revisions. That it was there, who erased it and why stays in the evidence log, which stays valid."""
    if ask.park.records.get(ask.scope, given.kind, given.id) is None:
        raise missing(ask, given.kind, given.id)
    erased = ask.park.records.erase(ask.scope, given.kind, given.id, given.reason)
    return {"kind": given.kind, "id": given.id, "reason": given.reason, "revisions": erased}


def record(ask: Ask, kind: str, record_id: str) -> Record:
    """The record; ``NotFound`` alike if there is none and if the scope does not reach it."""
    found = ask.park.records.get(ask.scope, kind, record_id)
    if found is None:
        raise missing(ask, kind, record_id)
    return found


def missing(ask: Ask, kind: str, record_id: str) -> InputError:
    """What to say of a record that cannot be shown: its content was erased (410), or there is none for the caller (404)."""
    if ask.park.records.erased(ask.scope, kind, record_id):
        return Refused(410, "serve.record.erased", where=f"{kind} {record_id}")
    return NotFound(record_id)


def record_json(ask: Ask, kept: Record) -> dict[str, Any]:
    return {
        "id": kept.id,
        "revision": kept.revision,
        "firm": kept.firm,
        "public": kept.public,
        "actor": kept.actor,
        "recorded_time": shown(kept.recorded_time, ask.zone),
        "content": dict(kept.content),
    }


def records_page(
    ask: Ask,
    kind: str,
    cursor: str | None,
    limit: int,
    shape: Callable[[Ask, Record], Mapping[str, Any]] = record_json,
) -> JSONResponse:
    after = decode(cursor, 1)
    found = ask.park.records.find(ask.scope, kind, after=after[0] if after else None, limit=limit + 1)
    following = encode([found[limit - 1].id]) if len(found) > limit else None
    items = [dict(shape(ask, kept)) for kept in found[:limit]]
    return JSONResponse({"items": items, "next": following, "notice": None}, headers=next_link(ask.request, following))
