"""Forms of measures and digital projects: enter, correct, lock, verify, propose and decide events, take a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from ecopark.account.measures.records import AMOUNTS, MEASURE
from ecopark.core.errors import EcoparkError, InputError
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.messages import Lang
from ecopark.judge.documents import Handed, document_evidence
from ecopark.serve.access.policy import Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.api import measures as api
from ecopark.serve.api.asking import Ask
from ecopark.serve.digital_projects import put_project
from ecopark.serve.documents import add_document
from ecopark.serve.measure_sheet import import_measures
from ecopark.serve.measures import decide_event, events_of, measure_record, put_measure
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.inspection_forms import local_moment
from ecopark.serve.portal.pages.measures import (
    DECIDERS,
    VERIFIERS,
    WRITERS,
    blanks,
    measure_form_page,
    measure_page,
    measures_page,
    projects_page,
)
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.portal.typed_numbers import typed_number
from ecopark.serve.problems import NotFound

Writer = Annotated[Caller, Depends(Allow(WRITERS))]
Verifier = Annotated[Caller, Depends(Allow(VERIFIERS))]
Decider = Annotated[Caller, Depends(Allow(DECIDERS))]
Word = Annotated[str, Form(max_length=300)]
Words = Annotated[list[str], Form(max_length=50)]
Sentence = Annotated[str, Form(min_length=3, max_length=2000)]
_TEXTS = ("name", "what", "kind", "status", "note", "firm", "installed_on")
_NUMBERS = ("cost_vnd", "lifetime_years")


def measure_form_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """POST under ``/measures``; each answers with a redirect, or the page with what went wrong."""
    router = APIRouter(include_in_schema=False)

    def asked(request: Request, caller: Caller) -> Ask:
        return Ask(request, park, caller, language(request))

    def again(request: Request, path: str, build: Callable[[Context], Page], failed: EcoparkError, **more: Any) -> Response:
        """The page with what was typed and what is wrong with it."""
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor, path)
        page = build(context)
        page = replace(page, data={**page.data, "failed": failed.render(context.lang), **more})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    def known(ask: Ask, measure: str) -> None:
        """``NotFound`` alike for a measure that is not there and one that is not the caller's."""
        measure_record(park.records, ask.scope, measure)

    @router.post("/measures")
    async def enter(request: Request, caller: Writer) -> Response:
        return await run_in_threadpool(_save, asked(request, caller), dict_of(await request.form()), None, again)

    @router.post("/measures/import")
    async def sheet(request: Request, caller: Writer, file: Annotated[UploadFile, File()]) -> Response:
        content, name = await file.read(), (file.filename or "")[:200]

        def work() -> Response:
            ask = asked(request, caller)
            try:
                if not content:
                    raise InputError("connect.sheet.empty", where=name)
                made = import_measures(park, ask.scope, content, name)
            except EcoparkError as error:
                return again(request, "/measures", measures_page, error)
            visitor = portal.visitor_of(request)
            context = portal.context(request, visitor, "/measures")
            page = measures_page(context)
            page = replace(page, data={**page.data, "result": made})
            return portal.answer(request, visitor, portal.renderer.render(context, page))

        return await run_in_threadpool(work)

    @router.post("/measures/events/{event}")
    async def decided(
        request: Request,
        caller: Decider,
        event: str,
        decision: Annotated[Literal["accept", "reject"], Form()],
        reason: Sentence,
        inspection: Word = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        content, name = (await file.read(), file.filename or "") if file is not None else (b"", "")

        def work() -> Response:
            ask = asked(request, caller)
            found = next((e for e in events_of(park.records, ask.scope) if e.id == event), None)
            if found is None:
                raise NotFound(event)
            path = f"/measures/{quote(found.measure)}"
            try:
                evidence = _evidence(ask, found.measure, content, name, inspection.strip())
                decide_event(park, ask.scope, event, accept=decision == "accept", reason=reason, evidence=evidence)
            except EcoparkError as error:
                return again(request, path, lambda c: measure_page(c, found.measure), error)
            return RedirectResponse(f"{path}?done=event#{quote(event)}", 303)

        return await run_in_threadpool(work)

    @router.post("/measures/{measure}")
    async def change(request: Request, caller: Writer, measure: str) -> Response:
        return await run_in_threadpool(_save, asked(request, caller), dict_of(await request.form()), measure, again)

    @router.post("/measures/{measure}/baseline")
    def locked(
        request: Request,
        caller: Writer,
        measure: str,
        start: Word = "",
        end: Word = "",
        reporting_start: Word = "",
        reason: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        ask, path = asked(request, caller), f"/measures/{quote(measure)}"
        known(ask, measure)
        typed = {"start": start, "end": end, "reporting_start": reporting_start, "reason": reason}
        try:
            terms = {name: text or None for name, text in typed.items() if name != "reason"}
            api.lock(ask, measure, api.BaselineTerms(**terms, reason=reason))
        except EcoparkError as error:
            return again(request, path, lambda c: measure_page(c, measure), error, typed=blanks(typed))
        return RedirectResponse(f"{path}?done=locked#baselines", 303)

    @router.post("/measures/{measure}/verify")
    def verified(request: Request, caller: Verifier, measure: str) -> Response:
        api.verify(asked(request, caller), measure)
        return RedirectResponse(f"/measures/{quote(measure)}?done=verified#result", 303)

    @router.post("/measures/{measure}/reject")
    def rejected(request: Request, caller: Decider, measure: str, reason: Sentence) -> Response:
        ask, path = asked(request, caller), f"/measures/{quote(measure)}"
        known(ask, measure)
        try:
            api.reject(ask, measure, api.Rejection(reason=reason))
        except EcoparkError as error:
            return again(request, path, lambda c: measure_page(c, measure), error)
        return RedirectResponse(f"{path}?done=rejected", 303)

    @router.post("/measures/{measure}/events")
    def proposed(request: Request, caller: Verifier, measure: str, start: Word, what: Sentence, end: Word = "") -> Response:
        ask, path = asked(request, caller), f"/measures/{quote(measure)}"
        known(ask, measure)
        try:
            until = local_moment(end, ask.zone) if end else None
            given = api.NewEvent(measure=measure, start=local_moment(start, ask.zone), end=until, what=what)
            api.propose(ask, given)
        except EcoparkError as error:
            return again(request, path, lambda c: measure_page(c, measure), error)
        return RedirectResponse(f"{path}?done=event#events", 303)

    @router.post("/digital-projects")
    async def project(request: Request, caller: Writer) -> Response:
        return await run_in_threadpool(_project, asked(request, caller), dict_of(await request.form()), None, again)

    @router.post("/digital-projects/{project}")
    async def project_change(request: Request, caller: Writer, project: str) -> Response:
        return await run_in_threadpool(_project, asked(request, caller), dict_of(await request.form()), project, again)

    return router


Again = Callable[..., Response]


def dict_of(form: Any) -> dict[str, Any]:
    """Texts of a form, lists for what may be chosen several times; files are left out."""
    many = ("meters", "production", "measures")
    found: dict[str, Any] = {name: form.getlist(name) for name in many}
    return {**found, **{name: value for name, value in form.items() if name not in many and isinstance(value, str)}}


def _save(ask: Ask, typed: Mapping[str, Any], measure: str | None, again: Again) -> Response:
    if measure is not None:
        measure_record(ask.park.records, ask.scope, measure)
    try:
        content = _content(ask, typed, measure)
        revision = str(typed.get("revision") or "")
        expected = int(revision) if revision.isdecimal() else None
        kept = put_measure(ask.park, ask.scope, content, measure, expected_revision=expected)
    except EcoparkError as error:
        if isinstance(error, NotFound):
            raise
        path = f"/measures/{measure}/edit" if measure else "/measures/new"
        return again(ask.request, path, lambda c: _form(c, measure, typed), error)
    return RedirectResponse(f"/measures/{quote(kept.id)}?done=saved", 303)


def _form(context: Context, measure: str | None, typed: Mapping[str, Any]) -> Page:
    try:
        return measure_form_page(context, measure, typed)
    except PageMissing:
        raise NotFound(str(measure)) from None


def _content(ask: Ask, typed: Mapping[str, Any], measure: str | None) -> dict[str, Any]:
    """Content of the record from what was typed; what the form does not show stays as it was."""
    before: Mapping[str, Any] = {}
    if measure is not None:
        before = measure_record(ask.park.records, ask.scope, measure).content
    said: dict[str, Any] = {**before, **{name: str(typed[name]).strip() or None for name in _TEXTS if name in typed}}
    said |= {name: _number(typed, name, ask.lang) for name in _NUMBERS if name in typed}
    said |= {name: list(typed[name]) for name in ("meters", "production") if typed.get(name) or before}
    amounts = {name: value for name in AMOUNTS if name in typed and (value := _number(typed, name, ask.lang)) is not None}
    if any(name in typed for name in AMOUNTS):
        said["expected" if said.get("status") in (None, "planned") else "declared"] = amounts
    if "firm" in said and said["firm"] is None and not ask.scope.sees_all_firms:
        del said["firm"]
    return said


def _number(typed: Mapping[str, Any], name: str, lang: Lang) -> float | None:
    return typed_number(str(typed[name]), lang, name)


def _evidence(ask: Ask, measure: str, content: bytes, name: str, inspection: str) -> Sequence[Evidence]:
    """A file that was attached becomes a document of the measure's firm; an inspection is named by its id."""
    found = []
    if content:
        firm = measure_record(ask.park.records, ask.scope, measure).firm
        handed = Handed(name, content, title=f"{MEASURE} {measure}", firm=firm)
        found.append(document_evidence(add_document(ask.park, ask.scope, handed).record))
    if inspection:
        found.append(Evidence(EvidenceKind.INSPECTION, inspection))
    return found


def _project(ask: Ask, typed: Mapping[str, Any], project: str | None, again: Again) -> Response:
    try:
        said: dict[str, Any] = {name: str(typed.get(name) or "").strip() or None for name in ("name", "firm", "own_meter")}
        numbers = ("cost_vnd", "lifetime_years", "own_kwh_per_year")
        said |= {name: _number(typed, name, ask.lang) for name in numbers if name in typed}
        said["measures"] = list(typed.get("measures") or [])
        if said["firm"] is None and not ask.scope.sees_all_firms:
            del said["firm"]
        kept = put_project(ask.park, ask.scope, said, project)
    except EcoparkError as error:
        if isinstance(error, NotFound):
            raise
        return again(ask.request, "/digital-projects", lambda c: projects_page(c, typed), error)
    return RedirectResponse(f"/digital-projects#{quote(kept.id)}", 303)
