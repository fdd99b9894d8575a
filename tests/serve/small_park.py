"""A small but real park for tests of serve: two firms, the park's works, a published outfall, real store, records and log.

Every firm's things carry a word (a canary) that stands nowhere else: if it turns up in an answer to somebody else,
something leaked.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from ecopark.core.network import Datastream, Edge, Facility, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.scope import Scope
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin, Role
from ecopark.serve.access.sessions import csrf_token, sign_in
from ecopark.serve.access.tokens import create_token
from ecopark.serve.access.users import create_user
from ecopark.serve.api.app import create_app
from ecopark.serve.park import OpenPark

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MANAGER = Scope(Role.MANAGER, user="setup")
CANARY = {"steel": "zinnober", "plating": "kobalt"}
PASSWORD = "Con đường dài 2026 {}"
USERS: dict[str, tuple[Role, tuple[str, ...]]] = {
    "manager": (Role.MANAGER, ()),
    "inspector": (Role.INSPECTOR, ()),
    "regulator": (Role.REGULATOR, ()),
    "user.steel": (Role.FIRM, ("steel",)),
    "user.plating": (Role.FIRM, ("plating",)),
}


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **passed: float) -> None:
        self.now += timedelta(**passed)


def small_network() -> FlowNetwork:
    firms, facilities, nodes, edges, points, meters, streams = [], [], [], [], [], [], []
    nodes.append(Node("grid", NodeKind.GRID, "Lưới điện", "Grid"))
    nodes.append(Node("works", NodeKind.WORKS, "Trạm xử lý nước thải", "Works"))
    nodes.append(Node("outfall", NodeKind.OUTFALL, "Cửa xả", "Outfall"))
    for firm, canary in CANARY.items():
        firms.append(Firm(firm, f"Công ty {canary}", f"{canary} company", "x"))
        facilities.append(Facility(f"{firm}.site", firm, f"Nhà máy {canary}", f"{canary} site"))
        nodes.append(Node(f"{firm}.node", NodeKind.FIRM, canary, canary, firm, f"{firm}.site"))
        nodes.append(Node(f"{firm}.out", NodeKind.OUTFALL, canary, canary, firm))
        edges.append(Edge(f"{firm}.supply", Carrier.ELECTRICITY, "grid", f"{firm}.node"))
        edges.append(Edge(f"{firm}.drain", Carrier.WASTEWATER, f"{firm}.node", "works"))
        points.append(MonitoringPoint(f"{firm}.point", f"{firm}.out", canary, canary, "wastewater", firm))
        meters.append(Meter(f"{firm}.meter", edge=f"{firm}.supply", firm=firm))
        meters.append(Meter(f"{firm}.probe", monitoring_point=f"{firm}.point", firm=firm))
        streams.append(_stream(f"{firm}.energy", f"{firm}.meter", "active_energy", "kWh", firm, canary))
        streams.append(_stream(f"{firm}.cod", f"{firm}.probe", "cod", "mg/L", firm, canary))
    edges.append(Edge("works.out", Carrier.WASTEWATER, "works", "outfall"))
    edges.append(Edge("byproduct", Carrier.MATERIAL, "steel.node", "plating.node", "zinnober-kobalt slag"))
    points.append(MonitoringPoint("works.point", "outfall", "Cửa xả chung", "Common outfall", "wastewater", public=True))
    meters.append(Meter("works.meter", monitoring_point="works.point"))
    meters.append(Meter("exchange.meter", edge="byproduct"))
    streams.append(_stream("works.cod", "works.meter", "cod", "mg/L", None, "", public=True))
    streams.append(_stream("works.ph", "works.meter", "ph", "", None, "malachite"))
    park = Park("test", "Khu thử nghiệm", "Test park", notice_vi="Khu này được lắp ghép.", notice_en="This park is assembled.")
    return FlowNetwork.of(
        park,
        firms=firms,
        facilities=facilities,
        nodes=nodes,
        edges=edges,
        monitoring_points=points,
        meters=meters,
        datastreams=streams,
    )


def _stream(
    stream_id: str, meter: str, observed: str, unit: str, firm: str | None, canary: str, *, public: bool = False
) -> Datastream:
    kind = DatastreamKind.TOTAL if observed == "active_energy" else DatastreamKind.MEASUREMENT
    return Datastream(
        stream_id, meter, observed, unit, kind, Origin.SYNTHETIC, canary, canary, firm, 900, public=public, source=canary
    )


def canary_rows(network: FlowNetwork) -> dict[str, pa.Table]:
    """Rows of every derived table for both firms and the works; texts of a firm's rows hold its canary."""
    month = datetime(2026, 2, 1)
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in DERIVED}
    for owner, word, stream, point in (
        ("steel", "zinnober", "steel.cod", "steel.point"),
        ("plating", "kobalt", "plating.cod", "plating.point"),
        (None, "malachite", "works.ph", None),
        (None, "open", "works.cod", "works.point"),
    ):
        firm = {"firm": owner, "facility": f"{owner}.site" if owner else None, "month": month, "origin": "synthetic"}
        tables["findings"].append(_finding(f"finding-{word}", stream, (), word))
        tables["coverage"].append({"datastream": stream, "month": month, "evaluated": 3, "good": 3, "run": word})
        tables["resource_lines"].append({**firm, "resource": word, "direction": "in", "quantity": 7.5, "unit": "kWh"})
        tables["inventory_lines"].append({**firm, "id": f"line-{word}", "scope": 1, "category": word, "uncertainty": "{}"})
        tables["energy_costs"].append({**firm, "datastream": stream, "band": "peak", "reason": word})
        if point is not None:
            at = {"monitoring_point": point, "property": "cod"}
            tables["averages"].append({**at, "start": month, "step_s": 3600, "average": 11.0, "unit": "mg/L", "origin": word})
            tables["exceedances"].append({**at, "id": f"exceedance-{word}", "start": month, "end": month, "reason": word})
            tables["limit_states"].append({**at, "month": month, "limit_rule": word, "judged": 1})
    tables["findings"].append(_finding("finding-both", "steel.cod", ("plating.cod",), "kobalt"))
    return {name: pa.Table.from_pylist(rows, schema=DERIVED[name].schema) for name, rows in tables.items()}


def _finding(finding_id: str, stream: str, others: tuple[str, ...], word: str) -> dict[str, Any]:
    return {
        "id": finding_id,
        "code": "trust.flat_line",
        "datastream": stream,
        "others": list(others),
        "start": datetime(2026, 2, 3),
        "end": datetime(2026, 2, 4),
        "severity": "attention",
        "message_id": "trust.flat_line.found",
        "params": json.dumps({"word": word}),
        "evidence": json.dumps({"rows": [word]}),
        "check_version": "1",
        "count": 3,
    }
