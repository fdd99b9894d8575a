"""What is normal in each balance: losses and permanent gains learnt on the baseline, then the noise that remains.

A residual r = A y is explained on the baseline by a constant loss, losses in proportion to the inflow and to its square,
and a permanent gain of each meter, by two-stage least squares: flows of the same hour in other weeks are the instruments of
the gains, the accuracy class is their prior. An ordinary regression of a residual on its own noisy meters would explain the
noise away (errors in variables; gains of one explain everything), and later the faults.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.identify.history import History, learn_history
from ecopark.trust.identify.settings import HOURS_PER_WEEK
from ecopark.trust.identify.whitening import fit_noise, gains, whiten

LOSS_PRIOR = 0.1  # standard deviation of loss terms, share of the inflow
MOST_GAP_H = 60
WANDERING = 5.0  # hours that count as one: what remains is correlated from hour to hour


@dataclass(frozen=True)
class Calibration:
    """Normal behaviour of m balances with k meters over T hours.

    Attributes
    ----------
    matrix
        (m, k): coefficient of each meter in each balance.
    filled
        (T, k) readings, missing ones replaced by their expectation; ``gap_sd`` is the standard deviation of that, else 0.
    scale
        (T, m) size of the noise of a balance by the flows of the hour; everything is divided by it.
    residual
        (T, m) what the baseline does not explain, over ``scale``.
    keep, gain, variance
        The filter of each balance (`whitening`).
    white
        (T, m) innovations of the residual: standard normal while nothing is wrong.
    typical_inflow
        (m,) mean of what enters a balance.
    own_sd
        (m,) standard deviation of the residual over ``scale``.
    relation
        (m,) bool: a soft relation (coefficients other than 1), not a conservation law.
    """

    matrix: np.ndarray
    filled: np.ndarray
    present: np.ndarray
    scale: np.ndarray
    residual: np.ndarray
    keep: np.ndarray
    gain: np.ndarray
    variance: np.ndarray
    white: np.ndarray
    typical_inflow: np.ndarray
    relation: np.ndarray
    own_sd: np.ndarray
    history: History


def calibrate(
    matrix: np.ndarray,
    values: np.ndarray,
    relative_sd: np.ndarray,
    floor_sd: np.ndarray,
    baseline: int,
    relation: np.ndarray | None = None,
) -> Calibration:
    """Learn what is normal.

    Parameters
    ----------
    matrix, values
        (m, k) balances over meters; (T, k) hourly readings, NaN where missing.
    relative_sd, floor_sd
        (k,) accuracy class as a standard uncertainty, and absolute noise.
    baseline
        Hours of commissioning, from the beginning.
    relation
        (m,) which balances are soft relations, whose imbalance wanders in proportion to the flow; None: those with
        coefficients other than 1.
    """
    history = learn_history(values, baseline)
    present = np.isfinite(values)
    filled, gap_sd = _fill(values, history)
    class_sd = np.hypot(relative_sd * np.abs(filled), floor_sd)
    typical = np.sqrt((class_sd[:baseline] ** 2).mean(axis=0))
    inflow = np.abs(filled) @ np.maximum(matrix, 0).T
    if relation is None:
        relation = ((matrix != 0) & (np.abs(matrix) != 1)).any(axis=1)
    steady = np.where(relation, 0.02, 0.5)
    hourly = np.where(relation, (inflow * _relative(matrix, relative_sd)) ** 2, class_sd**2 @ (matrix**2).T)
    scale = np.sqrt((1 - steady) * hourly + steady * (typical**2 @ (matrix**2).T))
    scale = np.maximum(scale, 1e-9 * np.abs(matrix).max())
    raw = filled @ matrix.T
    extra = (gap_sd**2 @ (matrix**2).T) / scale**2
    other_weeks = _other_weeks(filled[:baseline])
    residual = np.empty_like(raw)
    for r in range(len(matrix)):
        mine = np.flatnonzero(matrix[r])
        design = _design(matrix[r, mine], filled[:, mine], inflow[:, r], baseline)
        instruments = np.hstack((design[:baseline, :3], matrix[r, mine] * other_weeks[:, mine]))
        loss = [1e-6, LOSS_PRIOR, 1e-6] if relation[r] else [LOSS_PRIOR] * 3
        prior = np.concatenate((loss, relative_sd[mine]))
        found = _two_stage(
            raw[:baseline, r] / scale[:baseline, r],
            design[:baseline] / scale[:baseline, [r]],
            instruments / scale[:baseline, [r]],
            prior,
        )
        residual[:, r] = (raw[:, r] - design @ found) / scale[:, r]
    noise = fit_noise(np.where(extra[:baseline] < 1.0, residual[:baseline], np.nan))
    gain, variance = gains(noise, extra)
    white = whiten(residual, noise.keep, gain, variance)
    spread = np.sqrt(np.nanmean(np.clip(white[24:baseline], -4, 4) ** 2, axis=0))
    variance = variance * spread**2
    return Calibration(
        matrix,
        filled,
        present,
        scale,
        residual,
        noise.keep,
        gain,
        variance,
        white / spread,
        inflow[:baseline].mean(axis=0),
        relation,
        np.sqrt(noise.slow + noise.white),
        history,
    )


def _fill(values: np.ndarray, history: History) -> tuple[np.ndarray, np.ndarray]:
    """Replace missing readings by the profile, moved to the level of the last readings; and their standard deviation."""
    filled, sd = values.copy(), np.zeros_like(values)
    for column in range(values.shape[1]):
        lost = np.flatnonzero(~np.isfinite(values[:, column]))
        if len(lost) == 0:
            continue
        present = np.flatnonzero(np.isfinite(values[:, column]))
        week = lost // 168
        expected = history.profile[np.minimum(week, len(history.profile) - 1), lost % 168, column]
        own = float(np.sqrt(history.noise.slow[column] + history.noise.white[column]))
        if len(present):
            at = np.searchsorted(present, lost) - 1
            last = present[np.maximum(at, 0)]
            before = history.profile[np.minimum(last // 168, len(history.profile) - 1), last % 168, column]
            ratio = np.clip(values[last, column] / np.where(before > 0, before, 1.0), 0.2, 5.0)
            fade = np.where(at >= 0, np.exp(-(lost - last) / 12.0), 0.0)
            expected = expected * ratio**fade
        gap = np.searchsorted(present, lost)
        length = np.bincount(gap)[gap]  # what a long gap departs from its profile it departs from for hours
        filled[lost, column] = expected
        spread = np.abs(expected) * min(own, 1.0) + 0.05 * abs(float(history.mean[column]))
        sd[lost, column] = spread * np.sqrt(1 + np.minimum(length, MOST_GAP_H) / 6)
    return filled, sd


def _relative(matrix: np.ndarray, relative_sd: np.ndarray) -> np.ndarray:
    """Accuracy of both sides of each balance together, relative to the flow, (m,)."""
    return np.asarray(np.sqrt(np.where(matrix != 0, relative_sd**2, 0.0).sum(axis=1)))


def _other_weeks(flows: np.ndarray) -> np.ndarray:
    """Mean flow of the same hour of the week in the other weeks, shape as ``flows`` (baseline, k)."""
    hour = np.arange(len(flows)) % HOURS_PER_WEEK
    total, count = np.zeros((HOURS_PER_WEEK, flows.shape[1])), np.bincount(hour, minlength=HOURS_PER_WEEK)
    np.add.at(total, hour, flows)
    others = (count[hour] - 1)[:, None]
    return np.asarray(np.where(others > 0, (total[hour] - flows) / np.maximum(others, 1), flows.mean(axis=0)))


def _design(signs: np.ndarray, flows: np.ndarray, inflow: np.ndarray, baseline: int) -> np.ndarray:
    mean = max(float(inflow[:baseline].mean()), 1e-12)
    return np.column_stack((np.full(len(inflow), mean), inflow, inflow**2 / mean, signs * flows))


def _two_stage(target: np.ndarray, x: np.ndarray, instruments: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the coefficients of ``x`` (all over the scale of the balance); large misfits weighed down.

    Not whitened: where the loss wanders slowly, whitening would leave only the meters' own noise to learn a loss from.
    """
    slope = (instruments * x).sum(axis=0) / np.maximum((instruments * instruments).sum(axis=0), 1e-300)
    stage = instruments * slope
    weight = np.ones(len(target))
    spread, found = 1.4826 * float(np.median(np.abs(target - np.median(target)))) + 1e-9, np.zeros(x.shape[1])
    for _ in range(3):
        weighted = stage * (weight / (WANDERING * spread**2))[:, None]
        found = np.linalg.solve(weighted.T @ stage + np.diag(prior**-2.0), weighted.T @ target)
        left = target - x @ found
        spread = 1.4826 * float(np.median(np.abs(left))) + 1e-9
        weight = np.minimum(1.0, 3.0 * spread / np.maximum(np.abs(left), 1e-12))
    return found
