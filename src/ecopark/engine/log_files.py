"""The evidence log's files and its signing key on a local file system: durable, created once, never half there."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from ecopark.core.errors import Fatal, StateError
from ecopark.core.messages import Message, Text, catalogue
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import SigningKey

_TEMPORARY = ".new-"

catalogue(
    {
        "engine.log.disk_full": Text(
            vi="Ổ đĩa hết chỗ (hoặc hết hạn mức) khi ghi nhật ký bằng chứng; không có gì bị hỏng. Hãy giải phóng chỗ "
            "rồi thử lại.",
            en="There is no room on the disk (or the quota is used up) for the evidence log; nothing is damaged. "
            "Make room and try again.",
        ),
        "engine.log.not_written": Text(
            vi="Không ghi được tệp của nhật ký bằng chứng: {reason}. Hãy kiểm tra ổ đĩa và quyền ghi rồi thử lại.",
            en="A file of the evidence log could not be written: {reason}. Check the disk and the permissions, then "
            "try again.",
        ),
        "engine.log.exists": Text(
            vi="Tệp này của nhật ký bằng chứng đã có với nội dung khác và không bao giờ được ghi đè. "
            "Hãy giữ nguyên thư mục và chạy «ecopark verify».",
            en="This file of the evidence log exists with other content and is never overwritten. "
            "Leave the folder as it is and run `ecopark verify`.",
        ),
        "engine.log.key_exposed": Text(
            vi="Người dùng khác trên máy đọc được tệp khoá ký (quyền {mode}). Hãy chạy: chmod 600 {file}",
            en="Other users of this machine can read the signing key (mode {mode}). Run: chmod 600 {file}",
        ),
    }
)


class FileLogStorage:
    """``core.ports.LogStorage`` in a folder. A name is a path of C2SP tlog-tiles below the folder.

    A file appears under its name only when its bytes are synced; the folder's entry is synced before the call returns.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cleaned = False

    def read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def create(self, name: str, content: bytes) -> None:
        """Store under a new name; the same bytes again are no error, other bytes are ``Fatal`` engine.log.exists."""
        path = self._path(name)
        with _told(path):
            self._clean()
            _make_folder(path.parent)
            if not path.exists():
                with _written_beside(path, content) as temporary, contextlib.suppress(FileExistsError):
                    os.link(temporary, path)  # unlike a rename it never replaces
            if path.read_bytes() != content:
                raise Fatal("engine.log.exists", where=str(path))
            _sync_folder(path.parent)

    def replace(self, name: str, content: bytes) -> None:
        """Store under the name, atomically: a reader sees the old bytes or the new ones."""
        path = self._path(name)
        with _told(path):
            self._clean()
            _make_folder(path.parent)
            with _written_beside(path, content) as temporary:
                os.replace(temporary, path)
            _sync_folder(path.parent)

    def discard(self, name: str) -> None:
        path = self._path(name)
        with _told(path):
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # not empty: the folder stays
                path.parent.rmdir()

    def names(self) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.startswith(_TEMPORARY):
                yield path.relative_to(self.folder).as_posix()

    def _clean(self) -> None:
        """Before the first write: remove what a crash left between writing and naming. Readers never get here."""
        if not self._cleaned:
            for leftover in self.folder.rglob(_TEMPORARY + "*"):
                leftover.unlink(missing_ok=True)
            self._cleaned = True

    def _path(self, name: str) -> Path:
        parts = name.split("/")
        if any(part in ("", ".", "..") or part.startswith(_TEMPORARY) for part in parts):
            raise ValueError(f"{name!r} is no name in a log")
        return self.folder.joinpath(*parts)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of the system become errors that say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StateError("engine.log.disk_full", where=str(path)) from error
        raise StateError("engine.log.not_written", where=str(path), reason=error.strerror or str(error)) from error


@contextlib.contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[Path]:
    temporary = path.with_name(_TEMPORARY + secrets.token_hex(8))
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Make a folder and sync the entry of each new one in its parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_signing_key(path: Path) -> SigningKey:
    """Read a key file; ``Fatal`` if it is damaged, ``StateError`` if other users can read it."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise StateError("engine.log.key_exposed", where=str(path), mode=f"{mode:03o}", file=str(path))
    try:
        return SigningKey.parse(path.read_text("utf-8").strip())
    except NoteError as error:
        raise Fatal("trust.log.key_damaged", where=str(path), reason=error.reason) from error
    except UnicodeDecodeError as error:
        reason = Message("trust.form.not_utf8", {"byte": error.start})
        raise Fatal("trust.log.key_damaged", where=str(path), reason=reason) from error


def make_signing_key(path: Path, name: str) -> SigningKey:
    """Make a key and keep it in a new file of mode 0600; the verifier key lies beside it as ``.pub`` for everybody."""
    key = SigningKey.generate(name)
    with _told(path):
        _make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(key.secret_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.with_name(path.name + ".pub").write_text(f"{key.verifier}\n", "utf-8")
        _sync_folder(path.parent)
    return key


def signing_key(path: Path, name: str) -> SigningKey:
    """The key of the file, made on the first use."""
    return load_signing_key(path) if path.exists() else make_signing_key(path, name)
