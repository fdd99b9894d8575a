"""``.tlog-proof`` files of C2SP tlog-proof: one entry's inclusion, checkable offline with the log's and witnesses' keys.

The extra data holds the entry itself, so that the file needs nothing beside it; its leaf hash alone proves what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import VerifierKey, decode64, encode64
from ecopark.trust.log.reader import LogReader

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


def tlog_proof(log: LogReader, index: int) -> bytes:
    """The proof of a published entry under the newest checkpoint, cosignatures included."""
    checkpoint, signed = log.published()
    lines = [HEADER, f"extra {encode64(log.entry(index))}", f"index {index}"]
    lines += map(encode64, log.inclusion_proof(index, checkpoint.size))
    return "\n".join([*lines, "", ""]).encode() + signed


def open_tlog_proof(content: bytes, keys: Sequence[VerifierKey], origin: str) -> tuple[int, bytes]:
    """Index and entry that the proof shows; ``ValueError`` if it does not show them under a checkpoint of ``keys``."""
    head, blank, signed = content.partition(b"\n\n")
    first, *lines = head.decode("ascii").split("\n")
    if not blank or first != HEADER or len(lines) < 2 or not lines[0].startswith("extra "):
        raise NoteError("missing")
    entry = decode64(lines[0].removeprefix("extra "))
    word, _, number = lines[1].partition(" ")
    if word != "index" or not number.isdecimal() or str(int(number)) != number:
        raise NoteError("tree_size", text=number[:20])
    checkpoint = Checkpoint.open(signed, keys, origin)
    path = tuple(map(decode64, lines[2:]))
    merkle.verify_inclusion(merkle.leaf_hash(entry), int(number), checkpoint.size, path, checkpoint.root)
    return int(number), entry
