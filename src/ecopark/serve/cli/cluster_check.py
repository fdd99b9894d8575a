"""``ecopark cluster check``: what of a cluster is reachable, and what is not."""

from __future__ import annotations

from pathlib import Path

from ecopark.connect.park_folder import read_park
from ecopark.core.errors import StateError
from ecopark.serve.bootstrap import system_clock
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.cluster_file import read_cluster

_MARKS = {"ok": "+", "remark": "!", "failed": "x"}


def check_cluster(out: Output, folder: Path) -> ExitCode:
    """Look at each component; exit code 0: all well, 1: remarks, 4: something cannot be used."""
    settings = read_cluster(folder)
    if settings is None:
        raise StateError("cli.cluster.no_file", where=str(folder / "cluster.yaml"))
    from ecopark.engine.cluster.check import State, check

    found = []
    for item in check(settings, read_park(folder).park.id, system_clock):
        found.append(item)
        latency = f" ({item.latency_ms:.0f} ms)" if item.latency_ms is not None else ""
        out.line(f"{_MARKS[item.state]} {item.component:8} {item.name}: {item.text.render(out.lang)}{latency}")
    states = {item.state for item in found}
    code = ExitCode.STATE if State.FAILED in states else ExitCode.PARTLY if State.REMARK in states else ExitCode.OK
    out.say(f"cli.cluster.check.{code.name.lower()}")
    out.result(
        {
            "components": [
                {
                    "component": item.component,
                    "name": item.name,
                    "state": item.state.value,
                    "message": item.text.render(out.lang),
                    "latency_ms": item.latency_ms,
                    **item.facts,
                }
                for item in found
            ],
            "exit_code": int(code),
        }
    )
    return code
