"""The declared map of field devices (YAML): which register or node is which datastream. Strict, with line and remedy.

It is read on an edge box, which knows nothing of the park: names and units are judged by the park's intake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import ecopark.connect.field.messages
import ecopark.connect.messages  # noqa: F401  texts
from ecopark.connect.yaml_tree import build, read_yaml
from ecopark.core.errors import InputError

Table = Literal["holding", "input", "coil", "discrete"]
NumberType = Literal["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "bit"]
Order = Literal["big", "little"]
Meaning = Literal["missing", "fault", "calibrating", "below_detection"]

WORDS: Mapping[str, int] = {
    "int16": 1, "uint16": 1, "int32": 2, "uint32": 2, "float32": 2, "int64": 4, "uint64": 4, "float64": 4, "bit": 1,
}  # fmt: skip
BIT_TABLES = ("coil", "discrete")
LARGEST_ADDRESS = 0xFFFF


@dataclass(frozen=True, slots=True)
class Register:
    """One point of a Modbus device.

    Attributes
    ----------
    datastream
        The name under which it is sent: a datastream's id, or a name that the device's record translates.
    address
        As in the request, from 0. A manual that says 40001 for the first holding register means 0.
    type
        How the registers are read; empty: uint16, or bit for coils and discrete inputs.
    word_order, byte_order
        Of the registers of one value, and of the two bytes of a register. Modbus says big; many devices swap the words.
    scale, offset
        value = number as read x scale + offset, in ``unit``.
    unit
        As the device gives it; empty: the datastream's own.
    sentinels
        Number as read (before the scale; 0x… is taken) -> what it means instead of a value.
    """

    datastream: str
    address: int
    table: Table = "holding"
    type: NumberType | None = None
    word_order: Order = "big"
    byte_order: Order = "big"
    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    sentinels: Mapping[str, Meaning] = field(default_factory=dict)
    where: str = ""

    @property
    def kind(self) -> NumberType:
        return self.type or ("bit" if self.table in BIT_TABLES else "uint16")

    @property
    def words(self) -> int:
        """Registers (or bits) that the value takes."""
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class ModbusDevice:
    """A Modbus TCP device or a unit behind a gateway. ``every_s``: polled at whole multiples of it by the clock."""

    id: str
    host: str
    points: tuple[Register, ...]
    port: int = 502
    unit_id: int = 1
    every_s: float = 60.0
    timeout_s: float = 3.0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One variable of an OPC UA server; ``node`` as ``ns=2;s=Flow``. The other words as in `Register`."""

    datastream: str
    node: str
    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    sentinels: Mapping[str, Meaning] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class OpcUaDevice:
    """An OPC UA server.

    ``certificate`` and ``key`` (DER or PEM files, relative to the map) belong to security ``basic256sha256``;
    ``server_certificate`` pins the server's. A password is taken from the environment variable that ``password_env`` names.
    """

    id: str
    endpoint: str
    points: tuple[Node, ...]
    every_s: float = 60.0
    timeout_s: float = 5.0
    security: Literal["none", "basic256sha256"] = "none"
    certificate: str = ""
    key: str = ""
    server_certificate: str = ""
    user: str = ""
    password_env: str = ""
    where: str = ""


Device = ModbusDevice | OpcUaDevice


@dataclass(frozen=True, slots=True)
class FieldMap:
    """All devices of one map."""

    modbus: tuple[ModbusDevice, ...] = ()
    opcua: tuple[OpcUaDevice, ...] = ()
    where: str = ""

    @property
    def devices(self) -> tuple[Device, ...]:
        return (*self.modbus, *self.opcua)


def read_map(path: Path) -> FieldMap:
    """Read and check a map.

    Raises
    ------
    InputError
        ``connect.field.no_map``, ``connect.yaml.*`` or ``connect.field.*`` with file, line and remedy.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("connect.field.no_map", where=str(path), reason=str(error)) from error
    return parse_map(text, path.name)


def parse_map(text: str, file: str) -> FieldMap:
    """`read_map` of a text; ``file`` names it in errors."""
    found = build(FieldMap, read_yaml(text, file))
    _once((d.id, d.where) for d in found.devices)
    if not found.devices:
        raise InputError("connect.field.no_devices", where=file)
    for device in found.devices:
        _check_device(device)
    _once((p.datastream, p.where) for d in found.devices for p in d.points)
    return found


def _check_device(device: Device) -> None:
    if not device.points:
        raise InputError("connect.field.no_points", where=device.where, id=device.id)
    _between(device.every_s, 1, 86_400, "every_s", device.where)
    _between(device.timeout_s, 0.05, device.every_s, "timeout_s", device.where)
    for point in device.points:
        sentinel_values(point.sentinels, point.where)
        if point.scale == 0:
            raise InputError("connect.field.scale_zero", where=point.where, datastream=point.datastream)
    if isinstance(device, ModbusDevice):
        _between(device.port, 1, 65_535, "port", device.where)
        _between(device.unit_id, 0, 255, "unit_id", device.where)
        for register in device.points:
            _check_register(register)
    else:
        if not device.endpoint.startswith("opc.tcp://"):
            raise InputError("connect.field.endpoint", where=device.where, value=device.endpoint)
        if device.security != "none" and not (device.certificate and device.key):
            raise InputError("connect.field.no_certificate", where=device.where, id=device.id)


def _check_register(register: Register) -> None:
    _between(register.address, 0, LARGEST_ADDRESS + 1 - register.words, "address", register.where)
    if (register.kind == "bit") != (register.table in BIT_TABLES):
        raise InputError("connect.field.type_and_table", where=register.where, type=register.kind, table=register.table)


def sentinel_values(sentinels: Mapping[str, Meaning], where: str) -> dict[float, Meaning]:
    """Sentinels by number; ``0x…`` is taken."""
    found: dict[float, Meaning] = {}
    for text, meaning in sentinels.items():
        try:
            number = int(text, 16) if text.lower().startswith("0x") else float(text)
        except ValueError as error:
            raise InputError("connect.field.sentinel", where=where, value=text) from error
        found[float(number)] = meaning
    return found


def _once(things: Iterable[tuple[str, str]] | Iterator[tuple[str, str]]) -> None:
    first: dict[str, str] = {}
    for name, where in things:
        if name in first:
            raise InputError("connect.field.double", where=where, name=name, first=first[name])
        first[name] = where


def _between(value: float, least: float, most: float, name: str, where: str) -> None:
    if not least <= value <= most:
        raise InputError("connect.field.out_of_range", where=where, field=name, value=value, least=least, most=most)
