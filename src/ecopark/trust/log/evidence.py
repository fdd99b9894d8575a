"""The evidence log: entries become a Merkle tree in C2SP tiles, each state of it signed. # design 6

Order of a publication: entry bundles, then tiles, then the checkpoint. What lies beyond the checkpoint after a crash are
complete bundles that extend it; opening takes them over before anything new is added, so no name is ever written with
other bytes and no two checkpoints disagree.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from hashlib import sha256

from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.core.ports import Clock, LogStorage
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import canonical_json, encode_entry, number_of
from ecopark.trust.log.note import Note, NoteError, SigningKey, VerifierKey, signed_note
from ecopark.trust.log.tiles import (
    CHECKPOINT,
    WIDTH,
    TileError,
    TileName,
    TileReader,
    TreeEdge,
    bundle_of,
    exact_entries,
    tiles_of_size,
)

HANDOVER = "handover"
"""Folder of checkpoints that the old and the new key both signed, named by their tree size."""


class EvidenceLog:
    """Append-only log over a storage; ``core.ports.EntryLog``. Safe to use from several threads of the one writing process.

    Make one with :meth:`open`.
    """

    def __init__(self, storage: LogStorage, key: SigningKey, origin: str, clock: Clock) -> None:
        self._storage = storage
        self._key = key
        self._clock = clock
        self.origin = origin
        self._state = threading.RLock()
        self._publishing = threading.Lock()
        self._waiting: list[bytes] = []
        self._numbers: dict[tuple[str, int], tuple[int, bytes]] | None = None
        self._edge = TreeEdge.empty()
        self._tail: list[bytes] = []
        self._signed = b""
        self._partials: list[str] = []
        self._older_partials: list[str] = []
        self._checkpoint = Checkpoint(origin, 0, merkle.EMPTY_ROOT)

    @classmethod
    def open(cls, storage: LogStorage, key: SigningKey, origin: str, clock: Clock) -> EvidenceLog:
        """Open the log, or begin it; what a crash left unpublished is published.

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
            log._load(signed)
        log._take_over_leftovers()
        if signed is None:
            log._write_checkpoint(log._checkpoint, key)
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
                self._remember(index, entry)
        if publish:
            self._publish_through(index)
        return index

    def publish(self) -> Checkpoint:
        """Make every waiting entry durable and sign the new state; returns the newest checkpoint."""
        with self._state:
            last = self._edge.size + len(self._waiting) - 1
        self._publish_through(last)
        return self._checkpoint

    def change_key(self, key: SigningKey) -> int:
        """Sign with ``key`` from now on; the change is an entry, and the checkpoint over it is signed by both keys."""
        with self._publishing:
            with self._state:
                content = {"key": str(key.verifier), "previous": str(self._key.verifier)}
                self._waiting.append(encode_entry("key", content, self._clock()))
                index = self._edge.size + len(self._waiting) - 1
            self._publish(self._key, key)
            self._key = key
        return index

    def _publish_through(self, index: int) -> None:
        """Group commit: who waited while another published finds its entry published already."""
        with self._publishing:
            if index >= self._checkpoint.size:
                self._publish(self._key)

    def _publish(self, *keys: SigningKey) -> None:
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
        self._write_checkpoint(checkpoint, *keys)
        with self._state:
            self._edge, self._checkpoint = edge, checkpoint
            self._tail = sequence[len(sequence) - edge.size % WIDTH :]
            del self._waiting[: len(waiting)]
        self._discard_older_than([str(name) for name, _ in (*bundles, *tiles) if name.width < WIDTH])

    def _write_checkpoint(self, checkpoint: Checkpoint, *keys: SigningKey) -> None:
        stored = self._storage.read(CHECKPOINT) or b""
        if stored != self._signed:
            raise Fatal("trust.log.forked", where=CHECKPOINT, reason="the stored checkpoint is not the one written last")
        signed = checkpoint.sign(*keys).encode()
        if len(keys) > 1:
            self._storage.create(f"{HANDOVER}/{checkpoint.size}", signed)
        self._storage.replace(CHECKPOINT, signed)
        self._signed = signed

    def _discard_older_than(self, partials: list[str]) -> None:
        """Keep the partial tiles of this checkpoint and of the one before, which a reader may just be following."""
        for name in self._older_partials:
            if name not in partials:
                self._storage.discard(name)
        self._older_partials, self._partials = [n for n in self._partials if n not in partials], partials

    # -- opening

    def _load(self, signed: bytes) -> None:
        verifier = self._key.verifier
        try:
            note = Note.parse(signed)
            if (verifier.name, verifier.id) not in [(s.name, s.id) for s in note.signatures]:
                raise StateError("trust.log.other_key", where=CHECKPOINT, key=f"{verifier.name} ({verifier.id:08x})")
            checkpoint = Checkpoint.open(signed, [verifier], self.origin)
        except NoteError as error:
            raise Fatal("trust.log.checkpoint_damaged", where=CHECKPOINT, reason=str(error)) from error
        with _damage_named():
            reader = TileReader(self._storage.read, checkpoint.size)
            edge = TreeEdge.read(checkpoint.size, lambda name: b"".join(reader.hashes(name.level or 0, name.index)))
            if edge.root() != checkpoint.root:
                raise TileError("tile/", "the hashes of the newest tiles do not lead to the signed root")
            if checkpoint.size % WIDTH:
                last = checkpoint.size // WIDTH
                self._tail = reader.entries(last)
                if [merkle.leaf_hash(entry) for entry in self._tail] != reader.hashes(0, last):
                    raise TileError(str(reader.name(None, last)), "an entry does not have the hash that the tile says")
        self._signed, self._checkpoint, self._edge = signed, checkpoint, edge
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
                    "trust.log.tile_damaged", where=str(TileName(None, index)), reason="it contradicts signed entries"
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
                with _damage_named():
                    return exact_entries(content, name)
        return None

    # -- numbers of batches and manifests

    def _known(self, kind: str, content: Mapping[str, object]) -> int | None:
        number = number_of({**content, "kind": kind})
        if number is None:
            return None
        known = self._all_numbers().get(number)
        if known is None:
            return None
        index, fingerprint = known
        if fingerprint != _fingerprint(content):
            raise StateError("trust.log.conflict", where=f"entry {index}", kind=kind, number=number[1], index=index)
        return index

    def _all_numbers(self) -> dict[tuple[str, int], tuple[int, bytes]]:
        if self._numbers is None:
            self._numbers = {}
            for index, entry in enumerate([*self.entries(), *self._waiting]):
                self._remember(index, entry)
        return self._numbers

    def _remember(self, index: int, entry: bytes) -> None:
        if self._numbers is None or (b'"batch":' not in entry and b'"version":' not in entry):
            return
        content = json.loads(entry)
        number = number_of(content)
        if number is not None:
            bare = {k: v for k, v in content.items() if k not in ("kind", "time")}
            self._numbers.setdefault(number, (index, _fingerprint(bare)))

    def find(self, kind: str, number: int) -> int | None:
        """Index of the published entry of a readings batch or manifest version, or None."""
        with self._state:
            known = self._all_numbers().get((kind, number))
            return known[0] if known and known[0] < self._checkpoint.size else None

    # -- reading

    @property
    def size(self) -> int:
        """Number of published entries."""
        return self._checkpoint.size

    @property
    def verifier(self) -> VerifierKey:
        return self._key.verifier

    @property
    def checkpoint(self) -> Checkpoint:
        return self._checkpoint

    def signed_checkpoint(self) -> bytes:
        """The newest checkpoint as signed note."""
        return self._signed

    def entry(self, index: int) -> bytes:
        """Bytes of a published entry."""
        size = self.size
        if not 0 <= index < size:
            raise InputError("trust.log.no_such_entry", where=f"entry {index}", index=index, size=size)
        with _damage_named():
            return self._reader(size).entries(index // WIDTH)[index % WIDTH]

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Published entries ``start`` to ``end`` (exclusive), in order."""
        size = self.size
        end = size if end is None else min(end, size)
        reader = self._reader(size)
        for index in range(start // WIDTH, (end + WIDTH - 1) // WIDTH):
            with _damage_named():
                entries = reader.entries(index)
            first = index * WIDTH
            yield from entries[max(start - first, 0) : end - first]

    def root(self, size: int | None = None) -> bytes:
        """Root hash of the tree of the first ``size`` entries."""
        with _damage_named():
            return self._reader(self.size).root(size)

    def inclusion_proof(self, index: int, size: int | None = None) -> merkle.Proof:
        """Path from entry ``index`` to the root of the tree of ``size`` entries (the newest published, if not given)."""
        count = self.size if size is None else size
        if not 0 <= index < count <= self.size:
            raise InputError("trust.log.no_such_entry", where=f"entry {index}", index=index, size=min(count, self.size))
        with _damage_named():
            return merkle.inclusion_proof(self._reader(self.size).node, index, count)

    def consistency_proof(self, old: int, new: int | None = None) -> merkle.Proof:
        """Proof that the first ``old`` entries are the beginning of the first ``new``."""
        count = self.size if new is None else new
        if not 0 < old <= count <= self.size:
            raise InputError("trust.log.no_such_size", old=old, new=count, size=self.size)
        with _damage_named():
            return merkle.consistency_proof(self._reader(self.size).node, old, count)

    def files(self, *, bundles: bool = True) -> Iterator[tuple[str, bytes]]:
        """Every file of the published state, by name, the checkpoint first; without entry bundles if so wished."""
        signed, reader = self._signed, self._reader(self.size)
        size = Checkpoint.parse(Note.parse(signed).text).size
        yield CHECKPOINT, signed
        for name in tiles_of_size(size):
            with _damage_named():
                if name.level is not None:
                    yield str(name), b"".join(reader.hashes(name.level, name.index)[: name.width])
                elif bundles:
                    yield str(name), bundle_of(reader.entries(name.index)[: name.width])
        for stored in self._storage.names():
            if stored.startswith(f"{HANDOVER}/"):
                yield stored, self._storage.read(stored) or b""

    def sign(self, text: str) -> bytes:
        """Signed note over ``text``, which must not have the form of a checkpoint (its second line is no number)."""
        if text.split("\n")[1:2] and text.split("\n")[1].isdecimal():
            raise ValueError("checkpoints are signed by publishing only")
        return signed_note(text, self._key).encode()

    def _reader(self, size: int) -> TileReader:
        return TileReader(self._storage.read, size)


@contextlib.contextmanager
def _damage_named() -> Iterator[None]:
    """A wrong tile becomes an error that names the file."""
    try:
        yield
    except TileError as error:
        raise Fatal("trust.log.tile_damaged", where=error.name, reason=error.reason) from error


def _fingerprint(content: Mapping[str, object]) -> bytes:
    return sha256(canonical_json(dict(content))).digest()
