"""Frames of the journal: one batch each, or the mark that everything before it is synced.

A frame is a 64-byte header and an Arrow IPC stream, padded to 64 bytes:

====== =========================================================================================
bytes  meaning (little endian)
====== =========================================================================================
0-3    ``ECOJ``
4      kind: 1 batch, 2 synced mark (no payload)
8-11   CRC-32 of the payload
12-15  rows
16-23  length of the payload without padding
24-31  number of the batch
32-39  ``synced``: every byte of this segment before this offset was synced when the frame was written
40-47  recorded time, microseconds since 1970 UTC
48-51  CRC-32 of bytes 0-47
====== =========================================================================================

Columns that are the same in the whole batch (usually status, reason, result time) stand once, in the schema's metadata.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.observations import READINGS

MAGIC = b"ECOJ"
BATCH, SYNCED = 1, 2
HEADER_BYTES = 64
_HEADER = struct.Struct("<4sB3xIIQQQq")
_CHECK = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Header:
    kind: int
    crc: int
    rows: int
    length: int
    batch: int
    synced: int
    recorded_us: int

    @property
    def frame_bytes(self) -> int:
        return HEADER_BYTES + padded(self.length)

    def pack(self) -> bytes:
        packed = _HEADER.pack(MAGIC, self.kind, self.crc, self.rows, self.length, self.batch, self.synced, self.recorded_us)
        return (packed + _CHECK.pack(zlib.crc32(packed))).ljust(HEADER_BYTES, b"\0")


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What is known of a batch beside its rows."""

    source: str
    idempotency_key: str | None
    raw_sha256: str | None


def padded(length: int) -> int:
    return -(-length // 64) * 64


def unpack_header(content: memoryview, offset: int) -> Header | None:
    """The header at an offset, or None if there is none or it is damaged."""
    if offset + HEADER_BYTES > len(content) or content[offset : offset + 4] != MAGIC:
        return None
    packed = content[offset : offset + _HEADER.size]
    if _CHECK.unpack_from(content, offset + _HEADER.size)[0] != zlib.crc32(packed):
        return None
    _, kind, crc, rows, length, batch, synced, recorded_us = _HEADER.unpack(packed)
    return Header(kind, crc, rows, length, batch, synced, recorded_us)


def encode_batch(readings: pa.Table, facts: BatchFacts) -> memoryview:
    """Arrow IPC stream of a checked ``READINGS`` table."""
    batch = readings.combine_chunks()
    constants: dict[str, int | None] = {}
    names, columns = [], []
    for name in READINGS.names:
        column = batch.column(name)
        if name in ("reason", "status", "result_time"):
            constant, same = _constant(column)
            if same:
                constants[name] = constant
                continue
        names.append(name)
        columns.append(column)
    said = {
        "source": facts.source,
        "key": facts.idempotency_key,
        "raw_sha256": facts.raw_sha256,
        "constants": constants,
    }
    schema = pa.schema([READINGS.field(n) for n in names], metadata={"ecopark": json.dumps(said)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return memoryview(sink.getvalue())


def decode_batch(payload: memoryview) -> pa.Table:
    """The ``READINGS`` table of a payload (columns point into the payload)."""
    table = pa.ipc.open_stream(pa.py_buffer(payload)).read_all()
    constants = json.loads(table.schema.metadata[b"ecopark"])["constants"]
    columns = [
        pa.repeat(pa.scalar(constants[f.name], pa.int64() if f.name == "result_time" else f.type), len(table)).cast(f.type)
        if f.name in constants
        else table.column(f.name)
        for f in READINGS
    ]
    return pa.Table.from_arrays(columns, schema=READINGS)


def decode_facts(payload: memoryview) -> BatchFacts:
    said = json.loads(pa.ipc.open_stream(pa.py_buffer(payload)).schema.metadata[b"ecopark"])
    return BatchFacts(said["source"], said["key"], said["raw_sha256"])


def _constant(column: pa.ChunkedArray) -> tuple[int | None, bool]:
    if column.null_count == len(column):
        return None, True
    if column.null_count:
        return None, False
    numbers = column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column
    ends = pc.min_max(numbers).as_py()
    return ends["min"], ends["min"] == ends["max"]
