"""Accounts of what the scope sees: inventory, resources, cost, restatement."""

from __future__ import annotations

from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.parts import account_words, emission_trend
from ecopark.serve.readmodel.accounts import costs, emissions, inventory, monthly_emissions, resources
from ecopark.serve.readmodel.months import months_between
from ecopark.serve.readmodel.restatement import restatement


def accounts_page(context: Context) -> Page:
    interval, month = context.month.interval, context.month
    lines = inventory(context.snapshot, context.scope, interval)
    trend = tuple(
        (m, figures)
        for m, figures in monthly_emissions(context.snapshot, context.scope, months_between(month.shifted(-11), month))
        if any(f.value is not None for f in figures.values())
    )
    cost_lines = costs(context.snapshot, context.scope, interval)
    amounts = [c.amount_vnd for c in cost_lines if c.amount_vnd is not None]
    return Page(
        "accounts.html",
        "portal.nav.accounts",
        {
            "month": month,
            "lines": lines,
            "carbon": emissions(lines),
            "by_scope": [(s, emissions(x for x in lines if x.scope == s)) for s in (1, 2)],
            "trend": emission_trend(context, trend),
            "trend_rows": trend,
            "resources": resources(context.snapshot, context.scope, interval),
            "costs": cost_lines,
            "total_cost": sum(amounts) if amounts else None,
            "restated": restatement(context.snapshot, context.scope, interval, _whole(context.query.get("against"))),
            "show_firm": True,
            **account_words(context),
        },
        chart=bool(lines),
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None
