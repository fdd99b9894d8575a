"""Forms of compliance and duties: acknowledge, answer with a document, close, mark as done, state facts. The API does it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from ecopark.core.errors import InputError
from ecopark.core.terms import Role
from ecopark.judge.documents import LARGEST, Handed
from ecopark.judge.duties.calendar import FACTS
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api import compliance, duties
from ecopark.serve.api.asking import Ask
from ecopark.serve.documents import add_document
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.forms import SENDERS
from ecopark.serve.portal.serving import Portal, language

Sender = Annotated[Caller, Depends(Allow(SENDERS))]
Closer = Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER, Role.INSPECTOR, Role.FIRM})))]
Sentence = Annotated[str, Form(min_length=3, max_length=2000)]
Word = Annotated[str, Form(max_length=300)]
Revision = Annotated[int | None, Form(ge=0)]


def compliance_form_routes(_portal: Portal, park: OpenPark) -> APIRouter:
    """POST of the pages of compliance and duties."""
    router = APIRouter(include_in_schema=False)

    def asked(request: Request, caller: Caller) -> Ask:
        return Ask(request, park, caller, language(request))

    def back(exceedance_id: str) -> Response:
        return RedirectResponse(f"/compliance#e-{quote(exceedance_id)}", 303)

    @router.post("/compliance/events/{exceedance_id}/acknowledge")
    def acknowledge(request: Request, caller: Sender, exceedance_id: str, revision: Revision = None) -> Response:
        compliance.acknowledge(asked(request, caller), exceedance_id, compliance.Seen(expected_revision=revision))
        return back(exceedance_id)

    @router.post("/compliance/events/{exceedance_id}/answer")
    def answer(
        request: Request,
        caller: Sender,
        exceedance_id: str,
        cause: Sentence,
        action: Sentence,
        evidence: Word = "",
        file: Annotated[UploadFile | None, File()] = None,
        revision: Revision = None,
    ) -> Response:
        ask = asked(request, caller)
        found = compliance.event(ask, exceedance_id)  # refused before a file is kept
        named = [part for part in evidence.replace(",", " ").split() if part]
        named += _handed_in(park, ask, file, found["firm"])
        given = compliance.Answer(cause=cause, action=action, evidence=named, expected_revision=revision)
        compliance.answer(ask, exceedance_id, given)
        return back(exceedance_id)

    @router.post("/compliance/events/{exceedance_id}/close")
    def close(request: Request, caller: Closer, exceedance_id: str, note: Sentence, revision: Revision = None) -> Response:
        given = compliance.Note(note=note, expected_revision=revision)
        compliance.close(asked(request, caller), exceedance_id, given)
        return back(exceedance_id)

    @router.post("/duties/done")
    def done(
        request: Request,
        caller: Sender,
        bearer: Word,
        duty: Word,
        last_day: Word = "",
        year: Annotated[int | None, Form(ge=2000, le=2200)] = None,
        evidence: Word = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        ask = asked(request, caller)
        whose = duties.bearer_of(ask, bearer)
        named = [part for part in evidence.replace(",", " ").split() if part]
        named += _handed_in(park, ask, file, whose.firm)
        try:
            day = date.fromisoformat(last_day) if last_day else None
        except ValueError:
            raise InputError("serve.query.bad_time", where="last_day", value=last_day[:50]) from None
        duties.done(ask, duties.Done(bearer=bearer, duty=duty, last_day=day, year=year, evidence=named))
        return RedirectResponse("/duties?saved=done", 303)

    @router.post("/duties/facts")
    async def facts(request: Request, caller: Sender, bearer: Word) -> Response:
        typed = await request.form()
        said = {name: str(typed[name])[:50] for name in FACTS if name in typed}
        duties.facts(asked(request, caller), duties.Facts(bearer=bearer, facts=said))
        return RedirectResponse("/duties?saved=facts#facts", 303)

    return router


def _handed_in(park: OpenPark, ask: Ask, file: UploadFile | None, firm: str | None) -> list[str]:
    """The reference to a file that came with the form; none where none was chosen."""
    if file is None or not file.filename:
        return []
    content = file.file.read(LARGEST + 1)
    taken = add_document(park, ask.scope, Handed(file.filename, content, firm=firm))
    return [f"document:{taken.record.id}"]
