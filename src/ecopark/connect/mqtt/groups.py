"""Groups of messages on their way to the intake: what is acknowledged to whom once a group is durable."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import orjson

from ecopark.connect.live.intake import Intake
from ecopark.connect.live.wire import WireFault, WireRows
from ecopark.connect.mqtt.codec import Reason
from ecopark.connect.mqtt.compact import Name
from ecopark.connect.mqtt.gathered import Gathered
from ecopark.connect.mqtt.payloads import read_payload
from ecopark.connect.mqtt.sparkplug import Told
from ecopark.connect.mqtt.topics import Topic, Use, forbidden
from ecopark.core.errors import InputError
from ecopark.core.messages import Message

DOOR = "mqtt"
_TABLES = 10_000  # tables of names that are remembered
_FRAGMENT = 200
_NOTHING = WireRows((), np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.float64))


class Arrived(NamedTuple):
    """A message that waits to be stored.

    ``arrived_us``: microseconds since 1970, UTC; no two messages have the same. ``told``: what a message of Sparkplug B
    says; its meaning hangs on those before it, so it was read when it came.
    """

    topic: Topic
    payload: bytes
    arrived_us: int
    told: Told | None = None


class Stored(NamedTuple):
    """A group that is durable: the answer to each message, and what the devices are told of refusals."""

    reasons: dict[int, Reason]  # place in the group -> why it was refused; the others were taken
    faults: tuple[WireFault, ...]


class Groups:
    """Decodes groups and hands them to the intake; called by one thread at a time."""

    def __init__(self, intake: Intake, park: str) -> None:
        self._intake = intake
        self._park = park
        self._tables: dict[bytes, tuple[Name, ...]] = {}

    def store(self, group: Sequence[Arrived]) -> Stored:
        """Decode a group and take it; once this returns, every message of it may be acknowledged.

        Two messages of a group that say different values for the same moment are a correction: they are taken one
        after the other, so that the later one becomes a revision. What could not be decoded is kept device by device:
        nobody finds another's messages in quarantine.

        Raises
        ------
        StateError
            As the intake. What was taken before stays taken, and is dropped as known when the group is tried again.
        """
        part = self._decode(group)
        if len(group) > 1 and _contradicts(part.rows):
            middle = len(group) // 2
            first, second = self.store(group[:middle]), self.store(group[middle:])
            later = {middle + place: reason for place, reason in second.reasons.items()}
            return Stored(first.reasons | later, first.faults + second.faults)
        told: tuple[WireFault, ...] = ()
        if len(part.rows):
            good = Counter(arrived.topic.device for place, arrived in enumerate(group) if place not in part.faults)
            told = self._intake.take(part.rows, door=DOOR, messages=good).faults
        of_device: dict[str, list[int]] = {}
        for place in part.faults:
            of_device.setdefault(group[place].topic.device, []).append(place)
        for device, places in of_device.items():
            faults, raw = [part.faults[place] for place in places], _raw([group[place] for place in places])
            told += self._intake.take(_NOTHING, door=DOOR, raw=raw, faults=faults, messages={device: len(places)}).faults
        return Stored(part.reasons, told)

    def _decode(self, group: Sequence[Arrived]) -> _Part:
        if len(self._tables) > _TABLES:
            self._tables.clear()
        into = Gathered(self._tables)
        reasons: dict[int, Reason] = {}
        faults: dict[int, WireFault] = {}
        for place, (topic, payload, arrived_us, told) in enumerate(group):
            if topic.use is Use.FORBIDDEN:
                reasons[place] = Reason.NOT_AUTHORIZED
                faults[place] = _fault(topic, "", forbidden(topic, self._park), payload)
                continue
            if told is not None:
                problem = told.gap
                if told.error is not None:
                    reasons[place] = Reason.PAYLOAD_INVALID
                    problem = Message(told.error.code, told.error.params)
                if problem is not None:
                    faults[place] = _fault(topic, "", problem, payload)
                for row in told.rows:
                    into.row(row)
                continue
            try:
                read_payload(payload, topic.device, topic.name, arrived_us, into)
            except InputError as error:
                reasons[place] = Reason.PAYLOAD_INVALID
                faults[place] = _fault(topic, error.where, Message(error.code, error.params), payload)
        return _Part(into.rows(), reasons, faults)


class _Part(NamedTuple):
    rows: WireRows
    reasons: dict[int, Reason]
    faults: dict[int, WireFault]


def _contradicts(rows: WireRows) -> bool:
    """Whether a series has two different values for one moment."""
    if len(rows) < 2:
        return False
    first = int(rows.time_us.min())
    bits = (int(rows.time_us.max()) - first).bit_length()
    if int(rows.code.max()).bit_length() + bits <= 62:  # one number per row: sorting those is quick
        keys = (rows.code.astype(np.int64) << bits) | (rows.time_us - first)
        if (keys[1:] > keys[:-1]).all():
            return False
        keys.sort()
        if (keys[1:] != keys[:-1]).all():
            return False
    order = np.lexsort((rows.time_us, rows.code))
    code, time_us, value = rows.code[order], rows.time_us[order], rows.value[order].view(np.int64)
    same = (code[1:] == code[:-1]) & (time_us[1:] == time_us[:-1])
    return bool((same & (value[1:] != value[:-1])).any())


def _fault(topic: Topic, where: str, message: Message, payload: bytes) -> WireFault:
    shown = payload[:_FRAGMENT].decode("utf-8", "backslashreplace")[:_FRAGMENT]
    return WireFault(topic.device, f"{topic.text[:200]}#{where}" if where else topic.text[:200], message, shown)


def _raw(messages: Sequence[Arrived]) -> bytes:
    """Refused messages as they came, one JSON object per line."""
    lines = []
    for topic, payload, arrived_us, _ in messages:
        said: dict[str, object] = {"device": topic.device, "topic": topic.text, "arrived_us": arrived_us}
        try:
            said["payload"] = payload.decode()
        except UnicodeDecodeError:
            said["payload_base64"] = base64.b64encode(payload).decode()
        lines.append(orjson.dumps(said))
    return b"\n".join(lines)
