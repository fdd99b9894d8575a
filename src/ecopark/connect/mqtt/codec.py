"""Packets of MQTT 3.1.1 and 5, read and written; no I/O. Sections in brackets are those of the MQTT 5.0 standard (OASIS).

Only what a receiver of readings needs: no topic aliases (their maximum is not announced, so it is 0 [3.2.2.3.8]), no
retained messages, no will; all are read over.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.core.errors import InputError

V311, V5 = 4, 5
BRIDGE = 0x80  # a Mosquitto that connects as a bridge says so in this bit of the protocol level
RECEIVE_MAXIMUM = 65_535


class Kind(IntEnum):
    """Packet types [2.1.2]."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Reason(IntEnum):
    """Reason codes of MQTT 5 [2.4] that this receiver uses."""

    SUCCESS = 0x00
    UNSPECIFIED = 0x80
    MALFORMED = 0x81
    PROTOCOL_ERROR = 0x82
    UNSUPPORTED_VERSION = 0x84
    BAD_CLIENT_ID = 0x85
    BAD_USER_OR_PASSWORD = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_UNAVAILABLE = 0x88
    SERVER_SHUTTING_DOWN = 0x8B
    BAD_AUTHENTICATION_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    SESSION_TAKEN_OVER = 0x8E
    PACKET_TOO_LARGE = 0x95
    PAYLOAD_INVALID = 0x99


# Return codes of CONNACK in 3.1.1 (section 3.2.2.3 there).
_CONNACK_311 = {
    Reason.SUCCESS: 0,
    Reason.UNSUPPORTED_VERSION: 1,
    Reason.BAD_CLIENT_ID: 2,
    Reason.SERVER_UNAVAILABLE: 3,
    Reason.BAD_USER_OR_PASSWORD: 4,
}


class ProtocolFault(InputError):
    """A packet that the standard does not allow: the connection is closed with ``reason``."""

    def __init__(self, reason: Reason, what: str) -> None:
        super().__init__("connect.mqtt.protocol", what=what)
        self.reason = reason


class Frame(NamedTuple):
    """A packet in a buffer: first byte, and where its body lies."""

    first: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Connect:
    version: int
    client_id: str
    clean: bool
    keep_alive_s: int
    user: str | None
    password: bytes | None


class Publish(NamedTuple):
    """A message; ``packet_id`` is 0 for QoS 0."""

    topic: bytes
    payload: bytes
    qos: int
    packet_id: int
    repeated: bool


def frames(buffer: bytes, largest: int) -> tuple[list[Frame], int]:
    """Split a buffer into whole packets, and say how many of its bytes they take.

    Raises
    ------
    ProtocolFault
        PACKET_TOO_LARGE for a packet of more than ``largest`` bytes, as soon as its header is there; MALFORMED.
    """
    found: list[Frame] = []
    at, size = 0, len(buffer)
    while size - at >= 2:
        first, length, head = buffer[at], buffer[at + 1], at + 2
        if length >= 0x80:
            length &= 0x7F
            shift = 7
            while True:
                if head == size:
                    return found, at
                byte = buffer[head]
                head += 1
                length |= (byte & 0x7F) << shift
                if byte < 0x80:
                    break
                shift += 7
                if shift > 21:
                    raise ProtocolFault(Reason.MALFORMED, "length of more than four bytes")
        if length > largest:
            raise ProtocolFault(Reason.PACKET_TOO_LARGE, f"packet of {length} bytes, {largest} are allowed")
        if head + length > size:
            break
        at = head + length
        found.append(Frame(first, head, at))
    return found, at


class _Body:
    """Reads fields one after the other; running over the end is a malformed packet."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def take(self, count: int) -> bytes:
        before, self._at = self._at, self._at + count
        if self._at > len(self._body):
            raise ProtocolFault(Reason.MALFORMED, "packet ends within a field")
        return self._body[before : self._at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def binary(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        return _text(self.binary())

    def properties(self) -> None:
        """Read over the properties: none of them changes what a receiver of readings does."""
        length, shift = 0, 0
        while True:
            byte = self.byte()
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 21:
                raise ProtocolFault(Reason.MALFORMED, "length of more than four bytes")
        self.take(length)

    @property
    def rest(self) -> bytes:
        return self._body[self._at :]

    @property
    def over(self) -> bool:
        return self._at == len(self._body)


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise ProtocolFault(Reason.MALFORMED, "text that is not UTF-8") from error
    if "\0" in text:
        raise ProtocolFault(Reason.MALFORMED, "text with a null character")
    return text


def read_connect(first: int, packet: bytes) -> Connect:
    """[3.1]; the will is read over."""
    body = _Body(packet)
    if first & 0x0F or body.text() != "MQTT":
        raise ProtocolFault(Reason.UNSUPPORTED_VERSION, "no CONNECT of MQTT 3.1.1 or 5")
    version, flags = body.byte() & ~BRIDGE, body.byte()
    if version not in (V311, V5):
        raise ProtocolFault(Reason.UNSUPPORTED_VERSION, f"protocol level {version}; 4 (3.1.1) and 5 are understood")
    if flags & 0x01 or (flags & 0x18) == 0x18 or (not flags & 0x04 and flags & 0x38):
        raise ProtocolFault(Reason.MALFORMED, f"connect flags {flags:#04x}")
    keep_alive_s = body.number()
    if version == V5:
        body.properties()
    client_id = body.text()
    if flags & 0x04:
        if version == V5:
            body.properties()
        body.text()
        body.binary()
    user = body.text() if flags & 0x80 else None
    password = body.binary() if flags & 0x40 else None
    if not body.over:
        raise ProtocolFault(Reason.MALFORMED, "bytes after the end of CONNECT")
    return Connect(version, client_id, bool(flags & 0x02), keep_alive_s, user, password)


def read_publish(buffer: bytes, frame: Frame, version: int) -> Publish:
    """[3.3]. The topic stays bytes; it must not be empty nor hold a wildcard, which the topic rules see to."""
    first, at, end = frame
    qos = first >> 1 & 3
    topic_start = at + 2
    at = topic_start + (buffer[at] << 8 | buffer[at + 1]) if end - at >= 2 else end + 1
    packet_id = 0
    topic_end = at
    if qos:
        at += 2
        if at <= end:
            packet_id = buffer[at - 2] << 8 | buffer[at - 1]
        if packet_id == 0:
            raise ProtocolFault(Reason.MALFORMED, "PUBLISH without packet identifier")
    if at > end or qos == 3:
        raise ProtocolFault(Reason.MALFORMED, "PUBLISH ends within a field or states QoS 3")
    topic = buffer[topic_start:topic_end]
    if version == V5:
        if at < end and buffer[at] == 0:  # the usual case: no properties
            at += 1
        else:
            body = _Body(buffer[at:end])
            body.properties()
            return Publish(topic, body.rest, qos, packet_id, bool(first & 8))
    return Publish(topic, buffer[at:end], qos, packet_id, bool(first & 8))


def read_packet_id(packet: bytes) -> int:
    """Of PUBACK, PUBREC, PUBREL, PUBCOMP."""
    return _Body(packet).number()


def read_subscribe(packet: bytes, version: int, *, with_options: bool = True) -> tuple[int, list[tuple[str, int]]]:
    """Packet identifier and (topic filter, wanted QoS) of SUBSCRIBE [3.8], or of UNSUBSCRIBE [3.10] without options."""
    body = _Body(packet)
    packet_id = body.number()
    if version == V5:
        body.properties()
    filters = []
    while not body.over:
        name = body.text()
        filters.append((name, body.byte() & 3 if with_options else 0))
    if packet_id == 0 or not filters:
        raise ProtocolFault(Reason.PROTOCOL_ERROR, "SUBSCRIBE without packet identifier or topic filter")
    return packet_id, filters


def packet(first: int, body: bytes) -> bytes:
    """A packet with its length in front [2.1.4]."""
    length, size = b"", len(body)
    while True:
        size, low = divmod(size, 128)
        length += bytes((low | (0x80 if size else 0),))
        if not size:
            return bytes((first,)) + length + body


def connack(version: int, reason: Reason, *, largest: int, client_id: str = "") -> bytes:
    """[3.2]: no session is ever present; ``client_id`` only where the server chose it."""
    if version != V5:
        return bytes((Kind.CONNACK << 4, 2, 0, _CONNACK_311.get(reason, 5)))
    said = b"\x21" + struct.pack(">H", RECEIVE_MAXIMUM) + b"\x27" + struct.pack(">I", largest)
    said += b"\x28\0\x29\0\x2a\0"  # no wildcard, no subscription identifiers, no shared subscriptions
    if client_id:
        said += b"\x12" + struct.pack(">H", len(client_id)) + client_id.encode()
    properties = b"\0" if reason else packet(0, said)[1:]
    return packet(Kind.CONNACK << 4, bytes((0, reason)) + properties)


def acknowledgement(kind: Kind, packet_id: int, version: int, reason: Reason = Reason.SUCCESS) -> bytes:
    """PUBACK, PUBREC or PUBCOMP; the short form means success in both versions [3.4.2.1], 3.1.1 knows no other."""
    if reason is Reason.SUCCESS or version != V5:
        return bytes((kind << 4, 2, packet_id >> 8, packet_id & 0xFF))
    return bytes((kind << 4, 3, packet_id >> 8, packet_id & 0xFF, reason))


def suback(version: int, packet_id: int, codes: Sequence[int]) -> bytes:
    properties = b"\0" if version == V5 else b""
    return packet(Kind.SUBACK << 4, struct.pack(">H", packet_id) + properties + bytes(codes))


def unsuback(version: int, packet_id: int, count: int) -> bytes:
    body = struct.pack(">H", packet_id) + (b"\0" + bytes(count) if version == V5 else b"")
    return packet(Kind.UNSUBACK << 4, body)


def message(version: int, topic: str, payload: bytes) -> bytes:
    """A PUBLISH of QoS 0 to a subscriber."""
    raw = topic.encode()
    return packet(Kind.PUBLISH << 4, struct.pack(">H", len(raw)) + raw + (b"\0" if version == V5 else b"") + payload)


def disconnect(version: int, reason: Reason) -> bytes:
    """[3.14]; in 3.1.1 a server has no word for it and only closes."""
    return bytes((Kind.DISCONNECT << 4, 2, reason, 0)) if version == V5 else b""


PINGRESP = bytes((Kind.PINGRESP << 4, 0))
