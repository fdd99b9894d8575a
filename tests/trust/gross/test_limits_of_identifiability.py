"""The software never claims what the identifiability limits forbid. # docs/design/trust.md 4"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.trust.gross.problems import BYPASS, bypass, network
from tests.trust.gross.steam import MATRIX, SD, TRUE

from ecopark.trust.gross.describe import model_of
from ecopark.trust.gross.identify import METHODS, identify
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import snapshot

seeds = st.integers(0, 100_000)
methods = st.sampled_from(sorted(METHODS))


def hidden(matrix: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random falsification that keeps every balance."""
    wish = rng.normal(size=matrix.shape[1])
    return wish - np.linalg.pinv(matrix) @ (matrix @ wish)


@given(seeds, methods, st.booleans())
@settings(max_examples=60, deadline=None)
def test_identify__collusion_raises_no_suspect(seed: int, method: str, leaks: bool) -> None:
    rng = np.random.default_rng(seed)
    matrix, flows = network(seed, 4, 9)
    b = 50.0 * hidden(matrix, rng)
    assert np.abs(matrix @ b).max() < 1e-9 * max(np.abs(b).max(), 1.0)
    assert identify(snapshot(matrix, flows + b, 0.02 * flows + 0.1, leaks=leaks), method).suspects == ()


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_identify__collusion_changes_nothing_that_is_said(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix, flows = network(seed, 4, 9)
    sd = 0.02 * flows + 0.1
    values = flows + sd * rng.normal(size=9) + 30.0 * sd * np.eye(9)[int(rng.integers(9))]
    before = identify(snapshot(matrix, values, sd))
    after = identify(snapshot(matrix, values + 5.0 * hidden(matrix, rng), sd))
    assert [(s.measurement, s.group, s.named) for s in before.suspects] == [
        (s.measurement, s.group, s.named) for s in after.suspects
    ]
    assert after.chi_square == pytest.approx(before.chi_square, rel=1e-6)


@given(seeds, methods)
@settings(max_examples=80, deadline=None)
def test_identify__proportional_signatures_are_always_one_group(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    matrix, flows = network(seed, 4, 9)
    sd = 0.02 * flows + 0.1
    faulty = rng.choice(9, 2, replace=False)
    snap = snapshot(matrix, flows + sd * rng.normal(size=9) + 40.0 * sd * np.isin(np.arange(9), faulty), sd)
    effects = np.hstack([snap.projection.measurements, snap.projection.balances])
    verdict = identify(snap, method)
    for suspect in verdict.suspects:
        if method in ("global", "nodal"):
            assert not suspect.named
            continue
        own = effects[:, snap.names.index(suspect.measurement)]
        for name, other in zip(snap.names, effects.T, strict=True):
            if np.linalg.matrix_rank(np.column_stack([own, other]), tol=1e-9) == 1 and other.any():
                assert name in suspect.group
        assert suspect.measurement in suspect.group
        assert not (suspect.named and len(suspect.group) > 1)


@given(seeds, st.floats(5.0, 500.0), st.booleans())
@settings(max_examples=60, deadline=None)
def test_identify__constant_leak_and_bias_of_a_boundary_meter_are_one_group(seed: int, size: float, leaking: bool) -> None:
    matrix, flows = network(seed, 4, 9)
    sd = 0.01 * flows + 0.05
    boundary = np.flatnonzero(np.count_nonzero(matrix, axis=0) == 1)
    assume(len(boundary))
    meter = int(boundary[0])
    node = int(np.flatnonzero(matrix[:, meter])[0])
    # a leak shows as a reading that is too high on what comes in or too low on what goes out: the same data
    values = flows + size * matrix[node, meter] * np.eye(9)[meter] if leaking else flows + size * np.eye(9)[meter]
    for suspect in identify(snapshot(matrix, values, sd)).suspects:
        assert not suspect.named
        assert {f"x{meter + 1}", f"node{node + 1}"} <= set(suspect.group)


@given(seeds, st.integers(0, 8), st.floats(-1.0, 1.0), methods)
@settings(max_examples=80, deadline=None)
def test_identify__bias_within_the_accuracy_class_is_never_named(seed: int, meter: int, share: float, method: str) -> None:
    matrix, flows = network(seed, 4, 9)
    limit = 0.02 * flows + 0.1  # class; standard uncertainty is class / sqrt 3
    values = flows + share * limit * np.eye(9)[meter]
    assert identify(snapshot(matrix, values, limit / math.sqrt(3), leaks=False), method).named == ()


def test_suspect__is_not_named_while_its_interval_touches_the_class() -> None:
    clear = {
        "start": None,
        "relative": False,
        "statistic": 9.0,
        "threshold": 3.0,
        "margin": 99.0,
        "group": ("m",),
        "margin_needed": 20.0,
    }
    assert Suspect("m", "bias", 5.0, 3.1, 6.9, tolerance=3.0, **clear).named  # type: ignore[arg-type]
    assert not Suspect("m", "bias", 5.0, 2.9, 7.1, tolerance=3.0, **clear).named  # type: ignore[arg-type]
    assert Suspect("m", "bias", -5.0, -6.9, -3.1, tolerance=3.0, **clear).named  # type: ignore[arg-type]


def test_suspect__group_or_margin_forbid_a_name() -> None:
    rest = {"start": None, "relative": False, "statistic": 9.0, "threshold": 3.0, "margin_needed": 20.0}
    assert not Suspect("m", "bias", 5.0, 4.0, 6.0, margin=99.0, group=("m", "k"), **rest).named  # type: ignore[arg-type]
    assert not Suspect("m", "bias", 5.0, 4.0, 6.0, margin=19.0, group=("m",), **rest).named  # type: ignore[arg-type]
    assert not Suspect("m", "bias", 5.0, 4.0, 6.0, False, None, 9.0, 3.0, 99.0, ("m",)).named  # a method that never names


@given(seeds, st.sampled_from(["global", "measurement", "maximum_power", "nodal"]))
@settings(max_examples=20, deadline=None)
def test_identify__tests_of_single_hypotheses_never_name(seed: int, method: str) -> None:
    matrix, flows = network(seed, 4, 9)
    values = flows + 500.0 * np.eye(9)[seed % 9]
    assert identify(snapshot(matrix, values, 0.02 * flows + 0.1, leaks=False), method).named == ()


def test_model__a_size_that_needs_a_negative_flow_gains_nothing() -> None:
    # stream 9 is small: it could read 40 too low, never 40 too high
    snaps = (snapshot(MATRIX, TRUE + s * np.eye(28)[5], SD, lower=np.zeros(28), leaks=False) for s in (40.0, -40.0))
    high, low = (model_of(snap) for snap in snaps)
    assert high.explanations.gains(())[8] > 10.0
    assert high.bounded.gains(())[8] == 0.0
    assert low.bounded.gains(())[8] == pytest.approx(low.explanations.gains(())[8])


def test_identify__without_redundancy_there_is_no_test() -> None:
    # the only other flow of each node is not measured
    matrix = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]])
    snap = snapshot(matrix, np.array([5.0, np.nan, np.nan]), np.ones(3))
    assert snap.degrees == 0
    for method in METHODS:
        assert identify(snap, method).suspects == ()


def test_identify__two_biases_on_a_loop_are_a_group() -> None:
    # the by-pass: 2-4 and 3-5 are parallel, so biases of 2 and 3 look like biases of 4 and 5
    snap = bypass(0.0)
    values = snap.values + np.array([0.0, 60.0, -35.0, 0.0, 0.0, 0.0])
    verdict = identify(snapshot(BYPASS, values, np.ones(6), leaks=False))
    assert not verdict.named
    for suspect in verdict.suspects:
        assert len(suspect.group) > 1


def test_model__meters_in_series_between_the_same_nodes_are_one_class() -> None:
    # two parallel flows between the same two nodes
    matrix = np.array([[1.0, -1.0, -1.0, 0.0], [0.0, 1.0, 1.0, -1.0]])
    model = model_of(snapshot(matrix, np.array([10.0, 4.0, 6.0, 10.0]), np.ones(4), leaks=False))
    assert model.group(1) == model.group(2) == (1, 2)
