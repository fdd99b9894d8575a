"""What meters can tell, and what nobody can know."""

from __future__ import annotations

import numpy as np
import pytest
from tests.trust.balance.networks import random_network, system_of

from ecopark.trust.balance.classify import State, added_meters, classify, strength
from ecopark.trust.balance.prepared import prepare
from ecopark.trust.balance.reconcile import reconcile

# x0 -> node -> x1, x2; x2 -> node -> x3, x4; x4 -> node -> x5: meters on the first four
CHAIN = [[1, -1, -1, 0, 0, 0], [0, 0, 1, -1, -1, 0], [0, 0, 0, 0, 1, -1]]


def test_classify__every_state_in_one_chain():
    system = system_of([*CHAIN, [0, 0, 0, 0, 0, 0]], [0, 1, 2, 3])
    found = classify(system)
    states = [found.states[f"x{i}"] for i in range(6)]
    assert states == [State.ADJUSTED] * 3 + [State.ONLY_MEASURED] + [State.COMPUTED] * 2
    assert found.checked == {"y0", "y1", "y2"}
    assert found.groups["y0"] == ("y0", "y1", "y2")
    assert found.groups["y3"] == ("y3",)
    assert found.degrees == 1


def test_classify__unmeasured_flows_beyond_an_unmeasured_node_cannot_be_known():
    found = classify(system_of(CHAIN, [0]))
    assert [found.states[f"x{i}"] for i in range(6)] == [State.ONLY_MEASURED, *[State.UNOBSERVABLE] * 5]


def test_classify__meters_in_series_are_told_apart_but_two_imitate_one():
    found = classify(system_of([[1, -1, 0], [0, 1, -1]]))
    assert all(group == (name,) for name, group in found.groups.items())
    assert found.pairs["y0"] == (("y1", "y2"),)


def test_classify__two_meters_on_one_flow_are_one_group():
    found = classify(system_of([[1, -1]], [0, 0]))
    assert found.groups["y0"] == ("y0", "y1")
    assert found.states == {"x0": State.ADJUSTED, "x1": State.COMPUTED}


def test_classify__of_some_meters_as_if_the_others_were_not_there():
    found = classify(system_of([[1, -1]]), ["y0"])
    assert found.states == {"x0": State.ONLY_MEASURED, "x1": State.COMPUTED}
    assert found.checked == frozenset()


def test_added_meters__the_end_of_the_chain_checks_the_only_measured_meter_and_splits_the_group():
    best = added_meters(system_of(CHAIN, [0, 1, 2, 3]))
    assert best[0].variable in ("x4", "x5")
    assert best[0].checked == ("y3",)
    assert set(best[0].told_apart) == {"y0", "y1", "y2"}
    assert best[0].worth >= best[-1].worth


@pytest.mark.parametrize("seed", range(25))
def test_added_meters__says_what_really_changes(seed):
    """Put the meter in and classify again: the same variables become known, the same meters checked, the same groups
    smaller.
    """
    rng = np.random.default_rng(seed)
    matrix = random_network(rng, int(rng.integers(2, 6)), int(rng.integers(4, 11)))
    n = matrix.shape[1]
    system = system_of(matrix, np.sort(rng.choice(n, size=int(rng.integers(1, n)), replace=False)))
    before = classify(system)
    told = {meter.variable: meter for meter in added_meters(system)}
    for name in system.variables:
        after = classify(system.with_measurement(name, "new", floor_sd=1.0))
        known = {
            v
            for v in system.variables
            if before.states[v] is State.UNOBSERVABLE and after.states[v] is not State.UNOBSERVABLE
        }
        checked = {m for m in system.measurements if m in after.checked and m not in before.checked}
        smaller = {
            m
            for m in system.measurements
            if len(before.groups[m]) > 1 and set(after.groups[m]) - {"new"} < set(before.groups[m])
        }
        meter = told.get(name)
        assert known == set(meter.observable if meter else ())
        assert checked == set(meter.checked if meter else ())
        assert smaller == set(meter.told_apart if meter else ())


@pytest.mark.parametrize("seed", range(25))
def test_classify__agrees_with_reconciliation(seed):
    """Not determined, nothing checks it, or same signature: as the numbers of reconciliation show it."""
    rng = np.random.default_rng(100 + seed)
    matrix = random_network(rng, int(rng.integers(1, 6)), int(rng.integers(3, 10)))
    n = matrix.shape[1]
    system = system_of(matrix, np.sort(rng.choice(n, size=int(rng.integers(1, n + 2)))), lower=np.full(n, -np.inf))
    found = classify(system)
    k = len(system.measurements)
    base = rng.uniform(5, 9, k)
    biased = np.vstack([base, base + np.eye(k)])
    result = reconcile(system, biased, sd=np.ones(k))
    for i, name in enumerate(system.variables):
        assert np.isnan(result.reconciled[0, i]) == (found.states[name] is State.UNOBSERVABLE)
    reaction = result.adjustment[1:] - result.adjustment[0]
    signatures = reaction - 0.0
    assert result.degrees[0] == found.degrees
    for i, name in enumerate(system.measurements):
        assert (np.abs(signatures[i]).max() > 1e-9) == (name in found.checked)
        for j, other in enumerate(system.measurements):
            if i < j and name in found.checked and other in found.checked:
                a, b = signatures[i], signatures[j]
                parallel = abs(abs(a @ b) - np.linalg.norm(a) * np.linalg.norm(b)) < 1e-9
                assert parallel == (other in found.groups[name])


def test_strength__equal_meters_on_one_balance():
    """Three equal meters: each adjustment has a third of the variance (Madron's adjustability 1 - sqrt(2/3))."""
    told = strength(prepare(system_of([[1, -1, -1]]), np.ones(3)))
    assert told.detectability == pytest.approx(np.sqrt([1 / 3] * 3))
    assert told.adjustability == pytest.approx([1 - np.sqrt(2 / 3)] * 3)


def test_strength__a_small_meter_below_a_large_one_is_hardly_seen():
    told = strength(prepare(system_of([[1, -1, -1]]), np.array([10.0, 10.0, 0.1])))
    assert told.detectability[2] < 0.01
    assert told.adjustability[2] == pytest.approx(0, abs=1e-4)
