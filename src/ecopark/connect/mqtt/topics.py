"""Topic rules: a device publishes below ``ecopark/<park>/<device>`` or as its own edge node of Sparkplug B, nowhere else."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.connect.mqtt.sparkplug import command_topic, place_of
from ecopark.core.messages import Message

ROOT = "ecopark"
BATCH, TEST, REPLY = "batch", "test", "reply"


class Use(Enum):
    """What a topic is for."""

    READINGS = auto()  # ``name`` is the series, or None where the message names its series itself
    SPARKPLUG = auto()  # an edge node that is the device
    TEST = auto()  # comes back to the device, is not stored
    FORBIDDEN = auto()


class Topic(NamedTuple):
    """A topic as the device that publishes to it may use it; ``text`` is the whole topic."""

    use: Use
    device: str
    name: str | None
    text: str


def own_topic(park: str, device: str) -> str:
    """The topic below which a device may publish."""
    return f"{ROOT}/{park}/{device}"


def judge_topic(text: str, park: str, device: str) -> Topic:
    """What ``device`` may do with a topic. Its own topic and ``…/batch`` take messages that name their series themselves."""
    own = own_topic(park, device)
    if text in (own, f"{own}/{BATCH}"):
        return Topic(Use.READINGS, device, None, text)
    place = place_of(text, park)
    if place is not None and place.node == device:
        return Topic(Use.SPARKPLUG, device, None, text)
    name = text[len(own) + 1 :]
    if not text.startswith(f"{own}/") or not name or name == REPLY:
        return Topic(Use.FORBIDDEN, device, None, text)
    if name == TEST:
        return Topic(Use.TEST, device, None, text)
    return Topic(Use.READINGS, device, name, text)


def device_of(text: str, park: str) -> str | None:
    """The device whose topic this is, for messages that a broker hands on; None: no topic of this park."""
    place = place_of(text, park)
    if place is not None:
        return place.node
    parts = text.split("/", 3)
    return parts[2] if len(parts) >= 3 and parts[:2] == [ROOT, park] and parts[2] else None


def may_subscribe(text: str, park: str, device: str) -> bool:
    """Only the device's own ``test`` and ``reply``, and its commands as an edge node of Sparkplug B."""
    own = own_topic(park, device)
    return text in (f"{own}/{TEST}", f"{own}/{REPLY}", command_topic(park, device))


def forbidden(topic: Topic, park: str) -> Message:
    parameters = {"device": topic.device, "topic": topic.text[:200], "own": own_topic(park, topic.device)}
    return Message("connect.mqtt.topic", parameters)
