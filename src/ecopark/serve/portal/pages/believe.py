"""The page that answers “can I believe it?”, and the life of one reading."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ecopark.core.terms import Role
from ecopark.serve.formats import local
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.names import in_words, meter_name, place_name
from ecopark.serve.portal.pages.checks import check_name
from ecopark.serve.portal.pages.datastreams import local_input, parse_local
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate
from ecopark.serve.readmodel.belief import belief
from ecopark.serve.readmodel.datastreams import place_of, visible_datastreams
from ecopark.serve.readmodel.queue import cases
from ecopark.serve.readmodel.reading import reading_life
from ecopark.serve.readmodel.reference import meter_rows
from ecopark.serve.readmodel.visible import require_visible

LIMITS = ("collusion", "small", "commissioning", "leak", "bottle", "alone")
_ROWS = 12


def believe_page(context: Context) -> Page:
    log = context.park.log_state()
    elapsed = context.month.elapsed(context.now)
    days = max(1, math.ceil((elapsed.end - elapsed.start).total_seconds() / 86400))
    view = belief(
        context.snapshot,
        context.park.records,
        context.scope,
        context.month,
        days,
        cases(context.snapshot, context.park.records, context.scope, context.now),
        log,
        _overdue(context),
    )
    return Page(
        "believe.html",
        "portal.nav.believe",
        {
            "view": view,
            "month": context.month,
            "log": log,
            "balances": view.balances[:_ROWS],
            "meters": view.meters[:_ROWS],
            "more_meters": max(0, len(view.meters) - _ROWS),
            "limits": LIMITS,
            "datastreams": visible_datastreams(context.network, context.scope),
            "now_local": local_input(context.now),
            "say": lambda message: translate(context.lang, message.id, **_words(context, message.params)),
            "place": lambda thing: place_name(context.network, thing, context.lang),
            "meter": lambda thing: meter_name(context.network, thing, context.lang),
            "carrier": lambda name: _carrier(context, name),
            **account_words(context),
        },
    )


def _overdue(context: Context) -> int:
    """Meters whose calibration is overdue; their register is not for the public."""
    if context.scope.role is Role.PUBLIC:
        return 0
    rows = meter_rows(context.park.records, context.network, context.scope, local(context.now).date())
    return sum(row.due.state == "overdue" for row in rows)


def reading_page(context: Context) -> Page:
    datastream = context.query.get("datastream", "")
    found = context.network.datastreams.get(datastream)
    firm, public = (found.firm, found.public) if found else (None, False)
    require_visible(context.scope, datastream, firm, public=public, exists=found is not None)
    at = parse_local(context.query.get("at"))
    if found is None:
        raise PageMissing(datastream)
    life = at and reading_life(context.network, context.snapshot, context.park.records, context.scope, found, at)
    return Page(
        "reading.html",
        str(getattr(found, f"name_{context.lang}")),
        {
            "d": found,
            "life": life,
            "at": at,
            "at_local": f"{local(at):%Y-%m-%dT%H:%M:%S}" if at else "",
            "place": place_of(context.network, found),
            "log": context.park.log_state(),
            "check_name": lambda code: check_name(context.lang, code),
            "is_check": lambda code: code.startswith("trust."),
            **account_words(context),
        },
        titled=False,
    )


def _words(context: Context, params: Mapping[str, object]) -> dict[str, object]:
    given = in_words(context.network, params, context.lang)
    return given | ({"carrier": _carrier(context, str(params["carrier"])).capitalize()} if "carrier" in params else {})


def _carrier(context: Context, carrier: str) -> str:
    """A component may hold several carriers: ``wastewater+water``."""
    return ", ".join(translate(context.lang, f"portal.carrier.{part}").lower() for part in carrier.split("+"))
