"""Products over HTTP: what is made, how much of it, footprints, who may have them, and the check of any footprint."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, Field

from ecopark.account.product.actions import (
    publish_footprint,
    record_consent,
    record_product,
    record_production,
)
from ecopark.account.product.findings import has_errors
from ecopark.account.product.records import CONSENT, FOOTPRINT, PRODUCT, PRODUCTION
from ecopark.account.product.semantics import check_footprint
from ecopark.core.errors import InputError
from ecopark.serve.api.asking import Firms, Managers, SignedIn, Writers
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.kept import record, record_json, records_page
from ecopark.serve.api.paging import Cursor, Limit
from ecopark.serve.carbon_path import said
from ecopark.serve.problems import NotFound
from ecopark.serve.products import add_recipient, draft, months_of, recipients_of

router = APIRouter(prefix="/products", tags=["products"])

Given = Annotated[dict[str, Any], Body()]


class NewFootprint(BaseModel):
    """The months that the footprint rests on, both included; both left out: the last twelve that are over."""

    first_month: str | None = Field(default=None, examples=["2025-01"])
    last_month: str | None = Field(default=None, examples=["2025-12"])


class NewRecipient(BaseModel):
    """A buyer's program. ``url``: base of its PACT host, for answers to its requests; empty if it only fetches."""

    name: str = Field(min_length=1, max_length=100, examples=["Autohaus AG"])
    url: str = Field(default="", max_length=500, examples=["https://pact.example.com"])
    client_id: str = Field(default="", max_length=500)
    client_secret: str = Field(default="", max_length=500)


@router.get("", summary="Products", responses=A_PAGE)
def products(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, PRODUCT, cursor, limit)


@router.post("", summary="Record a product", status_code=201)
def add(ask: Writers, given: Given) -> dict[str, Any]:
    """See ``account/product/records.py`` for the fields; amounts are per declared unit."""
    name = given.get("id")
    name = name if isinstance(name, str) and 0 < len(name) <= 100 else f"product-{secrets.token_hex(6)}"
    return record_json(ask, record_product(ask.park.records, ask.network, ask.scope, name, given))


@router.get("/production", summary="Produced quantities", responses=A_PAGE)
def production(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, PRODUCTION, cursor, limit)


@router.post("/production", summary="Record a produced quantity", status_code=201)
def add_production(ask: Writers, given: Given) -> dict[str, Any]:
    """``{"product", "first_day", "last_day", "quantity", "unit"}``; days are the park's, both included."""
    name = given.get("id")
    name = name if isinstance(name, str) and 0 < len(name) <= 100 else f"production-{secrets.token_hex(6)}"
    return record_json(ask, record_production(ask.park.records, ask.scope, name, given))


@router.get("/footprints", summary="Computed footprints, drafts too", responses=A_PAGE)
def footprints(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, FOOTPRINT, cursor, limit)


@router.get("/footprints/{footprint_id}", summary="One footprint with figure and findings")
def footprint(ask: SignedIn, footprint_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, FOOTPRINT, footprint_id))


@router.post("/footprints/{footprint_id}/publish", summary="Let the allowed recipients have a draft")
def publish(ask: Writers, footprint_id: str) -> dict[str, Any]:
    """By another person than who computed it; not with errors, not from synthetic data."""
    return record_json(ask, publish_footprint(ask.park.records, ask.scope, footprint_id))


@router.post("/check", summary="Semantic check of any PACT footprint")
def check(ask: SignedIn, given: Given) -> dict[str, Any]:
    """Send a ``ProductFootprint`` (also a supplier's) and read what contradicts itself. Nothing is kept."""
    if not isinstance(given.get("pcf"), dict):
        raise InputError("account.pcf.not_object", where="body")
    findings = check_footprint(given, now=ask.park.now())
    return {"ok": not has_errors(findings), "findings": [finding.content() for finding in findings]}


@router.get("/consents", summary="Which recipient may have which footprints", responses=A_PAGE)
def consents(ask: SignedIn, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return records_page(ask, CONSENT, cursor, limit)


@router.post("/consents", summary="A firm allows a recipient its own footprints", status_code=201)
def consent(ask: Firms, given: Given) -> dict[str, Any]:
    """``{"firm", "recipient", "products": ["*"], "until"}``; an empty list takes it back. Only the firm itself may."""
    if given.get("recipient") not in {r["id"] for r in recipients_of(ask.park)}:
        raise NotFound(str(given.get("recipient"))[:100])
    return record_json(ask, record_consent(ask.park.records, ask.network, ask.scope, given))


@router.get("/recipients", summary="Programs of buyers")
def recipients(ask: Writers) -> dict[str, Any]:
    return {"items": list(recipients_of(ask.park)), "next": None, "notice": None}


@router.post("/recipients", summary="Add a buyer's program", status_code=201)
def new_recipient(ask: Managers, given: NewRecipient) -> dict[str, Any]:
    """The client secret is shown this once. The program sees nothing before a firm consents."""
    shown, _ = add_recipient(ask.park, ask.scope, given.name, given.url.strip(), given.client_id, given.client_secret)
    return {**shown, "token_url": "/pact/auth/token"}


@router.get("/{product_id}", summary="One product")
def product(ask: SignedIn, product_id: str) -> dict[str, Any]:
    return record_json(ask, record(ask, PRODUCT, product_id))


@router.post("/{product_id}/footprint", summary="Compute a footprint and keep it as a draft")
def compute(ask: Writers, product_id: str, given: NewFootprint) -> dict[str, Any]:
    """Insufficient is an answer: it says what is missing, production data first."""
    months = months_of(given.first_month, given.last_month, ask.park.now(), ask.zone)
    made = draft(ask.park, ask.scope, product_id, months)
    if made.insufficient is not None:
        return {"product": product_id, "insufficient": [said(reason) for reason in made.insufficient.reasons]}
    assert made.record is not None
    return record_json(ask, made.record)
