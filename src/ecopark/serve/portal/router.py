"""The portal's router, and its pages for problems: what the application registers."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from ecopark.serve.access.ports import NOBODY, Caller
from ecopark.serve.access.sessions import csrf_token
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.carbon_forms import carbon_routes
from ecopark.serve.portal.claim_forms import claim_form_routes
from ecopark.serve.portal.compliance_forms import compliance_form_routes
from ecopark.serve.portal.context import Visitor
from ecopark.serve.portal.criteria_forms import criteria_routes
from ecopark.serve.portal.forms import form_routes
from ecopark.serve.portal.import_wizard import wizard_routes
from ecopark.serve.portal.inspection_form import form_shell_routes
from ecopark.serve.portal.inspection_forms import inspection_form_routes
from ecopark.serve.portal.measure_forms import measure_form_routes
from ecopark.serve.portal.note_forms import note_routes
from ecopark.serve.portal.paper_forms import paper_routes
from ecopark.serve.portal.path_forms import path_routes
from ecopark.serve.portal.product_forms import product_routes
from ecopark.serve.portal.public_pages import public_routes
from ecopark.serve.portal.quality_settings import quality_settings_routes
from ecopark.serve.portal.quarantine_forms import quarantine_routes
from ecopark.serve.portal.serving import Portal, page_routes
from ecopark.serve.portal.source_forms import source_routes
from ecopark.serve.portal.wiring import PagePark
from ecopark.serve.problems import Problem


def portal_router(park: OpenPark) -> APIRouter:
    """All pages, forms and static files of the portal for an open park."""
    portal = Portal.of(PagePark(park), visitor_of)
    router = APIRouter(include_in_schema=False)
    router.include_router(form_routes(portal, park))
    router.include_router(note_routes(portal, park))
    router.include_router(carbon_routes(portal, park))
    router.include_router(quarantine_routes(portal, park))
    router.include_router(wizard_routes(portal, park))
    router.include_router(source_routes(portal, park))
    router.include_router(form_shell_routes(portal, park))
    router.include_router(inspection_form_routes(portal, park))
    router.include_router(paper_routes(portal, park))
    router.include_router(quality_settings_routes(portal, park))
    router.include_router(measure_form_routes(portal, park))
    router.include_router(compliance_form_routes(portal, park))
    router.include_router(claim_form_routes(portal, park))
    router.include_router(public_routes(portal, park))
    router.include_router(path_routes(portal, park))
    router.include_router(product_routes(portal, park))
    router.include_router(criteria_routes(portal, park))
    router.include_router(page_routes(portal))
    return router


def portal_problem(park: OpenPark) -> Callable[[Request, Problem], Response]:
    """Draws a problem that happened outside ``/api`` as a page of the portal."""
    portal = Portal.of(PagePark(park), visitor_of)

    def page(request: Request, found: Problem) -> Response:
        response = portal.problem(request, found.status, detail=found.detail)
        response.headers.update(found.headers)
        return response

    return page


def visitor_of(request: Request) -> Visitor:
    """The reader whom the doorkeeper has recognised."""
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return Visitor(caller.scope, caller.name, csrf_token(caller), caller.session_token or "")
