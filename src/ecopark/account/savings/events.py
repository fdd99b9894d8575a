"""Non-routine events proposed from the residuals: what changed, when, by how much, and the data that show it.

The software proposes; people accept, with evidence, and never the claimant (design judge 1.6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from ecopark.account.savings.baseline import Baseline, Event
from ecopark.account.savings.errors import WEEK, spread_of, weeks_of
from ecopark.account.savings.series import DAY_S, Float, Int, Series, day_of, local_days
from ecopark.core.messages import Message

LEAST_DAYS = 7
LONGEST_TEMPORARY_DAYS = 60
THRESHOLD = 4.0  # spreads of the held-out errors; see docs/benchmarks/savings.md for false proposals
LEAST_SHARE = 0.05  # of the expected amount: smaller changes are what models are wrong by
SHAPE_LEAST_SHARE = 0.15
MOST = 5
_PLOT = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event that the residuals speak for.

    Attributes
    ----------
    id
        Stable hash of baseline, period and kind.
    start, end
        Local midnights; ``end`` None: the change lasted to the end of the data.
    kind
        ``level`` (more or less use than expected) or ``shape`` (the same use at other hours).
    size, low, high
        Change of use per day against the rest of the period, with its 90 % interval, in the series' unit; positive: more.
    percent
        The same as a share of the expected use.
    message
        What it is, in plain words.
    evidence
        The keys of docs/design/trust.md, section 3: plot, alternatives, next_proof, cause, action, base_rate, wrong_rate.
    """

    id: str
    start: datetime
    end: datetime | None
    kind: str
    size: float
    low: float
    high: float
    unit: str
    percent: float
    message: Message
    evidence: Mapping[str, Any]

    def event(self) -> Event:
        """The event as it enters the adjustment once it has been accepted."""
        return Event(self.id, self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """Residuals (measured minus expected) by day; ``profile`` (days, 24) around the day's mean, None in daily series."""

    day: Int
    rest: Float
    expected: Float
    profile: Float | None


def propose_events(baseline: Baseline, series: Series) -> tuple[Proposal, ...]:
    """Changes of level or shape in a period that the baseline does not explain, the largest first.

    Parameters
    ----------
    series
        The reporting period (or any period after the baseline). The measure itself acts from its beginning to its end,
        therefore only changes *within* the period are found, against its own median.
    """
    days = _days_of(baseline, series)
    if days is None or len(days.day) < 3 * LEAST_DAYS:
        return ()
    weeks = weeks_of(baseline.held_out, DAY_S // baseline.step_s)
    steps_a_day = DAY_S // baseline.step_s
    found: list[Proposal] = []
    rest = days.rest - np.median(days.rest)
    taken = np.zeros(len(rest), dtype=bool)
    for _ in range(MOST):
        window = _strongest(np.where(taken, 0.0, rest), weeks.error * steps_a_day)
        if window is None:
            break
        first, last, size, spread = window
        outside = np.ones(len(rest), dtype=bool)
        outside[first:last] = False
        share = size / max(float(np.mean(np.abs(days.expected))), 1e-12)
        taken[first:last] = True
        if abs(share) >= LEAST_SHARE:
            found.append(_proposal(baseline, series, days, first, last, size, spread, share))
    shape = _shape_change(baseline, series, days)
    return tuple(found) + ((shape,) if shape is not None else ())


def _days_of(baseline: Baseline, series: Series) -> _Days | None:
    said = baseline.predict(series)
    day, second = local_days(series.start_us, series.zone)
    known = np.isfinite(said.amount) & np.isfinite(series.amount)
    if not known.any():
        return None
    days, at = np.unique(day[known], return_inverse=True)
    count = np.bincount(at)
    full = count >= 0.75 * DAY_S / series.step_s
    rest = np.bincount(at, (series.amount - said.amount)[known]) / count * (DAY_S / series.step_s)
    expected = np.bincount(at, said.amount[known]) / count * (DAY_S / series.step_s)
    profile = None
    if series.step_s != DAY_S:
        profile = np.zeros((len(days), 24))
        np.add.at(profile, (at, second[known] // 3600), (series.amount - said.amount)[known])
        profile -= profile.mean(axis=1, keepdims=True)
        profile = profile[full]
    return _Days(days[full], rest[full], expected[full], profile)


def _strongest(rest: Float, week_error: Float) -> tuple[int, int, float, float] | None:
    """(first, last + 1, mean, spread) of the window that takes most of the squares, among those whose mean stands out
    against held-out errors of its length by ``THRESHOLD``.

    A window is temporary (up to ``LONGEST_TEMPORARY_DAYS``) or reaches the end of the data.
    """
    total = np.concatenate([[0.0], np.cumsum(rest)])
    n = len(rest)
    best: tuple[float, tuple[int, int, float, float] | None] = (0.0, None)
    spreads: dict[int, float] = {}
    lengths = sorted({*range(LEAST_DAYS, min(LONGEST_TEMPORARY_DAYS, n // 2) + 1), *range(LEAST_DAYS, n - LEAST_DAYS + 1)})
    for length in lengths:
        starts = np.arange(0, n - length + 1) if length <= min(LONGEST_TEMPORARY_DAYS, n // 2) else np.array([n - length])
        means = (total[starts + length] - total[starts]) / length
        at = int(np.argmax(np.abs(means)))
        weeks = max(length // WEEK, 1)
        if weeks not in spreads:
            spreads[weeks] = spread_of(week_error, weeks).total
        spread = spreads[weeks]
        gain = float(means[at] ** 2) * length
        if spread > 0 and abs(means[at]) > THRESHOLD * spread and gain > best[0]:
            first = int(starts[at])
            best = (gain, (first, first + length, float(means[at]), spread))
    return best[1]


def _proposal(
    baseline: Baseline, series: Series, days: _Days, first: int, last: int, size: float, spread: float, share: float
) -> Proposal:
    lasting = last >= len(days.day)
    start = _midnight(int(days.day[first]), series)
    end = None if lasting else _midnight(int(days.day[last - 1]) + 1, series)
    said: dict[str, object] = {
        "percent": round(100 * abs(share), 1),
        "start": start.date().isoformat(),
        "end": "" if end is None else day_of(int(days.day[last - 1])).isoformat(),
    }
    direction = "more" if size > 0 else "less"
    message = Message(f"account.savings.event_{direction}{'_lasting' if lasting else ''}", said)
    half = 1.645 * spread
    return Proposal(
        id=_identity(baseline, series, start, end, "level"),
        start=start,
        end=end,
        kind="level",
        size=size,
        low=size - half,
        high=size + half,
        unit=series.unit,
        percent=100 * share,
        message=message,
        evidence=_evidence(series, days, direction),
    )


def _shape_change(baseline: Baseline, series: Series, days: _Days) -> Proposal | None:
    """A change of the daily profile that stays: the mean profile before and after a day differs by more than chance."""
    if days.profile is None or len(days.day) < 8 * WEEK:
        return None
    profile, n = days.profile, len(days.day)
    expected = float(np.mean(np.abs(days.expected)))
    weekly = [profile[k : k + WEEK].mean(axis=0) for k in range(0, n - WEEK + 1, WEEK)]
    table = np.array(weekly)
    best: tuple[float, int] = (0.0, 0)
    for cut in range(4, len(table) - 3):
        before, after = table[:cut], table[cut:]
        step = after.mean(axis=0) - before.mean(axis=0)
        noise = before.var(axis=0, ddof=1) / len(before) + after.var(axis=0, ddof=1) / len(after)
        # twice the variance of white weeks: neighbours resemble each other
        score = float(np.sqrt(np.mean(step**2) / max(2 * float(np.mean(noise)), 1e-300)))
        best = max(best, (score, cut))
    score, cut = best
    if score < THRESHOLD:
        return None
    step = table[cut:].mean(axis=0) - table[:cut].mean(axis=0)
    moved = float(np.abs(step).sum() / 2)
    if moved < SHAPE_LEAST_SHARE * expected:
        return None
    start = _midnight(int(days.day[cut * WEEK]), series)
    hours = {"from": int(np.argmin(step)), "to": int(np.argmax(step)), "start": start.date().isoformat()}
    half = moved * 1.645 / score
    return Proposal(
        id=_identity(baseline, series, start, None, "shape"),
        start=start,
        end=None,
        kind="shape",
        size=moved,
        low=moved - half,
        high=moved + half,
        unit=series.unit,
        percent=100 * moved / expected,
        message=Message("account.savings.event_shape", hours),
        evidence=_evidence(series, days, "shape"),
    )


def _midnight(day: int, series: Series) -> datetime:
    on = day_of(day)
    return datetime(on.year, on.month, on.day, tzinfo=series.zone)


def _identity(baseline: Baseline, series: Series, start: datetime, end: datetime | None, kind: str) -> str:
    said = f"{baseline.sha256}|{start.isoformat()}|{end.isoformat() if end else ''}|{kind}|{series.unit}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _evidence(series: Series, days: _Days, direction: str) -> dict[str, Any]:
    """What a person needs to judge the proposal."""
    unknown = {"value": None, "source": None, "reason": "account.savings.rate_unknown"}
    every = max(1, -(-len(days.day) // _PLOT))
    groups = [slice(k, k + every) for k in range(0, len(days.day), every)]
    measured = [round(float(np.mean((days.rest + days.expected)[g])), 6) for g in groups]
    expected = [round(float(np.mean(days.expected[g])), 6) for g in groups]
    moments = [_midnight(int(days.day[g][0]), series).isoformat() for g in groups]
    return {
        "plot": {"x": moments, "series": {"measured": measured, "expected": expected}, "unit": series.unit},
        "alternatives": list(_ALTERNATIVES[direction]),
        "next_proof": {"id": "account.savings.event_proof", "params": {}},
        "cause": _CAUSES[direction],
        "action": "account.savings.event_action",
        "base_rate": unknown,
        "wrong_rate": unknown,
    }


_CAUSES: Mapping[str, str] = {
    "more": "account.savings.event_cause_more",
    "less": "account.savings.event_cause_less",
    "shape": "account.savings.event_cause_shape",
}
_ALTERNATIVES: Mapping[str, Sequence[str]] = {
    "more": ("account.savings.event_is_meter", "account.savings.event_is_measure_fading"),
    "less": ("account.savings.event_is_meter", "account.savings.event_is_measure"),
    "shape": ("account.savings.event_is_clock", "account.savings.event_is_measure"),
}
