"""Tests of single hypotheses: global, measurement, maximum power, nodal.

They detect well and name badly: one gross error is smeared over all meters that share a balance with it, so several
meters stand above the threshold. Each is described alone; none of these tests ever names.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ecopark.trust.distributions import chi_square_quantile
from ecopark.trust.gross.describe import Model, describe
from ecopark.trust.gross.likelihood import adjustment_statistics, global_statistic, nodal_statistics, standardised
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.thresholds import Levels


def global_test(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Something is wrong, somewhere: one suspect of unknown kind whose group is everything that any balance sees."""
    snap = model.snapshot
    statistic = float(global_statistic(snap.residual))
    threshold = chi_square_quantile(levels.level, snap.degrees)
    seen = tuple(snap.names[i] for i in np.flatnonzero(snap.strength > 0.0))
    if statistic <= threshold or not seen:
        return ()
    return (_unknown(seen[0], statistic, threshold, seen),)


def measurement_test(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Adjustment over its standard deviation, meter by meter (Mah & Tamhane 1982)."""
    snap = model.snapshot
    return _above(model, adjustment_statistics(snap), range(snap.meters), levels)


def maximum_power_test(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """The same with the most powerful combination (Tamhane 1982); differs where measurement errors are correlated."""
    snap = model.snapshot
    return _above(model, standardised(snap.signatures[:, : snap.meters], snap.residual), range(snap.meters), levels)


def nodal_test(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """Imbalance of each row over its standard deviation (Mah, Stanley & Downing 1976); a suspect is a balance with all
    its meters.

    Nodes joined by unmeasured edges are one row and carry the name of the first.
    """
    snap = model.snapshot
    statistics = nodal_statistics(snap)
    critical = levels.critical(len(statistics))
    found = []
    for row in np.argsort(-np.abs(statistics), kind="stable"):
        if abs(statistics[row]) <= critical:
            break
        nodes = [snap.balances[j] for j in np.flatnonzero(snap.projection.balances[row])]
        meters = [snap.names[i] for i in np.flatnonzero(snap.projection.measurements[row])]
        found.append(_unknown((nodes + meters)[0], abs(float(statistics[row])), critical, tuple(nodes + meters)))
    return tuple(found)


def _above(model: Model, statistics: Array, hypotheses: range, levels: Levels) -> tuple[Suspect, ...]:
    testable = [i for i in hypotheses if model.snapshot.strength[i] > 0.0]
    critical = levels.critical(len(testable))
    above = sorted((i for i in testable if abs(statistics[i]) > critical), key=lambda i: -abs(statistics[i]))
    alone = (describe(model, [i], critical**2, levels, search=False)[0] for i in above)
    return tuple(replace(suspect, margin_needed=math.inf) for suspect in alone)


def _unknown(name: str, statistic: float, threshold: float, group: tuple[str, ...]) -> Suspect:
    return Suspect(
        measurement=name,
        kind="unknown",
        size=0.0,
        low=-math.inf,
        high=math.inf,
        relative=False,
        start=None,
        statistic=statistic,
        threshold=threshold,
        margin=0.0,
        group=group,
    )
