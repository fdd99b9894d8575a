"""What every method of this room gives back. # docs/design/trust.md 2"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Suspect:
    """One suspected gross error, with everything that limits the suspicion.

    Parameters
    ----------
    measurement
        Datastream id of the meter; for a leak the balance.
    kind
        bias | gain | drift | stuck | unit | replay | clipping | swapped | bypass | leak | unknown.
    size, low, high
        Estimated size (reading minus truth; a leak: what is lost, negative: an inflow that nobody meters) with its 95 %
        interval.
    relative
        True: size, low and high are shares of the true amount; False: in the unit of the values.
    start
        Step in which it begins; None: not known, or the whole record.
    statistic, threshold
        Of the method; the suspicion was raised because the statistic stands above the threshold.
    margin
        How much worse, in chi-square with the price of each further error added, the best explanation without this
        suspect is.
    group
        What the data cannot tell apart from it, itself included.
    margin_needed
        The margin from which the method dares to name one member. Infinite: this method never names.
    tolerance
        Errors up to this size are within what the meter's accuracy class permits.
    """

    measurement: str
    kind: str
    size: float
    low: float
    high: float
    relative: bool
    start: int | None
    statistic: float
    threshold: float
    margin: float
    group: tuple[str, ...]
    margin_needed: float = math.inf
    tolerance: float = 0.0

    @property
    def named(self) -> bool:
        """May this one be named? Only alone in its group, clear of every rival, and surely beyond its accuracy class."""
        return len(self.group) == 1 and self.margin >= self.margin_needed and self.material

    @property
    def material(self) -> bool:
        """The whole interval of the size lies outside what the accuracy class permits."""
        return self.low > self.tolerance or self.high < -self.tolerance


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one method says about one snapshot.

    Parameters
    ----------
    method
        Name of the method.
    chi_square, degrees, threshold
        Global test of the snapshot as it came: statistic, degrees of freedom and the threshold at the same level.
    suspects
        Strongest first. Empty: nothing found, which is not the same as nothing wrong.
    exact
        The search behind the suspects went through every set that could have won; False: a good one was taken.
    """

    method: str
    chi_square: float
    degrees: int
    threshold: float
    suspects: tuple[Suspect, ...] = field(default=())
    exact: bool = True

    @property
    def named(self) -> tuple[Suspect, ...]:
        return tuple(s for s in self.suspects if s.named)
