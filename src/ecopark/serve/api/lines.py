"""InfluxDB line protocol over HTTP: what Telegraf and its kin call. Names and values: ``connect.live.lines``.

204: everything is durable. 400: some lines are refused and named, the others are durable (a partial write, as in InfluxDB);
sending the same again would not help. 429 with ``Retry-After``: nothing was taken. Telegraf's output for InfluxDB 1 drops
what is answered with any 4xx, so Telegraf gets 503 instead of 429 on ``/write``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from ecopark.connect.live.lines import read_lines, unpacked
from ecopark.connect.live.wire import Taken
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Lang
from ecopark.serve.access.devices import DeviceAsk
from ecopark.serve.api.asking import Everyone, Senders
from ecopark.serve.problems import problem_of, status_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATABASE = "ecopark"
_SHOWN = 20  # lines named in the message; all that the intake names stand in ``lines``
_V2_CODES = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    413: "request too large",
    429: "too many requests",
    503: "unavailable",
}


class InfluxRoute(APIRoute):
    """Problems as InfluxDB tells them: ``{"error": …}``, and for version 2 ``{"code": …, "message": …}``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except EcoparkError as error:
                return _problem(request, error)
            except RequestValidationError as error:
                return _told(request, 400, "; ".join(str(e["msg"]) for e in error.errors()))
            except HTTPException as error:
                return _told(request, error.status_code, str(error.detail))

        return told


router = APIRouter(tags=["doors"], route_class=InfluxRoute)

Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
Encoding = Annotated[str, Header(alias="Content-Encoding", max_length=20)]
Precision = Annotated[str, Query(max_length=10, description="Unit of the times: n, ns, u, us, ms, s, m, h.")]


async def _body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_body)]


@router.post("/write", status_code=204, summary="Send readings as line protocol (InfluxDB 1)")
def write(ask: Senders, body: Body, precision: Precision = "ns", encoding: Encoding = "", key: Key = None) -> Response:
    """``db`` and ``rp`` are taken and mean nothing: a device writes its own datastreams."""
    return _write(ask, body, precision, encoding, key)


@router.post("/api/v2/write", status_code=204, summary="Send readings as line protocol (InfluxDB 2)")
def write_v2(ask: Senders, body: Body, precision: Precision = "ns", encoding: Encoding = "", key: Key = None) -> Response:
    """``org`` and ``bucket`` are taken and mean nothing: a device writes its own datastreams."""
    return _write(ask, body, precision, encoding, key)


@router.get("/ping", status_code=204, summary="Is a server for line protocol there?")
@router.head("/ping", status_code=204, include_in_schema=False)
def ping(_ask: Everyone) -> Response:
    return Response(status_code=204, headers={"X-Influxdb-Version": "1.8.10", "X-Influxdb-Build": "ecopark"})


@router.get("/health", summary="The same question as clients of InfluxDB 2 ask it")
def health(ask: Everyone) -> dict[str, Any]:
    """Reads the newest snapshot; what the platform says of itself in full stands under ``/api/v1/health``."""
    version = f"snapshot {ask.snapshot.version}"
    return {"name": "ecopark", "message": "ready for writes", "status": "pass", "checks": [], "version": version}


@router.get("/query", summary="As much of InfluxQL as clients need to start")
@router.post("/query", include_in_schema=False)
async def query(ask: Senders) -> Response:
    """``CREATE DATABASE`` does nothing; ``SHOW DATABASES`` names one. Readings are asked of ``/api/v1``."""
    asked = ask.request.query_params.get("q", "")
    if not asked and ask.request.method == "POST":
        form = await ask.request.form()
        asked = str(form.get("q", ""))
    if re.match(r"\s*create\s+(database|retention\s+policy)\b", asked, re.IGNORECASE):
        return JSONResponse({"results": [{"statement_id": 0}]})
    if re.match(r"\s*show\s+databases\b", asked, re.IGNORECASE):
        series = {"name": "databases", "columns": ["name"], "values": [[_DATABASE]]}
        return JSONResponse({"results": [{"statement_id": 0, "series": [series]}]})
    return JSONResponse({"error": "only CREATE DATABASE and SHOW DATABASES are answered here; ask /api/v1"}, 400)


def _write(ask: DeviceAsk, body: bytes, precision: str, encoding: str, key: str | None) -> Response:
    park = ask.request.app.state.park
    text = unpacked(body, encoding, park.access_settings.largest_request)
    now_us = (park.clock() - _EPOCH) // timedelta(microseconds=1)
    read = read_lines(text, device=ask.source, precision=precision, now_us=now_us)
    taken = ask.take(read.rows, key=key, raw=text, faults=read.faults)
    if taken.refused:
        return _partial(ask.request, taken, ask.lang)
    return Response(status_code=204)


def _partial(request: Request, taken: Taken, lang: Lang) -> Response:
    """400 with the lines that were refused; the others are stored."""
    lines = [
        {"line": _line(fault.where), "error": fault.message.render(lang), "input": fault.fragment} for fault in taken.faults
    ]
    named = "; ".join(f"line {line['line']}: {line['error']}" for line in lines[:_SHOWN])
    message = f"partial write: {named} dropped={taken.refused}"
    more = {"lines": lines, "stored": taken.stored, "dropped": taken.refused, "quarantine": taken.quarantine}
    return _told(request, 400, message, more)


def _line(where: str) -> int | None:
    found = re.search(r"\d+$", where)
    return int(found.group()) if found else None


def _problem(request: Request, error: EcoparkError) -> Response:
    problem = problem_of(error, "en")
    status = status_of(error)
    if error.code == "connect.lines.unpacked_too_large":
        status = 413
    if status == 429 and request.url.path == "/write" and request.headers.get("user-agent", "").startswith("Telegraf"):
        status = 503
    answer = _told(request, status, f"{problem.detail} [{error.code}]")
    answer.headers.update(problem.headers)
    return answer


def _told(request: Request, status: int, message: str, more: dict[str, Any] | None = None) -> Response:
    if request.url.path.startswith("/api/v2/"):
        said: dict[str, Any] = {"code": _V2_CODES.get(status, "internal error"), "message": message}
    else:
        said = {"error": message}
    line = message.replace("\n", " ").encode("ascii", "replace").decode()[:500]
    return JSONResponse({**said, **(more or {})}, status, headers={"X-Influxdb-Error": line})
