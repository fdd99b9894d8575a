"""The watched folder: files are taken once they are complete, until somebody says stop.

A file is complete when its size and modification time have not changed for a moment. Loggers that upload under a
temporary name (``.tmp``, ``.part``, hidden) and rename are taken at once after the rename has settled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path

import watchfiles

from ecopark.connect.actions import waiting_files
from ecopark.connect.records import ImportRun
from ecopark.core.errors import StateError

SETTLE_MS = 1000

Take = Callable[[Collection[str]], list[ImportRun]]
Stamp = tuple[int, int]


def watch(
    folder: Path,
    stop: threading.Event,
    take: Take,
    *,
    told: Callable[[list[ImportRun]], None] | None = None,
    refused: Callable[[StateError], None] | None = None,
    settle_ms: int = SETTLE_MS,
) -> None:
    """Take files of the folder as they come, beginning with those that lie there; returns after ``stop`` is set.

    Parameters
    ----------
    take
        Takes the named files: `actions.take_folder` with its ports bound, called with ``names``.
    told
        Hears of every import.
    refused
        Hears when the store could not take files (no room): they stay and are tried again after the next pause.
    settle_ms
        How long a file must lie unchanged before it is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seen: dict[str, Stamp] = {}
    changes = watchfiles.watch(
        folder,
        stop_event=stop,
        rust_timeout=settle_ms,
        yield_on_timeout=True,
        recursive=False,
        raise_interrupt=False,
        debounce=settle_ms,
        step=min(50, settle_ms),
    )
    for _ in changes:
        now = _stamps(folder)
        complete = [name for name, stamp in now.items() if seen.get(name) == stamp]
        seen = now
        if not complete:
            continue
        try:
            runs = take(complete)
        except StateError as error:
            if refused is None:
                raise
            refused(error)
            continue
        if told is not None:
            told(runs)


def _stamps(folder: Path) -> dict[str, Stamp]:
    found = {}
    for path in waiting_files(folder):
        try:
            status = path.stat()
        except FileNotFoundError:  # renamed since the listing
            continue
        found[path.name] = (status.st_size, status.st_mtime_ns)
    return found
