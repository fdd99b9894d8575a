"""What is signed between an edge box and its park: batches, enrolment, new keys, receipts. Format: ``docs/design/edge.md``.

Everything is Ed25519 over lines of ASCII text, with keys in the forms of C2SP signed-note (as in the evidence log).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import ecopark.connect.edge.messages  # noqa: F401  texts
from ecopark.core.errors import InputError
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, SigningKey, VerifierKey, decode64, encode64

NO_BATCH = "0" * 64  # what the first batch names as the one before
DEVICE, SEQUENCE, PREVIOUS, CONTENT, KEY, SIGNATURE = (
    "Ecopark-Device",
    "Ecopark-Sequence",
    "Ecopark-Previous",
    "Ecopark-Content",
    "Ecopark-Key",
    "Ecopark-Signature",
)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A batch as its headers state it; what is signed is known before the body is read.

    ``previous``: hash of the batch before, hex. ``content``: SHA-256 of the body, hex. ``key``: id of the signing key, 8 hex
    digits.
    """

    device: str
    seq: int
    previous: str
    content: str
    key: str
    signature: bytes

    def text(self, park: str) -> str:
        return batch_text(park, self.device, self.seq, self.previous, self.content)

    def headers(self) -> dict[str, str]:
        return {
            DEVICE: self.device,
            SEQUENCE: str(self.seq),
            PREVIOUS: self.previous,
            CONTENT: self.content,
            KEY: self.key,
            SIGNATURE: encode64(self.signature),
        }


def batch_text(park: str, device: str, seq: int, previous: str, content: str) -> str:
    """What a batch's signature covers; its SHA-256 is the batch's hash, which the next one names."""
    return f"ecopark edge batch v1\n{park}\n{device}\n{seq}\n{previous}\n{content}\n"


def content_of(body: bytes) -> str:
    """SHA-256 of a body, hex."""
    return sha256(body).hexdigest()


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def sign_batch(key: SigningKey, park: str, device: str, seq: int, previous: str, body: bytes) -> SentBatch:
    content = content_of(body)
    signature = key.sign(batch_text(park, device, seq, previous, content)).content
    return SentBatch(device, seq, previous, content, f"{key.verifier.id:08x}", signature)


def read_headers(headers: Mapping[str, str]) -> SentBatch:
    """The batch of a request; ``InputError`` connect.edge.header names the header that is missing or not of its form."""

    def said(name: str) -> str:
        value = headers.get(name, "")
        if not value or len(value) > 200 or not value.isascii():
            raise InputError("connect.edge.header", where=name, header=name)
        return value

    seq, previous, content, key = said(SEQUENCE), said(PREVIOUS), said(CONTENT), said(KEY)
    if not seq.isdigit() or not 0 < int(seq) < 2**62:
        raise InputError("connect.edge.header", where=SEQUENCE, header=SEQUENCE)
    for name, value, length in ((PREVIOUS, previous, 64), (CONTENT, content, 64), (KEY, key, 8)):
        if len(value) != length or not set(value) <= _HEX:
            raise InputError("connect.edge.header", where=name, header=name)
    try:
        signature = decode64(said(SIGNATURE))
    except NoteError as error:
        raise InputError("connect.edge.header", where=SIGNATURE, header=SIGNATURE) from error
    return SentBatch(said(DEVICE), int(seq), previous, content, key, signature)


def device_of_code(code: str) -> str:
    """The device that an enrolment code (``device:AAAAA-…``) is for."""
    return code.strip().partition(":")[0].lower()


def settled_code(code: str) -> str:
    """A code as it was made, however it was typed."""
    return f"{device_of_code(code)}:{code.strip().partition(':')[2].strip().upper()}"


def enrolment_text(code: str, key: str) -> str:
    """What a new box signs to show that it holds the key; ``key``: its verifier key."""
    return f"ecopark edge enrolment v1\n{hash_of(settled_code(code))}\n{key}\n"


def new_key_text(park: str, device: str, key: str) -> str:
    """What both the old and the new key sign when a box changes its key."""
    return f"ecopark edge key v1\n{park}\n{device}\n{key}\n"


def signed(key: SigningKey, text: str) -> str:
    return encode64(key.sign(text).content)


def signed_by(key: VerifierKey, text: str, signature: str) -> bool:
    try:
        return key.check(text, decode64(signature))
    except NoteError:
        return False


def device_key(text: str, device: str | None = None) -> VerifierKey:
    """A device's verifier key; ``InputError`` connect.edge.bad_key if it has not the form or another name."""
    try:
        key = VerifierKey.parse(text)
    except NoteError as error:
        raise InputError("connect.edge.bad_key", where="key", reason=error.reason) from error
    if device is not None and key.name != device:
        raise InputError("connect.edge.key_of_other", where="key", name=key.name, device=device)
    return key


@dataclass(frozen=True, slots=True)
class EdgeReceipt:
    """The park's answer to a batch: it is on the disk, synced. Signed by the key of the park's evidence log.

    ``stored`` and ``refused`` are readings; refused ones wait in the park's quarantine. ``time``: ISO, UTC.
    """

    park: str
    device: str
    seq: int
    hash: str
    batch: int | None
    stored: int
    refused: int
    time: str

    def text(self) -> str:
        batch = "-" if self.batch is None else str(self.batch)
        return (
            f"ecopark edge receipt v1\n{self.park}\n{self.device}\n{self.seq}\n{self.hash}\n{batch}\n"
            f"{self.stored}\n{self.refused}\n{self.time}\n"
        )

    @classmethod
    def parse(cls, text: str) -> EdgeReceipt:
        lines = text.split("\n")
        if len(lines) != 10 or lines[0] != "ecopark edge receipt v1" or lines[9]:
            raise ValueError("no receipt")
        _, park, device, seq, digest, batch, stored, refused, time, _ = lines
        number = None if batch == "-" else int(batch)
        return cls(park, device, int(seq), digest, number, int(stored), int(refused), time)


def opened_receipt(content: bytes, park_key: VerifierKey, park: str, batch: SentBatch) -> EdgeReceipt:
    """The receipt of a batch out of a signed note.

    Raises
    ------
    InputError
        connect.edge.receipt: not signed by the park, or not of this batch: the batch counts as not sent.
    """
    try:
        note = Note.parse(content)
        note.require([park_key])
        receipt = EdgeReceipt.parse(note.text)
    except (NoteError, ValueError) as error:
        raise InputError("connect.edge.receipt", where=f"batch {batch.seq}", reason=str(error)) from error
    wanted = (park, batch.device, batch.seq, hash_of(batch.text(park)))
    if (receipt.park, receipt.device, receipt.seq, receipt.hash) != wanted:
        raise InputError("connect.edge.receipt", where=f"batch {batch.seq}", reason="another batch")
    return receipt
