"""A value with its uncertainty, correlated from the start. # design 4.9

The law of propagation of uncertainty (JCGM 100:2008 "GUM", 5.2.2), kept exact for linear models by remembering *where*
each part of the uncertainty comes from: two estimates that share a source (the same emission factor, the same meter) are
fully correlated in that source, different sources are independent. So ``x - x`` has no uncertainty, a thousand
lines computed with one factor do not average its error away, and a factor common to part and whole cancels in a share.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from ecopark.core.errors import InputError
from ecopark.core.units import conversion, parse_unit, registry


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the signed standard uncertainty that each source contributes to it.

    Attributes
    ----------
    value, unit
        Best estimate.
    parts
        Source id (``meter:<id>``, ``factor:<id>``, ``model:<id>``) -> *signed* standard uncertainty in ``unit``: the
        change of the value when the source is off by one of its standard uncertainties.
    """

    value: float
    unit: str
    parts: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, value: float, unit: str, relative: Mapping[str, float] | None = None) -> Estimate:
        """Build from *relative* standard uncertainties: source id -> share of the value (0.02 is 2 %)."""
        return cls(value, unit, {source: value * share for source, share in (relative or {}).items()})

    @property
    def standard_uncertainty(self) -> float:
        return math.hypot(*self.parts.values()) if self.parts else 0.0

    @property
    def relative_uncertainty(self) -> float | None:
        """Standard uncertainty over the value; None where the value is zero."""
        return self.standard_uncertainty / abs(self.value) if self.value else None

    def interval(self, k: float = 1.96) -> tuple[float, float]:
        """Return ``(low, high)`` = value -+ k standard uncertainties; k = 1.96 covers 95 % of a normal distribution."""
        half = k * self.standard_uncertainty
        return self.value - half, self.value + half

    def largest_sources(self, n: int = 3) -> tuple[tuple[str, float], ...]:
        """The sources that contribute most, as (source, share of the variance), greatest first."""
        variance = self.standard_uncertainty**2
        if not variance:
            return ()
        ranked = sorted(self.parts.items(), key=lambda part: (-abs(part[1]), part[0]))
        return tuple((source, part**2 / variance) for source, part in ranked[:n])

    def to(self, unit: str) -> Estimate:
        """Convert; ``InputError`` core.unit.incompatible for another kind of quantity or a unit with a zero point."""
        if unit == self.unit:
            return self
        factor, offset = conversion(self.unit, unit)
        if offset:
            raise InputError("core.unit.incompatible", unit=self.unit, target=unit)
        return Estimate(self.value * factor, unit, {source: part * factor for source, part in self.parts.items()})

    def __add__(self, other: Estimate) -> Estimate:
        return total((self, other), self.unit)

    def __sub__(self, other: Estimate) -> Estimate:
        return total((self, -other), self.unit)

    def __neg__(self) -> Estimate:
        return self * -1.0

    def __mul__(self, scalar: float) -> Estimate:
        return Estimate(self.value * scalar, self.unit, {source: part * scalar for source, part in self.parts.items()})

    __rmul__ = __mul__

    def times(self, other: Estimate, unit: str) -> Estimate:
        """Product, to first order, in ``unit`` (kWh times tCO2e/MWh gives tCO2e)."""
        factor = _product_factor(self.unit, other.unit, unit)
        return self._combine(other, self.value * other.value * factor, other.value * factor, self.value * factor, unit)

    def over(self, other: Estimate, unit: str = "1") -> Estimate:
        """Ratio, to first order, in ``unit``; what both share cancels. ``ZeroDivisionError`` if ``other`` is zero."""
        factor = _ratio_factor(self.unit, other.unit, unit)
        ratio = self.value / other.value * factor
        return self._combine(other, ratio, factor / other.value, -ratio / other.value, unit)

    def _combine(self, other: Estimate, value: float, by_self: float, by_other: float, unit: str) -> Estimate:
        """First-order propagation with the partial derivatives after self and other."""
        sources = dict.fromkeys((*self.parts, *other.parts))
        parts = {s: by_self * self.parts.get(s, 0.0) + by_other * other.parts.get(s, 0.0) for s in sources}
        return Estimate(value, unit, parts)


def total(estimates: Iterable[Estimate], unit: str) -> Estimate:
    """Sum in ``unit``; parts of one source add with their sign, exactly (``math.fsum``)."""
    values: list[float] = []
    parts: dict[str, list[float]] = {}
    for estimate in estimates:
        converted = estimate.to(unit)
        values.append(converted.value)
        for source, part in converted.parts.items():
            parts.setdefault(source, []).append(part)
    return Estimate(math.fsum(values), unit, {source: math.fsum(terms) for source, terms in parts.items()})


@cache
def _product_factor(left: str, right: str, unit: str) -> float:
    return _magnitude(parse_unit(left) * parse_unit(right), unit, f"{left} * {right}")


@cache
def _ratio_factor(left: str, right: str, unit: str) -> float:
    return _magnitude(parse_unit(left) / parse_unit(right), unit, f"{left} / {right}")


def _magnitude(compound: object, unit: str, text: str) -> float:
    quantity, wanted = registry().Quantity(1.0, compound), parse_unit(unit)
    if quantity.dimensionality != wanted.dimensionality:
        raise InputError("core.unit.incompatible", unit=text, target=unit)
    return float(f"{quantity.to(wanted).magnitude:.15g}")
