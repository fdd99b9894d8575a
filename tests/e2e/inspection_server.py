"""A real park served in a process of its own, which can be told to die (SIGKILL) with an answer in its hands.

    python tests/e2e/inspection_server.py FOLDER PORT [METHOD:COUNT]

``POST:7`` dies when the seventh inspection is stored and its answer has not gone out; ``PUT:2`` does so with photos.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import uvicorn

from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.users import create_user
from ecopark.serve.api.app import create_app
from ecopark.serve.bootstrap import opened
from ecopark.serve.portal.router import portal_problem, portal_router
from ecopark.serve.web import ToldServer, listening_socket

USER, PASSWORD = "inspector", "mật khẩu dài của khu"
BEGINNING = "/api/v1/inspections"


class Dying:
    """ASGI: everything is done and durable, but the answer never leaves."""

    def __init__(self, app: Any, when: str) -> None:
        self._app = app
        self._method, _, count = when.partition(":")
        self._left = int(count or 0)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        counted = scope["type"] == "http" and scope["method"] == self._method and scope["path"].startswith(BEGINNING)

        async def held(message: Any) -> None:
            if counted and message["type"] == "http.response.start" and message["status"] in (200, 201):
                self._left -= 1
                if self._left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await self._app(scope, receive, held)


def main(folder: str, port: str, when: str = "") -> None:
    with opened(Path(folder), metered=False) as park:
        system = system_scope("test")
        if park.records.access.user(system, USER) is None:
            create_user(park.access, system, USER, name="Trần Văn Bình", role=Role.INSPECTOR, password=PASSWORD, firms=())
        app = create_app(park, portal_router=portal_router(park), portal_problem=portal_problem(park))
        config = uvicorn.Config(Dying(app, when), log_config=None, access_log=False, timeout_graceful_shutdown=1)
        listening = listening_socket("127.0.0.1", int(port))
        ToldServer(config, lambda: print("ready", flush=True)).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
