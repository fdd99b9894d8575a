"""Months that are over: their files become one, so that a question about a long time opens few files.

A month is over when a later one has readings. Its rows are written once more, at most once for each time that what came
after grows to a third of what was there: a few late readings rewrite nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from ecopark.engine.embedded.compaction import LARGE_FILE_ROWS, Catalog
from ecopark.engine.embedded.lake_files import FILE_SCHEMA, FileEntry, ReadingsFile, StreamStats, rows_of_file_table
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.resolve import mark_superseded
from ecopark.engine.embedded.rollups import step_of
from ecopark.engine.embedded.rows import Ints, Rows, concat, sort_order, union_of_names

BLOCK_ROWS = 1_000_000
SETTLED_SHARE = 0.75


def month_to_close(manifest: Manifest) -> str | None:
    """The first month that is over and in several files worth merging; None if there is none."""
    for month in sorted(manifest.readings)[:-1]:
        rows = [f.rows for f in manifest.readings[month]]
        if len(rows) > 1 and sum(rows) <= LARGE_FILE_ROWS and max(rows) < SETTLED_SHARE * sum(rows):
            return month
    return None


def merged_file(lake: Path, catalog: Catalog, files: Sequence[FileEntry], path: str) -> FileEntry:
    """Write the rows of some readings files, all revisions, as one new synced file.

    No (datastream, phenomenon_time) stands in two of them: who restates a row is written together with it.
    """
    stats = [catalog.stats(f) for f in files]
    names = union_of_names(s.names for s in stats)
    counts, first, last = _spans(stats, names)
    file = ReadingsFile(lake, path, step_of(counts, first, last))
    for block in _blocks(names, counts):
        rows = concat([part for f in files if (part := _rows_of(catalog, f, block)) is not None])
        rows = rows.take(sort_order(rows.code, rows.time, len(rows.names)))
        mark_superseded(rows)
        file.add(rows)
    return file.finish()


def _rows_of(catalog: Catalog, entry: FileEntry, datastreams: Sequence[str]) -> Rows | None:
    """All revisions of some datastreams in a file, from the row groups that hold them."""
    found = catalog.slice(entry.path, datastreams, [n for n in FILE_SCHEMA.names if n != "datastream"])
    if found is None:
        return None
    names = pa.DictionaryArray.from_arrays(pa.array(found.code), pa.array(datastreams, pa.string()))
    return rows_of_file_table(found.table.append_column("datastream", names))


def _spans(stats: Sequence[StreamStats], names: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Per datastream: rows, first and last time in all files together."""
    place = {name: i for i, name in enumerate(names)}
    counts = np.zeros(len(names), np.int64)
    first = np.full(len(names), np.iinfo(np.int64).max, np.int64)
    last = np.full(len(names), np.iinfo(np.int64).min, np.int64)
    for one in stats:
        at = np.array([place[n] for n in one.names])
        counts[at] += one.rows
        first[at] = np.minimum(first[at], one.first)
        last[at] = np.maximum(last[at], one.last)
    return counts, first, last


def _blocks(names: Sequence[str], counts: Ints) -> Iterator[list[str]]:
    """Datastreams in order, so many at a time that their rows fit well in memory."""
    block: list[str] = []
    rows = 0
    for name, count in zip(names, counts.tolist(), strict=True):
        if block and rows + count > BLOCK_ROWS:
            yield block
            block, rows = [], 0
        block.append(name)
        rows += count
    yield block
