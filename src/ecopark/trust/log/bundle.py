"""The exported bundle: everything that an auditor needs to check the evidence offline. Format: docs/design/evidence.md.

The index (file ``bundle``) is a signed note that names every other file with its SHA-256. A bundle may be limited to what
a firm may see: other chunks of a batch then stand as leaf hashes only, other entries only as hashes in the tiles, and the
whole still leads to the same signed root.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ecopark.core.errors import Fatal, InputError
from ecopark.trust.log.batches import ROW, BatchTree, Rows, batch_tree
from ecopark.trust.log.bundle_files import FolderBundle, digest_and_size, pack
from ecopark.trust.log.content import canonical_table, content_hash
from ecopark.trust.log.entries import canonical_json, decode_entry, time_text
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.forms import TileError
from ecopark.trust.log.report import Progress, no_progress
from ecopark.trust.log.tlog_proof import SUFFIX, tlog_proof

FORMAT = "ecopark-bundle/v1"
INDEX, KEY, ENTRIES, READINGS = "bundle", "log.vkey", "entries.jsonl", "readings.parquet"
READINGS_FILE = pa.schema(
    [
        pa.field("batch", pa.int64(), nullable=False),
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("phenomenon_time", pa.timestamp("us"), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("reason", pa.uint8(), nullable=False),
        pa.field("status", pa.uint8(), nullable=False),
    ]
)
_RECORD = struct.Struct(">B32sI")


@dataclass(frozen=True, slots=True)
class DerivedTable:
    """A derived table to be exported; ``name`` becomes the file name (``quantities-12``); its hash must be in the log."""

    name: str
    table: pa.Table


@dataclass(frozen=True)
class BundleContent:
    """What goes into a bundle.

    Attributes
    ----------
    batch_rows
        Gives the readings of a batch by number (as for ``batch_tree``), or None if the store does not have it.
    park_salt
        The park's commitment salt.
    visible
        Whether a datastream's readings may be shown in full; None: all, and every entry.
    scope
        For whom the bundle is, in words; stands in the index.
    batches
        Numbers of the batches to include; None: all.
    derived, rules
        Derived tables; rule packs used, by file name.
    more
        Further files by their name in the bundle, such as receipts of anchors.
    """

    batch_rows: Callable[[int], pa.Table | None]
    park_salt: bytes
    visible: Callable[[str], bool] | None = None
    scope: str = "park"
    batches: frozenset[int] | None = None
    derived: Sequence[DerivedTable] = ()
    rules: Mapping[str, bytes] = field(default_factory=dict)
    more: Mapping[str, bytes] = field(default_factory=dict)


def export_bundle(
    target: Path, log: EvidenceLog, content: BundleContent, *, created: datetime, progress: Progress = no_progress
) -> Path:
    """Write a bundle: a zip if ``target`` ends with ``.zip``, else a new folder. Nothing is there if it fails.

    Raises
    ------
    InputError
        trust.bundle.exists: the target is there already.
    Fatal
        trust.batch.not_proved: stored readings are not those that were logged; verify the park first.
    """
    if target.exists():
        raise InputError("trust.bundle.exists", where=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".bundle-", dir=target.parent))
    try:
        folder = work / "bundle"
        folder.mkdir()
        _write_all(folder, log, content, created, progress)
        if target.suffix == ".zip":
            pack(folder, work / "bundle.zip")
            (work / "bundle.zip").rename(target)
        else:
            folder.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _write_all(folder: Path, log: EvidenceLog, content: BundleContent, created: datetime, progress: Progress) -> None:
    size = log.size
    for name, data in log.files(bundles=content.visible is None):
        _write(folder, name, data)
    _write(folder, KEY, f"{log.verifier}\n".encode())
    shown = _write_readings(folder, log, content, size, progress)
    places = _derived_places(log) if content.derived else {}
    for derived in content.derived:
        path = folder / "derived" / f"{derived.name}.canonical"
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            file.writelines(canonical_table(derived.table))
        pq.write_table(derived.table, folder / "derived" / f"{derived.name}.parquet")
        index = places.get(content_hash(derived.table))
        if index is not None:
            _write(folder, f"derived/{derived.name}{SUFFIX}", tlog_proof(log, index))
    for name, data in content.rules.items():
        _write(folder, f"rules/{name}", data)
    for name, data in content.more.items():
        _write(folder, name, data)
    if content.visible is not None:
        _write(folder, ENTRIES, b"".join(_disclosed(log, size, shown, content)))
    _write(folder, INDEX, log.sign(_index(folder, log, size, content.scope, created)))


def _derived_places(log: EvidenceLog) -> Mapping[str, int]:
    """Index of the newest entry that holds a content hash of a derived table."""
    found = {}
    for index, entry in enumerate(log.entries()):
        if b'"kind":"derived"' in entry:
            found[str(decode_entry(entry).get("content_hash"))] = index
    return found


def _write(folder: Path, name: str, data: bytes) -> None:
    path = folder.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_readings(folder: Path, log: EvidenceLog, content: BundleContent, size: int, progress: Progress) -> set[int]:
    """Chunk files and the readings for people; returns the indices of the entries whose batch shows something."""
    shown: set[int] = set()
    (folder / "batches").mkdir()
    with pq.ParquetWriter(folder / READINGS, READINGS_FILE, compression="zstd") as writer:
        for index, entry in enumerate(log.entries(0, size)):
            progress("readings", index + 1, size)
            stated = decode_entry(entry) if b'"kind":"readings"' in entry else {}
            batch = stated.get("batch")
            if not isinstance(batch, int) or (content.batches is not None and batch not in content.batches):
                continue
            tree = _proved_tree(index, batch, stated.get("tree_root"), content)
            visible = [content.visible is None or content.visible(chunk.datastream) for chunk in tree.chunks]
            if not any(visible):
                continue
            shown.add(index)
            (folder / "batches" / f"{batch}.chunks").write_bytes(b"".join(_records(tree, visible)))
            writer.write_table(readings_of(tree, visible))
    return shown


def _proved_tree(index: int, batch: int, stated: object, content: BundleContent) -> BatchTree:
    rows = content.batch_rows(batch)
    tree = batch_tree(rows if rows is not None else READINGS_FILE.empty_table(), batch, content.park_salt)
    if tree.root.hex() != stated:
        where = f"entry {index}"
        raise Fatal("trust.batch.not_proved", where=where, batch=batch, index=index, found=tree.root.hex(), expected=stated)
    return tree


def _records(tree: BatchTree, visible: Sequence[bool]) -> Iterator[bytes]:
    for index, chunk in enumerate(tree.chunks):
        leaf = tree.leaf(index) if visible[index] else b""
        yield _RECORD.pack(visible[index], chunk.leaf_hash, len(leaf)) + leaf


@dataclass(frozen=True, slots=True)
class ChunkRecord:
    """One chunk of a ``batches/N.chunks`` file; ``leaf`` None if it is withheld."""

    leaf_hash: bytes
    leaf: bytes | None


def chunk_records(data: bytes, name: str) -> list[ChunkRecord]:
    """Records of a chunk file; ``TileError`` if its lengths do not fit."""
    records, at = [], 0
    while at < len(data):
        if at + _RECORD.size > len(data):
            raise TileError(name, "cut_off", byte=at)
        shown, leaf_hash, length = _RECORD.unpack_from(data, at)
        end = at + _RECORD.size + length
        if end > len(data) or shown > 1 or (not shown and length):
            raise TileError(name, "chunk_record", byte=at)
        records.append(ChunkRecord(leaf_hash, data[at + _RECORD.size : end] if shown else None))
        at = end
    return records


@dataclass(frozen=True, slots=True)
class Leaf:
    """Decoded leaf bytes of a chunk."""

    datastream: str
    day: int
    rows: Rows


def decode_leaf(leaf: bytes) -> Leaf:
    """``ValueError`` if the bytes are not a leaf."""
    if len(leaf) < 18:
        raise ValueError("too short")
    end = 18 + int.from_bytes(leaf[16:18], "big")
    if len(leaf) < end + 8 or (len(leaf) - end - 8) % ROW.itemsize:
        raise ValueError("wrong length")
    day, count = struct.unpack_from(">iI", leaf, end)
    rows = np.frombuffer(leaf, ROW, offset=end + 8)
    if len(rows) != count:
        raise ValueError("wrong number of rows")
    return Leaf(leaf[18:end].decode("utf-8"), day, rows)


def readings_of(tree: BatchTree, visible: Sequence[bool]) -> pa.Table:
    """The visible readings of a batch in the order of its leaves (``READINGS_FILE``)."""
    chunks = [c for c, seen in zip(tree.chunks, visible, strict=True) if seen]
    parts = [tree.rows_of(c) for c in chunks]
    rows = np.concatenate(parts) if parts else np.empty(0, ROW)
    reasons = rows["reason"]
    places = np.repeat(np.arange(len(chunks), dtype=np.int32), [c.rows for c in chunks])
    names = pa.DictionaryArray.from_arrays(pa.array(places), pa.array([c.datastream for c in chunks], pa.string()))
    return pa.Table.from_arrays(
        [
            pa.array(np.full(len(rows), tree.batch, np.int64)),
            names.cast(pa.string()),
            pa.array(rows["time"].astype(np.int64)).cast(pa.timestamp("us")),
            pa.array(rows["value"].astype(np.float64), mask=reasons != 0),
            pa.array(reasons.astype(np.uint8)),
            pa.array(rows["status"].astype(np.uint8)),
        ],
        schema=READINGS_FILE,
    )


def _disclosed(log: EvidenceLog, size: int, shown: set[int], content: BundleContent) -> Iterator[bytes]:
    """Entries that a limited bundle shows: its batches, its derived tables, rules and keys."""
    hashes = {content_hash(derived.table).encode() for derived in content.derived}
    for index, entry in enumerate(log.entries(0, size)):
        kind = decode_entry(entry)["kind"]
        mine = kind == "derived" and any(h in entry for h in hashes)
        if index in shown or kind in ("key", "ruleset") or mine:
            yield canonical_json({"index": index, "entry": entry.decode()}) + b"\n"


def _index(folder: Path, log: EvidenceLog, size: int, scope: str, created: datetime) -> str:
    lines = [FORMAT, f"origin {log.origin}", f"size {size}", f"created {time_text(created)}", f"scope {scope}"]
    files = FolderBundle(folder)
    for name in files.names():
        with files.open(name) as file:
            digest, length = digest_and_size(file)
        lines.append(f"{digest} {length} {name}")
    return "\n".join(lines) + "\n"
