"""The park as a network: firms, nodes, edges, meters, datastreams, monitoring points; cut to the caller's scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from ecopark.core.messages import Message
from ecopark.core.network import Datastream, Edge, Firm, Meter, MonitoringPoint, Node
from ecopark.core.scope import system_scope
from ecopark.serve.access import visible
from ecopark.serve.api.asking import Ask, Everyone
from ecopark.serve.api.documents import A_PAGE, example
from ecopark.serve.api.paging import Cursor, Limit, next_link, page_of_list
from ecopark.serve.api.times import shown

router = APIRouter(tags=["park"])
_LEAST_FIRMS = 3


@router.get("/park", summary="The park", responses=example({"id": "sample", "name": "…", "zone": "Asia/Ho_Chi_Minh"}))
def park(ask: Everyone) -> dict[str, Any]:
    """Name, place, zone, the moment that counts as now, and where its data come from."""
    described = ask.network.park
    return {
        "id": described.id,
        "name": described.name_vi if ask.lang == "vi" else described.name_en,
        "name_vi": described.name_vi,
        "name_en": described.name_en,
        "province": described.province or None,
        "zone": described.zone,
        "now": ask.park.now().astimezone(ask.zone).isoformat(),
        "snapshot": ask.snapshot.version,
        "notice": notice(ask),
    }


@router.get("/park/totals", summary="Totals of the whole park by month and resource", responses=A_PAGE)
def totals(ask: Everyone) -> JSONResponse:
    """Published sums over all firms. A sum that fewer than three firms stand behind is withheld: ``quantity`` is null."""
    table = ask.snapshot.derived(system_scope("totals"), "resource_lines")
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in table.to_pylist():
        key = (row["month"], row["resource"], row["direction"], row["unit"])
        line = sums.setdefault(key, {"quantity": 0.0, "firms": set(), "missing": False})
        line["firms"].add(row["firm"])
        line["missing"] |= row["quantity"] is None
        line["quantity"] += row["quantity"] or 0.0
    items = []
    for (month, resource, direction, unit), line in sorted(sums.items(), key=lambda item: str(item[0])):
        enough = len(line["firms"] - {None}) >= _LEAST_FIRMS
        reason = None if enough else Message("serve.totals.too_few", {"least": _LEAST_FIRMS}).render(ask.lang)
        items.append(
            {
                "month": shown(month, ask.zone),
                "resource": resource,
                "direction": direction,
                "quantity": line["quantity"] if enough else None,
                "unit": unit,
                "complete": not line["missing"] if enough else None,
                "reason": reason,
            }
        )
    return JSONResponse({"items": items, "next": None, "notice": notice(ask)}, headers=ask.conditional())


@router.get("/firms", summary="Firms", responses=A_PAGE)
def firms(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """All firms for those who see the whole park, one's own for a firm, none for the public."""
    return _listed(ask, visible.firms(ask.network, ask.scope), _firm, cursor, limit)


@router.get("/nodes", summary="Nodes of the flow network", responses=A_PAGE)
def nodes(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return _listed(ask, visible.nodes(ask.network, ask.scope), _node, cursor, limit)


@router.get("/edges", summary="Edges: what flows from where to where", responses=A_PAGE)
def edges(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    return _listed(ask, visible.edges(ask.network, ask.scope), _edge, cursor, limit)


@router.get("/meters", summary="Meters", responses=A_PAGE)
def meters(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    reached = {edge.id for edge in visible.edges(ask.network, ask.scope)}
    seen = {meter.id for meter in visible.meters(ask.network, ask.scope)}

    def drawn(meter: Meter) -> Mapping[str, Any]:
        return _meter(meter, reached, seen)

    return _listed(ask, visible.meters(ask.network, ask.scope), drawn, cursor, limit)


@router.get("/datastreams", summary="Datastreams", responses=A_PAGE)
def datastreams(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """What is measured: property, unit, kind, origin. The public sees what the park publishes."""
    return _listed(ask, visible.datastreams(ask.network, ask.scope), datastream_json, cursor, limit)


@router.get("/datastreams/{datastream_id}", summary="One datastream")
def datastream(ask: Everyone, datastream_id: str) -> dict[str, Any]:
    return datastream_json(visible.datastream(ask.network, ask.scope, datastream_id))


@router.get("/monitoring-points", summary="Monitoring points", responses=A_PAGE)
def monitoring_points(ask: Everyone, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Outfalls, stacks and stations where limits are judged; the public sees those that are published by law."""
    return _listed(ask, visible.monitoring_points(ask.network, ask.scope), _point, cursor, limit)


@router.get("/monitoring-points/{point_id}", summary="One monitoring point")
def monitoring_point(ask: Everyone, point_id: str) -> dict[str, Any]:
    return _point(visible.monitoring_point(ask.network, ask.scope, point_id))


def notice(ask: Ask) -> str | None:
    """What every answer with data says about where they come from."""
    described = ask.network.park
    return (described.notice_vi if ask.lang == "vi" else described.notice_en) or None


def datastream_json(stream: Datastream) -> dict[str, Any]:
    return {
        "id": stream.id,
        "name_vi": stream.name_vi,
        "name_en": stream.name_en,
        "firm": stream.firm,
        "meter": stream.meter,
        "observed_property": stream.observed_property,
        "unit": stream.canonical_unit,
        "kind": stream.kind.value,
        "origin": stream.origin.value,
        "time_basis": stream.time_basis.value,
        "step_s": stream.step_s,
        "public": stream.public,
        "source": stream.source or None,
    }


def _listed(
    ask: Ask, things: Sequence[Any], shown: Callable[[Any], Mapping[str, Any]], cursor: str | None, limit: int
) -> Response:
    headers = ask.conditional()
    items, following = page_of_list(things, cursor, limit, shown)
    answer = {"items": items, "next": following, "notice": notice(ask)}
    return JSONResponse(answer, headers={**headers, **next_link(ask.request, following)})


def _firm(firm: Firm) -> dict[str, Any]:
    return {"id": firm.id, "name_vi": firm.name_vi, "name_en": firm.name_en, "sector": firm.sector or None}


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind.value,
        "name_vi": node.name_vi,
        "name_en": node.name_en,
        "firm": node.firm,
        "facility": node.facility,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.id,
        "carrier": edge.carrier.value,
        "source": edge.source,
        "target": edge.target,
        "substance": edge.substance or None,
    }


def _meter(meter: Meter, edges_seen: set[str], meters_seen: set[str]) -> dict[str, Any]:
    return {
        "id": meter.id,
        "edge": meter.edge if meter.edge in edges_seen else None,
        "monitoring_point": meter.monitoring_point,
        "parent": meter.parent if meter.parent in meters_seen else None,
        "firm": meter.firm,
        "accuracy_class_pct": meter.accuracy_class_pct,
        "calibration_due": meter.calibration_due.isoformat() if meter.calibration_due else None,
    }


def _point(point: MonitoringPoint) -> dict[str, Any]:
    return {
        "id": point.id,
        "node": point.node,
        "name_vi": point.name_vi,
        "name_en": point.name_en,
        "medium": point.medium,
        "firm": point.firm,
        "station": point.station,
        "public": point.public,
        "permit": point.permit or None,
        "permit_date": point.permit_date.isoformat() if point.permit_date else None,
        "rule_facts": dict(point.rule_facts),
    }
