"""Verification of an exported bundle, offline: every byte is covered, every fault is named."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecopark.core.messages import Message
from ecopark.trust.log import merkle
from ecopark.trust.log.anchors import FOLDER as ANCHORS
from ecopark.trust.log.anchors import PluginVerify
from ecopark.trust.log.audit import AuditedEntry, Witnessing, audit_tree, open_checkpoint, parse_entry_line
from ecopark.trust.log.batches import DAY_US, ROW, Rows
from ecopark.trust.log.bundle import ENTRIES, FORMAT, INDEX, KEY, READINGS, ChunkRecord, chunk_records, decode_leaf
from ecopark.trust.log.bundle_files import BundleFiles, open_bundle
from ecopark.trust.log.content import content_hash
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.forms import NoteError, TileError
from ecopark.trust.log.keys import stored_handovers, trusted_keys
from ecopark.trust.log.note import Note, VerifierKey
from ecopark.trust.log.report import Progress, VerifyReport, no_progress
from ecopark.trust.log.tiles import WIDTH, TileName, entries_of
from ecopark.trust.log.tlog_proof import SUFFIX, open_tlog_proof


def verify_bundle(
    path: Path,
    progress: Progress = no_progress,
    *,
    key: VerifierKey | None = None,
    witnesses: Mapping[str, Sequence[CosignerKey]] | None = None,
    required: int = 0,
    roots: Sequence[bytes] = (),
    plugin: PluginVerify | None = None,
) -> VerifyReport:
    """Check a bundle (folder or zip) completely.

    Parameters
    ----------
    path
        The bundle.
    progress
        Told what is being done.
    key
        The verifier key that the park has published, or one that the log's own entries lead on from. Without it the
        bundle's own key is used, and the report says so.
    witnesses, required
        Keys of the witnesses that you trust, by name, and how many of them must have cosigned.
    roots, plugin
        Root certificates for time-stamps, and how to check what a plug-in anchored.
    """
    report = VerifyReport()
    with open_bundle(path) as files:
        verify_files(
            files, path.name, report, progress, key=key, witnesses=witnesses, required=required, roots=roots, plugin=plugin
        )
    return report


def verify_files(
    files: BundleFiles,
    name: str,
    report: VerifyReport,
    progress: Progress = no_progress,
    *,
    key: VerifierKey | None = None,
    witnesses: Mapping[str, Sequence[CosignerKey]] | None = None,
    required: int = 0,
    roots: Sequence[bytes] = (),
    plugin: PluginVerify | None = None,
) -> None:
    """As `verify_bundle`, of files from anywhere, into a given report; ``name`` names the archive as a whole."""
    before = len(report.faults)
    if not files.archive_is_as_written():
        report.fault("archive", name)
    report.checked("archive", 1, before)
    trusted = _key(files, key, report)
    if trusted is not None:
        _Bundle(files, trusted, report, progress, witnesses or {}, required, roots, plugin).verify()


def _key(files: BundleFiles, pinned: VerifierKey | None, report: VerifyReport) -> VerifierKey | None:
    before, own = len(report.faults), None
    try:
        text = (files.read(KEY) or b"").decode("utf-8")
        own = VerifierKey.parse(text.removesuffix("\n"))
        if text != f"{own}\n":
            raise NoteError("one_line")
        if pinned is not None and own != pinned:
            chain = trusted_keys(pinned, stored_handovers(files.names(), files.read), _EntryAt(files))
            if own != chain[-1]:
                report.fault("key", KEY, reason=Message("trust.form.other_key"), expected=str(chain[-1]), found=str(own))
                return chain[-1]
            report.notes.append(Message("trust.verify.key_followed", {"key": str(own), "count": len(chain) - 1}))
            return own
    except (NoteError, UnicodeDecodeError) as error:
        report.fault("key", KEY, reason=error.reason if isinstance(error, NoteError) else Message("trust.form.one_line"))
    if pinned is None and own is not None:
        report.notes.append(Message("trust.verify.own_key", {"key": str(own)}))
    report.checked("key", 1, before)
    return pinned or own


class _EntryAt:
    """Content of an entry of the bundle by index, as far as it is shown; empty otherwise."""

    def __init__(self, files: BundleFiles) -> None:
        self._files = files
        self._shown: Mapping[int, bytes] | None = None

    def __call__(self, index: int) -> Mapping[str, object]:
        try:
            return json.loads(self._bytes(index))  # type: ignore[no-any-return]
        except (ValueError, KeyError, IndexError, TypeError):
            return {}

    def _bytes(self, index: int) -> bytes:
        if self._files.read(ENTRIES) is not None:
            if self._shown is None:
                self._shown = dict(map(parse_entry_line, (self._files.read(ENTRIES) or b"").split(b"\n")[:-1]))
            return self._shown[index]
        width = range(WIDTH, 0, -1)
        for name in (TileName(None, index // WIDTH, w) for w in width):
            content = self._files.read(str(name))
            if content is not None:
                return entries_of(content, str(name))[index % WIDTH]
        raise KeyError(index)


class _Bundle:
    def __init__(
        self,
        files: BundleFiles,
        key: VerifierKey,
        report: VerifyReport,
        progress: Progress,
        witnesses: Mapping[str, Sequence[CosignerKey]],
        required: int,
        roots: Sequence[bytes],
        plugin: PluginVerify | None,
    ) -> None:
        self.witnessing = Witnessing((key,), witnesses, required, self._receipts, roots, plugin)
        self.files = files
        self.key = key
        self.report = report
        self.progress = progress
        self.names = files.names()
        self.intact: set[str] = set()

    def verify(self) -> None:
        report, read = self.report, self.files.read
        self._check_files(self._index())
        checkpoint = open_checkpoint(read, [self.key], self.key.name, report)
        if checkpoint is None:
            return
        entries = audit_tree(read, self.names, checkpoint, report, self._disclosed(), self.witnessing)
        self._check_batches([e for e in entries if e.content["kind"] == "readings"])
        self._check_derived([e for e in entries if e.content["kind"] == "derived"])

    def _receipts(self) -> Mapping[str, bytes]:
        return {name: self.files.read(name) or b"" for name in self.names if name.startswith(f"{ANCHORS}/")}

    # -- files

    def _index(self) -> Mapping[str, tuple[str, int]]:
        before, listed = len(self.report.faults), {}
        try:
            note = Note.parse(self.files.read(INDEX) or b"")
            note.require([self.key])
            if len(note.signatures) != 1:
                raise NoteError("index_signature")
            lines = note.text.removesuffix("\n").split("\n")
            if lines[0] != FORMAT:
                raise NoteError("index_format", expected=FORMAT)
            for line in lines[5:]:
                digest, size, name = line.split(" ", 2)
                listed[name] = (digest, int(size))
        except ValueError as error:
            reason = (
                error.reason if isinstance(error, NoteError) else Message("trust.form.index_format", {"expected": FORMAT})
            )
            self.report.fault("signature", INDEX, reason=reason)
            self.report.notes.append(Message("trust.verify.no_index"))
        self.report.checked("index", 1, before)
        return listed

    def _check_files(self, listed: Mapping[str, tuple[str, int]]) -> None:
        before = len(self.report.faults)
        for number, (name, (digest, _)) in enumerate(listed.items()):
            self.progress("files", number + 1, len(listed))
            if name not in self.names:
                self.report.fault("missing", name)
                continue
            found = self.files.digest(name)
            if found == digest:
                self.intact.add(name)
            else:
                self.report.fault("file", name, expected=digest, found=found)
        for name in self.names:
            if listed and name not in listed and name != INDEX:
                self.report.fault("foreign", name)
        self.report.checked("files", len(listed), before)

    def _disclosed(self) -> Mapping[int, bytes] | None:
        content = self.files.read(ENTRIES)
        if content is None:
            return None
        disclosed = {}
        for number, line in enumerate(content.split(b"\n")[:-1]):
            try:
                index, entry = parse_entry_line(line)
                disclosed[index] = entry
            except (ValueError, KeyError, TypeError):
                self.report.fault("form", ENTRIES, f"line {number + 1}", reason=Message("trust.form.entry_line"))
        return disclosed

    # -- readings

    def _check_batches(self, entries: Sequence[AuditedEntry]) -> None:
        before, expected_files = len(self.report.faults), set()
        people = _PeopleRows(self.files) if READINGS in self.intact else None
        checked = compared = 0
        for number, entry in enumerate(entries):
            self.progress("batches", number + 1, len(entries))
            name = f"batches/{entry.content.get('batch')}.chunks"
            content = self.files.read(name)
            expected_files.add(name)
            if content is None:
                continue
            checked += 1
            compared += _check_batch(name, content, entry, people, self.report)
        for name in self.names:
            if name.startswith("batches/") and name not in expected_files:
                self.report.fault("foreign", name)
        self.report.checked("batches", checked, before)
        if people is not None:
            self.report.checked("readings", compared, len(self.report.faults))

    def _check_proof(self, name: str) -> None:
        """The ``.tlog-proof`` beside a table shows the entry of that very table."""
        try:
            _, entry = open_tlog_proof(self.files.read(name) or b"", (self.key,), self.key.name)
            shown = self.files.digest(name.removesuffix(SUFFIX) + ".canonical")
            if json.loads(entry).get("content_hash") != shown:
                self.report.fault("not_logged", name, found=shown)
        except ValueError as error:  # of its form, signature or path
            reason = error.reason if isinstance(error, NoteError) else str(error)[:200]
            self.report.fault("form", name, reason=reason)

    def _check_derived(self, entries: Sequence[AuditedEntry]) -> None:
        before, checked = len(self.report.faults), 0
        logged = {value for entry in entries for value in entry.content.values() if isinstance(value, str)}
        for name in self.names:
            if name.startswith("derived/") and (
                name.endswith(".canonical") or (name.endswith(".parquet") and name in self.intact)
            ):
                checked += 1
                found = self.files.digest(name) if name.endswith(".canonical") else _table_hash(self.files, name)
                if found not in logged:
                    self.report.fault("not_logged", name, found=found)
            if name.startswith("derived/") and name.endswith(SUFFIX):
                self._check_proof(name)
        if checked:
            self.report.checked("derived", checked, before)


def _table_hash(files: BundleFiles, name: str) -> str:
    return content_hash(pq.read_table(pa.BufferReader(files.read(name))))


_ByChunk = Mapping[tuple[str, int], Rows]


class _PeopleRows:
    """``readings.parquet`` by batch, datastream and day. Read only if its hash is the signed one."""

    def __init__(self, files: BundleFiles) -> None:
        self._table = pq.read_table(pa.BufferReader(files.read(READINGS)))
        batches = self._table["batch"].to_numpy()
        starts = [0, *(np.flatnonzero(np.diff(batches)) + 1).tolist(), len(batches)]
        self._places = {int(batches[start]): (start, end) for start, end in pairwise(starts) if end > start}

    def of(self, batch: object) -> _ByChunk:
        start, end = self._places.get(batch, (0, 0)) if isinstance(batch, int) else (0, 0)
        table = self._table.slice(start, end - start)
        rows = np.empty(table.num_rows, ROW)
        rows["time"] = table["phenomenon_time"].cast(pa.int64()).to_numpy()
        rows["value"] = pc.fill_null(table["value"], 0.0).to_numpy()
        rows["reason"], rows["status"] = table["reason"].to_numpy(), table["status"].to_numpy()
        column = table["datastream"].combine_chunks().dictionary_encode()
        codes = column.indices.to_numpy(zero_copy_only=False)
        days = rows["time"].astype(np.int64) // DAY_US
        starts = [0, *(np.flatnonzero((np.diff(codes) != 0) | (np.diff(days) != 0)) + 1).tolist()] if len(rows) else []
        return {
            (column.dictionary[int(codes[start])].as_py(), int(days[start])): rows[start:end]
            for start, end in zip(starts, [*starts[1:], len(rows)][: len(starts)], strict=True)
        }


def _check_batch(name: str, content: bytes, entry: AuditedEntry, people: _PeopleRows | None, report: VerifyReport) -> int:
    """Check one chunk file against its log entry; returns the number of rows compared with the file for people."""
    before, stated_root = len(report.faults), str(entry.content.get("tree_root"))
    try:
        records = chunk_records(content, name)
    except TileError as error:
        report.fault("form", name, reason=error.reason)
        return 0
    by_chunk = people.of(entry.content["batch"]) if people else None
    noted = merkle.root_of([r.leaf_hash for r in records]).hex()
    found = merkle.root_of([merkle.leaf_hash(r.leaf) if r.leaf is not None else r.leaf_hash for r in records]).hex()
    rows = 0
    for number, record in enumerate(records):
        if record.leaf is not None:
            rows += _check_chunk(name, number, record, noted == stated_root, by_chunk, report)
    if stated_root not in (noted, found):
        report.fault("batch_root", name, f"entry {entry.index}", expected=stated_root, found=found)
    listed = sum(map(len, by_chunk.values())) if by_chunk is not None else rows
    if len(report.faults) == before and listed != rows:
        report.fault("rows", READINGS, f"batch {entry.content['batch']}", expected=str(rows), found=str(listed))
    return rows if people else 0


def _check_chunk(
    name: str, number: int, record: ChunkRecord, noted_is_true: bool, people: _ByChunk | None, report: VerifyReport
) -> int:
    leaf = record.leaf or b""
    found = merkle.leaf_hash(leaf)
    key, rows = ("", 0), np.empty(0, ROW)
    where = f"chunk {number}"
    try:
        decoded = decode_leaf(leaf)
        key, rows = (decoded.datastream, decoded.day), decoded.rows
        where += f": {decoded.datastream}, {day_text(decoded.day)}"
    except (ValueError, struct.error):
        pass  # the hash says the rest
    if found != record.leaf_hash:
        if noted_is_true:
            report.fault("chunk", name, where, expected=record.leaf_hash.hex(), found=found.hex())
        else:
            report.fault("chunk_hash", name, where, expected=found.hex(), found=record.leaf_hash.hex())
    if people is not None and len(rows) and (found == record.leaf_hash or key in people):
        file = READINGS if found == record.leaf_hash else name
        _compare_rows(file, where, rows, people.get(key, rows[:0]), report)
    return len(rows)


def _compare_rows(file: str, where: str, leaf: Rows, people: Rows, report: VerifyReport) -> None:
    """Name each row in which the chunk and the file for people differ; ``file`` is the one that is not right."""
    if len(leaf) != len(people):
        report.fault("rows", READINGS, where, expected=str(len(leaf)), found=str(len(people)))
        return
    different = np.flatnonzero(leaf.view((np.void, ROW.itemsize)) != people.view((np.void, ROW.itemsize)))
    for row in different[:100].tolist():
        right, wrong = (leaf[row], people[row]) if file == READINGS else (people[row], leaf[row])
        report.fault("row", file, f"{where}, row {row}", expected=_row_text(right), found=_row_text(wrong))


def _row_text(row: np.void) -> str:
    value = "null" if row["reason"] else repr(float(row["value"]))
    return json.dumps([int(row["time"]), value, int(row["reason"]), int(row["status"])])


def day_text(day: int) -> str:
    """Date of a day number; far outside the calendar the number itself."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=day * DAY_US)).date().isoformat()
    except OverflowError:
        return f"day {day}"
