"""What people enter on the page of products. The rooms decide what is taken; nothing is kept of what is only checked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.account.product.actions import publish_footprint, record_consent, record_product, record_production
from ecopark.account.product.records import EVERYTHING
from ecopark.account.product.semantics import check_footprint
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.terms import Role
from ecopark.serve.access.policy import SIGNED_IN, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.pages.products import products_with
from ecopark.serve.portal.path_forms import typed_number
from ecopark.serve.portal.rendering import translate
from ecopark.serve.portal.serving import Portal
from ecopark.serve.problems import NotFound
from ecopark.serve.products import add_recipient, draft, months_of, recipients_of

Writer = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER, Role.FIRM})))]
FirmOnly = Annotated[Caller, Depends(Allow(frozenset({Role.FIRM})))]
Manager = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER})))]
SignedIn = Annotated[Caller, Depends(Allow(SIGNED_IN))]
Word = Annotated[str, Form(max_length=500)]


def product_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of ``/products``."""
    router = APIRouter(include_in_schema=False)

    def back(place: str) -> Response:
        return RedirectResponse(f"/products?done=yes#{quote(place)}", 303)

    def page(request: Request, said: Mapping[str, Any], status: int) -> Response:
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, "/products")
        answer = portal.answer(request, visitor, portal.renderer.render(context, products_with(context, said)))
        answer.status_code = status
        return answer

    def refused(request: Request, error: EcoparkError) -> Response:
        context = portal.context(request, portal.visitor_of(request), "/products")
        return page(request, {"failed": error.render(context.lang)}, 422)

    @router.post("/products")
    def product(
        request: Request, caller: Writer, firm: Word, name: Word, unit: Word = "kilogram", description: Word = "",
        mass_kg: Word = "", product_id: Word = "", cn_code: Word = "", route: Word = "", fossil_carbon_kg: Word = "",
        inputs_kg: Word = "", inputs_source: Word = "", exempted_percent: Word = "", exempted_why: Word = "",
    ) -> Response:  # fmt: skip
        try:
            bought = typed_number(inputs_kg)
            given = {
                "firm": firm, "name": name, "unit": unit, "description": description, "mass_kg": typed_number(mass_kg),
                "product_ids": [product_id.strip()] if product_id.strip() else [], "cn_code": cn_code, "route": route,
                "fossil_carbon_kg": typed_number(fossil_carbon_kg), "exempted_percent": typed_number(exempted_percent),
                "exempted_why": exempted_why,
                "inputs": None if bought is None else _inputs(bought, inputs_source, name),
            }  # fmt: skip
            kept = record_product(park.records, park.network, caller.scope, f"product-{secrets.token_hex(6)}", given)
        except EcoparkError as error:
            return refused(request, error)
        return back(kept.id)

    @router.post("/products/check")
    def check(request: Request, caller: SignedIn, text: Annotated[str, Form(max_length=100_000)]) -> Response:
        del caller
        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if not isinstance(given, dict):
            lang = portal.context(request, portal.visitor_of(request)).lang
            return page(request, {"failed": translate(lang, "portal.products.check_unreadable"), "pasted": text}, 422)
        found = [finding.content() for finding in check_footprint(given.get("data", given), now=park.now())]
        return page(request, {"checked": found, "pasted": text}, 200)

    @router.post("/products/consents")
    def consent(request: Request, caller: FirmOnly, firm: Word, recipient: Word, allow: Word = "yes") -> Response:
        if recipient not in {r["id"] for r in recipients_of(park)}:
            raise NotFound(recipient)
        products = [EVERYTHING] if allow == "yes" else []
        try:
            given = {"firm": firm, "recipient": recipient, "products": products}
            record_consent(park.records, park.network, caller.scope, given)
        except EcoparkError as error:
            return refused(request, error)
        return back("")

    @router.post("/products/recipients")
    def recipient(request: Request, caller: Manager, name: Word, url: Word = "") -> Response:
        try:
            shown, _ = add_recipient(park, caller.scope, name, url.strip())
        except EcoparkError as error:
            return refused(request, error)
        return page(request, {"secret": shown}, 200)

    @router.post("/products/footprints/{footprint_id}/publish")
    def publish(request: Request, caller: Writer, footprint_id: str) -> Response:
        try:
            kept = publish_footprint(park.records, caller.scope, footprint_id)
        except EcoparkError as error:
            return refused(request, error)
        return back(str(kept.content["product"]))

    @router.post("/products/{product_id}/production")
    def production(
        request: Request, caller: Writer, product_id: str, first_day: Word, last_day: Word, quantity: Word, unit: Word
    ) -> Response:
        given = {"product": product_id, "first_day": first_day, "last_day": last_day, "unit": unit}
        try:
            amount = {"quantity": typed_number(quantity)}
            record_production(park.records, caller.scope, f"production-{secrets.token_hex(6)}", {**given, **amount})
        except EcoparkError as error:
            return refused(request, error)
        return back(product_id)

    @router.post("/products/{product_id}/footprint")
    def compute(request: Request, caller: Writer, product_id: str) -> Response:
        zone = ZoneInfo(park.network.park.zone)
        try:
            made = draft(park, caller.scope, product_id, months_of(None, None, park.now(), zone))
            if made.insufficient is not None:
                reason = made.insufficient.reasons[0]
                raise InputError(reason.id, where=product_id, **reason.params)
        except EcoparkError as error:
            return refused(request, error)
        return back(product_id)

    return router


def _inputs(kg: float, source: str, name: str) -> list[dict[str, object]]:
    return [] if kg == 0 else [{"what": f"purchased materials of {name}", "kg_co2e": kg, "primary": False, "source": source}]
