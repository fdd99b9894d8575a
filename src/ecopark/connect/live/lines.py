"""InfluxDB line protocol: bytes become ``WireRows``. Telegraf, Node-RED and many gateways speak it.

**Names.** Every number of a line is one reading. The name of its series is, in this order:

1. with a tag ``datastream=NAME``: ``NAME`` if the line has one field or the field is called ``value``, else ``NAME.field``;
   a tag ``unit=…`` beside it is the unit as sent; other tags do not count;
2. else ``measurement,tag=…,tag=… `` (tags sorted) if the field is called ``value``, else the same with ``.field`` behind it.

The device's ``names`` turn such a name into a datastream. Booleans are 1 and 0, texts are refused. A line without a time is
of the moment when it came. Times are kept in microseconds (rounded down).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

import ecopark.connect.live.lines_messages  # noqa: F401  texts
from ecopark.connect.live.lines_exact import Key, Line, Unreadable, logical_end, read_line, shown
from ecopark.connect.live.lines_fast import Columns, read_columns
from ecopark.connect.live.wire import Ints, Series, WireFault, WireRows
from ecopark.core.errors import InputError
from ecopark.core.messages import Message

PRECISIONS: Mapping[str, int] = {
    "": 1,
    "n": 1,
    "ns": 1,
    "u": 1_000,
    "us": 1_000,
    "µ": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_BLOCK = 1 << 20  # bytes read at once: what fits into the cache
_LARGEST_NS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ReadLines:
    """``rows`` in the order of the lines, ``faults`` too; ``lines`` that were there, comments and empty ones included."""

    rows: WireRows
    faults: tuple[WireFault, ...]
    lines: int


@dataclass(slots=True)
class _Part:
    """Columns of a block, as they are put together."""

    line: Ints
    code: Ints
    time_us: Ints
    value: np.ndarray[tuple[int], np.dtype[np.float64]]


def read_lines(body: bytes, *, device: str, precision: str = "ns", now_us: int) -> ReadLines:
    """Read a body.

    Parameters
    ----------
    device
        Id of the device that sends, for ``Series`` and ``WireFault``.
    precision
        Unit of the times: n, ns, u, us, ms, s, m, h.
    now_us
        When it came, in microseconds since 1970 UTC: the time of lines that state none.

    Raises
    ------
    InputError
        ``connect.lines.precision``.
    """
    if precision not in PRECISIONS:
        known = ", ".join(name for name in PRECISIONS if name)
        raise InputError("connect.lines.precision", where="precision", value=shown(precision), known=known)
    reader = _Reader(device, PRECISIONS[precision], now_us)
    for block in _blocks(body):
        reader.add(block)
    return reader.read()


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """The content without its gzip; ``InputError`` connect.lines.gzip, connect.lines.unpacked_too_large."""
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        return body
    try:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        plain = unpacking.decompress(body, limit + 1)
        while unpacking.eof and unpacking.unused_data and len(plain) <= limit:  # a body may be several members
            rest = unpacking.unused_data
            unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            plain += unpacking.decompress(rest, limit + 1 - len(plain))
    except zlib.error as error:
        raise InputError("connect.lines.gzip", where="Content-Encoding", reason=str(error)) from error
    if len(plain) > limit:
        raise InputError("connect.lines.unpacked_too_large", where="body", limit=limit)
    if not unpacking.eof:
        raise InputError("connect.lines.gzip", where="Content-Encoding", reason="it ends too early")
    return plain


class _Reader:
    """Puts the blocks of a body together; series are numbered as they come."""

    def __init__(self, device: str, unit_ns: int, now_us: int) -> None:
        self._device, self._unit_ns, self._now_us = device, unit_ns, now_us
        self._codes: dict[Series, int] = {}
        self._parts: list[_Part] = []
        self._faults: list[WireFault] = []
        self._lines = 0

    def add(self, block: bytes) -> None:
        if not block.endswith(b"\n"):
            block += b"\n"
        read = read_columns(block)
        fast, outside = self._columns(read)
        if len(read.others) or len(outside):
            others = np.union1d(read.others, outside)
            fast = _in_order(fast, self._one_by_one(block, read.starts, others.tolist()))
        self._parts.append(fast)
        self._lines += len(read.starts)

    def read(self) -> ReadLines:
        parts = self._parts
        empty = np.empty(0, np.int64)
        rows = WireRows(
            series=list(self._codes),
            code=np.concatenate([p.code for p in parts] or [empty]).astype(np.int32),
            time_us=np.concatenate([p.time_us for p in parts] or [empty]),
            value=np.concatenate([p.value for p in parts] or [empty.astype(np.float64)]),
            row=np.concatenate([p.line for p in parts] or [empty]),
        )
        return ReadLines(rows, tuple(self._faults), self._lines)

    def _columns(self, read: Columns) -> tuple[_Part, Ints]:
        """The rows of well-formed lines, and the lines whose time cannot be."""
        most = _LARGEST_NS // self._unit_ns
        outside = (read.time > most) | (read.time < -most)
        width = 2 * len(read.names)
        both = read.key.astype(np.int64) * width + read.name * 2 + read.alone
        codes = self._codes_of(read, both, width)
        part = _Part(read.line + self._lines + 1, codes, self._microseconds(read.time), read.value)
        if outside.any():
            good = ~outside
            part = _Part(part.line[good], part.code[good], part.time_us[good], part.value[good])
        return part, np.unique(read.line[outside])

    def _codes_of(self, read: Columns, both: Ints, width: int) -> Ints:
        room = len(read.keys) * width
        if room > 8 * len(both) + 1024:
            used, places = np.unique(both, return_inverse=True)
        else:
            used, places = np.flatnonzero(np.bincount(both, minlength=room)), both
        known = np.empty(len(used), np.int64)
        for i, one in enumerate(used.tolist()):
            key, rest = divmod(one, width)
            known[i] = self._code(read.keys[key], read.names[rest >> 1], bool(rest & 1))
        if places is not both:
            return known[places]
        table = np.zeros(room, np.int64)
        table[used] = known
        return table[both]

    def _code(self, key: Key, field: str, alone: bool) -> int:
        return self._codes.setdefault(series_of(self._device, key, field, alone), len(self._codes))

    def _microseconds(self, written: Ints) -> Ints:
        return written // 1_000 if self._unit_ns == 1 else written * (self._unit_ns // 1_000)

    def _one_by_one(self, block: bytes, starts: Ints, lines: list[int]) -> _Part:
        numbers: list[tuple[int, int, int, float]] = []
        past = 0
        for line in lines:
            start = int(starts[line])
            if start < past:
                continue  # within a quoted text that began further up
            past = logical_end(block, start) + 1
            number = self._lines + line + 1
            raw = block[start : past - 1]
            try:
                read = read_line(raw)
                if read is not None:
                    numbers += self._numbers(read, number)
                    self._faults += [self._fault(number, message, raw) for message in read.faults]
            except Unreadable as unreadable:
                self._faults.append(self._fault(number, unreadable.message, raw))
        columns = list(zip(*numbers, strict=True)) or [()] * 4
        line_, code, time_us = (np.array(column, np.int64) for column in columns[:3])
        return _Part(line_, code, time_us, np.array(columns[3], np.float64))

    def _numbers(self, read: Line, number: int) -> list[tuple[int, int, int, float]]:
        if read.time is None:
            time_us = self._now_us
        elif abs(read.time) > _LARGEST_NS // self._unit_ns:
            raise Unreadable("time_range", value=str(read.time))
        else:
            time_us = read.time * self._unit_ns // 1_000
        alone = read.fields_written == 1
        return [(number, self._code(read.key, field, alone), time_us, value) for field, value in read.fields]

    def _fault(self, number: int, message: Message, raw: bytes) -> WireFault:
        return WireFault(self._device, f"line {number}", message, shown(raw.decode("utf-8", "replace")))


@lru_cache(maxsize=100_000)
def series_of(device: str, key: Key, field: str, alone: bool) -> Series:
    """The series of a field, by the rule at the head of this module; ``alone``: it is the only field of its line."""
    tags = dict(key.tags)
    direct = tags.get("datastream")
    if direct is not None:
        return Series(device, direct if alone or field == "value" else f"{direct}.{field}", tags.get("unit"))
    name = ",".join([key.measurement, *(f"{tag}={value}" for tag, value in key.tags)])
    return Series(device, name if field == "value" else f"{name}.{field}")


def _in_order(one: _Part, other: _Part) -> _Part:
    line = np.concatenate([one.line, other.line])
    order = np.argsort(line, kind="stable")
    code = np.concatenate([one.code, other.code])[order]
    time_us, value = np.concatenate([one.time_us, other.time_us]), np.concatenate([one.value, other.value])
    return _Part(line[order], code, time_us[order], value[order])


def _blocks(body: bytes) -> Iterator[bytes]:
    """Pieces of whole lines; a body with quotes is one piece, since quoted text may hold line feeds."""
    if b'"' in body:
        yield body
        return
    at = 0
    while at < len(body):
        end = body.rfind(b"\n", at, at + _BLOCK) + 1
        if end <= 0:
            end = body.find(b"\n", at + _BLOCK) + 1
        end = end or len(body)
        if len(body) - at <= _BLOCK:
            end = len(body)
        yield body[at:end]
        at = end
