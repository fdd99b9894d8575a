"""The falsifications that are put into real series: one function each, a copy of the record comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from benchmarks.falsification_data import DAY_US, HOUR_US, Record

from ecopark.trust.falsification.of_stream import Limit, Readings


@dataclass(frozen=True)
class Injected:
    """``record`` as falsified; ``start`` and ``end`` microseconds; ``targets`` falsified streams; ``limits`` in force."""

    record: Record
    start: int
    end: int
    targets: tuple[str, ...]
    limits: dict[str, list[Limit]]


Make = Callable[[Record, str, np.random.Generator], Injected | None]


def bottle(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """The sampling tube of all analysers stands in a bottle: a constant with a little noise of the instrument."""
    start, end = _span(record, target, rng, 10)
    changed = {}
    for name in record.targets:
        r = record.readings[name]
        rows = (r.times >= start) & (r.times < end)
        if rows.sum() < 10:
            return None
        noise = 0.05 * np.std(r.values) * rng.standard_normal(int(rows.sum()))
        changed[name] = _with(r, rows, 0.6 * np.median(r.values) + noise)
    return Injected(_put(record, changed), start, end, record.targets, {})


def clipped(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Whatever is above a limit (the 85 % quantile) is reported as a little below it."""
    r = record.readings[target]
    limit = float(np.quantile(r.values, 0.85))
    start, end = _span(record, target, rng, 60)
    rows = (r.times >= start) & (r.times < end) & (r.values > 0.985 * limit)
    made = _with(r, rows, limit * rng.uniform(0.95, 0.99, int(rows.sum())))
    return Injected(_put(record, {target: made}), start, end, (target,), {target: [Limit(limit)]})


def replayed(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Three days are those of an earlier week, to the digit."""
    return _replay(record, target, rng, lambda old, _sd: old)


def replayed_noisy(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Three days are those of an earlier week times 0.9, with noise of 2 % of the spread."""
    return _replay(record, target, rng, lambda old, sd: 0.9 * old + 0.02 * sd * rng.standard_normal(len(old)))


def less_spread(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Deviations from the median are reported as a fifth."""
    start, end = _span(record, target, rng, 20)
    r = record.readings[target]
    rows = (r.times >= start) & (r.times < end)
    middle = float(np.median(r.values[rows])) if rows.any() else 0.0
    return Injected(
        _put(record, {target: _with(r, rows, middle + 0.2 * (r.values[rows] - middle))}), start, end, (target,), {}
    )


def rounded(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Values are reported in steps ten times as coarse as the instrument's."""
    r = record.readings[target]
    if r.stream.daily:
        return None  # samples once a day are a laboratory's: their digits are not judged
    start, end = _span(record, target, rng, 20)
    spread = float(np.std(r.values))
    fine = 10.0 ** np.floor(np.log10(spread / 30))
    steady = replace(r.stream, resolution=fine)
    values = np.round(r.values / fine) * fine
    rows = (r.times >= start) & (r.times < end)
    values[rows] = np.round(values[rows] / (10 * fine)) * 10 * fine
    made = Readings(steady, r.times, values, r.status, r.usable)
    return Injected(_put(record, {target: made}), start, end, (target,), {})


def calibrating(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Twelve honest calibrations; besides, half of the exceedances are sent as calibrating from their second reading on."""
    r = record.readings[target]
    limit = float(np.quantile(r.values, 0.98))
    status = r.status.copy()
    for at in rng.integers(0, len(status), 12):
        if r.values[max(at - 1, 0)] <= limit:
            status[at : at + 2] = 1
    above = np.flatnonzero((r.values[1:] > limit) & (r.values[:-1] > limit)) + 1
    start, end = _span(record, target, rng, 180)
    chosen = [i for i in above.tolist() if start <= r.times[i] < end and rng.random() < 0.5]
    status[chosen] = 1
    if len(chosen) < 3:
        return None
    made = Readings(r.stream, r.times, r.values, status, status == 0)
    return Injected(_put(record, {target: made}), start, end, (target,), {target: [Limit(limit)]})


def night(record: Record, target: str, rng: np.random.Generator) -> Injected | None:
    """Between 22 and 5 o'clock half is reported."""
    start, end = _span(record, target, rng, 20)
    r = record.readings[target]
    if r.stream.daily:
        return None
    hour = r.times % DAY_US // HOUR_US
    rows = (r.times >= start) & (r.times < end) & ((hour >= 22) | (hour < 5))
    return Injected(_put(record, {target: _with(r, rows, 0.5 * r.values[rows])}), start, end, (target,), {})


KINDS: dict[str, tuple[Make, tuple[str, ...], str]] = {
    "sample bottle, 10 days": (
        bottle,
        ("missing_spread", "quiet_station", "no_response", "station_monitor"),
        "concentration",
    ),
    "clipped below the limit, 60 days": (clipped, ("hugs_limit",), "concentration"),
    "replay to the digit, 3 days": (replayed, ("copied_days",), ""),
    "replay x 0.9 with noise, 3 days": (replayed_noisy, ("similar_days",), ""),
    "a fifth of the spread, 20 days": (
        less_spread,
        ("missing_spread", "quiet_station", "no_response", "station_monitor"),
        "concentration",
    ),
    "digits ten times coarser, 20 days": (rounded, ("odd_digits",), ""),
    "calibration at exceedances, half a year": (calibrating, ("status_at_exceedance",), "concentration"),
    "nights halved, 20 days": (night, ("night_pattern",), ""),
}


def _replay(
    record: Record, target: str, rng: np.random.Generator, make: Callable[[np.ndarray, float], np.ndarray]
) -> Injected | None:
    r = record.readings[target]
    if r.stream.daily:
        return None
    per_day = DAY_US // r.stream.step
    n = 3 * per_day
    week = 7 * per_day
    if len(r.values) < 4 * week:
        return None
    first = int(rng.integers(2 * week, len(r.values) - n))
    first -= int((r.times[first] % DAY_US) // r.stream.step)
    back = week * int(rng.integers(1, max(2, first // week)))
    values = r.values.copy()
    values[first : first + n] = make(r.values[first - back : first - back + n], float(np.std(r.values)))
    if float(np.std(values[first : first + n])) < 0.05 * float(np.std(r.values)):
        return None  # a rest was copied: nobody can see that, and nobody needs to
    made = Readings(r.stream, r.times, values, r.status, r.usable)
    return Injected(_put(record, {target: made}), int(r.times[first]), int(r.times[first + n - 1]), (target,), {})


def _span(record: Record, target: str, rng: np.random.Generator, days: int) -> tuple[int, int]:
    """A stretch inside the record; samples once a day need six times as long, at most a third of the record."""
    r = record.readings[target]
    length = int(r.times[-1] - r.times[0])
    wanted = days * DAY_US * (6 if r.stream.daily else 1)
    wanted = min(wanted, length // 3)
    start = int(r.times[0]) + int(rng.uniform(0.05, 0.95) * (length - wanted))
    start = start // DAY_US * DAY_US
    return start, start + wanted // DAY_US * DAY_US


def _with(r: Readings, rows: np.ndarray, values: np.ndarray) -> Readings:
    changed = r.values.copy()
    changed[rows] = values
    return Readings(r.stream, r.times, changed, r.status, r.usable)


def _put(record: Record, changed: dict[str, Readings]) -> Record:
    return replace(record, readings={**record.readings, **changed})
