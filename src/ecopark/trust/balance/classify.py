"""What the meters of a system can tell, and what nobody can know: by exact elimination, before any reading.

A bias of a meter shows in the imbalances as a multiple of its column of the constraints. It can be found if that
column is not zero, and it can be told from the bias of another meter unless the two columns are proportional
(equivalent sets: Bagajewicz and Jiang 1998, Industrial & Engineering Chemistry Research 37, 3066-3077).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ecopark.trust.balance.elimination import Elimination, Row, blocks, eliminate
from ecopark.trust.balance.prepared import Prepared, constraint_rows
from ecopark.trust.balance.system import BalanceSystem, Matrix, Vector

ZERO = 1e-9  # a share below this is rounding
TRIPLES_UP_TO = 80  # meters of a block in which groups of three are looked for


class State(StrEnum):
    """What is known of a variable."""

    ADJUSTED = "adjusted"  # measured, and other meters check it
    ONLY_MEASURED = "only_measured"  # measured, nothing checks it
    COMPUTED = "computed"  # not measured, follows from others
    UNOBSERVABLE = "unobservable"  # cannot be known


@dataclass(frozen=True)
class AddedMeter:
    """What one more meter on a variable would change.

    ``observable``: variables that become known; ``checked``: meters that get a check (the new one not counted);
    ``told_apart``: meters whose errors can be told from those of another, with which they were confounded.
    """

    variable: str
    observable: tuple[str, ...]
    checked: tuple[str, ...]
    told_apart: tuple[str, ...]

    @property
    def worth(self) -> int:
        return len(self.observable) + len(self.checked) + len(self.told_apart)


@dataclass(frozen=True)
class Classification:
    """The knowledge of a system.

    Attributes
    ----------
    states
        Variable -> state.
    checked
        Meters whose bias shows in an imbalance.
    groups
        Meter -> all meters whose bias looks the same as its own, itself included. Of a meter that nothing checks: itself.
    pairs
        Meter -> pairs of other meters that together can imitate its bias (smallest blocks only, see ``TRIPLES_UP_TO``).
    degrees
        Independent checks of the whole system.
    """

    states: Mapping[str, State]
    checked: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[tuple[str, str], ...]]
    degrees: int


@dataclass(frozen=True)
class MeterStrength:
    """How well the balances see one meter, for given standard deviations.

    ``detectability`` = sd of the adjustment / sd of the meter: 1, its bias shows in full; 0, not at all. ``adjustability`` =
    1 - sd of the reconciled value / sd of the meter (Madron 1992, Process Plant Performance). NaN: no readings.
    """

    detectability: Vector
    adjustability: Vector


def classify(system: BalanceSystem, measuring: Iterable[str] | None = None) -> Classification:
    """Classify with the given meters (None: all of them have readings)."""
    _, result = _eliminated(system, measuring)
    names = system.measurements
    k = len(names)
    found = [[c for c in columns if c < k] for _, columns in blocks(result.constraints)]
    checked = {c for columns in found for c in columns}
    groups, pairs = _confounded(result, k)
    states = _states(system, result, checked, measuring)
    return Classification(
        states=states,
        checked=frozenset(names[c] for c in checked),
        groups={names[i]: tuple(names[j] for j in groups.get(i, (i,))) for i in range(k)},
        pairs={names[i]: tuple((names[a], names[b]) for a, b in pairs.get(i, ())) for i in range(k)},
        degrees=_rank(result.constraints),
    )


def strength(prepared: Prepared) -> MeterStrength:
    """Detectability and adjustability of each measurement when all of them are there."""
    system = prepared.system
    k = len(system.measurements)
    own = prepared.measured_variance[:k]
    left = prepared.variance[system.selector] / np.where(own > 0, own, 1.0)
    left = np.where(own > 0, np.clip(left, 0.0, 1.0), np.nan)
    left = np.where(1 - left < ZERO, 1.0, left)
    return MeterStrength(np.sqrt(1 - left), 1 - np.sqrt(left))


def added_meters(
    system: BalanceSystem, measuring: Iterable[str] | None = None, among: Iterable[str] | None = None
) -> tuple[AddedMeter, ...]:
    """Every variable (or those ``among``) as the place of one more meter, the most useful first; useless places are left
    out.
    """
    soft, result = _eliminated(system, measuring)
    k, first = len(system.measurements), len(system.measurements) + soft
    checked = {c for _, columns in blocks(result.constraints) for c in columns}
    ratios = _proportional(result.constraints, k)
    places = range(len(system.variables)) if among is None else [system.variables.index(name) for name in among]
    directions = {column: _direction(row, result.free) for column, row in result.loose.items()}
    found = []
    for variable in places:
        column = first + variable
        if column in result.loose:
            same = [c for c, direction in directions.items() if direction == directions[column]]
            gained = AddedMeter(system.variables[variable], tuple(system.variables[c - first] for c in sorted(same)), (), ())
        else:
            row = result.computed[column]
            alone = sorted(c for c in row if c < k and c not in checked)
            apart = sorted(c for group in ratios for c in _split_off(group, row))
            names = system.measurements
            gained = AddedMeter(
                system.variables[variable], (), tuple(names[c] for c in alone), tuple(names[c] for c in apart)
            )
        if gained.worth:
            found.append(gained)
    return tuple(sorted(found, key=lambda meter: (-meter.worth, meter.variable)))


def _eliminated(system: BalanceSystem, measuring: Iterable[str] | None) -> tuple[int, Elimination]:
    names = None if measuring is None else set(measuring)
    columns = np.array([i for i, name in enumerate(system.measurements) if names is None or name in names], np.int64)
    relative = np.zeros(len(system.balances)) if system.balance_relative_sd is None else system.balance_relative_sd
    soft = np.flatnonzero((system.balance_sd > 0) | (relative > 0))
    first = len(system.measurements) + soft.size
    return soft.size, eliminate(constraint_rows(system, columns, soft), range(first, first + len(system.variables)))


def _states(
    system: BalanceSystem, result: Elimination, checked: set[int], measuring: Iterable[str] | None
) -> dict[str, State]:
    names = set(system.measurements if measuring is None else measuring)
    measured: dict[int, list[int]] = {}
    for column, variable in enumerate(system.selector.tolist()):
        if system.measurements[column] in names:
            measured.setdefault(variable, []).append(column)
    first = min((*result.computed, *result.loose), default=0)
    states = {}
    for variable, name in enumerate(system.variables):
        if variable in measured:
            seen = any(column in checked for column in measured[variable])
            states[name] = State.ADJUSTED if seen else State.ONLY_MEASURED
        else:
            states[name] = State.COMPUTED if first + variable in result.computed else State.UNOBSERVABLE
    return states


def _columns(constraints: Sequence[Row], k: int) -> dict[int, Row]:
    """Column -> row number -> coefficient, measurements only."""
    columns: dict[int, Row] = {}
    for number, row in enumerate(constraints):
        for column, value in row.items():
            if column < k:
                columns.setdefault(column, {})[number] = value
    return columns


def _proportional(constraints: Sequence[Row], k: int) -> list[dict[int, float]]:
    """Groups of two and more columns that are multiples of each other: column -> its factor."""
    groups: dict[tuple[tuple[int, float], ...], dict[int, float]] = {}
    for column, entries in sorted(_columns(constraints, k).items()):
        lead = entries[min(entries)]
        shape = tuple((row, round(value / lead, 9)) for row, value in sorted(entries.items()))
        groups.setdefault(shape, {})[column] = lead
    return [group for group in groups.values() if len(group) > 1]


def _split_off(group: Mapping[int, float], row: Row) -> list[int]:
    """Members of a group of proportional columns that lose a companion when a row is added: all of them, or none."""
    shares = {round(row.get(column, 0.0) / lead, 9) for column, lead in group.items()}
    return list(group) if len(shares) > 1 else []


def _direction(row: Row, free: frozenset[int]) -> tuple[tuple[int, float], ...]:
    """The free columns of a sum, scaled: two sums with the same direction become known together."""
    entries = sorted((column, value) for column, value in row.items() if column in free)
    return tuple((column, round(value / entries[0][1], 9)) for column, value in entries)


def _confounded(result: Elimination, k: int) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[tuple[int, int], ...]]]:
    groups: dict[int, tuple[int, ...]] = {}
    for group in _proportional(result.constraints, k):
        for column in group:
            groups[column] = tuple(sorted(group))
    pairs: dict[int, tuple[tuple[int, int], ...]] = {}
    for rows, columns in blocks(result.constraints):
        meters = [c for c in columns if c < k]
        if 2 < len(meters) <= TRIPLES_UP_TO:
            pairs |= _imitating_pairs([result.constraints[r] for r in rows], meters, groups)
    return groups, pairs


def _imitating_pairs(
    rows: Sequence[Row], meters: Sequence[int], groups: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Pairs of meters, of other groups than the meter's and each other's, whose columns span the meter's column."""
    matrix = np.array([[row.get(c, 0.0) for c in meters] for row in rows])
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for i, meter in enumerate(meters):
        pivot = int(np.argmax(np.abs(matrix[:, i])))
        rest = np.delete(matrix - np.outer(matrix[:, i] / matrix[pivot, i], matrix[pivot]), pivot, axis=0)
        shapes: dict[bytes, list[int]] = {}
        for j, other in enumerate(meters):
            if other in groups.get(meter, (meter,)):
                continue
            shape = _shape(rest[:, j])
            if shape is not None:
                shapes.setdefault(shape, []).append(other)
        pairs = [
            (a, b)
            for same in shapes.values()
            for n, a in enumerate(same)
            for b in same[n + 1 :]
            if b not in groups.get(a, ())
        ]
        if pairs:
            found[meter] = tuple(pairs)
    return found


def _shape(column: Vector) -> bytes | None:
    big = np.abs(column) > ZERO
    if not big.any():
        return None
    lead = column[int(np.argmax(big))]
    shape: Matrix = np.where(big, column / lead, 0.0).round(9) + 0.0
    return shape.tobytes()


def _rank(constraints: Sequence[Row]) -> int:
    """Number of independent constraints, exactly as elimination counts them."""
    columns = {c for row in constraints for c in row}
    return len(columns) - len(eliminate(constraints, columns).free)
