"""Additive models: what the place in the week, the day, temperature, season and production each add.

One family holds the public reference method and what goes beyond it; a ``Form`` says which parts are there:

- time of week and temperature (TOWT; Mathieu et al. 2011): a level for each hour of the week, holidays as Sundays, and a
  piecewise linear effect of temperature, apart for occupied and unoccupied hours;
- change point (ASHRAE 1050-RP; 3, 4 or 5 parameters): a level per slot and straight lines below and above balance
  temperatures;
- the extended form: levels shrunk towards the hour of a working or free day, holidays and Tet as kinds of their own, the
  temperature of the last day, season, production, operating mode.

All parts are table look-ups and straight lines: a prediction is a sum of products in a fixed order, the same bit for bit
on every machine (no library of sines, no matrix product).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecopark.account.savings.calendar import KIND_ORDER
from ecopark.account.savings.features import Features
from ecopark.account.savings.series import Bool, Float, Int

SEGMENTS = 6
COLD_C, WARM_C = 10.0, 18.333333333333332  # 50 and 65 °F: hinges of the occupancy screen of the reference method
OCCUPIED_SHARE = 0.65
RIDGE = 1e-6  # in observations: keeps levels that were never seen at the mean of the rest


@dataclass(frozen=True, slots=True)
class Form:
    """Which parts an additive model has.

    Attributes
    ----------
    name
        Shown to people and kept in the baseline.
    temperature
        ``none``, ``pieces`` (six straight pieces, by occupancy) or ``balance`` (change points).
    own_days
        Holidays and Tet have levels of their own (else they are Sundays).
    shrink
        How many observations speak for the hour of a working or free day against an hour of the week.
    lagged
        The mean temperature of the last day counts as well.
    by_hour
        The effect of temperature differs by part of the day.
    season
        Knots of a slow effect around the year; 0 is none.
    """

    name: str
    temperature: str = "none"
    own_days: bool = False
    shrink: float = 0.0
    lagged: bool = False
    by_hour: bool = False
    season: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Columns ``offset + index`` with ``weight``, one or two of them per step."""

    columns: tuple[tuple[Int, Float | float], ...]
    size: int
    penalty: float  # of each coefficient against zero, in observations
    bend: float = 0.0  # of differences between neighbours, in observations
    row: int = 0  # neighbours stand in rows of this length; 0: no bend
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Additive:
    """A fitted additive model: the form, what it learnt of the data's ranges, and its coefficients."""

    form: Form
    learnt: Mapping[str, Any]
    coefficients: tuple[float, ...]

    def predict(self, seen: Features) -> Float:
        """Amount of each step; NaN where a covariate is missing."""
        flat = np.array(self.coefficients)
        total = np.zeros(len(seen.day))
        offset = 0
        for part in parts(self.form, self.learnt, seen):
            for index, weight in part.columns:
                total = total + flat[offset + index] * weight
            offset += part.size
        return total

    def content(self) -> dict[str, Any]:
        form = {name: getattr(self.form, name) for name in Form.__slots__}
        return {"kind": "additive", "form": form, "learnt": dict(self.learnt), "coefficients": list(self.coefficients)}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Additive:
        return cls(Form(**content["form"]), content["learnt"], tuple(content["coefficients"]))


def learn(form: Form, seen: Features, amount: Float) -> dict[str, Any]:
    """Knots and lists that a form needs, from the valid steps of the baseline."""
    learnt: dict[str, Any] = {"hours": seen.hours, "mean": float(np.mean(amount))}
    if seen.temperature_c is not None and form.temperature == "pieces":
        learnt["temperature_c"] = _even_knots(seen.temperature_c, SEGMENTS)
        learnt["occupied"] = occupied_slots(seen, amount)
        if seen.lagged_c is not None and form.lagged:
            learnt["lagged_c"] = _even_knots(seen.lagged_c, SEGMENTS)
    learnt["production"] = {name: _quantile_knots(values, 4) for name, values in seen.production.items()}
    learnt["mode"] = {name: sorted({int(v) for v in values}) for name, values in seen.mode.items()}
    return learnt


def _even_knots(values: Float, segments: int) -> list[float]:
    low, high = np.quantile(values, [0.02, 0.98])
    return [float(k) for k in np.linspace(low, max(high, low + 1e-6), segments + 1)]


def _quantile_knots(values: Float, segments: int) -> list[float]:
    knots = np.unique(np.quantile(values, np.linspace(0.02, 0.98, segments + 1)))
    return [float(k) for k in knots] if len(knots) > 1 else [float(knots[0]), float(knots[0]) + 1.0]


def occupied_slots(seen: Features, amount: Float) -> list[int]:
    """Slots of the week that are above the line through temperature alone more often than ``OCCUPIED_SHARE``."""
    t = seen.temperature_c
    if t is None:
        return []
    line = np.column_stack([np.ones_like(t), t, np.maximum(t - COLD_C, 0.0), np.maximum(t - WARM_C, 0.0)])
    solution = np.linalg.lstsq(line, amount, rcond=None)[0]
    above = amount > line @ solution
    slots = 7 * seen.hours
    count = np.bincount(seen.slot, minlength=slots)
    share = np.bincount(seen.slot, above, slots) / np.maximum(count, 1)
    return [int(slot) for slot in np.flatnonzero(share > OCCUPIED_SHARE)]


def parts(form: Form, learnt: Mapping[str, Any], seen: Features) -> Iterator[Part]:
    """The columns of each part, in the fixed order of the coefficients."""
    hours = seen.hours
    if form.shrink:
        free = np.where(seen.weekday == 6, 2, np.where(seen.weekday == 5, 1, 0))
        yield Part(((free * hours + seen.hour, 1.0),), 3 * hours, RIDGE)
    yield Part(((seen.slot, 1.0),), 7 * hours, form.shrink or RIDGE)
    if form.own_days:
        kinds = len(KIND_ORDER) + 1
        special = (seen.kind > 0).astype(np.float64)
        yield Part(((seen.kind * hours + seen.hour, special),), kinds * hours, 3.0)
        yield Part(((seen.kind * 2 + seen.working, special),), kinds * 2, 1.0)
    if seen.temperature_c is not None and form.temperature != "none":
        yield from _temperature_parts(form, learnt, seen)
    if form.season:
        yield from _season_parts(form.season, seen)
    for name, knots in learnt["production"].items():
        yield Part(_hats(seen.production[name], knots), len(knots), RIDGE, 1.0, len(knots))
        yield Part(((seen.slot, (seen.production[name] - knots[0]) / (knots[-1] - knots[0])),), 7 * hours, 10.0)
    for name, known in learnt["mode"].items():
        place = np.searchsorted(known, seen.mode[name])
        place = np.minimum(place, len(known) - 1)
        there = np.where(seen.mode[name] < 0, np.nan, (np.array(known)[place] == seen.mode[name]).astype(np.float64))
        yield Part(((place, there),), len(known), 0.1)
        yield Part(((place * hours + seen.hour, there),), len(known) * hours, 5.0)


def _temperature_parts(form: Form, learnt: Mapping[str, Any], seen: Features) -> Iterator[Part]:
    t = seen.temperature_c
    assert t is not None
    if form.temperature == "balance":
        for balance, side in learnt["balance"]:
            beyond = np.maximum((balance - t) if side == "heating" else (t - balance), 0.0)
            yield Part(((np.zeros(len(t), dtype=np.int64), beyond),), 1, RIDGE)
        return
    knots = learnt["temperature_c"]
    n = len(knots)
    group = np.isin(seen.slot, learnt["occupied"]).astype(np.int64)
    yield Part(_shifted(_hats(t, knots), group * n), 2 * n, RIDGE, 0.5, n)
    if form.by_hour:
        quarter = seen.hour * 8 // max(seen.hours, 1) + 8 * seen.working
        yield Part(_shifted(_hats(t, knots), quarter * n), 16 * n, 3.0, 10.0, n)
    if form.lagged and "lagged_c" in learnt and seen.lagged_c is not None:
        yield Part(_shifted(_hats(seen.lagged_c, learnt["lagged_c"]), group * n), 2 * n, 1.0, 5.0, n)


def _season_parts(knots: int, seen: Features) -> Iterator[Part]:
    place = seen.year_part * knots
    left = np.minimum(np.floor(place).astype(np.int64), knots - 1)
    right = place - left
    group = np.where(seen.working, 0, knots)
    columns = ((left + group, 1.0 - right), ((left + 1) % knots + group, right))
    yield Part(columns, 2 * knots, 20.0, 20.0, knots, ring=True)


def _hats(values: Float, knots: Sequence[float]) -> tuple[tuple[Int, Float], ...]:
    """Straight lines between knots, carried on beyond the first and the last."""
    at = np.array(knots)
    known = np.where(np.isfinite(values), values, at[0])
    left = np.clip(np.searchsorted(at, known, side="right") - 1, 0, len(at) - 2)
    right = (values - at[left]) / (at[left + 1] - at[left])
    return ((left, 1.0 - right), (left + 1, right))


def _shifted(columns: tuple[tuple[Int, Float], ...], by: Int) -> tuple[tuple[Int, Float], ...]:
    return tuple((index + by, weight) for index, weight in columns)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The columns of all parts: each row has a few of them, ``index`` (n, k) with ``weight`` (n, k); p columns in all."""

    index: Int
    weight: Float
    p: int
    penalty: Float  # (p, p)

    def gram(self) -> Float:
        """X'X (p, p), summed over the few columns that each row has."""
        k = self.index.shape[1]
        upper, diagonal = np.zeros(self.p * self.p), np.zeros(self.p)
        for a in range(k):
            diagonal += np.bincount(self.index[:, a], self.weight[:, a] ** 2, self.p)
            if a + 1 < k:
                key = (self.index[:, a, None] * self.p + self.index[:, a + 1 :]).ravel()
                weight = (self.weight[:, a, None] * self.weight[:, a + 1 :]).ravel()
                upper += np.bincount(key, weight, self.p * self.p)
        one = upper.reshape(self.p, self.p)
        return np.asarray(one + one.T + np.diag(diagonal))

    def times(self, values: Float) -> Float:
        """X'v (p,) of a column (n,)."""
        return np.asarray(np.bincount(self.index.ravel(), (self.weight * values[:, None]).ravel(), self.p), dtype=np.float64)


def design(form: Form, learnt: Mapping[str, Any], seen: Features) -> Design:
    """All parts of a form side by side, with their penalties."""
    made = list(parts(form, learnt, seen))
    p = sum(part.size for part in made)
    penalty, index, weight = np.zeros((p, p)), [], []
    n, offset = len(seen.day), 0
    for part in made:
        for columns, by in part.columns:
            index.append(columns + offset)
            weight.append(np.broadcast_to(np.asarray(by, dtype=np.float64), (n,)))
        block = slice(offset, offset + part.size)
        penalty[block, block] += np.eye(part.size) * part.penalty
        if part.bend:
            penalty[block, block] += _bends(part) * part.bend
        offset += part.size
    return Design(np.column_stack(index), np.column_stack(weight), p, penalty)


def _bends(part: Part) -> Float:
    """Sum of squared second differences along each row of neighbours."""
    n = part.row
    second = np.zeros((n if part.ring else max(n - 2, 0), n))
    for k in range(len(second)):
        for step, weight in ((0, 1.0), (1, -2.0), (2, 1.0)):
            second[k, (k + step) % n] += weight
    one = second.T @ second
    return np.asarray(np.kron(np.eye(part.size // n), one), dtype=np.float64)


def solve(gram: Float, moment: Float, penalty: Float) -> Float:
    """Coefficients of the penalised normal equations."""
    return np.asarray(np.linalg.solve(gram + penalty, moment), dtype=np.float64)


def fit_additive(form: Form, seen: Features, amount: Float, kept: Bool) -> Additive:
    """Fit on the steps ``kept`` (all valid there)."""
    subset = select(seen, kept)
    learnt = learn(form, subset, amount[kept])
    if form.temperature == "balance" and subset.temperature_c is not None:
        learnt["balance"] = balance_points(form, learnt, subset, amount[kept])
    made = design(form, learnt, subset)
    coefficients = solve(made.gram(), made.times(amount[kept]), made.penalty)
    return Additive(form, learnt, tuple(float(c) for c in coefficients))


def balance_points(form: Form, learnt: Mapping[str, Any], seen: Features, amount: Float) -> list[list[Any]]:
    """Balance temperatures of the change-point model: heating, cooling, both or none, by BIC over a grid."""
    t = seen.temperature_c
    assert t is not None
    low, high = (float(v) for v in np.quantile(t, [0.1, 0.9]))
    grid = [round(float(v), 1) for v in np.linspace(low, high, 9)]
    base = design(form, {**learnt, "balance": []}, seen)
    hinges = np.column_stack([np.maximum(b - t, 0.0) for b in grid] + [np.maximum(t - b, 0.0) for b in grid])
    both = np.column_stack([base.times(amount), *(base.times(hinges[:, k]) for k in range(hinges.shape[1]))])
    left = np.column_stack([amount, hinges])
    rest = left.T @ left - both.T @ np.linalg.solve(base.gram() + base.penalty, both)  # what the base leaves, crossed
    whole, cross, gram, n = float(rest[0, 0]), rest[1:, 0], rest[1:, 1:], len(amount)
    m = len(grid)
    choices: list[tuple[int, ...]] = [(), *((k,) for k in range(2 * m))]
    choices += [(h, m + c) for h in range(m) for c in range(h, m)]

    def bic(chosen: tuple[int, ...]) -> float:
        at = list(chosen)
        slopes = np.linalg.lstsq(gram[np.ix_(at, at)], cross[at], rcond=None)[0] if at else np.zeros(0)
        if np.any(slopes < 0):
            return float("inf")  # use that falls with cold or heat is no heating or cooling
        left = max(whole - float(cross[at] @ slopes), 1e-12 * whole + 1e-300)
        days = n / (24 if seen.hours == 24 else 1)
        return float(days * np.log(left / n) + 2 * len(at) * np.log(days))

    best = min(choices, key=bic)
    return [[grid[k % m], "heating" if k < m else "cooling"] for k in best]


def select(seen: Features, kept: Bool) -> Features:
    """The steps ``kept``."""
    cut: Callable[[Any], Any] = lambda values: None if values is None else values[kept]  # noqa: E731
    return Features(
        step_s=seen.step_s,
        day=seen.day[kept],
        hour=seen.hour[kept],
        weekday=seen.weekday[kept],
        kind=seen.kind[kept],
        year_part=seen.year_part[kept],
        temperature_c=cut(seen.temperature_c),
        lagged_c=cut(seen.lagged_c),
        production={name: values[kept] for name, values in seen.production.items()},
        mode={name: values[kept] for name, values in seen.mode.items()},
    )
