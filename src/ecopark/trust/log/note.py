"""Signed notes of C2SP signed-note: text, signature lines, verifier keys.

Ed25519 (signature type 0x01) signs and verifies here. Lines of other keys (witness cosignatures) are kept as they are and
ignored by verification, as the specification asks: they can be added without a change of format.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ecopark.trust.log.forms import NoteError

ED25519 = 0x01
_DASH = "\u2014 "
SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105 (the form's first words, no secret)
MAX_SIGNATURES = 64


def decode64(text: str) -> bytes:
    """Strict base64: one text for each sequence of bytes, so that no changed character goes unnoticed."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not_base64", text=text[:20]) from error
    if encode64(content) != text:
        raise NoteError("not_canonical_base64", text=text[:20])
    return content


def encode64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def key_id(name: str, kind: int, public: bytes) -> int:
    """First four bytes of SHA-256(name, newline, type, public key), big-endian."""
    return int.from_bytes(sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4], "big")


def check_key_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or ord(c) < 0x20 for c in name):
        raise NoteError("key_name", name=name)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Public Ed25519 key under a name; its text is ``name+id+base64(type, key)``."""

    name: str
    public: bytes

    @property
    def id(self) -> int:
        return key_id(self.name, ED25519, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id:08x}+{encode64(bytes([ED25519]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise NoteError("key_parts")
        name, stated, encoded = parts
        check_key_name(name)
        content = decode64(encoded)
        if len(content) != 33 or content[0] != ED25519:
            raise NoteError("key_type")
        key = cls(name, content[1:])
        if stated != f"{key.id:08x}":
            raise NoteError("key_id", expected=f"{key.id:08x}", found=stated)
        return key

    def check(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """Private Ed25519 key under a name. Its text form is that of Go's note package: keep it in a file of mode 0600."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        check_key_name(name)
        self.name = name
        self._private = private

    def __repr__(self) -> str:
        return f"SigningKey({self.verifier})"

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        if not text.startswith(SECRET_PREFIX) or text.count("+") < 4:
            raise NoteError("secret_form")
        name, stated, encoded = text.removeprefix(SECRET_PREFIX).split("+", 2)
        content = decode64(encoded)
        if len(content) != 33 or content[0] != ED25519:
            raise NoteError("key_type")
        key = cls(name, Ed25519PrivateKey.from_private_bytes(content[1:]))
        if stated != f"{key.verifier.id:08x}":
            raise NoteError("key_id", expected=f"{key.verifier.id:08x}", found=stated)
        return key

    def secret_text(self) -> str:
        seed = self._private.private_bytes_raw()
        return f"{SECRET_PREFIX}{self.name}+{self.verifier.id:08x}+{encode64(bytes([ED25519]) + seed)}"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.verifier.id, self._private.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    id: int
    content: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encode64(self.id.to_bytes(4, 'big') + self.content)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` ends with a newline; ``str(note)`` is the signed note."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def encode(self) -> bytes:
        return str(self).encode()

    @classmethod
    def parse(cls, content: bytes) -> Note:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NoteError("not_utf8", byte=error.start) from error
        if any(ord(c) < 0x20 and c != "\n" for c in text):
            raise NoteError("control_character")
        body, blank, lines = text.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise NoteError("no_signature_lines")
        if lines.count("\n") > MAX_SIGNATURES:
            raise NoteError("too_many_signatures", count=MAX_SIGNATURES)
        return cls(body + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))

    def require(self, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
        """The known keys that signed; ``NoteError`` if none did or if a line of a known key is wrong."""
        by_id = {(key.name, key.id): key for key in keys}
        signed = []
        for signature in self.signatures:
            key = by_id.get((signature.name, signature.id))
            if key is None:
                continue
            if not key.check(self.text, signature.content):
                raise NoteError("signature_wrong", key=f"{key.name} ({key.id:08x})")
            signed.append(key)
        if not signed:
            raise NoteError("no_known_signature", keys=", ".join(f"{k.name} ({k.id:08x})" for k in keys))
        return tuple(signed)


def _signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise NoteError("signature_line")
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    content = decode64(encoded)
    if not blank or len(content) < 5:
        raise NoteError("signature_line")
    check_key_name(name)
    return Signature(name, int.from_bytes(content[:4], "big"), content[4:])


def signed_note(text: str, *keys: SigningKey) -> Note:
    """Sign ``text`` (ends with a newline) with each key."""
    if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
        raise NoteError("note_text")
    return Note(text, tuple(key.sign(text) for key in keys))
