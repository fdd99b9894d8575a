"""The data folder: version of its layout, where things lie, and the lock of the one writer."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ecopark.core.errors import Fatal, StateError
from ecopark.engine.embedded.disk import make_folder, replace_file

LAYOUT_VERSION = 1

# layout version -> step that brings the folder to the next version
MIGRATIONS: Mapping[int, Callable[[Path], None]] = {}


def prepare_layout(folder: Path) -> None:
    """Create the folder's layout or bring an older one up to date; ``StateError`` engine.layout.* says why not.

    Each step runs on the folder and the new number is written (synced) after it: a step that was interrupted runs
    again, so steps must be repeatable.
    """
    version_file = folder / "VERSION"
    if not version_file.exists():
        for part in ("journal", "lake"):
            make_folder(folder / part)
        replace_file(version_file, f"{LAYOUT_VERSION}\n".encode())
        return
    text = version_file.read_text(encoding="utf-8").strip()
    if not text.isdigit():
        raise Fatal("engine.layout.unreadable", where=str(version_file), found=text[:40])
    found = int(text)
    if found > LAYOUT_VERSION:
        raise StateError("engine.layout.too_new", where=str(folder), found=found, known=LAYOUT_VERSION)
    while found < LAYOUT_VERSION:
        step = MIGRATIONS.get(found)
        if step is None:
            raise StateError("engine.layout.too_old", where=str(folder), found=found, known=LAYOUT_VERSION)
        step(folder)
        found += 1
        replace_file(version_file, f"{found}\n".encode())


class WriterLock:
    """``flock`` on ``writer.lock``: held while the store is open, freed by the kernel when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "writer.lock"
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(self._descriptor, 40).decode("ascii", "replace").strip() or "?"
            os.close(self._descriptor)
            raise StateError("engine.writer.locked", where=str(self._path), folder=str(folder), owner=owner) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
