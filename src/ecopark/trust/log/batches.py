"""The Merkle tree of a readings batch, and the proof of one reading. # design 6

Bytes and order of the chunks: docs/design/rooms.md; proofs: docs/design/evidence.md.
"""

from __future__ import annotations

import base64
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import Fatal, InputError
from ecopark.trust.log import merkle
from ecopark.trust.log.entries import decode_entry, time_text
from ecopark.trust.log.reader import LogReader

ROW = np.dtype([("time", ">i8"), ("value", ">f8"), ("reason", "u1"), ("status", "u1")])
SALT_BYTES = 16
DAY_US = 86_400_000_000
PROOF_FORMAT = "ecopark-reading-proof/v1"
_PRINTS = 1024
_BUFFER = 16_384
_PRINT_BYTES = 6

Rows = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One datastream and one UTC day of a batch; ``day`` counts from 1970-01-01, ``first`` is its first row in the order."""

    datastream: str
    day: int
    rows: int
    leaf_hash: bytes
    first: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """The rows of a batch in the order of its leaves."""

    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    reason: npt.NDArray[np.uint8]
    status: npt.NDArray[np.uint8]

    def take(self, order: npt.NDArray[np.int64]) -> _Columns:
        return _Columns(self.time[order], self.value[order], self.reason[order], self.status[order])

    def fill(self, rows: Rows, first: int, end: int) -> None:
        """Write rows ``first`` to ``end`` in the form of a leaf to the beginning of ``rows``."""
        part = rows[: end - first]
        part["time"], part["value"] = self.time[first:end], self.value[first:end]
        part["reason"], part["status"] = self.reason[first:end], self.status[first:end]


class BatchTree:
    """Merkle tree over the chunks of one batch.

    Attributes
    ----------
    batch
        Number of the batch.
    root
        Root hash, 32 bytes: ``tree_root`` of the batch's log entry.
    chunks
        In order of (datastream as UTF-8, day).
    """

    def __init__(self, batch: int, chunks: tuple[Chunk, ...], columns: _Columns, park_salt: bytes) -> None:
        self.batch = batch
        self.chunks = chunks
        self._columns = columns
        self._salt = park_salt
        self.root = merkle.root_of([c.leaf_hash for c in chunks])

    @property
    def rows(self) -> int:
        return len(self._columns.time)

    @cached_property
    def _node(self) -> merkle.NodeHash:
        return merkle.nodes_of([c.leaf_hash for c in self.chunks])

    def rows_of(self, chunk: Chunk) -> Rows:
        """The rows of a chunk in the order of the leaf."""
        rows = np.empty(chunk.rows, ROW)
        self._columns.fill(rows, chunk.first, chunk.first + chunk.rows)
        return rows

    def leaf(self, index: int) -> bytes:
        """Leaf bytes of a chunk, salt included."""
        chunk = self.chunks[index]
        return _head(chunk, self.batch, self._salt) + self.rows_of(chunk).tobytes()

    def path(self, index: int) -> merkle.Proof:
        """Inclusion proof of chunk ``index`` in the batch."""
        return merkle.inclusion_proof(self._node, index, len(self.chunks))

    def find(self, datastream: str, moment: datetime) -> tuple[int, int]:
        """(chunk, row in the chunk) of the last reading at that time; ``InputError`` trust.batch.no_chunk if none."""
        time = microseconds(moment)
        for index, chunk in enumerate(self.chunks):
            if (chunk.datastream, chunk.day) == (datastream, time // DAY_US):
                times = self.rows_of(chunk)["time"].astype(np.int64)
                row = int(np.searchsorted(times, time, side="right")) - 1
                if row >= 0 and times[row] == time:
                    return index, row
        raise InputError("trust.batch.no_chunk", where=datastream, batch=self.batch, datastream=datastream)

    def prints(self) -> tuple[int, str]:
        """(height, base64) of the first bytes of at most 1024 equally high subtrees: enough to say where a batch differs."""
        height = max(0, (len(self.chunks) - 1).bit_length() - _PRINTS.bit_length() + 1)
        step = 1 << height
        ends = [(start, min(start + step, len(self.chunks))) for start in range(0, len(self.chunks), step)]
        shorts = (merkle.range_hash(self._node, start, end)[:_PRINT_BYTES] for start, end in ends)
        return height, base64.b64encode(b"".join(shorts)).decode("ascii")

    def differing(self, height: int, prints: str) -> list[Chunk]:
        """Chunks of the subtrees that do not have the prints of the log entry (those that may have been changed)."""
        expected, step = base64.b64decode(prints), 1 << height
        own = base64.b64decode(self.prints()[1]) if self.prints()[0] == height else b""
        return [
            chunk
            for index, chunk in enumerate(self.chunks)
            if (at := index // step * _PRINT_BYTES) >= 0 and own[at : at + _PRINT_BYTES] != expected[at : at + _PRINT_BYTES]
        ]


def batch_tree(table: pa.Table, batch: int, park_salt: bytes) -> BatchTree:
    """Tree of a batch's readings.

    Parameters
    ----------
    table
        Columns datastream, phenomenon_time, value, reason, status (``READINGS`` or ``OBSERVATIONS``), rows in the order in
        which the batch brought them; only the order among equal (datastream, phenomenon_time) matters.
    batch
        Number of the batch.
    park_salt
        The park's secret; the salts of the chunks are made from it.
    """
    names, codes = _datastreams(table)
    columns = _Columns(
        _numbers(table, "phenomenon_time", pa.int64()),
        _numbers(table, "value", pa.float64()),
        _numbers(table, "reason", pa.uint8()),
        _numbers(table, "status", pa.uint8()),
    )
    order = _order(codes, columns.time)
    if order is not None:
        codes = codes[order]
        columns = columns.take(order)
    places = list(_places(names, codes, columns.time))
    return BatchTree(batch, tuple(_hashed(places, columns, batch, park_salt)), columns, park_salt)


def _places(names: list[str], codes: npt.NDArray[np.int32], times: npt.NDArray[np.int64]) -> Iterator[Chunk]:
    """The chunks, not hashed yet."""
    ends = [*(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist(), len(codes)] if len(codes) else []
    first = 0
    for end in ends:
        name = names[int(codes[first])]
        for day, start, stop in _days(times[first:end]):
            yield Chunk(name, day, stop - start, b"", first + start)
        first = end


def _days(times: npt.NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """(day, first, end) of sorted times."""
    low, high = int(times[0]) // DAY_US, int(times[-1]) // DAY_US
    if high - low <= len(times):
        days = np.arange(low, high + 1)
        starts = np.searchsorted(times, days * DAY_US)
    else:
        days, starts = np.unique(times // DAY_US, return_index=True)
    bounds = [*starts.tolist(), len(times)]
    for day, start, end in zip(days.tolist(), bounds[:-1], bounds[1:], strict=True):
        if end > start:
            yield day, start, end


def _hashed(places: list[Chunk], columns: _Columns, batch: int, park_salt: bytes) -> Iterator[Chunk]:
    """The chunks with their leaf hashes; rows pass through one buffer that stays in the processor's cache."""
    buffer = np.empty(max([_BUFFER, *(place.rows for place in places)]), ROW)
    content, size = buffer.view(np.uint8).data, ROW.itemsize
    filled_from = filled_to = 0
    for place in places:
        end = place.first + place.rows
        if end > filled_to:
            filled_from, filled_to = place.first, min(place.first + len(buffer), len(columns.time))
            columns.fill(buffer, filled_from, filled_to)
        hashed = sha256(b"\x00" + _head(place, batch, park_salt))
        hashed.update(content[(place.first - filled_from) * size : (end - filled_from) * size])
        yield Chunk(place.datastream, place.day, place.rows, hashed.digest(), place.first)


def _head(chunk: Chunk, batch: int, park_salt: bytes) -> bytes:
    """Salt, length of the id, id, day, number of rows."""
    name = chunk.datastream.encode()
    salt = chunk_salt(park_salt, batch, name, chunk.day)
    return salt + struct.pack(">H", len(name)) + name + struct.pack(">iI", chunk.day, chunk.rows)


def chunk_salt(park_salt: bytes, batch: int, datastream: bytes, day: int) -> bytes:
    message = batch.to_bytes(8, "big") + datastream + struct.pack(">i", day)
    return hmac.digest(park_salt, message, "sha256")[:SALT_BYTES]


def _datastreams(table: pa.Table) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Ids in order of their UTF-8 bytes, and for each row the place of its id in that order."""
    column = table["datastream"].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    ids: list[str] = column.dictionary.to_pylist()
    names = sorted(set(ids))
    for name in names:
        if len(name.encode()) > 0xFFFF:
            raise InputError("trust.batch.id_too_long", datastream=name[:80] + "…")
    place = {name: i for i, name in enumerate(names)}
    ranks = np.array([place[name] for name in ids], np.int32)
    codes = column.indices.to_numpy(zero_copy_only=False)
    return names, ranks[codes] if len(ids) else np.empty(0, np.int32)


def _numbers(table: pa.Table, column: str, kind: pa.DataType) -> npt.NDArray[Any]:
    """A column as numbers, null as zero (all bits zero)."""
    values = table[column].cast(kind)
    if values.null_count:
        values = pc.fill_null(values, pa.scalar(0, kind))
    numbers: npt.NDArray[Any] = values.to_numpy()
    return numbers


def _order(codes: npt.NDArray[np.int32], times: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """Stable order by (id, time), or None if the rows are in it already."""
    if _in_order(codes, times):
        return None
    by_id = np.argsort(codes.astype(np.int16) if codes.max() < 1 << 15 else codes, kind="stable")  # 16 bits: radix sort
    return by_id if _in_order(codes[by_id], times[by_id]) else np.lexsort((times, codes))


def _in_order(codes: npt.NDArray[np.int32], times: npt.NDArray[np.int64]) -> bool:
    same = codes[1:] == codes[:-1]
    return not (codes[1:] < codes[:-1]).any() and not (same & (times[1:] < times[:-1])).any()


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970; a naive time is UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    since = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def readings_entry(
    tree: BatchTree, *, source: str, recorded_time: datetime, raw_sha256: str | None = None
) -> dict[str, object]:
    """Content of the batch's log entry: ``log.add("readings", readings_entry(tree, …))``."""
    height, prints = tree.prints()
    return {
        "batch": tree.batch,
        "rows": tree.rows,
        "tree_root": tree.root.hex(),
        "chunks": len(tree.chunks),
        "prints": prints,
        "prints_height": height,
        "source": source,
        "raw_sha256": raw_sha256,
        "recorded_time": time_text(recorded_time),
    }


def reading_proof(log: LogReader, tree: BatchTree, datastream: str, moment: datetime) -> dict[str, object]:
    """Everything needed to check one reading without trusting us: its chunk, two paths, and the signed checkpoint.

    Raises
    ------
    InputError
        trust.batch.no_chunk, trust.batch.not_in_log
    Fatal
        trust.batch.not_proved: the rows of ``tree`` are not those that were logged.
    """
    chunk, row = tree.find(datastream, moment)
    index = log.find("readings", tree.batch)
    if index is None:
        raise InputError("trust.batch.not_in_log", where=f"batch {tree.batch}", batch=tree.batch)
    entry, (checkpoint, signed) = log.entry(index), log.published()
    expected, found = decode_entry(entry).get("tree_root"), tree.root.hex()
    if expected != found:
        where = f"entry {index}"
        raise Fatal("trust.batch.not_proved", where=where, batch=tree.batch, index=index, found=found, expected=expected)
    stored = tree.rows_of(tree.chunks[chunk])[row]
    return {
        "format": PROOF_FORMAT,
        "reading": {
            "datastream": datastream,
            "phenomenon_time_us": int(stored["time"]),
            "value": None if stored["reason"] else float(stored["value"]),
            "reason": int(stored["reason"]),
            "status": int(stored["status"]),
        },
        "chunk": {
            "row": row,
            "leaf": base64.b64encode(tree.leaf(chunk)).decode("ascii"),
            "index": chunk,
            "path": [h.hex() for h in tree.path(chunk)],
        },
        "entry": {
            "index": index,
            "text": entry.decode(),
            "path": [h.hex() for h in log.inclusion_proof(index, checkpoint.size)],
        },
        "checkpoint": signed.decode(),
        "verifier_key": str(log.verifier),
    }
