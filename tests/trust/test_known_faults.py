"""The known real faults of the measured data sets, one test each: found by the checks, not cleaned away beforehand.

Counts are those that the sets' descriptions state. Where data come from the sample park, times were moved by whole weeks.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.trust import sample_series as series

from ecopark.core.messages import Message
from ecopark.core.network import Datastream, Edge, FlowNetwork, Meter, MonitoringPoint, Node, Park
from ecopark.core.observations import readings_table
from ecopark.core.terms import Carrier, DatastreamKind, Flag, NodeKind, Origin, TimeBasis
from ecopark.trust.checks.registry import BY_SHORT
from ecopark.trust.checks.sun import HOUR_US, ClockShift, Site, clock_segments, day_middles, solar_noon
from ecopark.trust.settings import read_settings

DATA = Path(__file__).parent / "data"
PARK_OFFSET = timedelta(hours=7)


@pytest.fixture(scope="module")
def found():
    return series.judged()


def flagged(found, short, datastream):
    """Park-time moments at which the datastream carries the check's bit."""
    flags = found["flags"].filter(pc.equal(found["flags"]["datastream"], datastream))
    hit = (flags["tests"].to_numpy() & BY_SHORT[short].mask) != 0
    return {t + PARK_OFFSET for t in flags.filter(pa.array(hit))["phenomenon_time"].to_pylist()}


def told(found, short, datastream):
    rows = [f for f in found["findings"].to_pylist() if f["code"] == f"trust.{short}" and f["datastream"] == datastream]
    return sorted(rows, key=lambda f: f["start"])


def melbourne():
    """Park-time moment -> row of the packaged wastewater set (moved by 339 weeks)."""
    rows = series.data_of("wwtp_melbourne_2014_2019.parquet").to_pylist()
    return {row["date"] + timedelta(weeks=339): row for row in rows}


# --- photovoltaics: the logger's clock keeps daylight saving ------------------------------------------------------------

US_CLOCK_CHANGES = [date(2011, 11, 6), date(2012, 3, 11), date(2012, 11, 4), date(2013, 3, 10), date(2013, 11, 3)]


def pv_changes(noon=None):
    """Days on which the clock jumps, found in the packaged file as it came (2011-2013, UTC-7)."""
    power = series.data_of("pv_system50_2011_2013.parquet")
    value = power.column(1).to_numpy(zero_copy_only=False).astype(float)
    times, known = series.microseconds(power, power.column_names[0]), ~np.isnan(value)
    offset = 0 if power.schema.field(0).type.tz is None else -7 * HOUR_US
    days, middles = day_middles(times[known], value[known], 900_000_000, offset, ClockShift().threshold)
    site = Site(-7 * HOUR_US)
    segments = clock_segments(days, middles - solar_noon(days.astype(float), site), ClockShift())
    return segments, [date(1970, 1, 1) + timedelta(days=s.first_day) for s in segments[1:]]


def test_pv__clock_changes_are_dated_within_days_against_the_sun():
    segments, changes = pv_changes()
    assert len(changes) == len(US_CLOCK_CHANGES)
    assert all(abs(a - b) <= timedelta(days=2) for a, b in zip(changes, US_CLOCK_CHANGES, strict=True))
    assert [s.shift_hours for s in segments] == [1, 0, 1, 0, 1, 0]


def test_pv__clock_fault_is_three_findings_against_irradiance_and_no_reading_outside_is_doubted(found):
    findings = told(found, "clock_shift", "furniture.pv.active_power")
    moved = [change + timedelta(weeks=626) for change in US_CLOCK_CHANGES]
    assert len(findings) == 3
    ends = [(f["end"] + PARK_OFFSET).date() for f in findings]
    starts = [(f["start"] + PARK_OFFSET).date() for f in findings]
    assert all(abs(a - b) <= timedelta(days=2) for a, b in zip(ends, moved[0::2], strict=True))
    assert all(abs(a - b) <= timedelta(days=2) for a, b in zip(starts[1:], moved[1::2], strict=True))
    summer = flagged(found, "clock_shift", "furniture.pv.active_power")
    assert not [t for t in summer if t.month in (12, 1, 2)]
    assert json.loads(findings[0]["params"])["shift_hours"] == 1
    assert "lệch 1 giờ" in Message(findings[0]["message_id"], json.loads(findings[0]["params"])).render("vi")


def test_pv__missing_values_are_told_as_gaps(found):
    empty = series.data_of("pv_system50_2011_2013.parquet").column(1).null_count
    coverage = found["coverage"].filter(pc.equal(found["coverage"]["datastream"], "furniture.pv.active_power"))
    lost = sum(f["count"] for f in told(found, "gap", "furniture.pv.active_power"))
    assert lost == pc.sum(coverage["missing"]).as_py()
    assert 0 < lost <= 2904 == empty


def test_pv__irradiance_of_a_satellite_shows_no_clock_fault(found):
    assert not told(found, "clock_shift", "pv.site.ghi")
    assert not told(found, "clock_shift", "weather.ghi")


@pytest.mark.parametrize(
    ("firm", "spring", "autumn"),
    [  # German clock changes of 2017, 2018 and 2015, moved by 418, 365 and 522 weeks; the files keep winter time
        ("plating", date(2025, 3, 30), date(2025, 11, 2)),
        ("metal", date(2025, 3, 23), date(2025, 10, 26)),
        ("furniture", date(2025, 3, 30), date(2025, 10, 26)),
    ],
)
def test_load_profiles__clock_change_shows_in_the_working_day(found, firm, spring, autumn):
    first, second = told(found, "profile_shift", f"{firm}.main.active_power")
    assert abs((first["start"] + PARK_OFFSET).date() - spring) <= timedelta(days=7)
    assert abs((second["start"] + PARK_OFFSET).date() - autumn) <= timedelta(days=7)
    assert json.loads(first["params"])["moved_hours"] == pytest.approx(-1, abs=0.2)
    assert json.loads(second["params"])["moved_hours"] == pytest.approx(1, abs=0.2)


def test_load_profiles__steel_without_daylight_saving_shows_none(found):
    assert not told(found, "profile_shift", "steel.main.active_energy")


# --- Melbourne wastewater works -----------------------------------------------------------------------------------------


def test_melbourne__outflow_more_than_20_percent_above_inflow_on_62_days(found):
    expected = {t for t, row in melbourne().items() if row["avg_outflow"] > 1.2 * row["avg_inflow"]}
    assert len(expected) == 62
    assert flagged(found, "outflow_above_inflow", "works.outflow.flow") == expected
    findings = told(found, "outflow_above_inflow", "works.outflow.flow")
    assert sum(f["count"] for f in findings) == 62
    assert len(findings) <= 6  # a person reads by year, not 62 times
    assert findings[0]["others"] == ["works.inflow.flow"]


def test_melbourne__24_days_with_next_to_no_outflow(found):
    expected = {t for t, row in melbourne().items() if row["avg_outflow"] < 0.1}
    assert len(expected) == 24
    assert flagged(found, "zero_for_missing", "works.outflow.flow") == expected


def test_melbourne__total_nitrogen_below_ammonia_on_6_days(found):
    expected = {t for t, row in melbourne().items() if row["TN"] < row["Am"]}
    assert len(expected) == 6
    assert flagged(found, "total_n_below_ammonium", "works.inlet.total_n") == expected
    assert flagged(found, "total_n_below_ammonium", "works.inlet.ammonium") == expected
    assert sum(f["count"] for f in told(found, "total_n_below_ammonium", "works.inlet.total_n")) == 6


@pytest.mark.parametrize("datastream", ["works.inflow.flow", "works.outflow.flow", "works.main.active_energy"])
def test_melbourne__622_days_are_missing(found, datastream):
    assert sum(f["count"] for f in told(found, "gap", datastream)) == 622
    coverage = found["coverage"].filter(pc.equal(found["coverage"]["datastream"], datastream))
    assert pc.sum(coverage["missing"]).as_py() == 622
    assert pc.sum(coverage["expected"]).as_py() == 1382 + 622


def test_melbourne__silence_of_a_whole_station_is_told_once(found):
    gaps = [f for f in found["findings"].to_pylist() if f["code"] == "trust.gap" and "works.weather" in f["datastream"]]
    assert {len(f["others"]) for f in gaps} == {3}


def test_melbourne__pressure_zero_stands_for_missing_on_almost_every_day(found):
    expected = {t for t, row in melbourne().items() if row["SLP"] == 0}
    assert len(expected) == 1377
    assert flagged(found, "zero_for_missing", "works.weather.pressure") == expected


@pytest.mark.parametrize(
    ("datastream", "column"),
    [("works.weather.temperature", "T"), ("works.weather.humidity", "H"), ("works.weather.rain", "PP")],
)
def test_melbourne__days_on_which_all_weather_is_zero(found, datastream, column):
    blank = {t for t, row in melbourne().items() if row["T"] == row["H"] == row["SLP"] == row["PP"] == 0}
    assert len(blank) == 5
    assert all(melbourne()[t][column] == 0 for t in blank)
    assert flagged(found, "zero_for_missing", datastream) == blank  # and no dry day besides


def test_melbourne__cod_is_never_below_bod(found):
    assert all(row["COD"] >= row["BOD"] for row in melbourne().values())
    assert not flagged(found, "cod_below_bod", "works.inlet.cod")


# --- steel --------------------------------------------------------------------------------------------------------------


def test_steel__the_one_row_of_zeros(found):
    expected = {datetime(2018, 11, 7, 23, 45) + timedelta(weeks=365)}
    for name in ("active_energy", "reactive_lagging", "power_factor"):
        assert flagged(found, "zero_for_missing", f"steel.main.{name}") == expected
    (finding,) = told(found, "zero_for_missing", "steel.main.active_energy")  # told once for the meter
    assert len(finding["others"]) == 3


def test_steel__power_factor_follows_from_the_energies_on_all_rows(found):
    assert not flagged(found, "power_factor_mismatch", "steel.main.power_factor")


def test_steel__a_falsified_power_factor_is_found():
    network, tables = series.sample()
    table = tables["steel.main.power_factor"]
    value = table["value"].to_numpy().copy()
    changed = [i for i in range(1000, 1100) if value[i] < 90]
    value[changed] += 3.0
    forged = {**tables, "steel.main.power_factor": table.set_column(2, "value", pa.array(value))}
    again = series.judged(network=network, tables=forged)
    moments = table["phenomenon_time"].to_pylist()
    assert len(changed) > 10
    assert flagged(again, "power_factor_mismatch", "steel.main.power_factor") == {moments[i] + PARK_OFFSET for i in changed}


# --- Jena and the gas turbine: small networks of their own ---------------------------------------------------------------


def station(columns, times, step_s, basis=TimeBasis.CLOCK):
    """One device at a works; ``columns`` id -> (unit, values), the id being ``property`` or ``property/name``."""
    network = FlowNetwork.of(
        Park("p", "Khu", "Park"),
        nodes=[Node("works", NodeKind.WORKS, "Nhà máy", "Works"), Node("sewer", NodeKind.FEEDER, "Cống", "Sewer")],
        edges=[Edge("in", Carrier.WASTEWATER, "sewer", "works")],
        monitoring_points=[MonitoringPoint("inlet", "works", "Đầu vào", "Inlet", "process")],
        meters=[Meter("device", monitoring_point="inlet")],
        datastreams=[
            Datastream(
                p,
                "device",
                p.partition("/")[0],
                unit,
                DatastreamKind.MEASUREMENT,
                Origin.MEASURED,
                p,
                p,
                step_s=step_s,
                time_basis=basis,
            )
            for p, (unit, _) in columns.items()
        ],
    )
    tables = {p: series.observations(readings_table(p, times, list(values))) for p, (_, values) in columns.items()}
    return network, tables


@pytest.fixture(scope="module")
def jena():
    table = pq.read_table(DATA / "jena_online_2003.parquet")
    times = [t.replace(tzinfo=UTC) + timedelta(weeks=939) for t in table["time"].to_pylist()]
    columns = {
        "wastewater_flow": ("m3/h", table["Q_m3_d"].to_numpy() / 24),
        "cod": ("mg/L", table["COD"].to_numpy().astype(float)),
        "ammonium_n": ("mg/L", table["NH4"].to_numpy()),
        "phosphate_p": ("mg/L", table["PO4"].to_numpy()),
        "ph": ("-", table["pH"].to_numpy()),
        "nitrate_n": ("mg/L", table["NO3"].to_numpy().astype(float)),
    }
    network, tables = station(columns, times, 900)
    return table, series.judged(network=network, tables=tables)


@pytest.mark.parametrize(("datastream", "value"), [("ph", 7.5), ("nitrate_n", 0)])
def test_jena__placeholders_are_no_measurements(jena, datastream, value):
    table, found = jena
    assert len(flagged(found, "placeholder", datastream)) == table.num_rows == 1345
    (finding,) = told(found, "placeholder", datastream)
    assert json.loads(finding["params"])["value"] == value
    assert len(told(found, "flat_line", datastream)) == 0  # one cause, one finding


def test_jena__lowest_flows_are_outliers_and_measured_columns_are_left_alone(jena):
    table, found = jena
    flow = table["Q_m3_d"].to_numpy()
    low = flagged(found, "low_outlier", "wastewater_flow")
    at_846 = table["time"].to_pylist()[int(flow.argmin())] + timedelta(weeks=939) + PARK_OFFSET
    assert at_846 in low
    assert len(low) == int((flow < 4000).sum()) == 7  # one dip of two hours; the next higher flow is 9,152 m3/d
    for measured in ("cod", "ammonium_n", "phosphate_p"):
        assert not flagged(found, "placeholder", measured)


def test_turbine__the_7_duplicate_rows():
    table = pq.read_table(DATA / "gas_turbine_2014_extract.parquet")
    first = datetime(2025, 1, 1, tzinfo=UTC)
    times = [first + timedelta(hours=i) for i in range(table.num_rows)]
    names = {
        "AT": ("air_temperature", "°C"),
        "AP": ("air_pressure", "mbar"),
        "AH": ("relative_humidity", "%"),
        "AFDP": ("pressure_difference/filter", "mbar"),
        "GTEP": ("pressure_difference/exhaust", "mbar"),
        "CDP": ("pressure_difference/compressor", "bar"),
        "TIT": ("turbine_inlet_temperature", "°C"),
        "TAT": ("turbine_outlet_temperature", "°C"),
        "CO": ("co", "mg/Nm3"),
        "NOX": ("nox", "mg/Nm3"),
    }
    columns = {p: (unit, table[c].to_numpy()) for c, (p, unit) in names.items()}
    network, tables = station(columns, times, 3600, TimeBasis.ASSIGNED)
    found = series.judged(network=network, tables=tables)
    rows = list(zip(*(table[c].to_pylist() for c in names), strict=True))
    expected = {times[i].replace(tzinfo=None) + PARK_OFFSET for i in range(1, len(rows)) if rows[i] == rows[i - 1]}
    assert len(expected) == 7
    for name in columns:
        assert flagged(found, "repeated_row", name) == expected
    findings = [f for f in found["findings"].to_pylist() if f["code"] == "trust.repeated_row"]
    assert sum(f["count"] for f in findings) == 7
    assert {len(f["others"]) for f in findings} == {len(columns) - 1}


def test_turbine__humidity_above_100_percent_is_outside_a_declared_range():
    humidity = pq.read_table(DATA / "gas_turbine_humidity.parquet")["AH"].to_numpy()
    times = [datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=i) for i in range(len(humidity))]
    network, tables = station({"relative_humidity": ("%", humidity)}, times, 3600, TimeBasis.ASSIGNED)
    settings = read_settings({"datastreams": {"relative_humidity": {"plausible_range": {"maximum": 100}}}})
    found = series.judged(settings, network, tables)
    assert len(flagged(found, "plausible_range", "relative_humidity")) == 478
    assert not flagged(series.judged(network=network, tables=tables), "physical_bounds", "relative_humidity")


# --- faults that the sample's generator puts in on purpose ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "datastream", "count"),
    [
        ("gap", "plating.rectifiers.active_energy", 24),
        ("flat_line", "metal.compressor.active_energy", 72),
        ("counter_reset", "steel.utilities.register", 1),
        ("unit_mixup", "plating.sewer.volume", 48),
        ("spike", "furniture.sewer.volume", 1),
        ("counter_rollover", "metal.water.register", 1),
    ],
)
def test_put_in_faults__each_is_one_finding(found, short, datastream, count):
    (finding,) = told(found, short, datastream)
    assert finding["count"] == count


# --- false alarms on sound real series -----------------------------------------------------------------------------------


def test_false_alarms__fewer_than_one_in_ten_thousand_on_measured_electricity(found):
    """Steel (four columns) and three load profiles, 245,000 readings: measured rate 0.0 beyond the one zero row."""
    names = [n for n in series.sample()[1] if n.startswith(("steel.main.", "plating.main", "metal.main", "furniture.main"))]
    readings = sum(series.sample()[1][n].num_rows for n in names)
    flags = found["flags"].filter(pc.is_in(found["flags"]["datastream"], pa.array(names)))
    zero_row = (flags["tests"].to_numpy() & BY_SHORT["zero_for_missing"].mask) != 0
    assert readings > 240_000
    assert np.count_nonzero(~zero_row) < 1e-4 * readings


def test_false_alarms__weather_and_stack_series_are_nearly_free_of_flags(found):
    names = [n for n in series.sample()[1] if n.startswith(("weather.", "utility."))]
    readings = sum(series.sample()[1][n].num_rows for n in names)
    flags = found["flags"].filter(pc.is_in(found["flags"]["datastream"], pa.array(names)))
    assert readings > 100_000
    assert flags.num_rows < 1e-3 * readings


def test_findings__few_enough_to_read(found):
    assert found["findings"].num_rows < 100
    assert set(found["flags"]["flag"].unique().to_pylist()) <= {int(Flag.DOUBTFUL), int(Flag.BAD)}
