"""A Dask cluster of real processes on 127.0.0.1, started with the commands that an installer uses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from ecopark.engine.cluster.dask_settings import Certificates, DaskSettings

ECOPARK = str(Path(sys.executable).parent / "ecopark")
ROOT = Path(__file__).resolve().parent.parent
DEADLINE_S = 60.0
LOST_AFTER_S = 5.0


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {DEADLINE_S} s for: {what}"
        time.sleep(0.02)


class Node:
    """One process of the cluster, its own process group."""

    def __init__(self, folder: Path, *words: object) -> None:
        self._out, self._log = folder / f"{id(self)}.out", folder / f"{id(self)}.log"
        with self._out.open("w") as out, self._log.open("w") as log:
            self.process = subprocess.Popen(
                [ECOPARK, "cluster", *map(str, words), "--json"],
                stdout=out,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), "ECOPARK_LANG": "en"},
                start_new_session=True,
            )
        self.address = ""

    def ready(self) -> Node:
        """Wait until it says that others may connect."""
        wait_until(lambda: self._out.read_text().rstrip().endswith("}") or self.process.poll() is not None, "a node")
        assert self.process.poll() is None, f"a node ended: {self._out.read_text()}{self._log.read_text()}"
        self.address = json.loads(self._out.read_text())["address"]
        return self

    def pids(self) -> list[int]:
        """This process and those below it."""
        return [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]

    def listening(self) -> set[str]:
        """Addresses on which any of its processes listens."""
        found = [c for pid in self.pids() for c in psutil.Process(pid).net_connections() if c.status == psutil.CONN_LISTEN]
        return {c.laddr.ip for c in found}

    def kill(self) -> None:
        """kill -9 of the process and of its children, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(DEADLINE_S)
            except subprocess.TimeoutExpired:
                self.kill()


class DaskCluster:
    """A scheduler and workers. Use as a context manager."""

    def __init__(self, workers: int = 2, certificates: Certificates | None = None) -> None:
        self._count = workers
        self._certificates = certificates
        self._folder = tempfile.TemporaryDirectory(prefix="ecopark-dask-")
        self.workers: list[Node] = []

    def __enter__(self) -> DaskCluster:
        self.scheduler = self._scheduler(0)
        self.start_workers(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        for node in [*self.workers, self.scheduler]:
            node.stop()
        self._folder.cleanup()

    @property
    def settings(self) -> DaskSettings:
        return DaskSettings(self.scheduler.address, self._certificates)

    def _tls(self) -> list[object]:
        given = self._certificates
        return ["--tls-ca", given.ca, "--tls-cert", given.certificate, "--tls-key", given.key] if given else []

    def _scheduler(self, port: int) -> Node:
        words = ["scheduler", "--host", "127.0.0.1", "--port", port, "--lost-after", LOST_AFTER_S, *self._tls()]
        return Node(Path(self._folder.name), *words).ready()

    def start_workers(self, count: int) -> None:
        words = ["worker", self.scheduler.address, "--host", "127.0.0.1", "--memory", "1GiB", *self._tls()]
        started = [Node(Path(self._folder.name), *words) for _ in range(count)]
        self.workers += [node.ready() for node in started]

    def node_of(self, pid: int) -> Node:
        """The worker node to which a process belongs."""
        return next(node for node in self.workers if pid in node.pids())

    def kill_worker(self, node: Node) -> None:
        node.kill()
        self.workers.remove(node)

    def restart_scheduler(self) -> None:
        """Again on the same port; the workers find it by themselves."""
        self.scheduler = self._scheduler(int(self.scheduler.address.rsplit(":", 1)[1]))
