"""Station files of Circular 10/2021 through the intake: ecopark's inbox against plain loops on the same files.

``python -m benchmarks.stations [--files 20000] [--repeats 3] [--write]``

ecopark: a park as ``ecopark run`` opens it (journal, records, evidence log). Its inbox is taken in groups: raw bytes kept under
their SHA-256, lines decoded, readings journaled, files accounted by station and hour, everything synced before a file leaves the
inbox. Three shapes: a backlog after a break, a wave of many stations, large files; then the same files once more, which must be
recognised. Peers read and parse the same files in the same order and store (station, symbol, time, value, status) in SQLite with
``synchronous=FULL``, one commit per 1,000 files: the standard library's csv module, pandas where it is installed, and the first
once more with every raw file kept and synced. No peer checks units, accounts for files or logs evidence.

Energy is modelled from CPU-seconds: low to high of `account.footprint.PowerModel`, busy cores only.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import tables

from ecopark.account.footprint import PowerModel
from ecopark.connect.desk import Desk
from ecopark.connect.inbox import take_waiting
from ecopark.connect.template import write_template
from ecopark.core.interval import PARK_ZONE
from ecopark.core.properties import BY_SYMBOL
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.park import OpenPark

GROUP = 1000
FIRST = datetime(2025, 1, 1, tzinfo=PARK_ZONE)
SCOPE = system_scope("bench")


@dataclass(frozen=True)
class Shape:
    """``stations`` send files of ``parameters`` lines; ``wave``: all stations' files of a slot come, then the next slot's."""

    name: str
    stations: int
    parameters: int
    wave: bool = False

    def files(self, count: int) -> Iterator[tuple[str, bytes]]:
        """Names and contents in the order in which they come."""
        symbols = [(symbol, found.unit) for symbol, found in BY_SYMBOL.items()][: self.parameters]
        for i in range(count):
            slot, station = divmod(i, self.stations)
            stamp = f"{FIRST + slot * timedelta(minutes=5):%Y%m%d%H%M%S}"
            lines = (
                f"{symbol}\t{5 + (station * 7 + slot * 3 + k) % 60}.{slot % 10}\t{unit}\t{stamp}\t00\r\n"
                for k, (symbol, unit) in enumerate(symbols)
            )
            yield f"KH_BENCH_ST{station:04d}_{stamp}.txt", "".join(lines).encode()


SHAPES = (
    Shape("backlog, 10 stations, 6 parameters", 10, 6),
    Shape("wave, 500 stations, 6 parameters", 500, 6, wave=True),
    Shape("wave, 500 stations, 24 parameters", 500, 24, wave=True),
)


@dataclass(frozen=True)
class Spent:
    files: int
    readings: int
    seconds: float
    cpu_s: float


@contextmanager
def park_of(shape: Shape, folder: Path) -> Iterator[OpenPark]:
    """A park with the stations of a shape."""
    write_template(folder, "en")
    properties = list(BY_SYMBOL.values())[: shape.parameters]
    with (folder / "monitoring_points.csv").open("a", encoding="utf-8") as points:
        points.writelines(f"p{i},cua-xa-song,P,P,process,,ST{i:04d},,,,\n" for i in range(shape.stations))
    with (folder / "meters.csv").open("a", encoding="utf-8") as meters:
        meters.writelines(f"m{i},,p{i},,,\n" for i in range(shape.stations))
    with (folder / "datastreams.csv").open("a", encoding="utf-8") as streams:
        for i in range(shape.stations):
            streams.writelines(f"p{i}.{p.id},m{i},{p.id},{p.unit},measurement,synthetic,x,x,,300,,1\n" for p in properties)
    with opened(folder, metered=False) as park:
        yield park


def ecopark(shape: Shape, folder: Path, count: int) -> tuple[Spent, Spent]:
    """What the files cost the first time, and the same files again."""
    with park_of(shape, folder / "park") as park:
        first = taken(park, shape, count)
        assert park.store.pending_rows == first.readings == count * shape.parameters
        again = taken(park, shape, count)
        assert park.store.pending_rows == first.readings
        return first, again


def taken(park: OpenPark, shape: Shape, count: int) -> Spent:
    """Put files into the inbox, all at once or wave by wave, and take them; only the taking is counted."""
    inbox, desk = park.folder / "inbox", Desk(**park.desk(SCOPE))
    shutil.rmtree(inbox / "done", ignore_errors=True)
    seconds = cpu = 0.0
    readings = waiting = 0
    for i, (name, content) in enumerate(shape.files(count)):
        (inbox / name).write_bytes(content)
        waiting += 1
        if i + 1 < count and not (shape.wave and waiting == shape.stations):
            continue
        began, cpu_began = time.perf_counter(), time.process_time()
        runs = take_waiting(desk, inbox)
        seconds += time.perf_counter() - began
        cpu += time.process_time() - cpu_began
        readings += sum(run.readings_stored for run in runs)
        assert not any(run.rows_refused for run in runs)
        waiting = 0
    assert not [path for path in inbox.iterdir() if path.is_file()]
    return Spent(count, readings, seconds, cpu)


Parse = Callable[[Path], list[tuple[object, ...]]]


def with_csv(path: Path) -> list[tuple[object, ...]]:
    station = path.name.rpartition("_")[0]
    with path.open(encoding="utf-8", newline="") as file:
        return [(station, r[0], r[3], float(r[1]), r[4]) for r in csv.reader(file, delimiter="\t")]


def pandas_parser() -> Parse | None:
    try:
        import pandas as pd
    except ImportError:
        return None
    names = ["symbol", "value", "unit", "time", "status"]

    def with_pandas(path: Path) -> list[tuple[object, ...]]:
        frame = pd.read_csv(path, sep="\t", names=names, dtype={"time": str, "status": str})
        frame.insert(0, "station", path.name.rpartition("_")[0])
        return list(frame[["station", "symbol", "time", "value", "status"]].itertuples(index=False, name=None))

    return with_pandas


def keep_raw(folder: Path, path: Path) -> None:
    """Copy a file under its SHA-256 and sync it, one by one."""
    content = path.read_bytes()
    with (folder / hashlib.sha256(content).hexdigest()).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def plain_loop(shape: Shape, folder: Path, count: int, parse: Parse, *, raw: bool) -> Spent:
    """Read, parse, insert, commit every 1,000 files, move the files away; with ``raw`` keep each file's bytes first."""
    inbox, done = folder / "inbox", folder / "done"
    inbox.mkdir(parents=True)
    done.mkdir()
    names = []
    for name, content in shape.files(count):
        (inbox / name).write_bytes(content)
        names.append(name)
    with sqlite3.connect(folder / "peer.sqlite") as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute(
            "CREATE TABLE r (station TEXT, symbol TEXT, time TEXT, value REAL, status TEXT, PRIMARY KEY (station, symbol, time)) WITHOUT ROWID"
        )
        began, cpu = time.perf_counter(), time.process_time()
        readings = 0
        for i in range(0, count, GROUP):
            for name in names[i : i + GROUP] if raw else ():
                keep_raw(folder, inbox / name)
            rows = [row for name in names[i : i + GROUP] for row in parse(inbox / name)]
            base.executemany("INSERT OR REPLACE INTO r VALUES (?, ?, ?, ?, ?)", rows)
            base.commit()
            for name in names[i : i + GROUP]:
                os.rename(inbox / name, done / name)
            readings += len(rows)
        spent = Spent(count, readings, time.perf_counter() - began, time.process_time() - cpu)
    base.close()
    return spent


def joules_per_million(spent: Spent) -> str:
    """Modelled energy of the busy cores per million readings, low to high."""
    if not spent.readings:
        return "-"
    model = PowerModel()
    cpu = spent.cpu_s / spent.readings * 1e6
    return (
        f"{cpu * model.busy_w_per_core.low * model.pue.low:.0f} to {cpu * model.busy_w_per_core.high * model.pue.high:.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/stations.md")
    asked = parser.parse_args()
    peers: dict[str, tuple[Parse | None, bool]] = {
        "csv module and SQLite": (with_csv, False),
        "pandas.read_csv and SQLite": (pandas_parser(), False),
        "csv module and SQLite, raw files kept": (with_csv, True),
    }
    found: dict[tuple[str, str], list[Spent]] = {}
    for repeat in range(asked.repeats):
        for shape in SHAPES:
            with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
                folder = Path(name)
                first, again = ecopark(shape, folder, asked.files)
                measured = {"ecopark": first, "ecopark, the same files again": again}
                for place, (label, (parse, raw)) in enumerate(peers.items()):
                    if parse is not None:
                        measured[label] = plain_loop(shape, folder / f"peer{place}", asked.files, parse, raw=raw)
            for label, spent in measured.items():
                found.setdefault((shape.name, label), []).append(spent)
                print(f"{repeat + 1}: {shape.name}: {label}: {spent.files / spent.seconds:,.0f} files/s", flush=True)
    report(found, asked, [label for label, (parse, _) in peers.items() if parse is None])


def report(found: dict[tuple[str, str], list[Spent]], asked: argparse.Namespace, absent: list[str]) -> None:
    header = [
        "files",
        "way",
        "files/s (median)",
        "slowest to fastest",
        "readings/s",
        "files per CPU-second",
        "J per M readings",
    ]
    lines = []
    for (shape, label), spent in found.items():
        middle = sorted(spent, key=lambda s: s.seconds)[len(spent) // 2]
        rates = sorted(s.files / s.seconds for s in spent)
        cpu = statistics.median(s.files / s.cpu_s for s in spent)
        readings = f"{middle.readings / middle.seconds:,.0f}" if middle.readings else "-"
        ends = f"{rates[0]:,.0f} to {rates[-1]:,.0f}"
        rate = f"{statistics.median(rates):,.0f}"
        lines.append([shape, label, rate, ends, readings, f"{cpu:,.0f}", joules_per_million(middle)])
    body = tables.markdown(header, lines)
    body += f"\n\n{asked.files:,} files per shape, {asked.repeats} repeats, all in turn in the same run; files per CPU-second is what one free core does. "
    body += "ecopark keeps the raw bytes, decodes units, accounts for every file and enters the evidence log; of that, the last peer keeps the raw bytes."
    body += " Energy: modelled, busy cores alone, low to high of the platform's own power model."
    if absent:
        body += f"\n\nNot installed here, left out: {', '.join(absent)}."
    tables.show("stations", "Station files through the intake", body, asked.write)


if __name__ == "__main__":
    main()
