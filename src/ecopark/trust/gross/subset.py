"""Which set of gross errors explains a residual best: least chi-square plus a price for each error.

The price is the squared threshold of a single test, so that a faultless snapshot raises a suspicion as rarely as the
largest of all single tests would. Exact where the number of sets that could still win is small, else greedy with
removals and swaps (which is exact for one error, and says that it was not exact for more).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.gross.likelihood import Explanations

EXACT_SETS = 1_500
_BETTER = 1e-9


@dataclass(frozen=True, slots=True)
class Explanation:
    """A set of hypotheses, its chi-square plus prices, and whether no better set exists for sure."""

    members: tuple[int, ...]
    cost: float
    exact: bool


def best_set(
    model: Explanations,
    price: float,
    candidates: NDArray[np.int64],
    *,
    start: Iterable[int] = (),
    exact_sets: int = EXACT_SETS,
    largest: int = 40,
    rounds: int = 5,
) -> Explanation:
    """The cheapest explanation among the candidates.

    Parameters
    ----------
    candidates
        Numbers of the hypotheses that may take part; of each equivalence class at most one.
    start
        Members to begin with.
    exact_sets
        How many sets may be gone through to be sure.
    largest
        Most members of a set.
    rounds
        Where the search is not exact: how often to try whether a search that may not use one of the members ends cheaper.
    """
    allowed = np.zeros(len(model.power), dtype=bool)
    allowed[candidates] = True
    found = _greedy(model, price, allowed, tuple(i for i in start if allowed[i]), largest)
    cost = model.left(found) + price * len(found)
    sets = _sets_to_try(cost, price, int(np.count_nonzero(allowed)))
    if sets > exact_sets:
        return _without_each(model, price, allowed, Explanation(found, cost, exact=False), largest, rounds)
    search = _Exhaustive(model, price, allowed, found, cost)
    search.extend((), -1)
    return Explanation(tuple(sorted(search.best)), search.cost, exact=True)


def _greedy(
    model: Explanations, price: float, allowed: NDArray[np.bool_], start: tuple[int, ...], largest: int
) -> tuple[int, ...]:
    members = list(start)
    for _ in range(4 * largest):
        changed = drop_weak(model, price, members)
        if len(members) < largest:
            gains = np.where(allowed, model.gains(members), 0.0)
            pick = int(np.argmax(gains))
            if gains[pick] > price:
                members.append(pick)
                changed = True
        if not changed and not _swap(model, allowed, members):
            break
    return tuple(sorted(members))


def _without_each(
    model: Explanations, price: float, allowed: NDArray[np.bool_], found: Explanation, largest: int, rounds: int
) -> Explanation:
    """Leave local optima: forbid one member after the other, search on from the rest, take what is cheaper."""
    for _ in range(rounds):
        better = found
        for member in found.members:
            fewer = allowed.copy()
            fewer[member] = False
            other = _greedy(model, price, fewer, tuple(i for i in found.members if i != member), largest)
            cost = model.left(other) + price * len(other)
            if cost < better.cost - _BETTER:
                better = Explanation(other, cost, exact=False)
        if better is found:
            break
        found = better
    return found


def drop_weak(model: Explanations, price: float, members: list[int]) -> bool:
    """Take out whatever explains less than its price beside the others."""
    dropped = False
    while members:
        sizes, deviations = model.sizes(members)
        worth = (sizes / deviations) ** 2
        weakest = int(np.argmin(worth))
        if worth[weakest] > price:
            break
        members.pop(weakest)
        dropped = True
    return dropped


def _swap(model: Explanations, allowed: NDArray[np.bool_], members: list[int]) -> bool:
    """Replace members, one at a time, by what explains more in their place."""
    swapped = False
    for place in range(len(members)) if len(members) > 1 else ():
        rest = members[:place] + members[place + 1 :]
        gains = np.where(allowed, model.gains(rest), 0.0)
        pick = int(np.argmax(gains))
        if pick != members[place] and gains[pick] > gains[members[place]] * (1.0 + _BETTER) + _BETTER:
            members[place] = pick
            swapped = True
    return swapped


def _sets_to_try(cost: float, price: float, candidates: int) -> int:
    """How many partial sets an exhaustive search would visit: all whose price alone does not exceed the best known cost."""
    deepest = int(cost / price) if price > 0 else candidates
    if deepest <= 1:
        return 1
    visited, level = 1, 1
    for size in range(1, deepest):
        level = level * (candidates - size + 1) // size
        visited += level
        if level <= 0 or visited > 10**9:
            break
    return visited


class _Exhaustive:
    """Depth-first through all sets that could be cheaper; the last member of each is found by one look at all gains."""

    def __init__(
        self, model: Explanations, price: float, allowed: NDArray[np.bool_], best: tuple[int, ...], cost: float
    ) -> None:
        self.model, self.price, self.allowed = model, price, allowed
        self.best, self.cost = best, cost

    def extend(self, members: tuple[int, ...], last: int) -> None:
        here = self.model.left(members) + self.price * len(members)
        if here < self.cost - _BETTER:
            self.best, self.cost = members, here
        if self.price * (len(members) + 1) >= self.cost:
            return
        gains = np.where(self.allowed, self.model.gains(members), 0.0)
        pick = int(np.argmax(gains))
        if here + self.price - gains[pick] < self.cost - _BETTER:
            self.best, self.cost = (*members, pick), here + self.price - float(gains[pick])
        if self.price * (len(members) + 2) >= self.cost:
            return
        for i in np.flatnonzero(self.allowed):
            if i > last and self.model.independent((*members, int(i))):
                self.extend((*members, int(i)), int(i))
