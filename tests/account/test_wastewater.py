from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from tests.account.account_park import MARCH, METERS, STREAMS, hourly, run, small_park, stream, table

from ecopark.account.inventory import inventory_flow
from ecopark.account.lineage import read_reason
from ecopark.account.resources import Amounts
from ecopark.account.wastewater import inlets, load_of
from ecopark.core.network import Meter, MonitoringPoint
from ecopark.core.observations import FLAGS, OBSERVATIONS
from ecopark.core.terms import DatastreamKind, Flag
from ecopark.rules.load import load_packs

BOOK = load_packs()
DAYS = 31
FLOW = table(hourly("plating.s", 5, "m3"))  # 120 m3 a day
NO_FLAGS = FLAGS.empty_table()


def works_park():
    lab = Meter("lab", monitoring_point="inlet", accuracy_class_pct=5)
    of_lab = {"kind": DatastreamKind.MEASUREMENT, "step_s": 86400}
    streams = (
        *STREAMS,
        stream("inlet.cod", "lab", "cod", "mg/L", **of_lab),
        stream("inlet.tn", "lab", "total_n", "mg/L", **of_lab),
    )
    return small_park(
        meters=(*METERS, lab),
        streams=streams,
        points=[MonitoringPoint("inlet", "works", "Đầu vào", "Inlet", "process")],
    )


def daily(cod=500.0, nitrogen=50.0, days=DAYS):
    times = [(MARCH.start + timedelta(days=i)).replace(tzinfo=None) for i in range(days)] * 2
    n = 2 * days
    columns = {
        "datastream": ["inlet.cod"] * days + ["inlet.tn"] * days,
        "phenomenon_time": times,
        "value": [cod] * days + [nitrogen] * days,
        "reason": np.zeros(n, np.uint8),
        "status": np.full(n, 255, np.uint8),
        "result_time": pa.nulls(n, pa.timestamp("us")),
        "recorded_time": times,
        "revision": np.zeros(n, np.uint16),
        "batch": np.ones(n, np.int64),
    }
    return pa.table(columns, schema=OBSERVATIONS)


def treatment(observations, quantities=FLOW, **options):
    network = works_park()
    lines = run(inventory_flow(BOOK, network, **options), network, quantities, observations=observations)
    return {r["substance"]: r for r in lines.to_pylist() if r["category"] == "wastewater_treatment"}


def test_inventory__methane_and_nitrous_oxide_of_the_works():
    # 31 days x 120 m3 x 500 g/m3 = 1,860 kg COD x 0.25 kg CH4/kg x 0.03 x 28 (AR5); 186 kg N x 0.016 x 44/28 x 265
    lines = treatment(daily())
    assert lines["cod"]["activity"] == pytest.approx(1860)
    assert lines["cod"]["emission_tco2e"] == pytest.approx(1.860 * 0.25 * 0.03 * 28)
    assert lines["total_n"]["emission_tco2e"] == pytest.approx(0.186 * 0.016 * 44 / 28 * 265)
    assert all(r["scope"] == 1 and r["provisional"] and r["factor_year"] == 2019 for r in lines.values())
    assert lines["cod"]["measured_share"] == pytest.approx(1)


def test_inventory__the_guideline_of_2006_is_another_factor_or_a_reason():
    lines = treatment(daily(), wastewater_guideline=2006)
    assert lines["cod"]["emission_tco2e"] == 0
    assert lines["cod"]["factor_year"] == 2006
    assert lines["total_n"]["emission_tco2e"] is None
    assert read_reason(lines["total_n"]).params == {"gas": "N2O", "guideline": 2006}


def test_inventory__days_without_a_sample_are_not_filled():
    lines = treatment(daily(days=10))
    assert lines["cod"]["activity"] == pytest.approx(10 * 120 * 0.5)
    assert lines["cod"]["measured_share"] == pytest.approx(10 / 31)


def test_inventory__no_sample_is_null_with_a_reason():
    lines = treatment(OBSERVATIONS.empty_table())
    assert lines["cod"]["emission_tco2e"] is None
    assert read_reason(lines["cod"]).id == "account.line.no_data"


def test_load_of__bad_samples_do_not_count_and_finer_ones_are_averaged():
    (inlet, _) = inlets(works_park())
    bad = pa.table(
        {
            "datastream": ["inlet.cod"],
            "phenomenon_time": [MARCH.start.replace(tzinfo=None)],
            "revision": [0],
            "flag": [int(Flag.BAD)],
            "tests": [1],
        },
        schema=FLAGS,
    )
    assert load_of(inlet, Amounts(FLOW), daily(), bad, MARCH).kg == pytest.approx(1860 - 60)
    by_day = table(hourly("plating.s", 120, "m3", hours=31, step_s=86400))
    two = daily().to_pylist()[:2]
    two[1]["phenomenon_time"] = two[0]["phenomenon_time"] + timedelta(hours=6)
    two[1]["value"] = 300.0
    found = load_of(inlet, Amounts(by_day), pa.Table.from_pylist(two, schema=OBSERVATIONS), NO_FLAGS, MARCH)
    # day 1: mean of 500 and 300; of day 2 a sample of 6 o'clock still speaks at its beginning
    assert found.kg == pytest.approx(120 * 0.4 + 120 * 0.3)
    assert found.measured_share == pytest.approx(2 / 31)


def test_load_of__flow_and_laboratory_are_two_sources_of_error():
    (inlet, _) = inlets(works_park())
    found = load_of(inlet, Amounts(FLOW), daily(), NO_FLAGS, MARCH)
    assert set(found.parts) == {"meter:lab", "assumed:meter:plating-sewage"}
    assert found.parts["meter:lab"] == pytest.approx(1860 * 0.05 / 3**0.5)
