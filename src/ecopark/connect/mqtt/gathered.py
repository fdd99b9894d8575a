"""Readings of a group of messages, gathered into the columns that the intake takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ecopark.connect.live.wire import Bytes8, Codes, Floats, Ints, Series, WireRows
from ecopark.connect.mqtt.compact import Name
from ecopark.core.terms import DeviceStatus

NOT_STATED = int(DeviceStatus.NOT_STATED)
_Kind = TypeVar("_Kind", bound=np.generic)


class Row(NamedTuple):
    """One reading. ``time_us``: microseconds since 1970, UTC; ``result_us``: -1 where the message does not say."""

    device: str
    name: str
    unit: str | None
    time_us: int
    value: float
    status: int
    result_us: int


class _Block(NamedTuple):
    code: Codes
    time_us: Ints
    value: Floats
    status: Bytes8 | None
    result_us: Ints | None


class Gathered:
    """Collects rows and columns in the order in which they come; a row's place is where it stands.

    Parameters
    ----------
    tables
        Tables of names of compact batches, kept by the door over many groups.
    """

    def __init__(self, tables: dict[bytes, tuple[Name, ...]]) -> None:
        self.tables = tables
        self.count = 0
        self._series: dict[tuple[str, str, str | None], int] = {}
        self._blocks: list[_Block] = []
        self._code: list[int] = []
        self._time: list[int] = []
        self._value: list[float] = []
        self._status: dict[int, int] = {}
        self._result: dict[int, int] = {}

    def plain(self, device: str, name: str, time_us: int, value: float) -> None:
        """A reading in the datastream's own unit that states no more than its time and value."""
        key = (device, name, None)
        code = self._series.get(key)
        if code is None:
            code = self._series[key] = len(self._series)
        self._code.append(code)
        self._time.append(time_us)
        self._value.append(value)
        self.count += 1

    def row(self, row: Row) -> None:
        place = len(self._code)
        if row.status != NOT_STATED:
            self._status[place] = row.status
        if row.result_us != -1:
            self._result[place] = row.result_us
        self._code.append(self._series.setdefault((row.device, row.name, row.unit), len(self._series)))
        self._time.append(row.time_us)
        self._value.append(row.value)
        self.count += 1

    def columns(
        self,
        device: str,
        names: Sequence[tuple[str, str | None]],
        code: Codes | None,
        time_us: Ints,
        value: Floats,
        status: Bytes8 | None,
    ) -> None:
        """Readings of a device in columns; ``code`` counts into ``names`` (name, unit), None: all are of the first."""
        self._close_rows()
        codes = [self._series.setdefault((device, name, unit), len(self._series)) for name, unit in names]
        placed = np.full(len(value), codes[0], np.int32) if code is None else np.array(codes, np.int32)[code]
        self._blocks.append(_Block(placed, time_us, value, status, None))
        self.count += len(value)

    def _close_rows(self) -> None:
        if not self._code:
            return
        n = len(self._code)
        code, time_us = np.array(self._code, np.int32), np.array(self._time, np.int64)
        status = _sparse(self._status, n, NOT_STATED, np.uint8) if self._status else None
        result_us = _sparse(self._result, n, -1, np.int64) if self._result else None
        self._blocks.append(_Block(code, time_us, np.array(self._value, np.float64), status, result_us))
        self._code, self._time, self._value, self._status, self._result = [], [], [], {}, {}

    def rows(self) -> WireRows:
        """Everything gathered so far."""
        self._close_rows()
        blocks = self._blocks
        series = [Series(*key) for key in self._series]
        if not blocks:
            return WireRows(series, np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.float64))
        status = result_us = None
        if any(b.status is not None for b in blocks):
            status = np.concatenate([_filled(b.status, len(b.code), NOT_STATED, np.uint8) for b in blocks])
        if any(b.result_us is not None for b in blocks):
            result_us = np.concatenate([_filled(b.result_us, len(b.code), -1, np.int64) for b in blocks])
        code, time_us, value = (np.concatenate([b[i] for b in blocks]) for i in range(3))
        return WireRows(series, code, time_us, value, status=status, result_us=result_us)


def _sparse(found: dict[int, int], n: int, otherwise: int, kind: type[_Kind]) -> npt.NDArray[_Kind]:
    column: npt.NDArray[_Kind] = np.full(n, otherwise, kind)
    column[list(found)] = list(found.values())
    return column


def _filled(column: npt.NDArray[_Kind] | None, n: int, otherwise: int, kind: type[_Kind]) -> npt.NDArray[_Kind]:
    return np.full(n, otherwise, kind) if column is None else column
