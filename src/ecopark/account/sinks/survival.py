"""The share of trees that live, from a sample: exact binomial interval (Clopper and Pearson, Biometrika 26, 1934).

Drawn without replacement from few trees the binomial interval is somewhat too wide, never too narrow; where every tree was
looked at there is nothing left to infer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ecopark.core.figures import LEVEL


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the ends of its two-sided interval, each within 0 … 1."""

    value: float
    low: float
    high: float


def survival(sampled: int, alive: int, planted: int | None = None, level: float = LEVEL) -> Share:
    """Share alive. ``planted``: size of the whole; a sample of all of it leaves no sampling error.

    ``ValueError`` unless 0 <= alive <= sampled and sampled > 0.
    """
    if sampled <= 0 or not 0 <= alive <= sampled:
        raise ValueError(f"{alive} alive of {sampled}")
    share = alive / sampled
    if planted is not None and sampled >= planted:
        return Share(share, share, share)
    tail = (1 - level) / 2
    low = 0.0 if alive == 0 else _solve(lambda p: 1 - _at_most(alive - 1, sampled, p), tail)
    high = 1.0 if alive == sampled else _solve(lambda p: 1 - _at_most(alive, sampled, p), 1 - tail)
    return Share(share, min(low, share), max(high, share))


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """Where a function that rises from 0 to 1 over 0 … 1 reaches ``wanted``."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(k: int, n: int, p: float) -> float:
    """Probability of at most ``k`` of ``n``."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if k >= n else 0.0
    log_p, log_q = math.log(p), math.log1p(-p)
    whole = math.lgamma(n + 1)
    terms = (
        math.exp(whole - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * log_p + (n - i) * log_q) for i in range(k + 1)
    )
    return min(1.0, math.fsum(terms))
