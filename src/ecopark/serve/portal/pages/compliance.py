"""Compliance: events to act on first, the month's answer, the year at a glance; the statement of a point; duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.core.errors import InputError
from ecopark.core.figures import message_of
from ecopark.core.network import MonitoringPoint
from ecopark.core.terms import Role
from ecopark.judge.compliance.actions import ANSWER, CLOSE
from ecopark.judge.compliance.events import Event
from ecopark.judge.compliance.statement import Period
from ecopark.serve.compliance import compliance_statement, events_of
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.months import Month, months_between
from ecopark.serve.readmodel.points import worst_state
from ecopark.serve.readmodel.visible import require_visible

FORMS = {"acknowledge": ANSWER, "answer": ANSWER, "close": CLOSE}


@dataclass(frozen=True, slots=True)
class YearRow:
    """One parameter of one point over twelve months: state per month, None where nothing was due or known."""

    point: MonitoringPoint
    parameter: str
    months: tuple[str | None, ...]


def compliance_page(context: Context) -> Page:
    """All points that the reader may see."""
    said = statement_of(context, None)
    events = _events(context)
    waiting = [e for e in events if e.next_step != "nothing"]
    data = {
        "events": waiting,
        "closed": [e for e in events if e.next_step == "nothing"][:50],
        "overdue": sum(e.overdue for e in waiting),
        "year": context.month.year,
        "year_months": months_between(Month(context.month.year, 1), Month(context.month.year, 12)),
        "year_rows": year_rows(context),
        **_words(context, said),
    }
    return Page("compliance.html", "portal.nav.compliance", data)


def compliance_point_page(context: Context, point: str) -> Page:
    """The statement of one point, of the month or (``?year=``) the year; made to be printed."""
    found = context.network.monitoring_points.get(point)
    firm, public = (found.firm, found.public) if found else (None, False)
    require_visible(context.scope, point, firm, public=public, exists=found is not None)
    if found is None:
        raise PageMissing(point)
    said = statement_of(context, point)
    data = {
        "point": found,
        "events": [e for e in _events(context) if e.point == point and _in_period(e, said, context)],
        "remarks": _remarks(context, said),
        **_words(context, said),
    }
    return Page("compliance_point.html", str(getattr(found, f"name_{context.lang}")), data, titled=False)


def statement_of(context: Context, point: str | None) -> dict[str, Any]:
    """The statement of the period that the reader chose: ``?year=2025``, otherwise the month."""
    return compliance_statement(
        context.park.records,
        context.network,
        context.park.book,
        context.snapshot,
        context.scope,
        period_of(context),
        context.now,
        point=point,
    )


def period_of(context: Context) -> str:
    year = context.query.get("year", "")
    try:
        return Period.parse(year, ZoneInfo(context.network.park.zone)).label if year else context.month.key
    except InputError:
        return context.month.key


def year_rows(context: Context) -> list[YearRow]:
    """States of the year by point, parameter and month."""
    year = context.month.year
    months = months_between(Month(year, 1), Month(year, 12))
    points = [p for p in context.network.monitoring_points.values() if context.scope.sees(p.firm, public=p.public)]
    if not points:
        return []
    span = Period.parse(str(year), ZoneInfo(context.network.park.zone)).interval
    table = context.snapshot.derived(context.scope, "limit_states", span, only={"monitoring_point": [p.id for p in points]})
    found: dict[tuple[str, str], dict[Month, str]] = {}
    for row in table.to_pylist():
        state = worst_state(row)
        if state is None:
            continue
        of_months = found.setdefault((row["monitoring_point"], row["property"]), {})
        month = Month.of(row["month"])
        of_months[month] = _worse(of_months.get(month), state)
    known = context.network.monitoring_points
    return [YearRow(known[p], name, tuple(states.get(m) for m in months)) for (p, name), states in sorted(found.items())]


def _worse(one: str | None, other: str) -> str:
    order = ("exceeded", "insufficient", "partly", "within")
    return other if one is None else min(one, other, key=order.index)


def _events(context: Context) -> list[Event]:
    if context.scope.role is Role.PUBLIC:
        return []
    return events_of(context.park.records, context.network, context.snapshot, context.scope, context.now)


def _in_period(event: Event, said: Mapping[str, Any], context: Context) -> bool:
    span = Period.parse(said["period"]["label"], ZoneInfo(context.network.park.zone)).interval
    start, end = span.start.replace(tzinfo=None), span.end.replace(tzinfo=None)
    return bool(event.seen["start"] < end and event.seen["end"] > start)


def _words(context: Context, said: Mapping[str, Any]) -> dict[str, Any]:
    """What both pages print: the statement, names, sentences, and which forms the reader is offered."""
    user, role = context.scope.user, context.scope.role

    def offered(event: Event) -> str:
        """The form of the next step, ``other_person`` where the reader may close but acted, or nothing."""
        step = event.next_step
        if step not in FORMS or role not in FORMS[step] or not context.scope.sees(event.firm):
            return ""
        return "other_person" if step == "close" and user in event.answered_by else step

    return {
        "said": said,
        "to_do": _to_do(context, said),
        "month": context.month,
        "whole_year": len(said["period"]["label"]) == 4,
        "offered": offered,
        "sentence": lambda content: "" if content is None else _sentence(context, content),
        "uncertainty_of": lambda sources: "; ".join(sorted({_source(context, name) for name in sources})),
        **account_words(context),
    }


def _remarks(context: Context, said: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What a reader must know beside the results: each sentence once, with the parameters that it is about."""
    found: dict[str, list[str]] = {}
    for part in said["points"]:
        for limit in part["limits"]:
            for reason in limit["reasons"]:
                names = found.setdefault(_sentence(context, reason["message"]), [])
                if limit["property"] not in names:
                    names.append(limit["property"])
    return list(found.items())


def _to_do(context: Context, said: Mapping[str, Any]) -> str:
    """What the reader should do: of an exceedance it depends on whether events are open, and whose they are."""
    answer = str(said["answer"])
    if answer != "exceeded":
        return f"portal.compliance.do_{answer}"
    if context.scope.role is Role.PUBLIC:
        return "portal.compliance.do_public"
    return "portal.compliance.do_exceeded" if said["totals"]["events_open"] else "portal.compliance.do_closed"


def _source(context: Context, name: str) -> str:
    """Where an uncertainty is from, in words."""
    kind, _, calibration = name.partition(":")
    if kind == "calibration":
        return translate(context.lang, "portal.compliance.source_calibration", name=calibration)
    if kind == "laboratory":
        return translate(context.lang, "portal.compliance.source_laboratory")
    return translate(context.lang, "portal.compliance.source_tolerance")


def _sentence(context: Context, content: Mapping[str, Any]) -> str:
    message = message_of(content)
    return "" if message is None else translate(context.lang, message.id, **message.params)
