"""Storage over time: identical numbers to one dense least squares of the whole horizon."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trust.balance.networks import kkt, system_of

from ecopark.core.errors import InputError
from ecopark.trust.balance.dynamic import reconcile_levels

# in -> tank 1 -> middle -> tank 2 -> out, with flows back and by: x5 and x6 are the changes of storage
MATRIX = np.array([[1, -1, 0, -1, 0, -1, 0], [0, 1, -1, 1, 0, 0, -1.0], [0, 0, 1, 0, -1, 0, 0]])
STEPS = 6


def whole_horizon(readings, levels, sd, level_sd, first=None):
    """One system over all steps: flows of each step, then the levels from before the first step to the last."""
    n, q = MATRIX.shape[1], 2
    steps = len(readings)
    size = steps * n + q * (steps + 1)
    rows, selector, deviations, values = [], [], [], []
    for t in range(steps):
        for balance in MATRIX:
            row = np.zeros(size)
            row[t * n : (t + 1) * n] = balance
            rows.append(row)
        for tank in range(q):
            row = np.zeros(size)
            row[t * n + 5 + tank] = row[steps * n + q * t + tank] = 1
            row[steps * n + q * (t + 1) + tank] = -1
            rows.append(row)
    for t in range(steps):
        for i in range(5):
            selector.append(t * n + i), deviations.append(sd[i]), values.append(readings[t, i])
        for tank in range(q):
            (
                selector.append(steps * n + q * (t + 1) + tank),
                deviations.append(level_sd[tank]),
                values.append(levels[t, tank]),
            )
    for tank in range(q if first is not None else 0):
        selector.append(steps * n + tank), deviations.append(first[1][tank]), values.append(first[0][tank])
    system = system_of(np.array(rows), selector, deviations, lower=np.full(size, -np.inf))
    x, spread, chi_square, degrees = kkt(system, np.array(values), np.array(deviations))
    cut = steps * n
    shape = (steps + 1, q)
    return (
        (x[:cut].reshape(steps, n), spread[:cut].reshape(steps, n), x[cut:].reshape(shape), spread[cut:].reshape(shape)),
        chi_square,
        degrees,
    )


@pytest.mark.parametrize("seed", range(8))
def test_reconcile_levels__as_one_dense_least_squares(seed):
    rng = np.random.default_rng(seed)
    sd, level_sd = rng.uniform(0.5, 2, 5), rng.uniform(0.3, 1, 2)
    system = system_of(MATRIX, [0, 1, 2, 3, 4], sd, lower=np.full(7, -np.inf))
    readings, levels = rng.normal(20, 3, (STEPS, 5)), rng.normal(100, 3, (STEPS, 2))
    readings[rng.random(readings.shape) < 0.2] = np.nan
    levels[rng.random(levels.shape) < 0.3] = np.nan
    first = (np.array([100.0, 99.0]), np.array([1.0, 2.0])) if seed % 2 else None
    result = reconcile_levels(system, readings, levels, ["x5", "x6"], sd=sd, level_sd=level_sd, first=first)
    (flows, spread, level, level_spread), chi_square, degrees = whole_horizon(readings, levels, sd, level_sd, first)
    np.testing.assert_allclose(result.reconciled, flows, rtol=1e-7, atol=1e-5)
    np.testing.assert_allclose(result.sd, spread, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(result.level, level[1:], rtol=1e-7, atol=1e-5)
    np.testing.assert_allclose(result.level_sd, level_spread[1:], rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(result.first_level, level[0], rtol=1e-6, atol=1e-4)
    assert result.chi_square == pytest.approx(chi_square, rel=1e-5, abs=1e-4)  # the wide priors cost a trace
    assert result.degrees == degrees


def test_reconcile_levels__a_level_meter_closes_what_a_step_cannot():
    """The outflow has no meter: from the level before and after it is known, though not as sharply as a meter would tell
    it.
    """
    system = system_of([[1, -1, -1]], [0], [0.1], lower=np.array([0, 0, -np.inf]))
    result = reconcile_levels(
        system, np.full((4, 1), 10.0), np.array([[50.0], [53], [56], [59]]), ["x2"], level_sd=np.array([0.1])
    )
    assert result.reconciled[1:, 1] == pytest.approx([7.0] * 3, abs=1e-6)
    assert np.isnan(result.reconciled[0, 1])
    assert result.sd[2, 1] == pytest.approx(np.hypot(0.1, 0.1 * 2**0.5), rel=1e-3)


def test_reconcile_levels__refuses_what_is_no_storage():
    with pytest.raises(InputError) as raised:
        reconcile_levels(system_of([[1, -1]]), np.ones((2, 2)), np.ones((2, 1)), ["tank"], level_sd=np.ones(1))
    assert raised.value.code == "trust.balance.no_storage"
    with pytest.raises(InputError) as raised:
        reconcile_levels(system_of([[1, -1]]), np.ones((2, 2)), np.ones((3, 1)), ["x0"], level_sd=np.ones(1))
    assert raised.value.code == "trust.balance.bad_shape"
