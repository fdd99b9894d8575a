"""A watched folder on the box: station files of Circular 10/2021 that a logger puts there.

A line's name is ``<station>/<symbol>`` (``KCN1/COD``): the device's record at the park says which datastream that is.
A file is moved to ``done/`` only after its readings are durable; one that cannot be read goes to ``failed/`` whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import ecopark.connect.messages  # noqa: F401  texts
from ecopark.connect.field.polled import micros
from ecopark.connect.stations import StationLine, is_station_name, parse_station_file
from ecopark.core.errors import InputError, StateError
from ecopark.engine.spool import SpoolRow

_LOG = logging.getLogger("ecopark.edge")
SETTLED_S = 1.0  # a file that was touched a moment ago may still be written


def take_inbox(folder: Path, keep: Callable[[list[SpoolRow]], None]) -> int:
    """Take the files that are there; return how many. A file stays where the spool takes nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    for path in sorted(p for p in folder.iterdir() if p.is_file() and is_station_name(p.name)):
        try:
            if time.time() - path.stat().st_mtime < SETTLED_S:
                continue
            keep(_rows(path))
            _move(path, folder / "done")
            taken += 1
        except InputError as error:
            _LOG.error("%s", error)
            _move(path, folder / "failed")
        except (OSError, StateError) as error:
            _LOG.error("%s: %s", path.name, error)
            break
    return taken


def _rows(path: Path) -> list[SpoolRow]:
    found = parse_station_file(path.read_bytes(), path.name)
    for error in found.errors:
        _LOG.error("%s row %d: %s", path.name, error.row, error.message.render("en"))
    if found.errors:
        raise InputError(found.errors[0].message.id, where=f"{path.name} row {found.errors[0].row}")
    return [_row(found.code, line) for line in found.lines]


def _row(station: str, line: StationLine) -> SpoolRow:
    time_us = micros(line.time.replace(tzinfo=UTC))
    return SpoolRow(f"{station}/{line.symbol}", line.unit, time_us, line.value, line.reason, line.status)


def _move(path: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    path.replace(folder / path.name)
