"""Which days of which datastream a readings file touches: what tells tasks of a day or a week apart."""

from __future__ import annotations

from pathlib import Path

from ecopark.engine.embedded import duck
from ecopark.engine.embedded.lake_files import FileEntry

Days = dict[str, dict[int, int]]  # datastream -> day -> batch


def last_batches_by_day(lake: Path, entry: FileEntry, offset_us: int) -> Days:
    """Datastream -> day (of 24 hours from ``offset_us`` on) -> last batch that brought or restated a reading in it."""
    last = "greatest(batch, superseded)" if entry.restated else "batch"
    rows = duck.ask(
        f"SELECT datastream, CAST(floor((epoch_us(phenomenon_time) - {offset_us}) / 86400000000.0) AS BIGINT) AS day, "
        f"max({last}) AS last FROM read_parquet({duck.paths([lake / entry.path])}) GROUP BY ALL"
    )
    found: Days = {}
    for name, day, batch in zip(*(rows.column(n).to_pylist() for n in ("datastream", "day", "last")), strict=True):
        found.setdefault(name, {})[day] = batch
    return found
