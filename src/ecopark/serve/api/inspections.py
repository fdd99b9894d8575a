"""Inspections over HTTP: plans, visits with photos. What is stored and refused is decided in ``trust.inspection``.

Everything is idempotent: a phone sends again until it has its answer, in any order of visit and photos.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from ecopark.core.interval import to_utc
from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.serve.api.asking import Ask, Judges, SignedIn, WholePark
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record, record_json, records_page
from ecopark.serve.api.network import notice
from ecopark.serve.api.notes import RecordId
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.api.times import moment, shown
from ecopark.serve.comparisons import compare_new
from ecopark.serve.inspections import begin, finish
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.actions import INSPECTION, keep_photo, missing_photos, take_inspection
from ecopark.trust.inspection.plan import PlanTerms
from ecopark.trust.inspection.plan_actions import PLAN, plan_rows
from ecopark.trust.inspection.records import stored_inspection

router = APIRouter(prefix="/inspections", tags=["inspections"])

Content = Annotated[dict[str, Any], Body(examples=[{"id": "5f0c…", "kind": "meter_reading", "place": "steel.meter"}])]


class NewPlan(BaseModel):
    """A plan to be committed. Days are calendar days of the park; the draw rests on the log at ``draw_on``."""

    id: RecordId | None = Field(default=None, description="A name is made if left out.")
    visits: int = Field(ge=1, le=1000, examples=[10])
    start: str = Field(examples=["2026-12-01"])
    end: str = Field(examples=["2027-01-01"], description="Not included.")
    random_share: float = Field(default=0.4, description="Share of visits by lot, at least 0.2.")
    draw_on: str | None = Field(default=None, examples=["2026-11-30"], description="Now if left out.")
    public_value_of: str = Field(default="", max_length=200, examples=["XSMB giải đặc biệt 30/11/2026"])


class Draw(BaseModel):
    """The outside value, where the plan named its source."""

    public_value: str = Field(default="", max_length=200, examples=["48213"])


@router.get("/plan", summary="Where to go, what to do, and why")
def plan(ask: WholePark, everything: Annotated[bool, Query(description="Plans of the past too.")] = False) -> dict[str, Any]:
    """Visits of the plans in force. Firms do not see it: a visit that is announced measures less."""
    rows = plan_rows(ask.park.records, ask.scope, ask.park.now(), everything=everything)
    return {"items": [_plan_row(ask, row) for row in rows], "next": None, "notice": notice(ask)}


@router.get("/plans", summary="Plans with what a check of the draw needs", responses=A_PAGE)
def plans(ask: WholePark, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, PLAN, cursor, limit)


@router.post("/plans", summary="Commit a plan before its draw", status_code=201)
def commit(ask: Judges, given: NewPlan) -> dict[str, Any]:
    """Fixes the places, their number and the hash of a secret. The draw follows once the log has reached ``draw_on``."""
    name = given.id or f"plan-{ask.park.now().astimezone(ask.zone):%Y%m%d}-{secrets.token_hex(3)}"
    start, end = moment(given.start, ask.zone, "start"), moment(given.end, ask.zone, "end")
    terms = PlanTerms(name, given.visits, start, end, given.random_share)
    on = to_utc(ask.park.clock()) if given.draw_on is None else moment(given.draw_on, ask.zone, "draw_on")
    return record_json(ask, begin(ask.park, ask.scope, terms, on, given.public_value_of.strip()))


@router.post("/plans/{plan_id}/draw", summary="Draw a committed plan")
def draw(ask: Judges, plan_id: str, given: Draw) -> dict[str, Any]:
    """Opens the secret. The record then holds all that a check of the draw needs, beside the log."""
    return record_json(ask, finish(ask.park, ask.scope, record(ask, PLAN, plan_id), given.public_value.strip()))


@router.get("", summary="Inspections", responses=A_PAGE)
def inspections(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """All for those who see the whole park; a firm sees those at its own places."""
    return records_page(ask, INSPECTION, cursor, limit, inspection_json)


@router.post("", summary="Send one inspection", responses={200: {"description": "Known already, with the same content."}})
def send(ask: Judges, given: Content) -> JSONResponse:
    """201: durable and entered in the log. 200: it was known, with the same content. 409: known with other content."""
    taken = take_inspection(ask.park.records, ask.network, ask.scope, given)
    afterwards = BackgroundTask(compare_new, ask.park)
    return JSONResponse(inspection_json(ask, taken.record), 201 if taken.new else 200, background=afterwards)


@router.get("/{inspection_id}", summary="One inspection")
def inspection(ask: SignedIn, inspection_id: str) -> dict[str, Any]:
    return inspection_json(ask, record(ask, INSPECTION, inspection_id))


async def _body(request: Request) -> bytes:
    return await request.body()


@router.put(
    "/{inspection_id}/photos/{sha256}",
    summary="Send a photo's bytes",
    responses={201: {"description": "Durable."}, 200: {"description": "Was there already."}},
)
def photo(ask: Judges, inspection_id: str, sha256: str, content: Annotated[bytes, Depends(_body)]) -> JSONResponse:
    """JPEG, PNG or WebP up to 8 MiB, before or after the inspection; refused when its SHA-256 differs from the address."""
    kind = ask.request.headers.get("content-type", "")
    new = keep_photo(ask.park.records, ask.park.raw, ask.scope, inspection_id, sha256, kind, content)
    return JSONResponse({"sha256": sha256, "bytes": len(content), "new": new}, 201 if new else 200)


@router.get("/{inspection_id}/photos/{sha256}", summary="A photo")
def photo_of(ask: SignedIn, inspection_id: str, sha256: str) -> Response:
    """The bytes as they came; 404 as well while they have not come."""
    listed = stored_inspection(record(ask, INSPECTION, inspection_id).content).photos
    for known in listed:
        if known.sha256 == sha256 and ask.park.raw.has(sha256):
            return Response(ask.park.raw.get(sha256), media_type=known.content_type)
    raise NotFound(sha256)


def inspection_json(ask: Ask, kept: Record) -> dict[str, Any]:
    """The record, with photos that have not come and how late it was entered."""
    said = stored_inspection(kept.content)
    late = (kept.recorded_time - to_utc(said.ended_at)).total_seconds()
    return {
        **record_json(ask, kept),
        "photos_missing": list(missing_photos(ask.park.raw, said)),
        "late_s": max(round(late), 0),
        "clock_ahead_s": max(round(-late), 0),
    }


def _plan_row(ask: Ask, row: Mapping[str, object]) -> dict[str, Any]:
    """An item with the names and texts that a form shows."""
    place, what, why = str(row["place"]), row["what"], row["reasons"]
    window, streams = row["window"], row["datastreams"]
    assert isinstance(what, list)
    assert isinstance(why, list)
    assert isinstance(streams, list)
    assert isinstance(window, Mapping)
    known = [ask.network.datastreams[name] for name in streams if name in ask.network.datastreams]
    point, meter = ask.network.monitoring_points.get(place), ask.network.meters.get(place)
    name = place if point is None else point.name_vi if ask.lang == "vi" else point.name_en
    return {
        **row,
        "name": name,
        "firm": point.firm if point else meter.firm if meter else None,
        "window": {side: shown(datetime.fromisoformat(str(window[side])), ask.zone) for side in ("start", "end")},
        "datastreams": [
            {
                "id": stream.id,
                "name": stream.name_vi if ask.lang == "vi" else stream.name_en,
                "property": stream.observed_property,
                "unit": stream.unit,
                "kind": stream.kind.value,
            }
            for stream in known
        ],
        "what": [{"code": code, "text": Message(f"trust.plan.do.{code}").render(ask.lang)} for code in what],
        "reasons": [{"code": code, "text": Message(f"trust.plan.why.{code}").render(ask.lang)} for code in why],
    }
