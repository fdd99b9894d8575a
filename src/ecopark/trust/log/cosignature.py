"""Cosignatures of C2SP tlog-cosignature: a witness says when it has verified a checkpoint, with Ed25519 or ML-DSA-44.

A cosigner never signs two checkpoints of one log that do not follow each other: whoever calls :meth:`Cosigner.line` has
verified consistency with the last one it signed, and keeps the new one durably before the line leaves the machine.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import (
    SECRET_PREFIX,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    check_key_name,
    decode64,
    encode64,
    key_id,
)

ED25519_V1, ML_DSA_44 = 0x04, 0x06
_PUBLIC = {ED25519_V1: 32, ML_DSA_44: 1312}
_SIGNATURE = {ED25519_V1: 64, ML_DSA_44: 2420}
ALGORITHMS = {"ed25519": ED25519_V1, "ml-dsa-44": ML_DSA_44}
_LAST_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """Public key of a cosigner; ``kind`` is the signature type (0x04 Ed25519, 0x06 ML-DSA-44)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> int:
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id:08x}+{encode64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> CosignerKey:
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise NoteError("key_parts")
        name, stated, encoded = parts
        check_key_name(name)
        content = decode64(encoded)
        if not content or _PUBLIC.get(content[0]) != len(content) - 1:
            raise NoteError("cosigner_type")
        key = cls(name, content[0], content[1:])
        if stated != f"{key.id:08x}":
            raise NoteError("key_id", expected=f"{key.id:08x}", found=stated)
        return key

    def signed(self, signature: Signature) -> bool:
        """Whether the line says that it is this key's."""
        return (signature.name, signature.id) == (self.name, self.id)

    def check(self, text: str, content: bytes) -> int | None:
        """When the key signed the checkpoint ``text`` (seconds since 1970); None if the signature is wrong."""
        if len(content) != 8 + _SIGNATURE[self.kind]:
            return None
        unix_s = int.from_bytes(content[:8], "big")
        if not 0 < unix_s <= _LAST_TIME:
            return None
        try:
            message = message_of(self.kind, self.name, text, unix_s)
            if self.kind == ED25519_V1:
                Ed25519PublicKey.from_public_bytes(self.public).verify(content[8:], message)
            else:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(content[8:], message)
        except (InvalidSignature, ValueError):
            return None
        return unix_s

    def time_in(self, note: Note) -> int | None:
        """When the key signed this checkpoint; None if there is no right line of it."""
        for line in note.signatures:
            if self.signed(line):
                return self.check(note.text, line.content)
        return None


class Cosigner:
    """Private key of a cosigner under a name."""

    def __init__(self, name: str, private: Ed25519PrivateKey | MLDSA44PrivateKey) -> None:
        check_key_name(name)
        self.name = name
        self._private = private

    def __repr__(self) -> str:
        return f"Cosigner({self.key.name}, {self.key.id:08x})"

    @classmethod
    def generate(cls, name: str, kind: int) -> Cosigner:
        return cls(name, Ed25519PrivateKey.generate() if kind == ED25519_V1 else MLDSA44PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> Cosigner:
        if not text.startswith(SECRET_PREFIX) or text.count("+") < 4:
            raise NoteError("secret_form")
        name, stated, encoded = text.removeprefix(SECRET_PREFIX).split("+", 2)
        content = decode64(encoded)
        if len(content) != 33 or content[0] not in _PUBLIC:
            raise NoteError("cosigner_type")
        seed = content[1:]
        made = cls(
            name,
            Ed25519PrivateKey.from_private_bytes(seed)
            if content[0] == ED25519_V1
            else MLDSA44PrivateKey.from_seed_bytes(seed),
        )
        if stated != f"{made.key.id:08x}":
            raise NoteError("key_id", expected=f"{made.key.id:08x}", found=stated)
        return made

    def secret_text(self) -> str:
        seed = self._private.private_bytes_raw()
        return f"{SECRET_PREFIX}{self.name}+{self.key.id:08x}+{encode64(bytes([self.key.kind]) + seed)}"

    @property
    def key(self) -> CosignerKey:
        kind = ED25519_V1 if isinstance(self._private, Ed25519PrivateKey) else ML_DSA_44
        return CosignerKey(self.name, kind, self._private.public_key().public_bytes_raw())

    def line(self, text: str, unix_s: int) -> Signature:
        """The signature line over a checkpoint's text: 8 bytes of time, then the signature over time and checkpoint."""
        key = self.key
        return Signature(
            self.name, key.id, unix_s.to_bytes(8, "big") + self._private.sign(message_of(key.kind, self.name, text, unix_s))
        )


def message_of(kind: int, name: str, text: str, unix_s: int) -> bytes:
    """The bytes that a cosignature signs.

    Ed25519: header, time and the whole text. ML-DSA-44: cosigner, time, origin, range 0 to size, root; no extension lines.
    """
    if kind == ED25519_V1:
        return f"cosignature/v1\ntime {unix_s}\n{text}".encode()
    checkpoint = Checkpoint.parse(text)
    return b"".join(
        (
            b"subtree/v1\n\0",
            _short(name),
            struct.pack(">Q", unix_s),
            _short(checkpoint.origin),
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )


def _short(text: str) -> bytes:
    content = text.encode()
    if not 0 < len(content) < 256:
        raise NoteError("name_length", bytes=len(content))
    return bytes([len(content)]) + content


def cosigned(note: Note, key: SigningKey, unix_s: int) -> Note:
    """The signed checkpoint with the line of a cosigner that keeps an Ed25519 key in the form of a note key."""
    stamped = unix_s.to_bytes(8, "big") + key.sign(message_of(ED25519_V1, key.name, note.text, unix_s).decode()).content
    return Note(note.text, (*note.signatures, Signature(key.name, _cosigner(key.verifier).id, stamped)))


def cosigner_text(key: VerifierKey) -> str:
    """The cosigner's verifier key as text, of signature type 0x04."""
    return str(_cosigner(key))


def cosignature_time(note: Note, key: VerifierKey) -> int | None:
    """When the Ed25519 cosigner signed this checkpoint; None if it has not, or the signature is wrong."""
    return _cosigner(key).time_in(note)


def _cosigner(key: VerifierKey) -> CosignerKey:
    return CosignerKey(key.name, ED25519_V1, key.public)
