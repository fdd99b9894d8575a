"""The smallest set that can falsify unseen, against brute force and by its own definition."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.trust.balance.system import BalanceSystem
from ecopark.trust.gross.collusion import tamper_index, tamper_indices
from ecopark.trust.gross.null_search import sparsest_through


def system(matrix: object, selector: list[int] | None = None, soft: list[float] | None = None) -> BalanceSystem:
    a = np.asarray(matrix, dtype=float)
    chosen = np.arange(a.shape[1]) if selector is None else np.array(selector, dtype=np.int64)
    k = len(chosen)
    return BalanceSystem(
        balances=tuple(f"n{j}" for j in range(len(a))),
        variables=tuple(f"e{v}" for v in range(a.shape[1])),
        matrix=a,
        measurements=tuple(f"m{i}" for i in range(k)),
        selector=chosen,
        relative_sd=np.full(k, 0.01),
        floor_sd=np.zeros(k),
        balance_sd=np.zeros(len(a)) if soft is None else np.array(soft),
    )


def brute(s: BalanceSystem, number: int, trusted: set[str]) -> int | None:
    """Smallest invisible set by trying all, straight from the definition: A dx = 0 and only the set's meters may change."""
    k = len(s.measurements)
    others = [i for i in range(k) if i != number and s.measurements[i] not in trusted]
    select = np.zeros((k, s.matrix.shape[1]))
    select[np.arange(k), s.selector] = 1.0
    for more in range(len(others) + 1):
        for chosen in itertools.combinations(others, more):
            fixed = [i for i in range(k) if i != number and i not in chosen]
            rows = np.vstack([s.matrix, select[fixed]])
            if np.linalg.matrix_rank(np.vstack([rows, select[number]])) > np.linalg.matrix_rank(rows):
                return more + 1
    return None


@st.composite
def networks(draw: st.DrawFn) -> BalanceSystem:
    nodes = draw(st.integers(1, 4))
    ends = draw(
        st.lists(
            st.tuples(st.integers(0, nodes), st.integers(0, nodes)).filter(lambda e: e[0] != e[1]), min_size=2, max_size=7
        )
    )
    a = np.zeros((nodes + 1, len(ends)))
    for v, (tail, head) in enumerate(ends):
        a[tail, v], a[head, v] = -1.0, 1.0
    selector = draw(st.lists(st.integers(0, len(ends) - 1), min_size=1, max_size=8))
    return system(a[:nodes], selector)


@given(networks(), st.data())
@settings(max_examples=150, deadline=None)
def test_tamper_index__networks_equal_brute_force(s: BalanceSystem, data: st.DataObject) -> None:
    trusted = set(data.draw(st.lists(st.sampled_from(s.measurements), max_size=2)))
    for number, found in enumerate(tamper_indices(s, trusted=trusted)):
        expected = None if s.measurements[number] in trusted else brute(s, number, trusted)
        assert found.size == expected
        assert found.exact
        assert len(found.colluders) == (expected or 0)
        assert not trusted & set(found.colluders)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_tamper_index__relations_equal_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = np.round(rng.normal(size=(3, 7)), 1) * (rng.random((3, 7)) < 0.5)
    s = system(a, soft=[0.0, 0.0, 0.5])
    for number, found in enumerate(tamper_indices(s)):
        assert found.exact
        assert found.size == brute(s, number, set())


def test_tamper_index__two_siblings_on_a_feeder_can_shift_between_them() -> None:
    # one feeder meter, three firms: two firms together, or one firm with the feeder
    found = tamper_index(system([[1, -1, -1, -1]]), "m1")
    assert found.size == 2
    assert "m1" in found.colluders


def test_tamper_index__a_firm_alone_cannot_where_all_others_are_trusted() -> None:
    s = system([[1, -1, -1, -1]])
    assert tamper_index(s, "m1", trusted=["m0", "m2", "m3"]).size is None


def test_tamper_index__a_second_meter_must_be_falsified_too() -> None:
    assert tamper_index(system([[1, -1, -1]], selector=[0, 1, 2, 1]), "m1").size == 3


def test_tamper_index__unmeasured_neighbours_guard_nothing() -> None:
    found = tamper_index(system([[1, -1, -1]], selector=[0, 1]), "m1")
    assert (found.size, found.colluders) == (1, ("m1",))


def test_tamper_index__a_relation_between_carriers_raises_it() -> None:
    # water 0 -> firms 1, 2; discharge 3, 4 -> trunk 5; discharge is 0.8 of the water
    network = [[1, -1, -1, 0, 0, 0], [0, 0, 0, 1, 1, -1]]
    related = [*network, [0, 0.8, 0, -1, 0, 0], [0, 0, 0.8, 0, -1, 0]]
    assert tamper_index(system(network), "m1").size == 2
    found = tamper_index(system(related, soft=[0, 0, 1.0, 1.0]), "m1")
    assert (found.size, found.exact) == (4, True)
    assert found.colluders == ("m1", "m2", "m3", "m4")


def test_tamper_index__unknown_meter() -> None:
    with pytest.raises(InputError, match="unknown_measurement"):
        tamper_index(system([[1, -1]]), "other")


def test_sparsest_through__says_when_only_a_bound_is_known() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(6, 30))
    found = sparsest_through(rows, 0, np.ones(30, dtype=bool), steps=50)
    assert not found.exact
    assert 1 < found.at_least <= len(found.support) == 7  # general position: six rows need six others


def test_tamper_index__set_is_invisible_to_every_balance() -> None:
    rng = np.random.default_rng(11)
    nodes, edges = 30, 70
    a = np.zeros((nodes + 1, edges))
    for v in range(edges):
        tail, head = rng.choice(nodes + 1, 2, replace=False)
        a[tail, v], a[head, v] = -1.0, 1.0
    s = system(a[:nodes])
    for found in tamper_indices(s):
        numbers = [s.measurements.index(name) for name in found.colluders]
        hidden = np.linalg.svd(s.matrix[:, numbers])[2][-1]
        assert np.abs(s.matrix[:, numbers] @ hidden).max() < 1e-9
        assert np.abs(hidden).min() > 1e-9
