"""The evidence log: entries become a Merkle tree in C2SP tiles, each state of it signed. # design 6

Order of a publication: entry bundles, then tiles, then the checkpoint. What lies beyond the checkpoint after a crash are
complete bundles that extend it; opening takes them over before anything new is added, so no name is ever written with
other bytes and no two checkpoints disagree.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence

from ecopark.core.errors import Fatal, StateError
from ecopark.core.messages import Message
from ecopark.core.ports import Clock, LogStorage
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import encode_entry, number_of
from ecopark.trust.log.forms import NoteError, TileError
from ecopark.trust.log.keys import HANDOVER, Reason, commitment
from ecopark.trust.log.note import MAX_SIGNATURES, Note, Signature, SigningKey, VerifierKey, signed_note
from ecopark.trust.log.reader import LogReader, damage_named, fingerprint, open_signed
from ecopark.trust.log.tiles import (
    CHECKPOINT,
    WIDTH,
    WITNESSED,
    TileName,
    TileReader,
    TreeEdge,
    bundle_of,
    exact_entries,
)


class EvidenceLog(LogReader):
    """Append-only log over a storage; ``core.ports.EntryLog``. Safe to use from several threads of the one writing process.

    Make one with :meth:`open`.
    """

    def __init__(self, storage: LogStorage, key: SigningKey, origin: str, clock: Clock) -> None:
        super().__init__(storage, origin, [key.verifier])
        self._key = key
        self._clock = clock
        self._state = threading.RLock()
        self._publishing = threading.Lock()
        self._waiting: list[bytes] = []
        self._edge = TreeEdge.empty()
        self._tail: list[bytes] = []
        self._attempted = b""
        self._partials: list[str] = []
        self._older_partials: list[str] = []

    @classmethod
    def open(
        cls, storage: LogStorage, key: SigningKey, origin: str, clock: Clock, *, successor: SigningKey | None = None
    ) -> EvidenceLog:
        """Open the log, or begin it; what a crash left unpublished is published.

        ``successor`` is the key of a rotation that a crash may have interrupted: if its entry is there, the log goes on with
        it, and `verifier` tells.

        Raises
        ------
        Fatal
            ``trust.log.checkpoint_damaged`` or ``trust.log.tile_damaged``: stored bytes do not agree with the signature.
        StateError
            ``trust.log.other_key``: signed by a key that is not ``key``; or the storage cannot write.
        """
        log = cls(storage, key, origin, clock)
        signed = storage.read(CHECKPOINT)
        if signed is not None:
            log._load(signed, key.verifier)
        log._take_over_leftovers()
        if successor is not None and log._ends_with_change_to(successor.verifier):
            log._publish(key, successor, handover=True)
            log._key, log._keys = successor, (successor.verifier,)
        if signed is None:
            log._published = log.checkpoint, log._write_checkpoint(log.checkpoint, key)
        log.publish()
        return log

    # -- adding

    def add(self, kind: str, content: Mapping[str, object], *, publish: bool = True) -> int:
        """Append an entry and return its index; durable and signed on return unless ``publish`` is False.

        Entries of kind ``readings`` (by batch) and ``manifest`` (by version) are added once: the same content again gives
        the first index, other content is ``StateError`` trust.log.conflict. If the storage refuses (no room), the entry
        keeps its index and waits: ``publish()`` or the next ``add`` tries again.
        """
        with self._state:
            entry = encode_entry(kind, content, self._clock())
            index = self._known(kind, content)
            if index is None:
                index = self._edge.size + len(self._waiting)
                self._waiting.append(entry)
        if publish:
            self._publish_through(index)
        return index

    def publish(self) -> Checkpoint:
        """Make every waiting entry durable and sign the new state; returns the newest checkpoint."""
        with self._state:
            last = self._edge.size + len(self._waiting) - 1
        self._publish_through(last)
        return self.checkpoint

    def change_key(self, key: SigningKey) -> int:
        """Sign with ``key`` from now on; the change is an entry, and the checkpoint over it is signed by both keys."""
        with self._publishing, self._state:  # nothing may come between the entry and the checkpoint that hands over
            content = {"key": str(key.verifier), "previous": str(self._key.verifier)}
            self._waiting.append(encode_entry("key", content, self._clock()))
            index = self._edge.size + len(self._waiting) - 1
            self._publish(self._key, key, handover=True)
            self._key, self._keys = key, (key.verifier,)
        return index

    def commit_recovery(self, recovery_sha256: str) -> int:
        """Log the hash of a recovery key (`keys.commitment`): only its holder can name a new key without the present one."""
        with self._publishing, self._state:
            content = {"action": "commit", "key": str(self._key.verifier), "recovery_sha256": recovery_sha256}
            self._waiting.append(encode_entry("key", content, self._clock()))
            index = self._edge.size + len(self._waiting) - 1
            self._publish(self._key, handover=True)
        return index

    @classmethod
    def recover(
        cls,
        storage: LogStorage,
        previous: VerifierKey,
        new: SigningKey,
        recovery: SigningKey,
        reason: Reason,
        origin: str,
        clock: Clock,
    ) -> EvidenceLog:
        """Go on with a new key after loss or theft of the previous one; the recovery key was committed before.

        Safe to repeat with the same new key after a crash.

        Raises
        ------
        StateError
            trust.log.not_committed: the log does not hold the hash of this recovery key.
        """
        log = cls(storage, new, origin, clock)
        log._load(storage.read(CHECKPOINT) or b"", previous)
        log._keys = (previous,)
        committed = {str(e.get("recovery_sha256")) for e in map(json.loads, log.entries()) if e["kind"] == "key"}
        if commitment(recovery.verifier) not in committed:
            raise StateError("trust.log.not_committed", where=f"{recovery.verifier.name} ({recovery.verifier.id:08x})")
        log._take_over_leftovers()
        if not log._ends_with_change_to(new.verifier):
            content = {
                "action": "recover",
                "key": str(new.verifier),
                "previous": str(previous),
                "recovery": str(recovery.verifier),
                "reason": reason,
                "last_size": log.size,
            }
            log._waiting.append(encode_entry("key", content, clock()))
        log._publish(new, recovery, handover=True)
        log._keys = (new.verifier,)
        return log

    def _ends_with_change_to(self, key: VerifierKey) -> bool:
        """Whether the last entry, published or not, names ``key`` as the new one."""
        last = (self._tail + self._waiting)[-1:]
        if not last and self._edge.size:
            last = [self.entry(self._edge.size - 1)]
        said = json.loads(last[0]) if last else {}
        return said.get("kind") == "key" and said.get("action") != "commit" and said.get("key") == str(key)

    def cosign(self, signed: bytes, lines: Sequence[Signature], *, enough: bool = True) -> None:
        """Add verified cosignature lines of witnesses to ``signed``, a checkpoint that this log has published.

        While it is the newest one, the lines stand in ``checkpoint``; with ``enough`` of them it is kept as ``witnessed``,
        however far the log has gone on. A line of a key that has signed it before replaces the older one.
        """
        with self._publishing:
            checkpoint, newest = self._published
            note = Note.parse(signed)
            if Note.parse(newest).text == note.text:
                note = _merged(Note.parse(newest), lines)
                self._attempted = note.encode()
                self._storage.replace(CHECKPOINT, self._attempted)
                with self._state:
                    self._published = checkpoint, self._attempted
            else:
                note = _merged(note, lines)
            kept = self._storage.read(WITNESSED) if enough else None
            if enough and (kept is None or _size(Note.parse(kept)) <= _size(note)):
                self._storage.replace(WITNESSED, note.encode())

    def _publish_through(self, index: int) -> None:
        """Group commit: who waited while another published finds its entry published already."""
        with self._publishing:
            if index >= self.size:
                self._publish(self._key)

    def _publish(self, *keys: SigningKey, handover: bool = False) -> None:
        with self._state:
            waiting = list(self._waiting)
        edge, sequence = self._edge.copy(), self._tail + waiting
        first = self._edge.size // WIDTH
        bundles = [
            (TileName(None, first + i // WIDTH, len(part)), bundle_of(part))
            for i in range(0, len(sequence), WIDTH)
            if (part := sequence[i : i + WIDTH])
        ]
        tiles = [tile for entry in waiting for tile in edge.append(merkle.leaf_hash(entry))]
        tiles += edge.partial_tiles()
        for name, content in (*bundles, *tiles):
            self._storage.create(str(name), content)
        checkpoint = Checkpoint(self.origin, edge.size, edge.root())
        signed = self._write_checkpoint(checkpoint, *keys, handover=handover)
        with self._state:
            self._edge, self._published = edge, (checkpoint, signed)
            self._tail = sequence[len(sequence) - edge.size % WIDTH :]
            del self._waiting[: len(waiting)]
        self._discard_older_than([str(name) for name, _ in (*bundles, *tiles) if name.width < WIDTH])

    def _write_checkpoint(self, checkpoint: Checkpoint, *keys: SigningKey, handover: bool = False) -> bytes:
        stored = self._storage.read(CHECKPOINT) or b""
        if stored not in (self._published[1], self._attempted):
            raise Fatal("trust.log.forked", where=CHECKPOINT, reason=Message("trust.form.other_checkpoint"))
        signed = checkpoint.sign(*keys).encode()
        if handover:
            self._storage.create(f"{HANDOVER}/{checkpoint.size}", signed)
        self._attempted = signed  # it may be stored although the storage says that it failed
        self._storage.replace(CHECKPOINT, signed)
        return signed

    def _discard_older_than(self, partials: list[str]) -> None:
        """Keep the partial tiles of this checkpoint and of the one before, which a reader may just be following."""
        for name in self._older_partials:
            if name not in partials:
                self._storage.discard(name)
        self._older_partials, self._partials = [n for n in self._partials if n not in partials], partials

    # -- opening

    def _load(self, signed: bytes, verifier: VerifierKey) -> None:
        try:
            note = Note.parse(signed)
            if (verifier.name, verifier.id) not in [(s.name, s.id) for s in note.signatures]:
                raise StateError("trust.log.other_key", where=CHECKPOINT, key=f"{verifier.name} ({verifier.id:08x})")
        except NoteError as error:
            raise Fatal("trust.log.checkpoint_damaged", where=CHECKPOINT, reason=error.reason) from error
        checkpoint = open_signed(signed, [verifier], self.origin)
        with damage_named():
            reader = TileReader(self._storage.read, checkpoint.size)
            edge = TreeEdge.read(checkpoint.size, lambda name: b"".join(reader.hashes(name.level or 0, name.index)))
            if edge.root() != checkpoint.root:
                raise TileError("tile/", "edge_root")
            if checkpoint.size % WIDTH:
                last = checkpoint.size // WIDTH
                self._tail = reader.entries(last)
                if [merkle.leaf_hash(entry) for entry in self._tail] != reader.hashes(0, last):
                    raise TileError(str(reader.name(None, last)), "entry_hash")
        self._published, self._edge = (checkpoint, signed), edge
        self._partials = [str(n) for n, _ in edge.partial_tiles()]
        if self._tail:
            self._partials.append(str(TileName(None, checkpoint.size // WIDTH, len(self._tail))))

    def _take_over_leftovers(self) -> None:
        """Entries that were durable when a crash came, but not yet signed, become waiting entries again."""
        index, known = self._edge.size // WIDTH, self._tail
        while True:
            longest = self._longest_bundle(index, len(known))
            if longest is None:
                return
            if longest[: len(known)] != known:
                raise Fatal(
                    "trust.log.tile_damaged", where=str(TileName(None, index)), reason=Message("trust.form.contradicts")
                )
            self._waiting += longest[len(known) :]
            if len(longest) < WIDTH:
                return
            index, known = index + 1, []

    def _longest_bundle(self, index: int, beyond: int) -> list[bytes] | None:
        for width in (WIDTH, *range(WIDTH - 1, beyond, -1)):
            name = TileName(None, index, width)
            content = self._storage.read(str(name))
            if content is not None:
                with damage_named():
                    return exact_entries(content, name)
        return None

    def _known(self, kind: str, content: Mapping[str, object]) -> int | None:
        number = number_of({**content, "kind": kind})
        if number is None:
            return None
        with self._numbering:
            self._number_through(self.size)
            for index, entry in enumerate(self._waiting[self._numbered - self.size :], self._numbered):
                self._note_number(index, entry)
            self._numbered = self.size + len(self._waiting)
            known = self._numbers.get(number)
        if known is None:
            return None
        index, logged = known
        if logged != fingerprint(content):
            raise StateError("trust.log.conflict", where=f"entry {index}", kind=kind, number=number[1], index=index)
        return index

    def sign(self, text: str) -> bytes:
        """Signed note over ``text``, which must not have the form of a checkpoint (its second line is no number)."""
        if text.split("\n")[1:2] and text.split("\n")[1].isdecimal():
            raise ValueError("checkpoints are signed by publishing only")
        return signed_note(text, self._key).encode()


def _merged(note: Note, lines: Sequence[Signature]) -> Note:
    """The note with the lines; of each key the newest one."""
    new = {(line.name, line.id): line for line in lines}
    kept = [line for line in note.signatures if (line.name, line.id) not in new]
    return Note(note.text, (*kept, *new.values())[:MAX_SIGNATURES])


def _size(note: Note) -> int:
    return Checkpoint.parse(note.text).size
