"""Sparkplug B 3.0 (Eclipse Foundation): births, data, aliases, sequence numbers; read with protobuf, the extra ``mqtt``.

A device publishes as its own edge node: ``spBv1.0/<park>/<type>/<device>[/<sub-device>]``. A series is the metric's name,
with the sub-device's before it (``pump/flow``). Numbers and booleans (1, 0) are readings; texts, sets and templates are
read over.
Field numbers are those of chapter 6.4 of the specification; the message types are made here at run time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.connect.mqtt.gathered import Row
from ecopark.core.errors import EcoparkError, InputError, StateError
from ecopark.core.messages import Message
from ecopark.core.terms import DeviceStatus

ROOT = "spBv1.0"
BIRTHS, DATA, DEATHS = ("NBIRTH", "DBIRTH"), ("NDATA", "DDATA"), ("NDEATH", "DDEATH")
ASK_AGAIN_US = 10_000_000
REBIRTH = "Node Control/Rebirth"
_CONTROL = "Node Control/"
_SEQUENCE = 256
_SIGNED_BITS = {1: 8, 2: 16, 3: 32, 4: 64}  # Int8 to Int64 travel as unsigned
_BOOLEAN = 11
_NAN = float("nan")
_LATEST_MS = 253_402_300_799_999


class Place(NamedTuple):
    """A topic of Sparkplug B; ``sub`` is empty for the edge node itself."""

    kind: str
    node: str
    sub: str


class Told(NamedTuple):
    """What a message says. ``gap``: messages are missing before it; ``rebirth``: the node must send its births again."""

    rows: tuple[Row, ...] = ()
    gap: Message | None = None
    rebirth: bool = False
    error: EcoparkError | None = None


@dataclass(slots=True)
class _Node:
    """An edge node since its last NBIRTH."""

    next_seq: int | None = None
    metrics: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)  # (sub, alias) -> (name, data type)


def place_of(topic: str, park: str) -> Place | None:
    """None: no topic of Sparkplug B for this park."""
    parts = topic.split("/", 4)
    if len(parts) < 4 or parts[:2] != [ROOT, park] or not parts[3]:
        return None
    kind, sub = parts[2], parts[4] if len(parts) == 5 else ""
    known = kind in BIRTHS + DATA + DEATHS
    return Place(kind, parts[3], sub) if known and bool(sub) == kind.startswith("D") else None


def command_topic(park: str, node: str) -> str:
    """Where an edge node listens for commands."""
    return f"{ROOT}/{park}/NCMD/{node}"


def rebirth_command() -> bytes:
    """NCMD that asks for births."""
    said = _payload()()
    said.metrics.add(name=REBIRTH, datatype=_BOOLEAN, boolean_value=True)
    return bytes(said.SerializeToString())


class Sparkplug:
    """What is known of every edge node; messages must be read once each, in the order in which they come."""

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}
        self._asked_us: dict[str, int] = {}  # node -> when it was asked for its births

    def read(self, place: Place, payload: bytes, arrived_us: int) -> Told:
        """Read a message. What cannot be read says so in ``error``; a missing birth asks for one."""
        try:
            told = self._read(place, _parse(payload), arrived_us)
        except (InputError, StateError) as error:
            told = Told(error=error, rebirth=place.kind in DATA)
        if told.rebirth:
            asked_us = self._asked_us.get(place.node)
            if asked_us is not None and arrived_us - asked_us < ASK_AGAIN_US:
                return told._replace(rebirth=False)
            self._asked_us[place.node] = arrived_us
        return told

    def _read(self, place: Place, said: Any, arrived_us: int) -> Told:
        if place.kind == "NDEATH":
            self._nodes.pop(place.node, None)
            return Told()
        if place.kind == "NBIRTH":
            self._nodes[place.node] = _Node()
        node = self._nodes.setdefault(place.node, _Node())
        gap = self._gap(node, said, place)
        if place.kind == "DDEATH":
            node.metrics = {key: known for key, known in node.metrics.items() if key[0] != place.sub}
            return Told(gap=gap, rebirth=gap is not None)
        if place.kind in BIRTHS:
            node.metrics = {key: known for key, known in node.metrics.items() if key[0] != place.sub}
            for metric in said.metrics:
                if metric.HasField("alias") and metric.name:
                    node.metrics[place.sub, metric.alias] = (metric.name, metric.datatype)
        stamp = said.timestamp if said.HasField("timestamp") else None
        rows = []
        for metric in said.metrics:
            name, kind = self._named(node, place, metric)
            row = _row(place, name, kind, metric, stamp, arrived_us)
            if row is not None:
                rows.append(row)
        return Told(tuple(rows), gap, gap is not None)

    @staticmethod
    def _gap(node: _Node, said: Any, place: Place) -> Message | None:
        """Whether messages are missing before this one [6.4.2.3]; only a birth of the node begins to count."""
        if not said.HasField("seq"):
            return None
        expected, node.next_seq = node.next_seq, (said.seq + 1) % _SEQUENCE
        if place.kind == "NBIRTH" or expected in (None, said.seq):
            return None
        return Message("connect.mqtt.sparkplug_gap", {"expected": expected, "seq": said.seq})

    @staticmethod
    def _named(node: _Node, place: Place, metric: Any) -> tuple[str, int]:
        if metric.name:
            return metric.name, metric.datatype
        found = node.metrics.get((place.sub, metric.alias)) if metric.HasField("alias") else None
        if found is None:
            raise InputError("connect.mqtt.sparkplug", reason=f"alias {metric.alias} was not named by a BIRTH")
        return found[0], metric.datatype or found[1]


def _row(place: Place, name: str, kind: int, metric: Any, stamp_ms: int | None, arrived_us: int) -> Row | None:
    """A reading; None for what is none."""
    value = _value(kind, metric)
    if value is None or name == "bdSeq" or name.startswith(_CONTROL):
        return None
    time_ms = metric.timestamp if metric.HasField("timestamp") else stamp_ms
    if time_ms is not None and time_ms > _LATEST_MS:
        raise InputError("connect.mqtt.sparkplug", reason=f"timestamp {time_ms}")
    series = f"{place.sub}/{name}" if place.sub else name
    time_us = arrived_us if time_ms is None else time_ms * 1000
    return Row(place.node, series, None, time_us, value, int(DeviceStatus.NOT_STATED), -1)


def _value(kind: int, metric: Any) -> float | None:
    """The number; NaN for a stated null of a number; None where it is no number."""
    which = metric.WhichOneof("value")
    if metric.is_null:
        return _NAN if which is None and (1 <= kind <= _BOOLEAN) else None
    if which in ("float_value", "double_value"):
        return float(getattr(metric, which))
    if which == "boolean_value":
        return float(metric.boolean_value)
    if which not in ("int_value", "long_value") or not 1 <= kind <= 8:
        return None
    number, bits = int(getattr(metric, which)), _SIGNED_BITS.get(kind)
    return float(number if bits is None else _signed(number, bits, 32 if which == "int_value" else 64))


def _signed(number: int, bits: int, width: int) -> int:
    """A two's complement of ``bits``, with its sign carried on to ``width`` bits or not: senders do both."""
    carried = number - (1 << width) if number >> (width - 1) else number
    if -(1 << (bits - 1)) <= carried < 1 << (bits - 1):
        return carried
    if number >> bits:
        raise InputError("connect.mqtt.sparkplug", reason=f"{number} does not fit Int{bits}")
    return number - (1 << bits)


def _parse(payload: bytes) -> Any:
    from google.protobuf.message import DecodeError

    said = _payload()()
    try:
        said.ParseFromString(payload)
    except DecodeError as error:
        raise InputError("connect.mqtt.sparkplug", reason=str(error)[:200]) from error
    return said


_METRIC = [
    (1, "name", "STRING"),
    (2, "alias", "UINT64"),
    (3, "timestamp", "UINT64"),
    (4, "datatype", "UINT32"),
    (5, "is_historical", "BOOL"),
    (6, "is_transient", "BOOL"),
    (7, "is_null", "BOOL"),
    (10, "int_value", "UINT32"),
    (11, "long_value", "UINT64"),
    (12, "float_value", "FLOAT"),
    (13, "double_value", "DOUBLE"),
    (14, "boolean_value", "BOOL"),
    (15, "string_value", "STRING"),
]
_FIRST_OF_VALUE = 10


@cache
def _payload() -> Any:
    """The message type of a payload.

    Raises
    ------
    StateError
        connect.mqtt.no_protobuf: the extra ``mqtt`` is not installed.
    """
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError as error:
        raise StateError("connect.mqtt.no_protobuf") from error
    file = descriptor_pb2.FileDescriptorProto(name="ecopark/sparkplug_b.proto", package="ecopark.sparkplug", syntax="proto2")
    kinds, optional = descriptor_pb2.FieldDescriptorProto, 1
    metric = file.message_type.add(name="Metric")
    metric.oneof_decl.add(name="value")
    for number, name, kind in _METRIC:
        added = metric.field.add(number=number, name=name, type=getattr(kinds, f"TYPE_{kind}"), label=optional)
        if number >= _FIRST_OF_VALUE:
            added.oneof_index = 0
    payload = file.message_type.add(name="Payload")
    payload.field.add(number=1, name="timestamp", type=kinds.TYPE_UINT64, label=optional)
    payload.field.add(
        number=2, name="metrics", type=kinds.TYPE_MESSAGE, label=kinds.LABEL_REPEATED, type_name=".ecopark.sparkplug.Metric"
    )
    payload.field.add(number=3, name="seq", type=kinds.TYPE_UINT64, label=optional)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("ecopark.sparkplug.Payload"))
