"""Serial strategies: find one, take it out, look again.

- `serial_compensation`: Narasimhan & Mah (1987): the largest likelihood ratio, its size subtracted for good.
- `collective_compensation`: SICC (Jiang & Bagajewicz 1999): the same choice, all sizes estimated again together.
- `iterative_measurement_test`, `modified_iterative_measurement_test`: IMT and MIMT (Serth & Heenan 1986): the meter
with the largest
  adjustment counts as not measured; MIMT only if all flows then stay within their bounds.
- `serial_elimination`: meters counted as not measured until the global test passes (Ripps 1965; Rosenberg, Mah &
Iordache 1987).

Counting a meter as not measured and estimating its bias freely are the same computation, so all of them are walks
through sets of one model.
"""

from __future__ import annotations

import numpy as np

from ecopark.trust.distributions import chi_square_quantile
from ecopark.trust.gross.describe import Model, describe
from ecopark.trust.gross.likelihood import standardised
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.records import Suspect
from ecopark.trust.gross.snapshot import Snapshot
from ecopark.trust.gross.thresholds import Levels


def serial_compensation(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """GLR with serial compensation: sizes found earlier are kept. Tests meters and, where the snapshot has them, leaks."""
    snap = model.snapshot
    critical = levels.critical(int(np.count_nonzero(snap.strength)))
    residual = snap.residual.copy()
    found: list[int] = []
    while len(found) < snap.degrees:
        statistics = standardised(snap.signatures, residual)
        pick = int(np.argmax(np.abs(statistics)))
        if abs(statistics[pick]) <= critical:
            break
        residual -= snap.signatures[:, pick] * (statistics[pick] / snap.strength[pick])
        if pick not in found and model.explanations.independent([*found, pick]):
            found.append(pick)
    return describe(model, found, critical**2, levels)


def collective_compensation(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """SICC: after each choice all sizes are estimated together; stops when no further hypothesis is significant."""
    critical = levels.critical(int(np.count_nonzero(model.snapshot.strength)))
    return describe(model, _forward(model, critical**2, range(len(model.snapshot.names))), critical**2, levels)


def iterative_measurement_test(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """IMT: only meters, no bounds."""
    critical = _meters_critical(model, levels)
    return describe(model, _forward(model, critical**2, range(model.snapshot.meters)), critical**2, levels)


def modified_iterative_measurement_test(
    model: Model, levels: Levels, *, lower: Array | None = None, upper: Array | None = None
) -> tuple[Suspect, ...]:
    """MIMT: the strongest meter above the threshold whose removal leaves all flows within bounds (default: not negative)."""
    snap = model.snapshot
    critical = _meters_critical(model, levels)
    least = np.zeros(snap.meters) if lower is None else lower
    most = np.full(snap.meters, np.inf) if upper is None else upper
    found: list[int] = []
    while True:
        gains = model.explanations.gains(found)[: snap.meters]
        above = [int(i) for i in np.argsort(-gains, kind="stable") if gains[i] > critical**2]
        pick = next((i for i in above if _within(estimates(snap, [*found, i]), least, most)), None)
        if pick is None:
            return describe(model, found, critical**2, levels)
        found.append(pick)


def serial_elimination(model: Model, levels: Levels) -> tuple[Suspect, ...]:
    """SEGE: the meter that lowers the global test most is taken out until the test passes."""
    snap = model.snapshot
    found: list[int] = []
    while (degrees := snap.degrees - len(found)) > 0:
        if model.explanations.left(found) <= chi_square_quantile(levels.level, degrees):
            break
        gains = model.explanations.gains(found)[: snap.meters]
        if not gains.any():
            break
        found.append(int(np.argmax(gains)))
    return describe(model, found, _meters_critical(model, levels) ** 2, levels)


def estimates(snap: Snapshot, eliminated: list[int]) -> Array:
    """(k,) reconciled values of all measurements when those eliminated have a free bias; NaN where no value was measured.

    With the biases estimated together, what is left is adjusted by weighted least squares: `y - bias - cov G' V^-1 (r -
    G bias)`.
    """
    phi = snap.signatures[:, : snap.meters]
    biases = np.zeros(snap.meters)
    if eliminated:
        chosen = phi[:, eliminated]
        biases[eliminated] = np.linalg.lstsq(chosen, snap.residual, rcond=None)[0]
    pull = phi.T @ (snap.residual - phi @ biases)
    adjustment = snap.covariance * pull if snap.covariance.ndim == 1 else snap.covariance @ pull
    return np.asarray(snap.values - biases - adjustment)


def _forward(model: Model, price: float, hypotheses: range) -> list[int]:
    found: list[int] = []
    while True:
        gains = model.explanations.gains(found)[: hypotheses.stop]
        pick = int(np.argmax(gains))
        if gains[pick] <= price:
            return found
        found.append(pick)


def _within(values: Array, lower: Array, upper: Array) -> bool:
    known = np.isfinite(values)
    slack = 1e-9 * np.abs(values[known]).max(initial=0.0)
    return bool(np.all(values[known] >= lower[known] - slack) and np.all(values[known] <= upper[known] + slack))


def _meters_critical(model: Model, levels: Levels) -> float:
    snap = model.snapshot
    return levels.critical(int(np.count_nonzero(snap.strength[: snap.meters])))
