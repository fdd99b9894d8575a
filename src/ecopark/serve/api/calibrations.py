"""The register of calibrations over HTTP: certificates, what is due, drift."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from ecopark.serve.access import visible
from ecopark.serve.api.asking import Judges, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.inspections import Content
from ecopark.serve.api.kept import record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.inspections import calibrations_of
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.actions import CALIBRATION, take_calibration
from ecopark.trust.inspection.calibration import Drift, Due, drift_of, due_dates

router = APIRouter(prefix="/calibrations", tags=["inspections"])


@router.get("", summary="Calibrations", responses=A_PAGE)
def calibrations(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, CALIBRATION, cursor, limit)


@router.post("", summary="Enter a calibration", responses={200: {"description": "Known already."}})
def enter(ask: Judges, given: Content) -> JSONResponse:
    """As found, as left, certificate and until when it holds. Idempotent by id."""
    taken = take_calibration(ask.park.records, ask.network, ask.scope, given)
    return JSONResponse(record_json(ask, taken.record), 201 if taken.new else 200)


@router.get("/due", summary="What is due, overdue, or without a known date", responses=A_PAGE)
def due(ask: SignedIn) -> dict[str, Any]:
    """By meter: the newest certificate, else the date that the park's description declares."""
    today = ask.park.now().astimezone(ask.zone).date()
    seen = {meter.id for meter in ask.network.meters.values() if ask.scope.sees(meter.firm)}
    rows = due_dates(ask.network, calibrations_of(ask.park, ask.scope), today)
    order = {"overdue": 0, "soon": 1, "unknown": 2, "in_date": 3}
    rows.sort(key=lambda row: (order[row.state], row.due or date.max, row.meter))
    return {"items": [_due(row) for row in rows if row.meter in seen], "next": None, "notice": None}


@router.get("/meters/{meter_id}", summary="Calibrations and drift of a meter")
def of_meter(ask: SignedIn, meter_id: str) -> dict[str, Any]:
    """Change from each calibration (as left) to the next (as found), and the rate with its interval."""
    if meter_id not in {meter.id for meter in visible.meters(ask.network, ask.scope)}:
        raise NotFound(meter_id)
    mine = [c for c in calibrations_of(ask.park, ask.scope) if c.meter == meter_id]
    streams = {c.datastream for c in mine}
    return {
        "meter": meter_id,
        "calibrations": [c.id for c in sorted(mine, key=lambda c: c.at)],
        "drift": [
            {"datastream": stream, **_drift(drift_of([c for c in mine if c.datastream == stream]))}
            for stream in sorted(streams, key=str)
        ],
    }


@router.get("/{calibration_id}", summary="One calibration")
def calibration(ask: SignedIn, calibration_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, CALIBRATION, calibration_id))


def _due(row: Due) -> dict[str, Any]:
    return {
        "meter": row.meter,
        "state": row.state,
        "due": None if row.due is None else row.due.isoformat(),
        "source": row.source,
        "last": None if row.last is None else row.last.isoformat(),
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "steps": [
            {"start": step.start.isoformat(), "end": step.end.isoformat(), "change": step.change} for step in drift.steps
        ],
        "per_year": drift.per_year,
        "interval": None if drift.interval is None else drift.interval.content(),
    }
