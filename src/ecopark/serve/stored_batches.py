"""The readings of batches as they are stored, read from the lake in ranges: thousands of batches are a few queries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import numpy as np
import pyarrow as pa

from ecopark.core.errors import EcoparkError
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.snapshot import Snapshot

AUDITOR = system_scope("verify")
ROWS_PER_READ = 2_000_000


class StoredBatches:
    """Rows of a batch by number; asked in ascending order each range is read once, and one range is kept.

    Attributes
    ----------
    ledger
        One row per batch, ascending: ``batch``, ``kept``, ``source``, ``raw_sha256``, ``recorded_time`` (aware), ….
    """

    def __init__(self, snapshot: Snapshot, *, rows_per_read: int = ROWS_PER_READ) -> None:
        self._snapshot = snapshot
        ledger = snapshot.batches(AUDITOR).sort_by("batch").to_pylist()
        self.ledger: list[dict[str, Any]] = [
            {**row, "recorded_time": row["recorded_time"].replace(tzinfo=UTC)} for row in ledger
        ]
        self._numbers = {row["batch"] for row in self.ledger}
        self._ranges = _ranges(self.ledger, rows_per_read)
        self._held = (0, -1)
        self._table: pa.Table | None = None

    def rows(self, batch: int) -> pa.Table | None:
        """``OBSERVATIONS`` of a batch; None if the ledger does not know it.

        Where a range cannot be read, the batch is read alone, so that only batches in damaged files fail.
        """
        if batch not in self._numbers:
            return None
        held = self._ranges[bisect_right(self._ranges, batch, key=lambda r: r[0]) - 1]
        if held != self._held:
            try:
                self._table, self._held = self._snapshot.batch_observations(AUDITOR, *held), held
            except (EcoparkError, pa.ArrowException, OSError):
                return self._snapshot.batch_observations(AUDITOR, batch)
        assert self._table is not None
        start, end = np.searchsorted(self._table.column("batch").to_numpy(), [batch, batch + 1])
        return self._table.slice(int(start), int(end - start))


def _ranges(ledger: Sequence[dict[str, Any]], most: int) -> list[tuple[int, int]]:
    """First and last batch of consecutive ranges with at most ``most`` rows (or one batch)."""
    ranges: list[tuple[int, int]] = []
    rows = 0
    for row in ledger:
        rows += row["kept"]
        if ranges and rows <= most:
            ranges[-1] = (ranges[-1][0], row["batch"])
        else:
            ranges.append((row["batch"], row["batch"]))
            rows = row["kept"]
    return ranges
