"""Rows of a few datastreams, read straight from the row groups that hold them: nothing to plan, nothing to scan.

Readings files and roll-ups are sorted by datastream and say in the footer how many rows each has, so the place of a
datastream's rows is known before anything is read. Footers never change and are kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.engine.embedded.rows import Ints

STREAMS_KEY = b"ecopark.streams"
VARIES = object()
_ALWAYS_READ = ("phenomenon_time", "start", "rows", "present", "mantissa", "batch")
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Footer:
    """Where a file has the rows of each datastream: ``ends`` per name of ``place``, ``groups`` per row group."""

    metadata: pq.FileMetaData
    place: dict[str, int]
    starts: Ints
    ends: Ints
    groups: Ints
    constants: dict[tuple[int, str], object]  # what is known of (row group, column), see ``constant``

    @classmethod
    def read(cls, path: Path) -> Footer:
        """``Fatal`` engine.lake.damaged if it cannot be read."""
        try:
            metadata = pq.read_metadata(path)
            said = json.loads(metadata.metadata[STREAMS_KEY])
            ends = np.cumsum(np.array(said["rows"], np.int64))
            groups = np.cumsum([metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)])
            place = {name: i for i, name in enumerate(said["names"])}
            return cls(metadata, place, ends - said["rows"], ends, groups, {})
        except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
            raise Fatal("engine.lake.damaged", where=str(path), reason=str(error)) from error

    def constant(self, groups: Sequence[int], column: str) -> object:
        """The one value (or None) that a column has in some row groups, by their statistics; ``VARIES`` if it has more."""
        first = self._constant(groups[0], column)
        return first if all(self._constant(g, column) == first for g in groups[1:]) else VARIES

    def _constant(self, group: int, column: str) -> object:
        known = self.constants.get((group, column), self)
        if known is not self:
            return known
        found: object = VARIES
        chunk = self.metadata.row_group(group).column(self.metadata.schema.names.index(column))
        stats = chunk.statistics if chunk.is_stats_set else None
        if stats is not None and stats.has_null_count and stats.null_count == chunk.num_values:
            found = None
        elif stats is not None and stats.has_min_max and stats.null_count == 0 and stats.min == stats.max:
            found = stats.min
        self.constants[group, column] = found
        return found


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a file: ``code`` is each row's place in the list of datastreams that was asked for."""

    code: npt.NDArray[np.int32]
    table: pa.Table

    def numbers(self, column: str) -> npt.NDArray[Any]:
        """A column, times as microseconds, nulls as zero."""
        found = self.table.column(column)
        if pa.types.is_timestamp(found.type):
            found = found.cast(pa.int64())
        numbers: npt.NDArray[Any] = (found.fill_null(0) if found.null_count else found).to_numpy()
        return numbers

    def valid(self, column: str) -> npt.NDArray[np.bool_]:
        found = self.table.column(column)
        if found.null_count == 0:
            return np.ones(len(found), np.bool_)
        valid: npt.NDArray[np.bool_] = found.is_valid().to_numpy()
        return valid

    def decimals(self, mantissa: str, real: str | None) -> npt.NDArray[np.float64]:
        """``coalesce(real, mantissa / divisor)``; 0.0 where neither is there."""
        divisor = self.numbers("divisor")
        divisor = np.where(divisor == 0, 1.0, divisor) if self.table.column("divisor").null_count else divisor
        value: npt.NDArray[np.float64] = self.numbers(mantissa) / divisor
        if real is not None:
            kept = self.valid(real)
            value[kept] = self.numbers(real)[kept]
        return value


def read_slice(path: Path, footer: Footer, datastreams: Sequence[str], columns: Sequence[str]) -> Slice | None:
    """The rows of some datastreams, in the file's order; None if it has none of them."""
    wanted = [(footer.place[name], code) for code, name in enumerate(datastreams) if name in footer.place]
    if not wanted:
        return None
    at, code = np.array(sorted(wanted), np.int64).T
    starts, ends = footer.starts[at], footer.ends[at]
    first_group = np.searchsorted(footer.groups, starts, side="right")
    last_group = np.searchsorted(footer.groups, ends - 1, side="right")
    needed = np.unique(np.concatenate([np.arange(a, b + 1) for a, b in zip(first_group, last_group, strict=True)]))
    try:
        file = pq.ParquetFile(path, metadata=footer.metadata, memory_map=True)
        groups = needed.tolist()
        constants = {name: footer.constant(groups, name) for name in columns if name not in _ALWAYS_READ}
        varying = [name for name in columns if constants.get(name, VARIES) is VARIES]
        table = file.read_row_groups(groups, columns=varying, use_threads=False)
        types = file.schema_arrow
    except (OSError, pa.ArrowException) as error:
        raise Fatal("engine.lake.damaged", where=str(path), reason=str(error)) from error
    lengths = np.diff(footer.groups, prepend=0)[needed]
    shift = (footer.groups[needed] - lengths) - (np.cumsum(lengths) - lengths)  # rows of groups that were left out
    offset = shift[np.searchsorted(needed, first_group)]
    parts = [table.slice(s, n) for s, n in zip((starts - offset).tolist(), (ends - starts).tolist(), strict=True)]
    rows = pa.concat_tables(parts)
    for name in columns:
        if name not in varying:
            kind = types.field(name).type
            rows = rows.append_column(name, pa.repeat(pa.scalar(constants[name], kind), len(rows)))
    return Slice(np.repeat(code.astype(np.int32), ends - starts), rows)


def in_parallel(work: Callable[[_Item], _Made], items: Sequence[_Item]) -> list[_Made]:
    """The work on each item, in order; on all cores where there are several."""
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, items))
