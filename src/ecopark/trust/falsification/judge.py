"""All signals at one place: readings in, suspicions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ecopark.trust.checks.counter import Counter, increments
from ecopark.trust.falsification import of_station, of_stream
from ecopark.trust.falsification.of_station import Event
from ecopark.trust.falsification.of_stream import Limit, Readings
from ecopark.trust.falsification.places import Place, Stream
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.suspicion import Suspicion, merged
from ecopark.trust.series import Series


def judge_place(
    place: Place,
    readings: Mapping[str, Readings],
    limits: Mapping[str, Sequence[Limit]],
    events: Mapping[str, Sequence[Event]],
    settings: FalsificationSettings,
    offset: int,
) -> list[Suspicion]:
    """Return what the signals say about a place.

    Parameters
    ----------
    readings
        By datastream: the place's own and its loads; absent ones have no readings.
    limits
        By datastream.
    events
        By datastream: when its device was touched.
    offset
        Park's standard offset, microseconds.
    """
    own = {name: readings[name] for name in place.own if name in readings}
    found: list[Suspicion] = []
    analysers = {n: r for n, r in own.items() if r.stream.kind == "concentration"}
    beside = [readings[n] for n in place.loads if n in readings] if analysers else []
    spreads = of_stream.load_spreads(beside, offset)
    for name, r in own.items():
        loads = [readings[n] for n in place.loads if n in readings and n != name]
        found += of_stream.odd_digits(r, settings)
        found += of_stream.copied_days(r, settings)
        found += of_stream.similar_days(r, settings, offset)
        found += of_stream.night_pattern(r, loads, settings, offset)
        found += of_station.shift_after_change(r, events.get(name, ()), settings, offset)
        if r.stream.kind == "concentration":
            found += of_stream.hugs_limit(r, limits.get(name, ()), settings)
            found += of_stream.status_at_exceedance(r, limits.get(name, ()), settings)
            found += of_stream.missing_spread(r, loads, spreads, settings, offset)
            found += of_station.no_response(r, loads, settings, offset)
    if place.point is not None:
        found += of_station.strange_station(own, settings, offset)
        quiet = [s for s in found if s.signal == "missing_spread"]  # told by one analyser already: not again by all
        found += [
            s
            for s in of_station.quiet_station(analysers, spreads, settings, offset)
            if all(s.end <= q.start or s.start >= q.end for q in quiet)
        ]
    if place.pair is not None and all(n in readings for n in place.pair):
        flow, energy = (readings[n] for n in place.pair)
        found += of_station.energy_against_flow(flow, energy, settings, offset)
    return merged(found)


def readings_of(stream: Stream, series: Series, bad: np.ndarray) -> Readings:
    """Return a datastream's readings as signals read them: registers as amounts per step, bad ones marked.

    Parameters
    ----------
    bad
        Mask of the series' readings that are flagged BAD for another reason than standing still, shape (n,).
    """
    usable = ~bad & (series.status != 1) & (series.status != 2)
    times, values, status = series.times, series.values, series.status
    if stream.register:
        times, values = increments(series.times, series.values, Counter())
        regular = np.isin(times + stream.step, series.times)
        rows = np.searchsorted(series.times, times)
        times, values, status, usable = times[regular], values[regular], status[rows][regular], usable[rows][regular]
    return Readings(stream, times, values, status, usable)
