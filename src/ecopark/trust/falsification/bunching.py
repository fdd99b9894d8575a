"""Values that hug the limit from below: a pile just under the limit and nothing above it.

The density of a process is smooth at a number that only the law knows. What is counted is the second difference of the log
counts in three neighbouring bands, the middle one just below the limit: a jump of the density (McCrary 2008, Journal of
Econometrics 142, 698-714) and a pile (bunching, Saez 2010, AEJ: Economic Policy 2, 180-212) both show in it; its uncertainty
comes from leaving out one stretch of time after the other, because readings are not independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats
from ecopark.trust.falsification.blocks import MAD_TO_SD


@dataclass(frozen=True, slots=True)
class Bunching:
    """Parameters.

    Attributes
    ----------
    least
        Readings that a test needs.
    groups
        Stretches of time that are left out in turn.
    narrowest, widest
        Bounds of a band's width, as shares of the limit.
    share, ratio
        Material only if this share of the readings lies in the band, and that many times more than above the limit.
    """

    least: int = 150
    groups: int = 12
    narrowest: float = 0.02
    widest: float = 0.08
    share: float = 0.05
    ratio: float = 4.0


@dataclass(frozen=True, slots=True)
class Hug:
    """``score``: how far the pile is beyond a smooth density, in its own standard deviations.

    ``low``, ``high``: the band next to the limit; ``inside``, ``above``, ``before``: readings in it, beyond the limit, and
    in the band before; ``expected``: readings that a smooth density would have in it.
    """

    score: float
    low: float
    high: float
    inside: int
    above: int
    before: int
    expected: float


def hug_of(
    values: Floats, limit: float, parameters: Bunching, *, resolution: float = 0.0, lower: bool = False
) -> Hug | None:
    """Measure how values pile up on the allowed side of a limit.

    Parameters
    ----------
    values
        Present values in order of time, canonical unit, shape (n,).
    limit
        In the same unit. A value equal to the limit is allowed.
    resolution
        Step of the values; a band is never narrower than two steps.
    lower
        The limit is a lower bound (pH): values pile up from above.

    Returns
    -------
    hug
        None when there are too few readings, or none near the limit, to say anything.
    """
    if len(values) < parameters.least or limit == 0:
        return None
    x = (limit - values) if not lower else (values - limit)  # distance on the allowed side, >= 0 is allowed
    sd = MAD_TO_SD * float(np.median(np.abs(values - np.median(values))))
    width = float(np.clip(0.5 * sd, parameters.narrowest * abs(limit), parameters.widest * abs(limit)))
    width = max(width, 2 * resolution)
    slack = 1e-9 * abs(limit)
    band = np.floor((x + slack) / width).astype(np.int64)  # 0: the band next to the limit; -1: above; 1: before
    group = np.minimum(np.arange(len(values)) * parameters.groups // len(values), parameters.groups - 1)
    counts = np.stack([np.bincount(group[band == b], minlength=parameters.groups) for b in (0, -1, 1)]).astype(np.float64)
    inside, above, before = counts.sum(axis=1)
    if inside < max(20, parameters.share * len(values)) or inside < parameters.ratio * (above + 0.5):
        return None
    curvature = (width / max(sd, width)) ** 2  # that of a normal density, which is no pile
    whole = _second_difference(counts.sum(axis=1)) - curvature
    left_out = np.array([_second_difference(counts.sum(axis=1) - counts[:, g]) for g in range(parameters.groups)])
    g = parameters.groups
    jackknife = np.sqrt((g - 1) / g * np.sum((left_out - left_out.mean()) ** 2))
    poisson = np.sqrt(4 / (inside + 0.5) + 1 / (above + 0.5) + 1 / (before + 0.5))
    expected = float(np.exp(0.5 * (np.log(above + 0.5) + np.log(before + 0.5) + curvature)))
    edge = limit - width if not lower else limit + width
    return Hug(
        float(whole / max(jackknife, poisson)),
        min(edge, limit),
        max(edge, limit),
        int(inside),
        int(above),
        int(before),
        expected,
    )


def _second_difference(counts: Floats) -> float:
    inside, above, before = np.log(np.maximum(counts, 0.0) + 0.5)
    return float(2 * inside - above - before)
