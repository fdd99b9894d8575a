"""At opening: what a crash left without an entry in the evidence log gets one. Idempotent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ecopark.serve.park import OpenPark
from ecopark.serve.stored_batches import AUDITOR, StoredBatches
from ecopark.serve.workers.entries import derived_entry, enter_batch, enter_version
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.revisions import KIND as RECORD
from ecopark.trust.log.revisions import Key, key_of

_DERIVED, _REVISION = b'"kind":"derived"', b'"kind":"record"'


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many entries were added."""

    batches: int
    versions: int
    derived: int
    records: int


def catch_up(park: OpenPark) -> CaughtUp:
    """Add the entries that are missing: of batches with kept rows, of versions, of current derived tables, of records."""
    logged = _Logged.of(park.log)
    done = CaughtUp(
        sum(1 for _ in _batches(park)),
        sum(1 for _ in _versions(park)),
        sum(1 for _ in _derived(park, logged)),
        park.records.catch_up(logged.records),
    )
    park.log.publish()
    return done


@dataclass(frozen=True, slots=True)
class _Logged:
    """What entries without a number speak of: one pass through the log, some microseconds per entry."""

    records: frozenset[Key]
    derived: frozenset[tuple[object, object, object]]

    @classmethod
    def of(cls, log: EvidenceLog) -> _Logged:
        records, derived = set(), set()
        for entry in log.entries():
            if _REVISION in entry or _DERIVED in entry:
                content = json.loads(entry)
                if content["kind"] == "derived":
                    derived.add((content.get("table"), content.get("task"), content.get("version")))
                elif content["kind"] == RECORD and (key := key_of(content)) is not None:
                    records.add(key)
        return cls(frozenset(records), frozenset(derived))


def _batches(park: OpenPark) -> Iterator[int]:
    stored = StoredBatches(park.store.snapshot())
    for row in stored.ledger:
        if row["kept"] and park.log.find("readings", row["batch"]) is None:
            rows = stored.rows(row["batch"])
            if rows is not None:
                enter_batch(park, row["batch"], row["source"], row["raw_sha256"], row["recorded_time"], rows)
                yield row["batch"]


def _versions(park: OpenPark) -> Iterator[int]:
    for report in park.store.audit().manifests(AUDITOR):
        if park.log.find("manifest", report.version) is None:
            enter_version(park, report)
            yield report.version


def _derived(park: OpenPark, logged: _Logged) -> Iterator[str]:
    for said in park.store.audit().current(AUDITOR):
        if (said.table, said.task, said.version) not in logged.derived:
            park.log.add("derived", derived_entry(park, said), publish=False)
            yield said.task
