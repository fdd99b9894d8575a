"""Canonical content of an Arrow table: the same rows give the same hash, however they are chunked or encoded."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


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
        _add(digest, whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole)
    return digest.hexdigest()


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _add(digest: _Digest, column: pa.Array) -> None:
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    digest.update(np.packbits(column.is_valid().to_numpy(zero_copy_only=False), bitorder="little").data)
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = column.fill_null("")
        digest.update(pc.binary_length(texts.cast(pa.binary())).cast(pa.int64()).to_numpy(zero_copy_only=False).data)
        digest.update("".join(texts.to_pylist()).encode())
    elif pa.types.is_list(kind):
        digest.update(pc.list_value_length(column).fill_null(0).cast(pa.int64()).to_numpy(zero_copy_only=False).data)
        _add(digest, column.flatten())
    elif pa.types.is_timestamp(kind):
        digest.update(column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).data)
    else:
        empty = False if pa.types.is_boolean(kind) else 0
        numbers = column.fill_null(pa.scalar(empty, kind)).to_numpy(zero_copy_only=False)
        digest.update(np.ascontiguousarray(numbers).data)
