"""An edge box beside the small park, over real HTTP on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from tests.serve.small_park import Served

from ecopark.core.scope import system_scope
from ecopark.engine.spool import Spool, SpoolRow
from ecopark.serve.edge.home import EdgeHome
from ecopark.serve.edge.keys import enrol
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import Sender
from ecopark.serve.stored_batches import StoredBatches

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BOX = {"name": "Trạm của thép", "firm": "steel", "every_s": 60}


@contextlib.contextmanager
def on_port(served: Served, port: int = 0) -> Iterator[str]:
    """The application under uvicorn in a thread; its address."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    config = uvicorn.Config(served.app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


@dataclass
class Door:
    """The park's door with one new device per test; ``name`` is the device of the running test."""

    served: Served
    url: str
    name: str = ""

    def new_code(self, **box: object) -> str:
        answer = self.served.client("manager").post("/api/v1/edge/codes", json={**BOX, "device": self.name, **box})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    def enrolled(self, folder: Path, **box: object) -> EdgeHome:
        return enrol(folder, Link(self.url), self.new_code(**box))

    @contextlib.contextmanager
    def box(self, home: EdgeHome, url: str | None = None) -> Iterator[tuple[Spool, Sender]]:
        link = Link(url or home.identity.url)
        with contextlib.closing(link), home.spool(self.served.clock) as spool:
            yield spool, Sender(home, spool, link)

    def rows(self, first: int, count: int, stream: str = "steel.cod") -> list[SpoolRow]:
        """Readings of one second each before the park's present; the value tells which one."""
        start = (self.served.clock() - timedelta(hours=5) - EPOCH) // timedelta(microseconds=1)
        return [SpoolRow(stream, "mg/L", start + i * 1_000_000, float(i), 0, 0) for i in range(first, first + count)]

    def stored(self, stream: str = "steel.cod", name: str = "") -> list[float]:
        """Values of the readings that the device has brought, in order of time."""
        served = self.served
        served.park.store.compact()
        table = served.park.snapshot().observations(system_scope("test"), [stream])
        ledger = StoredBatches(served.park.snapshot()).ledger
        mine = {row["batch"] for row in ledger if row["source"] == f"edge:{name or self.name}"}
        return [r["value"] for r in table.to_pylist() if r["batch"] in mine]

    def errors(self) -> list[str]:
        """Errors of the device that are the edge door's, newest first."""
        states = [s for s in self.served.park.sources.states() if s.id == self.name]
        return [e.message.id for s in states for e in s.errors if e.message.id.startswith("connect.edge")]
