"""Seeded generator for what the real data lack: grid and water meters, sub-meters, station files, declarations.

Everything it makes is marked ``synthetic`` in ``park/datastreams.csv``. The faults it puts in on purpose stand in
``FAULTS`` and in the README beside this file; they show what the quality checks do and are not cleaned away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ecopark.serve.sample.sources import SENT

SEED = 2025
START = datetime(2024, 12, 31, 17, tzinfo=UTC)  # 2025-01-01 00:00 in the park
QUARTER, HOUR, DAY = 900, 3600, 86400

FloatArray = npt.NDArray[np.float64]

# Mean water intake, m3 per day; about 85 % of it returns to the sewer (assumption of the sample).
WATER_M3_PER_DAY = {"steel": 1100.0, "plating": 1300.0, "metal": 800.0, "furniture": 450.0, "utility": 650.0}
SEWER_SHARE = 0.85
WATER_LEAKAGE = 0.04
GRID_LOSSES = 0.02
# Natural gas: 48.0 TJ/Gg (IPCC 2006, Vol. 2, Table 1.2) at 34 % electrical efficiency (assumption of the sample).
GAS_KG_PER_KWH = 3.6 / 48.0 / 0.34


@dataclass(frozen=True, slots=True)
class PutInFault:
    """A fault that the generator puts in on purpose (park time)."""

    datastream: str
    what: str
    start: datetime
    end: datetime


def _park(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=7)  # type: ignore[arg-type,misc]


FAULTS: Mapping[str, PutInFault] = {
    f.datastream: f
    for f in (
        PutInFault("plating.rectifiers.active_energy", "gap", _park(2025, 5, 14, 8), _park(2025, 5, 14, 14)),
        PutInFault("metal.compressor.active_energy", "flat line", _park(2025, 7, 8, 9), _park(2025, 7, 9, 3)),
        PutInFault("plating.sewer.volume", "litres instead of m3", _park(2025, 9, 2), _park(2025, 9, 4)),
        PutInFault("steel.utilities.register", "meter replaced", _park(2025, 8, 12, 10), _park(2025, 8, 12, 10, 15)),
        PutInFault("furniture.sewer.volume", "spike", _park(2025, 10, 21, 15), _park(2025, 10, 21, 16)),
    )
}


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng([SEED, *name.encode()])


def _grid(step_s: int, as_of: datetime) -> npt.NDArray[np.int64]:
    """Starts of intervals in seconds since 1970, UTC."""
    return np.arange(int(START.timestamp()), int(as_of.timestamp()) + 1, step_s, dtype=np.int64)


def _sent(datastream: str, seconds: npt.NDArray[np.int64], values: FloatArray) -> pa.Table:
    times = pa.array(seconds * 1_000_000, pa.int64()).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    return pa.Table.from_arrays([pa.repeat(pa.scalar(datastream), len(seconds)), times, pa.array(values)], schema=SENT)


def _seconds_and_values(table: pa.Table) -> tuple[npt.NDArray[np.int64], FloatArray]:
    seconds = table["time"].cast(pa.int64()).to_numpy() // 1_000_000
    return seconds, table["value"].to_numpy(zero_copy_only=False).astype(float)


def _on_grid(table: pa.Table, grid: npt.NDArray[np.int64], factor: float, otherwise: float) -> FloatArray:
    """Values of a measured series at the grid's times; ``otherwise`` where the series has none."""
    seconds, values = _seconds_and_values(table)
    order = np.argsort(seconds, kind="stable")
    place = np.clip(np.searchsorted(seconds[order], grid, side="right") - 1, 0, len(seconds) - 1)
    found = values[order][place] * factor
    held = int(np.median(np.diff(seconds[order])))
    age = grid - seconds[order][place]
    return np.where((age >= 0) & (age < held) & np.isfinite(found), found, otherwise)


def _noise(rng: np.random.Generator, n: int, relative: float) -> FloatArray:
    return 1 + relative * rng.standard_normal(n)


def _within(grid: npt.NDArray[np.int64], fault: PutInFault) -> npt.NDArray[np.bool_]:
    return (grid >= int(fault.start.timestamp())) & (grid < int(fault.end.timestamp()))


def firm_energy(measured: Mapping[str, pa.Table], grid: npt.NDArray[np.int64]) -> dict[str, FloatArray]:
    """Energy of each firm per quarter of an hour on ``grid``, kWh, from the measured series (scaled as declared)."""
    watts = {"plating": 800.0, "metal": 600.0, "furniture": 500.0}
    energy = {f: _on_grid(measured[f"{f}.main.active_power"], grid, mwh / 4000, mwh / 35.04) for f, mwh in watts.items()}
    energy["steel"] = _on_grid(measured["steel.main.active_energy"], grid, 1.0, 27.4)
    energy["utility"] = _on_grid(measured["utility.generator.active_energy"], grid, 0.25, 0.0)
    energy["works"] = _on_grid(measured["works.main.active_energy"], grid, 0.01 / 96, 28.7)
    return energy


def electricity(measured: Mapping[str, pa.Table], as_of: datetime) -> Iterator[pa.Table]:
    """The park's grid meter and the sub-meters, from the measured firms."""
    grid = _grid(QUARTER, as_of)
    energy = firm_energy(measured, grid)
    used = sum(energy[f] for f in ("steel", "plating", "metal", "furniture", "works"))
    bought = np.maximum((used - energy["utility"]) / (1 - GRID_LOSSES), 0) * _noise(_rng("park.main"), len(grid), 0.002)
    yield _sent("park.main.active_energy", grid, np.round(bought, 2))

    for name, share, first in (("furnace", 0.45, 81_230.4), ("rolling", 0.38, 40_112.7), ("utilities", 0.12, 7_730.0)):
        rng = _rng(f"steel.{name}")
        part = np.minimum(energy["steel"] * share * _noise(rng, len(grid), 0.08).clip(0.2, 1.3), energy["steel"] * 0.6)
        register = first + np.cumsum(part) - part  # read at the start of an interval: what was used until then
        if name == "rolling":
            register %= 100_000
        if name == "utilities":
            after = grid >= int(FAULTS["steel.utilities.register"].end.timestamp())
            register = np.where(after, register - register[np.argmax(after)], register)
        yield _sent(f"steel.{name}.register", grid, np.round(register, 1))

    rectifiers = np.round(energy["plating"] * 0.55 * _noise(_rng("rectifiers"), len(grid), 0.05), 2)
    keep = ~_within(grid, FAULTS["plating.rectifiers.active_energy"])
    yield _sent("plating.rectifiers.active_energy", grid[keep], rectifiers[keep])

    compressor = np.round(energy["metal"] * 0.22 * _noise(_rng("compressor"), len(grid), 0.10), 2)
    stuck = _within(grid, FAULTS["metal.compressor.active_energy"])
    compressor[stuck] = compressor[np.argmax(stuck)]
    yield _sent("metal.compressor.active_energy", grid, compressor)


def fuel(measured: Mapping[str, pa.Table]) -> Iterator[pa.Table]:
    """Natural gas of the turbine in kg per hour, from its energy."""
    seconds, energy = _seconds_and_values(measured["utility.generator.active_energy"])
    mass = energy * GAS_KG_PER_KWH * _noise(_rng("gas"), len(energy), 0.01)
    yield _sent("utility.gas.mass", seconds, np.round(mass, 2))


def water(measured: Mapping[str, pa.Table], as_of: datetime) -> Iterator[pa.Table]:
    """Water registers and wastewater volumes per firm, hourly; the main meter with leakage."""
    quarters = _grid(QUARTER, as_of)
    hours = quarters[::4]
    energy = firm_energy(measured, quarters)
    total = np.zeros(len(hours))
    for firm, per_day in WATER_M3_PER_DAY.items():
        rng = _rng(f"water.{firm}")
        activity = energy[firm][: len(hours) * 4].reshape(-1, 4).sum(axis=1)
        activity = np.where(activity > 0, activity, 0.3 * activity[activity > 0].mean())
        shape = 0.35 + 0.65 * activity / activity.mean()
        volume = np.round(per_day / 24 * shape / shape.mean() * _noise(rng, len(hours), 0.06).clip(0.5, 1.5), 2)
        total += volume
        register = rng.integers(10_000, 900_000) + np.cumsum(volume) - volume
        if firm == "metal":
            register = (register - register[0] + 1_000_000 - volume.sum() / 3) % 1_000_000
        yield _sent(f"{firm}.water.register", hours, np.round(register, 2))
        yield _sent(f"{firm}.sewer.volume", hours, _sewer(firm, hours, volume, rng))
    drawn = total * (1 + WATER_LEAKAGE) * _noise(_rng("water.main"), len(hours), 0.01)
    yield _sent("park.water.register", hours, np.round(2_315_870.0 + np.cumsum(drawn) - drawn, 1))


def _sewer(firm: str, hours: npt.NDArray[np.int64], volume: FloatArray, rng: np.random.Generator) -> FloatArray:
    sewer: FloatArray = np.round(volume * SEWER_SHARE * _noise(rng, len(hours), 0.04).clip(0.6, 1.15), 2)
    fault = FAULTS.get(f"{firm}.sewer.volume")
    if fault is not None and fault.what == "litres instead of m3":
        sewer = np.where(_within(hours, fault), np.round(sewer * 1000, 0), sewer)
    elif fault is not None:
        sewer = np.where(_within(hours, fault), np.round(sewer * 14, 2), sewer)
    return sewer
