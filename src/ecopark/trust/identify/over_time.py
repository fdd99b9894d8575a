"""Watching a park day by day: who is named, since when, and what stays an ambiguity. Causal: a day sees only its past.

A meter that is named stays in the fit of its balances with all shapes from its onset, so that its siblings can still be
judged; one whose own readings prove it stuck, replayed or clipped counts as unmeasured from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from ecopark.trust.identify.calibrate import Calibration, calibrate
from ecopark.trust.identify.naming import SMALL, believable, beside_named, crowded, needed_margin
from ecopark.trust.identify.own import own_scan
from ecopark.trust.identify.scan import ABSENT, BIAS, GAIN, NIGHT, RAMP, SHAPES, Pairs, prepare, signatures
from ecopark.trust.identify.search import (
    Explanation,
    Innovations,
    Shape,
    Table,
    explain,
    look,
    neighbourhood,
    remove,
    score_table,
)
from ecopark.trust.identify.settings import HOURS_PER_DAY, HOURS_PER_WEEK, IdentifySettings
from ecopark.trust.identify.signatures import Signature, learn_usual, own_signatures, runs_of_equal

SCREEN = 20.0
RELATION_WEIGHT = 0.5  # a relation wanders less regularly than the filter takes it
UNMEASURED = ("absent", "stuck", "replay", "clipping")  # nothing of the flow is known from such a meter
WANDERING_H = 10.0
CONFIRMED = 12.0  # chi-square of the balances with which a meter's own readings are believed to be wrong
SAME_ONSET_H = 3 * HOURS_PER_DAY
UNSURE_H = 12  # hours before an onset that may belong to the fault
AT_ONCE = 2.5  # times the threshold: named the first day; below, the second day that it comes out best
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
    margin_needed: float = 0.0


@dataclass
class Watch:
    """State of the watch over one set of balances; ``step`` takes it on by one day."""

    values: np.ndarray
    calibration: Calibration
    settings: IdentifySettings
    relative_sd: np.ndarray
    pairs: Pairs
    named: dict[int, Named] = field(default_factory=dict)
    leaks: dict[int, Explanation] = field(default_factory=dict)
    open: list[Explanation] = field(default_factory=list)
    yesterday: set[int] = field(default_factory=set)


def watch(
    matrix: np.ndarray,
    values: np.ndarray,
    relative_sd: np.ndarray,
    floor_sd: np.ndarray,
    settings: IdentifySettings | None = None,
    relation: np.ndarray | None = None,
) -> Watch:
    """Watch hourly readings (T, k) of meters in balances (m, k) from the end of the baseline to the end of the record.

    Returns the state after the last whole day; deterministic.
    """
    chosen = settings or IdentifySettings()
    for state in days(matrix, values, relative_sd, floor_sd, chosen, relation):
        last = state
    return last


def days(
    matrix: np.ndarray,
    values: np.ndarray,
    relative_sd: np.ndarray,
    floor_sd: np.ndarray,
    settings: IdentifySettings,
    relation: np.ndarray | None = None,
) -> Iterator[Watch]:
    """Yield the (same) state after each day of watching."""
    baseline = settings.baseline_hours
    calibration = calibrate(matrix, values, relative_sd, floor_sd, baseline, relation)
    state = Watch(values, calibration, settings, relative_sd, signatures(calibration, matrix))
    usual, run = learn_usual(values, calibration.history, baseline), runs_of_equal(values)
    yield state
    for stop in _evaluations(baseline, len(values), settings.every_days):
        nominated = own_signatures(values, run, calibration.history, usual, stop)
        _day(state, stop, nominated)
        yield state


def _evaluations(baseline: int, hours: int, every_days: int) -> list[int]:
    """Ends of the days on which the park is judged: every so many days, and the last whole day."""
    last = hours // HOURS_PER_DAY * HOURS_PER_DAY
    found = list(range(baseline + HOURS_PER_DAY, last + 1, every_days * HOURS_PER_DAY))
    return found if not found or found[-1] == last else [*found, last]


def _day(state: Watch, stop: int, nominated: dict[int, Signature]) -> None:
    settings, calibration, pairs = state.settings, state.calibration, state.pairs
    matrix = calibration.matrix
    start = max(0, stop - settings.window_hours)
    left = _left(state, start, stop)
    material = np.array([settings.material(float(sd)) for sd in state.relative_sd])
    today = prepare(calibration, pairs, settings.window_hours, stop)
    own = own_scan(calibration, today)
    everywhere = look(calibration, pairs, np.arange(len(matrix)), today, settings, material, None)
    table = score_table(calibration, pairs, everywhere, left)
    best = table.excess.max(axis=(0, 1))
    if _confirm(state, nominated, table, stop):  # what is known now must not be blamed on a sibling
        left = _left(state, start, stop)
        table = score_table(calibration, pairs, everywhere, left)
        best = table.excess.max(axis=(0, 1))
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
        found = explain(calibration, pairs, around, left, threshold)
        together = crowded(found, matrix) - set(nominated)  # what proves itself wrong is told from its siblings
        for explanation in found:
            done[_rows_of(matrix, explanation.meter)] = True
            seen.add(explanation.meter)
            proven = explanation.meter in nominated
            _decide(state, explanation, stop, explanation.meter in together, proven, AT_ONCE * threshold)
    state.yesterday = seen


def _confirm(state: Watch, nominated: dict[int, Signature], table: Table, stop: int) -> bool:
    """Name the meters whose own readings prove a fault, once their balances contradict them too; was there one?"""
    before = len(state.named)
    for meter, signature in nominated.items():
        position = int(np.searchsorted(table.meters, meter))
        known = state.named.get(meter)
        if known is not None and known.signature is None and _same_fault(known, signature):
            state.named[meter] = replace(known, shape=signature.kind, signature=signature)  # now it is known how it is wrong
        if (
            meter in state.named
            or signature.kind == "unit"
            or position == len(table.meters)
            or table.meters[position] != meter
        ):
            continue
        support = float(table.chi_square[:, :, position].max())
        if support >= CONFIRMED:
            state.named[meter] = Named(
                meter, stop, signature.start, signature.kind, signature.value, support, support, signature, None
            )
    return len(state.named) > before


def _same_fault(known: Named, signature: Signature) -> bool:
    """Whether readings that prove themselves wrong tell what a meter was named for: from about the same hour on."""
    return signature.kind != "unit" and abs(signature.start - known.start) <= SAME_ONSET_H


def _rows_of(matrix: np.ndarray, meter: int) -> np.ndarray:
    """Balances of a meter, or the one of a leak."""
    meters = matrix.shape[1]
    return np.array([meter - meters]) if meter >= meters else np.flatnonzero(matrix[:, meter])


def _left(state: Watch, start: int, stop: int) -> Innovations:
    """Innovations without what is known, and how much they count: less where a known fault is not understood well."""
    calibration = state.calibration
    matrix = calibration.matrix
    weight = np.ones_like(calibration.white)
    weight[:, calibration.relation] = RELATION_WEIGHT
    left = remove(calibration, state.pairs, Innovations(calibration.white, weight), known_shapes(state), start, stop)
    for named in state.named.values():
        rows = _rows_of(matrix, named.meter)
        left.weight[max(named.start - UNSURE_H, 0) : named.start + 3, rows] *= 1e-4
        small = rows[(matrix[rows] != 0).sum(axis=1) <= SMALL]
        left.weight[named.start : stop, small] *= 1e-2
        if named.shape in UNMEASURED:
            left.weight[named.start : stop, rows] /= 1 + _unknown(calibration, named, rows, stop)
    touched = {int(r): n.start for n in state.named.values() for r in _rows_of(matrix, n.meter)}
    for row, since in touched.items():
        begin = max(start, since + 3)
        if stop - begin >= HOURS_PER_DAY:
            left.weight[begin:stop, row] /= _roughness(left.white[begin:stop, row] * np.sqrt(left.weight[begin:stop, row]))
    return left


def _unknown(calibration: Calibration, named: Named, rows: np.ndarray, stop: int) -> np.ndarray:
    """Variance that an unmeasured flow brings into its balances over that of their innovations, (hours, rows).

    What a flow departs from its profile it departs from for hours, so it counts several times.
    """
    hours, noise = slice(named.start, stop), calibration.history.noise
    own = np.sqrt(noise.slow[named.meter] + noise.white[named.meter])
    expected = calibration.history.expected(named.start, stop, named.start // HOURS_PER_WEEK)[:, named.meter]
    size = min(float(own), 1.0) * (np.abs(expected) + 0.1 * abs(float(calibration.history.mean[named.meter])))
    amount = np.abs(calibration.matrix[rows, named.meter]) * size[:, None] / calibration.scale[hours, rows]
    return np.asarray(WANDERING_H * amount**2 / calibration.variance[hours, rows])


def _roughness(white: np.ndarray) -> float:
    """How much more than noise these innovations vary over some hours, at least 1; robust against a new fault."""
    spread = 1.4826 * float(np.median(np.abs(white - np.median(white))))
    clipped = np.clip(white, -3 * spread, 3 * spread)
    together = float((clipped[1:] * clipped[:-1]).mean() / max((clipped**2).mean(), 1e-12))
    together = min(max(together, 0.0), 0.9)
    return max(1.0, spread**2 * (1 + together) / (1 - together))


def known_shapes(state: Watch) -> list[Shape]:
    """All that is known to be wrong, in every shape that it may take since its onset."""
    meters = state.calibration.matrix.shape[1]
    shapes: list[Shape] = []
    for named in state.named.values():
        shapes += [(named.meter, shape, named.start) for shape in (GAIN, BIAS, ABSENT, NIGHT, RAMP)]
    return shapes + [(meters + row, BIAS, leak.onset) for row, leak in state.leaks.items()]


def _decide(state: Watch, explanation: Explanation, stop: int, crowded: bool, proven: bool, at_once: float) -> None:
    if explanation.meter >= state.calibration.matrix.shape[1]:
        _leak(state, explanation)
        return
    if explanation.meter in state.named:
        return
    relative_sd = float(state.relative_sd[explanation.meter])
    again = explanation.meter in state.yesterday
    clear = believable(explanation, state.calibration, state.settings, relative_sd, stop, at_once, proven)
    beside = np.array([row for n in state.named for row in _rows_of(state.calibration.matrix, n)], dtype=int)
    clear = clear and not crowded and beside_named(explanation, state.calibration.matrix, beside, at_once)
    if clear and (again or explanation.excess >= at_once):
        state.named[explanation.meter] = Named(
            explanation.meter, stop, explanation.onset, SHAPES[explanation.shape], explanation.size, explanation.chi_square,
            explanation.margin, None, explanation, needed_margin(explanation, state.settings, proven),
        )  # fmt: skip
        state.open = [other for other in state.open if other.meter != explanation.meter]
    elif all(other.meter != explanation.meter for other in state.open):
        state.open.append(explanation)


def _leak(state: Watch, explanation: Explanation) -> None:
    """Keep a leak that comes out best again and that no meter explains as well."""
    needed = state.settings.needed_margin(explanation.chi_square)
    alike = any(explanation.score - score < needed for _, score in explanation.rivals)
    if explanation.meter in state.yesterday and (explanation.margin >= needed or not alike):
        state.leaks[explanation.meter - state.calibration.matrix.shape[1]] = explanation
