"""Plain exports of observations: files that anybody can read without knowing how the lake packs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope
from ecopark.engine.embedded.parquet import pack_parquet, write_new
from ecopark.engine.embedded.snapshot import Snapshot


def export_observations(
    snapshot: Snapshot,
    scope: Scope,
    path: Path,
    datastreams: Sequence[str] | None = None,
    interval: Interval | None = None,
    *,
    known_at: datetime | None = None,
) -> int:
    """Write ``OBSERVATIONS`` that the scope reaches as one Parquet file (values as doubles); returns the rows.

    The footer says which version of the lake it was taken from (``ecopark.version``).
    """
    table = snapshot.observations(scope, datastreams, interval, known_at=known_at)
    write_new(Path(path), pack_parquet(table, {}, {b"ecopark.version": str(snapshot.version).encode()}))
    return len(table)
