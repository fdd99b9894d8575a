"""What one poll of a device gave, and the readings that the intake or the spool takes. # design 4.4

A poll gives one reading per point whatever happened: a number, or why there is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from ecopark.connect.field.map import Meaning, Node, Register, sentinel_values
from ecopark.connect.live.wire import Series, WireRows
from ecopark.core.messages import Message
from ecopark.core.terms import DeviceStatus, MissingReason

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MEANINGS: Mapping[Meaning, tuple[MissingReason, DeviceStatus]] = {
    "missing": (MissingReason.NOT_MEASURED, DeviceStatus.NOT_STATED),
    "fault": (MissingReason.DEVICE_FAULT, DeviceStatus.FAULT),
    "calibrating": (MissingReason.CALIBRATION, DeviceStatus.CALIBRATING),
    "below_detection": (MissingReason.BELOW_DETECTION, DeviceStatus.NOT_STATED),
}


@dataclass(frozen=True, slots=True)
class Got:
    """One point's part of a poll. ``value`` in the point's unit; None with a reason where there is none.

    ``time_us``: what the device says of when it was measured; None: the moment of the poll.
    """

    value: float | None
    reason: MissingReason = MissingReason.PRESENT
    status: DeviceStatus = DeviceStatus.NOT_STATED
    time_us: int | None = None
    result_us: int | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of one device at the moment ``at`` of the schedule; ``faults``: what went wrong, for people."""

    device: str
    at: datetime
    points: Sequence[Register | Node]
    got: Sequence[Got]
    faults: tuple[Message, ...] = ()

    @property
    def answered(self) -> int:
        return sum(g.reason is not MissingReason.NO_ANSWER for g in self.got)


NO_ANSWER = Got(None, MissingReason.NO_ANSWER)


def scaled(point: Register | Node, raw: float) -> Got:
    """A number as read -> its sentinel's meaning, or its value; NaN and infinities are no numbers."""
    meaning = sentinel_values(point.sentinels, point.where).get(float(raw)) if point.sentinels else None
    if meaning is not None:
        reason, status = MEANINGS[meaning]
        return Got(None, reason, status)
    if isinstance(raw, int):  # 123 x 0.1 is 12.3, not 12.3000000000000007
        value = float(Decimal(raw) * Decimal(repr(point.scale)) + Decimal(repr(point.offset)))
    else:
        value = raw * point.scale + point.offset
    return Got(value) if math.isfinite(value) else Got(None, MissingReason.NOT_A_NUMBER)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    gone = moment - EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def wire_rows(poll: Poll, device: str | None = None) -> WireRows:
    """The poll as readings of its device, or of ``device``: an edge agent sends under its own name."""
    n, at = len(poll.points), micros(poll.at)
    got = poll.got
    return WireRows(
        series=[Series(device or poll.device, p.datastream, p.unit or None) for p in poll.points],
        code=np.arange(n, dtype=np.int32),
        time_us=np.array([at if g.time_us is None else g.time_us for g in got], np.int64),
        value=np.array([math.nan if g.value is None else g.value for g in got], np.float64),
        reason=np.array([g.reason for g in got], np.uint8),
        status=np.array([g.status for g in got], np.uint8),
        result_us=np.array([-1 if g.result_us is None else g.result_us for g in got], np.int64),
    )
