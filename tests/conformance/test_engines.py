"""One suite for both engines: the same batches give the same observations, history and derived tables.

What may differ is where and when a batch was written down: its number and its recorded time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from tests.cluster_park import ClusteredPark, EmbeddedPark
from tests.cluster_servers import Servers
from tests.dask_cluster import DaskCluster
from tests.engine.engine_flows import firm_flow, month_flow
from tests.engine.engine_park import Clock

from ecopark.core.errors import InputError
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.cluster.settings import ComputeSettings
from ecopark.trust.log.content import content_hash

ALL = system_scope("test")
START = datetime(2025, 1, 30, tzinfo=UTC)  # two months
CONTENT = ["datastream", "phenomenon_time", "value", "reason", "status", "result_time", "revision"]
Said = tuple[float | None, int]  # value, revision


@pytest.fixture(params=["embedded", pytest.param("clustered", marks=pytest.mark.cluster)])
def park(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedPark]:
    if request.param == "embedded":
        yield EmbeddedPark(tmp_path / "park")
        return
    servers: Servers = request.getfixturevalue("cluster_servers")
    made = ClusteredPark(tmp_path / "park", servers)
    try:
        yield made.start()
    finally:
        made.stop()


class Model:
    """What a store should answer, said in the plainest way: a list of values per datastream and time."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, datetime], list[float | None]] = {}
        self.then: list[dict[tuple[str, datetime], Said]] = []  # after each batch

    def take(self, rows: list[tuple[str, datetime, float | None]]) -> None:
        for name, time, value in rows:
            said = self.told.setdefault((name, time), [])
            if not said or said[-1] != value:
                said.append(value)
        self.then.append(self.now())

    def now(self) -> dict[tuple[str, datetime], Said]:
        return {key: (said[-1], len(said) - 1) for key, said in self.told.items()}


def answered(table: pa.Table) -> dict[tuple[str, datetime], Said]:
    rows = table.select(["datastream", "phenomenon_time", "value", "revision"]).to_pylist()
    found = {(r["datastream"], r["phenomenon_time"].replace(tzinfo=UTC)): (r["value"], r["revision"]) for r in rows}
    assert len(found) == len(rows), "a key is there twice"
    return found


def batches(names: list[str], seed: int) -> list[list[tuple[str, datetime, float | None]]]:
    """Batches with late readings, restatements, values that return, repetitions, missing values, keys twice in a batch."""
    chosen = random.Random(seed)
    made = []
    for _ in range(12):
        rows = []
        for _ in range(chosen.randrange(1, 60)):
            time = START + timedelta(hours=chosen.randrange(0, 96))
            rows.append((chosen.choice(names), time, chosen.choice([None, 1.0, 2.5, 0.1 + 0.2])))
        made.append(rows)
        if chosen.random() < 0.3:
            made.append(list(made[chosen.randrange(len(made))]))
    return made


def table_of(rows: list[tuple[str, datetime, float | None]]) -> pa.Table:
    names, times, values = zip(*rows, strict=True)
    return readings_table(list(names), list(times), list(values))


@pytest.mark.parametrize("seed", [1, 2])
def test_observations__are_what_was_said_last_now_and_as_known_then(park: EmbeddedPark, seed: int) -> None:
    model = Model()
    with park.open(Clock()) as store:
        known = []
        names = sorted(store.network.datastreams)
        for number, rows in enumerate(batches(names, seed)):
            model.take(rows)
            known.append(store.append(table_of(rows), source="test", idempotency_key=f"b{number}").recorded_time)
            if number % 5 == 4:
                store.compact()
        store.compact()
        snapshot = store.snapshot()
        assert store.pending_rows == 0
        assert answered(snapshot.observations(ALL, None)) == model.now()
        for at, then in zip(known, model.then, strict=True):
            assert answered(snapshot.observations(ALL, None, known_at=at)) == then
        assert answered(snapshot.observations(ALL, None, known_at=known[0] - timedelta(seconds=1))) == {}
        assert set(snapshot.latest(ALL)["datastream"].to_pylist()) == set(names)
        newest = {name: max(time for n, time in model.told if n == name) for name in names}
        assert {(n, t) for n, t in answered(snapshot.latest(ALL))} == set(newest.items())
        assert sum(snapshot.extent(ALL)["rows"].to_pylist()) == len(model.told)


def test_append__a_repeated_key_is_stored_once_in_the_stream_and_in_the_lake(park: EmbeddedPark) -> None:
    with park.open() as store:
        names = sorted(store.network.datastreams)
        first, second = (table_of([(name, START, value) for name in names]) for value in (1.0, 2.0))
        one = store.append(first, source="test", idempotency_key="one")
        assert not one.repeated
        assert not store.append(second, source="test", idempotency_key="two").repeated
        again = store.append(first, source="test", idempotency_key="one")
        assert (again.repeated, again.batch, again.recorded_time) == (True, one.batch, one.recorded_time)
        store.compact()
        again = store.append(first, source="test", idempotency_key="one")
        assert (again.repeated, again.batch, again.recorded_time) == (True, one.batch, one.recorded_time)
        store.compact()
        assert set(store.snapshot().observations(ALL, None)["value"].to_pylist()) == {2.0}
        ledger = store.snapshot().batches(ALL).to_pylist()
        assert sum(row["rows"] for row in ledger) == 2 * len(names)
        assert {row["batch"] for row in ledger} == set(store.snapshot().observations(ALL, None)["batch"].to_pylist()) | {
            row["batch"] for row in ledger if row["restated"] == 0
        }


def test_append__what_is_wrong_is_refused_before_anything_is_sent(park: EmbeddedPark) -> None:
    with park.open() as store:
        unknown = readings_table("nobody", [START], [1.0])
        with pytest.raises(InputError, match=r"engine\.readings\.unknown_datastream"):
            store.append(unknown, source="test")
        assert store.pending_rows == 0


def test_compact__the_evidence_log_hears_of_every_batch_and_version_once(park: EmbeddedPark) -> None:
    heard, versions = [], []
    with park.open() as store:
        names = sorted(store.network.datastreams)
        for number in range(4):
            store.append(table_of([(n, START + timedelta(hours=number), 1.0) for n in names]), source="test")
            report = store.compact(on_batch=heard.append, on_manifest=versions.append)
            assert (report.rows, report.duplicates) == (len(names), 0)
    with park.open() as store:
        store.compact(on_batch=heard.append, on_manifest=versions.append)
        ledger = store.snapshot().batches(ALL).to_pylist()
    numbers = [report.batch for report in heard]
    assert sorted(numbers) == sorted(row["batch"] for row in ledger)
    assert len(set(numbers)) == len(numbers)
    assert sum(len(report.observations) for report in heard) == 4 * len(names)
    assert [v.version for v in versions] == list(range(1, len(versions) + 1))
    assert all(after.previous == before.sha256 for before, after in pairwise(versions))


def test_flows__derived_tables_are_those_of_one_batch_in_an_embedded_store(park: EmbeddedPark, tmp_path: Path) -> None:
    """Many batches out of order with a restatement here, everything in one batch there."""
    rows = [
        (name, START + timedelta(hours=hour), float(hour % 7) / 10)
        for name in sorted(park.network.datastreams)
        for hour in range(96)
    ]
    flows = [month_flow(), firm_flow()]
    with EmbeddedPark(tmp_path / "reference").open(Clock()) as reference:
        reference.append(table_of(rows), source="test")
        reference.compact()
        reference.run_flows(flows)
        expected = {table: content_hash(reference.snapshot().derived(ALL, table)) for table in ("sums", "firm_sums")}
        observations = content_hash(reference.snapshot().observations(ALL, None).select(CONTENT[:-1]))
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)
    with park.open(Clock()) as store:
        store.append(table_of([(name, time, 99.0) for name, time, _ in shuffled[:50]]), source="test")
        for at in range(0, len(shuffled), 100):
            store.append(table_of(shuffled[at : at + 100]), source="test")
            if at == 200:
                store.compact()
                assert [r.executed > 0 for r in store.run_flows(flows)] == [True, True]
        store.compact()
        reports = store.run_flows(flows)
        assert all(report.executed for report in reports)
        snapshot = store.snapshot()
        assert {table: content_hash(snapshot.derived(ALL, table)) for table in expected} == expected
        assert content_hash(snapshot.observations(ALL, None).select(CONTENT[:-1])) == observations
        assert [r.executed for r in store.run_flows(flows)] == [0, 0]
    with park.open(Clock()) as store:  # and after it was closed and opened again
        store.declare(flows)
        assert {table: content_hash(store.snapshot().derived(ALL, table)) for table in expected} == expected


@pytest.mark.cluster
def test_flows__dask_workers_that_have_only_the_object_store_make_the_same_tables(
    cluster_servers: Servers, tmp_path: Path
) -> None:
    flows = [month_flow(), firm_flow()]
    park = ClusteredPark(tmp_path / "park", cluster_servers).start()
    rows = [(n, START + timedelta(hours=h), h / 10) for n in sorted(park.network.datastreams) for h in range(96)]
    try:
        with EmbeddedPark(tmp_path / "reference").open() as reference:
            reference.append(table_of(rows), source="test")
            reference.compact()
            reference.run_flows(flows)
            expected = [content_hash(reference.snapshot().derived(ALL, table)) for table in ("sums", "firm_sums")]
        with DaskCluster(workers=1) as dask:
            compute = ComputeSettings(dask.scheduler.address, worker_cache=str(tmp_path / "workers"))
            park.settings = replace(park.settings, dask=compute)
            with park.open() as store:
                store.append(table_of(rows), source="test")
                store.compact()
                assert all(report.executed for report in store.run_flows(flows))
                made = [content_hash(store.snapshot().derived(ALL, table)) for table in ("sums", "firm_sums")]
        assert made == expected
        assert list((tmp_path / "workers").rglob("*.parquet")), "the worker has read another folder"
    finally:
        park.stop()
