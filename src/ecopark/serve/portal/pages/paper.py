"""Pages of paper forms: which set to print, and the form that is typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ecopark.core.records import Record
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.inspections import words
from ecopark.serve.readmodel.places import ReadPlace, places_to_read
from ecopark.trust.inspection.paper import PAPER_SET, PaperForm, come_back, find_form, forms_of

_SETS = 50


@dataclass(frozen=True, slots=True)
class PrintedSet:
    """A set of forms and how many of it were typed in."""

    code: str
    printed: datetime
    actor: str
    count: int
    back: int


def choose_page(context: Context, park: OpenPark) -> Page:
    sets = sorted(park.records.find(context.scope, PAPER_SET), key=lambda r: str(r.content["printed_at"]), reverse=True)
    data = {
        "places": places_to_read(park.network, park.snapshot(), context.scope),
        "sets": [_printed(context, record) for record in sets[:_SETS]],
        "failed": "",
        **words(context),
    }
    return Page("paper_choose.html", "portal.inspections.paper_title", data)


def entry_page(context: Context, park: OpenPark, number: str) -> Page:
    """The fields of the form of a number; ``number`` empty: the question for it."""
    places = {place.id: place for place in places_to_read(park.network, park.snapshot(), context.scope)}
    form = find_form(park.records, context.scope, number) if number else None
    form = form or PaperForm(number, None)
    place = places.get(form.place or context.query.get("place") or "")
    data = {
        "number": number,
        "form": form,
        "place": place,
        "places": list(places.values()),
        "kinds": kinds_at(place),
        "already": come_back(park.records, context.scope, [number]).get(number, "") if number else "",
        "typed": {},
        "failed": "",
        "new_id": "",
        **words(context),
    }
    return Page("paper_entry.html", "portal.inspections.entry_title", data)


def kinds_at(place: ReadPlace | None) -> tuple[str, ...]:
    """Kinds of work, the likeliest at the place first."""
    first = ("sample", "sensor_check") if place is not None and place.point else ("meter_reading", "sensor_check")
    every = ("meter_reading", "sample", "sensor_check", "seal", "site_visit")
    return (*first, *(kind for kind in every if kind not in first and (kind != "sample" or place is None)))


def _printed(context: Context, record: Record) -> PrintedSet:
    numbers = [form.number for form in forms_of(record)]
    back = len(come_back(context.park.records, context.scope, numbers))
    return PrintedSet(record.id, datetime.fromisoformat(str(record.content["printed_at"])), record.actor, len(numbers), back)
