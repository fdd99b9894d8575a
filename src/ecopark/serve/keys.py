"""The key files of a park's log: rotation and recovery leave one right key behind, whenever they are interrupted.

``data/keys/log.key`` signs. A new key lies as ``log.key.next`` before the log names it, and takes the place of the old one
after; opening the park finishes what was interrupted, or drops a key that the log never named.
"""

from __future__ import annotations

import os
from pathlib import Path

from ecopark.core.errors import StateError
from ecopark.core.ports import Clock, LogStorage
from ecopark.engine.log_files import FileLogStorage, load_signing_key, make_signing_key, signing_key
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.keys import Reason
from ecopark.trust.log.note import SigningKey, VerifierKey

NEXT = ".next"


def open_log(path: Path, storage: LogStorage, origin: str, clock: Clock) -> EvidenceLog:
    """The log with the key of a file (made on first use); an interrupted rotation is finished."""
    following = path.with_name(path.name + NEXT)
    successor = load_signing_key(following) if following.exists() else None
    log = EvidenceLog.open(storage, signing_key(path, origin), origin, clock, successor=successor)
    if successor is not None:
        if log.verifier == successor.verifier:
            _take(path)
        else:
            _drop(following)
    return log


def rotate(path: Path, log: EvidenceLog) -> SigningKey:
    """Hand the log over to a new key; the old one is gone from this machine afterwards."""
    following = path.with_name(path.name + NEXT)
    _drop(following)
    new = make_signing_key(following, log.verifier.name)
    log.change_key(new)
    _take(path)
    return new


def recover(
    data: Path, previous: VerifierKey, recovery: SigningKey, reason: Reason, origin: str, clock: Clock
) -> VerifierKey:
    """Give the log a new key by the committed recovery key; the park must not be open."""
    path = data / "keys" / "log.key"
    following = path.with_name(path.name + NEXT)
    new = load_signing_key(following) if following.exists() else make_signing_key(following, origin)
    EvidenceLog.recover(FileLogStorage(data / "log"), previous, new, recovery, reason, origin, clock)
    _take(path)
    return new.verifier


def make_recovery_key(path: Path, name: str) -> SigningKey:
    """A key for the safe, in a file of mode 0600; ``StateError`` serve.keys.exists."""
    if path.exists():
        raise StateError("serve.keys.exists", where=str(path))
    key = make_signing_key(path.absolute(), name)
    path.with_name(path.name + ".pub").unlink()  # its name stays unknown until it is needed
    return key


def _take(path: Path) -> None:
    following = path.with_name(path.name + NEXT)
    os.replace(following, path)
    public = following.with_name(following.name + ".pub")
    if public.exists():
        os.replace(public, path.with_name(path.name + ".pub"))
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".pub").unlink(missing_ok=True)
