"""The hub's pages and API: read-only, on this machine, for whoever has the hub's reading token."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException

from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Lang
from ecopark.serve.access.doorkeeper import host_name
from ecopark.serve.access.headers import NO_STORE, SECURITY_HEADERS
from ecopark.serve.hub.pages import HubPages
from ecopark.serve.hub.views import HubView, rows_json, total_json
from ecopark.serve.hub.visit import ParkState
from ecopark.serve.problems import NotFound, Refused, SignInNeeded, language_of, problem_of

API = "/api/v1/hub"
COOKIE = "ecopark_hub"
_HOSTS = ("127.0.0.1", "localhost", "::1")
_DAY_S = 86_400


def create_hub_app(view: HubView, token: str) -> FastAPI:
    """The application; every address but the static files asks for the reading token (Bearer, cookie, or ``?key=`` once)."""
    app = FastAPI(title="ecopark hub", docs_url=None, redoc_url=None, openapi_url=f"{API}/openapi.json")
    pages = HubPages(view)

    def reader(request: Request) -> None:
        if host_name(request.headers.get("host", "")) not in _HOSTS:
            raise Refused(421, "serve.hub.host")
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        known = given.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(known.encode(), token.encode()):
            raise SignInNeeded("serve.hub.sign_in_needed")

    read = [Depends(reader)]

    @app.get(f"{API}/parks", dependencies=read)
    def parks(request: Request) -> dict[str, Any]:
        """Parks with state, freshness, log and proof."""
        return {"hub": view.settings.name, "now": view.clock().isoformat(), "items": view.parks(language_of(request))}

    @app.get(f"{API}/parks/{{park}}", dependencies=read)
    def one_park(request: Request, park: str) -> dict[str, Any]:
        """A park: state, newest believed rows, findings with their evidence."""
        state, lang = _state(view, park), language_of(request)
        return view.park(state, lang) | {"rows": rows_json(state, lang), "findings": view.findings(park, lang)}

    @app.get(f"{API}/parks/{{park}}/checkpoint", dependencies=read, response_class=PlainTextResponse)
    def checkpoint(park: str) -> PlainTextResponse:
        """The newest verified checkpoint with this hub's cosignature (C2SP tlog-cosignature)."""
        note = view.cosigned_checkpoint(_state(view, park))
        if note is None:
            raise NotFound(park)
        return PlainTextResponse(note.decode())

    @app.get(f"{API}/totals", dependencies=read)
    def totals(
        request: Request, province: str | None = None, step: Annotated[str, Query(pattern="^(month|day)$")] = "month"
    ) -> dict[str, Any]:
        """Sums over the parks, with those that are missing and why."""
        lang: Lang = language_of(request)
        found = view.totals(province, step)
        return {"province": province, "items": [total_json(total, lang) for total in found]}

    @app.get("/", include_in_schema=False)
    def front(request: Request, key: str | None = None, province: str | None = None, lang: str | None = None) -> Response:
        if key is not None:  # the address that `hub run` prints: keep the token in a cookie, take it out of the address
            answer = RedirectResponse("/", 303)
            answer.set_cookie(COOKIE, key, max_age=30 * _DAY_S, httponly=True, samesite="strict", path="/")
            return answer
        reader(request)
        return pages.front(_language(request, lang), province or None)

    @app.get("/parks/{park}", include_in_schema=False, dependencies=read)
    def park_page(request: Request, park: str, lang: str | None = None) -> Response:
        return pages.park(_language(request, lang), _state(view, park))

    @app.get("/static/{digest}/{name:path}", include_in_schema=False)
    def static(digest: str, name: str) -> Response:
        file = pages.statics.find(name)
        if file is None or digest != pages.statics.digest:
            raise NotFound(name)
        return Response(file.content, media_type=file.media_type, headers={"Cache-Control": f"public, max-age={_DAY_S}"})

    _answers(app)
    return app


def _state(view: HubView, park: str) -> ParkState:
    state = view.states.get(park)
    if state is None:
        raise NotFound(park)
    return state


def _language(request: Request, wanted: str | None) -> Lang:
    return "vi" if wanted == "vi" else "en" if wanted == "en" else language_of(request)


def _answers(app: FastAPI) -> None:
    @app.exception_handler(EcoparkError)
    def known(request: Request, error: EcoparkError) -> Response:
        found = problem_of(error, language_of(request))
        if request.url.path.startswith("/api/"):
            return JSONResponse(found.document(request.url.path), found.status, media_type="application/problem+json")
        return PlainTextResponse(f"{found.title}\n{found.detail}\n", found.status)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        found = error.status_code == 404
        made = (
            NotFound(request.url.path)
            if found
            else Refused(error.status_code, "serve.request.unreadable", reason=error.detail)
        )
        return known(request, made)

    @app.middleware("http")
    async def guarded(request: Request, call_next: Any) -> Response:
        answer: Response = await call_next(request)
        for name, value in (*SECURITY_HEADERS, NO_STORE):
            answer.headers.setdefault(name.decode(), value.decode())
        return answer
