"""The methods: what each finds, what it costs in false alarms, and that searches are what they say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.gross.problems import BYPASS, BYPASS_MEASURED, RECYCLE, bypass, network
from tests.trust.gross.steam import MATRIX, SD, TRUE
from tests.trust.gross.test_collusion import system

from ecopark.core.errors import InputError
from ecopark.trust.gross.describe import model_of
from ecopark.trust.gross.identify import METHODS, identify
from ecopark.trust.gross.likelihood import adjustment_statistics, standardised
from ecopark.trust.gross.robust import l1_sizes
from ecopark.trust.gross.serial import estimates, modified_iterative_measurement_test
from ecopark.trust.gross.snapshot import of_system, snapshot
from ecopark.trust.gross.subset import best_set
from ecopark.trust.gross.thresholds import Levels

NAMING = ["glr", "sicc", "imt", "mimt", "elimination", "huber", "hampel", "lasso", "sparse"]


@pytest.mark.parametrize("method", NAMING)
def test_identify__one_large_bias_is_found_alone(method: str) -> None:
    values = TRUE + 30.0 * SD * np.eye(28)[9]
    verdict = identify(snapshot(MATRIX, values, SD, leaks=False), method)
    assert [s.measurement for s in verdict.suspects] == ["x10"]
    (suspect,) = verdict.suspects
    assert suspect.named
    assert suspect.low < 30.0 * SD[9] < suspect.high


@pytest.mark.parametrize("method", [m for m in NAMING if m not in ("huber", "hampel", "mimt")])
def test_identify__three_biases_at_once(method: str) -> None:
    faulty = [4, 12, 21]
    values = TRUE + np.array([40.0, -35.0, 120.0]) @ (SD * np.eye(28))[faulty]
    found = identify(snapshot(MATRIX, values, SD, leaks=False), method).suspects
    assert {f"x{i + 1}" for i in faulty} <= {name for s in found for name in s.group}


@pytest.mark.parametrize("method", ["glr", "sicc", "lasso", "sparse"])
def test_identify__a_leak_is_a_leak_with_its_size(method: str) -> None:
    # unit 4 loses 12 (it has no meter to the outside, which would look the same); all meters are right
    loss = 12.0 * np.eye(11)[3]
    flows = TRUE + np.linalg.lstsq(MATRIX, loss, rcond=None)[0]
    assert pytest.approx(loss, abs=1e-9) == MATRIX @ flows
    (suspect,) = identify(snapshot(MATRIX, flows, SD), method).suspects
    assert (suspect.measurement, suspect.kind) == ("node4", "leak")
    assert suspect.size == pytest.approx(12.0)
    assert suspect.low < 12.0 < suspect.high


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"huber", "hampel", "nodal"}))
def test_identify__false_alarms_stay_below_the_level(method: str) -> None:
    rng = np.random.default_rng(20261122)
    trials, alarms = 250, 0
    for _ in range(trials):
        alarms += bool(identify(snapshot(MATRIX, TRUE + SD * rng.normal(size=28), SD), method, Levels(level=0.10)).suspects)
    # 10 % of 250 with three standard deviations of the count above
    assert alarms <= 25 + 3 * np.sqrt(22.5)


def test_identify__sparse_alarms_exactly_when_a_single_test_would() -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        snap = snapshot(BYPASS, np.array([100.0, 64, 36, 64, 36, 100]) + 1.4 * rng.normal(size=6), np.ones(6))
        model = model_of(snap)
        largest = np.abs(standardised(snap.signatures, snap.residual)).max()
        verdict = identify(snap)
        if largest > Levels().critical(len(model.directions)):
            assert verdict.suspects
        elif verdict.suspects:  # only together are they significant
            assert len(verdict.suspects) > 1


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_best_set__exact_is_the_best_of_all_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix, flows = network(seed, 4, 8)
    values = flows + rng.normal(size=8) + 8.0 * (rng.random(8) < 0.3)
    model = model_of(snapshot(matrix, values, np.ones(8), leaks=False))
    price = 6.0
    found = best_set(model.explanations, price, model.directions, exact_sets=10**6)
    costs = {
        members: model.explanations.left(members) + price * len(members)
        for size in range(len(model.directions) + 1)
        for members in itertools.combinations(model.directions.tolist(), size)
        if model.explanations.independent(members)
    }
    assert found.exact
    assert found.cost == pytest.approx(min(costs.values()), abs=1e-7)


def test_best_set__says_when_it_was_not_exact() -> None:
    values = TRUE + 60.0 * SD * np.isin(np.arange(28), [2, 7, 13, 20, 24])
    verdict = identify(snapshot(MATRIX, values, SD))
    assert not verdict.exact


def test_l1_sizes__satisfies_the_optimality_conditions() -> None:
    rng = np.random.default_rng(2)
    model = model_of(snapshot(MATRIX, TRUE + 6.0 * SD * rng.normal(size=28), SD))
    explanations, penalty = model.explanations, 3.0
    sizes = l1_sizes(explanations, penalty, model.directions)
    unit = explanations.signatures / np.sqrt(np.where(explanations.power > 0, explanations.power, 1.0))
    slope = unit.T @ (model.snapshot.residual - unit @ sizes)
    on = sizes != 0
    assert on.any()
    assert slope[on] == pytest.approx(penalty * np.sign(sizes[on]), abs=1e-6)
    assert np.abs(slope[model.directions]).max() <= penalty * (1 + 1e-6)


def test_modified_iterative_measurement_test__keeps_flows_within_bounds() -> None:
    # a meter reads far too low; freeing another one would explain it by a negative flow
    model = model_of(bypass(0.0))
    lower = np.array([0.0, 0.0, 60.0, 0.0, 60.0, 0.0])  # no reconciliation of these data can respect this
    assert modified_iterative_measurement_test(model, Levels(), lower=lower) == ()
    loud = model_of(snapshot(BYPASS, BYPASS_MEASURED + 30 * np.eye(6)[1], np.ones(6), leaks=False))
    (suspect,) = modified_iterative_measurement_test(loud, Levels())
    assert suspect.measurement == "x2"
    upper = np.array([np.inf, 60.0, np.inf, np.inf, np.inf, np.inf])
    assert all(s.measurement != "x2" for s in modified_iterative_measurement_test(loud, Levels(), upper=upper))


@pytest.mark.parametrize("method", ["huber", "hampel"])
def test_robust__large_errors_hardly_move_the_others(method: str) -> None:
    values = TRUE + 200.0 * SD * np.eye(28)[14]
    found = identify(snapshot(MATRIX, values, SD, leaks=False), method).suspects
    assert found[0].measurement == "x15"


def test_adjustment_statistics__equal_maximum_power_only_without_correlation() -> None:
    rng = np.random.default_rng(8)
    values = BYPASS_MEASURED + rng.normal(size=6)
    plain = snapshot(BYPASS, values, np.ones(6), leaks=False)
    assert adjustment_statistics(plain) == pytest.approx(standardised(plain.signatures, plain.residual))
    covariance = 0.6 * np.ones((6, 6)) + 0.4 * np.eye(6)
    joint = snapshot(BYPASS, values, covariance, leaks=False)
    power = np.abs(standardised(joint.signatures, joint.residual))
    assert np.abs(adjustment_statistics(joint) - standardised(joint.signatures, joint.residual)).max() > 0.01
    # the most powerful combination never moves less under a bias of the meter itself (Tamhane 1982)
    for i in range(6):
        shifted = snapshot(BYPASS, values * 0 + 10.0 * np.eye(6)[i], covariance, leaks=False)
        assert abs(standardised(shifted.signatures, shifted.residual)[i]) >= abs(adjustment_statistics(shifted)[i]) - 1e-9
    assert power.shape == (6,)


def test_identify__unknown_method_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="sparse"):
        identify(bypass(), "oracle")


def test_snapshot__refuses_a_meter_without_deviation() -> None:
    with pytest.raises(InputError, match="no_deviation"):
        snapshot(BYPASS, BYPASS_MEASURED, np.array([1, 1, 0, 1, 1, 1.0]))
    with pytest.raises(InputError, match="arrays_do_not_fit"):
        snapshot(BYPASS, BYPASS_MEASURED[:4], np.ones(5))


def test_snapshot__dependent_balances_change_nothing() -> None:
    closed = np.vstack([RECYCLE, -RECYCLE.sum(axis=0)])  # with the outside as one more balance
    values = np.array([5.026, 14.722, 14.721, 4.968, 10.088, 5.131, 9.0])
    with_outside, without = (identify(snapshot(a, values, np.ones(7) / 4, leaks=False)) for a in (closed, RECYCLE))
    assert with_outside.degrees == without.degrees == 4
    assert with_outside.chi_square == pytest.approx(without.chi_square)
    assert [s.group for s in with_outside.suspects] == [s.group for s in without.suspects]


def test_snapshot__unmeasured_flows_are_as_if_estimated() -> None:
    values = np.where(np.isin(np.arange(28), [2, 14, 15]), np.nan, TRUE + SD * np.sin(np.arange(28)))
    snap = snapshot(MATRIX, values, SD, leaks=False)
    wide = np.where(np.isnan(values), 1e4, SD)
    loose = snapshot(MATRIX, np.where(np.isnan(values), TRUE, values), wide, leaks=False)
    assert snap.degrees == 11 - 3
    assert float(snap.residual @ snap.residual) == pytest.approx(float(loose.residual @ loose.residual), rel=1e-6)
    measured = ~np.isnan(values)
    assert estimates(snap, [])[measured] == pytest.approx(estimates(loose, [])[measured], rel=1e-6)


def test_snapshot__two_meters_of_one_flow_contradict_each_other() -> None:
    snap = snapshot(
        np.array([[1.0, -1.0]]), np.array([10.0, 10.0, 14.0]), 0.2 * np.ones(3), selector=np.array([0, 1, 1]), leaks=False
    )
    (suspect,) = identify(snap).suspects
    assert suspect.measurement == "x3"
    assert suspect.size == pytest.approx(4.0)
    assert suspect.named


def test_of_system__class_stays_and_noise_averages_out() -> None:
    s = system(BYPASS)
    noisy = type(s)(**{**{f: getattr(s, f) for f in s.__dataclass_fields__}, "floor_sd": np.full(6, 3.0)})
    flows = np.array([100.0, 64, 36, 64, 36, 100])
    one, many = of_system(noisy, flows), of_system(noisy, np.tile(flows, (900, 1)))
    assert np.sqrt(one.covariance) == pytest.approx(np.hypot(0.01 * flows, 3.0))
    assert np.sqrt(many.covariance) == pytest.approx(np.hypot(0.01 * flows, 0.1))
    correlated = of_system(noisy, np.tile(flows, (900, 1)), correlation=0.8)
    assert np.sqrt(correlated.covariance) == pytest.approx(np.hypot(0.01 * flows, 0.3))


def test_of_system__a_meter_missing_most_of_the_time_is_not_measured() -> None:
    window = np.tile(np.array([100.0, 64, 36, 64, 36, 100]), (10, 1))
    window[:8, 3] = np.nan
    window[0, 0] = np.nan
    window[0, 1] = 9999.0  # a step that is not complete is left out whole
    snap = of_system(system(BYPASS), window)
    assert np.isnan(snap.values[3])
    assert snap.values[1] == pytest.approx(64.0)
    assert identify(snap).suspects == ()


def test_of_system__a_soft_relation_is_unknown_not_leak() -> None:
    s = system([[1, -1, 0], [0, 0.8, -1]], soft=[0.0, 0.5])
    snap = of_system(s, np.array([10.0, 10.0, 14.0]))
    assert snap.kinds == ("bias", "bias", "bias", "leak", "unknown")
