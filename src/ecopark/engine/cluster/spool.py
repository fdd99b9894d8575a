"""What the stream has acknowledged stays on the door's own disk, synced, until it is in the published lake. # design 5.6

JetStream acknowledges when a majority of its nodes has a message in memory of the operating system; it syncs to disk
later. If those nodes lose power together, acknowledged messages are gone, and their numbers are given again. So a
receipt is given only when the batch is also in this spool, and each compaction compares: what the stream has gone past,
or no longer has, and what is not in the lake under its key, is sent again under the same key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ecopark.core.ports import Clock
from ecopark.engine.cluster.streams import Stored
from ecopark.engine.embedded.disk import make_folder
from ecopark.engine.embedded.journal import Journal
from ecopark.engine.embedded.journal_frames import BatchFacts


@dataclass(frozen=True, slots=True)
class Kept:
    """A batch of the spool: its number here, its readings and what is known of them."""

    number: int
    readings: pa.Table
    facts: BatchFacts
    recorded_us: int


@dataclass(slots=True)
class _Waiting:
    number: int
    stored: Stored


class Spool:
    """A journal of batches on their way, and the message ids of their pieces that are not in the lake yet."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        make_folder(folder)
        first = min((int(path.stem) for path in folder.glob("*.segment")), default=1)
        self._journal = Journal(folder, clock, first, 0, lambda _key: None, lambda _batch: None)
        self._waiting: dict[str, _Waiting] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> dict[str, Stored]:
        """Message id -> where it stands in its stream, of all pieces that are not known to be in the lake."""
        with self._lock:
            return {name: piece.stored for name, piece in self._waiting.items()}

    def keep(self, readings: pa.Table, facts: BatchFacts, stored: dict[str, Stored]) -> None:
        """Sync a batch whose pieces (message id -> place) the stream has acknowledged."""
        number = self._journal.append(readings, facts).batch
        with self._lock:
            self._waiting |= {name: _Waiting(number, place) for name, place in stored.items()}

    def sent_again(self, number: int, stored: dict[str, Stored]) -> None:
        """Pieces of a batch have got a new place in their streams."""
        with self._lock:
            self._waiting |= {name: _Waiting(number, place) for name, place in stored.items()}

    def in_lake(self, names: Iterable[str]) -> None:
        """Pieces are in the lake; segments of which every piece is go."""
        with self._lock:
            for name in names:
                self._waiting.pop(name, None)
            if not self._journal.segments:
                return
            needed = {piece.number for piece in self._waiting.values()}
        free = [s for s in self._journal.seal() if not any(b.header.batch in needed for b in s.batches)]
        with self._lock:
            needed = {piece.number for piece in self._waiting.values()}
            free = [s for s in free if not any(b.header.batch in needed for b in s.batches)]
        self._journal.forget(free)

    def batches(self, wanted: Callable[[int], bool] = lambda _number: True) -> list[Kept]:
        """Batches of the spool by number, oldest first."""
        return [
            Kept(batch.header.batch, table, batch.facts, batch.header.recorded_us)
            for segment in self._journal.seal()
            for batch, table in segment.read()
            if wanted(batch.header.batch)
        ]

    def numbers_of(self, names: Iterable[str]) -> set[int]:
        with self._lock:
            return {self._waiting[name].number for name in names if name in self._waiting}

    def close(self) -> None:
        self._journal.close()
