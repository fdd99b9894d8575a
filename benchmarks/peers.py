"""Peers that are programs: servers of the system packages, started privately and stopped again; libraries in ``.venv-peers``."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> dict[str, Any] | None:
    """What ``store_peers.py`` answers in the peers' environment, or None if that is not there."""
    python = ROOT / ".venv-peers" / "bin" / "python"
    if not python.exists():
        return None
    program = str(ROOT / "benchmarks" / "store_peers.py")
    done = subprocess.run([str(python), program, *arguments], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str | None]:
    """Connection string of a private PostgreSQL cluster, or None if the package is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        yield None
        return
    folder.mkdir(parents=True)
    as_user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "pg", free_port()
    run = [
        *as_user,
        str(programs[-1] / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "bench",
        "--no-locale",
        "-E",
        "UTF8",
    ]
    subprocess.run(run, check=True, capture_output=True, cwd="/")
    options = f"-p {port} -k {folder} -c listen_addresses='' -c shared_buffers=2GB -c max_wal_size=8GB -c work_mem=256MB"
    control = [*as_user, str(programs[-1] / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd="/")
    try:
        yield f"host={folder} port={port} user=bench dbname=postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


@contextlib.contextmanager
def influx(folder: Path) -> Iterator[str | None]:
    """Address of a private InfluxDB 1.x, or None if the package is not installed."""
    program = shutil.which("influxd")
    if program is None:
        yield None
        return
    folder.mkdir(parents=True)
    port, internal = free_port(), free_port()
    (folder / "influx.conf").write_text(
        f'reporting-disabled = true\nbind-address = "127.0.0.1:{internal}"\n[meta]\ndir = "{folder}/meta"\n'
        f'[data]\ndir = "{folder}/data"\nwal-dir = "{folder}/wal"\nindex-version = "tsi1"\n'
        f'cache-max-memory-size = "2g"\n[http]\nbind-address = "127.0.0.1:{port}"\nlog-enabled = false\nmax-body-size = 0\n'
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, "-config", str(folder / "influx.conf")], stdout=log, stderr=log)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
