"""Canonical bytes of an Arrow table, and their hash: the same whatever wrote the file and in whatever order its rows stand.

Layout (docs/design/evidence.md, "Content hash"): a line ``ecopark-table/v1``, a line of canonical JSON
``[[name, type], …]``, uint64 BE number of rows, then column by column, rows sorted by all columns in their order (null
last, NaN before null): one byte per cell (1 present, 0 null), then the cells, big-endian; texts and lists as uint32
lengths followed by all contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ecopark.core.errors import InputError
from ecopark.trust.log.entries import canonical_json

MAGIC = b"ecopark-table/v1\n"

_Edges = npt.NDArray[np.int64]
_Piece = tuple[memoryview, list[int]]  # bytes, and where each part of them begins and ends


def content_hash(table: pa.Table) -> str:
    """SHA-256 (hex) of the canonical bytes; ``InputError`` trust.content.type for a column type that has none."""
    return content_hashes(table, [table.num_rows])[0]


def content_hashes(table: pa.Table, rows: Sequence[int]) -> list[str]:
    """``content_hash`` of each part of a table: its first ``rows[0]`` rows, the next ``rows[1]``, and so on to its end.

    The parts are laid out together, which for thousands of small tables is many times faster than one by one.
    """
    header, pieces = _laid_out(table, rows)
    begun = sha256(header)
    found = []
    for part, count in enumerate(rows):
        digest = begun.copy()
        digest.update(count.to_bytes(8, "big"))
        for content, edges in pieces:
            digest.update(content[edges[part] : edges[part + 1]])
        found.append(digest.hexdigest())
    return found


def canonical_table(table: pa.Table) -> Iterator[bytes]:
    """The canonical bytes, in parts."""
    header, pieces = _laid_out(table, [table.num_rows])
    yield header
    yield table.num_rows.to_bytes(8, "big")
    for content, _ in pieces:
        yield bytes(content)


def _laid_out(table: pa.Table, rows: Sequence[int]) -> tuple[bytes, list[_Piece]]:
    """What comes before the number of rows, and what comes after it."""
    names = table.column_names
    columns = [_plain(_joined(table.column(i)), names[i]) for i in range(len(names))]
    types = [[name, _type_name(column.type)] for name, column in zip(names, columns, strict=True)]
    bounds = np.concatenate([[0], np.cumsum(rows, dtype=np.int64)]).astype(np.int64)
    if table.num_rows and columns:
        columns = _in_order(columns, bounds)
    pieces = [(content, edges.tolist()) for column in columns for content, edges in _cells(column, bounds)]
    return MAGIC + canonical_json(types) + b"\n", pieces


def _in_order(columns: list[pa.Array], bounds: _Edges) -> list[pa.Array]:
    """Rows of each part sorted by all columns in their order."""
    keys = {f"c{i}": _sort_key(column) for i, column in enumerate(columns)}
    if _is_in_order(list(keys.values()), bounds):
        return columns
    if len(bounds) > 2:
        keys = {"part": pa.array(np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))), **keys}
    order = pc.sort_indices(pa.table(keys), sort_keys=[(key, "ascending") for key in keys])
    return [column.take(order) for column in columns]


def _is_in_order(keys: Sequence[pa.Array], bounds: _Edges) -> bool:
    """Whether the rows of each part are sorted; may say no where nulls or NaN would have to be looked at."""
    count = len(keys[0])
    tied = np.ones(count - 1, np.bool_)  # this row and the next, by the columns so far
    inner = bounds[(bounds > 0) & (bounds < count)]
    tied[inner - 1] = False
    for key in keys:
        if not tied.any():
            return True
        if key.null_count:
            return False
        below, same = (
            compare(key.slice(0, count - 1), key.slice(1)).to_numpy(zero_copy_only=False) for compare in (pc.less, pc.equal)
        )
        if np.any(tied & ~below & ~same):
            return False
        tied &= same
    return True


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


def _cells(column: pa.Array, bounds: _Edges) -> Iterator[tuple[memoryview, _Edges]]:
    """Bytes of the cells, each with the places in them where the parts of the column begin and end."""
    yield memoryview(column.is_valid().cast(pa.uint8()).to_numpy().tobytes()), bounds
    kind = column.type
    if pa.types.is_null(kind):
        return
    if pa.types.is_list(kind):
        lengths = pc.fill_null(pc.list_value_length(column), 0)
        yield _big_endian(lengths, ">u4"), bounds * 4
        yield from _cells(column.flatten(), _running(lengths)[bounds])
    elif kind in (pa.string(), pa.binary()):
        texts = pc.fill_null(column.cast(pa.binary()), b"") if column.null_count else column.cast(pa.binary())
        lengths = pc.binary_length(texts)
        yield _big_endian(lengths, ">u4"), bounds * 4
        yield _joined_bytes(texts), _running(lengths)[bounds]
    elif kind == pa.bool_():
        yield _big_endian(pc.fill_null(column, False).cast(pa.uint8()), ">u1"), bounds
    else:
        numbers = _as_number(column)
        numbers = pc.fill_null(numbers, 0) if numbers.null_count else numbers
        yield _big_endian(numbers, None), bounds * (kind.bit_width // 8)


def _running(lengths: pa.Array) -> _Edges:
    """Where each of some contents begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths.to_numpy(), dtype=np.int64)]).astype(np.int64)


def _joined_bytes(texts: pa.Array) -> memoryview:
    """All contents one after another: Arrow keeps them so."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return memoryview(b"")
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[int(bounds[0]) : int(bounds[-1])]


def _as_number(column: pa.Array) -> pa.Array:
    if pa.types.is_temporal(column.type):
        return column.cast(pa.int32() if column.type.bit_width == 32 else pa.int64())
    return column


def _big_endian(column: pa.Array, kind: str | None) -> memoryview:
    numbers = column.to_numpy(zero_copy_only=False)
    if numbers.dtype.kind == "f":
        numbers = np.where(np.isnan(numbers), np.array(np.nan, numbers.dtype), numbers)
    return memoryview(numbers.astype(kind or numbers.dtype.newbyteorder(">")).tobytes())
