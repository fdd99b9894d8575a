"""The quality flow: tables as declared, repeatable, independent of order; relations read off the network."""

from __future__ import annotations

import json
import pickle
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust import sample_series as series

from ecopark.core.interval import Interval
from ecopark.core.messages import known_messages
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import OBSERVATIONS, readings_table
from ecopark.core.terms import Carrier, DatastreamKind, DeviceStatus, Flag, NodeKind, Origin
from ecopark.trust.checks.registry import BY_SHORT, level_of
from ecopark.trust.quality import COVERAGE, FINDINGS, quality_flow
from ecopark.trust.relations import stations
from ecopark.trust.settings import read_settings

START = datetime(2025, 3, 1, tzinfo=UTC)


def datastream(name, meter, observed, unit="kWh", kind=DatastreamKind.TOTAL, step_s=900, **more):
    return Datastream(name, meter, observed, unit, kind, Origin.SYNTHETIC, name, name, step_s=step_s, **more)


def park(datastreams, meters=None, extra_edges=(), nodes=()):
    return FlowNetwork.of(
        Park("p", "Khu", "Park"),
        firms=[Firm("a", "A", "A")],
        nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("a", NodeKind.FIRM, "A", "A"), *nodes],
        edges=[Edge("grid-a", Carrier.ELECTRICITY, "grid", "a"), *extra_edges],
        monitoring_points=[MonitoringPoint("out", "a", "Cửa xả", "Outfall", "wastewater")],
        meters=meters or [Meter("m", edge="grid-a")],
        datastreams=datastreams,
    )


def load(n=96 * 60, seed=1):
    """Sixty days of a working load, 15 min, kWh."""
    rng = np.random.default_rng(seed)
    hour = np.arange(n) % 96 / 4
    return np.round(20 + 30 * ((hour > 7) & (hour < 17)) + rng.normal(0, 1, n), 2)


def readings(name, values, step_s=900, start=START, **more):
    times = [start + timedelta(seconds=step_s * i) for i in range(len(values))]
    return series.observations(readings_table(name, times, [None if v is None else float(v) for v in values], **more))


def one(values, **more):
    """Judge one energy meter."""
    network = park([datastream("m.e", "m", "active_energy", **more)])
    return series.judged(network=network, tables={"m.e": readings("m.e", values)})


def bits(found, short, name):
    flags = found["flags"].filter(pc.equal(found["flags"]["datastream"], name))
    return int(np.count_nonzero(flags["tests"].to_numpy() & BY_SHORT[short].mask))


def test_flow__tables_have_the_declared_schemas_and_lie_inside_the_answer():
    network, tables = series.sample()
    flow = quality_flow(network)
    schemas = {o.name: (o.schema, o.time_column) for o in flow.outputs}
    for task in flow.plan(network, series.EXTENT):
        for name, table in flow.run(task, {"observations": series.observed(task, tables)}).items():
            schema, time_column = schemas[name]
            assert table.schema == schema
            if table.num_rows:
                low, high = pc.min_max(table[time_column]).as_py().values()
                assert task.answers.start.replace(tzinfo=None) <= low
                assert high < task.answers.end.replace(tzinfo=None)


def test_flow__the_sample_is_judged_within_eight_cpu_seconds():
    network, tables = series.sample()
    rows = sum(table.num_rows for table in tables.values())
    began = time.process_time()
    series.judged(network=network, tables=tables)
    assert rows > 800_000
    assert time.process_time() - began < 8


def test_flow__each_datastream_is_answered_by_exactly_one_task():
    network, _ = series.sample()
    answered = [d for s in stations(network) for d in s.own]
    assert sorted(answered) == sorted(network.datastreams)


def test_flow__survives_the_way_to_a_worker():
    network, tables = series.sample()
    flow = pickle.loads(pickle.dumps(quality_flow(network)))
    task = next(t for t in flow.plan(network, series.EXTENT) if "works.outflow.flow" in t.datastreams)
    given_rows = {"observations": series.observed(task, tables)}
    assert flow.run(task, given_rows)["flags"].equals(quality_flow(network).run(task, given_rows)["flags"])


@pytest.mark.parametrize("seed", [1, 2])
def test_flow__order_of_rows_does_not_matter(seed):
    network, tables = series.sample()
    flow = quality_flow(network)
    for task in flow.plan(network, series.EXTENT):
        if not any(name.startswith(("works.", "outfall")) for name in task.datastreams):
            continue
        rows = series.observed(task, tables)
        mixed = rows.take(pa.array(np.random.default_rng(seed).permutation(rows.num_rows)))
        straight, shuffled = (flow.run(task, {"observations": r}) for r in (rows, mixed))
        for name in straight:
            assert straight[name].equals(shuffled[name])


def test_flow__no_readings_no_answers():
    network = park([datastream("m.e", "m", "active_energy")])
    flow = quality_flow(network)
    (task,) = flow.plan(network, Interval(START, START + timedelta(days=40)))
    out = flow.run(task, {"observations": OBSERVATIONS.empty_table()})
    assert {name: table.num_rows for name, table in out.items()} == {"flags": 0, "coverage": 0, "findings": 0}
    assert out["coverage"].schema == COVERAGE
    assert out["findings"].schema == FINDINGS


def test_flow__version_changes_with_a_parameter_or_a_declaration_and_with_nothing_else():
    network = park([datastream("m.e", "m", "active_energy", plausible_max=500)])
    again = park([datastream("m.e", "m", "active_energy", plausible_max=500)])
    wider = park([datastream("m.e", "m", "active_energy", plausible_max=600)])
    loose = read_settings({"relations": {"submeters_sum": {"relative": 0.1}}})
    versions = [quality_flow(n).version for n in (network, again, wider)] + [quality_flow(network, loose).version]
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


def test_flow__clean_load_has_no_flag_and_full_coverage():
    found = one(load())
    assert found["flags"].num_rows == found["findings"].num_rows == 0
    coverage = found["coverage"].to_pylist()
    assert [c["expected"] for c in coverage] == [31 * 96 - 28, 29 * 96 + 28]  # the park's months begin at 17:00 UTC
    assert all(c["good"] == c["evaluated"] == c["expected"] and c["missing"] == 0 for c in coverage)
    assert coverage[1]["month"] == datetime(2025, 3, 31, 17)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_coverage__adds_up_whatever_is_missing_or_wrong(data):
    values = list(load(96 * 40))
    for i in data.draw(st.lists(st.integers(0, len(values) - 1), max_size=30)):
        values[i] = data.draw(st.sampled_from([None, -3.0, 900.0]))
    network = park([datastream("m.e", "m", "active_energy", plausible_max=500)])
    table = readings("m.e", values)
    gone = data.draw(st.integers(0, 200))
    keep = [i for i in range(len(values)) if not 1000 <= i < 1000 + gone]
    found = series.judged(network=network, tables={"m.e": table.take(pa.array(keep))})
    rows = found["coverage"].to_pylist()
    assert all(r["good"] + r["doubtful"] + r["bad"] == r["evaluated"] for r in rows)
    assert all(r["evaluated"] + r["missing"] == r["expected"] for r in rows)
    assert sum(r["evaluated"] for r in rows) == sum(values[i] is not None for i in keep)
    assert sum(r["bad"] + r["doubtful"] for r in rows) == found["flags"].num_rows
    assert sum(r["expected"] for r in rows) == len(values)


def test_flags__flag_is_the_highest_level_of_its_tests():
    found = series.judged()
    for row in found["flags"].slice(0, 2000).to_pylist():
        assert row["flag"] == level_of(row["tests"]) >= Flag.DOUBTFUL


def test_flags__keep_the_revision_that_was_judged():
    table = readings("m.e", [*load()[:500], -5.0])
    table = table.set_column(7, OBSERVATIONS.field("revision"), pa.array([3] * 501, pa.uint16()))
    found = series.judged(network=park([datastream("m.e", "m", "active_energy")]), tables={"m.e": table})
    (row,) = found["flags"].to_pylist()
    assert (row["revision"], row["flag"]) == (3, Flag.BAD)


def test_flags__good_days_added_later_flag_nothing_before():
    values = load(96 * 90)
    values[1000] = -4
    short, longer = one(values[: 96 * 60]), one(values)
    assert short["flags"].equals(longer["flags"])


def test_status__calibration_and_fault_are_bad_and_not_compared():
    values = load(2000)
    status = np.full(2000, DeviceStatus.MEASURING)
    values[500:504], status[500:504] = 9000.0, DeviceStatus.CALIBRATING
    values[700], status[700] = 0.01, DeviceStatus.FAULT
    network = park([datastream("m.e", "m", "active_energy")])
    table = readings("m.e", values, status=pa.array(status, pa.uint8()))
    found = series.judged(network=network, tables={"m.e": table})
    assert (bits(found, "calibrating", "m.e"), bits(found, "device_fault", "m.e")) == (4, 1)
    assert bits(found, "spike", "m.e") == 0
    assert found["flags"].num_rows == 5


def test_status__a_station_that_calibrates_is_told_once():
    streams = [datastream(p, "s", p, "mg/L", DatastreamKind.MEASUREMENT, 300) for p in ("cod", "tss", "ammonium_n")]
    network = park(streams, [Meter("s", monitoring_point="out")])
    status = np.zeros(500)
    status[100:112] = DeviceStatus.CALIBRATING
    values = 40 + np.random.default_rng(8).normal(0, 1, 500)
    tables = {d.id: readings(d.id, values, 300, status=pa.array(status, pa.uint8())) for d in streams}
    (finding,) = series.judged(network=network, tables=tables)["findings"].to_pylist()
    assert (finding["code"], finding["count"], len(finding["others"])) == ("trust.calibrating", 12, 2)


def test_future__a_reading_about_tomorrow_is_bad():
    table = readings("m.e", load(300))
    early = pa.array([START.replace(tzinfo=None) + timedelta(days=2)] * 300, pa.timestamp("us"))
    found = series.judged(
        network=park([datastream("m.e", "m", "active_energy")]),
        tables={"m.e": table.set_column(6, OBSERVATIONS.field("recorded_time"), early)},
    )
    assert bits(found, "future_time", "m.e") == 300 - 193  # the first two days and five minutes are past


def test_unit_mixup__register_in_wh_for_two_days():
    amounts = load(96 * 60)
    amounts[96 * 30 + 68 : 96 * 32 + 68] *= 1000  # two days of the park, which begin at 17:00 UTC
    network = park([datastream("m.r", "m", "active_energy", kind=DatastreamKind.TOTAL_INCREASING)])
    found = series.judged(network=network, tables={"m.r": readings("m.r", np.append(0, np.cumsum(amounts)))})
    (finding,) = [f for f in found["findings"].to_pylist() if f["code"] == "trust.unit_mixup"]
    assert json.loads(finding["params"])["exponent"] == 3
    assert finding["count"] == 192


ODD = st.one_of(st.none(), st.just(0.0), st.floats(-1e12, 1e12), st.sampled_from([1.0, 100.0, 1e-9]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_flow__judges_any_record_without_failing(data):
    streams = [
        datastream("m.e", "m", "active_energy"),
        datastream("m.pf", "m", "power_factor", "%", DatastreamKind.MEASUREMENT),
        datastream("m.q", "m", "reactive_energy_lagging", "kvarh"),
        datastream("m.r", "m", "active_energy", kind=DatastreamKind.TOTAL_INCREASING, rollover=1000.0),
        datastream("s.t", "s", "air_temperature", "°C", DatastreamKind.MEASUREMENT, None),
        datastream("s.g", "s", "ghi", "W/m2", DatastreamKind.MEASUREMENT, 3600),
    ]
    network = park(streams, [Meter("m", edge="grid-a"), Meter("s", monitoring_point="out")])
    tables = {}
    for stream in streams:
        values = data.draw(st.lists(ODD, max_size=60)) * data.draw(st.integers(1, 4))
        pauses = data.draw(st.lists(st.sampled_from([1, 60, 900, 3600, 86_400]), min_size=1, max_size=5))
        seconds = np.cumsum([pauses[i % len(pauses)] for i in range(len(values))])
        times = [START + timedelta(seconds=int(at)) for at in seconds]
        status = pa.array([data.draw(st.sampled_from([0, 1, 2, 255]))] * len(values), pa.uint8())
        if values:
            tables[stream.id] = series.observations(readings_table(stream.id, times, values, status=status))
    found = series.judged(network=network, tables=tables)
    coverage = found["coverage"].to_pylist()
    assert sum(c["evaluated"] for c in coverage) == sum(t.num_rows - t["value"].null_count for t in tables.values())
    assert all(c["good"] + c["doubtful"] + c["bad"] == c["evaluated"] and c["missing"] >= 0 for c in coverage)


# --- relations -------------------------------------------------------------------------------------------------------------


def tree(*, rooftop=False):
    nodes = [Node(n, NodeKind.FIRM, n, n) for n in ("a1", "a2")] + [Node("roof", NodeKind.GENERATION, "Mái", "Roof")]
    edges = [Edge(f"a-{n}", Carrier.ELECTRICITY, "a", n) for n in ("a1", "a2")]
    edges += [Edge("roof-a", Carrier.ELECTRICITY, "roof", "a")] if rooftop else []
    meters = [Meter("m", edge="grid-a"), *(Meter(f"m{i}", edge=f"a-a{i}", parent="m") for i in (1, 2))]
    streams = [
        datastream("m.power", "m", "active_power", "kW", DatastreamKind.MEASUREMENT),
        datastream("m1.e", "m1", "active_energy", step_s=3600),
        datastream("m2.r", "m2", "active_energy", kind=DatastreamKind.TOTAL_INCREASING),
    ]
    return park(streams, meters, edges, nodes)


def tree_readings(first=1.0, second=1.0):
    """Power of the main meter, hourly energy and a register below it: 45 % and 50 % of the main meter by day."""
    energy = load()
    hourly = energy.reshape(-1, 4).sum(axis=1) * 0.45 * first
    register = 100 + np.concatenate([[0], np.cumsum(energy * 0.5 * second)])
    return {
        "m.power": readings("m.power", energy * 4),
        "m1.e": readings("m1.e", hourly, 3600),
        "m2.r": readings("m2.r", register),
    }


def test_relations__power_hourly_energy_and_register_are_brought_together():
    found = series.judged(network=tree(), tables=tree_readings())
    assert not bits(found, "submeters_sum", "m.power")
    found = series.judged(network=tree(), tables=tree_readings(second=1.3))
    assert bits(found, "submeters_sum", "m.power") > 50 * 96
    assert not bits(found, "submeter_above_parent", "m2.r")
    (finding,) = [f for f in found["findings"].to_pylist() if f["code"] == "trust.submeters_sum"]
    assert set(finding["others"]) == {"m1.e", "m2.r"}


def test_relations__sub_meter_above_its_parent_flags_the_sub_meter():
    found = series.judged(network=tree(), tables=tree_readings(first=3.0))
    assert bits(found, "submeter_above_parent", "m1.e") > 50 * 24
    assert not bits(found, "submeter_above_parent", "m2.r")


def test_relations__a_finding_shows_nothing_of_another_owner():
    network = tree()
    owned = {"m.power": None, "m1.e": "a", "m2.r": None}
    streams = [replace(d, firm=owned[d.id]) for d in network.datastreams.values()]
    parts = {k: getattr(network, k).values() for k in ("firms", "nodes", "edges", "monitoring_points", "meters")}
    network = FlowNetwork.of(network.park, **parts, datastreams=streams)
    found = series.judged(network=network, tables=tree_readings(first=3.0))["findings"].to_pylist()
    (firms_own,) = [f for f in found if f["code"] == "trust.submeter_above_parent"]
    (parks_own,) = [f for f in found if f["code"] == "trust.submeters_sum"]
    assert firms_own["others"] == []
    assert json.loads(firms_own["evidence"])["columns"] == ["time", "value", "part"]
    assert json.loads(firms_own["params"])["whole"] == "…"
    assert set(parks_own["others"]) == {"m1.e", "m2.r"}
    assert json.loads(parks_own["params"])["whole"] > 0


def test_relations__a_second_supply_explains_more_below_than_above():
    found = series.judged(network=tree(rooftop=True), tables=tree_readings(first=3.0))
    assert not bits(found, "submeter_above_parent", "m1.e")


def test_relations__switched_off_by_settings():
    off = read_settings({"relations": {"submeter_above_parent": "off", "submeters_sum": False}})
    found = series.judged(off, tree(), tree_readings(first=3.0))
    assert not bits(found, "submeter_above_parent", "m1.e")


def test_relations__cod_below_bod_flags_both_and_tells_once():
    streams = [datastream(p, "s", p, "mg/L", DatastreamKind.MEASUREMENT, 86400) for p in ("cod", "bod5")]
    network = park(streams, [Meter("s", monitoring_point="out")])
    cod, bod = 300 + 20 * np.sin(np.arange(60)), 150 + 10 * np.cos(np.arange(60))
    bod[17] = 340
    found = series.judged(network=network, tables={"cod": readings("cod", cod, 86400), "bod5": readings("bod5", bod, 86400)})
    assert (bits(found, "cod_below_bod", "cod"), bits(found, "cod_below_bod", "bod5")) == (1, 1)
    (finding,) = [f for f in found["findings"].to_pylist() if f["code"] == "trust.cod_below_bod"]
    assert (finding["datastream"], finding["others"]) == ("cod", ["bod5"])


def test_generation_in_dark__night_production_is_doubted():
    nodes = [Node("roof", NodeKind.GENERATION, "Mái", "Roof")]
    network = park(
        [datastream("pv", "pv", "active_power", "kW", DatastreamKind.MEASUREMENT, firm="a")],
        [Meter("pv", edge="roof-a")],
        [Edge("roof-a", Carrier.ELECTRICITY, "roof", "a")],
        nodes,
    )
    hour = (np.arange(96 * 40) / 4 + 7) % 24  # local
    sun = np.clip(np.cos((hour - 12) * np.pi / 12), 0, None) * 100
    sun[96 * 20 + 68 + 4] = 30.0  # 01:00 in the park
    found = series.judged(network=network, tables={"pv": readings("pv", sun)})
    assert bits(found, "generation_in_dark", "pv") == 1
    assert found["flags"].num_rows == 1


# --- findings --------------------------------------------------------------------------------------------------------------


def test_findings__every_sentence_is_complete_in_both_languages():
    from ecopark.core.messages import Message

    for row in series.judged()["findings"].to_pylist():
        assert row["message_id"] in known_messages()
        for lang in ("vi", "en"):
            assert "{" not in Message(row["message_id"], json.loads(row["params"])).render(lang)


def test_findings__evidence_is_small_and_shows_the_hits():
    for row in series.judged()["findings"].to_pylist():
        evidence = json.loads(row["evidence"])
        assert 1 <= len(evidence["rows"]) <= 12
        assert len(row["evidence"]) < 4000
        assert all(len(shown) == len(evidence["columns"]) for shown in evidence["rows"])
        first = datetime.fromisoformat(evidence["rows"][0][0]).replace(tzinfo=None)
        assert first == row["start"].replace(microsecond=0)
        assert row["start"] < row["end"]


def test_findings__ids_are_unique_and_stay_when_the_record_grows():
    found = series.judged()["findings"]
    assert len(set(found["id"].to_pylist())) == found.num_rows
    values = load(96 * 90)
    values[2000:2100] = values[2000]
    short, longer = one(values[: 96 * 60]), one(values)
    assert short["findings"]["id"].to_pylist() == longer["findings"]["id"].to_pylist()
    assert short["findings"].num_rows == 1


def test_findings__one_per_episode_then_by_month_then_by_year():
    values = load(96 * 300)
    for days, most in ((5, 5), (100, 12), (299, 12)):
        bad = values.copy()
        bad[np.arange(days) * 96 * max(1, 290 // days) + 40] = -1
        found = one(bad)["findings"].to_pylist()
        assert sum(f["count"] for f in found) == days
        assert 1 <= len(found) <= most


def test_clock_shift__tells_the_same_with_the_site_declared():
    network, tables = series.sample()
    located = read_settings({"site": {"latitude": 12.5, "longitude": 109.0}})
    found = series.judged(located, network, tables)["findings"].to_pylist()
    assert sum(f["code"] == "trust.clock_shift" for f in found) == 3


def test_clock_shift__without_irradiance_the_sun_is_enough():
    network, tables = series.sample()
    streams = [replace(d, firm=None) if d.id == "pv.site.ghi" else d for d in network.datastreams.values()]
    alone = FlowNetwork.of(
        network.park,
        firms=network.firms.values(),
        facilities=network.facilities.values(),
        nodes=network.nodes.values(),
        edges=network.edges.values(),
        monitoring_points=network.monitoring_points.values(),
        meters=network.meters.values(),
        datastreams=streams,
    )
    found = [
        f for f in series.judged(network=alone, tables=tables)["findings"].to_pylist() if f["code"] == "trust.clock_shift"
    ]
    assert len(found) == 3
    assert {json.loads(f["params"])["reference"] for f in found} == {"sun position"}
