"""Numbers of claims: at most one in twenty claims that are false at the boundary is found supported, alone and together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.judge.claim_makers import figure, whole_claim

from ecopark.account.uncertainty import Estimate, total
from ecopark.judge.claims.evidence import Netted
from ecopark.judge.claims.number import (
    Tried,
    bounds,
    decide,
    family_of,
    in_unit,
    net_of,
    p_value,
    strongest_claim,
)

Z = 1.6448536269514722
DRAWS = 20_000
SPREAD = 3 * math.sqrt(0.05 * 0.95 / DRAWS)  # three standard deviations of a share of DRAWS tries


def of_estimate(estimate: Estimate):
    reach = Z * estimate.standard_uncertainty
    return figure(estimate.value, estimate.value - reach, estimate.value + reach, estimate.unit)


@pytest.mark.parametrize(("comparator", "side"), [(">=", -1), ("<=", 1)])
def test_decide__false_at_the_boundary_with_shared_meter_errors(comparator: str, side: int) -> None:
    """Twelve months of two meters: errors of a meter are the same in all of its months, as in the account.

    The claim is false by a hair: the true total lies just on the wrong side of the target.
    """
    rng = np.random.default_rng(20251122)
    true = 1000.0
    claim = whole_claim("intensity", comparator=comparator, target=true * (1 - 1e-9 * side), unit="kWh/t")
    errors = rng.standard_normal((DRAWS, 2)) * np.array([0.02, 0.05])
    noise = rng.standard_normal((DRAWS, 12)) * 3.0
    supported = refuted = 0
    for one, wave in zip(errors, noise, strict=True):
        # the uncertainty stated is that of the instrument classes and of the months, not fitted to the draw
        value = 700.0 * (1 + one[0]) + 300.0 * (1 + one[1]) + wave.sum()
        parts = {"meter:a": 14.0, "meter:b": 15.0, "noise": 3.0 * math.sqrt(12)}
        answer = decide(claim, of_estimate(Estimate(value, "kWh/t", parts)))
        supported += answer == "supported"
        refuted += answer == "not_supported"
    assert supported / DRAWS <= 0.05 + SPREAD
    assert supported / DRAWS >= 0.05 - SPREAD  # and it is not simply afraid
    assert refuted / DRAWS <= 0.05 + SPREAD


def test_decide__independent_errors_for_a_shared_meter_would_be_wrong() -> None:
    """The account's own sum keeps the shared source; treating twelve months as independent would be far too sure."""
    months = [Estimate.of(100.0, "kWh", {"meter:a": 0.05}) for _ in range(12)]
    shared = total(months, "kWh").standard_uncertainty
    assert shared == pytest.approx(60.0)
    apart = total([Estimate.of(100.0, "kWh", {f"meter:a{i}": 0.05}) for i in range(12)], "kWh").standard_uncertainty
    rng = np.random.default_rng(7)
    value = 1200.0 * (1 + 0.05 * rng.standard_normal(DRAWS))
    assert np.mean(value - Z * shared >= 1200.0) <= 0.05 + SPREAD
    assert np.mean(value - Z * apart >= 1200.0) > 0.25


def test_decide__equality_is_two_one_sided_tests() -> None:
    claim = whole_claim("balance", target=0, tolerance=3)
    rng = np.random.default_rng(11)
    values = 3.0 + rng.standard_normal(DRAWS)  # truly just outside
    found = sum(decide(claim, figure(v, v - Z, v + Z)) == "supported" for v in values)
    assert found / DRAWS <= 0.05 + SPREAD


@pytest.mark.parametrize("shared", [0.0, 0.5, 0.9])
def test_family_of__twenty_tries_keep_one_in_twenty(shared: float) -> None:
    """Twenty claims false at their boundaries, errors correlated: the chance that any is supported stays at 5 %."""
    rng = np.random.default_rng(5)
    claim, n = whole_claim(target=10), 2500
    common = rng.standard_normal((n, 1))
    errors = math.sqrt(shared) * common + math.sqrt(1 - shared) * rng.standard_normal((n, 20))
    wrong = alone = 0
    for row in errors:
        tried = [Tried(str(i), p_value(claim, figure(10 + x, 10 + x - Z, 10 + x + Z))) for i, x in enumerate(row)]
        wrong += bool(family_of(tried).held)
        alone += any(t.p <= 0.05 for t in tried)
    assert wrong / n <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / n)
    assert alone / n > 0.1  # what Holm prevents


def test_family_of__a_primary_claim_is_tested_alone_first() -> None:
    tried = [Tried("main", 0.04, primary=True), *(Tried(f"more-{i}", 0.01) for i in range(4))]
    family = family_of(tried)
    assert family.held == {"main", "more-0", "more-1", "more-2", "more-3"}
    assert family.tested("main") == 1
    failed = family_of([Tried("main", 0.06, primary=True), Tried("more", 1e-9)])
    assert failed.held == frozenset()
    assert failed.tested("more") is None


def test_family_of__holm_by_hand() -> None:
    tried = [Tried("a", 0.01), Tried("b", 0.04), Tried("c", 0.03), Tried("d", 0.005)]
    assert family_of(tried).held == {"a", "d"}  # 0.005 <= 0.0125, 0.01 <= 0.0167, 0.03 > 0.025


@given(
    low=st.floats(-50, 50, allow_nan=False),
    width=st.floats(0, 40, allow_nan=False),
    comparator=st.sampled_from([">=", "<="]),
)
def test_strongest_claim__holds_and_is_no_more_than_the_bound(low: float, width: float, comparator: str) -> None:
    claim = whole_claim("intensity", comparator=comparator, target=5, unit="kWh/t")
    number = figure(low + width / 2, low, low + width, "kWh/t")
    strongest = strongest_claim(claim, number)
    if strongest is None:
        assert comparator == ">="
        assert low < max(10 * width, 1.0)
        return
    assert decide(strongest, number) == "supported"


def test_strongest_claim__is_said_with_a_sensible_number() -> None:
    claim = whole_claim()
    strongest = strongest_claim(claim, figure(7.5, 5.83, 9.1))
    assert strongest is not None
    assert strongest.target == 5.0
    fine = strongest_claim(claim, figure(7.5, 7.38, 7.62))
    assert fine is not None
    assert fine.target == 7.3
    assert strongest_claim(claim, figure(0.5, -0.4, 1.4)) is None
    exact = strongest_claim(claim, figure(12.34, 12.34, 12.34))
    assert exact is not None
    assert exact.target == 12.3


def test_p_value__meets_the_bound() -> None:
    claim = whole_claim(target=5)
    assert p_value(claim, figure(7.0, 5.0, 9.0)) == pytest.approx(0.05)
    assert p_value(claim, None) == 1.0
    assert p_value(claim, figure(5.0, 5.0, 5.0)) == 0.0
    assert bounds(figure(7.0, 5.0, 9.0), 0.025)[0] < 5.0


def test_net_of__adds_uncertainty_and_needs_every_part() -> None:
    gross = figure(10.0, 7.0, 13.0)
    net = net_of(gross, [Netted("ict_operational", 1.0, 0.0, 5.0)])
    assert net is not None
    assert (net.value, net.low, net.high) == pytest.approx((9.0, 4.0, 9.0 + math.hypot(3.0, 1.0)))
    assert net_of(gross, [Netted("leakage")]) is None


def test_in_unit__converts_or_says_there_is_no_figure() -> None:
    kwh = figure(2000.0, 1900.0, 2100.0, "kWh")
    found = in_unit(kwh, "MWh")
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((2.0, 1.9, 2.1))
    assert in_unit(kwh, "m3") is None
    assert in_unit(None, "kWh") is None
