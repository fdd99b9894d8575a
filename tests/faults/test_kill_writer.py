"""kill -9 at random points: what was acknowledged is there, once; what was not is there wholly or not at all.

=========  ==========================================================================================
lost       every acknowledged key is in the store with all its rows
doubled    no key is there twice, although each life repeats the keys whose fate the last left open
late       a receipt given before the kill is the receipt given after it
half-done  a batch that nobody was told of is there with all its rows or not at all; every batch in the
           lake reaches the listener of the evidence log
=========  ==========================================================================================
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from tests.engine.engine_park import small_network
from tests.faults.kill_writer_child import ROWS, batch_of, live

from ecopark.core.scope import system_scope
from ecopark.engine.store import Store

ALL = system_scope("test")
KILLS = 100
PARALLEL_PARKS = 2


@pytest.fixture
def children(monkeypatch):
    """Processes from a server that has the store imported already: a hundred lives in seconds."""
    context = get_context("forkserver")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))  # the server imports by it
    context.set_forkserver_preload(["tests.faults.kill_writer_child"])
    return context


class Life:
    """One life of a writer, from its start to its kill."""

    def __init__(self, children, folder: Path, number: int, first_key: int) -> None:
        self._told, self._heard = (
            folder.parent / f"{folder.name}.{number}.told",
            folder.parent / f"{folder.name}.{number}.heard",
        )
        arguments = (str(folder), first_key, str(self._told), str(self._heard))
        self._process = children.Process(target=live, args=arguments)
        self._process.start()

    def kill(self, after_s: float) -> tuple[list[tuple[int, int]], list[int]]:
        """Kill some time after it was ready; acknowledged (key, batch) and reported batches."""
        until = time.monotonic() + 30
        while not (self._told.exists() and self._told.stat().st_size):
            assert self._process.is_alive(), "the writer did not open its store"
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(after_s)
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL
        self._process.close()
        lines = [line.split() for line in self._told.read_text().splitlines()[1:]]
        return [(int(key), int(batch)) for key, batch in lines], [int(b) for b in self._heard.read_text().split()]


def test_writer__killed_at_random_points_loses_nothing_and_doubles_nothing(tmp_path, children):
    random_point = random.Random(20_250_101)
    parks = [tmp_path / str(i) for i in range(PARALLEL_PARKS)]
    acknowledged: list[dict[int, int]] = [{} for _ in parks]
    reported: list[set[int]] = [set() for _ in parks]
    for number in range(KILLS // PARALLEL_PARKS):
        lives = []
        for folder, known in zip(parks, acknowledged, strict=True):
            first_key = max(known, default=0) // 2 * 2  # the last keys are sent again
            lives.append(Life(children, folder, number, first_key))
        for life, known, heard in zip(lives, acknowledged, reported, strict=True):
            pairs, batches = life.kill(random_point.uniform(0.0, 0.12))
            for key, batch in pairs:
                assert known.setdefault(key, batch) == batch, f"key {key} got two receipts"
            heard.update(batches)
    for folder, known, heard in zip(parks, acknowledged, reported, strict=True):
        assert len(known) > KILLS // 4, "too few receipts to say anything"  # a busy machine gives fewer
        check(folder, known, heard)


def check(folder: Path, known: dict[int, int], heard: set[int]) -> None:
    with Store.open(folder, clock=lambda: datetime.now(UTC), network=small_network()) as store:
        store.compact(on_batch=lambda report: heard.add(report.batch))
        snapshot = store.snapshot()
        ledger = snapshot.batches(ALL).to_pylist()
        stored = snapshot.observations(ALL, None)
        per_key = Counter(int(v) for v in stored.column("value").to_pylist())
        keys = {int(row["idempotency_key"]): row for row in ledger}
        assert len(keys) == len(ledger), "a key is in the ledger twice"
        assert [row["batch"] for row in ledger] == list(range(1, len(ledger) + 1))
        assert set(known) <= set(keys), "an acknowledged batch is lost"
        assert {key: keys[key]["batch"] for key in known} == known
        assert set(per_key.values()) == {ROWS}, "a batch is there in part or twice"
        assert set(per_key) == set(keys)
        assert {row["duplicates"] + row["restated"] for row in ledger} == {0}
        assert heard >= {row["batch"] for row in ledger}, "a batch was never reported"
        last = max(known)
        assert store.append(batch_of(last), source="child", idempotency_key=str(last)).repeated
