"""List of datastreams and the page of one: plot, life story of raw values, findings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ecopark.core.interval import PARK_ZONE
from ecopark.core.properties import find_property
from ecopark.serve.formats import local, unit_text
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.checks import check_name, checks_of
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import iso, translate
from ecopark.serve.readmodel.datastreams import datastream_rows, extent, life_story, place_of, visible_datastreams
from ecopark.serve.readmodel.quality import findings
from ecopark.serve.readmodel.visible import require_visible


def datastreams_page(context: Context) -> Page:
    wanted, words = context.query, context.query.get("q", "").casefold().split()
    chosen = [
        d
        for d in visible_datastreams(context.network, context.scope)
        if wanted.get("firm", "") in ("", d.firm)
        and wanted.get("origin", "") in ("", d.origin.value)
        and all(w in f"{d.id} {d.name_vi} {d.name_en} {d.observed_property}".casefold() for w in words)
    ]
    firms = [f for f in context.network.firms.values() if context.scope.sees(f.id)]
    return Page(
        "datastreams.html",
        "portal.nav.datastreams",
        {
            "datastreams": datastream_rows(context.network, context.snapshot, context.scope, context.month, chosen),
            "firms": firms,
            "month": context.month,
            "show_firm": len(firms) > 1,
            **account_words(context),
        },
    )


def datastream_page(context: Context, datastream: str) -> Page:
    found = context.network.datastreams.get(datastream)
    firm, public = (found.firm, found.public) if found else (None, False)
    require_visible(context.scope, datastream, firm, public=public, exists=found is not None)
    if found is None:
        raise PageMissing(datastream)
    held = extent(context.snapshot, context.scope, datastream)
    around = parse_local(context.query.get("at")) or _newest(held, context.now)
    carrier = find_property(found.observed_property).carrier.value
    series = held and {
        "plot": f"/api/v1/datastreams/{datastream}/plot",
        "flags": f"/api/v1/datastreams/{datastream}/flags",
        "words": {name: translate(context.lang, f"portal.flag.{name}") for name in ("doubtful", "bad")},
        "first": iso(held[0]),
        "last": iso(min(held[1], context.now.replace(tzinfo=None))),
        "focus": iso(around.replace(tzinfo=None)) if context.query.get("at") else None,
        "unit": unit_text(found.canonical_unit, context.lang),
        "carrier": carrier,
        "step_s": found.step_s,
        "kind": found.kind.value,
        "page": f"/datastreams/{datastream}",
    }
    return Page(
        "datastream.html",
        str(getattr(found, f"name_{context.lang}")),
        {
            "d": found,
            "place": place_of(context.network, found),
            "carrier": carrier,
            "extent": held,
            "series": series,
            "around": around,
            "around_local": local_input(around),
            "local_input": local_input,
            "checks_of": lambda tests: [check_name(context.lang, code) for code in checks_of(tests)],
            "story": life_story(context.snapshot, context.scope, datastream, around, hours=3),
            "findings": findings(context.snapshot, context.scope, datastream=datastream, limit=6),
            **account_words(context),
        },
        titled=False,
        chart=held is not None,
    )


def local_input(moment: datetime) -> str:
    """Value for a ``datetime-local`` field: the park's clock."""
    return f"{local(moment):%Y-%m-%dT%H:%M}"


def parse_local(text: str | None) -> datetime | None:
    """A ``datetime-local`` value on the park's clock (or an ISO moment with zone) -> aware UTC; None if unreadable."""
    try:
        moment = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=PARK_ZONE)).astimezone(UTC)


def _newest(held: tuple[datetime, datetime] | None, now: datetime) -> datetime:
    """Middle of the last half day before now that has readings, so that the newest rows are shown."""
    end = now if held is None else min(now, held[1].replace(tzinfo=UTC))
    return end - timedelta(hours=3)
