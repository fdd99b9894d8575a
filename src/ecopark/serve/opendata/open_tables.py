"""The open tables of a park, made with the scope of the public whoever asks: the same answer for everybody."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.messages import LANGS, Message
from ecopark.core.scope import PUBLIC
from ecopark.core.terms import Origin
from ecopark.judge.opendata.tables import (
    AVERAGES,
    CLAIMS,
    EXCEEDANCES,
    FIGURES,
    OPEN_TABLES,
    POINTS,
    QUALITY,
    STATUS,
    OpenTable,
)
from ecopark.judge.reports.amounts import K_90
from ecopark.judge.reports.claims_part import SHOWN_STATES, claim_text, figure_in
from ecopark.serve.opendata.publishing import published_table
from ecopark.serve.park import OpenPark
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.points import PointState, exceedances, point_states, visible_points
from ecopark.serve.readmodel.source import PortalSnapshot

PUBLIC_DAYS = 30
"""Results of automatic monitoring stay public for 30 days (Decree 08/2022, article 102)."""
_STATES = {"exceeded": "exceeds", "within": "within", "insufficient": "cannot_judge", "no_limit": "no_limit"}
_MOST = 10_000
_FRESH_S = 60
_KEPT: dict[str, Any] = {}  # whole tables of one state: version, log, minute
_KEPT_GUARD = threading.RLock()


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a table is wanted; None: everything (averages and exceedances: the last 30 days)."""

    point: str | None = None
    observed: str | None = None
    span: Interval | None = None


def open_table(park: OpenPark, name: str, asked: Asked | None = None) -> pa.Table:
    """One of ``OPEN_TABLES``; rows in the order of its keys."""
    if asked is not None and asked != Asked():
        return _made(park, name, asked)
    now = int(park.now().timestamp()) // _FRESH_S
    state = str(park.folder), park.snapshot().version, park.log.size, now
    with _KEPT_GUARD:
        if _KEPT.get("state") != state:
            _KEPT.clear()
            _KEPT["state"] = state
        if name not in _KEPT:
            _KEPT[name] = _made(park, name, Asked())
        kept: pa.Table = _KEPT[name]
    return kept


def _made(park: OpenPark, name: str, asked: Asked) -> pa.Table:
    table = OPEN_TABLES[name]
    made = pa.Table.from_pylist(_MAKERS[name](park, asked), schema=table.schema)
    return made.sort_by([(key, "ascending") for key in table.keys])


def _points(park: OpenPark, asked: Asked) -> list[dict[str, Any]]:
    rows = []
    for point in visible_points(park.network, PUBLIC):
        if asked.point not in (None, point.id):
            continue
        meters = {m.id for m in park.network.meters.values() if m.monitoring_point == point.id}
        streams = [
            d for d in park.network.datastreams.values() if d.meter in meters and PUBLIC.sees(d.firm, public=d.public)
        ]
        rows.append(
            {
                "point": point.id,
                "name_vi": point.name_vi,
                "name_en": point.name_en,
                "medium": point.medium,
                "properties": " ".join(sorted({stream.observed_property for stream in streams})),
                "permit": point.permit or None,
            }
        )
    return rows


def _status(park: OpenPark, asked: Asked) -> list[dict[str, Any]]:
    """This month's state; where nothing could be judged yet this month, last month's, and the month says so."""
    # of the pages' snapshot these read models ask for derived tables only
    snapshot, now = cast("PortalSnapshot", park.snapshot()), park.now()
    month = Month.of(now)
    states = point_states(park.network, snapshot, PUBLIC, month, point=asked.point)
    before = {_limit(s): s for s in point_states(park.network, snapshot, PUBLIC, month.shifted(-1), point=asked.point)}
    points = [p.id for p in visible_points(park.network, PUBLIC)]
    counts: dict[tuple[str, str], int] = {}
    for row in exceedances(
        snapshot, PUBLIC, Interval(now - timedelta(days=PUBLIC_DAYS), now + timedelta(seconds=1)), points
    ):
        counts[row.point, row.parameter] = counts.get((row.point, row.parameter), 0) + 1
    shown = {_limit(s): s if s.judged or _limit(s) not in before else before[_limit(s)] for s in states}
    shown |= {key: state for key, state in before.items() if key not in shown}
    return [
        _status_row(state, counts.get((state.point, state.parameter), 0))
        for state in shown.values()
        if asked.observed in (None, state.parameter)
    ]


def _limit(state: PointState) -> tuple[str, str, str, str]:
    return state.point, state.parameter, state.statistic, state.rule


def _status_row(state: PointState, recent: int) -> dict[str, Any]:
    said = _STATES[state.state]
    if recent and said in ("within", "cannot_judge"):
        said = "exceeds"
    return {
        "point": state.point,
        "property": state.parameter,
        "state": said,
        **_reason(state.reason, {}),
        "month": state.month.start,
        "judged": state.judged,
        "exceeded": state.exceeded,
        "not_judged": state.not_judged,
        "exceedances_30_days": recent,
        "limit": state.limit,
        "limit_low": state.limit_low,
        "unit": state.unit,
        "statistic": state.statistic,
        "limit_rule": state.rule,
        "provisional": state.provisional,
        "latest": state.latest,
        "latest_start": state.latest_start,
        "valid_share": state.valid_share,
        "origin": state.origin.value if state.origin else None,
    }


def _averages(park: OpenPark, asked: Asked) -> list[dict[str, Any]]:
    return _of_points(park, asked, "averages", AVERAGES)


def _exceedances(park: OpenPark, asked: Asked) -> list[dict[str, Any]]:
    return _of_points(park, asked, "exceedances", EXCEEDANCES)


def _of_points(park: OpenPark, asked: Asked, name: str, table: OpenTable) -> list[dict[str, Any]]:
    now = park.now()
    span = asked.span or Interval(now - timedelta(days=PUBLIC_DAYS), now + timedelta(seconds=1))
    only = {
        "monitoring_point": [asked.point] if asked.point else None,
        "property": [asked.observed] if asked.observed else None,
    }
    found = park.snapshot().derived(PUBLIC, name, span, only={k: v for k, v in only.items() if v is not None} or None)
    rows = found.rename_columns({"monitoring_point": "point"}).to_pylist()
    return [{column: row.get(column) for column in table.schema.names} for row in rows]  # an older table may lack one


def _figures(park: OpenPark, _asked: Asked) -> list[dict[str, Any]]:
    rows = []
    for row in published_table(park).to_pylist():
        low = high = None
        parts = json.loads(row["uncertainty"])
        if row["value"] is not None and parts:
            half = abs(row["value"]) * math.hypot(*parts.values()) * K_90
            low, high = row["value"] - half, row["value"] + half
        reason = _reason(row["reason"], json.loads(row["reason_params"] or "{}"))
        rows.append({name: row.get(name) for name in FIGURES.schema.names} | reason | {"low": low, "high": high})
    return rows


def _claims(park: OpenPark, _asked: Asked) -> list[dict[str, Any]]:
    """Claims that were made public; a withdrawn one stays."""
    verdicts = {record.id: record for record in park.records.find(PUBLIC, "verdict", limit=_MOST)}
    rows = []
    for record in park.records.find(PUBLIC, "claim", limit=_MOST):
        if record.content.get("state") not in SHOWN_STATES:
            continue
        verdict = verdicts.get(record.id)
        said: Mapping[str, Any] = verdict.content if verdict else {}
        text, figure = claim_text(record, verdict), figure_in(said.get("figure"))
        rows.append(
            {
                "id": record.id,
                "claimant": str(record.content.get("claimant") or ""),
                "text_vi": text["vi"],
                "text_en": text["en"],
                "state": record.content.get("state"),
                "verdict": said.get("verdict"),
                "grade": said.get("grade"),
                "value": figure.value if figure else None,
                "low": figure.low if figure else None,
                "high": figure.high if figure else None,
                "unit": figure.unit if figure else None,
                "origin": figure.origin.value if figure and figure.origin else None,
                "judged_at": said.get("judged_at"),
                "expires": said.get("expires"),
            }
        )
    return rows


def _quality(park: OpenPark, _asked: Asked) -> list[dict[str, Any]]:
    snapshot = park.snapshot()
    seen = {row["datastream"]: row["phenomenon_time"] for row in snapshot.latest(PUBLIC).to_pylist()}
    rows = []
    for row in snapshot.derived(PUBLIC, "coverage").to_pylist():
        stream = park.network.datastreams[row["datastream"]]
        rows.append(
            {
                **{name: row[name] for name in ("datastream", "month", "expected", "good", "doubtful", "bad", "missing")},
                "name_vi": stream.name_vi,
                "name_en": stream.name_en,
                "property": stream.observed_property,
                "good_share": row["good"] / row["expected"] if row["expected"] else None,
                "last_seen": seen.get(row["datastream"]),
                "origin": stream.origin.value,
            }
        )
    return rows


def _reason(reason: str | None, params: Mapping[str, object]) -> dict[str, str | None]:
    if not reason:
        return {"reason_vi": None, "reason_en": None}
    return {f"reason_{lang}": Message(reason, params).render(lang) for lang in LANGS}


_MAKERS: Mapping[str, Callable[[OpenPark, Asked], list[dict[str, Any]]]] = {
    POINTS.name: _points,
    STATUS.name: _status,
    AVERAGES.name: _averages,
    EXCEEDANCES.name: _exceedances,
    FIGURES.name: _figures,
    CLAIMS.name: _claims,
    QUALITY.name: _quality,
}


def synthetic_shown(park: OpenPark) -> bool:
    """Whether a published point shows synthetic data: then no state proves anything."""
    return any(d.public and d.origin is Origin.SYNTHETIC for d in park.network.datastreams.values())


def state_time(park: OpenPark) -> datetime:
    """The moment that the open tables show."""
    return park.now()
