"""The records store of an open park: every revision becomes an entry of the evidence log, whoever writes it. # design 6

The revision is durable first, then the entry is added. Entries of people's actions are published before the answer goes
out (together with those of others who wait at the same moment); entries of the platform's own workers, which may write
thousands at once, wait for the next publication: a person's action, the end of a run of the evidence path, the inbox
worker's pause (15 s), closing. What a crash leaves without an entry gets one at the next opening, marked ``caught_up``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ecopark.core.errors import InputError
from ecopark.core.records import Draft, Record
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.records import SqlRecords
from ecopark.engine.records_access import SqlAccess
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.revisions import (
    ERASURE,
    KIND,
    REASONS,
    Key,
    StoredRevision,
    erasure_entry,
    keyed_id,
    record_entry,
)

AUDITOR = system_scope("verify")


class LoggedRecords:
    """``core.records.RecordsStore``; ``put`` stores and logs.

    Attributes
    ----------
    access
        Users, sessions, tokens and uploads in the same database. Their changes are entries of kind ``access``.
    stored
        The store beneath.
    """

    def __init__(self, stored: SqlRecords, log: EvidenceLog, salt: bytes) -> None:
        self.stored = stored
        self._log = log
        self._salt = salt
        self._listeners: list[Callable[[Record], None]] = []

    def listen(self, told: Callable[[Record], None]) -> None:
        """Have every revision told that is put here from now on, once it is durable."""
        self._listeners.append(told)

    @property
    def access(self) -> SqlAccess:
        return self.stored.access

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
        """As ``SqlRecords.put``; the entry is published on return unless the platform itself writes.

        Raises
        ------
        StateError
            Also when the log has no room: then the revision is stored and its entry waits for the next publication.
        """
        record = self.stored.put(
            scope, kind, record_id, content, firm=firm, public=public, expected_revision=expected_revision
        )
        self._enter([record], scope)
        return record

    def put_many(self, scope: Scope, kind: str, drafts: Sequence[Draft]) -> Sequence[Record]:
        """As ``SqlRecords.put_many``, with an entry for each revision."""
        records = self.stored.put_many(scope, kind, drafts)
        self._enter(records, scope)
        return records

    def erase(self, scope: Scope, kind: str, record_id: str, reason: str) -> int:
        """Erase the content of a record on request; the entry that says so is durable and published before.

        Returns the number of revisions. Calling it again finishes what a crash interrupted.

        Raises
        ------
        InputError
            trust.log.bad_reason, trust.log.nothing_to_erase.
        """
        scope.require_role(f"erase {kind}", Role.MANAGER)
        if reason not in REASONS:
            raise InputError("trust.log.bad_reason", where=kind, reason=reason, known=", ".join(REASONS))
        count = len(self.stored.history(scope, kind, record_id))
        if not count:
            raise InputError("trust.log.nothing_to_erase", where=kind, kind=kind, id=record_id)
        last = max(number for k, name, number in self.stored.keys(AUDITOR) if (k, name) == (kind, record_id))
        self._log.add(ERASURE, erasure_entry(self._salt, kind, record_id, last, reason, scope.user))
        return self.stored.erase(scope, kind, record_id)

    def erased(self, scope: Scope, kind: str, record_id: str) -> bool:
        """As ``SqlRecords.erased``."""
        return self.stored.erased(scope, kind, record_id)

    def _enter(self, records: Sequence[Record], scope: Scope) -> None:
        for record in records:
            self._log.add(KIND, record_entry(self._salt, StoredRevision.of(record)), publish=False)
        if records and not scope.user.startswith("system:"):
            self._log.publish()
        for record in records:
            for told in self._listeners:
                told(record)

    def get(self, scope: Scope, kind: str, record_id: str, *, known_at: datetime | None = None) -> Record | None:
        return self.stored.get(scope, kind, record_id, known_at=known_at)

    def get_many(self, scope: Scope, kind: str, record_ids: Sequence[str]) -> Mapping[str, Record]:
        return self.stored.get_many(scope, kind, record_ids)

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
        return self.stored.find(scope, kind, firm=firm, known_at=known_at, after=after, limit=limit)

    def history(self, scope: Scope, kind: str, record_id: str) -> Sequence[Record]:
        return self.stored.history(scope, kind, record_id)

    def close(self) -> None:
        self.stored.close()

    def catch_up(self, logged: frozenset[Key]) -> int:
        """Log the revisions that have no entry; ``logged``: those that have one. Returns how many were caught up."""
        keyed = ((kind, keyed_id(self._salt, kind, name), revision) for kind, name, revision in self.stored.keys(AUDITOR))
        if all(key in logged for key in keyed):
            return 0
        count = 0
        for revision in self.stored.stored(AUDITOR):
            entry = record_entry(self._salt, revision, caught_up=True)
            if (revision.kind, entry["id"], revision.revision) not in logged:
                self._log.add(KIND, entry, publish=False)
                count += 1
        return count
