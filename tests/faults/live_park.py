"""A served park as a real process, and devices that send until they are told that it is stored.

What a device counts as acknowledged must be stored, once; what it never got an answer for may be stored or not.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.evidence_path import run_path

ECOPARK = str(Path(sys.executable).parent / "ecopark")
PATIENCE_S = 60.0
START = datetime(2026, 10, 1, tzinfo=UTC)
STREAMS = ("ct-khu.kwh", "ct-a.kwh", "nt.cod", "nt.flow")


def unpack_previous(folder: Path) -> tuple[Path, list[tuple[str, str, float]]]:
    """Unpack what ecopark 0.1.0 wrote: the park's folder, and every (datastream, time, value) that it had acknowledged."""
    careful = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # not in the first Python 3.11
    with tarfile.open(Path(__file__).parent / "data" / "park-0.1.0.tar.xz") as packed:
        packed.extractall(folder, **careful)  # type: ignore[arg-type]
    said = json.loads((folder / "acknowledged.json").read_text())
    return folder / "park", [(name, time_text, value) for name, time_text, value in said["acknowledged"]]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "ECOPARK_LANG": "en", **more}


def command(*words: object, code: int = 0, **more: str) -> str:
    """Run the console script; its standard output, asserting the exit code."""
    done = subprocess.run(
        [ECOPARK, *map(str, words)], capture_output=True, text=True, timeout=120, check=False, env=environment(**more)
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def new_park(folder: Path, settings: str = "") -> Path:
    """The template's park; ``settings``: YAML lines to stand below ``settings:``, indented by two."""
    command("init", folder)
    described = (folder / "park.yaml").read_text(encoding="utf-8")
    (folder / "park.yaml").write_text(described.replace("\nsettings:\n", f"\nsettings:\n{settings}", 1), encoding="utf-8")
    return folder


def new_device(folder: Path, device: str, *options: object) -> str:
    """A device that may write the park's and every listed datastream; its secret."""
    said = json.loads(command("device", "add", device, "--park", folder, "--json", *options))
    return str(said["secret"])


@dataclass
class Server:
    """A running ``ecopark run``."""

    process: subprocess.Popen[str]
    address: str
    said: dict[str, object] = field(default_factory=dict)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.over()

    def over(self) -> None:
        """Wait for its end and close its output."""
        self.process.wait(timeout=PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()


def start(folder: Path, port: int = 0, **more: str) -> Server:
    """Start the server and wait until it answers."""
    words = [ECOPARK, "run", "--park", str(folder), "--port", str(port), "--json"]
    with (folder / "server.log").open("a") as log:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(**more))
    assert process.stdout is not None
    told = ""
    while not told.rstrip().endswith("}"):
        line = process.stdout.readline()
        assert line, f"the server ended:\n{(folder / 'server.log').read_text()[-3000:]}"
        told += line
    said = json.loads(told)
    return Server(process, str(said["address"]), said)


@contextmanager
def served(folder: Path, port: int = 0, **more: str) -> Iterator[Server]:
    server = start(folder, port, **more)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
            try:
                server.over()
            except subprocess.TimeoutExpired:
                server.kill()


@dataclass
class HttpDevice:
    """Sends numbered batches of one datastream over HTTP, each again and again until it is acknowledged or refused.

    Batch n holds ``rows`` readings of value n, so that whatever is stored tells where it came from.
    """

    datastream: str
    secret: str
    rows: int = 10
    acknowledged: set[int] = field(default_factory=set)
    slowed: int = 0
    failures: list[str] = field(default_factory=list)

    def batch(self, n: int) -> list[dict[str, object]]:
        first = START + timedelta(minutes=n * self.rows)
        return [
            {"datastream": self.datastream, "time": (first + timedelta(minutes=i)).isoformat(), "value": float(n)}
            for i in range(self.rows)
        ]

    def send_once(self, address: str, n: int) -> bool:
        """Whether it was acknowledged; raises ``OSError`` if nobody answered."""
        body = json.dumps({"readings": self.batch(n)}).encode()
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{address}/api/v1/live/readings", body, headers)
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in (429, 503, 507):
                self.slowed += 1
                time.sleep(min(float(error.headers.get("Retry-After", "1")), 1.0))
                return False
            self.failures.append(f"{error.code} {error.read()[:300]!r}")
            raise AssertionError(self.failures[-1]) from error
        if said["refused"]:
            self.failures.append(str(said)[:300])
        self.acknowledged.add(n)
        return True

    def send_all(self, address: str, numbers: range, stop: threading.Event) -> None:
        for n in numbers:
            while not stop.is_set():
                try:
                    if self.send_once(address, n):
                        break
                except (OSError, http.client.HTTPException):  # nobody there, or gone in the middle of the answer
                    time.sleep(0.05)


def stored_values(folder: Path) -> dict[str, list[float]]:
    """Values by datastream in order of time, after everything acknowledged came into the lake. The server must be down."""
    scope = system_scope("test")
    with opened(folder, metered=False) as park:
        run_path(park)
        found = park.snapshot().observations(scope, sorted(park.network.datastreams))
    values: dict[str, list[float]] = {}
    for name, value in zip(found["datastream"].to_pylist(), found["value"].to_pylist(), strict=True):
        values.setdefault(name, []).append(value)
    return values


def assert_acknowledged_is_stored_once(folder: Path, devices: list[HttpDevice]) -> None:
    """Acknowledged = stored, none twice; a batch without an acknowledgement is there whole or not at all."""
    values = stored_values(folder)
    for device in devices:
        counts: dict[float, int] = {}
        for value in values.get(device.datastream, []):
            counts[value] = counts.get(value, 0) + 1
        for n in device.acknowledged:
            assert counts.get(float(n)) == device.rows, (device.datastream, n, counts.get(float(n)))
        assert set(counts.values()) <= {device.rows}
        assert not device.failures
    command("verify", "--park", folder)
