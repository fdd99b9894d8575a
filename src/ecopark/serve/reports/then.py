"""A park as it was at a moment, to read from: records as known then, tables of that version. # design 4.3

What makes figures from an open park (criteria, sinks, duties) is handed this one, and cannot see anything later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import pyarrow as pa

from ecopark.core.records import Record
from ecopark.core.scope import Scope
from ecopark.engine.embedded.runs import DerivedReport
from ecopark.engine.embedded.snapshot import Snapshot
from ecopark.engine.store import Store
from ecopark.serve.logged_records import LoggedRecords
from ecopark.serve.park import OpenPark


@dataclass(frozen=True, slots=True)
class RecordsThen:
    """The reading half of ``RecordsStore``; it has nothing to write with."""

    records: LoggedRecords
    known_at: datetime

    def get(self, scope: Scope, kind: str, record_id: str) -> Record | None:
        return self.records.get(scope, kind, record_id, known_at=self.known_at)

    def get_many(self, scope: Scope, kind: str, record_ids: Sequence[str]) -> Mapping[str, Record]:
        found = ((record_id, self.get(scope, kind, record_id)) for record_id in record_ids)
        return {record_id: record for record_id, record in found if record is not None}

    def find(self, scope: Scope, kind: str, *, firm: str | None = None, limit: int = 1000) -> Sequence[Record]:
        return self.records.find(scope, kind, firm=firm, known_at=self.known_at, limit=limit)

    def history(self, scope: Scope, kind: str, record_id: str) -> Sequence[Record]:
        revisions = self.records.history(scope, kind, record_id)
        return [revision for revision in revisions if revision.recorded_time <= self.known_at]


@dataclass(frozen=True, slots=True)
class SnapshotThen:
    """Derived tables of one version."""

    snapshot: Snapshot
    version: int

    def derived(self, scope: Scope, table: str, *given: Any, version: int | None = None, **more: Any) -> pa.Table:
        return self.snapshot.derived(scope, table, *given, version=self.version if version is None else version, **more)

    def derived_versions(self, table: str, scope: Scope) -> list[DerivedReport]:
        return [said for said in self.snapshot.derived_versions(table, scope) if said.version <= self.version]


@dataclass(frozen=True, slots=True)
class StoreThen:
    store: Store
    version: int

    def snapshot(self) -> SnapshotThen:
        return SnapshotThen(self.store.snapshot(), self.version)


def park_then(park: OpenPark, lake_version: int, known_at: datetime) -> OpenPark:
    """The park to read from; writing to it fails."""
    return replace(
        park,
        records=cast(LoggedRecords, RecordsThen(park.records, known_at)),
        store=cast(Store, StoreThen(park.store, lake_version)),
        clock=lambda: known_at,
    )
