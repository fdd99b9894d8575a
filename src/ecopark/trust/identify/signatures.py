"""What a meter's own readings prove without any balance: stuck, replayed, clipped, another unit.

Each test asks for something that the meter's own baseline never showed, so a load that is constant by nature, or a
register with a coarse step, does not pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.history import History
from ecopark.trust.identify.settings import HOURS_PER_DAY, HOURS_PER_WEEK

STUCK_H, REPLAY_H, CLIPPED_H, UNIT_H = 6, 18, 4, 6
COPY_WITHIN = 0.08
REPLAY_LAGS = (HOURS_PER_DAY, HOURS_PER_WEEK, 2 * HOURS_PER_WEEK)


@dataclass(frozen=True)
class Signature:
    """Kind ``stuck``, ``replay``, ``clipping`` or ``unit``; first hour; value: constant, lag (h), limit or power of ten."""

    kind: str
    start: int
    value: float


def runs_of_equal(values: np.ndarray) -> np.ndarray:
    """Length of the run of equal readings that ends at each hour, (T, k); missing readings carry the run on."""
    run, last = np.zeros(values.shape, dtype=np.int32), np.full(values.shape[1], np.nan)
    count = np.zeros(values.shape[1], dtype=np.int32)
    for t in range(len(values)):
        seen = np.isfinite(values[t])
        same = seen & (values[t] == last)
        count = np.where(seen, np.where(same, count + 1, 1), count)
        last = np.where(seen, values[t], last)
        run[t] = np.where(seen, count, 0)
    return run


@dataclass(frozen=True)
class Usual:
    """What the baseline showed: longest run of equal readings; smallest spread of a day against a day before, per lag."""

    run: np.ndarray
    spread: np.ndarray  # (lags, k)
    tops: np.ndarray  # most readings of three days that equal their maximum
    level: np.ndarray  # largest departure (log 10) of six hours from the profile


def copy_spread(values: np.ndarray, lag: int, stop: int, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spread of log(reading / reading ``lag`` hours before) over the last day about its median, and the median. (k,)"""
    begin = max(lag, stop - HOURS_PER_DAY)
    now, before = values[begin:stop], values[begin - lag : stop - lag]
    valid = (now > 0.05 * mean) & (before > 0.05 * mean)
    ratio = np.log(np.where(valid, now, 1.0) / np.where(valid, before, 1.0))
    ratio[~valid] = np.nan
    enough = valid.sum(axis=0) >= REPLAY_H - 6
    ratio[:, ~enough] = 0.0
    middle = np.nanmedian(ratio, axis=0)
    spread = np.sqrt(np.nanmean((ratio - middle) ** 2, axis=0))
    return np.where(enough, spread, np.inf), middle


def learn_usual(values: np.ndarray, history: History, baseline: int) -> Usual:
    """Learn from the baseline of readings (T, k)."""
    mean = np.abs(history.mean)
    run = runs_of_equal(values[:baseline]).max(axis=0, initial=1)
    days = range(2 * HOURS_PER_WEEK + HOURS_PER_DAY, baseline + 1, HOURS_PER_DAY)
    spread = np.array(
        [
            np.min([copy_spread(values, lag, d, mean)[0] for d in days] or [np.full(len(mean), np.inf)], axis=0)
            for lag in REPLAY_LAGS
        ]
    )
    tops = np.max(
        [_at_top(values[max(0, d - 72) : d])[0] for d in range(72, baseline + 1, HOURS_PER_DAY)] or [np.ones(len(mean))],
        axis=0,
    )
    level = np.zeros(len(mean))
    for at in range(HOURS_PER_WEEK, baseline, UNIT_H):
        level = np.fmax(level, np.abs(_level(values, history, at)))
    return Usual(run, spread, tops, level)


def own_signatures(values: np.ndarray, run: np.ndarray, history: History, usual: Usual, stop: int) -> dict[int, Signature]:
    """Return what readings up to hour ``stop`` prove, by meter."""
    found: dict[int, Signature] = {}
    mean = np.abs(history.mean)
    found |= _unit(values, history, usual, stop)
    clipped, top = _at_top(values[max(0, stop - 72) : stop])
    for meter in np.flatnonzero((clipped >= np.maximum(CLIPPED_H, 3 * usual.tops)) & (top > 0.1 * mean)).tolist():
        found[meter] = Signature("clipping", _since(values[:stop, meter], float(top[meter])), float(top[meter]))
    for position, lag in enumerate(REPLAY_LAGS):
        if stop < lag + HOURS_PER_DAY:
            continue
        spread, _ = copy_spread(values, lag, stop, mean)
        for meter in np.flatnonzero((spread < 0.03) & (spread < 0.5 * usual.spread[position])).tolist():
            found.setdefault(meter, Signature("replay", _copied_since(values[:stop, meter], lag), float(lag)))
    last = _last_seen(run[max(0, stop - HOURS_PER_DAY) : stop])
    for meter in np.flatnonzero(last >= np.maximum(STUCK_H, 3 * usual.run)).tolist():
        seen = np.flatnonzero(np.isfinite(values[:stop, meter]))[-int(last[meter]) :]
        found[int(meter)] = Signature("stuck", int(seen[0]), float(values[seen[-1], meter]))
    return found


def _since(readings: np.ndarray, top: float) -> int:
    """First hour at the ceiling after the last reading above it."""
    above = np.flatnonzero(readings > top)
    begin = int(above[-1]) + 1 if len(above) else 0
    return begin + int(np.flatnonzero(readings[begin:] == top)[0])


def _copied_since(readings: np.ndarray, lag: int) -> int:
    """First hour from which readings are those of ``lag`` hours before, times the factor of the last day."""
    ratio = readings[lag:] / np.where(readings[:-lag] > 0, readings[:-lag], np.nan)
    other = np.flatnonzero(np.abs(ratio / np.nanmedian(ratio[-HOURS_PER_DAY:]) - 1) > COPY_WITHIN)
    return lag + (int(other[-1]) + 1 if len(other) else 0)


def _last_seen(run: np.ndarray) -> np.ndarray:
    """Last run that is not of a missing reading, per meter."""
    seen = run > 0
    at = len(run) - 1 - np.argmax(seen[::-1], axis=0)
    return np.where(seen.any(axis=0), run[at, np.arange(run.shape[1])], 0)


def _at_top(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many readings equal the maximum of their window, and the maximum."""
    top = np.nanmax(np.where(np.isfinite(values), values, -np.inf), axis=0)
    return (values == top).sum(axis=0), top


def _level(values: np.ndarray, history: History, stop: int) -> np.ndarray:
    """Median log10 of reading over profile in the last six hours, where a flow is expected; NaN elsewhere."""
    begin = max(0, stop - UNIT_H)
    mean = np.abs(history.mean)
    expected = history.expected(begin, stop, begin // HOURS_PER_WEEK)
    now = values[begin:stop]
    valid = (now > 0) & (expected > 0.05 * mean)
    ratio = np.where(valid, np.log10(np.where(valid, now, 1.0) / np.where(valid, expected, 1.0)), np.nan)
    ratio[:, valid.sum(axis=0) < UNIT_H - 2] = 0.0
    return np.where(valid.sum(axis=0) >= UNIT_H - 2, np.nanmedian(ratio, axis=0), np.nan)


def _unit(values: np.ndarray, history: History, usual: Usual, stop: int) -> dict[int, Signature]:
    level = _level(values, history, stop)
    power = np.round(level)
    is_unit = np.isin(np.abs(power), (1, 3)) & (np.abs(level - power) < 0.3) & (np.abs(level) > 2 * usual.level)
    out: dict[int, Signature] = {}
    for meter in np.flatnonzero(is_unit):
        begin = max(0, stop - 2 * HOURS_PER_DAY)
        expected = history.expected(begin, stop, begin // HOURS_PER_WEEK)[:, meter]
        near = (
            np.abs(np.log10(np.maximum(values[begin:stop, meter], 1e-12) / np.maximum(expected, 1e-12)) - power[meter]) < 0.5
        )
        near |= ~np.isfinite(values[begin:stop, meter])
        wrong = np.flatnonzero(~near)
        start = begin + (int(wrong[-1]) + 1 if len(wrong) else 0)
        out[int(meter)] = Signature("unit", min(start, stop - UNIT_H), float(power[meter]))
    return out
