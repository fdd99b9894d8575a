"""Places that people inspect: their names, what can be read there, and the last values, for the phone and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from ecopark.core.network import Datastream, FlowNetwork, Meter
from ecopark.core.properties import find_property
from ecopark.core.scope import Scope
from ecopark.core.terms import DatastreamKind, Origin
from ecopark.core.units import conversion

_NOT_READ = (Origin.MODELLED, Origin.DECLARED)


class LatestValues(Protocol):
    """The part of a snapshot that knows the newest values."""

    def latest(self, scope: Scope, datastreams: Sequence[str] | None = None) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class Scale:
    """How a value is read: its unit, what is plausible, and the last value, all in that unit; None: not known."""

    unit: str
    low: float | None
    high: float | None
    last: float | None


@dataclass(frozen=True, slots=True)
class ReadStream:
    """A datastream at a place.

    Attributes
    ----------
    display
        As the meter shows it, before the device's stated factor.
    reference
        As another instrument measures it, in the property's canonical unit.
    register
        It only counts up.
    last_time
        Naive UTC; None where nothing was ever read.
    """

    datastream: Datastream
    display: Scale
    reference: Scale
    register: bool
    last_time: datetime | None


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A meter on an edge, or a monitoring point with its instruments. ``meters`` are the ids that stand on the devices."""

    id: str
    name_vi: str
    name_en: str
    firm: str | None
    point: bool
    meters: tuple[str, ...]
    streams: tuple[ReadStream, ...]


def places_to_read(network: FlowNetwork, snapshot: LatestValues, scope: Scope) -> tuple[ReadPlace, ...]:
    """All places that the scope reaches, points first, each with the datastreams that an instrument there shows."""
    streams = [d for d in network.datastreams.values() if d.origin not in _NOT_READ and scope.sees(d.firm)]
    newest = {row["datastream"]: row for row in snapshot.latest(scope, [d.id for d in streams]).to_pylist()}
    by_place: dict[str, list[ReadStream]] = {}
    for stream in streams:
        meter = network.meters[stream.meter]
        by_place.setdefault(meter.monitoring_point or meter.id, []).append(_read_stream(stream, newest.get(stream.id)))
    points = [_point(network, p, tuple(by_place[p])) for p in network.monitoring_points if p in by_place]
    return (*points, *(_meter(network, m, tuple(by_place[m.id])) for m in network.meters.values() if m.id in by_place))


def _read_stream(stream: Datastream, newest: Mapping[str, object] | None) -> ReadStream:
    """Canonical ranges and values put back into the unit on the display: value x conversion x factor is canonical."""
    found, when = (newest or {}).get("value"), (newest or {}).get("phenomenon_time")
    last = float(found) if isinstance(found, int | float) else None
    register = stream.kind is DatastreamKind.TOTAL_INCREASING
    instant = stream.kind is DatastreamKind.MEASUREMENT
    bounds = find_property(stream.observed_property)
    low = stream.plausible_min if stream.plausible_min is not None else bounds.minimum
    high = stream.plausible_max if stream.plausible_max is not None else bounds.maximum
    if not instant:  # the bounds are those of an amount per interval; a register shows the sum of many
        low, high = (0.0, None) if register else (None, None)
    if not (instant or register):
        last = None
    factor, offset = conversion(stream.unit, stream.canonical_unit, stream.id)

    def shown(value: float | None) -> float | None:
        return None if value is None or not factor * stream.factor else (value / stream.factor - offset) / factor

    limits = sorted(value for value in (shown(low), shown(high)) if value is not None) if low is not None and high else []
    display = Scale(stream.unit, limits[0] if limits else shown(low), limits[1] if limits else shown(high), shown(last))
    reference = Scale(stream.canonical_unit, low, high, last)
    return ReadStream(stream, display, reference, register, when if isinstance(when, datetime) else None)


def _point(network: FlowNetwork, point_id: str, streams: tuple[ReadStream, ...]) -> ReadPlace:
    point = network.monitoring_points[point_id]
    meters = tuple(dict.fromkeys(s.datastream.meter for s in streams))
    return ReadPlace(point.id, point.name_vi, point.name_en, point.firm, True, meters, streams)


def _meter(network: FlowNetwork, meter: Meter, streams: tuple[ReadStream, ...]) -> ReadPlace:
    """Meters have no names of their own: what they measure, and between which nodes."""
    edge = network.edges[meter.edge] if meter.edge else None
    if edge is None:
        return ReadPlace(meter.id, meter.id, meter.id, meter.firm, False, (meter.id,), streams)
    source, target = network.nodes[edge.source], network.nodes[edge.target]
    what = find_property(streams[0].datastream.observed_property)
    name_vi = f"{what.vi[:1].upper()}{what.vi[1:]}: {source.name_vi} → {target.name_vi}"
    name_en = f"{what.en[:1].upper()}{what.en[1:]}: {source.name_en} → {target.name_en}"
    return ReadPlace(meter.id, name_vi, name_en, meter.firm, False, (meter.id,), streams)
