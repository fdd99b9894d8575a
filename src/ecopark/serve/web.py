"""Serve a park on loopback: the HTTP API, the portal, and the inbox worker, until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable

import uvicorn

from ecopark.core.errors import StateError
from ecopark.core.messages import Text, catalogue
from ecopark.serve.api.app import create_app
from ecopark.serve.logs import write_logs
from ecopark.serve.park import OpenPark
from ecopark.serve.portal.router import portal_problem, portal_router
from ecopark.serve.workers.anchors import AnchorWorker
from ecopark.serve.workers.evidence_path import flows_of
from ecopark.serve.workers.field import start_field
from ecopark.serve.workers.inbox import InboxWorker
from ecopark.serve.workers.measures import MeasuresWorker
from ecopark.serve.workers.mqtt import MqttWorker
from ecopark.serve.workers.pact import PactWorker
from ecopark.serve.workers.report import start_reports
from ecopark.serve.workers.sharing import SharingWorker
from ecopark.serve.workers.witnesses import WitnessWorker

catalogue(
    {
        "serve.web.port_taken": Text(
            vi="cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác: --port 0 để lấy cổng trống bất kỳ.",
            en="port {port} is used by another program. Choose another one: --port 0 takes any free port.",
        )
    }
)


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address, so that the address can be told before the first request."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's algorithm off; without, every small answer waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise StateError("serve.web.port_taken", where=host, port=port) from error
    return listening


def serve(park: OpenPark, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` gets the address once pages are answered."""
    write_logs(park.settings.server.log)
    host, port = listening.getsockname()[:2]
    park.store.declare(flows_of(park))  # after an upgrade a new flow's table is empty until it has run, not unknown
    app = create_app(park, portal_router=portal_router(park), portal_problem=portal_problem(park))
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)
    field = start_field(park)
    server = ToldServer(config, lambda: ready(f"http://{host}:{port}"))
    stop = threading.Event()
    worker = InboxWorker(park, stop)
    worker.start()
    reports = start_reports(park, stop)
    sharing = SharingWorker(park, stop)
    sharing.start()
    witnesses = WitnessWorker(park, stop)
    witnesses.start()
    anchors = AnchorWorker(park, stop)
    anchors.start()
    mqtt = MqttWorker(park, stop)
    mqtt.start()
    measures = MeasuresWorker(park, stop)
    measures.start()
    PactWorker(park, stop).start()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager stops as gently as Ctrl-C
    try:
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises the signal again once it has shut down
            server.run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
        stop.set()
        worker.join()
        for sender in reports:
            sender.join(timeout=5)
        sharing.join()
        witnesses.join(timeout=5)
        anchors.join(timeout=5)
        mqtt.join()
        measures.join(timeout=10)
        if field is not None:
            field.stop()


class ToldServer(uvicorn.Server):
    """uvicorn that tells when it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()
