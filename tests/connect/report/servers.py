"""Receivers on loopback: pyftpdlib (FTP, FTPS), asyncssh (SFTP), each with its folder; a park's sender beside them."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import logging
import threading
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ecopark.connect.report.receivers import Receiver, SentStation
from ecopark.connect.report.sender import ReportSender
from ecopark.core.observations import OBSERVATIONS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # old ciphers in asyncssh, asyncore in pyftpdlib
    import asyncssh
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

PASSWORD = "mật khẩu 1"
SINCE = dt.date(2025, 7, 1)
DAWN = dt.datetime(2025, 6, 30, 17, 0, tzinfo=dt.UTC)  # midnight of 1 July in Vietnam
logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)
logging.getLogger("asyncssh").setLevel(logging.CRITICAL)


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(0.02)


def certificate(folder: Path) -> Path:
    """A key and a self-signed certificate for 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(pem)
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class FtpReceiver:
    """A real FTP(S) server in a thread of its own; `stop` breaks every connection, `start` comes back on the same port."""

    folder: Path
    certfile: Path | None = None
    answer: str = ""  # what the server says to STOR instead of taking the file
    break_after: int = 0  # the server dies in the middle of the n-th upload
    pause_s: float = 0  # so long the server thinks before it takes a file
    port: int = 0
    stored: list[str] = field(default_factory=list)
    _server: FTPServer | None = None
    _thread: threading.Thread | None = None

    def start(self):
        owner = self

        class Handler(TLS_FTPHandler if self.certfile else FTPHandler):
            def ftp_STOR(self, file, mode="w"):
                if owner.answer:
                    self.respond(owner.answer)
                    return None
                time.sleep(owner.pause_s)
                owner.stored.append(file)
                if owner.break_after and len(owner.stored) == owner.break_after:
                    owner.break_after = 0
                    Path(file).write_bytes(b"half")
                    self._loose_ends()
                    return None
                return super().ftp_STOR(file, mode)

            def _loose_ends(self):
                self.close()
                owner._stopping.set()

        authorizer = DummyAuthorizer()
        Handler.auth_failed_timeout = 0
        authorizer.add_user("kcn", PASSWORD, str(self.folder), perm="elradfmwMT")
        Handler.authorizer = authorizer
        Handler.dtp_handler = type("Data", (Handler.dtp_handler,), {"timeout": 30}) if self.certfile else DTPHandler
        if self.certfile:
            Handler.certfile = str(self.certfile)
            Handler.tls_control_required = Handler.tls_data_required = True
        self._stopping = threading.Event()
        self._server = FTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.address[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._stopping.is_set():
            self._server.serve_forever(timeout=0.05, blocking=False)
        self._server.close_all()

    def stop(self):
        self._stopping.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def died(self):
        self._thread.join(30)
        assert not self._thread.is_alive()


@dataclass
class SftpReceiver:
    """asyncssh's own SFTP server in a thread of its own."""

    folder: Path
    port: int = 0
    fingerprint: str = ""
    full: bool = False
    break_after: int = 0
    stored: int = 0

    def start(self):
        self._key = getattr(self, "_key", None) or asyncssh.generate_private_key("ssh-ed25519")
        self.fingerprint = self._key.get_fingerprint("sha256")
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(30)

    async def _serve(self, ready):
        owner = self
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()

        class Login(asyncssh.SSHServer):
            def connection_made(self, conn):
                self.conn = conn
                owner.connections.append(conn)

            def begin_auth(self, username):
                return True

            def password_auth_supported(self):
                return True

            def validate_password(self, username, password):
                return (username, password) == ("kcn", PASSWORD)

            def public_key_auth_supported(self):
                return True

            def validate_public_key(self, username, key):
                return owner.accepted is not None and key == owner.accepted

        class Files(asyncssh.SFTPServer):
            def __init__(self, chan):
                super().__init__(chan, chroot=str(owner.folder).encode())

            def write(self, file_obj, offset, data):
                if owner.full:
                    raise asyncssh.SFTPFailure("No space left on device")
                owner.stored += 1
                if owner.break_after and owner.stored == owner.break_after:
                    owner.break_after = 0
                    super().write(file_obj, offset, data[:4])
                    owner._stopping.set()
                    for conn in owner.connections:
                        conn.abort()
                    raise asyncssh.SFTPConnectionLost("gone")
                return super().write(file_obj, offset, data)

        self.connections = []
        server = await asyncssh.listen(
            "127.0.0.1", self.port, server_factory=Login, sftp_factory=Files, server_host_keys=[self._key]
        )
        self.port = server.get_port()
        ready.set()
        await self._stopping.wait()
        server.close()
        for conn in self.connections:
            conn.abort()
        await server.wait_closed()

    accepted = None

    def stop(self):
        self._loop.call_soon_threadsafe(self._stopping.set)
        self.died()

    def died(self):
        self._thread.join(30)
        assert not self._thread.is_alive()


@dataclass
class FixedSnapshot:
    """Observations of one moment, cut by datastream and interval as a real snapshot does."""

    rows: list[dict] = field(default_factory=list)
    version: int = 1

    def add(self, datastream, time, value, *, status=0, reason=0, revision=0):
        self.rows = [
            r for r in self.rows if (r["datastream"], r["phenomenon_time"]) != (datastream, time.replace(tzinfo=None))
        ]
        plain = {"datastream": datastream, "phenomenon_time": time.replace(tzinfo=None), "value": value, "status": status}
        self.version += 1
        self.rows.append({**plain, "reason": reason, "recorded_time": time, "revision": revision, "batch": 1})

    def observations(self, scope, datastreams, interval=None, *, known_at=None):
        import pyarrow as pa

        start, end = (m.replace(tzinfo=None) for m in (interval.start, interval.end))
        chosen = [r for r in self.rows if r["datastream"] in datastreams and start <= r["phenomenon_time"] < end]
        chosen.sort(key=lambda r: (r["datastream"], r["phenomenon_time"]))
        return pa.Table.from_pylist(chosen, schema=OBSERVATIONS)


@dataclass
class Office:
    """A park's sender and the folder in which its receiver keeps what came."""

    sender: ReportSender
    snapshot: FixedSnapshot
    inbox: Path
    moment: list
    folder: Path
    make: object

    def received(self):
        """Relative path -> content of what arrived whole."""
        return {str(p.relative_to(self.inbox)): p.read_bytes() for p in sorted(self.inbox.rglob("*.txt"))}

    def fill(self, count, first=DAWN):
        """Readings of three parameters for slots ``first`` and following."""
        for i in range(count):
            at = first + dt.timedelta(minutes=5 * i)
            self.snapshot.add("out.flow", at, 100.5 + i)
            self.snapshot.add("out.ph", at, 7.0 + i / 7)
            self.snapshot.add("out.cod", at, 46.5, status=0)
            self.snapshot.add("out.temp", at, 27.1)

    def at(self, **passed):
        self.moment[0] = DAWN + dt.timedelta(**passed)


def receiver_of(protocol, port, **more):
    given = {"password_file": "secret", "id": "so", "user": "kcn", "since": SINCE, "host": "127.0.0.1", "port": port, **more}
    return Receiver(protocol=protocol, stations=(SentStation("mp"),), **given)
