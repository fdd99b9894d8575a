"""Parameters that a datastream's own history suggests, each with the evidence for it, for a person to accept or refuse.

Nothing here is used by itself: a proposal becomes a setting when somebody accepts it (``review``). A proposal that would
doubt more than ``MOST_DOUBTED`` of the history it was made from is withheld, with that share as the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ecopark.core.messages import Message
from ecopark.trust import observed_messages as _texts  # noqa: F401  (the texts of the proposals)
from ecopark.trust.checks.attenuated import Attenuated, attenuated, rolling_ends
from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.bounds import Bounds, outside_bounds
from ecopark.trust.checks.climatology import Climatology, cells, outside_climatology
from ecopark.trust.checks.flat_line import FlatLine, flat_line
from ecopark.trust.checks.gap import Step
from ecopark.trust.checks.level_shift import LevelShift, level_shifts
from ecopark.trust.checks.neighbour import Drift, Neighbour
from ecopark.trust.checks.rate import HOUR_US, Rate, too_fast
from ecopark.trust.checks.runs import Floats, Mask, Times, runs
from ecopark.trust.checks.spike import NORMAL_MAD, NeighbourSpike, neighbour_spike
from ecopark.trust.episodes import tidy
from ecopark.trust.evaluate import StreamPlan, Verdicts, judge_presence
from ecopark.trust.series import Series

DAY_US = 86_400_000_000
FEWEST = 1000  # readings that are a history
FEWEST_OF_A_CELL = 100
MOST_DOUBTED = 0.005


@dataclass(frozen=True, slots=True)
class Proposed:
    """One check with the parameters that the history suggests.

    Attributes
    ----------
    check
        Name in the settings.
    parameters
        None: withheld, ``why`` says the reason.
    why
        The evidence in a sentence; its ``params`` are the numbers.
    share
        Share of the history's readings that the check would doubt with them; None where other datastreams decide, too.
    """

    check: str
    parameters: Mapping[str, object] | None
    why: Message
    share: float | None


@dataclass(frozen=True, slots=True)
class Observed:
    """What the history of a datastream shows. Times in microseconds; ``resolution`` and ``noise`` canonical unit.

    ``step``: most frequent pause, ``step_share`` of all pauses; ``noise``: robust standard deviation from one reading to the
    next, of second differences; ``longest_stand``: readings of the longest run of one value that is not a resting one.
    """

    readings: int
    first: int
    last: int
    step: int
    step_share: float
    resolution: float
    noise: float
    longest_stand: int
    proposed: tuple[Proposed, ...]


def observe(series: Series, plan: StreamPlan, utc_offset: int, class_pct: float | None = None) -> Observed | None:
    """Return what the history shows and suggests; None if it is too short (``FEWEST``) or a register.

    Parameters
    ----------
    utc_offset
        Standard offset of the park's clock, microseconds: hours and seasons are local.
    class_pct
        Declared accuracy class of the instrument, per cent of the reading; None: not declared, nothing rests on it.
    """
    verdicts = Verdicts(series, plan)
    judge_presence(verdicts)
    measured = ~verdicts.explained
    times, values = series.times[measured], series.values[measured]
    if len(times) < FEWEST or plan.register:
        return None
    pauses, counts = np.unique(np.diff(times), return_counts=True)
    resting = plan.checks.flat_line.resting if plan.checks.flat_line is not None else ()
    step = int(pauses[counts.argmax()])
    history = _History(times, values, times + utc_offset, step, _resolution(values), resting, class_pct)
    noise = NORMAL_MAD * float(np.median(np.abs(np.diff(values, n=2)))) / np.sqrt(6.0)
    return Observed(
        len(times),
        int(times[0]),
        int(times[-1]),
        history.step,
        float(counts.max() / counts.sum()),
        history.resolution,
        float(noise),
        history.longest_stand,
        tuple(_kept(found, history) for found in _drafts(history, plan)),
    )


@dataclass(frozen=True, slots=True)
class _History:
    times: Times
    values: Floats
    local: Times
    step: int
    resolution: float
    resting: tuple[float, ...]
    class_pct: float | None

    @property
    def size(self) -> float:
        """A large ordinary value: what a class in per cent is taken of."""
        return float(np.quantile(np.abs(self.values), 0.99))

    @property
    def both_right(self) -> float:
        """How far two instruments of the class may be apart, or one before and after its calibration; 0: no class."""
        return 2.0 * (self.class_pct or 0.0) / 100.0 * self.size

    @property
    def longest_stand(self) -> int:
        return int(_stands(self).max(initial=1))


_Parameters = Bounds | Rate | FlatLine | NeighbourSpike | Climatology | Attenuated | LevelShift | Step | Neighbour | Drift
_Draft = tuple[str, _Parameters | None, Mapping[str, object]]


def _drafts(history: _History, plan: StreamPlan) -> Iterator[_Draft]:
    for make in _MAKERS:
        yield from make(history)
    if history.both_right > 0.0:
        told = {"class_pct": history.class_pct, "size": history.size, "smallest": history.both_right}
        for check, present in (("neighbour", plan.checks.neighbour), ("drift", plan.checks.drift)):
            if present is not None:
                yield check, replace(present, smallest=max(present.smallest, history.both_right)), told


def _kept(draft: _Draft, history: _History) -> Proposed:
    check, parameters, told = draft
    shown = {name: tidy(value) if isinstance(value, float) else value for name, value in told.items()}
    if parameters is None:
        return Proposed(check, None, Message(f"trust.observed.no_{check}", shown), 0.0)
    share = float(_JUDGES[check](history, parameters).mean()) if check in _JUDGES else None
    if share is not None and share > MOST_DOUBTED:
        params = {"check": check, "share_pct": round(100 * share, 2), "most_pct": 100 * MOST_DOUBTED}
        return Proposed(check, None, Message("trust.observed.too_many", params), share)
    content = {f.name: _rounded(getattr(parameters, f.name)) for f in fields(parameters)}
    return Proposed(check, content, Message(f"trust.observed.{check}", shown), share)


def _rounded(value: object) -> object:
    if isinstance(value, tuple):
        return [_rounded(part) for part in value]
    return tidy(value) if isinstance(value, float) else value


def _range(history: _History) -> Iterator[_Draft]:
    low, bottom, top, high = (float(q) for q in np.quantile(history.values, (0.0005, 0.01, 0.99, 0.9995)))
    margin = 0.5 * (top - bottom)
    minimum = 0.0 if low >= 0.0 > low - margin else low - margin
    told = {"low": low, "high": high, "readings": len(history.values), "margin": margin}
    yield "plausible_range", Bounds(minimum, high + margin), told


def _rate(history: _History) -> Iterator[_Draft]:
    hours = np.diff(history.times) / HOUR_US
    speed = np.abs(np.diff(history.values)) / hours
    usual = float(np.quantile(speed, 0.9999))
    if usual > 0.0:
        yield "rate_of_change", Rate(2.0 * usual), {"usual": usual, "fastest": float(speed.max())}


def _spike(history: _History) -> Iterator[_Draft]:
    values = history.values
    apart = np.abs(0.5 * (values[:-2] + values[2:]) - values[1:-1])
    usual = float(np.quantile(apart, 0.9999))
    if usual > 0.0:
        yield "neighbour_spike", NeighbourSpike(2.0 * usual), {"usual": usual, "largest": float(apart.max())}


def _flat(history: _History) -> Iterator[_Draft]:
    stands = _stands(history)
    usual = int(np.quantile(stands, 0.9999)) if len(stands) else 1
    parameters = FlatLine(max(8, 2 * usual), 0.0, history.resting)
    yield "flat_line", parameters, {"usual": usual, "longest": history.longest_stand, "resolution": history.resolution}


def _attenuated(history: _History) -> Iterator[_Draft]:
    width = max(8, DAY_US // history.step)
    if len(history.values) < 20 * width:
        return
    low, high = rolling_ends(history.values, width)
    moving = np.ones(len(low), np.bool_)
    for rest in history.resting:
        moving &= (low > rest) | (high < rest)
    if np.count_nonzero(moving) < 20:
        yield "attenuated", None, {"readings": width}
        return
    usual = float(np.quantile((high - low)[moving], 0.001))
    if usual <= 10 * history.resolution:
        yield "attenuated", None, {"readings": width}
        return
    yield "attenuated", Attenuated(width, 0.3 * usual, history.resting), {"usual": usual, "readings": width}


def _climatology(history: _History) -> Iterator[_Draft]:
    days = (int(history.times[-1]) - int(history.times[0])) / DAY_US
    seasons, hours = (4 if days >= 360 else 1), (8 if history.step <= 3 * HOUR_US else 1)
    if days < 28:
        return
    cell = cells(history.local, seasons, hours)
    low: list[float | None] = []
    high: list[float | None] = []
    for place in range(seasons * hours):
        own = history.values[cell == place]
        if len(own) < FEWEST_OF_A_CELL:
            low.append(None)
            high.append(None)
            continue
        bottom, under, over, top = (float(q) for q in np.quantile(own, (0.001, 0.05, 0.95, 0.999)))
        low.append(float(f"{bottom - (over - under):.6g}"))
        high.append(float(f"{top + (over - under):.6g}"))
    told = {"cells": sum(bound is not None for bound in low), "days": round(days), "seasons": seasons, "hours": hours}
    yield "climatology", Climatology(tuple(low), tuple(high), seasons, hours), told


def _level(history: _History) -> Iterator[_Draft]:
    _, jumps = level_shifts(history.local, history.values, LevelShift())
    if jumps.any():
        yield "level_shift", None, {"largest": float(np.abs(jumps).max())}
    elif history.times[-1] - history.times[0] >= 60 * DAY_US:
        span = float(np.diff(np.quantile(history.values, (0.01, 0.99)))[0])
        smallest = max(0.1 * span, history.both_right)
        yield "level_shift", LevelShift(smallest=smallest), {"days": LevelShift().days, "smallest": smallest}


def _step(history: _History) -> Iterator[_Draft]:
    share = float(np.mean(np.diff(history.times) == history.step))
    told = {"step_s": history.step / 1e6, "share_pct": round(100 * share, 2)}
    yield "gap", Step(history.step) if share >= 0.9 else None, told


_MAKERS: Sequence[Callable[[_History], Iterator[_Draft]]] = (
    _step,
    _range,
    _climatology,
    _rate,
    _spike,
    _flat,
    _attenuated,
    _level,
)

_JUDGES: Mapping[str, Callable[[_History, _Parameters], Mask]] = {
    "gap": lambda h, _: np.zeros(len(h.values), np.bool_),  # makes findings, doubts no reading
    "plausible_range": lambda h, p: outside_bounds(h.values, p),  # type: ignore[arg-type]
    "rate_of_change": lambda h, p: too_fast(h.times, h.values, p, Blocks.of(h.times, h.values)),  # type: ignore[arg-type]
    "neighbour_spike": lambda h, p: neighbour_spike(h.values, p),  # type: ignore[arg-type]
    "flat_line": lambda h, p: flat_line(h.values, p),  # type: ignore[arg-type]
    "climatology": lambda h, p: outside_climatology(h.local, h.values, p),  # type: ignore[arg-type]
    "attenuated": lambda h, p: attenuated(h.values, p),  # type: ignore[arg-type]
    "level_shift": lambda h, p: level_shifts(h.local, h.values, p)[0],  # type: ignore[arg-type]
}


def _resolution(values: Floats) -> float:
    """Smallest difference between two values that both occur, but for rounding."""
    apart = np.diff(np.unique(values))
    apart = apart[apart > 1e-9 * max(1.0, float(np.abs(values).max()))]
    return float(apart.min()) if len(apart) else 0.0


def _stands(history: _History) -> np.ndarray:
    """Lengths, readings, of the runs of one value that is not a resting one."""
    starts, stops = runs(np.diff(history.values) == 0.0)
    away = np.ones(len(starts), np.bool_)
    for rest in history.resting:
        away &= history.values[starts] != rest
    return np.asarray(stops - starts + 1)[away]
