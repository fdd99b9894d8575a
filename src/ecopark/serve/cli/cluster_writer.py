"""``ecopark cluster writer``: the process that brings parts of a clustered park into its lake."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from ecopark.connect.park_folder import read_park
from ecopark.core.errors import InputError, StateError
from ecopark.serve.bootstrap import data_folder, system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster


def run_writers(out: Output, folder: Path, parts: Sequence[int], cache: Path | None) -> ExitCode:
    """Write the given parts (all of them if none is named) until SIGTERM or SIGINT."""
    settings = read_cluster(folder)
    if settings is None:
        raise StateError("cli.cluster.no_file", where=str(folder / "cluster.yaml"))
    chosen = sorted(set(parts)) or list(range(settings.parts))
    if chosen[-1] >= settings.parts:
        known = f"0 … {settings.parts - 1}"
        raise InputError("serve.cluster.bad_value", where="--part", key="part", value=chosen[-1], known=known)
    from ecopark.engine.cluster import writers

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def ready() -> None:
        out.say("cli.cluster.writing", parts=", ".join(map(str, chosen)))
        out.result({"parts": chosen})

    writers.run_writers(
        settings,
        cache or data_folder(folder) / "writers",
        chosen,
        network=read_park(folder),
        clock=system_clock,
        stop=stop,
        ready=ready,
    )
    return ExitCode.OK
