"""The lake of the park: the parts' newest versions side by side, and the derived tables, in one manifest.

Every datastream lies in one part, so nothing has to be resolved between parts: their files are listed under
``parts/NN/``. Only the file of latest observations is written anew, with the rows of all parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecopark.engine.cluster.parts import folder_of
from ecopark.engine.embedded.lake_files import FileEntry, read_rows, write_readings_file
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.rows import concat

PARTS = "parts/"


def in_park(entry: FileEntry, part: int) -> FileEntry:
    """A part's file as the lake of the park lists it."""
    below = folder_of(part)
    rollup = f"{below}/{entry.rollup}" if entry.rollup else ""
    return replace(entry, path=f"{below}/{entry.path}", rollup=rollup)


def files_of(part: int, manifest: Manifest) -> list[FileEntry]:
    """Every file of a part's version, roll-ups included, as the lake of the park lists it."""
    return [replace(entry, path=f"{folder_of(part)}/{entry.path}") for entry in manifest.files()]


def union(lake: Path, own: Manifest, parts: Mapping[int, Manifest], tag: str) -> Manifest:
    """The next manifest of the park, not yet published; the parts' files must be in the lake.

    Parameters
    ----------
    own
        The newest version of the park; parts that are not given stay as they are in it.
    tag
        For the names of new files.
    """
    given = tuple(f"{folder_of(part)}/" for part in parts)

    def kept(entry: FileEntry) -> bool:
        return entry.path.startswith(PARTS) and not entry.path.startswith(given)

    months: dict[str, list[FileEntry]] = {}
    for month, files in own.readings.items():
        months[month] = [f for f in files if kept(f)]
    ledger = [f for f in own.ledger if kept(f)]
    for part, manifest in sorted(parts.items()):
        for month, files in manifest.readings.items():
            months.setdefault(month, []).extend(in_park(f, part) for f in files)
        ledger += [in_park(f, part) for f in manifest.ledger]
    readings = {month: tuple(sorted(files, key=lambda f: f.path)) for month, files in sorted(months.items()) if files}
    latest = _latest(lake, own, parts, tag)
    ledger.sort(key=lambda f: f.first_batch)
    return replace(own, readings=readings, ledger=tuple(ledger), latest=latest, compacted_batch=0)


def _latest(lake: Path, own: Manifest, parts: Mapping[int, Manifest], tag: str) -> FileEntry | None:
    """The last observation of each datastream: what was known, and what the given parts say now."""
    files = [in_park(m.latest, part) for part, m in parts.items() if m.latest is not None]
    found = [read_rows(lake, f) for f in ([own.latest] if own.latest else [])] + [read_rows(lake, f) for f in files]
    if not found:
        return None
    rows = concat(found)
    newest = np.arange(len(rows))
    order = np.lexsort((newest, rows.revision, rows.time, rows.code))
    code = rows.code[order]
    last = rows.take(order[np.append(code[1:] != code[:-1], True)])
    return write_readings_file(lake, f"latest/{tag}.parquet", last)
