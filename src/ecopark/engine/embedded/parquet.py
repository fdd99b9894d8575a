"""Parquet bytes and new files, synced."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.engine.embedded.disk import disk_errors, write_all

ROW_GROUP = 40_960  # one datastream is read without many others; DuckDB reads it in one piece
DELTA = "DELTA_BINARY_PACKED"


def pack_parquet(
    table: pa.Table, encodings: dict[str, str], metadata: dict[bytes, bytes] | None = None, row_group: int = ROW_GROUP
) -> memoryview:
    """Parquet bytes: dictionaries for every column but those with an encoding of their own, zstd."""
    groups = RowGroups(table.schema, encodings)
    for part in [table.slice(at, row_group) for at in range(0, len(table), row_group)] or [table]:
        groups.add(part)
    return groups.finish(metadata)


class RowGroups:
    """Parquet bytes in the making, one row group after the other."""

    def __init__(self, schema: pa.Schema, encodings: dict[str, str]) -> None:
        self._sink = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(
            self._sink,
            schema,
            version="2.6",
            compression="zstd",
            compression_level=1,
            use_dictionary=[n for n in schema.names if n not in encodings] or False,
            column_encoding=encodings or None,
            store_schema=False,
        )

    def add(self, part: pa.Table) -> None:
        self._writer.write_table(part, row_group_size=max(1, len(part)))

    def finish(self, metadata: dict[bytes, bytes] | None = None) -> memoryview:
        if metadata:
            self._writer.add_key_value_metadata({k.decode(): v.decode() for k, v in metadata.items()})
        self._writer.close()
        return memoryview(self._sink.getvalue())


def write_new(path: Path, content: memoryview) -> None:
    """A new file with synced bytes; nothing is left behind when the disk is full."""
    with disk_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            write_all(descriptor, content)
            os.fdatasync(descriptor)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
