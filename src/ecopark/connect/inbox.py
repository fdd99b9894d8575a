"""Folders of files: taken in batches, and watched, until somebody says stop.

A watched file is complete when its size and modification time have not changed for a moment. Loggers that upload under a
temporary name (``.tmp``, ``.part``, hidden) and rename are taken as soon as the rename has settled.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

import watchfiles

from ecopark.connect.desk import Desk
from ecopark.connect.importing import Source, import_source
from ecopark.connect.raw import RawStore
from ecopark.connect.records import ImportRun
from ecopark.connect.station_import import BATCH, Arrived, import_station_files
from ecopark.connect.stations import is_station_name
from ecopark.core.errors import StateError
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock, ReadingsWriter
from ecopark.core.records import RecordsStore
from ecopark.core.scope import Scope

SETTLE_MS = 1000

Progress = Callable[[int, int], None]  # files done, files in all
Stamp = tuple[int, int]

_LOG = logging.getLogger("ecopark.connect")


def take_folder(
    folder: Path,
    *,
    network: FlowNetwork,
    writer: ReadingsWriter,
    records: RecordsStore,
    clock: Clock,
    scope: Scope,
    raw: RawStore,
    progress: Progress | None = None,
    batch: int = BATCH,
    names: Collection[str] | None = None,
) -> list[ImportRun]:
    """Take every complete file of a folder; station files go in batches of ``batch`` (one append each).

    A file that was dealt with, taken or quarantined, moves to ``done/<day>/`` beside it. If the store refuses (no room),
    the error goes up and the files of that batch stay. A station file arrived when its modification time says, as long as
    that is not in the future. Hidden files and ``.tmp``, ``.part``, ``~$`` are left alone.

    Parameters
    ----------
    names
        Take only these files of the folder; None: all.
    """
    desk = Desk(network, writer, records, clock, scope, raw)
    return take_waiting(desk, folder, progress=progress, batch=batch, names=names)


def take_waiting(
    desk: Desk,
    folder: Path,
    *,
    progress: Progress | None = None,
    batch: int = BATCH,
    names: Collection[str] | None = None,
) -> list[ImportRun]:
    """`take_folder` at a desk that is kept: what the park declares is looked up once."""
    waiting = [name for name in waiting_files(folder) if names is None or name in names]
    stations = [name for name in waiting if is_station_name(name)]
    chunks = [stations[i : i + batch] for i in range(0, len(stations), batch)]
    chunks += [[name] for name in waiting if not is_station_name(name)]
    runs: list[ImportRun] = []
    done = 0
    for chunk in chunks:
        now = desk.clock()
        files = [file for name in chunk if (file := _read(folder, name, now)) is not None]
        if files and is_station_name(chunk[0]):
            runs.append(import_station_files(desk, files))
        for file in files if not is_station_name(chunk[0]) else ():
            source = Source(file.name, file.content, desk.raw.put(file.content))
            runs.append(import_source(desk, source, mapping=None, policy="all_or_nothing"))
        _move(folder, [file.name for file in files], now)
        done += len(chunk)
        if progress is not None:
            progress(done, len(waiting))
    return runs


def _read(folder: Path, name: str, now: datetime) -> Arrived | None:
    """Read a file; one that vanished or may not be read is told in the program's log and left where it is."""
    try:
        name.encode()  # a name that is no UTF-8 cannot be written down
        with open(os.path.join(folder, name), "rb", buffering=0) as file:
            came = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            return Arrived(name, file.readall(), min(came, now))
    except (OSError, UnicodeEncodeError) as error:
        _LOG.error("%r: %s", name, error)
        return None


def waiting_files(folder: Path) -> list[str]:
    """Names of the files of a folder that may be taken, in order."""
    with os.scandir(folder) as entries:
        return sorted(e.name for e in entries if not _unfinished(e.name) and e.is_file(follow_symlinks=False))


def _unfinished(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith((".tmp", ".part", ".filepart", ".crdownload"))


def _move(folder: Path, names: Sequence[str], now: datetime) -> None:
    target = folder / "done" / now.date().isoformat()
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        free, count = name, 1
        while os.path.lexists(os.path.join(target, free)):
            count += 1
            free = f"{Path(name).stem}-{count}{Path(name).suffix}"
        os.rename(os.path.join(folder, name), os.path.join(target, free))


def arrival(path: Path, now: datetime) -> datetime:
    """When a file arrived: its modification time, unless that lies in the future."""
    return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)


def watch(
    folder: Path,
    stop: threading.Event,
    *,
    network: FlowNetwork,
    writer: ReadingsWriter,
    records: RecordsStore,
    clock: Clock,
    scope: Scope,
    raw: RawStore,
    told: Callable[[list[ImportRun]], None] | None = None,
    settle_ms: int = SETTLE_MS,
) -> None:
    """Take files of the folder as they come, beginning with those that lie there; returns after ``stop`` is set.

    If the store cannot take files (no room), that is logged, the files stay and are tried again after the next pause.

    Parameters
    ----------
    told
        Hears of every import.
    settle_ms
        How long a file must lie unchanged before it is taken.
    """
    desk = Desk(network, writer, records, clock, scope, raw)
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
        complete = {name for name, stamp in now.items() if seen.get(name) == stamp}
        seen = now
        if not complete:
            continue
        try:
            runs = take_waiting(desk, folder, names=complete)
        except StateError as error:
            _LOG.error("%s: %s", folder, error)
            continue
        if told is not None:
            told(runs)


def _stamps(folder: Path) -> dict[str, Stamp]:
    found = {}
    for name in waiting_files(folder):
        try:
            status = os.stat(os.path.join(folder, name))
        except FileNotFoundError:  # renamed since the listing
            continue
        found[name] = (status.st_size, status.st_mtime_ns)
    return found
