"""The ledger: one row per batch, with what became of its readings; and the idempotency keys that were used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal
from ecopark.core.observations import TIME
from ecopark.core.ports import Receipt
from ecopark.engine.embedded.content import table_hash
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.parquet import pack_parquet, write_new
from ecopark.engine.embedded.rows import Ints, run_starts

LEDGER = pa.schema(
    [
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),  # as received
        pa.field("kept", pa.int64(), nullable=False),  # stored; rows = kept + duplicates
        pa.field("duplicates", pa.int64(), nullable=False),  # said again what was known: dropped
        pa.field("restated", pa.int64(), nullable=False),  # of the kept: said something else about a known time
        pa.field("late", pa.int64(), nullable=False),  # of the kept: older than what was known of the datastream
        pa.field("recorded_time", TIME, nullable=False),
        pa.field("raw_sha256", pa.string()),
        pa.field("idempotency_key", pa.string()),
    ]
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PART_BITS = 40  # a batch's number says its part: part << 40, plus 1, 2, 3 …; an embedded store is part 0


def last_batches(files: Sequence[FileEntry]) -> dict[int, int]:
    """Part -> number of its last batch in some ledger files."""
    last: dict[int, int] = {}
    for entry in files:
        part = entry.last_batch >> PART_BITS
        last[part] = max(entry.last_batch, last.get(part, 0))
    return dict(sorted(last.items()))


def moment(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def write_ledger_file(lake: Path, path: str, table: pa.Table) -> FileEntry:
    packed = pack_parquet(table.cast(LEDGER), {})
    write_new(lake / path, packed)
    numbers = table.column("batch").to_numpy()
    return FileEntry(
        path,
        hashlib.sha256(packed).hexdigest(),
        table_hash(table),
        len(packed),
        len(table),
        first_batch=int(numbers.min()),
        last_batch=int(numbers.max()),
    )


def read_ledger(lake: Path, files: Sequence[FileEntry], columns: Sequence[str] = tuple(LEDGER.names)) -> pa.Table:
    """Ledger rows in order of batch."""
    schema = pa.schema([LEDGER.field(n) for n in columns])
    parts = []
    for entry in sorted(files, key=lambda f: f.first_batch):
        try:
            parts.append(pq.read_table(lake / entry.path, columns=list(columns), partitioning=None).cast(schema))
        except (OSError, pa.ArrowException) as error:
            raise Fatal("engine.lake.damaged", where=str(lake / entry.path), reason=str(error)) from error
    return pa.concat_tables(parts) if parts else schema.empty_table()


@dataclass(slots=True)
class BatchTimes:
    """Recorded time of every batch, by ascending number; within a part the times ascend too."""

    numbers: Ints
    recorded_us: Ints

    @classmethod
    def of(cls, lake: Path, files: Sequence[FileEntry]) -> BatchTimes:
        table = read_ledger(lake, files, ["batch", "recorded_time"])
        return cls(table.column(0).to_numpy(), table.column(1).cast(pa.int64()).to_numpy())

    def of_batches(self, batch: Ints) -> Ints:
        if len(self.numbers) and self.numbers[-1] - self.numbers[0] + 1 == len(self.numbers):
            place: Ints = batch - self.numbers[0]
        else:
            place = np.searchsorted(self.numbers, batch)
        return np.take(self.recorded_us, place)

    def last_known_at(self, known_at: datetime) -> dict[int, int]:
        """Part -> number of its last batch that was recorded at or before a moment (0 of the part if none was)."""
        at = (known_at - _EPOCH) // timedelta(microseconds=1)
        parts = self.numbers >> PART_BITS
        starts = run_starts(parts)
        known = {}
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(parts)], strict=True):
            found = int(np.searchsorted(self.recorded_us[start:end], at, side="right"))
            part = int(parts[start])
            known[part] = int(self.numbers[start + found - 1]) if found else part << PART_BITS
        return known


class UsedKeys:
    """Idempotency keys and the receipts they got: of the journal in a dictionary, of the lake as sorted hashes."""

    def __init__(self, lake: Path, files: Sequence[FileEntry]) -> None:
        self._lake = lake
        self._journal: dict[str, Receipt] = {}
        self.take_over(files)

    def take_over(self, files: Sequence[FileEntry]) -> None:
        """Read the keys of the lake; those in it leave the dictionary."""
        table = read_ledger(self._lake, files, ["batch", "idempotency_key"])
        table = table.filter(table.column("idempotency_key").is_valid())
        hashes = np.array([_hash(k) for k in table.column("idempotency_key").to_pylist()], np.uint64)
        order = np.argsort(hashes, kind="stable")
        state = (files, hashes[order], table.column("batch").to_numpy()[order])
        self._files, self._hashes, self._batches = state
        compacted = max((f.last_batch for f in files), default=0)
        self._journal = {k: r for k, r in self._journal.items() if r.batch > compacted}

    def remember(self, key: str, receipt: Receipt) -> None:
        self._journal[key] = receipt

    def find(self, key: str) -> Receipt | None:
        """The receipt that a key got, marked as repeated."""
        receipt = self._journal.get(key)
        if receipt is not None:
            return Receipt(receipt.batch, receipt.rows, receipt.recorded_time, repeated=True)
        at = int(np.searchsorted(self._hashes, wanted := _hash(key)))
        while at < len(self._hashes) and self._hashes[at] == wanted:
            if (found := self._in_ledger(int(self._batches[at]), key)) is not None:
                return found
            at += 1
        return None

    def _in_ledger(self, batch: int, key: str) -> Receipt | None:
        for entry in self._files:
            if entry.first_batch <= batch <= entry.last_batch:
                row = pq.read_table(self._lake / entry.path, filters=[("batch", "=", batch)], partitioning=None).to_pylist()[
                    0
                ]
                if row["idempotency_key"] == key:
                    return Receipt(batch, row["rows"], row["recorded_time"].replace(tzinfo=UTC), repeated=True)
        return None


def _hash(key: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big"))
