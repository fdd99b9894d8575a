"""What can be wrong with a meter: kinds, their shares, and what each does to a series.

Shares follow the definition of the benchmark (gain down 30 %, drift 20 %, stuck 15 %, gain up, replay and night 10 %
each, bias 5 %), scaled by 0.85 to make room for unit errors, a shifted clock and clipping, 5 % each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHARES = {
    "gain_down": 0.255, "gain_up": 0.085, "drift": 0.17, "stuck": 0.1275, "bias": 0.0425, "replay": 0.085,
    "night": 0.085, "unit": 0.05, "clock": 0.05, "clipping": 0.05,
}  # fmt: skip
DRIFT_HOURS = 30 * 24
WEEK = 168


@dataclass(frozen=True)
class Fault:
    """One faulty meter: index, kind, first hour and size.

    ``size``: relative for gain, drift (at its end), night and bias (of the meter's mean); factor for unit; hours for
    clock (positive: late); limit in the meter's unit for clipping; share replayed for replay; none for stuck.
    """

    meter: int
    kind: str
    start: int
    size: float


def draw_faults(rng: np.random.Generator, meters: np.ndarray, healthy: np.ndarray, first: int, last: int) -> list[Fault]:
    """One fault for each meter, kinds drawn by their shares, beginning in hours ``[first, last)``."""
    kinds = rng.choice(list(SHARES), len(meters), p=list(SHARES.values()))
    return [
        make_fault(rng, int(i), str(kind), int(rng.integers(first, last)), healthy)
        for i, kind in zip(meters, kinds, strict=True)
    ]


def make_fault(rng: np.random.Generator, meter: int, kind: str, start: int, healthy: np.ndarray) -> Fault:
    baseline = healthy[: max(start, 24), meter]
    sizes = {
        "gain_down": lambda: -rng.uniform(0.10, 0.60),
        "gain_up": lambda: rng.uniform(0.10, 0.50),
        "drift": lambda: rng.choice([-1, -1, 1]) * rng.uniform(0.10, 0.50),
        "stuck": lambda: 0.0,
        "bias": lambda: rng.choice([-1, 1]) * rng.uniform(0.10, 0.40),
        "replay": lambda: 0.8,
        "night": lambda: -rng.uniform(0.30, 0.70),
        "unit": lambda: rng.choice([10.0, 0.1, 1000.0, 0.001]),
        "clock": lambda: float(rng.choice([-6, -3, -2, -1, 1, 2, 3, 6])),
        "clipping": lambda: float(rng.uniform(0.5, 0.85) * np.quantile(baseline, 0.95)),
    }
    return Fault(meter, kind, start, float(sizes[kind]()))


def apply_fault(rng: np.random.Generator, fault: Fault, y: np.ndarray, baseline_mean: float) -> np.ndarray:
    """Return what the faulty meter shows instead of ``y``, shape (hours,)."""
    hours, out, on = len(y), y.copy(), np.arange(len(y)) >= fault.start
    if fault.kind in ("gain_down", "gain_up"):
        out[on] *= 1 + fault.size
    elif fault.kind == "drift":
        out *= 1 + fault.size * np.clip((np.arange(hours) - fault.start) / DRIFT_HOURS, 0, 1)
    elif fault.kind == "stuck":
        out[on] = y[fault.start - 1 if fault.start else 0]
    elif fault.kind == "bias":
        out[on] = np.maximum(y[on] + fault.size * baseline_mean, 0)
    elif fault.kind == "replay":
        for t in range(max(fault.start, WEEK), hours):  # its own last week, again and again
            out[t] = y[t - WEEK] * fault.size * (1 + 0.01 * rng.normal())
    elif fault.kind == "night":
        night = (np.arange(hours) % 24 >= 22) | (np.arange(hours) % 24 < 5)
        out[on & night] *= 1 + fault.size
    elif fault.kind == "unit":
        out[on] *= fault.size
    elif fault.kind == "clock":
        source = np.clip(np.arange(hours) - int(fault.size), 0, hours - 1)
        out[on] = y[source][on]
    elif fault.kind == "clipping":
        out[on] = np.minimum(y[on], fault.size)
    return out
