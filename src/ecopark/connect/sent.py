"""Readings as sent: what every door makes of its file before units, factors and times are judged. # design 3"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from ecopark.core.messages import Message
from ecopark.core.observations import TIME
from ecopark.core.terms import DeviceStatus, MissingReason

SENT = pa.schema(
    [
        pa.field("datastream", pa.string(), nullable=False),  # as named by the sender; may be unknown
        pa.field("time", TIME, nullable=False),
        pa.field("value", pa.float64()),  # in ``unit``
        pa.field("reason", pa.uint8(), nullable=False),
        pa.field("status", pa.uint8(), nullable=False),
        pa.field("result_time", TIME),
        pa.field("unit", pa.string()),  # null: the datastream's own
        pa.field("row", pa.int64(), nullable=False),  # place in the source, as its program numbers it
    ]
)


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault of the input: where it stands, what stood there, and what is wrong with it and what to do."""

    file: str
    row: int
    message: Message
    sheet: str = ""
    column: str = ""
    value: str = ""

    def content(self) -> dict[str, object]:
        """JSON form, as kept in records."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message.id,
            "params": {key: _plain(value) for key, value in self.message.params.items()},
        }


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


@dataclass(slots=True)
class SentRows:
    """Grows row by row; `table` gives ``SENT``."""

    datastream: list[str] = field(default_factory=list)
    time: list[datetime] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    reason: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    result_time: list[datetime | None] = field(default_factory=list)
    unit: list[str | None] = field(default_factory=list)
    row: list[int] = field(default_factory=list)

    def add(
        self,
        row: int,
        datastream: str,
        time: datetime,
        value: float | None,
        *,
        unit: str | None = None,
        status: int = DeviceStatus.NOT_STATED,
        reason: int | None = None,
        result_time: datetime | None = None,
    ) -> None:
        """Add one reading; ``time`` is UTC, naive. A null without reason is NOT_MEASURED."""
        missing = MissingReason.NOT_MEASURED if value is None else MissingReason.PRESENT
        self.row.append(row)
        self.datastream.append(datastream)
        self.time.append(time)
        self.value.append(value)
        self.unit.append(unit)
        self.status.append(int(status))
        self.reason.append(int(missing if reason is None else reason))
        self.result_time.append(result_time)

    def add_line(
        self,
        row: int,
        datastream: str,
        time: datetime,
        value: float | None,
        unit: str | None,
        status: int,
        reason: int,
        result_time: datetime | None,
    ) -> None:
        """As `add` where everything is known: the path of doors that read millions of lines."""
        self.row.append(row)
        self.datastream.append(datastream)
        self.time.append(time)
        self.value.append(value)
        self.unit.append(unit)
        self.status.append(status)
        self.reason.append(reason)
        self.result_time.append(result_time)

    def table(self) -> pa.Table:
        columns: Sequence[object] = [getattr(self, name) for name in SENT.names]
        arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, SENT, strict=True)]
        return pa.Table.from_arrays(arrays, schema=SENT)
