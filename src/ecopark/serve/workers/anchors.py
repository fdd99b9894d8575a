"""Lays checkpoints down outside when they are due. Receipts: ``data/anchors/<id>/<size>.json``; sealing never waits."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

from ecopark.connect.anchors import lay_down
from ecopark.core.errors import EcoparkError
from ecopark.serve.park import OpenPark
from ecopark.trust.log.anchors import FOLDER, AnchorSettings, Receipt
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.note import Note

_LOG = logging.getLogger("ecopark.anchors")
EVERY_S = 300.0


def receipts_of(park: OpenPark) -> dict[str, bytes]:
    """Bytes of every kept receipt, by the name that it has in a bundle."""
    folder = park.folder / "data" / FOLDER
    return {f"{FOLDER}/{p.parent.name}/{p.name}": p.read_bytes() for p in sorted(folder.glob("*/*.json"))}


def newest_receipt(park: OpenPark, anchor: AnchorSettings) -> Receipt | None:
    kept = sorted((park.folder / "data" / FOLDER / anchor.id).glob("*.json"))
    return Receipt.decode(kept[-1].read_bytes()) if kept else None


def size_of(receipt: Receipt) -> int:
    return Checkpoint.parse(Note.parse(receipt.checkpoint.encode()).text).size


def anchor_due(park: OpenPark, *, now: bool = False) -> dict[str, Receipt | EcoparkError]:
    """Anchor at every place that is due (``now``: at all); what each gave, or why it did not."""
    done: dict[str, Receipt | EcoparkError] = {}
    checkpoint, signed = park.log.published()
    if checkpoint.size == 0:
        return done
    moment = park.clock()
    for anchor in park.settings.anchors:
        if not now and not _due(newest_receipt(park, anchor), anchor, checkpoint.size, moment):
            continue
        try:
            receipt = lay_down(anchor, signed, park.folder, moment)
            _keep(park.folder / "data" / FOLDER / anchor.id / f"{checkpoint.size:012d}.json", receipt.encode())
            done[anchor.id] = receipt
        except EcoparkError as error:
            done[anchor.id] = error
    return done


def _due(last: Receipt | None, anchor: AnchorSettings, size: int, now: datetime) -> bool:
    if last is None:
        return True
    return size_of(last) < size and now - datetime.fromisoformat(last.time) >= timedelta(hours=anchor.every_hours)


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


class AnchorWorker(threading.Thread):
    """Looks every few minutes whether an anchor is due; a failure is said once and tried again."""

    def __init__(self, park: OpenPark, stop: threading.Event) -> None:
        super().__init__(name="ecopark-anchors", daemon=True)
        self._park, self._stop_asked = park, stop
        self._told: dict[str, str] = {}

    def run(self) -> None:
        while self._park.settings.anchors:
            for name, result in anchor_due(self._park).items():
                text = str(result) if isinstance(result, EcoparkError) else ""
                if text and self._told.get(name) != text:
                    _LOG.error("%s", text)
                self._told[name] = text
            if self._stop_asked.wait(EVERY_S):
                return
