"""Averages and exceedances keep their promises for any series: nothing lost, nothing counted twice, no gap bridged."""

import itertools
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.interval import PARK_ZONE
from ecopark.judge.averages import Averages, Series, average, local_day, period_edges, single_readings
from ecopark.judge.exceedances import exceedances
from ecopark.rules.compare import Outcome, compare_many
from ecopark.rules.records import Statistic

SECOND = 1_000_000
START = round(datetime(2025, 3, 10, tzinfo=PARK_ZONE).timestamp())
READINGS = st.lists(
    st.tuples(st.integers(0, 4 * 86_400), st.floats(-1e3, 1e3) | st.none(), st.integers(0, 3)),
    min_size=1,
    max_size=60,
    unique_by=lambda reading: reading[0],
)


def series_of(readings):
    readings = sorted(readings)
    values = np.array([np.nan if value is None else value for _, value, _ in readings])
    state = np.array([state for *_, state in readings])
    valid = np.isfinite(values) & (state != 1) & (state != 2) & (state != 3)  # 3 stands for a BAD flag
    times = np.array([(START + second) * SECOND for second, *_ in readings], np.int64)
    return Series(times, values, valid, state == 1, state == 2)


@settings(deadline=None)
@given(
    READINGS, st.sampled_from([Statistic.MEAN_1H, Statistic.MEAN_24H, Statistic.MEAN_YEAR]), st.sampled_from([60, 300, 3600])
)
def test_average__is_the_mean_of_the_valid_readings_of_each_period(readings, statistic, step_s):
    series = series_of(readings)
    edges = period_edges(int(series.times_us[0]), int(series.times_us[-1]), statistic, PARK_ZONE)
    found = average(series, edges, step_s)
    assert (np.diff(edges) > 0).all()
    assert edges[0] <= series.times_us[0]
    assert series.times_us[-1] < edges[-1]
    for k, (start, end) in enumerate(zip(found.start_us, found.end_us, strict=True)):
        inside = (series.times_us >= start) & (series.times_us < end)
        valid = inside & series.valid
        expected = (end - start) / SECOND / step_s
        assert found.valid_share[k] == pytest.approx(min(valid.sum() / expected, 1))
        assert (found.calibrating[k], found.fault[k]) == ((inside & series.calibrating).sum(), (inside & series.fault).sum())
        if valid.any():
            assert found.mean[k] == pytest.approx(series.values[valid].mean(), abs=1e-9)
        else:
            assert np.isnan(found.mean[k])
    assert found.calibrating.sum() == series.calibrating.sum()


@settings(deadline=None)
@given(READINGS)
def test_average__samples_at_irregular_times_leave_out_silent_periods(readings):
    series = series_of(readings)
    edges = period_edges(int(series.times_us[0]), int(series.times_us[-1]), Statistic.MEAN_24H, PARK_ZONE)
    found = average(series, edges, None)
    days = {local_day(int(moment), PARK_ZONE) for moment in series.times_us}
    assert {local_day(int(start), PARK_ZONE) for start in found.start_us} == days


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 5.0, 10.0, np.nan]), min_size=1, max_size=40), st.data())
def test_exceedances__cover_exactly_the_exceeding_periods(values, data):
    n = len(values)
    gaps = np.array(data.draw(st.lists(st.sampled_from([0, 0, 0, 7200]), min_size=n, max_size=n)))
    starts = (START + np.arange(n) * 3600 + np.cumsum(gaps)) * SECOND
    means = np.array(values)
    averages = Averages(starts, starts + 3600 * SECOND, means, np.ones(n), np.zeros(n, np.int64), np.zeros(n, np.int64))
    outcomes = compare_many(means, np.ones(n), 2.0, 7.0)
    found = list(exceedances(averages, outcomes))
    covered = []
    for one in found:
        inside = np.flatnonzero((starts >= one.start_us) & (starts < one.end_us))
        assert set(outcomes[inside].tolist()) == {one.outcome}
        assert one.end_us - one.start_us == len(inside) * 3600 * SECOND  # no gap is bridged
        assert one.worst == (means[inside].max() if one.outcome is Outcome.ABOVE else means[inside].min())
        assert one.worst_us in starts[inside]
        covered.extend(inside.tolist())
    assert covered == np.flatnonzero(np.isin(outcomes, (Outcome.ABOVE, Outcome.BELOW))).tolist()
    for before, after in itertools.pairwise(found):
        assert before.end_us < after.start_us or before.outcome != after.outcome  # neighbours are merged


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_period_edges__days_of_a_zone_with_daylight_saving(day, hours):
    zone = ZoneInfo("Europe/Berlin")
    noon = round(datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp()) * SECOND
    edges = period_edges(noon, noon, Statistic.MEAN_24H, zone)
    assert np.diff(edges).tolist() == [hours * 3600 * SECOND]


def test_period_edges__year_of_the_park_starts_at_17_utc():
    edges = period_edges(START * SECOND, START * SECOND, Statistic.MEAN_YEAR, PARK_ZONE)
    assert [datetime.fromtimestamp(edge / SECOND, tz=PARK_ZONE).isoformat() for edge in edges.tolist()] == [
        "2025-01-01T00:00:00+07:00",
        "2026-01-01T00:00:00+07:00",
    ]


def test_single_readings__a_late_reading_still_adjoins_a_missing_one_does_not():
    times = (START + np.array([0, 300, 620, 1220])) * SECOND
    ones = np.ones(4, np.bool_)
    single = single_readings(Series(times, np.full(4, 9.0), ones, ~ones, ~ones), 300)
    found = list(exceedances(single, compare_many(single.mean, single.valid_share, None, 5.0)))
    assert [(one.start_us, one.end_us) for one in found] == [
        (times[0], times[2] + 300 * SECOND),
        (times[3], times[3] + 300 * SECOND),
    ]
