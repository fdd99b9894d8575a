"""Forms of the quarantine: try again, send a corrected file instead, close without importing. The API's rules hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from ecopark.connect import actions
from ecopark.connect.records import ImportRun
from ecopark.core.errors import InputError
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api import doors
from ecopark.serve.api.asking import Ask
from ecopark.serve.api.kept import record
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.pages.quality import quarantine_page
from ecopark.serve.portal.serving import Portal, language

Sender = Annotated[Caller, Depends(Allow(SENDERS))]


def quarantine_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST under ``/quarantine``; each answers with a redirect to the list, or the list with what went wrong."""
    router = APIRouter(include_in_schema=False)

    def asked(request: Request, caller: Caller, item: str) -> Ask:
        """The request, once the item is known to be within the caller's reach."""
        ask = Ask(request, park, caller, language(request))
        record(ask, "quarantine", item)
        return ask

    def refused(request: Request, item: str, error: InputError) -> Response:
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, "/quarantine")
        page = quarantine_page(context)
        page = replace(page, data={**page.data, "failed": error.render(context.lang), "failed_item": item})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    @router.post("/quarantine/{item}/retry")
    def again(request: Request, caller: Sender, item: str) -> Response:
        ask = asked(request, caller, item)
        return _done(actions.retry(item, **park.desk(ask.scope)))

    @router.post("/quarantine/{item}/corrected")
    async def corrected(request: Request, caller: Sender, item: str, file: Annotated[UploadFile, File()]) -> Response:
        content = await file.read()

        def work() -> Response:
            ask = asked(request, caller, item)
            name = (file.filename or "")[:200]
            try:
                if not content:
                    raise InputError("connect.sheet.empty", where=name)
                run = actions.retry(item, corrected=content, corrected_name=name, **park.desk(ask.scope))
            except InputError as error:
                return refused(request, item, error)
            return _done(run)

        return await run_in_threadpool(work)

    @router.post("/quarantine/{item}/discard")
    def discard(
        request: Request, caller: Sender, item: str, reason: Annotated[str, Form(min_length=3, max_length=2000)]
    ) -> Response:
        doors.discard(asked(request, caller, item), item, doors.Discard(reason=reason))
        return RedirectResponse("/quarantine?done=discarded", 303)

    return router


def _done(run: ImportRun) -> Response:
    done = "retried" if run.state in ("stored", "repeated") else "still_bad"
    return RedirectResponse(f"/quarantine?done={done}", 303)
