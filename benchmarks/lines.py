"""InfluxDB line protocol over HTTP, device to answer: ecopark, VictoriaMetrics and InfluxDB 1.x on the same lines in one run.

``python -m benchmarks.lines [--rows 5000000] [--batch 50000] [--senders 4] [--repeats 3] [--write]``

Every system is a process of its own on loopback and gets the same bodies from the same senders, which have packed them before
the clock runs; the systems take turns, so that all see the same machine. ecopark answers when the readings are judged and
synced; InfluxDB when its write-ahead log is synced; VictoriaMetrics before anything is on the disk. Both shapes are measured:
one field per line, and four fields per line as Telegraf sends them. ``decode`` is the codec alone on one core.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import multiprocessing
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
from benchmarks import park_data, peers, tables
from benchmarks.http_door import cpu_seconds, resident, running

AIM, DECODE_AIM = 1.3, 4.0
UNLIMITED = 1_000_000_000
FIELDS = ("energy", "power", "register", "flow")
SYSTEMS = ("ecopark", "VictoriaMetrics", "InfluxDB 1.x")


@dataclass(frozen=True)
class Bodies:
    """Requests of one shape. ``readings``: numbers in all of them."""

    shape: str
    bodies: list[bytes]
    readings: int
    lines: int


@dataclass(frozen=True)
class Target:
    """A running system: where it takes lines, and its process."""

    address: str
    headers: dict[str, str]
    pid: int


@dataclass(frozen=True)
class Run:
    seconds: float
    cpu_s: float
    memory_bytes: float


def one_field(rows: int, sensors: int, batch: int) -> Bodies:
    """``meter,datastream=… value=… time``"""
    bodies, readings = [], 0
    for table in park_data.batches(rows, sensors, batch):
        table = table.filter(table["value"].is_valid())
        names, times = (
            table["datastream"].cast(pa.string()).to_pylist(),
            table["phenomenon_time"].cast(pa.int64()).to_pylist(),
        )
        values = table["value"].to_pylist()
        said = (f"meter,datastream={n} value={v} {t}000\n" for n, t, v in zip(names, times, values, strict=True))
        bodies.append("".join(said).encode())
        readings += len(values)
    return Bodies("one field per line", bodies, readings, readings)


def four_fields(rows: int, sensors: int, batch: int) -> Bodies:
    """``gateway,host=…,unit=… energy=…,power=…,register=…,flow=… time``"""
    bodies, units, random = [], sensors // len(FIELDS), np.random.default_rng(1)
    minutes = max(1, batch // sensors)
    made = 0
    while made < rows:
        at = park_data.START_US + made // sensors * park_data.MINUTE_US
        values = np.round(random.uniform(0, 500, (minutes, units, len(FIELDS))), 2)
        said = []
        for minute, of_minute in enumerate(values.tolist()):
            time_ns = (at + minute * park_data.MINUTE_US) * 1000
            for unit, (a, b, c, d) in enumerate(of_minute):
                where = f"gateway,host=gw{unit // 20:02d},unit={unit:04d}"
                said.append(f"{where} energy={a},power={b},register={c},flow={d} {time_ns}\n")
        bodies.append("".join(said).encode())
        made += minutes * units * len(FIELDS)
    return Bodies("four fields per line", bodies, made, made // len(FIELDS))


def names_of(sensors: int) -> dict[str, str]:
    """The gateway's names of its series."""
    known = iter(park_data.sensor_names(sensors))
    return {
        f"gateway,host=gw{unit // 20:02d},unit={unit:04d}.{field}": next(known)
        for unit in range(sensors // len(FIELDS))
        for field in FIELDS
    }


@contextlib.contextmanager
def ecopark(folder: Path, sensors: int) -> Iterator[Target | None]:
    from ecopark.connect.live.device import Device
    from ecopark.serve.cli.devices import SCOPE, registry

    park_data.write_park(folder, sensors)
    listed = tuple(park_data.sensor_names(sensors))
    with registry(folder) as devices:
        device = Device("bench", "Benchmark", None, "http", listed, names_of(sensors), quota_per_minute=UNLIMITED)
        secret = devices.add(SCOPE, device)
    with running(folder) as (port, pid):
        wait_for(port)
        yield Target(f"http://127.0.0.1:{port}/api/v2/write", {"Authorization": f"Token {secret}"}, pid)


@contextlib.contextmanager
def victoria(folder: Path, sensors: int) -> Iterator[Target | None]:
    program = shutil.which("victoria-metrics")
    if program is None:
        yield None
        return
    port = peers.free_port()
    words = [program, f"-storageDataPath={folder}", f"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([*words, "-loggerLevel=ERROR"], stdout=log, stderr=log)
        try:
            wait_for(port)
            yield Target(f"http://127.0.0.1:{port}/write", {}, server.pid)
        finally:
            server.terminate()
            server.wait(60)


@contextlib.contextmanager
def influx(folder: Path, sensors: int) -> Iterator[Target | None]:
    with peers.influx(folder) as address:
        if address is None:
            yield None
            return
        parts = urlsplit(address)
        wait_for(int(parts.port or 0))
        post(address + "/query?q=CREATE+DATABASE+bench", {}, b"")
        yield Target(address + "/write?db=bench", {}, listener(int(parts.port or 0)))


STARTS = {"ecopark": ecopark, "VictoriaMetrics": victoria, "InfluxDB 1.x": influx}


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def listener(port: int) -> int:
    """Process id of our own child that listens on a port."""
    wanted = f"0100007F:{port:04X}"
    inodes = {line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[1] == wanted}
    for fd in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(fd))
            if found and found[1] in inodes:
                return int(fd.parts[2])
    raise SystemExit(f"no process listens on port {port}")


def post(address: str, headers: dict[str, str], body: bytes) -> None:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("POST", f"{parts.path}?{parts.query}", body, headers)
    connection.getresponse().read()
    connection.close()


def send(target: Target, bodies: list[bytes], ready, go, answers) -> None:  # type: ignore[no-untyped-def]
    """A sender's process: one connection, one request after the other."""
    parts = urlsplit(target.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.connect()
    ready.release()
    go.wait()
    for body in bodies:
        connection.request("POST", f"{parts.path}?{parts.query}", body, target.headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 204:
            raise SystemExit(f"{answer.status}: {said[:300]!r}")
    answers.put(len(bodies))


def measure(system: str, sent: Bodies, sensors: int, senders: int) -> Run | None:
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as name, STARTS[system](Path(name) / "x", sensors) as target:
        if target is None:
            return None
        fork = multiprocessing.get_context("fork")
        ready, go, answers = fork.Semaphore(0), fork.Event(), fork.Queue()
        shares = [sent.bodies[i::senders] for i in range(senders)]
        processes = [fork.Process(target=send, args=(target, share, ready, go, answers)) for share in shares]
        for process in processes:
            process.start()
        for _ in processes:
            ready.acquire()
        cpu, began = cpu_seconds(target.pid), time.perf_counter()
        go.set()
        answered = sum(answers.get(timeout=300) for _ in processes)
        seconds, cpu, memory = time.perf_counter() - began, cpu_seconds(target.pid) - cpu, resident(target.pid)
        for process in processes:
            process.join()
        if answered != len(sent.bodies):
            raise SystemExit(f"{system}: {answered} of {len(sent.bodies)} requests answered")
        return Run(seconds, cpu, memory)


def decode(sent: Bodies, repeats: int) -> float:
    """Seconds of the codec alone for all bodies, on one core."""
    from ecopark.connect.live.lines import read_lines

    before = pa.cpu_count()
    pa.set_cpu_count(1)
    try:
        spent = []
        for _ in range(repeats):
            began = time.process_time()
            for body in sent.bodies:
                read = read_lines(body, device="bench", now_us=0)
                assert not read.faults
            spent.append(time.process_time() - began)
        return min(spent)
    finally:
        pa.set_cpu_count(before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--batch", type=int, default=50_000, help="readings per request")
    parser.add_argument("--sensors", type=int, default=200)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/lines.md")
    asked = parser.parse_args()
    rows: list[list[str]] = []
    for make in (one_field, four_fields):
        sent = make(asked.rows, asked.sensors, asked.batch)
        codec = decode(sent, asked.repeats)
        runs: dict[str, list[Run]] = {system: [] for system in SYSTEMS}
        for _ in range(asked.repeats):
            for system, made in runs.items():
                run = measure(system, sent, asked.sensors, asked.senders)
                if run is not None:
                    made.append(run)
                    print(f"{sent.shape}, {system}: {sent.readings / run.seconds / 1e6:.2f} M readings/s", flush=True)
        rows += report(sent, runs, codec)
    header = [
        "lines", "system", "M readings/s (median)", "slowest to fastest", "times ecopark", "aim",
        "server: CPU-s per million", "Wh per million (modelled)",
    ]  # fmt: skip
    body = tables.markdown(header, rows)
    body += f"\n\n{asked.rows:,} readings in requests of {asked.batch:,}, {asked.senders} senders on the same cores. "
    body += "VictoriaMetrics answers before anything is on the disk; ecopark and InfluxDB sync first."
    tables.show("lines", "InfluxDB line protocol over HTTP", body, asked.write)


def report(sent: Bodies, runs: dict[str, list[Run]], codec: float) -> list[list[str]]:
    made = []
    own = statistics.median(run.seconds for run in runs["ecopark"])
    per_million = sent.readings / 1e6
    for system, found in runs.items():
        if not found:
            made.append([sent.shape, system, "not installed", *[""] * 5])
            continue
        rates = sorted(per_million / run.seconds for run in found)
        middle = min(found, key=lambda run: abs(per_million / run.seconds - statistics.median(rates)))
        energy = tables.energy_per_million(sent.readings, middle.seconds, middle.cpu_s, middle.memory_bytes)
        made.append([
            sent.shape, system, f"{statistics.median(rates):.2f}", f"{rates[0]:.2f} to {rates[-1]:.2f}",
            f"{own / middle.seconds:.2f}", f"{AIM}" if system == "ecopark" else "",
            f"{middle.cpu_s / per_million:.2f}", energy,
        ])  # fmt: skip
    lines = f"{sent.lines / codec / 1e6:.1f} M lines/s"
    made.append(
        [
            sent.shape,
            "ecopark, decode alone, one core",
            f"{per_million / codec:.2f}",
            lines,
            "",
            f"{DECODE_AIM}",
            f"{codec / per_million:.2f}",
            "",
        ]
    )
    return made


if __name__ == "__main__":
    main()
