"""The first page."""

from __future__ import annotations

from datetime import datetime

from ecopark.serve.formats import local
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.names import thing_name
from ecopark.serve.portal.rendering import property_name
from ecopark.serve.readmodel.overview import Attention, overview


def overview_page(context: Context) -> Page:
    view = overview(context.park, context.snapshot, context.scope)

    def subject(thing: str) -> str:
        name = thing_name(context.network, thing, context.lang)
        return f"{name}: " if name else ""

    def words(item: Attention) -> dict[str, object]:
        named = {**item.params}
        if isinstance(parameter := named.get("parameter"), str):
            named["parameter"] = property_name(context.lang, parameter)
        return named

    profile = {
        "times": [t for t, _ in view.profile],
        "values": [v for _, v in view.profile],
        "unit": "kWh",
        "carrier": "electricity",
    }
    return Page(
        "overview.html",
        "portal.overview.title",
        {
            "view": view,
            "profile": profile,
            "daily": _by_day(view.profile),
            "log": context.park.log_state(),
            "subject": subject,
            "words": words,
        },
        chart=bool(view.profile),
    )


def _by_day(profile: tuple[tuple[datetime, float | None], ...]) -> list[tuple[datetime, float | None]]:
    """Sums per calendar day of the park; a day with a missing hour keeps the sum of the hours that are there."""
    days: dict[object, tuple[datetime, float | None]] = {}
    for time, value in profile:
        key = local(time).date()
        first, so_far = days.get(key, (time, None))
        days[key] = (first, so_far if value is None else (so_far or 0.0) + value)
    return list(days.values())
