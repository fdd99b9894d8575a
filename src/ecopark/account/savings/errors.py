"""How wrong a baseline is about a sum: blocks of held-out weeks drawn again, a bias that does not average out, and a factor
that makes the interval cover what it says on windows in which nothing was saved.

Everything is made of errors on weeks that the model had not seen, so the errors of the fit itself are inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecopark.account.savings.series import Float, Int
from ecopark.core.figures import LEVEL

WEEK = 7
BLOCK_WEEKS = 2
FEWEST_WEEKS = 8
CALIBRATION_WEEKS = (2, 4)
LEAST_FACTOR, MOST_FACTOR = 0.9, 3.0
DRAWS = 4000
_NORMAL_95 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Placebo:
    """Windows of the baseline in which nothing was saved, judged by models and intervals that had not seen them.

    ``covered`` of ``windows`` intervals of level ``level`` held zero; windows of ``weeks`` weeks, one beginning each week.
    """

    windows: int
    covered: int
    level: float
    weeks: int

    @property
    def share(self) -> float | None:
        return self.covered / self.windows if self.windows else None


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """Held-out errors of whole weeks: mean error per step (NaN where too little was measured), and the block of each."""

    error: Float
    block: Int
    steps: float  # of a full week


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviation of the mean error per step of ``weeks`` weeks, in its two parts."""

    noise: float
    bias: float

    @property
    def total(self) -> float:
        return float(np.hypot(self.noise, self.bias))


def weeks_of(held_out: Sequence[tuple[int, int, int, float, float]], steps_a_day: int) -> Weeks:
    """Weeks of held-out days; a week with less than four days' worth of steps is missing."""
    rows = np.array([(d, b, n, e) for d, b, n, _, e in held_out], dtype=np.float64)
    day, block = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    week = (day - day[0]) // WEEK
    count = np.bincount(week, rows[:, 2])
    error = np.bincount(week, rows[:, 3])
    known = count >= 4 * steps_a_day
    of_week = np.full(len(count), -1, dtype=np.int64)
    of_week[week] = block
    means = np.divide(error, count, out=np.full(len(count), np.nan), where=known)
    return Weeks(means, of_week, float(WEEK * steps_a_day))


def enough_weeks(held_out: Sequence[tuple[int, int, int, float, float]], steps_a_day: int) -> bool:
    """Whether there are weeks enough, and pairs of neighbours among them, to make an interval of."""
    if not held_out:
        return False
    error = weeks_of(held_out, steps_a_day).error
    return int(np.isfinite(error).sum()) >= FEWEST_WEEKS and len(windows(error, BLOCK_WEEKS)[0]) >= FEWEST_WEEKS // 2


def windows(error: Float, length: int) -> tuple[Float, Int]:
    """Mean error of each window of ``length`` weeks (three quarters of them known), and the week it begins in."""
    if len(error) < length:
        return np.zeros(0), np.zeros(0, dtype=np.int64)
    known = np.isfinite(error)
    count = np.convolve(known, np.ones(length), "valid")
    total = np.convolve(np.where(known, error, 0.0), np.ones(length), "valid")
    kept = count >= 0.75 * length
    return total[kept] / count[kept], np.flatnonzero(kept)


def spread_of(error: Float, weeks: float) -> Spread:
    """Spread of the mean error of ``weeks`` weeks.

    The noise part is what independent blocks of ``BLOCK_WEEKS`` weeks leave after averaging; the bias part is what longer
    windows (up to a third of the record) show beyond that. It is taken not to average out over longer periods.
    """
    block, _ = windows(error, BLOCK_WEEKS)
    if len(block) < 2:
        return Spread(float("nan"), float("nan"))
    square = float(np.mean(block**2))
    noise = square * BLOCK_WEEKS / max(weeks, 1e-9)
    span = int(np.isfinite(error).sum())
    longest = min(max(round(weeks), BLOCK_WEEKS), max(span // 3, BLOCK_WEEKS))
    excess = [0.0]
    for length in (4, 8, 13, 17):
        means, _ = windows(error, length)
        if BLOCK_WEEKS < length <= longest and len(means):
            excess.append(float(np.mean(means**2)) - square * BLOCK_WEEKS / length)
    if weeks < BLOCK_WEEKS:  # shorter than a block: what single weeks show
        single, _ = windows(error, 1)
        noise = max(float(np.mean(single**2)), square) if len(single) else noise
    return Spread(noise**0.5, max(excess) ** 0.5)


def factor_of(scores: Float) -> float:
    """How much wider than normal an interval must be that holds ``LEVEL`` of the scores (error over spread)."""
    if not len(scores):
        return MOST_FACTOR
    return float(np.clip(np.quantile(scores, LEVEL) / _NORMAL_95, LEAST_FACTOR, MOST_FACTOR))


@dataclass(frozen=True, slots=True, eq=False)
class ErrorModel:
    """What is known of a baseline's errors about sums.

    Attributes
    ----------
    weeks
        Held-out errors by week.
    factor
        Widening that makes the intervals hold on the baseline's own placebo windows.
    placebo
        How often they hold there, each block judged without itself.
    """

    weeks: Weeks
    factor: float
    placebo: Placebo

    def spread(self, steps: float) -> Spread:
        """Spread of the mean error per step over ``steps`` steps, widened."""
        plain = spread_of(self.weeks.error, steps / self.weeks.steps)
        return Spread(plain.noise * self.factor, plain.bias * self.factor)

    def draws(self, steps: float, rng: np.random.Generator) -> tuple[Float, Float]:
        """(DRAWS,) draws of the mean error per step over ``steps`` steps: noise, and bias.

        Noise: blocks of two weeks drawn from the held-out errors with random sign (wild block bootstrap), so that skewed
        years and clusters of bad weeks stay; bias: Student's t with as many degrees as there are long windows.
        """
        spread = self.spread(steps)
        blocks, _ = windows(self.weeks.error, BLOCK_WEEKS)
        count = max(1, round(steps / self.weeks.steps / BLOCK_WEEKS))
        chosen = blocks[rng.integers(0, len(blocks), (DRAWS, count))] * rng.choice([-1.0, 1.0], (DRAWS, count))
        rms = float(np.sqrt(np.mean(blocks**2))) or 1.0
        noise = chosen.sum(axis=1) / (rms * count**0.5) * spread.noise
        degrees = max(3, len(self.weeks.error) // 8)
        return noise, rng.standard_t(degrees, DRAWS) * spread.bias


def error_model(held_out: Sequence[tuple[int, int, int, float, float]], steps_a_day: int) -> ErrorModel:
    """Errors of a baseline from its held-out days; ``steps_a_day`` 24 or 1."""
    weeks = weeks_of(held_out, steps_a_day)
    scores = {length: _scores(weeks, length) for length in CALIBRATION_WEEKS}
    factor = _factor(scores, None)
    covered = windows_seen = 0
    for length, (score, block) in scores.items():
        if length != BLOCK_WEEKS:
            continue
        for own in np.unique(block):
            held = score[block == own]
            windows_seen += len(held)
            covered += int((held <= _NORMAL_95 * _factor(scores, int(own))).sum())
    return ErrorModel(weeks, factor, Placebo(windows_seen, covered, LEVEL, BLOCK_WEEKS))


def _scores(weeks: Weeks, length: int) -> tuple[Float, Int]:
    """Error over spread of each window, with the spread made of weeks outside the window's block; and that block."""
    means, begin = windows(weeks.error, length)
    scores, block = np.full(len(means), np.nan), weeks.block[begin] if len(means) else np.zeros(0, dtype=np.int64)
    for own in np.unique(block):
        inside = np.flatnonzero(block == own)
        others = weeks.error.copy()
        others[begin[inside[0]] : begin[inside[-1]] + length] = np.nan
        spread = spread_of(others, length).total
        if spread > 0:
            scores[inside] = np.abs(means[inside]) / spread
    known = np.isfinite(scores)
    return scores[known], block[known]


def _factor(scores: dict[int, tuple[Float, Int]], without: int | None) -> float:
    """Widening from the scores of all lengths, without a block."""
    factors = []
    for score, block in scores.values():
        kept = score if without is None else score[block != without]
        if len(kept):
            factors.append(factor_of(kept))
    return float(np.mean(factors)) if factors else MOST_FACTOR
