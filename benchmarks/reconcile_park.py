"""A made-up park of any size for the benchmark of reconciliation: its balance systems, and readings with realistic gaps.

Electricity: grid, feeders, sub-feeders, firms, sub-meters (a third of the firms with a complete split); each feeder loses something that
nobody meters but is declared within a range. Water: intake, mains, firms, leakage; sewer: firms to trunks to the works; each
firm's discharge is tied to its water by a declared share, which makes loops. Gaps: single meters drop out for hours, a firm's
logger loses all its meters at once, a few meters are dead for the whole record.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecopark.trust.balance.system import BalanceSystem

HOURS = 8760


@dataclass(frozen=True)
class MadeSystem:
    """A system, the mean true flow of each variable (n,), and which logger each meter hangs on (k,)."""

    system: BalanceSystem
    mean: np.ndarray
    logger: np.ndarray


class _Draft:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.mean: list[float] = []
        self.rows: list[tuple[str, dict[int, float], float]] = []
        self.meters: list[tuple[int, float, int]] = []

    def flow(self, name: str, mean: float, class_pct: float | None, logger: int) -> int:
        self.names.append(name)
        self.mean.append(mean)
        if class_pct is not None:
            self.meters.append((len(self.names) - 1, class_pct / 100 / 3**0.5, logger))
        return len(self.names) - 1

    def made(self, carrier: str, unit: str) -> MadeSystem:
        matrix = np.zeros((len(self.rows), len(self.names)))
        for row, (_, terms, _) in enumerate(self.rows):
            for column, value in terms.items():
                matrix[row, column] = value
        k = len(self.meters)
        system = BalanceSystem(
            tuple(name for name, _, _ in self.rows), tuple(self.names), matrix, tuple(f"m{i}" for i in range(k)),
            np.array([v for v, _, _ in self.meters]), np.array([c for _, c, _ in self.meters]), np.full(k, 0.01),
            np.zeros(len(self.rows)), carrier, unit, np.array([soft for _, _, soft in self.rows]),
        )  # fmt: skip
        return MadeSystem(system, np.array(self.mean), np.array([g for _, _, g in self.meters]))


def electricity(meters: int, seed: int) -> MadeSystem:
    """A tree of about ``meters`` meters; loads of firms are heavy-tailed (Pareto 1.3)."""
    rng, draft = np.random.default_rng(seed), _Draft()
    firms = max(3, int(meters / 1.55))
    load = 20 * (1 + rng.pareto(1.3, firms)).clip(max=2000)
    feeders = max(1, firms // 200)
    of_feeder = np.array_split(np.arange(firms), feeders)
    logger, inflows = 0, []
    for f, members in enumerate(of_feeder):
        subs = []
        for s, group in enumerate(np.array_split(members, max(1, members.size // 20))):
            edges = []
            for firm in group.tolist():
                logger += 1
                edge = draft.flow(f"firm{firm}", load[firm], 0.5, logger)
                edges.append(edge)
                if firm % 3 == 0:
                    shares = rng.dirichlet(np.ones(2) * 3) * load[firm]
                    parts = [draft.flow(f"firm{firm}.{i}", share, 1.0, logger) for i, share in enumerate(shares)]
                    draft.rows.append((f"firm{firm}", {edge: 1.0, **dict.fromkeys(parts, -1.0)}, 0.0))
            logger += 1
            subs.append(_bus(draft, f"sub{f}.{s}", edges, logger, 0.005))
        logger += 1
        inflows.append(_bus(draft, f"feeder{f}", subs, logger, 0.005))
    _bus(draft, "grid", inflows, 0, 0.002)
    return draft.made("electricity", "kWh")


def _bus(draft: _Draft, name: str, out: list[int], logger: int, loss: float) -> int:
    """A bus with a metered inflow and an unmetered loss whose share is declared: the loss is the slack of a soft balance."""
    total = sum(draft.mean[e] for e in out)
    inflow = draft.flow(f"{name}.in", total * (1 + loss), 0.5, logger)
    draft.rows.append((name, {inflow: 1.0 - loss, **dict.fromkeys(out, -1.0)}, loss / 2))
    return inflow


def water(meters: int, seed: int) -> MadeSystem:
    """Supply and sewer of about ``meters`` meters together, joined by declared shares: loops."""
    rng, draft = np.random.default_rng(seed), _Draft()
    firms = max(2, int(meters / 2.1))
    use = 2 * (1 + rng.pareto(1.5, firms)).clip(max=500)
    supply, sewer = [], []
    for firm in range(firms):
        into = draft.flow(f"water{firm}", use[firm], 1.5, firm + 1)
        out = draft.flow(f"sewer{firm}", 0.8 * use[firm], 3.0, firm + 1)
        draft.rows.append((f"share{firm}", {into: 0.8, out: -1.0}, 0.1))
        supply.append(into)
        sewer.append(out)
    mains, trunks = [], []
    for g, group in enumerate(np.array_split(np.arange(firms), max(1, firms // 20))):
        mains.append(_bus(draft, f"main{g}", [supply[i] for i in group], firms + 1 + g, 0.04))
        flow = sum(draft.mean[sewer[i]] for i in group)
        trunk = draft.flow(f"trunk{g}", flow, 3.0, firms + 1 + g)
        draft.rows.append((f"trunk{g}", {trunk: -1.0, **{sewer[i]: 1.0 for i in group}}, 0.0))
        trunks.append(trunk)
    _bus(draft, "intake", mains, 0, 0.02)
    works = draft.flow("works", sum(draft.mean[t] for t in trunks), 2.0, 0)
    draft.rows.append(("sewer", {works: -1.0, **dict.fromkeys(trunks, 1.0)}, 0.0))
    return draft.made("wastewater+water", "m3")


def readings(made: MadeSystem, hours: int, seed: int, missing: float = 0.02) -> np.ndarray:
    """(hours, k) noisy readings of a true course that fulfils the balances up to the declared softness; NaN in the gaps."""
    rng = np.random.default_rng(seed)
    k = len(made.system.measurements)
    clock = 1 + 0.4 * np.sin(np.arange(hours) / 24 * 2 * np.pi)[:, None]
    level = made.mean[made.system.selector] * clock
    noise = rng.standard_normal((hours, k)) * np.maximum(made.system.relative_sd * level, 0.01)
    values = np.maximum(level + noise, 0.0)
    for of, share, length in ((np.arange(k), missing / 2, 8), (made.logger, missing / 2, 6)):
        groups = np.unique(of)
        column = np.searchsorted(groups, of)
        starts = rng.random((hours, groups.size)) < share / length
        gone = np.zeros((hours, groups.size), np.bool_)
        for shift in range(length):
            gone[shift:] |= starts[: hours - shift]
        values[gone[:, column]] = np.nan
    values[:, rng.random(k) < 0.002] = np.nan
    return values
