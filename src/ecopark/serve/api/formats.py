"""Rows as JSON, CSV or Arrow. Missing stays null (an empty cell in CSV), never zero or NaN. # design 4.4"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.csv
from fastapi import Response
from starlette.requests import Request

from ecopark.serve.api.times import shown
from ecopark.serve.problems import Refused

JSON, CSV, ARROW = "application/json", "text/csv", "application/vnd.apache.arrow.stream"
_BY_NAME = {"json": JSON, "csv": CSV, "arrow": ARROW}


def wanted_format(request: Request) -> str:
    """``?format`` first, then the first media type of Accept that we have; JSON where anything goes."""
    asked = request.query_params.get("format")
    if asked is not None:
        if asked not in _BY_NAME:
            raise Refused(406, "serve.query.no_format", wanted=asked[:100])
        return _BY_NAME[asked]
    accept = request.headers.get("accept", "*/*")
    for part in accept.split(","):
        kind = part.partition(";")[0].strip().lower()
        if kind in (JSON, CSV, ARROW):
            return kind
        if kind in ("*/*", "application/*", ""):
            return JSON
    raise Refused(406, "serve.query.no_format", wanted=accept[:100])


def json_rows(table: pa.Table, zone: ZoneInfo, json_columns: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Rows as JSON objects: times in the park's zone, ``json_columns`` (JSON text) as what they say."""
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = shown(value, zone)
            elif isinstance(value, date):
                row[name] = value.isoformat()
            elif name in json_columns and value:
                row[name] = json.loads(value)
    return rows


def table_file(table: pa.Table, kind: str, facts: Mapping[str, str], headers: Mapping[str, str]) -> Response:
    """CSV with the facts as comment lines before the header row, or an Arrow stream with them as metadata. Times are UTC."""
    if kind == ARROW:
        sink = io.BytesIO()
        schema = table.schema.with_metadata({key: value for key, value in facts.items() if value})
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_table(table.cast(schema))
        return Response(sink.getvalue(), media_type=ARROW, headers=dict(headers))
    out = io.BytesIO()
    for key, value in facts.items():
        if value:
            out.write(f"# {key}: {' '.join(value.split())}\n".encode())
    pa.csv.write_csv(_as_text(table), out)
    return Response(out.getvalue(), media_type=f"{CSV}; charset=utf-8", headers=dict(headers))


def _as_text(table: pa.Table) -> pa.Table:
    """Times as text with Z: a spreadsheet must not take them for local ones. Lists of names as one cell, blank between."""
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            text = pa.compute.strftime(table.column(index), format="%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(index, field.name, text)
        elif pa.types.is_list(field.type):
            table = table.set_column(index, field.name, pa.compute.binary_join(table.column(index), " "))
    return table
