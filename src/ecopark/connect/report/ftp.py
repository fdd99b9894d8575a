"""FTP and FTPS (explicit TLS, certificate verified) by the standard library."""

from __future__ import annotations

import contextlib
import ftplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

from ecopark.connect.report.delivery import (
    TIMEOUT_S,
    BrokenConnection,
    Put,
    RefusedFile,
    broken,
    no_room,
    other_content,
    refused,
    unreachable,
    wrong_size,
)
from ecopark.connect.report.receivers import PORTS, Receiver, read_secret

_FULL = ("452", "552")
_UNKNOWN_COMMAND = ("500", "501", "502", "504")
_LOST = (OSError, EOFError, ftplib.error_proto)


class _Tls(ftplib.FTP_TLS):
    """FTPS whose data connections continue the session of the control connection, as many servers demand."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - wrapped in TLS below
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(connection, server_hostname=self.host, session=session), size


class FtpConnection:
    """`delivery.Connection` over FTP or FTPS."""

    def __init__(self, receiver: Receiver, park_folder: Path, *, timeout_s: float = TIMEOUT_S) -> None:
        self._receiver = receiver
        self._made: set[str] = set()
        password = read_secret(park_folder, receiver.password_file)
        self._ftp = _client(receiver, park_folder, timeout_s)
        try:
            self._ftp.connect(receiver.host, receiver.port or PORTS[receiver.protocol])
            self._sign_in(password)
        except ssl.SSLError as error:
            self.close()
            raise BrokenConnection("connect.report.certificate", where=receiver.address, reason=str(error)) from error
        except BrokenConnection:
            self.close()
            raise
        except (*_LOST, ftplib.Error) as error:
            self.close()
            raise unreachable(receiver, error) from error

    def _sign_in(self, password: str) -> None:
        where = self._receiver.address
        try:
            if isinstance(self._ftp, _Tls):
                self._ftp.auth()
        except ftplib.error_perm as error:
            raise BrokenConnection("connect.report.no_tls", where=where, reason=str(error)) from error
        try:
            self._ftp.login(self._receiver.user, password)
        except ftplib.error_perm as error:
            params = {"user": self._receiver.user, "reason": str(error)}
            raise BrokenConnection("connect.report.login_refused", where=where, **params) from error
        if isinstance(self._ftp, _Tls):
            self._ftp.prot_p()
        self._ftp.voidcmd("TYPE I")  # sizes are those of bytes

    def put(self, folder: str, name: str, content: bytes, *, replace: bool = False) -> Put:
        path = f"{folder}/{name}" if folder else name
        with self._faults(path):
            there = self._size(path)
            if there is not None and not replace:
                if there == len(content) and self._read(path) in (None, content):
                    return "found"
                raise other_content(self._receiver, path)
            self._make(folder)
            part = f"{path}.part"
            self._store(part, content)
            size = self._size(part)
            if size is not None and size != len(content):
                raise wrong_size(self._receiver, path, len(content), size)
            self._rename(part, path, replace=there is not None)
            return "sent" if size is not None else "unmeasured"

    def remove(self, folder: str, name: str) -> None:
        path = f"{folder}/{name}" if folder else name
        with self._faults(path):
            self._ftp.delete(path)

    def close(self) -> None:
        if self._ftp.sock is not None:
            with contextlib.suppress(OSError, EOFError, ftplib.Error):
                self._ftp.quit()
        self._ftp.close()

    def _size(self, path: str) -> int | None:
        """Bytes of a file at the receiver; None if there is none, or if it does not tell."""
        try:
            return self._ftp.size(path)
        except ftplib.error_perm:
            return None

    def _read(self, path: str) -> bytes | None:
        """Content of a file at the receiver; None where reading is not allowed, as it may be for who only uploads."""
        parts: list[bytes] = []
        try:
            self._ftp.retrbinary(f"RETR {path}", parts.append)
        except ftplib.error_perm:
            return None
        return b"".join(parts)

    def _make(self, folder: str) -> None:
        """Make a folder and those above it; that it is there already, or may not be made, shows when a file is stored."""
        if not folder or folder in self._made:
            return
        parts = folder.split("/")
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            if above and above not in self._made:
                with contextlib.suppress(ftplib.error_perm):
                    self._ftp.mkd(above)
                self._made.add(above)

    def _store(self, path: str, content: bytes) -> None:
        with self._ftp.transfercmd(f"STOR {path}") as connection:
            connection.sendall(content)
            if isinstance(connection, ssl.SSLSocket):
                with contextlib.suppress(OSError):  # servers that close without a farewell: their answer and the size count
                    connection.unwrap()
        self._ftp.voidresp()

    def _rename(self, part: str, path: str, *, replace: bool) -> None:
        try:
            self._ftp.rename(part, path)
        except ftplib.error_perm:
            if not replace:
                raise
            self._ftp.delete(path)  # servers that never rename over a file
            self._ftp.rename(part, path)

    @contextlib.contextmanager
    def _faults(self, path: str) -> Iterator[None]:
        try:
            yield
        except (RefusedFile, BrokenConnection):
            raise
        except (ftplib.error_perm, ftplib.error_temp) as error:
            if str(error)[:3] in _FULL:
                raise no_room(self._receiver, error) from error
            if str(error)[:3] in ("421", "425", "426"):  # closing, no data connection, transfer aborted
                raise broken(self._receiver, error) from error
            raise refused(self._receiver, path, error) from error
        except (*_LOST, ftplib.error_reply) as error:
            raise broken(self._receiver, error) from error


def _client(receiver: Receiver, park_folder: Path, timeout_s: float) -> ftplib.FTP:
    if receiver.protocol == "ftp":
        return ftplib.FTP(timeout=timeout_s, encoding="utf-8")  # noqa: S321 - the Circular names it
    try:
        context = ssl.create_default_context(cafile=str(park_folder / receiver.ca_file) if receiver.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise BrokenConnection("connect.report.ca_file", where=receiver.ca_file, reason=str(error)) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return _Tls(context=context, timeout=timeout_s, encoding="utf-8")
