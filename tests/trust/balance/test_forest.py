"""The way along the branches gives the numbers of the dense way."""

from __future__ import annotations

import time

import numpy as np
import pytest
from tests.trust.balance.networks import system_of

from ecopark.trust.balance.forest import forest_of
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import along_forest, apply, reconcile

SAME = ("reconciled", "sd", "adjustment", "standardised", "imbalance", "chi_square", "contribution")


def tree(rng, nodes, leaves):
    """Incidence of a random tree of nodes with leaves; some edges flow towards the root."""
    edges = []
    for node in range(nodes):
        sign = rng.choice([-1.0, 1.0])
        edges.append({node: sign} if node == 0 else {int(rng.integers(node)): -sign, node: sign})
    edges += [{int(rng.integers(nodes)): -1.0} for _ in range(leaves)]
    matrix = np.zeros((nodes, len(edges)))
    for number, ends in enumerate(edges):
        for node, sign in ends.items():
            matrix[node, number] = sign
    return matrix


@pytest.mark.parametrize("seed", range(40))
def test_along_forest__as_the_dense_way(seed):
    rng = np.random.default_rng(seed)
    matrix = tree(rng, int(rng.integers(1, 12)), int(rng.integers(1, 20)))
    m, n = matrix.shape
    order = rng.permutation(n)
    matrix = matrix[:, order]
    selector = np.sort(rng.choice(n, size=int(rng.integers(1, n + 4))))
    sd = 10 ** rng.uniform(-1, 1, selector.size)
    soft = np.where(rng.random(m) < 0.3, rng.uniform(0.1, 3, m), 0)
    system = system_of(matrix, selector, sd, soft)
    readings = rng.normal(5, 6, (12, selector.size))
    readings[rng.random(readings.shape) < 0.2] = np.nan
    known = rng.normal(0, 1, m) if seed % 2 else None
    forest = forest_of(system)
    assert forest is not None
    bounds = known is None and seed % 3 > 0
    one = along_forest(forest, system, sd, readings, known, bounds)
    other = apply(prepare(system, sd, known_terms=known is not None), readings, known=known, bounds=bounds)
    for name in SAME:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6, atol=1e-6, err_msg=name)
    np.testing.assert_array_equal(one.degrees, other.degrees)


def test_forest_of__none_where_flows_form_a_loop():
    assert forest_of(system_of([[1, -1, -1], [0, 1, 1]])) is None
    assert forest_of(system_of([[1, -1, -1], [0, 1, -1]])) is None
    assert forest_of(system_of([[1, -1, 0], [0, 1, -1]])) is not None


def test_reconcile__thousands_of_flows_without_loops_in_linear_time():
    rng = np.random.default_rng(1)
    matrix = tree(rng, 1500, 4000)
    system = system_of(matrix, lower=np.full(matrix.shape[1], -np.inf))
    readings = rng.uniform(1, 9, (24, matrix.shape[1]))
    readings[rng.random(readings.shape) < 0.02] = np.nan
    began = time.process_time()
    result = reconcile(system, readings)
    assert time.process_time() - began < 15
    known = np.nan_to_num(result.reconciled)
    whole = ~np.isnan(result.reconciled).any(axis=1)
    scale = np.abs(known).max()
    assert np.abs(known[whole] @ matrix.T).max(initial=0) < 1e-8 * scale
