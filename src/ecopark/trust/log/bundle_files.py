"""The files of an exported bundle: a folder, or a zip whose bytes follow from its files alone."""

from __future__ import annotations

import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from ecopark.core.errors import InputError

_PART = 1 << 20
DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
"""What reading a changed archive raises: a byte may also name a compression that was never used."""


class BundleFiles(Protocol):
    """Read access to a bundle."""

    def names(self) -> list[str]: ...

    def read(self, name: str) -> bytes | None: ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def digest(self, name: str) -> str:
        """SHA-256 (hex) of a file's bytes; empty if they cannot be read."""
        ...

    def archive_is_as_written(self) -> bool: ...


class _Digests:
    def digest(self: BundleFiles, name: str) -> str:
        try:
            with self.open(name) as file:
                return digest_and_size(file)[0]
        except Exception:  # damaged inside an archive: whatever its reader raises, there is no content that could be right
            return ""


class FolderBundle(_Digests):
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


class ZipBundle(_Digests):
    """A zip file, or its bytes in memory."""

    def __init__(self, source: Path | bytes) -> None:
        self._source = source
        self._file = self._stored()
        try:
            self._zip = zipfile.ZipFile(self._file)
        except BaseException:
            self._file.close()
            raise

    def _stored(self) -> IO[bytes]:
        return io.BytesIO(self._source) if isinstance(self._source, bytes) else self._source.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def names(self) -> list[str]:
        return sorted(self._zip.namelist())

    def read(self, name: str) -> bytes | None:
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except DAMAGED:
            return b""  # damaged inside the archive: no content that could be right

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._zip.open(name)

    def archive_is_as_written(self) -> bool:
        """Whether packing the files again gives the same bytes: nothing hides in the headers or between the files."""
        with tempfile.TemporaryFile() as again:
            try:
                pack_files(((name, self._zip.open(name)) for name in self.names()), again)
            except DAMAGED:
                return False
            again.seek(0)
            with self._stored() as stored:
                return _digest(stored) == _digest(again)


def open_bundle(path: Path) -> FolderBundle | ZipBundle:
    """A folder or a zip file; ``InputError`` trust.bundle.unreadable for anything else."""
    if path.is_dir():
        return FolderBundle(path)
    try:
        return ZipBundle(path)
    except DAMAGED as error:
        raise InputError("trust.bundle.unreadable", where=str(path), reason=str(error)) from error


def pack(folder: Path, target: Path) -> None:
    """Zip a folder: files sorted by name, stored as they are, no times."""
    files = FolderBundle(folder)
    with target.open("xb") as out:
        pack_files(((name, files.open(name)) for name in files.names()), out)


def pack_files(files: Iterator[tuple[str, AbstractContextManager[IO[bytes]]]], out: IO[bytes]) -> None:
    """Zip files, given in the order of their names, so that the bytes follow from names and contents alone."""
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
