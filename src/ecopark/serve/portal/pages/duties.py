"""Duties: what is due next and to whom, what must be stated first, who must make a greenhouse-gas inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.core.messages import Message
from ecopark.judge.duties.actions import WRITERS
from ecopark.judge.duties.calendar import FACTS, Bearer, Deadline, before_text
from ecopark.serve.duties import DEVELOPER, bearers_of, calendar_of, ghg_checks, year_before
from ecopark.serve.portal.context import Context, Page
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate

_FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "firm": ("environmental_standing", "ghg_listed", "allowance", "eip", "sector"),
    DEVELOPER: ("eip",),
    "station": (),
}


def duties_page(context: Context) -> Page:
    park = context.park
    found = calendar_of(context.network, park.records, park.book, context.scope, context.now)
    bearers = bearers_of(context.network, park.records, context.scope)
    year = year_before(context.now, ZoneInfo(context.network.park.zone))
    checks = ghg_checks(context.network, park.records, park.book, context.snapshot, context.scope, year, context.now)
    data: dict[str, Any] = {
        "due": [d for d in found if d.state in ("overdue", "soon", "later")],
        "done": [d for d in found if d.state == "done"],
        "undated": _grouped([d for d in found if d.state in ("no_date", "event")]),
        "unstated": _unstated(bearers, [d for d in found if d.state == "not_stated"]),
        "checks": checks,
        "year": year,
        "today": context.now.astimezone(ZoneInfo(context.network.park.zone)).date(),
        "may_write": context.scope.role in WRITERS,
        "facts": FACTS,
        "facts_of": _FACTS_OF,
        "bearer_name": lambda bearer: bearer_name(context, bearer),
        "when": lambda deadline: _when(context, deadline),
        "words": lambda message: translate(context.lang, message.id, **message.params),
        "what": lambda deadline: deadline.duty.what_vi if context.lang == "vi" else deadline.duty.what_en,
        "saved": context.query.get("saved", ""),
        **account_words(context),
    }
    return Page("duties.html", "portal.nav.duties", data)


def bearer_name(context: Context, bearer: str) -> str:
    """``firm:steel`` -> the firm's name."""
    kind, _, name = bearer.partition(":")
    if kind == DEVELOPER:
        return translate(context.lang, "portal.duties.developer")
    known = context.network.firms.get(name) if kind == "firm" else context.network.monitoring_points.get(name)
    return name if known is None else str(getattr(known, f"name_{context.lang}"))


def _when(context: Context, deadline: Deadline) -> str:
    message: Message | None = before_text(deadline)
    return "" if message is None else translate(context.lang, message.id, **message.params)


def _grouped(found: list[Deadline]) -> list[tuple[Deadline, list[str]]]:
    """The same duty of several bearers once."""
    groups: dict[str, tuple[Deadline, list[str]]] = {}
    for deadline in found:
        groups.setdefault(deadline.duty.id, (deadline, []))[1].append(deadline.bearer)
    return [groups[key] for key in sorted(groups)]


def _unstated(bearers: list[Bearer], found: list[Deadline]) -> list[tuple[Bearer, list[Deadline]]]:
    """Bearers with facts to state, and the duties that wait for them."""
    waiting = {b.id: [d for d in found if d.bearer == b.id] for b in bearers}
    return [(b, waiting[b.id]) for b in bearers if _FACTS_OF[b.kind] and (waiting[b.id] or b.facts)]
