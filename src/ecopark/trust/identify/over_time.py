"""Watching a park day by day: who is named, since when, and what stays an ambiguity. Causal: a day sees only its past.

A meter that is named stays in the fit of its balances with all shapes from its onset, so that its siblings can still be
judged; one whose own readings prove it stuck, replayed or clipped counts as unmeasured from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ecopark.trust.identify.calibrate import Calibration, calibrate
from ecopark.trust.identify.own import own_scan
from ecopark.trust.identify.scan import ABSENT, BIAS, GAIN, NIGHT, RAMP, SHAPES, Pairs, prepare, signatures
from ecopark.trust.identify.search import Explanation, Shape, explain, look, neighbourhood, remove, score_table
from ecopark.trust.identify.settings import HOURS_PER_DAY, IdentifySettings
from ecopark.trust.identify.signatures import Signature, learn_usual, own_signatures, runs_of_equal

SCREEN = 20.0
HYPOTHESES = 60  # that a meter has a day, as independent ones


@dataclass(frozen=True)
class Named:
    """A meter that is named, at hour ``named`` (the end of a day), wrong since ``start``."""

    meter: int
    named: int
    start: int
    shape: str
    size: float
    statistic: float
    margin: float
    signature: Signature | None
    explanation: Explanation | None


@dataclass
class Watch:
    """State of the watch over one set of balances; ``step`` takes it on by one day."""

    values: np.ndarray
    calibration: Calibration
    settings: IdentifySettings
    relative_sd: np.ndarray
    named: dict[int, Named] = field(default_factory=dict)
    leaks: dict[int, Explanation] = field(default_factory=dict)
    open: list[Explanation] = field(default_factory=list)
    yesterday: set[int] = field(default_factory=set)


def watch(
    matrix: np.ndarray, values: np.ndarray, relative_sd: np.ndarray, floor_sd: np.ndarray, settings: IdentifySettings | None = None
) -> Watch:
    """Watch hourly readings (T, k) of meters in balances (m, k) from the end of the baseline to the end of the record.

    Returns the state after the last whole day; deterministic.
    """
    chosen = settings or IdentifySettings()
    for state in days(matrix, values, relative_sd, floor_sd, chosen):
        last = state
    return last


def days(
    matrix: np.ndarray, values: np.ndarray, relative_sd: np.ndarray, floor_sd: np.ndarray, settings: IdentifySettings
) -> Iterator[Watch]:
    """Yield the (same) state after each day of watching."""
    baseline = settings.baseline_hours
    calibration = calibrate(matrix, values, relative_sd, floor_sd, baseline)
    state = Watch(values, calibration, settings, relative_sd)
    pairs = signatures(calibration, matrix)
    usual, run = learn_usual(values, calibration.history, baseline), runs_of_equal(values)
    yield state
    for stop in range(baseline + HOURS_PER_DAY, len(values) + 1, HOURS_PER_DAY):
        for meter, signature in own_signatures(values, run, calibration.history, usual, stop).items():
            if meter not in state.named and signature.kind != "unit":
                state.named[meter] = Named(meter, stop, signature.start, signature.kind, signature.value, np.inf, np.inf, signature, None)
        _day(state, pairs, stop)
        yield state


def _day(state: Watch, pairs: Pairs, stop: int) -> None:
    settings, calibration = state.settings, state.calibration
    matrix = calibration.matrix
    meters = matrix.shape[1]
    start = max(0, stop - settings.window_hours)
    white = remove(calibration, pairs, calibration.white, _known(state), start, stop)
    material = np.array([settings.material(float(sd)) for sd in state.relative_sd])
    today = prepare(calibration, pairs, settings.window_hours, stop)
    own = own_scan(calibration, today)
    everywhere = look(calibration, pairs, np.arange(len(matrix)), today, settings, material, None)
    best = score_table(calibration, pairs, everywhere, white).excess.max(axis=(0, 1))
    threshold = settings.threshold(HYPOTHESES)
    hot = [(float(best[i]), int(m)) for i, m in enumerate(everywhere.meters) if best[i] >= SCREEN and m not in state.named]
    seen: set[int] = set()
    state.open, done = [], np.zeros(len(matrix), dtype=bool)
    for _, meter in sorted(hot, reverse=True):
        rows = _rows_of(matrix, meter)
        if done[rows].all():
            continue
        done[rows] = True
        around = look(calibration, pairs, neighbourhood(matrix, rows), today, settings, material, own)
        for explanation in explain(calibration, pairs, around, white, threshold):
            done[_rows_of(matrix, explanation.meter)] = True
            seen.add(explanation.meter)
            _decide(state, explanation, stop, meters, 4 * threshold)
    state.yesterday = seen


def _rows_of(matrix: np.ndarray, meter: int) -> np.ndarray:
    """Balances of a meter, or the one of a leak."""
    meters = matrix.shape[1]
    return np.array([meter - meters]) if meter >= meters else np.flatnonzero(matrix[:, meter])


def _known(state: Watch) -> list[Shape]:
    meters = state.calibration.matrix.shape[1]
    shapes: list[Shape] = []
    for named in state.named.values():
        shapes += [(named.meter, shape, named.start) for shape in (GAIN, BIAS, ABSENT, NIGHT, RAMP)]
    return shapes + [(meters + row, BIAS, leak.onset) for row, leak in state.leaks.items()]


def _decide(state: Watch, explanation: Explanation, stop: int, meters: int, at_once: float) -> None:
    settings = state.settings
    clear = explanation.margin >= settings.needed_margin(explanation.chi_square)
    again = explanation.meter in state.yesterday
    if explanation.meter >= meters:
        same_as = [meter for meter, score in explanation.rivals if explanation.score - score < settings.needed_margin(explanation.chi_square)]
        if again and (clear or not same_as):
            state.leaks[explanation.meter - meters] = explanation
        return
    material = settings.material(float(state.relative_sd[explanation.meter]))
    sure = (abs(explanation.size) - material) / np.sqrt(explanation.variance) >= 2.0
    if explanation.meter in state.named:
        return
    if clear and sure and (again or explanation.excess >= at_once):
        state.named[explanation.meter] = Named(
            explanation.meter, stop, explanation.onset, SHAPES[explanation.shape], explanation.size, explanation.chi_square,
            explanation.margin, None, explanation,
        )  # fmt: skip
    else:
        state.open.append(explanation)
