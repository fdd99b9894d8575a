"""The packaged sample through the account: published sums come out again, bands and hours conserve them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ecopark.account.amounts import AMOUNTS, amounts_table
from ecopark.account.cost import TariffTerms, energy_cost_flow
from ecopark.account.inventory import inventory_flow
from ecopark.account.quantities import quantities_flow
from ecopark.account.resources import totals
from ecopark.account.wastewater import TREATMENT_LOADS
from ecopark.connect.park_folder import read_park
from ecopark.core.interval import Interval
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.rules.load import load_packs
from ecopark.serve.sample import assemble
from ecopark.serve.sample.sources import SOURCES, read_source

AS_OF = datetime.fromisoformat("2025-12-29T23:59:59+07:00")
STEEL = "steel.main.active_energy"
PUBLISHED_KWH = 959_636.71  # UCI 851, README of the data set
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR = Interval(datetime(2024, 12, 29, 17, tzinfo=UTC), datetime(2025, 12, 29, 17, tzinfo=UTC))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    folder = tmp_path_factory.mktemp("park")
    assemble.write_sample_park(folder)
    return read_park(folder)


@pytest.fixture(scope="module")
def steel():
    (source,) = (s for s in SOURCES if s.file.startswith("steel"))
    sent = next(t for t in read_source(source, AS_OF) if t["datastream"][0].as_py() == STEEL)
    n = sent.num_rows
    times = sent["time"].cast(pa.timestamp("us"))
    columns = {
        "datastream": pa.array([STEEL] * n),
        "phenomenon_time": times,
        "value": sent["value"],
        "reason": np.zeros(n, np.uint8),
        "status": np.full(n, 255, np.uint8),
        "result_time": pa.nulls(n, pa.timestamp("us")),
        "recorded_time": times,
        "revision": np.zeros(n, np.uint16),
        "batch": np.ones(n, np.int64),
    }
    return pa.table(columns).cast(OBSERVATIONS)


def run(flow, network, table, quantities=None):
    outputs = []
    for task in flow.plan(network, YEAR):
        if STEEL in task.datastreams:
            tables = {
                "observations": table,
                "flags": FLAGS.empty_table(),
                "quantities": table if quantities is None else quantities,
                "amounts": AMOUNTS.empty_table() if quantities is None else amounts_table([quantities], ZONE),
                "treatment_loads": TREATMENT_LOADS.empty_table(),
            }
            outputs.append(flow.run(task, tables)[flow.outputs[0].name])
    return pa.concat_tables(outputs)


def test_quantities__the_steel_year_keeps_its_published_sum(network, steel):
    rows = run(quantities_flow(network), network, steel)
    assert pc.sum(rows["quantity"]).as_py() == pytest.approx(PUBLISHED_KWH, abs=0.005)
    assert rows.num_rows == 8760
    assert pc.min(rows["measured_s"]).as_py() == 3600


def test_totals__the_steel_year_stands_once_in_the_firms_account(network, steel):
    rows = run(quantities_flow(network), network, steel)
    bought = [x for x in totals(rows, network, YEAR) if x.owner.firm == "steel" and x.resource == "electricity"]
    assert [x.quantity for x in bought] == [pytest.approx(PUBLISHED_KWH, abs=0.005)]
    assert bought[0].origin == "measured"


def test_energy_costs__bands_of_the_steel_year_add_up(network, steel):
    terms = {"steel": TariffTerms("production_retail", "22kV..<110kV")}
    rows = run(energy_cost_flow(load_packs(), network, terms), network, steel).to_pylist()
    assert sum(r["energy_kwh"] or 0 for r in rows) == pytest.approx(PUBLISHED_KWH, abs=0.005)
    priced = [r for r in rows if r["amount_vnd"] is not None]
    assert all(abs(r["amount_vnd"] - r["energy_kwh"] * r["price_vnd_per_kwh"]) <= 0.5 + 1e-6 for r in priced)
    first_priced = min(r["month"] for r in priced)
    assert first_priced == datetime(2025, 4, 30, 17)  # May 2025, from the 10th on


def test_inventory__the_steel_year_at_the_grid_factor_of_2023(network, steel):
    quantities = run(quantities_flow(network), network, steel)
    rows = [
        r
        for r in run(inventory_flow(load_packs(), network), network, steel, quantities).to_pylist()
        if r["firm"] == "steel" and r["category"] == "grid_electricity"
    ]
    days_of_2024 = [r for r in rows if r["month"] < datetime(2024, 12, 31, 17)]
    assert sum(r["emission_tco2e"] for r in rows) == pytest.approx(PUBLISHED_KWH / 1000 * 0.6592, abs=1e-3)
    assert len(days_of_2024) == 1
    assert len(rows) == 13
