"""Put the sample park together on disk: the park folder, its readings as files to import, the station files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from ecopark.core.interval import Interval
from ecopark.serve.sample import generator
from ecopark.serve.sample.sources import SOURCES, read_source
from ecopark.serve.sample.stations import write_station_files

LATE_MONTH = Interval.of_month(2025, 3)

Progress = Callable[[str, int, int], None]


def write_sample_park(folder: Path) -> None:
    """Write park.yaml and the sheets; existing files are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in files(__package__).joinpath("park").iterdir():
        target = folder / source.name
        if not target.exists():
            target.write_bytes(source.read_bytes())


def write_sample_readings(folder: Path, as_of: datetime, progress: Progress | None = None) -> list[Path]:
    """Write one Parquet file per source into ``folder`` (columns datastream, time in UTC, value in the sent unit).

    Returns the files in the order of their import: ``late.parquet`` last, it holds a month that a firm sent late.
    """
    folder.mkdir(parents=True, exist_ok=True)
    measured: dict[str, pa.Table] = {}
    written = []
    for i, source in enumerate(SOURCES):
        tables = list(read_source(source, as_of))
        measured |= {table["datastream"][0].as_py(): table for table in tables}
        written.append(_write(folder / source.file, tables))
        if progress:
            progress("sample", i + 1, len(SOURCES) + 3)
    made = {
        "synthetic_electricity.parquet": list(generator.electricity(measured, as_of)),
        "synthetic_fuel.parquet": list(generator.fuel(measured)),
        "synthetic_water.parquet": list(generator.water(measured, as_of)),
    }
    for i, (name, tables) in enumerate(made.items()):
        if progress:
            progress("sample", len(SOURCES) + i + 1, len(SOURCES) + 3)
        if name == "synthetic_water.parquet":
            tables, late = _held_back(tables, "metal.water.register", LATE_MONTH)
            written.append(_write(folder / name, tables))
            written.append(_write(folder / "late_water_metal_2025-03.parquet", [late]))
        else:
            written.append(_write(folder / name, tables))
    return written


def write_sample_station_files(inbox: Path, as_of: datetime) -> int:
    """Write the station files into the watched folder; return how many."""
    return write_station_files(inbox, as_of)


def _held_back(tables: list[pa.Table], name: str, month: Interval) -> tuple[list[pa.Table], pa.Table]:
    """Split one datastream's span off: it is imported after everything else, months late."""
    on_time, late = [], []
    for table in tables:
        if table["datastream"][0].as_py() != name:
            on_time.append(table)
            continue
        start, end = (pa.scalar(moment, table["time"].type) for moment in (month.start, month.end))
        inside = pa.compute.and_(pa.compute.greater_equal(table["time"], start), pa.compute.less(table["time"], end))
        on_time.append(table.filter(pa.compute.invert(inside)))
        late.append(table.filter(inside))
    return on_time, pa.concat_tables(late)


def _write(path: Path, tables: list[pa.Table]) -> Path:
    pq.write_table(pa.concat_tables(tables), path, compression="zstd")
    return path
