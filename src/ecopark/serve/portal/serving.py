"""Serves pages from the cache and static files, with the designed answers when something is not there."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from ecopark.core.errors import EcoparkError, NotAllowed
from ecopark.core.messages import Lang
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.serve.access.policy import EVERYONE, Allow
from ecopark.serve.portal.cache import PageCache, RenderedPage
from ecopark.serve.portal.context import Context, Page, PageMissing, Visitor
from ecopark.serve.portal.navigation import allowed
from ecopark.serve.portal.pages.table import PAGES, PageEntry
from ecopark.serve.portal.rendering import Renderer
from ecopark.serve.portal.statics import Statics
from ecopark.serve.readmodel.source import PortalPark

LANGUAGE_COOKIE = "ecopark_lang"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Portal:
    """What all addresses share: the park, who asks, the renderer and the kept pages."""

    park: PortalPark
    visitor_of: Callable[[Request], Visitor]
    statics: Statics
    renderer: Renderer
    cache: PageCache

    @classmethod
    def of(cls, park: PortalPark, visitor_of: Callable[[Request], Visitor]) -> Portal:
        statics = Statics()
        return cls(park, visitor_of, statics, Renderer(statics), PageCache())

    def context(self, request: Request, visitor: Visitor, path: str | None = None) -> Context:
        return Context(
            self.park,
            self.park.snapshot(),
            visitor.scope,
            language(request),
            request.url.path if path is None else path,
            dict(request.query_params),
        )

    def page(self, request: Request, entry: PageEntry, visitor: Visitor, parameters: dict[str, str]) -> RenderedPage:
        """Rendered page, from the cache where its data cannot have changed."""
        context = self.context(request, visitor)
        if not entry.cached:
            return self._render(context, entry, parameters)
        key = (
            context.path,
            tuple(sorted((k, v) for k, v in context.query.items() if k != "lang")),
            _scope_key(visitor.scope),
            context.lang,
            context.snapshot.version,
            int(context.now.timestamp()) // 300,
            entry.also(context),
        )
        return self.cache.get(key, lambda: self._render(context, entry, parameters))

    def _render(self, context: Context, entry: PageEntry, parameters: dict[str, str]) -> RenderedPage:
        try:
            if not allowed(context.scope, context.path):
                raise NotAllowed("core.scope.not_allowed", role=context.scope.role.value, what=context.path)
            page = entry.build(context, **parameters)
        except NotAllowed as refusal:
            page = error_page(401 if context.scope.role.value == "public" else 403, refusal)
        except PageMissing:
            page = error_page(404)
        except EcoparkError as error:
            page = error_page(409, error)
        return self.renderer.render(context, page)

    def refused(self, request: Request, roles: frozenset[Role]) -> Response | None:
        """The designed 401 or 403 if the reader's role is none of ``roles``; None if it may go on."""
        visitor = self.visitor_of(request)
        if visitor.scope.role in roles:
            return None
        what = request.url.path
        refusal = NotAllowed("core.scope.not_allowed", role=visitor.scope.role.value, what=what)
        return self.problem(request, 403 if visitor.signed_in else 401, refusal)

    def problem(self, request: Request, status: int, error: EcoparkError | None = None, detail: str = "") -> Response:
        """A problem as a page."""
        visitor = self.visitor_of(request)
        page = error_page(status, error, detail)
        return self.answer(request, visitor, self.renderer.render(self.context(request, visitor), page))

    def answer(self, request: Request, visitor: Visitor, rendered: RenderedPage) -> Response:
        """Bytes with validators: an unchanged page costs the reader nothing."""
        session = hashlib.sha256(visitor.session.encode()).hexdigest()[:8]
        headers = {
            "ETag": f'W/"{rendered.digest}-{session}"',
            "Cache-Control": "private, no-cache",
            "Vary": "Cookie, Accept-Encoding",
            "Content-Language": language(request),
        }
        if rendered.status == 200 and headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self.renderer.finish(rendered, visitor)
        if "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 4, mtime=0)
            headers["Content-Encoding"] = "gzip"
        response = Response(body, rendered.status, headers, media_type="text/html; charset=utf-8")
        if request.query_params.get("lang") in ("vi", "en"):
            response.set_cookie(LANGUAGE_COOKIE, language(request), max_age=31536000, samesite="lax", httponly=True)
        return response


def language(request: Request) -> Lang:
    """``?lang=``, then the cookie, then Vietnamese."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return "en" if chosen == "en" else "vi"


def error_page(status: int, error: EcoparkError | None = None, detail: str = "") -> Page:
    """The designed page for a problem; ``kind`` chooses among the five texts."""
    kind = status if status in (401, 403, 404) else 409 if 400 <= status < 500 else 500
    return Page("error.html", f"portal.error.title_{kind}", {"error": error, "detail": detail, "kind": kind}, status=status)


def page_routes(portal: Portal) -> APIRouter:
    """All GET pages and the static files."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(Allow(EVERYONE))])

    @router.get("/static/{digest}/{name:path}")
    async def static(request: Request, digest: str, name: str) -> Response:
        file = portal.statics.find(name)
        if file is None:
            return Response(status_code=404)
        headers = {"Cache-Control": _FOREVER if digest == portal.statics.digest else "no-cache", "Vary": "Accept-Encoding"}
        headers["X-Content-Type-Options"] = "nosniff"
        if len(file.content) > 1000 and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.gzipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
        return Response(file.content, headers=headers, media_type=file.media_type)

    for entry in PAGES:
        router.add_api_route(entry.path, _page_endpoint(portal, entry), methods=["GET", "HEAD"], name=entry.name)
    return router


def _page_endpoint(portal: Portal, entry: PageEntry) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        def work() -> Response:
            visitor = portal.visitor_of(request)
            rendered = portal.page(request, entry, visitor, dict(request.path_params))
            return portal.answer(request, visitor, rendered)

        return await run_in_threadpool(work)

    return endpoint


def _scope_key(scope: Scope) -> tuple[str, tuple[str, ...] | None]:
    return (scope.role.value, None if scope.firms is None else tuple(sorted(scope.firms)))
