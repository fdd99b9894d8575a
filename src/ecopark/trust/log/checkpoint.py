"""Checkpoints of C2SP tlog-checkpoint: origin, tree size, root hash, signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, SigningKey, VerifierKey, decode64, encode64, signed_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """State of a log: its name, how many entries, and the root hash (32 bytes) over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"

    def sign(self, *keys: SigningKey) -> Note:
        return signed_note(self.text(), *keys)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note's text; extension lines are allowed and ignored."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteError("checkpoint_lines")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdecimal() and str(int(size)) == size):
            raise NoteError("tree_size", text=size[:20])
        content = decode64(root)
        if len(content) != 32:
            raise NoteError("root_length")
        return cls(origin, int(size), content)

    @classmethod
    def open(cls, content: bytes, keys: Sequence[VerifierKey], origin: str | None = None) -> Checkpoint:
        """Read a signed checkpoint and require a right signature by one of ``keys``; ``NoteError`` otherwise."""
        note = Note.parse(content)
        note.require(keys)
        checkpoint = cls.parse(note.text)
        if origin is not None and checkpoint.origin != origin:
            raise NoteError("origin", found=checkpoint.origin, expected=origin)
        return checkpoint
