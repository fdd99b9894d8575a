"""Firms and the page of one firm."""

from __future__ import annotations

from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.parts import account_words, emission_trend
from ecopark.serve.readmodel.firms import firm_cards, firm_page


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
            **account_words(context),
        },
        titled=False,
        chart=bool(view.trend),
    )
