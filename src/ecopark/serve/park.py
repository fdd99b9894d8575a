"""An open park: everything that pages, the API and the commands use, wired by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypedDict

import pyarrow as pa

from ecopark.connect.raw import RawStore
from ecopark.connect.settings import ParkSettings
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, EntryLog, LogStorage, ReadingsWriter, Receipt
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.engine.records import SqlRecords
from ecopark.rules.book import RuleBook
from ecopark.rules.permits import Permit
from ecopark.serve.access.ports import Access
from ecopark.serve.access.settings import AccessSettings
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.settings import QualitySettings


class ParkSnapshot(Protocol):
    """One unchanging view of readings and derived tables; every method answers within the scope of who asks."""

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
        """``OBSERVATIONS``, latest revisions, sorted."""
        ...

    def flags(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        """``FLAGS`` of the newest run."""
        ...

    def derived(
        self,
        scope: Scope,
        table: str,
        interval: Interval | None = None,
        *,
        only: Mapping[str, Sequence[str]] | None = None,
    ) -> pa.Table:
        """A derived table of ``docs/design/rooms.md``; its columns without rows if no flow has made it yet."""
        ...

    def batches(self, scope: Scope) -> pa.Table:
        """What came in which batch and what became of it; for those who see all firms."""
        ...

    def batch_observations(self, scope: Scope, batch: int) -> pa.Table:
        """``OBSERVATIONS`` that a batch brought, in the order that its Merkle tree covers."""
        ...


class Desk(TypedDict):
    """Keyword arguments of ``connect.actions``."""

    network: FlowNetwork
    writer: ReadingsWriter
    records: RecordsStore
    log: EntryLog
    clock: Clock
    scope: Scope
    raw: RawStore


class ParkStore(Protocol):
    """The store of readings and derived tables."""

    def snapshot(self) -> ParkSnapshot: ...

    def append(
        self, readings: pa.Table, *, source: str, idempotency_key: str | None = None, raw_sha256: str | None = None
    ) -> Receipt: ...


@dataclass(frozen=True)
class OpenPark:
    """A park that is open.

    Attributes
    ----------
    folder
        The park on disk, see ``docs/design/rooms.md``.
    clock
        The real clock. What counts as now for readers is :meth:`now`.
    raw
        Files as they came, by SHA-256.
    settings, quality, permits
        What park.yaml chooses, and the permits that it names.
    salt
        The park's secret salt: names appear in the evidence log as keyed hashes.
    footprint
        Measures the platform's own electricity and carbon; None where nothing measures it.
    """

    folder: Path
    network: FlowNetwork
    store: ParkStore
    records: SqlRecords
    log: EvidenceLog
    log_storage: LogStorage
    raw: RawStore
    book: RuleBook
    clock: Clock
    salt: bytes = field(repr=False)
    settings: ParkSettings = field(default_factory=ParkSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)
    permits: tuple[Permit, ...] = ()
    access_settings: AccessSettings = field(default_factory=AccessSettings)
    footprint: Callable[[], Mapping[str, object]] | None = None

    @property
    def access(self) -> Access:
        """Ports of sign-in and users."""
        return Access(
            self.records.access, self.log, self.clock, self.salt, frozenset(self.network.firms), self.access_settings
        )

    def desk(self, scope: Scope) -> Desk:
        """The ports that the doors' use cases take, for a caller."""
        return {
            "network": self.network,
            "writer": self.store,
            "records": self.records,
            "log": self.log,
            "clock": self.clock,
            "scope": scope,
            "raw": self.raw,
        }

    def snapshot(self) -> ParkSnapshot:
        return self.store.snapshot()

    def now(self) -> datetime:
        """The moment that counts as now: ``park.as_of`` for a park made of recorded data, otherwise the clock."""
        as_of = self.network.park.as_of
        return datetime.fromisoformat(as_of).astimezone(UTC) if as_of else self.clock()
