"""The guarded decision beside the simple one: within, exceeds, or cannot be told with this instrument. # JCGM 106:2012, 8.3

The law compares the value alone (simple acceptance); that decision counts. The guarded decision says how sure it is: only if
the whole interval value ± U (k = 2) lies on one side of the bound is it beyond doubt for this measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.judge.averages import Averages
from ecopark.judge.judged import Judged
from ecopark.judge.months import naive_utc
from ecopark.judge.uncertainty import Float64, expanded_at, step_at
from ecopark.rules.compare import DecisionRule, Outcome, compare_many
from ecopark.rules.limits import AppliedLimit
from ecopark.rules.records import Statistic

Int8 = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Guard:
    """Guarded outcomes of all periods and U of each; both None where the uncertainty is not known."""

    outcomes: Int8 | None
    expanded: Float64 | None
    margin: Float64  # how far beyond a bound each average is, relative to it where there is only an upper one


def guard_of(judged: Judged, averages: Averages, lower: float | None, upper: float | None) -> Guard:
    """The guarded decision on every period."""
    expanded = expanded_at(judged.stream.uncertainty, averages.start_us, averages.mean)
    above = np.full(len(averages.mean), -np.inf) if upper is None else averages.mean - upper
    below = np.full(len(averages.mean), -np.inf) if lower is None else lower - averages.mean
    margin = np.maximum(above, below)
    if expanded is None:
        return Guard(None, None, margin)
    required = judged.judging.settings.required_share
    band = np.nan_to_num(expanded)
    rule = DecisionRule.GUARDED
    return Guard(compare_many(averages.mean, averages.valid_share, lower, upper, required, band, rule), expanded, margin)


def band_row(
    judged: Judged,
    averages: Averages,
    outcomes: Int8,
    guard: Guard,
    within: slice,
    limit: AppliedLimit,
    statistic: Statistic,
) -> dict[str, object]:
    """Columns of ``limit_bands`` for the periods of one month, beside point, property and month."""
    told = outcomes[within] != Outcome.CANNOT_TELL
    margin = np.where(told, guard.margin[within], -np.inf)
    worst = int(np.argmax(margin)) + within.start if told.any() else None
    counts: dict[str, int | None] = {"surely_within": None, "in_band": None, "surely_exceeded": None}
    if guard.outcomes is not None:
        guarded = guard.outcomes[within][told]
        exceeding = int(np.count_nonzero(np.isin(guarded, (Outcome.ABOVE, Outcome.BELOW))))
        sure = int(np.count_nonzero(guarded == Outcome.WITHIN))
        counts = {"surely_within": sure, "in_band": len(guarded) - sure - exceeding, "surely_exceeded": exceeding}
    at = int(averages.start_us[within.start]) if worst is None else int(averages.start_us[worst])
    known = step_at(judged.stream.uncertainty, at)
    return {
        "limit_rule": limit.rule_text,
        "statistic": statistic.value,
        **counts,
        "expanded": None if worst is None or guard.expanded is None else float(guard.expanded[worst]),
        "relative": None if known is None else known.relative,
        "absolute": None if known is None else known.absolute,
        "source": "" if known is None else known.source,
        "worst": None if worst is None else float(averages.mean[worst]),
        "worst_time": None if worst is None else naive_utc(int(averages.start_us[worst])),
        "unit": judged.stream.unit,
        "valid_share": float(np.mean(averages.valid_share[within])),
        "calibrating": int(averages.calibrating[within].sum()),
        "fault": int(averages.fault[within].sum()),
    }
