"""One connection of a device: signs in, hands on what it publishes, and is told when that is durable."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from typing import Protocol

from ecopark.connect.live.device import Device
from ecopark.connect.mqtt import codec
from ecopark.connect.mqtt.codec import Frame, Kind, ProtocolFault, Publish, Reason
from ecopark.connect.mqtt.topics import Topic, Use, judge_topic, may_subscribe

_LOG = logging.getLogger("ecopark.mqtt")
LARGEST_PACKET = 1 << 20
HIGH_BYTES = 256 << 10  # of a connection's messages may wait to be stored; then it is not read
SIGN_IN_S = 10.0  # time for CONNECT
GUESS_S = 1.0  # who states a wrong password waits
_TOPICS = 10_000  # topics of a connection that are remembered


class Door(Protocol):
    """What a connection needs of the door that it came in by."""

    park: str

    def sign_in(self, user: str, password: str) -> Device | None: ...

    def arrive(self, connection: Connection) -> bool:
        """Somebody has connected; False: there are too many."""
        ...

    def enter(self, connection: Connection) -> None:
        """A device has signed in."""
        ...

    def publish(self, connection: Connection, topic: Topic, message: Publish) -> None: ...

    def echo(self, topic: Topic, payload: bytes) -> None: ...

    def leave(self, connection: Connection) -> None: ...


class Connection(asyncio.Protocol):
    """The protocol of a socket. All of it runs in the door's loop.

    Attributes
    ----------
    device
        Who has signed in, empty before; ``signed``: as it stood in the register then.
    subscribed
        Topics that the device listens to.
    last_s
        When the last packet came, by the loop's clock.
    """

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._door, self._loop = door, loop
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._topics: dict[bytes, Topic] = {}
        self._waiting_bytes = 0
        self._unread: set[str] = set()  # reasons for which the socket is not read
        self._released: set[int] = set()  # packet ids of QoS 2 that were stored and not yet released
        self._answers: list[bytes] = []
        self.device = ""
        self.signed: Device | None = None
        self.client_id = ""
        self.version = codec.V311
        self.keep_alive_s = SIGN_IN_S
        self.subscribed: set[str] = set()
        self.last_s = loop.time()
        self.peer = ""

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.peer = str((transport.get_extra_info("peername") or ("?",))[0])
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if not self._door.arrive(self):
            _LOG.warning("%s: too many connections", self.peer)
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self.last_s = self._loop.time()
        buffer = self._rest + data if self._rest else data
        try:
            found, used = codec.frames(buffer, LARGEST_PACKET)
            self._rest = buffer[used:]
            for frame in found:
                if self._transport is None:
                    return
                if frame.first >> 4 == Kind.PUBLISH and self.device:
                    self._published(codec.read_publish(buffer, frame, self.version))
                else:
                    self._packet(frame, buffer[frame.start : frame.end])
        except ProtocolFault as fault:
            _LOG.warning("%s (%s): %s", self.device or "not signed in", self.peer, fault)
            if fault.reason is Reason.UNSUPPORTED_VERSION and not self.device:
                self._refuse(fault.reason)
            else:
                self.close(fault.reason)
            return
        self._flush()

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None
        self._door.leave(self)

    def pause_writing(self) -> None:
        self.pause("writing")

    def resume_writing(self) -> None:
        self.resume("writing")

    # What the door calls.

    @property
    def open(self) -> bool:
        return self._transport is not None

    def acknowledge(self, message: Publish, reason: Reason) -> None:
        """The message is durable, or will never be: say so; `settle` sends what was said."""
        if self._transport is None or not message.qos:
            return
        if message.qos == 2 and reason is Reason.SUCCESS:
            self._released.add(message.packet_id)
        kind = Kind.PUBACK if message.qos == 1 else Kind.PUBREC
        self._answers.append(codec.acknowledgement(kind, message.packet_id, self.version, reason))

    def settle(self, stored_bytes: int) -> None:
        """So many bytes of this connection do not wait any more."""
        self._waiting_bytes -= stored_bytes
        self._flush()
        if self._waiting_bytes < HIGH_BYTES:
            self.resume("storing")

    def pause(self, reason: str) -> None:
        """Do not read until every reason is resumed; the device keeps what it has not sent."""
        if not self._unread and self._transport is not None:
            self._transport.pause_reading()
        self._unread.add(reason)

    def resume(self, reason: str) -> None:
        if reason in self._unread:
            self._unread.discard(reason)
            self.last_s = self._loop.time()
            if not self._unread and self._transport is not None:
                self._transport.resume_reading()

    def tell(self, topic: str, payload: bytes) -> None:
        if topic in self.subscribed:
            self._answers.append(codec.message(self.version, topic, payload))
            self._flush()

    def overdue(self, now_s: float) -> bool:
        """Whether the device has said nothing for one and a half of its keep-alive [3.1.2.10]."""
        return not self._unread and self.keep_alive_s > 0 and now_s - self.last_s > self.keep_alive_s * 1.5

    def close(self, reason: Reason) -> None:
        if self._transport is not None:
            if self.device:
                self._answers.append(codec.disconnect(self.version, reason))
            self._flush()
            self._transport.close()

    # Packets.

    def _flush(self) -> None:
        if self._answers and self._transport is not None:
            self._transport.write(b"".join(self._answers))
        self._answers.clear()

    def _published(self, message: Publish) -> None:
        topic = self._topics.get(message.topic)
        if topic is None:
            topic = self._judge(message.topic)
        if topic.use is Use.TEST:
            self._door.echo(topic, message.payload)
            self.acknowledge(message, Reason.SUCCESS)
        elif message.qos == 2 and message.packet_id in self._released:
            self._answers.append(codec.acknowledgement(Kind.PUBREC, message.packet_id, self.version))
        else:
            self._waiting_bytes += len(message.payload)
            self._door.publish(self, topic, message)
            if self._waiting_bytes >= HIGH_BYTES:
                self.pause("storing")

    def _judge(self, raw: bytes) -> Topic:
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise ProtocolFault(Reason.MALFORMED, "topic that is not UTF-8") from error
        if not text or "#" in text or "+" in text or "\0" in text:
            raise ProtocolFault(Reason.PROTOCOL_ERROR, "empty topic or topic with a wildcard")
        if len(self._topics) >= _TOPICS:
            self._topics.clear()
        topic = self._topics[raw] = judge_topic(text, self._door.park, self.device)
        return topic

    def _packet(self, frame: Frame, body: bytes) -> None:
        kind = frame.first >> 4
        if not self.device:
            if kind != Kind.CONNECT or "sign-in" in self._unread:
                raise ProtocolFault(Reason.PROTOCOL_ERROR, "first packet is not CONNECT")
            self._connect(codec.read_connect(frame.first, body))
        elif kind == Kind.SUBSCRIBE:
            self._subscribe(*codec.read_subscribe(body, self.version))
        elif kind == Kind.UNSUBSCRIBE:
            packet_id, filters = codec.read_subscribe(body, self.version, with_options=False)
            self.subscribed -= {name for name, _ in filters}
            self._answers.append(codec.unsuback(self.version, packet_id, len(filters)))
        elif kind == Kind.PINGREQ:
            self._answers.append(codec.PINGRESP)
        elif kind == Kind.PUBREL:
            packet_id = codec.read_packet_id(body)
            self._released.discard(packet_id)
            self._answers.append(codec.acknowledgement(Kind.PUBCOMP, packet_id, self.version))
        elif kind == Kind.DISCONNECT:
            assert self._transport is not None
            self._transport.close()
        else:
            raise ProtocolFault(Reason.PROTOCOL_ERROR, f"packet of type {kind} in this place")

    def _connect(self, asked: codec.Connect) -> None:
        self.version = asked.version
        device = None
        if asked.user is not None and asked.password is not None:
            device = self._door.sign_in(asked.user, asked.password.decode("utf-8", "replace"))
        if device is None:
            _LOG.warning("%s: sign-in as %r refused", self.peer, (asked.user or "")[:80])
            self.pause("sign-in")
            self._loop.call_later(GUESS_S, self._refuse, Reason.BAD_USER_OR_PASSWORD)
            return
        if not asked.client_id and asked.version == codec.V311 and not asked.clean:
            self._refuse(Reason.BAD_CLIENT_ID)
            return
        chosen = "" if asked.client_id else f"ecopark-{secrets.token_hex(8)}"
        self.client_id = asked.client_id or chosen
        self.device, self.signed = device.id, device
        self.keep_alive_s = float(asked.keep_alive_s)
        self._door.enter(self)
        self._answers.append(codec.connack(self.version, Reason.SUCCESS, largest=LARGEST_PACKET, client_id=chosen))

    def _refuse(self, reason: Reason) -> None:
        self._answers.append(codec.connack(self.version, reason, largest=LARGEST_PACKET))
        self.close(reason)

    def _subscribe(self, packet_id: int, filters: list[tuple[str, int]]) -> None:
        codes = []
        for name, _ in filters:
            allowed = may_subscribe(name, self._door.park, self.device)
            if allowed:
                self.subscribed.add(name)
            refused = Reason.NOT_AUTHORIZED if self.version == codec.V5 else Reason.UNSPECIFIED
            codes.append(0 if allowed else refused)
        self._answers.append(codec.suback(self.version, packet_id, codes))
