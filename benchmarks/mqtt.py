"""MQTT, QoS 1, device to durable: the own door against a bare subscriber behind Mosquitto and amqtt, in the same run.

``python -m benchmarks.mqtt [--messages 40000] [--batches 20000] [--repeats 3] [--write]``

One program sends everything (raw sockets, packets made beforehand, 1,000 unacknowledged messages in flight); it shares the
machine's cores with the receiver. ecopark decodes, judges and stores, synced, before it acknowledges; the time runs until
the last acknowledgement, and afterwards the store is compacted and must hold every reading once. Behind Mosquitto
the time runs until the last message has come: the bare subscriber (paho) only counts, our reader stores and
acknowledges. amqtt runs as it comes, and with its private hook before PUBACK appending the undecoded payload to a file,
one sync for all that wait.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peers, tables

from ecopark.account.footprint import Sample, own_energy

HERE = Path(__file__).resolve().parent
MANY = 100


@dataclass(frozen=True)
class Run:
    """One measurement. ``cpu_s``: of the receiver and, where there is one, the broker; ``load_cpu_s``: of the sender."""

    messages: int
    readings: int
    seconds: float
    cpu_s: float
    load_cpu_s: float

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


class Process:
    """A receiver: says JSON when it is ready and when it is over."""

    def __init__(self, *words: str, python: str = sys.executable) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{HERE.parent}"}
        self._process = subprocess.Popen(
            [python, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.ready = self._line()

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a receiver ended early")
        return json.loads(line) if line[0] in "{0123456789" else line.strip()

    def begin(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def result(self) -> Any:
        return self._line()

    def end(self) -> Any:
        """Close its input; what it says then, if anything."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        said = self._process.stdout.read()
        self._process.wait()
        self._process.stdout.close()
        return json.loads(said.splitlines()[-1]) if said.strip() else None


def send(
    port: int, messages: int, connections: int, batch: int, form: str = "compact", passwords: str = ""
) -> dict[str, Any]:
    words = ["--port", str(port), "--messages", str(messages), "--connections", str(connections)]
    words += ["--batch", str(batch), "--format", form, "--passwords", passwords]
    done = subprocess.run([sys.executable, str(HERE / "mqtt_load.py"), *words], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def own(messages: int, connections: int, batch: int, form: str = "compact") -> Run:
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as folder:
        door = Process("-m", "benchmarks.mqtt_server", "own", folder, str(connections))
        sent = send(door.ready["port"], messages, connections, batch, form, json.dumps(door.ready["passwords"]))
        said = door.end()
    assert said["durable"] == sent["readings"], (said, sent)
    assert (said["stored"], said["doubled"]) == (sent["readings"], 0), said
    return Run(sent["messages"], sent["readings"], sent["seconds"], said["cpu_s"], sent["cpu_s"])


@contextmanager
def mosquitto() -> Iterator[tuple[int, subprocess.Popen[bytes]] | None]:
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as folder:
        port = peers.free_port()
        limits = "max_queued_messages 0\nmax_inflight_messages 0\n"
        (Path(folder) / "m.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nlog_type error\n{limits}")
        process = subprocess.Popen([program, "-c", f"{folder}/m.conf"])
        wait_for_port(port)
        yield port, process
        process.terminate()
        process.wait()


def wait_for_port(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def behind_mosquitto(what: str, messages: int, connections: int) -> Run | None:
    with mosquitto() as broker, tempfile.TemporaryDirectory(prefix="ecopark-bench-") as folder:
        if broker is None:
            return None
        port, process = broker
        rest = [str(port), str(messages)] if what == "subscriber" else [folder, str(connections), str(port)]
        receiver = Process("-m", "benchmarks.mqtt_server", what, *rest)
        before = cpu_of(process.pid)
        receiver.begin(str(messages))
        sent = send(port, messages, connections, 1)
        said = receiver.result()
        used = cpu_of(process.pid) - before
        receiver.end()
    came = said.get("came", said["durable"])
    assert came == messages, f"{what}: {came} of {messages} came"
    return Run(messages, messages, said["seconds"], said["cpu_s"] + used, sent["cpu_s"])


def amqtt(messages: int, connections: int, synced: bool) -> Run | None:
    python = HERE.parent / ".venv-peers" / "bin" / "python"
    if not python.exists() or subprocess.run([python, "-c", "import amqtt"], capture_output=True, check=False).returncode:
        return None
    with tempfile.TemporaryDirectory(prefix="ecopark-bench-") as folder:
        port = peers.free_port()
        broker = Process(
            str(HERE / "mqtt_amqtt.py"), str(port), *([f"{folder}/journal"] if synced else []), python=str(python)
        )
        sent = send(port, messages, connections, 1)
        spent = broker.end()
    return Run(sent["messages"], sent["readings"], sent["seconds"], float(spent), sent["cpu_s"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=40_000, help="of one reading; peers get a quarter")
    parser.add_argument("--batches", type=int, default=20_000, help="of 100 readings")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/mqtt.md")
    asked = parser.parse_args()
    n, few, batches = asked.messages, asked.messages // 4, asked.batches
    measured: dict[str, list[Run]] = {}
    work = {
        "ecopark, one reading, 1 connection": lambda: own(n, 1, 1),
        f"ecopark, one reading, {MANY} connections": lambda: own(n, MANY, 1),
        "ecopark, 100 readings compact, 1 connection": lambda: own(batches, 1, 100),
        f"ecopark, 100 readings compact, {MANY} connections": lambda: own(batches, MANY, 100),
        f"ecopark, 100 readings JSON columns, {MANY} connections": lambda: own(batches // 4, MANY, 100, "columns"),
        f"Mosquitto, bare subscriber, {MANY} connections": lambda: behind_mosquitto("subscriber", few, MANY),
        f"Mosquitto, ecopark reads, {MANY} connections": lambda: behind_mosquitto("reader", few, MANY),
        "amqtt, nothing stored, 1 connection": lambda: amqtt(few, 1, False),
        f"amqtt, nothing stored, {MANY} connections": lambda: amqtt(few, MANY, False),
        "amqtt, payload synced in its hook, 1 connection": lambda: amqtt(few, 1, True),
        f"amqtt, payload synced in its hook, {MANY} connections": lambda: amqtt(few, MANY, True),
    }
    for _ in range(asked.repeats):
        for label, measure in work.items():
            found = measure()
            if found is not None:
                measured.setdefault(label, []).append(found)
        print({label: [round(run.rate) for run in runs] for label, runs in measured.items()}, flush=True)
    report(measured, [label for label in work if label not in measured], asked.write)


PROMISE = {
    "ecopark, 100 readings JSON columns": ("before PUBACK", "yes"),
    "ecopark": ("before PUBACK", "yes"),
    "Mosquitto, bare": ("never", "no"),
    "Mosquitto, ecopark": ("before our PUBACK to Mosquitto", "yes"),
    "amqtt, nothing": ("never", "no"),
    "amqtt, payload": ("before PUBACK", "no"),
}


def report(measured: dict[str, list[Run]], absent: list[str], write: bool) -> None:
    bare = next((runs for label, runs in measured.items() if label.startswith("Mosquitto, bare")), None)
    base = statistics.median(run.rate for run in bare) if bare else float("nan")
    header = ["receiver", "messages/s (median)", "slowest to fastest", "readings/s", "times the bare subscriber"]
    header += ["CPU-s per M readings, receiver + sender", "Wh per M readings (modelled)", "synced", "decoded"]
    lines = []
    for label, runs in measured.items():
        middle = sorted(runs, key=lambda run: run.rate)[len(runs) // 2]
        per_million = 1e6 / middle.readings
        energy = own_energy([Sample(middle.seconds, middle.cpu_s, 0.0)])
        wh = energy.energy.value * 1000 * per_million if energy else float("nan")
        synced, decoded = next(promise for start, promise in PROMISE.items() if label.startswith(start))
        ends = f"{min(run.rate for run in runs):,.0f} to {max(run.rate for run in runs):,.0f}"
        cpu = f"{middle.cpu_s * per_million:.2f} + {middle.load_cpu_s * per_million:.2f}"
        rate, readings = f"{middle.rate:,.0f}", f"{middle.readings / middle.seconds:,.0f}"
        lines.append([label, rate, ends, readings, f"{middle.rate / base:.1f}", cpu, f"{wh:.2f}", synced, decoded])
    body = tables.markdown(header, lines)
    body += f"\n\n{len(next(iter(measured.values())))} repeats, all receivers in turn in the same run; sender and receiver share "
    body += "the cores. Acknowledged = stored, none twice, checked after every run of ecopark. Energy: the model of the "
    body += "platform's own account (two reserved cores), receiver only."
    if absent:
        body += f"\n\nNot installed here, left out: {', '.join(absent)}."
    tables.show("mqtt", "MQTT, QoS 1, device to durable", body, write)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main()
