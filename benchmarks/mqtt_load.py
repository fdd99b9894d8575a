"""The load of ``mqtt.py`` as a program of its own: raw sockets, packets made beforehand, a window of unacknowledged messages.

It imports nothing but NumPy, so that it can run in any environment; prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import struct
import time
from datetime import UTC, datetime, timedelta

import numpy as np

CONNACK_BYTES = 4
PUBACK_BYTES = 4
START = datetime(2025, 1, 1, tzinfo=UTC)


def text(word: str) -> bytes:
    raw = word.encode()
    return struct.pack(">H", len(raw)) + raw


def packet(first: int, body: bytes) -> bytes:
    length, size = b"", len(body)
    while True:
        size, low = divmod(size, 128)
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return bytes([first]) + length + body


def connect(client: str, user: str, password: str) -> bytes:
    flags = 0x02 | (0xC0 if user else 0)
    body = text("MQTT") + bytes([4, flags]) + struct.pack(">H", 600) + text(client)
    return packet(0x10, body + (text(user) + text(password) if user else b""))


def single(i: int) -> bytes:
    """One reading with its time; every one differs, so that nothing is dropped as already known."""
    moment = START + timedelta(milliseconds=250 * i)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    return f'{{"value":{100 + i % 900}.5,"time":"{stamp}"}}'.encode()


def compact(i: int, size: int, name: str) -> bytes:
    """A batch in the compact format of ``docs/howto/mqtt.md``."""
    base = int(START.timestamp() * 1000) + 250 * size * i
    raw = name.encode()
    head = struct.pack("<2sBBHIq", b"EB", 1, 0, 1, size, base) + bytes([len(raw)]) + raw + b"\0"
    offsets = np.arange(0, 250 * size, 250, np.int32)
    return head + (100 + (i + np.arange(size)) % 900 + 0.5).astype("<f8").tobytes() + offsets.tobytes()


def columns(i: int, size: int, name: str) -> bytes:
    times = [(START + timedelta(milliseconds=250 * (size * i + k))).isoformat() for k in range(size)]
    return json.dumps({"datastream": name, "time": times, "value": [100.5 + (i + k) % 900 for k in range(size)]}).encode()


class Sender:
    """One connection: everything it will send in one buffer, and where each message ends."""

    def __init__(self, address: tuple[str, int], client: str, user: str, password: str) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(connect(client, user, password))
        said = b""
        while len(said) < CONNACK_BYTES:
            said += self.socket.recv(CONNACK_BYTES - len(said))
        if said[3]:
            raise SystemExit(f"connection refused: {said!r}")
        self.sent = self.acknowledged = self._bytes = 0

    def prepare(self, topic: str, payloads: list[bytes]) -> None:
        head = text(topic)
        packets = [packet(0x32, head + struct.pack(">H", i % 65535 + 1) + p) for i, p in enumerate(payloads)]
        self.buffer = memoryview(b"".join(packets))
        self.ends = np.cumsum([0, *(len(p) for p in packets)])
        self.count = len(packets)

    def send(self, window: int) -> None:
        """Send what the window allows; the socket blocks where the other side does not read."""
        until = min(self.count, self.acknowledged + window)
        if until > self.sent:
            self.socket.sendall(self.buffer[self.ends[self.sent] : self.ends[until]])
            self.sent = until

    def receive(self) -> None:
        said = self.socket.recv(1 << 18)
        if not said:
            raise SystemExit("connection closed by the broker")
        self._bytes += len(said)
        self.acknowledged = self._bytes // PUBACK_BYTES


def run(senders: list[Sender], window: int, seconds: float) -> tuple[int, float]:
    """Messages acknowledged and seconds; ends early if ``seconds`` are over."""
    selector = selectors.DefaultSelector()
    for sender in senders:
        selector.register(sender.socket, selectors.EVENT_READ, sender)
    began = time.perf_counter()
    for sender in senders:
        sender.send(window)
    while any(s.acknowledged < s.count for s in senders) and time.perf_counter() - began < seconds:
        for key, _ in selector.select(1.0):
            key.data.receive()
            key.data.send(window)
    return sum(s.acknowledged for s in senders), time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--park", default="bench")
    parser.add_argument("--passwords", default="", help="JSON: device -> password; empty: anonymous")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--format", choices=("compact", "columns"), default="compact")
    parser.add_argument("--window", type=int, default=1000, help="unacknowledged messages of all connections together")
    parser.add_argument("--seconds", type=float, default=120.0)
    asked = parser.parse_args()
    passwords = json.loads(asked.passwords) if asked.passwords else {}
    each = asked.messages // asked.connections
    senders = []
    for k in range(asked.connections):
        device = f"d{k}"
        sender = Sender((asked.host, asked.port), device, device if passwords else "", passwords.get(device, ""))
        if asked.batch == 1:
            topic, payloads = f"s{k}", [single(i) for i in range(each)]
        else:
            make = compact if asked.format == "compact" else columns
            topic, payloads = "batch", [make(i, asked.batch, f"s{k}") for i in range(each)]
        sender.prepare(f"ecopark/{asked.park}/{device}/{topic}", payloads)
        senders.append(sender)
    cpu = time.process_time()
    messages, seconds = run(senders, max(1, asked.window // asked.connections), asked.seconds)
    cpu = time.process_time() - cpu
    print(json.dumps({"messages": messages, "readings": messages * asked.batch, "seconds": seconds, "cpu_s": cpu}))


if __name__ == "__main__":
    main()
