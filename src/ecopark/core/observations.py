"""Arrow tables that cross the rooms' borders. One definition each; naive timestamps are UTC. # design 4.2, 5.4, 5.9

``READINGS`` is what a door hands to the writer (already decoded: canonical unit, factor and sign applied).
``OBSERVATIONS`` is what a snapshot gives back: the same with who and when, latest revision last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute

from ecopark.core.terms import DeviceStatus, MissingReason

TIME = pa.timestamp("us")  # naive UTC: a zoned type costs nine times as much in DuckDB

READINGS = pa.schema(
    [
        pa.field("datastream", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("value", pa.float64()),  # canonical unit of the property; null when missing, never NaN
        pa.field("reason", pa.uint8(), nullable=False),  # MissingReason; PRESENT exactly when value is not null
        pa.field("status", pa.uint8(), nullable=False),  # DeviceStatus
        pa.field("result_time", TIME),  # when the source knew it; null where the source does not say
    ]
)

OBSERVATIONS = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("value", pa.float64()),
        pa.field("reason", pa.uint8(), nullable=False),
        pa.field("status", pa.uint8(), nullable=False),
        pa.field("result_time", TIME),
        pa.field("recorded_time", TIME, nullable=False),  # when the writer took it
        pa.field("revision", pa.uint16(), nullable=False),  # 0 first, 1 the first restatement, …
        pa.field("batch", pa.int64(), nullable=False),  # number of the batch that brought it
    ]
)

FLAGS = pa.schema(
    [  # sparse: only readings that are not GOOD; a run's coverage says what was evaluated
        pa.field("datastream", pa.string(), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("revision", pa.uint16(), nullable=False),
        pa.field("flag", pa.uint8(), nullable=False),  # Flag: the highest of all tests
        pa.field("tests", pa.uint32(), nullable=False),  # one bit per check, see trust/checks
    ]
)


def readings_table(
    datastream: str | Sequence[str],
    phenomenon_time: Sequence[datetime] | pa.Array,
    value: Sequence[float | None] | pa.Array,
    *,
    status: Sequence[int] | pa.Array | int = DeviceStatus.NOT_STATED,
    reason: Sequence[int] | pa.Array | None = None,
    result_time: Sequence[datetime | None] | pa.Array | None = None,
) -> pa.Table:
    """Build a ``READINGS`` table from columns of length n; a null value without reason is NOT_MEASURED.

    NaN and infinities become null with reason NOT_A_NUMBER. Aware times are brought to UTC; naive ones are UTC.
    """
    times = _times(phenomenon_time)
    n = len(times)
    values = value if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value, pa.float64())
    finite = pa.compute.is_finite(values)  # null stays null
    if reason is None:
        reasons = pa.compute.if_else(
            pa.compute.fill_null(finite, True),
            pa.compute.if_else(
                pa.compute.is_null(values),
                pa.scalar(int(MissingReason.NOT_MEASURED), pa.uint8()),
                pa.scalar(int(MissingReason.PRESENT), pa.uint8()),
            ),
            pa.scalar(int(MissingReason.NOT_A_NUMBER), pa.uint8()),
        )
    else:
        reasons = pa.array(reason, pa.uint8()) if not isinstance(reason, pa.Array) else reason
    values = pa.compute.if_else(pa.compute.fill_null(finite, False), values, pa.scalar(None, pa.float64()))
    names = pa.array([datastream] * n if isinstance(datastream, str) else datastream, pa.string())
    statuses = pa.repeat(pa.scalar(int(status), pa.uint8()), n) if isinstance(status, int) else status
    known = pa.nulls(n, TIME) if result_time is None else _times(result_time)
    columns = [names.dictionary_encode(), times, values, reasons, pa.array(statuses, pa.uint8()), known]
    return pa.Table.from_arrays(columns, schema=READINGS)


def _times(moments: Sequence[datetime | None] | pa.Array) -> pa.Array:
    if isinstance(moments, pa.Array | pa.ChunkedArray):
        return moments.cast(TIME)
    naive = [m.astimezone(UTC).replace(tzinfo=None) if m is not None and m.tzinfo else m for m in moments]
    return pa.array(naive, TIME)
