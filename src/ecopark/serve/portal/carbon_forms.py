"""Forms of the greenhouse-gas page: a file of activity data, the decision on a factor. The API does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from ecopark.account.activity_import import read_rows, take_rows
from ecopark.account.own_factors import KIND as OWN_FACTOR
from ecopark.account.own_factors import decide
from ecopark.core.errors import InputError
from ecopark.core.terms import Role
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.pages.carbon import carbon_page
from ecopark.serve.portal.serving import Portal
from ecopark.serve.problems import NotFound

Sender = Annotated[Caller, Depends(Allow(SENDERS))]
Decider = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER, Role.REGULATOR})))]


def carbon_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of the greenhouse-gas page."""
    router = APIRouter(include_in_schema=False)

    @router.post("/carbon/activity-data")
    def sent(request: Request, caller: Sender, file: Annotated[UploadFile, File()]) -> Response:
        try:
            kept = take_rows(park.records, caller.scope, park.network, read_rows(file.file.read()))
        except InputError as error:
            return refused(request, error)
        return RedirectResponse(f"/carbon?kept={len(kept)}#send", 303)

    @router.post("/carbon/factors/{record_id}")
    def decided(
        request: Request,
        caller: Decider,
        record_id: str,
        state: Annotated[Literal["accepted", "rejected"], Form()],
        reason: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        if park.records.get(caller.scope, OWN_FACTOR, record_id) is None:
            raise NotFound(record_id)
        try:
            decide(park.records, caller.scope, record_id, state, reason)
        except InputError as error:
            return refused(request, error)
        return RedirectResponse("/carbon#factors", 303)

    def refused(request: Request, error: InputError) -> Response:
        """The page with what is wrong with what was sent."""
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, "/carbon")
        page = carbon_page(context)
        page = replace(page, data={**page.data, "failed": error.render(context.lang)})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    return router
