"""Observations of a datastream, its plot, its flags."""

from __future__ import annotations

from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from ecopark.core.interval import Interval
from ecopark.core.network import Datastream
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone
from ecopark.serve.api.documents import A_PAGE, Responses
from ecopark.serve.api.formats import ARROW, CSV, JSON, json_rows, table_file, wanted_format
from ecopark.serve.api.network import notice
from ecopark.serve.api.paging import Cursor, next_link, page_of_table
from ecopark.serve.api.times import interval, moment

router = APIRouter(tags=["readings"])

Start = Annotated[str | None, Query(description="First moment, inclusive.", examples=["2025-03-01"])]
End = Annotated[str | None, Query(description="Last moment, exclusive.", examples=["2025-04-01T00:00:00+07:00"])]
KnownAt = Annotated[str | None, Query(description="Answer as it was known at this moment.", examples=["2025-06-01"])]
Rows = Annotated[int, Query(ge=1, le=1_000_000, description="Most rows; JSON gives at most 10 000.")]
_MOST_JSON = 10_000

_OBSERVATIONS: Responses = {
    200: {
        "content": {
            JSON: {
                "example": {
                    "datastream": "steel.feeder.active_energy",
                    "unit": "kWh",
                    "origin": "measured",
                    "items": [
                        {
                            "phenomenon_time": "2025-03-01T00:00:00+07:00",
                            "value": 41.3,
                            "reason": 0,
                            "status": 255,
                            "result_time": None,
                            "recorded_time": "2025-03-01T00:15:04.120000+07:00",
                            "revision": 0,
                            "batch": 12,
                        }
                    ],
                    "next": None,
                    "notice": None,
                }
            },
            CSV: {"schema": {"type": "string"}},
            ARROW: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


@router.get("/datastreams/{datastream_id}/observations", summary="Observations", responses=_OBSERVATIONS)
def observations(
    ask: Everyone,
    datastream_id: str,
    start: Start = None,
    end: End = None,
    known_at: KnownAt = None,
    cursor: Cursor = None,
    limit: Rows = 1000,
) -> Response:
    """Latest revision of each reading, sorted by time; JSON, CSV or Arrow by ``Accept`` or ``?format``."""
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    kind = wanted_format(ask.request)
    headers = ask.conditional()
    known = moment(known_at, ask.zone, "known_at") if known_at else None
    table = ask.snapshot.observations(ask.scope, [stream.id], interval(start, end, ask.zone), known_at=known)
    cut = page_of_table(table, ("phenomenon_time",), cursor, min(limit, _MOST_JSON) if kind == JSON else limit)
    headers |= next_link(ask.request, cut.next)
    if kind != JSON:
        return table_file(cut.rows, kind, facts_of(ask, stream), headers)
    rows = json_rows(cut.rows.drop_columns(["datastream"]), ask.zone)
    return JSONResponse({**_head(ask, stream), "items": rows, "next": cut.next}, headers=headers)


@router.get("/datastreams/{datastream_id}/plot", summary="A curve for drawing")
def plot(
    ask: Everyone,
    datastream_id: str,
    start: Start = None,
    end: End = None,
    points: Annotated[int, Query(ge=10, le=5000, description="Width of the drawing in points.")] = 800,
) -> JSONResponse:
    """Columns for a chart: first, least, greatest and last value of each of ``points`` pieces of time, so that peaks stay.

    ``gap`` is true where readings are missing in the piece.
    """
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    headers = ask.conditional()
    wanted = interval(start, end, ask.zone)
    table = ask.snapshot.observations(ask.scope, [stream.id], wanted)
    return JSONResponse({**_head(ask, stream), **envelope(table, wanted, points)}, headers=headers)


@router.get("/datastreams/{datastream_id}/flags", summary="Flags of readings that are not good", responses=A_PAGE)
def flags(
    ask: Everyone,
    datastream_id: str,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_JSON)] = 1000,
) -> JSONResponse:
    """2 doubtful, 3 bad; ``tests`` has one bit per check. A reading without a line is good where a run has looked at it."""
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    headers = ask.conditional()
    table = ask.snapshot.flags(ask.scope, [stream.id], interval(start, end, ask.zone))
    cut = page_of_table(table, ("phenomenon_time", "revision"), cursor, limit)
    rows = json_rows(cut.rows, ask.zone)
    answer = {"items": rows, "next": cut.next, "notice": notice(ask)}
    return JSONResponse(answer, headers={**headers, **next_link(ask.request, cut.next)})


def facts_of(ask: Ask, stream: Datastream) -> dict[str, str]:
    """What travels with an exported file."""
    return {
        "park": ask.network.park.name_vi if ask.lang == "vi" else ask.network.park.name_en,
        "notice": notice(ask) or "",
        "datastream": stream.id,
        "unit": stream.canonical_unit,
        "origin": stream.origin.value,
        "source": stream.source,
        "times": "UTC",
        "snapshot": str(ask.snapshot.version),
    }


def envelope(table: pa.Table, wanted: Interval | None, points: int) -> dict[str, list[Any]]:
    """Down-sample observations (sorted by time) to at most ``points`` pieces; all rows as they are if they are few.

    Returns columns ``time`` (ISO, UTC), ``first``, ``low``, ``high``, ``last`` (null where nothing was measured), ``gap``.
    """
    times = table.column("phenomenon_time").cast(pa.int64())
    if table.num_rows == 0:
        return {name: [] for name in ("time", "first", "low", "high", "last", "gap")}
    first, last = times[0].as_py(), times[-1].as_py()
    if wanted is not None:
        first = max(first, int(wanted.start.timestamp() * 1e6))
    width = max(1, -(-(last - first + 1) // points)) if table.num_rows > points else 1
    piece = pc.divide(pc.subtract(times, first), width)
    grouped = pa.table({"piece": piece, "time": times, "value": table.column("value")}).group_by("piece", use_threads=False)
    made = grouped.aggregate(
        [("time", "min"), ("value", "first"), ("value", "min"), ("value", "max"), ("value", "last"), ("value", "count")]
    ).sort_by("piece")
    counts = grouped.aggregate([("time", "count")]).sort_by("piece").column("time_count")
    at = made.column("time_min").cast(pa.timestamp("us"))
    return {
        "time": pc.strftime(at, format="%Y-%m-%dT%H:%M:%SZ").to_pylist(),
        "first": made.column("value_first").to_pylist(),
        "low": made.column("value_min").to_pylist(),
        "high": made.column("value_max").to_pylist(),
        "last": made.column("value_last").to_pylist(),
        "gap": pc.less(made.column("value_count"), counts).to_pylist(),
    }


def _head(ask: Ask, stream: Datastream) -> dict[str, Any]:
    return {
        "datastream": stream.id,
        "unit": stream.canonical_unit,
        "origin": stream.origin.value,
        "snapshot": ask.snapshot.version,
        "notice": notice(ask),
    }
