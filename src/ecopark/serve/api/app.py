"""The application: middleware, routes, problem documents. It does not start with an endpoint that has no policy."""

from __future__ import annotations

import importlib.metadata
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Lang, Message, known_messages
from ecopark.serve.access.doorkeeper import Doorkeeper, TooLarge
from ecopark.serve.access.headers import NO_STORE, SECURITY_HEADERS
from ecopark.serve.access.policy import policies
from ecopark.serve.api import (
    calibrations,
    carbon,
    cbam,
    claims,
    compliance,
    criteria,
    devices,
    digital_projects,
    doors,
    duties,
    edge,
    evidence,
    handed_in,
    inspections,
    investigations,
    kept,
    ledger,
    lines,
    live,
    measures,
    metrics,
    network,
    notes,
    open_data,
    people,
    products,
    quality,
    readings,
    report,
    reports,
    results,
    rules,
    samples,
    sharing,
    sinks,
    targets,
)
from ecopark.serve.api.asking import Everyone, NotModified
from ecopark.serve.api.documents import PROBLEMS, ProblemDocument
from ecopark.serve.api.pact.router import router as pact
from ecopark.serve.api.proofs import Proofs
from ecopark.serve.api.sensorthings.router import router as sensorthings
from ecopark.serve.park import OpenPark
from ecopark.serve.problems import NotFound, Problem, language_of, problem, problem_of

API = "/api/v1"
_ROUTERS = (
    network.router,
    readings.router,
    results.router,
    evidence.router,
    rules.router,
    kept.router,
    people.router,
    doors.router,
    devices.router,
    edge.router,
    live.router,
    notes.router,
    carbon.router,
    quality.router,
    report.router,
    sharing.router,
    open_data.router,
    reports.router,
    inspections.router,
    samples.router,
    calibrations.router,
    investigations.router,
    sinks.router,
    targets.router,
    products.router,
    cbam.router,
    measures.router,
    digital_projects.router,
    compliance.router,
    duties.router,
    claims.router,
    ledger.router,
    handed_in.router,
    criteria.router,
)
_LOG = logging.getLogger("ecopark.serve")

ProblemPage = Callable[[Request, Problem], Response]

about = APIRouter(tags=["about"])


def create_app(
    park: OpenPark, *, portal_router: APIRouter | None = None, portal_problem: ProblemPage | None = None
) -> FastAPI:
    """The API, and the portal's pages on top of it.

    Parameters
    ----------
    park
        Stays open for the life of the application.
    portal_router
        Pages and forms; every endpoint of it carries an ``Allow`` too.
    portal_problem
        Draws a problem outside ``/api`` as a page; without it, such problems are documents as well.
    """
    app = FastAPI(
        title="ecopark",
        version=importlib.metadata.version("ecopark"),
        summary="Shared platform of an eco-industrial park: numbers that can be proved.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # the drawn documentation comes from other people's servers
        redoc_url=None,
        responses=PROBLEMS,
    )
    app.state.park = park
    app.state.proofs = Proofs()
    app.state.edge = edge.edge_door(park)
    app.state.metrics = metrics.park_registry(park)
    app.state.started = secrets.token_hex(8)
    for router in (*_ROUTERS, about):
        app.include_router(router, prefix=API)
    app.include_router(metrics.router)
    app.include_router(lines.router)
    app.include_router(sensorthings)
    app.include_router(pact)
    if portal_router is not None:
        app.include_router(portal_router)
    _refuse_unguarded(app.routes)
    _describe_problems(app)
    _handle(app, portal_problem)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Doorkeeper, access=park.access, devices=park.devices)
    app.add_middleware(metrics.Requests, registry=app.state.metrics)
    return app


@about.get("/health", summary="Is it running?")
def health(ask: Everyone) -> dict[str, str]:
    """Reads the records and the newest snapshot; answers 503 where it cannot."""
    ask.park.records.get(ask.scope, "health", "health")
    return {"status": "ok", "snapshot": str(ask.snapshot.version)}


@about.get("/health/live", summary="Does the process answer?")
def alive(_ask: Everyone) -> dict[str, str]:
    """For a service manager: asks nothing of the park, so a slow disk restarts nobody."""
    return {"status": "ok"}


@about.get("/version", summary="Which software")
def version(ask: Everyone) -> dict[str, str]:
    return {"name": "ecopark", "version": importlib.metadata.version("ecopark"), "rules": ask.park.book.version}


@about.get("/problems/{code}", summary="What a problem's code means")
def problem_code(_ask: Everyone, code: str) -> dict[str, str]:
    """The text of the code in both languages, with its fields."""
    text = known_messages().get(code)
    if text is None:
        raise NotFound(code)
    return {"code": code, "vi": text.vi, "en": text.en}


def unguarded(routes: Sequence[BaseRoute]) -> Sequence[str]:
    """Paths of endpoints without a policy."""
    return [str(c.path) for c in endpoints_of(routes) if not list(policies(c.dependant))]


def endpoints_of(routes: Sequence[BaseRoute]) -> Sequence[RouteContext]:
    """The endpoints with their whole path and dependencies, those of included routers too."""
    return [c for c in iter_route_contexts(routes) if isinstance(c.original_route, APIRoute)]


def _refuse_unguarded(routes: Sequence[BaseRoute]) -> None:
    missing = unguarded(routes)
    if missing:
        raise RuntimeError(f"endpoints without a policy (give each an Allow): {', '.join(missing)}")


def _describe_problems(app: FastAPI) -> None:
    make = app.openapi

    def openapi() -> dict[str, Any]:
        described = make()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
        return described

    app.openapi = openapi  # type: ignore[method-assign]


def _handle(app: FastAPI, page: ProblemPage | None) -> None:
    def answer(request: Request, found: Problem) -> Response:
        if page is not None and not request.url.path.startswith("/api/"):
            return page(request, found)
        headers = {**found.headers, "Content-Language": language_of(request), "Vary": "Accept-Language"}
        document = found.document(request.url.path)
        return JSONResponse(document, found.status, headers=headers, media_type="application/problem+json")

    @app.exception_handler(EcoparkError)
    def known(request: Request, error: EcoparkError) -> Response:
        found = problem_of(error, language_of(request))
        if found.status >= 500:
            _LOG.error("%s %s: %s", request.method, request.url.path, error)
        return answer(request, found)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, _validation(error, language_of(request)))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        refusal = getattr(request.state, "refusal", None)
        return answer(request, problem_of(refusal, language_of(request)) if refusal else _http(request, error))

    @app.exception_handler(NotModified)
    def same(_request: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "private, no-cache"})

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> Response:
        reference = secrets.token_hex(4)
        _LOG.error("fault %s: %s %s", reference, request.method, request.url.path, exc_info=error)
        lang = language_of(request)
        detail = Message("serve.request.fault", {"reference": reference}).render(lang)
        made = answer(request, problem(500, "serve.request.fault", detail, lang))
        for name, value in (*SECURITY_HEADERS, NO_STORE):  # this answer is made outside of the doorkeeper
            made.headers.setdefault(name.decode(), value.decode())
        return made


def _validation(error: RequestValidationError, lang: Lang) -> Problem:
    found = [(".".join(str(part) for part in e["loc"]), str(e["msg"])) for e in error.errors()]
    errors = tuple({"where": where, "detail": detail} for where, detail in found)
    detail = Message("serve.request.invalid", {"count": len(errors)}).render(lang)
    return problem(422, "serve.request.invalid", detail, lang, where=found[0][0] if found else "", errors=errors)


def _http(request: Request, error: HTTPException) -> Problem:
    lang = language_of(request)
    if isinstance(error, TooLarge):
        detail = Message("serve.request.too_large", {"limit": error.limit}).render(lang)
        return problem(413, "serve.request.too_large", detail, lang)
    if error.status_code == 405:
        detail = Message("serve.request.no_method", {"method": request.method}).render(lang)
        return problem(405, "serve.request.no_method", detail, lang, headers=dict(error.headers or {}))
    if error.status_code == 404:
        return problem_of(NotFound(request.url.path), lang)
    detail = Message("serve.request.unreadable", {"reason": str(error.detail)}).render(lang)
    return problem(400, "serve.request.unreadable", detail, lang)
