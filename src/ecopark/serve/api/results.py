"""Results that the flows made: findings, averages, exceedances, accounts. Read from derived tables, never computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from ecopark.core.messages import Message
from ecopark.engine.embedded.others import WITHHELD
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone, SignedIn
from ecopark.serve.api.documents import A_PAGE
from ecopark.serve.api.formats import JSON, json_rows, table_file, wanted_format
from ecopark.serve.api.network import notice
from ecopark.serve.api.paging import Cursor, Limit, next_link, page_of_table
from ecopark.serve.api.readings import End, Start
from ecopark.serve.api.times import interval, shown
from ecopark.serve.finding_tables import FINDING_TABLES, all_findings
from ecopark.serve.problems import NotFound
from ecopark.serve.readmodel.queue import cases

router = APIRouter(tags=["results"])

FirmId = Annotated[str | None, Query(description="Only this firm.", examples=["steel"])]
Word = Annotated[str | None, Query(max_length=100)]
_JSON_COLUMNS = ("params", "evidence", "uncertainty")


@router.get("/findings", summary="Findings of checks, balances and signs of falsification", responses=A_PAGE)
def findings(
    ask: SignedIn,
    datastream: Word = None,
    severity: Word = None,
    code: Word = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """What a check found, with the data that shows it and, where somebody looked at it, the triage."""
    only = {"datastream": datastream, "severity": severity, "code": code}
    return _derived(ask, FINDING_TABLES, ("start", "id"), only, (start, end), (cursor, limit), finding_json)


@router.get("/queue", summary="What needs somebody: findings by check and datastream, the urgent first")
def triage_queue(ask: SignedIn) -> dict[str, Any]:
    """Cases with probable cause and suggested action; ``where``: open, waiting (snoozed), quieted, settled.

    A check that was dismissed as a false alarm twice on one datastream, and never confirmed there, is folded away
    (``quieted``) from then on; serious findings never are.
    """
    items = []
    for row in cases(ask.snapshot, ask.park.records, ask.scope, ask.park.now()):
        case = row.case
        items.append(
            {
                "code": case.code,
                "datastream": case.datastream,
                "where": case.where,
                "severity": case.severity,
                "findings": [told.id for told in case.findings],
                "start": shown(case.findings[-1].start, ask.zone),
                "end": shown(max(told.end for told in case.findings), ask.zone),
                "text": Message(row.finding.message_id, row.finding.params).render(ask.lang),
                "cause": row.cause.render(ask.lang),
                "action": row.action.render(ask.lang),
                "until": shown(case.until, ask.zone) if case.until else None,
                "state": case.decision.state.value if case.decision else None,
                "note": case.decision.note if case.decision else None,
                "dismissed_here": case.here.wrong,
                "confirmed_here": case.here.right,
                "wrong_share": case.everywhere.wrong_share,
            }
        )
    return {"items": items, "next": None, "notice": notice(ask)}


@router.get("/findings/{finding_id}", summary="One finding")
def finding(ask: SignedIn, finding_id: str) -> dict[str, Any]:
    return finding_json(ask, finding_row(ask, finding_id))


@router.get("/coverage", summary="How much of each datastream could be believed, by month", responses=A_PAGE)
def coverage(ask: Everyone, datastream: Word = None, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return _derived(ask, "coverage", ("datastream", "month"), {"datastream": datastream}, (None, None), (cursor, limit))


@router.get("/monitoring-points/{point_id}/averages", summary="Averages that limits are judged on", responses=A_PAGE)
def averages(
    ask: Everyone,
    point_id: str,
    property: Word = None,  # noqa: A002  name of the query parameter
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """``average`` is null where too few readings were valid."""
    visible.monitoring_point(ask.network, ask.scope, point_id)
    only = {"monitoring_point": point_id, "property": property}
    return _derived(ask, "averages", ("property", "step_s", "start"), only, (start, end), (cursor, limit))


@router.get("/exceedances", summary="Exceedances of limits", responses=A_PAGE)
def exceedances(
    ask: Everyone,
    monitoring_point: Word = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Start, end, worst value, share of valid data. Whether it is a violation is for an authority to find."""
    only = {"monitoring_point": monitoring_point}
    return _derived(ask, "exceedances", ("start", "id"), only, (start, end), (cursor, limit))


@router.get("/limit-states", summary="Limits by monitoring point, property and month", responses=A_PAGE)
def limit_states(ask: Everyone, monitoring_point: Word = None, cursor: Cursor = None, limit: Limit = 100) -> Response:
    keys = ("monitoring_point", "property", "month", "limit_rule")
    return _derived(ask, "limit_states", keys, {"monitoring_point": monitoring_point}, (None, None), (cursor, limit))


@router.get("/accounts/resources", summary="Energy, water, waste by firm, facility and month", responses=A_PAGE)
def resources(
    ask: SignedIn,
    firm: FirmId = None,
    resource: Word = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    only = {"firm": _own(ask, firm), "resource": resource}
    keys = ("month", "firm", "facility", "resource", "direction", "unit")
    return _derived(ask, "resource_lines", keys, only, (start, end), (cursor, limit))


@router.get("/accounts/inventory", summary="Greenhouse-gas inventory, line by line", responses=A_PAGE)
def inventory(
    ask: SignedIn, firm: FirmId = None, start: Start = None, end: End = None, cursor: Cursor = None, limit: Limit = 100
) -> Response:
    """Each line with factor, its year and source, and the share that was measured."""
    only = {"firm": _own(ask, firm)}
    return _derived(ask, "inventory_lines", ("month", "id"), only, (start, end), (cursor, limit))


@router.get("/accounts/energy-costs", summary="Electricity cost by tariff band", responses=A_PAGE)
def energy_costs(
    ask: SignedIn, firm: FirmId = None, start: Start = None, end: End = None, cursor: Cursor = None, limit: Limit = 100
) -> Response:
    """Dong as whole numbers; ``amount_vnd`` is null with a reason where no rule was in force."""
    only = {"firm": _own(ask, firm)}
    keys = ("month", "firm", "datastream", "band")
    return _derived(ask, "energy_costs", keys, only, (start, end), (cursor, limit))


@router.get("/balances/imbalances", summary="What went in and came out at each balance, day by day", responses=A_PAGE)
def imbalances(
    ask: SignedIn,
    balance: Word = None,
    carrier: Word = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """``imbalance`` is null with a reason where a flow has no meter or the day no complete hour."""
    only = {"balance": balance, "carrier": carrier}
    return _derived(ask, "imbalances", ("day", "balance", "carrier"), only, (start, end), (cursor, limit))


@router.get("/balances/reconciled", summary="Reconciled amounts beside the metered ones", responses=A_PAGE)
def reconciled(
    ask: SignedIn,
    edge: Word = None,
    firm: FirmId = None,
    start: Start = None,
    end: End = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """A flow with two meters has two rows with the same reconciled amount; null: it cannot be known."""
    only = {"edge": edge, "firm": _own(ask, firm)}
    return _derived(ask, "reconciled", ("start", "edge", "datastream"), only, (start, end), (cursor, limit))


@router.get("/balances/meter-trust", summary="What the balances can say of each meter, by month", responses=A_PAGE)
def meter_trust(ask: SignedIn, datastream: Word = None, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Smallest bias that would show, which meters cannot be told apart, and which added meter would help most."""
    keys = ("month", "datastream")
    return _derived(ask, "meter_trust", keys, {"datastream": datastream}, (None, None), (cursor, limit))


@router.get("/balances/findings", summary="Findings of balances that do not close", responses=A_PAGE)
def balance_findings(
    ask: SignedIn, severity: Word = None, start: Start = None, end: End = None, cursor: Cursor = None, limit: Limit = 100
) -> Response:
    only = {"severity": severity}
    return _derived(ask, "balance_findings", ("start", "id"), only, (start, end), (cursor, limit), finding_json)


def finding_row(ask: Ask, finding_id: str) -> dict[str, Any]:
    """The finding; ``NotFound`` alike if there is none and if the scope does not reach it."""
    table = all_findings(ask.snapshot, ask.scope, only={"id": [finding_id]})
    if table.num_rows == 0:
        raise NotFound(finding_id)
    return json_rows(table, ask.zone, _JSON_COLUMNS)[0]


def finding_json(ask: Ask, row: dict[str, Any]) -> dict[str, Any]:
    """A finding with its text in the language and its triage; the store has cut what is not the caller's."""
    params = row.get("params") if isinstance(row.get("params"), Mapping) else {}
    text = Message(str(row["message_id"]), params or {}).render(ask.lang)
    triage = ask.park.records.get(ask.scope, "triage", str(row["id"]))
    withheld = row["message_id"] == WITHHELD
    return {**row, "text": text, "withheld": withheld, "triage": dict(triage.content) if triage else None}


def _own(ask: Ask, firm: str | None) -> str | None:
    """A firm that the caller may ask about; another one is answered like one that does not exist."""
    if firm is not None and (firm not in ask.network.firms or not ask.scope.sees(firm)):
        raise NotFound(firm)
    return firm


def _derived(
    ask: Ask,
    names: str | tuple[str, ...],
    keys: Sequence[str],
    only: Mapping[str, str | None],
    times: tuple[str | None, str | None],
    page: tuple[str | None, int],
    shown: Any = None,
) -> Response:
    kind = wanted_format(ask.request)
    headers = ask.conditional()
    wanted = {column: [value] for column, value in only.items() if value is not None}
    names = (names,) if isinstance(names, str) else names
    span = interval(*times, ask.zone)
    table = pa.concat_tables([ask.snapshot.derived(ask.scope, name, span, only=wanted or None) for name in names])
    cut = page_of_table(table, keys, *page)
    headers |= next_link(ask.request, cut.next)
    if kind != JSON and shown is None:
        park = ask.network.park
        facts = {"park": park.name_vi if ask.lang == "vi" else park.name_en, "notice": notice(ask) or "", "table": names[0]}
        return table_file(cut.rows, kind, {**facts, "times": "UTC", "snapshot": str(ask.snapshot.version)}, headers)
    rows = json_rows(cut.rows, ask.zone, _JSON_COLUMNS)
    items = [shown(ask, row) for row in rows] if shown else rows
    return JSONResponse({"items": items, "next": cut.next, "notice": notice(ask)}, headers=headers)


derived_page, own_firm = _derived, _own  # for the routers of other areas
