"""Scope 2 three ways: amounts, units used once, hours that are matched and hours that are not."""

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
    amounts_of,
    full_march,
    hourly,
    node,
    small_park,
    stream,
    table,
)

from ecopark.account.hourly_matching import SCOPE2_HOURS, scope2_hours_flow
from ecopark.account.instruments import instruments_of
from ecopark.account.inventory import inventory_flow
from ecopark.account.lineage import read_reason
from ecopark.account.quantities import QUANTITIES
from ecopark.account.scope2 import SCOPE2, scope2_flow
from ecopark.account.wastewater import TREATMENT_LOADS
from ecopark.core.interval import Interval
from ecopark.core.network import Edge, Meter
from ecopark.core.records import Record
from ecopark.core.terms import NodeKind
from ecopark.rules.load import load_packs

BOOK = load_packs()
FACTOR = 0.6592


def record_of(kind, name, content):
    return Record(kind, name, 1, None, False, content, "user", MARCH.start)


def unit(name, owner, kwh, *, state="cancelled", origin="wind farm", start=MARCH.start, end=MARCH.end, **more):
    content = {
        "unit": {"kind": "certificate", "origin": origin, "start": start.isoformat(), "end": end.isoformat(),
                 "quantity": kwh, "unit": "kWh"},
        "state": state, "owner": owner, "cancelled_for": "scope2", **more,
    }  # fmt: skip
    return record_of("ledger_entry", name, content)


def of_flow(flow, network, rows, interval, **tables):
    parts = [flow.outputs[0].schema.empty_table()]
    for task in flow.plan(network, interval):
        mine = [r for r in rows if r["datastream"] in task.datastreams]
        given = {"quantities": pa.Table.from_pylist(mine, schema=QUANTITIES), "amounts": amounts_of(mine), **tables}
        parts.append(flow.run(task, given)[flow.outputs[0].name])
    return pa.concat_tables(parts)


def scope2(*units, quantities=None, network=None, interval=MARCH):
    network = network or small_park()
    rows = (quantities or full_march()).to_pylist()
    instruments = instruments_of(units, network)
    hours = of_flow(scope2_hours_flow(network, instruments), network, rows, interval)
    assert hours.schema == SCOPE2_HOURS
    found = of_flow(scope2_flow(BOOK, network, (), instruments), network, rows, interval, scope2_hours=hours)
    assert found.schema == SCOPE2
    return {(row["firm"], row["method"]): row for row in found.to_pylist()}


def test_scope2__without_units_the_three_numbers_are_equal_and_say_why():
    found = scope2()
    for method in ("location", "market", "hourly"):
        row = found["steel", method]
        assert row["consumption_kwh"] == pytest.approx(100 * HOURS)
        assert row["emission_tco2e"] == pytest.approx(74.4 * FACTOR)
        assert row["own_generation_kwh"] == pytest.approx(5 * HOURS)
    assert read_reason(found["steel", "market"]).id == "account.scope2.no_units"
    assert "combined margin" in found["steel", "market"]["factor_source"]


def test_scope2__location_is_the_sum_of_the_inventory():
    network = small_park()
    rows = full_march().to_pylist()
    lines = of_flow(inventory_flow(BOOK, network), network, rows, MARCH, treatment_loads=TREATMENT_LOADS.empty_table())
    inventory = sum(r["emission_tco2e"] for r in lines.to_pylist() if r["scope"] == 2)
    by_location = sum(r["emission_tco2e"] for (_, method), r in scope2().items() if method == "location")
    assert by_location == pytest.approx(inventory)


def test_scope2__a_certificate_of_the_month_counts_by_market_and_in_no_hour():
    found = scope2(unit("rec-1", "steel", 24_400))
    market, by_hour = found["steel", "market"], found["steel", "hourly"]
    assert market["matched_kwh"] == pytest.approx(24_400)
    assert market["emission_tco2e"] == pytest.approx(50.0 * FACTOR)
    assert market["units"] == '["rec-1"]'
    assert by_hour["matched_kwh"] == 0
    assert by_hour["emission_tco2e"] == pytest.approx(74.4 * FACTOR)
    assert read_reason(by_hour).id == "account.scope2.no_hours"
    assert found["steel", "location"]["emission_tco2e"] == pytest.approx(74.4 * FACTOR)
    assert found["plating", "market"]["emission_tco2e"] == pytest.approx(37.2 * FACTOR)


@pytest.mark.parametrize("state", ["issued", "transferred"])
def test_scope2__only_cancelled_units_count(state):
    found = scope2(unit("rec-1", "steel", 24_400, state=state))
    assert found["steel", "market"]["matched_kwh"] == 0
    assert found["steel", "market"]["emission_tco2e"] == found["steel", "location"]["emission_tco2e"]


def test_scope2__units_beyond_the_consumption_do_not_make_it_negative():
    found = scope2(unit("rec-1", "steel", 900_000))
    assert found["steel", "market"]["emission_tco2e"] == pytest.approx(0)
    assert found["steel", "market"]["matched_share"] == pytest.approx(1)


def test_scope2__a_unit_of_another_year_counts_nothing():
    old = Interval.of_month(2024, 3)
    assert scope2(unit("rec-1", "steel", 24_400, start=old.start, end=old.end))["steel", "market"]["matched_kwh"] == 0


def test_scope2__granular_units_match_hour_by_hour():
    """100 kWh are used in every hour; 250 kWh in one hour match 100, 40 kWh in another match 40."""
    hour = timedelta(hours=1)
    units = [
        unit("h-1", "steel", 250, start=MARCH.start, end=MARCH.start + hour),
        unit("h-2", "steel", 40, start=MARCH.start + hour, end=MARCH.start + 2 * hour),
    ]
    found = scope2(*units)
    assert found["steel", "hourly"]["matched_kwh"] == pytest.approx(140)
    assert found["steel", "market"]["matched_kwh"] == pytest.approx(290)
    assert read_reason(found["steel", "hourly"]).id == "account.scope2.same_hour_only"


def neighbour_park():
    """A roof of plating that feeds the bus bar, metered by the hour."""
    nodes = (*NODES, node("sun", NodeKind.GENERATION, "plating"))
    edges = (*EDGES, Edge("sun-bus", E, "sun", "bus"))
    meters = (*METERS, Meter("sun", edge="sun-bus", firm="plating"))
    streams = (*STREAMS, stream("sun.e", "sun", "active_energy", "kWh", "plating"))
    return small_park(nodes=nodes, edges=edges, meters=meters, streams=streams)


def test_scope2__a_roof_that_is_metered_gives_its_units_their_hours():
    """The neighbour's roof gives 300 kWh in each of the first ten hours; 3,000 kWh are bought and cancelled."""
    sun = [*hourly("sun.e", 300, hours=10), *hourly("sun.e", 0, start=MARCH.start + timedelta(hours=10), hours=HOURS - 10)]
    quantities = pa.concat_tables([full_march(), table(sun)])
    found = scope2(unit("pv-1", "steel", 3000, origin="sun.e"), quantities=quantities, network=neighbour_park())
    assert found["steel", "hourly"]["matched_kwh"] == pytest.approx(1000)
    assert found["steel", "market"]["matched_kwh"] == pytest.approx(3000)


def test_scope2__the_own_roof_is_counted_once():
    found = scope2(unit("pv-1", "steel", 3000, origin="roof.e"))
    assert found["steel", "market"]["matched_kwh"] == 0
    assert found["steel", "market"]["emission_tco2e"] == pytest.approx(74.4 * FACTOR)
    assert read_reason(found["steel", "market"]).id == "account.scope2.own_once"


def test_scope2__a_roof_whose_certificates_were_sold_counts_at_the_grid_factor():
    found = scope2(unit("pv-1", "plating", 1860, origin="roof.e"))  # half of 5 kWh x 744 h
    market = found["steel", "market"]
    assert market["sold_attribute_kwh"] == pytest.approx(1860)
    assert market["emission_tco2e"] == pytest.approx((74.4 + 1.86) * FACTOR)
    assert read_reason(market).id == "account.scope2.sold_own"
    assert found["steel", "location"]["emission_tco2e"] == pytest.approx(74.4 * FACTOR)
    assert found["plating", "market"]["matched_kwh"] == pytest.approx(1860)


def test_scope2__no_reading_is_null_with_a_reason():
    found = scope2(quantities=table(hourly("plating.e", 50), hourly("steel.e", 50, missing=HOURS)))
    for method in ("location", "market", "hourly"):
        assert found["steel", method]["emission_tco2e"] is None
        assert read_reason(found["steel", method]).id == "account.line.no_data"


def test_instruments_of__other_kinds_and_unreadable_units_are_left_out():
    of = {"kind": "recycled", "origin": "x", "start": MARCH.start.isoformat(), "end": MARCH.end.isoformat()}
    mass = {"unit": {**of, "quantity": 5, "unit": "t"}, "state": "cancelled", "owner": "steel"}
    other = record_of("ledger_entry", "w", mass)
    broken = record_of("ledger_entry", "x", {"unit": {"quantity": "many"}, "state": "cancelled", "owner": "steel"})
    assert instruments_of([other, broken], small_park()) == ()


AMOUNTS = st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), min_size=1, max_size=30)


@settings(deadline=None, max_examples=25)
@given(AMOUNTS)
def test_scope2__hourly_matching_is_never_above_the_annual_one(hours):
    hour = timedelta(hours=1)
    rows = [r for i, (used, _) in enumerate(hours) for r in hourly("steel.e", used, start=MARCH.start + i * hour, hours=1)]
    units = [
        unit(f"h-{i}", "steel", round(kwh), start=MARCH.start + i * hour, end=MARCH.start + (i + 1) * hour)
        for i, (_, kwh) in enumerate(hours)
    ]
    found = scope2(*units, quantities=table(rows))
    by_hour, by_year = found["steel", "hourly"]["matched_kwh"], found["steel", "market"]["matched_kwh"]
    assert by_hour == pytest.approx(sum(min(used, round(kwh)) for used, kwh in hours))
    assert by_hour <= by_year * (1 + 1e-9) + 1e-9
    assert by_year <= sum(used for used, _ in hours) * (1 + 1e-9) + 1e-9
