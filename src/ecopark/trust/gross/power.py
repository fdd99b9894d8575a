"""What could be found at all: detectability, smallest findable bias, power of the tests.

With `W = S A' V^-1 A S` the covariance of the adjustments and `s` a meter's standard deviation, detectability is `d =
sqrt(W_ii) / s_i` (Madron 1992; Charpentier et al. 1991): how much of a bias becomes visible. `adjustability = 1 -
sqrt(1 - d^2)` is the share by which reconciliation lowers the standard deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ecopark.trust.distributions import noncentral_chi_square_tail, normal_quantile, normal_tail
from ecopark.trust.gross.projection import Array
from ecopark.trust.gross.snapshot import CLASS_OF_SD, Snapshot, of_system
from ecopark.trust.gross.system import System


@dataclass(frozen=True, slots=True)
class Visibility:
    """Of each meter, (k,): `detectability` and `adjustability` in [0, 1]; 0: no balance sees it."""

    detectability: Array
    adjustability: Array


def visibility(snap: Snapshot) -> Visibility:
    """Detectability and adjustability of the meters of a snapshot; a meter without a value has none of either."""
    variance = snap.covariance if snap.covariance.ndim == 1 else np.diagonal(snap.covariance)
    phi = snap.signatures[:, : snap.meters]
    effect = phi * variance if snap.covariance.ndim == 1 else phi @ snap.covariance
    share = np.clip(np.einsum("ij,ij->j", effect, effect) / variance, 0.0, 1.0)
    return Visibility(detectability=np.sqrt(share), adjustability=1.0 - np.sqrt(1.0 - share))


def smallest_bias(system: System, values: Array, *, critical: float, power: float = 0.9, correlation: float = 0.0) -> Array:
    """(k,) smallest bias of each meter that is found with this chance in a window as long as `values`, in its unit.

    A bias `b` moves the meter's statistic by `b` times the length of its signature, so it is found with chance `power` from
    `(critical + z_power) / length` on. Longer windows lower the noise but not the accuracy class, which is permanent:
    the result never falls below what the class permits. Infinite where no balance sees the meter.

    Parameters
    ----------
    values
        (T, k) window.
    critical
        Two-sided threshold of the single test (`Levels.critical`, `alarm_threshold`).
    correlation
        Of the noise from one step to the next.
    """
    if not 0.0 < power < 1.0:
        raise ValueError("power lies between 0 and 1")
    snap = of_system(system, values, correlation=correlation, leaks=False)
    with np.errstate(divide="ignore"):
        found = (critical - normal_quantile(power)) / snap.strength
    mean = np.abs(np.nan_to_num(snap.values))
    return np.maximum(found, CLASS_OF_SD * system.relative_sd * mean)


def power_of_single_test(shift: float, critical: float) -> float:
    """Chance that a two-sided test finds a bias that moves its statistic by `shift` standard deviations."""
    return normal_tail(critical - shift) + normal_tail(critical + shift)


def power_of_global_test(shift: float, threshold: float, degrees: int) -> float:
    """Chance that the global test exceeds its threshold; `shift` as above (the non-centrality is its square)."""
    return noncentral_chi_square_tail(threshold, degrees, shift * shift)


def shift_of_bias(snap: Snapshot, member: int, bias: float) -> float:
    """How many standard deviations a bias of this size moves the statistic of its hypothesis."""
    return float(abs(bias) * snap.strength[member])


def effective_steps(steps: int, correlation: float) -> float:
    """Independent steps that say as much as `steps` with first-order correlation: `T (1 - rho) / (1 + rho)`, at least 1."""
    return max(steps * (1.0 - correlation) / (1.0 + correlation), 1.0) if steps else math.nan
