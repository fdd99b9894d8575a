"""Claims over HTTP: drafted, judged, published by a second person, withdrawn. ``judge.claims`` decides what may be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, Field

from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.core.terms import Role
from ecopark.judge.claims.actions import CLAIM, VERDICT
from ecopark.judge.claims.reader import INSTRUMENTS, QUANTITIES_OF
from ecopark.judge.claims.records import AUDIENCES, COMPARATORS, EMISSION_SCOPES, Kind
from ecopark.judge.claims.words import flag_words, generic_words
from ecopark.serve.api.asking import Ask, Everyone, SignedIn, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import missing, record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.claims import Judged, draft, judge_now, judged, publish, withdraw

router = APIRouter(prefix="/claims", tags=["claims"])

_EXAMPLE: dict[str, Any] = {
    "id": "steel-2025",
    "claimant": "steel",
    "audience": "public",
    "kind": "reduction",
    "metric": {"quantity": "energy"},
    "comparator": ">=",
    "target": 5,
    "unit": "%",
    "boundary": {"tenants": ["steel"]},
    "period": {"start": "2025-01-01", "end": "2026-01-01"},
    "baseline": {"measure": "furnace-insulation"},
}
Content = Annotated[dict[str, Any], Body(examples=[_EXAMPLE])]
_PEOPLE = ("makers", "published_by", "withdrawn_by")


class Reason(BaseModel):
    """Why a claim is withdrawn; shown beside it."""

    reason: str = Field(max_length=2000, examples=["Công tơ được phát hiện sai."])


class PastedText(BaseModel):
    """A text that somebody wants to publish."""

    text: str = Field(min_length=1, max_length=20_000, examples=["Nhà máy xanh, thân thiện môi trường"])


@router.get("/grammar", summary="What a claim is made of")
def grammar(_ask: Everyone) -> dict[str, Any]:
    """Closed lists for those who build a form."""
    return {
        "kinds": {
            kind.value: {"quantities": list(QUANTITIES_OF[kind]), "blocked": kind is Kind.NEUTRALITY} for kind in Kind
        },
        "audiences": list(AUDIENCES),
        "comparators": list(COMPARATORS),
        "scopes": list(EMISSION_SCOPES),
        "instruments": list(INSTRUMENTS),
        "example": _EXAMPLE,
    }


@router.get("/generic-words", summary="Words that are flagged, with where they come from")
def words(_ask: Everyone) -> dict[str, Any]:
    rows = [
        {"word": w.word, "lang": w.lang, "document": w.document, "place": w.place, "confidence": w.confidence}
        for w in generic_words()
    ]
    return {"items": rows, "next": None, "notice": None}


@router.post("/check-words", summary="Flag generic words in a pasted text")
def check_words(ask: SignedIn, given: PastedText) -> dict[str, Any]:
    """Flags words and nothing else: no claim is read from a text, and a text without flags is not a good claim by that."""
    note = Message("judge.words.only_flags").render(ask.lang)
    return {"flags": [flag.content() for flag in flag_words(given.text)], "note": note}


@router.get("", summary="Claims with their verdicts", responses=A_PAGE)
def claims(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """A firm's own, all for those who see the whole park; everybody sees what was published, withdrawn claims too."""
    return records_page(ask, CLAIM, cursor, limit, lambda asked, kept: claim_json(asked, judged(ask.park, ask.scope, kept)))


@router.post("", summary="Draft a claim; it is judged at once", status_code=201)
def new(ask: Writers, given: Content) -> dict[str, Any]:
    return claim_json(ask, draft(ask.park, ask.scope, given))


@router.get("/{claim_id}", summary="One claim with its verdict")
def claim(ask: Everyone, claim_id: str) -> dict[str, Any]:
    return claim_json(ask, judged(ask.park, ask.scope, record(ask, CLAIM, claim_id)))


@router.put("/{claim_id}", summary="Change a draft; it is judged again")
def change(ask: Writers, claim_id: str, given: Content, expected_revision: Annotated[int, Query(ge=1)]) -> dict[str, Any]:
    known = record(ask, CLAIM, claim_id)
    return claim_json(ask, draft(ask.park, ask.scope, {**given, "id": known.id}, expected_revision))


@router.get("/{claim_id}/history", summary="All revisions of a claim and of its verdicts", responses=A_PAGE)
def history(ask: Everyone, claim_id: str) -> dict[str, Any]:
    revisions = ask.park.records.history(ask.scope, CLAIM, claim_id)
    if not revisions:
        raise missing(ask, CLAIM, claim_id)
    verdicts = ask.park.records.history(ask.scope, VERDICT, claim_id)
    items = [{"kind": r.kind, **_shown(ask, r)} for r in sorted((*revisions, *verdicts), key=lambda r: r.recorded_time)]
    return {"items": items, "next": None, "notice": None}


@router.post("/{claim_id}/judge", summary="Judge a claim now")
def judge(ask: Writers, claim_id: str) -> dict[str, Any]:
    return claim_json(ask, judge_now(ask.park, ask.scope, record(ask, CLAIM, claim_id)))


@router.post("/{claim_id}/publish", summary="Publish a claim that is supported")
def publication(ask: Writers, claim_id: str) -> dict[str, Any]:
    """By a person who had no hand in making it. 409 otherwise, with what may be said now."""
    return claim_json(ask, publish(ask.park, ask.scope, record(ask, CLAIM, claim_id), ask.lang))


@router.post("/{claim_id}/withdraw", summary="Withdraw a claim")
def withdrawal(ask: Writers, claim_id: str, given: Reason) -> dict[str, Any]:
    """What was published stays in sight, with the reason."""
    return claim_json(ask, withdraw(ask.park, ask.scope, record(ask, CLAIM, claim_id), given.reason))


def claim_json(ask: Ask, found: Judged) -> dict[str, Any]:
    """The record with its newest verdict, texts in the language of the answer beside it."""
    verdict = found.verdict
    said: Mapping[str, Any] = verdict.content if verdict is not None else {}
    texts = {name: said[name][ask.lang] for name in ("sentence", "text", "may_say") if name in said}
    return {**_shown(ask, found.claim), "verdict": None if verdict is None else _shown(ask, verdict), **texts}


def _shown(ask: Ask, kept: Record) -> dict[str, Any]:
    """The public does not read who made and published a claim."""
    shown = record_json(ask, kept)
    if ask.scope.role is Role.PUBLIC:
        shown["actor"] = None
        shown["content"] = {name: value for name, value in shown["content"].items() if name not in _PEOPLE}
    return shown
