"""Names, rights, units, times and doubles of live rows, by columns: the rules of ``connect.decode`` at the speed of arrays.

Each series is judged once and remembered; rows are then converted by taking factors by their code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.connect.decode import EARLIEST, EARLIEST_US, conversion_to, converted, iso, latest_us, may_write, repeats
from ecopark.connect.live.devices import Devices, may_send
from ecopark.connect.live.wire import Bytes8, Codes, Floats, Ints, Series, WireFault, WireRows
from ecopark.core.errors import InputError
from ecopark.core.messages import Message
from ecopark.core.network import Datastream, FlowNetwork
from ecopark.core.observations import READINGS, TIME
from ecopark.core.scope import Scope
from ecopark.core.terms import DeviceStatus, MissingReason

Bools = npt.NDArray[np.bool_]
Refuse = Callable[[str, Bools, Callable[[int], Message]], None]
UPLOAD = "upload:"
_REMEMBERED = 200_000  # series; names that nobody knows must not fill the memory


@dataclass(frozen=True, slots=True)
class Place:
    """What becomes of a series: the datastream with its conversion, or why it is refused."""

    datastream: str = ""
    factor: float = 1.0
    offset: float = 0.0
    stated: float = 1.0
    step_s: float = 0.0
    refusal: Message | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows [positions] that are refused for one reason; ``message(position)`` says it of one of them."""

    code: str
    rows: Ints
    message: Callable[[int], Message]


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of one group after judgement: each is kept, repeated or refused.

    Attributes
    ----------
    readings
        ``READINGS`` of the ``kept`` positions; None if there are none.
    places
        One per series of the group.
    """

    readings: pa.Table | None
    kept: Ints
    repeated: Ints
    refusals: tuple[Refusal, ...]
    places: tuple[Place, ...]

    @property
    def refused(self) -> int:
        return sum(len(refusal.rows) for refusal in self.refusals)


class Judge:
    """Judges groups of rows; safe to use from several threads."""

    def __init__(self, network: FlowNetwork, devices: Devices) -> None:
        self._network = network
        self._devices = devices
        self._places: dict[Scope | None, dict[Series, Place]] = {}
        self._version = -1

    def judge(self, rows: WireRows, now: datetime, scope: Scope | None = None) -> Judged:
        """Judge a group.

        Parameters
        ----------
        now
            Aware; later times (beyond 15 minutes) are refused.
        scope
            Rights of a person or program that sends as ``upload:<user>``.
        """
        places = self._places_of(rows, scope)
        good, refusals = np.ones(len(rows), np.bool_), []

        def refuse(code: str, mask: Bools, message: Callable[[int], Message]) -> None:
            found = np.flatnonzero(mask & good)
            if len(found):
                refusals.append(Refusal(code, found, message))
                good[found] = False

        _refuse_series(rows, places, refuse)
        _refuse_times(rows, places, now, refuse)
        names, codes = _streams(places, rows.code)
        values, reasons = _values(rows, places)
        again = np.zeros(len(rows), np.bool_)
        if not _all_different(codes, rows.time_us, good):
            found = np.flatnonzero(good)
            columns = (codes[found].astype(np.int64), rows.time_us[found], values[found], reasons[found])
            same, other = repeats(*columns)
            again[found[same]] = True
            contradicting = np.zeros(len(rows), np.bool_)
            contradicting[found[other]] = True
            good &= ~again
            code = "connect.reading.contradicts"
            refuse(code, contradicting, lambda i: _of_row(code, rows, places, i))
        kept = np.flatnonzero(good)
        readings = _readings(rows, kept, names, codes, values, reasons)
        return Judged(readings, kept, np.flatnonzero(again), tuple(refusals), places)

    def _places_of(self, rows: WireRows, scope: Scope | None) -> tuple[Place, ...]:
        version = self._devices.version
        if version != self._version or sum(map(len, self._places.values())) > _REMEMBERED:
            self._places, self._version = {}, version
        known = self._places.setdefault(scope, {})
        found = list(map(known.get, rows.series))
        for i, (series, place) in enumerate(zip(rows.series, found, strict=True)):
            if place is None:
                place = found[i] = self._place(series, scope)
                if place.refusal is None or self._devices.get(series.device) is not None:
                    known[series] = place
        return tuple(place for place in found if place is not None)

    def _place(self, series: Series, scope: Scope | None) -> Place:
        named = self._named(series, scope)
        if isinstance(named, Message):
            return Place(refusal=named)
        try:
            factor, offset = conversion_to(named, series.unit)
        except InputError as error:
            shown = {"unit": series.unit or named.unit, "target": named.canonical_unit}
            return Place(refusal=Message(error.code, shown))
        return Place(named.id, factor, offset, named.factor, float(named.step_s or 0))

    def _named(self, series: Series, scope: Scope | None) -> Datastream | Message:
        """The datastream that a series means and may write, or why there is none."""
        shown = {"device": series.device, "name": series.name[:200]}
        if series.device.startswith(UPLOAD):
            found = self._network.datastreams.get(series.name)
            if scope is not None and found is not None and may_write(scope, found):
                return found
            return Message("connect.live.unknown_name", shown)
        device = self._devices.get(series.device)
        if device is None or device.state != "active":
            return Message("connect.live.unknown_device", {"device": series.device})
        found = self._network.datastreams.get(self._devices.resolve(device.id, series.name) or "")
        return found if found is not None and may_send(device, found) else Message("connect.live.unknown_name", shown)


def _refuse_series(rows: WireRows, places: tuple[Place, ...], refuse: Refuse) -> None:
    refusals = [place.refusal for place in places]
    for code in sorted({refusal.id for refusal in refusals if refusal is not None}):
        of_series = np.array([refusal is not None and refusal.id == code for refusal in refusals])
        refuse(code, of_series[rows.code], lambda i: _refusal_of(places[rows.code[i]]))


def _refusal_of(place: Place) -> Message:
    assert place.refusal is not None
    return place.refusal


def _refuse_times(rows: WireRows, places: tuple[Place, ...], now: datetime, refuse: Refuse) -> None:
    if not len(rows):
        return
    latest, times = latest_us(now), rows.time_us
    if times.max() > latest:
        code, shown = "connect.reading.future", {"now": iso(int(now.timestamp() * 1e6))}
        refuse(code, times > latest, lambda i: _of_row(code, rows, places, i, **shown))
    if times.min() < EARLIEST_US:
        ancient, earliest = "connect.reading.ancient", {"earliest": EARLIEST.date().isoformat()}
        refuse(ancient, times < EARLIEST_US, lambda i: _of_row(ancient, rows, places, i, **earliest))


def _of_row(code: str, rows: WireRows, places: tuple[Place, ...], row: int, **params: object) -> Message:
    name = places[rows.code[row]].datastream or rows.series[rows.code[row]].name
    return Message(code, {"datastream": name, "time": iso(rows.time_us[row]), **params})


def _streams(places: tuple[Place, ...], code: Codes) -> tuple[list[str], Codes]:
    """Datastreams that the series mean, each once, and the code of each row into them."""
    index: dict[str, int] = {}
    of_series = np.array([index.setdefault(p.datastream, len(index)) if p.refusal is None else 0 for p in places], np.int32)
    if len(index) == len(places):
        return list(index), code.astype(np.int32, copy=False)
    return list(index), of_series[code] if len(places) else code


def _values(rows: WireRows, places: tuple[Place, ...]) -> tuple[Floats, Bytes8]:
    """Values in canonical units and why they are missing; missing ones are not finite."""
    values, finite = rows.value, np.isfinite(rows.value)
    whole = bool(finite.all())
    if rows.reason is None:
        reasons = np.zeros(len(rows), np.uint8)
        if not whole:
            reasons[~finite] = int(MissingReason.NOT_A_NUMBER)
            reasons[np.isnan(values)] = int(MissingReason.NOT_MEASURED)
    else:
        reasons = rows.reason.astype(np.uint8, copy=True)
    plain = (1.0, 0.0, 1.0)
    if any((p.factor, p.offset, p.stated) != plain for p in places):
        columns = np.array([(p.factor, p.offset, p.stated) for p in places]).T
        values = converted(values, *(column[rows.code] for column in columns))
        finite = np.isfinite(values)
        whole = bool(finite.all())
    if not whole:
        reasons[(reasons == int(MissingReason.PRESENT)) & ~finite] = int(MissingReason.NOT_A_NUMBER)
    return values, reasons


def _all_different(codes: Codes, times: Ints, good: Bools) -> bool:
    """Whether no two good rows have the same code and time: one number per row, sorted, neighbours compared."""
    if not good.all():
        codes, times = codes[good], times[good]
    if len(codes) < 2:
        return True
    first = int(times.min())
    bits = (int(times.max()) - first).bit_length()
    if int(codes.max()).bit_length() + bits > 62:
        return False
    keys = (codes.astype(np.int64) << bits) | (times - first)
    if (keys[1:] > keys[:-1]).all():
        return True
    keys.sort()
    return bool((keys[1:] != keys[:-1]).all())


def _readings(
    rows: WireRows, kept: Ints, names: list[str], codes: Codes, values: Floats, reasons: Bytes8
) -> pa.Table | None:
    if not len(kept):
        return None
    whole = len(kept) == len(rows)

    def taken(column: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return column if whole else column[kept]

    reason = taken(reasons)
    missing = reason != int(MissingReason.PRESENT)
    status = np.full(len(kept), int(DeviceStatus.NOT_STATED), np.uint8) if rows.status is None else taken(rows.status)
    known = pa.nulls(len(kept), TIME)
    if rows.result_us is not None:
        result = taken(rows.result_us)
        known = pa.array(result, pa.int64(), mask=result == -1).cast(TIME)
    return pa.Table.from_arrays(
        [
            pa.DictionaryArray.from_arrays(pa.array(taken(codes), pa.int32()), pa.array(names, pa.string())),
            pa.array(taken(rows.time_us), pa.int64()).view(TIME),
            pa.array(taken(values), pa.float64(), mask=missing if missing.any() else None),
            pa.array(reason, pa.uint8()),
            pa.array(status, pa.uint8()),
            known,
        ],
        schema=READINGS,
    )


def row_fault(rows: WireRows, position: int, message: Message) -> WireFault:
    """A refused row as a fault; ``where`` is the row's place in the source."""
    series = rows.series[rows.code[position]]
    place = position + 1 if rows.row is None else int(rows.row[position])
    value = float(rows.value[position])
    unit = f" {series.unit}" if series.unit else ""
    fragment = f"{series.name}={'null' if np.isnan(value) else f'{value:g}'}{unit} {iso(rows.time_us[position])}"[:200]
    return WireFault(series.device, str(place), message, fragment)
