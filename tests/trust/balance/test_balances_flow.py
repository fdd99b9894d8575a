"""The flow ``balances``: from quantities to reconciled amounts, imbalances, the strength of meters, findings."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.trust.balance.small_network import small_network

from ecopark.account.quantities import QUANTITIES
from ecopark.core.interval import Interval
from ecopark.core.messages import known_messages
from ecopark.trust.balance.flow import balances_flow
from ecopark.trust.balance.settings import read_balance_settings

FIRST = datetime(2024, 12, 31, 17)  # midnight of the first day in Viet Nam
DAYS = 40
SETTINGS = read_balance_settings({"shares": {"bus-losses": {"of": ["grid-bus", "pv-bus"], "share": 0.03, "sd": 0.01}}})
MEAN = {"bus-a": 60.0, "bus-b": 30.0, "bus-works": 10.0, "pv-bus": 20.0, "a-oven": 35.0, "a-press": 15.0}
WATER = {"main-a": 6.0, "main-b": 4.0, "river-main": 10.0, "a-sewer": 5.0, "b-sewer": 3.0, "sewer-works": 8.0}


def hourly(name, amounts, unit, measured=3600.0):
    n = len(amounts)
    known = np.isfinite(amounts)
    return pa.Table.from_pydict(
        {
            "datastream": [name] * n,
            "start": [FIRST + timedelta(hours=i) for i in range(n)],
            "step_s": [3600] * n,
            "quantity": [float(v) if ok else None for v, ok in zip(amounts, known, strict=True)],
            "unit": [unit] * n,
            "measured_s": np.where(known, measured, 0.0),
            "origin": ["measured"] * n,
        },
        QUANTITIES,
    )


def amounts(**changes):
    """Course of a park over the days: bus-a follows the shift; ``changes``: edge -> factor per hour, or an array."""
    hours = np.arange(DAYS * 24)
    shift = 1 + 0.5 * np.sin(hours / 24 * 2 * np.pi)
    truth = {edge: mean * shift for edge, mean in MEAN.items()}
    used = truth["bus-a"] + truth["bus-b"] + truth["bus-works"]
    truth["grid-bus"] = used / 0.97 - truth["pv-bus"]
    truth |= {edge: mean * shift for edge, mean in WATER.items()}
    truth["works-outfall"] = truth["sewer-works"]
    return {edge: course * changes.get(edge, 1.0) for edge, course in truth.items()}


def quantities(courses):
    parts = [
        hourly(f"{edge}.meter", course, "kWh" if edge in MEAN or edge == "grid-bus" else "m3")
        for edge, course in courses.items()
        if edge != "works-outfall"
    ]
    return pa.concat_tables([*parts, hourly("station.flow", courses["works-outfall"], "m3")])


def run(courses, settings=SETTINGS, network=None):
    network = network or small_network()
    flow = pickle.loads(pickle.dumps(balances_flow(network, settings)))
    extent = Interval(FIRST.replace(tzinfo=UTC), (FIRST + timedelta(days=DAYS)).replace(tzinfo=UTC))
    made = {}
    for task in flow.plan(network, extent):
        table = quantities(courses)
        wanted = pa.array(task.datastreams)
        inside = table.filter(pc.is_in(table["datastream"], value_set=wanted))
        for name, found in flow.run(task, {"quantities": inside}).items():
            made.setdefault(name, []).append(found)
    tables = {name: pa.concat_tables(found) for name, found in made.items()}
    for output in flow.outputs:
        assert tables[output.name].schema.equals(output.schema)
    return {name: table.to_pylist() for name, table in tables.items()}


def of(rows, **wanted):
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def test_balances_flow__a_park_whose_meters_agree_has_no_finding():
    made = run(amounts())
    assert made["balance_findings"] == []
    bus = of(made["imbalances"], balance="bus")
    assert len(bus) == DAYS
    assert max(abs(row["imbalance"]) for row in bus) < 1e-6
    assert {row["valid_share"] for row in bus} == {1.0}
    losses = of(made["reconciled"], edge="bus-losses")
    assert {row["state"] for row in losses} == {"computed"}
    grid = of(made["reconciled"], edge="grid-bus")
    pv = of(made["reconciled"], edge="pv-bus")
    assert losses[5]["reconciled"] == pytest.approx(0.03 * (grid[5]["reconciled"] + pv[5]["reconciled"]), rel=1e-6)


def test_balances_flow__reconciled_stands_beside_raw_with_state_and_owner():
    made = run(amounts(**{"bus-b": 0.9}))
    rows = of(made["reconciled"], edge="bus-b")
    assert {row["state"] for row in rows} == {"adjusted"}
    assert {row["firm"] for row in rows} == {"b"}
    assert rows[0]["datastream"] == "bus-b.meter"
    assert all(row["reconciled"] > row["quantity"] for row in rows)
    oven = of(made["reconciled"], edge="a-oven")[0]
    assert (oven["state"], oven["quantity"]) == ("only_measured", oven["reconciled"])
    own = of(made["reconciled"], edge="own_use:a")[3]
    assert (own["firm"], own["datastream"], own["state"]) == ("a", None, "computed")


def test_balances_flow__a_missing_meter_is_computed_and_never_zero():
    courses = amounts()
    courses["bus-b"][100:110] = np.nan
    made = run(courses)
    gap = of(made["reconciled"], edge="bus-b")[100:110]
    truth = amounts()["bus-b"][100:110]
    assert [row["quantity"] for row in gap] == [None] * 10
    assert {row["state"] for row in gap} == {"computed"}
    assert [row["reconciled"] for row in gap] == pytest.approx(truth, rel=1e-3)
    day = of(made["imbalances"], balance="bus")[4]
    assert day["valid_share"] == pytest.approx(14 / 24)


def test_balances_flow__what_cannot_be_known_is_null():
    courses = amounts()
    courses["bus-b"][50:60] = courses["bus-works"][50:60] = np.nan
    made = run(courses)
    for edge in ("bus-b", "bus-works"):
        gap = of(made["reconciled"], edge=edge)[50:60]
        assert {(row["state"], row["reconciled"], row["sd"]) for row in gap} == {("unobservable", None, None)}


def test_balances_flow__no_imbalance_where_a_flow_has_no_meter():
    row = of(run(amounts())["imbalances"], balance="a")[0]
    assert row["imbalance"] is None
    assert row["reason"] == "trust.balance.reason.unmetered"
    assert json.loads(row["reason_params"]) == {"edges": "own_use:a"}
    assert row["inflow"] > row["outflow"]


def test_balances_flow__a_lasting_imbalance_is_one_finding_with_what_a_person_needs():
    factor = np.ones(DAYS * 24)
    factor[20 * 24 :] = 0.6
    made = run(amounts(**{"river-main": factor}))
    (finding,) = made["balance_findings"]
    assert finding["message_id"] == "trust.balance.found.more_out"
    assert finding["start"] == FIRST + timedelta(days=20)
    assert finding["end"] == FIRST + timedelta(days=DAYS)
    assert finding["datastream"] == "river-main.meter"
    assert sorted(finding["others"]) == ["main-a.meter", "main-b.meter"]
    evidence = json.loads(finding["evidence"])
    assert evidence["group"] == [finding["datastream"], *finding["others"]]
    assert evidence["margin"] is None
    assert len(evidence["plot"]["x"]) == len(evidence["plot"]["series"]["inflow"]) <= 200
    ids = [finding["message_id"], evidence["cause"], evidence["action"], *evidence["alternatives"]]
    ids += [evidence["next_proof"]["id"], evidence["base_rate"]["reason"], evidence["wrong_rate"]["reason"]]
    assert set(ids) <= set(known_messages())


def test_balances_flow__two_days_are_no_finding():
    factor = np.ones(DAYS * 24)
    factor[20 * 24 : 22 * 24] = 0.6
    assert run(amounts(**{"river-main": factor}))["balance_findings"] == []


def test_balances_flow__an_imbalance_within_the_accuracy_is_no_finding():
    assert run(amounts(**{"river-main": 0.97}))["balance_findings"] == []


def test_balances_flow__meter_trust_says_group_smallest_bias_and_the_best_added_meter():
    rows = run(amounts())["meter_trust"]
    january = of(rows, month=FIRST)
    (bus_b,) = of(january, datastream="bus-b.meter")
    assert bus_b["redundant"]
    assert "bus-a.meter" in bus_b["group"]
    assert bus_b["reason"] == "trust.balance.reason.confounded"
    assert 0.01 < bus_b["smallest_bias"] < 1
    (oven,) = of(january, datastream="a-oven.meter")
    assert (oven["redundant"], oven["smallest_bias"]) == (False, None)
    assert oven["best_added_meter"] == "own_use:a"
    assert oven["reason"] == "trust.balance.reason.nothing_checks"
    assert len({row["month"] for row in rows}) == 2


def test_balances_flow__the_proposed_place_is_never_another_firms():
    network = small_network()
    owner = {"a": "a", "b": "b"}
    for row in run(amounts())["meter_trust"]:
        place = row["best_added_meter"]
        if place and row["firm"] and not place.startswith("own_use:"):
            ends = {network.nodes[network.edges[place].source].firm, network.nodes[network.edges[place].target].firm}
            assert ends & {row["firm"], None}
            assert not ends & (set(owner) - {row["firm"]})


def test_balances_flow__version_changes_with_what_is_declared():
    network = small_network()
    one = balances_flow(network, SETTINGS).version
    assert one == balances_flow(small_network(), SETTINGS).version
    assert one != balances_flow(network).version
    assert one != balances_flow(small_network(double=("bus-b",)), SETTINGS).version


def test_balances_flow__nothing_without_quantities():
    network = small_network()
    flow = balances_flow(network)
    extent = Interval(FIRST.replace(tzinfo=UTC), (FIRST + timedelta(days=2)).replace(tzinfo=UTC))
    for task in flow.plan(network, extent):
        made = flow.run(task, {"quantities": QUANTITIES.empty_table()})
        assert all(table.num_rows == 0 for table in made.values())


def suspects_of_test(component, steps, version):
    row = dict.fromkeys(("id", "code", "datastream", "severity", "message_id", "params", "evidence", "check_version"), "x")
    return [{**row, "datastream": component.system.measurements[0], "others": [], "start": FIRST, "end": FIRST, "count": 1}]


def test_balances_flow__other_methods_add_their_suspects():
    network = small_network()
    flow = pickle.loads(pickle.dumps(balances_flow(network, SETTINGS, suspects_of_test)))
    extent = Interval(FIRST.replace(tzinfo=UTC), (FIRST + timedelta(days=DAYS)).replace(tzinfo=UTC))
    task = flow.plan(network, extent)[0]
    table = quantities(amounts())
    inside = table.filter(pc.is_in(table["datastream"], value_set=pa.array(task.datastreams)))
    assert flow.run(task, {"quantities": inside})["balance_findings"].num_rows == 1
    assert flow.version != balances_flow(network, SETTINGS).version
