"""Paper forms on the portal: choose and print a set; type in what came back, form by form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.serve.access.policy import EVERYONE, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api.asking import Ask
from ecopark.serve.api.inspections import send
from ecopark.serve.comparisons import compare_new
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.inspection_forms import Inspector, Word
from ecopark.serve.portal.pages.inspections import INSPECTORS
from ecopark.serve.portal.pages.paper import choose_page, entry_page
from ecopark.serve.portal.paper import linked_style, own_style, paper_page, print_set, sheets_of, wanted_forms
from ecopark.serve.portal.paper_entry import LISTS, next_number, typed_inspection
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.problems import NotFound
from ecopark.trust.inspection.paper import PAPER_SET, forms_of, read_paper_number

Anyone = Annotated[Caller, Depends(Allow(EVERYONE))]
Count = Annotated[int, Form(ge=0, le=200)]


def paper_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """Sets of paper forms, and their entry."""
    router = APIRouter(include_in_schema=False)

    def page_of(request: Request, path: str, build: Any, failed: EcoparkError | None = None, **more: object) -> Response:
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, path)
        page = build(context)
        text = failed.render(context.lang) if failed else ""
        page = replace(page, data={**page.data, "failed": text, **more})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422 if failed else 200
        return answer

    @router.get("/inspections/paper")
    def choose(request: Request, _caller: Anyone) -> Response:
        refused = portal.refused(request, INSPECTORS)
        return refused or page_of(request, "/inspections/paper", lambda context: choose_page(context, park))

    @router.post("/inspections/paper")
    def make(
        request: Request,
        caller: Inspector,
        which: Word = "plan",
        places: Annotated[list[str], Form(max_length=1000)] = [],  # noqa: B006  FastAPI copies defaults
        blanks: Count = 0,
    ) -> Response:
        try:
            code, _ = print_set(park, caller.scope, wanted_forms(park, caller.scope, which, places, blanks))
        except InputError as failed:
            return page_of(request, "/inspections/paper", lambda context: choose_page(context, park), failed)
        return RedirectResponse(f"/inspections/paper/{code}", 303)

    @router.get("/inspections/paper/{code}")
    def printable(request: Request, caller: Anyone, code: str, file: str = "") -> Response:
        refused = portal.refused(request, INSPECTORS)
        if refused is not None:
            return refused
        kept = park.records.get(caller.scope, PAPER_SET, code)
        if kept is None:
            raise NotFound(code)
        style = own_style(portal.statics) if file else linked_style(portal.statics)
        printed = datetime.fromisoformat(str(kept.content["printed_at"]))
        text = paper_page(park, portal.renderer, sheets_of(park, caller.scope, forms_of(kept)), code, printed, style)
        headers = {"Cache-Control": "no-store"}
        if file:
            headers["Content-Disposition"] = f'attachment; filename="phieu-{code}.html"'
        return Response(text, headers=headers, media_type="text/html; charset=utf-8")

    @router.get("/inspections/entry")
    def entry(request: Request, _caller: Anyone, number: str = "") -> Response:
        refused = portal.refused(request, INSPECTORS)
        if refused is not None:
            return refused
        path = "/inspections/entry"
        try:
            known = read_paper_number(number) if number else ""
        except InputError as failed:
            return page_of(request, path, lambda c: entry_page(c, park, ""), failed, typed={"number": number})
        return page_of(request, path, lambda c: entry_page(c, park, known), new_id=str(uuid.uuid4()))

    @router.post("/inspections/entry")
    async def enter(request: Request, caller: Inspector) -> Response:
        given = await request.form()
        lists = {name: [str(v) for v in given.getlist(name)] for name in given}
        single = {name: values[0] for name, values in lists.items()}
        return await run_in_threadpool(entered, request, caller, single, lists)

    def entered(request: Request, caller: Caller, single: Mapping[str, str], lists: Mapping[str, list[str]]) -> Response:
        ask, path = Ask(request, park, caller, language(request)), "/inspections/entry"
        number = read_paper_number(single.get("number", ""))
        try:
            send(ask, typed_inspection(ask, number, single, lists))
        except (InputError, StateError) as failed:
            typed = {**single, **{name: lists[name] for name in LISTS if name in lists}}
            return page_of(request, path, lambda c: entry_page(c, park, number), failed, typed=typed, new_id="")
        following = next_number(park, caller, number)
        query = {
            "number": following,
            "done": number,
            "inspector": single.get("inspector", ""),
            "date": single.get("date", ""),
        }
        place = f"{path}?{urlencode({k: v for k, v in query.items() if v})}"
        return RedirectResponse(place, 303, background=BackgroundTask(compare_new, park))

    return router
