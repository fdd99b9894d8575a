"""From kept observations to station files. Values as they were observed; what did not come has no line.

A value that was sent without a device status goes as 00 (measuring): it was measured, and the Circular knows no fourth
state. A calibration or fault without a value goes as an empty field with 01 or 02, never as a zero. A parameter without
value and without such a state has no line, and a slot without any line has no file: nothing is made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from ecopark.connect.report.plan import PlannedParameter, StationPlan, slot_at_or_after
from ecopark.connect.stations import StationLine, format_station_file
from ecopark.core.terms import DeviceStatus, MissingReason

_STATE_OF_REASON: Mapping[int, int] = {
    MissingReason.CALIBRATION: int(DeviceStatus.CALIBRATING),
    MissingReason.DEVICE_FAULT: int(DeviceStatus.FAULT),
}


@dataclass(frozen=True, slots=True)
class SlotFile:
    """The file of one slot.

    ``complete``: nothing newer can come for it, as every parameter has a reading at the slot's own time or one after it.
    """

    slot: datetime
    content: bytes
    lines: int
    complete: bool


def slot_files(plan: StationPlan, observations: pa.Table) -> dict[datetime, SlotFile]:
    """Write the file of every slot for which ``OBSERVATIONS`` (sorted by datastream and time) hold something."""
    symbols = {p.datastream: p for p in plan.parameters}
    last: dict[str, datetime] = {}
    newest: dict[datetime, dict[str, tuple[float | None, int, int, datetime]]] = {}
    columns = ("datastream", "phenomenon_time", "value", "reason", "status")
    for name, time, value, reason, status in zip(*(observations[c].to_pylist() for c in columns), strict=True):
        if name in symbols:
            last[name] = max(time, last.get(name, time))
            slot = slot_at_or_after(time.replace(tzinfo=UTC))
            newest.setdefault(slot, {})[name] = (value, reason, status, time)  # later ones replace earlier ones
    files = {}
    for slot, found in newest.items():
        lines = [line for p in plan.parameters if p.datastream in found and (line := _line(p, *found[p.datastream]))]
        if lines:
            content = format_station_file(lines, zone=plan.zone)
            naive = slot.replace(tzinfo=None)
            settled = all(found[name][3] == naive or last[name] > naive for name in found)
            files[slot] = SlotFile(slot, content, len(lines), settled and len(found) == len(symbols))
    return files


def _line(parameter: PlannedParameter, value: float | None, reason: int, status: int, time: datetime) -> StationLine | None:
    state = status if status in (DeviceStatus.CALIBRATING, DeviceStatus.FAULT) else None
    if state is None:
        state = int(DeviceStatus.MEASURING) if value is not None else _STATE_OF_REASON.get(reason)
    if state is None:
        return None
    return StationLine(0, parameter.symbol, _sent(parameter, value), parameter.unit, time, state, reason)


def _sent(parameter: PlannedParameter, value: float | None) -> float | None:
    """The value in the receiver's unit; untouched where that is the kept one, else to 15 significant digits."""
    if value is None or (parameter.factor == 1 and parameter.offset == 0):
        return value
    return float(f"{value * parameter.factor + parameter.offset:.15g}")
