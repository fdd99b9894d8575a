"""Audit of a stored log: signature, tiles, entries. What disagrees with the signed root is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ecopark.core.messages import Message
from ecopark.trust.log import merkle
from ecopark.trust.log.anchors import PluginVerify, check_receipts
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.forms import NoteError, TileError
from ecopark.trust.log.keys import HANDOVER, signers_of
from ecopark.trust.log.note import Note, VerifierKey
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.tiles import (
    CHECKPOINT,
    HASH,
    WIDTH,
    WITNESSED,
    TileName,
    TreeEdge,
    exact_entries,
    tiles_of_size,
)
from ecopark.trust.log.witnesses import times_of

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class AuditedEntry:
    """An entry that has the hash which the signed root demands."""

    index: int
    file: str
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Witnessing:
    """Whose cosignatures count, and receipts of anchors. ``required``: so many of ``witnesses``, else it is a fault."""

    log_keys: Sequence[VerifierKey]
    witnesses: Mapping[str, Sequence[CosignerKey]] = field(default_factory=dict)
    required: int = 0
    receipts: Callable[[], Mapping[str, bytes]] = dict
    roots: Sequence[bytes] = ()
    plugin: PluginVerify | None = None


def open_checkpoint(read: Read, keys: Sequence[VerifierKey], origin: str | None, report: VerifyReport) -> Checkpoint | None:
    """The signed checkpoint, or None after noting the fault."""
    before = len(report.faults)
    checkpoint = None
    content = read(CHECKPOINT)
    if content is None:
        report.fault("missing", CHECKPOINT)
    else:
        try:
            checkpoint = Checkpoint.open(content, keys, origin)
            report.origin, report.size, report.root = checkpoint.origin, checkpoint.size, checkpoint.root.hex()
            report.key = ", ".join(map(str, keys))
        except NoteError as error:
            report.fault("signature", CHECKPOINT, reason=error.reason)
    report.checked("signature", 1, before)
    return checkpoint


def audit_tree(
    read: Read,
    names: Iterable[str],
    checkpoint: Checkpoint,
    report: VerifyReport,
    disclosed: Mapping[int, bytes] | None = None,
    witnessing: Witnessing | None = None,
) -> list[AuditedEntry]:
    """Check tiles, entries, handovers and cosignatures against the signed root; returns the entries that stand in the tree.

    ``disclosed`` gives the entries of a log of which only a part is shown (by index); then no entry bundles are expected.
    """
    stored = sorted(n for n in names if n.startswith("tile/"))
    entries = (
        _stored_entries(read, checkpoint.size, report) if disclosed is None else _shown(disclosed, checkpoint.size, report)
    )
    leaves = _true_leaves(read, checkpoint, entries, report)
    if leaves is None:
        return []
    _check_tiles(read, stored, leaves, report)
    audited = _check_entries(entries, leaves, report)
    known = _check_handovers(read, names, audited, leaves, report)
    if witnessing is not None:
        keys = (*witnessing.log_keys, *known)
        check_witnesses(read, keys, witnessing, leaves, checkpoint, report)
        check_receipts(witnessing.receipts(), keys, leaves, report, roots=witnessing.roots, plugin=witnessing.plugin)
    return audited


_Entries = dict[int, tuple[str, bytes]]


def _stored_entries(read: Read, size: int, report: VerifyReport) -> _Entries:
    entries: _Entries = {}
    for name in tiles_of_size(size):
        if name.level is None:
            content = read(str(name))
            if content is None:
                report.fault("missing", str(name))
                continue
            try:
                listed = exact_entries(content, name)
            except TileError as error:
                report.fault("form", str(name), reason=error.reason)
                listed = []
            entries.update((name.index * WIDTH + i, (str(name), entry)) for i, entry in enumerate(listed))
    return entries


def _shown(disclosed: Mapping[int, bytes], size: int, report: VerifyReport) -> _Entries:
    for index in disclosed:
        if not 0 <= index < size:
            report.fault("entry_beyond", "entries.jsonl", f"entry {index}", size=size)
    return {index: ("entries.jsonl", entry) for index, entry in disclosed.items() if 0 <= index < size}


def _true_leaves(read: Read, checkpoint: Checkpoint, entries: _Entries, report: VerifyReport) -> list[bytes] | None:
    """Leaf hashes that lead to the signed root: from the tiles, or else from the entries, or from both."""
    from_tiles: list[bytes | None] = []
    for name in tiles_of_size(checkpoint.size):
        if name.level == 0:
            content = read(str(name)) or b""
            right = len(content) == name.width * HASH
            from_tiles += [content[i * HASH : i * HASH + HASH] if right else None for i in range(name.width)]
    from_entries = [merkle.leaf_hash(entries[i][1]) if i in entries else None for i in range(checkpoint.size)]
    mixed = [tile or entry for tile, entry in zip(from_tiles, from_entries, strict=True)]
    for candidate in (from_tiles, from_entries, mixed):
        whole = [leaf for leaf in candidate if leaf is not None]
        if len(whole) == checkpoint.size and merkle.root_of(whole) == checkpoint.root:
            return whole
    report.fault("root", CHECKPOINT, expected=checkpoint.root.hex(), found=_root_text(from_tiles))
    for index, (tile, entry) in enumerate(zip(from_tiles, from_entries, strict=True)):
        if tile and entry and tile != entry:
            report.fault("entry", entries[index][0], f"entry {index}", expected=tile.hex(), found=entry.hex())
    report.checked("entries", len(entries), len(report.faults) - 1)
    return None


def _root_text(leaves: list[bytes | None]) -> str:
    whole = [leaf for leaf in leaves if leaf is not None]
    return merkle.root_of(whole).hex() if len(whole) == len(leaves) else ""


def _check_tiles(read: Read, stored: list[str], leaves: list[bytes], report: VerifyReport) -> None:
    before, size = len(report.faults), len(leaves)
    expected = true_tiles(leaves)
    for text in stored:
        name = TileName.parse(text)
        if name is None:
            report.fault("foreign", text)
        elif name.level is None:
            _check_bundle_name(read, name, size, leaves, report)
        else:
            true = expected.get((name.level, name.index), b"")[: name.width * HASH]
            content = read(text) or b""
            if content != true:
                place = next(
                    (i for i, (a, b) in enumerate(zip(content, true, strict=False)) if a != b), min(len(content), len(true))
                )
                where = f"hash {place // HASH}, byte {place}"
                report.fault("tile", text, where, expected=_at(true, place), found=_at(content, place))
    for wanted in tiles_of_size(size):
        if wanted.level is not None and str(wanted) not in stored:
            report.fault("missing", str(wanted))
    report.checked("tiles", len([n for n in tiles_of_size(size) if n.level is not None]), before)


def _at(content: bytes, place: int) -> str:
    first = place // HASH * HASH
    return content[first : first + HASH].hex()


def true_tiles(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """All tiles over the leaf hashes, by (level, index)."""
    edge = TreeEdge.empty()
    tiles = {(name.level or 0, name.index): content for leaf in leaves for name, content in edge.append(leaf)}
    tiles.update(((name.level or 0, name.index), content) for name, content in edge.partial_tiles())
    return tiles


def _check_bundle_name(read: Read, name: TileName, size: int, leaves: list[bytes], report: VerifyReport) -> None:
    """A bundle that is not of this size: the beginning of a later one, or left by a crash beyond the checkpoint."""
    first = name.index * WIDTH
    if name.width == min(WIDTH, size - first):
        return  # read and checked with the entries
    try:
        entries = exact_entries(read(str(name)) or b"", name)
    except TileError as error:
        report.fault("form", str(name), reason=error.reason)
        return
    for i, entry in enumerate(entries[: max(0, size - first)]):
        if merkle.leaf_hash(entry) != leaves[first + i]:
            report.fault("entry", str(name), f"entry {first + i}", expected=leaves[first + i].hex())
    if first + name.width > size:
        report.notes.append(Message("trust.verify.beyond", {"file": str(name), "count": first + name.width - size}))


def _check_entries(entries: _Entries, leaves: list[bytes], report: VerifyReport) -> list[AuditedEntry]:
    before, audited = len(report.faults), []
    for index, (file, entry) in sorted(entries.items()):
        found = merkle.leaf_hash(entry)
        if found != leaves[index]:
            report.fault("entry", file, f"entry {index}", expected=leaves[index].hex(), found=found.hex())
            continue
        try:
            audited.append(AuditedEntry(index, file, decode_entry(entry)))
        except ValueError:
            report.fault("form", file, f"entry {index}", reason=Message("trust.form.entry"))
    report.checked("entries", len(entries), before)
    return audited


def check_witnesses(
    read: Read,
    keys: Sequence[VerifierKey],
    witnessing: Witnessing,
    leaves: Sequence[bytes],
    checkpoint: Checkpoint,
    report: VerifyReport,
) -> None:
    """Cosignatures in ``checkpoint`` and ``witnessed``: each line of a known witness is right, and there are enough.

    ``witnessed`` must be a beginning of this log: signed by its key, with the root of its first entries.
    """
    witnesses, required = witnessing.witnesses, witnessing.required
    before, found, size, count = len(report.faults), dict[str, int](), 0, 0
    for name in (WITNESSED, CHECKPOINT):
        content = read(name)
        if content is None:
            continue
        try:
            note = Note.parse(content)
            note.require(keys)
            seen = Checkpoint.parse(note.text)
            if seen.origin != checkpoint.origin:
                raise NoteError("origin", found=seen.origin, expected=checkpoint.origin)
            if seen.size > checkpoint.size or merkle.root_of(leaves[: seen.size]) != seen.root:
                raise NoteError("witnessed_root")
        except NoteError as error:
            report.fault("signature", name, reason=error.reason)
            continue
        for witness, cosigners in witnesses.items():
            for key in cosigners:
                if any(map(key.signed, note.signatures)):
                    count += 1
                    if key.time_in(note) is None:
                        reason = Message("trust.form.cosignature_wrong", {"name": witness})
                        report.fault("signature", name, witness, reason=reason)
        times = times_of(note, witnesses)
        if len(times) >= max(1, required):
            found, size = times, seen.size
    if found:
        names = ", ".join(f"{n} ({datetime.fromtimestamp(t, UTC):%Y-%m-%d %H:%M} UTC)" for n, t in sorted(found.items()))
        report.notes.append(Message("trust.verify.witnessed", {"names": names, "size": size, "now": checkpoint.size}))
    elif required:
        report.fault("witness_missing", CHECKPOINT, expected=str(required), found="0")
    elif witnesses:
        report.notes.append(Message("trust.verify.no_witness"))
    if witnesses:
        report.checked("witnesses", count, before)


def _check_handovers(
    read: Read, names: Iterable[str], audited: list[AuditedEntry], leaves: list[bytes], report: VerifyReport
) -> set[VerifierKey]:
    """Each change of key: the checkpoint over it is signed by the keys that its entry demands; returns these keys."""
    before, by_index = len(report.faults), {entry.index: entry.content for entry in audited}
    listed, known = sorted(n for n in names if n.startswith(HANDOVER + "/")), set[VerifierKey]()
    for name in listed:
        try:
            note = Note.parse(read(name) or b"")
            checkpoint = Checkpoint.parse(note.text)
            keys = signers_of(by_index.get(checkpoint.size - 1, {}))
            if set(note.require(keys)) != set(keys) or name != f"{HANDOVER}/{checkpoint.size}":
                raise NoteError("handover_keys")
            if len(note.signatures) != len(keys):
                raise NoteError("handover_keys")
            if merkle.root_of(leaves[: checkpoint.size]) != checkpoint.root:
                raise NoteError("handover_root")
            known.update(keys)
        except NoteError as error:
            report.fault("handover", name, reason=error.reason)
    for entry in audited:
        if entry.content.get("kind") == "key" and f"{HANDOVER}/{entry.index + 1}" not in listed:
            report.fault("missing", f"{HANDOVER}/{entry.index + 1}", f"entry {entry.index}")
    if listed:
        report.checked("handovers", len(listed), before)
    return known


def parse_entry_line(line: bytes) -> tuple[int, bytes]:
    """One line of ``entries.jsonl``: index and entry."""
    content = json.loads(line.decode("utf-8"))
    return int(content["index"]), str(content["entry"]).encode()
