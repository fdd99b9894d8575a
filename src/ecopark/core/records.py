"""Records: what people and rules say (declarations, imports, quarantine, findings' triage, permits, users' actions).

A record is a small JSON document under (kind, id); every change is a new revision, nothing is overwritten. # design 4.5
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ecopark.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Record:
    """One revision of a record. ``firm`` None: the park's own; ``public``: everybody may read it."""

    kind: str
    id: str
    revision: int
    firm: str | None
    public: bool
    content: Mapping[str, object]
    actor: str
    recorded_time: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision to be put: which record, what it shall say, whose it is; ``expected_revision`` as of ``put``."""

    id: str
    content: Mapping[str, object]
    firm: str | None = None
    public: bool = False
    expected_revision: int | None = None


class RecordsStore(Protocol):
    """Kept in SQLite by default, in PostgreSQL by configuration; one conformance suite for both. # design 5.5"""

    def put(
        self,
        scope: Scope,
        kind: str,
        record_id: str,
        content: Mapping[str, object],
        *,
        firm: str | None = None,
        public: bool = False,
        expected_revision: int | None = None,
    ) -> Record:
        """Append a revision, durable on return; ``StateError`` engine.record.changed if ``expected_revision`` is old."""
        ...

    def put_many(self, scope: Scope, kind: str, drafts: Sequence[Draft]) -> Sequence[Record]:
        """Append one revision to each of several records (ids differ), all or none, durable together on return."""
        ...

    def get(self, scope: Scope, kind: str, record_id: str, *, known_at: datetime | None = None) -> Record | None:
        """Latest revision (as known at a moment); None if there is none *or the scope does not reach it*."""
        ...

    def get_many(self, scope: Scope, kind: str, record_ids: Sequence[str]) -> Mapping[str, Record]:
        """Latest revisions by id, as far as there are any and the scope reaches them."""
        ...

    def find(
        self,
        scope: Scope,
        kind: str,
        *,
        firm: str | None = None,
        known_at: datetime | None = None,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[Record]:
        """Latest revisions of a kind that the scope reaches, by id, at most ``limit`` after id ``after``."""
        ...

    def history(self, scope: Scope, kind: str, record_id: str) -> Sequence[Record]:
        """All revisions, oldest first."""
        ...
