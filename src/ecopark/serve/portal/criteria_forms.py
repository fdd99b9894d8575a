"""Addresses of the pages of criteria, and their forms: answer, dossier, documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from ecopark.core.errors import EcoparkError, NotAllowed
from ecopark.core.figures import Evidence, EvidenceKind
from ecopark.core.messages import Lang
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.criteria.answers import PARK, Answer, Value, find_asked, typed_value
from ecopark.judge.criteria.dossier import confirm_set, put_set
from ecopark.judge.documents import Handed
from ecopark.rules.criteria import AnswerKind
from ecopark.serve.access.policy import EVERYONE, SIGNED_IN, WHOLE_PARK, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.criteria import answers_of, put_answer
from ecopark.serve.documents import add_document
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.criteria import (
    criteria_page,
    criterion_page,
    documents_page,
    dossier_page,
    form_page,
    green_credit_page,
    pack_page,
)
from ecopark.serve.portal.serving import Portal, language
from ecopark.serve.portal.typed_numbers import typed_number
from ecopark.serve.problems import NotFound

WRITERS = frozenset({Role.MANAGER, Role.FIRM})
SENDERS = frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR})
CONFIRMERS = frozenset({Role.MANAGER, Role.INSPECTOR})
Word = Annotated[str, Form(max_length=2000)]
Year = Annotated[int, Form(ge=2000, le=2100)]
Writer = Annotated[Caller, Depends(Allow(WRITERS))]


def criteria_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """``/criteria``, ``/green-credit``, ``/dossier``, ``/documents``."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, roles: frozenset[Role], build: Callable[[OpenPark, Context], Page]) -> Response:
        refused = portal.refused(request, roles)
        if refused is not None:
            return refused
        visitor = portal.visitor_of(request)
        context = portal.context(request, visitor)
        try:
            page = build(park, context)
        except (PageMissing, NotFound):
            return portal.problem(request, 404)
        except NotAllowed as error:
            return portal.problem(request, 403, error)
        except EcoparkError as error:
            return portal.problem(request, 409, error)
        return portal.answer(request, visitor, portal.renderer.render(context, page))

    def again(request: Request, path: str, query: dict[str, str], error: EcoparkError, build: Any) -> Response:
        """The page with what is wrong."""
        visitor = portal.visitor_of(request)
        context = replace(portal.context(request, visitor, path), query=query)
        page = build(park, context)
        page = replace(page, data={**page.data, "failed": error.render(context.lang)})
        answer = portal.answer(request, visitor, portal.renderer.render(context, page))
        answer.status_code = 422
        return answer

    _pages(router, shown)

    @router.post("/criteria/{pack}/{criterion}")
    async def answered(
        request: Request,
        caller: Writer,
        pack: str,
        criterion: str,
        subject: Word = PARK,
        year: Year = 2000,
        value: Word = "",
        note: Word = "",
        document: Annotated[list[str] | None, Form()] = None,
        keep: Word = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        name, content = await _read(file)

        def work() -> Response:
            query = {"subject": subject, "year": str(year)}
            path = f"/criteria/{quote(pack)}/{quote(criterion)}"
            given = Answer(pack, criterion, year, subject, None, note=note)
            try:
                save(
                    park, caller.scope, given, value, [*(document or [])], keep == "yes", (name, content), language(request)
                )
            except NotAllowed:
                raise
            except EcoparkError as error:
                return again(request, path, query, error, lambda p, c: criterion_page(p, c, pack, criterion))
            return RedirectResponse(f"{path}?{urlencode({**query, 'saved': 'yes'})}", 303)

        return await run_in_threadpool(work)

    @router.post("/dossier/{number}")
    async def fill_set(
        request: Request,
        caller: Annotated[Caller, Depends(Allow(frozenset({Role.MANAGER})))],
        number: str,
        year: Year = 2000,
        note: Word = "",
        document: Annotated[list[str] | None, Form()] = None,
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        name, content = await _read(file)

        def work() -> Response:
            try:
                refs = [*(document or []), *_handed(park, caller.scope, name, content, None)]
                put_set(park.records, park.book, caller.scope, year, number, refs, note)
            except EcoparkError as error:
                return again(request, "/dossier", {"year": str(year)}, error, dossier_page)
            return RedirectResponse(f"/dossier?year={year}&saved=yes#s{quote(number)}", 303)

        return await run_in_threadpool(work)

    @router.post("/dossier/{number}/confirm")
    def confirm(
        request: Request, caller: Annotated[Caller, Depends(Allow(CONFIRMERS))], number: str, year: Year = 2000
    ) -> Response:
        try:
            confirm_set(park.records, park.book, caller.scope, year, number)
        except EcoparkError as error:
            return again(request, "/dossier", {"year": str(year)}, error, dossier_page)
        return RedirectResponse(f"/dossier?year={year}&saved=yes#s{quote(number)}", 303)

    @router.post("/documents")
    async def hand_in(
        request: Request,
        caller: Annotated[Caller, Depends(Allow(SENDERS))],
        title: Word = "",
        firm: Word = "",
        public: Word = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        name, content = await _read(file)

        def work() -> Response:
            try:
                handed = Handed(name, content, title, firm=firm or None, public=public == "yes")
                add_document(park, caller.scope, handed)
            except NotAllowed:
                raise
            except EcoparkError as error:
                return again(request, "/documents", {}, error, documents_page)
            return RedirectResponse("/documents?saved=yes", 303)

        return await run_in_threadpool(work)

    return router


def _pages(router: APIRouter, shown: Callable[..., Response]) -> None:
    """The pages; who may not see one gets the designed refusal."""
    anyone = [Depends(Allow(EVERYONE))]

    @router.get("/criteria", dependencies=anyone)
    def overview(request: Request) -> Response:
        return shown(request, SIGNED_IN, criteria_page)

    @router.get("/criteria/forms/{form}", dependencies=anyone)
    def form(request: Request, form: str) -> Response:
        return shown(request, SIGNED_IN, lambda park, context: form_page(park, context, form))

    @router.get("/criteria/{pack}", dependencies=anyone)
    def pack(request: Request, pack: str) -> Response:
        return shown(request, SIGNED_IN, lambda park, context: pack_page(park, context, pack))

    @router.get("/criteria/{pack}/{criterion}", dependencies=anyone)
    def criterion(request: Request, pack: str, criterion: str) -> Response:
        return shown(request, SIGNED_IN, lambda park, context: criterion_page(park, context, pack, criterion))

    @router.get("/green-credit", dependencies=anyone)
    def green_credit(request: Request) -> Response:
        return shown(request, SIGNED_IN, green_credit_page)

    @router.get("/dossier", dependencies=anyone)
    def dossier(request: Request) -> Response:
        return shown(request, WHOLE_PARK, dossier_page)

    @router.get("/documents", dependencies=anyone)
    def documents(request: Request) -> Response:
        return shown(request, SIGNED_IN, documents_page)


def save(
    park: OpenPark,
    scope: Scope,
    given: Answer,
    value: str,
    documents: Sequence[str],
    keep: bool,
    file: tuple[str, bytes],
    lang: Lang,
) -> None:
    """Hand in the file, then answer with the typed value; ``keep`` takes the evidence of the answer before along."""
    asked = find_asked(park.book, given.pack, given.code)
    firm = None if given.subject == PARK else given.subject
    refs = [*documents, *_handed(park, scope, *file, firm)]
    if keep:
        before = answers_of(park, scope).by_key.get(given.key)
        refs += [_reference(part) for part in before.evidence] if before is not None else []
    put_answer(park, scope, replace(given, value=_typed(value, asked.answer, firm is not None, lang)), refs)


def _typed(text: str, kind: AnswerKind, by_firm: bool, lang: Lang) -> Value:
    """What the field of the form holds: a number as the reader's language writes it, yes or no, or the text."""
    if not text.strip():
        return None
    if kind in (AnswerKind.NUMBER, AnswerKind.COUNT) or (kind is AnswerKind.SHARE and not by_firm):
        return typed_number(text, lang, "value")
    return typed_value(text, kind, yes_no=by_firm)


def _reference(part: Evidence) -> str:
    """How ``resolve`` names a piece of evidence."""
    return f"inspection/{part.id}" if part.kind is EvidenceKind.INSPECTION else part.id


def _handed(park: OpenPark, scope: Scope, name: str, content: bytes, firm: str | None) -> list[str]:
    if not content:
        return []
    return [add_document(park, scope, Handed(name, content, firm=firm)).record.id]


async def _read(file: UploadFile | None) -> tuple[str, bytes]:
    return ("", b"") if file is None else (file.filename or "upload", await file.read())
