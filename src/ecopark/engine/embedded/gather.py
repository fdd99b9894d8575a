"""From journal segments to columns: the readings of many batches under one list of datastreams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ecopark.engine.embedded.journal import JournalBatch, Segment
from ecopark.engine.embedded.rows import CURRENT, NO_TIME, Ints, Rows, sort_order, union_of_names


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
        np.zeros(count, np.uint16),
        np.full(count, CURRENT, np.int64),
    )
    return rows, batches


def _filled(column: pa.ChunkedArray, nothing: float) -> Any:
    if column.null_count == len(column):
        return np.full(len(column), nothing, column.type.to_pandas_dtype())
    return (column.fill_null(nothing) if column.null_count else column).to_numpy()


def by_month(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Rows split by UTC month of phenomenon_time, latest month first, each sorted by (datastream, time), ties in order."""
    months = month_numbers(rows.time)
    for month in sorted(set(np.unique(months).tolist()), reverse=True):
        chosen = None if months[0] == month and (months == month).all() else np.flatnonzero(months == month)
        code = rows.code if chosen is None else np.take(rows.code, chosen)
        time = rows.time if chosen is None else np.take(rows.time, chosen)
        order = sort_order(code, time, len(rows.names))
        yield month_name(month), rows.take(order if chosen is None else np.take(chosen, order))


def month_numbers(time: Ints) -> Ints:
    """Months since 1970-01 of times in microseconds."""
    first, last = (int(np.datetime64(int(t), "us").astype("M8[M]").astype(np.int64)) for t in (time.min(), time.max()))
    if first == last:
        return np.full(len(time), first, np.int64)
    starts = np.arange(first, last + 2).astype("M8[M]").astype("M8[us]").astype(np.int64)
    return first + np.searchsorted(starts, time, side="right") - 1


def month_name(number: int) -> str:
    return str(np.datetime64(number, "M"))
