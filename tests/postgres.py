"""A private PostgreSQL server for tests and benchmarks: a cluster in a temporary folder, reached by a unix socket only.

It comes from the system packages (``apt install postgresql``). If it is missing, that is an error, not a skip: what is
not tested is not known to work.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path


class PostgresMissing(AssertionError):
    """The server programs are not installed."""


def server_programs() -> Path:
    """Folder of ``initdb`` and ``pg_ctl`` of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing(
        "PostgreSQL was not found. These tests need the server of the system packages: "
        "sudo apt-get install postgresql   (or leave them out: pytest -m 'not postgres')"
    )


class Cluster:
    """A running cluster; ``new_database()`` gives the URL of an empty database. Use as a context manager."""

    def __init__(self) -> None:
        self._programs = server_programs()
        self._as_user = _unprivileged()
        self._folder = Path(tempfile.mkdtemp(prefix="ecopark-pg-"))  # short: a socket's path has at most 107 bytes
        self._data = self._folder / "data"
        if self._as_user:
            shutil.chown(self._folder, self._as_user)

    def __enter__(self) -> Cluster:
        self._run("initdb", "-D", self._data, "-U", "ecopark", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()
        return self

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c max_connections=60"
        self._run("pg_ctl", "-D", self._data, "-l", self._folder / "server.log", "-w", "-o", options, "start")

    def kill(self) -> None:
        """As a machine that loses power: no word to the clients, no clean end of any of its processes."""
        head = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        below = [int(pid) for pid in Path(f"/proc/{head}/task/{head}/children").read_text().split()]
        for pid in (head, *below):
            os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in (head, *below)):
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._run("createdb", "-h", self._folder, "-U", "ecopark", name)
        return f"postgresql://ecopark@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        if self._as_user:
            command = ["runuser", "-u", self._as_user, "--", *command]
        # output goes to a file: the server inherits a pipe and would hold it open
        with (self._folder / f"{program}.out").open("w+") as output:
            code = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd=self._folder, check=False).returncode
            output.seek(0)
            assert code == 0, f"{' '.join(command)} ended with {code}: {output.read()}"


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: the user to run it as, None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise PostgresMissing("running as root, and there is no user postgres to run the server as: apt-get install postgresql")
