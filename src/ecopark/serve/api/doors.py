"""What comes in over HTTP: readings as JSON, files, and what waits in quarantine. ``connect`` does the work.

An answer 201 means: the readings are on the disk, synced. The same ``Idempotency-Key`` again gives the same answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Header, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ecopark.connect import actions
from ecopark.connect.importing import door_of
from ecopark.connect.mapping import Mapping, Proposal
from ecopark.connect.records import ImportRun, Policy
from ecopark.connect.sent import RowError
from ecopark.connect.sheet_decode import Preview
from ecopark.core.errors import InputError
from ecopark.core.messages import Lang, Message
from ecopark.core.scope import Scope
from ecopark.engine.records_access import Upload
from ecopark.serve.access.ports import PLATFORM
from ecopark.serve.api.asking import Ask, SignedIn, Writers
from ecopark.serve.api.documents import Responses
from ecopark.serve.api.kept import record
from ecopark.serve.api.notes import Sentence
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound, Refused

router = APIRouter(tags=["doors"])

_DEAD_AFTER = timedelta(minutes=10)
_RUN: Responses = {
    201: {
        "description": "Durable. `state` is stored, partly (some rows wait in quarantine) or repeated (known already).",
        "content": {
            "application/json": {
                "example": {
                    "id": "20250301T003000000000Z-1a2b3c4d",
                    "state": "partly",
                    "readings_stored": 96,
                    "rows_refused": 1,
                    "quarantine": "20250301T003000000000Z-1a2b3c4d",
                    "errors": [{"where": "readings.json row 17", "value": "7,O5", "detail": "…"}],
                    "notices": [],
                }
            }
        },
    },
    422: {"description": "Nothing was taken; the same document, with the reasons. The input waits in quarantine."},
}

Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
HowStrict = Annotated[Policy, Query(description="Whether good rows are taken where others are bad.")]


async def _body(request: Request) -> bytes:
    return await request.body()


class Retry(BaseModel):
    """A mapping, where the columns of the sheet had been misunderstood."""

    mapping: dict[str, Any] | None = None
    policy: Policy = "good_rows"


class Discard(BaseModel):
    """Why it is not needed."""

    reason: Sentence = Field(examples=["Tệp gửi nhầm."])


@router.post(
    "/readings",
    status_code=201,
    summary="Send readings as JSON",
    responses=_RUN,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "object"},
                    "examples": {
                        "rows": {
                            "value": {
                                "readings": [
                                    {"datastream": "steel.energy", "time": "2025-03-01T00:15:00+07:00", "value": 41.3}
                                ]
                            }
                        },
                        "columns": {
                            "value": {
                                "datastream": "steel.energy",
                                "unit": "kWh",
                                "time": ["2025-03-01T00:15:00+07:00", "2025-03-01T00:30:00+07:00"],
                                "value": [41.3, None],
                            }
                        },
                    },
                }
            },
        }
    },
)
def readings(
    ask: Writers, body: Annotated[bytes, Depends(_body)], key: Key = None, policy: HowStrict = "good_rows"
) -> Response:
    """Rows or columns; times with a zone; null is a missing value. A firm sends its own datastreams."""
    kind = ask.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "serve.upload.json_needed", where="Content-Type")
    if not key:
        raise InputError("serve.upload.key_needed", where="Idempotency-Key")

    def take() -> ImportRun:
        return actions.take_readings_json(body, idempotency_key=key, policy=policy, **ask.park.desk(ask.scope))

    return _once(ask, key, _digest(b"readings", policy.encode(), body), take)


@router.post("/files", status_code=201, summary="Send a station file or a sheet", responses=_RUN)
def files(
    ask: Writers,
    file: Annotated[UploadFile, File(description="Station file of Circular 10/2021, CSV, XLSX, Parquet or JSON.")],
    mode: Annotated[Literal["preview", "import"], Form()] = "import",
    mapping: Annotated[str | None, Form(description="JSON: what the columns mean, as the preview gave it.")] = None,
    policy: Annotated[Policy, Form()] = "all_or_nothing",
    key: Key = None,
) -> Response:
    """``preview`` shows what would be taken and stores nothing; ``import`` takes it."""
    content, name = file.file.read(), _file_name(file.filename)
    settled = _mapping(mapping)
    if mode == "preview":
        return JSONResponse(_preview(ask, content, name, settled))

    def take() -> ImportRun:
        return actions.take_file(content, name, mapping=settled, policy=policy, **ask.park.desk(ask.scope))

    if not key:
        return run_answer(take(), ask.lang)
    parts = (b"files", name.encode(), policy.encode(), (mapping or "").encode(), content)
    return _once(ask, key, _digest(*parts), take)


@router.post("/quarantine/{record_id}/retry", status_code=201, summary="Try again", responses=_RUN)
def retry(ask: Writers, record_id: str, given: Retry) -> Response:
    """After the park's description or the mapping was mended. What is good now is stored."""
    record(ask, "quarantine", record_id)
    mapping = Mapping.from_content(given.mapping) if given.mapping else None
    run = actions.retry(record_id, mapping=mapping, policy=given.policy, **ask.park.desk(ask.scope))
    return run_answer(run, ask.lang)


@router.post("/quarantine/{record_id}/discard", status_code=204, summary="Close without importing")
def discard(ask: Writers, record_id: str, given: Discard) -> None:
    """The raw bytes stay; the reason and the person are recorded."""
    record(ask, "quarantine", record_id)
    actions.discard(record_id, given.reason, records=ask.park.records, scope=ask.scope)


@router.get("/quarantine/{record_id}/raw", summary="The file as it came")
def raw(ask: SignedIn, record_id: str, part: Annotated[int, Query(ge=0)] = 0) -> Response:
    """A firm gets what it sent itself: a file that somebody else sent may hold rows of other firms."""
    kept = record(ask, "quarantine", record_id)
    parts: list[dict[str, Any]] = list(kept.content.get("parts") or [])  # type: ignore[call-overload]
    if part >= len(parts) or not sent_by_own(ask.park, ask.scope, record_id):
        raise NotFound(record_id)
    content = ask.park.raw.get(str(parts[part]["raw_sha256"]))
    return _download(content, str(parts[part]["file"]), "application/octet-stream")


@router.get("/quarantine/{record_id}/report", summary="The rows that were not taken, with reasons")
def report(ask: SignedIn, record_id: str, format: Literal["xlsx", "csv"] = "xlsx") -> Response:  # noqa: A002
    """A sheet to correct and send again."""
    record(ask, "quarantine", record_id)
    if not sent_by_own(ask.park, ask.scope, record_id):
        raise NotFound(record_id)
    park = ask.park
    content = actions.quarantine_report(
        record_id,
        network=park.network,
        records=park.records,
        raw=park.raw,
        clock=park.clock,
        scope=ask.scope,
        lang=ask.lang,
        form=format,
    )
    kind = "text/csv; charset=utf-8"
    if format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(content, f"quarantine-{record_id}.{format}", kind)


def run_answer(run: ImportRun, lang: Lang) -> JSONResponse:
    """201 where something was stored or known, 422 where nothing was taken."""
    return JSONResponse(run_json(run, lang), status_code=422 if run.state in ("refused", "nothing") else 201)


def run_json(run: ImportRun, lang: Lang) -> dict[str, Any]:
    """The run with its faults and notices as sentences."""
    shown = {name: value for name, value in run.content().items() if name not in ("errors", "notices")}
    errors = [error_json(e["message"], e["params"], e, lang) for e in run.errors]
    notices = [Message(str(n["message"]), dict(n["params"])).render(lang) for n in run.notices]
    return {**shown, "quarantine": run.quarantine or None, "errors": errors, "notices": notices}


def error_json(message: str, params: Any, place: Any, lang: Lang) -> dict[str, Any]:
    text = Message(str(message), dict(params)).render(lang)
    place = {name: place[name] for name in ("file", "sheet", "row", "column", "value")}
    return {**place, "code": message, "detail": text}


def _once(ask: Ask, key: str, request_sha256: str, take: Callable[[], ImportRun]) -> Response:
    """Do it once per user and key; a repeat gets the first answer, another content under the key is refused."""
    access, now = ask.park.records.access, ask.park.clock()
    claim = Upload(ask.scope.user, key, request_sha256, now)
    found = access.begin_upload(PLATFORM, claim, stale_before=now - _DEAD_AFTER)
    if found is not None:
        if found.request_sha256 != request_sha256:
            raise Refused(422, "serve.upload.key_reused", where="Idempotency-Key")
        if found.status is None or found.answer is None:
            raise Refused(409, "serve.upload.in_progress", where="Idempotency-Key")
        headers = {"Idempotent-Replayed": "true"}
        return Response(found.answer, found.status, media_type="application/json", headers=headers)
    try:
        answer = run_answer(take(), ask.lang)
    except BaseException:
        access.abandon_upload(PLATFORM, ask.scope.user, key)
        raise
    access.finish_upload(PLATFORM, ask.scope.user, key, answer.status_code, bytes(answer.body).decode())
    return answer


def _preview(ask: Ask, content: bytes, name: str, mapping: Mapping | None) -> dict[str, Any]:
    door = door_of(content, name)
    if door not in ("csv", "xlsx"):
        return {"door": door, "mapping": None, "certain": True, "problems": [], "preview": None}
    proposal: Proposal | None = None
    if mapping is None:
        proposal = actions.propose(content, name, network=ask.network, scope=ask.scope)
        mapping = proposal.mapping
    problems = [problem.render(ask.lang) for problem in proposal.problems] if proposal else []
    try:
        shown: Preview | None = actions.preview_file(
            content, name, mapping, network=ask.network, scope=ask.scope, clock=ask.park.clock
        )
    except InputError as error:
        shown = None
        problems.append(error.render(ask.lang))
    certain = proposal.certain if proposal else shown is not None
    return {
        "door": door,
        "mapping": mapping.content(),
        "certain": certain,
        "problems": problems,
        "preview": _preview_json(shown, ask.lang) if shown else None,
    }


def _preview_json(shown: Preview, lang: Lang) -> dict[str, Any]:
    names = ("time", "datastream", "value", "unit", "row")
    return {
        "rows": [dict(zip(names, row, strict=True)) for row in shown.rows],
        "readings": shown.readings,
        "bad_rows": shown.bad_rows,
        "errors": [_row_error(error, lang) for error in shown.errors],
        "notices": [notice.render(lang) for notice in shown.notices],
    }


def _row_error(error: RowError, lang: Lang) -> dict[str, Any]:
    content = error.content()
    return error_json(str(content["message"]), content["params"], content, lang)


def _mapping(text: str | None) -> Mapping | None:
    if not text:
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InputError("connect.mapping.invalid", where="mapping", reason=str(error)) from error
    if not isinstance(content, dict):
        raise InputError("connect.mapping.invalid", where="mapping", reason="not an object")
    return Mapping.from_content(content)


def sent_by_own(park: OpenPark, scope: Scope, record_id: str) -> bool:
    """Whether the caller sees everything, or the input was sent by somebody of the caller's own firms."""
    if scope.sees_all_firms:
        return True
    first = park.records.history(scope, "quarantine", record_id)[0]
    if first.content.get("door") == "live":  # of one source, whose firm the item belongs to
        return True
    sender = first.actor
    if sender == scope.user:
        return True
    user = park.records.access.user(PLATFORM, sender)
    return user is not None and bool(user.firms) and all(scope.sees(firm) for firm in user.firms)


def _file_name(given: str | None) -> str:
    """The bare name: no path, no control characters, at most 150 characters."""
    bare = PurePath((given or "").replace("\\", "/")).name
    return re.sub(r"[^\w.,()+ -]", "_", bare)[:150] or "upload"


def _download(content: bytes, name: str, kind: str) -> Response:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)[:150] or "file"
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{plain}"'})


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()
