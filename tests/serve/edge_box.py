"""An edge box beside the small park, over real HTTP on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from tests.serve.small_park import START, Served

from ecopark.core.scope import system_scope
from ecopark.engine.spool import Spool, SpoolRow
from ecopark.serve.edge.home import EdgeHome
from ecopark.serve.edge.keys import enrol
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import Sender

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STREAMS = ("steel.energy", "steel.cod")
BOX = {"device": "steel-logger", "name": "Trạm của thép", "firm": "steel", "every_s": 60}


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


def new_code(served: Served, **box: object) -> str:
    answer = served.client("manager").post("/api/v1/edge/codes", json={**BOX, **box})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


def enrolled(served: Served, url: str, folder: Path, **box: object) -> EdgeHome:
    return enrol(folder, Link(url), new_code(served, **box))


@contextlib.contextmanager
def box_of(served: Served, home: EdgeHome, url: str | None = None) -> Iterator[tuple[Spool, Sender]]:
    link = Link(url or home.identity.url)
    with home.spool(served.clock) as spool:
        yield spool, Sender(home, spool, link)
    link.close()


def rows(first: int, count: int, stream: str = "steel.cod", *, base: datetime = START) -> list[SpoolRow]:
    """Minute readings before ``base``; the value tells the minute."""
    start = (base - timedelta(minutes=count + first) - EPOCH) // timedelta(microseconds=1)
    return [
        SpoolRow(stream, "mg/L" if stream.endswith("cod") else "kWh", start + i * 60_000_000, float(first + i), 0, 0)
        for i in range(count)
    ]


def stored(served: Served, stream: str = "steel.cod", source: str = "edge:steel-logger") -> list[tuple[datetime, float]]:
    """Times and values of all observations that the edge box brought."""
    served.park.store.compact()
    table = served.park.snapshot().observations(system_scope("test"), [stream])
    mine = {row["batch"] for row in served.park.store.audit().ledger(system_scope("test")) if row["source"] == source}
    found = [(r["phenomenon_time"], r["value"]) for r in table.to_pylist() if r["batch"] in mine]
    return sorted(found)
