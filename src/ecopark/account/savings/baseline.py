"""A baseline: candidates compared on weeks held out, the best one fitted on all of it, locked by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from ecopark.account.savings import messages  # noqa: F401  # registers the texts
from ecopark.account.savings.additive import Additive
from ecopark.account.savings.boosting import Boosted
from ecopark.account.savings.calendar import NO_CALENDAR, Calendar
from ecopark.account.savings.candidates import (
    SEASON_DAYS,
    Score,
    Settings,
    admitted,
    best_of,
    block_of,
    fit,
    held_out_values,
    predicted,
    score,
)
from ecopark.account.savings.errors import enough_weeks
from ecopark.account.savings.features import features
from ecopark.account.savings.series import DAY_S, Bool, Covariate, Float, Int, Role, Series, local_days, micros
from ecopark.core.errors import InputError
from ecopark.core.messages import Message

FORMAT = "ecopark-baseline/1"
FEWEST_BLOCKS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """An accepted non-routine event. ``end`` None: the change stays (a new line, a closed hall).

    A temporary event is left out of learning and of the sum; a permanent one is a step that is fitted.
    """

    id: str
    start: datetime
    end: datetime | None = None

    def content(self) -> dict[str, str | None]:
        return {"id": self.id, "start": self.start.isoformat(), "end": self.end.isoformat() if self.end else None}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Event:
        end = content["end"]
        return cls(content["id"], datetime.fromisoformat(content["start"]), datetime.fromisoformat(end) if end else None)


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What the baseline expects of each step of a series.

    Attributes
    ----------
    amount
        (n,) NaN where a covariate is missing.
    extrapolated
        (n,) a covariate lies outside the range of the baseline, or an operating mode is new.
    holidays_known
        (n,) the calendar has been entered for the year of the step.
    """

    amount: Float
    extrapolated: Bool
    holidays_known: Bool


@dataclass(frozen=True, slots=True)
class NotFitted:
    """No baseline can be made, and why."""

    reason: Message


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A fitted model with all that is needed to use it elsewhere and to judge its errors.

    Attributes
    ----------
    start, end, steps
        Period and number of steps that it was fitted on.
    data_sha256
        Hash of the series it was fitted on (``Series.sha256``).
    ranges
        Covariate -> (role, unit, low, high) as seen in the baseline (0.5 % of the steps on each side left out);
        for modes the list of modes stands in the model.
    scores
        Every candidate's out-of-sample error, the chosen one's name in ``chosen``.
    held_out
        Day number since 1970 -> (block, steps, measured, error): sums over the valid steps of the day, error = model minus
        measured by a model that had not seen the block. Intervals are made of these.
    """

    start: datetime
    end: datetime
    step_s: int
    unit: str
    zone: ZoneInfo
    calendar: Calendar
    settings: Settings
    events: tuple[Event, ...]
    data_sha256: str
    steps: int
    expected_steps: int
    total: float
    ranges: Mapping[str, tuple[str, str, float, float]]
    scores: tuple[Score, ...]
    chosen: str
    additive: Additive
    boosted: Boosted | None
    held_out: tuple[tuple[int, int, int, float, float], ...] = field(repr=False)

    def predict(self, series: Series) -> Prediction:
        """Expected amounts under the conditions of ``series``; its own amounts are not looked at.

        Raises
        ------
        InputError
            account.savings.other_step, .other_unit, .covariate_absent: the series does not fit this baseline.
        """
        self._fits(series)
        shaped = with_events(series, self.events, self.zone)
        seen = features(self._ordered(shaped), self.calendar)
        amount = predicted(self.additive, self.boosted, seen)
        beyond = np.zeros(len(series), dtype=bool)
        for name, (role, _, low, high) in self.ranges.items():
            values = shaped.covariates[name].values
            if role == Role.MODE:
                beyond |= np.isfinite(values) & ~np.isin(values, self.additive.learnt["mode"][name])
            else:
                beyond |= (values < low) | (values > high)
        day, _ = local_days(series.start_us, series.zone)
        return Prediction(amount, beyond, self.calendar.knows(day))

    def _fits(self, series: Series) -> None:
        if series.step_s != self.step_s:
            raise InputError("account.savings.other_step", expected=self.step_s, found=series.step_s)
        if series.unit != self.unit:
            raise InputError("account.savings.other_unit", expected=self.unit, found=series.unit)
        own = {event_name(event) for event in self.events}
        for name, (_, unit, _, _) in self.ranges.items():
            if name in own:
                continue
            if name not in series.covariates:
                raise InputError("account.savings.covariate_absent", name=name)
            if series.covariates[name].unit != unit:
                raise InputError("account.savings.other_unit", expected=unit, found=series.covariates[name].unit)

    def _ordered(self, series: Series) -> Series:
        return replace(series, zone=self.zone, covariates={name: series.covariates[name] for name in self.ranges})

    def content(self) -> dict[str, Any]:
        """The baseline as JSON; ``Baseline.of`` turns it back, with the same predictions bit for bit."""
        return {
            "format": FORMAT,
            "period": [self.start.isoformat(), self.end.isoformat()],
            "step_s": self.step_s,
            "unit": self.unit,
            "zone": self.zone.key,
            "calendar": self.calendar.content(),
            "settings": {**asdict(self.settings), "candidates": list(self.settings.candidates)},
            "events": [event.content() for event in self.events],
            "data_sha256": self.data_sha256,
            "steps": self.steps,
            "expected_steps": self.expected_steps,
            "total": self.total,
            "covariates": [[name, *said] for name, said in self.ranges.items()],
            "scores": [asdict(score) for score in self.scores],
            "chosen": self.chosen,
            "model": {
                "additive": self.additive.content(),
                "boosted": None if self.boosted is None else self.boosted.content(),
            },
            "held_out": [list(row) for row in self.held_out],
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Baseline:
        """The baseline that ``content`` says; ``InputError`` account.savings.format for another format."""
        if content.get("format") != FORMAT:
            raise InputError("account.savings.format", found=content.get("format"), expected=FORMAT)
        model, settings = content["model"], dict(content["settings"])
        settings["candidates"] = tuple(settings["candidates"])
        zone = ZoneInfo(content["zone"])
        start, end = (datetime.fromisoformat(text).astimezone(zone) for text in content["period"])
        return cls(
            start=start,
            end=end,
            step_s=content["step_s"],
            unit=content["unit"],
            zone=zone,
            calendar=Calendar.of(content["calendar"]),
            settings=Settings(**settings),
            events=tuple(Event.of(event) for event in content["events"]),
            data_sha256=content["data_sha256"],
            steps=content["steps"],
            expected_steps=content["expected_steps"],
            total=content["total"],
            ranges={name: (role, unit, low, high) for name, role, unit, low, high in content["covariates"]},
            scores=tuple(Score(**score) for score in content["scores"]),
            chosen=content["chosen"],
            additive=Additive.of(model["additive"]),
            boosted=None if model["boosted"] is None else Boosted.of(model["boosted"]),
            held_out=tuple((d, b, n, m, e) for d, b, n, m, e in content["held_out"]),
        )

    @property
    def sha256(self) -> str:
        """Name of the locked baseline: hash of its canonical JSON."""
        return hashlib.sha256(canonical(self.content())).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON: keys sorted, no blanks, UTF-8, shortest decimal that is the same number."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def fit_baseline(
    series: Series, calendar: Calendar = NO_CALENDAR, settings: Settings | None = None, events: Iterable[Event] = ()
) -> Baseline | NotFitted:
    """Choose and fit a baseline on a series that lies wholly before the measure.

    Parameters
    ----------
    series
        Amounts and covariates of the baseline period, and of nothing later.
    calendar
        Special days of the place; it must know the years of the reporting period as well.
    events
        Accepted non-routine events within the baseline.

    Returns
    -------
    Baseline, or NotFitted where the period is too short to hold blocks out or nothing in it varies.
    """
    settings = settings or Settings()
    events = tuple(sorted(events, key=lambda event: (event.start, event.id)))
    shaped = with_events(series, events, series.zone)
    valid = shaped.valid & ~in_temporary(series.start_us, events)
    seen = features(shaped, calendar)
    blocks = block_of(seen.day, settings.block_days)
    if len(np.unique(seen.day[valid])) < FEWEST_BLOCKS * settings.block_days:
        return NotFitted(Message("account.savings.too_short", {"days": FEWEST_BLOCKS * settings.block_days}))
    if float(np.ptp(shaped.amount[valid])) == 0.0:
        return NotFitted(Message("account.savings.nothing_varies"))
    season = int(seen.day[valid][-1] - seen.day[valid][0]) + 1 >= SEASON_DAYS
    outs = held_out_values(tuple(admitted(settings, seen, season)), seen, shaped.amount, valid, settings, season)
    scores = [score(candidate.name, out, shaped.amount, valid, blocks) for candidate, out in outs.items()]
    chosen = best_of(scores, settings.simpler_by)
    candidate = next(candidate for candidate in outs if candidate.name == chosen)
    out = outs[candidate]
    held_out = _daily(seen.day, blocks, shaped.amount, out, valid)
    if not enough_weeks(held_out, DAY_S // series.step_s):
        return NotFitted(Message("account.savings.too_sparse"))
    additive, boosted = fit(candidate, seen, shaped.amount, valid, season)
    return Baseline(
        start=series.start,
        end=series.end,
        step_s=series.step_s,
        unit=series.unit,
        zone=series.zone,
        calendar=calendar,
        settings=settings,
        events=events,
        data_sha256=series.sha256(),
        steps=int(valid.sum()),
        expected_steps=steps_between(series.start, series.end, series.step_s),
        total=float(shaped.amount[valid].sum()),
        ranges={name: _range(covariate, valid) for name, covariate in shaped.covariates.items()},
        scores=tuple(scores),
        chosen=chosen,
        additive=additive,
        boosted=boosted,
        held_out=held_out,
    )


def _range(covariate: Covariate, valid: Bool) -> tuple[str, str, float, float]:
    low, high = np.quantile(covariate.values[valid], [0.005, 0.995])
    return covariate.role.value, covariate.unit, float(low), float(high)


def _daily(day: Int, blocks: Int, amount: Float, out: Float, valid: Bool) -> tuple[tuple[int, int, int, float, float], ...]:
    known = valid & np.isfinite(out)
    days, inverse = np.unique(day[known], return_inverse=True)
    count = np.bincount(inverse)
    measured = np.bincount(inverse, amount[known])
    error = np.bincount(inverse, (out - amount)[known])
    block = np.zeros(len(days), dtype=np.int64)
    block[inverse] = blocks[known]
    rows = zip(days, block, count, measured, error, strict=True)
    return tuple((int(d), int(b), int(n), float(m), float(e)) for d, b, n, m, e in rows)


def steps_between(start: datetime, end: datetime, step_s: int) -> int:
    """How many steps a period has (days of 23 or 25 hours count as one in daily series)."""
    return round((end - start) / timedelta(seconds=step_s))


def event_name(event: Event) -> str:
    """Name of the covariate that carries a permanent event."""
    return f"event:{event.id}"


def with_events(series: Series, events: Iterable[Event], zone: ZoneInfo) -> Series:
    """The series with a mode 0 before and 1 after each permanent event."""
    added = {
        event_name(event): Covariate(Role.MODE, (series.start_us >= micros(event.start)).astype(np.float64))
        for event in events
        if event.end is None
    }
    return replace(series, zone=zone, covariates={**series.covariates, **added}) if added else series


def in_temporary(start_us: Int, events: Iterable[Event]) -> Bool:
    """Steps within a temporary event."""
    inside = np.zeros(len(start_us), dtype=bool)
    for event in events:
        if event.end is not None:
            inside |= (start_us >= micros(event.start)) & (start_us < micros(event.end))
    return inside
