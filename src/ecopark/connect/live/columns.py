"""Readings over HTTP for many values at once: JSON rows, JSON columns, Arrow streams, decoded by columns.

Rows: ``{"readings": [{"datastream", "time", "value", "unit"?, "status"?, "result_time"?}, …]}`` (or the bare array, or one
such object). Columns: ``{"datastream": "…" or […], "time": […], "value": […], "unit"?, "status"?, "result_time"?}``. Times
are ISO 8601 with a zone, or numbers since 1970 with ``"time_unit"``: s, ms, us or ns. Arrow: columns of the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

import ecopark.connect.live.messages  # noqa: F401  texts
from ecopark.connect.json_readings import STATUS, refuse_unknown_keys
from ecopark.connect.live.wire import Bytes8, Codes, Floats, Ints, Series, WireFault, WireRows
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.terms import DeviceStatus

MOST_READINGS = 5_000_000
KEYS = ("datastream", "time", "value", "unit", "status", "result_time", "time_unit")
PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UTC_US = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Body:
    """What a body holds: rows, what no reading could be made of, and how a row's place is written.

    ``place``: how the place of a row is written; ``{}`` stands for its ``row`` less ``counted_from``.
    """

    rows: WireRows
    faults: tuple[WireFault, ...]
    place: str
    counted_from: int = 1


def read_json_body(body: bytes, source: str) -> Body:
    """Decode a JSON body; ``row`` counts from 1.

    Parameters
    ----------
    source
        Who sends: the device of every series.

    Raises
    ------
    InputError
        connect.json.*: the document as a whole is none of the forms; nothing of it can be taken.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InputError("connect.json.syntax", where="/", reason=str(error)[:200]) from error
    if isinstance(document, dict) and "readings" in document:
        refuse_unknown_keys(document, ("readings",), "")
        return _of_rows(document["readings"], source, "/readings")
    if isinstance(document, list):
        return _of_rows(document, source, "")
    if not isinstance(document, dict):
        raise InputError("connect.json.type", where="/", wanted="object")
    if not isinstance(document.get("time"), list) and not isinstance(document.get("value"), list):
        return _of_rows([document], source, "", place="")
    return _of_columns(document, source)


def _of_rows(readings: object, source: str, where: str, place: str | None = None) -> Body:
    if not isinstance(readings, list):
        raise InputError("connect.json.type", where=where or "/", wanted="array")
    _not_too_many(len(readings), where)
    faults: list[WireFault] = []
    good: list[tuple[int, dict[str, Any]]] = []
    for i, reading in enumerate(readings):
        here = f"{where}/{i}" if place is None else "/"
        try:
            if not isinstance(reading, dict):
                raise InputError("connect.json.type", where=here, wanted="object")
            refuse_unknown_keys(reading, KEYS, here)
            for key in ("datastream", "time", "value"):
                if key not in reading:
                    raise InputError("connect.json.missing", where=here, key=key)
        except InputError as error:
            faults.append(_fault(source, error, reading))
            continue
        good.append((i, reading))
    pointer = place if place is not None else f"{where}/{{}}"
    columns = {key: [reading.get(key) for _, reading in good] for key in KEYS}
    units = set(columns.pop("time_unit"))
    if len(units) > 1:
        raise InputError("connect.json.time_unit", where=where or "/", value="time_unit")
    places = np.array([i for i, _ in good], np.int64)

    def at(key: str, i: int) -> str:
        return f"{pointer.format(places[i])}/{key}"

    rows, more = _wire(columns, len(good), source, next(iter(units), None), at, places + 1)
    return Body(rows, (*faults, *more), pointer)


def _of_columns(document: dict[str, Any], source: str) -> Body:
    refuse_unknown_keys(document, KEYS, "")
    for key in ("datastream", "time", "value"):
        if key not in document:
            raise InputError("connect.json.missing", where="/", key=key)
    for key in ("time", "value"):
        if not isinstance(document[key], list):
            raise InputError("connect.json.type", where=f"/{key}", wanted="array")
    n = len(document["time"])
    _not_too_many(n, "/time")
    for key, given in document.items():
        if isinstance(given, list) and len(given) != n:
            raise InputError("connect.json.length", where=f"/{key}", count=len(given), wanted=n)
    unit = document.pop("time_unit", None)
    rows, faults = _wire(document, n, source, unit, lambda key, i: f"/{key}/{i}", np.arange(1, n + 1))
    return Body(rows, tuple(faults), "/value/{}")


def _wire(
    columns: dict[str, Any],
    n: int,
    source: str,
    time_unit: object,
    at: Callable[[str, int], str],
    row: Ints,
) -> tuple[WireRows, list[WireFault]]:
    """Columns of length ``n`` (or one value for all) as rows; single bad cells become faults, the other rows stay."""
    if time_unit is not None and time_unit not in PER_SECOND:
        raise InputError("connect.json.time_unit", where="/time_unit")
    reading = _Reading(source, at, np.ones(n, np.bool_), [])
    series, code = _series(columns, n, reading)
    times = reading.column("time", columns["time"], lambda given: _times(given, time_unit), _one_time(time_unit), np.int64)
    values = reading.column("value", columns["value"], _numbers, _one_number, np.float64)
    status = _statuses(columns.get("status"), n, reading)
    result = None
    known = columns.get("result_time")
    if isinstance(known, list) and any(moment is not None for moment in known):
        blank = _one_time(time_unit)
        result = reading.column("result_time", known, _no_fast_way, lambda one: -1 if one is None else blank(one), np.int64)
    good = reading.good
    if good.all():
        return WireRows(series, code, times, values, None, status, result, row), reading.faults
    kept = np.flatnonzero(good)
    return (
        WireRows(
            series,
            code[kept],
            times[kept],
            values[kept],
            None,
            None if status is None else status[kept],
            None if result is None else result[kept],
            row[kept],
        ),
        reading.faults,
    )


@dataclass(slots=True)
class _Reading:
    """One body being read: which rows are good so far, and what is wrong with the others."""

    source: str
    at: Callable[[str, int], str]
    good: np.ndarray[Any, np.dtype[np.bool_]]
    faults: list[WireFault]

    def column(
        self, key: str, given: Sequence[Any], whole: Callable[[Sequence[Any]], Any], one: Callable[[Any], Any], kind: Any
    ) -> Any:
        """A column read at once; where that fails, cell by cell: a bad cell takes its row out and is named."""
        try:
            return whole(given)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            pass
        out: Any = np.full(len(given), "", object) if kind is object else np.zeros(len(given), kind)
        for i, cell in enumerate(given):
            try:
                out[i] = one(cell)
            except InputError as error:
                self.bad(i, key, cell, error)
        return out

    def bad(self, i: int, key: str, cell: object, error: InputError) -> None:
        if self.good[i]:
            self.good[i] = False
            placed = InputError(error.code, where=self.at(key, i), **error.params)
            self.faults.append(_fault(self.source, placed, cell))


def _series(columns: dict[str, Any], n: int, reading: _Reading) -> tuple[list[Series], Codes]:
    """Series and codes of the columns ``datastream`` and ``unit``, each a text for all rows or one per row."""
    names, code = _texts("datastream", columns["datastream"], n, reading, needed=True)
    units, unit_code = _texts("unit", columns.get("unit"), n, reading, needed=False)
    return _paired(reading.source, names, code, units, unit_code)


def _paired(
    source: str, names: list[str | None], code: Codes, units: list[str | None], unit_code: Codes
) -> tuple[list[Series], Codes]:
    """One series per name and unit that stand together."""
    if len(units) == 1:
        return [Series(source, name or "", units[0]) for name in names], code
    used, codes = np.unique(code.astype(np.int64) * len(units) + unit_code, return_inverse=True)
    split = [divmod(int(pair), len(units)) for pair in used]
    return [Series(source, names[a] or "", units[b]) for a, b in split], codes.astype(np.int32)


def _texts(key: str, given: object, n: int, reading: _Reading, *, needed: bool) -> tuple[list[str | None], Codes]:
    if not isinstance(given, list):
        one = _one_text(given) if needed or given is not None else None
        return [one], np.zeros(n, np.int32)
    if needed or any(text is not None for text in given):
        column = reading.column(key, given, _plain_texts, _one_text if needed else _text_or_none, object)
    else:
        column = pa.nulls(n, pa.string())
    encoded = pa.array(column, pa.string()).dictionary_encode() if not isinstance(column, pa.DictionaryArray) else column
    return _codes_of(encoded)


def _codes_of(encoded: pa.DictionaryArray) -> tuple[list[str | None], Codes]:
    """The texts and the code of each row into them; missing ones are a text of their own, None."""
    found: list[str | None] = encoded.dictionary.to_pylist()
    code = encoded.indices
    if code.null_count:
        code = code.fill_null(len(found))
        found.append(None)
    return found or [None], code.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)


def _plain_texts(given: Sequence[Any]) -> pa.DictionaryArray:
    column = pa.array(given, pa.string()).dictionary_encode()
    if column.null_count or "" in column.dictionary.to_pylist():
        raise ValueError("not all are texts")
    return column


def _one_text(given: object) -> str:
    if not isinstance(given, str) or not given:
        raise InputError("connect.json.type", wanted="string")
    return given


def _text_or_none(given: object) -> str | None:
    return None if given is None else _one_text(given)


def _times(given: Sequence[Any], unit: object) -> Ints:
    if unit is None:
        strings = pa.array(given, pa.string())
        if strings.null_count:
            raise ValueError("a time is missing")
        return _micros_of(strings.cast(_UTC_US))
    if not {int}.issuperset(map(type, given)):
        raise TypeError("not all are whole numbers")
    return _scaled(pa.array(given, pa.int64()), PER_SECOND[str(unit)])


def _micros_of(moments: pa.Array) -> Ints:
    micros: Ints = moments.cast(pa.timestamp("us", tz=moments.type.tz)).view(pa.int64()).to_numpy(zero_copy_only=False)
    return micros


def _scaled(numbers: pa.Array, per_second: int) -> Ints:
    if numbers.null_count:
        raise ValueError("a time is missing")
    ticks: Ints = numbers.to_numpy()
    if per_second > 1_000_000:
        return ticks // 1000
    factor = 1_000_000 // per_second
    if len(ticks) and max(int(ticks.max()), -int(ticks.min())) > np.iinfo(np.int64).max // factor:
        raise OverflowError
    return ticks * factor


def _one_time(unit: object) -> Callable[[Any], int]:
    def micros(given: Any) -> int:
        try:
            if unit is None and isinstance(given, str):
                moment = datetime.fromisoformat(given)
                if moment.tzinfo is not None:
                    return (moment - _EPOCH) // timedelta(microseconds=1)
            if unit is not None and isinstance(given, int | float) and not isinstance(given, bool):
                at = round(given * 1_000_000 / PER_SECOND[str(unit)])
                if abs(at) < 2**62:
                    return at
        except (ValueError, OverflowError):
            pass
        code = "connect.json.time_unit" if unit is None and isinstance(given, int | float) else "connect.json.time"
        raise InputError(code, value=_shown(given))

    return micros


def _numbers(given: Sequence[Any]) -> Floats:
    """Numbers and nulls; NaN stands for null."""
    if not {float, int, type(None)}.issuperset(map(type, given)):
        raise TypeError("a truth value is no number")
    column = pa.array(given, pa.float64())
    values: Floats = column.to_numpy(zero_copy_only=False)
    return values


def _one_number(given: Any) -> float:
    if given is None:
        return float("nan")
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError("connect.json.type", wanted="number or null")
    try:
        return float(given)
    except OverflowError as error:
        raise InputError("connect.json.type", wanted="number or null") from error


def _statuses(given: object, n: int, reading: _Reading) -> Bytes8 | None:
    if given is None or (isinstance(given, list) and all(one is None for one in given)):
        return None
    if not isinstance(given, list):
        return np.full(n, _one_status(given), np.uint8)
    found: Bytes8 = reading.column("status", given, _no_fast_way, _one_status, np.uint8)
    return found


def _one_status(given: Any) -> int:
    if isinstance(given, bool | list | dict | float) or given not in STATUS:
        raise InputError("connect.json.status", value=_shown(given))
    return STATUS[given]


def _no_fast_way(_given: Sequence[Any]) -> Any:
    raise TypeError


def read_arrow_body(body: bytes, source: str) -> Body:
    """Decode an Arrow IPC stream with columns ``datastream``, ``time`` (or ``phenomenon_time``), ``value`` and, if wanted,
    ``unit``, ``reason``, ``status``, ``result_time``. Times without zone are UTC; numbers are microseconds since 1970.

    Raises
    ------
    InputError
        connect.arrow.unreadable, connect.arrow.column: nothing of it can be taken.
    """
    try:
        with pa.ipc.open_stream(body) as stream:
            table = stream.read_all()
        table.validate(full=True)  # indices beyond a dictionary must not be followed
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError("connect.arrow.unreadable", where="/", reason=str(error)[:200]) from error
    _not_too_many(len(table), "/")
    if "phenomenon_time" in table.column_names and "time" not in table.column_names:
        renamed = ["time" if name == "phenomenon_time" else name for name in table.column_names]
        table = table.rename_columns(renamed)
    names, code = _arrow_texts(table, "datastream", needed=True)
    series, code = _paired(source, names, code, *_arrow_texts(table, "unit", needed=False))
    value = _arrow_column(table, "value", pa.float64())
    if value is None:
        raise InputError("connect.arrow.column", where="/", column="value", wanted="double")
    return Body(
        WireRows(
            series,
            code,
            _arrow_times(table, "time"),
            value.to_numpy(zero_copy_only=False),
            _arrow_bytes(table, "reason", None),
            _arrow_bytes(table, "status", int(DeviceStatus.NOT_STATED)),
            _arrow_times(table, "result_time") if "result_time" in table.column_names else None,
        ),
        (),
        "row {}",
        counted_from=0,
    )


def _arrow_column(table: pa.Table, name: str, kind: pa.DataType) -> pa.Array | None:
    if name not in table.column_names:
        return None
    try:
        column = table.column(name).cast(kind)
    except (pa.ArrowException, ValueError) as error:
        raise InputError("connect.arrow.column", where="/", column=name, wanted=str(kind)) from error
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _arrow_texts(table: pa.Table, name: str, *, needed: bool) -> tuple[list[str | None], Codes]:
    if name not in table.column_names:
        if needed:
            raise InputError("connect.arrow.column", where="/", column=name, wanted="string")
        return [None], np.zeros(len(table), np.int32)
    column = table.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise InputError("connect.arrow.column", where="/", column=name, wanted="string")
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    encoded = pa.chunked_array(column.chunks, column.type).unify_dictionaries().combine_chunks()
    if needed and encoded.indices.null_count:
        raise InputError("connect.arrow.column", where="/", column=name, wanted="string")
    return _codes_of(encoded)


def _arrow_times(table: pa.Table, name: str) -> Ints:
    needed = name == "time"
    column = table.column(name) if name in table.column_names else None
    if column is None or not (pa.types.is_timestamp(column.type) or pa.types.is_int64(column.type)):
        raise InputError("connect.arrow.column", where="/", column=name, wanted="timestamp")
    if needed and column.null_count:
        raise InputError("connect.arrow.column", where="/", column=name, wanted="timestamp")
    try:
        zone = getattr(column.type, "tz", None)
        moments = column if pa.types.is_int64(column.type) else column.cast(pa.timestamp("us", tz=zone), safe=False)
    except (pa.ArrowException, ValueError) as error:
        raise InputError("connect.arrow.column", where="/", column=name, wanted="timestamp") from error
    micros: Ints = moments.cast(pa.int64()).fill_null(-1).combine_chunks().to_numpy(zero_copy_only=False)
    return micros


def _arrow_bytes(table: pa.Table, name: str, blank: int | None) -> Bytes8 | None:
    column = _arrow_column(table, name, pa.uint8())
    if column is None or (blank is None and column.null_count):
        return None
    found: Bytes8 = column.fill_null(blank or 0).to_numpy(zero_copy_only=False)
    return found


def whole_fault(source: str, error: InputError, body: bytes) -> WireFault:
    """A body of which nothing can be read, as a fault for the intake."""
    return _fault(source, error, body[:200].decode("utf-8", "replace"))


def _fault(source: str, error: InputError, cell: object) -> WireFault:
    return WireFault(source, error.where, Message(error.code, error.params), _shown(cell, 200))


def _shown(given: object, longest: int = 40) -> str:
    return str(given)[:longest].encode("utf-8", "replace").decode()


def _not_too_many(count: int, where: str) -> None:
    if count > MOST_READINGS:
        raise InputError("connect.json.too_many", where=where or "/", count=count, limit=MOST_READINGS)
    if count == 0:
        raise InputError("connect.json.no_readings", where=where or "/")
