"""kill -9 of the edge agent while it drains and of the server while it receives: acknowledged = stored, none twice.

==================  ===================================================================================
agent killed        what it had put is in its spool; a batch on the way is sent again and stored once
server killed       no receipt, no removal; what it had stored and not acknowledged is not stored twice
==================  ===================================================================================
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.faults.live_park import ECOPARK, PATIENCE_S, START, Server, command, environment, new_park, start, stored_values

from ecopark.connect.edge.enrol import Box, make_code
from ecopark.core.scope import system_scope
from ecopark.engine.spool import SpoolRow
from ecopark.serve.bootstrap import opened, system_clock
from ecopark.serve.edge.home import EdgeHome
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import Sender

BATCHES, ROWS, STREAM = 100, 10, "nt.cod"
EPOCH_US = int(START.timestamp()) * 1_000_000


def code_for(folder: Path, device: str) -> str:
    with opened(folder, metered=False) as park:
        box = Box(device, datastreams=(STREAM,))
        code, _ = make_code(
            box, hours=1, scope=system_scope("test"), records=park.records, devices=park.devices, clock=park.clock
        )
    return code


def fill(home: EdgeHome) -> None:
    """Batch n holds ten readings of value n."""
    with home.spool(system_clock) as spool:
        sender = Sender(home, spool, Link("http://127.0.0.1:9"))
        for n in range(BATCHES):
            first = EPOCH_US + n * ROWS * 60_000_000
            spool.put([SpoolRow(STREAM, "", first + i * 60_000_000, float(n), 0, 0) for i in range(ROWS)])
            assert sender.seal() is not None


def unsent(home: EdgeHome) -> int:
    with home.spool(system_clock) as spool:
        return spool.state().unsent_batches


def agent(folder: Path) -> subprocess.Popen[bytes]:
    words = [ECOPARK, "edge", "run", "--folder", str(folder)]
    with (folder / "agent.log").open("ab") as log:
        return subprocess.Popen(words, stdout=log, stderr=log, env=environment())


def serving(park: Path, port: int = 0) -> Server:
    server = start(park, port)
    assert server.process.stdout is not None
    server.process.stdout.close()
    return server


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_S)


def until(true: Callable[[], bool], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, (folder / "agent.log").read_text()[-3000:]
        time.sleep(0.01)


@pytest.mark.slow
def test_drain__agent_and_server_killed_in_the_middle_nothing_lost_nothing_twice(tmp_path: Path) -> None:
    park, edge = new_park(tmp_path / "park"), tmp_path / "edge"
    code = code_for(park, "logger")
    server = serving(park)
    port = int(server.address.rpartition(":")[2])
    command("edge", "init", "--park", server.address, "--code", code, "--folder", edge)
    (edge / "edge.yaml").write_text("send_every_s: 1\n")
    home = EdgeHome.open(edge)
    fill(home)
    running = agent(edge)
    try:
        for victim in ("agent", "server", "agent"):
            left = unsent(home)
            until(lambda left=left: unsent(home) < left - 5, edge)
            if victim == "agent":
                kill(running)
                running = agent(edge)
            else:
                server.kill()
                assert unsent(home) > 0, "the server was to be killed in the middle"
                server = serving(park, port)
        until(lambda: unsent(home) == 0, edge)
    finally:
        kill(running)
        server.kill()
    with home.spool(system_clock) as spool:
        receipts = [receipt for _, receipt in spool.sealed()]
        assert len(receipts) == BATCHES
        assert all(receipt and "ecopark edge receipt v1" in receipt for receipt in receipts)
    assert Counter(stored_values(park)[STREAM]) == {float(n): ROWS for n in range(BATCHES)}
    delivered = (park / "data" / "edge" / "logger.jsonl").read_text().splitlines()
    assert len(delivered) == BATCHES
    assert timedelta(minutes=BATCHES * ROWS) < system_clock() - START


def test_run__polls_while_the_park_is_away_and_stops_gently(tmp_path: Path) -> None:
    """The agent needs neither the park nor its devices to start; a second agent in the folder is refused."""
    park, edge = new_park(tmp_path / "park"), tmp_path / "edge"
    code = code_for(park, "logger")
    server = serving(park)
    command("edge", "init", "--park", server.address, "--code", code, "--folder", edge)
    server.kill()
    (edge / "field.yaml").write_text(
        "modbus:\n  - {id: meter, host: 127.0.0.1, port: 9, every_s: 1, timeout_s: 0.5, points: "
        f"[{{datastream: {STREAM}, address: 0}}]}}\n"
    )
    (edge / "edge.yaml").write_text("field: field.yaml\nsend_every_s: 1\ninbox: files\n")
    (edge / "files").mkdir()
    (edge / "files" / "T_KCN_NUOC_20261001070000.txt").write_text("COD\t41.5\tmg/L\t20261001070000\t00\r\n")
    home = EdgeHome.open(edge)
    running = agent(edge)
    try:

        def waits() -> bool:
            with home.spool(system_clock) as spool:
                state = spool.state()
            return state.waiting + state.unsent_rows >= 3 and (edge / "files" / "done").exists()

        until(waits, edge)
        command("edge", "run", "--folder", edge, code=4)
        until(lambda: "cannot be reached" in (edge / "status.json").read_text(), edge)
        said = command("edge", "status", "--folder", edge, code=1)
        assert "not sent" in said
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE_S) == 0
    with home.spool(system_clock) as spool:
        assert spool.state().given_up == 0
    said = command("edge", "status", "--folder", edge, "--json", code=1)
    assert '"running": false' in said
    assert "connect.field.no_connection" in said
