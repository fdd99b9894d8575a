"""The clustered path on loopback against the embedded one: append -> NATS x 3 -> writers -> lake on an object store.

``python -m benchmarks.cluster [--rows 2000000] [--write]``

Both engines take the same batches of 50,000 readings from four doors (threads) at once; the time runs until everything
is in the lake that answers questions. All processes (three NATS nodes, PostgreSQL, the object store, the writers, the
door and coordinator) share the cores of this machine, so the ratio counts everything that a cluster does more. CPU
seconds are those of the processes in ``/proc``; energy is modelled from them (busy watts per core of
``account.footprint``), without idle power. Two writers share nothing: what they gain is the CPU time of one that has all
parts, divided by that of the busier of the two. The object store is moto's server (Python), its CPU time is shown apart.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from benchmarks import park_data, tables
from tests.cluster_servers import Servers, servers

from ecopark.account.footprint import PowerModel
from ecopark.core.scope import system_scope
from ecopark.engine.cluster.settings import ClusterSettings
from ecopark.engine.cluster.store import ClusterStore
from ecopark.engine.cluster.writers import run_writers
from ecopark.engine.store import Store
from ecopark.trust.log.content import content_hash

DOORS = 4
TICK = os.sysconf("SC_CLK_TCK")
CONTENT = ["datastream", "phenomenon_time", "value", "reason", "status", "revision"]


def now() -> datetime:
    return datetime.now(UTC)


def cpu_s(processes: list[int]) -> float:
    """CPU seconds of processes and the children that they have waited for or still have."""
    total = 0.0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(fields[i]) for i in range(11, 15)) / TICK
    return total


def append_all(store: Store, batches: list[pa.Table]) -> None:
    with ThreadPoolExecutor(DOORS) as pool:
        list(pool.map(lambda batch: store.append(batch, source="bench"), batches))


def embedded(folder: Path, batches: list[pa.Table], sensors: int) -> tuple[float, float, str]:
    """Seconds, CPU seconds, and the hash of what was stored."""
    with Store.open(folder, clock=now, network=park_data.network(sensors)) as store:
        began, cpu = time.perf_counter(), time.process_time()
        append_all(store, batches)
        store.compact()
        spent = time.perf_counter() - began, time.process_time() - cpu
        return *spent, content_hash(store.snapshot().observations(system_scope("bench"), None).select(CONTENT))


def write(settings_file: str, cache: str, sensors: str, *parts: str) -> None:
    """A writer process: what ``ecopark cluster writer`` does, with the benchmark's park."""
    settings: ClusterSettings = pickle.loads(Path(settings_file).read_bytes())
    stop = threading.Event()
    network = park_data.network(int(sensors))
    run_writers(
        settings,
        Path(cache),
        [int(part) for part in parts],
        network=network,
        clock=now,
        stop=stop,
        ready=lambda: print("ready", flush=True),
    )


def started(settings: ClusterSettings, folder: Path, sensors: int, groups: list[list[int]]) -> list[subprocess.Popen[str]]:
    file = folder / "settings"
    file.write_bytes(pickle.dumps(settings))
    made = []
    for number, parts in enumerate(groups):
        words = ["--writer", str(file), str(folder / f"writer-{number}"), str(sensors), *map(str, parts)]
        command = [sys.executable, "-m", "benchmarks.cluster", *words]
        made.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    for process in made:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return made


def clustered(
    running: Servers, folder: Path, batches: list[pa.Table], sensors: int, groups: list[list[int]]
) -> dict[str, object]:
    settings = running.settings(parts=sum(map(len, groups)), compact_s=5.0)
    writers = started(settings, folder, sensors, groups)
    nats = [node.pid for node in running.nats.nodes]
    objects = [running.objects.pid]
    pids = [writer.pid for writer in writers]
    try:
        store = ClusterStore.connect(folder / "data", clock=now, network=park_data.network(sensors), settings=settings)
        with store:
            before = {name: cpu_s(group) for name, group in (("nats", nats), ("objects", objects))}
            each = [cpu_s([pid]) for pid in pids]
            began, cpu = time.perf_counter(), time.process_time()
            append_all(store, batches)
            acknowledged = time.perf_counter() - began
            store.compact()
            seconds = time.perf_counter() - began
            own = time.process_time() - cpu
            spent = [cpu_s([pid]) - s for pid, s in zip(pids, each, strict=True)]
            said = content_hash(store.snapshot().observations(system_scope("bench"), None).select(CONTENT))
            after = {name: cpu_s(group) for name, group in (("nats", nats), ("objects", objects))}
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
            assert writer.stdout is not None
            writer.stdout.close()
    return {
        "seconds": seconds,
        "acknowledged": acknowledged,
        "door": own,
        "writers": spent,
        "nats": after["nats"] - before["nats"],
        "objects": after["objects"] - before["objects"],
        "content": said,
    }


def joules_per_million(cpu: float, rows: int) -> float:
    return cpu * PowerModel().busy_w_per_core.value / (rows / 1e6)


def in_folder(work: Callable[[Path], object]) -> object:
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
        return work(Path(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/cluster.md")
    asked = parser.parse_args()
    batches = list(park_data.batches(asked.rows, asked.sensors))
    whole_s, whole_cpu, content = in_folder(lambda folder: embedded(folder, batches, asked.sensors))
    with servers() as running:
        one = in_folder(lambda folder: clustered(running, folder, batches, asked.sensors, [[0, 1]]))
        two = in_folder(lambda folder: clustered(running, folder, batches, asked.sensors, [[0], [1]]))
    assert one["content"] == two["content"] == content, "the engines do not hold the same observations"
    lines = [
        [
            "embedded",
            f"{asked.rows / whole_s / 1e6:.2f}",
            "",
            "1.00",
            f"{whole_cpu:.1f}",
            "",
            "",
            "",
            f"{joules_per_million(whole_cpu, asked.rows):.0f}",
        ]
    ]
    for label, found in (("cluster, one writer", one), ("cluster, two writers", two)):
        cpu = found["door"] + found["nats"] + sum(found["writers"])
        lines.append(
            [
                label,
                f"{asked.rows / found['seconds'] / 1e6:.2f}",
                f"{asked.rows / found['acknowledged'] / 1e6:.2f}",
                f"{whole_s / found['seconds']:.2f}",
                f"{found['door']:.1f}",
                " + ".join(f"{s:.1f}" for s in found["writers"]),
                f"{found['nats']:.1f}",
                f"{found['objects']:.1f}",
                f"{joules_per_million(cpu, asked.rows):.0f}",
            ]
        )
    header = ["engine", "M readings/s to the lake", "M/s acknowledged", "of embedded", "CPU s door", "writers", "NATS x 3"]
    header += ["object store", "J per million (without object store)"]
    body = tables.markdown(header, lines)
    gain = sum(one["writers"]) / max(two["writers"])
    body += (
        f"\n\n{asked.rows:,} readings. Two writers: {gain:.2f} times one, by CPU seconds. Same content hash everywhere.\n"
    )
    tables.show("cluster", "The clustered path on one machine", body, asked.write)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        write(*sys.argv[2:])
    else:
        main()
