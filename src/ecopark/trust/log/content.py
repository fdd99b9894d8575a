"""Canonical bytes of an Arrow table, and their hash: the same whatever wrote the file and in whatever order its rows stand.

Layout (docs/design/evidence.md, "Content hash"): a line ``ecopark-table/v1``, a line of canonical JSON
``[[name, type], …]``, uint64 BE number of rows, then column by column, rows sorted by all columns in their order (null
last, NaN before null): one byte per cell (1 present, 0 null), then the cells, big-endian; texts and lists as uint32
lengths followed by all contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError
from ecopark.trust.log.entries import canonical_json

MAGIC = b"ecopark-table/v1\n"


def content_hash(table: pa.Table) -> str:
    """SHA-256 (hex) of the canonical bytes; ``InputError`` trust.content.type for a column type that has none."""
    digest = sha256()
    for part in canonical_table(table):
        digest.update(part)
    return digest.hexdigest()


def canonical_table(table: pa.Table) -> Iterator[bytes]:
    """The canonical bytes, in parts."""
    names = table.column_names
    columns = [_plain(_joined(table.column(i)), names[i]) for i in range(len(names))]
    yield MAGIC
    yield canonical_json([[name, _type_name(column.type)] for name, column in zip(names, columns, strict=True)]) + b"\n"
    yield table.num_rows.to_bytes(8, "big")
    if columns and table.num_rows:
        keys = {f"c{i}": _sort_key(column) for i, column in enumerate(columns)}
        order = pc.sort_indices(pa.table(keys), sort_keys=[(key, "ascending") for key in keys])
        for column in columns:
            yield from _cells(column.take(order))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.unify_dictionaries().chunks)


def _plain(column: pa.Array, name: str) -> pa.Array:
    """Without encodings that say nothing: dictionaries, large offsets, a negative zero."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type), name)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_float64(kind) or pa.types.is_float32(kind):
        return pc.add(column, pa.scalar(0.0, kind))
    if pa.types.is_large_list(kind):
        return _plain(column.cast(pa.list_(kind.value_type)), name)
    if pa.types.is_list(kind):
        return pa.ListArray.from_arrays(
            _offsets(column), _plain(column.flatten(), name), mask=column.is_null() if column.null_count else None
        )
    if pa.types.is_null(kind) or _is_number(kind) or kind in (pa.string(), pa.binary(), pa.bool_()):
        return column
    raise InputError("trust.content.type", where=name, type=str(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind)) and (
        kind.bit_width in (8, 16, 32, 64)
    )


def _type_name(kind: pa.DataType) -> str:
    return f"list<{_type_name(kind.value_type)}>" if pa.types.is_list(kind) else str(kind)


def _offsets(column: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    return pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))


def _sort_key(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return pa.array([None if v is None else canonical_json(v) for v in column.to_pylist()], pa.binary())
    return column.cast(pa.string()) if pa.types.is_null(column.type) else column


def _cells(column: pa.Array) -> Iterator[bytes]:
    yield column.is_valid().cast(pa.uint8()).to_numpy().tobytes()
    kind = column.type
    if pa.types.is_null(kind):
        return
    if pa.types.is_list(kind):
        yield _big_endian(pc.fill_null(pc.list_value_length(column), 0), ">u4")
        yield from _cells(column.flatten())
    elif kind in (pa.string(), pa.binary()):
        texts = pc.fill_null(column.cast(pa.binary()), b"")
        yield _big_endian(pc.binary_length(texts), ">u4")
        yield _joined_bytes(texts)
    elif kind == pa.bool_():
        yield _big_endian(pc.fill_null(column, False).cast(pa.uint8()), ">u1")
    else:
        yield _big_endian(pc.fill_null(_as_number(column), 0), None)


def _joined_bytes(texts: pa.Array) -> bytes:
    """All contents one after another: Arrow keeps them so."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return b""
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return bytes(data[int(bounds[0]) : int(bounds[-1])])


def _as_number(column: pa.Array) -> pa.Array:
    if pa.types.is_temporal(column.type):
        return column.cast(pa.int32() if column.type.bit_width == 32 else pa.int64())
    return column


def _big_endian(column: pa.Array, kind: str | None) -> bytes:
    numbers = column.to_numpy(zero_copy_only=False)
    if numbers.dtype.kind == "f":
        numbers = np.where(np.isnan(numbers), np.array(np.nan, numbers.dtype), numbers)
    return bytes(numbers.astype(kind or numbers.dtype.newbyteorder(">")).tobytes())
