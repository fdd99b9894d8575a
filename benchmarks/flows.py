"""Flows over many readings: in one process, in two, on a Dask cluster of two workers; Spark on the same Parquet as peer.

``python -m benchmarks.flows [--rows 100000000] [--sensors 200] [--only native-1,...] [--keep FOLDER] [--write]``

Two computations. "days": readings, missing values, jumps and sums per sensor and day, which Spark computes too
(``day_flow.py``, ``spark_peer.py``); "checks": the product's flows quality and quantities, which no peer has. Every runner
gets the same lake, untouched by the others, and the totals of its results are compared. The time of the native runners and of
Dask is that of ``run_flows``: planning, computing, writing and publishing; scheduler and workers stand ready before. Spark's
is reading, computing and writing; its session stands ready before.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks import park_data, tables
from benchmarks.day_flow import day_flow
from benchmarks.processes import Watch

from ecopark.account.footprint import Sample, own_energy
from ecopark.account.quantities import quantities_flow
from ecopark.core.flows import Flow
from ecopark.core.network import Edge, FlowNetwork, Meter, Node
from ecopark.core.scope import system_scope
from ecopark.core.terms import Carrier, NodeKind
from ecopark.engine.cluster.dask_runner import dask_pool
from ecopark.engine.cluster.dask_settings import DaskSettings
from ecopark.engine.embedded.manifest import newest_manifest
from ecopark.engine.store import Store
from ecopark.trust.quality import quality_flow

ROOT = Path(__file__).resolve().parent.parent
NATIVE = ("native-1", "native-2", "dask-2")
RUNNERS = (*NATIVE, "spark-2")
COMPUTATIONS = ("days", "checks")
ALL = system_scope("bench")
MB = 1_000_000


def network(sensors: int) -> FlowNetwork:
    """The generated park with a meter for each sensor: each is judged by itself, as most meters are."""
    park = park_data.network(sensors)
    streams = list(park.datastreams.values())
    nodes = [Node(f"at {d.id}", NodeKind.FIRM, d.id, d.id, firm=d.firm) for d in streams]
    return FlowNetwork.of(
        park.park,
        firms=list(park.firms.values()),
        nodes=[Node("grid", NodeKind.GRID, "Lưới điện", "Grid"), *nodes],
        edges=[Edge(f"to {d.id}", Carrier.ELECTRICITY, "grid", f"at {d.id}") for d in streams],
        meters=[Meter(f"of {d.id}", edge=f"to {d.id}", firm=d.firm) for d in streams],
        datastreams=[replace(d, meter=f"of {d.id}") for d in streams],
    )


def flows_of(computation: str, park: FlowNetwork) -> list[Flow]:
    return [day_flow()] if computation == "days" else [quality_flow(park), quantities_flow(park)]


def make_lake(folder: Path, rows: int, sensors: int) -> None:
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=network(sensors)) as store:
        for i, batch in enumerate(park_data.batches(rows, sensors, 500_000)):
            store.append(batch, source="bench")
            if i % 40 == 39:
                store.compact()
        park_data.settle(store)


@contextlib.contextmanager
def copy_of(lake: Path, folder: Path) -> Iterator[Path]:
    """The same lake for one runner: files never change, so they are linked."""
    target = folder / "copy"
    shutil.copytree(lake, target, copy_function=os.link, ignore=shutil.ignore_patterns("writer.lock"))
    try:
        yield target
    finally:
        shutil.rmtree(target)


@contextlib.contextmanager
def dask_nodes(workers: int) -> Iterator[str]:
    """Scheduler and workers by the commands of the product; gives the scheduler's address."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        command = [str(Path(sys.executable).parent / "ecopark"), "cluster", *words, "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        node = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        started.append(node)
        said = ""
        while not said.endswith("}\n"):
            said += node.stdout.readline()
        return str(json.loads(said)["address"])

    try:
        scheduler = start("scheduler", "--port", "0")
        for _ in range(workers):
            start("worker", scheduler, "--memory", "4GiB")
        yield scheduler
    finally:
        for node in reversed(started):
            node.terminate()
            node.wait(30)


def run_here(runner: str, computation: str, folder: Path, sensors: int) -> dict[str, object]:
    """One measurement, in this process and those it starts."""
    kind, count = runner.split("-")
    park = network(sensors)
    flows = flows_of(computation, park)
    with contextlib.ExitStack() as closing:
        pool = None
        if kind == "dask":
            pool = closing.enter_context(dask_pool(DaskSettings(closing.enter_context(dask_nodes(int(count))))))
        store = closing.enter_context(Store.open(folder, clock=lambda: datetime.now(UTC), network=park))
        began = time.time()
        reports = store.run_flows(flows, runner=pool, processes=int(count) if kind == "native" else 1)
        ended = time.time()
        snapshot = store.snapshot()
        result = (
            totals_of_days(snapshot.derived(ALL, "days")) if computation == "days" else {r.flow: r.rows for r in reports}
        )
        return {"began": began, "ended": ended, "result": result}


def totals_of_days(days) -> dict[str, float]:
    sums = {n: pc.sum(days.column(n)).as_py() for n in ("readings", "missing", "jumps", "total")}
    return {"rows": len(days), **sums}


@dataclass(frozen=True)
class Measured:
    seconds: float
    cpu_s: float
    peak_bytes: int
    result: dict[str, float]


def measure(command: list[str], watch_for: Path | None = None) -> Measured:
    """Run a program that prints when it began and ended, and look at it from outside."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    watch = Watch(process.pid)
    out, _ = process.communicate()
    watch.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    said = json.loads(out.strip().splitlines()[-1])
    began, ended = said["began"], said["ended"]
    result = said.get("result") or totals_of_days(pq.read_table(watch_for))
    return Measured(ended - began, watch.cpu_s(began, ended), watch.peak_bytes(began, ended), result)


def measure_runner(runner: str, computation: str, lake: Path, folder: Path, options: argparse.Namespace) -> Measured:
    if runner.startswith("spark"):
        files = folder / "files.json"
        readings = newest_manifest(lake / "lake").readings
        files.write_text(json.dumps([str(lake / "lake" / f.path) for month in readings.values() for f in month]))
        target = folder / "spark-days"
        program = str(ROOT / "benchmarks" / "spark_peer.py")
        python = str(ROOT / ".venv-peers" / "bin" / "python")
        return measure([python, program, str(files), str(target), runner.split("-")[1]], target)
    with copy_of(lake, folder) as copy:
        words = ["--run", runner, "--computation", computation, "--sensors", str(options.sensors), "--keep", str(copy)]
        return measure([sys.executable, "-m", "benchmarks.flows", *words])


def alike(one: dict[str, float], other: dict[str, float]) -> bool:
    """Equal counts; sums of doubles up to the order in which they were added."""
    return one.keys() == other.keys() and all(abs(one[n] - other[n]) <= 1e-9 * abs(one[n]) for n in one)


def energy_wh(measured: Measured) -> tuple[float, float]:
    """Energy by the platform's own model and its standard uncertainty, Wh."""
    used = own_energy([Sample(measured.seconds, measured.cpu_s, float(measured.peak_bytes))])
    assert used is not None
    return used.energy.value * 1000, used.energy.standard_uncertainty * 1000


def lines_of(computation: str, rows: int, found: dict[str, Measured]) -> list[list[str]]:
    base = found.get("native-1") or next(iter(found.values()))
    two = found.get("native-2", base)
    lines = []
    for runner, m in found.items():
        energy, spread = energy_wh(m)
        same = "yes" if alike(base.result, m.result) else "NO"
        figures = [f"{m.seconds:.1f}", f"{m.seconds / two.seconds:.2f}", f"{m.cpu_s:.1f}", f"{m.peak_bytes / MB:,.0f}"]
        energy_of_a_million = f"{energy / rows * 1e9:.1f} ± {spread / rows * 1e9:.1f}"
        lines.append([computation, f"{rows:,}", runner, *figures, energy_of_a_million, same])
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--only", default=",".join(RUNNERS))
    parser.add_argument("--computation", choices=COMPUTATIONS, default=None)
    parser.add_argument("--keep", type=Path, default=None, help="folder of the lake; made if it is not there, and kept")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/flows.md")
    parser.add_argument("--run", choices=NATIVE, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(run_here(options.run, options.computation, options.keep, options.sensors)))
        return
    if "spark-2" in options.only and not (ROOT / ".venv-peers/bin/python").exists():
        raise SystemExit("Spark is not there. Make it:\n  python3 -m venv .venv-peers && "
                         ".venv-peers/bin/pip install -r benchmarks/requirements.txt")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-", dir=options.keep and options.keep.parent) as name:
        folder = Path(name)
        lake = options.keep or folder / "lake"
        if not lake.exists():
            make_lake(lake, options.rows, options.sensors)
        lines = []
        for computation in [options.computation] if options.computation else COMPUTATIONS:
            names = [r for r in options.only.split(",") if computation == "days" or r in NATIVE]
            found = {}
            for runner in names:
                found[runner] = measure_runner(runner, computation, lake, folder, options)
                print(f"{computation} {runner}: {found[runner]}", file=sys.stderr)
            lines += lines_of(computation, options.rows, found)
    header = ["computation", "readings", "runner", "seconds", "x native-2", "CPU-seconds", "peak memory, MB"]
    header += ["mWh per million readings (modelled)", "same result"]
    body = tables.markdown(header, lines)
    body += (
        f"\n\n{options.sensors} sensors, one reading per minute. Runners: in one process, in two, on a Dask scheduler with "
    )
    body += "two workers, Spark local[2].\nMemory: resident bytes of all processes of a runner together, pages of mapped "
    body += "files counted in each.\nEnergy: the platform's own model (`account.footprint`), standard uncertainty."
    tables.show("flows", "Flows", body, options.write)


if __name__ == "__main__":
    main()
