"""Parts: which datastream belongs to which writer, what its batches are called, and how a batch is cut for the stream."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa

from ecopark.engine.embedded.journal_frames import BatchFacts, encode_batch
from ecopark.engine.embedded.ledger import PART_BITS

ROWS_PER_MESSAGE = 250_000
_LENGTH = struct.Struct("<I")
_ZSTD = pa.Codec("zstd", compression_level=1)


@lru_cache(maxsize=1 << 18)
def part_of(datastream: str, parts: int) -> int:
    """The part of a datastream: a hash of its id, the same on every machine and in every version."""
    return int.from_bytes(hashlib.blake2b(datastream.encode(), digest_size=8).digest(), "big") % parts


def batch_number(part: int, number: int) -> int:
    """Number of a batch in the whole park, from its number within its part (1, 2, 3 …)."""
    return (part << PART_BITS) + number


def folder_of(part: int) -> str:
    """Where a part's files lie in the lake of the park, and in the object store."""
    return f"parts/{part:02d}"


def split(readings: pa.Table, parts: int) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each part that has any, in their order, with a dictionary of their own datastreams alone."""
    column = readings.column("datastream").combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    names = column.dictionary.to_pylist()
    part_of_name = np.array([part_of(name, parts) for name in names], np.int32)
    code = column.indices.to_numpy()
    part = np.take(part_of_name, code)
    present = np.unique(part).tolist()
    for number in present:
        places = np.flatnonzero(part == number) if len(present) > 1 else None
        own = np.unique(code if places is None else np.take(code, places))
        rows = readings if places is None else readings.take(pa.array(places))
        new_code = np.full(len(names), -1, np.int32)
        new_code[own] = np.arange(len(own), dtype=np.int32)
        codes = np.take(new_code, code if places is None else np.take(code, places))
        dictionary = pa.array([names[i] for i in own.tolist()], pa.string())
        field = rows.schema.field("datastream")
        yield number, rows.set_column(0, field, pa.DictionaryArray.from_arrays(pa.array(codes), dictionary))


def cut(rows: pa.Table, facts: BatchFacts, most_bytes: int) -> list[bytes]:
    """A batch as packed messages of at most ``most_bytes``: halved until the pieces fit, in order.

    The idempotency key of a piece is that of the batch and the piece's number.
    """
    pieces: list[bytes] = []

    def add(table: pa.Table) -> None:
        key = None if facts.idempotency_key is None else f"{facts.idempotency_key}.{len(pieces)}"
        if len(table) <= ROWS_PER_MESSAGE:
            packed = pack(encode_batch(table, BatchFacts(facts.source, key, facts.raw_sha256)))
            if len(packed) <= most_bytes or len(table) == 1:
                pieces.append(packed)
                return
        half = len(table) // 2
        add(_own(table.slice(0, half)))
        add(_own(table.slice(half)))

    add(rows)
    return pieces


def pack(payload: memoryview) -> bytes:
    """An encoded batch as it travels: its length (uint32, little endian) and zstd; a fourth to an eighth of the bytes."""
    return _LENGTH.pack(len(payload)) + bytes(_ZSTD.compress(payload))


def unpack(packed: memoryview) -> memoryview:
    (length,) = _LENGTH.unpack_from(packed)
    return memoryview(_ZSTD.decompress(packed[_LENGTH.size :], length))


def _own(rows: pa.Table) -> pa.Table:
    """The same rows; the dictionary lists only what they name."""
    column = rows.column("datastream").combine_chunks().cast(pa.string()).dictionary_encode()
    return rows.set_column(0, rows.schema.field("datastream"), column)
