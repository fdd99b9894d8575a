"""Readings over HTTP, device to durable: columnar JSON and Arrow through the real server on loopback.

``python -m benchmarks.http_door [--rows 5000000] [--batch 50000] [--senders 2] [--format NAME …] [--write]``

The server is a process of its own: the park opened as ``ecopark run`` does, its application under uvicorn. The senders are
processes of their own too, which pack their bodies before the clock runs and keep one connection each. A request counts
when its answer has come: its readings are judged and synced. Compaction and the checks run after the clock has stopped
(``benchmarks.ingest``, ``benchmarks.flows`` measure them). CPU-seconds are those of the server alone; the senders share
the same cores, which the last column but one shows.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import multiprocessing
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
from benchmarks import park_data, tables

DEVICE = "bench"
UNLIMITED = 1_000_000_000
Encode = Callable[[pa.Table], bytes]


def columnar_json(batch: pa.Table) -> bytes:
    """Names, ISO times with a zone and values, one array each."""
    times = np.datetime_as_string(batch["phenomenon_time"].to_numpy(), unit="s")
    columns = {
        "datastream": batch["datastream"].cast(pa.string()).to_pylist(),
        "time": [f"{time}Z" for time in times],
        "value": batch["value"].to_pylist(),
    }
    return orjson.dumps(columns)


def epoch_json(batch: pa.Table) -> bytes:
    """As above, times as whole seconds since 1970."""
    columns = {
        "datastream": batch["datastream"].cast(pa.string()).to_pylist(),
        "time_unit": "s",
        "time": (batch["phenomenon_time"].cast(pa.int64()).to_numpy() // 1_000_000).tolist(),
        "value": batch["value"].to_pylist(),
    }
    return orjson.dumps(columns)


def arrow(batch: pa.Table) -> bytes:
    sink = io.BytesIO()
    table = batch.select(["datastream", "phenomenon_time", "value"])
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


@dataclass(frozen=True)
class Format:
    """A way to send a batch. ``aim``: million readings per second that the platform promises on two cores."""

    path: str
    content_type: str
    encode: Encode
    aim: float | None = None


FORMATS = {
    "columnar JSON": Format("/api/v1/live/readings", "application/json", columnar_json, 2.5),
    "columnar JSON, epoch seconds": Format("/api/v1/live/readings", "application/json", epoch_json),
    "Arrow": Format("/api/v1/live/readings", "application/vnd.apache.arrow.stream", arrow, 4.0),
}


@dataclass(frozen=True)
class Run:
    rows: int
    seconds: float
    server_cpu_s: float
    senders_cpu_s: float
    memory_bytes: float
    body_bytes: int


def serve(folder: Path) -> None:
    """The server's process: prints its port, serves until its standard input ends."""
    import threading

    import uvicorn

    from ecopark.serve.api.app import create_app
    from ecopark.serve.bootstrap import opened
    from ecopark.serve.web import listening_socket

    with opened(folder, metered=False) as park:
        listening = listening_socket("127.0.0.1", 0)
        listening.listen(128)  # what comes before uvicorn is ready waits
        server = uvicorn.Server(uvicorn.Config(create_app(park), log_level="warning", access_log=False))

        def wait() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=wait, daemon=True).start()
        print(listening.getsockname()[1], flush=True)
        server.run(sockets=[listening])


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, int]]:
    """Start the server's process; yields its port and process id."""
    words = [sys.executable, "-m", "benchmarks.http_door", "--serve", str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.stdin.close()
            process.wait(timeout=60)


def register(folder: Path, sensors: int) -> str:
    """A device that may send every datastream as fast as it can; returns its secret."""
    from ecopark.connect.live.device import Device
    from ecopark.serve.cli.devices import SCOPE, registry

    names = tuple(park_data.sensor_names(sensors))
    with registry(folder) as devices:
        return devices.add(SCOPE, Device(DEVICE, "Benchmark", None, "http", names, quota_per_minute=UNLIMITED))


def send(port: int, secret: str, form: Format, bodies: list[bytes], ready, go, answers) -> None:  # type: ignore[no-untyped-def]
    """A sender's process: one connection, one request after the other; tells (rows acknowledged, CPU-seconds)."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": form.content_type}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    ready.wait(timeout=60)
    go.wait()
    cpu, stored = time.process_time(), 0
    for body in bodies:
        connection.request("POST", form.path, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (201, 204):
            answers.put(f"{answer.status}: {said[:300]!r}")
            return
        stored += json.loads(said)["stored"] if said else 0
    answers.put((stored, time.process_time() - cpu))


def once(port: int, secret: str, form: Format, body: bytes) -> None:
    """One request that is not measured."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", form.path, body, {"Authorization": f"Bearer {secret}", "Content-Type": form.content_type})
    answer = connection.getresponse()
    if answer.status not in (201, 204):
        raise SystemExit(f"{answer.status}: {answer.read()[:300]!r}")
    connection.close()


def measure(form: Format, batches: list[pa.Table], sensors: int, senders: int) -> Run:
    bodies = [form.encode(batch) for batch in batches]
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name:
        folder = Path(name) / "park"
        park_data.write_park(folder, sensors)
        secret = register(folder, sensors)
        with running(folder) as (port, pid):
            once(port, secret, form, form.encode(batches[0].slice(0, sensors)))  # units and names are learnt once
            fork = multiprocessing.get_context("fork")
            ready, go, answers = fork.Barrier(senders + 1), fork.Event(), fork.Queue()
            shares = [bodies[i::senders] for i in range(senders)]
            words = [(port, secret, form, share, ready, go, answers) for share in shares]
            processes = [fork.Process(target=send, args=given) for given in words]
            for process in processes:
                process.start()
            ready.wait(timeout=60)
            cpu, began = cpu_seconds(pid), time.perf_counter()
            go.set()
            told = [answers.get(timeout=600) for _ in processes]
            if failed := [said for said in told if isinstance(said, str)]:
                raise SystemExit(failed[0])
            seconds, cpu, memory = time.perf_counter() - began, cpu_seconds(pid) - cpu, resident(pid)
            for process in processes:
                process.join()
    rows = sum(len(batch) for batch in batches)
    stored = sum(count for count, _ in told)
    if stored not in (0, rows):
        raise SystemExit(f"sent {rows} readings, acknowledged {stored}")
    return Run(rows, seconds, cpu, sum(cpu_s for _, cpu_s in told), memory, sum(map(len, bodies)))


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return float(found[1]) * 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--batch", type=int, default=50_000)
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--senders", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--format", action="append", choices=FORMATS, dest="formats")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/http_door.md")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve is not None:
        serve(asked.serve)
        return
    batches = list(park_data.batches(asked.rows, asked.sensors, asked.batch, seed=secrets.randbelow(2**31)))
    runs: dict[str, list[Run]] = {name: [] for name in asked.formats or FORMATS}
    for _ in range(asked.repeats):
        for name, made in runs.items():
            made.append(measure(FORMATS[name], batches, asked.sensors, asked.senders))
            last = made[-1]
            print(f"{name}: {last.rows / last.seconds / 1e6:.2f} M/s, server {last.server_cpu_s:.2f} CPU-s", flush=True)
    report(runs, asked.batch, asked.senders, asked.write)


def report(runs: dict[str, list[Run]], batch: int, senders: int, write: bool) -> None:
    header = [
        "format", "M readings/s (median)", "slowest to fastest", "aim", "bytes per reading",
        "server: CPU-s per million", "senders: CPU-s per million", "Wh per million (modelled)",
    ]  # fmt: skip
    lines = []
    for name, made in runs.items():
        rates = sorted(run.rows / run.seconds / 1e6 for run in made)
        middle = min(made, key=lambda run: abs(run.rows / run.seconds / 1e6 - statistics.median(rates)))
        per_million = middle.rows / 1e6
        aim = FORMATS[name].aim
        energy = tables.energy_per_million(middle.rows, middle.seconds, middle.server_cpu_s, middle.memory_bytes)
        lines.append([
            name, f"{statistics.median(rates):.2f}", f"{rates[0]:.2f} to {rates[-1]:.2f}", "" if aim is None else f"{aim:.1f}",
            f"{middle.body_bytes / middle.rows:.1f}", f"{middle.server_cpu_s / per_million:.2f}",
            f"{middle.senders_cpu_s / per_million:.2f}", energy,
        ])  # fmt: skip
    rows = next(iter(runs.values()))[0].rows
    body = tables.markdown(header, lines)
    body += (
        f"\n\n{rows:,} readings in requests of {batch:,}, {senders} senders, server and senders on the same cores; every "
    )
    body += (
        "request is answered after its readings are judged and synced. Energy is that of the server: idle and busy watts "
    )
    body += "of its cores, memory, PUE (docs/design/account.md)."
    tables.show("http_door", "Readings over HTTP", body, write)


if __name__ == "__main__":
    main()
