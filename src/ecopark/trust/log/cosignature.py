"""Cosignatures of C2SP tlog-cosignature, version 1 with Ed25519: a witness says that it has verified a checkpoint.

A cosigner never signs two checkpoints of one log that do not follow each other: whoever calls this has verified
consistency with the last one it signed, and has kept the new one durably.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ecopark.trust.log.note import Note, Signature, SigningKey, VerifierKey, encode64, key_id

COSIGNATURE = 0x04


def cosigned(note: Note, key: SigningKey, unix_s: int) -> Note:
    """The signed checkpoint with the cosigner's line: 8 bytes of time, 64 of signature, over time and checkpoint."""
    stamped = unix_s.to_bytes(8, "big") + key.sign(_message(note.text, unix_s)).content
    line = Signature(key.name, cosigner_id(key.verifier), stamped)
    return Note(note.text, (*note.signatures, line))


def cosigner_id(key: VerifierKey) -> int:
    return key_id(key.name, COSIGNATURE, key.public)


def cosigner_text(key: VerifierKey) -> str:
    """The cosigner's verifier key as text, of signature type 0x04."""
    return f"{key.name}+{cosigner_id(key):08x}+{encode64(bytes([COSIGNATURE]) + key.public)}"


def cosignature_time(note: Note, key: VerifierKey) -> int | None:
    """When the cosigner signed this checkpoint (seconds since 1970); None if it has not, or the signature is wrong."""
    for line in note.signatures:
        if (line.name, line.id) == (key.name, cosigner_id(key)) and len(line.content) == 72:
            unix_s = int.from_bytes(line.content[:8], "big")
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(line.content[8:], _message(note.text, unix_s).encode())
            except InvalidSignature:
                return None
            return unix_s
    return None


def _message(text: str, unix_s: int) -> str:
    return f"cosignature/v1\ntime {unix_s}\n{text}"
