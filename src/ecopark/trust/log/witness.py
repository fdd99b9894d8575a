"""A witness by C2SP tlog-witness: cosigns a log's checkpoint once it has verified that the log has only grown.

Pure of sockets: ``serve/witness`` carries the requests. For each log only the newest cosigned checkpoint is kept; it is
durable before the cosignature leaves, and looking, verifying and keeping are one step under a lock, so that no two
checkpoints that contradict each other are ever signed, however often the process is killed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import ecopark.trust.log.witness_messages  # noqa: F401  texts
from ecopark.core.messages import Message
from ecopark.core.ports import Clock
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import Cosigner
from ecopark.trust.log.equivocation import Equivocation
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, Signature, VerifierKey, decode64, encode64

MOST_PROOF_LINES = 63
MOST_BYTES = 1 << 20
_KEPT_EVIDENCE = 100


class WitnessStorage(Protocol):
    """Durable files by name; ``replace`` is atomic and synced on return."""

    def read(self, name: str) -> bytes | None: ...

    def replace(self, name: str, content: bytes) -> None: ...


class Refusal(Exception):
    """The request is not cosigned; ``status`` as tlog-witness gives it, ``newest``: size of
    the newest cosigned tree, for 409."""

    def __init__(self, status: int, what: str, *, newest: int | None = None, **params: object) -> None:
        self.status = status
        self.newest = newest
        self.reason = Message(f"trust.witness.{what}", params)
        super().__init__(self.reason.render("en"))


@dataclass(frozen=True, slots=True)
class Submission:
    """A parsed add-checkpoint request."""

    old: int
    proof: merkle.Proof
    note: Note
    checkpoint: Checkpoint


def encode_submission(old: int, proof: Sequence[bytes], signed_checkpoint: bytes) -> bytes:
    """Body of an add-checkpoint request."""
    lines = [f"old {old}", *map(encode64, proof), "", ""]
    return "\n".join(lines).encode() + signed_checkpoint


def parse_submission(body: bytes) -> Submission:
    """``Refusal`` 400 if the body is not an add-checkpoint request."""
    head, blank, signed = body.partition(b"\n\n")
    try:
        first, *hashes = head.decode("ascii").split("\n")
        word, _, number = first.partition(" ")
        if not blank or word != "old" or not number.isdecimal() or str(int(number)) != number or len(number) > 20:
            raise ValueError(first[:40])
        if len(hashes) > MOST_PROOF_LINES:
            raise ValueError(f"{len(hashes)} proof lines")
        proof = tuple(map(decode64, hashes))
        if any(len(h) != merkle.HASH_BYTES for h in proof):
            raise ValueError("hash length")
        note = Note.parse(signed)
        return Submission(int(number), proof, note, Checkpoint.parse(note.text))
    except ValueError as error:  # NoteError and UnicodeDecodeError, too
        reason = error.reason if isinstance(error, NoteError) else str(error)[:200]
        raise Refusal(400, "malformed", reason=reason) from error


def judge(asked: Submission, keys: Sequence[VerifierKey], latest: Checkpoint | None) -> None:
    """``Refusal`` unless the checkpoint may follow ``latest``, the newest cosigned one (None: none yet)."""
    checkpoint, known = asked.checkpoint, latest.size if latest else 0
    try:
        asked.note.require(keys)
    except NoteError as error:
        raise Refusal(403, "not_signed", reason=error.reason) from error
    if asked.old > checkpoint.size:
        raise Refusal(400, "old_above", old=asked.old, size=checkpoint.size)
    if asked.old != known:
        raise Refusal(409, "other_old", newest=known, old=asked.old, known=known)
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise Refusal(422, "empty_root")
    if asked.old == 0:
        if asked.proof:
            raise Refusal(422, "proof_of_nothing")
        return
    assert latest is not None
    try:
        merkle.verify_consistency(asked.old, checkpoint.size, asked.proof, latest.root, checkpoint.root)
    except merkle.ProofError as error:
        raise Refusal(422, "inconsistent", old=asked.old, size=checkpoint.size, reason=str(error)) from error


class Witness:
    """Cosigns the checkpoints of known logs. Safe to use from several threads of the one process that has its storage.

    Parameters
    ----------
    logs
        Trusted verifier keys of each log, by origin.
    cosigners
        Keys that sign; the specification recommends ML-DSA-44, Ed25519 is understood everywhere.
    """

    def __init__(
        self,
        storage: WitnessStorage,
        logs: Mapping[str, Sequence[VerifierKey]],
        cosigners: Sequence[Cosigner],
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._logs = {origin: tuple(keys) for origin, keys in logs.items()}
        self._cosigners = tuple(cosigners)
        self._clock = clock
        self._locks = {origin: threading.Lock() for origin in logs}

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(self._logs)

    def add_checkpoint(self, body: bytes) -> bytes:
        """The signature lines over the submitted checkpoint, kept durably before; ``Refusal`` with its status."""
        asked = parse_submission(body)
        keys = self._logs.get(asked.checkpoint.origin)
        if keys is None:
            raise Refusal(404, "unknown_log", origin=asked.checkpoint.origin[:200])
        with self._locks[asked.checkpoint.origin]:
            kept = self._kept(asked.checkpoint.origin)
            latest = Checkpoint.parse(kept.text) if kept else None
            try:
                judge(asked, keys, latest)
            except Refusal as refusal:
                if refusal.status in (409, 422) and kept is not None:
                    self._keep_evidence(asked, kept, body)
                raise
            now = int(self._clock().timestamp())
            lines = tuple(cosigner.line(asked.note.text, now) for cosigner in self._cosigners)
            trusted = {(key.name, key.id) for key in keys}
            own = tuple(s for s in asked.note.signatures if (s.name, s.id) in trusted)
            self._storage.replace(_name(asked.checkpoint.origin), Note(asked.note.text, (*own, *lines)).encode())
        return _lines(lines)

    def latest(self, origin_hash: str) -> bytes | None:
        """The newest cosigned checkpoint of the log whose origin has this SHA-256 (hex)."""
        known = any(sha256(origin.encode()).hexdigest() == origin_hash for origin in self._logs)
        return self._storage.read(f"{origin_hash}/checkpoint") if known else None

    def _kept(self, origin: str) -> Note | None:
        content = self._storage.read(_name(origin))
        return None if content is None else Note.parse(content)

    def _keep_evidence(self, asked: Submission, kept: Note, body: bytes) -> None:
        """A signed checkpoint that does not follow the kept one may prove misbehaviour of the log: keep it."""
        folder = sha256(asked.checkpoint.origin.encode()).hexdigest()
        latest = Checkpoint.parse(kept.text)
        if (latest.size, latest.root == asked.checkpoint.root) == (asked.checkpoint.size, False):
            keys = [key for key in self._logs[asked.checkpoint.origin] if _has(kept, key) and _has(asked.note, key)]
            if keys:
                found = Equivocation(str(keys[0]), str(kept), str(asked.note))
                self._storage.replace(f"{folder}/equivocation.json", found.encode())
        elif asked.old == latest.size:
            place = int.from_bytes(sha256(body).digest()[:4], "big") % _KEPT_EVIDENCE
            self._storage.replace(f"{folder}/refused-{place:03d}", body)


def _has(note: Note, key: VerifierKey) -> bool:
    return any((s.name, s.id) == (key.name, key.id) for s in note.signatures)


def _name(origin: str) -> str:
    return f"{sha256(origin.encode()).hexdigest()}/checkpoint"


def _lines(lines: Sequence[Signature]) -> bytes:
    return "".join(map(str, lines)).encode()
