"""From journal segments to columns: the readings of many batches under one list of datastreams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.engine.embedded.journal import JournalBatch, Segment
from ecopark.engine.embedded.rows import CURRENT, NO_TIME, Ints, Rows, constant, union_of_names


def passes(segments: Sequence[Segment], rows_per_pass: int) -> Iterator[list[Segment]]:
    """Whole segments in order, about ``rows_per_pass`` rows at a time: bounds the memory of compaction."""
    group: list[Segment] = []
    for segment in segments:
        if group and sum(s.rows for s in group) + segment.rows > rows_per_pass:
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


@dataclass(frozen=True, slots=True)
class Arrived:
    """The readings of one pass: per month (latest first) rows by datastream; and the batches that brought them."""

    names: list[str]
    months: list[tuple[str, ByStream]]
    batches: list[JournalBatch]


def arrived(segments: Sequence[Segment]) -> Arrived:
    rows, batches = gather(segments)
    return Arrived(rows.names, list(by_month(rows)), batches)


def arrivals(segments: Sequence[Segment], rows_per_pass: int) -> Iterator[tuple[list[Segment], Arrived]]:
    """Passes with their readings; while one is worked on, the next is read and sorted on another core."""
    groups = list(passes(segments, rows_per_pass))
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(arrived, groups[0]) if groups else None
        for i, group in enumerate(groups):
            assert coming is not None
            come = coming.result()
            coming = pool.submit(arrived, groups[i + 1]) if i + 1 < len(groups) else None
            yield group, come


def gather(segments: Sequence[Segment]) -> tuple[Rows, list[JournalBatch]]:
    """All readings of the segments in order of arrival."""
    pairs = [pair for segment in segments for pair in segment.read()]
    batches = [batch for batch, _ in pairs]
    tables = [table for _, table in pairs]
    names, codes = _codes([chunk for t in tables for chunk in t.column("datastream").chunks])
    columns = {name: [c for t in tables for c in t.column(name).chunks] for name in tables[0].column_names[1:]}
    lengths = [b.header.rows for b in batches]
    numbers = np.array([b.header.batch for b in batches], np.int64)
    count = sum(lengths)
    rows = Rows(
        names,
        codes,
        _joined(columns["phenomenon_time"], 0),
        _joined(columns["value"], 0),
        _joined(columns["reason"], 0),
        _joined(columns["status"], 0),
        _joined(columns["result_time"], NO_TIME),
        np.repeat(numbers, lengths),
        constant(0, count, np.uint16),
        constant(CURRENT, count, np.int64),
    )
    return rows, batches


def _codes(chunks: Sequence[pa.DictionaryArray]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The names of all chunks, sorted, and each row's place among them."""
    listed: list[list[str]] = []
    for i, chunk in enumerate(chunks):
        same = i > 0 and chunk.dictionary.equals(chunks[i - 1].dictionary)
        listed.append(listed[-1] if same else chunk.dictionary.to_pylist())
    names = union_of_names({id(own): own for own in listed}.values())
    place = {name: i for i, name in enumerate(names)}
    mappings = {id(own): np.array([place[n] for n in own], np.int32) for own in listed}
    codes = [np.take(mappings[id(own)], chunk.indices.to_numpy()) for chunk, own in zip(chunks, listed, strict=True)]
    return names, np.concatenate(codes)


def _joined(chunks: Sequence[pa.Array], nothing: int) -> npt.NDArray[Any]:
    """One column of all chunks, nulls filled; without memory where all rows are the same ``nothing``."""
    kind = pa.int64() if pa.types.is_timestamp(chunks[0].type) else chunks[0].type
    count = sum(len(c) for c in chunks)
    if all(c.null_count == len(c) for c in chunks):
        return constant(nothing, count, kind.to_pandas_dtype())
    if kind == pa.uint8() and all(pc.all(pc.equal(c, nothing)).as_py() for c in chunks):
        return constant(nothing, count, np.uint8)
    whole = np.empty(count, kind.to_pandas_dtype())
    at = 0
    for chunk in chunks:
        plain = chunk.cast(kind) if chunk.type != kind else chunk
        filled = plain.fill_null(pa.scalar(nothing, kind)) if plain.null_count else plain
        whole[at : at + len(chunk)] = filled.to_numpy()
        at += len(chunk)
    return whole


@dataclass(frozen=True, slots=True)
class ByStream:
    """Rows in order of arrival, and how to read them by datastream; sorted a block at a time, within the cache.

    ``order`` has the positions by (datastream, arrival), ``starts`` where in it each datastream begins, ``first`` and
    ``last`` the extremes of time per datastream.
    """

    rows: Rows
    order: Ints
    starts: Ints
    first: Ints
    last: Ints

    @classmethod
    def of(cls, rows: Rows, chosen: Ints | None) -> ByStream:
        """All rows, or those at some positions."""
        code = rows.code if chosen is None else np.take(rows.code, chosen)
        counts = np.bincount(code, minlength=len(rows.names))
        starts = (np.cumsum(counts) - counts)[counts > 0]
        order = np.argsort(code.astype(np.uint16) if len(rows.names) <= 1 << 16 else code, kind="stable")
        order = order if chosen is None else np.take(chosen, order)
        time = np.take(rows.time, order)
        return cls(rows, order, starts, np.minimum.reduceat(time, starts), np.maximum.reduceat(time, starts))

    def __len__(self) -> int:
        return len(self.order)

    @property
    def codes(self) -> npt.NDArray[np.int32]:
        """The datastreams that have rows, ascending."""
        return np.take(self.rows.code, np.take(self.order, self.starts))

    @property
    def counts(self) -> Ints:
        """Rows per datastream."""
        return np.diff(np.append(self.starts, len(self)))

    def blocks(self, rows: int) -> Iterator[Rows]:
        """Rows of whole datastreams sorted by (datastream, time), ties in order of arrival; about ``rows`` at a time."""
        ends = np.append(self.starts[1:], len(self))
        at = 0
        while at < len(self):
            end = int(ends[max(np.searchsorted(ends, at + rows, side="right") - 1, np.searchsorted(ends, at + 1))])
            yield self._sorted(at, end)
            at = end

    def whole(self) -> Rows:
        return self._sorted(0, len(self))

    def _sorted(self, start: int, end: int) -> Rows:
        block = self.rows.take(self.order[start:end])
        if np.any((block.time[1:] < block.time[:-1]) & (block.code[1:] == block.code[:-1])):
            return block.take(np.lexsort((block.time, block.code)))
        return block


def by_month(rows: Rows) -> Iterator[tuple[str, ByStream]]:
    """Rows split by UTC month of phenomenon_time, latest month first."""
    first, last = _month(int(rows.time.min())), _month(int(rows.time.max()))
    if first == last:
        yield month_name(first), ByStream.of(rows, None)
        return
    starts = np.arange(first, last + 2).astype("M8[M]").astype("M8[us]").astype(np.int64)
    months = (np.searchsorted(starts, rows.time, side="right") - 1).astype(np.int16)
    for month in np.flatnonzero(np.bincount(months))[::-1].tolist():
        yield month_name(first + month), ByStream.of(rows, np.flatnonzero(months == month))


def _month(time_us: int) -> int:
    """Months since 1970-01."""
    return int(np.datetime64(time_us, "us").astype("M8[M]").astype(np.int64))


def month_name(number: int) -> str:
    return str(np.datetime64(number, "M"))
