"""Observations as plain columns while they are sorted, compared and written: no row is touched one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NO_TIME = np.iinfo(np.int64).min  # stands for a null result time, as numpy's NaT does
CURRENT = 0  # ``superseded``: no later revision


@dataclass(slots=True)
class Rows:
    """n observations. ``code`` indexes ``names`` (sorted); times are microseconds since 1970 UTC.

    ``value`` is 0.0 where ``reason`` is not PRESENT. ``superseded`` is the batch that brought the next revision.
    """

    names: list[str]
    code: npt.NDArray[np.int32]
    time: Ints
    value: npt.NDArray[np.float64]
    reason: npt.NDArray[np.uint8]
    status: npt.NDArray[np.uint8]
    result: Ints
    batch: Ints
    revision: npt.NDArray[np.uint16]
    superseded: Ints

    def __len__(self) -> int:
        return len(self.code)

    def take(self, chosen: Ints | npt.NDArray[np.bool_]) -> Rows:
        """The rows at some positions, in that order."""
        pick: Ints = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64, copy=False)
        return Rows(self.names, *(_take(getattr(self, n), pick) for n in COLUMNS))

    def slice(self, start: int, end: int) -> Rows:
        """A run of rows, without copying."""
        return Rows(self.names, *(getattr(self, n)[start:end] for n in COLUMNS))

    def renamed(self, names: list[str]) -> Rows:
        """The same rows with codes into another sorted list of names that contains all of these."""
        if names == self.names:
            return self
        place = {name: i for i, name in enumerate(names)}
        mapping = np.array([place[n] for n in self.names], np.int32)
        columns = [getattr(self, n) for n in COLUMNS]
        columns[0] = mapping[self.code] if len(self) else self.code
        return Rows(names, *columns)

    def missing(self) -> npt.NDArray[np.bool_]:
        return np.not_equal(self.reason, 0)


def constant(value: int, count: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    """A column with one value, without memory: it stays so when rows are taken."""
    return np.broadcast_to(np.array(value, kind), (count,))


def _take(column: npt.NDArray[Any], pick: Ints) -> npt.NDArray[Any]:
    if len(column) and column.strides == (0,):
        return np.broadcast_to(column[0], (len(pick),))
    return np.take(column, pick)


COLUMNS = tuple(f.name for f in fields(Rows) if f.name != "names")


def concat(parts: Sequence[Rows]) -> Rows:
    """All rows, in the order given, under one list of names."""
    names = union_of_names(p.names for p in parts)
    aligned = [p.renamed(names) for p in parts]
    if len(aligned) == 1:
        return aligned[0]
    return Rows(names, *(np.concatenate([getattr(p, n) for p in aligned]) for n in COLUMNS))


def union_of_names(lists: Iterable[Sequence[str]]) -> list[str]:
    found: set[str] = set()
    for names in lists:
        found.update(names)
    return sorted(found)


def sort_order(code: npt.NDArray[np.int32], time: Ints, codes: int) -> Ints:
    """Stable order by (code, time). Rows that come in order of time per datastream need only a counting sort."""
    order: Ints = np.argsort(code.astype(np.uint16) if codes <= 1 << 16 else code, kind="stable")
    sorted_code, sorted_time = np.take(code, order), np.take(time, order)
    if not np.any((sorted_time[1:] < sorted_time[:-1]) & (sorted_code[1:] == sorted_code[:-1])):
        return order
    by_time = np.argsort(time, kind="stable")
    by_code = np.argsort((code.astype(np.uint16) if codes <= 1 << 16 else code)[by_time], kind="stable")
    return np.take(by_time, by_code)


def run_starts(*columns: npt.NDArray[np.generic]) -> Ints:
    """Positions where any of the sorted columns changes, 0 included; empty for no rows."""
    n = len(columns[0])
    if n == 0:
        return np.empty(0, np.int64)
    changed = np.zeros(n, np.bool_)
    changed[0] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)
