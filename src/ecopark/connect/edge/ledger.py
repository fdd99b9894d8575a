"""Which batches a device has delivered: one line per batch with hash, signature and receipt. # design 4.5

A file per device under ``PARK/data/edge``; a line is synced before the box hears of it. It keeps who signed what for as
long as the park keeps anything: with the box's own copy, a batch can be checked by somebody who does not trust the park.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ecopark.core.errors import StateError

REMEMBERED = 1000  # batches per device; a box sends only its oldest unacknowledged one again
_TAIL_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivered batch; ``signature`` in base64 by the key of id ``key``."""

    seq: int
    previous: str
    hash: str
    key: str
    signature: str
    batch: int | None
    stored: int
    refused: int
    time: str


class EdgeLedger:
    """Deliveries of all devices; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, OrderedDict[int, Delivered]] = {}

    def last(self, device: str) -> Delivered | None:
        """The delivery with the highest number."""
        with self._lock:
            known = self._of(device)
            return known[max(known)] if known else None

    def find(self, device: str, seq: int) -> Delivered | None:
        """The delivery of a number, if it is among the last `REMEMBERED`."""
        with self._lock:
            return self._of(device).get(seq)

    def add(self, device: str, delivered: Delivered) -> None:
        """Write a delivery down, durable on return; ``StateError`` engine.disk.full if there is no room."""
        line = json.dumps(asdict(delivered), separators=(",", ":")).encode() + b"\n"
        with self._lock:
            known = self._of(device)
            try:
                self._append(self._folder / f"{device}.jsonl", line)
            except OSError as error:
                raise StateError("engine.disk.full", where=str(self._folder), reason=error.strerror or "") from error
            known[delivered.seq] = delivered
            while len(known) > REMEMBERED:
                known.popitem(last=False)

    def _append(self, path: Path, line: bytes) -> None:
        new = not path.exists()
        if new:
            self._folder.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell() and not _ends_whole(path):
                line = b"\n" + line  # a kill tore the last line: it stays, and is passed over
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if new:
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _of(self, device: str) -> OrderedDict[int, Delivered]:
        if device not in self._known:
            self._known[device] = _read(self._folder / f"{device}.jsonl")
        return self._known[device]


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(path: Path) -> OrderedDict[int, Delivered]:
    found: OrderedDict[int, Delivered] = OrderedDict()
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return found
    for line in lines[-REMEMBERED - 1 :]:
        try:
            said: dict[str, Any] = json.loads(line)
            delivered = Delivered(**said)
        except (ValueError, TypeError):
            continue  # the tail begins within a line, or a kill tore one
        found[delivered.seq] = delivered
    return found
