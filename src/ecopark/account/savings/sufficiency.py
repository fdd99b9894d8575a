"""What is missing before a saving can be told, and how much narrower the interval would be with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ecopark.account.savings.baseline import Baseline, NotFitted, in_temporary
from ecopark.account.savings.errors import WEEK
from ecopark.account.savings.savings import FIGURES, MOST_EXTRAPOLATED, Savings
from ecopark.account.savings.series import DAY_S, Bool, Float, Int, Role, Series, day_of, local_days, months_of
from ecopark.core.figures import Figure, Standing, message_content
from ecopark.core.messages import Message

BASELINE_DAYS = 360  # twelve months, a few days forgiven at the ends
MONTH_COVERAGE = 0.9
LONGEST_GAP_DAYS = 14
SHIFT_S = 8 * 3600
PLACEBO_LEAST = 0.75
PROXY_LEAST, PROXY_MOST = 0.5, 1.0  # share of what a proxy explains that real records are taken to explain


@dataclass(frozen=True, slots=True)
class Wanted:
    """Evidence that would narrow the interval.

    Attributes
    ----------
    what
        What to bring.
    interval_now
        Half width of the 90 % interval of the saving now, percent of the adjusted baseline.
    interval_then
        Half width with it: (best, worst) of the estimate; None where nothing is known to estimate it from.
    how
        How that was estimated.
    """

    what: Message
    interval_now: float
    interval_then: tuple[float, float] | None
    how: Message

    def content(self) -> dict[str, Any]:
        return {
            "what": message_content(self.what),
            "interval_now": self.interval_now,
            "interval_then": None if self.interval_then is None else list(self.interval_then),
            "how": message_content(self.how),
        }


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Whether the data suffice to say a saving.

    Attributes
    ----------
    reasons
        What stands in the way; empty: nothing does.
    notes
        What a reader should know beside the result.
    missing
        What would narrow the interval, the most useful first.
    """

    reasons: tuple[Message, ...]
    notes: tuple[Message, ...]
    missing: tuple[Wanted, ...]

    @property
    def sufficient(self) -> bool:
        return not self.reasons


def sufficiency(
    baseline_series: Series,
    baseline: Baseline | NotFitted,
    reporting: Series | None = None,
    result: Savings | None = None,
    *,
    claimed_percent: float | None = None,
    full_cycle: bool = False,
) -> Sufficiency:
    """What is missing, for a baseline alone or for a judged reporting period.

    Parameters
    ----------
    baseline_series
        What the baseline was fitted on.
    claimed_percent
        The saving that is to be shown; the reasons say why it cannot be.
    full_cycle
        A person vouches that the baseline holds a whole production cycle, though not twelve months.
    """
    reasons = list(_of_period(baseline_series, baseline if isinstance(baseline, Baseline) else None))
    if (baseline_series.end - baseline_series.start).days < BASELINE_DAYS and not full_cycle:
        found = (baseline_series.end - baseline_series.start).days
        reasons.append(Message("account.savings.baseline_short", {"days": found}))
    if isinstance(baseline, NotFitted):
        return Sufficiency((*reasons, baseline.reason), (), ())
    if reporting is not None:
        reasons += [m for m in _of_period(reporting, None) if m not in reasons]
    notes: list[Message] = []
    missing: tuple[Wanted, ...] = ()
    if result is not None:
        notes += result.notes
        if result.extrapolated_share > MOST_EXTRAPOLATED:
            percent = round(100 * result.extrapolated_share, 1)
            reasons.append(Message("account.savings.extrapolated", {"percent": percent}))
        missing = _missing(baseline_series, baseline, result)
        reasons += _undecided(baseline_series, result, claimed_percent)
        share = result.placebo.share
        if share is not None and share < PLACEBO_LEAST:
            counted = {"covered": result.placebo.covered, "windows": result.placebo.windows}
            reasons.append(Message("account.savings.placebo_fails", counted))
    return Sufficiency(tuple(reasons), tuple(notes), missing)


def judged(result: Savings, found: Sufficiency) -> Savings:
    """The result with every figure marked not provable, for the first reason, where the data do not suffice."""
    if found.sufficient:
        return result

    def marked(figure: Figure | None) -> Figure | None:
        return None if figure is None else replace(figure, standing=Standing.NOT_PROVABLE, reason=_first(found))

    changed = {name: marked(getattr(result, name)) for name in FIGURES}
    return replace(result, **changed)  # type: ignore[arg-type]  # None stays None


def _first(found: Sufficiency) -> Message:
    """The reason that decides: missing production before formal ones."""
    for message in found.reasons:
        if message.id.startswith("account.savings.no_production"):
            return message
    return found.reasons[0]


def _of_period(series: Series, baseline: Baseline | None) -> list[Message]:
    """Coverage of months and gaps."""
    measured = np.isfinite(series.amount)
    if baseline is not None:
        measured = measured | in_temporary(series.start_us, baseline.events)
    day, _ = local_days(series.start_us, series.zone)
    found = [
        Message("account.savings.month_coverage", {"month": m, "percent": p}) for m, p in _thin_months(series, day, measured)
    ]
    gap = _longest_gap(series, day, measured)
    if gap is not None:
        found.append(Message("account.savings.gap", {"days": gap[0], "from": gap[1]}))
    return found


def _thin_months(series: Series, day: Int, measured: Bool) -> list[tuple[str, float]]:
    month = months_of(day)
    first, last = local_ends(series)
    thin = []
    for each in range(int(month[0]), int(month[-1]) + 1):
        start = np.datetime64(f"{each // 12:04d}-{each % 12 + 1:02d}-01")
        begin = max(int(start.astype(np.int64)), first)
        end = min(int((start.astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int64)), last)
        expected = (end - begin) * (DAY_S // series.step_s)
        share = float(measured[month == each].sum()) / max(expected, 1)
        if share < MONTH_COVERAGE:
            thin.append((f"{each % 12 + 1:02d}/{each // 12}", round(100 * share, 1)))
    return thin


def local_ends(series: Series) -> tuple[int, int]:
    """First local day and the day after the last, as numbers since 1970."""
    day, _ = local_days(series.start_us[[0, -1]], series.zone)
    return int(day[0]), int(day[1]) + 1


def _longest_gap(series: Series, day: Int, measured: Bool) -> tuple[int, str] | None:
    first, last = local_ends(series)
    present = np.unique(day[measured])
    edges = np.concatenate([[first - 1], present, [last]])
    gaps = np.diff(edges) - 1
    longest = int(np.argmax(gaps))
    if gaps[longest] <= LONGEST_GAP_DAYS:
        return None
    return int(gaps[longest]), day_of(int(edges[longest]) + 1).isoformat()


def _has_activity(series: Series) -> bool:
    return bool(series.of_role(Role.PRODUCTION) or series.of_role(Role.MODE))


def _half_width(result: Savings) -> float | None:
    figure = result.percent
    return None if figure.low is None or figure.high is None else (figure.high - figure.low) / 2


def _undecided(series: Series, result: Savings, claimed: float | None) -> list[Message]:
    """Why an interval cannot decide: without production data that is the first reason."""
    low, high = result.percent.low, result.percent.high
    wanted = 0.0 if claimed is None else claimed
    if low is None or high is None:
        return [result.percent.reason] if result.percent.reason else []
    if low > 0 and low >= wanted:
        return []
    said: Mapping[str, object] = {"low": round(low, 1), "high": round(high, 1), "claimed": wanted}
    if high < wanted:
        return [Message("account.savings.claim_excluded", said)]
    any_saving = "" if claimed is not None else "_any"
    what = "too_wide" if _has_activity(series) else "no_production"
    return [Message(f"account.savings.{what}{any_saving}", said)]


def _missing(series: Series, baseline: Baseline, result: Savings) -> tuple[Wanted, ...]:
    half = _half_width(result)
    if half is None:
        return ()
    wanted = []
    if not _has_activity(series):
        explained = explained_by_running(series, baseline)
        then = None
        if explained is not None:
            model = sum(share for name, share in result.percent.contributions.items() if name.startswith("model:"))
            then = (
                round(half * (1 - model * PROXY_MOST * explained) ** 0.5, 2),
                round(half * (1 - model * PROXY_LEAST * explained) ** 0.5, 2),
            )
        how = Message("account.savings.how_running", {"percent": round(100 * (explained or 0.0))})
        if explained is None:
            how = Message("account.savings.how_unknown")
        wanted.append(Wanted(Message("account.savings.want_production"), round(half, 2), then, how))
    if not series.of_role(Role.TEMPERATURE):
        how = Message("account.savings.how_unknown")
        wanted.append(Wanted(Message("account.savings.want_temperature"), round(half, 2), None, how))
    days = (baseline.end - baseline.start).days
    if days < BASELINE_DAYS:
        how = Message("account.savings.how_unknown")
        wanted.append(Wanted(Message("account.savings.want_year"), round(half, 2), None, how))
    return tuple(wanted)


def explained_by_running(series: Series, baseline: Baseline) -> float | None:
    """Share of the variance of weekly errors that the works' running time would explain; None where it cannot be told.

    The meter itself shows when the works ran: a shift (eight hours; a day in daily series) runs if its load lies in the
    upper of two levels (Otsu's cut). The weekly error is put on the running shifts of the week beyond the usual, fitted
    on all other blocks of the baseline. Running time read off the same meter knows more than a mode log and less than
    tonnes, therefore callers give a range. Hours instead of shifts would take noise for work.
    """
    day, second = local_days(series.start_us, series.zone)
    known = np.isfinite(series.amount)
    shift, at = np.unique(day[known] * 3 + second[known] // SHIFT_S, return_inverse=True)
    load = _mean_by(at, series.amount[known], len(shift))
    running = (load > _two_levels(load)).astype(np.float64)
    rows = np.array([(d, b, n, e) for d, b, n, _, e in baseline.held_out])
    first = int(rows[0, 0])
    week_of_row = (rows[:, 0].astype(np.int64) - first) // WEEK
    weeks = int(week_of_row[-1]) + 1
    week = (shift // 3 - first) // WEEK
    inside = (week >= 0) & (week < weeks)
    hours = _mean_by(week[inside], running[inside], weeks)
    steps = np.bincount(week_of_row, rows[:, 2], weeks)
    error = np.divide(np.bincount(week_of_row, rows[:, 3], weeks), steps, out=np.full(weeks, np.nan), where=steps > 0)
    block = np.full(weeks, -1)
    block[week_of_row] = rows[:, 1].astype(np.int64)
    good = np.isfinite(hours) & np.isfinite(error)
    if good.sum() < 12 or float(np.ptp(hours[good])) == 0.0:
        return None
    left = np.zeros(weeks)
    for own in np.unique(block[good]):
        learn, ask = good & (block != own), good & (block == own)
        deviation = hours - hours[learn].mean()
        slope = float(deviation[learn] @ (error[learn])) / max(float(deviation[learn] @ deviation[learn]), 1e-12)
        left[ask] = error[ask] - slope * deviation[ask]
    share = 1 - float(np.mean(left[good] ** 2)) / float(np.mean(error[good] ** 2))
    return min(max(share, 0.0), 1.0)


def _mean_by(group: Int, values: Float, groups: int) -> Float:
    count = np.bincount(group, minlength=groups)
    total = np.bincount(group, values, groups)
    return np.asarray(np.divide(total, count, out=np.full(groups, np.nan), where=count > 0))


def _two_levels(values: Float) -> float:
    """Cut between two levels that leaves the least variance within them (Otsu 1979)."""
    ordered = np.sort(values)
    n = len(ordered)
    below = np.cumsum(ordered)[:-1]
    k = np.arange(1, n)
    between = (below / k - (ordered.sum() - below) / (n - k)) ** 2 * k * (n - k)
    at = int(np.argmax(between))
    return float((ordered[at] + ordered[at + 1]) / 2)
