"""Quality checks from Parquet to flags written and sealed: rows per CPU-second of ecopark, SaQC, ioos_qc and pecos, same rows.

``python benchmarks/quality.py`` makes seeded minute data of ``--sensors`` power meters with faults put in, lets each program
read it, run five checks (range, gap, flat line, rate of change, spike) and write flags as Parquet, and prints user + system
CPU-seconds and peak memory of the whole process, start-up included. All programs run on ``--peer-rows``, ecopark also on
``--rows``. ``--write`` puts the tables into docs/benchmarks.

ecopark runs the product's flow (``quality_flow``), with the other checks switched off by settings, and seals what it wrote:
SHA-256 of the file read and of those written, content hash of each table, entries in a signed log. The peers run in the
environment of ``benchmarks/requirements.txt``; ioos_qc has no gap test and is given four checks. Every program runs once more
before it is measured, so that the byte code of its modules is there, as after any installation.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ENGINES = ("ecopark", "saqc", "ioos_qc", "pecos")
CHECKS = ("range", "gap", "flat_line", "rate", "spike")

LOW, HIGH = 0.0, 200.0  # kW
PER_MINUTE, SPIKE = 40.0, 40.0  # kW
FLAT_READINGS, STEP_S = 30, 60
FAULT_EVERY, GAP_EVERY = 100_000, 1_000_000  # rows over all sensors: as many faults whatever their number


def make_data(path: Path, rows: int, sensors: int) -> int:
    """Write ``OBSERVATIONS``, one row group per sensor; return the rows written."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ecopark.core.observations import OBSERVATIONS

    n = rows // sensors
    rng = np.random.default_rng(7)
    written = 0
    packed = ("phenomenon_time", "recorded_time", "batch")
    layout = {
        "compression": "zstd",
        "use_dictionary": [name for name in OBSERVATIONS.names if name not in packed],
        "column_encoding": dict.fromkeys(packed, "DELTA_BINARY_PACKED"),  # as in the lake: sorted by datastream and time
    }
    with pq.ParquetWriter(path, OBSERVATIONS, **layout) as writer:
        for sensor in range(sensors):
            minute = np.arange(n)
            value = 90 + 40 * np.sin(2 * np.pi * minute / 1440 + sensor) + rng.normal(0, 2, n)
            value = np.round(value, 1) + 0.05 * (minute % 2)  # no two neighbours alike by chance
            for row in range(-(-sensor * n // FAULT_EVERY) * FAULT_EVERY, (sensor + 1) * n, FAULT_EVERY):
                at = row - sensor * n + 1000 + int(rng.integers(0, 5000))
                value[at % n] += 90  # spike and rate
                value[(at + 3000) % n] = -5.0  # below range
                stuck = slice((at + 6000) % n, (at + 6000) % n + 45)
                value[stuck] = value[stuck.start]
            keep = np.ones(n, dtype=bool)
            if sensor * n % GAP_EVERY < n:
                keep[n // 2 : n // 2 + 120] = False  # a gap of two hours
            m = int(keep.sum())
            times = (1_735_689_600_000_000 + minute[keep] * STEP_S * 1_000_000).astype("int64")
            stamp = pa.array(times).cast(pa.timestamp("us"))
            columns = [
                pa.repeat(pa.scalar(f"meter{sensor:05d}"), m),
                stamp,
                pa.array(value[keep]),
                pa.array(np.zeros(m, np.uint8)),
                pa.array(np.full(m, 255, np.uint8)),
                pa.nulls(m, pa.timestamp("us")),
                pa.array(np.full(m, times[-1])).cast(pa.timestamp("us")),
                pa.array(np.zeros(m, np.uint16)),
                pa.array(np.ones(m, np.int64)),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=OBSERVATIONS), row_group_size=m)
            written += m
    return written


def row_groups(file: pq.ParquetFile) -> Iterator[tuple[str, int, pa.Table]]:
    """Each row group as the table that the flow reads; a column whose statistics say one single cell is not decoded."""
    import pyarrow as pa

    from ecopark.core.observations import OBSERVATIONS

    needed = ("datastream", "phenomenon_time", "value", "status", "revision", "recorded_time")
    places = [(name, OBSERVATIONS.get_field_index(name), OBSERVATIONS.field(name).type) for name in needed]

    @lru_cache(maxsize=64)
    def again(cell: object, kind: pa.DataType, n: int) -> pa.Array:
        return pa.RunEndEncodedArray.from_arrays(pa.array([n], pa.int32()), pa.array([cell], kind))

    for i in range(file.num_row_groups):
        group = file.metadata.row_group(i)
        n = group.num_rows
        alone = {}
        for name, place, kind in places:
            statistics = group.column(place).statistics if name not in ("phenomenon_time", "value") else None
            if statistics is not None and statistics.null_count == 0 and statistics.min_raw == statistics.max_raw:
                alone[name] = again(statistics.min, kind, n)
        read = file.read_row_group(i, columns=[name for name in needed if name not in alone], use_threads=False)
        columns = [alone[name] if name in alone else read[name] for name in needed]
        yield alone["datastream"].values[0].as_py(), n, pa.Table.from_arrays(columns, names=needed)


def run_ecopark(source: Path, target: Path) -> dict[str, int]:
    """The product's flow, one task per meter, one row group read at a time, its tables sealed; return readings marked."""
    from datetime import UTC, datetime, timedelta

    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ecopark.core.interval import Interval
    from ecopark.core.network import Datastream, Edge, FlowNetwork, Meter, Node, Park
    from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin
    from ecopark.trust.checks.registry import BY_SHORT
    from ecopark.trust.quality import quality_flow
    from ecopark.trust.settings import KINDS, read_settings

    file = pq.ParquetFile(source)
    names = [f"meter{i:05d}" for i in range(file.num_row_groups)]
    network = FlowNetwork.of(
        Park("bench", "Khu thử", "Bench"),
        nodes=[Node("bus", NodeKind.FEEDER, "Thanh cái", "Bus"), *(Node(n, NodeKind.FIRM, n, n) for n in names)],
        edges=[Edge(f"bus-{n}", Carrier.ELECTRICITY, "bus", n) for n in names],
        meters=[Meter(n, edge=f"bus-{n}") for n in names],
        datastreams=[
            Datastream(n, n, "active_power", "kW", DatastreamKind.MEASUREMENT, Origin.SYNTHETIC, n, n, step_s=STEP_S)
            for n in names
        ],
    )
    five = {
        "plausible_range": {"minimum": LOW, "maximum": HIGH},
        "rate_of_change": {"per_hour": PER_MINUTE * 60},
        "flat_line": {"readings": FLAT_READINGS},
        "neighbour_spike": {"threshold": SPIKE},
    }
    off = {check: "off" for check in KINDS if check not in five and check != "gap"}
    flow = quality_flow(network, read_settings({"properties": {"active_power": {**off, **five}}}))
    longest = max(file.metadata.row_group(i).num_rows for i in range(file.num_row_groups))
    first = datetime(2025, 1, 1, tzinfo=UTC)
    extent = Interval(first, first + timedelta(seconds=STEP_S * (longest + 121)))
    tasks = {task.datastreams[0]: task for task in flow.plan(network, extent)}
    made: dict[str, list[pa.Table]] = {output.name: [] for output in flow.outputs}
    for name, _, table in row_groups(file):
        for output, rows in flow.run(tasks[name], {"observations": table}).items():
            if len(rows):
                made[output].append(rows)
    whole = {o.name: pa.concat_tables([o.schema.empty_table(), *made[o.name]]) for o in flow.outputs}
    seal(source, target, whole, flow.version)
    tests = whole["flags"]["tests"].to_numpy()
    bits = {"range": "plausible_range", "flat_line": "flat_line", "rate": "rate_of_change", "spike": "spike"}
    marked = {check: int(np.count_nonzero(tests & BY_SHORT[short].mask)) for check, short in bits.items()}
    found = whole["findings"].select(["code", "count"]).to_pylist()
    return {**marked, "gap": sum(row["count"] for row in found if row["code"] == "trust.gap")}


def seal(source: Path, target: Path, tables: dict[str, pa.Table], version: str) -> None:
    """Write the tables; enter the hashes of the bytes read and written and of the contents in a log, and sign it."""
    import hashlib
    from datetime import UTC, datetime

    import pyarrow.parquet as pq

    from ecopark.engine.log_files import FileLogStorage, make_signing_key
    from ecopark.trust.log.content import content_hash
    from ecopark.trust.log.evidence import EvidenceLog

    folder = target.with_suffix(".log")
    key = make_signing_key(folder / "log.key", "bench.example/log")
    log = EvidenceLog.open(FileLogStorage(folder / "log"), key, "bench.example/log", lambda: datetime.now(UTC))
    with source.open("rb") as stream:
        read = hashlib.file_digest(stream, "sha256").hexdigest()
    for name, table in tables.items():
        path = target if name == "flags" else target.with_name(f"{target.stem}.{name}.parquet")
        pq.write_table(table, path, compression="zstd", compression_level=1)
        written = hashlib.sha256(path.read_bytes()).hexdigest()
        content = {"table": name, "flow_version": version, "rows": len(table), "content_hash": content_hash(table)}
        log.add("derived", {**content, "sha256": written, "source_sha256": read}, publish=False)
    log.publish()


def measure(command: list[str], folder: Path) -> tuple[float, float, dict[str, int]]:
    """CPU-seconds (user + system) and peak memory (MiB) of one whole process, and what it printed."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    more = {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**kept, **more})
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said, complaint = (folder / "out").read_text(), (folder / "err").read_text()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{complaint[-2000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(said.strip().splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000, help="rows for ecopark alone")
    parser.add_argument("--peer-rows", type=int, default=2_000_000, help="rows for all programs together")
    parser.add_argument("--sensors", type=int, nargs="*", default=[20, 300, 2000])
    parser.add_argument("--repeat", type=int, default=3, help="runs per program; the median counts")
    parser.add_argument(
        "--peers", type=Path, default=ROOT / ".venv-peers/bin/python", help="python of the peers' environment"
    )
    parser.add_argument("--only", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--write", action="store_true", help="write the tables to docs/benchmarks/quality.md")
    parser.add_argument("--worker", nargs=2, metavar=("SOURCE", "TARGET"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        print(json.dumps(run_ecopark(*(Path(p) for p in given.worker))))
        return
    alone = given.only == ["ecopark"]
    if not given.peers.exists() and not alone:
        raise SystemExit(f"{given.peers} is not there. Make it:\n  python3 -m venv .venv-peers && "
                         ".venv-peers/bin/pip install -r benchmarks/requirements.txt")  # fmt: skip
    lines = []
    for rows, engines in [(given.rows, ["ecopark"]), *([] if alone else [(given.peer_rows, given.only)])]:
        lines += [
            f"About {rows:,} readings:" if engines == ["ecopark"] else f"Beside others, about {rows:,} readings:",
            "",
            *HEAD,
        ]
        for sensors in given.sensors:
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "observations.parquet"
                # In a process of its own: a child's peak memory begins with that of the process that started it.
                with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as one:
                    made = one.submit(make_data, source, rows, sensors).result()
                results = {name: run(name, source, Path(folder), given) for name in engines}
            lines += table(results, made, sensors)
            print("\n".join(lines[-len(results) :]), flush=True)
        lines.append("")
    text = page(lines, given)
    print(text)
    if given.write:
        target = ROOT / "docs" / "benchmarks" / "quality.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")


Measured = tuple[float, float, dict[str, int]]
HEAD = (
    "| program | sensors | CPU-seconds | M rows per CPU-second | peak memory, MiB | ecopark is faster by | "
    + " | ".join(CHECKS)
    + " |",
    "|---|---|---|---|---|---|" + "---|" * len(CHECKS),
)


def run(name: str, source: Path, folder: Path, given: argparse.Namespace) -> Measured:
    measured = []
    for turn in range(given.repeat + 1):
        target = folder / f"{name}.{turn}.parquet"
        if name == "ecopark":
            command = [sys.executable, str(Path(__file__)), "--worker", str(source), str(target)]
        else:
            command = [str(given.peers), str(HERE / "quality_peers.py"), name, str(source), str(target)]
        measured.append(measure(command, folder))
    measured = measured[1:]  # the first one compiles
    return statistics.median(m[0] for m in measured), max(m[1] for m in measured), measured[0][2]


def table(results: dict[str, Measured], rows: int, sensors: int) -> list[str]:
    lines = []
    own = results["ecopark"][0] if "ecopark" in results else None
    for name, (cpu, memory, marked) in results.items():
        ratio = f"{cpu / own:.1f}x" if own and name != "ecopark" else ""
        counts = " | ".join(str(marked.get(check, "-")) for check in CHECKS)
        lines.append(f"| {name} | {sensors:,} | {cpu:.2f} | {rows / cpu / 1e6:.2f} | {memory:.0f} | {ratio} | {counts} |")
    return lines


def page(lines: list[str], given: argparse.Namespace) -> str:
    return "\n".join(
        [
            "# Quality checks: from Parquet to flags written and sealed",
            "",
            "Minute readings of power meters, five checks (range, gap, flat line, rate of change, spike), CPU-seconds (user + system)",
            f"of the whole process, start-up included, median of {given.repeat}. {platform.machine()}, Python "
            f"{platform.python_version()}. Command: `python benchmarks/quality.py --rows {given.rows} --peer-rows {given.peer_rows} "
            f"--sensors {' '.join(map(str, given.sensors))}`.",
            "",
            *lines,
            "The last columns count the readings that each program marked (gap: readings missing): equal where the definitions are.",
            "ioos_qc marks a flat line only from its n-th reading on and has no gap test; SaQC's offset check (a return to the old",
            "level) and pecos' outlier check (deviation within an hour) are their nearest to a comparison with both neighbours.",
            "ecopark's time includes its findings with evidence, the coverage per month and the seal: SHA-256 of the file read and of",
            "those written, the content hash of each table and the signed log; the peers stop at flags written.",
        ]
    )


if __name__ == "__main__":
    main()
