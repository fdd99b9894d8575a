"""A park that can be opened on either engine; the clustered one with its writers as real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import yaml
from tests.cluster_servers import DEADLINE_S, Servers

from ecopark.connect.park_folder import read_park
from ecopark.connect.template import write_template
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock
from ecopark.engine.store import Store

ECOPARK = str(Path(sys.executable).parent / "ecopark")
WAIT = {"wait_s": DEADLINE_S}


def system_clock() -> datetime:
    return datetime.now(UTC)


class EmbeddedPark:
    """The template's park, in one process."""

    kind = "embedded"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_template(folder, "en")

    @property
    def network(self) -> FlowNetwork:
        return read_park(self.folder)

    def open(self, clock: Clock = system_clock) -> Store:
        return Store.open(self.folder / "data", clock=clock, network=self.network)

    def stop(self) -> None:
        """Nothing else runs."""


class Writer:
    """``ecopark cluster writer`` as a process of its own."""

    def __init__(self, folder: Path, parts: tuple[int, ...], cache: Path | None = None) -> None:
        options = [word for part in parts for word in ("--part", str(part))]
        options += ["--cache", str(cache)] if cache else []
        self._log = (folder / f"writer-{'-'.join(map(str, parts)) or 'all'}.log").open("ab")
        self.process = subprocess.Popen(
            [ECOPARK, "cluster", "writer", "--park", str(folder), *options],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "ECOPARK_LANG": "en", "PYTHONUNBUFFERED": "1"},
        )

    def ready(self) -> Writer:
        """Wait until it writes; what it said instead is the error."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(b"Writing"), f"{line!r} {Path(self._log.name).read_text()}"
        return self

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        try:
            code = self.process.wait(DEADLINE_S)
        finally:
            if self.process.stdout:
                self.process.stdout.close()
            self._log.close()
        return code


class ClusteredPark(EmbeddedPark):
    """The same park on the test cluster. ``start`` runs a process for each group of parts."""

    kind = "clustered"

    def __init__(self, folder: Path, servers: Servers, **settings: float) -> None:
        super().__init__(folder)
        self.settings = servers.settings(**settings)
        said = {k: v for k, v in asdict(self.settings).items() if v not in (None, "")}
        for part in ("nats", "object_store"):
            said[part] = {k: v for k, v in said[part].items() if v != ""}
        said["nats"]["servers"] = list(said["nats"]["servers"])
        (folder / "cluster.yaml").write_text(yaml.safe_dump(said))
        self.writers: list[Writer] = []

    def start(self, *groups: tuple[int, ...]) -> ClusteredPark:
        self.writers = [Writer(self.folder, parts) for parts in groups or ((),)]
        for writer in self.writers:
            writer.ready()
        return self

    def open(self, clock: Clock = system_clock) -> Store:
        from ecopark.engine.cluster.store import ClusterStore

        return ClusterStore.connect(self.folder / "data", clock=clock, network=self.network, settings=self.settings)

    def stop(self) -> None:
        for writer in self.writers:
            writer.stop()
