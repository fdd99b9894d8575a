"""Newest value of every datastream, as soon as it is durable: not yet checked, shown as such."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ecopark.connect.live.flags import LiveFlag, LiveFlags
from ecopark.connect.live.wire import Codes, Ints
from ecopark.core.network import FlowNetwork
from ecopark.core.ports import Clock
from ecopark.core.scope import Scope
from ecopark.core.terms import DeviceStatus, MissingReason

_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class LiveValue:
    """The newest reading of a datastream.

    Attributes
    ----------
    time_us
        Phenomenon time, microseconds since 1970, UTC.
    value
        In the canonical unit of the property; None where the reading has none, ``reason`` says why.
    recorded_us
        When it was durable.
    checked
        Always False: the stored flags are set by the batch run, later. ``LiveValues.flag`` has what is known now.
    """

    datastream: str
    time_us: int
    value: float | None
    unit: str
    reason: MissingReason
    status: int
    recorded_us: int
    checked: bool = False


class LiveValues:
    """Newest values since the process started, of every door. Safe to use from several threads."""

    def __init__(self, network: FlowNetwork, clock: Clock, flags: LiveFlags | None = None) -> None:
        self._flags = flags
        self._network = network
        self._clock = clock
        self._names = tuple(network.datastreams)
        self._place = {name: i for i, name in enumerate(self._names)}
        n = len(self._names)
        self._lock = threading.Lock()
        self._token = 0
        self._changed = np.zeros(n, np.int64)
        self._time = np.full(n, _NEVER, np.int64)
        self._recorded = np.zeros(n, np.int64)
        self._value = np.full(n, np.nan)
        self._reason = np.zeros(n, np.uint8)
        self._status = np.full(n, int(DeviceStatus.NOT_STATED), np.uint8)

    @property
    def token(self) -> int:
        """Names the present state; grows with every change."""
        return self._token

    def update(self, readings: pa.Table) -> None:
        """Take over what a ``READINGS`` table says that was just made durable; older readings change nothing."""
        readings = readings.unify_dictionaries().combine_chunks()
        if not len(readings):
            return
        named = readings.column("datastream").chunk(0)
        places = np.array([self._place.get(name, -1) for name in named.dictionary.to_pylist()], np.int64)
        code = named.indices.to_numpy(zero_copy_only=False)
        time = readings.column("phenomenon_time").chunk(0).cast(pa.int64()).to_numpy()
        rows = _newest_rows(code, time, len(places))
        at = places[code[rows]]
        at, rows = at[at >= 0], rows[at >= 0]
        chosen = readings.take(pa.array(rows))
        with self._lock:
            newer = self._time[at] <= time[rows]
            at, kept = at[newer], np.flatnonzero(newer)
            self._time[at] = time[rows][kept]
            self._value[at] = chosen.column("value").combine_chunks().to_numpy(zero_copy_only=False)[kept]
            self._reason[at] = chosen.column("reason").to_numpy()[kept]
            self._status[at] = chosen.column("status").to_numpy()[kept]
            recorded_us = int(self._clock().timestamp() * 1e6)
            self._recorded[at] = recorded_us
            self._token += 1
            self._changed[at] = self._token
        if self._flags is not None:
            self._flags.take(readings, recorded_us)

    def flag(self, value: LiveValue) -> LiveFlag | None:
        """What the checks say of a newest value so far; None where nothing judges live values or it has none."""
        return None if self._flags is None or value.value is None else self._flags.of(value.datastream, value.time_us)

    def newest(self, scope: Scope, datastreams: Iterable[str]) -> Mapping[str, LiveValue]:
        """Newest values of these datastreams, as far as the scope sees them and there is one."""
        with self._lock:
            asked = (self._place[name] for name in datastreams if name in self._place)
            return {value.datastream: value for value in (self._at(i) for i in asked if self._seen(scope, i))}

    def changed_since(self, scope: Scope, token: int) -> tuple[int, Mapping[str, LiveValue]]:
        """The present token, and what the scope sees of the values that changed after ``token``."""
        with self._lock:
            asked = np.flatnonzero(self._changed > token).tolist()
            found = {value.datastream: value for value in (self._at(i) for i in asked if self._seen(scope, i))}
            return self._token, found

    def _seen(self, scope: Scope, place: int) -> bool:
        datastream = self._network.datastreams[self._names[place]]
        return self._time[place] != _NEVER and scope.sees(datastream.firm, public=datastream.public)

    def _at(self, place: int) -> LiveValue:
        name, value = self._names[place], float(self._value[place])
        return LiveValue(
            name,
            int(self._time[place]),
            None if np.isnan(value) else value,
            self._network.datastreams[name].canonical_unit,
            MissingReason(int(self._reason[place])),
            int(self._status[place]),
            int(self._recorded[place]),
        )


def _newest_rows(code: Codes, time: Ints, codes: int) -> Ints:
    """Per code that stands there the row of its newest time, the last one of equals."""
    newest = np.full(codes, _NEVER, np.int64)
    np.maximum.at(newest, code, time)
    candidates = np.flatnonzero(time == newest[code])
    row = np.full(codes, -1, np.int64)
    np.maximum.at(row, code[candidates], candidates)
    return row[row >= 0]
