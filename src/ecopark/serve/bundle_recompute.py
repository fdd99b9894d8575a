"""A bundle computed again on another machine: description, settings, records and readings in, every derived table out.

What makes a derived table, as far as it goes into a bundle of the whole park: ``park/…`` (description, the settings that
matter, own rules), ``records.json`` (declarations, permits, reviewed checks), the rule packs, and the readings themselves. A
park is made of them in a temporary folder, the flows run, and the content hash of every task is compared with the one that
the log holds. # design 4.11
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import yaml

from ecopark.connect.park_folder import TABLES
from ecopark.core.errors import EcoparkError
from ecopark.core.messages import Message
from ecopark.core.observations import READINGS
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.park import OpenPark
from ecopark.serve.stored_batches import AUDITOR
from ecopark.serve.workers.evidence_path import run_path
from ecopark.trust.log.bundle import ENTRIES, chunk_records, decode_leaf
from ecopark.trust.log.bundle_files import BundleFiles, open_bundle
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.entries import canonical_json
from ecopark.trust.log.report import Progress, VerifyReport
from ecopark.trust.log.tiles import entries_of
from ecopark.trust.review import REVIEW_KIND

RECORDS, DESCRIPTION = "records.json", "park/"
KINDS = ("declaration", "permit", "own_factor", "ledger_entry", REVIEW_KIND)
_CONNECTIONS = frozenset({"records_url", "server", "mqtt", "report", "sharing", "field", "inbox", "witnesses", "anchors"})
_WORKER = system_scope("recompute")
_RESTS_ON_RECORDS = ("falsification", "inspection", "device")
"""Flows whose inputs are records that stay in the park (devices, inspections): not computed again from a bundle."""


def description_of(park: OpenPark) -> dict[str, bytes]:
    """Files of a whole park's bundle that its derived tables follow from, by name."""
    folder = park.folder
    listed = [folder / "park.yaml", folder / "park.xlsx", *(folder / f"{table}.csv" for table in TABLES)]
    listed += sorted(p for p in (folder / "rules").glob("*") if p.is_file())
    files = {f"{DESCRIPTION}{p.relative_to(folder).as_posix()}": p.read_bytes() for p in listed if p.is_file()}
    records = [
        {"kind": r.kind, "id": r.id, "firm": r.firm, "public": r.public, "content": r.content}
        for kind in KINDS
        for r in park.records.find(AUDITOR, kind, limit=1_000_000)
    ]
    files[f"{DESCRIPTION}park.yaml"] = _without_connections(files[f"{DESCRIPTION}park.yaml"])
    return {**files, RECORDS: canonical_json(records)}


def _without_connections(described: bytes) -> bytes:
    """park.yaml without the settings that say how the park is reached: addresses, users, perhaps a password."""
    content = yaml.safe_load(described.decode("utf-8-sig"))
    settings = content.get("settings") or {}
    content["settings"] = {name: value for name, value in settings.items() if name not in _CONNECTIONS}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def recompute_bundle(path: Path, report: VerifyReport, progress: Progress) -> None:
    """Compare what the flows make of the bundle with what was logged; the bundle was verified before."""
    before = len(report.faults)
    with open_bundle(path) as files, tempfile.TemporaryDirectory() as made:
        missing = _cannot(files)
        if missing is not None:
            report.notes.append(missing)
            return
        published = _published(files)
        folder = Path(made)
        _describe(files, folder)
        try:
            found = _compute(files, folder, progress)
        except EcoparkError as error:
            report.fault("unreadable", RECORDS, reason=str(error))
            return
    compared, left = 0, set[str]()
    for (table, task), expected in sorted(published.items()):
        if (table, task) not in found and _on_records(table):
            left.add(table)
            continue
        compared += 1
        now = found.get((table, task), "")
        if now != expected:
            report.fault("recomputed", table, task, expected=expected, found=now)
    if left:
        report.notes.append(Message("trust.verify.rests_on_records", {"tables": ", ".join(sorted(left))}))
    report.checked("recomputed", compared, before)


def _on_records(table: str) -> bool:
    return any(word in table for word in _RESTS_ON_RECORDS)


def _cannot(files: BundleFiles) -> Message | None:
    """Why a bundle cannot be computed again; None if it can."""
    if files.read(ENTRIES) is not None or files.read(RECORDS) is None:
        return Message("trust.verify.bundle_limited")
    logged = {e["batch"] for e in _entries(files) if e["kind"] == "readings" and e["rows"]}
    shown = {int(n[8:-7]) for n in files.names() if n.startswith("batches/") and n.endswith(".chunks")}
    if logged - shown:
        return Message("trust.verify.bundle_partial", {"count": len(logged - shown)})
    return None


def _entries(files: BundleFiles) -> Iterator[dict[str, object]]:
    for name in sorted(n for n in files.names() if n.startswith("tile/entries/")):
        for entry in entries_of(files.read(name) or b"", name):
            yield json.loads(entry)


def _published(files: BundleFiles) -> Mapping[tuple[str, str], str]:
    """Content hash of the newest version of each table and task."""
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    for entry in _entries(files):
        if entry["kind"] == "derived":
            key, version = (str(entry["table"]), str(entry["task"])), int(str(entry["version"]))
            if key not in newest or version >= newest[key][0]:
                newest[key] = version, str(entry["content_hash"])
    return {key: digest for key, (_, digest) in newest.items() if digest}


def _describe(files: BundleFiles, folder: Path) -> None:
    for name in files.names():
        if name.startswith(DESCRIPTION):
            path = folder.joinpath(*name.removeprefix(DESCRIPTION).split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files.read(name) or b"")


def _compute(files: BundleFiles, folder: Path, progress: Progress) -> Mapping[tuple[str, str], str]:
    with opened(folder, metered=False) as park:
        for record in json.loads(files.read(RECORDS) or b"[]"):
            park.records.put(
                _WORKER, record["kind"], record["id"], record["content"], firm=record["firm"], public=record["public"]
            )
        numbers = sorted(int(n[8:-7]) for n in files.names() if n.startswith("batches/") and n.endswith(".chunks"))
        for done, number in enumerate(numbers):
            progress("readings", done + 1, len(numbers))
            readings = readings_of_chunks(files.read(f"batches/{number}.chunks") or b"", str(number))
            if readings.num_rows:
                park.store.append(readings, source="bundle")
        run_path(park)
        audit = park.store.audit()
        return {
            (table, stored.run.task): content_hash(stored.rows)
            for table in audit.tables(AUDITOR)
            for stored in audit.task_tables(AUDITOR, table)
        }


def readings_of_chunks(content: bytes, name: str) -> pa.Table:
    """``READINGS`` of a chunk file, in the order of its leaves."""
    parts = []
    for record in chunk_records(content, name):
        leaf = decode_leaf(record.leaf or b"")
        rows = leaf.rows
        reasons = rows["reason"].astype(np.uint8)
        ids = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), np.int32)), pa.array([leaf.datastream]))
        columns = [
            ids,
            pa.array(rows["time"].astype(np.int64)).cast(pa.timestamp("us")),
            pa.array(rows["value"].astype(np.float64), mask=reasons != 0),
            pa.array(reasons),
            pa.array(rows["status"].astype(np.uint8)),
            pa.nulls(len(rows), pa.timestamp("us")),
        ]
        parts.append(pa.Table.from_arrays(columns, schema=READINGS))
    return pa.concat_tables(parts).unify_dictionaries() if parts else READINGS.empty_table()
