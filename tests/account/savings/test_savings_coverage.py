"""90 % intervals hold on windows of real meters in which nothing was saved.

The meters here are those whose errors nobody looked at while settings were chosen. Each block of six weeks is judged by
a baseline that has not seen it nor the week beside it: neither the fit, nor the choice of the candidate, nor the
interval. The run with all meters, windows and candidates is benchmarks/savings.py.
"""

import numpy as np
import pytest
from benchmarks.savings_data import METERS, held_out_blocks

from ecopark.account.savings.baseline import fit_baseline
from ecopark.account.savings.candidates import Settings
from ecopark.account.savings.errors import MOST_FACTOR, Spread, Weeks, error_model, factor_of, spread_of, weeks_of, windows
from ecopark.account.savings.placebo import placebo_saving
from ecopark.account.savings.series import DAY_S, local_days

NAMES = (
    "metal processing",
    "steel works",
    "wastewater works, daily",
    "electricity cdd hdd, year 1",
    "gas intercept only, year 2",
)
BLOCK_DAYS, FOLDS, WEEKS = 42, 7, 2


def placebo_windows(meter):
    """Whether each window of two weeks is covered."""
    series = meter.read()
    day, _ = local_days(series.start_us, series.zone)
    covered = []
    for learn, ask in held_out_blocks(series, BLOCK_DAYS, FOLDS):
        baseline = fit_baseline(series.take(learn), meter.calendar, Settings(candidates=("steady", "seasonal")))
        known = error_model(baseline.held_out, DAY_S // series.step_s)
        for block in np.unique((day[ask] - day[0]) // BLOCK_DAYS):
            for week in range(BLOCK_DAYS // 7 - WEEKS + 1):
                first = day[0] + block * BLOCK_DAYS + 7 * week
                window = (day >= first) & (day < first + 7 * WEEKS)
                if window.sum() >= 0.7 * WEEKS * 7 * (DAY_S // series.step_s):
                    covered.append(placebo_saving(baseline, series.take(window), known).covers)
    return covered


@pytest.fixture(scope="module")
def coverage():
    return {meter.name: placebo_windows(meter) for meter in METERS if meter.name in NAMES}


def test_placebo_saving__intervals_hold_on_windows_of_meters_that_were_not_looked_at(coverage):
    assert not any(meter.looked_at for meter in METERS if meter.name in NAMES)
    windows_seen = [covers for found in coverage.values() for covers in found]
    assert len(windows_seen) >= 200
    assert 0.85 <= np.mean(windows_seen) <= 0.95


def test_placebo_saving__no_meter_is_far_off(coverage):
    assert min(np.mean(found) for found in coverage.values()) >= 0.78


def test_error_model__counts_placebo_windows_of_the_baseline_itself():
    meter = next(m for m in METERS if m.name == "metal processing")
    baseline = fit_baseline(meter.read(), meter.calendar, Settings(candidates=("steady",)))
    placebo = error_model(baseline.held_out, 24).placebo
    assert placebo.windows >= 45
    assert 0.75 <= placebo.share <= 1.0
    assert (placebo.level, placebo.weeks) == (0.9, 2)


def held_out(errors, steps=24):
    """Rows of a year of days with the given error per step."""
    return [(k, k // 28, steps, 100.0 * steps, error * steps) for k, error in enumerate(errors)]


def test_spread_of__white_noise_averages_out_and_a_bias_does_not():
    rng = np.random.default_rng(5)
    white = weeks_of(held_out(rng.normal(0, 10, 728)), 24).error
    slow = weeks_of(held_out(rng.normal(0, 10, 728) + 8 * np.sin(np.arange(728) / 60)), 24).error
    assert spread_of(white, 16).total == pytest.approx(10 / np.sqrt(7 * 16), rel=0.6)
    assert spread_of(white, 16).bias < spread_of(slow, 16).bias
    assert spread_of(slow, 16).total > 4
    assert spread_of(slow, 52).total > 0.8 * spread_of(slow, 17).total


def test_spread_of__a_longer_sum_is_never_less_sure_per_step_than_its_bias():
    rng = np.random.default_rng(6)
    error = weeks_of(held_out(rng.normal(0, 10, 364)), 24).error
    totals = [spread_of(error, weeks).noise for weeks in (2, 4, 8, 16, 52)]
    assert totals == sorted(totals, reverse=True)


def test_windows__weeks_without_readings_are_missing_not_zero():
    error = np.array([1.0, np.nan, 3.0, 5.0])
    means, begin = windows(error, 2)
    assert begin.tolist() == [2]
    assert means.tolist() == [4.0]
    assert Weeks(error, np.zeros(4, dtype=np.int64), 168.0).steps == 168


def test_factor_of__heavy_tails_widen_and_nothing_known_is_widest():
    assert factor_of(np.zeros(0)) == MOST_FACTOR
    assert factor_of(np.array([0.1] * 5 + [4.0] * 5)) > factor_of(np.full(10, 1.0))
    assert Spread(3.0, 4.0).total == 5.0
