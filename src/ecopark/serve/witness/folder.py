"""The folder of a witness: ``witness.yaml``, keys, the newest checkpoint it has cosigned of each log.

WITNESS/
  witness.yaml                  name, address, logs with their pinned keys
  keys/<algorithm>.key          0600
  logs/<origin hash>/checkpoint newest cosigned checkpoint, replaced atomically and synced before the cosignature leaves
  logs/<origin hash>/equivocation.json, refused-NNN      what may prove misbehaviour of a log
  witness.lock                  one process at a time
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

import ecopark.serve.witness.messages  # noqa: F401  texts
from ecopark.connect.yaml_tree import build, read_yaml
from ecopark.core.errors import InputError, StateError
from ecopark.core.ports import Clock
from ecopark.engine.log_files import FileLogStorage
from ecopark.serve.hub.folder import keep_secret
from ecopark.trust.log.cosignature import ALGORITHMS, Cosigner
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import VerifierKey
from ecopark.trust.log.witness import Witness

FILE = "witness.yaml"


@dataclass(frozen=True, slots=True)
class WitnessServer:
    """Name of the witness and where it listens."""

    name: str
    host: str = "127.0.0.1"
    port: int = 8780
    where: str = ""


@dataclass(frozen=True, slots=True)
class WitnessedLog:
    """A log that is cosigned; ``keys`` are verifier keys known out of band."""

    origin: str
    keys: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class WitnessFile:
    """``witness.yaml``."""

    witness: WitnessServer
    logs: tuple[WitnessedLog, ...] = ()
    where: str = ""


def read_witness(folder: Path) -> WitnessFile:
    """Read and check ``witness.yaml``; ``StateError`` serve.witness.not_found, ``InputError`` with the line."""
    path = folder / FILE
    if not path.exists():
        raise StateError("serve.witness.not_found", where=str(folder))
    found = build(WitnessFile, read_yaml(path.read_text(encoding="utf-8"), FILE))
    for log in found.logs:
        _keys(log)
    return found


def _keys(log: WitnessedLog) -> tuple[VerifierKey, ...]:
    try:
        return tuple(VerifierKey.parse(key) for key in log.keys)
    except NoteError as error:
        raise InputError("serve.witness.bad_key", where=log.where, origin=log.origin, reason=error.reason) from error


def make_witness(folder: Path, name: str, algorithms: tuple[str, ...]) -> list[str]:
    """Make the folder with its keys; returns the verifier keys. ``StateError`` serve.witness.exists."""
    if (folder / FILE).exists():
        raise StateError("serve.witness.exists", where=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for algorithm in algorithms:
        try:
            cosigner = Cosigner.generate(name, ALGORITHMS[algorithm])
        except NoteError as error:
            raise InputError("serve.witness.bad_name", where="--name", reason=error.reason) from error
        keep_secret(folder / "keys" / f"{algorithm}.key", cosigner.secret_text())
        made.append(str(cosigner.key))
    write_witness(folder, WitnessFile(WitnessServer(name)))
    return made


def add_log(folder: Path, key: str) -> str:
    """Follow the log of a verifier key, or trust a further key of a log followed already; returns its origin."""
    present = read_witness(folder)
    try:
        origin = VerifierKey.parse(key).name
    except NoteError as error:
        raise InputError("serve.witness.bad_key", where="--key", origin="?", reason=error.reason) from error
    known = next((log for log in present.logs if log.origin == origin), WitnessedLog(origin, ()))
    added = replace(known, keys=tuple(dict.fromkeys((*known.keys, key))))
    write_witness(folder, replace(present, logs=(*(log for log in present.logs if log.origin != origin), added)))
    return origin


def write_witness(folder: Path, content: WitnessFile) -> None:
    """Write ``witness.yaml`` whole, atomically."""
    said = content.witness
    logs = [{"origin": log.origin, "keys": list(log.keys)} for log in content.logs]
    text = yaml.safe_dump(
        {"witness": {"name": said.name, "host": said.host, "port": said.port}, "logs": logs},
        allow_unicode=True,
        sort_keys=False,
        width=4000,
    )
    temporary = folder / f".{FILE}.new"
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, folder / FILE)


def cosigners(folder: Path) -> tuple[Cosigner, ...]:
    """The private keys, ML-DSA-44 first."""
    found = []
    for algorithm in reversed(ALGORITHMS):
        path = folder / "keys" / f"{algorithm}.key"
        if path.exists():
            if path.stat().st_mode & 0o077:
                raise StateError("engine.log.key_exposed", where=str(path), mode="!", file=str(path))
            found.append(Cosigner.parse(path.read_text("utf-8").strip()))
    return tuple(found)


@contextmanager
def opened_witness(folder: Path, clock: Clock) -> Iterator[Witness]:
    """The witness of a folder; ``StateError`` serve.witness.locked if another process has it."""
    content = read_witness(folder)
    with (folder / "witness.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError("serve.witness.locked", where=str(folder)) from error
        logs = {log.origin: _keys(log) for log in content.logs}
        yield Witness(FileLogStorage(folder / "logs"), logs, cosigners(folder), clock)
