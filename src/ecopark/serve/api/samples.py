"""Samples, their chain of custody and the laboratory's results over HTTP; what was compared with the sensors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.serve.access import visible
from ecopark.serve.agreement import agreement_of
from ecopark.serve.api.asking import Ask, Judges, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.inspections import Content
from ecopark.serve.api.kept import missing, record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.comparisons import compare_new
from ecopark.trust.inspection.actions import SAMPLE
from ecopark.trust.inspection.investigation import COMPARISON
from ecopark.trust.inspection.lab import stored_lab_result
from ecopark.trust.inspection.samples import LAB_RESULT, add_custody, stored_sample, take_lab_result

router = APIRouter(tags=["inspections"])


@router.get("/samples", summary="Samples", responses=A_PAGE)
def samples(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """What was taken, the chain of custody and what it is worth."""
    return records_page(ask, SAMPLE, cursor, limit, sample_json)


@router.get("/samples/{sample_id}", summary="One sample with its results")
def sample(ask: SignedIn, sample_id: str) -> dict[str, Any]:
    return sample_json(ask, record(ask, SAMPLE, sample_id))


@router.get("/samples/{sample_id}/custody", summary="Chain of custody of a sample")
def custody(ask: SignedIn, sample_id: str) -> dict[str, Any]:
    """The events in order and whether the chain is ``intact``, ``broken`` (with reasons) or ``incomplete``."""
    kept = record(ask, SAMPLE, sample_id)
    return {"sample": kept.id, "events": kept.content["custody"], "verdict": _verdict(ask, kept)}


@router.post("/samples/{sample_id}/custody", summary="Add a step to the chain of custody")
def add_step(ask: Judges, sample_id: str, given: Content) -> JSONResponse:
    """201 new, 200 known already. Nothing is ever taken out of a chain."""
    taken = add_custody(ask.park.records, ask.scope, sample_id, given)
    if taken is None:
        raise missing(ask, SAMPLE, sample_id)
    afterwards = BackgroundTask(compare_new, ask.park)
    return JSONResponse(sample_json(ask, taken.record), 201 if taken.new else 200, background=afterwards)


@router.get("/lab-results", summary="Laboratory results", responses=A_PAGE)
def lab_results(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, LAB_RESULT, cursor, limit)


@router.get("/lab-results/{result_id}", summary="One laboratory result")
def lab_result(ask: SignedIn, result_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, LAB_RESULT, result_id))


@router.post("/lab-results", summary="Send a laboratory's results", responses={200: {"description": "Known already."}})
def send_result(ask: Judges, given: Content) -> JSONResponse:
    """Idempotent by id. Values are compared with the sensor at once, or as soon as its readings are there."""
    taken = take_lab_result(ask.park.records, ask.scope, given)
    afterwards = BackgroundTask(compare_new, ask.park)
    return JSONResponse(record_json(ask, taken.record), 201 if taken.new else 200, background=afterwards)


@router.get("/comparisons", summary="Sensor against reference, pair by pair", responses=A_PAGE)
def comparisons(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """``state``: agree, disagree, waiting (for readings or the chain of custody), not_comparable."""
    return records_page(ask, COMPARISON, cursor, limit, comparison_json)


@router.get("/datastreams/{datastream_id}/agreement", summary="How well a sensor agrees with its references")
def agreement(
    ask: SignedIn,
    datastream_id: str,
    margin: Annotated[float, Query(gt=0, le=1, description="Difference that does not matter, share of the mean.")] = 0.2,
) -> dict[str, Any]:
    """Bland-Altman picture, equivalence test and Deming line; or ``insufficient`` with how many pairs are missing."""
    stream = visible.datastream(ask.network, ask.scope, datastream_id)
    ask.scope.require(stream.firm, stream.id, public=stream.public)
    return agreement_of(ask.park, ask.scope, stream.id, margin, ask.lang)


def comparison_json(ask: Ask, kept: Record) -> dict[str, Any]:
    """The record with its sentence."""
    params = kept.content["reason_params"]
    assert isinstance(params, dict)
    return {**record_json(ask, kept), "text": Message(str(kept.content["reason"]), params).render(ask.lang)}


def sample_json(ask: Ask, kept: Record) -> dict[str, Any]:
    return {**record_json(ask, kept), "verdict": _verdict(ask, kept)}


def _verdict(ask: Ask, kept: Record) -> dict[str, Any]:
    results = [r for r in ask.park.records.find(ask.scope, LAB_RESULT, limit=100_000) if r.content["sample"] == kept.id]
    properties = sorted({v.property for r in results for v in stored_lab_result(r.content).values})
    verdict = stored_sample(kept).verdict(properties)
    return {
        "state": verdict.state,
        "reasons": [{"code": reason.id, "text": reason.render(ask.lang)} for reason in verdict.reasons],
        "terms": verdict.source if isinstance(verdict.source, str) else verdict.source.render(ask.lang),
        "lab_results": [r.id for r in results],
    }
