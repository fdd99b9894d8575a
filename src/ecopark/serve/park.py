"""An open park: everything that pages, the API and the commands use, wired by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Sources
from ecopark.connect.raw import RawStore
from ecopark.connect.settings import ParkSettings
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, LogStorage, ReadingsWriter
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.engine.store import Store
from ecopark.rules.book import RuleBook
from ecopark.rules.permits import Permit
from ecopark.serve.access.ports import Access
from ecopark.serve.access.settings import AccessSettings
from ecopark.serve.logged_records import LoggedRecords
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.settings import QualitySettings


class Desk(TypedDict):
    """Keyword arguments of ``connect.actions``."""

    network: FlowNetwork
    writer: ReadingsWriter
    records: RecordsStore
    clock: Clock
    scope: Scope
    raw: RawStore


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
    writer
        The store's writer, as every door uses it: what is durable becomes a live value at once.
    devices, sources, live, intake
        The live doors, see ``docs/design/live.md``.
    footprint
        Measures the platform's own electricity and carbon; None where nothing measures it.
    """

    folder: Path
    network: FlowNetwork
    store: Store
    records: LoggedRecords
    log: EvidenceLog
    log_storage: LogStorage
    raw: RawStore
    book: RuleBook
    clock: Clock
    salt: bytes = field(repr=False)
    writer: ReadingsWriter
    devices: Devices
    sources: Sources
    live: LiveValues
    intake: Intake
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
            "writer": self.writer,
            "records": self.records,
            "clock": self.clock,
            "scope": scope,
            "raw": self.raw,
        }

    def snapshot(self) -> Snapshot:
        return self.store.snapshot()

    def now(self) -> datetime:
        """The moment that counts as now: ``park.as_of`` for a park made of recorded data, otherwise the clock."""
        as_of = self.network.park.as_of
        return datetime.fromisoformat(as_of).astimezone(UTC) if as_of else self.clock()
