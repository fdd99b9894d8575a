"""True flows of a park, hour by hour: shifts, weekends, slow and fast fluctuation, changes of production, leaks.

Every node conserves: what enters is what leaves plus a loss. Losses: electricity 1-3 % (grows with the load), water
3-8 % of the mean flow (follows pressure, higher at night), sewers gain 3-8 % by infiltration, sub-metered firms have
1-5 % that no sub-meter sees. Some water pipes begin to leak more on some day; that is no fault of a meter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.park.layout import FIRMS, SUBS_ELECTRIC, SUBS_WATER, Layout

LEAK_EVENTS = 5


@dataclass(frozen=True)
class Leak:
    """A pipe that begins to lose more: ``balance`` index, first hour, additional loss per hour."""

    balance: int
    start: int
    size: float


def ou(rng: np.random.Generator, hours: int, count: int, sd: np.ndarray | float, tau_h: np.ndarray | float) -> np.ndarray:
    """Ornstein-Uhlenbeck paths, shape (hours, count), stationary with the given standard deviation and time constant."""
    keep = np.exp(-1.0 / np.broadcast_to(np.asarray(tau_h, float), (count,)))
    noise = rng.normal(size=(hours, count))
    out = np.empty((hours, count))
    out[0] = noise[0]
    for t in range(1, hours):
        out[t] = keep * out[t - 1] + np.sqrt(1 - keep**2) * noise[t]
    return out * sd


def firm_pattern(rng: np.random.Generator, hours: int) -> np.ndarray:
    """Work pattern of each firm, shape (hours, FIRMS), mean 1: one, two or three shifts, weekends, changes, a holiday."""
    hour, day = np.arange(hours) % 24, np.arange(hours) // 24
    shifts, base = rng.choice([1, 2, 3], FIRMS, p=[0.3, 0.35, 0.35]), rng.uniform(0.15, 0.4, FIRMS)
    weekend = rng.choice([0.15, 0.5, 1.0], FIRMS, p=[0.4, 0.3, 0.3])
    out = np.empty((hours, FIRMS))
    for f in range(FIRMS):
        begin = rng.integers(6, 9)
        on = ((hour - begin) % 24 < 8 * shifts[f]) | (shifts[f] == 3)
        level = base[f] + (1 - base[f]) * np.where(on, 1.0, 0.0)
        level = np.convolve(np.pad(level, 1, mode="edge"), [0.2, 0.6, 0.2], mode="valid")
        level = level * np.where(day % 7 >= 5, weekend[f], 1.0)
        level = level * (1 + 0.1 * np.sin(2 * np.pi * (hour - rng.uniform(8, 16)) / 24))
        for at in rng.integers(0, hours, rng.poisson(1.5)):  # production changes
            level[at:] *= rng.uniform(0.75, 1.3)
        if rng.random() < 0.15:  # closed for some days
            at = rng.integers(0, hours - 96)
            level[at : at + int(rng.integers(48, 96))] *= 0.2
        out[:, f] = level / level.mean()
    return out


def true_flows(layout: Layout, rng: np.random.Generator, hours: int) -> tuple[np.ndarray, tuple[Leak, ...]]:
    """Return the true flow of every meter, shape (hours, n), and the pipes that begin to leak more."""
    x = np.zeros((hours, len(layout.meters)))
    pattern = firm_pattern(rng, hours)
    leaks = _leak_events(layout, rng, hours)
    _electricity(layout, rng, pattern, x)
    _water(layout, rng, pattern, x, leaks)
    _wastewater(layout, rng, x)
    return x, tuple(leaks.values())


def _fluctuation(rng: np.random.Generator, hours: int, count: int) -> np.ndarray:
    slow = ou(rng, hours, count, rng.uniform(0.05, 0.15, count), rng.uniform(24, 96, count))
    fast = ou(rng, hours, count, rng.uniform(0.08, 0.2, count), rng.uniform(2, 10, count))
    return np.exp(slow + fast)


def _split(rng: np.random.Generator, total: np.ndarray, parts: int) -> np.ndarray:
    """Split flows of shape (hours, k) into ``parts`` each, shape (hours, k * parts), shares that vary."""
    hours, count = total.shape
    share = np.exp(
        rng.normal(0, 0.7, (1, count * parts)) + ou(rng, hours, count * parts, 0.25, rng.uniform(4, 48, count * parts))
    )
    whole = share.reshape(hours, count, parts)
    return (whole / whole.sum(axis=2, keepdims=True) * total[:, :, None]).reshape(hours, count * parts)


def _electricity(layout: Layout, rng: np.random.Generator, pattern: np.ndarray, x: np.ndarray) -> None:
    hours = len(x)
    firms = 40.0 * layout.size * pattern * _fluctuation(rng, hours, FIRMS)
    x[:, layout.of("firm", "electricity")] = firms
    unseen = rng.uniform(0.01, 0.05, len(layout.submetered_electric))
    unseen = unseen * np.exp(ou(rng, hours, len(unseen), 0.1, 24.0))
    seen = firms[:, layout.submetered_electric] * (1 - unseen)
    x[:, layout.of("sub", "electricity")] = _split(rng, seen, SUBS_ELECTRIC)
    feeders = layout.of("feeder", "electricity")
    for k, column in enumerate(feeders):
        load = firms[:, layout.electric_feeder == k].sum(axis=1)
        loss = rng.uniform(0.01, 0.03) * load * load / load.mean()
        x[:, column] = load + loss
    bus = x[:, feeders].sum(axis=1)
    bus = bus * (1 + rng.uniform(0.005, 0.01) * bus / bus.mean())
    hour = np.arange(hours) % 24
    sun = np.clip(np.sin(np.pi * (hour - 6) / 12), 0, None) * np.exp(-np.abs(ou(rng, hours, 1, 0.6, 6.0)[:, 0]))
    pv = 0.12 * bus.mean() * np.where((hour > 6) & (hour < 18), sun, 0.0)
    share = 0.5 + ou(rng, hours, 1, 0.08, 24.0)[:, 0].clip(-0.4, 0.4)
    grid = bus - pv
    x[:, layout.of("pv", "electricity")[0]] = pv
    x[:, layout.of("grid", "electricity")] = np.column_stack((grid * share, grid * (1 - share)))


def _water(layout: Layout, rng: np.random.Generator, pattern: np.ndarray, x: np.ndarray, leaks: dict[int, Leak]) -> None:
    hours = len(x)
    own = _fluctuation(rng, hours, FIRMS)
    firms = 3.0 * layout.size_water * (0.3 + 0.7 * pattern) * own
    x[:, layout.of("firm", "water")] = firms
    subs = firms[:, layout.submetered_water].copy()
    row = {name: r for r, name in enumerate(layout.balances)}
    for k, firm in enumerate(layout.submetered_water):
        unseen = rng.uniform(0.01, 0.05) * subs[:, k].mean() * np.exp(ou(rng, hours, 1, 0.1, 24.0)[:, 0])
        subs[:, k] = np.maximum(subs[:, k] - unseen, 0.02 * subs[:, k])
        event = leaks.get(row[f"w.firm{firm:03d}"])
        if event is not None:  # behind the firm's meter: it is billed
            added = event.size * subs[:, k].mean() * (np.arange(hours) >= event.start)
            x[:, layout.of("firm", "water")[firm]] += added
    firms = x[:, layout.of("firm", "water")]
    x[:, layout.of("sub", "water")] = _split(rng, subs, SUBS_WATER)
    feeders = layout.of("feeder", "water")
    for k, column in enumerate(feeders):
        load = firms[:, layout.water_feeder == k].sum(axis=1)
        x[:, column] = load + _leak(
            rng, hours, rng.uniform(0.03, 0.08) * load.mean(), leaks.get(row[f"w.feeder{k}"]), load.mean()
        )
    total = x[:, feeders].sum(axis=1)
    total = total + _leak(rng, hours, rng.uniform(0.01, 0.03) * total.mean(), leaks.get(row["w.intake"]), total.mean())
    share = 0.6 + ou(rng, hours, 1, 0.1, 12.0)[:, 0].clip(-0.35, 0.35)
    x[:, layout.of("intake", "water")] = np.column_stack((total * share, total * (1 - share)))


def _leak(rng: np.random.Generator, hours: int, mean: float, event: Leak | None, flow: float) -> np.ndarray:
    hour = np.arange(hours) % 24
    leak = mean * (1 + 0.15 * np.cos(2 * np.pi * (hour - 2) / 24)) * np.exp(ou(rng, hours, 1, 0.06, 48.0)[:, 0])
    return leak if event is None else leak + event.size * flow * (np.arange(hours) >= event.start)


def _wastewater(layout: Layout, rng: np.random.Generator, x: np.ndarray) -> None:
    hours = len(x)
    water = x[:, layout.of("firm", "water")][:, layout.discharging]
    rho = layout.rho * np.exp(
        ou(rng, hours, len(layout.rho), rng.uniform(0.03, 0.08, len(layout.rho)), rng.uniform(12, 72, len(layout.rho)))
    )
    flow = np.minimum(rho, 0.98) * water
    x[:, layout.of("discharge", "wastewater")] = flow
    trunks = layout.of("trunk", "wastewater")
    for k, column in enumerate(trunks):
        mine = flow[:, layout.trunk == k].sum(axis=1)
        x[:, column] = mine + rng.uniform(0.03, 0.08) * mine.mean() * np.exp(ou(rng, hours, 1, 0.15, 48.0)[:, 0])
    total = x[:, trunks].sum(axis=1)
    x[:, layout.of("works", "wastewater")[0]] = total * (1 - 0.005)
    x[:, layout.of("works", "wastewater")[1]] = total * (1 - 0.005) * (0.98 + ou(rng, hours, 1, 0.003, 24.0)[:, 0])


def _leak_events(layout: Layout, rng: np.random.Generator, hours: int) -> dict[int, Leak]:
    """Pipes that begin to leak 3-10 % more of the mean flow, after commissioning."""
    candidates = [r for r, name in enumerate(layout.balances) if name.startswith("w.")]
    first = min(45 * 24, hours // 2)
    chosen = rng.choice(candidates, min(LEAK_EVENTS, len(candidates)), replace=False)
    return {
        int(r): Leak(int(r), int(rng.integers(first, max(first + 1, hours - 30 * 24))), float(rng.uniform(0.03, 0.10)))
        for r in chosen
    }
