"""The small park with accounts of February 2026 that reports and open data are made from, and a way to correct them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from tests.serve.small_park import DERIVED, Served, canary_rows

from ecopark.core.flows import Flow, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope
from ecopark.core.terms import Role
from ecopark.network.sharing.policy import HubGrant, SharingPolicy
from ecopark.serve.park import OpenPark

FEBRUARY = datetime(2026, 1, 31, 17)  # as tables store the park's month
MANAGER = Scope(Role.MANAGER, "manager")
STEEL = Scope(Role.FIRM, "user.steel", frozenset({"steel"}))
FIRMS = {"steel": 31337.25, "plating": 42424.25}
PUBLIC_GRANT = HubGrant("public", ("energy", "emissions", "limits", "quality"))


def account_rows(firms: Mapping[str, float]) -> dict[str, pa.Table]:
    """Electricity of the firms and of the park, an inventory line each, one exceedance at the published outfall."""
    tables = canary_rows()
    line = {"month": FEBRUARY, "resource": "electricity", "direction": "in", "unit": "kWh"}
    line |= {"measured_share": 1.0, "origin": "measured"}
    park = {**line, "quantity": sum(firms.values()) + 1000.0}
    tables["resource_lines"] = _table("resource_lines", [{**line, "firm": f, "quantity": v} for f, v in firms.items()])
    tables["park_lines"] = _table("park_lines", [park])
    tables["inventory_lines"] = _table("inventory_lines", [_inventory(firm, value) for firm, value in firms.items()])
    at = {
        "monitoring_point": "works.point",
        "property": "cod",
        "unit": "mg/L",
        "statistic": "mean_24h",
        "origin": "measured",
    }
    limit = {**at, "month": FEBRUARY, "judged": 27, "exceeded": 1, "not_judged": 1, "limit": 75.0, "limit_rule": "permit 7"}
    tables["limit_states"] = _table("limit_states", [limit])
    over = {**at, "id": "e1", "start": datetime(2026, 2, 3), "end": datetime(2026, 2, 4), "worst": 83.5, "limit": 75.0}
    tables["exceedances"] = _table("exceedances", [over])
    coverage = {"datastream": "works.cod", "month": FEBRUARY, "expected": 2688, "good": 2600, "missing": 88, "run": "1"}
    tables["coverage"] = _table("coverage", [coverage])
    return tables


def _inventory(firm: str, value: float) -> dict[str, Any]:
    uncertainty = '{"factor:grid":0.05}'
    facts = {"id": f"line-{firm}", "firm": firm, "facility": f"{firm}.site", "month": FEBRUARY, "scope": 2}
    facts |= {"category": "grid_electricity", "gas": "CO2", "gwp_report": "AR5", "activity": value, "activity_unit": "kWh"}
    facts |= {"factor_id": "grid-2023", "factor_value": 0.6592, "factor_unit": "tCO2/MWh", "factor_year": 2023}
    facts |= {"factor_source": "Cục Biến đổi khí hậu", "emission_tco2e": value * 0.6592e-3, "uncertainty": uncertainty}
    return {**facts, "measured_share": 1.0, "origin": "measured"}


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = DERIVED[name].schema
    zero = {"string": "", "bool": False}
    empty = {
        f.name: None if f.nullable else zero.get(str(f.type), FEBRUARY if pa.types.is_timestamp(f.type) else 0)
        for f in schema
    }
    return pa.Table.from_pylist([{**empty, **{k: v for k, v in row.items() if k in empty}} for row in rows], schema=schema)


def publish_accounts(served: Served, firms: Mapping[str, float] = FIRMS, version: str = "2") -> None:
    """Run the flow that publishes the rows; another version of it corrects what stood before."""
    whole = Interval(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    task = Task("all", tuple(served.park.network.datastreams), whole, whole)

    def run(_task: Task, _inputs: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
        return account_rows(firms)

    def plan(_network: FlowNetwork, _interval: Interval | None) -> list[Task]:
        return [task]

    flow = Flow("canaries", version, ("observations",), tuple(DERIVED.values()), plan, run)
    served.park.store.run_flows([flow])


def mend_declarations(park: OpenPark) -> None:
    """The small park's declarations say nothing that could be read; flows want ones that do."""
    said = {"category": "fuel", "substance": "gas/diesel oil", "activity": 1, "unit": "t", "evidence": "x"}
    said |= {"first_day": "2026-01-01", "last_day": "2026-01-31"}
    for firm in FIRMS:
        park.records.put(MANAGER, "declaration", f"declaration-{firm}", said, firm=firm)


def sharing_with_everybody(park: OpenPark) -> OpenPark:
    """The same park with a policy that names ``public``."""
    return replace(park, settings=replace(park.settings, sharing=SharingPolicy(hubs=(PUBLIC_GRANT,))))
