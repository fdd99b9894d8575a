"""Each signal on made series whose truth is known: it speaks on its falsification and is silent on the untouched series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.trust.falsification.agreement import Agreement, moved_together
from ecopark.trust.falsification.blocks import DAY_US, blocks_of
from ecopark.trust.falsification.bunching import Bunching, hug_of
from ecopark.trust.falsification.device_change import DeviceChange, shift_at
from ecopark.trust.falsification.digits import Digits, coarser_spans, grid_of, last_digits, off_resolution, on_grid
from ecopark.trust.falsification.energy_flow import EnergyFlow, contradictions, specific_energy_shift
from ecopark.trust.falsification.night import night_ratio, night_shift
from ecopark.trust.falsification.replay import Replay, exact_copies, similar_days, whole_days
from ecopark.trust.falsification.response import Response, expected_of, silence, slopes
from ecopark.trust.falsification.spread import Spread, collapse, log_spread, windows_of
from ecopark.trust.falsification.status_audit import StatusAudit, audit, binomial_tail
from ecopark.trust.falsification.tail import Tail, fit_tail

STEP = 900 * 10**6


def times(days: int, step: int = STEP) -> np.ndarray:
    return np.arange(days * DAY_US // step, dtype=np.int64) * step


def walk(n: int, seed: int, memory: float = 0.95) -> np.ndarray:
    """Autocorrelated noise of unit spread."""
    rng = np.random.default_rng(seed)
    out = np.zeros(n)
    steps = rng.standard_normal(n) * np.sqrt(1 - memory**2)
    for i in range(1, n):
        out[i] = memory * out[i - 1] + steps[i]
    return out


def cod(days: int, seed: int = 1) -> np.ndarray:
    """A concentration with a daily rhythm, 0.1 mg/L."""
    at = times(days)
    return np.round(60 + 10 * np.sin(2 * np.pi * at / DAY_US) + 8 * walk(len(at), seed), 1)


# values hug the limit


def test_hug_of__clipped_below_the_limit_stands_far_beyond_a_smooth_density():
    values = cod(28)
    limit = float(np.quantile(values, 0.85))
    rng = np.random.default_rng(2)
    clipped = np.where(values > 0.98 * limit, np.round(limit * rng.uniform(0.95, 0.99, len(values)), 1), values)
    hug = hug_of(clipped, limit, Bunching(), resolution=0.1)
    assert hug is not None
    assert hug.above == 0
    assert hug.inside > 1.5 * hug.expected
    assert hug.score > 6


@pytest.mark.parametrize("quantile", [0.7, 0.9, 0.97])
def test_hug_of__an_untouched_series_does_not_hug_any_limit(quantile):
    values = cod(28, seed=5)
    hug = hug_of(values, float(np.quantile(values, quantile)), Bunching(), resolution=0.1)
    assert hug is None or hug.score < 3


def test_hug_of__a_lower_bound_is_hugged_from_above():
    ph = np.round(6.5 + 0.5 * walk(3000, 3), 2)
    rng = np.random.default_rng(4)
    held = np.where(ph < 6.05, np.round(6.0 + rng.uniform(0.01, 0.08, len(ph)), 2), ph)
    hug = hug_of(held, 6.0, Bunching(), resolution=0.01, lower=True)
    assert hug is not None
    assert hug.score > 6
    assert hug.low == 6.0


def test_hug_of__too_few_readings_say_nothing():
    assert hug_of(np.full(20, 49.0), 50.0, Bunching()) is None


# missing spread


def test_collapse__a_bottle_stands_out_and_its_days_are_found():
    values = cod(120)
    at = times(120)
    bottle = (at >= 70 * DAY_US) & (at < 80 * DAY_US)
    values[bottle] = 55 + 0.3 * np.random.default_rng(1).standard_normal(bottle.sum())
    blocks = blocks_of(at, STEP, 0)
    window = windows_of(blocks, Spread())[0]
    scores, sizes = collapse(log_spread(values, blocks, 0.1), window)
    best = int(np.argmax(scores))
    assert 68 <= best <= 76
    assert scores[best] > 8
    assert np.exp(sizes[best]) > 3


def test_collapse__untouched_days_stay_below():
    blocks = blocks_of(times(120), STEP, 0)
    scores, _ = collapse(log_spread(cod(120, seed=8), blocks, 0.1), 5)
    assert scores.max() < 4.5


def test_windows_of__short_records_are_judged_by_the_day_and_very_short_ones_not_at_all():
    assert windows_of(blocks_of(times(14), STEP, 0), Spread()) == (1,)
    assert windows_of(blocks_of(times(5), STEP, 0), Spread()) == ()


# digits


@given(st.integers(-4, 2), st.sampled_from([1, 2, 5]), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_grid_of__finds_the_step_that_made_the_values(exponent, digit, seed):
    step = digit * 10.0**exponent
    counts = np.random.default_rng(seed).integers(1, 10_000, 200)
    found = grid_of(counts * step)
    assert found >= step * (1 - 1e-9)
    assert on_grid(counts * step, found).all()


def test_coarser_spans__a_week_in_whole_units_is_found_where_the_rest_has_tenths():
    values = np.round(cod(60) * 1.3, 1)
    values[2000:2700] = np.round(values[2000:2700])
    spans = coarser_spans(values, Digits(), 0.1)
    assert len(spans) == 1
    assert 1900 <= spans[0].first <= 2100
    assert spans[0].step == pytest.approx(1.0)


def test_coarser_spans__significant_digits_are_no_falsification():
    values = 10 ** (0.6 * walk(4000, 6, 0.999))
    rounded = np.array([float(f"{v:.4g}") for v in values])
    assert coarser_spans(rounded, Digits()) == []


def test_off_resolution__numbers_no_instrument_can_send():
    values = cod(10)
    assert off_resolution(values, 0.1, Digits()) == 0.0
    values[::10] += 0.037
    assert off_resolution(values, 0.1, Digits()) == pytest.approx(0.1, abs=0.01)


def test_last_digits__typed_numbers_prefer_zero_and_five():
    rng = np.random.default_rng(3)
    even = np.round(rng.normal(300, 60, 2000))
    typed = np.where(rng.random(2000) < 0.4, np.round(even / 5) * 5, even)
    fair, preferred = last_digits(even, 1.0, Digits()), last_digits(typed, 1.0, Digits())
    assert fair is not None
    assert preferred is not None
    assert abs(fair.score) < 4
    assert preferred.score > 10


# calibration at an exceedance


def exceeding(status_at_exceedance: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    at, values = times(60), cod(60)
    status = np.zeros(len(values), np.uint8)
    limit = np.quantile(values, 0.98)
    above = np.flatnonzero((values[1:] > limit) & (values[:-1] > limit)) + 1
    rng = np.random.default_rng(1)
    low = np.flatnonzero(values[:-4] < 60)
    for i in rng.choice(low, 6, replace=False):
        status[i + 1 : i + 3] = 1
    if status_at_exceedance:
        status[above] = 1
    return at, values, status


def test_audit__status_that_begins_at_exceedances_is_no_chance():
    at, values, status = exceeding(True)
    found = audit(at, values, status, float(np.quantile(values, 0.98)), StatusAudit())
    assert found is not None
    assert found.p < 1e-4
    assert found.at_exceedance >= 3


def test_audit__calibration_at_other_times_is_silent():
    at, values, status = exceeding(False)
    assert audit(at, values, status, float(np.quantile(values, 0.98)), StatusAudit()) is None


@given(st.integers(1, 12), st.floats(0.01, 0.99))
@settings(max_examples=40, deadline=None)
def test_binomial_tail__falls_with_what_is_asked_and_is_one_for_nothing(n, p):
    tails = [binomial_tail(k, n, p) for k in range(n + 1)]
    assert tails[0] == pytest.approx(1.0)
    assert all(a >= b - 1e-12 for a, b in pairwise(tails))
    assert tails[n] == pytest.approx(p**n)


# copies


def test_exact_copies__three_days_of_last_week_at_any_distance():
    values = cod(40)
    values[2500:2788] = values[1203:1491]
    found = exact_copies(values, Replay(), 0.1)
    assert [(c.first, c.source) for c in found] == [(2500, 1203)]
    assert found[0].stop == pytest.approx(2788, abs=2)


def test_exact_copies__rest_and_programmes_are_no_copies():
    resting = np.tile(np.concatenate((np.full(60, 1.2), np.full(36, 30.0))), 40)
    assert exact_copies(resting, Replay(), 0.1) == []
    assert exact_copies(cod(40, seed=11), Replay(), 0.1) == []


def test_similar_days__a_scaled_noisy_copy_is_found_with_its_source():
    values = cod(60)
    per_day = 96
    rng = np.random.default_rng(2)
    values[40 * per_day : 41 * per_day] = 0.85 * values[12 * per_day : 13 * per_day] + 0.2 * rng.standard_normal(per_day)
    days = whole_days(times(60), values, STEP, 0)
    scores, source = similar_days(days, Replay(alike=0.5))
    assert int(np.argmax(scores)) == 40
    assert source[40] == 12
    assert scores[40] > 10


def test_similar_days__no_day_of_an_untouched_series_stands_out():
    days = whole_days(times(60), cod(60, seed=21), STEP, 0)
    scores, _ = similar_days(days, Replay(alike=0.5))
    assert scores[np.isfinite(scores)].max() < 8


# nights


def test_night_shift__halved_nights_are_found_and_untouched_ones_not():
    at = times(90)
    load = 50 + 30 * np.sin(2 * np.pi * (at / DAY_US - 0.3)) + 3 * walk(len(at), 4)
    hour = at % DAY_US // 3_600_000_000
    falsified = np.where((at > 60 * DAY_US) & (at < 75 * DAY_US) & ((hour >= 22) | (hour < 5)), 0.5 * load, load)
    for values, found in ((load, False), (falsified, True)):
        _, ratios = night_ratio(at, values, 0)
        scores, sizes = night_shift(ratios, lower_only=True)
        assert bool(scores.max() > 8) is found
    assert sizes[int(np.argmax(scores))] < -0.4


# response to the load


def test_silence__a_bottle_no_longer_answers_to_the_flow():
    at = times(60)
    flow = 100 + 30 * np.sin(2 * np.pi * at / DAY_US) + 10 * walk(len(at), 9)
    values = 40 + 0.3 * flow + 3 * walk(len(at), 10)
    bottle = (at >= 40 * DAY_US) & (at < 50 * DAY_US)
    falsified = np.where(bottle, 65 + 0.2 * np.random.default_rng(3).standard_normal(len(at)), values)
    blocks = blocks_of(at, STEP, 0)
    for series, silent in ((values, False), (falsified, True)):
        learnt = expected_of(at, series, flow[:, None], 0, STEP)
        assert learnt.explained > 0.4
        scores, share = silence(slopes(series, learnt.expected, blocks, Response()))
        assert (bool(np.any((scores > 4) & (share < 0.35)))) is silent


# energy and flow


def test_contradictions__pumps_that_run_without_flow_and_flow_without_pumps():
    rng = np.random.default_rng(1)
    flow = 1000 * rng.uniform(0.8, 1.2, 200)
    energy = 300 + 0.4 * flow + 10 * rng.standard_normal(200)
    flow[50:55] = 3.0
    energy[120:124] = 5.0
    free, idle = contradictions(flow, energy, EnergyFlow())
    assert np.flatnonzero(idle).tolist() == [50, 51, 52, 53, 54]
    assert np.flatnonzero(free).tolist() == [120, 121, 122, 123]


def test_specific_energy_shift__under_reported_flow_raises_energy_per_flow():
    rng = np.random.default_rng(1)
    flow = 1000 * rng.uniform(0.7, 1.3, 300)
    energy = 50 + 0.4 * flow + 10 * rng.standard_normal(300)
    reported = flow.copy()
    reported[200:230] *= 0.5
    scores, sizes = specific_energy_shift(reported, energy, EnergyFlow())
    best = int(np.argmax(scores))
    assert 195 <= best <= 220
    assert sizes[best] > 0.3
    assert specific_energy_shift(flow, energy, EnergyFlow())[0].max() < 4


# changes of the device


def test_shift_at__a_level_shift_on_the_day_of_new_firmware_is_rare_elsewhere():
    days = np.arange(200)
    means = 50 + np.random.default_rng(1).standard_normal(200)
    means[101:] -= 10
    shift = shift_at(days, means, 100, DeviceChange())
    assert shift is not None
    assert shift.rarity < 0.02
    assert shift.after - shift.before == pytest.approx(-10, abs=1.5)
    assert shift_at(days, means, 40, DeviceChange()) is None


# meters that agree against the balance


def test_moved_together__two_meters_altered_on_one_day_are_named_as_a_group():
    rng = np.random.default_rng(1)
    use = rng.uniform(80, 120, (200, 4)) * np.array([1.0, 2.0, 0.5, 3.0])
    whole = use.sum(axis=1)
    reported = use.copy()
    reported[120:, :2] *= 0.7
    values = np.column_stack((whole, reported))
    found = moved_together(values, whole - reported.sum(axis=1), whole, Agreement())
    assert found is not None
    assert found.onset == pytest.approx(120, abs=3)
    assert found.members == (1, 2)
    assert found.change == pytest.approx(-0.3, abs=0.05)
    assert found.score > 8


def test_moved_together__collusion_that_closes_the_balance_is_not_seen():
    rng = np.random.default_rng(1)
    use = rng.uniform(80, 120, (200, 3))
    use[120:, :2] *= 0.7  # both meters and the one above them lie by the same amount: A b = 0
    whole = use.sum(axis=1)
    found = moved_together(np.column_stack((whole, use)), np.zeros(200), whole, Agreement())
    assert found is None or found.opening == 0


# thresholds


@given(st.floats(0.001, 0.2), st.floats(0.001, 0.2))
@settings(max_examples=40, deadline=None)
def test_threshold__fewer_alarms_allowed_means_a_higher_threshold(one, two):
    tail = Tail(2.0, 0.7)
    few, many = sorted((one, two))
    assert tail.threshold(52, few) >= tail.threshold(52, many)


def test_threshold__keeps_its_promise_on_data_with_that_tail():
    scores = np.random.default_rng(3).exponential(0.7, 400_000)
    tail = fit_tail(scores[:20_000])
    threshold = tail.threshold(52.0, 0.1)
    per_year = 52 * float(np.mean(scores[20_000:] > threshold))
    assert per_year == pytest.approx(0.1, rel=0.35)
