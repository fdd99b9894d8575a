"""From readings as sent to ``READINGS``: unit, factor and sign applied once, times judged, doubles and jumps made visible.

What cannot be believed at all (unknown datastream, wrong unit, a time in the future) is handed back as a `RowError`;
what is only remarkable (double, late, clock set back, register rolled over or replaced) is a notice. # design 4.1, 4.2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

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
EARLIEST_US = (EARLIEST - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
ROLLOVER_WINDOW = 0.1  # share of the register's range within which a fall to zero is taken for a roll-over
_SHOWN = 5
_MICROSECOND = timedelta(microseconds=1)

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]
_Reasons = npt.NDArray[np.uint8]


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


def latest_us(now: datetime) -> int:
    """Microseconds since 1970 of the last moment that a reading may have when ``now`` is now."""
    return _micros(to_utc(now)) + FUTURE_TOLERANCE // _MICROSECOND


def conversion_to(datastream: Datastream, unit: str | None) -> tuple[float, float]:
    """Factor and offset from a unit as sent (None: the datastream's own) to the canonical unit.

    Raises
    ------
    InputError
        ``core.unit.unknown``, ``core.unit.incompatible``.
    """
    return conversion(unit_spelling(unit or datastream.unit), datastream.canonical_unit)


def converted(values: _Floats, factor: float | _Floats, offset: float | _Floats, stated: float | _Floats) -> _Floats:
    """Values [n] in the canonical unit, the datastream's ``stated`` factor applied once; too large becomes infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        return (values * factor + offset) * stated


def repeats(codes: _Ints, times: _Ints, values: _Floats, reasons: _Reasons) -> tuple[_Bools, _Bools]:
    """Which rows [n] say again what an earlier row of the same code and time said, and which contradict it.

    The first in order counts; a second, different value for one time contradicts it.
    """
    repeated, contradicting = np.zeros((2, len(codes)), np.bool_)
    order = np.lexsort((times, codes))
    if len(order) < 2:
        return repeated, contradicting
    fresh = np.r_[True, (np.diff(codes[order]) != 0) | (np.diff(times[order]) != 0)]
    if fresh.all():
        return repeated, contradicting
    first = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
    now, before = values[order], values[first]
    same = ((now == before) | (np.isnan(now) & np.isnan(before))) & (reasons[order] == reasons[first])
    repeated[order] = ~fresh & same
    contradicting[order] = ~fresh & ~same
    return repeated, contradicting


def decode_sent(sent: pa.Table, network: FlowNetwork, *, scope: Scope, now: datetime, file: str, sheet: str = "") -> Decoded:
    """Decode ``SENT`` rows (order of the source) of datastreams that the caller may write.

    Parameters
    ----------
    now
        The moment that counts as now, aware: later times (beyond 15 minutes) are refused, much earlier ones noted.
    """
    rows = _Rows(sent, network, file, sheet)
    rows.convert(scope)
    latest = _micros(to_utc(now))
    rows.refuse(rows.times > latest_us(now), "connect.reading.future", "time", now=iso(latest))
    rows.refuse(rows.times < EARLIEST_US, "connect.reading.ancient", "time", earliest=EARLIEST.date().isoformat())
    duplicates = rows.drop_doubles()
    if duplicates:
        rows.notices.append(Message("connect.notice.duplicates", {"count": duplicates}))
    kept = np.flatnonzero(rows.good)
    rows.note_what_is_remarkable(kept, latest - LATE // _MICROSECOND)
    readings = _readings(sent, kept, rows.values, rows.reasons)
    return Decoded(readings, rows.rows[kept], tuple(rows.errors), tuple(rows.notices), duplicates)


class _Rows:
    """The columns of ``SENT`` as arrays of equal length, and what is found in them. ``good`` marks what may be stored."""

    def __init__(self, sent: pa.Table, network: FlowNetwork, file: str, sheet: str) -> None:
        self.network, self.file, self.sheet = network, file, sheet
        self.codes, self.names = _encoded(sent["datastream"])
        self.units, self.unit_names = _encoded(sent["unit"])
        self.times: _Ints = sent["time"].combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False)
        self.values: _Floats = sent["value"].combine_chunks().to_numpy(zero_copy_only=False).astype(np.float64)
        self.reasons: _Reasons = sent["reason"].combine_chunks().to_numpy(zero_copy_only=False).copy()
        self.rows: _Ints = sent["row"].combine_chunks().to_numpy(zero_copy_only=False)
        self.good: _Bools = np.ones(len(sent), np.bool_)
        self.errors: list[RowError] = []
        self.notices: list[Message] = []

    def refuse(self, mask: _Bools, code: str, column: str, **params: object) -> None:
        """Take the masked rows out, each with its error; rows that are out already are not named twice."""
        for index in np.flatnonzero(mask & self.good):
            shown = {"datastream": self.names[self.codes[index]], "time": iso(self.times[index]), **params}
            self.errors.append(RowError(self.file, int(self.rows[index]), Message(code, shown), self.sheet, column))
        self.good[mask] = False

    def convert(self, scope: Scope) -> None:
        """Bring values to the canonical unit and apply the stated factor, once; refuse what has no place or unit."""
        span = len(self.unit_names) + 1
        pairs, where = np.unique(self.codes * span + self.units + 1, return_inverse=True)  # by datastream and unit
        changes = np.tile((1.0, 0.0, 1.0), (len(pairs), 1))  # factor and offset of the unit, factor of the device
        resolutions = np.zeros(len(pairs))  # where values come in the declared unit
        unknown: set[int] = set()
        for place, pair in enumerate(pairs.tolist()):
            code, unit_code = divmod(pair, span)
            datastream = self.network.datastreams.get(self.names[code])
            if datastream is None or not may_write(scope, datastream):
                if code not in unknown:
                    self.refuse(self.codes == code, "connect.reading.unknown_datastream", "datastream")
                unknown.add(code)
                continue
            unit = (self.unit_names[unit_code - 1] if unit_code else "") or datastream.unit
            try:
                changes[place] = (*conversion(unit_spelling(unit), datastream.canonical_unit), datastream.factor)
            except InputError as error:
                self.refuse(where == place, error.code, "unit", unit=unit, target=datastream.canonical_unit)
                continue
            if datastream.resolution and unit_spelling(unit) == unit_spelling(datastream.unit):
                resolutions[place] = datastream.resolution
        self._note_finer([self.names[code] for code in (pairs // span).tolist()], where, resolutions)
        factor, offset, device = changes[where].T
        with np.errstate(over="ignore", invalid="ignore"):
            self.values = np.where(self.good, (self.values * factor + offset) * device, self.values)
        overflown = (self.reasons == MissingReason.PRESENT) & ~np.isfinite(self.values)
        self.reasons[overflown] = int(MissingReason.NOT_A_NUMBER)

    def _note_finer(self, names: Sequence[str], where: _Ints, resolutions: _Floats) -> None:
        """Notice values that are no multiples of the declared resolution (0: none, or they come in another unit)."""
        if not resolutions.any():
            return
        with np.errstate(all="ignore"):
            steps = self.values / resolutions[where]
            off = np.abs(steps - np.round(steps)) > np.maximum(1e-6, np.abs(steps) * 1e-9)
        counts = np.bincount(where[off & np.isfinite(steps)], minlength=len(resolutions))
        for place in np.flatnonzero(counts).tolist():
            params = {"datastream": names[place], "count": int(counts[place]), "resolution": float(resolutions[place])}
            self.notices.append(Message("connect.notice.finer", params))

    def drop_doubles(self) -> int:
        """Drop repeated equal readings and count them; a second, different value for one time is refused."""
        candidates = np.flatnonzero(self.good)
        repeated, contradicting = repeats(
            self.codes[candidates], self.times[candidates], self.values[candidates], self.reasons[candidates]
        )
        contradicts = np.zeros(len(self.codes), np.bool_)
        contradicts[candidates[contradicting]] = True
        self.refuse(contradicts, "connect.reading.contradicts", "value")
        self.good[candidates[repeated]] = False
        return int(np.count_nonzero(repeated))

    def note_what_is_remarkable(self, kept: _Ints, late_before: int) -> None:
        late = int(np.count_nonzero(self.times[kept] < late_before))
        if late:
            oldest = iso(int(self.times[kept].min()))
            self.notices.append(Message("connect.notice.late", {"count": late, "oldest": oldest, "days": LATE.days}))
        ordered = kept[np.argsort(self.codes[kept], kind="stable")]
        codes = self.codes[ordered]
        steps_back = (np.diff(codes) == 0) & (np.diff(self.times[ordered]) < 0)
        goes_back = set(codes[1:][steps_back].tolist())
        borders = [*np.flatnonzero(np.diff(codes, prepend=-1)).tolist(), len(codes)]
        for start, end in pairwise(borders):
            own, code = ordered[start:end], int(codes[start])
            datastream = self.network.datastreams[self.names[code]]
            if code in goes_back:
                self.notices += _clock_jumps(datastream.id, self.times[own], self.rows[own])
            if datastream.kind is DatastreamKind.TOTAL_INCREASING:
                self.notices += _register_falls(datastream, self.times[own], self.values[own])


def _encoded(column: pa.ChunkedArray) -> tuple[_Ints, list[str]]:
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


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
        "from": iso(times[back[0]]),
        "to": iso(times[back[0] + 1]),
    }
    return [Message("connect.notice.clock_back", params)]


def _register_falls(datastream: Datastream, times: _Ints, values: _Floats) -> list[Message]:
    """Notice where a register fell: a roll-over when it fell from near its end to near zero, else reset or replaced."""
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
        params = {"datastream": datastream.id, "time": iso(moments[i + 1]), "before": before, "after": after}
        notices.append(Message(code, {**params, "count": len(falls), "unit": datastream.canonical_unit}))
    return notices


def _readings(sent: pa.Table, kept: _Ints, values: _Floats, reasons: _Reasons) -> pa.Table:
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


def iso(micros: int | np.int64) -> str:
    """Moment as people read it, to the second."""
    return f"{np.datetime64(int(micros), 'us').astype('datetime64[s]')}Z"


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
