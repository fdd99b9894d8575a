"""Uncertainty of any function of estimates: the law of propagation of the GUM, with correlated inputs.

``Estimate`` (``uncertainty.py``) adds, multiplies and divides; what does not fit into that (a ratio of cosines, a fit) goes
through ``of_function``. Source: JCGM 100:2008 (GUM), 5.1.2, 5.2.2, F.1.2.3, G.4.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ecopark.account.uncertainty import Estimate
from ecopark.core.errors import InputError

Function = Callable[[Sequence[float]], float]
_STEP = 1e-4  # of a standard uncertainty: far below curvature that matters, far above rounding


def correlated(
    values: Sequence[float],
    units: Sequence[str],
    standard_uncertainties: Sequence[float],
    correlation: npt.ArrayLike,
    source: str,
) -> tuple[Estimate, ...]:
    """Estimates that vary together: their parts under ``source/0``, ``source/1``, … carry the correlation matrix.

    Raises
    ------
    InputError
        account.propagation.correlation for a matrix that no set of quantities can have (not symmetric with a diagonal of
        ones, or with a negative variance in some direction).
    """
    matrix = np.asarray(correlation, dtype=float)
    given = np.asarray(standard_uncertainties, dtype=float)
    if (
        matrix.shape != (len(values), len(values))
        or not np.allclose(matrix, matrix.T)
        or not np.allclose(np.diag(matrix), 1)
    ):
        raise InputError("account.propagation.correlation", source=source)
    eigenvalues, vectors = np.linalg.eigh(matrix)
    if eigenvalues.min() < -1e-9:
        raise InputError("account.propagation.correlation", source=source)
    root = vectors * np.sqrt(np.clip(eigenvalues, 0, None))
    return tuple(
        Estimate(value, unit, {f"{source}/{j}": float(sd * root[i, j]) for j in range(len(values))})
        for i, (value, unit, sd) in enumerate(zip(values, units, given, strict=True))
    )


def of_function(function: Function, inputs: Sequence[Estimate], unit: str) -> Estimate:
    """Value of ``function`` at the inputs with its first-order uncertainty (GUM 5.2.2, equation 13).

    Parameters
    ----------
    function
        Takes the inputs' values, each in the input's own unit, and gives a value in ``unit``.
    inputs
        Inputs that share a source are correlated through it.
    """
    values = [part.value for part in inputs]
    parts: dict[str, float] = {}
    for i, part in enumerate(inputs):
        slope = _slope(function, values, i, part.standard_uncertainty)
        for source, contribution in part.parts.items():
            parts[source] = parts.get(source, 0.0) + slope * contribution
    return Estimate(function(values), unit, parts)


def second_order_variance(function: Function, inputs: Sequence[Estimate]) -> float:
    """The terms of next higher order for *independent* inputs, to be added to the first-order variance (note to GUM 5.1.2).

    Worth a look where a slope vanishes at the estimate while the input is uncertain (GUM H.1.7).
    """
    values = [part.value for part in inputs]
    sds = [part.standard_uncertainty for part in inputs]

    def at(*moves: tuple[int, float]) -> float:
        moved = list(values)
        for i, step in moves:
            moved[i] += step
        return function(moved)

    total = 0.0
    for i, u_i in enumerate(sds):
        slope = _slope(function, values, i, u_i)
        for j, u_j in enumerate(sds):
            if not u_i or not u_j:
                continue
            mixed = _second(at, i, j, u_i, u_j)
            third = _third(at, i, j, u_i, u_j)
            total += (mixed**2 / 2 + slope * third) * u_i**2 * u_j**2
    return total


def correlation_of(one: Estimate, other: Estimate) -> float:
    """Correlation coefficient of two estimates through the sources that they share; 0 where one has no uncertainty."""
    product = one.standard_uncertainty * other.standard_uncertainty
    covariance = math.fsum(part * other.parts.get(source, 0.0) for source, part in one.parts.items())
    return covariance / product if product else 0.0


def effective_degrees(estimate: Estimate, degrees: Mapping[str, float]) -> float:
    """Welch-Satterthwaite (GUM G.4.1): effective degrees of freedom; a source that is not named has infinitely many."""
    weight = math.fsum(part**4 / degrees[source] for source, part in estimate.parts.items() if source in degrees)
    return estimate.standard_uncertainty**4 / weight if weight else math.inf


def _slope(function: Function, values: Sequence[float], i: int, sd: float) -> float:
    if not sd:
        return 0.0
    step = sd * _STEP
    high, low = list(values), list(values)
    high[i] += step
    low[i] -= step
    return (function(high) - function(low)) / (high[i] - low[i])


def _second(at: Callable[..., float], i: int, j: int, u_i: float, u_j: float) -> float:
    """d2 f / dx_i dx_j by central differences over whole standard uncertainties."""
    if i == j:
        return (at((i, u_i)) - 2 * at() + at((i, -u_i))) / u_i**2
    four = at((i, u_i), (j, u_j)) - at((i, u_i), (j, -u_j)) - at((i, -u_i), (j, u_j)) + at((i, -u_i), (j, -u_j))
    return four / (4 * u_i * u_j)


def _third(at: Callable[..., float], i: int, j: int, u_i: float, u_j: float) -> float:
    """d3 f / dx_i dx_j^2 by central differences over whole standard uncertainties."""

    def slope(*moves: tuple[int, float]) -> float:
        return (at((i, u_i), *moves) - at((i, -u_i), *moves)) / (2 * u_i)

    return (slope((j, u_j)) - 2 * slope() + slope((j, -u_j))) / u_j**2
