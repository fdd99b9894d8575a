"""Quantiles of Student's t against printed tables and closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.trust.inspection.student import t_quantile, t_tail

# NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2 (three digits): degrees -> 0.90, 0.95, 0.975, 0.99, 0.995.
PRINTED = {
    1: (3.078, 6.314, 12.706, 31.821, 63.657),
    2: (1.886, 2.920, 4.303, 6.965, 9.925),
    5: (1.476, 2.015, 2.571, 3.365, 4.032),
    10: (1.372, 1.812, 2.228, 2.764, 3.169),
    16: (1.337, 1.746, 2.120, 2.583, 2.921),
    30: (1.310, 1.697, 2.042, 2.457, 2.750),
    100: (1.290, 1.660, 1.984, 2.364, 2.626),
}


@pytest.mark.parametrize("degrees", PRINTED)
def test_t_quantile__printed_table(degrees: int) -> None:
    for p, printed in zip((0.90, 0.95, 0.975, 0.99, 0.995), PRINTED[degrees], strict=True):
        assert t_quantile(p, degrees) == pytest.approx(printed, abs=5.1e-4)


@given(st.floats(1e-9, 1 - 1e-9))
def test_t_quantile__closed_forms_of_one_two_and_four_degrees(p: float) -> None:
    """Cauchy; 2: (2p - 1) / sqrt(2p(1 - p)); 4: by the cosine of a third of an angle (Shaw 2006)."""
    one = math.tan(math.pi * (p - 0.5))
    two = (2 * p - 1) / math.sqrt(2 * p * (1 - p))
    root = math.sqrt(4 * p * (1 - p))
    four = math.copysign(2 * math.sqrt(max(math.cos(math.acos(root) / 3) / root - 1, 0.0)), p - 0.5)
    for degrees, exact in ((1, one), (2, two), (4, four)):
        assert t_quantile(p, degrees) == pytest.approx(exact, rel=1e-7 if abs(p - 0.5) < 0.5 - 1e-7 else 1e-5, abs=1e-7)


@pytest.mark.parametrize(("p", "degrees"), [(0.975, 16), (0.95, 7.3), (0.9995, 3), (0.6, 1000), (0.999999, 12)])
def test_t_quantile__inverts_the_tail_to_1e_9(p: float, degrees: float) -> None:
    t = t_quantile(p, degrees)
    assert 1 - t_tail(t, degrees) == pytest.approx(p, abs=1e-12)
    assert _integrated(t, degrees) == pytest.approx(p, abs=1e-9)


def _integrated(t: float, degrees: float) -> float:
    """The probability below t by Simpson's rule over the density: another way to the same number."""
    constant = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    n = 20_000
    h = t / n
    weights = [1 if i in (0, n) else 4 if i % 2 else 2 for i in range(n + 1)]
    density = [(1 + (i * h) ** 2 / degrees) ** (-(degrees + 1) / 2) for i in range(n + 1)]
    return 0.5 + constant * h / 3 * math.fsum(w * d for w, d in zip(weights, density, strict=True))


def test_t_quantile__is_symmetric_and_normal_in_the_limit() -> None:
    assert t_quantile(0.025, 16) == pytest.approx(-t_quantile(0.975, 16), rel=1e-14)
    assert t_quantile(0.5, 3) == 0
    assert t_quantile(0.975, math.inf) == pytest.approx(1.959963984540054, abs=1e-12)
    for p, degrees in ((0, 3), (1, 3), (0.5, 0)):
        with pytest.raises(ValueError, match="no quantile"):
            t_quantile(p, degrees)
