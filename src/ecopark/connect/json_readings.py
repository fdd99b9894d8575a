"""Readings sent as JSON: ``{"readings": [{"datastream", "time", "value", "unit"?, "status"?, "result_time"?}, …]}`` or in
columns ``{"datastream": "…" or […], "time": […], "value": […]}``. Strict; faults are named by JSON pointer (RFC 6901)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from ecopark.connect.sent import SentRows
from ecopark.connect.times import to_naive_utc
from ecopark.connect.values import did_you_mean
from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.core.terms import DeviceStatus

_KEYS = ("datastream", "time", "value", "unit", "status", "result_time")
STATUS: Mapping[object, int] = {"00": 0, "01": 1, "02": 2, 0: 0, 1: 1, 2: 2, 255: 255, None: int(DeviceStatus.NOT_STATED)}
MAX_READINGS = 1_000_000


def read_json(body: bytes) -> pa.Table:
    """Read a body into ``SENT``; ``row`` is the position in the body, from 1. Every time must state its zone.

    Raises
    ------
    InputError
        ``connect.json.*`` with the JSON pointer of the first fault in ``where``: nothing of the body is taken.
    """
    try:
        document = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError("connect.json.syntax", where="/", reason=str(error)[:200]) from error
    if not isinstance(document, dict):
        raise InputError("connect.json.type", where="/", wanted="object")
    rows = SentRows()
    if "readings" in document:
        refuse_unknown_keys(document, ("readings",), "")
        readings = _array(document["readings"], "/readings")
        for i, reading in enumerate(readings):
            where = f"/readings/{i}"
            if not isinstance(reading, dict):
                raise InputError("connect.json.type", where=where, wanted="object")
            refuse_unknown_keys(reading, _KEYS, where)
            _add(rows, i, reading, lambda key, where=where: f"{where}/{key}")
    else:
        _columns(document, rows)
    return rows.table()


def _columns(document: dict[str, Any], rows: SentRows) -> None:
    refuse_unknown_keys(document, _KEYS, "")
    for key in ("datastream", "time", "value"):
        if key not in document:
            raise InputError("connect.json.missing", where="/", key=key)
    times = _array(document["time"], "/time")
    n = len(times)
    columns: dict[str, list[Any]] = {}
    for key, given in document.items():
        if isinstance(given, list):
            if len(given) != n:
                raise InputError("connect.json.length", where=f"/{key}", count=len(given), wanted=n)
            columns[key] = given
        elif key in ("time", "value"):
            raise InputError("connect.json.type", where=f"/{key}", wanted="array")
        else:
            columns[key] = [given] * n
    for i in range(n):
        _add(rows, i, {key: column[i] for key, column in columns.items()}, lambda key, i=i: f"/{key}/{i}")


def _add(rows: SentRows, i: int, reading: Mapping[str, Any], where: Any) -> None:
    for key in ("datastream", "time", "value"):
        if key not in reading:
            raise InputError("connect.json.missing", where=where("").rstrip("/") or "/", key=key)
    datastream, value, unit, status = reading["datastream"], reading["value"], reading.get("unit"), reading.get("status")
    if not _is_text(datastream) or not datastream:
        raise InputError("connect.json.type", where=where("datastream"), wanted="string")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise InputError("connect.json.type", where=where("value"), wanted="number or null")
    if unit is not None and not _is_text(unit):
        raise InputError("connect.json.type", where=where("unit"), wanted="string")
    if isinstance(status, bool | list | dict | float) or status not in STATUS:
        raise InputError(
            "connect.json.status", where=where("status"), value=str(status)[:40].encode("utf-8", "replace").decode()
        )
    known = _moment(reading["result_time"], where("result_time")) if reading.get("result_time") is not None else None
    try:
        number = None if value is None else float(value)
    except OverflowError as error:
        raise InputError("connect.json.type", where=where("value"), wanted="number or null") from error
    time = _moment(reading["time"], where("time"))
    rows.add(i + 1, datastream, time, number, unit=unit, status=STATUS[status], result_time=known)


def _is_text(given: object) -> bool:
    """Whether it is a text that can be written: JSON lets half a surrogate pair through."""
    return isinstance(given, str) and not any("\ud800" <= c <= "\udfff" for c in given)


def _shown(given: object) -> str:
    return str(given)[:40].encode("utf-8", "replace").decode()


def _moment(given: object, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
        if moment is not None and moment.tzinfo is not None:
            return to_naive_utc(moment, PARK_ZONE)
    except (ValueError, OverflowError):
        pass
    raise InputError("connect.json.time", where=where, value=_shown(given))


def _array(given: object, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise InputError("connect.json.type", where=where, wanted="array")
    if len(given) > MAX_READINGS:
        raise InputError("connect.json.too_many", where=where, count=len(given), limit=MAX_READINGS)
    return given


def refuse_unknown_keys(given: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    """``InputError`` connect.yaml.unknown_key (or …_near) for the first key that is not known."""
    for given_key in given:
        if given_key not in known:
            key = given_key.encode("utf-8", "replace").decode()
            near = did_you_mean(key, list(known))
            code = "connect.yaml.unknown_key_near" if near else "connect.yaml.unknown_key"
            pointer = key.replace("~", "~0").replace("/", "~1")
            raise InputError(code, where=f"{where}/{pointer}", key=key[:80], near=near, known=", ".join(known))


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number: send null for a missing value")
