"""Reconciliation against an independent dense KKT solver, and the laws that hold for any network."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.balance.networks import kkt, random_network, system_of

from ecopark.core.errors import InputError
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import apply, reconcile

FREE = -np.inf


@pytest.mark.parametrize("seed", range(60))
def test_reconcile__as_the_kkt_system(seed):
    rng = np.random.default_rng(seed)
    matrix = random_network(rng, int(rng.integers(1, 7)), int(rng.integers(2, 14)))
    m, n = matrix.shape
    soft = np.where(rng.random(m) < 0.2, rng.uniform(0.1, 2, m), 0)
    selector = np.sort(rng.choice(n, size=int(rng.integers(0, n + 3))))
    k = selector.size
    sd = 10 ** rng.uniform(-1.5, 1.5, k)
    system = system_of(matrix, selector, sd, soft, lower=np.full(n, FREE))
    readings = rng.normal(10, 5, (6, k))
    readings[rng.random(readings.shape) < 0.3] = np.nan
    covariance = None
    if seed % 3 == 0 and k > 1:
        root = rng.normal(size=(k, k)) * 0.3 + np.eye(k)
        covariance = root @ root.T
    result = reconcile(system, readings, sd=None if covariance is not None else sd, covariance=covariance)
    for step, y in enumerate(readings):
        x, deviation, chi_square, degrees = kkt(system, y, sd, covariance)
        np.testing.assert_allclose(result.reconciled[step], x, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(result.sd[step], deviation, rtol=1e-6, atol=1e-6)
        assert result.chi_square[step] == pytest.approx(chi_square, rel=1e-6, abs=1e-6)
        assert result.degrees[step] == degrees


@pytest.mark.parametrize("seed", range(12))
def test_reconcile__bounds_as_the_best_of_all_active_sets(seed):
    rng = np.random.default_rng(seed)
    matrix = random_network(rng, int(rng.integers(1, 4)), 5)
    n = matrix.shape[1]
    sd = 10 ** rng.uniform(-0.5, 0.5, n)
    readings = rng.normal(1, 2, (4, n))
    result = reconcile(system_of(matrix, sd=sd), readings, sd=sd)
    for step, y in enumerate(readings):
        best = np.inf
        for count in range(n + 1):
            for active in itertools.combinations(range(n), count):
                held = system_of(np.vstack([matrix, np.eye(n)[list(active)]]), np.arange(n), sd, lower=np.full(n, FREE))
                x, _, chi_square, _ = kkt(held, y, sd)
                if (x > -1e-8).all():
                    best = min(best, chi_square)
        assert result.chi_square[step] == pytest.approx(best, rel=1e-7, abs=1e-7)
        assert result.reconciled[step].min() > -1e-9
        assert np.abs(matrix @ result.reconciled[step]).max() < 1e-8


def test_reconcile__two_meters_of_one_flow_are_averaged_by_their_variances():
    system = system_of([[1, -1]], [0, 0, 1], [1.0, 2.0, 1e6])
    result = reconcile(system, np.array([[10.0, 15.0, np.nan]]))
    assert result.reconciled[0] == pytest.approx([11.0, 11.0])
    assert result.sd[0] == pytest.approx([np.sqrt(0.8)] * 2)
    assert result.degrees[0] == 1


def test_reconcile__class_counts_from_the_mean_reading():
    """A meter that reads half in one step does not become twice as believable in it."""
    system = system_of([[1, -1]], relative_sd=[0.01, 0.01], sd=[0, 0])
    readings = np.tile([100.0, 100.0], (50, 1))
    readings[7] = [50.0, 100.0]
    result = reconcile(system, readings)
    assert result.reconciled[7] == pytest.approx([75, 75], rel=0.02)


def test_reconcile__known_terms():
    """1 - 2 = 3 known; the difference is met."""
    result = reconcile(system_of([[1, -1]]), np.array([[10.0, 5.0]]), known=np.array([3.0]))
    assert result.reconciled[0] == pytest.approx([9.0, 6.0])
    assert result.imbalance[0] == pytest.approx([2.0])


def test_reconcile__imbalance_is_of_raw_values_and_missing_where_a_flow_has_no_reading():
    result = reconcile(system_of([[1, -1, -1], [0, 1, -1]]), np.array([[10.0, 6.0, 3.0], [10.0, np.nan, 3.0]]))
    assert result.imbalance[0] == pytest.approx([1.0, 3.0])
    assert np.isnan(result.imbalance[1]).all()


def test_reconcile__contributions_and_soft_balances_make_up_chi_square():
    system = system_of([[1, -1, 0], [0, 1, -1]], balance_sd=[0, 2.0])
    result = reconcile(system, np.array([[10.0, 12.0, 20.0]]), bounds=False)
    x = result.reconciled[0]
    soft = ((x[1] - x[2]) / 2.0) ** 2
    assert result.contribution[0].sum() + soft == pytest.approx(result.chi_square[0])
    assert result.contribution[0] == pytest.approx((x - [10, 12, 20]) ** 2)


def test_reconcile__years_of_hours_in_chunks_as_one_by_one():
    rng = np.random.default_rng(5)
    matrix = random_network(rng, 4, 9)
    system = system_of(matrix)
    readings = rng.uniform(5, 20, (9000, 9))
    readings[rng.random(readings.shape) < 0.02] = np.nan
    sd = np.ones(9)
    result = reconcile(system, readings, sd=sd)
    for step in (0, 4095, 4096, 8999):
        prepared = prepare(system, np.where(np.isfinite(readings[step]), sd, np.nan))
        alone = apply(prepared, readings[step : step + 1])
        np.testing.assert_allclose(result.reconciled[step], alone.reconciled[0], atol=1e-8)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"values": np.zeros((2, 5))}, "trust.balance.bad_shape"),
        ({"covariance": np.array([[1.0, 2], [2, 1]])}, "trust.balance.bad_covariance"),
        ({"covariance": np.eye(3)}, "trust.balance.bad_shape"),
    ],
)
def test_reconcile__refuses(change, code):
    given = {"values": np.ones((1, 2)), **change}
    with pytest.raises(InputError) as raised:
        reconcile(system_of([[1, -1]]), **given)
    assert raised.value.code == code


def test_balance_system__refuses_shapes_that_do_not_fit():
    with pytest.raises(InputError) as raised:
        replace(system_of([[1, -1]]), floor_sd=np.ones(3))
    assert raised.value.code == "trust.balance.bad_shape"
    with pytest.raises(InputError) as raised:
        system_of([[1, -1]], selector=[0, 2])
    assert raised.value.code == "trust.balance.bad_selector"


networks = st.integers(0, 10**6)


def _example(seed, missing=0.2):
    rng = np.random.default_rng(seed)
    matrix = random_network(rng, int(rng.integers(1, 6)), int(rng.integers(2, 11)))
    n = matrix.shape[1]
    sd = 10 ** rng.uniform(-1, 1, n)
    readings = rng.uniform(1, 50, (3, n))
    readings[rng.random(readings.shape) < missing] = np.nan
    return rng, system_of(matrix, sd=sd, lower=np.full(n, FREE)), readings, sd


@settings(max_examples=60, deadline=None)
@given(networks)
def test_law__balances_hold_after_reconciliation(seed):
    _, system, readings, sd = _example(seed)
    x = reconcile(system, readings, sd=sd).reconciled
    known = ~np.isnan(x)
    for step in range(3):
        for row in system.matrix:
            if known[step, row != 0].all():
                assert abs(row @ np.nan_to_num(x[step])) < 1e-6


@settings(max_examples=60, deadline=None)
@given(networks)
def test_law__what_agrees_is_not_changed(seed):
    rng, system, _, sd = _example(seed)
    null = np.linalg.svd(system.matrix)[2][np.linalg.matrix_rank(system.matrix) :]
    truth = rng.normal(size=(2, len(null))) @ null if len(null) else np.zeros((2, sd.size))
    truth[0, rng.random(sd.size) < 0.2] = np.nan
    result = reconcile(system, truth, sd=sd)
    seen = np.isfinite(truth)
    np.testing.assert_allclose(result.reconciled[seen], truth[seen], atol=1e-7)
    assert result.chi_square.max() < 1e-8


@settings(max_examples=60, deadline=None)
@given(networks, st.sampled_from([1e-6, 1e-3, 1e4, 1e9]))
def test_law__units_do_not_matter(seed, factor):
    _, system, readings, sd = _example(seed)
    one = reconcile(system, readings, sd=sd)
    other = reconcile(system, readings * factor, sd=sd * factor)
    np.testing.assert_allclose(other.reconciled / factor, one.reconciled, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.chi_square, one.chi_square, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(other.degrees, one.degrees)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_law__one_more_meter_never_raises_a_variance(seed):
    rng, system, readings, sd = _example(seed)
    before = reconcile(system, readings, sd=sd).sd
    place = int(rng.integers(sd.size))
    more = system.with_measurement(system.variables[place], "new", floor_sd=1.0)
    after = reconcile(more, np.hstack([readings, rng.uniform(1, 50, (3, 1))]), sd=np.append(sd, 1.0)).sd
    assert np.all(np.where(np.isnan(before), np.inf, before) >= np.where(np.isnan(after), np.inf, after) - 1e-7)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_law__order_of_balances_flows_meters_and_steps_does_not_matter(seed):
    rng, system, readings, sd = _example(seed)
    rows, flows = rng.permutation(len(system.balances)), rng.permutation(sd.size)
    meters, steps = rng.permutation(sd.size), rng.permutation(3)
    one = reconcile(system, readings, sd=sd)
    place = np.argsort(flows)
    moved = system_of(system.matrix[rows][:, flows], place[meters], sd[meters], lower=np.full(sd.size, FREE))
    other = reconcile(moved, readings[steps][:, meters], sd=sd[meters])
    np.testing.assert_allclose(other.reconciled, one.reconciled[steps][:, flows], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.adjustment, one.adjustment[steps][:, meters], rtol=1e-6, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_law__a_missing_meter_is_one_of_very_large_variance(seed):
    _, system, readings, sd = _example(seed, missing=0)
    gone = 0
    absent = readings.copy()
    absent[:, gone] = np.nan
    one = reconcile(system, absent, sd=sd)
    wide = reconcile(system, readings, sd=np.where(np.arange(sd.size) == gone, 1e6, sd))
    known = np.isfinite(one.reconciled)
    np.testing.assert_allclose(wide.reconciled[known], one.reconciled[known], rtol=1e-4, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_law__no_flow_is_negative_and_balances_still_hold(seed):
    rng, system, readings, sd = _example(seed)
    bounded = replace(system, lower=None)
    readings = readings - rng.uniform(0, 40, readings.shape)
    x = reconcile(bounded, readings, sd=sd).reconciled
    assert np.nanmin(np.where(np.isnan(x), 0.0, x)) > -1e-7
    for step in range(3):
        for row in system.matrix:
            if not np.isnan(x[step, row != 0]).any():
                assert abs(row @ np.nan_to_num(x[step])) < 1e-6
