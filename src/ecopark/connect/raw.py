"""Raw files, kept as they came under their SHA-256: written once, synced, never changed. # design 4.5

A single file lies in ``ab/abcdef…``. Thousands of station files at once go into one pack: a plain ZIP whose entries are
named by their hashes, so that one sync keeps five hundred files. What live doors refuse is added to growing files, one
per source and hour.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from ecopark.core.errors import Fatal, InputError, StateError

GROWING = "growing/"


class RawStore:
    """The folder ``data/raw`` of a park."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packed: dict[str, Path] = {}
        self._seen: set[Path] = set()

    def put(self, content: bytes) -> str:
        """Keep the bytes, durable on return, and return their SHA-256 in hex; known bytes are not written again."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.has(digest):
            self._write(self._path(digest), content)
        return digest

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Keep many small files in one pack, durable on return; return their SHA-256 in order."""
        digests = [hashlib.sha256(content).hexdigest() for content in contents]
        self._look_into_packs()
        loose = f"{self.folder}{os.sep}"
        new = {
            digest: content
            for digest, content in zip(digests, contents, strict=True)
            if digest not in self._packed and not os.path.exists(f"{loose}{digest[:2]}{os.sep}{digest}")
        }
        if len(new) < 2:
            for content in new.values():
                self.put(content)
            return digests
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
            for digest, content in new.items():
                pack.writestr(zipfile.ZipInfo(digest), content, zipfile.ZIP_DEFLATED, 1)
        packed = out.getvalue()
        path = self.folder / "packs" / f"{hashlib.sha256(packed).hexdigest()}.zip"
        self._write(path, packed)
        self._seen.add(path)
        self._packed.update(dict.fromkeys(new, path))
        return digests

    def append(self, name: str, content: bytes) -> None:
        """Add to the growing file of a name, durable on return; ``get(GROWING + name)`` returns all of it.

        For raw messages of live doors, which are too many and too small for a file each. What stands is never changed.
        """
        path = self.folder / GROWING / name
        try:
            fresh = not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if fresh:
                for folder in (path.parent, self.folder):
                    _sync_folder(folder)
        except OSError as error:
            raise StateError("connect.raw.not_kept", where=str(path), reason=error.strerror or str(error)) from error

    def has(self, digest: str) -> bool:
        if digest not in self._packed and not self._path(digest).exists():
            self._look_into_packs()
            return digest in self._packed
        return True

    def get(self, digest: str) -> bytes:
        """Return the bytes of a hash.

        Raises
        ------
        InputError
            ``connect.raw.unknown``: no file with this hash was ever kept.
        Fatal
            ``connect.raw.changed``: the file on the disk is not the one that was kept.
        """
        if digest.startswith(GROWING):
            return self._growing(digest)
        path = self._path(digest)
        if path.exists():
            content = path.read_bytes()
        elif self.has(digest):
            path = self._packed[digest]
            try:
                with zipfile.ZipFile(path) as pack:
                    content = pack.read(digest)
            except (OSError, zipfile.BadZipFile, KeyError, zlib.error) as error:
                raise Fatal("connect.raw.changed", where=str(path), digest=digest) from error
        else:
            raise InputError("connect.raw.unknown", digest=digest)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Fatal("connect.raw.changed", where=str(path), digest=digest)
        return content

    def _growing(self, digest: str) -> bytes:
        try:
            return (self.folder / GROWING / PurePath(digest.removeprefix(GROWING)).name).read_bytes()
        except OSError as error:
            raise InputError("connect.raw.unknown", digest=digest) from error

    def check(self) -> Iterator[tuple[str, Path, bool]]:
        """Recompute everything that is kept: (SHA-256 under which it is kept, file on the disk, whether it still has it)."""
        for path in sorted(self.folder.glob("packs/*.zip")):
            content = path.read_bytes()
            yield path.stem, path, hashlib.sha256(content).hexdigest() == path.stem
        for path in sorted(self.folder.glob("??/*")):
            if not path.name.startswith("."):
                yield path.name, path, hashlib.sha256(path.read_bytes()).hexdigest() == path.name

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def _look_into_packs(self) -> None:
        """Learn what lies in packs that other processes or earlier runs wrote."""
        packs = self.folder / "packs"
        for path in packs.glob("*.zip") if packs.is_dir() else ():
            if path not in self._seen:
                self._seen.add(path)
                try:
                    with zipfile.ZipFile(path) as pack:
                        self._packed.update(dict.fromkeys(pack.namelist(), path))
                except (OSError, zipfile.BadZipFile) as error:
                    raise Fatal("connect.raw.changed", where=str(path), digest=path.stem) from error

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o440)
            temporary.replace(path)
            for folder in (path.parent, self.folder):
                _sync_folder(folder)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StateError("connect.raw.not_kept", where=str(path), reason=error.strerror or str(error)) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
