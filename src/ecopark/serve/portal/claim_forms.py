"""What people do with claims and units on pages. The API does it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.core.errors import EcoparkError, InputError
from ecopark.judge.claims.records import Kind
from ecopark.judge.claims.words import flag_words
from ecopark.serve.access.policy import SIGNED_IN, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api import claims as api
from ecopark.serve.api import ledger as units
from ecopark.serve.api.asking import Ask
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.pages.claims import MAKERS, claim_new_page, claim_page, claims_page, ledger_page
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.portal.typed_numbers import typed_number

Maker = Annotated[Caller, Depends(Allow(MAKERS))]
Word = Annotated[str, Form(max_length=300)]
Words = Annotated[list[str], Form(max_length=200)]
Sentence = Annotated[str, Form(max_length=2000)]


def claim_form_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of the pages of claims and of the ledger."""
    router = APIRouter(include_in_schema=False)

    def asked(request: Request, caller: Caller) -> Ask:
        return Ask(request, park, caller, language(request))

    def again(request: Request, path: str, build: Any, more: Mapping[str, object], failed: EcoparkError | None) -> Response:
        """The page with what was typed and what is wrong with it."""
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, path)
        page: Page = build(context)
        text = failed.render(context.lang) if failed else ""
        shown = replace(page, data={**page.data, **more, "failed": text})
        answer = portal.answer(request, visitor, portal.renderer.render(context, shown))
        answer.status_code = 422 if failed else 200
        return answer

    @router.post("/claims/new")
    def new(
        request: Request,
        caller: Maker,
        kind: Word,
        quantity: Word,
        claimant: Word,
        target: Word,
        unit: Word,
        comparator: Word,
        first_day: Word,
        last_day: Word,
        audience: Word = "public",
        tolerance: Word = "",
        property: Word = "",  # noqa: A002  name of the form's field
        per: Word = "",
        scope: Word = "",
        measure: Word = "",
        meters: Words = [],  # noqa: B006  FastAPI copies defaults
        points: Words = [],  # noqa: B006
        whole: Word = "",
        exclusions: Sentence = "",
        words: Sentence = "",
    ) -> Response:
        ask = asked(request, caller)
        typed = {
            "kind": kind,
            "quantity": quantity,
            "claimant": claimant,
            "target": target,
            "unit": unit,
            "comparator": comparator,
            "first_day": first_day,
            "last_day": last_day,
            "audience": audience,
            "tolerance": tolerance,
            "property": property,
            "per": per,
            "scope": scope,
            "measure": measure,
            "whole": whole,
            "exclusions": exclusions,
            "words": words,
        }
        lists = {"meters": meters, "points": points}
        try:
            made = api.new(ask, _claim_of(ask, typed, lists))
        except EcoparkError as error:
            shown = {"typed": {**typed, "lists": lists}}
            return again(request, "/claims/new", _with_kind(claim_new_page, kind), shown, error)
        return RedirectResponse(f"/claims/{quote(made['id'])}", 303)

    @router.post("/claims/words", dependencies=[Depends(Allow(SIGNED_IN))])
    def check(request: Request, text: Annotated[str, Form(min_length=1, max_length=20_000)]) -> Response:
        more = {"flags": flag_words(text), "checked": text}
        return again(request, "/claims", claims_page, more, None)

    @router.post("/claims/{claim}/judge")
    def judge(request: Request, caller: Maker, claim: str) -> Response:
        return acted(request, claim, lambda: api.judge(asked(request, caller), claim))

    @router.post("/claims/{claim}/publish")
    def publish(request: Request, caller: Maker, claim: str) -> Response:
        return acted(request, claim, lambda: api.publication(asked(request, caller), claim))

    @router.post("/claims/{claim}/withdraw")
    def withdraw(request: Request, caller: Maker, claim: str, reason: Sentence) -> Response:
        return acted(request, claim, lambda: api.withdrawal(asked(request, caller), claim, api.Reason(reason=reason)))

    def acted(request: Request, claim: str, act: Any) -> Response:
        """Do it; what does not fit the state of the claim is told on its page."""
        try:
            act()
        except EcoparkError as error:
            if not error.code.startswith("judge.claim."):
                raise
            return again(request, f"/claims/{claim}", lambda context: claim_page(context, claim), {}, error)
        return RedirectResponse(f"/claims/{quote(claim)}", 303)

    @router.post("/ledger")
    def issue(
        request: Request,
        caller: Maker,
        unit_id: Word,
        kind: Word,
        origin: Word,
        first_day: Word,
        last_day: Word,
        quantity: Word,
        unit: Word,
        owner: Word,
        model: Word = "",
    ) -> Response:
        ask = asked(request, caller)
        typed = {
            "unit_id": unit_id,
            "kind": kind,
            "origin": origin,
            "first_day": first_day,
            "last_day": last_day,
            "quantity": quantity,
            "unit": unit,
            "owner": owner,
            "model": model,
        }
        try:
            amount = typed_number(quantity, ask.lang, "quantity")
            given = {
                "id": unit_id.strip(),
                "kind": kind,
                "origin": origin.strip(),
                "start": _moment(ask, first_day, 0),
                "end": _moment(ask, last_day, 1),
                "quantity": amount,
                "unit": unit,
                "owner": owner,
                "model": model or None,
            }
            units.issue(ask, given)
        except EcoparkError as error:
            return again(request, "/ledger", ledger_page, {"typed": typed}, error)
        return RedirectResponse("/ledger?done=issue", 303)

    @router.post("/ledger/{unit}/transfer")
    def transfer(request: Request, caller: Maker, unit: str, to: Word) -> Response:
        return moved(request, lambda: units.transfer(asked(request, caller), unit, units.Receiver(to=to.strip() or "-")))

    @router.post("/ledger/{unit}/cancel")
    def cancel(request: Request, caller: Maker, unit: str, claim: Word) -> Response:
        return moved(request, lambda: units.cancel(asked(request, caller), unit, units.Use(claim=claim.strip() or "-")))

    def moved(request: Request, act: Any) -> Response:
        try:
            act()
        except EcoparkError as error:
            if not error.code.startswith("judge.ledger."):
                raise
            return again(request, "/ledger", ledger_page, {}, error)
        return RedirectResponse("/ledger?done=moved", 303)

    return router


def _with_kind(build: Any, kind: str) -> Any:
    return lambda context: build(replace(context, query={**context.query, "kind": kind}))


def _claim_of(ask: Ask, typed: Mapping[str, str], lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """The claim that a filled form says; days are both included."""
    kind, claimant = typed["kind"], typed["claimant"]
    whole = typed["whole"] == "yes"
    chosen = bool(lists["meters"] or lists["points"])
    boundary = {
        "tenants": [] if chosen else [claimant],
        "meters": lists["meters"],
        "points": lists["points"],
        "whole_entity": whole,
    }
    metric = {name: typed[name] or None for name in ("quantity", "scope", "property", "per")}
    tolerance = typed_number(typed["tolerance"], ask.lang, "tolerance") if typed["tolerance"].strip() else None
    return {
        "id": f"{re.sub(r'[^a-z0-9]+', '-', claimant.lower()).strip('-') or 'claim'}-{secrets.token_hex(4)}",
        "claimant": claimant,
        "audience": typed["audience"],
        "kind": kind,
        "metric": metric,
        "comparator": typed["comparator"],
        "target": typed_number(typed["target"], ask.lang, "target"),
        "tolerance": tolerance if typed["comparator"] == "=" else None,
        "unit": typed["unit"],
        "boundary": boundary,
        "period": {"start": typed["first_day"], "end": _after(typed["last_day"])},
        "baseline": {"measure": typed["measure"].strip() or "-"} if kind == Kind.REDUCTION.value else None,
        "exclusions": [line for line in typed["exclusions"].splitlines() if line.strip()],
        "words": typed["words"] or None,
    }


def _after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        raise InputError("judge.claim.bad_day", where="last_day", value=day[:40]) from None


def _moment(ask: Ask, day: str, later: int) -> str:
    text = _after(day) if later else day
    try:
        return f"{date.fromisoformat(text).isoformat()}T00:00:00{_offset(ask)}"
    except ValueError:
        raise InputError("judge.claim.bad_day", where="first_day", value=day[:40]) from None


def _offset(ask: Ask) -> str:
    offset = ask.park.now().astimezone(ask.zone).strftime("%z")
    return f"{offset[:3]}:{offset[3:]}"
