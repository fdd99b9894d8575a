"""SFTP by asyncssh (optional extra ``sftp``): the server's key is checked against the configured fingerprint."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ecopark.connect.report.delivery import (
    TIMEOUT_S,
    BrokenConnection,
    Put,
    RefusedFile,
    broken,
    other_content,
    refused,
    unreachable,
    wrong_size,
)
from ecopark.connect.report.receivers import PORTS, Receiver, read_secret
from ecopark.core.errors import StateError

try:
    import asyncssh
except ImportError as error:  # the extra is not installed
    raise StateError("connect.report.no_sftp", where="asyncssh") from error

_T = TypeVar("_T")
_LOST = (OSError, asyncssh.Error, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, TimeoutError)


class _PinnedClient(asyncssh.SSHClient):
    """Trusts the one key whose fingerprint is configured; remembers what the server showed."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self.shown = ""

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002
        self.shown = key.get_fingerprint("sha256")
        return self.shown == self._fingerprint.rstrip("=")


class SftpConnection:
    """`delivery.Connection` over SFTP; keeps an event loop of its own, so it is used from one thread."""

    def __init__(self, receiver: Receiver, park_folder: Path, *, timeout_s: float = TIMEOUT_S) -> None:
        self._receiver = receiver
        self._timeout_s = timeout_s
        self._made: set[str] = set()
        secret = read_secret(park_folder, receiver.password_file) if receiver.password_file else None
        keys = [_key(park_folder / receiver.key_file)] if receiver.key_file else []
        self._client = _PinnedClient(receiver.host_key)
        self._runner = asyncio.Runner()
        self._ssh: asyncssh.SSHClientConnection | None = None
        try:
            self._sftp = self._wait(self._open(secret, keys))
        except _LOST as error:
            self.close()
            raise self._not_opened(error) from error
        except BaseException:
            self.close()
            raise

    async def _open(self, password: str | None, keys: list[asyncssh.SSHKey]) -> asyncssh.SFTPClient:
        self._ssh = await asyncssh.connect(
            self._receiver.host,
            self._receiver.port or PORTS["sftp"],
            username=self._receiver.user,
            password=password,
            client_keys=keys or None,
            client_factory=lambda: self._client,
            known_hosts=([], [], []),
            config=None,
            agent_path=None,
            login_timeout=self._timeout_s,
        )
        return await self._ssh.start_sftp_client()

    def _not_opened(self, error: Exception) -> BrokenConnection:
        where = self._receiver.address
        if isinstance(error, asyncssh.HostKeyNotVerifiable):
            params = {"shown": self._client.shown or "?", "expected": self._receiver.host_key}
            return BrokenConnection("connect.report.host_key", where=where, **params)
        if isinstance(error, asyncssh.PermissionDenied):
            params = {"user": self._receiver.user, "reason": error.reason}
            return BrokenConnection("connect.report.login_refused", where=where, **params)
        return unreachable(self._receiver, error)

    def put(self, folder: str, name: str, content: bytes, *, replace: bool = False) -> Put:
        path = f"{folder}/{name}" if folder else name
        with self._faults(path):
            return self._wait(self._put(folder, path, content, replace))

    async def _put(self, folder: str, path: str, content: bytes, replace: bool) -> Put:
        if not replace and await self._sftp.exists(path):
            if await self._size(path) == len(content) and await self._read(path) in (None, content):
                return "found"
            raise other_content(self._receiver, path)
        if folder and folder not in self._made:
            await self._sftp.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        part = f"{path}.part"
        async with self._sftp.open(part, "wb") as file:
            await file.write(content)
        size = await self._size(part)
        if size is not None and size != len(content):
            raise wrong_size(self._receiver, path, len(content), size)
        await (self._sftp.posix_rename(part, path) if replace else self._sftp.rename(part, path))
        return "sent" if size is not None else "unmeasured"

    async def _size(self, path: str) -> int | None:
        return (await self._sftp.stat(path)).size

    async def _read(self, path: str) -> bytes | None:
        """Content of a file at the receiver; None where reading is not allowed."""
        try:
            async with self._sftp.open(path, "rb") as file:
                content: bytes = await file.read()
                return content
        except asyncssh.SFTPPermissionDenied:
            return None

    def remove(self, folder: str, name: str) -> None:
        path = f"{folder}/{name}" if folder else name
        with self._faults(path):
            self._wait(self._sftp.remove(path))

    def close(self) -> None:
        with contextlib.suppress(*_LOST):
            if self._ssh is not None:
                self._ssh.close()
                self._wait(self._ssh.wait_closed())
        self._runner.close()

    def _wait(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self._runner.run(asyncio.wait_for(work, self._timeout_s))

    @contextlib.contextmanager
    def _faults(self, path: str) -> Iterator[None]:
        try:
            yield
        except (RefusedFile, BrokenConnection):
            raise
        except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection) as error:
            raise broken(self._receiver, error.reason) from error
        except asyncssh.SFTPError as error:
            raise refused(self._receiver, path, error.reason or type(error).__name__) from error
        except _LOST as error:
            raise broken(self._receiver, error) from error


def _key(path: Path) -> asyncssh.SSHKey:
    try:
        if path.stat().st_mode & 0o077:
            raise StateError("connect.report.secret_open", where=str(path))
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError) as error:
        raise StateError("connect.report.secret_missing", where=str(path), reason=str(error)) from error
