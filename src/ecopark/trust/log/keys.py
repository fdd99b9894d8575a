"""Changes of the log's key, told by the log itself: rotation, a committed recovery key, recovery after loss or theft.

Entries of kind ``key``, and for each a checkpoint over exactly the entries up to it, kept as ``handover/<size>``:

- *rotation* ``{key, previous}``: the checkpoint is signed by both keys.
- *commitment* ``{action: commit, key, recovery_sha256}``: the hash of a recovery key that lies in a safe; signed by the key.
- *recovery* ``{action: recover, key, previous, recovery, reason, last_size}``: signed by the new key and by the recovery key
  whose hash was committed before. ``reason`` is ``lost`` or ``stolen``; what the previous key signs for more than
  ``last_size`` entries is not the park's any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Literal

from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, VerifierKey

KIND = "key"
HANDOVER = "handover"
"""Folder of the checkpoints over changes of key, named by their tree size."""
Reason = Literal["lost", "stolen"]
EntryAt = Callable[[int], Mapping[str, object]]


def commitment(recovery: VerifierKey) -> str:
    """What is logged of a recovery key in advance: SHA-256 (hex) of its verifier key's text."""
    return sha256(str(recovery).encode()).hexdigest()


def signers_of(entry: Mapping[str, object]) -> tuple[VerifierKey, ...]:
    """The keys that must all have signed the checkpoint over a change of key; ``NoteError`` if the entry is none."""
    wanted = {"commit": ("key",), "recover": ("key", "recovery"), None: ("previous", "key")}.get(_action(entry))
    if wanted is None or entry.get("kind") != KIND:
        raise NoteError("handover_keys")
    return tuple(VerifierKey.parse(str(entry.get(which))) for which in wanted)


def _action(entry: Mapping[str, object]) -> str | None:
    action = entry.get("action")
    return None if action is None else str(action)


def trusted_keys(start: VerifierKey, handovers: Mapping[int, bytes], entry_at: EntryAt) -> list[VerifierKey]:
    """The keys that ``start`` leads to, oldest first; the last one is the log's now.

    Parameters
    ----------
    handovers
        Signed notes by tree size, as stored.
    entry_at
        Content of an entry by index; an empty mapping if it is not shown. That it stands in the tree, and that the
        notes have the tree's roots, is checked elsewhere (`audit`, `TreeEdge`).
    """
    chain, committed, earlier = [start], set[str](), set[str]()
    for size in sorted(handovers):
        entry = entry_at(size - 1)
        try:
            signers = signers_of(entry)
            note = Note.parse(handovers[size])
            if set(note.require(signers)) != set(signers) or Checkpoint.parse(note.text).size != size:
                continue
            action, previous = _action(entry), str(entry.get("previous"))
            if action != "commit" and chain[-1] in signers:
                committed |= earlier  # what the keys before have committed stands in the tree that this key has signed, too
            if action == "commit":
                (committed if signers[0] == chain[-1] else earlier).add(str(entry.get("recovery_sha256")))
            elif action is None and previous == str(chain[-1]):
                chain.append(signers[1])
            elif action == "recover" and previous == str(chain[-1]) and commitment(signers[1]) in committed:
                chain.append(signers[0])
        except NoteError:
            continue  # it leads nowhere; the audit names it
    return chain


def stored_handovers(names: Sequence[str], read: Callable[[str], bytes | None]) -> dict[int, bytes]:
    """The handovers among stored files, by size."""
    found = {}
    for name in names:
        folder, _, size = name.partition("/")
        if folder == HANDOVER and size.isdecimal() and str(int(size)) == size:
            found[int(size)] = read(name) or b""
    return found
