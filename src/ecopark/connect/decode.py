"""From readings as sent to ``READINGS``: unit, factor and sign applied once, times judged, doubles and jumps made visible.

What cannot be believed at all (unknown datastream, wrong unit, a time in the future) is handed back as a `RowError`;
what is only remarkable (double, late, clock set back, register rolled over or replaced) is a notice. # design 4.1, 4.2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.connect.sent import RowError
from ecopark.connect.spelling import unit_spelling
from ecopark.core.errors import InputError
from ecopark.core.interval import to_utc
from ecopark.core.messages import Message
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.observations import READINGS
from ecopark.core.scope import Scope
from ecopark.core.terms import DatastreamKind, MissingReason, Role
from ecopark.core.units import conversion

FUTURE_TOLERANCE = timedelta(minutes=15)  # a meter's clock may run ahead a little
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # no meter of a park reports from before
LATE = timedelta(days=31)
ROLLOVER_WINDOW = 0.1  # share of the register's range within which a fall to zero is taken for a roll-over
_SHOWN = 5
_MICROSECOND = timedelta(microseconds=1)

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decoded:
    """``readings``: the ``READINGS`` that may be stored; ``rows``: their places; ``errors``: what was not taken."""

    readings: pa.Table
    rows: _Ints
    errors: tuple[RowError, ...]
    notices: tuple[Message, ...]
    duplicates: int


def may_write(scope: Scope, datastream: Datastream) -> bool:
    """Whether the caller may send readings of a datastream: the park's manager all, a firm its own."""
    if scope.role is Role.MANAGER:
        return True
    return scope.role is Role.FIRM and datastream.firm is not None and scope.sees(datastream.firm)


def decode_sent(sent: pa.Table, network: FlowNetwork, *, scope: Scope, now: datetime, file: str, sheet: str = "") -> Decoded:
    """Decode ``SENT`` rows (order of the source) of datastreams that the caller may write.

    Parameters
    ----------
    now
        The moment that counts as now, aware: later times (beyond 15 minutes) are refused, much earlier ones noted.
    """
    codes, names = _encoded(sent["datastream"])
    units, unit_names = _encoded(sent["unit"])
    times: _Ints = sent["time"].combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False)
    values: _Floats = sent["value"].combine_chunks().to_numpy(zero_copy_only=False).astype(np.float64)
    reasons = sent["reason"].combine_chunks().to_numpy(zero_copy_only=False).copy()
    rows: _Ints = sent["row"].combine_chunks().to_numpy(zero_copy_only=False)
    errors: list[RowError] = []

    def refuse(mask: _Bools, code: str, column: str, **params: object) -> None:
        for index in np.flatnonzero(mask & good):
            shown = {"datastream": names[codes[index]], "time": _iso(times[index]), **params}
            errors.append(RowError(file, int(rows[index]), Message(code, shown), sheet, column))
        good[mask] = False

    good: _Bools = np.ones(len(sent), np.bool_)
    notices: list[Message] = []
    for code, name in enumerate(names):
        mine = codes == code
        datastream = network.datastreams.get(name)
        if datastream is None or not may_write(scope, datastream):
            refuse(mine, "connect.reading.unknown_datastream", "datastream")
            continue
        for unit_code in np.unique(units[mine]):
            group = mine & (units == unit_code)
            unit = unit_names[unit_code] if unit_code >= 0 else datastream.unit
            try:
                factor, offset = conversion(unit_spelling(unit or datastream.unit), datastream.canonical_unit)
            except InputError as error:
                refuse(group, error.code, "unit", unit=unit, target=datastream.canonical_unit)
                continue
            notices += _finer_than_declared(datastream, unit, values[group])
            values[group] = (values[group] * factor + offset) * datastream.factor
    latest = int(to_utc(now).timestamp() * 1e6)
    refuse(
        times > latest + FUTURE_TOLERANCE // timedelta(microseconds=1), "connect.reading.future", "time", now=_iso(latest)
    )
    refuse(times < _micros(EARLIEST), "connect.reading.ancient", "time", earliest=EARLIEST.date().isoformat())
    finite = np.isfinite(values)
    reasons[(reasons == MissingReason.PRESENT) & ~finite] = int(MissingReason.NOT_A_NUMBER)

    duplicates = _doubles(codes, times, values, reasons, good, refuse)
    if duplicates:
        notices.append(Message("connect.notice.duplicates", {"count": duplicates}))
    kept = np.flatnonzero(good)
    late = int(np.count_nonzero(times[kept] < latest - LATE // _MICROSECOND))
    if late:
        oldest = _iso(int(times[kept].min()))
        notices.append(Message("connect.notice.late", {"count": late, "oldest": oldest, "days": LATE.days}))
    for code, name in enumerate(names):
        own = kept[codes[kept] == code]
        if len(own):
            notices += _clock_jumps(name, times[own], rows[own])
            notices += _register_falls(network.datastreams[name], times[own], values[own])
    return Decoded(_readings(sent, kept, values, reasons), rows[kept], tuple(errors), tuple(notices), duplicates)


def _encoded(column: pa.ChunkedArray) -> tuple[_Ints, list[str]]:
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


def _doubles(
    codes: _Ints, times: _Ints, values: _Floats, reasons: npt.NDArray[np.uint8], good: _Bools, refuse: Callable[..., None]
) -> int:
    """Drop repeated equal readings and count them; a second, different value for one time is refused."""
    candidates = np.flatnonzero(good)
    order = candidates[np.lexsort((candidates, times[candidates], codes[candidates]))]
    if len(order) < 2:
        return 0
    fresh = np.r_[True, (np.diff(codes[order]) != 0) | (np.diff(times[order]) != 0)]
    if fresh.all():
        return 0
    first = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
    same = (values[order] == values[first]) | (np.isnan(values[order]) & np.isnan(values[first]))
    same &= reasons[order] == reasons[first]
    contradicts = np.zeros(len(codes), np.bool_)
    contradicts[order[~fresh & ~same]] = True
    refuse(contradicts, "connect.reading.contradicts", "value")
    good[order[~fresh & same]] = False
    return int(np.count_nonzero(~fresh & same))


def _finer_than_declared(datastream: Datastream, unit: str | None, values: _Floats) -> list[Message]:
    """Notice values that are no multiples of the declared resolution (only where they come in the declared unit)."""
    if not datastream.resolution or (unit and unit_spelling(unit) != unit_spelling(datastream.unit)):
        return []
    steps = values[np.isfinite(values)] / datastream.resolution
    finer = int(np.count_nonzero(np.abs(steps - np.round(steps)) > np.maximum(1e-6, np.abs(steps) * 1e-9)))
    if not finer:
        return []
    params = {"datastream": datastream.id, "count": finer, "resolution": datastream.resolution}
    return [Message("connect.notice.finer", params)]


def _clock_jumps(name: str, times: _Ints, rows: _Ints) -> list[Message]:
    """Notice where the clock of the source went back; a file that runs newest first is no jump."""
    steps = np.diff(times)
    back = np.flatnonzero(steps < 0)
    if len(back) == 0 or len(back) > len(steps) // 2:
        return []
    places = ", ".join(str(int(rows[i + 1])) for i in back[:_SHOWN]) + (" …" if len(back) > _SHOWN else "")
    params = {
        "datastream": name,
        "count": len(back),
        "rows": places,
        "from": _iso(times[back[0]]),
        "to": _iso(times[back[0] + 1]),
    }
    return [Message("connect.notice.clock_back", params)]


def _register_falls(datastream: Datastream, times: _Ints, values: _Floats) -> list[Message]:
    """Notice where a register fell: a roll-over when it fell from near its end to near zero, else reset or replaced."""
    if datastream.kind is not DatastreamKind.TOTAL_INCREASING:
        return []
    present = np.isfinite(values)
    order = np.argsort(times[present], kind="stable")
    ordered, moments = values[present][order], times[present][order]
    notices = []
    falls = np.flatnonzero(np.diff(ordered) < 0)
    for i in falls[:_SHOWN]:
        before, after = float(ordered[i]), float(ordered[i + 1])
        end = datastream.rollover
        rolled = end is not None and end - before <= ROLLOVER_WINDOW * end and after <= ROLLOVER_WINDOW * end
        code = "connect.notice.rolled_over" if rolled else "connect.notice.register_fell"
        params = {"datastream": datastream.id, "time": _iso(moments[i + 1]), "before": before, "after": after}
        notices.append(Message(code, {**params, "count": len(falls), "unit": datastream.canonical_unit}))
    return notices


def _readings(sent: pa.Table, kept: _Ints, values: _Floats, reasons: npt.NDArray[np.uint8]) -> pa.Table:
    chosen = sent.take(pa.array(kept))
    missing = reasons[kept] != MissingReason.PRESENT
    return pa.Table.from_arrays(
        [
            chosen["datastream"].combine_chunks().dictionary_encode().cast(READINGS.field("datastream").type),
            chosen["time"].combine_chunks(),
            pa.array(values[kept], mask=missing),
            pa.array(reasons[kept], pa.uint8()),
            chosen["status"].combine_chunks(),
            chosen["result_time"].combine_chunks(),
        ],
        schema=READINGS,
    )


def _iso(micros: int | np.int64) -> str:
    return f"{np.datetime64(int(micros), 'us').astype('datetime64[s]')}Z"


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
