"""Paper forms: one A4 sheet per place, numbered, in both languages; printed from the portal or kept as one file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from ecopark.core.messages import Message
from ecopark.core.scope import Scope
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.rendering import Renderer
from ecopark.serve.portal.statics import Statics
from ecopark.serve.readmodel.places import ReadPlace, places_to_read
from ecopark.trust.inspection.paper import SET_LENGTH, SET_LETTERS, PaperForm, keep_set
from ecopark.trust.inspection.plan import what_to_do
from ecopark.trust.inspection.plan_actions import plan_rows
from ecopark.trust.inspection.records import place_of

ALL, PLAN, BLANK = "all", "plan", "blank"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on one form. ``place`` None: a blank one."""

    form: PaperForm
    place: ReadPlace | None
    what: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    firm: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def print_set(park: OpenPark, scope: Scope, wanted: Sequence[tuple[str | None, str | None]]) -> tuple[str, list[PaperForm]]:
    """Number a new set of forms for (place, plan item) pairs; returns its code and the forms."""
    for place, _ in wanted:
        if place is not None:
            place_of(park.network, place)  # InputError trust.inspection.unknown_place
    code = "".join(secrets.choice(SET_LETTERS) for _ in range(SET_LENGTH))
    return code, keep_set(park.records, scope, code, wanted, park.clock())


def wanted_forms(
    park: OpenPark, scope: Scope, which: str, places: Sequence[str], blanks: int
) -> list[tuple[str | None, str | None]]:
    """(place, plan item) of the forms that somebody chose: the open plan, named places, or all; then some blank ones."""
    found: list[tuple[str | None, str | None]] = []
    if which == PLAN:
        rows = plan_rows(park.records, scope, park.now())
        found = [(str(row["place"]), str(row["id"])) for row in rows if row["state"] != "done"]
    elif which == ALL:
        found = [(place.id, None) for place in places_to_read(park.network, park.snapshot(), scope)]
    else:
        found = [(place, None) for place in places]
    return found + [(None, None)] * blanks


def sheets_of(park: OpenPark, scope: Scope, forms: Sequence[PaperForm]) -> list[Sheet]:
    """Forms with what is known of their places: devices, last readings, what to do and why."""
    places = {place.id: place for place in places_to_read(park.network, park.snapshot(), scope)}
    rows = {str(row["id"]): row for row in plan_rows(park.records, scope, park.now(), everything=True)}
    return [_sheet(park, form, places, rows.get(form.planned or "")) for form in forms]


def _sheet(park: OpenPark, form: PaperForm, places: Mapping[str, ReadPlace], row: Mapping[str, object] | None) -> Sheet:
    place = places.get(form.place or "")
    if place is None:
        return Sheet(form, None)
    firm = park.network.firms.get(place.firm or "")
    why = row["reasons"] if row else []
    assert isinstance(why, list)
    what = what_to_do(place_of(park.network, place.id))
    return Sheet(form, place, what, tuple(str(reason) for reason in why), firm.name_vi if firm else "")


def paper_page(
    park: OpenPark, renderer: Renderer, sheets: Sequence[Sheet], code: str, printed: datetime, style: Markup
) -> str:
    """The printable page; ``style`` is a link to the style sheet, or the style itself for a file that stands alone."""
    return renderer.alone(
        "paper.html",
        sheets=sheets,
        code=code,
        printed=printed,
        style=style,
        park=park.network.park,
        both=both,
        rows=range(3),
    )


def linked_style(statics: Statics) -> Markup:
    return Markup('<link rel="stylesheet" href="{}">').format(statics.address("paper.css"))


def own_style(statics: Statics) -> Markup:
    """The style inside the file: it prints without server and network."""
    found = statics.find("paper.css")
    assert found is not None
    return Markup(f"<style>{found.content.decode()}</style>")  # noqa: S704  the package's own file


def both(message: str, **params: object) -> Markup:
    """A text in both languages: Vietnamese, then English in small."""
    vi, en = (Message(message, params).render(lang) for lang in ("vi", "en"))
    return Markup("{} <small>{}</small>").format(vi, en)
