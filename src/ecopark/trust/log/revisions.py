"""Revisions of records in the evidence log: one entry of kind ``record`` for each. # design 6

Names and contents must not leak through a public log, and small contents must not be guessed: id and content stand there
as HMAC-SHA-256 under the park's salt. What is hashed is the revision as it is stored, every field as text.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256

from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.core.records import Record
from ecopark.trust.log.audit import AuditedEntry
from ecopark.trust.log.entries import canonical_json
from ecopark.trust.log.report import VerifyReport

KIND = "record"
ERASURE = "erased"
"""Kind of the entry that says: the content of a record was erased, when, by whom and why; its commitments stand."""
ERASED = '{"erased":true}'
REASONS = ("person", "firm", "law", "mistake")
FILE = "records"
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A revision as it is stored, every field as text; None for null, and for bytes that are no UTF-8.

    ``public`` is ``1`` or ``0``, ``recorded_time`` ``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC, ``content`` the JSON text.
    """

    kind: str
    id: str
    revision: int
    firm: str | None
    public: str | None
    content: str | None
    actor: str | None
    recorded_time: str | None

    @classmethod
    def of(cls, record: Record) -> StoredRevision:
        """What the store must hold of a record."""
        return cls(
            record.kind,
            record.id,
            record.revision,
            record.firm,
            "1" if record.public else "0",
            canonical_json(record.content).decode(),
            record.actor,
            record.recorded_time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        )


def keyed_id(salt: bytes, kind: str, record_id: str) -> str:
    """The id of a record as the log names it."""
    return _keyed(salt, b"ecopark record id\0", [kind, record_id])


def content_hash(salt: bytes, revision: StoredRevision) -> str:
    """Keyed hash of all fields of a revision."""
    r = revision
    fields = [r.kind, r.id, r.revision, r.firm, r.public, r.content, r.actor, r.recorded_time]
    return _keyed(salt, b"ecopark record revision\0", fields)


def _keyed(salt: bytes, purpose: bytes, fields: object) -> str:
    return hmac.new(salt, purpose + canonical_json(fields), sha256).hexdigest()


def record_entry(salt: bytes, revision: StoredRevision, *, caught_up: bool = False) -> dict[str, object]:
    """Content of the entry of a revision; ``caught_up``: added when the park was opened after a crash."""
    entry: dict[str, object] = {
        "record": revision.kind,
        "id": keyed_id(salt, revision.kind, revision.id),
        "revision": revision.revision,
        "content_hash": content_hash(salt, revision),
    }
    return {**entry, "caught_up": True} if caught_up else entry


def erasure_entry(salt: bytes, kind: str, record_id: str, revisions: int, reason: str, by: str) -> dict[str, object]:
    """Content of the entry of an erasure; ``revisions`` so many, ``by`` the user, ``reason`` one of `REASONS`."""
    return {"record": kind, "id": keyed_id(salt, kind, record_id), "revisions": revisions, "reason": reason, "by": by}


def key_of(entry: Mapping[str, object]) -> Key | None:
    """(kind, keyed id, revision) of an entry's content; None if it is not the entry of a revision."""
    kind, name, revision = entry.get("record"), entry.get("id"), entry.get("revision")
    return (kind, name, revision) if isinstance(kind, str) and isinstance(name, str) and isinstance(revision, int) else None


def check_revisions(
    stored: Callable[[], Iterable[StoredRevision]],
    salt: bytes,
    entries: Sequence[AuditedEntry],
    report: VerifyReport,
    erasures: Sequence[AuditedEntry] = (),
) -> None:
    """Every stored revision has its entry with the same hash, every entry its revision; each fault is named.

    Content that is gone needs an entry of its erasure; then it is told, and the commitment stands.
    """
    gone = {(e.content.get("record"), e.content.get("id")): e.content for e in erasures}
    erased: dict[tuple[str, str], Mapping[str, object]] = {}
    before, count = len(report.faults), 0
    logged = {key: entry for entry in entries if (key := key_of(entry.content)) is not None}
    names: dict[tuple[str, str], str] = {}
    seen: set[Key] = set()
    try:
        for revision in stored():
            count += 1
            key = revision.kind, keyed_id(salt, revision.kind, revision.id), revision.revision
            names[key[:2]] = revision.id
            seen.add(key)
            said = gone.get(key[:2])
            if (
                revision.content == ERASED
                and key in logged
                and said
                and revision.revision <= int(str(said.get("revisions")))
            ):
                erased[revision.kind, revision.id] = said
                continue
            _check_revision(revision, salt, logged.get(key), report)
    except EcoparkError as error:
        report.fault("unreadable", FILE, reason=str(error))
    else:
        for kind, keyed, number in sorted(logged.keys() - seen):
            where = f"{kind} {names.get((kind, keyed), keyed)}, revision {number}"
            report.fault("record_missing", FILE, where, expected=str(logged[kind, keyed, number].content["content_hash"]))
    for (kind, name), said in sorted(erased.items()):
        told = {"name": f"{kind} {name}", "time": said.get("time"), "by": said.get("by"), "reason": said.get("reason")}
        report.notes.append(Message("trust.verify.erased", told))
    late = [entry for entry in logged.values() if entry.content.get("caught_up")]
    if late:
        report.notes.append(Message("trust.verify.caught_up", {"count": len(late), "names": ", ".join(_named(late, names))}))
    report.checked("records", count, before)


def _check_revision(revision: StoredRevision, salt: bytes, entry: AuditedEntry | None, report: VerifyReport) -> None:
    where, found = f"{revision.kind} {revision.id}, revision {revision.revision}", content_hash(salt, revision)
    if entry is None:
        report.fault("record_unknown", FILE, where, found=found)
    elif entry.content.get("content_hash") != found:
        report.fault("record", FILE, where, expected=str(entry.content.get("content_hash")), found=found)


def _named(entries: Sequence[AuditedEntry], names: Mapping[tuple[str, str], str], most: int = 20) -> Iterator[str]:
    for entry in entries[:most]:
        kind, keyed, revision = key_of(entry.content) or ("", "", 0)
        yield f"{kind} {names.get((kind, keyed), keyed[:12])} ({revision})"
    if len(entries) > most:
        yield "…"
