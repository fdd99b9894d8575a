"""Loads: flow x concentration, reconciled together."""

from __future__ import annotations

import numpy as np
import pytest

from ecopark.core.errors import InputError
from ecopark.trust.balance.bilinear import reconcile_loads, reconcile_smooth

NODE = np.array([[1.0, 1.0, -1.0]])  # two sewers into one


def test_reconcile_loads__what_agrees_is_not_changed():
    flow = np.array([10.0, 30.0, 40.0])
    level = np.array([[400.0], [200.0], [250.0]])
    found = reconcile_loads(NODE, flow, flow * 0.05, level, level * 0.1)
    assert found.flow == pytest.approx(flow)
    assert found.concentration == pytest.approx(level)
    assert found.chi_square == pytest.approx(0, abs=1e-12)
    assert found.degrees == 2


def test_reconcile_loads__an_unmeasured_concentration_follows_from_the_loads():
    found = reconcile_loads(
        NODE,
        np.array([10.0, 30, 40]),
        np.full(3, 0.5),
        np.array([[400.0], [np.nan], [250.0]]),
        np.array([[5.0], [np.nan], [5.0]]),
    )
    assert found.concentration[1, 0] == pytest.approx(200.0)
    assert NODE @ found.load == pytest.approx(0, abs=1e-8)


def test_reconcile_loads__a_works_that_removes_balances_water_and_not_the_substance():
    matrix = np.array([[1.0, -1.0]])
    flow, level = np.array([100.0, 96.0]), np.array([[500.0, 30.0], [40.0, 29.0]])
    conserved = np.array([[False, True]])  # COD is removed, chloride is not
    found = reconcile_loads(matrix, flow, np.array([2.0, 2.0]), level, level * 0.05, conserved=conserved)
    assert found.concentration[:, 0] == pytest.approx(level[:, 0])
    assert found.load[0, 1] == pytest.approx(found.load[1, 1])
    assert found.flow[0] == pytest.approx(found.flow[1])


@pytest.mark.parametrize("seed", range(6))
def test_reconcile_loads__stationary_point_of_the_lagrangian(seed):
    """No direction along the balances lowers the weighted squares: checked with finite differences, not with the
    method's Jacobian.
    """
    rng = np.random.default_rng(seed)
    matrix = np.array([[1.0, 1, -1, 0, 0], [0, 0, 1, -1, -1]])
    flow = np.array([10.0, 30, 40, 25, 15]) * (1 + 0.05 * rng.standard_normal(5))
    level = np.array([[400.0], [200], [250], [300], [500 / 3]]) * (1 + 0.1 * rng.standard_normal((5, 1)))
    flow_sd, level_sd = flow * 0.03, level * 0.08
    if seed % 2:
        flow[4] = np.nan
    found = reconcile_loads(matrix, flow, np.where(np.isfinite(flow), flow_sd, 1.0), level, level_sd)
    x = np.concatenate([found.flow, found.concentration[:, 0]])

    def balances(x):
        return np.concatenate([matrix @ x[:5], matrix @ (x[:5] * x[5:])])

    assert np.abs(balances(x)).max() < 1e-6
    step = 1e-5
    jacobian = np.column_stack([(balances(x + step * e) - balances(x - step * e)) / (2 * step) for e in np.eye(10)])
    readings = np.concatenate([flow, level[:, 0]])
    deviations = np.concatenate([flow_sd, level_sd[:, 0]])
    gradient = np.where(np.isfinite(readings), (x - readings) / deviations**2, 0.0)
    scale = deviations / np.nanmax(deviations)
    scaled = np.nan_to_num(jacobian * np.where(np.isfinite(scale), scale, 1.0))
    target = np.nan_to_num(gradient) * np.where(np.isfinite(scale), scale, 1.0)
    left = target - scaled.T @ np.linalg.lstsq(scaled.T, target, rcond=None)[0]
    assert np.abs(left).max() < 1e-5 * max(1.0, np.abs(target).max())


def test_reconcile_smooth__tells_when_it_does_not_converge():
    with pytest.raises(InputError) as raised:
        reconcile_smooth(
            np.array([1.0]), np.array([1.0]), lambda x: x**2 + 1, lambda x: 2 * x[:, None] + 1e-9, np.array([1.0])
        )
    assert raised.value.code == "trust.balance.not_converged"
