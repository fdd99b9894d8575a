"""Laws of judging for any readings: missing data never helps, a stricter limit never does, order does not matter."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.judge.test_limits_flow import LOCAL_MIDNIGHT, network, observations, run

from ecopark.core.terms import Origin
from ecopark.judge.averages import Series, period_edges
from ecopark.judge.oxygen import at_reference
from ecopark.judge.running import running_means
from ecopark.judge.uncertainty import Uncertainty, expanded_at, step_at
from ecopark.rules.compare import DecisionRule, Outcome, compare_many
from ecopark.rules.permits import Permit, PermitLimit
from ecopark.rules.records import Statistic

HOUR = timedelta(hours=1)
SECOND = 1_000_000
DAYS = st.lists(st.lists(st.sampled_from([40.0, 66.0, 68.0, 90.0, None]), min_size=24, max_size=24), min_size=1, max_size=3)
FEW = settings(deadline=None, max_examples=12)


def hourly(values, **more):
    return observations(LOCAL_MIDNIGHT, HOUR, values, **more)


def outcome(out):
    """Day -> within | exceeded | not judged, of the 24-hour means."""
    above = {}
    for x in out["exceedances"]:
        day = x["start"]
        while day < x["end"]:
            above[day] = "exceeded"
            day += timedelta(days=1)
    days = [row for row in out["averages"] if row["step_s"] == 86_400]
    return {d["start"]: above.get(d["start"], "not judged" if d["average"] is None else "within") for d in days}


def states(values):
    return outcome(run(network(step_s=3600), hourly(values)))


@FEW
@given(DAYS, st.data())
def test_law__more_missing_data_never_turns_not_judged_into_within(days, data):
    values = [v for day in days for v in day]
    fewer = [None if data.draw(st.booleans()) else v for v in values]
    before, after = states(values), states(fewer)
    assert all(after[day] != "within" for day in before if before[day] == "not judged")


@FEW
@given(DAYS, st.floats(30, 80), st.floats(0, 20))
def test_law__a_stricter_limit_never_has_fewer_exceeding_periods(days, limit, less):
    readings = hourly([v for day in days for v in day])

    def exceeded(upper):
        line = PermitLimit("cod", "mg/L", upper=upper, statistic=Statistic.MEAN_24H)
        out = run(network(step_s=3600), readings, permits=[Permit("1", "mp", (line,))])
        return sum(s["exceeded"] for s in out["limit_states"])

    assert exceeded(limit - less) >= exceeded(limit)


@FEW
@given(DAYS, st.randoms(use_true_random=False))
def test_law__the_order_of_rows_does_not_matter(days, random):
    readings = hourly([v for day in days for v in day])
    order = list(range(readings.num_rows))
    random.shuffle(order)
    again = readings.take(pa.array(order))
    one, other = (run(network(step_s=3600), table) for table in (readings, again))
    assert one == other


@given(
    st.lists(st.floats(0.1, 200), min_size=1, max_size=20),
    st.floats(0, 0.3),
    st.floats(1, 100),
    st.floats(0, 50),
)
def test_law__the_guarded_decision_never_contradicts_the_simple_one(values, relative, lower, width):
    means = np.array(values)
    shares, band = np.ones(len(means)), Uncertainty(relative, 0.0, "x").expanded(np.array(values))
    simple = compare_many(means, shares, lower, lower + width)
    guarded = compare_many(means, shares, lower, lower + width, 0.75, band, DecisionRule.GUARDED)
    differ = simple != guarded
    assert (guarded[differ] == Outcome.CANNOT_TELL).all()


def test_running_means__every_window_of_eight_hours_with_its_share():
    hours = np.arange(0, 25) * 3600 * SECOND
    values = np.arange(24, dtype=float)
    valid = np.ones(24, bool)
    valid[:3] = False
    none = np.zeros(24, bool)
    readings = Series(hours[:-1].copy(), values, valid, none, none)
    found = running_means(readings, hours, 3600)
    assert len(found.mean) == 17
    assert found.mean[0] == pytest.approx(np.mean([3, 4, 5, 6, 7]))
    assert found.valid_share[0] == pytest.approx(5 / 8)
    assert found.mean[3] == pytest.approx(np.mean(np.arange(3, 11)))
    assert (found.end_us - found.start_us == 8 * 3600 * SECOND).all()


def test_running_means__overlapping_exceeding_windows_are_one_exceedance():
    net = network(medium="ambient", properties=("o3",), step_s=3600, facts={})
    values = [50.0] * 8 + [200.0] * 8 + [50.0] * 8
    out = run(net, hourly(values, datastream="mp.o3"))
    of_8h = [x for x in out["exceedances"] if x["statistic"] == "mean_8h"]  # QCVN 05:2023: 120 µg/Nm3
    assert len(of_8h) == 1
    assert of_8h[0]["worst"] == 200.0
    assert {row["step_s"] for row in out["averages"]} == {3600, 28_800, 86_400}


def oxygen_series(share, count=24):
    none = np.zeros(count, bool)
    times = period_edges(0, (count - 1) * 3600 * SECOND, Statistic.MEAN_1H, ZoneInfo("UTC"))[:count]
    return Series(times, np.full(count, share), np.ones(count, bool), none, none)


def test_oxygen__converts_by_the_factor_and_refuses_near_air():
    nox = oxygen_series(100.0)
    converted = at_reference(nox, oxygen_series(11.0), 7.0, 3600)
    assert converted.values == pytest.approx(100.0 * (20.9 - 7.0) / (20.9 - 11.0))
    assert converted.valid.all()
    near_air = at_reference(nox, oxygen_series(20.5), 7.0, 3600)  # the factor would be 34.75
    assert not near_air.valid.any()


BOILER = {"source_kind": "boiler", "column": "B", "boiler_steam_t_h": "25"}


def boiler(oxygen, facts=BOILER):
    net = network(
        medium="stack",
        properties=("so2", "o2") if oxygen else ("so2",),
        step_s=3600,
        facts=facts,
        permit_date=date(2025, 8, 1),
    )
    start = datetime(2025, 10, 9, 17)
    tables = [observations(start, HOUR, [150.0] * 24, datastream="mp.so2")]
    if oxygen:
        tables.append(observations(start, HOUR, [oxygen] * 24, datastream="mp.o2"))
    out = run(net, pa.concat_tables(tables))
    return next((s for s in out["limit_states"] if s["property"] == "so2"), None), out


@pytest.mark.parametrize(
    ("oxygen", "judged", "exceeded", "reason"),
    [
        (7.0, 1, 0, "judge.state.statistic_assumed"),
        (12.0, 1, 1, "judge.state.statistic_assumed"),  # 150 x 13.9 / 8.9 = 234 > 200
        (20.5, 0, 0, "judge.state.oxygen_or_too_few"),
        (None, 0, 0, "judge.state.oxygen_not_measured"),
    ],
    ids=["at reference", "thinned", "nearly air", "not measured"],
)
def test_limits_flow__boilers_are_judged_at_reference_oxygen(oxygen, judged, exceeded, reason):
    state, _ = boiler(oxygen)
    assert (state["judged"], state["exceeded"], state["reason"]) == (judged, exceeded, reason)
    assert state["provisional"]


def test_limits_flow__a_station_that_converts_itself_is_not_converted_again():
    state, _ = boiler(12.0, {**BOILER, "oxygen_basis": "reference"})
    assert (state["judged"], state["exceeded"]) == (1, 0)


def test_expanded_at__uses_what_was_known_at_the_time():
    steps = ((-(2**62), Uncertainty(0.03, 0.0, "law")), (1000, Uncertainty(0.01, 0.0, "calibration:c")))
    found = expanded_at(steps, np.array([0, 2000]), np.array([100.0, 100.0]))
    assert found == pytest.approx([6.0, 2.0])
    assert step_at(steps, 999).source == "law"
    assert step_at((), 0) is None
    assert expanded_at((), np.array([0]), np.array([1.0])) is None


def test_limit_bands__count_every_judged_period_once_and_name_the_source():
    out = run(network(step_s=3600), hourly([60.0] * 24 + [67.0] * 24 + [90.0] * 24))
    (band,) = out["limit_bands"]
    (state,) = out["limit_states"]
    assert (band["surely_within"], band["in_band"], band["surely_exceeded"]) == (1, 1, 1)
    assert band["surely_within"] + band["in_band"] + band["surely_exceeded"] == state["judged"]
    assert band["source"] == "tt10-2021.tolerance.wastewater.cod"
    assert band["worst"] == 90.0
    assert band["expanded"] == pytest.approx(2 * 90 * 0.05 / 3**0.5)


def test_limit_bands__nothing_is_said_where_no_uncertainty_is_known():
    net = network(medium="ambient", properties=("pm10",), step_s=3600, facts={}, origin=Origin.MEASURED)
    out = run(net, hourly([40.0] * 24, datastream="mp.pm10"))
    daily = next(b for b in out["limit_bands"] if b["statistic"] == "mean_24h")
    assert (daily["surely_within"], daily["expanded"], daily["source"]) == (None, None, "")
