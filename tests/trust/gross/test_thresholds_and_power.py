"""Thresholds from alarms per sensor-year, power, and the smallest findable bias, against simulation and closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.trust.gross.problems import BYPASS
from tests.trust.gross.steam import MATRIX, SD, TRUE
from tests.trust.gross.test_collusion import system

from ecopark.trust.distributions import chi_square_quantile, normal_quantile
from ecopark.trust.gross.identify import identify
from ecopark.trust.gross.likelihood import global_statistic, standardised
from ecopark.trust.gross.power import (
    effective_steps,
    power_of_global_test,
    power_of_single_test,
    shift_of_bias,
    smallest_bias,
    visibility,
)
from ecopark.trust.gross.snapshot import snapshot
from ecopark.trust.gross.thresholds import Levels, alarm_threshold, beginnings, window_correlation

FLOWS = np.array([100.0, 64, 36, 64, 36, 100])


def test_single__sidak_and_bonferroni() -> None:
    assert Levels(level=0.05).single(10) == pytest.approx(1 - 0.95**0.1)
    assert Levels(level=0.05, correction="bonferroni").single(10) == pytest.approx(0.005)
    assert Levels(level=0.05, correction="none").single(10) == 0.05
    assert 1 - (1 - Levels(level=1e-9).single(1000)) ** 1000 == pytest.approx(1e-9, rel=1e-3)


def test_margin__grows_with_rivals_and_evidence() -> None:
    levels = Levels(wrong=0.01)
    assert levels.margin(100, 0.0) == pytest.approx(2 * math.log(100 / 0.01))
    assert levels.margin(100, 10_000.0) == 200.0


def test_alarm_threshold__independent_decisions_in_closed_form() -> None:
    # an episode begins where the last decision was below: p (1 - p) for each side
    u = alarm_threshold(0.01, 365.25)
    p = 0.01 / (2 * 365.25)
    assert u == pytest.approx(normal_quantile(p), abs=1e-3)
    assert beginnings(u, 0.0) == pytest.approx(p, rel=1e-6)


@pytest.mark.parametrize("correlation", [0.5, 0.95])
def test_alarm_threshold__simulated_series_alarm_as_often_as_asked(correlation: float) -> None:
    rng = np.random.default_rng(7)
    decisions, sensors, wanted = 1000.0, 3000, 2.0
    u = alarm_threshold(wanted, decisions, correlation=correlation)
    z = rng.normal(size=sensors)
    begun = 0
    above = np.abs(z) > u
    for _ in range(int(decisions)):
        z = correlation * z + math.sqrt(1 - correlation**2) * rng.normal(size=sensors)
        now = np.abs(z) > u
        begun += int((now & ~above).sum())
        above = now
    assert begun / sensors == pytest.approx(wanted, rel=0.06)


def test_alarm_threshold__memory_lowers_it_and_several_windows_raise_it() -> None:
    alone = alarm_threshold(0.01, 8766)
    assert alarm_threshold(0.01, 8766, correlation=0.99) < alone
    assert alarm_threshold(0.01, 8766, correlation=[0.0, 0.9, 0.99]) > alone
    assert alarm_threshold(0.01, 8766, tests_per_sensor=4) > alone
    for wrong in ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 1.0)):
        with pytest.raises(ValueError, match="above zero"):
            alarm_threshold(wrong[0], wrong[1], correlation=wrong[2])


def test_window_correlation__overlap_and_class() -> None:
    assert window_correlation(30.0, 1.0) == pytest.approx(29 / 30)
    assert window_correlation(30.0, 30.0) == 0.0
    assert window_correlation(30.0, 30.0, permanent_share=0.7) == pytest.approx(0.7)


def test_power_of_single_test__is_met_by_simulation() -> None:
    rng = np.random.default_rng(3)
    snap = snapshot(MATRIX, TRUE, SD, leaks=False)
    bias, meter, critical = 4.5 * SD[9], 9, 3.0
    noise = rng.normal(size=(20_000, 28)) * SD
    noise[:, meter] += bias
    residuals = noise @ snap.signatures.T
    found = np.abs(standardised(snap.signatures, residuals)[:, meter]) > critical
    expected = power_of_single_test(shift_of_bias(snap, meter, bias), critical)
    assert found.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 20_000))
    threshold = chi_square_quantile(0.05, 11)
    expected = power_of_global_test(shift_of_bias(snap, meter, bias), threshold, 11)
    assert (global_statistic(residuals) > threshold).mean() == pytest.approx(expected, abs=0.015)


def test_visibility__lies_between_nothing_and_all() -> None:
    found = visibility(snapshot(MATRIX, TRUE, SD))
    assert np.all((found.detectability > 0) & (found.detectability < 1))
    small, large = int(np.argmin(TRUE)), int(np.argmax(TRUE))
    assert found.detectability[small] < 0.02 < 0.9 < found.detectability[large]  # small meters under large ones


def test_smallest_bias__is_found_with_the_power_it_promises() -> None:
    noisy = replace(system(BYPASS), floor_sd=np.full(6, 2.0))
    window = np.tile(FLOWS, (4, 1))
    critical = 3.0
    bias = smallest_bias(noisy, window, critical=critical, power=0.9)
    snap = snapshot(BYPASS, FLOWS, np.hypot(0.01 * FLOWS, 1.0), leaks=False)
    for meter in range(6):
        assert power_of_single_test(shift_of_bias(snap, meter, bias[meter]), critical) == pytest.approx(0.9, abs=1e-3)


def test_smallest_bias__never_falls_below_the_class_however_long_the_window() -> None:
    tight = replace(system([[1, -1, -1]]), relative_sd=np.array([0.0001, 0.02, 0.0001]), floor_sd=np.full(3, 1.0))
    values = np.array([100.0, 60.0, 40.0])
    short, long = (smallest_bias(tight, np.tile(values, (n, 1)), critical=3.0) for n in (1, 100_000))
    assert np.all(long <= short)
    assert np.all(long >= math.sqrt(3) * tight.relative_sd * values * (1 - 1e-12))


def test_smallest_bias__is_infinite_where_nothing_is_redundant() -> None:
    alone = system([[1, -1]], selector=[0])
    assert np.isinf(smallest_bias(alone, np.array([[5.0]]), critical=3.0)).all()
    with pytest.raises(ValueError, match="power"):
        smallest_bias(alone, np.array([[5.0]]), critical=3.0, power=1.0)


def test_effective_steps__memory_costs_steps() -> None:
    assert effective_steps(100, 0.0) == 100
    assert effective_steps(100, 0.5) == pytest.approx(100 / 3)
    assert effective_steps(3, 0.9) == 1.0


def test_identify__small_meter_below_a_large_one_stays_unseen() -> None:
    # a meter of 0.83 among flows of 100: twice its reading changes no balance visibly
    values = TRUE + TRUE * (np.arange(28) == 8)
    assert identify(snapshot(MATRIX, values, SD)).suspects == ()
