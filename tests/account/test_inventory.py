import json
import pickle
from datetime import timedelta

import pyarrow as pa
import pytest
from tests.account.account_park import (
    EDGES,
    HOURS,
    MARCH,
    METERS,
    NODES,
    STREAMS,
    E,
    F,
    full_march,
    hourly,
    node,
    run,
    small_park,
    stream,
    table,
)  # fmt: skip

from ecopark.account.activities import fuel_burnt
from ecopark.account.carbon import estimate_of, footprint_of, select
from ecopark.account.declarations import Declaration
from ecopark.account.inventory import INVENTORY_LINES, inventory_flow
from ecopark.account.lineage import read_reason
from ecopark.core.errors import RuleError
from ecopark.core.interval import Interval
from ecopark.core.network import Edge, Meter
from ecopark.core.terms import NodeKind
from ecopark.rules.load import load_packs

BOOK = load_packs()


def inventory(quantities=None, network=None, report="AR5", declarations=(), interval=MARCH):
    network = network or small_park()
    return run(inventory_flow(BOOK, network, report, declarations), network, quantities or full_march(), interval)


def rows_of(lines, firm, category):
    return [r for r in lines.to_pylist() if r["firm"] == firm and r["category"] == category]


def reason(row, lang="en"):
    return read_reason(row).render(lang)


def test_inventory__a_thousand_kwh_of_2023_are_0_6592_tonnes():
    # 0.6592 tCO2/MWh: grid factor of 2023, Department of Climate Change
    year = Interval.of_month(2023, 3)
    lines = inventory(table(hourly("plating.e", 1000, hours=1, start=year.start)), interval=year)
    (row,) = rows_of(lines, "plating", "grid_electricity")
    assert row["emission_tco2e"] == pytest.approx(0.6592)
    assert row["scope"] == 2
    assert row["factor_id"] == "grid-vn.2023"
    assert row["factor_year"] == 2023
    assert "combined margin" in row["factor_source"]
    assert row["reason"] is None
    assert row["measured_share"] == pytest.approx(1 / HOURS)


def test_inventory__a_factor_of_another_year_is_named_and_provisional():
    (row,) = rows_of(inventory(), "steel", "grid_electricity")
    assert row["factor_year"] == 2023
    assert row["provisional"]
    assert "2023" in reason(row)
    assert row["emission_tco2e"] == pytest.approx(74.4 * 0.6592)


def test_inventory__one_tonne_of_diesel():
    # IPCC 2006 Vol. 2 Tables 1.2, 1.4, 2.3: 43.0 TJ/Gg; 74,100, 3, 0.6 kg/TJ; AR5: CH4 28, N2O 265
    lines = {r["gas"]: r for r in rows_of(inventory(), "steel", "stationary_combustion")}
    assert lines["CO2"]["emission_tco2e"] == pytest.approx(3.1863)
    assert lines["CH4"]["emission_tco2e"] == pytest.approx(0.043 * 3 * 28 / 1000)
    assert lines["N2O"]["emission_tco2e"] == pytest.approx(0.043 * 0.6 * 265 / 1000)
    assert lines["CO2"]["factor_value"] == pytest.approx(3186.3)
    assert lines["CO2"]["factor_unit"] == "kg CO2/t"
    assert lines["CO2"]["factor_year"] == 2006
    assert {r["gwp_report"] for r in lines.values()} == {"AR5"}
    assert sum(r["emission_tco2e"] for r in lines.values()) == pytest.approx(3.196749)


def test_fuel_burnt__energy_needs_no_calorific_value_and_volume_has_no_density():
    gwps = BOOK.gwp_set("AR6")
    by_gas = {e.gas: e for e in fuel_burnt(BOOK, gwps, "natural gas", "GJ")}
    assert by_gas["CO2"].tco2e_per_unit == pytest.approx(0.0561)  # 56,100 kg/TJ
    (volume,) = fuel_burnt(BOOK, gwps, "natural gas", "Nm3")
    assert volume.tco2e_per_unit is None
    assert volume.note.id == "account.line.no_density"


def test_fuel_burnt__biogenic_co2_is_a_memo_and_its_methane_counts():
    by_gas = {e.gas: e for e in fuel_burnt(BOOK, BOOK.gwp_set("AR5"), "wood", "t")}
    assert by_gas["CO2"].tco2e_per_unit == 0
    assert by_gas["CO2"].biogenic_per_unit == pytest.approx(15.6 * 112 / 1000)
    assert by_gas["CH4"].tco2e_per_unit > 0


def test_inventory__no_valid_data_is_null_with_a_reason_never_zero():
    lines = inventory(table(hourly("plating.e", 50), hourly("steel.e", 50, missing=HOURS)))
    (row,) = rows_of(lines, "steel", "grid_electricity")
    assert row["emission_tco2e"] is None
    assert row["measured_share"] == 0
    assert read_reason(row).params["datastreams"] == "steel.e"
    assert "số đo" in reason(row, "vi")


def test_inventory__own_generation_is_a_memo():
    (row,) = rows_of(inventory(), "steel", "own_generation")
    assert row["activity"] == pytest.approx(5 * HOURS)
    assert row["emission_tco2e"] == 0
    assert "scope 1" in reason(row)


def test_inventory__all_lines_together_are_the_grid_import_of_the_park():
    lines = inventory()
    (rest,) = rows_of(lines, None, "park_remainder")
    assert rest["activity"] == pytest.approx(10 * HOURS)
    scope_2 = footprint_of(select(lines, scope=2))
    assert scope_2.emission.value == pytest.approx(160 * HOURS / 1000 * 0.6592)
    # what the firms' meters miss stands in the remainder: only the main meter's error is left in the sum
    assert scope_2.emission.parts["meter:steel-main"] == pytest.approx(0, abs=1e-9)
    assert scope_2.emission.parts["meter:main"] == pytest.approx(160 * HOURS / 1000 * 0.6592 * 0.002 / 3**0.5)


def test_inventory__generation_inside_the_park_is_not_counted_twice():
    nodes = (*NODES, node("turbine", NodeKind.GENERATION, "plating"))
    edges = (*EDGES, Edge("turbine-bus", E, "turbine", "bus"))
    meters = (*METERS, Meter("turbine", edge="turbine-bus", firm="plating"))
    network = small_park(nodes=nodes, edges=edges, meters=meters,
                         streams=(*STREAMS, stream("turbine.e", "turbine", "active_energy", "kWh", "plating")))  # fmt: skip
    quantities = table(hourly("main.e", 40), hourly("turbine.e", 120), hourly("steel.e", 100), hourly("plating.e", 50))
    lines = inventory(quantities, network)
    (rest,) = rows_of(lines, None, "park_remainder")
    assert rest["activity"] == pytest.approx(-110 * HOURS)
    assert footprint_of(select(lines, scope=2)).emission.value == pytest.approx(40 * HOURS / 1000 * 0.6592)


def test_inventory__a_straight_line_from_anothers_generator_takes_no_grid_factor():
    nodes = (*NODES, node("turbine", NodeKind.GENERATION, "steel"))
    edges = (*EDGES, Edge("turbine-plating", E, "turbine", "plating"))
    meters = (*METERS, Meter("turbine", edge="turbine-plating"))
    network = small_park(nodes=nodes, edges=edges, meters=meters,
                         streams=(*STREAMS, stream("turbine.e", "turbine", "active_energy", "kWh")))  # fmt: skip
    lines = inventory(table(hourly("turbine.e", 10)), network)
    (row,) = rows_of(lines, "plating", "local_supply")
    assert row["activity"] == pytest.approx(10 * HOURS)
    assert row["emission_tco2e"] is None


def test_inventory__remainder_is_not_made_from_meters_that_stood_still():
    quantities = table(hourly("main.e", 160), hourly("steel.e", 100, missing=100), hourly("plating.e", 50))
    (rest,) = rows_of(inventory(quantities), None, "park_remainder")
    assert rest["activity"] is None
    assert rest["emission_tco2e"] is None
    assert read_reason(rest).id == "account.line.parts_incomplete"


def test_inventory__the_remainder_of_a_month_that_runs_is_known_so_far():
    so_far = 10 * 24
    quantities = table(
        *(hourly(name, kwh, hours=so_far) for name, kwh in [("main.e", 160), ("steel.e", 100), ("plating.e", 50)])
    )
    (rest,) = rows_of(inventory(quantities), None, "park_remainder")
    assert rest["activity"] == pytest.approx(10 * so_far)
    assert rest["measured_share"] == pytest.approx(10 / 31)


def test_inventory__a_park_without_a_main_meter_at_a_shared_bus_says_what_it_lacks():
    nodes = (*NODES, node("turbine", NodeKind.GENERATION, "plating"))
    edges = (*EDGES, Edge("turbine-bus", E, "turbine", "bus"))
    meters = tuple(m for m in METERS if m.id != "main")
    meters = tuple(Meter(m.id, edge=m.edge, firm=m.firm) for m in meters)
    network = small_park(nodes=nodes, edges=edges, meters=meters, streams=[s for s in STREAMS if s.meter != "main"])
    (rest,) = rows_of(inventory(table(hourly("steel.e", 100)), network), None, "park_remainder")
    assert rest["emission_tco2e"] is None
    assert read_reason(rest).id == "account.line.not_metered"
    assert read_reason(rest).params["edges"] == "grid-bus"


def test_inventory__before_the_first_grid_factor_there_is_activity_and_a_reason():
    early = Interval.of_month(2010, 3)
    (row,) = rows_of(
        inventory(table(hourly("plating.e", 50, start=early.start)), interval=early), "plating", "grid_electricity"
    )
    assert row["activity"] == pytest.approx(50 * HOURS)
    assert row["emission_tco2e"] is None
    assert read_reason(row).id == "rules.grid.no_factor"


def test_inventory__a_fuel_nobody_knows_is_a_reason():
    (row,) = rows_of(inventory(declarations=[fuel(substance="than tổ ong")]), "plating", "stationary_combustion")
    assert row["emission_tco2e"] is None
    assert row["activity"] == 2
    assert "than tổ ong" in reason(row, "vi")


def test_inventory__fuel_without_a_name_says_so():
    edges = tuple(Edge(e.id, F, e.source, e.target) if e.id == "depot-steel" else e for e in EDGES)
    (row,) = rows_of(inventory(network=small_park(edges=edges)), "steel", "stationary_combustion")
    assert row["emission_tco2e"] is None
    assert read_reason(row).id == "account.line.no_fuel_named"


def fuel(firm="plating", **changes):
    content = {"category": "fuel", "substance": "gas/diesel oil", "activity": "2", "unit": "t",
               "first_day": "2025-03-01", "last_day": "2025-03-31", "evidence": "hoá đơn 000123"}  # fmt: skip
    return Declaration.of("fuel-1", firm, {**content, **changes})


def test_inventory__declared_fuel_is_a_line_with_the_wider_uncertainty():
    lines = rows_of(inventory(declarations=[fuel()]), "plating", "stationary_combustion")
    co2 = next(r for r in lines if r["gas"] == "CO2")
    assert co2["emission_tco2e"] == pytest.approx(2 * 3.1863)
    assert co2["origin"] == "declared"
    assert co2["measured_share"] == 0
    assert json.loads(co2["uncertainty"])["assumed:declaration:fuel-1"] == pytest.approx(0.10 / 1.96)


@pytest.mark.parametrize("name", ["gas/diesel oil", "Diesel", "dầu DO"])
def test_inventory__a_declaration_of_metered_fuel_is_shown_and_not_added(name):
    lines = rows_of(inventory(declarations=[fuel("steel", substance=name)]), "steel", "stationary_combustion")
    declared = [r for r in lines if r["origin"] == "declared"]
    assert all(r["emission_tco2e"] is None for r in declared)
    assert read_reason(declared[0]).id == "account.line.metered_already"


def test_footprint_of__one_grid_factor_is_one_source_of_error():
    lines = inventory()
    firms = [estimate_of(r) for name in ("steel", "plating") for r in rows_of(lines, name, "grid_electricity")]
    both = firms[0] + firms[1]
    factor = "assumed:factor:grid-vn.2023"
    assert both.parts[factor] == pytest.approx(firms[0].parts[factor] + firms[1].parts[factor])
    assert both.parts[factor] == pytest.approx(both.value * 0.20 / 1.96)


def test_footprint_of__lines_of_two_reports_are_refused():
    lines = pa.concat_tables([inventory(report="AR5"), inventory(report="AR6")])
    with pytest.raises(RuleError) as caught:
        footprint_of(lines)
    assert caught.value.code == "account.gwp.mixed"
    assert "AR5, AR6" in str(caught.value)
    assert "AR5, AR6" in caught.value.render("vi")


def test_footprint_of__names_what_could_not_be_computed():
    """Steel's meters deliver in February and stop: in March its lines are there, without a number."""
    february = Interval.of_month(2025, 2)
    quantities = table(hourly("steel.e", 100, start=february.start, hours=28 * 24), hourly("plating.e", 50))
    lines = inventory(quantities, interval=Interval(february.start, MARCH.end))
    found = footprint_of(select(lines, interval=MARCH))
    missing = {r["category"] for r in lines.to_pylist() if r["id"] in found.not_computed and r["firm"] == "steel"}
    assert missing == {"grid_electricity", "stationary_combustion", "own_generation"}
    assert found.emission.value == pytest.approx(50 * HOURS / 1000 * 0.6592)
    assert found.measured_share == pytest.approx(1)


def test_footprint_of__firms_and_months_add_up():
    april = hourly("plating.e", 20, start=MARCH.end, hours=30 * 24)
    rows = pa.concat_tables([full_march(), table(april)])
    both = Interval(MARCH.start, MARCH.end + timedelta(days=30))
    lines = inventory(rows, interval=both)
    total = footprint_of(lines).emission.value
    by_firm = [footprint_of([r for r in lines.to_pylist() if r["firm"] == firm]) for firm in ("steel", "plating", None)]
    by_month = [footprint_of(select(lines, interval=Interval.of_month(2025, m))) for m in (3, 4)]
    assert sum(f.emission.value for f in by_firm) == pytest.approx(total)
    assert sum(m.emission.value for m in by_month) == pytest.approx(total)
    assert by_month[1].emission.value == pytest.approx(14.4 * 0.6592)


def test_inventory_flow__is_picklable_and_versioned_by_what_it_rests_on():
    network = small_park()
    flow = inventory_flow(BOOK, network)
    assert pickle.loads(pickle.dumps(flow.run)) is not None
    assert flow.version == inventory_flow(BOOK, network).version
    assert flow.version != inventory_flow(BOOK, network, "AR6").version
    assert flow.version != inventory_flow(BOOK, network, declarations=[fuel()]).version
    with pytest.raises(RuleError):
        inventory_flow(BOOK, network, "AR9")


def test_inventory__ids_are_unique_and_every_emission_names_its_factor():
    lines = inventory(declarations=[fuel()])
    assert lines.schema == INVENTORY_LINES
    rows = lines.to_pylist()
    assert len({r["id"] for r in rows}) == len(rows)
    for row in rows:
        if row["emission_tco2e"]:
            assert row["factor_id"]
            assert row["factor_year"]
            assert row["factor_source"]
        if row["emission_tco2e"] is None:
            assert row["reason"]
