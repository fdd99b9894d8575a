"""Small real parks for tests of federation: four firms behind one feeder, two months of daily readings, a policy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ecopark.connect import actions
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.tokens import create_token
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.evidence_path import run_path

HUB = "so-cong-thuong"
ECOPARK = str(Path(sys.executable).parent / "ecopark")
FIRMS = {"a": 600.0, "b": 500.0, "c": 400.0, "d": 300.0}
SHARING = f"""
  sharing:
    delay_days: 1
    months: 6
    hubs:
      - name: {HUB}
        share: [energy, emissions, quality]
        granularity: day
"""


def write_park(folder: Path, park_id: str, firms: Mapping[str, float] = FIRMS, sharing: str = SHARING) -> None:
    """The folder of a park whose clock stands at 10 March 2026."""
    folder.mkdir(parents=True)
    write_policy(folder, park_id, sharing)
    tables = {
        "firms": ["id,name_vi,name_en,sector", *(f"{f},Công ty {f},Company {f}," for f in firms)],
        "nodes": ["id,kind,name_vi,name_en,firm,facility", "grid,grid,Lưới,Grid,,", "bus,feeder,Trạm,Substation,,"]
        + [f"{f},firm,{f},{f},{f}," for f in firms],
        "edges": ["id,carrier,source,target,substance", "in,electricity,grid,bus,"]
        + [f"to-{f},electricity,bus,{f}," for f in firms],
        "meters": ["id,edge,monitoring_point,parent,firm,accuracy_class_pct", "m-in,in,,,,0.5"]
        + [f"m-{f},to-{f},,m-in,{f},1" for f in firms],
        "datastreams": ["id,meter,property,unit,kind,origin,name_vi,name_en,firm,step_s,resolution,factor"]
        + ["in.kwh,m-in,active_energy,kWh,total,measured,in,in,,86400,,1"]
        + [f"{f}.kwh,m-{f},active_energy,kWh,total,measured,{f},{f},{f},86400,,1" for f in firms],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_policy(folder: Path, park_id: str, sharing: str) -> None:
    """park.yaml alone: also to change the policy of a park that exists."""
    (folder / "park.yaml").write_text(
        f"id: {park_id}\nname_vi: Khu {park_id}\nname_en: Park {park_id}\nprovince: Tỉnh {park_id}\n"
        f"as_of: '2026-03-10T00:00:00+07:00'\nsettings:\n  lang: en\n{sharing}",
        encoding="utf-8",
    )


def fill_park(folder: Path, firms: Mapping[str, float] = FIRMS) -> tuple[str, str]:
    """Take January and February 2026 through the whole path; returns a hub's token and the verifier key."""
    start = datetime(2026, 1, 1)
    lines = [",".join(["time", "in.kwh", *(f"{f}.kwh" for f in firms)])]
    for day in range(59):
        values = [value * (1 + day % 7 / 10) for value in firms.values()]
        cells = [f"{value:.3f}" for value in (sum(values), *values)]
        lines.append(",".join([f"{start + timedelta(days=day):%Y-%m-%d %H:%M}", *cells]))
    sheet = folder / "energy.csv"
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with opened(folder, metered=False) as park:
        run = actions.take_file(sheet, **park.desk(system_scope("test")), policy="all_or_nothing")
        assert run.state == "stored", run
        run_path(park)
        token, _ = create_token(park.access, system_scope("test"), name=HUB, role=Role.HUB)
        return token, str(park.log.verifier)


class Process:
    """A command that serves: its address is read from what it prints; ended by its own pid."""

    def __init__(self, log: Path, *words: object) -> None:
        self._log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [ECOPARK, *map(str, words), "--json"],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "ECOPARK_LANG": "en"},
            )
        self._ended = False

    def address(self) -> str:
        """Wait until it serves."""
        text = ""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            text += line
            if line.startswith("}"):
                return str(json.loads(text)["address"])
        raise AssertionError(f"ended before serving: {text}\n{self._log.read_text()}")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def ask_to_stop(self) -> None:
        if not self._ended:
            self._process.send_signal(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if not self._ended:
            self._ended = True
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            if self._process.stdout is not None:
                self._process.stdout.close()
