"""Values that hug the limit from below: a pile just under the limit and nothing above it.

The density of a process is smooth at a number that only the law knows. What is tested is whether the counts of three
neighbouring bands, the middle one just below the limit, may come from a smooth density. A jump of the density (McCrary 2008,
Journal of Econometrics 142, 698-714) and a pile (bunching, Saez 2010, AEJ: Economic Policy 2, 180-212) both show in it. The
likelihood ratio is divided by the dispersion among stretches of time, because readings are not independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.checks.runs import Floats
from ecopark.trust.falsification.blocks import MAD_TO_SD
from ecopark.trust.falsification.digits import grid_of


@dataclass(frozen=True, slots=True)
class Bunching:
    """Parameters.

    Attributes
    ----------
    least
        Readings that a test needs.
    groups
        Stretches of time whose scatter tells how dependent readings are.
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
        Declared step of the values; a band is a whole number of steps, two at least.
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
    step = max(resolution, grid_of(values))
    if step > 0:
        width = max(2.0, np.ceil(width / step - 1e-9)) * step  # each band holds as many possible values
    slack = 1e-9 * abs(limit)
    band = np.floor((x + slack) / width).astype(np.int64)  # 0: the band next to the limit; -1: above; 1: before
    group = np.minimum(np.arange(len(values)) * parameters.groups // len(values), parameters.groups - 1)
    counts = np.stack([np.bincount(group[band == b], minlength=parameters.groups) for b in (0, -1, 1)]).astype(np.float64)
    inside, above, before = counts.sum(axis=1)
    if inside < max(20, parameters.share * len(values)) or inside < parameters.ratio * (above + 0.5):
        return None
    curvature = 0.5 * (width / max(sd, width)) ** 2  # that of a normal density, which is no pile
    observed = np.array([before, inside, above])
    smooth = _smooth(observed, curvature)
    fit = 2.0 * float(np.sum(observed[observed > 0] * np.log(observed[observed > 0] / smooth[observed > 0])))
    shares = observed / observed.sum()
    per_group = counts[[2, 0, 1]]
    awaited = np.maximum(shares[:, None] * per_group.sum(axis=0), 0.5)
    dispersion = float(np.sum((per_group - awaited) ** 2 / awaited)) / (2 * (parameters.groups - 1))
    score = np.sqrt(max(fit, 0.0) / max(1.0, dispersion)) * (1.0 if inside > smooth[1] else -1.0)
    edge = limit - width if not lower else limit + width
    return Hug(
        float(score),
        min(edge, limit),
        max(edge, limit),
        int(inside),
        int(above),
        int(before),
        float(smooth[1]),
    )


def _smooth(observed: Floats, curvature: float) -> Floats:
    """Expected counts (before, inside, above) of the smooth density that fits best: shares 1/r, exp(curvature), r."""
    wanted = (observed[2] - observed[0]) / observed.sum()
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        shares = np.exp(np.array([-middle, curvature, middle]))
        shares /= shares.sum()
        low, high = (middle, high) if shares[2] - shares[0] < wanted else (low, middle)
    return np.asarray(shares * observed.sum())
