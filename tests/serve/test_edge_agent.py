"""The agent's parts that need no park: light imports, readings held while the disk is full, files of stations."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.connect.field_servers import Meter
from tests.serve.edge_box import Door, on_port
from tests.serve.small_park import Served

from ecopark.core.errors import InputError, StateError
from ecopark.engine.spool import Spool, SpoolRow
from ecopark.serve.edge import agent
from ecopark.serve.edge.agent import Agent, Keeper
from ecopark.serve.edge.home import EdgeHome, read_settings
from ecopark.serve.edge.inbox import take_inbox

LIGHT = """
import sys
from pathlib import Path
import ecopark.serve.cli.main, ecopark.serve.edge.agent
heavy = [m for m in ("duckdb", "fastapi", "starlette", "uvicorn", "sqlalchemy", "pint", "asyncua") if m in sys.modules]
most_kb = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(heavy, int(most_kb) // 1024)
sys.exit(bool(heavy))
"""


def clock() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


def test_agent__loads_neither_the_lake_nor_the_web_and_stays_small() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.split()[-1]) < 160, "MB"


def test_run__from_the_meter_to_the_parks_store(served: Served, tmp_path: Path) -> None:
    """A real Modbus server, the agent, the wire, the park; then the park goes away and the agent goes on."""
    meter, began = Meter(), time.monotonic()
    meter.put(0, [42])

    def ticking() -> datetime:
        return served.clock() + timedelta(seconds=time.monotonic() - began)

    with on_port(served) as url:
        folder = tmp_path / "edge"
        door = Door(served, url, "box")
        door.enrolled(folder)
        (folder / "edge.yaml").write_text("field: field.yaml\nsend_every_s: 1\n")
        (folder / "field.yaml").write_text(
            f"modbus: [{{id: m, host: 127.0.0.1, port: {meter.port}, every_s: 1, timeout_s: 1, "
            "points: [{datastream: steel.cod, address: 0, scale: 0.1, unit: mg/L}]}]\n"
        )
        home = EdgeHome.open(folder)

        async def until(true: Callable[[], bool]) -> None:
            async with asyncio.timeout(60):
                while not true():
                    await asyncio.sleep(0.05)

        async def main(spool: Spool) -> None:
            stop = asyncio.Event()
            running = Agent(home, spool, clock=ticking)
            task = asyncio.create_task(running.run(stop))
            async with meter.served():
                await until(lambda: spool.state().sent_batches >= 2)
            await until(lambda: bool(running.status()["devices"]["m"]["faults"]))  # type: ignore[index]
            stop.set()
            await task

        with home.spool(ticking) as spool:
            asyncio.run(main(spool))
            sent = [batch for batch, receipt in spool.sealed() if receipt]
    values = door.stored()
    assert len(values) >= len(sent) >= 2
    assert 4.2 in values
    assert set(values) <= {4.2, None}
    assert door.errors() == []


def row(n: int) -> SpoolRow:
    return SpoolRow("a", "", n, float(n), 0, 0)


def test_keep__holds_readings_while_the_disk_is_full_and_counts_what_it_could_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent, "MOST_HELD", 10)
    with Spool(tmp_path / "s.sqlite", clock) as spool:
        keeper = Keeper(spool)
        keeper.keep([row(0)])
        put, full = spool.put, True

        def sometimes(rows: list[SpoolRow]) -> None:
            if full:
                raise StateError("engine.spool.full", where="s", most_mb=1)
            put(rows)

        monkeypatch.setattr(spool, "put", sometimes)
        for n in range(1, 14):
            keeper.keep([row(n)])
        assert (keeper.held, keeper.lost) == (10, 3)
        assert "full" in keeper.problem
        full = False
        keeper.keep([])
        assert (keeper.held, keeper.lost, keeper.problem) == (0, 0, "")
        assert (spool.state().waiting, spool.state().given_up) == (11, 3)


def test_take_inbox__a_file_moves_only_after_its_readings_are_durable(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    good, bad = folder / "T_KCN_NUOC_20260302080000.txt", folder / "T_KCN_NUOC_20260302080500.txt"
    good.write_text("COD\t41.5\tmg/L\t20260302080000\t00\r\npH\t\t-\t20260302080000\t02\r\n")
    bad.write_text("nonsense\r\n")
    (folder / "readme.md").write_text("not a station file")
    for path in (good, bad):
        os.utime(path, (1, 1))

    def refuse(rows: list[SpoolRow]) -> None:
        raise StateError("engine.spool.full", where="", most_mb=1)

    assert take_inbox(folder, refuse) == 0
    assert good.exists()
    kept: list[SpoolRow] = []
    assert take_inbox(folder, kept.extend) == 1
    assert [(r.name, r.unit, r.value, r.reason, r.status) for r in kept] == [
        ("T_KCN_NUOC/COD", "mg/L", 41.5, 0, 0),
        ("T_KCN_NUOC/pH", "", None, 2, 2),
    ]
    assert kept[0].time_us == int(datetime(2026, 3, 2, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert (folder / "done" / good.name).exists()
    assert (folder / "failed" / bad.name).exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("spool: {keep_days: 30}", "cli.edge.keep_days"),
        ("send_every_s: 0", "connect.field.out_of_range"),
        ("fields: x", "connect.yaml.unknown_key_near"),
    ],
)
def test_read_settings__refuses_with_line(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "edge.yaml").write_text(text + "\n")
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    assert caught.value.code == code
    assert "edge.yaml row 1" in caught.value.where


def test_open__a_folder_that_is_not_enrolled_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="edge init"):
        EdgeHome.open(tmp_path)
