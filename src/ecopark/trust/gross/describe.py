"""From a set of hypotheses to suspects: size, interval, margin to the best rival, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecopark.trust.distributions import two_sided_quantile
from ecopark.trust.gross.likelihood import Explanations, classes
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import Snapshot
from ecopark.trust.gross.subset import Explanation, best_set
from ecopark.trust.gross.thresholds import Levels

_INTERVAL = two_sided_quantile(0.05)


@dataclass(frozen=True, slots=True)
class Model:
    """A snapshot with its equivalence classes: what set searches and descriptions share.

    `classes` (c,): number of the class of each hypothesis, -1 where no balance sees it; `directions`: one hypothesis of
    each class, a meter where there is one.
    """

    snapshot: Snapshot
    explanations: Explanations
    bounded: Explanations
    classes: NDArray[np.int64]
    directions: NDArray[np.int64]

    def group(self, member: int) -> tuple[int, ...]:
        """All hypotheses that fit any data exactly as well as this one."""
        return tuple(int(i) for i in np.flatnonzero(self.classes == self.classes[member]))

    def representative(self, member: int) -> int:
        return int(self.directions[self.classes[member]])


def model_of(snap: Snapshot) -> Model:
    """Prepare a snapshot for set searches."""
    number = classes(snap.signatures)
    seen = np.flatnonzero(number >= 0)
    directions = seen[np.unique(number[seen], return_index=True)[1]]
    plain = Explanations(snap.signatures, snap.residual)
    bounded = plain.within(*_possible_sizes(snap, number, directions))
    return Model(snap, plain, bounded, number, directions)


def _possible_sizes(snap: Snapshot, number: NDArray[np.int64], directions: NDArray[np.int64]) -> tuple[Array, Array]:
    """(c,) and (c,) sizes of each direction for which at least one hypothesis of its class is possible."""
    low, high = np.full(len(number), -np.inf), np.full(len(number), np.inf)
    if not np.isfinite(snap.largest).any():
        return low, high
    lead = np.full(len(number), -1, dtype=np.int64)
    lead[number >= 0] = directions[number[number >= 0]]
    low[directions], high[directions] = np.inf, -np.inf
    for j in np.flatnonzero(lead >= 0).tolist():
        head = int(lead[j])
        ratio = snap.strength[j] / snap.strength[head]
        with_head = j == head or float(snap.signatures[:, j] @ snap.signatures[:, head]) > 0.0
        limit = snap.largest[j] * ratio
        if with_head:
            low[head], high[head] = -np.inf, max(high[head], limit)
        else:
            low[head], high[head] = min(low[head], -limit), np.inf
    return low, high


def describe(
    model: Model, members: Sequence[int], price: float, levels: Levels, *, search: bool = True
) -> tuple[Suspect, ...]:
    """Suspects of a set whose sizes are estimated together, strongest first.

    The margin of a member is the least chi-square by which any set without it fits worse, with a price for each error
    that such a set has more. Rivals are all single replacements and, with `search`, the cheapest set found without the
    member.
    """
    if not members:
        return ()
    sizes, deviations = model.explanations.sizes(members)
    order = np.argsort(-np.abs(sizes / deviations), kind="stable")
    return tuple(_suspect(model, members, int(p), sizes, deviations, price, levels, search) for p in order)


def rival_without(model: Model, members: Sequence[int], member: int, price: float) -> Explanation:
    """The cheapest explanation in which neither `member` nor its equals take part."""
    candidates = model.directions[model.directions != model.representative(member)]
    start = [model.representative(i) for i in members if i != member]
    return best_set(model.bounded, price, candidates, start=start, rounds=0)


def _suspect(
    model: Model,
    members: Sequence[int],
    place: int,
    sizes: Array,
    deviations: Array,
    price: float,
    levels: Levels,
    search: bool,
) -> Suspect:
    snap, bounded = model.snapshot, model.bounded
    member = members[place]
    rest = [model.representative(i) for i in members if i != member]
    equals = model.group(member)
    all_gains = bounded.gains(rest)
    # one that needs an impossible size (only methods without bounds suspect such) keeps its plain worth against its rivals
    own = float(all_gains[model.representative(member)]) or float((sizes[place] / deviations[place]) ** 2)
    needed = levels.margin(len(model.directions), own)
    gains = np.zeros(len(snap.names))
    gains[model.directions] = all_gains[model.directions]
    gains[list(equals)] = 0.0
    margin = own - float(gains.max(initial=0.0))
    alike = set(equals)
    for other in np.flatnonzero(gains > own - needed).tolist():
        alike.update(model.group(other))
    if search and margin > 0:
        rival = rival_without(model, members, member, price)
        extra = levels.further(price) * max(len(rival.members) - len(members), 0)
        behind = bounded.left(rival.members) + extra - (bounded.left(rest) - own)
        margin = min(margin, behind)
        if behind < needed:
            for added in set(rival.members) - set(rest):
                alike.update(model.group(added))
    size, deviation = float(sizes[place]), float(deviations[place])
    return Suspect(
        measurement=snap.names[member],
        kind=snap.kinds[member],
        size=size,
        low=size - _INTERVAL * deviation,
        high=size + _INTERVAL * deviation,
        relative=False,
        start=None,
        statistic=abs(size) / deviation,
        threshold=float(np.sqrt(price)),
        margin=margin,
        group=tuple(snap.names[i] for i in sorted(alike)),
        margin_needed=needed,
        tolerance=float(snap.tolerance[member]),
    )
