"""Targets over HTTP, and the path to them: forecast of the year, planned measures, what is open."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from ecopark.account.forecast.target import TARGET, record_target
from ecopark.serve.api.asking import SignedIn, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.carbon_path import path_view, shown_firm

router = APIRouter(prefix="/targets", tags=["targets"])

Given = Annotated[
    dict[str, Any],
    Body(examples=[{"firm": None, "base_year": 2025, "target_year": 2050, "remaining_share": 0, "shape": "linear"}]),
]


@router.get("", summary="Targets", responses=A_PAGE)
def targets(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, TARGET, cursor, limit)


@router.post("", summary="Set the target of a firm or of the park", status_code=201)
def set_target(ask: Writers, given: Given) -> dict[str, Any]:
    """``firm`` null: the park. Of gross emissions: trees, certificates and credits do not lower them."""
    return record_json(ask, record_target(ask.park.records, ask.network, ask.scope, given))


@router.get("/path", summary="Forecast of the year, path, gap, and sinks beside them")
def path(
    ask: SignedIn,
    firm: str | None = None,
    year: Annotated[int | None, Query(ge=1990, le=2150, description="The present year if left out.")] = None,
) -> dict[str, Any]:
    lines = ask.snapshot.derived(ask.scope, "inventory_lines").to_pylist()
    shown = shown_firm(ask.scope, ask.network, firm)
    found = path_view(ask.park.records, ask.park.book, ask.network, lines, ask.scope, shown, ask.park.now(), year)
    return found.content()
