"""What the read models need from an open park. ``serve/park.py`` gives it; tests give a park in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from ecopark.connect.settings import InventorySettings
from ecopark.core.interval import Interval
from ecopark.core.messages import Lang, Message
from ecopark.core.network import FlowNetwork
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope
from ecopark.rules.book import RuleBook
from ecopark.serve.digital_projects import ScoredProject
from ecopark.serve.readmodel.figures import Figure


class PortalSnapshot(Protocol):
    """One unchanging view of readings and derived tables; each method answers within the scope of who asks."""

    @property
    def version(self) -> int: ...

    def observations(self, scope: Scope, datastreams: Sequence[str], interval: Interval | None = None) -> pa.Table:
        """``OBSERVATIONS``: latest revisions, sorted by datastream and time."""
        ...

    def history(self, scope: Scope, datastream: str, interval: Interval) -> pa.Table:
        """``OBSERVATIONS`` with every revision: the life story of raw values."""
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
        version: int | None = None,
    ) -> pa.Table:
        """A derived table of rooms.md, cut to the scope, to ``interval`` by its time column and to ``only`` values.

        A table that no flow has made yet is answered with its columns and no rows. ``version``: as it stood in an
        earlier version of the data.
        """
        ...

    def door_of(self, batch: int) -> str:
        """The door that brought a batch (``csv``, ``live``, …), never the file; empty where the ledger does not say."""
        ...

    def versions(self, scope: Scope, table: str) -> Sequence[int]:
        """Versions of the data in which something was published in the table, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness of the log: state as a message id, the newest tree it cosigned and when, what is wrong."""

    name: str
    state: str
    size: int
    signed_at: str
    trouble: Message | None

    @property
    def level(self) -> str:
        """Word of the portal's marks: ``ok``, ``info`` or ``serious``."""
        return {"signed": "ok", "conflict": "serious"}.get(self.state.rpartition(".")[2], "info")


@dataclass(frozen=True, slots=True)
class LogState:
    """The evidence log as published: signed checkpoint text, its size, the key to check it with, and its witnesses."""

    checkpoint: str
    size: int
    verifier_key: str
    witnesses: tuple[WitnessRow, ...] = ()
    witnesses_required: int = 0


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule (or a pack's records of one document) as the page of rules shows it."""

    id: str
    kind: str
    document: str
    source: str
    valid: str
    confidence: str
    provisional: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class OwnFootprint:
    """The platform's own electricity (kWh) and carbon (kgCO2e) since it started, and how they were found."""

    electricity: Figure
    carbon: Figure
    facts: Mapping[str, str]


class PortalPark(Protocol):
    """An open park, as far as pages need it."""

    @property
    def network(self) -> FlowNetwork: ...

    @property
    def records(self) -> RecordsStore: ...

    @property
    def book(self) -> RuleBook: ...

    @property
    def inventory(self) -> InventorySettings:
        """How the greenhouse-gas inventory is made."""
        ...

    def now(self) -> datetime:
        """The moment that counts as now: the clock, or ``park.as_of`` for a park made of recorded data."""
        ...

    def snapshot(self) -> PortalSnapshot: ...

    def sent_by_own(self, scope: Scope, quarantine_id: str) -> bool:
        """Whether the reader may have the quarantined input itself: it may hold rows of other firms."""
        ...

    def photos_there(self, scope: Scope, inspection: str) -> frozenset[str]:
        """Hashes of the photos of an inspection whose bytes have come."""
        ...

    def digital_projects(self, scope: Scope) -> Sequence[ScoredProject]:
        """Digital projects with their scores, the platform first."""
        ...

    def log_state(self) -> LogState | None:
        """None before the first entry is signed."""
        ...

    def rule_rows(self, lang: Lang) -> Sequence[RuleRow]:
        """Rules in force, provisional ones marked."""
        ...

    def own_footprint(self, lang: Lang) -> OwnFootprint | None:
        """None where nothing measures or models it."""
        ...
