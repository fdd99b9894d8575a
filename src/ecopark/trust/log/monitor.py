"""A monitor: follows a log from outside, keeps what it was shown, and tells when the log does not just grow.

Pure: sources are functions that give a file of the log (``checkpoint``, tiles, ``handover/…``) or None. What was verified is
the `Followed` state; every later checkpoint, from whatever source, must continue it. Each new entry is hashed into the tree
by the monitor itself, so nothing that a source says of its own tiles is believed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import ecopark.trust.log.monitor_messages  # noqa: F401  texts
from ecopark.core.messages import Message
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.equivocation import Equivocation, equivocation
from ecopark.trust.log.forms import NoteError, TileError
from ecopark.trust.log.keys import HANDOVER, KIND, trusted_keys
from ecopark.trust.log.note import Note, VerifierKey
from ecopark.trust.log.tiles import CHECKPOINT, WIDTH, TileReader, TreeEdge
from ecopark.trust.log.witnesses import times_of

Read = Callable[[str], bytes | None]
Level = Literal["alarm", "warning", "note"]
FORMAT = "ecopark-monitor/v1"


@dataclass(frozen=True, slots=True)
class Followed:
    """What a monitor has verified of a log, and what it needs to go on.

    Attributes
    ----------
    keys
        Trusted keys, oldest first: the pinned one and those that the log's own entries led to.
    note
        The largest verified checkpoint as signed note; empty before the first.
    edge
        The tree's right edge at that size.
    grown_at
        When the monitor first saw that size.
    committed
        Handovers seen, by size: later changes of key rest on them.
    shown
        The largest size that each source has shown.
    """

    keys: tuple[VerifierKey, ...]
    note: str = ""
    edge: TreeEdge = field(default_factory=TreeEdge.empty)
    grown_at: datetime | None = None
    handovers: Mapping[int, bytes] = field(default_factory=dict)
    key_entries: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)

    @property
    def checkpoint(self) -> Checkpoint:
        if not self.note:
            return Checkpoint(self.keys[0].name, 0, merkle.EMPTY_ROOT)
        return Checkpoint.parse(Note.parse(self.note.encode()).text)

    def encode(self) -> bytes:
        content = {
            "format": FORMAT,
            "keys": [str(key) for key in self.keys],
            "note": self.note,
            "edge": [[h.hex() for h in level] for level in self.edge.levels()],
            "grown_at": self.grown_at.isoformat() if self.grown_at else None,
            "handovers": {str(size): note.decode() for size, note in self.handovers.items()},
            "key_entries": {str(index): dict(entry) for index, entry in self.key_entries.items()},
            "shown": dict(self.shown),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    @classmethod
    def decode(cls, content: bytes) -> Followed:
        """``ValueError`` if it is not a kept state, or does not agree with itself."""
        said: dict[str, Any] = json.loads(content)
        if said.get("format") != FORMAT:
            raise ValueError("format")
        found = cls(
            tuple(map(VerifierKey.parse, said["keys"])),
            said["note"],
            TreeEdge.empty(),
            datetime.fromisoformat(said["grown_at"]) if said["grown_at"] else None,
            {int(size): note.encode() for size, note in said["handovers"].items()},
            {int(index): entry for index, entry in said["key_entries"].items()},
            {str(name): int(size) for name, size in said["shown"].items()},
        )
        levels = [[bytes.fromhex(h) for h in level] for level in said["edge"]]
        edge = TreeEdge(found.checkpoint.size, levels)
        if edge.root() != found.checkpoint.root:
            raise ValueError("edge")
        return replace(found, edge=edge)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a monitor tells; ``proof`` where anybody can check it."""

    level: Level
    source: str
    message: Message
    proof: Equivocation | None = None

    @property
    def code(self) -> str:
        return self.message.id.rpartition(".")[2]


@dataclass
class Round:
    """One round over all sources: the state after it, and what there is to tell."""

    state: Followed
    told: list[Alarm] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    withheld: int = 0

    def tell(self, level: Level, source: str, what: str, proof: Equivocation | None = None, **params: object) -> None:
        self.told.append(Alarm(level, source, Message(f"trust.monitor.{what}", params), proof))

    @property
    def alarmed(self) -> bool:
        return any(alarm.level == "alarm" for alarm in self.told)


class _Broken(Exception):
    """The new entries do not lead from the kept checkpoint to the new one."""


def look(
    state: Followed,
    sources: Mapping[str, Read],
    now: datetime,
    *,
    stall: timedelta,
    witnesses: Mapping[str, Sequence[CosignerKey]] | None = None,
    required: int = 0,
) -> Round:
    """Look at every source once; the one that shows most comes first, and the others must be beginnings of it.

    Parameters
    ----------
    stall
        A log that has not grown for so long is told as a warning.
    witnesses, required
        Keys of witnesses, and how many of them must have cosigned the newest witnessed checkpoint.
    """
    done, seen = Round(state), []
    for name, read in sources.items():
        found = _checkpoint(name, read, done)
        if found is not None:
            seen.append((name, read, *found))
    newest: TileReader | None = None
    for name, read, checkpoint, signed in sorted(seen, key=lambda item: -item[2].size):
        kept = done.state.checkpoint
        if checkpoint.size > kept.size:
            newest = _grow(name, read, checkpoint, signed, now, done) or newest
        else:
            if newest is None and checkpoint.size == kept.size:
                newest = TileReader(read, kept.size)
            _compare(name, checkpoint, signed, newest, done)
        shown = max(checkpoint.size, done.state.shown.get(name, 0))
        done.state = replace(done.state, shown={**done.state.shown, name: shown})
    grown = done.state.grown_at
    if grown is not None and now - grown > stall:
        hours = round((now - grown).total_seconds() / 3600, 1)
        done.tell("warning", "", "stalled", size=done.state.checkpoint.size, hours=hours)
    if witnesses and required and seen:
        _check_witnesses(sources, witnesses, required, done)
    return done


def _checkpoint(name: str, read: Read, done: Round) -> tuple[Checkpoint, bytes] | None:
    try:
        signed = read(CHECKPOINT)
    except OSError as error:
        done.tell("warning", name, "unreachable", reason=str(error)[:200])
        return None
    if signed is None:
        done.tell("warning", name, "no_checkpoint")
        return None
    try:
        checkpoint = Checkpoint.parse(Note.parse(signed).text)
        origin = done.state.keys[0].name
        if checkpoint.origin != origin:
            raise NoteError("origin", found=checkpoint.origin, expected=origin)
    except NoteError as error:
        done.tell("alarm", name, "not_signed", reason=error.reason)
        return None
    return checkpoint, signed


def _grow(name: str, read: Read, checkpoint: Checkpoint, signed: bytes, now: datetime, done: Round) -> TileReader | None:
    """Hash every new entry into the tree; only what leads to the signed root becomes the state."""
    reader, before = TileReader(read, checkpoint.size), done.state
    kinds, withheld = Counter[str](), 0
    edge, handovers, entries = before.edge.copy(), dict(before.handovers), dict(before.key_entries)
    try:
        for index in range(edge.size // WIDTH, (checkpoint.size + WIDTH - 1) // WIDTH):
            bundle, hashes = _bundle(reader, index)
            for place in range(edge.size - index * WIDTH, reader.width(0, index)):
                number = index * WIDTH + place
                if bundle is None:
                    withheld += 1
                    for _ in edge.append(hashes[place]):
                        pass
                    continue
                content = decode_entry(bundle[place])
                kinds[str(content["kind"])] += 1
                for _ in edge.append(merkle.leaf_hash(bundle[place])):
                    pass
                if content["kind"] == KIND:
                    entries[number] = content
                    handovers[number + 1] = _handover(read, number + 1, edge)
        if edge.root() != checkpoint.root:
            raise _Broken("root")
        chain = trusted_keys(before.keys[0], handovers, lambda i: entries.get(i, {}))
        Note.parse(signed).require([chain[-1]])
    except OSError as error:
        done.tell("warning", name, "unreachable", reason=str(error)[:200])
        return None
    except NoteError as error:
        done.tell("alarm", name, "not_signed", reason=error.reason)
        return None
    except (_Broken, TileError, ValueError) as error:
        _tell_broken(name, checkpoint, signed, reader, error, done)
        return None
    if chain[-1] != before.keys[-1]:
        done.tell("note", name, "key_changed", key=str(chain[-1]))
    done.state = Followed(tuple(chain), signed.decode(), edge, now, handovers, entries, before.shown)
    done.kinds += kinds
    done.withheld += withheld
    return reader


def _bundle(reader: TileReader, index: int) -> tuple[list[bytes] | None, list[bytes]]:
    """Entries of a bundle; where the source withholds them, the leaf hashes instead."""
    try:
        return reader.entries(index), []
    except TileError:
        return None, reader.hashes(0, index)


def _handover(read: Read, size: int, edge: TreeEdge) -> bytes:
    note = read(f"{HANDOVER}/{size}") or b""
    if Checkpoint.parse(Note.parse(note).text).root != edge.root():
        raise _Broken(f"{HANDOVER}/{size}")
    return note


def _tell_broken(
    name: str, checkpoint: Checkpoint, signed: bytes, reader: TileReader, error: Exception, done: Round
) -> None:
    """A fork where it can be proved; otherwise the source's files are damaged, withheld or forged."""
    kept = done.state.checkpoint
    try:
        Note.parse(signed).require([done.state.keys[-1]])
        proof = equivocation(done.state.keys[-1], done.state.note.encode(), signed, reader.node) if kept.size else None
    except (NoteError, TileError, merkle.ProofError, OSError, IndexError):
        proof = None
    if proof is not None:
        done.tell("alarm", name, "forked", proof, old=kept.size, new=checkpoint.size)
    else:
        reason = error.reason if isinstance(error, TileError) else str(error)[:200]
        done.tell("alarm", name, "broken", old=kept.size, new=checkpoint.size, reason=reason)


def _compare(name: str, checkpoint: Checkpoint, signed: bytes, newest: TileReader | None, done: Round) -> None:
    """A checkpoint that is not larger than the kept one must be a beginning of it."""
    kept, state = done.state.checkpoint, done.state
    try:
        Note.parse(signed).require(state.keys)
    except NoteError as error:
        done.tell("alarm", name, "not_signed", reason=error.reason)
        return
    if checkpoint.size == kept.size and checkpoint.root == kept.root:
        if kept.size:
            done.state = replace(state, note=signed.decode())  # perhaps with further cosignatures
        return
    proof, known, differs = None, False, checkpoint.size == kept.size
    try:
        if checkpoint.size and checkpoint.size < kept.size and newest is not None:
            known = newest.root(checkpoint.size) == checkpoint.root
            differs = not known  # also where the keys changed in between, so that no single key signed both
        if not known and checkpoint.size:
            for key in state.keys:
                proof = proof or equivocation(key, signed, state.note.encode(), newest.node if newest else None)
    except (TileError, merkle.ProofError, NoteError, OSError):
        proof = None
    if proof is not None or differs:
        done.tell("alarm", name, "forked", proof, old=checkpoint.size, new=kept.size)
    elif checkpoint.size < state.shown.get(name, 0):
        done.tell("alarm", name, "rolled_back", old=state.shown[name], new=checkpoint.size)
    elif not known and checkpoint.size:
        done.tell("warning", name, "not_compared", old=checkpoint.size, new=kept.size)


def _check_witnesses(
    sources: Mapping[str, Read], witnesses: Mapping[str, Sequence[CosignerKey]], required: int, done: Round
) -> None:
    most: dict[str, int] = {}
    for read in sources.values():
        for file in (CHECKPOINT, "witnessed"):
            try:
                note = Note.parse(read(file) or b"")
                note.require(done.state.keys)
            except (NoteError, OSError):
                continue
            times = times_of(note, witnesses)
            most = times if len(times) > len(most) else most
    if len(most) < required:
        done.tell("warning", "", "few_witnesses", required=required, found=len(most), names=", ".join(sorted(most)) or "–")
