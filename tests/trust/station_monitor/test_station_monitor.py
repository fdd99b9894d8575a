"""The multivariate monitor: shrinkage against its formula, online = batch to the bit, robust training, contributions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.trust.station_monitor.covariance import ledoit_wolf
from ecopark.trust.station_monitor.model import MonitorSettings, fit
from ecopark.trust.station_monitor.monitor import OnlineMonitor, judge
from ecopark.trust.station_monitor.propose import StationTable, propose, settings_for


def station(n: int, seed: int = 0) -> np.ndarray:
    """Six properties driven by two movements."""
    rng = np.random.default_rng(seed)
    drive = rng.standard_normal((n, 2))
    for i in range(1, n):
        drive[i] = 0.6 * drive[i - 1] + 0.8 * drive[i]
    mixing = np.random.default_rng(99).standard_normal((2, 6))
    return drive @ mixing + 0.3 * rng.standard_normal((n, 6)) + np.array([50, 7, 25, 2.4, 150, 30])


def test_ledoit_wolf__is_the_formula_written_out_sample_by_sample():
    x = np.random.default_rng(1).standard_normal((40, 8)) @ np.diag(np.arange(1.0, 9.0))
    x -= x.mean(axis=0)
    n, p = x.shape
    s = sum(np.outer(r, r) for r in x) / n
    m = np.trace(s) / p
    d2 = np.sum((s - m * np.eye(p)) ** 2) / p
    b2 = min(d2, sum(np.sum((np.outer(r, r) - s) ** 2) for r in x) / n**2 / p)
    covariance, shrinkage = ledoit_wolf(x)
    assert shrinkage == pytest.approx(b2 / d2)
    np.testing.assert_allclose(covariance, (1 - b2 / d2) * s + b2 / d2 * m * np.eye(p), rtol=1e-10)


@given(st.integers(3, 30), st.integers(2, 40), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_ledoit_wolf__can_always_be_inverted_and_keeps_the_total_variance(n, p, seed):
    x = np.random.default_rng(seed).standard_normal((n, p))
    x -= x.mean(axis=0)
    covariance, shrinkage = ledoit_wolf(x)
    assert 0 <= shrinkage <= 1
    assert np.trace(covariance) == pytest.approx(np.trace(x.T @ x / n))
    assert np.linalg.eigvalsh(covariance).min() > 0


@pytest.mark.parametrize("lags", [(0,), (0, 1, 2), (0, 3)])
def test_online_monitor__gives_the_numbers_of_the_batch_to_the_bit(lags):
    model = fit(station(1500), MonitorSettings(lags=lags))
    values = station(400, seed=3)
    values[100, 2] = np.nan
    values[200:230, 0] += 4
    batch = judge(model, values)
    online = OnlineMonitor(model)
    verdicts = [online.step(row) for row in values]
    assert [v.index for v in verdicts] == [None if np.isnan(i) else i for i in batch.index.tolist()]
    assert any(v.alarm for v in verdicts)
    shares = verdicts[215].contributions
    assert sorted(shares.values(), reverse=True) == list(shares.values())
    assert sum(shares.values()) == pytest.approx(1.0)


def test_judge__a_broken_relation_names_the_sensor_that_broke_it():
    model = fit(station(3000), MonitorSettings(), list("abcdef"))
    values = station(500, seed=4)
    values[300:, 3] = 2.4 + 2.5 * (values[300:, 3] - 2.4) + 1.5
    judged = judge(model, values)
    assert judged.alarm[320:].mean() > 0.8
    assert judged.alarm[10:300].mean() < 0.05
    assert np.argmax(np.nanmean(judged.contributions[320:], axis=0)) == 3


def test_judge__missing_readings_have_no_verdict_and_do_not_spread():
    model = fit(station(1500), MonitorSettings())
    values = station(100, seed=5)
    values[50, 1] = np.nan
    unknown = np.flatnonzero(np.isnan(judge(model, values).index))
    memory = model.settings.memory
    assert unknown.tolist() == [*range(memory), *range(50, 50 + memory + 1)]


def test_fit__a_few_faulty_rows_of_the_history_do_not_widen_the_limits():
    clean = station(3000)
    dirty = clean.copy()
    dirty[1000:1030] += 15 * np.random.default_rng(1).standard_normal((30, 6))
    faulty = station(300, seed=7)
    faulty[:, 1] += 3
    by_clean, by_dirty = (judge(fit(x, MonitorSettings()), faulty).alarm.mean() for x in (clean, dirty))
    assert by_dirty > 0.8 * by_clean > 0.4


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.ones((10, 3)), "trust.monitor.too_short"),
        (np.column_stack((station(500)[:, :2], np.full(500, 7.0))), "trust.monitor.constant"),
        (np.ones(50), "trust.monitor.not_a_table"),
    ],
    ids=["short", "constant", "vector"],
)
def test_fit__says_why_it_cannot_learn(values, code):
    with pytest.raises(InputError) as caught:
        fit(values, MonitorSettings())
    assert caught.value.code == code


def test_propose__leaves_constant_columns_out_and_needs_three_that_move():
    values = np.column_stack((station(800), np.full(800, 7.5)))
    table = StationTable(np.arange(800, dtype=np.int64), tuple("abcdefg"), values)
    model = propose(table, MonitorSettings())
    assert model is not None
    assert model.properties == tuple("abcdef")
    few = StationTable(table.times, ("a", "b", "g"), values[:, [0, 1, 6]])
    assert propose(few, MonitorSettings()) is None


def test_settings_for__a_short_history_learns_no_lags():
    assert settings_for(500, 52, MonitorSettings()).lags == (0,)
    assert settings_for(400, 8, MonitorSettings()).lags == (0, 1, 2)
