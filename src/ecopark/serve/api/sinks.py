"""Sinks over HTTP: plantings, survival checks, and what they take up as an estimate beside the inventory."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from ecopark.account.sinks.actions import record_check, record_planting
from ecopark.account.sinks.records import PLANTING, SURVIVAL_CHECK
from ecopark.serve.api.asking import Ask, SignedIn, Triagers, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.carbon_path import shown_firm, sinks_content, sinks_of

router = APIRouter(prefix="/sinks", tags=["sinks"])

GivenPlanting = Annotated[
    dict[str, Any],
    Body(examples=[{"firm": "steel", "what": "Sao đen", "place": "đường số 3", "planted_on": "2024-06-05", "trees": 120}]),
]
GivenCheck = Annotated[
    dict[str, Any], Body(examples=[{"planting": "…", "on": "2025-06-01", "by": "Nguyễn An", "sampled": 60, "alive": 54}])
]
Year = Annotated[int | None, Query(ge=1990, le=2150, description="Calendar year; the present one if left out.")]


@router.get("", summary="What plantings take up in a year, as a range")
def sinks(ask: SignedIn, year: Year = None, firm: str | None = None) -> dict[str, Any]:
    """An estimate with a wide range. It is never part of the inventory and never taken off it."""
    at = year or ask.park.now().astimezone(ask.zone).year
    found = sinks_of(ask.park.records, ask.park.book, ask.scope, shown_firm(ask.scope, ask.network, firm), at)
    return {"year": at, **sinks_content(found), "netted": False}


@router.get("/plantings", summary="Plantings", responses=A_PAGE)
def plantings(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, PLANTING, cursor, limit)


@router.post("/plantings", summary="Record a planting", status_code=201)
def plant(ask: Writers, given: GivenPlanting) -> dict[str, Any]:
    """Trees (a number) or green areas (crown cover in m2), with a photo or document as evidence."""
    name = _name(given, "planting")
    kept = record_planting(ask.park.records, ask.network, ask.scope, name, given, _today(ask))
    return record_json(ask, kept)


@router.get("/checks", summary="Survival checks", responses=A_PAGE)
def checks(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, SURVIVAL_CHECK, cursor, limit)


@router.post("/checks", summary="Record a survival check", status_code=201)
def check(ask: Triagers, given: GivenCheck) -> dict[str, Any]:
    """How many were looked at and how many were alive; by another person than who recorded the planting."""
    return record_json(ask, record_check(ask.park.records, ask.scope, _name(given, "check"), given, _today(ask)))


def _name(given: dict[str, Any], kind: str) -> str:
    said = given.get("id")
    return said if isinstance(said, str) and 0 < len(said) <= 100 else f"{kind}-{secrets.token_hex(6)}"


def _today(ask: Ask) -> date:
    return ask.park.now().astimezone(ask.zone).date()
