"""Avoided use and normalised savings with intervals, with and without accepted events. # design judge 4.3, 4.4"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ecopark.account.savings.baseline import (
    Baseline,
    Event,
    NotFitted,
    Prediction,
    fit_baseline,
    in_temporary,
    steps_between,
)
from ecopark.account.savings.errors import DRAWS, ErrorModel, Placebo, error_model
from ecopark.account.savings.series import DAY_S, Bool, Float, Series, micros
from ecopark.core.errors import InputError
from ecopark.core.figures import LEVEL, Evidence, Figure, Standing
from ecopark.core.messages import Message
from ecopark.core.terms import Origin

NORMAL_LEAST_DAYS = 270  # of the reporting period, to carry it over to a normal year
MOST_EXTRAPOLATED = 0.05
FIGURES = ("avoided", "avoided_unadjusted", "percent", "percent_unadjusted", "normalised", "normalised_percent")


@dataclass(frozen=True, slots=True)
class Meter:
    """Error of the meters behind the amounts.

    Attributes
    ----------
    accuracy_class
        Limits of relative error (0.01 is class 1), taken as rectangular, permanent and common to all readings.
    same
        The same meters measured baseline and reporting period: then a percentage does not depend on their error. False: the
        two periods err independently.
    """

    accuracy_class: float = 0.02
    same: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a figure is about: handed through to the figures.

    ``claimed_percent``: the saving that somebody says; the standing says whether it can be told from nothing.
    """

    carrier: str = "electricity"
    boundary: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = Origin.MEASURED
    claimed_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Savings:
    """What a method says of a measure; every figure has a 90 % interval.

    Attributes
    ----------
    avoided, avoided_unadjusted
        Adjusted baseline minus measured over the measured steps of the reporting period; with and without the accepted
        events.
    percent, percent_unadjusted
        The same as a share of the adjusted baseline, the ratio taken inside each draw.
    normalised, normalised_percent
        Of a normal year; None where no normal year was given, else possibly a figure without value and with a reason.
    placebo
        Coverage of such intervals on windows of the baseline in which nothing was saved.
    steps, expected_steps, extrapolated_steps
        Measured steps that entered the sum, steps of the period, steps outside the baseline's range.
    event_steps
        Steps left out because of temporary events.
    """

    avoided: Figure
    avoided_unadjusted: Figure
    percent: Figure
    percent_unadjusted: Figure
    normalised: Figure | None
    normalised_percent: Figure | None
    placebo: Placebo
    steps: int
    expected_steps: int
    extrapolated_steps: int
    event_steps: int
    notes: tuple[Message, ...] = field(default=())

    @property
    def extrapolated_share(self) -> float:
        return self.extrapolated_steps / self.steps if self.steps else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """A sum expected and measured, with draws of the error of the expectation by source."""

    expected: float
    measured: float
    errors: Mapping[str, Float]


def savings(
    baseline: Baseline,
    reporting: Series,
    *,
    events: Iterable[Event] = (),
    normal: Series | None = None,
    meter: Meter | None = None,
    asked: Asked | None = None,
) -> Savings:
    """Judge a reporting period against a locked baseline.

    Parameters
    ----------
    reporting
        Amounts and covariates of the period; steps without an amount or a covariate are not counted, never filled.
    events
        Accepted non-routine events of the reporting period.
    normal
        Conditions of a normal year (covariates; amounts are not looked at), for the normalised saving.

    Raises
    ------
    InputError
        account.savings.overlap where the reporting period begins before the baseline has ended; see also
        ``Baseline.predict``.
    """
    meter, asked, events = meter or Meter(), asked or Asked(), tuple(events)
    if reporting.start_us[0] < micros(baseline.end):
        raise InputError("account.savings.overlap", start=reporting.start.isoformat(), end=baseline.end.isoformat())
    known = error_model(baseline.held_out, DAY_S // baseline.step_s)
    said = baseline.predict(reporting)
    valid = reporting.valid & np.isfinite(said.amount)
    kept = valid & ~in_temporary(reporting.start_us, events)
    seed = int(baseline.sha256[:15], 16) ^ int(reporting.sha256()[:15], 16)
    plain = _sum_of(said, reporting, valid, known, np.random.default_rng(seed))
    adjusted = _sum_of(said, reporting, kept, known, np.random.default_rng(seed + 1))
    steps_known = [event for event in events if event.end is None]
    adjusted = _with_steps(adjusted, said, reporting, kept, steps_known, known, np.random.default_rng(seed + 2))
    about = _About(asked, meter, reporting.start.isoformat(), reporting.end.isoformat(), baseline.unit)
    avoided, percent = _figures(about, adjusted, "saved", np.random.default_rng(seed + 3))
    avoided_plain, percent_plain = _figures(about, plain, "saved_unadjusted", np.random.default_rng(seed + 3))
    normalised = _normalised(about, baseline, reporting, events, normal, known, seed) if normal is not None else (None, None)
    return Savings(
        avoided=avoided,
        avoided_unadjusted=avoided_plain,
        percent=percent,
        percent_unadjusted=percent_plain,
        normalised=normalised[0],
        normalised_percent=normalised[1],
        placebo=known.placebo,
        steps=int(kept.sum()),
        expected_steps=steps_between(reporting.start, reporting.end, reporting.step_s),
        extrapolated_steps=int((said.extrapolated & kept).sum()),
        event_steps=int((valid & ~kept).sum()),
        notes=_notes(said, kept),
    )


def _sum_of(said: Prediction, reporting: Series, kept: Bool, known: ErrorModel, rng: np.random.Generator) -> _Draws:
    n = int(kept.sum())
    noise, bias = known.draws(max(n, 1), rng)
    expected = float(np.sum(said.amount[kept]))
    return _Draws(expected, float(np.sum(reporting.amount[kept])), {"model:noise": noise * n, "model:bias": bias * n})


def _with_steps(
    draws: _Draws,
    said: Prediction,
    reporting: Series,
    kept: Bool,
    events: list[Event],
    known: ErrorModel,
    rng: np.random.Generator,
) -> _Draws:
    """Permanent events: the expectation is moved by the step seen after the event, with the step's own uncertainty.

    The step is what the use after the event exceeds the use that the saving before it (as a share of the expectation)
    lets expect; so an event never counts as saving or as its loss.
    """
    moved, errors = np.zeros(len(reporting)), dict(draws.errors)
    ordered = sorted(events, key=lambda event: event.start)
    bounds = [int(reporting.start_us[0]), *(micros(e.start) for e in ordered), int(reporting.start_us[-1]) + 1]
    for at, event in enumerate(ordered, start=1):
        before = kept & (reporting.start_us >= bounds[at - 1]) & (reporting.start_us < bounds[at])
        after = kept & (reporting.start_us >= bounds[at]) & (reporting.start_us < bounds[at + 1])
        usual = float(said.amount[before].sum())
        if not usual or not after.any():
            continue
        saved = float((said.amount + moved - reporting.amount)[before].sum()) / usual
        step = float((reporting.amount - moved - (1 - saved) * said.amount)[after].mean())
        later = reporting.start_us >= bounds[at]
        moved = moved + np.where(later, step, 0.0)
        n = int((kept & later).sum())
        sides = [known.draws(int(side.sum()), rng)[0] for side in (before, after)]
        errors[f"event:{event.id}"] = (sides[0] - sides[1]) * n
    return _Draws(draws.expected + float(moved[kept].sum()), draws.measured, errors)


@dataclass(frozen=True, slots=True)
class _About:
    asked: Asked
    meter: Meter
    start: str
    end: str
    unit: str


def _figures(about: _About, draws: _Draws, what: str, rng: np.random.Generator) -> tuple[Figure, Figure]:
    """The saving in units and in percent."""
    if draws.expected <= 0 or not np.isfinite(draws.expected):
        reason = Message("account.savings.nothing_expected")
        return _no_figure(about, what, about.unit, reason), _no_figure(about, f"{what}_percent", "%", reason)
    sd = about.meter.accuracy_class / 3**0.5
    limits = about.meter.accuracy_class
    before = rng.uniform(-limits, limits, DRAWS) if sd else np.zeros(DRAWS)
    after = before if about.meter.same else (rng.uniform(-limits, limits, DRAWS) if sd else np.zeros(DRAWS))
    expected = (draws.expected - sum(draws.errors.values())) / (1 + before)
    # a ratio to almost nothing says nothing: the expectation is not let below a twentieth of itself
    expected = np.maximum(expected, draws.expected / 20)
    measured = draws.measured / (1 + after)
    value = draws.expected - draws.measured
    by_meter = (draws.expected / (1 + before) - draws.measured / (1 + after)) - value
    parts = {**draws.errors, "meter:class": by_meter}
    return (
        _figure(about, what, about.unit, value, expected - measured, parts),
        _figure(about, f"{what}_percent", "%", 100 * value / draws.expected, 100 * (1 - measured / expected), parts),
    )


def _figure(about: _About, what: str, unit: str, value: float, drawn: Float, parts: Mapping[str, Float]) -> Figure:
    tail = (1 - LEVEL) / 2
    low, high = (float(v) for v in np.quantile(drawn, [tail, 1 - tail]))
    variance = {name: float(np.var(part)) for name, part in parts.items()}
    whole = sum(variance.values()) or 1.0
    shares = dict(sorted(((n, v / whole) for n, v in variance.items() if v > 0), key=lambda pair: -pair[1]))
    proved, reason = Standing.VERIFIED, None
    if low <= 0:
        proved, reason = Standing.NOT_PROVABLE, Message("account.savings.not_told_from_nothing")
    claimed = about.asked.claimed_percent
    if unit == "%" and claimed is not None and low < claimed:
        proved, reason = Standing.NOT_PROVABLE, Message("account.savings.claim_not_reached", {"claimed": claimed})
    return replace(
        _no_figure(about, what, unit, Message("account.savings.not_told_from_nothing")),
        value=value,
        low=min(low, value),
        high=max(high, value),
        standing=proved,
        reason=reason,
        contributions=shares,
    )


def _no_figure(about: _About, what: str, unit: str, reason: Message) -> Figure:
    return Figure(
        name=f"{about.asked.carrier}_{what}",
        value=None,
        unit=unit,
        standing=Standing.NOT_PROVABLE,
        origin=about.asked.origin,
        start=about.start,
        end=about.end,
        boundary=about.asked.boundary,
        evidence=about.asked.evidence,
        reason=reason,
    )


def _normalised(
    about: _About,
    baseline: Baseline,
    reporting: Series,
    events: tuple[Event, ...],
    normal: Series,
    known: ErrorModel,
    seed: int,
) -> tuple[Figure, Figure]:
    """Baseline model minus a model of the reporting period, both in the conditions of the normal year."""
    days = (reporting.end - reporting.start).days
    reason = Message("account.savings.normal_needs", {"days": NORMAL_LEAST_DAYS, "found": days})
    what = "saved_normal_year"
    after = fit_baseline(reporting, baseline.calendar, baseline.settings, events) if days >= NORMAL_LEAST_DAYS else None
    if after is None or isinstance(after, NotFitted):
        return _no_figure(about, what, about.unit, reason), _no_figure(about, f"{what}_percent", "%", reason)
    one, two = baseline.predict(normal), after.predict(normal)
    kept = np.isfinite(one.amount) & np.isfinite(two.amount)
    n, rng = int(kept.sum()), np.random.default_rng(seed + 4)
    errors = {}
    for name, model, steps in (
        ("baseline", known, baseline.steps),
        ("reporting", error_model(after.held_out, DAY_S // after.step_s), after.steps),
    ):
        noise, bias = model.draws(steps, rng)
        sign = 1.0 if name == "baseline" else -1.0
        errors[f"model:{name}"] = sign * (noise + bias) * n
    draws = _Draws(float(np.sum(one.amount[kept])), float(np.sum(two.amount[kept])), errors)
    year = replace(about, start=normal.start.isoformat(), end=normal.end.isoformat())
    return _figures(year, draws, what, np.random.default_rng(seed + 5))


def _notes(said: Prediction, kept: Bool) -> tuple[Message, ...]:
    notes = []
    share = float(said.extrapolated[kept].mean()) if kept.any() else 0.0
    if share > MOST_EXTRAPOLATED:
        notes.append(Message("account.savings.extrapolated", {"percent": round(100 * share, 1)}))
    if not said.holidays_known[kept].all():
        notes.append(Message("account.savings.holidays_unknown"))
    return tuple(notes)
