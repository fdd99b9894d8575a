from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.account_park import (
    EDGES,
    HOURS,
    MARCH,
    METERS,
    NODES,
    STREAMS,
    E,
    full_march,
    hourly,
    node,
    run,
    small_park,
    stream,
    table,
)  # fmt: skip

from ecopark.account.boundary import crossings
from ecopark.account.declarations import Declaration
from ecopark.account.resource_lines import RESOURCE_LINES, resources_flow
from ecopark.account.resources import consumption, totals
from ecopark.core.interval import Interval
from ecopark.core.network import Edge, Meter
from ecopark.core.terms import NodeKind


def line(lines, firm, resource, direction):
    (found,) = (x for x in lines if x.owner.firm == firm and x.resource == resource and x.direction == direction)
    return found


def test_totals__a_sub_meter_and_a_check_meter_are_not_added():
    steel = line(totals(full_march(), small_park(), MARCH), "steel", "electricity", "in")
    assert steel.quantity == pytest.approx(100 * HOURS)
    assert steel.datastreams == ("steel.e",)  # neither steel.p (same meter) nor check.e nor furnace.e
    assert steel.measured_share == pytest.approx(1)
    assert steel.owner.facility == "mill"
    assert steel.origin == "measured"


def test_totals__meters_side_by_side_add_up():
    second = (Meter("steel-2", edge="bus-steel", parent="main", firm="steel"),)
    network = small_park(meters=METERS + second, streams=(*STREAMS, stream("steel.e2", "steel-2", "active_energy", "kWh")))
    rows = pa.concat_tables([full_march(), table(hourly("steel.e2", 7))])
    assert line(totals(rows, network, MARCH), "steel", "electricity", "in").quantity == pytest.approx(107 * HOURS)


def test_totals__own_generation_stands_apart():
    lines = totals(full_march(), small_park(), MARCH)
    assert line(lines, "steel", "electricity", "generated").quantity == pytest.approx(5 * HOURS)
    own = [x for x in lines if x.owner.firm == "steel"]
    assert consumption(own, "electricity", "MWh").value == pytest.approx(0.105 * HOURS)


def test_totals__the_park_is_what_crosses_its_border():
    lines = totals(full_march(), small_park(), MARCH, by="park")
    assert line(lines, None, "electricity", "in").quantity == pytest.approx(160 * HOURS)
    assert line(lines, None, "electricity", "in").datastreams == ("main.e",)
    assert line(lines, None, "electricity", "generated").quantity == pytest.approx(5 * HOURS)
    assert line(lines, None, "wastewater", "out").quantity is None  # works-outfall has no meter
    assert line(lines, None, "wastewater", "out").unmetered == ("works-outfall",)
    assert line(lines, None, "wastewater", "out").measured_share == 0


def test_totals__without_a_main_meter_the_edges_below_the_bus_bar_are_taken():
    meters = tuple(Meter(m.id, edge=m.edge, firm=m.firm) for m in METERS if m.id in ("steel-main", "plating-main"))
    streams = [s for s in STREAMS if s.id in ("steel.e", "plating.e")]
    lines = totals(full_march(), small_park(meters=meters, streams=streams), MARCH, by="park")
    entering = line(lines, None, "electricity", "in")
    assert entering.quantity == pytest.approx(150 * HOURS)
    assert entering.unmetered == ("bus-works",)
    assert entering.measured_share == pytest.approx(2 / 3)


def test_totals__two_edges_into_one_bus_bar_are_not_guessed():
    edges = (*EDGES, Edge("turbine-bus", E, "turbine", "bus"))
    nodes = (*NODES, node("turbine", NodeKind.GENERATION))
    meters = tuple(Meter(m.id, edge=m.edge, firm=m.firm) for m in METERS if m.id == "steel-main")
    streams = [s for s in STREAMS if s.id == "steel.e"]
    lines = totals(full_march(), small_park(nodes=nodes, edges=edges, meters=meters, streams=streams), MARCH, by="park")
    assert line(lines, None, "electricity", "in").quantity is None


def test_totals__missing_hours_lower_the_share_and_are_not_filled():
    rows = table(hourly("plating.e", 50, missing=HOURS // 2))
    found = line(totals(rows, small_park(), MARCH), "plating", "electricity", "in")
    assert found.quantity == pytest.approx(50 * HOURS / 2)
    assert found.measured_share == pytest.approx(0.5)
    assert line(totals(rows, small_park(), MARCH), "steel", "electricity", "in").quantity is None


def test_totals__daily_rows_count_in_proportion_to_time():
    half_day = Interval(MARCH.start, MARCH.start + timedelta(hours=12))
    water = line(totals(full_march(), small_park(), half_day), "plating", "water", "in")
    assert water.quantity == pytest.approx(12)
    assert water.origin == "synthetic"


def test_totals__meter_class_is_taken_as_limits_of_error():
    steel = line(totals(full_march(), small_park(), MARCH), "steel", "electricity", "in")
    assert steel.estimate.relative_uncertainty == pytest.approx(0.005 / 3**0.5)
    roof = line(totals(full_march(), small_park(), MARCH), "steel", "electricity", "generated")
    assert list(roof.parts) == ["assumed:meter:roof"]


def test_crossings__facility_level_sees_the_border_inside_a_firm():
    nodes = tuple(node("furnace", NodeKind.FIRM, "steel") if n.id == "furnace" else n for n in NODES)
    found = {(c.owner.firm, c.owner.facility, c.direction): c.datastreams
             for c in crossings(small_park(nodes=nodes), "facility") if c.resource == "electricity"}  # fmt: skip
    assert found[("steel", None, "in")] == ("furnace.e",)
    assert found[("steel", "mill", "out")] == ("furnace.e",)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 1e4), min_size=48, max_size=48), st.integers(1, 48 * 3600 - 1))
def test_totals__parts_of_an_interval_add_up_to_the_whole(values, cut):
    rows = table(*(hourly("plating.e", v, start=MARCH.start + timedelta(hours=i), hours=1) for i, v in enumerate(values)))
    whole = Interval(MARCH.start, MARCH.start + timedelta(hours=48))
    middle = MARCH.start + timedelta(seconds=cut)
    amounts = [
        line(totals(rows, small_park(), interval), "plating", "electricity", "in").quantity
        for interval in (whole, Interval(whole.start, middle), Interval(middle, whole.end))
    ]
    assert amounts[0] == pytest.approx(sum(values))
    assert amounts[1] + amounts[2] == pytest.approx(amounts[0])


def test_resources_flow__lines_by_firm_and_month():
    network = small_park()
    out = run(resources_flow(network), network, full_march())
    assert out.schema == RESOURCE_LINES
    rows = {(r["firm"], r["resource"], r["direction"]): r for r in out.to_pylist()}
    assert rows[("steel", "electricity", "in")]["quantity"] == pytest.approx(74_400)
    assert (None, "electricity", "in") not in rows
    assert rows[("plating", "wastewater", "out")]["quantity"] == pytest.approx(2 * HOURS)
    assert {r["month"] for r in rows.values()} == {MARCH.start.replace(tzinfo=None)}


def test_resources_flow__the_parks_border_has_a_table_of_its_own():
    network = small_park()
    rows = run(resources_flow(network), network, full_march(), name="park_lines").to_pylist()
    assert {r["firm"] for r in rows} == {None}
    found = {(r["resource"], r["direction"]): r["quantity"] for r in rows}
    assert found[("electricity", "in")] == pytest.approx(160 * HOURS)
    assert ("electricity", "out") not in found  # losses lie inside


def declared(**changes):
    content = {"category": "waste", "activity": 4, "unit": "tấn", "first_day": "2025-03-01", "last_day": "2025-04-30",
               "evidence": "chứng từ 17"}  # fmt: skip
    return Declaration.of("d-1", "plating", {**content, **changes})


def test_resources_flow__declared_waste_is_shared_out_by_days_and_says_declared():
    network = small_park()
    rows = run(resources_flow(network, [declared()]), network, full_march()).to_pylist()
    waste = {r["month"].month: r for r in rows if r["resource"] == "waste"}
    assert waste[2]["quantity"] == pytest.approx(4 * 31 / 61)  # March begins on 28 February 17:00 UTC
    assert waste[3]["quantity"] == pytest.approx(4 * 30 / 61)
    assert waste[2]["origin"] == "declared"
    assert waste[2]["measured_share"] == 0


def test_resources_flow__a_declaration_of_what_is_metered_is_not_added():
    network = small_park()
    extra = declared(category="water", unit="m3", activity=1000)
    rows = run(resources_flow(network, [extra]), network, full_march()).to_pylist()
    assert sum(r["quantity"] or 0 for r in rows if r["resource"] == "water" and r["firm"]) == pytest.approx(24 * 31)
    assert resources_flow(network).version != resources_flow(network, [extra]).version
