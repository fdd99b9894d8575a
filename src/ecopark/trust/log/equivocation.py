"""Proof that a log has told two histories: two checkpoints, both signed by its key, that cannot both be true.

Self-contained: whoever has the log's verifier key can check it, without the log and without us
(``docs/verify/verify.py`` does). Of equal sizes two different roots are the proof. Of different sizes a path is added: it
leads to the root of the larger tree, and shows that this tree begins with another root than the smaller checkpoint says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import canonical_json
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, VerifierKey

FORMAT = "ecopark-equivocation/v1"


@dataclass(frozen=True, slots=True)
class Equivocation:
    """``first`` and ``second`` are signed notes, the smaller tree first; ``path`` as `merkle.beginning_path` gives it."""

    key: str
    first: str
    second: str
    path: tuple[bytes, ...] = ()

    def encode(self) -> bytes:
        return canonical_json(
            {
                "format": FORMAT,
                "key": self.key,
                "first": self.first,
                "second": self.second,
                "path": [h.hex() for h in self.path],
            }
        )

    @classmethod
    def decode(cls, content: bytes) -> Equivocation:
        """``ValueError`` if it has not the form."""
        given = json.loads(content.decode("utf-8"))
        if not isinstance(given, dict) or given.get("format") != FORMAT or not isinstance(given.get("path"), list):
            raise ValueError(f"not {FORMAT}")
        path = tuple(bytes.fromhex(str(h)) for h in given["path"])
        return cls(str(given.get("key")), str(given.get("first")), str(given.get("second")), path)

    def proves(self, key: VerifierKey) -> bool:
        """Whether the holder of ``key`` has signed two histories; False for anything that does not show it."""
        try:
            notes = [Note.parse(text.encode()) for text in (self.first, self.second)]
            for note in notes:
                note.require([key])
            small, large = (Checkpoint.parse(note.text) for note in notes)
            if small.origin != large.origin or small.size > large.size:
                return False
            if small.size == large.size:
                return small.root != large.root
            before, after = merkle.roots_of_beginning(small.size, large.size, self.path)
        except (NoteError, merkle.ProofError):
            return False
        return after == large.root and before != small.root


def equivocation(
    key: VerifierKey, one: bytes, other: bytes, node_of_larger: merkle.NodeHash | None = None
) -> Equivocation | None:
    """The proof from two signed checkpoints, if they contradict each other.

    Parameters
    ----------
    node_of_larger
        Nodes of the larger tree; without them only checkpoints of equal size can be shown to contradict.
    """
    first, second = sorted((one, other), key=lambda note: Checkpoint.parse(Note.parse(note).text).size)
    sizes = [Checkpoint.parse(Note.parse(note).text).size for note in (first, second)]
    path: Sequence[bytes] = ()
    if sizes[0] != sizes[1]:
        if node_of_larger is None or sizes[0] == 0:
            return None
        path = merkle.beginning_path(node_of_larger, sizes[0], sizes[1])
    found = Equivocation(str(key), first.decode(), second.decode(), tuple(path))
    return found if found.proves(key) else None
