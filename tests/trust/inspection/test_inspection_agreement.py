"""Bland-Altman against the paper's figures; equivalence; Deming; what too few pairs say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.messages import Message
from ecopark.trust.inspection.agreement import (
    LEAST_PAIRS,
    BlandAltman,
    Deming,
    bland_altman,
    deming,
    equivalence,
)
from ecopark.trust.inspection.student import t_quantile

# Bland JM, Altman DG. Statistical methods for assessing agreement between two methods of clinical measurement. Lancet 1986,
# i: 307-310, Table I: peak expiratory flow rate (l/min), first measurements with the large and the mini Wright meter.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def _figures(sensor: list[float], reference: list[float], **said: float) -> BlandAltman:
    found = bland_altman(sensor, reference, **said)  # type: ignore[arg-type]
    assert isinstance(found, BlandAltman)
    return found


def test_bland_altman__the_paper_of_1986() -> None:
    """Printed: mean -2.1, sd 38.8, interval of the bias -22.0 to 17.8, limits (mean -+ 2 sd) -79.7 and 75.5."""
    found = _figures(LARGE, MINI, multiplier=2.0)
    assert found.n == 17
    assert round(found.bias.value, 1) == -2.1
    assert round(found.sd, 1) == 38.8
    assert found.bias.low == pytest.approx(-22.0, abs=0.06)
    assert found.bias.high == pytest.approx(17.8, abs=0.05)
    assert found.lower.value == pytest.approx(-79.7, abs=0.1)  # the paper rounds mean and sd before it adds
    assert found.upper.value == pytest.approx(75.5, abs=0.1)
    rounded = 2.12 * math.sqrt(3 * found.sd**2 / 17)  # the paper's approximation of the limits' standard error: 16.3
    for limit, (low, high) in ((found.lower, (-114.3, -45.1)), (found.upper, (40.9, 110.1))):
        assert limit.value - rounded == pytest.approx(low, abs=0.2)
        assert limit.value + rounded == pytest.approx(high, abs=0.2)
        assert limit.high - limit.low == pytest.approx(2 * rounded, rel=0.03), "ours is the formula of 1999"
    assert not found.proportional


def test_bland_altman__slope_by_least_squares() -> None:
    reference = np.linspace(10, 100, 12)
    found = _figures(list(reference * 1.1 + [0.2, -0.2] * 6), list(reference))
    slope, intercept = np.polyfit(found.means, found.differences, 1)
    assert found.slope.value == pytest.approx(slope, rel=1e-9)
    assert intercept == pytest.approx(found.bias.value - slope * found.means.mean(), abs=1e-9)
    assert found.proportional
    assert found.slope_p < 1e-6
    picture = found.picture("mg/L")
    assert len(picture["points"]) == 12  # type: ignore[arg-type]
    assert picture["lines"]["bias"]["value"] == found.bias.value  # type: ignore[index]


@given(st.integers(0, LEAST_PAIRS - 1))
def test_too_few_pairs__are_insufficient_evidence_and_nothing_else(n: int) -> None:
    values = [float(i) for i in range(n)]
    for said in (bland_altman(values, values), deming(values, values)):
        assert isinstance(said, Message)
        assert said.id == "trust.agreement.too_few"
        assert said.params == {"n": n, "least": LEAST_PAIRS}
    test = equivalence(values, values, 1.0)
    assert (test.verdict, test.p, test.interval) == ("insufficient", None, None)


def test_equivalence__needs_the_whole_interval_within_the_margin() -> None:
    reference = np.full(8, 100.0)
    near = reference + np.array([1, -1, 0.5, -0.5, 0.8, -0.8, 0.2, -0.2])
    assert equivalence(near, reference, 5).verdict == "equivalent"
    assert equivalence(near + 10, reference, 5).verdict == "different"
    wide = reference + np.array([16, -16, 8, -8, 12, -12, 4, -4])
    said = equivalence(wide, reference, 5)
    assert said.verdict == "insufficient"
    assert said.n_needed is not None
    assert said.n_needed > 8
    assert said.interval is not None
    assert said.interval.low < -4
    t = t_quantile(0.95, 7)
    assert said.interval.high == pytest.approx(t * wide.std(ddof=1) / math.sqrt(8), rel=1e-12)


def test_equivalence__counts_both_uncertainties() -> None:
    """Eight pairs that happen to scatter little do not know more than sensor and laboratory state."""
    reference = np.full(8, 100.0)
    sensor = reference + np.array([1, -1] * 4) * 0.01
    assert equivalence(sensor, reference, 2).verdict == "equivalent"
    assert equivalence(sensor, reference, 2, stated=np.full(8, 5.0)).verdict == "insufficient"
    common = equivalence(sensor, reference, 2, common=1.5)
    assert common.verdict == "insufficient"
    assert common.n_needed is None, "more pairs do not average out the laboratory's own bias"


def test_equivalence__rate_of_wrong_answers_is_the_stated_one() -> None:
    """On the edge of the margin at most 5 % are called equivalent (fixed seed, 4,000 draws: 3 standard errors are 1 %)."""
    rng = np.random.default_rng(20260302)
    wrong = 0
    for _ in range(4000):
        difference = rng.normal(1.0, 0.5, 12)
        wrong += equivalence(difference, np.zeros(12), 1.0).verdict == "equivalent"
    assert 0.03 < wrong / 4000 < 0.06


def test_deming__with_equal_errors_is_the_main_axis() -> None:
    """Independent way: the first eigenvector of the covariance."""
    found = deming(LARGE, MINI)
    assert isinstance(found, Deming)
    values, vectors = np.linalg.eigh(np.cov(np.array([MINI, LARGE])))
    axis = vectors[:, int(np.argmax(values))]
    assert found.slope.value == pytest.approx(axis[1] / axis[0], rel=1e-9)
    assert found.slope.low < 1 < found.slope.high
    assert found.intercept.low < 0 < found.intercept.high


@settings(max_examples=30)
@given(st.floats(0.5, 2), st.floats(-20, 20), st.floats(0.1, 10))
def test_deming__finds_an_exact_line(slope: float, intercept: float, ratio: float) -> None:
    reference = np.array([5.0, 10, 20, 40, 80, 100, 120])
    found = deming(slope * reference + intercept, reference, error_ratio=ratio)
    assert isinstance(found, Deming)
    assert found.slope.value == pytest.approx(slope, rel=1e-9)
    assert found.intercept.value == pytest.approx(intercept, abs=1e-6)
    assert isinstance(deming(reference, np.full(7, 3.0)), Message), "a reference that does not vary tells no slope"
