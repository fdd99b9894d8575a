"""amqtt as a peer of ``mqtt.py``, in its own environment: ``mqtt_amqtt.py PORT [FILE]``.

With FILE, its private hook before PUBACK appends the payload (not decoded) to it; all messages that wait share one sync.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import sys

from amqtt.broker import Broker
from amqtt.mqtt.protocol.handler import ProtocolHandler

logging.disable(logging.CRITICAL)


class GroupSync:
    """Appends to a file; everything that came during a sync is synced by the next one."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def append(self, payload: bytes) -> None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((payload, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._sync())
        await done

    async def _sync(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            await asyncio.to_thread(self._write, b"\n".join(payload for payload, _ in group))
            for _, done in group:
                done.set_result(None)

    def _write(self, content: bytes) -> None:
        os.write(self._file, content)
        os.fdatasync(self._file)


async def main() -> None:
    if len(sys.argv) > 2:
        sync = GroupSync(sys.argv[2])
        acknowledge = ProtocolHandler._handle_qos1_message_flow

        async def durable_first(self: ProtocolHandler, message: object) -> None:
            await sync.append(bytes(message.data))
            await acknowledge(self, message)

        ProtocolHandler._handle_qos1_message_flow = durable_first
    listener = {"type": "tcp", "bind": f"127.0.0.1:{sys.argv[1]}"}
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    broker = Broker({"listeners": {"default": listener}, "plugins": plugins})
    await broker.start()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until the benchmark closes the pipe
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
