"""What is wrong with a named meter: kind, size with a 95 % interval, since when, and what would look the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.calibrate import Calibration
from ecopark.trust.identify.over_time import Named, Watch
from ecopark.trust.identify.settings import HOURS_PER_DAY, HOURS_PER_WEEK
from ecopark.trust.identify.size import size_now

LEVEL_WITHIN = 0.2  # of a factor that only the own profile tells, with 95 %
NEAR_POWER = 0.08  # of a factor in log 10: how near it must be to a power of ten
CLOCK_SHIFTS_H = tuple(s for s in range(-12, 13) if s)
CLOCK_GAIN = 0.4  # what a shift must leave of the departure from the profile
SWAPPED = 0.25

ALTERNATIVES = {
    "gain": ("bypass", "leak"), "bypass": ("gain", "leak"), "bias": ("leak", "gain"), "drift": ("gain", "leak"),
    "night": ("bypass", "clock"), "stuck": (), "replay": (), "clipping": ("gain",), "unit": (), "clock": ("unknown",),
    "swapped": ("unknown",), "unknown": ("stuck", "clock", "swapped"),
}  # fmt: skip


@dataclass(frozen=True)
class Diagnosis:
    """Of one named meter.

    Attributes
    ----------
    kind
        gain, bypass, bias, drift, night, stuck, replay, clipping, unit, clock, swapped or unknown.
    size, low, high
        Reading over truth less 1 for gain, bypass, night and unit; the same for drift, as far as it has come by now; share
        of the mean flow for bias; hours for clock (positive: late); NaN where a size means nothing. With its 95 % interval.
    start
        Hour.
    alternatives
        Other kinds that the data do not rule out.
    """

    kind: str
    size: float
    low: float
    high: float
    start: int
    alternatives: tuple[str, ...]


def diagnose(state: Watch, named: Named, stop: int | None = None) -> Diagnosis:
    """Say what is wrong with a named meter by readings up to hour ``stop`` (None: all)."""
    end = len(state.values) if stop is None else stop
    nothing = float("nan")
    if named.signature is not None:
        return _told(named.signature.kind, nothing, nothing, nothing, named.start)
    kind = named.shape
    other = swapped_with(state, named, end)
    if other is not None:
        return _told("swapped", nothing, nothing, nothing, named.start)
    shift = clock_shift(state.calibration, state.values, named.meter, named.start, end)
    if shift and kind in ("absent", "night", "gain", "bias"):
        return _told("clock", float(shift), shift - 0.5, shift + 0.5, named.start)
    size, low, high = size_now(state, named, end)
    if kind == "gain" and _power(1 + size):
        return _told("unit", size, low, high, named.start)
    factor = level_factor(state.calibration, state.values, named.meter, named.start, end)
    if kind in ("absent", "gain") and _power(factor):
        low, high = factor * (1 - LEVEL_WITHIN) - 1, factor * (1 + LEVEL_WITHIN) - 1
        return _told("unit", factor - 1, low, high, named.start)
    if kind == "absent":
        return _told("unknown", nothing, nothing, nothing, named.start)
    if kind == "gain" and size < -0.5:
        kind = "bypass"
    return _told(kind, size, low, high, named.start)


def _told(kind: str, size: float, low: float, high: float, start: int) -> Diagnosis:
    return Diagnosis(kind, size, low, high, start, ALTERNATIVES[kind])


def _power(factor: float) -> bool:
    if not factor > 0:
        return False
    level = float(np.log10(factor))
    return round(abs(level)) in (1, 2, 3) and abs(level - round(level)) < NEAR_POWER


def level_factor(calibration: Calibration, values: np.ndarray, meter: int, start: int, end: int) -> float:
    """Median reading over expected flow in the first week since the onset, while the profile of before still holds."""
    end = min(end, start + HOURS_PER_WEEK)
    expected = calibration.history.expected(start, end, start // 168)[:, meter]
    now = values[start:end, meter]
    valid = np.isfinite(now) & (expected > 0.05 * abs(float(calibration.history.mean[meter])))
    return float(np.median(now[valid] / expected[valid])) if valid.any() else float("nan")


def clock_shift(calibration: Calibration, values: np.ndarray, meter: int, start: int, end: int) -> int:
    """Hours by which the readings since ``start`` follow the meter's own profile late; 0 where no shift explains them."""
    begin, stop = start, min(end, start + 14 * HOURS_PER_DAY)
    if stop - begin < HOURS_PER_DAY:
        return 0
    now = values[begin:stop, meter]
    week = start // 168

    def misfit(shift: int) -> float:
        expected = calibration.history.expected(begin - shift + 168, stop - shift + 168, week)[:, meter]
        return float(np.nanmean(np.abs(now - expected)))

    by_shift = {s: misfit(s) for s in CLOCK_SHIFTS_H}
    best = min(by_shift, key=lambda s: by_shift[s])
    usual = calibration.history.expected(0, 168, week)[:, meter]
    noise = float(np.sqrt(calibration.history.noise.slow[meter] + calibration.history.noise.white[meter])) * float(
        usual.mean()
    )
    return (
        best
        if by_shift[best] < CLOCK_GAIN * misfit(0) or (by_shift[best] < 0.75 * misfit(0) and by_shift[best] < noise)
        else 0
    )


def swapped_with(state: Watch, named: Named, end: int) -> int | None:
    """The other named meter whose profile this one follows since the same time, and the reverse."""
    for other in state.named.values():
        if other.meter == named.meter or abs(other.start - named.start) > 3 * HOURS_PER_DAY:
            continue
        start = max(named.start, other.start)
        if end - start < HOURS_PER_DAY:
            continue
        follows = [_departure(state, a, b, start, end) for a, b in ((named.meter, other.meter), (other.meter, named.meter))]
        own = [_departure(state, m, m, start, end) for m in (named.meter, other.meter)]
        if all(f < SWAPPED and f < 0.5 * o for f, o in zip(follows, own, strict=True)):
            return other.meter
    return None


def _departure(state: Watch, meter: int, of: int, start: int, end: int) -> float:
    """Mean distance of a meter's readings from the profile of a meter, over its mean."""
    expected = state.calibration.history.expected(start, end, start // 168)[:, of]
    return float(np.nanmean(np.abs(state.values[start:end, meter] - expected)) / max(float(expected.mean()), 1e-12))
