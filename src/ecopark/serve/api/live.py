"""The live door for programs and devices, and what is newest: readings in, values and events out. # design live 5, 6

An answer 201 means: what is ``stored`` is on the disk, synced; what is ``refused`` waits in quarantine.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from ecopark.connect.live.columns import Body, read_arrow_body, read_json_body, whole_fault
from ecopark.connect.live.latest import LiveValue
from ecopark.connect.live.sources import SourceState
from ecopark.connect.live.wire import Taken, WireFault, no_rows
from ecopark.core.errors import InputError
from ecopark.core.messages import Lang, Message
from ecopark.serve.access.visible import datastream
from ecopark.serve.api.asking import Ask, Everyone, Senders, SignedIn
from ecopark.serve.api.documents import Responses
from ecopark.serve.api.times import shown
from ecopark.serve.problems import Refused

router = APIRouter(prefix="/live", tags=["live"])

EVERY_S = 0.25  # an update per client at most
_HEARTBEAT_S = 15.0
_LONGEST_S = 300.0  # then the client asks anew, and its rights are looked at anew
_READERS = {"application/json": read_json_body, "application/vnd.apache.arrow.stream": read_arrow_body}
_TAKEN: Responses = {
    201: {
        "description": "Durable. What was refused waits in quarantine; sending it again would not help.",
        "content": {
            "application/json": {
                "example": {
                    "stored": 95,
                    "refused": 1,
                    "duplicates": 0,
                    "repeated": False,
                    "batch": 812,
                    "quarantine": "live-20261121T23-gw-7.1",
                    "faults": [{"where": "/readings/17", "code": "connect.live.unknown_name", "detail": "…"}],
                }
            }
        },
    },
    422: {"description": "Nothing could be taken; the same document, with the reasons. The input waits in quarantine."},
    429: {"description": "Too fast, or the platform is busy: nothing was taken, send again after `Retry-After` seconds."},
    507: {"description": "No room left on the disk: nothing was taken."},
}


async def _body(request: Request) -> bytes:
    return await request.body()


RequestBody = Annotated[bytes, Depends(_body)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
Named = Annotated[list[str] | None, Query(alias="datastream", max_length=1000)]


@router.post(
    "/readings",
    status_code=201,
    summary="Send readings as a device: JSON rows or columns, Arrow",
    responses=_TAKEN,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": ["object", "array"]},
                    "examples": {
                        "rows": {
                            "value": {
                                "readings": [{"datastream": "meter/1", "time": "2025-03-01T00:15:00+07:00", "value": 41.3}]
                            }
                        },
                        "columns": {
                            "value": {
                                "datastream": "steel.energy",
                                "unit": "kWh",
                                "time_unit": "s",
                                "time": [1740762900, 1740763800],
                                "value": [41.3, None],
                            }
                        },
                    },
                },
                "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
)
def readings(ask: Senders, body: RequestBody, key: Key = None) -> Response:
    """Names are ids of datastreams, or the device's own names for them. Times carry a zone or a unit; null is missing."""
    kind = ask.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    read = _READERS.get(kind)
    if read is None:
        raise Refused(415, "serve.live.content_type", where="Content-Type", given=kind[:80], known=", ".join(_READERS))
    try:
        given = read(body, ask.source)
    except InputError as error:
        given = Body(no_rows(), (whole_fault(ask.source, error, body),), "{}")
    taken = ask.take(given.rows, key=key, raw=body, faults=given.faults)
    read_faults = taken.faults[: len(given.faults)]
    judged = [
        replace(fault, where=given.place.format(int(fault.where) - given.counted_from))
        for fault in taken.faults[len(given.faults) :]
    ]
    return taken_answer(replace(taken, faults=(*read_faults, *judged)), ask.lang)


def taken_answer(taken: Taken, lang: Lang) -> JSONResponse:
    """201 where something was stored or known, 422 where everything was refused."""
    headers = {"Idempotent-Replayed": "true"} if taken.repeated else None
    nothing = taken.stored == 0 and taken.duplicates == 0 and taken.refused > 0
    return JSONResponse(taken_json(taken, lang), status_code=422 if nothing else 201, headers=headers)


def taken_json(taken: Taken, lang: Lang) -> dict[str, Any]:
    """The answer of the intake with its faults as sentences."""
    return {
        "stored": taken.stored,
        "refused": taken.refused,
        "duplicates": taken.duplicates,
        "repeated": taken.repeated,
        "batch": taken.batch,
        "quarantine": taken.quarantine,
        "faults": [_fault_json(fault, lang) for fault in taken.faults],
    }


def _fault_json(fault: WireFault, lang: Lang) -> dict[str, str]:
    detail = fault.message.render(lang)
    return {"where": fault.where, "code": fault.message.id, "detail": detail, "fragment": fault.fragment}


@router.get("/values", summary="Newest values, not yet checked")
def values(ask: Everyone, named: Named = None) -> dict[str, Any]:
    """Of the named datastreams, or of all that may be seen; those that have not reported since the start are left out."""
    wanted = [datastream(ask.network, ask.scope, name).id for name in named or ()]
    found = ask.park.live.newest(ask.scope, wanted or ask.network.datastreams)
    notice = Message("serve.live.not_checked").render(ask.lang)
    return {"values": [_value_json(ask, value, flagged=bool(wanted)) for value in found.values()], "notice": notice}


@router.get("/events", summary="Newest values as they come (server-sent events)", response_class=StreamingResponse)
async def events(
    ask: Everyone,
    named: Named = None,
    seconds: Annotated[float, Query(ge=0, le=_LONGEST_S, description="How long; then the client asks anew.")] = _LONGEST_S,
    last: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> StreamingResponse:
    """At most four updates a second, each with the values that changed; ``Last-Event-ID`` goes on where one stopped."""
    wanted = frozenset(datastream(ask.network, ask.scope, name).id for name in named or ())
    stream = _events(ask, wanted, seconds, last)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(ask: Ask, wanted: frozenset[str], seconds: float, last: str | None) -> AsyncIterator[str]:
    live, started = ask.park.live, str(ask.request.app.state.started)
    before, _, number = (last or "").partition("-")
    token = int(number) if before == started and number.isdigit() else 0
    loop = asyncio.get_running_loop()
    ends, told = loop.time() + seconds, loop.time()
    yield "retry: 1000\n\n"
    while True:
        if live.token > token:
            token, changed = live.changed_since(ask.scope, token)
            chosen = [v for v in changed.values() if not wanted or v.datastream in wanted]
            found = [_value_json(ask, v, flagged=bool(wanted)) for v in chosen]
            if found:
                yield f"id: {started}-{token}\nevent: values\ndata: {json.dumps({'values': found})}\n\n"
                told = loop.time()
        if loop.time() - told > _HEARTBEAT_S:
            yield ": still here\n\n"
            told = loop.time()
        if loop.time() >= ends or await ask.request.is_disconnected():
            return
        await asyncio.sleep(min(EVERY_S, max(0.0, ends - loop.time())))


@router.get("/sources", summary="Devices and other sources: last seen, rate, lag, gaps, quota, errors")
def sources(ask: SignedIn) -> dict[str, Any]:
    """A firm sees its own; errors say what to do."""
    states = [state for state in ask.park.sources.states() if ask.scope.sees(state.firm)]
    return {"items": [source_json(state, ask.lang) for state in states]}


def source_json(state: SourceState, lang: Lang) -> dict[str, Any]:
    """The state with its errors as sentences."""
    errors = [{**error.content(), "detail": error.message.render(lang)} for error in state.errors]
    return {**state.content(), "errors": errors}


def _value_json(ask: Ask, value: LiveValue, *, flagged: bool) -> Mapping[str, Any]:
    """The value; of datastreams that were asked for by name (``flagged``) also what the checks say of it so far."""
    said = ask.park.live.flag(value) if flagged else None
    told = None
    if said is not None:
        names = [check.name.get(ask.lang) for check in said.checks]
        told = {"flag": said.flag.name.lower(), "checks": names, "provisional": not said.final}
    return {
        "datastream": value.datastream,
        "time": shown(_moment(value.time_us), ask.zone),
        "value": value.value,
        "unit": value.unit,
        "reason": value.reason.name.lower(),
        "status": value.status,
        "recorded_time": shown(_moment(value.recorded_us), ask.zone),
        "checked": value.checked,
        "quality": told,
    }


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
