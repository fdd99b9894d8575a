"""Removes what no version needs any more from the object store: files that were merged, and uploads that a crash left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ecopark.engine.cluster.objects import Objects, key_of, manifest_key
from ecopark.engine.cluster.pointers import WHOLE, Pointer, Pointers
from ecopark.engine.embedded.lake_files import FileEntry

KEPT_FOR = timedelta(days=1)  # longer than anybody works on a version
EVERY_S = 3600.0


def needed(below: str, pointer: Pointer, files: Iterable[FileEntry]) -> set[str]:
    """Keys of a version's files (paths below ``below``) and of its manifest."""
    before = f"{below}/" if below else ""
    keys = {key_of(f"{before}{f.path}", f.sha256) for f in files}
    return keys | {manifest_key(below, pointer.version, pointer.sha256)} if pointer.version else keys


def needed_by_park(objects: Objects, pointers: Pointers) -> set[str]:
    """Keys of the newest version of the whole park, whose parts may be older than the parts' own newest versions."""
    whole = pointers.get(WHOLE)
    if not whole.version:
        return set()
    return needed("", whole, objects.get_manifest("", whole.version, whole.sha256).files())


def sweep(objects: Objects, folders: Iterable[str], keep: set[str], now: datetime) -> int:
    """Remove objects below some folders that nobody needs and that are older than ``KEPT_FOR``; how many."""
    gone = [
        key for folder in folders for key, written in objects.keys(folder) if key not in keep and now - written > KEPT_FOR
    ]
    for key in gone:
        objects.remove(key)
    return len(gone)
