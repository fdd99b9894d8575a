"""Monitoring points against their limits."""

from __future__ import annotations

from ecopark.core.terms import Role
from ecopark.serve.formats import unit_text
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import iso, translate
from ecopark.serve.readmodel.points import acknowledgements, averages, exceedances, point_states, visible_points
from ecopark.serve.readmodel.visible import require_visible


def points_page(context: Context) -> Page:
    states = point_states(context.network, context.snapshot, context.scope, context.month)
    judged = {s.point for s in states}
    unjudged = [p for p in visible_points(context.network, context.scope) if p.id not in judged]
    data = {"points": states, "unjudged": unjudged, "month": context.month, **account_words(context)}
    return Page("points.html", "portal.nav.points", data)


def acknowledged_revisions(context: Context) -> tuple[tuple[str, int], ...]:
    """What changes when somebody states the cause of an exceedance."""
    return tuple((r.id, r.revision) for r in acknowledgements(context.park.records, context.scope).values())


def point_page(context: Context, point: str) -> Page:
    found = context.network.monitoring_points.get(point)
    firm, public = (found.firm, found.public) if found else (None, False)
    require_visible(context.scope, point, firm, public=public, exists=found is not None)
    if found is None:
        raise PageMissing(point)
    month = context.month
    states = sorted(
        point_states(context.network, context.snapshot, context.scope, month, point=point), key=lambda s: s.parameter
    )
    asked = (context.query.get("property"), context.query.get("statistic"))
    wanted = [s for s in states if s.parameter == asked[0] and asked[1] in (None, s.statistic)]
    chosen = next(iter(wanted or states), None)
    rows = (
        []
        if chosen is None
        else averages(context.snapshot, context.scope, month.interval, point, chosen.parameter, chosen.statistic)
    )
    words = {
        "limit": translate(context.lang, "portal.points.limit"),
        "valid": translate(context.lang, "portal.points.valid"),
    }
    chart = chosen and {
        "rows": [
            {"start": iso(r["start"]), "average": r["average"], "valid_share": r["valid_share"], "step_s": r["step_s"]}
            for r in rows
        ],
        "limit": chosen.limit,
        "low": chosen.limit_low,
        "unit": unit_text(chosen.unit, context.lang),
        "words": words,
    }
    return Page(
        "point.html",
        str(getattr(found, f"name_{context.lang}")),
        {
            "point": found,
            "month": month,
            "states": states,
            "several": {s.parameter for s in states if sum(s.parameter == other.parameter for other in states) > 1},
            "chosen": chosen,
            "rows": rows,
            "chart": chart,
            "exceedances": exceedances(context.snapshot, context.scope, month.interval, [point]),
            "acknowledged": acknowledgements(context.park.records, context.scope, point),
            "may_acknowledge": context.scope.role in (Role.MANAGER, Role.FIRM) and context.scope.sees(found.firm),
            "datastreams": [
                d
                for d in context.network.datastreams_of_point(point)
                if context.scope.sees(d.firm, public=d.public)
                and (chosen is None or d.observed_property == chosen.parameter)
            ],
            **account_words(context),
        },
        titled=False,
        chart=bool(rows),
    )
