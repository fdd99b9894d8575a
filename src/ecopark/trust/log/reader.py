"""Reading the evidence log: entries, proofs, files. Any number of processes may, while one writes."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from ecopark.core.errors import Fatal, InputError
from ecopark.core.ports import LogStorage
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import canonical_json, number_of
from ecopark.trust.log.forms import NoteError, TileError
from ecopark.trust.log.keys import HANDOVER
from ecopark.trust.log.note import Note, VerifierKey
from ecopark.trust.log.tiles import CHECKPOINT, WIDTH, WITNESSED, TileReader, bundle_of, tiles_of_size


@contextlib.contextmanager
def damage_named() -> Iterator[None]:
    """A wrong tile becomes an error that names the file."""
    try:
        yield
    except TileError as error:
        raise Fatal("trust.log.tile_damaged", where=error.name, reason=error.reason) from error


class LogReader:
    """A published state of the log. Make one with :meth:`read`; ``refresh`` goes on to the newest state."""

    def __init__(self, storage: LogStorage, origin: str, keys: Sequence[VerifierKey]) -> None:
        self.origin = origin
        self._storage = storage
        self._keys = tuple(keys)
        self._published = Checkpoint(origin, 0, merkle.EMPTY_ROOT), b""
        self._numbers: dict[tuple[str, int], tuple[int, bytes]] = {}
        self._numbered = 0
        self._numbering = threading.Lock()

    @classmethod
    def read(cls, storage: LogStorage, keys: Sequence[VerifierKey], origin: str) -> LogReader:
        """The newest published state; an empty log if there is none. ``Fatal`` trust.log.checkpoint_damaged."""
        reader = cls(storage, origin, keys)
        reader.refresh()
        return reader

    def refresh(self) -> Checkpoint:
        """Go on to the newest published state."""
        signed = self._storage.read(CHECKPOINT)
        if signed is not None and signed != self._published[1]:
            self._published = open_signed(signed, self._keys, self.origin), signed
        return self.checkpoint

    # -- reading

    @property
    def size(self) -> int:
        """Number of published entries."""
        return self.checkpoint.size

    @property
    def verifier(self) -> VerifierKey:
        """The key that signs now."""
        return self._keys[-1]

    @property
    def checkpoint(self) -> Checkpoint:
        return self._published[0]

    def signed_checkpoint(self) -> bytes:
        """The newest checkpoint as signed note."""
        return self._published[1]

    def published(self) -> tuple[Checkpoint, bytes]:
        """The checkpoint and the signed note that says it, of one moment."""
        return self._published

    def entry(self, index: int) -> bytes:
        """Bytes of a published entry."""
        size = self.size
        if not 0 <= index < size:
            raise InputError("trust.log.no_such_entry", where=f"entry {index}", index=index, size=size)
        with damage_named():
            return self._reader(size).entries(index // WIDTH)[index % WIDTH]

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Published entries ``start`` to ``end`` (exclusive), in order."""
        size = self.size
        end = size if end is None else min(end, size)
        reader = self._reader(size)
        for index in range(start // WIDTH, (end + WIDTH - 1) // WIDTH):
            with damage_named():
                entries = reader.entries(index)
            first = index * WIDTH
            yield from entries[max(start - first, 0) : end - first]

    def root(self, size: int | None = None) -> bytes:
        """Root hash of the tree of the first ``size`` entries."""
        with damage_named():
            return self._reader(self.size).root(size)

    def inclusion_proof(self, index: int, size: int | None = None) -> merkle.Proof:
        """Path from entry ``index`` to the root of the tree of ``size`` entries (the newest published, if not given)."""
        count = self.size if size is None else size
        if not 0 <= index < count <= self.size:
            raise InputError("trust.log.no_such_entry", where=f"entry {index}", index=index, size=min(count, self.size))
        with damage_named():
            return merkle.inclusion_proof(self._reader(self.size).node, index, count)

    def consistency_proof(self, old: int, new: int | None = None) -> merkle.Proof:
        """Proof that the first ``old`` entries are the beginning of the first ``new``."""
        count = self.size if new is None else new
        if not 0 < old <= count <= self.size:
            raise InputError("trust.log.no_such_size", old=old, new=count, size=self.size)
        with damage_named():
            return merkle.consistency_proof(self._reader(self.size).node, old, count)

    def files(self, *, bundles: bool = True) -> Iterator[tuple[str, bytes]]:
        """Every file of the published state, by name, the checkpoint first; without entry bundles if so wished."""
        checkpoint, signed = self._published
        size, reader = checkpoint.size, self._reader(checkpoint.size)
        yield CHECKPOINT, signed
        for name in tiles_of_size(size):
            with damage_named():
                if name.level is not None:
                    yield str(name), b"".join(reader.hashes(name.level, name.index))
                elif bundles:
                    yield str(name), bundle_of(reader.entries(name.index))
        for stored in self._storage.names():
            if stored.startswith(f"{HANDOVER}/"):
                yield stored, self._storage.read(stored) or b""
        witnessed = self.witnessed()
        if witnessed is not None:
            yield WITNESSED, witnessed.encode()

    def witnessed(self) -> Note | None:
        """The newest checkpoint that enough witnesses have cosigned, within the published state; None if there is none."""
        content = self._storage.read(WITNESSED)
        if content is None:
            return None
        note = Note.parse(content)
        return note if Checkpoint.parse(note.text).size <= self.size else None

    def _reader(self, size: int) -> TileReader:
        return TileReader(self._storage.read, size)

    def find(self, kind: str, number: int) -> int | None:
        """Index of the published entry of a readings batch or manifest version, or None."""
        with self._numbering:
            self._number_through(self.size)
            known = self._numbers.get((kind, number))
        return known[0] if known and known[0] < self.size else None

    def _number_through(self, size: int) -> None:
        """Note the numbers of the entries up to ``size``; those before were noted earlier."""
        for index, entry in enumerate(self.entries(self._numbered, size), self._numbered):
            self._note_number(index, entry)
        self._numbered = max(self._numbered, size)

    def _note_number(self, index: int, entry: bytes) -> None:
        if b'"batch":' in entry or b'"version":' in entry:
            content = json.loads(entry)
            number = number_of(content)
            if number is not None:
                bare = {k: v for k, v in content.items() if k not in ("kind", "time")}
                self._numbers.setdefault(number, (index, fingerprint(bare)))


def fingerprint(content: Mapping[str, object]) -> bytes:
    """SHA-256 of an entry's content without kind and time."""
    return sha256(canonical_json(dict(content))).digest()


def open_signed(signed: bytes, keys: Sequence[VerifierKey], origin: str) -> Checkpoint:
    """The checkpoint of a signed note; ``Fatal`` trust.log.checkpoint_damaged if its form or signature is wrong."""
    try:
        return Checkpoint.open(signed, keys, origin)
    except NoteError as error:
        raise Fatal("trust.log.checkpoint_damaged", where=CHECKPOINT, reason=error.reason) from error
