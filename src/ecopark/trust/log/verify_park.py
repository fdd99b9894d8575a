"""Verification of the live evidence: the log, and everything stored that it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from ecopark.core.ports import LogStorage
from ecopark.trust.log.anchors import PluginVerify
from ecopark.trust.log.audit import AuditedEntry, Witnessing, audit_tree, open_checkpoint
from ecopark.trust.log.batches import batch_tree
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.keys import HANDOVER
from ecopark.trust.log.note import VerifierKey
from ecopark.trust.log.report import Progress, VerifyReport, no_progress
from ecopark.trust.log.revisions import ERASURE, StoredRevision, check_revisions
from ecopark.trust.log.revisions import KIND as RECORD
from ecopark.trust.log.tiles import CHECKPOINT, WITNESSED
from ecopark.trust.log.verify_bundle import day_text


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest as it is stored: its name, the SHA-256 (hex) of its bytes, and the files it lists with theirs."""

    name: str
    sha256: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class ParkEvidence:
    """What is stored in a park, for verification.

    Attributes
    ----------
    log
        The log's storage.
    keys
        Verifier keys that may have signed the checkpoint.
    park_salt
        The park's commitment salt.
    batch_rows
        The readings of a batch by number, as for ``batch_tree``; None if the store does not have it.
    manifest
        A stored manifest by version; None if it is not there (any more).
    file_sha256
        SHA-256 (hex) of a data file by the name that manifests use; None if it is not there.
    raw_sha256
        SHA-256 (hex) of the stored file as it came, asked by the hash that was logged; None if it is not there. Not
        checked if not given.
    derived_hash
        Content hash of the stored derived table that a ``derived`` entry speaks of; None if a newer version has replaced it.
        Not checked if not given.
    revisions
        Every stored revision of every record. Not checked if not given.
    witnesses, witnesses_required
        Keys of the witnesses by name, and how many must have cosigned.
    receipts, plugin
        Receipts of anchors by file name, and how to check what a plug-in anchored.
    """

    log: LogStorage
    keys: Sequence[VerifierKey]
    park_salt: bytes
    batch_rows: Callable[[int], pa.Table | None]
    manifest: Callable[[int], StoredManifest | None]
    file_sha256: Callable[[str], str | None]
    raw_sha256: Callable[[str], str | None] | None = None
    derived_hash: Callable[[Mapping[str, object]], str | None] | None = None
    revisions: Callable[[], Iterable[StoredRevision]] | None = None
    origin: str | None = None
    witnesses: Mapping[str, Sequence[CosignerKey]] = field(default_factory=dict)
    witnesses_required: int = 0
    receipts: Callable[[], Mapping[str, bytes]] = dict
    plugin: PluginVerify | None = None


def verify_park(park: ParkEvidence, progress: Progress = no_progress) -> VerifyReport:
    """Recompute everything: signature, tiles, entries, batch trees, files of the newest manifest, files as they came."""
    report, names = VerifyReport(), list(park.log.names())
    checkpoint = open_checkpoint(park.log.read, park.keys, park.origin, report)
    if checkpoint is None:
        return report
    for name in names:
        if name not in (CHECKPOINT, WITNESSED) and not name.startswith(("tile/", f"{HANDOVER}/")):
            report.fault("foreign", name)
    entries = audit_tree(
        park.log.read,
        names,
        checkpoint,
        report,
        witnessing=Witnessing(park.keys, park.witnesses, park.witnesses_required, park.receipts, (), park.plugin),
    )
    by_kind: dict[object, list[AuditedEntry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.content["kind"], []).append(entry)
    readings = by_kind.get("readings", [])
    _check_manifests(park, by_kind.get("manifest", []), report, progress)
    _check_batches(park, readings, report, progress)
    if park.raw_sha256 is not None:
        _check_raw(park.raw_sha256, readings, report, progress)
    if park.derived_hash is not None:
        _check_derived(park.derived_hash, by_kind.get("derived", []), report)
    if park.revisions is not None:
        check_revisions(park.revisions, park.park_salt, by_kind.get(RECORD, []), report, by_kind.get(ERASURE, []))
    return report


def _check_batches(park: ParkEvidence, entries: Sequence[AuditedEntry], report: VerifyReport, progress: Progress) -> None:
    before = len(report.faults)
    for number, entry in enumerate(entries):
        progress("batches", number + 1, len(entries))
        batch = entry.content.get("batch")
        if isinstance(batch, int):
            _check_batch(park, batch, entry, report)
    report.checked("batches", len(entries), before)


def _check_batch(park: ParkEvidence, batch: int, entry: AuditedEntry, report: VerifyReport) -> None:
    name, stated = f"batch {batch}", entry.content
    try:
        rows = park.batch_rows(batch)
    except Exception as error:  # a damaged data file: whatever its reader raises, verification goes on
        report.fault("unreadable", name, f"entry {entry.index}", reason=str(error))
        return
    if rows is None or (rows.num_rows == 0 and stated.get("rows")):
        report.fault("batch_missing", name, expected=str(stated.get("rows")))
        return
    tree = batch_tree(rows, batch, park.park_salt)
    if tree.root.hex() == stated.get("tree_root"):
        return
    report.fault("batch_root", name, f"entry {entry.index}", expected=str(stated.get("tree_root")), found=tree.root.hex())
    if (tree.rows, len(tree.chunks)) != (stated.get("rows"), stated.get("chunks")):
        counts: dict[str, Any] = {"expected_chunks": stated.get("chunks"), "found_chunks": len(tree.chunks)}
        report.fault("batch_rows", name, expected=str(stated.get("rows")), found=str(tree.rows), **counts)
    height, prints = stated.get("prints_height"), stated.get("prints")
    if isinstance(height, int) and isinstance(prints, str) and len(tree.chunks) == stated.get("chunks"):
        for chunk in tree.differing(height, prints):
            report.fault("chunk_differs", name, f"{chunk.datastream}, {day_text(chunk.day)}")


def _check_manifests(park: ParkEvidence, entries: Sequence[AuditedEntry], report: VerifyReport, progress: Progress) -> None:
    """Every manifest that is still stored, every file of the newest one, and of older ones what is still there."""
    before, checked, older = len(report.faults), 0, dict[str, str]()
    newest_first = sorted((e for e in entries if isinstance(e.content.get("version"), int)), key=_version, reverse=True)
    for age, entry in enumerate(newest_first):
        stored, where = park.manifest(_version(entry)), f"entry {entry.index}"
        if stored is None:
            if age == 0:
                report.fault("missing", f"manifest {_version(entry)}", where)
            continue
        checked += 1
        if stored.sha256 != entry.content.get("sha256"):
            expected = str(entry.content.get("sha256"))
            report.fault("file", stored.name, where, expected=expected, found=stored.sha256)
        else:
            older.update(stored.files)
    now = _files_of(newest_first, park) if newest_first else {}
    files = {**older, **now}
    for number, (name, expected) in enumerate(files.items()):
        progress("manifests", number + 1, len(files))
        try:
            found = park.file_sha256(name)
        except OSError as error:
            report.fault("unreadable", name, reason=str(error))
            continue
        if found is None and name not in now:
            continue
        if found is None:
            report.fault("missing", name, f"manifest {_version(newest_first[0])}", expected=expected)
        elif found != expected:
            report.fault("file", name, f"manifest {_version(newest_first[0])}", expected=expected, found=found)
    report.checked("manifests", checked + len(files), before)


def _version(entry: AuditedEntry) -> int:
    return int(str(entry.content["version"]))


def _files_of(newest_first: Sequence[AuditedEntry], park: ParkEvidence) -> Mapping[str, str]:
    """Files of the newest version: what the entries added and did not remove, or else what the stored manifest lists."""
    files: dict[str, str] = {}
    for entry in reversed(newest_first):
        added, removed = entry.content.get("added"), entry.content.get("removed")
        if not isinstance(added, list) or not isinstance(removed, list):
            stored = park.manifest(_version(newest_first[0]))
            return stored.files if stored else {}
        for name in removed:
            files.pop(str(name), None)
        files.update((str(f["name"]), str(f["sha256"])) for f in added)
    return files


def _check_raw(
    raw_sha256: Callable[[str], str | None], entries: Sequence[AuditedEntry], report: VerifyReport, progress: Progress
) -> None:
    before = len(report.faults)
    logged = sorted({str(e.content["raw_sha256"]) for e in entries if e.content.get("raw_sha256")})
    for number, expected in enumerate(logged):
        progress("raw", number + 1, len(logged))
        try:
            found = raw_sha256(expected)
        except Exception as error:  # a damaged pack: whatever its reader raises, verification goes on
            report.fault("unreadable", f"raw/{expected}", reason=str(error))
            continue
        if found is None:
            report.fault("missing", f"raw/{expected}")
        elif found != expected:
            report.fault("file", f"raw/{expected}", expected=expected, found=found)
    report.checked("raw", len(logged), before)


def _check_derived(
    derived_hash: Callable[[Mapping[str, object]], str | None], entries: Sequence[AuditedEntry], report: VerifyReport
) -> None:
    before, checked, damaged = len(report.faults), 0, set[object]()
    for entry in entries:
        table = entry.content.get("table")
        if table in damaged:
            continue
        try:
            found = derived_hash(entry.content)
        except Exception as error:  # a damaged data file: whatever its reader raises, verification goes on
            report.fault("unreadable", str(table), reason=str(error))
            damaged.add(table)
            continue
        if found is None:
            continue
        checked += 1
        if found != entry.content.get("content_hash"):
            name = f"{entry.content.get('table')} {entry.content.get('task', '')}".strip()
            expected = str(entry.content.get("content_hash"))
            report.fault("derived", name, f"entry {entry.index}", expected=expected, found=found)
    report.checked("derived", checked, before)
