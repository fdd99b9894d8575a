"""Online is batch: whatever the arrivals, the flags in the end are the batch run's, and what was final stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust import sample_series as series

from ecopark.core.terms import DeviceStatus
from ecopark.trust.checks.attenuated import Attenuated
from ecopark.trust.checks.bounds import Bounds
from ecopark.trust.checks.climatology import Climatology
from ecopark.trust.checks.clock import Future
from ecopark.trust.checks.counter import Counter
from ecopark.trust.checks.flat_line import FlatLine
from ecopark.trust.checks.isolated import Isolated
from ecopark.trust.checks.rate import Rate
from ecopark.trust.checks.spike import Hampel, NeighbourSpike
from ecopark.trust.evaluate import StreamPlan, Verdicts, judge_presence, judge_values
from ecopark.trust.evaluate_record import judge_record
from ecopark.trust.online import Arrivals, Online, reach
from ecopark.trust.quality import quality_plan
from ecopark.trust.series import Series, split_series
from ecopark.trust.settings import DatastreamChecks, QualitySettings

STEP, OFFSET = 60_000_000, 7 * 3_600_000_000
CHECKS = DatastreamChecks(
    physical_bounds=Bounds(-50.0, 50.0),
    plausible_range=Bounds(-8.0, 8.0),
    rate_of_change=Rate(240.0),
    flat_line=FlatLine(4, resting=(0.0,)),
    neighbour_spike=NeighbourSpike(3.0),
    spike=Hampel(half_window=3, sigmas=3.0, relative_floor=0.5, floor=0.5, longest=2),
    climatology=Climatology((-6.0, None), (7.0, 3.0), seasons=1, hours=2),
    attenuated=Attenuated(5, 0.3),
    isolated=Isolated(silence=5 * STEP, readings=2),
    future_time=Future(0),
)
GAUGE = StreamPlan("a", "kW", 60_000_000, False, True, False, CHECKS)
REGISTER = replace(
    GAUGE, register=True, checks=DatastreamChecks(counter=Counter(100.0, noise=0.5), isolated=CHECKS.isolated)
)
READING = st.tuples(
    st.sampled_from([0.0, 1.0, 1.1, 1.2, 2.0, 5.0, 9.0, -9.0, 60.0, 0.05]),
    st.sampled_from([1, 1, 1, 1, 2, 6, 9]),  # steps since the reading before
    st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2]),  # status
    st.sampled_from([0, 0, 0, 0, 0, -60]),  # seconds by which it is known too early
)


def arrivals(rows):
    times = np.cumsum([pause for _, pause, _, _ in rows]).astype(np.int64) * STEP
    early = np.array([e for *_, e in rows], np.int64) * 1_000_000
    columns = ([r[0] for r in rows], [r[2] for r in rows])
    values, status = np.array(columns[0], float), np.array(columns[1], np.uint8)
    return Arrivals(times, values, status, np.zeros(len(rows), np.uint16), times + early)


def batch(plan, given_rows):
    columns = (given_rows.times, given_rows.values, given_rows.status, given_rows.revision, given_rows.recorded)
    verdicts = Verdicts(Series(plan.id, *columns, np.empty(0, np.int64)), plan)
    judge_presence(verdicts)
    judge_values(verdicts, OFFSET)
    judge_record(verdicts, OFFSET)
    return verdicts.tests


def fed(plan, given_rows, sizes):
    """Feed in arrivals of these sizes; return what was told last of each reading, and check that final is final."""
    online, told, final, at, most = Online(plan, OFFSET), {}, set(), 0, 0
    for size in [*sizes, len(given_rows)]:
        part = given_rows.take(np.arange(at, min(at + size, len(given_rows))))
        at += len(part)
        answer = online.take(part)
        for time, tests, done in zip(answer.times.tolist(), answer.tests.tolist(), answer.final.tolist(), strict=True):
            assert time not in final or (told[time] == tests and done)
            told[time] = tests
            if done:
                final.add(time)
        most = max(most, online.kept)
        assert answer.late == 0
    return np.array([told[t] for t in given_rows.times.tolist()], np.uint32), final, most


@pytest.mark.parametrize("plan", [GAUGE, REGISTER], ids=["gauge", "register"])
@given(st.lists(READING, min_size=1, max_size=80), st.lists(st.integers(0, 12), max_size=80))
@settings(max_examples=300, deadline=None)
def test_online__any_split_into_arrivals_ends_with_the_flags_of_the_batch(plan, rows, sizes):
    given_rows = arrivals(rows)
    told, _, _ = fed(plan, given_rows, sizes)
    assert np.array_equal(told, batch(plan, given_rows))
    ended = given_rows.take(np.arange(len(rows)) < len(rows) // 2)
    _, final_of_half, _ = fed(plan, ended, sizes)
    whole = dict(zip(given_rows.times.tolist(), batch(plan, given_rows).tolist(), strict=True))
    half = dict(zip(ended.times.tolist(), batch(plan, ended).tolist(), strict=True))
    assert all(whole[time] == half[time] for time in final_of_half)  # final whatever comes afterwards


def test_online__keeps_few_readings_however_many_come_and_an_instrument_in_fault():
    rng = np.random.default_rng(1)
    n = 3000
    times = np.arange(n, dtype=np.int64) * STEP
    status = np.zeros(n, np.uint8)
    status[1000:2500] = int(DeviceStatus.FAULT)
    given_rows = Arrivals(times, rng.normal(0, 3, n), status, np.zeros(n, np.uint16), times)
    told, final, most = fed(GAUGE, given_rows, [7] * (n // 7))
    assert np.array_equal(told, batch(GAUGE, given_rows))
    assert most < 4 * reach(CHECKS) + 60
    assert len(final) > n - 60


def test_online__a_restated_reading_is_told_again_and_a_late_one_is_left_to_the_batch():
    online = Online(GAUGE, OFFSET)
    rows = arrivals([(1.0 + 0.2 * (i % 5), 1, 0, 0) for i in range(100)])
    online.take(rows)
    again = rows.take(np.array([98]))
    wrong = Arrivals(again.times, np.array([60.0]), again.status, again.revision + 1, again.recorded)
    told = online.take(wrong)
    assert int(rows.times[98]) in told.times[told.flags == 3].tolist()
    assert online.take(rows.take(np.array([0]))).late == 1


@pytest.mark.parametrize("name", ["steel.main.active_energy", "furniture.main.active_power", "works.outflow.flow"])
def test_online__real_records_with_the_settings_of_their_declaration(name):
    network, tables = series.sample()
    plan = quality_plan(network, QualitySettings()).streams[name]
    whole = split_series(tables[name], [name])[name]
    columns = (whole.times, whole.values, whole.status, whole.revision, whole.recorded)
    given_rows = Arrivals(*(column[:2000] for column in columns))
    local = Online(plan, OFFSET).plan
    told, _, _ = fed(plan, given_rows, [1] * 300 + [50] * 40)
    assert np.array_equal(told, batch(local, given_rows))
