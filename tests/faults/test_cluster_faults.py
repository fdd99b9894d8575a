"""Nodes, writers and the object store fail while readings come in: acknowledged is stored, once, and the result is the same.

=============  ====================================================================================
lost           every reading whose receipt was given is in the lake
doubled        no batch is there twice, although doors and writers repeat what they are unsure of
different      observations and derived tables are those of an undisturbed embedded store
=============  ====================================================================================
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cluster_park import ClusteredPark, EmbeddedPark, Writer
from tests.cluster_servers import DEADLINE_S, Servers, until
from tests.engine.engine_flows import firm_flow, month_flow

from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.cluster.store import ClusterStore
from ecopark.engine.store import Store
from ecopark.trust.log.content import content_hash

pytestmark = pytest.mark.cluster
ALL = system_scope("test")
START = datetime(2025, 3, 1, tzinfo=UTC)
CONTENT = ["datastream", "phenomenon_time", "value", "reason", "status", "result_time", "revision"]
BATCHES = 60


def batch(names: list[str], number: int):
    """Readings of one moment per datastream; every third batch restates the one before, some come late."""
    at = number - 1 if number % 3 == 2 else number if number % 7 else number + 100
    return readings_table(names, [START + timedelta(minutes=at)] * len(names), [number + i / 10 for i in range(len(names))])


def results(store: Store) -> dict[str, str]:
    flows = [month_flow(), firm_flow()]
    store.compact()
    store.run_flows(flows)
    snapshot = store.snapshot()
    hashes = {table: content_hash(snapshot.derived(ALL, table)) for table in ("sums", "firm_sums")}
    return {**hashes, "observations": content_hash(snapshot.observations(ALL, None).select(CONTENT))}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    park = EmbeddedPark(tmp_path_factory.mktemp("reference") / "park")
    with park.open() as store:
        for number in range(BATCHES):
            store.append(batch(sorted(store.network.datastreams), number), source="test", idempotency_key=f"{number}")
        return results(store)


@pytest.fixture
def park(cluster_servers: Servers, tmp_path: Path) -> Iterator[ClusteredPark]:
    made = ClusteredPark(tmp_path / "park", cluster_servers, compact_s=0.2)
    try:
        yield made
    finally:
        made.stop()
        cluster_servers.objects.proxy.mend()
        cluster_servers.nats.start()


class Door(threading.Thread):
    """Sends the batches one after the other; ``sent`` counts receipts."""

    def __init__(self, store: Store, first: int = 0, last: int = BATCHES) -> None:
        super().__init__()
        self.sent = first
        self._store, self._last = store, last
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        names = sorted(self._store.network.datastreams)
        try:
            while self.sent < self._last:
                receipt = self._store.append(batch(names, self.sent), source="test", idempotency_key=f"{self.sent}")
                assert receipt.rows == len(names)
                self.sent += 1
        except BaseException as error:
            self.error = error

    def reaches(self, number: int) -> None:
        until(lambda: self.sent >= number or self.error is not None, f"{number} receipts", 2 * DEADLINE_S)

    def finished(self) -> None:
        self.join(4 * DEADLINE_S)
        assert self.error is None
        assert self.sent == self._last


def stored_once(store: Store) -> None:
    ledger = store.snapshot().batches(ALL).to_pylist()
    keys = [row["idempotency_key"] for row in ledger]
    assert len(set(keys)) == len(keys), "a batch is in the ledger twice"
    assert {key.partition("/")[0] for key in keys} == {str(number) for number in range(BATCHES)}
    assert sum(row["duplicates"] for row in ledger) == 0


def test_nats_nodes__killed_one_after_the_other(park: ClusteredPark, cluster_servers: Servers, undisturbed) -> None:
    """Each node dies once by SIGKILL while the door sends; the third time two are gone for a while: the door waits."""
    park.start()
    one, two, three = cluster_servers.nats.nodes
    with park.open() as store:
        door = Door(store)
        door.reaches(10)
        one.kill()
        door.reaches(20)
        one.start()
        until(one.healthy, "the node is back")
        two.kill()
        door.reaches(30)
        three.kill()
        two.start()
        until(two.healthy, "a majority is back")
        three.start()
        door.finished()
        assert results(store) == undisturbed
        stored_once(store)


def test_all_nats_nodes__killed_after_the_acknowledgement(
    park: ClusteredPark, cluster_servers: Servers, undisturbed
) -> None:
    """No writer has run yet: what was acknowledged is in the nodes alone, and SIGKILL of all three does not lose it."""
    with park.open() as store:
        Door(store).finished()
        cluster_servers.nats.kill()
        cluster_servers.nats.start()
        park.start()
        assert results(store) == undisturbed
        stored_once(store)


def test_writer__killed_again_and_again_and_its_disk_lost(park: ClusteredPark, undisturbed) -> None:
    """Killed at moments that fall on pulling, compaction, upload and publication; then its cache is gone altogether."""
    with park.open() as store:
        door = Door(store)
        for life in range(3):
            writer = Writer(park.folder, ()).ready()
            door.reaches(16 * (life + 1))
            writer.kill()
            if life == 1:
                shutil.rmtree(park.folder / "data" / "writers")
        door.finished()
        park.start()
        assert results(store) == undisturbed
        stored_once(store)


def test_object_store__cut_off_for_a_while(park: ClusteredPark, cluster_servers: Servers, undisturbed) -> None:
    park.start()
    with park.open() as store:
        door = Door(store)
        door.reaches(15)
        cluster_servers.objects.proxy.cut()
        door.finished()  # doors do not need it
        assert isinstance(store, ClusterStore)
        assert store.pending_rows > 0
        assert park.writers[0].process.poll() is None
        cluster_servers.objects.proxy.mend()
        assert results(store) == undisturbed
        stored_once(store)


def test_second_writer__of_a_part_never_publishes_beside_the_first(
    cluster_servers: Servers, tmp_path: Path, undisturbed
) -> None:
    """Both pull the same messages; the version pointer lets one of them publish, the other one stops and says why."""
    park = ClusteredPark(tmp_path / "park", cluster_servers, parts=1, compact_s=0.2)
    rivals = [Writer(park.folder, (0,), tmp_path / name).ready() for name in ("one", "two")]
    try:
        with park.open() as store:
            Door(store).finished()
            until(lambda: any(w.process.poll() is not None for w in rivals), "one of them has stopped")
            assert results(store) == undisturbed
            stored_once(store)
            codes = [w.process.poll() for w in rivals]
            assert sorted(codes, key=str) == [4, None]
    finally:
        for writer in rivals:
            writer.stop()
    said = (park.folder / "writer-0.log").read_text()
    assert "engine.cluster.part_taken" in said


def test_coordinator__its_disk_lost_comes_back_with_the_derived_tables(park: ClusteredPark, undisturbed) -> None:
    park.start()
    flows = [month_flow(), firm_flow()]
    with park.open() as store:
        Door(store).finished()
        assert results(store) == undisturbed
        version = store.snapshot().version
    shutil.rmtree(park.folder / "data" / "lake")
    with park.open() as store:
        assert store.snapshot().version == version
        assert [report.executed for report in store.run_flows(flows)] == [0, 0]
        assert results(store) == undisturbed
        stored_once(store)


def test_stream__rewound_by_a_power_cut_of_all_nodes_is_made_up_for_from_the_spool(
    park: ClusteredPark, cluster_servers: Servers, undisturbed
) -> None:
    """The nodes come back with what their disks had before the last acknowledgements: those are sent again."""
    folder = cluster_servers.folder
    with park.open() as store:
        Door(store, last=20).finished()
        cluster_servers.nats.kill()
        for node in cluster_servers.nats.nodes:
            shutil.copytree(folder / node.name, folder / f"{node.name}.early")
        cluster_servers.nats.start()
        Door(store, first=20).finished()
        cluster_servers.nats.kill()
        for node in cluster_servers.nats.nodes:
            shutil.rmtree(folder / node.name)
            (folder / f"{node.name}.early").rename(folder / node.name)
        cluster_servers.nats.start()
        park.start()
        store.compact()
        assert results(store) == undisturbed
        stored_once(store)
        assert not store._door._spool.waiting
    assert list((park.folder / "data" / "spool").glob("*.segment")) == []
