"""From what a park can bear (false alarms) to thresholds of single tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.trust.distributions import both_above, normal_tail, two_sided_quantile

HOURS_OF_YEAR = 8766.0


@dataclass(frozen=True, slots=True)
class Levels:
    """How often a method may be wrong.

    Parameters
    ----------
    level
        Chance that a faultless snapshot raises any suspicion at all.
    wrong
        Chance that a true gross error is blamed on another hypothesis and named: sets the margin to the best rival.
    correction
        How `level` is shared among the single tests: `sidak` (exact for independent tests, a bound for these (Sidak 1967)),
        `bonferroni`, or `none` (each test has the level; average type I errors of the older papers).
    relative_margin
        Least margin as a share of what the suspect explains: with very strong evidence the declared deviations, not the
        noise, decide between rivals, and they are never exact.
    faulty
        Share of meters that are wrong at one time, before looking at the data.
    """

    level: float = 0.05
    wrong: float = 0.01
    correction: str = "sidak"
    relative_margin: float = 0.02
    faulty: float = 0.01

    def single(self, tests: int) -> float:
        """Level of one of `tests` tests."""
        if self.correction == "none" or tests <= 1:
            return self.level
        if self.correction == "bonferroni":
            return self.level / tests
        return -math.expm1(math.log1p(-self.level) / tests)

    def critical(self, tests: int) -> float:
        """Two-sided normal threshold of one of `tests` tests."""
        return two_sided_quantile(self.single(tests))

    def further(self, price: float) -> float:
        """Chi-square that a rival set must make good for each error it has more.

        The price covers what noise gives to the best of many hypotheses, `2 ln(1 / faulty)` the odds against one more
        wrong meter. Without it a chain of meters that err in just the right sizes (a cycle of the network, see
        `collusion`) could never be ruled out, and no meter ever be named; what such a set would need is the tamper index.
        """
        return price + 2.0 * math.log(1.0 / self.faulty)

    def margin(self, rivals: int, explained: float) -> float:
        """Chi-square by which a suspect must beat each of its rivals to be named.

        A wrong hypothesis fits better than the true one by more than `M` with chance at most `exp(-M / 2)` (likelihood
        ratio under the truth, Markov's inequality); over all rivals `M = 2 ln(rivals / wrong)`.
        """
        return max(2.0 * math.log(max(rivals, 1) / self.wrong), self.relative_margin * explained)


def alarm_threshold(
    alarms_per_sensor_year: float,
    decisions_per_year: float,
    *,
    correlation: float | Sequence[float] = 0.0,
    tests_per_sensor: float = 1.0,
) -> float:
    """Two-sided normal threshold with this many false alarms per sensor and year in the whole park.

    An alarm is an episode: it begins when the statistic crosses the threshold and lasts while it stays above. With
    correlation `rho` between successive decisions the chance of a beginning is `P(z_t > u) - P(z_t > u, z_(t-1) > u)`:
    daily looks at a sliding month cost far less than as many independent looks, and it is not guessed by an effective
    number of looks.

    Parameters
    ----------
    alarms_per_sensor_year
        What the park bears, e.g. 0.01.
    decisions_per_year
        How often each statistic is looked at in a year.
    correlation
        Of the statistic between successive decisions, 0 <= correlation < 1; several: one for each statistic of a sensor
        (windows of different lengths), whose alarms add up.
    tests_per_sensor
        Hypotheses tested per sensor (templates; leaks are shared among the meters).
    """
    memories = [correlation] if isinstance(correlation, float | int) else list(correlation)
    if alarms_per_sensor_year <= 0 or decisions_per_year <= 0 or not all(0 <= c < 1 for c in memories):
        raise ValueError("alarms and decisions are above zero, a correlation lies in [0, 1)")
    wanted = alarms_per_sensor_year / (2.0 * decisions_per_year * tests_per_sensor)
    low, high = 0.0, 38.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if sum(beginnings(middle, c) for c in memories) > wanted else (low, middle)
    return high


def beginnings(threshold: float, correlation: float) -> float:
    """Chance that a one-sided alarm begins at a given decision."""
    return normal_tail(threshold) - both_above(threshold, correlation)


def window_correlation(window: float, step: float, permanent_share: float = 0.0) -> float:
    """Correlation of the means of two windows that begin `step` apart.

    `permanent_share` is the part of the variance that is accuracy class: it is the same in every window.
    """
    overlap = max(1.0 - step / window, 0.0)
    return min(permanent_share + (1.0 - permanent_share) * overlap, 1.0 - 1e-9)
