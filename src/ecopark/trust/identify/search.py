"""The explanation of what a neighbourhood of balances shows today: the smallest set of faults and leaks, jointly fitted.

Forward selection over all meters x shapes x onsets and leaks, all chosen ones fitted together; then each chosen one is
held against its best rival while the others stay in the fit. Only today's data count: the set is found anew each day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ecopark.trust.identify.calibrate import Calibration
from ecopark.trust.identify.onsets import Part, part
from ecopark.trust.identify.own import OwnScan, own_evidence
from ecopark.trust.identify.scan import ABSENT, BIAS, GAIN, NIGHT, RAMP, Pairs, Today, compare, from_onset
from ecopark.trust.identify.settings import IdentifySettings
from ecopark.trust.identify.whitening import whiten

RARER = {GAIN: 0.0, RAMP: 2.0, NIGHT: 4.0, BIAS: 16.0, ABSENT: 20.0}  # twice the log of how much rarer than a gain
LEAK_RARER = 0.0
EXTREME, EXTREME_RARER = (-3.0, 0.8), 12.0  # a reading of less than a quarter of the flow, or of five times the flow
MOST_AT_ONCE = 4
AFTER_ANOTHER = 0.05  # a second fault is looked for the same day only if it stands out of what the first leaves unexplained
MISFIT = 0.1  # of what a signature explains, as the standard deviation of what it explains wrongly
Shape = tuple[int, int, int]  # column of the pairs, shape, onset


@dataclass(frozen=True)
class Explanation:
    """One fault or leak that explains something today.

    Attributes
    ----------
    meter
        Index of the meter, or number of meters + balance for a leak.
    score
        Chi-square and evidence of the meter's own history, less what makes its kind rarer.
    leftover
        How much more than noise is in its balances since its onset beside what it explains, in chi-square.
    rivals
        Other meters or leaks and their scores, best first: what explains the same, the others staying as they are.
    """

    meter: int
    shape: int
    onset: int
    size: float
    variance: float
    chi_square: float
    own: float
    score: float
    rivals: tuple[tuple[int, float], ...]
    excess: float = 0.0
    leftover: float = 0.0

    @property
    def margin(self) -> float:
        return self.score - (self.rivals[0][1] if self.rivals else 0.0)


@dataclass(frozen=True)
class Table:
    """Scores of all explanations in a scan: (onsets, shapes, meters)."""

    meters: np.ndarray
    onsets: np.ndarray
    size: np.ndarray
    d: np.ndarray
    chi_square: np.ndarray
    own: np.ndarray
    score: np.ndarray
    excess: np.ndarray  # chi-square against sizes that do not matter instead of size zero

    def best(self, position: int) -> tuple[float, int, int]:
        """Score, shape and onset index of the best explanation by one meter of the table."""
        flat = int(np.argmax(self.score[:, :, position]))
        onset, shape = np.unravel_index(flat, self.score.shape[:2])
        return float(self.score[onset, shape, position]), int(shape), int(onset)


def neighbourhood(matrix: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Balances that share a meter with these."""
    meters = np.flatnonzero((matrix[rows] != 0).any(axis=0))
    return np.flatnonzero((matrix[:, meters] != 0).any(axis=1))


@dataclass(frozen=True)
class Neighbourhood:
    """Balances judged together today: their columns of the pairs, their meters, and the sums that do not change."""

    today: Today
    columns: np.ndarray
    of: Part
    meters: np.ndarray
    first: np.ndarray  # first column of each meter
    d: np.ndarray
    own: OwnScan | None
    tolerance: np.ndarray


def look(
    calibration: Calibration,
    pairs: Pairs,
    rows: np.ndarray,
    today: Today,
    settings: IdentifySettings,
    material: np.ndarray,
    own: OwnScan | None,
) -> Neighbourhood:
    """Prepare the balances ``rows``. ``material`` (k,): relative size that matters, per meter."""
    columns, count = pairs.within(rows), calibration.matrix.shape[1]
    meters, first = np.unique(pairs.meter[columns], return_index=True)
    tolerance = np.where(meters < count, 0.5 * material[np.minimum(meters, count - 1)], 0.5 * settings.material_least)
    return Neighbourhood(
        today, columns, part(today.of, columns, today.onsets), meters, first, today.d[:, :, columns], own, tolerance
    )


@dataclass(frozen=True)
class Innovations:
    """What is left to explain: innovations (T, m), and how much each counts (T, m), 1 where nothing has been taken out."""

    white: np.ndarray
    weight: np.ndarray


def score_table(calibration: Calibration, pairs: Pairs, around: Neighbourhood, left: Innovations) -> Table:
    """Score every explanation of what is left."""
    today, row = around.today, pairs.row[around.columns]
    rows, at = np.unique(row, return_inverse=True)
    counted = left.weight[today.start : today.stop, rows][::-1].cumsum(axis=0)[::-1][today.onsets]
    share = (counted / (today.stop - today.start - today.onsets)[:, None])[:, at]
    d = np.add.reduceat(around.d * share[:, None], around.first, axis=2)
    weighted = left.white * left.weight
    n = np.add.reduceat(compare(calibration, pairs, today, around.columns, around.of, weighted), around.first, axis=2)
    size = np.where(d > 0, n / np.maximum(d, 1e-300), 0.0)
    chi = n * size
    size[:, ABSENT] = 1.0  # a reading that says nothing about the flow says nothing at all
    chi[:, ABSENT] = 2 * n[:, ABSENT] - d[:, ABSENT]
    real = around.meters < calibration.matrix.shape[1]
    own = np.zeros_like(chi)
    if around.own is not None:
        own[:, :, real] = own_evidence(around.own, around.meters[real], size[:, :, real])
    rarer = np.array([RARER[s] for s in range(chi.shape[1])])[None, :, None]
    score = chi + own - rarer
    score[:, :, ~real] = np.where(np.arange(chi.shape[1])[None, :, None] == BIAS, chi[:, :, ~real] - LEAK_RARER, -np.inf)
    extreme = (size < EXTREME[0]) | (size > EXTREME[1])
    extreme[:, (ABSENT, BIAS)] = False
    score = score - EXTREME_RARER * extreme
    impossible = size > 1 + 5 / np.sqrt(np.maximum(d, 1e-300))  # the true flow would be negative
    impossible[:, (ABSENT, BIAS)] = False
    score[impossible & real[None, None, :]] = -np.inf
    closing = (size < 0) & ~real[None, None, :]  # a leak that closes is not looked for here
    score = np.where((d > 0) & ~closing, score, -np.inf)
    share = np.maximum(1 - around.tolerance / np.maximum(np.abs(size), 1e-12), 0.0) ** 2
    onsets = around.today.onsets + around.today.start
    return Table(around.meters, onsets, size, d, chi, own, score, np.where(np.isfinite(score), chi * share, 0.0))


@dataclass(frozen=True)
class Fit:
    """Shapes fitted together: their whitened signature in each balance (hours, columns), sizes and variances of these."""

    keys: list[Shape]
    row: np.ndarray
    owner: np.ndarray  # of each column, a position in ``keys``
    signature: np.ndarray
    sizes: np.ndarray
    variance: np.ndarray


def fit(calibration: Calibration, pairs: Pairs, innovations: Innovations, shapes: list[Shape], start: int, stop: int) -> Fit:
    """Fit signatures of shapes (at least one) to innovations in ``[start, stop)``; a meter has one size in all balances."""
    keys = sorted(set(shapes))
    columns: list[Shape] = []
    owner: list[int] = []
    for position, (meter, shape, onset) in enumerate(keys):
        for column in np.flatnonzero(pairs.meter == meter):
            columns.append((int(column), shape, onset))
            owner.append(position)
    row, of = pairs.row[[c for c, _, _ in columns]], np.array(owner)
    raw = np.column_stack([from_onset(calibration, pairs, c, shape, onset, start, stop) for c, shape, onset in columns])
    signature = whiten(raw, calibration.keep[row], calibration.gain[start:stop, row], calibration.variance[start:stop, row])
    normal, right = np.eye(len(keys)) * 1e-3, np.zeros(len(keys))
    for r in np.unique(row):
        mine = np.flatnonzero(row == r)
        part_of = signature[:, mine]
        weighted = part_of * innovations.weight[start:stop, [r]]
        normal[np.ix_(of[mine], of[mine])] += weighted.T @ part_of
        right[of[mine]] += weighted.T @ innovations.white[start:stop, r]
    diagonal = np.sqrt(np.diag(normal))
    inverse = np.linalg.inv(normal / diagonal[:, None] / diagonal[None, :] + 1e-6 * np.eye(len(keys)))
    return Fit(keys, row, of, signature, inverse @ (right / diagonal) / diagonal, np.diag(inverse) / diagonal**2)


def remove(
    calibration: Calibration,
    pairs: Pairs,
    innovations: Innovations,
    shapes: list[Shape],
    start: int,
    stop: int,
    but: Shape | None = None,
) -> Innovations:
    """Return innovations without what these signatures, fitted together, explain in ``[start, stop)``.

    ``but`` is fitted with the others and left in. No signature is exact, so an hour out of which much was taken counts less.
    """
    if not shapes:
        return innovations
    found = fit(calibration, pairs, innovations, shapes, start, stop)
    sizes = found.sizes.copy()
    if but is not None:
        sizes[found.keys.index(but)] = 0.0
    white, weight = innovations.white.copy(), innovations.weight.copy()
    taken = found.signature * sizes[found.owner]
    for r in np.unique(found.row):
        out = taken[:, found.row == r].sum(axis=1)
        white[start:stop, r] -= out
        weight[start:stop, r] /= 1 + (MISFIT * out) ** 2
    return Innovations(white, weight)


def explain(
    calibration: Calibration, pairs: Pairs, around: Neighbourhood, innovations: Innovations, threshold: float
) -> list[Explanation]:
    """Return what explains the innovations of these balances, each with its rivals; empty below ``threshold``."""
    start, stop = around.today.start, around.today.stop
    chosen: list[Shape] = []
    explained = 0.0
    table = score_table(calibration, pairs, around, innovations)
    while len(chosen) < MOST_AT_ONCE:
        excess, meter, shape, onset = _top(table, {m for m, _, _ in chosen})
        if excess < max(threshold, AFTER_ANOTHER * explained):
            break
        explained += excess
        chosen.append((meter, shape, onset))
        table = score_table(calibration, pairs, around, remove(calibration, pairs, innovations, chosen, start, stop))
    out = []
    for this in chosen:
        left = remove(calibration, pairs, innovations, chosen, start, stop, but=this) if len(chosen) > 1 else innovations
        others = {m for m, _, _ in chosen if m != this[0]}
        found = _against_rivals(score_table(calibration, pairs, around, left), this[0], others)
        rows = pairs.row[pairs.meter == found.meter]
        seen = left.white[found.onset : stop, rows] ** 2 * left.weight[found.onset : stop, rows]
        out.append(replace(found, leftover=float((seen - 1).sum()) - found.chi_square))
    return out


def _top(table: Table, without: set[int]) -> tuple[float, int, int, int]:
    """Excess, meter, shape and onset of the explanation with the best score."""
    allowed = ~np.isin(table.meters, list(without))
    if not allowed.any():
        return 0.0, -1, 0, 0
    score = np.where(allowed, table.score, -np.inf)
    onset, shape, position = np.unravel_index(int(np.argmax(score)), score.shape)
    return float(table.excess[onset, shape, position]), int(table.meters[position]), int(shape), int(table.onsets[onset])


def _against_rivals(table: Table, meter: int, without: set[int]) -> Explanation:
    position = int(np.searchsorted(table.meters, meter))
    score, shape, onset = table.best(position)
    best = table.score.max(axis=(0, 1))
    order = [i for i in np.argsort(-best) if i != position and int(table.meters[i]) not in without and np.isfinite(best[i])]
    rivals = tuple((int(table.meters[i]), float(best[i])) for i in order[:12])
    return Explanation(
        meter, shape, int(table.onsets[onset]),
        float(table.size[onset, shape, position]), 1.0 / float(table.d[onset, shape, position]),
        float(table.chi_square[onset, shape, position]), float(table.own[onset, shape, position]), score, rivals,
        float(table.excess[onset, shape, position]),
    )  # fmt: skip
