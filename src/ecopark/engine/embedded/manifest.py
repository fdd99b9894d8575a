"""Manifests: which files make up one version of the lake. Published whole or not at all. # design 5.2

``lake/manifests/00000042.json`` lists every file with its hashes. A reader opens the newest one and sees exactly that
version; files are removed only when none of the last ``KEPT`` manifests lists them.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from ecopark.core.errors import Fatal
from ecopark.engine.embedded.disk import disk_errors, make_folder, replace_file, sync_folder
from ecopark.engine.embedded.lake_files import FileEntry

KEPT = 8
GRACE_S = 600.0  # a reader may work on a version for so long after a newer one came


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of the lake.

    Attributes
    ----------
    compacted_batch
        Batches up to this number are in the lake; later ones are in the journal.
    readings
        Month ``2025-03`` (UTC, of phenomenon_time) -> its files.
    latest
        The file with the last observation of each datastream.
    ledger
        Files with one row per batch.
    derived
        Derived table -> files of its versions, see ``derived.py``.
    """

    version: int = 0
    published: str = ""  # ISO moment
    previous: str = ""  # SHA-256 of the manifest before
    compacted_batch: int = 0
    readings: Mapping[str, tuple[FileEntry, ...]] = field(default_factory=dict)
    latest: FileEntry | None = None
    ledger: tuple[FileEntry, ...] = ()
    derived: Mapping[str, tuple[FileEntry, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # derived table -> how it is declared

    def files(self) -> list[FileEntry]:
        """Every file of this version, roll-ups included, readings first."""
        listed = [f for month in sorted(self.readings) for entry in self.readings[month] for f in entry.files()]
        listed += [self.latest] if self.latest else []
        listed += self.ledger
        return listed + [f for table in sorted(self.derived) for f in self.derived[table]]

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        said = json.loads(content)
        said["readings"] = {m: _entries(files) for m, files in said["readings"].items()}
        said["derived"] = {t: _entries(files) for t, files in said["derived"].items()}
        said["ledger"] = _entries(said["ledger"])
        said["latest"] = FileEntry(**said["latest"]) if said["latest"] else None
        return cls(**said)


@dataclass(frozen=True, slots=True)
class ManifestReport:
    """A published version, as the evidence log records it: ``added`` files with hashes, ``removed`` paths."""

    version: int
    sha256: str
    previous: str
    published: datetime
    added: tuple[FileEntry, ...]
    removed: tuple[str, ...]


def _entries(listed: list[dict[str, object]]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(**entry) for entry in listed)  # type: ignore[arg-type]


def manifest_path(lake: Path, version: int) -> Path:
    return lake / "manifests" / f"{version:08d}.json"


def versions_on_disk(lake: Path) -> list[int]:
    return sorted(int(p.stem) for p in (lake / "manifests").glob("[0-9]*.json"))


def read_manifest(lake: Path, version: int) -> Manifest:
    path = manifest_path(lake, version)
    try:
        return Manifest.from_bytes(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fatal("engine.lake.damaged", where=str(path), reason=str(error)) from error


def newest_manifest(lake: Path) -> Manifest:
    """The version that readers see now; the empty version 0 before anything was published."""
    versions = versions_on_disk(lake)
    return read_manifest(lake, versions[-1]) if versions else Manifest()


def publish(lake: Path, manifest: Manifest, added: Iterable[FileEntry]) -> str:
    """Make a version visible, atomically and durably; returns the SHA-256 of its bytes.

    The files that it lists must be written and synced; the names of the ``added`` ones are synced here.
    """
    with disk_errors(str(lake)):
        make_folder(lake / "manifests")
        paths = [Path(entry.path) for entry in added]
        for folder in {lake / parent for path in paths for parent in path.parents}:
            sync_folder(folder)
    content = manifest.to_bytes()
    replace_file(manifest_path(lake, manifest.version), content)
    return hashlib.sha256(content).hexdigest()


class Retention:
    """Removes old manifests, and the files that no kept manifest lists.

    Kept are the last ``KEPT`` versions, those younger than ``grace_s`` and those that are still to be reported. The
    manifests on the disk are read once, when the lake is opened; from then on each publication costs what it changes.
    """

    def __init__(self, lake: Path, *, grace_s: float = GRACE_S) -> None:
        self._lake = lake
        self._grace_s = grace_s
        self._versions: deque[tuple[int, float]] = deque()  # with the moment of publication
        self._dropped: deque[tuple[int, frozenset[str]]] = deque()  # first version without these files
        listed: set[str] = set()
        before: frozenset[str] = frozenset()
        for version in versions_on_disk(lake):
            now = frozenset(f.path for f in read_manifest(lake, version).files())
            listed |= now
            self._remember(version, manifest_path(lake, version).stat().st_mtime, before - now)
            before = now
        with disk_errors(str(lake)):
            for path in lake.rglob("*.parquet"):
                if path.relative_to(lake).as_posix() not in listed:
                    path.unlink(missing_ok=True)

    def _remember(self, version: int, published: float, dropped: frozenset[str]) -> None:
        self._versions.append((version, published))
        if dropped:
            self._dropped.append((version, dropped))

    def published(self, before: Manifest, now: Manifest, needed_from: int) -> None:
        """Take note of a publication and remove what is no longer needed; ``needed_from`` 0: nobody has to be told."""
        gone = {f.path for f in before.files()} - {f.path for f in now.files()}
        self._remember(now.version, time.time(), frozenset(gone))
        old = time.time() - self._grace_s
        with disk_errors(str(self._lake)):
            while len(self._versions) > KEPT:
                version, since = self._versions[0]
                if since >= old or (needed_from and version >= needed_from):
                    break
                manifest_path(self._lake, version).unlink(missing_ok=True)
                self._versions.popleft()
            while self._dropped and self._dropped[0][0] <= self._versions[0][0]:
                for path in self._dropped.popleft()[1]:
                    (self._lake / path).unlink(missing_ok=True)
