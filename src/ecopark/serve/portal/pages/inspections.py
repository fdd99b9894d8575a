"""Inspections: the plan with its reasons, the list, one visit with photos, location and its sample's way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from ecopark.core.messages import Message
from ecopark.core.terms import Role
from ecopark.serve.formats import local
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.datastreams import local_input
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.inspections import custody_steps, one_visit, place_name, planned_visits, visit_rows
from ecopark.trust.inspection.custody import HoldingTerms
from ecopark.trust.inspection.samples import stored_sample

INSPECTORS = frozenset({Role.MANAGER, Role.INSPECTOR})
METHODS = ("handheld", "standard_solution", "volumetric", "other")
SHOWN = 50


def words(context: Context) -> dict[str, Any]:
    """What all pages of inspections need: who may write, and names of places."""
    return {
        "may_write": context.scope.role in INSPECTORS,
        "place_name": lambda place: place_name(context.network, place, context.lang),
        "said": said(context),
        **account_words(context),
    }


def said(context: Context) -> Callable[[Message], str]:
    """Text of a message in the reader's language."""
    return lambda message: translate(context.lang, message.id, **message.params)


def inspections_page(context: Context) -> Page:
    rows = visit_rows(context.park.records, context.scope)
    kind, place = context.query.get("kind"), context.query.get("place")
    wanted = [r for r in rows if kind in (None, "", r.said.kind) and place in (None, "", r.said.place)]
    shown = max(SHOWN, min(5000, _whole(context.query.get("show"), SHOWN)))
    data = {
        "plan": planned_visits(context.park.records, context.scope, context.now),
        "sees_plan": context.scope.sees_all_firms,
        "rows": wanted[:shown],
        "more": max(0, len(wanted) - shown),
        "shown": shown,
        "total": len(rows),
        "typed": {
            "visits": 6,
            "first_day": f"{local(context.now):%Y-%m-%d}",
            "last_day": f"{local(context.now) + timedelta(days=30):%Y-%m-%d}",
        },
        "failed": "",
        **words(context),
    }
    return Page("inspections.html", "portal.nav.inspections", data)


def inspection_page(context: Context, inspection: str) -> Page:
    records = context.park.records
    visit = one_visit(records, context.scope, inspection, context.park.photos_there(context.scope, inspection))
    if visit is None:
        raise PageMissing(inspection)
    terms = HoldingTerms()
    sample = stored_sample(visit.sample) if visit.sample else None
    events: list[Mapping[str, Any]] = visit.sample.content["custody"] if visit.sample else []  # type: ignore[assignment]
    data = {
        "visit": visit,
        "inspection": visit.row.said,
        "sample": sample,
        "steps": custody_steps(events, terms.longest_gap),
        "verdict": sample.verdict() if sample else None,
        "methods": METHODS,
        "local_input": local_input,
        **words(context),
    }
    title = f"{place_name(context.network, visit.row.said.place, context.lang)}"
    return Page("inspection.html", title, data, titled=False)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
