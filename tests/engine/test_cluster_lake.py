"""Pointers, objects and the view that other machines open; against a real S3 server and database."""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nats
import pytest
from tests.cluster_park import ClusteredPark, Writer
from tests.cluster_servers import DEADLINE_S, Servers, until
from tests.engine.engine_park import Clock

from ecopark.core.errors import Fatal, StateError
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.cluster.objects import Objects, key_of, restore
from ecopark.engine.cluster.pointers import WHOLE, Pointer, Pointers
from ecopark.engine.cluster.store import ClusterStore
from ecopark.engine.cluster.streams import Outgoing, Stored, Streams
from ecopark.engine.cluster.sweep import KEPT_FOR, needed_by_park, sweep
from ecopark.engine.cluster.view import open_view
from ecopark.engine.records_database import Database

ALL = system_scope("test")
START = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path):
    made = Database(f"sqlite:///{tmp_path}/records.sqlite")
    yield made
    made.close()


def test_advance__only_who_knows_the_newest_version_may_publish_the_next(database: Database) -> None:
    pointers = Pointers(database, "p", Clock())
    nothing = pointers.get(3)
    first = replace(nothing, version=1, sha256="a", stream="s", position=7)
    assert pointers.advance(nothing, first)
    assert not pointers.advance(nothing, replace(first, sha256="b"))
    assert not pointers.advance(replace(first, sha256="z"), replace(first, version=2))
    assert pointers.get(3) == first
    assert pointers.advance(first, replace(first, version=2, sha256="c"))
    assert Pointers(database, "other", Clock()).all() == {}


def test_agree__the_number_of_parts_stays(database: Database) -> None:
    pointers = Pointers(database, "p", Clock())
    pointers.agree(4)
    pointers.agree(4)
    with pytest.raises(StateError, match=r"engine\.cluster\.other_parts"):
        pointers.agree(5)
    assert pointers.get(WHOLE) == Pointer(WHOLE, position=4)


def test_key_of__says_path_and_content() -> None:
    assert key_of("readings/2025-03/00000007.parquet", "0123456789abcdef" * 4) == (
        "readings/2025-03/00000007.0123456789abcdef.parquet"
    )


@pytest.mark.cluster
def test_objects__what_was_changed_or_is_gone_is_not_taken(cluster_servers: Servers, tmp_path: Path) -> None:
    objects = Objects(cluster_servers.settings().object_store, "p")
    park = tmp_path / "lake"
    assert list(objects.keys("anything")) == []
    objects.put("a/b", b"content")
    assert objects.get("a/b") == b"content"
    assert [key for key, _ in objects.keys("a")] == ["a/b"]
    objects.remove("a/b")
    with pytest.raises(Fatal, match=r"engine\.objects\.damaged"):
        objects.get("a/b")
    with pytest.raises(Fatal, match=r"engine\.objects\.damaged"):
        restore(park, "", objects, 3, "0" * 64)
    cluster_servers.objects.proxy.cut()
    try:
        with pytest.raises(StateError, match=r"engine\.objects\.unreachable"):
            objects.get("a/b")
    finally:
        cluster_servers.objects.proxy.mend()


@pytest.fixture
def filled(cluster_servers: Servers, tmp_path: Path):
    """A clustered park with its writers, open."""
    park = ClusteredPark(tmp_path / "park", cluster_servers).start()
    try:
        with park.open(Clock()) as store:
            assert isinstance(store, ClusterStore)
            yield park, store
    finally:
        park.stop()


@pytest.mark.cluster
def test_append__larger_than_a_message_may_be(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    _, store = filled
    monkeypatch.setattr(type(store._streams), "most_bytes", 1000)
    names = sorted(store.network.datastreams)
    rows = [(name, START + timedelta(minutes=i), float((i * 7919) % 1000) / 7) for name in names for i in range(300)]
    table = readings_table(*(list(column) for column in zip(*rows, strict=True)))
    receipt = store.append(table, source="test", idempotency_key="k")
    assert receipt.rows == len(rows)
    assert store.append(table, source="test", idempotency_key="k").repeated
    store.compact()
    assert store.append(table, source="test", idempotency_key="k").repeated
    ledger = store.snapshot().batches(ALL)
    assert ledger.num_rows > 4
    assert sum(ledger["kept"].to_pylist()) == len(rows)
    assert len(set(store.snapshot().observations(ALL, None)["recorded_time"].to_pylist())) == 1


@pytest.mark.cluster
def test_open_view__another_machine_reads_the_same_version(filled, tmp_path: Path) -> None:
    _, store = filled
    names = sorted(store.network.datastreams)
    store.append(readings_table(names, [START] * len(names), [1.0] * len(names)), source="test")
    store.compact()
    before = store.snapshot().observations(ALL, None)
    descriptor = pickle.loads(pickle.dumps(store.descriptor(str(tmp_path / "cache"))))
    store.append(readings_table(names, [START] * len(names), [2.0] * len(names)), source="test")
    store.compact()
    view = open_view(descriptor)
    assert view.manifest.version == descriptor.version
    assert view.observations(None) == before
    assert str(view.lake).startswith(str(tmp_path / "cache"))
    assert not (tmp_path / "cache" / "data").exists()


@pytest.mark.cluster
def test_sweep__removes_what_was_merged_and_leaves_every_needed_object(filled, tmp_path: Path) -> None:
    _, store = filled
    names = sorted(store.network.datastreams)
    for number in range(3):
        store.append(readings_table(names, [START] * len(names), [float(number)] * len(names)), source="test")
        store.compact()
    objects, pointers = store._objects, store._pointers
    keep = needed_by_park(objects, pointers)
    before = {key for key, _ in objects.keys("")}
    assert keep < before
    assert sweep(objects, [""], keep, datetime.now(UTC)) == 0
    assert sweep(objects, [""], keep, datetime.now(UTC) + 2 * KEPT_FOR) == len(before) - len(keep)
    assert {key for key, _ in objects.keys("")} == keep
    assert open_view(store.descriptor(str(tmp_path / "cache"))).observations(None) == store.snapshot().observations(
        ALL, None
    )


@pytest.mark.cluster
def test_pull__goes_on_when_its_consumer_is_gone(cluster_servers: Servers) -> None:
    """A consumer lives on one node; gone with it, or forgotten after a long silence, it says nothing any more."""
    settings = cluster_servers.settings(parts=1)
    streams = Streams(settings.nats, "p", 1)
    name = streams.name_of(0)

    async def remove_consumers() -> int:
        client = await nats.connect(list(settings.nats.servers))
        found = await client.jetstream().consumers_info(name)
        for consumer in found:
            await client.jetstream().delete_consumer(name, consumer.name)
        await client.close()
        return len(found)

    try:
        streams.ensure()
        assert streams.publish([Outgoing(0, b"one", "1", 1)]) == {"1": Stored(0, 1, False)}
        assert streams.publish([Outgoing(0, b"one", "1", 1)]) == {"1": Stored(0, 1, True)}
        until(lambda: [bytes(m.payload) for m in streams.pull(0, 0, 10, 0.2)] == [b"one"], "the first message")
        assert asyncio.run(remove_consumers()) == 1
        streams.publish([Outgoing(0, b"two", "2", 2)])
        until(lambda: [(m.number, m.id, m.recorded_us) for m in streams.pull(0, 1, 10, 0.2)] == [(2, "2", 2)], "the second")
        streams.forget_before(0, 2)
        assert (streams.message(0, 1), streams.message_id(0, 2)) == (None, "2")
    finally:
        streams.close()


@pytest.mark.cluster
def test_stream__lost_and_made_anew_is_refused_and_a_new_name_goes_on(filled) -> None:
    park, store = filled
    names = sorted(store.network.datastreams)
    store.append(readings_table(names, [START] * len(names), [1.0] * len(names)), source="test")
    store.compact()
    park.stop()
    stream = store._streams.name_of(0)

    async def lose() -> None:
        client = await nats.connect(list(park.settings.nats.servers))
        await client.jetstream().delete_stream(stream)
        await client.close()

    asyncio.run(lose())
    writer = Writer(park.folder, (0,))
    assert writer.process.wait(2 * DEADLINE_S) == 4
    writer.stop()
    assert "engine.cluster.stream_lost" in (park.folder / "writer-0.log").read_text()
    store.close()

    renamed = replace(park.settings, nats=replace(park.settings.nats, stream=park.settings.nats.stream + "b"))
    park.settings = renamed
    said = (park.folder / "cluster.yaml").read_text()
    (park.folder / "cluster.yaml").write_text(said.replace(stream.partition("-")[0], renamed.nats.stream))
    park.start()
    with park.open(Clock()) as again:
        again.append(readings_table(names, [START] * len(names), [2.0] * len(names)), source="test")
        report = again.compact()
        assert (report.rows, report.restated) == (len(names), len(names))
        assert set(again.snapshot().observations(ALL, None)["value"].to_pylist()) == {2.0}
        assert again.pending_rows == 0
