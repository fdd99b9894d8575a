"""The body of an edge batch: an Arrow IPC stream, zstd inside. Times as the box has them; nothing is corrected here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

import ecopark.connect.edge.messages  # noqa: F401  texts
from ecopark.connect.live.wire import Series, WireRows
from ecopark.core.errors import InputError

CONTENT_TYPE = "application/vnd.apache.arrow.stream"
MOST_ROWS = 1_000_000
_WORDS = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        pa.field("name", _WORDS, nullable=False),  # datastream id, or a name that the device's record translates
        pa.field("unit", _WORDS, nullable=False),  # as sent; empty: the datastream's own
        pa.field("time", pa.timestamp("us"), nullable=False),  # naive UTC
        pa.field("value", pa.float64()),  # null when missing
        pa.field("reason", pa.uint8(), nullable=False),  # MissingReason
        pa.field("status", pa.uint8(), nullable=False),  # DeviceStatus
        pa.field("result_time", pa.timestamp("us")),  # when the box knew it
    ]
)


class BatchRow(Protocol):
    """A reading that waits on the box (the engine's ``SpoolRow``)."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def time_us(self) -> int: ...
    @property
    def value(self) -> float | None: ...
    @property
    def reason(self) -> int: ...
    @property
    def status(self) -> int: ...
    @property
    def result_us(self) -> int | None: ...


def encode(rows: Sequence[BatchRow]) -> bytes:
    """Readings as the bytes of a batch; the same readings always give the same bytes."""
    columns = [
        pa.array([r.name for r in rows], pa.string()).dictionary_encode(),
        pa.array([r.unit for r in rows], pa.string()).dictionary_encode(),
        pa.array([r.time_us for r in rows], pa.int64()).cast(pa.timestamp("us")),
        pa.array([r.value for r in rows], pa.float64()),
        pa.array([r.reason for r in rows], pa.uint8()),
        pa.array([r.status for r in rows], pa.uint8()),
        pa.array([r.result_us for r in rows], pa.int64()).cast(pa.timestamp("us")),
    ]
    out = pa.BufferOutputStream()
    codec = "zstd" if pa.Codec.is_available("zstd") else None
    with pa.ipc.new_stream(out, SCHEMA, options=pa.ipc.IpcWriteOptions(compression=codec)) as stream:
        stream.write_batch(pa.RecordBatch.from_arrays(columns, schema=SCHEMA))
    content: bytes = out.getvalue().to_pybytes()
    return content


def decode(body: bytes, device: str) -> WireRows:
    """Readings of a batch; ``InputError`` connect.edge.body if the bytes are no batch."""
    try:
        with pa.ipc.open_stream(body) as stream:
            if not stream.schema.equals(SCHEMA):
                raise InputError("connect.edge.body", where="schema", reason=str(stream.schema)[:200])
            batches, count = [], 0
            for batch in stream:
                count += batch.num_rows
                if count > MOST_ROWS:
                    raise InputError("connect.edge.body", where="rows", reason=f"more than {MOST_ROWS} rows")
                batch.validate(full=True)
                batches.append(batch)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError("connect.edge.body", where="body", reason=str(error)[:200]) from error
    table = pa.Table.from_batches(batches, SCHEMA).unify_dictionaries().combine_chunks()
    for name in ("name", "unit", "time", "reason", "status"):
        if table.column(name).null_count:
            raise InputError("connect.edge.body", where=name, reason="null")
    return _rows(table, device)


def _rows(table: pa.Table, device: str) -> WireRows:
    n = table.num_rows
    names, name_codes = _words(table, "name")
    units, unit_codes = _words(table, "unit")
    pairs, code = np.unique(name_codes * max(len(units), 1) + unit_codes, return_inverse=True)
    series = [
        Series(device, names[pair // len(units)], units[pair % len(units)] or None) for pair in (pairs.tolist() if n else [])
    ]
    known = table.column("result_time").cast(pa.int64()).fill_null(-1)
    return WireRows(
        series=series,
        code=code.astype(np.int32),
        time_us=_numbers(table.column("time").cast(pa.int64()), np.int64),
        value=_numbers(table.column("value").fill_null(float("nan")), np.float64),
        reason=_numbers(table.column("reason"), np.uint8),
        status=_numbers(table.column("status"), np.uint8),
        result_us=_numbers(known, np.int64),
    )


def _words(table: pa.Table, name: str) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    chunks = table.column(name).chunks
    if not chunks:
        return [], np.empty(0, np.int64)
    (column,) = chunks
    return column.dictionary.to_pylist(), np.asarray(column.indices.to_numpy(zero_copy_only=False), np.int64)


def _numbers(column: pa.ChunkedArray, kind: type) -> Any:
    return np.asarray(column.to_numpy(), kind)
