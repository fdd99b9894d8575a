"""The files of an exported bundle: a folder, or a zip whose bytes follow from its files alone."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from ecopark.core.errors import InputError

_PART = 1 << 20


class BundleFiles(Protocol):
    """Read access to a bundle."""

    def names(self) -> list[str]: ...

    def read(self, name: str) -> bytes | None: ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def archive_is_as_written(self) -> bool: ...


class FolderBundle:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def names(self) -> list[str]:
        return sorted(p.relative_to(self._folder).as_posix() for p in self._folder.rglob("*") if p.is_file())

    def read(self, name: str) -> bytes | None:
        path = self._folder.joinpath(*name.split("/"))
        return path.read_bytes() if path.is_file() else None

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._folder.joinpath(*name.split("/")).open("rb")

    def archive_is_as_written(self) -> bool:
        return True


class ZipBundle:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        return sorted(self._zip.namelist())

    def read(self, name: str) -> bytes | None:
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
            return b""  # damaged inside the archive: no content that could be right

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._zip.open(name)

    def archive_is_as_written(self) -> bool:
        """Whether packing the files again gives the same bytes: nothing hides in the headers or between the files."""
        with tempfile.TemporaryFile() as again:
            try:
                _pack(((name, self._zip.open(name)) for name in self.names()), again)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
                return False
            again.seek(0)
            with self._path.open("rb") as stored:
                return _digest(stored) == _digest(again)


def open_bundle(path: Path) -> FolderBundle | ZipBundle:
    """A folder or a zip file; ``InputError`` trust.bundle.unreadable for anything else."""
    if path.is_dir():
        return FolderBundle(path)
    try:
        return ZipBundle(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError("trust.bundle.unreadable", where=str(path), reason=str(error)) from error


def pack(folder: Path, target: Path) -> None:
    """Zip a folder: files sorted by name, stored as they are, no times."""
    files = FolderBundle(folder)
    with target.open("xb") as out:
        _pack(((name, files.open(name)) for name in files.names()), out)


def _pack(files: Iterator[tuple[str, AbstractContextManager[IO[bytes]]]], out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, opened in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            with opened as source, archive.open(info, "w") as member:
                while part := source.read(_PART):
                    member.write(part)


def _digest(file: IO[bytes]) -> bytes:
    digest = sha256()
    while part := file.read(_PART):
        digest.update(part)
    return digest.digest()


def digest_and_size(file: IO[bytes]) -> tuple[str, int]:
    digest, size = sha256(), 0
    while part := file.read(_PART):
        digest.update(part)
        size += len(part)
    return digest.hexdigest(), size
