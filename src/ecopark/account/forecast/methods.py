"""Forecasting months that have not come: plain methods, chosen and checked on months that were held out.

Every interval comes from the errors that the chosen method made on this very series: from each month of the past the same
number of months ahead is forecast from what was known then, and the errors of the *sum* of those months (relative to the
forecast) are kept. With at least ``CONFORMAL`` such errors the interval is split conformal: the smallest that held
ceil(0.9 (n + 1)) of them (Vovk, Gammerman and Shafer 2005; Lei et al. 2018). With fewer it is Student's t on them. Errors of
neighbouring starts overlap: the degrees of freedom are fewer than the errors. Fewer than ``LEAST``: no forecast.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ecopark.account.forecast.series import YearMonth, following
from ecopark.core.figures import LEVEL

LEVEL_MONTHS = 6
LEAST_HISTORY = 6  # months before the first forecast that is checked
LEAST_UNCHECKED = 3
LEAST = 4  # checked forecasts without which nothing is said
CONFORMAL = 30
# Two-sided 90 % quantiles of Student's t for 1, 2, 3 … degrees of freedom.
_T90 = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746,
    1.740, 1.734, 1.729, 1.725)  # fmt: skip

History = Mapping[YearMonth, float]


def level(history: History, last: YearMonth, ahead: int) -> float | None:
    """Mean of the last half year of months."""
    del ahead
    recent = [history[m] for m in (following(last, -i) for i in range(LEVEL_MONTHS)) if m in history]
    return sum(recent) / len(recent) if len(recent) >= LEVEL_MONTHS // 2 else None


def seasonal_naive(history: History, last: YearMonth, ahead: int) -> float | None:
    """The same month of the year before."""
    month = following(last, ahead - 12)
    while month > last:
        month = following(month, -12)
    return history.get(month)


def blend(history: History, last: YearMonth, ahead: int) -> float | None:
    """Mean of level and seasonal-naive."""
    one, other = level(history, last, ahead), seasonal_naive(history, last, ahead)
    return None if one is None or other is None else (one + other) / 2


METHODS: Mapping[str, Callable[[History, YearMonth, int], float | None]] = {
    "level": level,
    "seasonal_naive": seasonal_naive,
    "blend": blend,
}


@dataclass(frozen=True, slots=True)
class Check:
    """How a method did on held-out months: its relative errors, and seasonal-naive's on the same months.

    Attributes
    ----------
    errors
        (true sum - forecast sum) / |forecast sum| per start, the oldest first (of a series of both signs: over its size).
    mean_abs, naive_mean_abs
        Mean absolute relative error; seasonal-naive's on the starts where it has an answer, None where it has none.
    """

    method: str
    steps: tuple[int, ...]
    errors: tuple[float, ...]
    mean_abs: float
    naive_mean_abs: float | None
    naive_starts: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The months ``steps`` after the last measured one: forecast of each, and the interval of their sum.

    ``check`` None: nothing could be held out (see ``unchecked``).
    """

    months: Mapping[YearMonth, float]
    value: float
    low: float
    high: float
    check: Check | None


def forecast(history: History, steps: Sequence[int]) -> Ahead | None:
    """Forecast the months ``steps`` (1 = next) after the last of ``history``; None where the history is too short.

    Parameters
    ----------
    history
        Measured months; gaps are allowed and stay gaps.
    """
    if not history or not steps:
        return None
    last = max(history)
    checks = [check for name in METHODS if (check := check_method(history, name, steps)) is not None]
    usable = [check for check in checks if _each(history, check.method, last, steps) is not None]
    if not usable:
        return None
    # The method with the smallest error; one with fewer checked starts must not win by luck on its few.
    most = max(len(check.errors) for check in usable)
    best = min((c for c in usable if 2 * len(c.errors) >= most), key=lambda c: c.mean_abs)
    each = _each(history, best.method, last, steps)
    assert each is not None
    value = sum(each)
    half = half_width(best.errors, max(steps)) * _scale(history, each)
    months = {following(last, step): amount for step, amount in zip(steps, each, strict=True)}
    return Ahead(months, value, value - half, value + half, best)


def unchecked(history: History, steps: Sequence[int]) -> Ahead | None:
    """The mean of the last months with the prediction interval of independent months (Student's t).

    Only for a few months ahead of a history that is too short to hold anything out; None where that is not given.
    """
    months = sorted(history)[-LEVEL_MONTHS:]
    if len(months) < LEAST_UNCHECKED or len(steps) > len(months) // 2:
        return None
    values = [history[month] for month in months]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    count = len(steps)
    half = _T90[len(values) - 2] * deviation * math.sqrt(count + count**2 / len(values))
    last = max(history)
    return Ahead(
        {following(last, step): mean for step in steps}, mean * count, mean * count - half, mean * count + half, None
    )


def check_method(history: History, method: str, steps: Sequence[int]) -> Check | None:
    """Errors of a method from every start of the past; None with fewer than ``LEAST`` of them."""
    found = _errors(history, method, steps)
    if len(found) < LEAST:
        return None
    naive = _errors(history, "seasonal_naive", steps)
    both = [start for start in found if start in naive]
    errors = tuple(found[start] for start in sorted(found))
    return Check(
        method,
        tuple(steps),
        errors,
        _mean_abs(list(errors)),
        _mean_abs([naive[start] for start in both]) if len(both) >= LEAST else None,
        len(both),
    )


def half_width(errors: Sequence[float], horizon: int, part: float = LEVEL) -> float:
    """Half the relative interval for the next error; see the module."""
    sizes = sorted(abs(error) for error in errors)
    rank = math.ceil(part * (len(sizes) + 1))
    if len(sizes) >= CONFORMAL and rank <= len(sizes):
        return sizes[rank - 1]
    mean_square = sum(size**2 for size in sizes) / len(sizes)
    freedom = max(1, len(sizes) // max(1, math.ceil(horizon / 2)))
    quantile = _T90[min(freedom, len(_T90)) - 1]
    return quantile * math.sqrt(mean_square * (1 + 1 / len(sizes)))


def _errors(history: History, method: str, steps: Sequence[int]) -> dict[YearMonth, float]:
    """Start month -> relative error of the sum of the months ahead, forecast from what was known at the start."""
    found = {}
    months = sorted(history)
    for i, start in enumerate(months):
        if i + 1 < LEAST_HISTORY:
            continue
        truth = [history.get(following(start, step)) for step in steps]
        known = {month: history[month] for month in months[: i + 1]}
        said = _each(known, method, start, steps)
        if said is None or any(value is None for value in truth) or not _scale(known, said):
            continue
        found[start] = (sum(value for value in truth if value is not None) - sum(said)) / _scale(known, said)
    return found


def _each(history: History, method: str, last: YearMonth, steps: Sequence[int]) -> list[float] | None:
    said = [METHODS[method](history, last, step) for step in steps]
    return None if any(value is None for value in said) else [value for value in said if value is not None]


def _scale(history: History, said: Sequence[float]) -> float:
    """What errors are relative to: the forecast; of a series that changes its sign its usual size."""
    if min(history.values()) >= 0 or max(history.values()) <= 0:
        return abs(sum(said))
    return len(said) * _mean_abs(list(history.values()))


def _mean_abs(errors: Sequence[float]) -> float:
    return sum(abs(error) for error in errors) / len(errors)
