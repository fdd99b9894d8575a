"""Each check alone: golden cases and the laws that hold for all columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ecopark.core.messages import known_messages
from ecopark.core.terms import DeviceStatus, Flag
from ecopark.trust.checks import physics
from ecopark.trust.checks.bounds import Bounds, outside_bounds
from ecopark.trust.checks.clock import Future, Grid, in_the_future, off_grid, repeated_or_backward
from ecopark.trust.checks.counter import Counter, counter_falls, increments
from ecopark.trust.checks.flat_line import FlatLine, Placeholder, flat_line, placeholder
from ecopark.trust.checks.gap import Step, after_gap, expected_slots, gaps, missing_slots
from ecopark.trust.checks.physics import Tolerance
from ecopark.trust.checks.profile import ProfileShift, profile_shifts, working_days
from ecopark.trust.checks.rate import HOUR_US, Rate, too_fast
from ecopark.trust.checks.registry import BY_BIT, BY_CODE, CHECKS, checks_of, level_of
from ecopark.trust.checks.runs import keep_runs, runs
from ecopark.trust.checks.spike import Hampel, NeighbourSpike, hampel, neighbour_spike
from ecopark.trust.checks.status import says
from ecopark.trust.checks.sun import (
    DAY_US,
    ClockShift,
    Site,
    clock_segments,
    dark,
    day_middles,
    equation_of_time,
    solar_noon,
)
from ecopark.trust.checks.unit_mixup import PowersOfTen, powers_of_ten
from ecopark.trust.checks.zeros import LowOutlier, ZeroForMissing, low_outlier, repeated_rows, zero_rows, zeros_for_missing

QUARTER = 900_000_000
VALUES = hnp.arrays(np.float64, st.integers(0, 200), elements=st.floats(-1e6, 1e6))


def grid(n, step=QUARTER, start=1_735_689_600_000_000):
    return start + np.arange(n, dtype=np.int64) * step


def marked(mask):
    return np.flatnonzero(mask).tolist()


# --- laws -----------------------------------------------------------------------------------------------------------------

BY_VALUE = {
    "bounds": lambda v: outside_bounds(v, Bounds(-10, 10)),
    "rate": lambda v: too_fast(grid(len(v)), v, Rate(40)),
    "flat_line": lambda v: flat_line(v, FlatLine(4)),
    "placeholder": lambda v: placeholder(v, Placeholder(5)),
    "neighbour_spike": lambda v: neighbour_spike(v, NeighbourSpike(5)),
    "hampel": lambda v: hampel(v, Hampel(half_window=3)),
    "zeros": lambda v: zeros_for_missing(v, ZeroForMissing(True)),
    "drops": lambda v: zeros_for_missing(v, ZeroForMissing(False)),
    "low_outlier": lambda v: low_outlier(v, LowOutlier()),
    "powers_of_ten": lambda v: powers_of_ten(grid(len(v), DAY_US), v, PowersOfTen())[0],
    "counter": lambda v: counter_falls(v, Counter()).backward,
}


@pytest.mark.parametrize("name", BY_VALUE)
@settings(deadline=None)
@given(values=VALUES)
def test_checks__one_answer_per_reading_repeatable_and_input_untouched(name, values):
    before = values.copy()
    first, second = BY_VALUE[name](values), BY_VALUE[name](values)
    assert first.shape == values.shape
    assert first.dtype == np.bool_
    assert np.array_equal(first, second)
    assert np.array_equal(values, before)


@pytest.mark.parametrize("name", ["bounds", "rate", "flat_line", "neighbour_spike", "counter"])
@settings(deadline=None)
@given(values=VALUES, more=st.integers(1, 30))
def test_checks__more_good_readings_never_flag_an_earlier_one(name, values, more):
    """Local checks: readings that move gently on from the last one leave every earlier answer but the last as it was."""
    last = values[-1] if len(values) else 0.0
    longer = np.concatenate([values, last + 0.01 * np.arange(1, more + 1)])
    settled = max(0, len(values) - 1)
    assert np.array_equal(BY_VALUE[name](longer)[:settled], BY_VALUE[name](values)[:settled])


@settings(deadline=None)
@given(values=VALUES, low=st.floats(-1e3, 0), high=st.floats(0, 1e3), wider=st.floats(0, 1e3))
def test_outside_bounds__wider_bounds_never_mark_more(values, low, high, wider):
    narrow, wide = outside_bounds(values, Bounds(low, high)), outside_bounds(values, Bounds(low - wider, high + wider))
    assert not (wide & ~narrow).any()


@settings(deadline=None)
@given(mask=hnp.arrays(np.bool_, st.integers(1, 100)))
def test_runs__cover_exactly_the_true_part(mask):
    starts, stops = runs(mask)
    again = np.zeros_like(mask)
    for start, stop in zip(starts, stops, strict=True):
        again[start:stop] = True
    assert np.array_equal(again, mask)
    assert np.array_equal(keep_runs(mask, at_least=1), mask)
    assert (starts[1:] > stops[:-1]).all()


@settings(deadline=None)
@given(steps=st.lists(st.integers(1, 9), min_size=1, max_size=50))
def test_gaps__missing_and_present_add_up_to_what_was_expected(steps):
    times = grid(1)[0] + np.concatenate([[0], np.cumsum(steps)]) * QUARTER
    step = Step(QUARTER)
    assert missing_slots(times, step) + len(times) == expected_slots(int(times[0]), int(times[-1]), step)
    start, end, _ = gaps(times, step)
    assert (start < end).all()
    assert after_gap(times, step).sum() == len(start)


@settings(deadline=None)
@given(amounts=st.lists(st.integers(0, 40), min_size=2, max_size=60))
def test_increments__roll_over_loses_nothing(amounts):
    register = np.cumsum(amounts).astype(float) % 1000
    counter = Counter(rollover=1000.0)
    starts, found = increments(grid(len(register)), register, counter)
    assert len(starts) == len(amounts) - 1
    assert found.tolist() == [float(a) for a in amounts[1:]]


# --- golden ----------------------------------------------------------------------------------------------------------------


def test_outside_bounds__closed_interval_with_tolerance():
    values = np.array([-0.1, 0.0, 100.0, 100.05, 101.0])
    assert marked(outside_bounds(values, Bounds(0, 100, tolerance=0.1))) == [4]
    assert marked(outside_bounds(values, Bounds(0, None))) == [0]


def test_too_fast__scales_with_the_time_between_readings():
    times = np.array([0, HOUR_US, 3 * HOUR_US, 3 * HOUR_US + QUARTER])
    assert marked(too_fast(times, np.array([0.0, 10.0, 30.0, 33.0]), Rate(10.0))) == [3]


def test_flat_line__whole_run_and_resting_values():
    values = np.array([1, 2, 2, 2, 3, 0, 0, 0, 0, 4], float)
    assert marked(flat_line(values, FlatLine(3))) == [1, 2, 3, 5, 6, 7, 8]
    assert marked(flat_line(values, FlatLine(3, resting=(0.0,)))) == [1, 2, 3]
    assert marked(flat_line(values, FlatLine(5))) == []


def test_flat_line__many_short_runs_are_handled_alike():
    values = np.tile([1.0, 1.0, 2.0], 100)
    values[150:160] = 5.0
    assert marked(flat_line(values, FlatLine(8))) == list(range(150, 160))


def test_placeholder__all_or_nothing():
    assert placeholder(np.full(120, 7.5), Placeholder()).all()
    assert not placeholder(np.append(np.full(120, 7.5), 7.6), Placeholder()).any()
    assert not placeholder(np.zeros(120), Placeholder(resting=(0.0,))).any()


def test_neighbour_spike__against_the_mean_of_both_neighbours():
    assert marked(neighbour_spike(np.array([1, 1, 9, 1, 1.0]), NeighbourSpike(5))) == [2]


def test_hampel__a_spike_is_marked_a_step_and_a_ramp_are_not():
    rng = np.random.default_rng(1)
    values = 10 + rng.normal(0, 0.1, 200)
    values[50], values[90:92] = 40.0, -20.0
    values[120:] += 30
    assert marked(hampel(values, Hampel())) == [50, 90, 91]
    assert not hampel(np.linspace(1, 400, 300), Hampel()).any()


def test_zeros__never_zero_property_with_an_empty_band():
    values = np.append(np.linspace(5, 20, 500), [0.0, 0.0, 0.1])
    assert marked(zeros_for_missing(values, ZeroForMissing(True))) == [500, 501, 502]
    through_zero = np.linspace(-5, 20, 2501)  # a temperature that passes zero
    assert not zeros_for_missing(through_zero, ZeroForMissing(True)).any()


def test_zeros__a_machine_may_rest_but_not_for_one_reading_at_full_load():
    running = 50 + np.sin(np.arange(3000))
    running[1000] = 0.0
    assert marked(zeros_for_missing(running, ZeroForMissing(False))) == [1000]
    resting = running.copy()
    resting[1500:2500] = 0.0
    assert not zeros_for_missing(resting, ZeroForMissing(False)).any()


def test_low_outlier__one_reading_far_below_the_record():
    values = np.exp(np.random.default_rng(2).normal(3, 0.2, 500))
    values[77] = 0.5
    assert marked(low_outlier(values, LowOutlier())) == [77]


def test_zero_rows_and_repeated_rows__need_every_property():
    rng = np.random.default_rng(3)
    columns = [rng.normal(10, 1, 300) for _ in range(6)]
    for column in columns:
        column[20] = 0.0
        column[41] = column[40]
    columns[0][60] = 0.0
    columns[0][81] = columns[0][80]
    assert marked(zero_rows(columns)) == [20]
    assert marked(repeated_rows(columns)) == [41]
    assert not zero_rows(columns[:2]).any()


def test_clock__order_future_and_grid():
    times = grid(40)
    sent = np.concatenate([times[:10], times[9:10], times[5:6], times[10:]])
    assert marked(repeated_or_backward(sent)) == [10, 11]
    known = times + 60_000_000
    known[7] = times[7] - 7_200_000_000
    assert marked(in_the_future(times, known, Future())) == [7]
    jittered = times + np.where(np.arange(40) == 30, 200_000_000, 1_000_000)
    assert marked(off_grid(jittered, Grid(QUARTER))) == [30]
    free = times + np.random.default_rng(4).integers(0, QUARTER, 40)
    assert not off_grid(np.sort(free), Grid(QUARTER)).any()


def test_powers_of_ten__wrong_unit_for_three_days_and_a_closed_works_is_none():
    hours = grid(60 * 24, 3_600_000_000)
    day = 10 + 5 * np.sin(2 * np.pi * np.arange(60 * 24) / 24) + np.random.default_rng(5).normal(0, 0.2, 60 * 24)
    wrong = day.copy()
    wrong[480:552] *= 1000
    mask, exponent = powers_of_ten(hours, wrong, PowersOfTen())
    assert marked(mask) == list(range(480, 552))
    assert set(exponent[mask]) == {3}
    closed = day.copy()
    closed[480:552] = 1.2  # a tenth of the usual middle, but not of the low end
    assert not powers_of_ten(hours, closed, PowersOfTen())[0].any()


def test_counter_falls__roll_over_reset_and_backward_are_told_apart():
    register = np.array([9900, 9950, 20, 60, 61, 3, 10, 9.0])
    falls = counter_falls(register, Counter(rollover=10_000))
    assert (marked(falls.rolled_over), marked(falls.reset), marked(falls.backward)) == ([2], [5], [7])
    _, amounts = increments(grid(8), register, Counter(rollover=10_000))
    assert amounts.tolist() == [50, 70, 40, 1, 7]


def test_says__status_codes():
    status = np.array([0, 1, 2, 255], np.uint8)
    assert marked(says(status, DeviceStatus.CALIBRATING)) == [1]
    assert marked(says(status, DeviceStatus.FAULT)) == [2]


def test_above__only_beyond_the_tolerance():
    mask = physics.above(np.array([1.1, 1.3, 5.0]), np.array([1.0, 1.0, 5.0]), Tolerance(relative=0.2))
    assert marked(mask) == [1]


def test_power_factor__golden_and_mismatch():
    active, reactive = np.array([3.0, 4.0, 0.0]), np.array([4.0, 3.0, 0.0])
    assert physics.power_factor_of(active, reactive)[:2].tolist() == [60.0, 80.0]
    stated = np.array([60.2, 84.0, 0.0])
    leading = np.array([0.0, 0.0, 0.0])
    assert marked(physics.power_factor_mismatch(stated, active, [reactive, leading], physics.POWER_FACTOR)) == [1]


def test_solar_noon__golden():
    # Equation of time: about +16.4 min on 3 November, -14.2 min on 11 February (US Naval Observatory, any almanac)
    days = np.array([20395.0, 20130.0])  # 2025-11-03, 2025-02-11
    assert equation_of_time(days) == pytest.approx([16.4, -14.2], abs=0.6)
    hanoi = Site(7 * HOUR_US, longitude=105.85)
    assert solar_noon(days, hanoi) == pytest.approx([11.67, 12.18], abs=0.03)


def test_dark__midnight_is_dark_and_noon_is_not():
    noon_utc = np.array([20395 * DAY_US + 5 * HOUR_US], np.int64)  # 12:00 in Viet Nam
    for site in (Site(7 * HOUR_US), Site(7 * HOUR_US, 106.0, 16.0)):
        assert not dark(noon_utc, QUARTER, site).any()
        assert dark(noon_utc + 12 * HOUR_US, QUARTER, site).all()
    evening = noon_utc + 7 * HOUR_US  # 19:00 in November: certain only with the latitude
    assert dark(evening, QUARTER, Site(7 * HOUR_US, 106.0, 16.0)).all()
    assert not dark(evening, QUARTER, Site(7 * HOUR_US)).any()


@pytest.mark.parametrize("hours", [1, -1, 7])
def test_clock_segments__a_shift_put_into_a_clean_year_is_found_to_the_day(hours):
    times = grid(365 * 96)
    site = Site(7 * HOUR_US)
    local = (times + site.utc_offset) % DAY_US / HOUR_US
    sun = np.clip(np.cos((local - 12) * np.pi / 12), 0, None) * np.random.default_rng(6).uniform(0.6, 1, len(times))
    shifted_by = np.where((times >= times[96 * 100]) & (times < times[96 * 200]), hours * 4, 0)
    power = sun[np.clip(np.arange(len(times)) - shifted_by, 0, len(times) - 1)]
    days, middles = day_middles(times, power, QUARTER, site.utc_offset, 0.02)
    segments = clock_segments(days, middles - solar_noon(days.astype(float), site), ClockShift())
    if hours == 7:  # the sunny hours would cross midnight: no full productive day is left to compare
        return
    assert [s.shift_hours for s in segments] == [0, hours, 0]
    first = int((times[96 * 100] + site.utc_offset) // DAY_US)
    assert abs(segments[1].first_day - first) <= 1
    assert abs(segments[2].first_day - first - 100) <= 1


def test_profile_shifts__working_hours_move_by_an_hour_but_not_for_a_holiday():
    times = grid(250 * 96, start=1_735_664_400_000_000)  # midnight in Viet Nam
    hour, day = np.arange(len(times)) % 96 / 4, np.arange(len(times)) // 96
    begin = np.where(day >= 150, 6.0, 7.0)
    load = 10 + 50.0 * ((hour >= begin) & (hour < begin + 9))
    late = (day >= 60) & (day < 70)
    load[late] = 10 + 50.0 * ((hour[late] >= 9) & (hour[late] < 18))
    days, rises, falls = working_days(times, load, QUARTER, 7 * HOUR_US, 4.0)
    ((first, moved),) = profile_shifts(days, rises, falls, ProfileShift())
    assert (first - days[0], moved) == (150, -1.0)


# --- registry --------------------------------------------------------------------------------------------------------------


def test_registry__bits_are_unique_and_never_renumbered():
    bits = {check.short: check.bit for check in CHECKS if check.bit is not None}
    assert len(set(bits.values())) == len(bits)
    assert max(bits.values()) < 32
    stored = [
        "physical_bounds",
        "plausible_range",
        "rate_of_change",
        "flat_line",
        "spike",
        "zero_for_missing",
        "placeholder",
    ]
    stored += ["clock_shift", "clock_order", "future_time", "off_grid", "unit_mixup", "counter_reset", "counter_backward"]
    stored += ["calibrating", "device_fault", "outflow_above_inflow", "total_n_below_ammonium", "cod_below_bod"]
    stored += ["power_factor_mismatch", "submeter_above_parent", "submeters_sum", "generation_in_dark", "repeated_row"]
    stored += ["low_outlier"]
    assert [bits[short] for short in stored] == list(range(25))


def test_registry__every_check_has_its_texts():
    import ecopark.trust.messages  # noqa: F401

    texts = known_messages()
    for check in CHECKS:
        for part in ("check", "explanation", "found"):
            assert f"trust.{part}.{check.short}" in texts


@settings(deadline=None)
@given(tests=st.integers(0, 2**25 - 1), bit=st.sampled_from(sorted(BY_BIT)))
def test_level_of__another_check_never_lowers_a_flag(tests, bit):
    assert level_of(tests | 1 << bit) >= level_of(tests)
    assert level_of(0) is Flag.GOOD
    assert {c.bit for c in checks_of(tests)} == {b for b in range(32) if tests >> b & 1}
    assert BY_CODE[BY_BIT[bit].code] is BY_BIT[bit]
