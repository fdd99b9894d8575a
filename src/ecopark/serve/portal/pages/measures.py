"""Pages of measures: the register with its totals, one measure, the form, digital projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ecopark.account.measures.records import AMOUNTS, KINDS, MEASURE, RESOURCES, Status, read_measure
from ecopark.account.measures.recp import code_of, filled, recp_totals
from ecopark.account.measures.splits import Horizon, split
from ecopark.account.measures.totals import REPORTED, STANDINGS, by_sector, by_year, park_totals
from ecopark.core.errors import NotAllowed
from ecopark.core.figures import message_of
from ecopark.core.messages import Lang, Message
from ecopark.core.records import Record
from ecopark.core.terms import Role
from ecopark.serve.formats import day, local
from ecopark.serve.measures import entries_of
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.names import meter_name, thing_name
from ecopark.serve.portal.pages.parts import account_words
from ecopark.serve.portal.rendering import translate
from ecopark.serve.portal.small_plot import small_plot
from ecopark.serve.readmodel.measures import measure_rows, measure_view, payback_years, years_of

WRITERS = frozenset({Role.MANAGER, Role.FIRM})
VERIFIERS = frozenset({Role.MANAGER, Role.FIRM, Role.INSPECTOR})
DECIDERS = frozenset({Role.MANAGER, Role.INSPECTOR})
_MAIN = ("electricity_kwh", "fuel_gj", "water_m3", "wastewater_m3", "material_t", "waste_t", "chemical_t", "vnd", "tco2e")
_DONE = ("saved", "locked", "verified", "event", "rejected")


def words(context: Context) -> dict[str, Any]:
    """What all pages of measures need."""
    role = context.scope.role
    done = context.query.get("done", "")
    return {
        "may_write": role in WRITERS,
        "may_verify": role in VERIFIERS,
        "may_decide": role in DECIDERS,
        "say": said(context),
        "stored": message_of,
        "cap": capital,
        "amount_unit": AMOUNTS,
        "meter": lambda name: meter_name(context.network, name, context.lang),
        "firm_name": lambda firm: thing_name(context.network, firm, context.lang) if firm else "",
        "done": done if done in _DONE else "",
        "failed": "",
        **account_words(context),
    }


def said(context: Context) -> Callable[[Message], str]:
    """Text of a message as a sentence of its own."""
    return lambda message: capital(translate(context.lang, message.id, **message.params))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def blanks(typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was typed; None for every field that was not."""
    return defaultdict(lambda: None, typed)


def signed_in(context: Context) -> None:
    """Measures are not for the public: what is published stands on the park's public page."""
    if context.scope.role in (Role.PUBLIC, Role.HUB):
        raise NotAllowed("core.scope.not_allowed", role=context.scope.role.value, what=context.path)


def measures_page(context: Context) -> Page:
    signed_in(context)
    records, network, scope = context.park.records, context.network, context.scope
    zone, today = ZoneInfo(network.park.zone), local(context.now).date()
    entries = entries_of(records, network, scope)
    first, last = years_of(entries, today)
    year = today.year + 1
    form = recp_totals(entries, year, today, zone) if scope.sees_all_firms else []
    codes = list(dict.fromkeys(code_of(figure)[1] for figure in form))
    data = {
        "rows": measure_rows(records, network, scope),
        "totals": park_totals(entries, Horizon.per_year(today), zone),
        "standings": STANDINGS,
        "reported": REPORTED,
        "years": by_year(entries, first, last, today, zone) if entries else (),
        "sectors": by_sector(entries, today, zone),
        "form": [(code, filled(form, code), [f for f in form if code_of(f)[1] == code]) for code in codes],
        "form_year": year,
        "lead": "lead" if scope.sees_all_firms else "lead_firm",
        "result": None,
        **words(context),
    }
    return Page("measures.html", "portal.nav.measures", data)


def measure_page(context: Context, measure: str) -> Page:
    signed_in(context)
    view = measure_view(context.park.records, context.scope, measure, context.now)
    if view is None:
        raise PageMissing(measure)
    entries = entries_of(context.park.records, context.network, context.scope)
    entry = next(e for e in entries if e.measure.id == measure)
    horizon = Horizon.per_year(local(context.now).date())
    named = [n for n in AMOUNTS if n in view.measure.said or n in view.measure.expected or split(entry, n, horizon).verified]
    data = {
        "v": view,
        "entry": entry,
        "content": blanks(view.verification.content if view.verification else {}),
        "amounts": [(name, split(entry, name, horizon)) for name in named],
        "plot": small_plot(view.plot),
        "line_name": lambda name: translate(context.lang, f"portal.measure.line_{name}"),
        "payback": payback_years(view.measure),
        "period_text": _period(view.verification, context.lang),
        "typed": blanks({}),
        "today": local(context.now).date().isoformat(),
        "own_decision": view.is_party,
        **words(context),
    }
    return Page("measure.html", view.measure.name, data, titled=False)


def _period(verification: Record | None, lang: Lang) -> str:
    """Days of the reporting period, the last one included."""
    said: Any = verification.content["period"] if verification else None
    if not said:
        return ""
    first, after = (datetime.fromisoformat(said[side]) for side in ("start", "end"))
    return f"{day(first, lang)} – {day(after - timedelta(days=1), lang)}"


def measure_form_page(context: Context, measure: str | None = None, typed: Mapping[str, Any] | None = None) -> Page:
    """The form for a new measure, or for one that is corrected."""
    signed_in(context)
    if context.scope.role not in WRITERS:
        raise NotAllowed("core.scope.not_allowed", role=context.scope.role.value, what=context.path)
    known: dict[str, Any] = {}
    if measure is not None:
        record = context.park.records.get(context.scope, MEASURE, measure)
        if record is None:
            raise PageMissing(measure)
        known = {**read_measure(record.id, record.content).content(), "revision": record.revision}
    network, scope = context.network, context.scope
    firms = [f for f in network.firms.values() if scope.sees(f.id)]
    streams = [d for d in network.datastreams.values() if scope.sees(d.firm)]
    counted = {"kWh", "W", "kW", "m3", "m3/h", "GJ", "t", "MWh", "kg", "m3/s"}
    data = {
        "measure": measure,
        "typed": blanks(typed if typed is not None else _typed(known)),
        "firms": firms,
        "whole_park": scope.sees_all_firms,
        "kinds": KINDS,
        "statuses": [s.value for s in Status if s not in (Status.VERIFIED, Status.REJECTED)],
        "streams": sorted((d for d in streams if d.unit in counted), key=lambda d: (d.firm or "", d.id)),
        "main": _MAIN,
        "more": [name for name in AMOUNTS if name not in _MAIN],
        "resources": RESOURCES,
        **words(context),
    }
    title = "portal.measures.new" if measure is None else "portal.measures.edit_title"
    return Page("measure_form.html", title, data)


def measure_new_page(context: Context) -> Page:
    return measure_form_page(context)


def measure_edit_page(context: Context, measure: str) -> Page:
    return measure_form_page(context, measure)


def _typed(known: Mapping[str, Any]) -> dict[str, Any]:
    """Stored content as the form's fields hold it; numbers plain, without grouping."""
    amounts = known.get("declared") or {}
    if not any(v is not None for v in amounts.values()):
        amounts = known.get("expected") or {}
    flat = {name: value for name, value in known.items() if name not in ("expected", "declared", "evidence")}
    return {**flat, **{name: value for name, value in amounts.items() if value is not None}}


def projects_page(context: Context, typed: Mapping[str, Any] | None = None) -> Page:
    signed_in(context)
    scope, network = context.scope, context.network
    names = {e.measure.id: e.measure.name for e in entries_of(context.park.records, network, scope)}
    data = {
        "projects": context.park.digital_projects(scope),
        "measure_names": names,
        "typed": blanks(typed or {}),
        "firms": [f for f in network.firms.values() if scope.sees(f.id)],
        "whole_park": scope.sees_all_firms,
        "streams": [d for d in network.datastreams.values() if scope.sees(d.firm) and d.canonical_unit in ("kWh", "kW")],
        **words(context),
    }
    return Page("digital_projects.html", "portal.nav.digital_projects", data)
