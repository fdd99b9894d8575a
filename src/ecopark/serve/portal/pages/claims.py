"""Claims: the list with plain verdicts, one claim with its check list, the form, the ledger of units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from ecopark.core.messages import Lang
from ecopark.core.network import FlowNetwork
from ecopark.core.properties import PROPERTIES, find_property
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.judge.claims.actions import CLAIM, VERDICT
from ecopark.judge.claims.reader import QUANTITIES_OF, stored_claim
from ecopark.judge.claims.records import AUDIENCES, EMISSION_SCOPES, Kind
from ecopark.judge.claims.wording import Names, sentence
from ecopark.judge.ledger.records import MODELS, SMALLEST_UNIT, UnitKind
from ecopark.serve.formats import local
from ecopark.serve.portal.context import Context, Page, PageMissing
from ecopark.serve.portal.names import meter_place
from ecopark.serve.portal.rendering import known, translate
from ecopark.serve.readmodel.claims import claim_row, claim_rows, history_of, picture_of, totals_of, unit_rows

MAKERS = frozenset({Role.MANAGER, Role.FIRM})
OFFERED = tuple(kind for kind in Kind if kind is not Kind.NEUTRALITY)
SIDES = {
    Kind.ABSOLUTE_LIMIT: "<=",
    Kind.REDUCTION: ">=",
    Kind.INTENSITY: "<=",
    Kind.SHARE: ">=",
    Kind.BALANCE: "<=",
    Kind.ATTRIBUTE: ">=",
}
UNITS = {
    Kind.ABSOLUTE_LIMIT: ("mg/L", "mg/Nm3", "-"),
    Kind.REDUCTION: ("%", "kWh", "MWh", "m3", "t", "tCO2e"),
    Kind.INTENSITY: ("kWh/t", "m3/t", "kgCO2e/t"),
    Kind.SHARE: ("%",),
    Kind.BALANCE: ("%", "kWh", "m3"),
    Kind.ATTRIBUTE: ("kWh", "MWh", "t", "tCO2e"),
}


def names_of(context: Context) -> Names:
    """Names of firms, sites, points and meters as the park's description says them, and of the measures in reach."""
    measures = {
        r.id: str(r.content.get("name", r.id)) for r in context.park.records.find(context.scope, "measure", limit=1000)
    }
    return Names(partial(_name, context.network, measures), _property_name)


def _name(network: FlowNetwork, measures: Mapping[str, str], thing: str, lang: Lang) -> str:
    if thing == "park":
        return network.park.name_vi if lang == "vi" else network.park.name_en
    for things in (network.firms, network.facilities, network.monitoring_points):
        if thing in things:
            return getattr(things[thing], f"name_{lang}") or thing
    if thing in network.meters:
        return meter_place(network, thing, lang)
    return measures.get(thing, thing)


def _property_name(property_id: str, lang: Lang) -> str:
    if property_id not in PROPERTIES:
        return property_id
    found = find_property(property_id)
    return found.vi if lang == "vi" else found.en


def claims_page(context: Context) -> Page:
    rows = claim_rows(context.park.records, context.scope, context.lang, names_of(context))
    data = {"rows": rows, "may_make": context.scope.role in MAKERS, "flags": None, "checked": ""}
    return Page("claims.html", "portal.nav.claims", data)


def claim_page(context: Context, claim: str) -> Page:
    records, names = context.park.records, names_of(context)
    record = records.get(context.scope, CLAIM, claim)
    if record is None:
        raise PageMissing(claim)
    row = claim_row(record, records.get(context.scope, VERDICT, claim), context.lang, names)
    strongest = row.said.get("strongest")
    carried = row.said.get("carried")
    own = context.scope.role in MAKERS and (context.scope.sees_all_firms or context.scope.sees(record.firm))
    data = {
        "row": row,
        "picture": picture_of(row),
        "strongest": sentence(stored_claim(strongest), context.lang, names) if strongest else "",
        "carried": sentence(stored_claim(carried), context.lang, names) if carried and not strongest else "",
        "history": history_of(records, context.scope, claim),
        "may_write": own,
        "sees_people": context.scope.role is not Role.PUBLIC,
        "made_by_me": context.scope.user in _makers(record.content),
        "source_name": partial(source_name, context.lang),
        "failed": "",
    }
    return Page("claim.html", row.sentence, data, titled=False)


def source_name(lang: Lang, source: str) -> str:
    """``meter:steel.main`` in words; a source of another kind as it is."""
    kind, _, name = source.partition(":")
    whole = f"portal.claims.source_{kind}_{name}"
    if known(whole):
        return translate(lang, whole)
    if kind not in ("meter", "factor", "model"):
        return source
    return translate(lang, f"portal.claims.source_{kind}", name=name)


def _makers(content: Any) -> list[str]:
    listed = content.get("makers")
    return listed if isinstance(listed, list) else []


def claim_new_page(context: Context) -> Page:
    """Without a kind: which kind; with one: the fields of that kind only."""
    kinds = {kind.value: kind for kind in OFFERED}
    kind = kinds.get(context.query.get("kind", ""))
    now = local(context.now)
    year = now.replace(month=1, day=1) - timedelta(days=1)
    data: dict[str, Any] = {
        "kinds": OFFERED,
        "kind": kind,
        "typed": {"first_day": f"{year.year}-01-01", "last_day": f"{year.year}-12-31", "lists": {}},
        "failed": "",
        "may_make": context.scope.role in MAKERS,
    }
    if kind is not None:
        data |= _choices(context.park.records, context.scope, context.network, kind)
        data["meter_place"] = lambda meter: meter_place(context.network, meter, context.lang)
    return Page("claim_new.html", "portal.claims.new", data)


def _choices(records: RecordsStore, scope: Scope, network: FlowNetwork, kind: Kind) -> dict[str, Any]:
    """What the form offers: only what is the reader's own."""
    firms = [f for f in network.firms.values() if scope.sees(f.id)]
    points = [p for p in network.monitoring_points.values() if scope.sees(p.firm) and p.medium in ("wastewater", "stack")]
    here = {s.observed_property for p in points for s in network.datastreams_of_point(p.id)}
    return {
        "quantities": QUANTITIES_OF[kind],
        "units": UNITS[kind],
        "side": SIDES[kind],
        "firms": firms,
        "park_too": scope.role is Role.MANAGER,
        "meters": sorted(m.id for m in network.meters.values() if m.edge and scope.sees(m.firm)),
        "points": points,
        "properties": sorted(here),
        "audiences": AUDIENCES,
        "scopes": EMISSION_SCOPES,
        "measures": list(records.find(scope, "measure", limit=1000)),
    }


def ledger_page(context: Context) -> Page:
    rows = unit_rows(context.park.records, context.scope)
    claims = [r for r in context.park.records.find(context.scope, CLAIM, limit=1000) if r.content["state"] == "draft"]
    data = {
        "rows": rows,
        "totals": totals_of(rows),
        "may_write": context.scope.role in MAKERS,
        "kinds": [kind.value for kind in UnitKind],
        "smallest": sorted({unit for units in SMALLEST_UNIT.values() for unit in units}),
        "models": MODELS,
        "firms": [f for f in context.network.firms.values() if context.scope.sees(f.id)],
        "others": list(context.network.firms.values()) if context.scope.sees_all_firms else [],
        "park_too": context.scope.role is Role.MANAGER,
        "claims": claims,
        "failed": "",
        "typed": {},
    }
    return Page("ledger.html", "portal.nav.ledger", data)
