"""Flows that stop in the middle or bring down their worker; functions of a module, so that workers find them.

``folder`` is where a task tells what it does and waits for what the test says: files of the names below.
"""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

from tests.engine.engine_flows import month_flow, sum_month

MIDDLE = "a.1|2025-02"
DEADLINE_S = 60.0


def waiting(task, inputs, *, folder: str):
    """The task in the middle says which process runs it, then waits to be let go."""
    if task.key == MIDDLE:
        (Path(folder) / f"at-work.{os.getpid()}").touch()
        until = time.monotonic() + DEADLINE_S
        while not (Path(folder) / "go").exists() and time.monotonic() < until:
            time.sleep(0.02)
    return sum_month(task, inputs)


def deadly(task, inputs, *, folder: str):
    """The task in the middle kills the process that runs it, each time."""
    if task.key == MIDDLE:
        (Path(folder) / f"at-work.{os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return sum_month(task, inputs)


def flow(run, folder, version: str = "1"):
    return month_flow(version=version, run=partial(run, folder=str(folder)))


def at_work(folder: Path) -> list[int]:
    """Processes that came to the task in the middle."""
    return sorted(int(path.suffix[1:]) for path in Path(folder).glob("at-work.*"))
