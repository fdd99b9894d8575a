"""A generated park: truth, what healthy meters would show, and what the meters show. Seeded, pure numpy.

``y = x (1 + g) (1 + e)``: g is the accuracy class of the meter (constant), e its noise (each hour). Class, as a standard
deviation: electricity 0.25-0.5 %, water 1-1.5 %, wastewater 2-3 %; noise between half the class and the class.
Structure, loads, meters, faults and gaps have random streams of their own, so a park with and without faults differ in
nothing else. Scenarios place faults: ``random`` (uniform), ``targeted`` (the biggest firms of each carrier, -60 %),
``units`` (the biggest firm of each carrier, x10), ``collusive`` (a firm's meter and its sub-meters lie alike),
``before`` (faults begin before commissioning is over and are learnt as normal).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.park.faults import Fault, apply_fault, draw_faults
from benchmarks.park.layout import CARRIERS, Layout, make_layout
from benchmarks.park.loads import Leak, true_flows

HOURS, COMMISSIONING = 120 * 24, 45 * 24
LAST_ONSET = 90 * 24
CLASSES = {"electricity": (0.0025, 0.005), "water": (0.01, 0.015), "wastewater": (0.02, 0.03)}
SCENARIOS = ("random", "targeted", "units", "collusive", "before")


@dataclass(frozen=True)
class Park:
    """A generated park; arrays of shape (hours, meters). ``values`` holds NaN where a reading is missing."""

    layout: Layout
    relative_sd: np.ndarray  # (n,) accuracy class as a standard deviation
    noise: np.ndarray  # (n,) relative noise per reading
    truth: np.ndarray
    healthy: np.ndarray
    values: np.ndarray
    faults: tuple[Fault, ...]
    leaks: tuple[Leak, ...]


def make_park(seed: int, faulty_percent: float, scenario: str = "random", hours: int = HOURS, missing: bool = True) -> Park:
    """Generate one park.

    Parameters
    ----------
    faulty_percent
        Share of the meters that become faulty, 0 to 100.
    hours
        Length of the record; the first 45 days are commissioning (fault-free except in scenario ``before``).
    """
    if scenario not in SCENARIOS:
        raise ValueError(f"scenario {scenario!r} is none of {SCENARIOS}")
    streams = [np.random.default_rng([seed, k]) for k in range(6)]
    layout = make_layout(streams[0])
    truth, leaks = true_flows(layout, streams[1], hours)
    n = len(layout.meters)
    low, high = (np.array([CLASSES[c][k] for c in layout.carrier]) for k in (0, 1))
    relative_sd = streams[2].uniform(low, high)
    noise = relative_sd * streams[2].uniform(0.5, 1.0, n)
    gain = streams[2].normal(0, 1, n) * relative_sd
    healthy = truth * (1 + gain) * (1 + noise * streams[2].normal(size=truth.shape))
    faults = _place(streams[3], layout, healthy, faulty_percent, scenario)
    values = healthy.copy()
    for fault in faults:
        if fault.kind == "collusive":
            values[fault.start :, fault.meter] += fault.size * _smallest_share(faults, fault, healthy)[fault.start :]
            continue
        mean = float(healthy[:COMMISSIONING, fault.meter].mean())
        values[:, fault.meter] = apply_fault(streams[4], fault, healthy[:, fault.meter], mean)
    if missing:
        values[_gaps(streams[5], hours, n)] = np.nan
    return Park(layout, relative_sd, noise, truth, healthy, values, tuple(faults), leaks)


def _place(rng: np.random.Generator, layout: Layout, healthy: np.ndarray, percent: float, scenario: str) -> list[Fault]:
    n = len(layout.meters)
    count = round(n * percent / 100)
    last = min(LAST_ONSET, len(healthy) - 1)
    if scenario == "random":
        return draw_faults(rng, rng.choice(n, count, replace=False), healthy, COMMISSIONING, last)
    if scenario == "before":
        meters = rng.choice(n, count, replace=False)
        drawn = draw_faults(rng, meters, healthy, 1, 2)
        return [Fault(f.meter, f.kind, 0, f.size) for f in drawn if f.kind in ("gain_down", "gain_up", "night")]
    chosen: list[Fault] = []
    for carrier in CARRIERS:
        role = "discharge" if carrier == "wastewater" else "firm"
        mine = layout.of(role, carrier)
        order = mine[np.argsort(-healthy[:COMMISSIONING][:, mine].mean(axis=0))]
        start = int(rng.integers(COMMISSIONING, last))
        if scenario == "targeted":
            chosen += [Fault(int(i), "gain_down", start, -0.6) for i in order[: max(1, round(len(mine) * percent / 100))]]
        elif scenario == "units":
            chosen += [Fault(int(i), "unit", start, 10.0) for i in order[:1]]
        elif role == "firm":  # collusive: everything that could contradict the firm lies by the same factor
            chosen += _collusion(layout, carrier, start, -float(rng.uniform(0.2, 0.5)))
    return chosen


def _collusion(layout: Layout, carrier: str, start: int, size: float) -> list[Fault]:
    """The smallest set that hides a lie about a firm: one meter on each step from the supply down to a sub-meter.

    All show the same amount too little, a share of the firm's flow, so A b = 0 in every balance.
    """
    letter, firm_of = ("e", layout.electric_feeder) if carrier == "electricity" else ("w", layout.water_feeder)
    submetered = set(layout.submetered_electric if letter == "e" else layout.submetered_water)
    firm = next(f for f in np.argsort(-layout.size) if letter == "e" or f not in set(layout.discharging))
    supply = "e.grid0" if letter == "e" else "w.intake0"
    chain = [supply, f"{letter}.feeder{firm_of[firm]}", f"{letter}.firm{firm:03d}"]
    chain += [f"{letter}.firm{firm:03d}.0"] if firm in submetered else []
    return [Fault(layout.meters.index(name), "collusive", start, size) for name in chain]


def _smallest_share(faults: list[Fault], fault: Fault, healthy: np.ndarray) -> np.ndarray:
    """Flow of the smallest meter of the collusive set of ``fault``: what all of them hide in proportion."""
    together = [f.meter for f in faults if f.kind == "collusive" and f.start == fault.start and f.size == fault.size]
    return healthy[:, min(together, key=lambda i: float(healthy[:, i].mean()))]


def _gaps(rng: np.random.Generator, hours: int, n: int) -> np.ndarray:
    """Missing readings: 1 % at random, and per meter about one outage of 6 to 48 hours in the record."""
    out = rng.random((hours, n)) < 0.01
    for i in range(n):
        for at in rng.integers(0, hours, rng.poisson(1.0)):
            out[at : at + int(rng.integers(6, 48)), i] = True
    return out
