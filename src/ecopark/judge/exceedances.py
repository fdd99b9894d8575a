"""From outcomes of periods to exceedances: consecutive ones merge. Only an authority finds a *violation*."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.judge.averages import Averages
from ecopark.rules.compare import Outcome


@dataclass(frozen=True, slots=True)
class Exceedance:
    """A run of consecutive periods beyond one bound; times in UTC microseconds, ``end`` excluded."""

    start_us: int
    end_us: int
    worst: float
    worst_us: int
    outcome: Outcome
    valid_share: float


def exceedances(averages: Averages, outcomes: npt.NDArray[np.int8]) -> Iterator[Exceedance]:
    """Runs of equal exceeding outcomes without a break; a period that cannot be told, or a gap, ends a run."""
    count = len(outcomes)
    first = 0
    while first < count:
        outcome = Outcome(int(outcomes[first]))
        last = first
        while last + 1 < count and outcomes[last + 1] == outcome and _adjoin(averages, last):
            last += 1
        if outcome.exceeds:
            means = averages.mean[first : last + 1]
            worst = first + int(np.argmax(means) if outcome is Outcome.ABOVE else np.argmin(means))
            yield Exceedance(
                int(averages.start_us[first]),
                int(averages.end_us[last]),
                float(averages.mean[worst]),
                int(averages.start_us[worst]),
                outcome,
                float(averages.valid_share[first : last + 1].min()),
            )
        first = last + 1


def _adjoin(averages: Averages, place: int) -> bool:
    """Whether the next period follows at once (single readings may come half a step late)."""
    gap = averages.start_us[place + 1] - averages.end_us[place]
    return bool(2 * gap <= averages.end_us[place] - averages.start_us[place])


def exceedance_id(*parts: object) -> str:
    """Stable id: the same exceedance keeps it while it grows at its end."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
