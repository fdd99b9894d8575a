"""Canonical content of an Arrow table: the same rows give the same hash, however they are chunked or encoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

ROWS_AT_ONCE = 1 << 18


class _Digest(Protocol):
    def update(self, data: Any, /) -> None: ...


def table_hash(table: pa.Table) -> str:
    """SHA-256 over names, types and rows: per column the bits of validity, then the values, little endian.

    Null values count as zero bits; texts are their lengths (int64) and UTF-8 bytes; dictionaries count as their values.
    """
    digest = hashlib.sha256(b"ecopark table 1\n")
    plain = [_plain(f.type) for f in table.schema]
    said = [[f.name, str(t)] for f, t in zip(table.schema, plain, strict=True)]
    digest.update(json.dumps([len(table), said], ensure_ascii=False).encode())
    for column, kind in zip(table.columns, plain, strict=True):
        whole = column.cast(kind) if column.type != kind else column
        _add(digest, _few(whole.chunks) if isinstance(whole, pa.ChunkedArray) else [whole], kind)
    return digest.hexdigest()


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _few(chunks: Sequence[pa.Array]) -> list[pa.Array]:
    """The chunks, small ones joined: a table of many tasks has thousands."""
    found: list[list[pa.Array]] = []
    rows = 0
    for chunk in chunks:
        if not found or rows + len(chunk) > ROWS_AT_ONCE:
            found.append([])
            rows = 0
        found[-1].append(chunk)
        rows += len(chunk)
    return [group[0] if len(group) == 1 else pa.concat_arrays(group) for group in found]


def _add(digest: _Digest, chunks: Sequence[pa.Array], kind: pa.DataType) -> None:
    """Cells of a column chunk by chunk: nothing is held of all of it but the bits of validity."""
    valid = [chunk.is_valid().to_numpy(zero_copy_only=False) for chunk in chunks] or [np.empty(0, np.bool_)]
    digest.update(np.packbits(np.concatenate(valid), bitorder="little").data)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = [chunk.fill_null("") if chunk.null_count else chunk for chunk in chunks]
        for text in texts:
            digest.update(pc.binary_length(text.cast(pa.binary())).cast(pa.int64()).to_numpy(zero_copy_only=False).data)
        for text in texts:
            digest.update(_bytes_of(text.cast(pa.large_binary())))
    elif pa.types.is_list(kind):
        for chunk in chunks:
            lengths = pc.list_value_length(chunk).fill_null(0).cast(pa.int64())
            digest.update(lengths.to_numpy(zero_copy_only=False).data)
        _add(digest, [chunk.flatten() for chunk in chunks], kind.value_type)
    else:
        for chunk in chunks:
            digest.update(np.ascontiguousarray(_numbers(chunk, kind)).data)


def _numbers(chunk: pa.Array, kind: pa.DataType) -> npt.NDArray[Any]:
    if pa.types.is_timestamp(kind):
        chunk, kind = chunk.cast(pa.int64()), pa.int64()
    if chunk.null_count:
        chunk = chunk.fill_null(pa.scalar(False if pa.types.is_boolean(kind) else 0, kind))
    numbers: npt.NDArray[Any] = chunk.to_numpy(zero_copy_only=False)
    return numbers


def _bytes_of(texts: pa.Array) -> memoryview:
    """All contents one after another."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return memoryview(b"")
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[int(bounds[0]) : int(bounds[-1])]
