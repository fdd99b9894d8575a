"""The picture of a verification: measured amounts against the baseline, by week, small enough to lie in the record."""

from __future__ import annotations

from typing import Any

import numpy as np

from ecopark.account.savings.baseline import Baseline
from ecopark.account.savings.savings import Savings
from ecopark.account.savings.series import DAY_S, Float, Series, local_days, moment

WEEKS = 120  # at most; the newest


def picture_of(before: Series, reporting: Series, model: Baseline, found: Savings) -> dict[str, Any]:
    """Weekly sums of measured and expected amounts.

    Only steps that are measured and expected enter; a week of less than half of its steps is left empty. The band is the
    interval of the whole period's saving, shared out evenly: it says how sure the sum is, not each week.
    """
    joined = [_weeks(series, model) for series in (before, reporting)]
    start = [week for weeks, _, _ in joined for week in weeks]
    measured = [v for _, amounts, _ in joined for v in amounts]
    expected = [v for _, _, amounts in joined for v in amounts]
    half = _half_share(found)
    split = len(joined[0][0])
    band = [None if v is None or i < split else v * half for i, v in enumerate(expected)]
    cut = slice(-WEEKS, None)
    return {
        "times": start[cut],
        "measured": measured[cut],
        "baseline": expected[cut],
        "low": [None if b is None or v is None else v - b for v, b in zip(expected, band, strict=True)][cut],
        "high": [None if b is None or v is None else v + b for v, b in zip(expected, band, strict=True)][cut],
        "reporting_start": reporting.start.isoformat(),
        "unit": model.unit,
    }


def _half_share(found: Savings) -> float:
    """Half width of the interval of the saving as a share of the expected amount."""
    figure = found.percent
    return 0.0 if figure.low is None or figure.high is None else (figure.high - figure.low) / 200


def _weeks(series: Series, model: Baseline) -> tuple[list[str], list[float | None], list[float | None]]:
    expected = model.predict(series).amount
    known = np.isfinite(expected) & np.isfinite(series.amount)
    day, _ = local_days(series.start_us, series.zone)
    week = (day - day[0]) // 7
    count = np.bincount(week, known)
    full = 7 * DAY_S / series.step_s
    sums = [_sums(week, np.where(known, values, 0.0), count, full) for values in (series.amount, expected)]
    first = [int(np.flatnonzero(week == w)[0]) for w in range(len(count)) if np.any(week == w)]
    times = [moment(int(series.start_us[i]), series.zone).isoformat() for i in first]
    return times, sums[0], sums[1]


def _sums(week: Any, values: Float, count: Any, full: float) -> list[float | None]:
    total = np.bincount(week, values)
    return [round(float(t * full / n), 3) if n >= full / 2 else None for t, n in zip(total, count, strict=True)]
