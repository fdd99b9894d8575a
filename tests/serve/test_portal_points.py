"""States of monitoring points: averages of the limit's own period, parameters counted once, none without a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.serve.portal_park import MemorySnapshot, network
from tests.serve.portal_tables import NOW, derived_tables, readings_and_flags, table

from ecopark.core.network import FlowNetwork
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Origin, Role, TimeBasis
from ecopark.serve.portal.pages.about import about_page
from ecopark.serve.readmodel.months import Month
from ecopark.serve.readmodel.overview import overview
from ecopark.serve.readmodel.points import PointState, averages, point_states, worst_by_parameter

MONTH = Month.of(NOW)
STACK = {"monitoring_point": "stack-1", "property": "nox", "unit": "mg/Nm3"}


def _snapshot(limits: list[tuple[str, float | None, int, int]]) -> MemorySnapshot:
    """NOx by the hour and by the day, under ``(statistic, limit, judged, exceeded)``."""
    net = network()
    rows = [
        {**STACK, "start": datetime(2025, 11, 17, 17), "step_s": 86400, "average": 80.0, "origin": "measured"},
        {**STACK, "start": datetime(2025, 11, 18, 5), "step_s": 3600, "average": 310.0, "origin": "measured"},
    ]
    states = [
        {**STACK, "month": MONTH.start, "statistic": name, "limit": limit, "judged": judged, "exceeded": exceeded}
        for name, limit, judged, exceeded in limits
    ]
    tables = {**derived_tables(net), "averages": table("averages", rows), "limit_states": table("limit_states", states)}
    tables["exceedances"] = tables["exceedances"].slice(0, 0)
    return MemorySnapshot(net, tables, readings_and_flags()[1])


def _states(limits: list[tuple[str, float | None, int, int]]) -> dict[str, PointState]:
    found = point_states(network(), _snapshot(limits), system_scope("test"), MONTH)  # type: ignore[arg-type]
    return {state.statistic: state for state in found}


def test_point_states__latest_is_of_the_limits_own_period() -> None:
    found = _states([("mean_1h", 300.0, 40, 1), ("mean_24h", 200.0, 17, 0), ("mean_year", 100.0, 0, 0)])
    assert (found["mean_1h"].latest, found["mean_24h"].latest, found["mean_year"].latest) == (310.0, 80.0, None)
    assert found["mean_24h"].ratio == pytest.approx(0.4)
    assert (found["mean_year"].state, found["mean_year"].ratio) == ("insufficient", None)


def test_point_states__what_is_not_judged_has_no_bar() -> None:
    assert _states([("mean_1h", 300.0, 0, 0)])["mean_1h"].ratio is None


@pytest.mark.parametrize(("statistic", "values"), [("mean_1h", [310.0]), ("mean_24h", [80.0]), ("mean_year", [])])
def test_averages__of_the_wanted_period_only(statistic: str, values: list[float]) -> None:
    snapshot: Any = _snapshot([])
    found = averages(snapshot, system_scope("test"), MONTH.interval, "stack-1", "nox", statistic)
    assert [row["average"] for row in found] == values


def test_worst_by_parameter__several_limits_are_one_parameter() -> None:
    found = _states([("mean_1h", 300.0, 40, 1), ("mean_24h", 200.0, 17, 0), ("mean_year", 100.0, 0, 0)])
    assert worst_by_parameter(list(found.values())) == {("stack-1", "nox"): "exceeded"}
    judged = [found["mean_year"], found["mean_24h"]]
    assert worst_by_parameter(judged) == {("stack-1", "nox"): "within"}
    assert worst_by_parameter([replace(found["mean_1h"], limit=None)]) == {}


def test_overview__parameters_without_limit_are_neither_listed_nor_counted() -> None:
    records = SimpleNamespace(find=lambda *_, **__: ())
    park: Any = SimpleNamespace(network=network(), now=lambda: NOW, records=records)
    snapshot: Any = _snapshot([("mean_24h", 200.0, 17, 0), ("", None, 0, 0)])
    view = overview(park, snapshot, system_scope("test"))
    assert [p.statistic for p in view.points] == ["mean_24h"]
    assert view.parameters == {"within": 1}


def _sources(net: FlowNetwork, scope: Scope) -> list[tuple[str, int]]:
    park = SimpleNamespace(rule_rows=lambda lang: ())
    context: Any = SimpleNamespace(network=net, scope=scope, park=park, lang="vi")
    rows: Any = about_page(context).data["sources"]
    return [(row.text, row.count) for row in rows if row.origin is Origin.MEASURED]


def test_about__the_source_of_a_hidden_datastream_is_not_told() -> None:
    net = network()
    streams = {
        **net.datastreams,
        "steel.energy": replace(net.datastreams["steel.energy"], source="meter book of steel", time_basis=TimeBasis.CLOCK),
    }
    net = replace(net, datastreams=streams)
    firm = {name: Scope(Role.FIRM, f"user.{name}", frozenset({name})) for name in ("steel", "plating")}
    public = Scope(Role.PUBLIC, "public")
    assert ("meter book of steel", 1) in _sources(net, firm["steel"])
    assert ("meter book of steel", 1) in _sources(net, system_scope("test"))
    for scope in (firm["plating"], public):
        assert "meter book of steel" not in dict(_sources(net, scope))
    assert dict(_sources(net, public)) == {"UCI 851, CC BY 4.0": 3}
