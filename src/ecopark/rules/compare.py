"""Comparison of an average with a limit: valid-data share, guard band, one or two sides, three-way result.

A value equal to a bound is within: limits are *maximum permitted* values. Values are compared at 12 significant digits,
so that a mean of equal readings never exceeds them by the last bit of a float.

Required share of valid data: 75 %, recalled from the national air-quality-index method and common practice; Circular
10/2021's own rule was not found. It is a setting, never a constant of the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt

from ecopark.core.errors import InputError
from ecopark.core.messages import Message

REQUIRED_SHARE = 0.75

Float64 = npt.NDArray[np.float64]
Int8 = npt.NDArray[np.int8]


class Outcome(IntEnum):
    """CANNOT_TELL is a result with a reason, not a failure. # design 4.7"""

    WITHIN = 0
    ABOVE = 1
    BELOW = 2  # only limits with a lower bound (pH)
    CANNOT_TELL = 3

    @property
    def exceeds(self) -> bool:
        return self in (Outcome.ABOVE, Outcome.BELOW)


class DecisionRule(StrEnum):
    """SIMPLE compares the value alone; GUARDED needs the whole interval value ± U on one side of the bound."""

    SIMPLE = "simple"
    GUARDED = "guarded"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``guarded`` is the outcome with the guard band; shown beside ``outcome`` also where the rule is SIMPLE."""

    outcome: Outcome
    guarded: Outcome
    guard_low: float | None
    guard_high: float | None
    reason: Message | None = None


def compare(
    value: float | None,
    *,
    lower: float | None,
    upper: float | None,
    valid_share: float = 1.0,
    required_share: float = REQUIRED_SHARE,
    expanded_uncertainty: float = 0.0,
    rule: DecisionRule = DecisionRule.SIMPLE,
) -> Comparison:
    """Compare one average with a limit; all values in the limit's unit.

    Parameters
    ----------
    value
        The average; None when there is none.
    valid_share, required_share
        Share of the expected readings that were valid, and how much is needed to judge.
    expanded_uncertainty
        U (k = 2) of the value: the guard band is value ± U.
    """
    if value is None:
        return Comparison(Outcome.CANNOT_TELL, Outcome.CANNOT_TELL, None, None, Message("rules.compare.no_value"))
    values, shares = np.array([value]), np.array([valid_share])
    uncertainty = np.array([expanded_uncertainty])
    simple, guarded = (
        Outcome(int(compare_many(values, shares, lower, upper, required_share, uncertainty, each)[0]))
        for each in (DecisionRule.SIMPLE, DecisionRule.GUARDED)
    )
    outcome = simple if rule is DecisionRule.SIMPLE else guarded
    reason = None
    if valid_share < required_share:
        reason = Message("rules.compare.too_few_valid", {"share": valid_share, "required": required_share})
    elif outcome is Outcome.CANNOT_TELL:
        reason = Message("rules.compare.in_guard_band", {"value": value, "uncertainty": expanded_uncertainty})
    return Comparison(outcome, guarded, value - expanded_uncertainty, value + expanded_uncertainty, reason)


def compare_many(
    values: Float64,
    valid_shares: Float64,
    lower: float | None,
    upper: float | None,
    required_share: float = REQUIRED_SHARE,
    expanded_uncertainty: Float64 | None = None,
    rule: DecisionRule = DecisionRule.SIMPLE,
) -> Int8:
    """``Outcome`` of each average, shape ``(n,)``; NaN values and too small shares cannot be told."""
    if lower is None and upper is None:
        raise InputError("rules.compare.no_bound")
    if expanded_uncertainty is not None and bool(np.any(expanded_uncertainty < 0)):
        raise InputError("rules.compare.negative_uncertainty")
    band = np.zeros_like(values) if expanded_uncertainty is None or rule is DecisionRule.SIMPLE else expanded_uncertainty
    low, high = _twelve_digits(values - band), _twelve_digits(values + band)
    top = np.inf if upper is None else upper
    bottom = -np.inf if lower is None else lower
    outcomes = np.full(values.shape, Outcome.CANNOT_TELL, np.int8)
    outcomes[(high <= top) & (low >= bottom)] = Outcome.WITHIN
    outcomes[low > top] = Outcome.ABOVE
    outcomes[high < bottom] = Outcome.BELOW
    outcomes[np.isnan(values) | (valid_shares < required_share)] = Outcome.CANNOT_TELL
    return outcomes


def _twelve_digits(values: Float64) -> Float64:
    """Rounded to 12 significant digits; NaN and zero stay."""
    with np.errstate(divide="ignore", invalid="ignore"):
        magnitude = np.where(values == 0, 0.0, np.floor(np.log10(np.abs(values))))
    scale = np.power(10.0, 11 - np.clip(np.nan_to_num(magnitude), -290, 290))
    return np.asarray(np.round(values * scale) / scale, np.float64)


def at_reference_oxygen(
    concentration: float, o2_measured_pct: float, o2_reference_pct: float, *, least_margin_pct: float = 1.0
) -> float | Message:
    """Concentration at reference oxygen: ``C x (20.9 - O2ref) / (20.9 - O2meas)``, or the reason why not.

    Near 20.9 % the gas is air and the factor explodes (6.3 at 18.7 % and 7 % reference): within ``least_margin_pct`` of
    20.9 nothing is calculated.
    """
    air = 20.9
    if not (0 <= o2_reference_pct < air) or not (0 <= o2_measured_pct <= 21.0):
        return Message("rules.oxygen.impossible", {"measured": o2_measured_pct, "reference": o2_reference_pct})
    if air - o2_measured_pct < least_margin_pct:
        return Message("rules.oxygen.too_near_air", {"measured": o2_measured_pct})
    return concentration * (air - o2_reference_pct) / (air - o2_measured_pct)
