"""The door: listens, collects what all connections publish into groups, stores a group, then acknowledges it at once.

While one group is being stored (in a thread of its own), the loop keeps reading and the next group grows: the more
devices send, the larger the groups and the fewer the syncs. What the intake does not take now (quota, busy, disk full)
stays here, is not acknowledged, and is tried again; meanwhile its connections are not read.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson

from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.mqtt.codec import Publish, Reason
from ecopark.connect.mqtt.connection import Connection
from ecopark.connect.mqtt.groups import Arrived, Groups, Stored
from ecopark.connect.mqtt.sparkplug import Sparkplug, Told, command_topic, place_of, rebirth_command
from ecopark.connect.mqtt.topics import REPLY, Topic, Use, own_topic
from ecopark.core.errors import EcoparkError, Fatal, StateError
from ecopark.core.ports import Clock

_LOG = logging.getLogger("ecopark.mqtt")
MOST_CONNECTIONS = 5_000
RETRY_S = 5.0  # where the refusal does not say when to come again
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Waiting(NamedTuple):
    connection: Connection
    message: Publish
    arrived: Arrived


class MqttDoor:
    """A receiver of MQTT 3.1.1 and 5 for devices. Everything but storing runs in one loop.

    Parameters
    ----------
    park
        Id of the park: devices publish below ``ecopark/<park>/<device>``.
    """

    def __init__(self, *, park: str, devices: Devices, intake: Intake, clock: Clock) -> None:
        self.park = park
        self._devices = devices
        self._clock = clock
        self._groups = Groups(intake, park)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ecopark-mqtt-store")
        self._connections: dict[tuple[str, str], Connection] = {}
        self._all: set[Connection] = set()
        self._pending: list[_Waiting] = []
        self._held: dict[str, list[_Waiting]] = {}  # device -> what its quota does not let in yet
        self._arrived_us = 0
        self._sparkplug = Sparkplug()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self.failure: EcoparkError | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; port 0 takes any free one. Returns the port.

        Raises
        ------
        StateError
            connect.mqtt.port_taken.
        """
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._accept, host, port, ssl=tls, backlog=1024)
        except OSError as error:
            raise StateError("connect.mqtt.port_taken", where=host, port=port) from error
        self._tasks = [loop.create_task(self._store_groups()), loop.create_task(self._watch())]
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self, patience_s: float = 5.0) -> None:
        """Stop listening, store and acknowledge what waits, say good-bye; the devices keep what is not acknowledged."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._all):
            connection.pause("stopping")
        try:
            await asyncio.wait_for(self._idle.wait(), patience_s)
        except TimeoutError:
            _LOG.warning("stopped with %d messages not stored; their devices keep them", len(self._pending))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in list(self._all):
            connection.close(Reason.SERVER_SHUTTING_DOWN)
        self._thread.shutdown()

    # What connections call.

    def _accept(self) -> Connection:
        return Connection(self, asyncio.get_running_loop())

    def arrive(self, connection: Connection) -> bool:
        if len(self._all) >= MOST_CONNECTIONS:
            return False
        self._all.add(connection)
        return True

    def sign_in(self, user: str, password: str) -> Device | None:
        return self._devices.sign_in(user, password)

    def enter(self, connection: Connection) -> None:
        key = (connection.device, connection.client_id)
        before = self._connections.get(key)
        self._connections[key] = connection
        if before is not None:
            before.close(Reason.SESSION_TAKEN_OVER)
        if connection.device in self._held:
            connection.pause("quota")

    def leave(self, connection: Connection) -> None:
        self._all.discard(connection)
        key = (connection.device, connection.client_id)
        if self._connections.get(key) is connection:
            del self._connections[key]

    def publish(self, connection: Connection, topic: Topic, message: Publish) -> None:
        self._arrived_us = max(self._arrived_us + 1, (self._clock() - _EPOCH) // _MICROSECOND)
        told = self._read_sparkplug(topic, message.payload) if topic.use is Use.SPARKPLUG else None
        waiting = _Waiting(connection, message, Arrived(topic, message.payload, self._arrived_us, told))
        held = self._held.get(connection.device) if self._held else None
        if held is not None:
            held.append(waiting)
        else:
            self._pending.append(waiting)
            self._idle.clear()
            self._wake.set()

    def _read_sparkplug(self, topic: Topic, payload: bytes) -> Told | None:
        place = place_of(topic.text, self.park)
        told = self._sparkplug.read(place, payload, self._arrived_us) if place is not None else None
        if told is not None and told.rebirth:
            for connection in self._of_device(topic.device):
                connection.tell(command_topic(self.park, topic.device), rebirth_command())
        return told

    def echo(self, topic: Topic, payload: bytes) -> None:
        for connection in self._of_device(topic.device):
            connection.tell(topic.text, payload)

    def _of_device(self, device: str) -> list[Connection]:
        return [connection for (owner, _), connection in self._connections.items() if owner == device]

    # Groups.

    async def _store_groups(self) -> None:
        while self.failure is None:
            if not self._pending:
                self._wake.clear()
                self._idle.set()
                await self._wake.wait()
            self._idle.clear()
            group, self._pending = self._pending, []
            await self._store(group)

    async def _store(self, group: list[_Waiting]) -> None:
        arrived = [waiting.arrived for waiting in group]
        loop = asyncio.get_running_loop()
        try:
            stored = await loop.run_in_executor(self._thread, self._groups.store, arrived)
        except (StateError, Fatal) as error:
            await self._not_now(group, error)
        except Exception:
            await self._not_at_all(group)
        else:
            self._acknowledge(group, stored)

    async def _not_now(self, group: list[_Waiting], error: EcoparkError) -> None:
        """The intake takes nothing at present: wait, and try again; a device beyond its quota waits alone."""
        if isinstance(error, Fatal) or error.code == "engine.writer.closed":
            self.failure = error
            _LOG.error("%s", error)
            for connection in list(self._all):
                connection.close(Reason.SERVER_UNAVAILABLE)
            return
        retry_s = float(str(error.params.get("retry_after_s", RETRY_S)))
        device = str(error.params.get("device", ""))
        if error.code == "connect.quota.exceeded" and device:
            self._hold(device, [w for w in group if w.arrived.topic.device == device], retry_s)
            self._pending[:0] = [w for w in group if w.arrived.topic.device != device]
            return
        _LOG.warning("%s; %d messages wait %.0f s", error, len(group), retry_s)
        self._pending[:0] = group
        await asyncio.sleep(retry_s)

    async def _not_at_all(self, group: list[_Waiting]) -> None:
        """Something that nobody foresaw: find the device whose messages cause it; only that one is shut out."""
        devices = {waiting.arrived.topic.device for waiting in group}
        if len(devices) > 1:
            for device in sorted(devices):
                await self._store([w for w in group if w.arrived.topic.device == device])
            return
        _LOG.exception("messages of %s cannot be stored; its connections are closed, it keeps them", *devices)
        for connection in {waiting.connection for waiting in group}:
            connection.close(Reason.UNSPECIFIED)

    def _hold(self, device: str, messages: list[_Waiting], retry_s: float) -> None:
        later = [w for w in self._pending if w.arrived.topic.device == device]
        self._pending = [w for w in self._pending if w.arrived.topic.device != device]
        self._held[device] = messages + later
        for connection in {w.connection for w in messages} | set(self._of_device(device)):
            connection.pause("quota")
        _LOG.info("%s is beyond its quota: not read for %.0f s", device, retry_s)
        asyncio.get_running_loop().call_later(retry_s, self._release, device)

    def _release(self, device: str) -> None:
        held = self._held.pop(device, [])
        self._pending[:0] = held
        self._wake.set()
        for connection in {w.connection for w in held} | set(self._of_device(device)):
            connection.resume("quota")

    def _acknowledge(self, group: list[_Waiting], stored: Stored) -> None:
        settled: dict[Connection, int] = {}
        for place, (connection, message, arrived) in enumerate(group):
            connection.acknowledge(message, stored.reasons.get(place, Reason.SUCCESS) if stored.reasons else Reason.SUCCESS)
            settled[connection] = settled.get(connection, 0) + len(arrived.payload)
        if any(connection.subscribed for connection in settled):
            self._reply(group, stored)
        for connection, size in settled.items():
            connection.settle(size)

    def _reply(self, group: list[_Waiting], stored: Stored) -> None:
        """Tell the devices that listen to ``…/reply`` what became of their messages."""
        for device in {waiting.arrived.topic.device for waiting in group}:
            faults = [f for f in stored.faults if f.device == device]
            said = {
                "messages": sum(waiting.arrived.topic.device == device for waiting in group),
                "faults": [
                    {"where": f.where, "code": f.message.id, "vi": f.message.render("vi"), "en": f.message.render("en")}
                    for f in faults
                ],
            }
            for connection in self._of_device(device):
                connection.tell(f"{own_topic(self.park, device)}/{REPLY}", orjson.dumps(said))

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1.0)
            now = loop.time()
            for connection in list(self._all):
                if connection.overdue(now):
                    _LOG.info("%s (%s) is silent: closed", connection.device or "nobody", connection.peer)
                    connection.close(Reason.KEEP_ALIVE_TIMEOUT)
                elif connection.signed is not None and not self._still(connection.signed):
                    _LOG.info("%s (%s): its secret is not valid any more: closed", connection.device, connection.peer)
                    connection.close(Reason.NOT_AUTHORIZED)

    def _still(self, signed: Device) -> bool:
        """Whether the device is still the one that signed in: neither revoked nor given another secret."""
        now = self._devices.get(signed.id)
        return now is not None and now.state == "active" and now.secret_sha256 == signed.secret_sha256
