"""DuckDB: one in-memory instance per process, a cursor per question, naive UTC, no extension, bounded memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from ecopark.core.errors import Fatal

MEMORY_LIMIT = "1GB"
_starting = threading.Lock()


@cache
def _instance(process: int) -> duckdb.DuckDBPyConnection:
    del process  # a forked child must not use its parent's instance
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": str(min(8, os.cpu_count() or 1)),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def ask(sql: str) -> pa.Table:
    """The answer to a question; safe from any thread."""
    with _starting:
        cursor = _instance(os.getpid()).cursor()
    try:
        return cursor.sql(sql).to_arrow_table()
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise Fatal("engine.lake.damaged", where="lake", reason=str(error)) from error
    finally:
        cursor.close()


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    return "(" + ", ".join(text(v) for v in values) + ")"


def name(value: str) -> str:
    """A column as an SQL name."""
    return '"' + value.replace('"', '""') + '"'


def paths(files: Iterable[Path]) -> str:
    """Files as an SQL list."""
    return "[" + ", ".join(text(str(f)) for f in files) + "]"


def moment(value: datetime) -> str:
    """A moment as an SQL literal: naive UTC."""
    naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return f"TIMESTAMP '{naive.isoformat(sep=' ', timespec='microseconds')}'"
