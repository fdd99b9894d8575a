"""What people enter on the page of the path: target, plantings, survival checks. The rooms decide what is taken."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from ecopark.account.forecast.target import record_target
from ecopark.account.sinks.actions import record_check, record_planting
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.terms import Role
from ecopark.judge.documents import Handed
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.documents import add_document
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.pages.carbon_path import path_page
from ecopark.serve.portal.serving import Portal

Writer = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER, Role.FIRM})))]
Checker = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR})))]
Word = Annotated[str, Form(max_length=500)]
Upload = Annotated[UploadFile | None, File()]


def path_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of ``/carbon/path``."""
    router = APIRouter(include_in_schema=False)

    def back(firm: str, place: str) -> Response:
        return RedirectResponse(f"/carbon/path?{urlencode({'firm': firm, 'done': 'yes'})}#{place}", 303)

    def refused(request: Request, error: EcoparkError) -> Response:
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, "/carbon/path")
        page = path_page(context, {"failed": error.render(context.lang)})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    @router.post("/carbon/path/target")
    def target(
        request: Request, caller: Writer, base_year: Annotated[int, Form()], target_year: Annotated[int, Form()],
        remaining: Annotated[float, Form(allow_inf_nan=False)], shape: Word, firm: Word = "", base_tco2e: Word = "",
        why: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:  # fmt: skip
        given: dict[str, object] = {
            "firm": firm or None,
            "base_year": base_year,
            "target_year": target_year,
            "shape": shape,
            "why": why,
        }
        try:
            given |= {"remaining_share": remaining / 100, "base_tco2e": typed_number(base_tco2e)}
            record_target(park.records, park.network, caller.scope, given)
        except EcoparkError as error:
            return refused(request, error)
        return back(firm, "path")

    @router.post("/carbon/path/plantings")
    def planting(
        request: Request, caller: Writer, what: Word, place: Word, planted_on: Word, firm: Word = "", trees: Word = "",
        crown_m2: Word = "", file: Upload = None,
    ) -> Response:  # fmt: skip
        try:
            given: dict[str, object] = {"firm": firm or None, "what": what, "place": place, "planted_on": planted_on}
            given |= {"trees": int(trees) if trees.isdigit() else None, "crown_m2": typed_number(crown_m2)}
            given["evidence"] = _evidence(park, caller, file, firm)
            name = f"planting-{secrets.token_hex(6)}"
            record_planting(park.records, park.network, caller.scope, name, given, _today(park))
        except EcoparkError as error:
            return refused(request, error)
        return back(firm, "sinks")

    @router.post("/carbon/path/checks")
    def check(
        request: Request, caller: Checker, planting: Word, on: Word, by: Word, sampled: Annotated[int, Form()],
        alive: Annotated[int, Form()], firm: Word = "", file: Upload = None,
    ) -> Response:  # fmt: skip
        given: dict[str, object] = {"planting": planting, "on": on, "by": by, "sampled": sampled, "alive": alive}
        try:
            given["evidence"] = _evidence(park, caller, file, firm)
            record_check(park.records, caller.scope, f"check-{secrets.token_hex(6)}", given, _today(park))
        except EcoparkError as error:
            return refused(request, error)
        return back(firm, "sinks")

    return router


def _evidence(park: OpenPark, caller: Caller, file: UploadFile | None, firm: str) -> list[dict[str, object]]:
    """The uploaded file as a document, if there is one."""
    content = file.file.read() if file is not None and file.filename else b""
    if not content or file is None:
        return []
    taken = add_document(park, caller.scope, Handed(file.filename or "", content, firm=firm or None))
    sha256 = str(taken.record.content["sha256"])
    return [Evidence(EvidenceKind.DOCUMENT, taken.record.id, sha256=sha256).content()]


def typed_number(text: str) -> float | None:
    """``1.234,5`` or ``1234.5``; empty is not said."""
    text = text.strip().replace(" ", "")
    if not text:
        return None
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        raise InputError("account.target.number", where="number", field=text[:30]) from None


def _today(park: OpenPark) -> date:
    return park.now().astimezone(ZoneInfo(park.network.park.zone)).date()
