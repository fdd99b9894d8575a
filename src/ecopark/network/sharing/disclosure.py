"""When a total may be published although it is made of firms' figures.

A cell (one series, one period) is published only if the firms behind it that are not named anyway pass three rules of
statistical disclosure control:

1. *minimum frequency*: at least ``least_firms`` firms contribute;
2. *dominance* (1, k): no firm makes ``largest_share`` of the sum or more;
3. *p %*: the second largest firm, which knows its own figure, cannot estimate the largest one's to within ``p_percent``:
   ``sum - x1 - x2 >= p/100 * x1``.

Source of the rules: A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (magnitude tables:
threshold, (n, k)-dominance and p % rule); the same in the Handbook on Statistical Disclosure Control, ESSnet 2010,
section 4.2.1. k and p are this platform's choice within what statistical offices use.

A difference of two published cells is a cell, too: what stands in two versions of one cell, or in a total and its parts,
has to pass as well (secondary suppression).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import ecopark.network.sharing.messages  # noqa: F401  texts
from ecopark.core.messages import Message

LEAST_FIRMS = 3
MOST_SHARE = 0.8
LEAST_P_PERCENT = 10.0
_SAME = 1e-12  # relative; smaller differences of two versions are arithmetic

Contributions = Mapping[str, float]
"""Firm -> its part of a cell, in the cell's unit. A firm that contributes nothing hides nobody and does not count."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At least so many firms; the largest share lies below; the largest firm cannot be estimated to within p %."""

    least_firms: int = LEAST_FIRMS
    largest_share: float = MOST_SHARE
    p_percent: float = LEAST_P_PERCENT

    def refusal(self, contributions: Contributions) -> Message | None:
        """Why the sum of these contributions may not be published; None if it may."""
        sizes = sorted((abs(value) for value in contributions.values() if value), reverse=True)
        if len(sizes) < self.least_firms:
            return Message("network.sharing.too_few_firms", {"least": self.least_firms})
        whole, first, second = sum(sizes), sizes[0], sizes[1] if len(sizes) > 1 else 0.0
        if first >= self.largest_share * whole:
            return Message("network.sharing.dominated", {"share": self.largest_share})
        if whole - first - second < self.p_percent / 100 * first:
            return Message("network.sharing.p_percent", {"p": self.p_percent})
        return None


def refusal_of_total(contributions: Contributions, named: Collection[str], rule: Rule) -> Message | None:
    """Why a total may not be published while the figures of ``named`` firms are; None if it may.

    The total minus the published figures leaves the other firms: they have to pass the rule together. Where
    everybody is named there is nobody to protect; where nothing is known of firms, nothing can be checked.
    """
    if not any(contributions.values()):
        return Message("network.sharing.firms_unknown")
    rest = {firm: value for firm, value in contributions.items() if firm not in named and value}
    return rule.refusal(rest) if rest else None


def change(old: Contributions, new: Contributions) -> Contributions:
    """What the difference of two versions of a cell is made of."""
    both = {firm: new.get(firm, 0.0) - old.get(firm, 0.0) for firm in {*old, *new}}
    size = max((abs(v) for v in (*old.values(), *new.values())), default=0.0)
    return {firm: value for firm, value in both.items() if abs(value) > _SAME * size}


def refusal_of_change(
    versions: Sequence[Contributions], new: Contributions, named: Collection[str], rule: Rule
) -> Message | None:
    """Why a new version of a published cell may not follow the earlier ones; None if it may.

    Its difference to each earlier version is made of the firms whose figures changed: they have to pass the rule, or
    nothing has changed.
    """
    for old in versions:
        rest = {firm: value for firm, value in change(old, new).items() if firm not in named}
        if rest and rule.refusal(rest) is not None:
            return Message("network.sharing.restatement_held")
    return None
