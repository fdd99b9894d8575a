"""The number of a claim against its target: one-sided bounds, several claims at once, what would still be supported.

A figure's two-sided 90 % interval has one-sided 95 % bounds as its ends. Where several claims are tested at once (Holm,
Scandinavian Journal of Statistics 1979, 6: 65-70) a stricter bound is needed; it is taken from the same side of the
interval as a normal quantile. Limits: the bound is the guard band (JCGM 106 [memory]): decided on it, not on the mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from ecopark.core.errors import InputError
from ecopark.core.figures import Figure
from ecopark.core.units import conversion
from ecopark.judge.claims.evidence import Netted
from ecopark.judge.claims.records import Claim

ALPHA = 0.05
_NORMAL = NormalDist()
_FINEST = 1e-9  # finer than this nothing is said, in any unit
_Z = _NORMAL.inv_cdf(1 - ALPHA)

Answer = Literal["supported", "not_supported", "insufficient"]


def in_unit(figure: Figure | None, unit: str) -> Figure | None:
    """The figure in the claim's unit; None where it has no value, no interval or another kind of unit."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    if not figure.low <= figure.value <= figure.high:
        return None  # an interval that does not hold its own value is no evidence
    if figure.unit == unit:
        return figure
    try:
        factor, offset = conversion(figure.unit, unit)
    except InputError:
        return None
    ends = (figure.low * factor + offset, figure.high * factor + offset)
    return replace(figure, value=figure.value * factor + offset, low=min(ends), high=max(ends), unit=unit)


def net_of(figure: Figure, netted: Sequence[Netted]) -> Figure | None:
    """The figure less what is taken off, errors independent; None where something that is taken off is not known."""
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    value, below, above = figure.value, (figure.value - figure.low) ** 2, (figure.high - figure.value) ** 2
    for part in netted:
        if part.value is None or part.low is None or part.high is None or not part.low <= part.value <= part.high:
            return None
        value -= part.value
        below += (part.high - part.value) ** 2
        above += (part.value - part.low) ** 2
    return replace(figure, value=value, low=value - math.sqrt(below), high=value + math.sqrt(above))


def decide(claim: Claim, figure: Figure, alpha: float = ALPHA) -> Answer:
    """Supported: the one-sided bound at ``alpha`` reaches the target. Not supported: the other 95 % bound misses it."""
    low, high = bounds(figure, alpha)
    assert figure.low is not None
    assert figure.high is not None
    if claim.comparator == "=":
        reach = claim.tolerance or 0.0
        if low >= claim.target - reach and high <= claim.target + reach:
            return "supported"
        missed = figure.high < claim.target - reach or figure.low > claim.target + reach
    elif claim.comparator == ">=":
        if low >= claim.target:
            return "supported"
        missed = figure.high < claim.target
    else:
        if high <= claim.target:
            return "supported"
        missed = figure.low > claim.target
    return "not_supported" if missed else "insufficient"


def bounds(figure: Figure, alpha: float = ALPHA) -> tuple[float, float]:
    """One-sided bounds at ``alpha``: lower and upper."""
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    if alpha == ALPHA:
        return figure.low, figure.high
    wider = _NORMAL.inv_cdf(1 - alpha) / _Z
    return figure.value - wider * (figure.value - figure.low), figure.value + wider * (figure.high - figure.value)


def p_value(claim: Claim, figure: Figure | None) -> float:
    """Of the hypothesis that the claim is false; 1 where there is no figure. ``=``: the larger of the two tests."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return 1.0
    below, above = (figure.value - figure.low) / _Z, (figure.high - figure.value) / _Z
    if claim.comparator == ">=":
        return _tail(figure.value - claim.target, below)
    if claim.comparator == "<=":
        return _tail(claim.target - figure.value, above)
    reach = claim.tolerance or 0.0
    return max(_tail(figure.value - claim.target + reach, below), _tail(claim.target + reach - figure.value, above))


def _tail(distance: float, error: float) -> float:
    if error <= 0:
        return 0.0 if distance >= 0 else 1.0
    return 1 - _NORMAL.cdf(distance / error)


@dataclass(frozen=True, slots=True)
class Tried:
    """One claim of those that a claimant makes at once. ``primary``: chosen before the period began."""

    id: str
    p: float
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Claims made at once.

    Attributes
    ----------
    held
        Ids that hold after the correction.
    sizes
        By id how many were tested beside each other (the primary ones, or the rest); without those not tested at all.
    """

    held: frozenset[str]
    sizes: Mapping[str, int]

    def tested(self, claim: str) -> int | None:
        """How many claims were tested beside this one, itself included; None where it was not its turn."""
        return self.sizes.get(claim)


def family_of(tried: Sequence[Tried], alpha: float = ALPHA) -> Family:
    """Holm among primary claims; among the others only once every primary one holds. The family's error stays <= alpha."""
    primary, rest = [t for t in tried if t.primary], [t for t in tried if not t.primary]
    held = set(_holm(primary, alpha))
    sizes = {t.id: len(primary) for t in primary}
    if len(held) == len(primary):
        held |= _holm(rest, alpha)
        sizes |= {t.id: len(rest) for t in rest}
    return Family(frozenset(held), sizes)


def _holm(tried: Sequence[Tried], alpha: float) -> set[str]:
    held: set[str] = set()
    for rank, each in enumerate(sorted(tried, key=lambda t: (t.p, t.id))):
        if each.p > alpha / (len(tried) - rank) * (1 + 1e-9):  # a bound that meets its target exactly holds
            break
        held.add(each.id)
    return held


def strongest_claim(claim: Claim, figure: Figure, alpha: float = ALPHA) -> Claim | None:
    """The strongest claim of the same kind that would be supported, rounded so that it stays true.

    The step is the power of ten just below the width of the interval. ``=``: the same target with the tolerance that holds.
    None where nothing would be left to say: a saving or share of zero or less.
    """
    low, high = bounds(figure, alpha)
    if claim.comparator == "=":
        reach = max(claim.target - low, high - claim.target)
        return replace(claim, tolerance=_rounded(reach, _step(high - low, reach), up=True)) if reach > 0 else claim
    up = claim.comparator == "<="
    edge = high if up else low
    target = _rounded(edge, _step(high - low, edge), up=up)
    return None if target <= 0 and not up else replace(claim, target=target)


def _rounded(edge: float, step: float, *, up: bool) -> float:
    """To a whole number of steps on the safe side of ``edge``, never beyond it."""
    steps = math.ceil(edge / step - 1e-9) if up else math.floor(edge / step + 1e-9)
    value = _clean(steps * step)
    if (up and value < edge) or (not up and value > edge):
        value = _clean((steps + (1 if up else -1)) * step)
    return value


def _step(width: float, edge: float) -> float:
    if width > _FINEST:
        return float(10.0 ** math.floor(math.log10(width)))
    return float(10.0 ** (math.floor(math.log10(abs(edge))) - 2)) if abs(edge) > _FINEST else _FINEST


def _clean(value: float) -> float:
    return float(f"{value:.12g}")
