"""Big systems without loops: exact messages along the tree of balances, all steps at once.

Where balances and flows form a forest (feeders, sub-feeders, firms, sub-meters), the weighted least squares solution
passes along its branches: what the parts say of the whole on the way up, what the whole leaves for each part on the
way down (sum-product algorithm with normal densities: Kschischang, Frey and Loeliger 2001, IEEE Transactions on
Information Theory 47, 498-519). The cost of a step is linear in the number of flows, whichever meters are missing in
it, where the dense way needs squares. Sums are never undone by differences, so an unmeasured flow (infinite variance)
is an ordinary value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecopark.trust.balance.missing import Filled
from ecopark.trust.balance.system import BalanceSystem, Index, Matrix, Vector, gathered

_ROUNDS = 60
_AT_ONCE = 12_000_000  # messages of one chunk of steps
_NOTHING = 1e-200  # variance of what is exact
_EXACT = 1e-7  # a flow held at its bound is one measured with this share of its own standard deviation


@dataclass(frozen=True)
class _Star:
    """A balance and its flows, the one towards the root last: variables, coefficients."""

    balance: int
    members: Index
    factors: Vector


@dataclass(frozen=True)
class Forest:
    """Stars from the leaves to the roots; of each variable the stars under it, and (star, place) of the one above it or
    None.
    """

    stars: tuple[_Star, ...]
    below: tuple[tuple[int, ...], ...]
    above: tuple[tuple[int, int] | None, ...]


def forest_of(system: BalanceSystem) -> Forest | None:
    """The forest of a system; None if its balances and flows form a loop."""
    m, n = system.matrix.shape
    rows, columns = np.nonzero(system.matrix)
    members: list[list[int]] = [[] for _ in range(m)]
    holders: list[list[int]] = [[] for _ in range(n)]
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        members[row].append(column)
        holders[column].append(row)
    above = np.full(m, -1)
    seen = np.zeros(n, np.bool_)
    order: list[int] = []
    for root in sorted(range(n), key=lambda variable: -len(holders[variable])):
        if seen[root]:
            continue
        seen[root] = True
        waiting = [(root, -1)]
        while waiting:
            variable, origin = waiting.pop()
            for balance in holders[variable]:
                if balance == origin:
                    continue
                if above[balance] >= 0:
                    return None
                above[balance] = variable
                order.append(balance)
                for member in members[balance]:
                    if member != variable:
                        if seen[member]:
                            return None
                        seen[member] = True
                        waiting.append((member, balance))
    if np.any(above[[bool(found) for found in members]] < 0):
        return None
    stars = []
    below: list[list[int]] = [[] for _ in range(n)]
    upper: list[tuple[int, int] | None] = [None] * n
    for number, balance in enumerate(reversed(order)):
        top = int(above[balance])
        parts = [v for v in members[balance] if v != top]
        chosen = np.array([*parts, top], np.int64)
        stars.append(_Star(balance, chosen, system.matrix[balance, chosen]))
        below[top].append(number)
        for place, part in enumerate(parts):
            upper[part] = (number, place)
    return Forest(tuple(stars), tuple(map(tuple, below)), tuple(upper))


def solve_forest(
    forest: Forest,
    system: BalanceSystem,
    sd: Vector,
    balance_sd: Vector,
    values: Matrix,
    known: Matrix | None = None,
    *,
    bounds: bool = True,
) -> tuple[Filled, Matrix, Vector, npt.NDArray[np.bool_]]:
    """Reconcile (T, k) readings; NaN: missing. Standard deviations of measurements must be above 0.

    Returns
    -------
    tuple
        What `filled` of the dense way returns; then with bounds: estimates (T, n), cost in chi-square (T,), where a
        bound holds (T, n).
    """
    links = sum(star.members.size for star in forest.stars) + len(system.variables)
    size = max(1, _AT_ONCE // max(links, 1))
    parts = []
    for i in range(0, max(len(values), 1), size):
        l_terms = None if known is None else known[i : i + size]
        parts.append(_chunk(forest, system, sd, balance_sd, values[i : i + size], l_terms, bounds))
    solved = Filled(*(np.concatenate([getattr(p[0], name) for p in parts]) for name in Filled.__dataclass_fields__))
    return solved, *(np.concatenate([p[j] for p in parts]) for j in (1, 2, 3))  # type: ignore[return-value]


def _chunk(
    forest: Forest, system: BalanceSystem, sd: Vector, balance_sd: Vector, values: Matrix, known: Matrix | None, bounds: bool
) -> tuple[Filled, Matrix, Vector, npt.NDArray[np.bool_]]:
    n = len(system.variables)
    present = np.isfinite(values)
    weight = np.where(np.isfinite(sd), 1.0 / np.where(sd > 0, sd, 1.0) ** 2, 0.0)
    precision = gathered(system.selector, (present * weight).T, n)
    information = gathered(system.selector, (np.where(present, values, 0.0) * weight).T, n)
    counts = gathered(system.selector, (present & (weight > 0)).T.astype(np.int64), n)
    given = _Given(precision, information, counts, None if known is None else known.T)
    mean, variance, degrees = _passes(forest, given, balance_sd**2)
    pull = np.where(present, values - mean.T[:, system.selector], 0.0) * weight
    chi_square = _chi_square(system, mean, values, weight, balance_sd, known)
    solved = Filled(mean.T.copy(), variance.T.copy(), _with_slacks(pull, balance_sd), chi_square, degrees)
    held = np.zeros((len(values), n), np.bool_)
    if not bounds:
        return solved, solved.estimate, np.zeros(len(values)), held
    best = solved.estimate.copy()
    cost = np.zeros(len(values))
    bounded = np.isfinite(system.lower_bound)[:, None]
    rows = np.flatnonzero((bounded & (np.nan_to_num(mean) < -_room(variance, mean))).any(axis=0))
    if rows.size:
        spread = np.where(bounded, variance[:, rows], 0.0)
        x, active = _bounded(forest, given.at(rows), balance_sd**2, mean[:, rows], spread)
        best[rows], held[rows] = x.T, active.T
        after = _chi_square(system, x, values[rows], weight, balance_sd, None if known is None else known[rows])
        cost[rows] = np.maximum(after - chi_square[rows], 0.0)
    return solved, best, cost, held


def _room(variance: Matrix, mean: Matrix) -> Matrix:
    room: Matrix = 1e-9 * (np.sqrt(np.nan_to_num(variance)) + 1e-3 * np.abs(np.nan_to_num(mean)))
    return room


def _with_slacks(pull: Matrix, balance_sd: Vector) -> Matrix:
    """Columns of zeros for the slacks, as the dense way has them."""
    return np.hstack([pull, np.zeros((len(pull), int((balance_sd > 0).sum())))])


def _chi_square(
    system: BalanceSystem, mean: Matrix, values: Matrix, weight: Vector, balance_sd: Vector, known: Matrix | None
) -> Vector:
    x = mean.T
    off = np.where(np.isfinite(values), values - x[:, system.selector], 0.0)
    total: Vector = np.nan_to_num(off) ** 2 @ weight
    soft = np.flatnonzero(balance_sd > 0)
    if soft.size:
        slack = (system.row_sums(np.nan_to_num(x)) - (0.0 if known is None else known))[:, soft]
        open_ended = system.row_sums(np.isnan(x).astype(np.float64), unsigned=True)[:, soft] > 0
        total = total + np.where(open_ended, 0.0, slack / balance_sd[soft]) ** 2 @ np.ones(soft.size)
    return total


@dataclass(frozen=True)
class _Given:
    """What is measured in each step: precision and precision x reading (n, T), number of meters (n, T), known terms (m,
    T).
    """

    precision: Matrix
    information: Matrix
    counts: npt.NDArray[np.int64]
    known: Matrix | None

    def term(self, balance: int) -> Vector | float:
        return 0.0 if self.known is None else self.known[balance]

    def at(self, steps: Index) -> _Given:
        known = None if self.known is None else self.known[:, steps]
        return _Given(self.precision[:, steps], self.information[:, steps], self.counts[:, steps], known)


def _passes(forest: Forest, given: _Given, soft: Vector) -> tuple[Matrix, Matrix, npt.NDArray[np.int64]]:
    """(mean (n, T), variance (n, T), degrees (T,)); NaN where nothing determines a variable."""
    sums = (given.precision.copy(), given.information.copy())
    count = given.counts.copy()
    degrees = np.zeros(count.shape[1], np.int64)
    parts_know: list[tuple[Matrix, Matrix]] = []
    said_up: list[tuple[Vector, Vector]] = []
    for star in forest.stars:
        parts, top = star.members[:-1], star.members[-1]
        degrees += np.maximum(count[parts] - 1, 0).sum(axis=0)
        mean, variance = _moments(sums[0][parts], sums[1][parts])
        factors = star.factors[:-1]
        centre = given.term(star.balance) - factors @ mean
        sent = _sent(centre / star.factors[-1], (soft[star.balance] + factors**2 @ variance) / star.factors[-1] ** 2)
        parts_know.append((mean, variance))
        said_up.append(sent)
        sums[0][top] += sent[0]
        sums[1][top] += sent[1]
        count[top] += sent[0] > 0
    roots = np.array([above is None for above in forest.above])
    degrees += np.maximum(count[roots] - 1, 0).sum(axis=0)
    said_down: dict[int, tuple[Matrix, Matrix]] = {}
    for number in range(len(forest.stars) - 1, -1, -1):
        star = forest.stars[number]
        top_mean, top_variance = _moments(*_elsewhere(forest, number, given, said_up, said_down))
        mean = np.vstack([parts_know[number][0], top_mean[None]])
        variance = np.vstack([parts_know[number][1], top_variance[None]])
        factors = star.factors[:, None]
        centre = (given.term(star.balance) - _rest(factors * mean)) / factors
        sent_down = _sent(centre[:-1], ((soft[star.balance] + _rest(factors**2 * variance)) / factors**2)[:-1])
        sums[0][star.members[:-1]] += sent_down[0]
        sums[1][star.members[:-1]] += sent_down[1]
        said_down[number] = sent_down
    mean, variance = _moments(*sums)
    lost = np.isinf(variance)
    return np.where(lost, np.nan, mean), np.where(lost, np.nan, np.where(variance > 2 * _NOTHING, variance, 0.0)), degrees


def _elsewhere(
    forest: Forest, number: int, given: _Given,
    said_up: list[tuple[Vector, Vector]], said_down: dict[int, tuple[Matrix, Matrix]],
) -> tuple[Vector, Vector]:  # fmt: skip
    """Precision and information of a star's upper flow from everywhere but this star."""
    top = int(forest.stars[number].members[-1])
    sources = [said_up[other] for other in forest.below[top] if other != number]
    if (above := forest.above[top]) is not None:
        star, place = above
        sources.append((said_down[star][0][place], said_down[star][1][place]))
    precision = given.precision[top] + sum(source[0] for source in sources)
    information = given.information[top] + sum(source[1] for source in sources)
    return precision, information


def _bounded(
    forest: Forest, given: _Given, soft: Vector, mean: Matrix, variance: Matrix
) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    """Estimates and the set of flows held at zero: those below are held, those that would rise by themselves let go."""
    hold = 1.0 / (_EXACT**2 * np.where(variance > 0, variance, np.inf))
    free = ~np.isfinite(np.nan_to_num(hold, posinf=np.nan)) | (hold == 0)
    room = _room(variance, mean)
    active = np.zeros(mean.shape, np.bool_)
    x = mean
    for attempt in range(_ROUNDS):
        below = ~active & ~free & (np.nan_to_num(x) < -room)
        rising = active & (x > 0) if attempt < _ROUNDS // 2 else np.zeros_like(active)
        if not (below | rising).any():
            break
        active = (active | below) & ~rising
        # a measured flow keeps its own reading beside the hold: the reading costs, the hold decides
        held = _Given(
            np.where(active, hold + given.precision, given.precision), given.information, given.counts, given.known
        )
        x = _passes(forest, held, soft)[0]
    return np.where(active, 0.0, x), active


def _moments(precision: Matrix, information: Matrix) -> tuple[Matrix, Matrix]:
    some = precision > 0
    divisor = np.where(some, precision, 1.0)
    return np.where(some, information / divisor, 0.0), np.where(some, 1.0 / divisor, np.inf)


def _sent(centre: Matrix, variance: Matrix) -> tuple[Matrix, Matrix]:
    known = np.isfinite(variance)
    precision = np.where(known, 1.0 / np.where(known, np.maximum(variance, _NOTHING), 1.0), 0.0)
    return precision, precision * np.where(known, centre, 0.0)


def _rest(values: Matrix) -> Matrix:
    """For each row the sum of all others, without subtracting: from both ends."""
    before = np.vstack([np.zeros_like(values[:1]), np.cumsum(values[:-1], axis=0)])
    after = np.vstack([np.cumsum(values[:0:-1], axis=0)[::-1], np.zeros_like(values[:1])])
    rest: Matrix = before + after
    return rest
