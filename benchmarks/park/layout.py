"""Who is connected to whom: 585 meters in 182 balances of electricity, water and wastewater.

Electricity: 2 grid meters and 1 solar meter into a bus, 8 feeders, 120 firms, 60 of them with 3 sub-meters each.
Water: 2 intakes, 6 feeders, the same 120 firms, 40 of them with 2 sub-meters each.
Wastewater: 60 firms discharge into 4 trunks, these into the works, the works into the outfall; each discharge is tied
to its firm's water by a soft relation (discharge = rho x water, rho slowly varying).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FIRMS, ELECTRIC_FEEDERS, WATER_FEEDERS, TRUNKS = 120, 8, 6, 4
SUBMETERED_ELECTRIC, SUBS_ELECTRIC, SUBMETERED_WATER, SUBS_WATER, DISCHARGING = 60, 3, 40, 2, 60
CARRIERS = ("electricity", "water", "wastewater")


@dataclass(frozen=True)
class Layout:
    """The graph of a park.

    Attributes
    ----------
    meters, carrier, role
        Name, carrier and role (grid, pv, feeder, firm, sub, intake, discharge, trunk, works) of each of n meters.
    balances, matrix
        Names of m balances and A of shape (m, n): +1 into the balance, -1 out of it; soft rows hold rho.
    soft
        (m,) bool: rows that are a relation, not a conservation law.
    """

    meters: tuple[str, ...]
    carrier: np.ndarray
    role: np.ndarray
    balances: tuple[str, ...]
    matrix: np.ndarray
    soft: np.ndarray
    size: np.ndarray  # (FIRMS,) relative size of each firm, electricity
    size_water: np.ndarray
    electric_feeder: np.ndarray  # (FIRMS,) its feeder
    water_feeder: np.ndarray
    trunk: np.ndarray  # (DISCHARGING,) its trunk
    submetered_electric: np.ndarray  # firms
    submetered_water: np.ndarray
    discharging: np.ndarray
    rho: np.ndarray  # (DISCHARGING,) mean share of the water that is discharged

    def of(self, role: str, carrier: str) -> np.ndarray:
        """Indices of the meters of a role, in the order of their firms or feeders."""
        return np.flatnonzero((self.role == role) & (self.carrier == carrier))


def make_layout(rng: np.random.Generator) -> Layout:
    """Draw a park: sizes are Pareto with exponent 1.3, a few firms carry most of the flow."""
    size = rng.pareto(1.3, FIRMS) + 1.0
    size_water = size**0.6 * (rng.pareto(1.3, FIRMS) + 1.0) ** 0.7
    discharging = np.sort(_draw(rng, size_water, DISCHARGING))
    parts: list[tuple[str, str, str]] = [(f"e.grid{i}", "electricity", "grid") for i in range(2)]
    parts += [("e.pv", "electricity", "pv")]
    parts += [(f"e.feeder{i}", "electricity", "feeder") for i in range(ELECTRIC_FEEDERS)]
    parts += [(f"e.firm{i:03d}", "electricity", "firm") for i in range(FIRMS)]
    sub_e, sub_w = np.sort(_draw(rng, size, SUBMETERED_ELECTRIC)), np.sort(_draw(rng, size_water, SUBMETERED_WATER))
    parts += [(f"e.firm{f:03d}.{k}", "electricity", "sub") for f in sub_e for k in range(SUBS_ELECTRIC)]
    parts += [(f"w.intake{i}", "water", "intake") for i in range(2)]
    parts += [(f"w.feeder{i}", "water", "feeder") for i in range(WATER_FEEDERS)]
    parts += [(f"w.firm{i:03d}", "water", "firm") for i in range(FIRMS)]
    parts += [(f"w.firm{f:03d}.{k}", "water", "sub") for f in sub_w for k in range(SUBS_WATER)]
    parts += [(f"s.firm{f:03d}", "wastewater", "discharge") for f in discharging]
    parts += [(f"s.trunk{i}", "wastewater", "trunk") for i in range(TRUNKS)]
    parts += [("s.works_in", "wastewater", "works"), ("s.works_out", "wastewater", "works")]
    names = [name for name, _, _ in parts]
    at = {name: i for i, name in enumerate(names)}
    electric_feeder, water_feeder = rng.integers(0, ELECTRIC_FEEDERS, FIRMS), rng.integers(0, WATER_FEEDERS, FIRMS)
    trunk, rho = rng.integers(0, TRUNKS, DISCHARGING), rng.uniform(0.6, 0.9, DISCHARGING)
    rows: list[tuple[str, dict[str, float]]] = [
        ("e.bus", {"e.grid0": 1, "e.grid1": 1, "e.pv": 1} | {f"e.feeder{i}": -1 for i in range(ELECTRIC_FEEDERS)})
    ]
    rows += [_feeder("e", i, electric_feeder) for i in range(ELECTRIC_FEEDERS)]
    rows += [_subs("e", f, SUBS_ELECTRIC) for f in sub_e]
    rows += [("w.intake", {"w.intake0": 1, "w.intake1": 1} | {f"w.feeder{i}": -1 for i in range(WATER_FEEDERS)})]
    rows += [_feeder("w", i, water_feeder) for i in range(WATER_FEEDERS)]
    rows += [_subs("w", f, SUBS_WATER) for f in sub_w]
    rows += [(f"s.rho{f:03d}", {f"w.firm{f:03d}": rho[k], f"s.firm{f:03d}": -1}) for k, f in enumerate(discharging)]
    for i in range(TRUNKS):
        rows += [(f"s.trunk{i}", {f"s.firm{f:03d}": 1 for f in discharging[trunk == i]} | {f"s.trunk{i}": -1})]
    rows += [("s.works", {f"s.trunk{i}": 1 for i in range(TRUNKS)} | {"s.works_in": -1})]
    rows += [("s.outfall", {"s.works_in": 1, "s.works_out": -1})]
    matrix = np.zeros((len(rows), len(names)))
    for r, (_, row) in enumerate(rows):
        for name, coefficient in row.items():
            matrix[r, at[name]] = coefficient
    return Layout(
        meters=tuple(names), carrier=np.array([c for _, c, _ in parts]), role=np.array([r for _, _, r in parts]),
        balances=tuple(name for name, _ in rows), matrix=matrix,
        soft=np.array([name.startswith("s.rho") for name, _ in rows]),
        size=size, size_water=size_water, electric_feeder=electric_feeder, water_feeder=water_feeder, trunk=trunk,
        submetered_electric=sub_e, submetered_water=sub_w, discharging=discharging, rho=rho,
    )  # fmt: skip


def _draw(rng: np.random.Generator, size: np.ndarray, count: int) -> np.ndarray:
    """Firms without repetition, larger ones more likely (square root of their size)."""
    weight = np.sqrt(size)
    return rng.choice(len(size), count, replace=False, p=weight / weight.sum())


def _feeder(letter: str, feeder: int, of: np.ndarray) -> tuple[str, dict[str, float]]:
    firms = {f"{letter}.firm{f:03d}": -1.0 for f in np.flatnonzero(of == feeder)}
    return f"{letter}.feeder{feeder}", {f"{letter}.feeder{feeder}": 1.0} | firms


def _subs(letter: str, firm: int, count: int) -> tuple[str, dict[str, float]]:
    subs = {f"{letter}.firm{firm:03d}.{k}": -1.0 for k in range(count)}
    return f"{letter}.firm{firm:03d}", {f"{letter}.firm{firm:03d}": 1.0} | subs
