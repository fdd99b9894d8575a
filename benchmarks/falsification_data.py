"""Real untouched series as records for the falsification benchmark, cut into development and held-out parts by time.

From what ships with the sample park: loads (four firms), the wastewater works (daily samples, flow, energy), the gas turbine
(CO, NOx, one year). ``--data DIR`` adds, where the files are there, the turbine's other years (UCI 551, Kaya and others 2019,
CC BY 4.0: ``gas_turbine_hourly.parquet``) and the 15-minute influent of a works (Jena, Modelica WasteWater library:
``jena_online_15min.csv``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

import ecopark.serve.sample
from ecopark.trust.falsification.of_stream import Readings
from ecopark.trust.falsification.places import Place, Stream

SHIPPED = Path(ecopark.serve.sample.__file__).parent / "data"
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
YEAR_US = 365.25 * DAY_US


@dataclass(frozen=True)
class Record:
    """One place over one stretch of time. ``part``: development or held-out. ``targets``: streams that are falsified."""

    name: str
    part: str
    place: Place
    readings: Mapping[str, Readings]
    targets: tuple[str, ...]

    @property
    def sensor_years(self) -> float:
        spans = [r.times[-1] - r.times[0] for n, r in self.readings.items() if n in self.place.own]
        return float(sum(spans) / YEAR_US)


def records(folder: Path | None) -> list[Record]:
    """All records; both parts."""
    found = [*_loads(), *_works(), *_turbine(SHIPPED / "gas_turbine_2015.parquet", "2015")]
    if folder is not None:
        for path in sorted(folder.rglob("gas_turbine_hourly.parquet")):
            found += _turbine_years(path)
        for path in sorted(folder.rglob("jena_online_15min.csv")):
            found += _jena(path)
    return found


def readings(
    name: str, kind: str, observed: str, times: np.ndarray, values: np.ndarray, step: int, resolution: float = 0.0
) -> Readings:
    stream = Stream(
        name, "meter", observed, kind, "", step, resolution, 1.0, register=False, solar=False, clock=True, firm=None
    )
    known = np.isfinite(values)
    times, values = times[known].astype(np.int64), values[known].astype(np.float64)
    return Readings(stream, times, values, np.zeros(len(times), np.uint8), np.ones(len(times), np.bool_))


def cut(record: Record, start: int, end: int, part: str, label: str) -> Record:
    kept = {}
    for name, r in record.readings.items():
        rows = (r.times >= start) & (r.times < end)
        kept[name] = Readings(r.stream, r.times[rows], r.values[rows], r.status[rows], r.usable[rows])
    return replace(record, name=f"{record.name} {label}", part=part, readings=kept)


def halves(record: Record, share: float = 0.5) -> Iterator[Record]:
    """The first part develops, the second is held out."""
    first = min(int(r.times[0]) for r in record.readings.values())
    last = max(int(r.times[-1]) for r in record.readings.values())
    middle = first + int(share * (last - first)) // DAY_US * DAY_US
    yield cut(record, first, middle, "development", "first")
    yield cut(record, middle, last + 1, "held-out", "second")


def _times(column: object) -> np.ndarray:
    return np.asarray(column.cast("timestamp[us]").cast("int64").to_numpy())  # type: ignore[attr-defined]


def _place(
    key: str, own: tuple[str, ...], loads: tuple[str, ...], *, point: bool, pair: tuple[str, str] | None = None
) -> Place:
    return Place(key, key, own, loads, pair, key if point else None)


def _loads() -> Iterator[Record]:
    files = (
        ("steel", "steel_gwangyang_2018.parquet", "interval_start", {"usage_kwh": 0.01}),
        ("plating", "load_electroplating_2017.parquet", "time_utc", {"w_per_mwh_a": 0.0}),
        ("metal", "load_metal_processing_2018.parquet", "time_utc", {"w_per_mwh_a": 0.0}),
        ("furniture", "load_furniture_store_2015.parquet", "time_utc", {"w_per_mwh_a": 0.0}),
    )
    for firm, file, time, columns in files:
        table = pq.read_table(SHIPPED / file)
        at = _times(table[time])
        made = {
            f"{firm}.{c}": readings(f"{firm}.{c}", "load", "active_energy", at, table[c].to_numpy(), 900 * 10**6, resolution)
            for c, resolution in columns.items()
        }
        yield from halves(Record(firm, "", _place(firm, tuple(made), (), point=False), made, tuple(made)))


def _works() -> Iterator[Record]:
    table = pq.read_table(SHIPPED / "wwtp_melbourne_2014_2019.parquet")
    at = np.asarray(table["date"].cast("timestamp[us]").cast("int64").to_numpy())
    lab = {"COD": "cod", "BOD": "bod5", "Am": "ammonium_n", "TN": "total_n"}
    made = {n: readings(n, "concentration", p, at, table[n].to_numpy(), DAY_US) for n, p in lab.items()}
    made["inflow"] = readings("inflow", "load", "wastewater_flow", at, table["avg_inflow"].to_numpy(), DAY_US)
    made["energy"] = readings("energy", "load", "active_energy", at, table["total_grid"].to_numpy(), DAY_US)
    place = _place("works", (*lab, "inflow"), ("inflow",), point=True, pair=("inflow", "energy"))
    yield from halves(Record("works", "", place, made, tuple(lab)))


def _turbine(path: Path, year: str) -> Iterator[Record]:
    table = pq.read_table(path)
    names = {c.lower(): c for c in table.column_names}
    columns = {c: table[names[c]].to_numpy().astype(float) for c in ("co", "nox", "tey", "at", "tit") if c in names}
    at = HOUR_US * np.arange(table.num_rows, dtype=np.int64)
    yield from halves(_station(f"turbine {year}", at, columns))


def _turbine_years(path: Path) -> Iterator[Record]:
    table = pq.read_table(path)
    names = {c.lower(): c for c in table.column_names}
    year = table[names["year"]].to_numpy()
    for y in (2011, 2012, 2013, 2014):  # 2015 ships with the park
        rows = year == y
        columns = {c: table[names[c]].to_numpy().astype(float)[rows] for c in ("co", "nox", "tey", "at", "tit")}
        record = _station(f"turbine {y}", HOUR_US * np.arange(rows.sum(), dtype=np.int64), columns)
        yield replace(record, part="development" if y <= 2012 else "held-out")


def _station(name: str, at: np.ndarray, columns: Mapping[str, np.ndarray]) -> Record:
    gases = {"co": "co", "nox": "nox"}
    made = {n: readings(n, "concentration", p, at, columns[n], HOUR_US) for n, p in gases.items()}
    made["tit"] = readings("tit", "other", "turbine_inlet_temperature", at, columns["tit"], HOUR_US)
    made["energy"] = readings("energy", "load", "active_energy", at, columns["tey"], HOUR_US)
    return Record(name, "", _place(name, ("co", "nox", "tit"), ("energy",), point=True), made, ("co", "nox"))


def _jena(path: Path) -> Iterator[Record]:
    with path.open() as file:
        rows = list(csv.DictReader(file))
    names = {n.lower(): n for n in rows[0]}
    at = np.array(
        [np.datetime64(datetime.fromisoformat(r[names["time"]]).replace(tzinfo=None), "us").astype(np.int64) for r in rows]
    )
    step = int(np.median(np.diff(at)))
    flow = next(n for n in names if n.startswith("q"))
    made = {}
    for name, observed in (("cod", "cod"), ("nh4", "ammonium_n"), ("po4", "phosphate_p")):
        made[name] = readings(name, "concentration", observed, at, np.array([float(r[names[name]]) for r in rows]), step)
    made["flow"] = readings("flow", "load", "wastewater_flow", at, np.array([float(r[names[flow]]) for r in rows]), step)
    place = _place("jena", (*made,), ("flow",), point=True)
    yield Record("influent 2003", "held-out", place, made, ("cod", "nh4", "po4"))
