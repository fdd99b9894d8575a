"""Readings files of the lake: Parquet, zstd, sorted by (datastream, phenomenon_time, revision).

Any Parquet reader can read them: ``value = coalesce(real, mantissa / divisor)``, null when both are null.
``superseded`` is the batch that brought the next revision of the same (datastream, phenomenon_time), null for current
ones. ``recorded_time`` is not repeated per row: it is the batch's, see the ledger. There is no NaN in any file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.core.observations import TIME
from ecopark.engine.embedded.decimals import Decimals, Floats
from ecopark.engine.embedded.parquet import DELTA, RowGroups, write_new
from ecopark.engine.embedded.rollups import Rollup, step_of
from ecopark.engine.embedded.rows import CURRENT, NO_TIME, Ints, Rows, run_starts
from ecopark.engine.embedded.slices import STREAMS_KEY

_NUMBERS = {"phenomenon_time": DELTA, "mantissa": DELTA}
_COUNTED = ("rows", "first", "last", "last_batch", "superseded")
_HASHED = ("time", "value", "reason", "status", "result", "revision", "batch")

FILE_SCHEMA = pa.schema(
    [
        pa.field("datastream", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("mantissa", pa.int64()),
        pa.field("divisor", pa.float64()),
        pa.field("real", pa.float64()),
        pa.field("reason", pa.uint8(), nullable=False),
        pa.field("status", pa.uint8(), nullable=False),
        pa.field("result_lag_us", pa.int64()),  # result_time - phenomenon_time
        pa.field("revision", pa.uint16(), nullable=False),
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("superseded", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class StreamStats:
    """What a file holds of each datastream it has rows of (equal lengths; times in microseconds, inclusive).

    ``rows`` counts all stored rows, ``superseded`` those of them that have a later revision. ``highest`` is the
    highest value, superseded or not, -inf where all are missing.
    """

    names: tuple[str, ...]
    rows: Ints
    first: Ints
    last: Ints
    last_batch: Ints
    superseded: Ints
    highest: Floats

    def to_json(self) -> str:
        said = {n: getattr(self, n).tolist() for n in _COUNTED}
        said["highest"] = [None if h == -np.inf else h for h in self.highest.tolist()]
        return json.dumps({"names": self.names, **said}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: bytes) -> StreamStats:
        said = json.loads(text)
        rows, first, last, last_batch, superseded = (np.array(said[n], np.int64) for n in _COUNTED)
        highest = np.array([-np.inf if h is None else h for h in said["highest"]], np.float64)
        return cls(tuple(said["names"]), rows, first, last, last_batch, superseded, highest)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as a manifest lists it. ``content`` hashes the rows independent of how Parquet packs them."""

    path: str  # below lake/
    sha256: str
    content: str
    bytes: int
    rows: int
    first_us: int = 0
    last_us: int = 0
    first_batch: int = 0
    last_batch: int = 0
    restated: bool = False  # has superseded rows
    doubles: bool = False  # has values that are no decimals
    rollup: str = ""  # companion of sums per bucket, below lake/
    rollup_step_s: int = 0
    rollup_sha256: str = ""
    rollup_bytes: int = 0
    rollup_rows: int = 0

    def files(self) -> list[FileEntry]:
        """This file and its companion, whose content is derived from it."""
        if not self.rollup:
            return [self]
        return [self, FileEntry(self.rollup, self.rollup_sha256, self.content, self.rollup_bytes, self.rollup_rows)]


def stats_of(rows: Rows) -> StreamStats:
    """Statistics per datastream of sorted rows."""
    starts = run_starts(rows.code)
    ends = np.append(starts[1:], len(rows)) - 1
    names = tuple(rows.names[c] for c in rows.code[starts])
    return StreamStats(
        names,
        ends - starts + 1,
        rows.time[starts],
        rows.time[ends],
        np.maximum.reduceat(rows.batch, starts),
        np.add.reduceat(rows.superseded != CURRENT, starts, dtype=np.int64),
        np.maximum.reduceat(np.where(rows.reason == 0, rows.value, -np.inf), starts),
    )


def joined_stats(parts: Sequence[StreamStats]) -> StreamStats:
    """Statistics of blocks that share no datastream."""
    rows, first, last, last_batch, superseded = (np.concatenate([getattr(p, n) for p in parts]) for n in _COUNTED)
    highest = np.concatenate([p.highest for p in parts])
    names = tuple(name for p in parts for name in p.names)
    return StreamStats(names, rows, first, last, last_batch, superseded, highest)


class ContentHash:
    """SHA-256 of rows in canonical order, however they are cut into blocks.

    Over ``ecopark readings 2``, a JSON list (rows, names, rows per name) and the SHA-256 of each column: time, value,
    reason, status, result, revision, batch; little endian, nulls as in ``Rows``.
    """

    def __init__(self) -> None:
        self._columns = [hashlib.sha256() for _ in _HASHED]

    def add(self, rows: Rows) -> None:
        for digest, name in zip(self._columns, _HASHED, strict=True):
            digest.update(np.ascontiguousarray(getattr(rows, name)).data)

    def hexdigest(self, stats: StreamStats) -> str:
        said = [int(stats.rows.sum()), stats.names, stats.rows.tolist()]
        whole = hashlib.sha256(b"ecopark readings 2\n" + json.dumps(said, ensure_ascii=False).encode())
        for digest in self._columns:
            whole.update(digest.digest())
        return whole.hexdigest()


def to_file_table(rows: Rows, decimals: Decimals) -> pa.Table:
    """The Parquet table of sorted rows."""
    as_double = decimals.as_double
    has_doubles = bool(as_double.any())
    nothing = pa.nulls(len(rows), pa.int64())
    with_result = rows.result != NO_TIME
    lag = pa.array(rows.result - rows.time, mask=~with_result) if with_result.any() else nothing
    current = rows.superseded == CURRENT
    columns = [
        pa.DictionaryArray.from_arrays(pa.array(rows.code), pa.array(rows.names, pa.string())),
        pa.array(rows.time).cast(TIME),
        pa.array(decimals.mantissa, mask=~decimals.exact),
        pa.array(decimals.divisor, mask=decimals.divisor == 0),
        pa.array(rows.value, mask=~as_double) if has_doubles else pa.nulls(len(rows), pa.float64()),
        pa.array(rows.reason),
        pa.array(rows.status),
        lag,
        pa.array(rows.revision),
        pa.array(rows.batch),
        nothing if current.all() else pa.array(rows.superseded, mask=current),
    ]
    return pa.Table.from_arrays(columns, schema=FILE_SCHEMA)


class ReadingsFile:
    """A new readings file in the making: sorted blocks of whole datastreams come in, row groups go out.

    Block by block: the columns in work stay in the processor's cache and need no large fresh memory. The file counts
    once a manifest lists it. ``rollup_step_s`` 0: no companion.
    """

    def __init__(self, lake: Path, path: str, rollup_step_s: int) -> None:
        self._lake, self._path = lake, path
        self._groups = RowGroups(FILE_SCHEMA, _NUMBERS)
        self._rollup = Rollup(rollup_step_s)
        self._content = ContentHash()
        self._stats: list[StreamStats] = []
        self._first_batch = np.iinfo(np.int64).max
        self._restated = self._doubles = False

    def add(self, rows: Rows) -> None:
        self._stats.append(stats_of(rows))
        self._content.add(rows)
        self._first_batch = min(self._first_batch, int(rows.batch.min()))
        self._restated |= bool((rows.superseded != CURRENT).any())
        bucket, pieces = self._rollup.pieces(rows)
        for start, end in pieces:
            part = rows.slice(start, end)
            decimals = Decimals.of(part)
            self._doubles |= bool(decimals.as_double.any())
            self._rollup.add(part, decimals, bucket[start:end])
            self._groups.add(to_file_table(part, decimals))

    def finish(self) -> FileEntry:
        """Write the file and its companion, synced."""
        stats = joined_stats(self._stats)
        packed = self._groups.finish({STREAMS_KEY: stats.to_json().encode()})
        write_new(self._lake / self._path, packed)
        companion = self._rollup.write(self._lake, self._path)
        return FileEntry(
            self._path,
            hashlib.sha256(packed).hexdigest(),
            self._content.hexdigest(stats),
            len(packed),
            int(stats.rows.sum()),
            int(stats.first.min()),
            int(stats.last.max()),
            self._first_batch,
            int(stats.last_batch.max()),
            restated=self._restated,
            doubles=self._doubles,
            rollup=companion.path,
            rollup_step_s=self._rollup.step_s,
            rollup_sha256=companion.sha256,
            rollup_bytes=companion.bytes,
            rollup_rows=companion.rows,
        )


def write_readings_file(lake: Path, path: str, rows: Rows) -> FileEntry:
    """Write sorted rows as a new synced file."""
    stats = stats_of(rows)
    file = ReadingsFile(lake, path, step_of(stats.rows, stats.first, stats.last))
    file.add(rows)
    return file.finish()


def read_stats(lake: Path, entry: FileEntry) -> StreamStats:
    """Statistics that a file carries in its footer; ``Fatal`` engine.lake.damaged if it cannot be read."""
    try:
        metadata = pq.read_metadata(lake / entry.path).metadata
        return StreamStats.from_json(metadata[STREAMS_KEY])
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error


def read_rows(lake: Path, entry: FileEntry, datastreams: Sequence[str] | None = None) -> Rows:
    """The rows of a file, all revisions, in its order; of all datastreams or of some."""
    wanted = None if datastreams is None else [("datastream", "in", list(datastreams))]
    try:
        table = pq.read_table(
            lake / entry.path, filters=wanted, read_dictionary=["datastream"], memory_map=True, partitioning=None
        )
    except (OSError, pa.ArrowException) as error:
        raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error
    return rows_of_file_table(table)


def rows_of_file_table(table: pa.Table) -> Rows:
    """The inverse of ``to_file_table``."""
    names = table.column("datastream").unify_dictionaries().combine_chunks()
    column = names.chunk(0) if isinstance(names, pa.ChunkedArray) else names
    listed = column.dictionary.to_pylist()
    order = sorted(range(len(listed)), key=listed.__getitem__)
    mapping = np.empty(len(listed), np.int32)
    mapping[order] = np.arange(len(listed), dtype=np.int32)
    code = mapping[column.indices.to_numpy(zero_copy_only=False)] if len(table) else np.empty(0, np.int32)
    time = _integers(table, "phenomenon_time")
    lag = table.column("result_lag_us")
    result = np.full(len(table), NO_TIME) if lag.null_count == len(table) else _result_times(time, lag)
    return Rows(
        [listed[i] for i in order],
        code,
        time,
        _values(table),
        table.column("reason").to_numpy(),
        table.column("status").to_numpy(),
        result,
        _integers(table, "batch"),
        table.column("revision").to_numpy(),
        _integers(table, "superseded"),
    )


def _values(table: pa.Table) -> npt.NDArray[np.float64]:
    divisor = table.column("divisor").fill_null(1.0).to_numpy()
    value: npt.NDArray[np.float64] = table.column("mantissa").fill_null(0).to_numpy() / divisor
    real = table.column("real")
    if real.null_count < len(table):
        kept = real.is_valid().to_numpy()
        value[kept] = real.fill_null(0.0).to_numpy()[kept]
    return value


def _integers(table: pa.Table, name: str) -> Ints:
    column = table.column(name)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    numbers: Ints = column.fill_null(0).to_numpy() if column.null_count else column.to_numpy()
    return numbers


def _result_times(time: Ints, lag: pa.ChunkedArray) -> Ints:
    known = lag.is_valid().to_numpy()
    return np.where(known, time + lag.fill_null(0).to_numpy(), NO_TIME)
