"""Statistics printed in books and papers, reproduced to their printed digits.

[memory]: recalled and not seen again; the arithmetic is checked against an independent computation in the same test.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.trust.gross.problems import BYPASS, BYPASS_MEASURED, RECYCLE, RECYCLE_TRUE, bypass
from tests.trust.gross.steam import MATRIX, MEASURED, SD, TRUE

from ecopark.trust.distributions import chi_square_quantile
from ecopark.trust.gross.describe import model_of
from ecopark.trust.gross.identify import identify
from ecopark.trust.gross.likelihood import adjustment_statistics, global_statistic, nodal_statistics, standardised
from ecopark.trust.gross.power import visibility
from ecopark.trust.gross.sequential import cusum_run_length, ewma_run_length
from ecopark.trust.gross.serial import estimates
from ecopark.trust.gross.snapshot import snapshot
from ecopark.trust.gross.thresholds import Levels

MONTGOMERY = [(4.0, 0.0, 168.0), (4.0, 1.0, 8.38), (5.0, 0.0, 465.0), (5.0, 1.0, 10.4)]
LUCAS_SACCUCCI = [(0.4, 3.054, 14.3), (0.25, 2.998, 11.1), (0.1, 2.814, 10.3), (0.05, 2.615, 11.4)]


def reconciled_by_lagrange(matrix: np.ndarray, values: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Independent: the stationarity system of the constrained least squares, solved as it stands."""
    m, n = matrix.shape
    system = np.block([[np.diag(1 / sd**2), matrix.T], [matrix, np.zeros((m, m))]])
    return np.linalg.solve(system, np.concatenate([values / sd**2, np.zeros(m)]))[:n]


def test_global_statistic__bypass_example() -> None:
    # Narasimhan & Jordache (2000), example 7-1 [memory]: residuals -1.19, 4.25, -1.79, 1.76; statistic 16.674 above 9.488.
    snap = bypass()
    assert snap.raw == pytest.approx([-1.19, 4.25, -1.79, 1.76])
    assert float(global_statistic(snap.residual)) == pytest.approx(16.674, abs=5e-4)
    assert chi_square_quantile(0.05, 4) == pytest.approx(9.488, abs=5e-4)
    adjusted = reconciled_by_lagrange(BYPASS, snap.values, np.ones(6))
    assert float(global_statistic(snap.residual)) == pytest.approx(float(((snap.values - adjusted) ** 2).sum()))


def test_nodal_statistics__bypass_example() -> None:
    # example 7-2 [memory]: 0.687, 3.005, 1.266, 1.016 against 2.49 (Sidak, four tests); only the exchanger's balance fails.
    snap = bypass()
    assert np.abs(nodal_statistics(snap)) == pytest.approx([0.687, 3.005, 1.266, 1.016], abs=5e-4)
    assert Levels().critical(4) == pytest.approx(2.49, abs=5e-3)
    found = identify(snap, "nodal").suspects
    assert [s.group for s in found] == [("node2", "x2", "x4")]


def test_adjustment_statistics__bypass_example() -> None:
    # example 7-3 [memory]: 1.2533, 3.2047, 0.4940, 2.0004, 1.6983, 2.4577 against 2.63; only stream 2.
    statistics = np.abs(adjustment_statistics(bypass()))
    assert statistics == pytest.approx([1.2533, 3.2047, 0.4940, 2.0004, 1.6983, 2.4577], abs=5e-5)
    assert Levels().critical(6) == pytest.approx(2.63, abs=5e-3)
    assert [s.measurement for s in identify(bypass(), "measurement").suspects] == ["x2"]


def test_serial_compensation__bypass_example_estimates_the_bias() -> None:
    # example 7-5 [memory]: GLR statistics of the meters, largest 10.2704 for stream 2, estimated bias 3.925 (true: 4).
    snap = bypass()
    ratios = standardised(snap.signatures, snap.residual) ** 2
    assert ratios == pytest.approx([1.5708, 10.2704, 0.2440, 4.0017, 2.8843, 6.0401], abs=5e-5)
    (suspect,) = identify(snap, "glr").suspects
    assert suspect.size == pytest.approx(3.925)


def test_standardised__leak_of_the_exchanger_fits_better_than_the_meter() -> None:
    # The same data with the leak hypotheses of Narasimhan & Mah (1987): the exchanger's leak explains more than the
    # meter's bias, so a method that knows leaks may not name the meter.
    snap = bypass(leaks=True)
    ratios = standardised(snap.signatures, snap.residual) ** 2
    assert ratios[7] == pytest.approx(13.2496, abs=5e-5)
    assert ratios[7] > ratios[1]
    assert not identify(snap).named


def test_estimates__bypass_without_errors_is_the_table_of_the_book() -> None:
    # Narasimhan & Jordache (2000), table 1-1 [memory]: reconciled 100.22, 64.50, 35.72, 64.50, 35.72, 100.22.
    snap = bypass(0.0)
    found = estimates(snap, [])
    assert found == pytest.approx([100.22, 64.50, 35.72, 64.50, 35.72, 100.22], abs=5e-3)
    assert found == pytest.approx(reconciled_by_lagrange(BYPASS, BYPASS_MEASURED, np.ones(6)))


def test_estimates__a_freed_meter_is_as_if_not_measured() -> None:
    snap = bypass()
    without = np.where(np.arange(6) == 1, np.nan, snap.values)
    missing = snapshot(BYPASS, without, np.ones(6), leaks=False)
    others = [0, 2, 3, 4, 5]
    assert estimates(snap, [1])[others] == pytest.approx(estimates(missing, [])[others])


def test_steam_network__data_as_published() -> None:
    # 11 units, 28 streams; the true flows close the balances, standard deviations are 2.5 % of them.
    assert MATRIX.shape == (11, 28)
    assert np.abs(MATRIX @ TRUE).max() < 1e-9
    assert np.abs(SD / TRUE - 0.025).max() < 0.002


def test_steam_network__agrees_with_the_lagrange_solution() -> None:
    snap = snapshot(MATRIX, MEASURED, SD, leaks=False)
    adjusted = reconciled_by_lagrange(MATRIX, MEASURED, SD)
    assert float(global_statistic(snap.residual)) == pytest.approx(float((((MEASURED - adjusted) / SD) ** 2).sum()))
    assert estimates(snap, []) == pytest.approx(adjusted)


def test_visibility__recycle_process_by_projection() -> None:
    # Rosenberg, Mah & Iordache (1987), equal deviations: detectability is each axis' shadow on the row space.
    snap = snapshot(RECYCLE, RECYCLE_TRUE, np.ones(7), leaks=False)
    rows = np.linalg.qr(RECYCLE.T)[0]
    assert visibility(snap).detectability == pytest.approx(np.sqrt((rows**2).sum(axis=1)))


def test_visibility__bypass_by_hand() -> None:
    # every stream: W = 2/3, so detectability 0.8165 and adjustability 1 - sqrt(1/3)
    found = visibility(bypass())
    assert found.detectability == pytest.approx(np.full(6, np.sqrt(2 / 3)))
    assert found.adjustability == pytest.approx(np.full(6, 1 - np.sqrt(1 / 3)))


@pytest.mark.parametrize(("threshold", "shift", "printed"), MONTGOMERY)
def test_cusum_run_length__table_of_montgomery(threshold: float, shift: float, printed: float) -> None:
    # Montgomery, Introduction to Statistical Quality Control, table 9.3 [memory] (from Lucas 1976): reference 0.5.
    assert cusum_run_length(threshold, 0.5, shift) == pytest.approx(printed, rel=4e-3)


@pytest.mark.parametrize(("weight", "limit", "shifted"), LUCAS_SACCUCCI)
def test_ewma_run_length__table_of_lucas_and_saccucci(weight: float, limit: float, shifted: float) -> None:
    # Lucas & Saccucci, Technometrics 32 (1990), table 3 [memory]: 500 in control, and under a shift of one deviation.
    assert ewma_run_length(limit, weight) == pytest.approx(500.0, rel=2e-3)
    assert ewma_run_length(limit, weight, 1.0) == pytest.approx(shifted, rel=6e-3)


def test_groups__streams_of_a_loop_are_equivalent() -> None:
    # Bagajewicz & Jiang (1998): in a loop of three streams any two biases are equivalent to any other two.
    model = model_of(snapshot(BYPASS, BYPASS_MEASURED + np.array([0, 40.0, 0, 0, 0, 0]), np.ones(6), leaks=False))
    # streams 2-4 and 3-5 are parallel paths: 2, 3 and with the series units 4, 5 make the loop 2-4-5-3
    loop = [1, 3, 4, 2]
    left = [model.explanations.left([i for i in loop if i != spared]) for spared in loop]
    assert left == pytest.approx([left[0]] * 4, abs=1e-8)
