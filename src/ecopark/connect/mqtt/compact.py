"""The compact batch: readings of several series in few bytes, in columns. Little-endian.

======================  =====================================================================================
``EB``                  two bytes
version                 uint8, 1
flags                   uint8; bit 0: a status stands with every reading
series                  uint16, s >= 1
readings                uint32, n >= 1
base                    int64, milliseconds since 1970, UTC
per series              uint8 length and UTF-8 bytes of the name; the same of the unit (length 0: the datastream's own)
values                  float64 [n]; NaN: not measured
times                   int32 [n], milliseconds after base
series of each reading  uint16 [n], only where s > 1
status                  uint8 [n], only with bit 0: 0 measuring, 1 calibrating, 2 fault, 255 not stated
======================  =====================================================================================

A reading takes 12 bytes (series known by the message). ``docs/howto/mqtt.md`` has an encoder of 15 lines of plain Python.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.connect.live.wire import Bytes8, Codes, Floats, Ints
from ecopark.core.errors import InputError

MAGIC = b"EB"
VERSION = 1
WITH_STATUS = 1
_HEAD = struct.Struct("<2sBBHIq")
_STATUSES = np.array([0, 1, 2, 255], np.uint8)
_LONGEST_S = 253_402_300_800  # the year 10000


class Name(NamedTuple):
    """Name of a series as sent, and its unit."""

    name: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A decoded batch of n readings; ``code`` counts into ``names``, None: all are of the first."""

    names: tuple[Name, ...]
    code: Codes | None
    time_us: Ints
    value: Floats
    status: Bytes8 | None


def read_compact(payload: bytes, known: dict[bytes, tuple[Name, ...]]) -> Batch:
    """Decode a compact batch.

    Parameters
    ----------
    known
        Tables of names that were read before; the next message of the same gateway has the same.

    Raises
    ------
    InputError
        ``connect.mqtt.compact`` with what is wrong: nothing of the batch is taken.
    """
    if len(payload) < _HEAD.size:
        raise _wrong("shorter than its header")
    magic, version, flags, series, count, base_ms = _HEAD.unpack_from(payload)
    if magic != MAGIC or version != VERSION or flags & ~WITH_STATUS:
        raise _wrong(f"no compact batch of version {VERSION}")
    if not series or not count:
        raise _wrong("no series or no readings")
    if not -_LONGEST_S < base_ms // 1000 < _LONGEST_S:
        raise _wrong("base time out of range")
    values_at = len(payload) - count * (12 + (2 if series > 1 else 0) + (flags & WITH_STATUS))
    if values_at < _HEAD.size:
        raise _wrong("shorter than its columns")
    table = payload[_HEAD.size : values_at]
    names = known.get(table)
    if names is None:
        names = known[table] = _names(table)
    if len(names) != series:
        raise _wrong(f"{len(names)} names for {series} series")
    offsets_at = values_at + 8 * count
    at = offsets_at + 4 * count
    code = None
    if series > 1:
        code = np.frombuffer(payload, "<u2", count, at).astype(np.int32)
        at += 2 * count
        if int(code.max()) >= series:
            raise _wrong("a reading of a series that is not named")
    status = np.frombuffer(payload, np.uint8, count, at) if flags else None
    if status is not None and not np.isin(status, _STATUSES).all():
        raise _wrong("a status other than 0, 1, 2 and 255")
    time_us = np.frombuffer(payload, "<i4", count, offsets_at) * np.int64(1000) + np.int64(base_ms * 1000)
    return Batch(names, code, time_us, np.frombuffer(payload, "<f8", count, values_at), status)


def _names(table: bytes) -> tuple[Name, ...]:
    names = []
    at = 0
    while at < len(table):
        texts = []
        for _ in range(2):
            length = table[at] if at < len(table) else 0xFFFF
            if at + 1 + length > len(table):
                raise _wrong("the names do not end where the columns begin")
            try:
                texts.append(table[at + 1 : at + 1 + length].decode())
            except UnicodeDecodeError as error:
                raise _wrong("a name that is not UTF-8") from error
            at += 1 + length
        if not texts[0]:
            raise _wrong("a series without name")
        names.append(Name(texts[0], texts[1] or None))
    if len(set(names)) < len(names):
        raise _wrong("a series stands twice")
    return tuple(names)


def _wrong(reason: str) -> InputError:
    return InputError("connect.mqtt.compact", reason=reason)
