import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.account_park import METERS, NODES, small_park, stream

from ecopark.account.amounts import AMOUNTS
from ecopark.account.cost import ENERGY_COSTS, TariffTerms, energy_cost_flow, with_vat
from ecopark.account.inventory import inventory_flow
from ecopark.account.lineage import read_reason
from ecopark.account.quantities import QUANTITIES, quantities_flow
from ecopark.account.resource_lines import resources_flow
from ecopark.account.wastewater import TREATMENT_LOADS
from ecopark.core.interval import Interval
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.rules.book import Missing
from ecopark.rules.load import load_packs

BOOK = load_packs()
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TERMS = TariffTerms("production_retail", 22.0)
# Decision 1279/QD-BCT of 2025-05-09, production, 22 kV to below 110 kV: normal 1,833, off-peak 1,190, peak 3,398 VND/kWh


def local(*parts):
    return datetime(*parts, tzinfo=ZONE)


def costs(start, values, *, step_s=900, tariffs=None, kind_stream=None):
    n = len(values)
    streams = [kind_stream or stream("steel.e", "steel-main", "active_energy", "kWh", "steel", step_s=step_s)]
    network = small_park(nodes=NODES, meters=METERS, streams=streams)
    flow = energy_cost_flow(BOOK, network, {"steel": TERMS} if tariffs is None else tariffs)
    times = [(start.astimezone(UTC) + timedelta(seconds=i * step_s)).replace(tzinfo=None) for i in range(n)]
    observations = pa.table(
        {
            "datastream": ["steel.e"] * n,
            "phenomenon_time": times,
            "value": values,
            "reason": [int(v is None) for v in values],
            "status": [255] * n,
            "result_time": [None] * n,
            "recorded_time": times,
            "revision": [0] * n,
            "batch": [1] * n,
        },
        schema=OBSERVATIONS,
    )
    interval = Interval(start, start + timedelta(seconds=n * step_s))
    tables = {"observations": observations, "flags": FLAGS.empty_table()}
    out = pa.concat_tables([flow.run(task, tables)["energy_costs"] for task in flow.plan(network, interval)])
    assert out.schema == ENERGY_COSTS
    return out.to_pylist()


def by_band(rows):
    return {row["band"]: row for row in rows if row["energy_kwh"] is not None}


def test_energy_costs__one_working_day_by_hand():
    # Monday 2025-06-02, 10 kWh each quarter: 5 h peak (9:30-11:30, 17:00-20:00), 6 h off-peak (22:00-4:00), 13 h normal
    rows = by_band(costs(local(2025, 6, 2), [10.0] * 96))
    assert {band: row["energy_kwh"] for band, row in rows.items()} == {"peak": 200, "normal": 520, "offpeak": 240}
    assert rows["peak"]["amount_vnd"] == 200 * 3398
    assert rows["normal"]["amount_vnd"] == 520 * 1833
    assert rows["offpeak"]["amount_vnd"] == 240 * 1190
    assert rows["peak"]["rule"] == "evn-1279.production_retail.22kv-to-below-110kv"
    assert rows["peak"]["reason"] is None
    assert rows["peak"]["measured_share"] == pytest.approx(1 / 30)


def test_energy_costs__a_band_that_begins_at_half_past_five_is_exact_on_quarter_hours():
    terms = {"steel": TariffTerms("production_retail", 22.0, "evn-963-2026")}
    values = [0.0, 0.0, 40.0, 40.0]  # 17:00-18:00: all of it after 17:30
    rows = by_band(costs(local(2026, 5, 4, 17), values, tariffs=terms))
    assert rows["peak"]["energy_kwh"] == 80
    assert rows["normal"]["energy_kwh"] == 0
    hourly = by_band(costs(local(2026, 5, 4, 17), [80.0], step_s=3600, tariffs=terms))
    assert hourly["peak"]["energy_kwh"] == pytest.approx(40)  # what an hourly series can say


def test_energy_costs__sunday_has_no_peak():
    assert set(by_band(costs(local(2025, 6, 1), [1.0] * 96))) == {"normal", "offpeak"}


def test_energy_costs__before_the_first_price_there_is_energy_a_reason_and_no_amount():
    rows = costs(local(2025, 5, 9), [1.0] * 192)  # two days, the price begins on the second
    before = [r for r in rows if r["rule"] is None]
    after = [r for r in rows if r["rule"] is not None and r["energy_kwh"] is not None]
    assert sum(r["energy_kwh"] for r in before if r["energy_kwh"] is not None) == pytest.approx(96)
    assert all(r["amount_vnd"] is None for r in before)
    assert read_reason(before[0]).id == "rules.tariff.no_price_in_force"
    assert sum(r["energy_kwh"] for r in after) == pytest.approx(96)
    assert all(isinstance(r["amount_vnd"], int) for r in after)


def test_energy_costs__a_firm_without_terms_gets_a_reason():
    rows = costs(local(2025, 6, 2), [1.0] * 96, tariffs={})
    assert {r["amount_vnd"] for r in rows} == {None}
    assert read_reason(rows[0]).render("en").startswith("the tariff group and voltage are not set")


def test_energy_costs__missing_readings_cost_nothing_and_are_seen():
    rows = by_band(costs(local(2025, 6, 2), [10.0] * 48 + [None] * 48))
    assert sum(r["energy_kwh"] for r in rows.values()) == pytest.approx(480)
    assert rows["normal"]["measured_share"] == pytest.approx(0.5 / 30)


def test_energy_costs__no_valid_reading_is_null_not_zero():
    rows = costs(local(2025, 6, 2), [None] * 96)
    assert rows
    assert {r["energy_kwh"] for r in rows} == {None}
    assert {r["amount_vnd"] for r in rows} == {None}
    assert read_reason(rows[0]).id == "account.line.no_data"


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from([300, 900, 1800, 3600]),
    st.lists(st.one_of(st.none(), st.floats(0, 1e4)), min_size=1, max_size=80),
    st.integers(0, 86399),
)
def test_energy_costs__bands_conserve_the_energy(step, values, offset):
    start = local(2025, 5, 9) + timedelta(seconds=offset)
    rows = costs(start, values, step_s=step)
    assert sum(r["energy_kwh"] or 0 for r in rows) == pytest.approx(sum(v or 0 for v in values), abs=1e-6)


def test_energy_costs__bands_of_a_daily_series_are_modelled():
    rows = by_band(costs(local(2025, 6, 2), [240.0], step_s=86400))
    assert rows["peak"]["energy_kwh"] == pytest.approx(50)  # 5 of 24 hours
    assert {r["origin"] for r in rows.values()} == {"modelled"}
    assert {r["origin"] for r in by_band(costs(local(2025, 6, 2), [1.0] * 24, step_s=3600)).values()} == {"measured"}


def test_with_vat__is_a_separate_figure_half_up():
    found = with_vat(BOOK, [679_600, 953_160, 285_600], date(2025, 7, 31))
    assert (found.net_vnd, found.vat_vnd, found.total_vnd) == (1_918_360, 153_469, 2_071_829)  # 8 % = 153,468.8
    assert isinstance(with_vat(BOOK, [1], date(2035, 1, 1)), Missing)


def test_flows__travel_to_a_worker():
    network = small_park()
    for flow in (
        quantities_flow(network),
        resources_flow(network),
        inventory_flow(BOOK, network),
        energy_cost_flow(BOOK, network, {"steel": TERMS}),
    ):
        again = pickle.loads(pickle.dumps(flow))
        assert again.version == flow.version
        tables = {
            "observations": OBSERVATIONS.empty_table(),
            "flags": FLAGS.empty_table(),
            "quantities": QUANTITIES.empty_table(),
            "amounts": AMOUNTS.empty_table(),
            "treatment_loads": TREATMENT_LOADS.empty_table(),
        }
        for task in flow.plan(network, Interval(local(2025, 3, 1), local(2025, 3, 2))):
            outputs = again.run(task, tables)
            assert {name: table.schema for name, table in outputs.items()} == {o.name: o.schema for o in flow.outputs}
