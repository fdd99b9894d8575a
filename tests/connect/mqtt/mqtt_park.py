"""A park with a real store behind a real MQTT door, and clients: paho, and a bare socket that sees every byte."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from tests.engine.engine_park import datastream

from ecopark.connect.live.device import Device
from ecopark.connect.live.devices import Devices
from ecopark.connect.live.intake import Intake
from ecopark.connect.live.latest import LiveValues
from ecopark.connect.live.sources import Sources
from ecopark.connect.mqtt.codec import packet
from ecopark.connect.mqtt.door import MqttDoor
from ecopark.connect.raw import RawStore
from ecopark.connect.records import QuarantineItem
from ecopark.core.network import Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, NodeKind
from ecopark.engine.records import open_records
from ecopark.engine.store import Store

ALL = system_scope("test")
PATIENCE_S = 30.0
NETWORK = FlowNetwork.of(
    Park("p", "Khu", "Park"),
    firms=[Firm("a", "A", "A"), Firm("b", "B", "B")],
    nodes=[Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("works", NodeKind.FIRM, "Xưởng", "Works")],
    edges=[Edge("e", Carrier.ELECTRICITY, "grid", "works")],
    meters=[Meter("m", edge="e")],
    datastreams=[datastream(f"{firm}.{i}", firm) for firm in "ab" for i in range(3)],
)


def now() -> datetime:
    return datetime.now(UTC)


def wait_until(condition: Callable[[], Any], what: str = "") -> Any:
    """Wait for a condition, and return what it said."""
    until = time.monotonic() + PATIENCE_S
    while not (said := condition()):
        assert time.monotonic() < until, f"did not happen within {PATIENCE_S} s: {what}"
        time.sleep(0.01)
    return said


@dataclass
class MqttPark:
    """Devices ``gw-a`` and ``gw-b`` of firms a and b, a store, an intake."""

    store: Store
    intake: Intake
    devices: Devices
    sources: Sources
    records: Any
    secrets: dict[str, str] = field(default_factory=dict)
    sockets: list[Bare] = field(default_factory=list)

    @classmethod
    @contextlib.contextmanager
    def opened(cls, folder: Path, **quotas: int) -> Iterator[MqttPark]:
        with contextlib.ExitStack() as closing:
            store = closing.enter_context(Store.open(folder / "data", clock=now, network=NETWORK))
            records = open_records(f"sqlite:///{folder / 'records.sqlite'}", now)
            closing.callback(records.close)
            devices = Devices(records, now, network=NETWORK)
            sources = Sources(folder / "sources.json", now)
            intake = Intake(
                network=NETWORK,
                writer=store,
                records=records,
                raw=RawStore(folder / "raw"),
                clock=now,
                devices=devices,
                sources=sources,
                live=LiveValues(NETWORK, now),
            )
            park = cls(store, intake, devices, sources, records)
            for firm in "ab":
                quota = quotas.get(firm, 1_000_000)
                device = Device(f"gw-{firm}", "Gateway", firm, "mqtt", names={"power": f"{firm}.0"}, quota_per_minute=quota)
                park.secrets[device.id] = devices.add(ALL, device)
            yield park
            for opened in park.sockets:
                opened.socket.close()

    def stored(self) -> dict[str, list[float | None]]:
        """Values by datastream in order of time, newest revision."""
        self.store.compact()
        found = self.store.snapshot().observations(ALL, sorted(NETWORK.datastreams))
        values: dict[str, list[float | None]] = {}
        for name, value in zip(found["datastream"].to_pylist(), found["value"].to_pylist(), strict=True):
            values.setdefault(name, []).append(value)
        return values

    def observations(self) -> list[dict[str, Any]]:
        self.store.compact()
        found: list[dict[str, Any]] = self.store.snapshot().observations(ALL, sorted(NETWORK.datastreams)).to_pylist()
        return found

    def quarantine(self) -> dict[str, int]:
        """Refusals by message id."""
        self.intake.flush(everything=True)
        items = [QuarantineItem.from_content(r.content) for r in self.records.find(ALL, "quarantine")]
        counts: dict[str, int] = {}
        for item in items:
            for reason in item.reasons:
                counts[str(reason["message"])] = counts.get(str(reason["message"]), 0) + int(reason["count"])  # type: ignore[call-overload]
        return counts

    @contextlib.contextmanager
    def door(self, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Listening]:
        """The door in a thread of its own."""
        listening = Listening(self, port, tls)
        listening.start()
        try:
            yield listening
        finally:
            listening.stop()


class Listening(threading.Thread):
    def __init__(self, park: MqttPark, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(daemon=True)
        self.park, self.port, self._tls = park, port, tls
        self._ready, self._over = threading.Event(), threading.Event()
        self.door: MqttDoor | None = None

    def start(self) -> None:
        super().start()
        assert self._ready.wait(PATIENCE_S)
        assert self.door is not None

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self.door = MqttDoor(park="p", devices=self.park.devices, intake=self.park.intake, clock=now)
        self.port = await self.door.start("127.0.0.1", self.port, self._tls)
        self._ready.set()
        await asyncio.to_thread(self._over.wait)
        await self.door.stop()

    def stop(self) -> None:
        self._over.set()
        self.join(PATIENCE_S)
        assert not self.is_alive()

    def bare(self, device: str = "gw-a", password: str | None = None, **more: Any) -> Bare:
        made = Bare(self.port, device, self.park.secrets.get(device, "") if password is None else password, **more)
        self.park.sockets.append(made)
        return made

    @contextlib.contextmanager
    def client(self, device: str = "gw-a", **more: Any) -> Iterator[paho.Client]:
        with paho_client(self.port, device, self.park.secrets[device], **more) as client:
            yield client


@contextlib.contextmanager
def paho_client(
    port: int, user: str, password: str, *, version: int = paho.MQTTv311, ca: str | None = None, name: str = ""
) -> Iterator[paho.Client]:
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, name or f"test-{user}", protocol=version)
    client.username_pw_set(user, password)
    if ca is not None:
        client.tls_set(ca)
    connected, left = threading.Event(), threading.Event()
    client.on_connect = lambda *_: connected.set()
    client.on_disconnect = lambda *_: left.set()
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        assert connected.wait(PATIENCE_S)
        yield client
    finally:
        client.disconnect()
        left.wait(PATIENCE_S)
        client.loop_stop()


def publish(client: paho.Client, topic: str, payload: bytes | str, qos: int = 1) -> None:
    """Publish and wait until it is acknowledged."""
    told = client.publish(topic, payload, qos)
    told.wait_for_publish(PATIENCE_S)
    assert told.is_published()


def text(word: str) -> bytes:
    raw = word.encode()
    return struct.pack(">H", len(raw)) + raw


def connect_packet(
    user: str, password: str, *, version: int = 4, client_id: str = "bare", keep_alive_s: int = 60, clean: bool = True
) -> bytes:
    flags = 0xC0 | (2 if clean else 0)
    properties = b"\0" if version == 5 else b""
    head = text("MQTT") + bytes((version, flags)) + struct.pack(">H", keep_alive_s) + properties
    return packet(0x10, head + text(client_id) + text(user) + text(password))


def publish_packet(
    topic: str, payload: bytes, packet_id: int, *, qos: int = 1, version: int = 4, again: bool = False
) -> bytes:
    number = struct.pack(">H", packet_id) if qos else b""
    properties = b"\0" if version == 5 else b""
    return packet(0x30 | qos << 1 | (8 if again else 0), text(topic) + number + properties + payload)


class Bare:
    """A connection over a bare socket; ``read`` gives (first byte, body) of the next packet, None at the end."""

    def __init__(self, port: int, user: str, password: str, *, sign_in: bool = True, **more: Any) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.settimeout(PATIENCE_S)
        if sign_in:
            self.send(connect_packet(user, password, **more))
            self.answer = self.read()

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def read(self, timeout_s: float = PATIENCE_S) -> tuple[int, bytes] | None:
        self.socket.settimeout(timeout_s)
        head = self._take(2)
        if head is None:
            return None
        body = self._take(head[1])  # answers are shorter than 128 bytes
        assert body is not None
        return head[0], body

    def _take(self, count: int) -> bytes | None:
        found = b""
        while len(found) < count:
            try:
                more = self.socket.recv(count - len(found))
            except ConnectionResetError:
                return None
            if not more:
                return None
            found += more
        return found

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            return self.read(seconds) == ()
        except TimeoutError:
            return True
