"""Firms and the page of one firm."""

from __future__ import annotations

from ecopark.account.declarations import CATEGORIES
from ecopark.core.terms import Role
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.parts import account_words, emission_trend
from ecopark.serve.readmodel.firms import declared, firm_cards, firm_page

_SHOWN = 12
_UNITS = ("t", "kg", "GJ", "Nm3", "kWh", "MWh", "m3")  # the units of the categories, and their common multiples


def firms_page(context: Context) -> Page:
    cards = firm_cards(context.park, context.snapshot, context.scope, context.month)
    return Page("firms.html", "portal.nav.firms", {"cards": cards, "month": context.month})


def one_firm_page(context: Context, firm: str) -> Page:
    view = firm_page(context.park, context.snapshot, context.scope, firm, context.month)
    if view is None:
        raise PageMissing(firm)
    amounts = [c.amount_vnd for c in view.costs if c.amount_vnd is not None]
    return Page(
        "firm.html",
        str(getattr(view.firm, f"name_{context.lang}")),
        {
            "view": view,
            "month": context.month,
            "resources": view.resources,
            "lines": view.lines,
            "costs": view.costs,
            "total_cost": sum(amounts) if amounts else None,
            "points": view.points,
            "datastreams": view.datastreams,
            "trend": emission_trend(context, view.trend),
            "show_firm": False,
            "declared": view.declared if context.query.get("all") == "yes" else view.declared[:_SHOWN],
            "may_declare": context.scope.role in (Role.MANAGER, Role.FIRM),
            "categories": tuple(CATEGORIES),
            "units": _UNITS,
            "substances": sorted({d.declaration.substance for d in view.declared} - {""}),
            "typed": {},
            "failed": "",
            **account_words(context),
        },
        titled=False,
        chart=bool(view.trend),
    )


def declared_revisions(context: Context) -> tuple[tuple[str, int], ...]:
    """What changes when somebody declares something for the firm of the page."""
    firm = context.path.rpartition("/")[2]
    return tuple((d.record.id, d.record.revision) for d in declared(context.park.records, context.scope, firm))
