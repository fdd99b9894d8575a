"""Ports: where two real implementations exist, and only there. # design 2

Thinking rooms and doors take these as arguments; ``serve/bootstrap.py`` wires the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from ecopark.core.interval import Interval
from ecopark.core.scope import Scope


class Clock(Protocol):
    """Tells the time, aware, in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer answers once a batch is durable.

    ``repeated`` is True when the idempotency key was known: nothing was written again, the first receipt's numbers
    are returned.
    """

    batch: int
    rows: int
    recorded_time: datetime
    repeated: bool = False


class ReadingsWriter(Protocol):
    """The one writer. A returned receipt means: on the disk, synced."""

    def append(
        self,
        readings: pa.Table,
        *,
        source: str,
        idempotency_key: str | None = None,
        raw_sha256: str | None = None,
    ) -> Receipt:
        """Store a ``READINGS`` table; ``StateError`` engine.disk.full / engine.writer.closed if it cannot."""
        ...


class ReadingsSnapshot(Protocol):
    """One unchanging view of the store. Every method takes the scope of who asks and returns only what it may see."""

    @property
    def version(self) -> int: ...

    def observations(
        self,
        scope: Scope,
        datastreams: Sequence[str],
        interval: Interval | None = None,
        *,
        known_at: datetime | None = None,
    ) -> pa.Table:
        """``OBSERVATIONS``, latest revision per (datastream, phenomenon_time) as known at ``known_at``; sorted."""
        ...

    def flags(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        """``FLAGS`` of the newest run per datastream."""
        ...


class LogStorage(Protocol):
    """Where tiles, entry bundles and checkpoints live: names are C2SP tlog-tiles paths.

    ``create`` refuses to overwrite with other bytes; ``replace`` is for ``checkpoint`` and ``witnessed`` alone and
    is atomic; both are durable on return.
    """

    def read(self, name: str) -> bytes | None: ...

    def create(self, name: str, content: bytes) -> None: ...

    def replace(self, name: str, content: bytes) -> None: ...

    def discard(self, name: str) -> None:
        """Remove a partial tile that a wider one has made superfluous; nothing else is ever removed."""
        ...

    def names(self) -> Iterator[str]:
        """Every name that is stored, so that verification also finds what does not belong."""
        ...


class EntryLog(Protocol):
    """Append-only evidence log: records become entries. # design 6"""

    def add(self, kind: str, content: Mapping[str, object]) -> int:
        """Append one entry (canonical JSON, ``kind`` and time included) and return its index."""
        ...
