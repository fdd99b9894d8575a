"""From journal segments to columns: the readings of many batches under one list of datastreams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ecopark.engine.embedded.journal import JournalBatch, Segment
from ecopark.engine.embedded.rows import CURRENT, NO_TIME, Rows, constant, sort_order, union_of_names


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
    """The readings of one pass: per month (latest first) sorted rows; and the batches that brought them."""

    names: list[str]
    months: list[tuple[str, Rows]]
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
    dictionaries = [chunk.dictionary.to_pylist() for t in tables for chunk in t.column("datastream").chunks]
    names = union_of_names(dictionaries)
    place = {name: i for i, name in enumerate(names)}
    codes, listed = [], iter(dictionaries)
    for table in tables:
        for chunk in table.column("datastream").chunks:
            mapping = np.array([place[n] for n in next(listed)], np.int32)
            codes.append(mapping[chunk.indices.to_numpy()])
    columns = {
        name: pa.chunked_array([c for t in tables for c in t.column(name).chunks]) for name in tables[0].column_names[1:]
    }
    lengths = [b.header.rows for b in batches]
    numbers = np.array([b.header.batch for b in batches], np.int64)
    count = sum(lengths)
    rows = Rows(
        names,
        np.concatenate(codes),
        columns["phenomenon_time"].cast(pa.int64()).to_numpy(),
        _filled(columns["value"], 0.0),
        columns["reason"].to_numpy(),
        columns["status"].to_numpy(),
        _filled(columns["result_time"].cast(pa.int64()), NO_TIME),
        np.repeat(numbers, lengths),
        constant(0, count, np.uint16),
        constant(CURRENT, count, np.int64),
    )
    return rows, batches


def _filled(column: pa.ChunkedArray, nothing: float) -> Any:
    if column.null_count == len(column):
        return constant(int(nothing), len(column), column.type.to_pandas_dtype())
    return (column.fill_null(nothing) if column.null_count else column).to_numpy()


def by_month(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Rows split by UTC month of phenomenon_time, latest month first, each sorted by (datastream, time), ties in order."""
    first, last = _month(int(rows.time.min())), _month(int(rows.time.max()))
    if first == last:
        yield month_name(first), rows.take(sort_order(rows.code, rows.time, len(rows.names)))
        return
    starts = np.arange(first, last + 2).astype("M8[M]").astype("M8[us]").astype(np.int64)
    months = np.searchsorted(starts, rows.time, side="right") - 1
    for month in np.flatnonzero(np.bincount(months))[::-1].tolist():
        chosen = np.flatnonzero(months == month)
        order = sort_order(np.take(rows.code, chosen), np.take(rows.time, chosen), len(rows.names))
        yield month_name(first + month), rows.take(np.take(chosen, order))


def _month(time_us: int) -> int:
    """Months since 1970-01."""
    return int(np.datetime64(time_us, "us").astype("M8[M]").astype(np.int64))


def month_name(number: int) -> str:
    return str(np.datetime64(number, "M"))
