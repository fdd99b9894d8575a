"""Open data, ``/api/v1/open``: the same answer for everybody, signed in or not; JSON, CSV, Parquet.

Every row is made with the scope of the public. What the law publishes appears at once; totals go through the sharing policy
(delay, rounding, disclosure rule). Columns are added at the end, never renamed, within version 1.
"""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from ecopark.connect.live.quota import Quotas
from ecopark.core.interval import Interval
from ecopark.core.messages import LANGS, Message
from ecopark.judge.opendata.dictionary import data_package, dictionary
from ecopark.judge.opendata.tables import OPEN_TABLES, VERSION
from ecopark.serve.access.doorkeeper import address_of
from ecopark.serve.api.asking import Ask, Everyone
from ecopark.serve.api.formats import CSV, JSON, json_rows, table_file
from ecopark.serve.api.paging import Cursor, next_link, page_of_table
from ecopark.serve.api.readings import End, Start
from ecopark.serve.api.times import interval
from ecopark.serve.opendata.open_tables import Asked, open_table
from ecopark.serve.opendata.publishing import publication_of, shares_with_everybody
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound, Refused, TooManyTries

PARQUET = "application/vnd.apache.parquet"
_FORMATS = {"json": JSON, "csv": CSV, "parquet": PARQUET}
_MOST_ADDRESSES = 20_000

Rows = Annotated[int, Query(ge=1, le=100_000, description="Most rows of the page.")]
Point = Annotated[str | None, Query(max_length=200, description="Only this monitoring point.")]


class OpenQuota:
    """A fair share of answers per address, by the quotas that the doors use for devices."""

    def __init__(self) -> None:
        self._quotas, self._seen = Quotas(), set[str]()

    def take(self, address: str, per_minute: int, now_s: float) -> None:
        """``TooManyTries`` serve.open.too_fast where the address has used its share."""
        if address not in self._seen and len(self._seen) >= _MOST_ADDRESSES:
            self._quotas, self._seen = Quotas(), set()  # forgets: the memory stays bounded
        self._seen.add(address)
        wait = self._quotas.take({address: 1}, {address: per_minute}, now_s)
        if wait is not None:
            raise TooManyTries("serve.open.too_fast", wait.retry_after_s)


async def fair_share(request: Request) -> None:
    """Dependency of what everybody may ask."""
    state = request.app.state
    if not hasattr(state, "open_quota"):
        state.open_quota = OpenQuota()
    per_minute = state.park.settings.open_data.requests_per_minute
    state.open_quota.take(address_of(request), per_minute, time.monotonic())


router = APIRouter(prefix="/open", tags=["open data"], dependencies=[Depends(fair_share)])

OPEN_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Open answers may be read by pages of other sites; they are the same for everybody and set no cookie."""


@router.get("", summary="What there is, under which licence and policy")
def index(ask: Everyone) -> Response:
    """Tables with their addresses, licence, delay and rounding, the log's checkpoint, SensorThings."""
    park, settings = ask.park, ask.park.settings.open_data
    described = park.network.park
    base = "/api/v1/open"
    return _json(
        ask,
        {
            "version": VERSION,
            "park": {"id": described.id, "name_vi": described.name_vi, "name_en": described.name_en},
            "notice": {"vi": described.notice_vi or None, "en": described.notice_en or None},
            "as_of": park.now().isoformat(),
            "licence": licence_of(park),
            "contact": settings.contact or None,
            "policy": policy_of(park),
            "tables": {
                name: {
                    **{lang: Message(f"open.table.{name}").render(lang) for lang in LANGS},
                    **{kind: f"{base}/{name}?format={kind}" for kind in _FORMATS},
                }
                for name in OPEN_TABLES
            },
            "dictionary": f"{base}/dictionary",
            "package": f"{base}/datapackage.json",
            "whole": f"{base}/datapackage.zip",
            "checkpoint": f"{base}/checkpoint",
            "sensorthings": "/sta/v1.1",
        },
    )


@router.get("/dictionary", summary="Every column with its type and meaning in both languages")
def columns(ask: Everyone) -> Response:
    kind = _wanted(ask.request)
    rows = dictionary()
    if kind == JSON:
        return _json(ask, {"items": rows, "version": VERSION})
    return _table(ask, pa.Table.from_pylist(rows), kind)


@router.get("/checkpoint", summary="The signed checkpoint of the evidence log", response_class=PlainTextResponse)
def checkpoint(ask: Everyone) -> PlainTextResponse:
    """Signed note (C2SP tlog-checkpoint): keep it and compare it next time; how: docs/verify."""
    headers = OPEN_HEADERS | {"Cache-Control": "public, no-cache"}
    return PlainTextResponse(ask.park.log.signed_checkpoint().decode(), headers=headers)


@router.get("/datapackage.json", summary="Descriptor of all tables (Frictionless Data Package)")
def package(ask: Everyone) -> Response:
    """Tools load it by its address; the paths are those of the CSV tables."""
    base = f"{ask.request.url.scheme}://{ask.request.url.netloc}/api/v1/open"
    return _json(ask, descriptor(ask.park, {name: f"{base}/{name}?format=csv" for name in OPEN_TABLES}))


@router.get("/datapackage.zip", summary="All tables as CSV with their descriptor, in one file")
def whole(ask: Everyone) -> Response:
    content = package_zip(ask.park)
    return _answer(ask, content, "application/zip", {"Content-Disposition": 'attachment; filename="open-data.zip"'})


@router.get("/{table}", summary="One open table")
def table(
    ask: Everyone,
    table: str,
    point: Point = None,
    property: Annotated[str | None, Query(max_length=100)] = None,  # noqa: A002  name of the query parameter
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Rows = 10_000,
) -> Response:
    """``points``, ``status``, ``averages``, ``exceedances``, ``figures``, ``claims``, ``quality``.

    ``averages`` and ``exceedances`` give the last 30 days unless ``start`` and ``end`` say otherwise. Times are UTC in
    files, of the park's zone in JSON. Missing is null (an empty cell in CSV).
    """
    if table not in OPEN_TABLES:
        raise NotFound(table)
    kind = _wanted(ask.request)
    found = open_table(ask.park, table, Asked(point, property, _span(ask, start, end)))
    cut = page_of_table(found, OPEN_TABLES[table].keys, cursor, limit)
    links = next_link(ask.request, cut.next)
    if kind != JSON:
        return _table(ask, cut.rows, kind, links)
    answer = {
        "items": json_rows(cut.rows, ask.zone),
        "next": cut.next,
        "licence": licence_of(ask.park),
        "notice": {
            lang: text or None for lang, text in (("vi", ask.network.park.notice_vi), ("en", ask.network.park.notice_en))
        },
        "as_of": ask.park.now().isoformat(),
    }
    return _json(ask, answer, links)


def licence_of(park: OpenPark) -> dict[str, str]:
    """SPDX id, name, address, whom to name."""
    settings = park.settings.open_data
    named = settings.attribution or park.network.park.name_vi
    return {
        "id": settings.licence,
        "name": settings.licence_name,
        "url": settings.licence_address,
        "attribution": named,
    }


def policy_of(park: OpenPark) -> dict[str, Any]:
    """Delay, rounding and rule of the totals, in words and numbers; which version of them is published."""
    policy, made = park.settings.sharing, publication_of(park)
    shared = shares_with_everybody(park)
    message = (
        Message(
            "serve.open.policy",
            {"delay": policy.delay_days, "digits": policy.significant_digits, "firms": policy.least_firms},
        )
        if shared
        else Message("serve.open.policy_none")
    )
    return {
        **{lang: message.render(lang) for lang in LANGS},
        "shared": sorted(policy.grant("public").share),
        "delay_days": policy.delay_days,
        "significant_digits": policy.significant_digits,
        "least_firms": policy.least_firms,
        "publication": None if made is None else {"number": made.number, "log_index": made.index, "time": made.time},
    }


def descriptor(park: OpenPark, paths: Mapping[str, str]) -> dict[str, Any]:
    """``datapackage.json`` for tables at these paths."""
    described = park.network.park
    titles = {"vi": described.name_vi, "en": described.name_en or described.name_vi}
    facts = {"created": park.now().isoformat(), "snapshot": park.snapshot().version}
    if described.notice_en:
        facts |= {"description": described.notice_en, "description_vi": described.notice_vi}
    return data_package(described.id, titles, park.settings.open_data, paths, facts)


def package_zip(park: OpenPark) -> bytes:
    """``datapackage.json`` and one CSV per table; the same bytes for the same state."""

    out = io.BytesIO()
    paths = {name: f"{name}.csv" for name in OPEN_TABLES}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        files = {"datapackage.json": orjson.dumps(descriptor(park, paths), option=orjson.OPT_INDENT_2)}
        files |= {path: csv_of(open_table(park, name)) for name, path in paths.items()}
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def csv_of(rows: pa.Table) -> bytes:
    """CSV with a header row and nothing before it, so that tools load it; times are UTC with Z."""
    body = table_file(rows, CSV, {}, {}).body
    return bytes(body)


def parquet_of(rows: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(rows, sink, compression="zstd")
    return sink.getvalue()


def _span(ask: Ask, start: str | None, end: str | None) -> Interval | None:
    return interval(start, end, ask.zone)


def _wanted(request: Request) -> str:
    """``?format`` first, then Accept; JSON where anything goes."""
    asked = request.query_params.get("format")
    if asked is not None:
        if asked not in _FORMATS:
            raise Refused(406, "serve.query.no_format", wanted=asked[:100])
        return _FORMATS[asked]
    for part in request.headers.get("accept", "*/*").split(","):
        kind = part.partition(";")[0].strip().lower()
        if kind in _FORMATS.values():
            return kind
    return JSON


def _table(ask: Ask, rows: pa.Table, kind: str, links: Mapping[str, str] | None = None) -> Response:
    content = csv_of(rows) if kind == CSV else parquet_of(rows)
    media = f"{CSV}; charset=utf-8" if kind == CSV else PARQUET
    return _answer(ask, content, media, links)


def _json(ask: Ask, content: object, links: Mapping[str, str] | None = None) -> Response:
    return _answer(ask, JSONResponse(content).body, JSON, links)


def _answer(ask: Ask, content: bytes | memoryview, media: str, more: Mapping[str, str] | None = None) -> Response:
    """Named by the hash of its bytes: who has them already gets 304."""
    body = bytes(content)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**OPEN_HEADERS, "ETag": etag, "Cache-Control": "public, max-age=60", "Vary": "Accept", **(more or {})}
    if etag in [tag.strip() for tag in ask.request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)
