"""Detectors for small lasting errors: rates of false alarms by simulation, onset, and drift as suspects."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trust.gross.steam import MATRIX, SD, TRUE

from ecopark.trust.gross.sequential import (
    cusum,
    cusum_run_length,
    cusum_threshold,
    decorrelate,
    ewma,
    ewma_limit,
    ewma_run_length,
    lasting_suspects,
    likelihood_scan,
    ramp,
    window_memory,
)
from ecopark.trust.gross.snapshot import snapshot
from ecopark.trust.gross.thresholds import alarm_threshold

WINDOWS = (6, 24, 72, 168)


def noise(seed: int, steps: int, series: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(steps, series))


@pytest.mark.parametrize("detector", ["cusum", "ewma"])
def test_thresholds__simulated_false_alarms_are_as_rare_as_asked(detector: str) -> None:
    # 2 alarms per 1000 steps: of 500 steps the chance of none is about exp(-1)
    z = noise(1, 500, 2000)
    found = (
        cusum(z, threshold=cusum_threshold(2.0, 1000.0)) if detector == "cusum" else ewma(z, limit=ewma_limit(2.0, 1000.0))
    )
    assert (found.alarm < 0).mean() == pytest.approx(np.exp(-1.0), abs=0.04)


def test_run_lengths__are_simulated_means() -> None:
    z = noise(2, 400, 1500) + 0.8
    found = cusum(z, threshold=6.0)
    assert (found.alarm + 1).mean() == pytest.approx(cusum_run_length(6.0, 0.5, 0.8), rel=0.03)
    found = ewma(z, weight=0.1, limit=2.7)
    assert (found.alarm + 1).mean() == pytest.approx(ewma_run_length(2.7, 0.1, 0.8), rel=0.03)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_cusum__finds_the_onset_of_a_lasting_shift(sign: float) -> None:
    z = noise(3, 300, 200)
    z[150:] += sign
    found = cusum(z, threshold=cusum_threshold(0.1, 1000.0))
    late = found.alarm >= 150
    assert late.mean() > 0.97
    assert np.median(np.abs(found.start[late] - 150)) <= 6


def test_cusum__missing_steps_are_no_evidence() -> None:
    z = noise(4, 300, 50)
    z[150:] += 1.0
    holes = np.where(noise(5, 300, 50) > 1.5, np.nan, z)
    assert (cusum(holes, threshold=8.0).alarm >= 0).mean() > 0.95
    silent = np.full((300, 3), np.nan)
    for detection in (cusum(silent), ewma(silent), likelihood_scan(silent, windows=WINDOWS, threshold=4.0)):
        assert (detection.alarm == -1).all()
        assert (detection.start == -1).all()


def test_likelihood_scan__alarms_as_often_as_the_threshold_says() -> None:
    steps, wanted = 1000, 0.2
    memory = [window_memory(np.ones, n) for n in WINDOWS]
    found = likelihood_scan(
        noise(6, steps, 3000), windows=WINDOWS, threshold=alarm_threshold(wanted, steps, correlation=memory)
    )
    rate = (found.alarm >= 0).mean()
    assert 0.3 * wanted < rate <= 1.15 * wanted  # the windows overlap: the sum over windows is an upper bound


def test_likelihood_scan__a_ramp_is_seen_earlier_as_a_ramp() -> None:
    z = noise(7, 400, 300)
    z[200:] += 0.02 * np.arange(200)[:, None]
    step, drift = (likelihood_scan(z, windows=WINDOWS, threshold=5.0, template=t) for t in (np.ones, ramp))
    assert np.median(drift.alarm[drift.alarm >= 200]) < np.median(step.alarm[step.alarm >= 200])


def test_window_memory__of_ones_is_the_overlap() -> None:
    assert window_memory(np.ones, 24) == pytest.approx(23 / 24)
    scores = np.correlate(noise(8, 40_000, 1)[:, 0], ramp(5), mode="valid")
    assert np.corrcoef(scores[1:], scores[:-1])[0, 1] == pytest.approx(window_memory(ramp, 5), abs=0.02)


def test_decorrelate__gives_independent_steps_back() -> None:
    e = noise(9, 20_000, 1)
    z = e.copy()
    for t in range(1, len(z)):
        z[t] = 0.7 * z[t - 1] + np.sqrt(1 - 0.49) * e[t]
    white = decorrelate(z, 0.7)
    assert white[1:] == pytest.approx(e[1:])
    with pytest.raises(ValueError, match="between -1 and 1"):
        decorrelate(z, 1.0)


def test_lasting_suspects__a_slow_drift_names_its_meter_with_rate_and_start() -> None:
    snap = snapshot(MATRIX, TRUE, SD, leaks=False)
    rng = np.random.default_rng(12)
    residuals = rng.normal(size=(600, snap.degrees))
    rate = 0.02 * SD[7]
    residuals[400:] += np.outer(rate * np.arange(1, 201), snap.signatures[:, 7])
    threshold = alarm_threshold(0.01, 8766, correlation=[window_memory(ramp, n) for n in WINDOWS])
    assert lasting_suspects(snap, residuals[:400], windows=WINDOWS, threshold=threshold, template=ramp) == ()
    suspects = lasting_suspects(snap, residuals, windows=WINDOWS, threshold=threshold, template=ramp)
    assert suspects[0].kind == "drift"
    assert "x8" in suspects[0].group
    assert suspects[0].start is not None
    assert 350 <= suspects[0].start <= 500
    (found,) = suspects
    assert found.measurement == "x8"
    assert found.low < rate * 2.5  # per step; the window may begin after the drift


def test_lasting_suspects__a_step_keeps_its_size() -> None:
    snap = snapshot(MATRIX, TRUE, SD, leaks=False)
    residuals = np.random.default_rng(11).normal(size=(500, snap.degrees))
    residuals[300:] += 3.0 * SD[9] * snap.signatures[:, 9]
    (found,) = lasting_suspects(snap, residuals, windows=WINDOWS, threshold=5.5)
    assert (found.measurement, found.kind) == ("x10", "bias")
    assert found.low < 3.0 * SD[9] < found.high
    assert abs((found.start or 0) - 300) <= 6
