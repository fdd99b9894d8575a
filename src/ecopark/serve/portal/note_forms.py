"""What people add to data on pages: cause and action of an exceedance, amounts that a firm declares. The API does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ecopark.core.errors import InputError
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api.asking import Ask
from ecopark.serve.api.notes import Acknowledgement, NewDeclaration, acknowledge, declare
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.pages.firms import one_firm_page
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.months import Month

Sender = Annotated[Caller, Depends(Allow(SENDERS))]
Sentence = Annotated[str, Form(min_length=3, max_length=2000)]
Word = Annotated[str, Form(max_length=200)]


def note_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST of the page of a monitoring point and of the page of a firm."""
    router = APIRouter(include_in_schema=False)

    @router.post("/exceedances/{exceedance_id}")
    def explain(
        request: Request,
        caller: Sender,
        exceedance_id: str,
        cause: Sentence,
        action: Sentence,
        revision: Annotated[int | None, Form(ge=0)] = None,
        month: Word = "",
    ) -> Response:
        given = Acknowledgement(cause=cause, action=action, expected_revision=revision)
        kept = acknowledge(Ask(request, park, caller, language(request)), exceedance_id, given)["content"]
        query = {"property": kept["property"]} | ({"month": month} if Month.parse(month) else {})
        place = f"/points/{quote(kept['monitoring_point'])}?{urlencode(query)}#x-{quote(exceedance_id)}"
        return RedirectResponse(place, 303)

    @router.post("/firms/{firm}/declarations")
    def declared(
        request: Request,
        caller: Sender,
        firm: str,
        category: Word,
        activity: Annotated[float, Form(allow_inf_nan=False)],
        unit: Annotated[str, Form(max_length=40)],
        first_day: Word,
        last_day: Word,
        evidence: Annotated[str, Form(min_length=1, max_length=500)],
        substance: Word = "",
        equipment: Annotated[str, Form(max_length=60)] = "",
        density: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        if firm not in park.network.firms or not caller.scope.sees(firm):
            raise NotFound(firm)
        given = {"category": category, "substance": substance, "activity": activity, "unit": unit}
        given |= {"first_day": first_day, "last_day": last_day, "evidence": evidence, "equipment": equipment}
        if density.strip():
            given["density_kg_per_l"] = density.strip().replace(",", ".")
        try:
            declare(Ask(request, park, caller, language(request)), NewDeclaration.model_validate({"firm": firm, **given}))
        except InputError as error:
            return refused(request, firm, given, error)
        return RedirectResponse(f"/firms/{quote(firm)}?declared=yes#declarations", 303)

    def refused(request: Request, firm: str, given: dict[str, object], error: InputError) -> Response:
        """The page with what was typed and what is wrong with it."""
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, f"/firms/{firm}")
        page = one_firm_page(context, firm)
        page = replace(page, data={**page.data, "typed": given, "failed": error.render(context.lang)})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    return router
