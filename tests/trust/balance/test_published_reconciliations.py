"""Published reconciliation problems: against printed figures, and against exact rational arithmetic that shares no
code with the product.

Printed figures marked [memory] were not seen in the source when this was written; each is checked by the independent
computation.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from ecopark.trust.balance.bilinear import reconcile_smooth
from ecopark.trust.balance.case import power_of_case, read_case, solve_case
from ecopark.trust.balance.power import power_of_global_test
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import apply

CASES = json.loads((Path(__file__).parent / "data" / "published.json").read_text(encoding="utf-8"))["cases"]


def case_named(part):
    return next(case for case in CASES if part in case["name"])


def solved_exactly(matrix, right):
    """Solve a square system in fractions; dependent rows are dropped (their right side must fit)."""
    rows = [[Fraction(v) for v in row] + [Fraction(r)] for row, r in zip(matrix, right, strict=True)]
    size, done = len(matrix[0]), []
    for column in range(size):
        pivot = next((row for row in rows if row not in done and row[column] != 0), None)
        if pivot is None:
            continue
        pivot[:] = [v / pivot[column] for v in pivot]
        done.append(pivot)
        for row in rows:
            if row is not pivot and row[column] != 0:
                factor = row[column]
                row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    values = [Fraction(0)] * size
    for row in done:
        values[next(i for i, v in enumerate(row[:-1]) if v != 0)] = row[-1]
    return values


def exact(case):
    """(adjusted flows, variance of the adjustments, chi-square, rank) in rational numbers, all flows measured."""
    y = [Fraction(str(v)) for v in case["measured"]]
    if "variance" in case:
        variance = [Fraction(str(v)) for v in case["variance"]]
    elif "sd" in case:
        variance = [Fraction(str(v)) ** 2 for v in case["sd"]]
    else:
        variance = [(Fraction(str(case["relative_sd"])) * v) ** 2 for v in y]
    a = [[Fraction(v) for v in row] for row in case["incidence"]]
    n, m = len(y), len(a)
    v = [[sum(a[i][k] * variance[k] * a[j][k] for k in range(n)) for j in range(m)] for i in range(m)]
    r = [sum(a[i][k] * y[k] for k in range(n)) for i in range(m)]
    force = solved_exactly(v, r)
    x = [y[k] - variance[k] * sum(a[i][k] * force[i] for i in range(m)) for k in range(n)]
    spread = []
    for k in range(n):
        column = [a[i][k] for i in range(m)]
        spread.append(variance[k] ** 2 * sum(c * s for c, s in zip(column, solved_exactly(v, column), strict=True)))
    return x, variance, spread, sum(f * s for f, s in zip(force, r, strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_solve_case__published_problem_as_in_exact_arithmetic(case):
    solved = solve_case(read_case(case))
    x, variance, spread, chi_square = exact(case)
    np.testing.assert_allclose(solved.result.reconciled[0], [float(v) for v in x], rtol=1e-10, atol=1e-10)
    assert solved.result.chi_square[0] == pytest.approx(float(chi_square), rel=1e-9, abs=1e-9)
    share = [float(s / v) for s, v in zip(spread, variance, strict=True)]
    np.testing.assert_allclose(solved.detectability, np.sqrt(share), atol=1e-9)
    np.testing.assert_allclose(solved.adjustability, 1 - np.sqrt(1 - np.array(share)), atol=1e-9)
    moved = [float(b - Fraction(str(a))) for a, b in zip(case["measured"], x, strict=True)]
    tests = [move / float(s) ** 0.5 for move, s in zip(moved, spread, strict=True)]
    np.testing.assert_allclose(solved.measurement_test, tests, rtol=1e-7, atol=1e-9)
    assert np.abs(np.array(case["incidence"]) @ solved.result.reconciled[0]).max() < 1e-9 * max(case["measured"])


def test_solve_case__heat_exchanger_with_by_pass_as_printed():
    """Narasimhan and Jordache 2000, chapter 1, table 1-1, all flows measured [memory]."""
    solved = solve_case(read_case(case_named("Narasimhan and Jordache")))
    np.testing.assert_array_equal(solved.result.reconciled[0].round(2), [100.22, 64.50, 35.72, 64.50, 35.72, 100.22])
    # by hand: three pairs of equal variance 1/2 in one sum; each pair moves by a third of 100.395 - 64.325 - 35.545
    assert solved.result.reconciled[0][0] == pytest.approx(100.395 - 0.525 / 3)
    assert solved.result.degrees[0] == 4


def test_solve_case__heat_exchanger_with_two_meters_only():
    """The same network with flows 1 and 2 measured: everything follows, nothing is checked (chapter 1, table 1-3
    [memory]).
    """
    case = case_named("Narasimhan and Jordache")
    solved = solve_case(read_case({**case, "measured": [101.91, 64.45, None, None, None, None]}))
    np.testing.assert_array_equal(solved.result.reconciled[0].round(2), [101.91, 64.45, 37.46, 64.45, 37.46, 101.91])
    assert solved.result.degrees[0] == 0
    assert set(solved.classification.states.values()) == {"only_measured", "computed"}
    assert np.isnan(solved.measurement_test).all()


def test_reconcile_smooth__pai_and_fisher_as_printed():
    """Pai and Fisher 1988, AIChE J. 34, 873-876: five measured, three unmeasured, six equations; solution in the form
    in which Tjoa and Biegler 1991, Comput. Chem. Eng. 15, 679-690, print it [memory]; stationarity is checked by
    finite differences.
    """

    def balances(x):
        a, b, c, d, e, u, v, w = x
        return np.array(
            [
                0.5 * a**2 - 0.7 * b + c * u + b**2 * u * v + 2 * c * w**2 - 255.8,
                a - 2 * b + 3 * a * c - 2 * b * u - b * v * w + 111.2,
                c * u - a + 3 * b + a * v - c * w**0.5 - 33.57,
                d - a - c**2 + v + 3 * w,
                e - 2 * c * v * w,
                2 * a + b * c * u + v - w - 126.6,
            ]
        )

    def slopes(x):
        step = 1e-6
        return np.column_stack([(balances(x + step * e) - balances(x - step * e)) / (2 * step) for e in np.eye(8)])

    y = np.array([4.4, 5.5, 1.7, 1.6, 5.0, np.nan, np.nan, np.nan])
    found = reconcile_smooth(y, np.ones(8), balances, slopes, np.array([4.4, 5.5, 1.7, 1.6, 5.0, 11.0, 0.6, 2.0]))
    np.testing.assert_array_equal(found.estimate[:5].round(4), [4.5124, 5.5819, 1.9260, 1.4560, 4.8545])
    np.testing.assert_array_equal(
        [round(v, d) for v, d in zip(found.estimate[5:], (3, 5, 4), strict=True)], [11.070, 0.61467, 2.0504]
    )
    assert found.degrees == 3
    gradient = np.concatenate([2 * (found.estimate[:5] - y[:5]), np.zeros(3)])
    jacobian = slopes(found.estimate)
    left = gradient - jacobian.T @ np.linalg.lstsq(jacobian.T, gradient, rcond=None)[0]
    assert np.abs(left).max() < 1e-6
    assert np.abs(balances(found.estimate)).max() < 1e-9


def test_solve_case__by_pass_network_names_each_meter():
    """All six flows measured: four checks, and no two meters whose errors look the same."""
    solved = solve_case(read_case(case_named("Narasimhan and Jordache")))
    assert all(group == (name,) for name, group in solved.classification.groups.items())
    assert solved.classification.degrees == 4


def test_power_of_case__half_at_the_size_found_with_half():
    solved = solve_case(read_case(case_named("Serth and Heenan")))
    for flow, half, mostly in zip(solved.case.system.variables, solved.found_half, solved.found_mostly, strict=True):
        assert power_of_case(solved, flow, half) == pytest.approx(0.5, abs=1e-9)
        assert power_of_case(solved, flow, mostly) == pytest.approx(0.95, abs=1e-9)


def test_power_of_case__as_often_as_in_simulation():
    """Monte Carlo of the measurement test with a bias: the share of alarms is the power that is told."""
    case = case_named("Rosenberg")
    solved = solve_case(read_case(case))
    rng = np.random.default_rng(11)
    truth = solved.result.reconciled[0]
    size, flow = 3.0, 1
    readings = truth + rng.normal(size=(20_000, truth.size))
    readings[:, flow] += size
    tests = apply(prepare(solved.case.system, np.ones(truth.size)), readings, bounds=False)
    fired = np.abs(tests.standardised[:, flow]) > solved.normal_limit
    told = power_of_case(solved, solved.case.system.variables[flow], size)
    assert fired.mean() == pytest.approx(told, abs=0.015)
    over = tests.chi_square > solved.chi_square_limit
    shift = size * solved.detectability[flow]
    assert over.mean() == pytest.approx(power_of_global_test(shift, int(solved.result.degrees[0])), abs=0.015)
