"""What a message says, as rows: a JSON number, one reading, a list of readings, columns, or a compact batch.

A message without time gets the moment of its arrival; its status is then NOT_STATED unless it says one. Because a message
that is sent again arrives later, only messages that state their time are stored exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import orjson

import ecopark.connect.mqtt.messages  # noqa: F401 - makes the texts known
from ecopark.connect.mqtt.compact import MAGIC, read_compact
from ecopark.connect.mqtt.gathered import Gathered, Row
from ecopark.core.errors import InputError
from ecopark.core.terms import DeviceStatus

KEYS = ("datastream", "time", "value", "unit", "status", "result_time")
NOT_STATED = int(DeviceStatus.NOT_STATED)
_STATUS: Mapping[object, int] = {"00": 0, "01": 1, "02": 2, 0: 0, 1: 1, 2: 2, 255: 255, None: NOT_STATED}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LATEST_MS = 253_402_300_799_999  # the year 9999
_NAN = float("nan")


def read_payload(payload: bytes, device: str, name: str | None, arrived_us: int, into: Gathered) -> None:
    """Add the readings of a message; all of them, or none and an error.

    Parameters
    ----------
    name
        Series that the topic names; None: the message must name it.
    arrived_us
        Microseconds since 1970 (UTC) of a message that states no time.

    Raises
    ------
    InputError
        ``connect.mqtt.*`` with the JSON pointer of the fault in ``where``.
    """
    if payload[:2] == MAGIC:
        batch = read_compact(payload, into.tables)
        into.columns(device, batch.names, batch.code, batch.time_us, batch.value, batch.status)
        return
    try:
        said = orjson.loads(payload)
    except ValueError as error:
        raise InputError("connect.mqtt.syntax", reason=str(error)[:200]) from error
    if type(said) is dict:
        value, time = said.get("value"), said.get("time")
        if name is not None and len(said) == 2 and type(time) is str and (type(value) is float or type(value) is int):
            into.plain(device, name, moment_us(time, "/time"), float(value))  # nearly every message
            return
        _object(said, device, name, arrived_us, into)
    else:
        into.row(_reading({"value": said}, device, name, arrived_us, ""))


def moment_us(given: object, where: str) -> int:
    """Microseconds since 1970 of an ISO 8601 time with zone, or of milliseconds since 1970."""
    try:
        if type(given) is str:
            moment = datetime.fromisoformat(given)
            if moment.tzinfo is not None:
                return (moment - _EPOCH) // _MICROSECOND
        elif type(given) in (int, float) and abs(given) <= _LATEST_MS:  # type: ignore[arg-type]
            return round(given * 1000)  # type: ignore[operator]
    except (ValueError, OverflowError):
        pass
    raise InputError("connect.mqtt.time", where=where, value=str(given)[:40])


def _object(said: dict[str, Any], device: str, name: str | None, arrived_us: int, into: Gathered) -> None:
    if "readings" in said:
        _only(said, ("readings",), "")
        listed = said["readings"]
        if not isinstance(listed, list) or not listed:
            raise InputError("connect.mqtt.shape", where="/readings", wanted="a list of readings")
        rows = [_reading(item, device, name, arrived_us, f"/readings/{i}") for i, item in enumerate(listed)]
        for row in rows:
            into.row(row)
    elif isinstance(said.get("value"), list):
        _columns(said, device, name, arrived_us, into)
    else:
        into.row(_reading(said, device, name, arrived_us, ""))


def _reading(said: object, device: str, name: str | None, arrived_us: int, where: str) -> Row:
    if not isinstance(said, dict):
        raise InputError("connect.mqtt.shape", where=where, wanted="an object with “value”")
    _only(said, KEYS, where)
    if "value" not in said:
        raise InputError("connect.mqtt.shape", where=where or "/", wanted="the key “value”")
    time = said.get("time")
    known = said.get("result_time")
    return Row(
        device,
        _name(said.get("datastream", name), f"{where}/datastream"),
        _unit(said.get("unit"), f"{where}/unit"),
        arrived_us if time is None else moment_us(time, f"{where}/time"),
        _number(said["value"], f"{where}/value"),
        _status(said.get("status"), f"{where}/status"),
        -1 if known is None else moment_us(known, f"{where}/result_time"),
    )


def _columns(said: dict[str, Any], device: str, name: str | None, arrived_us: int, into: Gathered) -> None:
    """A column is a list, or one value that holds for every row; ``value`` is a list, ``time`` a list or absent."""
    _only(said, KEYS, "")
    n = len(said["value"])
    if isinstance(said.get("time"), list) and len(said["time"]) != n:
        raise InputError("connect.mqtt.length", where="/value", count=n, wanted=len(said["time"]))
    if n and set(said) == {"time", "value", "datastream"} and not isinstance(said["datastream"], list):
        name = said.pop("datastream")
    if n and set(said) == {"time", "value"} and isinstance(said["time"], list):
        named = _name(name, "/datastream")
        times = [moment_us(time, f"/time/{i}") for i, time in enumerate(said["time"])]
        values = [_number(value, f"/value/{i}") for i, value in enumerate(said["value"])]
        into.columns(device, ((named, None),), None, np.array(times, np.int64), np.array(values, np.float64), None)
        return
    for key, column in said.items():
        if isinstance(column, list) and len(column) != n:
            raise InputError("connect.mqtt.length", where=f"/{key}", count=len(column), wanted=n)
    if not n:
        raise InputError("connect.mqtt.shape", where="/value", wanted="at least one value")
    rows = []
    for i in range(n):
        one = {key: column[i] if isinstance(column, list) else column for key, column in said.items()}
        rows.append(_reading(one, device, name, arrived_us, f"/*/{i}"))
    for row in rows:
        into.row(row)


def _only(said: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in said:
        if key not in known:
            raise InputError("connect.mqtt.unknown_key", where=where or "/", key=key[:80], known=", ".join(known))


def _name(given: object, where: str) -> str:
    if given is None:
        raise InputError("connect.mqtt.no_name", where=where)
    if not isinstance(given, str) or not given:
        raise InputError("connect.mqtt.shape", where=where, wanted="a name")
    return given


def _unit(given: object, where: str) -> str | None:
    if given is not None and not isinstance(given, str):
        raise InputError("connect.mqtt.shape", where=where, wanted="a unit as text")
    return given or None


def _number(given: object, where: str) -> float:
    """The value; NaN where the message says null."""
    if type(given) is float:
        return given
    if given is None:
        return _NAN
    if type(given) is int:
        return float(given)  # orjson reads no whole numbers beyond 64 bits
    raise InputError("connect.mqtt.shape", where=where, wanted="a number or null")


def _status(given: object, where: str) -> int:
    if isinstance(given, bool | list | dict | float) or given not in _STATUS:
        raise InputError("connect.mqtt.status", where=where, value=str(given)[:40])
    return _STATUS[given]
