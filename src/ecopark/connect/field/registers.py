"""Modbus registers: few requests for many points, and numbers from words. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecopark.connect.field.map import BIT_TABLES, Register, Table

MOST_REGISTERS = 125  # of one request, by the Modbus specification (function codes 3 and 4)
MOST_BITS = 2000  # function codes 1 and 2
BRIDGE = 8  # so many registers that nobody wants are read along rather than asking twice
_FORMATS = {
    "int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "int64": ">q", "uint64": ">Q",
    "float32": ">f", "float64": ">d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One request: ``count`` registers (or bits) of a table from ``address``, holding ``points``."""

    table: Table
    address: int
    count: int
    points: tuple[Register, ...]


def blocks(points: Iterable[Register], *, bridge: int = BRIDGE) -> list[Block]:
    """Requests that read all points, neighbours together; each within the protocol's largest size."""
    by_table: dict[Table, list[Register]] = {}
    for point in points:
        by_table.setdefault(point.table, []).append(point)
    return [block for table, wanted in by_table.items() for block in _of_table(table, wanted, bridge)]


def _of_table(table: Table, wanted: Sequence[Register], bridge: int) -> list[Block]:
    most = MOST_BITS if table in BIT_TABLES else MOST_REGISTERS
    made: list[Block] = []
    for point in sorted(wanted, key=lambda p: (p.address, p.words)):
        end = point.address + point.words
        if made:
            last = made[-1]
            reach = max(end, last.address + last.count)
            if point.address <= last.address + last.count + bridge and reach - last.address <= most:
                made[-1] = Block(table, last.address, reach - last.address, (*last.points, point))
                continue
        made.append(Block(table, point.address, point.words, (point,)))
    return made


def split(block: Block) -> list[Block]:
    """The block's points without anything between them; a block without gaps falls into its points.

    For a device that refuses a request because of one register in it: the others are still read.
    """
    parts = blocks(block.points, bridge=0)
    if len(parts) > 1:
        return parts
    return [Block(block.table, p.address, p.words, (p,)) for p in block.points]


def number(register: Register, answer: Sequence[int] | Sequence[bool], address: int) -> int | float:
    """The number that stands in a block's answer, before the scale.

    ``answer``: registers as uint16, or bits, from ``address``.
    """
    start = register.address - address
    words = answer[start : start + register.words]
    if len(words) != register.words:
        raise ValueError(f"answer of {len(answer)} is too short for {register.kind} at {register.address}")
    if register.kind == "bit":
        return int(bool(words[0]))
    ordered = reversed(words) if register.word_order == "little" else words
    content = b"".join(int(word).to_bytes(2, register.byte_order) for word in ordered)
    found: int | float = struct.unpack(_FORMATS[register.kind], content)[0]
    return found


def words_of(register: Register, value: float) -> list[int]:
    """The registers of a number: the inverse of `number`, for simulators and tests."""
    if register.kind == "bit":
        return [int(bool(value))]
    content = struct.pack(_FORMATS[register.kind], value if register.kind.startswith("float") else int(value))
    words = [int.from_bytes(content[i : i + 2], register.byte_order) for i in range(0, len(content), 2)]
    return words[::-1] if register.word_order == "little" else words
