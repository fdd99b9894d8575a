"""Readings that are acknowledged and not yet in the lake, for those who must read at once what they wrote."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, TIME
from ecopark.engine.embedded.journal import JournalBatch, Segment
from ecopark.engine.embedded.questions import EXTENT
from ecopark.engine.embedded.view import moment_of, to_us

_KEY = ("datastream", "phenomenon_time")
_SAID = ("value", "reason", "status")


def waiting(segments: Sequence[Segment], datastreams: Sequence[str], interval: Interval | None) -> pa.Table:
    """``OBSERVATIONS`` in order of arrival; all of revision 0, whatever the lake knows already.

    Raises ``FileNotFoundError`` if a compaction has just taken a segment away: then its rows are in the lake.
    """
    wanted = pa.array(list(datastreams), pa.string())
    found = [OBSERVATIONS.empty_table()]
    for segment in segments:
        for batch, readings in segment.read():
            rows = _of(readings, wanted, interval)
            if len(rows):
                found.append(_observations(rows, batch))
    return pa.concat_tables(found)


def _of(readings: pa.Table, wanted: pa.Array, interval: Interval | None) -> pa.Table:
    names = readings.column("datastream").combine_chunks()
    named = pc.is_in(names.dictionary, value_set=wanted)
    if not pc.any(named).as_py():
        return readings.slice(0, 0)
    mask = np.asarray(named)[np.asarray(names.indices)]
    if interval is not None:
        at = np.asarray(readings.column("phenomenon_time").cast(pa.int64()))
        mask &= (at >= to_us(interval.start)) & (at < to_us(interval.end))
    return readings.filter(pa.array(mask))


def _observations(rows: pa.Table, batch: JournalBatch) -> pa.Table:
    n = len(rows)
    recorded = moment_of(batch.header.recorded_us).replace(tzinfo=None)
    columns = [
        rows.column("datastream").cast(pa.string()),
        *(rows.column(name) for name in ("phenomenon_time", "value", "reason", "status", "result_time")),
        pa.repeat(pa.scalar(recorded, TIME), n),
        pa.repeat(pa.scalar(0, pa.uint16()), n),
        pa.repeat(pa.scalar(batch.header.batch, pa.int64()), n),
    ]
    return pa.table(dict(zip(OBSERVATIONS.names, columns, strict=True)), schema=OBSERVATIONS)


def joined(stored: pa.Table, coming: pa.Table) -> pa.Table:
    """``OBSERVATIONS``, latest revision of each key, sorted: ``stored`` and ``coming`` as compaction will take it.

    What says again what is known changes nothing; another value is the next revision.
    """
    if not len(coming):
        return stored
    both = pa.concat_tables([stored, coming])
    order = pc.sort_indices(
        both.append_column("arrival", pa.array(np.arange(len(both)))), [(name, "ascending") for name in (*_KEY, "arrival")]
    )
    both = both.take(order)
    first = _differs(both, _KEY)
    news = first | _differs(both, _SAID)
    counted = np.cumsum(news)
    begins = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    revision = np.asarray(both.column("revision"))[begins][group] + counted - counted[begins][group]
    both = both.set_column(7, OBSERVATIONS.field("revision"), pa.array(revision.astype(np.uint16)))
    kept = np.flatnonzero(news)
    last = np.append(first[kept][1:], True)
    return both.take(pa.array(kept[last])).cast(OBSERVATIONS)


def extent_with(known: pa.Table, stored: pa.Table, coming: pa.Table) -> pa.Table:
    """``EXTENT`` once ``coming`` is in the lake; ``stored``: observations of its datastreams within its times."""
    times = [("phenomenon_time", "min"), ("phenomenon_time", "max"), ("datastream", "count")]
    then, before = joined(stored, coming), stored
    grouped = {row["datastream"]: row for row in then.group_by("datastream").aggregate(times).to_pylist()}
    old = dict(zip(*(c.to_pylist() for c in pc.value_counts(before.column("datastream")).flatten()), strict=True))
    rows = {row["datastream"]: row for row in known.to_pylist()}
    for name, group in grouped.items():
        first, last = group["phenomenon_time_min"], group["phenomenon_time_max"]
        row = rows.get(name, {"datastream": name, "first": first, "last": last, "rows": 0})
        count = row["rows"] + group["datastream_count"] - old.get(name, 0)
        rows[name] = {**row, "first": min(row["first"], first), "last": max(row["last"], last), "rows": count}
    return pa.Table.from_pylist([rows[name] for name in sorted(rows)], schema=EXTENT)


def _differs(rows: pa.Table, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether a row differs from the one before it in any of the columns; the first does."""
    different = np.zeros(len(rows), np.bool_)
    different[:1] = True
    for name in names:
        column = rows.column(name).combine_chunks()
        if pa.types.is_floating(column.type):
            column = pa.Array.from_buffers(pa.int64(), len(column), pc.fill_null(column, 0.0).buffers())
        elif pa.types.is_string(column.type):
            column = column.dictionary_encode().indices
        plain = np.asarray(column.cast(pa.int64()))
        different[1:] |= plain[1:] != plain[:-1]
    return different
