"""The parts of a cluster as real processes on loopback: three NATS nodes with JetStream, an S3 server, PostgreSQL.

NATS and PostgreSQL come from the system packages; the object store is moto's server, which speaks S3 over HTTP and
keeps objects in its memory (so stopping it empties it; it is made unreachable by a proxy that can be cut).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.postgres import Cluster as Postgres

from ecopark.engine.cluster.settings import ClusterSettings, NatsSettings, ObjectStoreSettings

DEADLINE_S = 30.0


def until(condition: Callable[[], object], what: str, seconds: float = DEADLINE_S) -> None:
    """Wait for a condition; errors of the network count as not yet."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if condition():
                return
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class NatsMissing(AssertionError):
    """The server program is not installed."""


class NatsNode:
    """One node; ``kill`` is SIGKILL, ``start`` begins again with what is on its disk."""

    def __init__(self, folder: Path, name: str, ports: tuple[int, int, int], routes: list[int]) -> None:
        self.name, self.port, self.monitor = name, ports[0], ports[2]
        listed = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes)
        self._config = folder / f"{name}.conf"
        self._config.write_text(
            f"""server_name: {name}
listen: 127.0.0.1:{ports[0]}
http: 127.0.0.1:{ports[2]}
max_payload: 4MB
jetstream {{ store_dir: "{folder / name}", max_memory_store: 64MB, max_file_store: 4GB }}
cluster {{ name: test, listen: 127.0.0.1:{ports[1]}, routes: [{listed}] }}
"""
        )
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        program = shutil.which("nats-server")
        if program is None:
            raise NatsMissing("nats-server was not found: sudo apt-get install nats-server (or pytest -m 'not cluster')")
        self._process = subprocess.Popen([program, "-c", str(self._config), "-l", str(self._log)])

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.monitor}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None


class Nats:
    """Three nodes."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(9)
        routes = ports[3:6]
        self.nodes = [NatsNode(folder, f"n{i}", (ports[i], ports[3 + i], ports[6 + i]), routes) for i in range(3)]

    @property
    def servers(self) -> tuple[str, ...]:
        return tuple(f"nats://127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        for node in self.nodes:
            if not node.running:
                node.start()
        for node in self.nodes:
            until(node.healthy, f"NATS node {node.name} is healthy")

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()


class Proxy:
    """A TCP relay in front of the object store; ``cut`` breaks what is connected and refuses what comes."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self._lock = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        until(lambda: not self._open, "the relay is closed")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._is_cut:
                    client.close()
                    continue
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client:
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            with server:
                with self._lock:
                    self._open |= {client, server}
                back = threading.Thread(target=_relay, args=(server, client), daemon=True)
                back.start()
                _relay(client, server)
                back.join()
                with self._lock:
                    self._open -= {client, server}


def _relay(source: socket.socket, sink: socket.socket) -> None:
    sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError):
        while content := source.recv(1 << 16):
            sink.sendall(content)
    for one in (source, sink):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


class ObjectServer:
    """moto's S3 server in a process of its own, behind a proxy that can be cut."""

    def __init__(self, folder: Path) -> None:
        (port,) = free_ports(1)
        self._url = f"http://127.0.0.1:{port}"
        self._output = (folder / "objects.log").open("wb")
        command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        self._process = subprocess.Popen(command, stdout=self._output, stderr=self._output)
        until(self._answers, "the object store answers")
        self.proxy = Proxy(port)

    @property
    def pid(self) -> int:
        return self._process.pid

    def _answers(self) -> bool:
        with urllib.request.urlopen(f"{self._url}/moto-api/", timeout=2) as answer:
            return bool(answer.status == 200)

    def new_bucket(self) -> str:
        name = f"lake-{uuid.uuid4().hex[:12]}"
        request = urllib.request.Request(f"{self._url}/{name}", method="PUT")
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200
        return name

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    def stop(self) -> None:
        self.proxy.close()
        self._process.kill()
        self._process.wait()
        self._output.close()


class Servers:
    """Everything that a clustered park needs; one per test run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.nats = Nats(folder)
        self._postgres = Postgres()
        self._keys = folder / "secret.key"
        self._keys.write_text("not-a-secret\n")

    def start(self) -> None:
        self.nats.start()
        self.objects = ObjectServer(self.folder)
        self._postgres.__enter__()

    def stop(self) -> None:
        self.nats.kill()
        self.objects.stop()
        self._postgres.__exit__()

    def settings(self, *, parts: int = 2, compact_s: float = 0.5, wait_s: float = DEADLINE_S) -> ClusterSettings:
        """Settings of a new park: streams, bucket and database of its own."""
        return ClusterSettings(
            NatsSettings(self.nats.servers, stream=f"t{uuid.uuid4().hex[:8]}"),
            ObjectStoreSettings(
                self.objects.new_bucket(), self.objects.endpoint, "lake", "us-east-1", str(self._keys), str(self._keys)
            ),
            self._postgres.new_database(),
            parts=parts,
            compact_s=compact_s,
            wait_s=wait_s,
        )


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="ecopark-cluster-", ignore_cleanup_errors=True) as folder:
        made = Servers(Path(folder))
        try:
            made.start()
            yield made
        finally:
            made.stop()
