"""Parquet of readings: long (``datastream``, ``time``, ``value`` and optional ``unit``, ``status``, ``result_time``) or
wide (``time`` and one column per datastream). Times without zone are the park's local time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecopark.connect.sent import SENT
from ecopark.connect.values import did_you_mean
from ecopark.core.errors import InputError
from ecopark.core.network import FlowNetwork
from ecopark.core.observations import TIME
from ecopark.core.terms import DeviceStatus, MissingReason

_LONG = ("datastream", "time", "value", "unit", "status", "result_time")
_TIME_NAMES = ("time", "phenomenon_time", "timestamp")


def read_parquet(content: bytes, file: str, network: FlowNetwork, zone: ZoneInfo) -> pa.Table:
    """Read a Parquet file into ``SENT``; ``row`` counts from 1.

    Raises
    ------
    InputError
        ``connect.parquet.*``: damaged file, missing or unknown column, a column of the wrong type, an empty time.
    """
    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError("connect.parquet.unreadable", where=file, reason=str(error)[:200]) from error
    names = {name: ("time" if name in _TIME_NAMES else name) for name in table.column_names}
    renamed = [names[name] for name in table.column_names]
    double = next((name for name in renamed if renamed.count(name) > 1), None)
    if double is not None:
        raise InputError("connect.parquet.double_column", where=file, column=double)
    table = table.rename_columns(renamed)
    if "time" not in table.column_names:
        raise InputError("connect.parquet.missing_column", where=file, column="time", known=", ".join(_TIME_NAMES))
    time = _utc(table["time"], file, "time", zone)
    if time.null_count:
        row = pc.index(pc.is_null(time), True).as_py() + 1
        raise InputError("connect.parquet.empty_time", where=f"{file} row {row}", count=time.null_count)
    return _long(table, time, file, zone) if "datastream" in table.column_names else _wide(table, time, file, network)


def _long(table: pa.Table, time: pa.Array, file: str, zone: ZoneInfo) -> pa.Table:
    for name in table.column_names:
        if name not in _LONG:
            near = did_you_mean(name, list(_LONG))
            raise InputError("connect.parquet.unknown_column", where=file, column=name, near=near, known=", ".join(_LONG))
    if "value" not in table.column_names:
        raise InputError("connect.parquet.missing_column", where=file, column="value", known="value")
    n = len(table)
    datastream = _cast(table["datastream"], pa.string(), file, "datastream").fill_null("")
    status = (
        _cast(table["status"], pa.uint8(), file, "status").fill_null(int(DeviceStatus.NOT_STATED))
        if "status" in table.column_names
        else pa.repeat(pa.scalar(int(DeviceStatus.NOT_STATED), pa.uint8()), n)
    )
    known = pa.array([int(s) for s in DeviceStatus], pa.uint8())
    strange = pc.index(pc.is_in(status, value_set=known), False).as_py()
    if strange >= 0:
        where = f"{file} row {strange + 1}"
        raise InputError("connect.parquet.status", where=where, status=status[strange].as_py())
    unit = _cast(table["unit"], pa.string(), file, "unit") if "unit" in table.column_names else pa.nulls(n, pa.string())
    result = (
        _utc(table["result_time"], file, "result_time", zone) if "result_time" in table.column_names else pa.nulls(n, TIME)
    )
    return _sent(datastream, time, _cast(table["value"], pa.float64(), file, "value"), status, result, unit)


def _wide(table: pa.Table, time: pa.Array, file: str, network: FlowNetwork) -> pa.Table:
    columns = [name for name in table.column_names if name != "time"]
    parts = []
    for name in columns:
        if name not in network.datastreams:
            near, known = did_you_mean(name, list(network.datastreams)), ", ".join(list(network.datastreams)[:20])
            raise InputError("connect.parquet.unknown_column", where=file, column=name, near=near, known=known)
        n = len(table)
        status = pa.repeat(pa.scalar(int(DeviceStatus.NOT_STATED), pa.uint8()), n)
        value = _cast(table[name], pa.float64(), file, name)
        parts.append(_sent(pa.repeat(pa.scalar(name), n), time, value, status, pa.nulls(n, TIME), pa.nulls(n, pa.string())))
    return pa.concat_tables(parts) if parts else SENT.empty_table()


def _sent(
    datastream: pa.Array, time: pa.Array, value: pa.Array, status: pa.Array, result: pa.Array, unit: pa.Array
) -> pa.Table:
    missing, present = (pa.scalar(int(r), pa.uint8()) for r in (MissingReason.NOT_MEASURED, MissingReason.PRESENT))
    reason = pc.if_else(pc.is_null(value), missing, present)
    row = pa.array(range(1, len(time) + 1), pa.int64())
    return pa.Table.from_arrays([datastream, time, value, reason, status, result, unit, row], schema=SENT)


def _cast(column: pa.ChunkedArray, kind: pa.DataType, file: str, name: str) -> pa.Array:
    try:
        flat = column.combine_chunks()
        if pa.types.is_dictionary(flat.type):
            flat = flat.dictionary_decode()
        if pa.types.is_boolean(flat.type) or (pa.types.is_string(flat.type) and not pa.types.is_string(kind)):
            raise pa.ArrowInvalid(f"{flat.type} is no {kind}")
        return flat.cast(kind)
    except pa.ArrowException as error:
        raise InputError("connect.parquet.type", where=file, column=name, reason=str(error)[:200]) from error


def _utc(column: pa.ChunkedArray, file: str, name: str, zone: ZoneInfo) -> pa.Array:
    try:
        flat = column.combine_chunks()
        if not (pa.types.is_timestamp(flat.type) or pa.types.is_date(flat.type)):
            raise pa.ArrowInvalid(f"{flat.type} is no timestamp")
        stamps = flat.cast(
            TIME if pa.types.is_date(flat.type) or flat.type.tz is None else pa.timestamp("us", "UTC"), safe=False
        )
        if stamps.type.tz is None:
            stamps = pc.assume_timezone(stamps, str(zone), ambiguous="earliest", nonexistent="latest")
        return stamps.cast(pa.timestamp("us", "UTC")).cast(TIME)
    except pa.ArrowException as error:
        raise InputError("connect.parquet.type", where=file, column=name, reason=str(error)[:200]) from error
