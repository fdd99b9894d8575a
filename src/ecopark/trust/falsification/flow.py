"""The flows ``falsification`` (monitoring points and balances) and ``falsification_meters`` (meters on edges).

Observations, flags, limits and imbalances in; suspicions as findings out. One task per place. Two flows, because the tables
of limits and imbalances have no datastream: a new judgement anywhere would have every meter of the park looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.terms import Flag
from ecopark.trust.checks.registry import BY_BIT, BY_SHORT
from ecopark.trust.checks.runs import Mask
from ecopark.trust.falsification import messages  # noqa: F401  # registers the texts
from ecopark.trust.falsification.catalogue import SIGNALS
from ecopark.trust.falsification.inspections import proposal_of
from ecopark.trust.falsification.judge import judge_place, readings_of
from ecopark.trust.falsification.of_balance import agree_against_balance
from ecopark.trust.falsification.of_station import Event
from ecopark.trust.falsification.of_stream import Limit, Readings
from ecopark.trust.falsification.places import BalancePlace, Place, Stream, balance_places, places_of, streams_of
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.suspicion import Suspicion, finding_row
from ecopark.trust.quality import FINDINGS
from ecopark.trust.series import Series, split_series
from ecopark.trust.settings import version_hash

CODE_VERSION = "1"  # raise it when a signal answers differently for the same parameters

OUTPUT = OutputTable("falsification_findings", FINDINGS, "datastream", "start")
METER_OUTPUT = OutputTable("falsification_meter_findings", FINDINGS, "datastream", "start")

_STILL = ("flat_line", "placeholder")  # standing still is what some signals look for


@dataclass(frozen=True, slots=True)
class FalsificationPlan:
    """All that a task needs beside its tables; plain data."""

    places: Mapping[str, Place | BalancePlace]
    streams: Mapping[str, Stream]
    events: Mapping[str, tuple[Event, ...]]
    settings: FalsificationSettings
    offset: int
    zone: str
    table: str


def falsification_flows(
    network: FlowNetwork,
    settings: FalsificationSettings | None = None,
    *,
    events: Mapping[str, Sequence[Event]] | None = None,
) -> tuple[Flow, Flow]:
    """Return the flows that look for signals of falsification: monitoring points and balances, and meters on edges.

    Parameters
    ----------
    settings
        Alarms per sensor-year and parameters of the signals.
    events
        By datastream: when its device was touched (microseconds since 1970 UTC) and how; see `events.device_events`.
    """
    chosen = settings or FalsificationSettings()
    streams = streams_of(network)
    known = {name: tuple(sorted(e)) for name, e in sorted((events or {}).items()) if name in streams and e}
    offset = ZoneInfo(network.park.zone).utcoffset(datetime(2025, 1, 1)) or timedelta(0)  # noqa: DTZ001 (standard time)
    offset_us = offset // timedelta(microseconds=1)
    places = places_of(network)
    points: tuple[Place | BalancePlace, ...] = (*(p for p in places if p.point is not None), *balance_places(network))
    meters = tuple(p for p in places if p.point is None)
    common = (streams, known, chosen, offset_us, network.park.zone)
    of_points = (*_OF_ALL, "limit_states", "imbalances")
    return (
        _flow("falsification", points, of_points, OUTPUT, common),
        _flow("falsification_meters", meters, _OF_ALL, METER_OUTPUT, common),
    )


_OF_ALL = ("observations", "flags")
_Common = tuple[Mapping[str, Stream], Mapping[str, tuple[Event, ...]], FalsificationSettings, int, str]


def _flow(
    name: str, places: Sequence[Place | BalancePlace], inputs: tuple[str, ...], output: OutputTable, common: _Common
) -> Flow:
    streams, events, settings, offset, zone = common
    read = {d for place in places for d in _datastreams(place)}
    here = {n: s for n, s in streams.items() if n in read}
    touched = {n: e for n, e in events.items() if n in read}
    version = f"{CODE_VERSION}-{version_hash([CODE_VERSION, here, list(places), touched, settings, zone])}"
    plan = FalsificationPlan({p.key: p for p in places}, here, touched, settings, offset, zone, output.name)
    return Flow(name, version, inputs, (output,), partial(_tasks, plan), partial(_run, plan, version))


def _datastreams(place: Place | BalancePlace) -> tuple[str, ...]:
    if isinstance(place, BalancePlace):
        return place.meters
    return tuple(dict.fromkeys((*place.own, *place.loads, *(place.pair or ()))))


def _tasks(plan: FalsificationPlan, _network: FlowNetwork, extent: Interval) -> Sequence[Task]:
    """One task per place over whole months: what is unusual is unusual against the whole record."""
    zone = ZoneInfo(plan.zone)
    months = list(extent.months(zone))
    whole = Interval(Interval.of_month(*months[0], zone).start, Interval.of_month(*months[-1], zone).end)
    return [Task(p.key, _datastreams(p), whole, whole) for p in plan.places.values()]


def _run(plan: FalsificationPlan, version: str, task: Task, tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    place = plan.places[task.key]
    series = split_series(tables["observations"], task.datastreams)
    bad = _bad_times(tables["flags"])
    readings: dict[str, Readings] = {
        name: readings_of(plan.streams[name], s, _marked(s, bad.get(name)))
        for name, s in series.items()
        if name in plan.streams and len(s.times)
    }
    found: Iterable[Suspicion]
    if isinstance(place, BalancePlace):
        found = agree_against_balance(place, readings, tables["imbalances"], plan.settings, plan.offset)
        name = plan.streams[place.main].meter
    else:
        limits = _limits(tables["limit_states"], place, plan.streams) if place.point is not None else {}
        found = judge_place(place, readings, limits, plan.events, plan.settings, plan.offset)
        name = place.name
    rows = [finding_row(s, proposal_of(s.signal, SIGNALS[s.signal].proof, name, s.datastreams), version) for s in found]
    unique = {str(row["id"]): row for row in rows}
    return {plan.table: pa.Table.from_pylist(list(unique.values()), FINDINGS)}


def _bad_times(flags: pa.Table) -> dict[str, np.ndarray]:
    """Datastream -> times (microseconds) of readings that are BAD for another reason than standing still."""
    if flags.num_rows == 0:
        return {}
    still = sum(BY_SHORT[short].mask for short in _STILL)
    levels = sum(check.mask for check in BY_BIT.values() if check.level is Flag.BAD) & ~still
    chosen = flags.filter(pa.array((flags["tests"].to_numpy() & np.uint32(levels)) != 0))
    times = chosen["phenomenon_time"].cast(pa.int64()).to_numpy()
    encoded = chosen["datastream"].combine_chunks().dictionary_encode() if chosen.num_rows else None
    if encoded is None:
        return {}
    array = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = array.indices.to_numpy()
    return {name: times[codes == i] for i, name in enumerate(array.dictionary.to_pylist())}


def _marked(series: Series, times: np.ndarray | None) -> Mask:
    if times is None:
        return np.zeros(len(series.times), np.bool_)
    return np.isin(series.times, times)


def _limits(states: pa.Table, place: Place, streams: Mapping[str, Stream]) -> dict[str, list[Limit]]:
    """The newest limit of each property at the place, upper and lower."""
    newest: dict[tuple[str, bool], tuple[datetime, float]] = {}
    if place.point is None:
        return {}
    for row in states.to_pylist():
        if row["monitoring_point"] != place.point:
            continue
        for column, lower in (("limit", False), ("limit_low", True)):
            key = (row["property"], lower)
            if row[column] is not None and (key not in newest or row["month"] >= newest[key][0]):
                newest[key] = (row["month"], float(row[column]))
    found: dict[str, list[Limit]] = {}
    for name in place.own:
        for (name_of, lower), (_, value) in newest.items():
            if name_of == streams[name].observed:
                found.setdefault(name, []).append(Limit(value, lower))
    return found
