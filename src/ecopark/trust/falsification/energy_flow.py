"""Flow without energy, energy without flow: what pumps moved costs electricity, and electricity used moved something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats, Mask, keep_runs
from ecopark.trust.falsification.blocks import robust_z, rolling_mean


@dataclass(frozen=True, slots=True)
class EnergyFlow:
    """``still``, ``busy``: shares of the usual (median) amount below and above which a side stands still or works.

    ``days``: a contradiction must last that long. ``window``: days of the specific energy that are compared with the rest.
    """

    still: float = 0.1
    busy: float = 0.6
    days: int = 2
    window: int = 14
    material: float = 0.3


def contradictions(flow: Floats, energy: Floats, parameters: EnergyFlow) -> tuple[Mask, Mask]:
    """Mark days of ``(flow without energy, energy without flow)``, shape (d,) each.

    Parameters
    ----------
    flow, energy
        Amounts of the same days, shape (d,), not negative.
    """
    empty = np.zeros(len(flow), np.bool_)
    if len(flow) < 20:
        return empty, empty
    moved, used = flow / max(float(np.median(flow)), 1e-12), energy / max(float(np.median(energy)), 1e-12)
    free = (moved >= parameters.busy) & (used <= parameters.still)
    idle = (used >= parameters.busy) & (moved <= parameters.still)
    return keep_runs(free, at_least=parameters.days), keep_runs(idle, at_least=parameters.days)


def specific_energy_shift(flow: Floats, energy: Floats, parameters: EnergyFlow) -> tuple[Floats, Floats]:
    """Return ``(scores, sizes)`` of each window of days, shape (d - window + 1,).

    ``sizes`` is the log of energy over what this flow usually needs: positive, energy without flow; negative, flow
    without energy. The usual need is a + b flow, fitted by least absolute deviations, as a works also runs without flow.
    """
    if len(flow) < 4 * parameters.window:
        return np.empty(0), np.empty(0)
    usual = np.maximum(_need(flow, energy), 0.05 * max(float(np.median(energy)), 1e-12))
    logs = np.log(np.maximum(energy, 0.02 * usual)) - np.log(usual)
    means = rolling_mean(logs, parameters.window)
    return np.abs(robust_z(means, floor=0.03)), np.asarray(means - np.median(means))


def _need(flow: Floats, energy: Floats) -> Floats:
    x = np.column_stack((np.ones(len(flow)), flow))
    weights = np.ones(len(flow))
    fit: Floats = np.zeros(2)
    for _ in range(20):
        root = np.sqrt(weights)[:, None]
        fit = np.asarray(np.linalg.lstsq(x * root, energy * root[:, 0], rcond=None)[0])
        weights = 1.0 / np.maximum(np.abs(energy - x @ fit), 1e-3 * max(float(np.median(energy)), 1e-12))
    return np.asarray(x @ fit)
