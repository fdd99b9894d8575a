"""Forms of the portal: sign in and out, decide on a finding. Each answers with a redirect."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from ecopark.core.errors import EcoparkError
from ecopark.core.terms import Role
from ecopark.serve.access.policy import EVERYONE, SIGNED_IN, Allow
from ecopark.serve.access.ports import Caller
from ecopark.serve.access.sessions import sign_out
from ecopark.serve.api.asking import Ask
from ecopark.serve.api.notes import Triage, triage
from ecopark.serve.api.people import drop_cookie, set_cookie, start_session
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Page
from ecopark.serve.portal.serving import Portal, language
from ecopark.trust.triage import TriageState

Text = Annotated[str, Form(max_length=2000)]
Sentence = Annotated[str, Form(min_length=3, max_length=2000)]
State = Annotated[TriageState, Form()]
_TRIAGE = frozenset({Role.MANAGER, Role.INSPECTOR, Role.FIRM})
SENDERS = frozenset({Role.MANAGER, Role.FIRM})


def form_routes(portal: Portal, park: OpenPark) -> APIRouter:
    """Everything that changes something, except the import wizard."""
    router = APIRouter(include_in_schema=False)

    def sign_in_page(request: Request, failed: EcoparkError | None, user: str, following: str) -> Response:
        visitor = portal.visitor_of(request)
        text = failed.render(language(request)) if failed else ""
        page = Page("sign_in.html", "portal.sign_in.title", {"failed": text, "user": user, "next": following})
        answer = portal.answer(request, visitor, portal.renderer.render(portal.context(request, visitor), page))
        answer.status_code = 401 if failed else 200
        return answer

    @router.get("/sign-in", dependencies=[Depends(Allow(EVERYONE))])
    def ask_who(request: Request) -> Response:
        return sign_in_page(request, None, "", local_path(request.query_params.get("next")))

    @router.post("/sign-in", dependencies=[Depends(Allow(EVERYONE, forgeable=True))])
    async def let_in(
        request: Request,
        user: Text,
        password: Text,
        next: Text = "/",  # noqa: A002  name of the form's field
    ) -> Response:
        try:
            opened = await run_in_threadpool(start_session, request, park.access, user, password)
        except EcoparkError as refused:
            return await run_in_threadpool(sign_in_page, request, refused, user, local_path(next))
        answer = RedirectResponse(local_path(next), 303)
        set_cookie(request, answer, opened)
        return answer

    @router.post("/sign-out")
    def let_out(request: Request, caller: Annotated[Caller, Depends(Allow(SIGNED_IN))]) -> Response:
        sign_out(park.access, caller)
        answer = RedirectResponse("/", 303)
        drop_cookie(request, answer)
        return answer

    @router.post("/quality/{finding}")
    def decide(
        request: Request, caller: Annotated[Caller, Depends(Allow(_TRIAGE))], finding: str, state: State, note: Sentence
    ) -> Response:
        given = Triage(state=state, note=note)
        triage(Ask(request, park, caller, language(request)), finding, given)
        return RedirectResponse(f"/quality?finding={quote(finding)}#{quote(finding)}", 303)

    @router.post("/queue/{finding}")
    def settle(
        request: Request,
        caller: Annotated[Caller, Depends(Allow(_TRIAGE))],
        finding: str,
        state: State,
        note: Sentence,
        days: Annotated[int, Form(ge=1, le=366)] = 7,
    ) -> Response:
        """Decides on the whole case of the finding; ``days`` is how long a snooze lasts."""
        snoozed = state is TriageState.SNOOZED
        until = (park.now() + timedelta(days=days)).isoformat() if snoozed else None
        given = Triage(state=state, note=note, until=until, whole_case=True)
        triage(Ask(request, park, caller, language(request)), finding, given)
        return RedirectResponse("/queue?done=" + state.value, 303)

    return router


def local_path(wanted: str | None) -> str:
    """Where to go after signing in: only a path of this portal, never another host."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\n" in wanted or "\r" in wanted:
        return "/"
    return wanted
