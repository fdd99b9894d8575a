"""Observations and Datastreams of SensorThings as they are sent: JSON becomes ``WireRows``. Pure; names stay as given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

import ecopark.connect.live.sensorthings_messages  # noqa: F401  texts
from ecopark.connect.live.wire import Series, WireRows
from ecopark.core.errors import InputError
from ecopark.core.terms import DeviceStatus

MOST = 100_000  # observations of one request
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPONENTS = (
    "phenomenonTime",
    "result",
    "resultTime",
    "resultQuality",
    "validTime",
    "parameters",
    "FeatureOfInterest/id",
    "id",
)
_STATUS = {"00": 0, "01": 1, "02": 2, 0: 0, 1: 1, 2: 2}


@dataclass(frozen=True, slots=True)
class SentObservation:
    """One observation as sent.

    Attributes
    ----------
    datastream
        The id as the client says it.
    time_us, result_us
        Phenomenon and result time in microseconds since 1970 UTC; ``result_us`` -1 where it is not said.
    value
        None: measured, but missing.
    """

    datastream: str
    time_us: int
    value: float | None
    result_us: int = -1
    status: int = int(DeviceStatus.NOT_STATED)


@dataclass(frozen=True, slots=True)
class SentDatastream:
    """A Datastream that a client wants to have.

    ``wanted``: the park's datastream that it names (``properties.datastream``, the id, or its name); ``unit``: symbol.
    """

    name: str
    wanted: str | None
    unit: str | None
    body: Mapping[str, Any]


def read_observation(body: object, now: datetime, datastream: str | None = None, where: str = "") -> SentObservation:
    """Read an Observation.

    Parameters
    ----------
    datastream
        Where the address says it; otherwise the body links to it.
    now
        Time of an observation that states none.

    Raises
    ------
    InputError
        connect.sta.*, with the attribute in ``where``.
    """
    said = _object(body, where or "/")
    named = said.get("Datastream")
    if datastream is None or named is not None:
        found = linked(named, f"{where}/Datastream")
        if datastream is not None and found != datastream:
            raise InputError("connect.sta.other_datastream", where=f"{where}/Datastream", id=found[:100])
        datastream = found
    if "result" not in said:
        raise InputError("connect.sta.missing", where=f"{where}/result", name="result")
    at = said.get("phenomenonTime")
    known = said.get("resultTime")
    parameters = said.get("parameters")
    status = parameters.get("status") if isinstance(parameters, dict) else None
    if status is not None and (isinstance(status, list | dict | bool) or status not in _STATUS):
        raise InputError("connect.sta.value", where=f"{where}/parameters/status", value=_shown(status))
    return SentObservation(
        datastream,
        micros(now) if at is None else _time(at, f"{where}/phenomenonTime"),
        _number(said["result"], f"{where}/result"),
        -1 if known is None else _time(known, f"{where}/resultTime"),
        int(DeviceStatus.NOT_STATED) if status is None else _STATUS[status],
    )


def read_data_array(body: object, now: datetime) -> list[SentObservation]:
    """Read the body of CreateObservations (data array extension): observations of several datastreams in rows."""
    if isinstance(body, dict) and isinstance(body.get("value"), list):
        body = body["value"]
    if not isinstance(body, list):
        raise InputError("connect.sta.type", where="/", wanted="array")
    found: list[SentObservation] = []
    for i, given in enumerate(body):
        said = _object(given, f"/{i}")
        datastream = linked(said.get("Datastream"), f"/{i}/Datastream")
        components = said.get("components")
        if (
            not isinstance(components, list)
            or "result" not in components
            or not set(map(str, components)) <= set(_COMPONENTS)
        ):
            raise InputError("connect.sta.components", where=f"/{i}/components", known=", ".join(_COMPONENTS))
        rows = said.get("dataArray")
        if not isinstance(rows, list):
            raise InputError("connect.sta.type", where=f"/{i}/dataArray", wanted="array")
        for j, row in enumerate(rows):
            where = f"/{i}/dataArray/{j}"
            if not isinstance(row, list) or len(row) != len(components):
                raise InputError("connect.sta.row", where=where, count=len(components))
            found.append(read_observation(dict(zip(components, row, strict=True)), now, datastream, where))
    if len(found) > MOST:
        raise InputError("connect.sta.too_many", where="/", limit=MOST)
    return found


def wire_rows(sent: Sequence[SentObservation], device: str, units: Mapping[str, str | None]) -> WireRows:
    """Columns of observations; ``units``: the unit in which each datastream is told to clients, None for its own."""
    codes: dict[Series, int] = {}
    code = [codes.setdefault(Series(device, one.datastream, units.get(one.datastream)), len(codes)) for one in sent]
    return WireRows(
        series=list(codes),
        code=np.array(code, np.int32),
        time_us=np.array([one.time_us for one in sent], np.int64),
        value=np.array([np.nan if one.value is None else one.value for one in sent], np.float64),
        status=np.array([one.status for one in sent], np.uint8),
        result_us=np.array([one.result_us for one in sent], np.int64),
    )


def read_datastream(body: object) -> SentDatastream:
    """Read a Datastream with or without what it links to."""
    said = _object(body, "/")
    name = said.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InputError("connect.sta.missing", where="/name", name="name")
    properties = said.get("properties")
    wanted = properties.get("datastream") if isinstance(properties, dict) else None
    wanted = wanted if wanted is not None else said.get("@iot.id")
    unit = said.get("unitOfMeasurement")
    if unit is not None and not isinstance(unit, dict):
        raise InputError("connect.sta.type", where="/unitOfMeasurement", wanted="object")
    symbol = (unit.get("symbol") or unit.get("name")) if unit else None
    return SentDatastream(name, str(wanted) if wanted is not None else None, str(symbol) if symbol else None, said)


def linked(given: object, where: str) -> str:
    """Id of an entity that is linked to: ``{"@iot.id": …}``."""
    if not isinstance(given, dict) or not isinstance(given.get("@iot.id"), str | int):
        raise InputError("connect.sta.link", where=where)
    return str(given["@iot.id"])


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _time(given: object, where: str) -> int:
    try:
        found = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", given)) if isinstance(given, str) else None
        if found is not None and found.tzinfo is not None:
            return micros(found.astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    raise InputError("connect.sta.time", where=where, value=_shown(given))


def _number(given: object, where: str) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool):
        return float(given)
    try:
        number = float(given) if isinstance(given, int | float) else None
    except OverflowError:
        number = None
    if number is None or not np.isfinite(number):
        raise InputError("connect.sta.value", where=where, value=_shown(given))
    return number


def _object(given: object, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InputError("connect.sta.type", where=where, wanted="object")
    return given


def _shown(given: object) -> str:
    return str(given)[:40].encode("utf-8", "replace").decode()
