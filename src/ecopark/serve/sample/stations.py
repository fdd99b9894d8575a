"""Synthetic station files of Circular 10/2021 for the outfall and the air station, one every five minutes.

They are written as real loggers write them: tabs or blanks, decimal point or comma, LF or CRLF. Put in on purpose: a
day above the COD limit, a calibration, a device fault, three hours that never came, three hours that came 31 hours late.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from ecopark.core.interval import PARK_ZONE
from ecopark.serve.sample.generator import SEED, FloatArray

STEP = timedelta(minutes=5)
FIRST = datetime(2025, 12, 16, tzinfo=PARK_ZONE)
GATE_FIRST = datetime(2025, 12, 27, tzinfo=PARK_ZONE)
EXCEEDANCE = (datetime(2025, 12, 18, tzinfo=PARK_ZONE), datetime(2025, 12, 20, tzinfo=PARK_ZONE))
CALIBRATION = (datetime(2025, 12, 22, 9, tzinfo=PARK_ZONE), datetime(2025, 12, 22, 10, 30, tzinfo=PARK_ZONE))
DEVICE_FAULT = (datetime(2025, 12, 24, 2, tzinfo=PARK_ZONE), datetime(2025, 12, 24, 4, 10, tzinfo=PARK_ZONE))
NEVER_CAME = (datetime(2025, 12, 25, 13, tzinfo=PARK_ZONE), datetime(2025, 12, 25, 16, tzinfo=PARK_ZONE))
CAME_LATE = (datetime(2025, 12, 20, 6, tzinfo=PARK_ZONE), datetime(2025, 12, 20, 9, tzinfo=PARK_ZONE))
DELAY = timedelta(hours=31)


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A station file with the moment at which it arrived (kept as the file's modification time)."""

    name: str
    content: bytes
    arrived: datetime


def station_files(as_of: datetime) -> Iterator[SampleFile]:
    """Yield all files in the order of their times."""
    yield from _outfall(as_of)
    yield from _gate(as_of)


def write_station_files(folder: Path, as_of: datetime) -> int:
    """Write all files to ``folder`` with their arrival as modification time; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for file in station_files(as_of):
        path = folder / file.name
        path.write_bytes(file.content)
        os.utime(path, (file.arrived.timestamp(), file.arrived.timestamp()))
        count += 1
    return count


def _walk(rng: np.random.Generator, n: int, spread: float, memory: float) -> FloatArray:
    """Autocorrelated noise with standard deviation ``spread``; ``memory`` is the lag-1 correlation."""
    steps = rng.standard_normal(n) * spread * np.sqrt(1 - memory**2)
    walk = np.empty(n)
    level = 0.0
    for i in range(n):
        level = memory * level + steps[i]
        walk[i] = level
    return walk


def _times(first: datetime, as_of: datetime) -> list[datetime]:
    return [first + i * STEP for i in range(int((as_of - first) / STEP) + 1)]


def _between(moment: datetime, span: tuple[datetime, datetime]) -> bool:
    return span[0] <= moment < span[1]


def _outfall(as_of: datetime) -> Iterator[SampleFile]:
    times = _times(FIRST, as_of)
    n = len(times)
    rng = np.random.default_rng([SEED, 1])
    hour = np.array([t.hour + t.minute / 60 for t in times])
    daily = np.sin((hour - 9) / 24 * 2 * np.pi)
    above = np.array([_between(t, EXCEEDANCE) for t in times])
    values = {
        ("Flow", "m3/h", 1): 152 + 22 * daily + _walk(rng, n, 6, 0.97),
        ("Temp", "oC", 1): 27.2 + 0.8 * daily + _walk(rng, n, 0.3, 0.99),
        ("pH", "-", 2): 7.2 + _walk(rng, n, 0.12, 0.98),
        ("TSS", "mg/L", 1): 24 + 3 * daily + _walk(rng, n, 3, 0.95),
        ("COD", "mg/L", 1): 46 + 5 * daily + _walk(rng, n, 3, 0.97) + 36 * above,
        ("NH4", "mg/L", 2): 2.4 + 0.4 * daily + _walk(rng, n, 0.3, 0.97),
    }
    for i, moment in enumerate(times):
        if _between(moment, NEVER_CAME):
            continue
        status = "01" if _between(moment, CALIBRATION) else "02" if _between(moment, DEVICE_FAULT) else "00"
        lines = [(symbol, f"{max(v[i], 0):.{digits}f}", unit) for (symbol, unit, digits), v in values.items()]
        yield _file("ECOP_NUOCTHAI_OUT01", moment, lines, status, style=moment.day % 3)


def _gate(as_of: datetime) -> Iterator[SampleFile]:
    times = _times(GATE_FIRST, as_of)
    rng = np.random.default_rng([SEED, 2])
    fine = np.abs(28 + _walk(rng, len(times), 6, 0.98))
    coarse = fine * 1.7 + np.abs(_walk(rng, len(times), 4, 0.9))
    for i, moment in enumerate(times):
        lines = [("PM10", f"{coarse[i]:.1f}", "ug/Nm3"), ("PM2,5", f"{fine[i]:.1f}", "ug/Nm3")]
        yield _file("ECOP_KHI_CONG01", moment, lines, "00", style=2)


def _file(station: str, moment: datetime, lines: list[tuple[str, str, str]], status: str, *, style: int) -> SampleFile:
    blank, comma, end = (("\t", False, "\r\n"), (" ", False, "\n"), ("\t", True, "\r\n"))[style]
    stamp = f"{moment:%Y%m%d%H%M%S}"
    rows = (
        blank.join((symbol, value.replace(".", ",") if comma else value, unit, stamp, status))
        for symbol, value, unit in lines
    )
    late = DELAY if _between(moment, CAME_LATE) else timedelta(seconds=20)
    return SampleFile(f"{station}_{stamp}.txt", (end.join(rows) + end).encode(), moment + late)
