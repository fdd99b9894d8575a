"""How many meters must be falsified together so that no balance sees it. # docs/design/trust.md 4

A falsification `b` is invisible exactly when some change of flows `dx` with `A dx = 0` shows as `b` on the meters. The
**tamper index** of a meter is the size of the smallest invisible set that contains it. In a flow network `dx` runs
around cycles (the outside of the park is one more node), so the smallest set is a shortest cycle through the meter's
edge, where an edge costs as many meters as it has: exact, in polynomial time, also for large parks. With relations
between carriers a search with a proven lower bound takes over.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from ecopark.core.errors import InputError
from ecopark.trust.gross import messages as _texts  # noqa: F401  (the texts of the errors below)
from ecopark.trust.gross.null_search import Found, sparsest_through
from ecopark.trust.gross.projection import project
from ecopark.trust.gross.system import System

SEARCH_STEPS = 3_000


@dataclass(frozen=True, slots=True)
class TamperIndex:
    """Of one meter.

    Parameters
    ----------
    size
        Meters of the smallest set that can falsify it unseen, itself included; 1: no balance guards it; None: no set can.
    colluders
        One such set.
    at_least
        Proven lower bound; below `size` only where the search was cut short.
    exact
        `size` is the smallest for sure.
    """

    measurement: str
    size: int | None
    colluders: tuple[str, ...]
    at_least: int
    exact: bool


def tamper_index(system: System, measurement: str, *, trusted: Collection[str] = ()) -> TamperIndex:
    """The smallest set of meters that could falsify this one unseen.

    Parameters
    ----------
    trusted
        Meters that cannot be part of it: sealed, read on site, or outside the control of whoever is asked about. With
        all meters of others trusted, the answer says whether a firm could do it alone (`size` None: it could not).

    Raises
    ------
    InputError
        `trust.gross.unknown_measurement`.
    """
    return TamperSearch(system, trusted).index(measurement)


def tamper_indices(system: System, *, trusted: Collection[str] = ()) -> tuple[TamperIndex, ...]:
    """The tamper index of every meter of a system, in its order."""
    search = TamperSearch(system, trusted)
    return tuple(search.index(name) for name in system.measurements)


class TamperSearch:
    """One system prepared for many questions.

    A soft relation counts as a balance: whoever falsifies a meter in it must keep it too, if only within its tolerance.
    """

    def __init__(self, system: System, trusted: Collection[str] = ()) -> None:
        self.system = system
        self.trusted = frozenset(trusted)
        self.meters: dict[int, list[int]] = {}
        for i, variable in enumerate(system.selector):
            self.meters.setdefault(int(variable), []).append(i)
        hard = _network_rows(system)
        self.pure = bool(hard.all())
        self.graph = _Graph(system, hard, self._weight)
        self._projected: np.ndarray | None = None

    def index(self, measurement: str) -> TamperIndex:
        if measurement not in self.system.measurements:
            raise InputError("trust.gross.unknown_measurement", where=measurement, measurement=measurement)
        number = self.system.measurements.index(measurement)
        if measurement in self.trusted:
            return TamperIndex(measurement, None, (), 1, exact=True)
        variable = int(self.system.selector[number])
        own = self._weight(variable)
        around = None if own is None else self.graph.cycle(variable)
        if around is None:  # fewer rows cannot stop it, so more rows cannot allow it
            return TamperIndex(measurement, None, (), 1, exact=True)
        names = tuple(sorted(self.system.measurements[i] for v in {*around, variable} for i in self.meters.get(v, ())))
        if self.pure:
            return TamperIndex(measurement, len(names), names, len(names), exact=True)
        return self._general(measurement, number, len(names))

    def _general(self, measurement: str, number: int, at_least: int) -> TamperIndex:
        """Exact search over all rows; the network alone gives the bound to begin with."""
        if self._projected is None:
            self._projected = project(self.system.matrix, self.system.selector).measurements
        free = np.array([name not in self.trusted for name in self.system.measurements])
        found: Found = sparsest_through(self._projected, number, free, at_least=at_least, steps=SEARCH_STEPS)
        names = tuple(sorted(self.system.measurements[i] for i in found.support))
        size = len(names) if found.support else None
        return TamperIndex(measurement, size, names, found.at_least, found.exact)

    def _weight(self, variable: int) -> int | None:
        """Meters that must be falsified to hide a change of this flow; None: one of them cannot be."""
        names = [self.system.measurements[i] for i in self.meters.get(variable, ())]
        return None if any(n in self.trusted for n in names) else len(names)


def _network_rows(system: System) -> np.ndarray:
    """Rows that are nodes of a graph: coefficients +1 and -1, each flow into at most one of them and out of at most one.

    Where all rows together are no graph, soft relations are left out first, then one row after the other.
    """
    matrix = system.matrix
    unit = np.all((matrix == 0) | (np.abs(matrix) == 1), axis=1)
    keep = unit & (system.balance_sd == 0) if not unit.all() or _crowded(matrix, unit) else unit
    for _ in range(len(matrix)):
        crowded = _crowded(matrix, keep)
        if not crowded:
            break
        rows = np.flatnonzero(keep & (matrix[:, crowded[0]] != 0))
        keep[rows[-1]] = False
    return np.asarray(keep)


def _crowded(matrix: np.ndarray, keep: np.ndarray) -> list[int]:
    into = (matrix[keep] > 0).sum(axis=0)
    out = (matrix[keep] < 0).sum(axis=0)
    return [int(v) for v in np.flatnonzero((into > 1) | (out > 1))]


class _Graph:
    """Nodes of the system and the outside; an edge for each flow that stands in a balance."""

    def __init__(self, system: System, rows: np.ndarray, weight_of: Callable[[int], int | None]) -> None:
        matrix = system.matrix[rows]
        outside = len(matrix)
        self.near: list[list[tuple[int, int, int]]] = [[] for _ in range(outside + 1)]
        self.ends: dict[int, tuple[int, int]] = {}
        self.loops: set[int] = set()
        for v in range(matrix.shape[1]):
            nodes = [int(j) for j in np.flatnonzero(matrix[:, v])]
            if not nodes:
                self.loops.add(v)
                continue
            a, b = nodes[0], nodes[1] if len(nodes) == 2 else outside
            self.ends[v] = (a, b)
            weight = weight_of(v)
            if weight is not None:
                self.near[a].append((b, weight, v))
                self.near[b].append((a, weight, v))

    def cycle(self, variable: int) -> tuple[int, ...] | None:
        """The other flows of a cheapest cycle through this one; None: it lies on no cycle that may be used."""
        if variable in self.loops:
            return ()
        a, b = self.ends[variable]
        return self._path(a, b, variable)

    def _path(self, start: int, goal: int, banned: int) -> tuple[int, ...] | None:
        """Cheapest path, from both ends; the one with fewer edges goes first, so that the outside, a hub, is opened late."""
        cost = ({start: 0}, {goal: 0})
        via: tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]] = ({}, {})
        heaps = ([(0, start)], [(0, goal)])
        done: tuple[set[int], set[int]] = (set(), set())
        best, meeting = np.inf, -1
        while heaps[0] and heaps[1] and heaps[0][0][0] + heaps[1][0][0] < best:
            side = 0 if len(self.near[heaps[0][0][1]]) <= len(self.near[heaps[1][0][1]]) else 1
            spent, node = heapq.heappop(heaps[side])
            if node in done[side]:
                continue
            done[side].add(node)
            for other, weight, flow in self.near[node]:
                if flow == banned:
                    continue
                total = spent + weight
                if total < cost[side].get(other, np.inf):
                    cost[side][other] = total
                    via[side][other] = (node, flow)
                    heapq.heappush(heaps[side], (total, other))
                    if total + cost[1 - side].get(other, np.inf) < best:
                        best, meeting = total + cost[1 - side][other], other
        if meeting < 0:
            return None
        flows = []
        for side in (0, 1):
            node = meeting
            while node in via[side]:
                node, flow = via[side][node]
                flows.append(flow)
        return tuple(flows)
