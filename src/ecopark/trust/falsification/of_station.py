"""The signals that need more than one datastream of a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ecopark.trust.checks.runs import Floats, Times
from ecopark.trust.falsification import energy_flow, response
from ecopark.trust.falsification.blocks import DAY_US, Blocks, blocks_of, episodes, robust_z, rolling_mean
from ecopark.trust.falsification.device_change import shift_at
from ecopark.trust.falsification.of_stream import YEAR_DAYS, Readings, canonical_resolution, collapses
from ecopark.trust.falsification.settings import FalsificationSettings
from ecopark.trust.falsification.spread import LoadSpread, log_spread, windows_of, without_loads
from ecopark.trust.falsification.suspicion import Suspicion, plot_of
from ecopark.trust.station_monitor.monitor import judge
from ecopark.trust.station_monitor.propose import FEWEST_PROPERTIES, StationTable, columns_of, propose

Event = tuple[int, str]  # microseconds since 1970 UTC, what (message key: firmware, key, device, settings)


def no_response(r: Readings, loads: Sequence[Readings], settings: FalsificationSettings, offset: int) -> Iterator[Suspicion]:
    """Windows in which a concentration no longer answers to load and hour while both vary as ever."""
    times, values = r.clean()
    if r.stream.observed in ("ph",) or len(values) < 200:
        return
    columns = [c for load in loads if load.stream.id != r.stream.id and (c := _at(load, times)) is not None]
    known = np.isfinite(np.column_stack(columns)).all(axis=1) if columns else np.ones(len(times), np.bool_)
    if np.count_nonzero(known) < 200 or (not columns and r.stream.daily):
        return
    times, values = times[known], values[known]
    table = np.column_stack([c[known] for c in columns]) if columns else np.empty((len(times), 0))
    learnt = response.expected_of(times, values, table, offset, r.stream.step)
    blocks = blocks_of(times, r.stream.step, offset)
    if learnt.explained < settings.response.explained or len(blocks.key) < settings.response.window + 8:
        return
    found = response.slopes(values, learnt.expected, blocks, settings.response)
    scores, share = response.silence(found)
    window = settings.response.window
    threshold = settings.threshold("no_response", YEAR_DAYS * DAY_US / blocks.width / window)
    wanted = np.where(share <= settings.response.slope, scores, -np.inf)
    for episode in episodes(wanted, np.nan_to_num(share), window, threshold):
        start, end = blocks.start(episode.first), blocks.start(episode.last) + blocks.width
        rows = (times >= start) & (times < end)
        around = (times >= start - (end - start)) & (times < end + (end - start))
        params = {"count": int(rows.sum()), "percent": 100 * episode.size, "explained": 100 * learnt.explained}
        plot = plot_of(times[around], {"value": values[around], "expected": learnt.expected[around]}, r.stream.unit)
        yield Suspicion("no_response", (r.stream.id,), start, end, episode.score, threshold, params, plot, int(rows.sum()))


def quiet_station(
    readings: Mapping[str, Readings], beside: Sequence[LoadSpread], settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Windows in which all analysers of a station lose their spread together: one tube, one bottle.

    Each analyser's spread is compared with its own habit; their mean shows what none of them shows alone.
    """
    steps = {r.stream.step for r in readings.values()}
    if len(readings) < 2 or len(steps) != 1:
        return
    spreads: list[tuple[Blocks, Floats]] = []
    for r in readings.values():
        times, values = r.clean()
        blocks = blocks_of(times, r.stream.step, offset)
        if len(blocks.key) < settings.spread.least:
            return
        logs = without_loads(log_spread(values, blocks, canonical_resolution(r.stream)), blocks.key, beside)
        spreads.append((blocks, logs - float(np.median(logs))))
    keys = spreads[0][0].key
    for blocks, _ in spreads[1:]:
        keys = np.intersect1d(keys, blocks.key, assume_unique=True)
    if len(keys) < settings.spread.least:
        return
    mean = np.mean([z[np.searchsorted(b.key, keys)] for b, z in spreads], axis=0)
    rows = np.searchsorted(spreads[0][0].key, keys)
    first = spreads[0][0]
    common = Blocks(keys, first.first[rows], first.stop[rows], first.width, first.offset)
    names = tuple(readings)
    for found, threshold in collapses(mean, common, settings):
        start, end = common.start(found.first), common.start(found.last) + common.width
        columns = {n: _daily(readings[n], keys, offset) for n in names}
        at = keys * common.width - offset
        around = (at >= start - (end - start)) & (at < end + (end - start))
        plot = plot_of(at[around], {n: c[around] for n, c in columns.items()}, "-")
        count = int(sum(((r.times >= start) & (r.times < end)).sum() for r in readings.values()))
        params = {"count": count, "instruments": len(names), "times_smaller": float(np.exp(found.size))}
        yield Suspicion("quiet_station", names, start, end, found.score, threshold, params, plot, count, group=names)


def _daily(r: Readings, keys: Times, offset: int) -> Floats:
    """Standard deviation of each block over the record's median one."""
    times, values = r.clean()
    blocks = blocks_of(times, r.stream.step, offset)
    spread = np.array([values[i:j].std() for i, j in zip(blocks.first, blocks.stop, strict=True)])
    return np.asarray(spread[np.searchsorted(blocks.key, keys)] / max(float(np.median(spread)), 1e-12))


def energy_against_flow(
    flow: Readings, energy: Readings, settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Days on which one side works and the other stands still; weeks of an unusual specific energy."""
    days, moved, used = _common_days(flow, energy, offset)
    chosen = settings.energy_flow
    free, idle = energy_flow.contradictions(moved, used, chosen)
    for signal, mask in (("flow_without_energy", free), ("energy_without_flow", idle)):
        if mask.any():
            at = np.flatnonzero(mask)
            yield _contradiction(signal, flow, energy, days, moved, used, at, offset, 10.0 + len(at), 10.0)
    scores, sizes = energy_flow.specific_energy_shift(moved, used, chosen)
    threshold = settings.threshold("energy_flow", YEAR_DAYS / chosen.window)
    wanted = np.where(np.abs(sizes) >= chosen.material, scores, -np.inf)
    for found in episodes(wanted, sizes, chosen.window, threshold):
        signal = "energy_without_flow" if found.size > 0 else "flow_without_energy"
        at = np.arange(found.first, found.last + 1)
        if not (free | idle)[at].any():
            yield _contradiction(signal, flow, energy, days, moved, used, at, offset, found.score, threshold)


def shift_after_change(
    r: Readings, events: Sequence[Event], settings: FalsificationSettings, offset: int
) -> Iterator[Suspicion]:
    """Level shifts on the day on which the device was touched, rarer than the share of alarms allows."""
    if not events:
        return
    times, values = r.clean()
    blocks = blocks_of(times, r.stream.step, offset) if not r.stream.daily else None
    days, means = (blocks.key, blocks.mean(values)) if blocks is not None else ((times + offset) // DAY_US, values)
    event_days = [int((moment + offset) // DAY_US) for moment, _ in events]
    allowed = 0.02  # as for the status audit: the proof is cheap and the record rarely has many such days
    for (moment, what), day in zip(events, event_days, strict=True):
        shift = shift_at(days, means, day, settings.device_change, event_days)
        if shift is None or shift.rarity > allowed:
            continue
        start, end = int(day) * DAY_US - offset, (int(day) + 1 + settings.device_change.days) * DAY_US - offset
        around = (days >= day - 30) & (days <= day + 30)
        plot = plot_of(days[around] * DAY_US - offset, {"daily_mean": means[around]}, r.stream.unit)
        params = {
            "count": settings.device_change.days, "before": shift.before, "after": shift.after, "unit": r.stream.unit,
            "what": what, "rarity_pct": 100 * shift.rarity,
        }  # fmt: skip
        score, threshold = -np.log10(shift.rarity), -np.log10(allowed)
        yield Suspicion(
            "shift_after_change", (r.stream.id,), start, end, float(score), float(threshold), params, plot,
            settings.device_change.days, facts={"event": {"time": _stamp(moment), "what": what}},
        )  # fmt: skip


def strange_station(readings: Mapping[str, Readings], settings: FalsificationSettings, offset: int) -> Iterator[Suspicion]:
    """Windows in which the properties together do not belong to what the station has shown: T2 and Q over all of them."""
    steps = {r.stream.step for r in readings.values()}
    if len(readings) < FEWEST_PROPERTIES or len(steps) != 1:
        return
    step = steps.pop()
    table = _table(readings, step)
    model = propose(table, settings.monitor)
    if model is None:
        return
    judged = judge(model, columns_of(model, table))
    known = np.isfinite(judged.index)
    times, index, shares = table.times[known], judged.index[known], judged.contributions[known]
    blocks = blocks_of(times, step, offset)
    windows = windows_of(blocks, settings.spread)
    if not windows:
        return
    window = windows[0]
    logs = rolling_mean(blocks.mean(np.log(np.maximum(index, 1e-6))), window)
    scores, sizes = robust_z(logs, floor=0.05), np.asarray(logs - np.median(logs))
    alarms = rolling_mean(blocks.mean((index > 1).astype(float)), window)
    threshold = settings.threshold("station_monitor", YEAR_DAYS * DAY_US / blocks.width / window)
    for found in episodes(np.where(alarms >= 0.5, scores, -np.inf), sizes, window, threshold):
        start, end = blocks.start(found.first), blocks.start(found.last) + blocks.width
        rows = (times >= start) & (times < end)
        by_property = shares[rows].mean(axis=0)
        order = np.argsort(-by_property)
        names = [model.properties[i] for i in order]
        main = tuple(n for n, i in zip(names, order, strict=True) if by_property[i] >= 0.2) or (names[0],)
        params = {"count": int(rows.sum()), "percent": 100 * float(by_property[order[0]])}
        around = (times >= start - (end - start)) & (times < end + (end - start))
        plot = plot_of(times[around], {"index": index[around], "limit": np.ones(int(around.sum()))}, "-")
        facts = {"contributions": {n: round(float(by_property[i]), 3) for n, i in zip(names, order, strict=True)}}
        yield Suspicion(
            "station_monitor", main, start, end, found.score, threshold, params, plot, int(rows.sum()), group=tuple(names),
            facts=facts,
        )  # fmt: skip


def _table(readings: Mapping[str, Readings], step: int) -> StationTable:
    names = tuple(sorted(readings))
    cleaned = {n: readings[n].clean() for n in names}
    filled = {n: c for n, c in cleaned.items() if len(c[0])}
    if len(filled) < len(names):
        return StationTable(np.empty(0, np.int64), (), np.empty((0, 0)))
    first = min(int(t[0]) for t, _ in filled.values())
    count = (max(int(t[-1]) for t, _ in filled.values()) - first) // step + 1
    values = np.full((count, len(names)), np.nan)
    for j, name in enumerate(names):
        times, column = filled[name]
        values[(times - first) // step, j] = column
    return StationTable(first + step * np.arange(count, dtype=np.int64), names, values)


def _at(load: Readings, times: Times) -> Floats | None:
    """A load at the given times: the reading that covers each; NaN where there is none. None when it hardly overlaps."""
    at, values = load.clean()
    if len(at) == 0:
        return None
    index = np.searchsorted(at, times, side="right") - 1
    covered = (index >= 0) & (times - at[np.maximum(index, 0)] < max(load.stream.step, 1))
    return np.where(covered, values[np.maximum(index, 0)], np.nan) if covered.mean() > 0.5 else None


def _common_days(flow: Readings, energy: Readings, offset: int) -> tuple[Times, Floats, Floats]:
    sides = []
    for r in (flow, energy):
        times, values = r.clean() if r is energy else (r.times, r.values)  # a flow at zero may be flagged, and is the point
        day = (times + offset) // DAY_US
        keys, first, counts = np.unique(day, return_index=True, return_counts=True)
        whole = counts >= 0.9 * (DAY_US // r.stream.step)
        means = np.add.reduceat(values, first) / counts if len(first) else np.empty(0)
        sides.append((keys[whole], means[whole]))
    days, one, two = np.intersect1d(sides[0][0], sides[1][0], assume_unique=True, return_indices=True)
    return days, sides[0][1][one], sides[1][1][two]


def _contradiction(
    signal: str, flow: Readings, energy: Readings, days: Times, moved: Floats, used: Floats, at: np.ndarray, offset: int,
    score: float, threshold: float,
) -> Suspicion:  # fmt: skip
    start, end = int(days[at[0]]) * DAY_US - offset, (int(days[at[-1]]) + 1) * DAY_US - offset
    around = slice(max(0, int(at[0]) - 30), int(at[-1]) + 30)
    columns = {"flow_share": moved[around] / np.median(moved), "energy_share": used[around] / np.median(used)}
    plot = plot_of(days[around] * DAY_US - offset, columns, "-")
    params = {
        "count": len(at), "flow_pct": 100 * float(np.median(moved[at]) / np.median(moved)),
        "energy_pct": 100 * float(np.median(used[at]) / np.median(used)),
    }  # fmt: skip
    names = (flow.stream.id, energy.stream.id)
    return Suspicion(signal, names, start, end, score, threshold, params, plot, len(at), group=names)


def _stamp(moment: int) -> str:
    return f"{np.datetime_as_string(np.int64(moment).view('datetime64[us]'), unit='s')}Z"
