"""Durable files: what is named here is on the disk, synced, or an error says that it is not."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from ecopark.core.errors import EcoparkError, Fatal, StateError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def disk_error(error: OSError, where: str) -> EcoparkError:
    """The error that a user sees for a failed write: ``engine.disk.full`` (mendable) or ``engine.disk.failed``."""
    if error.errno in _NO_ROOM:
        return StateError("engine.disk.full", where=where)
    return Fatal("engine.disk.failed", where=where, reason=error.strerror or str(error))


@contextlib.contextmanager
def disk_errors(where: str) -> Iterator[None]:
    """Turn failures of the disk inside the block into the errors of the store."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, where) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write everything or raise ``OSError`` (the kernel may take only a part of it)."""
    view = memoryview(content).cast("B")
    while view:
        view = view[os.write(descriptor, view) :]


def replace_file(path: Path, content: bytes) -> None:
    """Write a file atomically and durably: afterwards it has the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with disk_errors(str(path)):
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                write_all(descriptor, content)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(temporary, path)
            sync_folder(path.parent)
    except EcoparkError:
        temporary.unlink(missing_ok=True)
        raise


def sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
