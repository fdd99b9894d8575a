"""Reports over HTTP: list, make, download, make again, verify; printed codes; badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.core.messages import Lang
from ecopark.core.records import Record
from ecopark.judge.reports.kinds import KINDS, kind_name
from ecopark.serve.api.asking import Ask, Everyone, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.open_data import OPEN_HEADERS, fair_share
from ecopark.serve.api.times import shown
from ecopark.serve.opendata.badges import badge_ids, badge_of, statement_of
from ecopark.serve.opendata.picture import svg_of
from ecopark.serve.problems import NotFound
from ecopark.serve.reports.checking import check_code
from ecopark.serve.reports.kept_checks import verified_once
from ecopark.serve.reports.loading import Wanted
from ecopark.serve.reports.making import (
    content_in,
    kept_file,
    make_report,
    recreate,
    report_record,
    reports_of,
)
from ecopark.serve.reports.renderer import MEDIA
from ecopark.trust.log.entries import canonical_json

router = APIRouter(tags=["reports"], dependencies=[Depends(fair_share)])


class NewReport(BaseModel):
    """Which report to make. ``period``: ``2025``, or ``2025-11`` for a statement of compliance."""

    kind: Literal["environment", "gri", "inventory", "compliance", "measures"]
    period: str = Field(max_length=7, examples=["2025"])
    firm: str | None = Field(default=None, max_length=200, description="Of this firm; of the whole park if left out.")
    public: bool = Field(default=False, description="The edition for everybody: only what is open anyway.")
    lang: Literal["vi", "en"] | None = Field(default=None, description="Language of the files; of the request if left out.")


@router.get("/reports", summary="Reports, the newest first", responses=A_PAGE)
def reports(ask: Everyone) -> dict[str, Any]:
    """Without sign-in: the public editions."""
    return {"items": [report_json(ask, record) for record in reports_of(ask.park, ask.scope)], "next": None, "notice": None}


@router.post("/reports", summary="Make a report", status_code=201)
def make(ask: Writers, given: NewReport) -> dict[str, Any]:
    """Content and files are kept, the hash of the content is entered in the log; durable on return."""
    wanted = Wanted(given.kind, given.period, given.firm, given.public)
    lang: Lang = given.lang or ask.lang
    return report_json(ask, make_report(ask.park, ask.scope, wanted, lang))


@router.get("/reports/{report_id}", summary="One report")
def report(ask: Everyone, report_id: str) -> dict[str, Any]:
    return report_json(ask, report_record(ask.park, ask.scope, report_id))


@router.get("/reports/{report_id}/content", summary="The content as canonical JSON")
def content(ask: Everyone, report_id: str) -> Response:
    """Its SHA-256 stands in the record and in the log."""
    record = report_record(ask.park, ask.scope, report_id)
    return Response(canonical_json(content_in(ask.park, record)), media_type="application/json")


@router.get("/reports/{report_id}/verify", summary="Is it still what was made, and does computing it again agree?")
def verify(ask: Everyone, report_id: str) -> dict[str, Any]:
    """Content and log; both files made again; the figures from the data of then and from today's."""
    return verified_once(ask.park, report_record(ask.park, ask.scope, report_id)).content()


@router.get("/reports/{report_id}/{file}", summary="PDF or XLSX, as first made or made again")
def file(
    ask: Everyone,
    report_id: str,
    file: str,
    again: Annotated[bool, Query(description="Make it again from the content; headers say whether it is the same.")] = False,
) -> Response:
    """``pdf`` or ``xlsx``. ``X-Identical`` says whether the file made again equals the first one bit by bit."""
    record = report_record(ask.park, ask.scope, report_id)
    if file not in MEDIA:
        raise NotFound(file)
    return file_response(ask, record, file, again=again)


@router.get("/check/{code}", summary="The number behind a printed code")
def check(ask: Everyone, code: str) -> dict[str, Any]:
    """What was printed, its evidence, what computing it again gives from the same data, and today's value."""
    return check_code(ask.park, ask.scope, code).content(ask.lang)


@router.get("/badge", summary="Badges of the park", responses=A_PAGE)
def badges(ask: Everyone) -> dict[str, Any]:
    items = [badge_of(ask.park, name) for name in badge_ids(ask.park)]
    rows = [{**badge.content(), "code": badge.code, "svg": f"/badge/{badge.id}.svg"} for badge in items]
    return {"items": rows, "next": None, "notice": None}


@router.get("/badge/{badge_id}", summary="What a badge says now, as a signed statement")
def statement(ask: Everyone, badge_id: str) -> JSONResponse:
    """Signed by the key of the evidence log; `docs/verify/verify.py --statement` checks it offline."""
    said = statement_of(ask.park, badge_of(ask.park, badge_id))
    return JSONResponse(said, headers={**OPEN_HEADERS, "Cache-Control": "public, no-cache"})


@router.get("/badge/{badge_id}/svg", summary="The badge as a picture")
def picture(ask: Everyone, badge_id: str) -> Response:
    return badge_response(ask, badge_id)


def badge_response(ask: Ask, badge_id: str) -> Response:
    """SVG for other people's pages; asked for again after five minutes, so that a withdrawn claim turns grey by itself."""
    text = svg_of(ask.park, badge_of(ask.park, badge_id), ask.lang, ask.request.url.netloc)
    headers = {**OPEN_HEADERS, "Cache-Control": "public, max-age=300", "Content-Security-Policy": "default-src 'none'"}
    return Response(text, media_type="image/svg+xml", headers=headers)


def file_response(ask: Ask, record: Record, file: str, *, again: bool) -> Response:
    """A file of a report with its hash; made again where asked."""
    first: Any = record.content["files"]
    headers = {"X-SHA256": str(first[file]), "Content-Disposition": f'attachment; filename="{file_name(record)}.{file}"'}
    if not again:
        return Response(kept_file(ask.park, record, file), media_type=MEDIA[file], headers=headers)
    made = recreate(ask.park, record)
    headers |= {"X-Identical": str(made.same[file]).lower(), "X-Renderer": made.renderer_now}
    return Response(made.files[file], media_type=MEDIA[file], headers=headers)


def file_name(record: Record) -> str:
    return f"EP-{record.id}-{record.content['kind']}-{record.content['period']}"


def report_json(ask: Ask, record: Record) -> dict[str, Any]:
    said: Mapping[str, Any] = record.content
    kind = str(said["kind"])
    return {
        **said,
        "id": record.id,
        "name": kind_name(kind).render(ask.lang) if kind in KINDS else kind,
        "recorded_time": shown(record.recorded_time, ask.zone),
        "actor": record.actor if ask.caller.signed_in else None,
        "links": {name: f"/api/v1/reports/{record.id}/{name}" for name in ("pdf", "xlsx", "content", "verify")},
    }
