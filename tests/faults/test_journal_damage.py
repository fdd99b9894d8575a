"""Damage and full disks: a torn tail is cut, acknowledged damage is named, a full disk refuses and loses nothing.

=========  ==========================================================================================
lost       after a full disk every acknowledged batch is there; damage of one is never passed over
doubled    a batch refused for lack of room and sent again is there once
half-done  a torn tail disappears; a refused batch leaves nothing behind, in the journal or in the lake
=========  ==========================================================================================
"""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from datetime import timedelta

import pytest
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.errors import Fatal, StateError
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.embedded import disk, journal, parquet
from ecopark.engine.store import Store

ALL = system_scope("test")


def opened(folder) -> Store:
    return Store.open(folder, clock=Clock(), network=small_network())


def put(store, value, count=4, **more):
    start = START + timedelta(days=int(value))
    return store.append(readings_table("a.0", times(count, start=start), [float(value)] * count), source="test", **more)


def values(store):
    store.compact()
    return sorted(set(store.snapshot().observations(ALL, ["a.0"]).column("value").to_pylist()))


def segment_of(folder):
    (path,) = (folder / "journal").glob("*.segment")
    return path


def test_open__cuts_a_torn_tail_at_every_length(tmp_path):
    with opened(tmp_path / "whole") as store:
        put(store, 1)
        put(store, 2)
    whole = segment_of(tmp_path / "whole").read_bytes()
    with opened(tmp_path / "one") as store:
        put(store, 1)
    first = segment_of(tmp_path / "one").stat().st_size
    assert first < len(whole) - 64
    for kept in range(first, len(whole) - 64, 101):
        folder = tmp_path / str(kept)
        opened(folder).close()
        (folder / "journal" / segment_of(tmp_path / "whole").name).write_bytes(whole[:kept])
        with opened(folder) as store:
            assert store.recovered_bytes == kept - first
            assert put(store, 3).batch == 2
            assert values(store) == [1.0, 3.0]


@pytest.mark.parametrize("where", [0, 5, 30, 64, 200, 900])
def test_open__names_damage_of_what_was_acknowledged(tmp_path, where):
    with opened(tmp_path) as store:
        put(store, 1)
        put(store, 2)
    path = segment_of(tmp_path)
    content = bytearray(path.read_bytes())
    content[where] ^= 1
    path.write_bytes(content)
    with pytest.raises(Fatal) as caught:
        opened(tmp_path)
    assert caught.value.code == "engine.journal.damaged"
    assert path.name in str(caught.value)
    assert path.read_bytes() == content


def test_open__names_a_damaged_older_segment_and_a_missing_one(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 1)
    with opened(tmp_path) as store:
        for value in (1, 2, 3):
            put(store, value)
    first, second, _ = sorted((tmp_path / "journal").glob("*.segment"))
    content = first.read_bytes()
    first.write_bytes(content[:-100])
    with pytest.raises(Fatal) as caught:
        opened(tmp_path)
    assert first.name in str(caught.value)
    first.write_bytes(content)
    second.rename(tmp_path / "elsewhere")
    with pytest.raises(Fatal):
        opened(tmp_path)


def test_snapshot__names_a_missing_or_damaged_file_of_the_lake(tmp_path):
    with opened(tmp_path) as store:
        put(store, 1)
        store.compact()
    (path,) = (tmp_path / "lake" / "readings").rglob("*.parquet")
    path.write_bytes(path.read_bytes()[:-200])
    with opened(tmp_path) as store, pytest.raises(Fatal) as caught:
        store.snapshot().observations(ALL, ["a.0"])
    assert caught.value.code == "engine.lake.damaged"


def test_append__threads_share_a_sync_and_each_gets_its_own_receipt(tmp_path, monkeypatch):
    syncs = []
    real = os.fdatasync
    monkeypatch.setattr(
        os, "fdatasync", lambda descriptor: (syncs.append(1), threading.Event().wait(0.01), real(descriptor))
    )
    with opened(tmp_path) as store:
        receipts = []
        threads = [threading.Thread(target=lambda v=v: receipts.append((v, put(store, v)))) for v in range(1, 41)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(r.batch for _, r in receipts) == list(range(1, 41))
        assert len(syncs) < 20
        monkeypatch.undo()
        assert values(store) == [float(v) for v in range(1, 41)]


def test_append__threads_with_the_same_key_store_it_once(tmp_path):
    with opened(tmp_path) as store:
        receipts = []
        threads = [threading.Thread(target=lambda: receipts.append(put(store, 1, idempotency_key="k"))) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {r.batch for r in receipts} == {1}
        assert sum(not r.repeated for r in receipts) == 1


@pytest.fixture
def tiny_disk(tmp_path):
    """A real file system of one megabyte, where this user may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system is not permitted here; the faked full disk is tested beside")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(store, taken):
    for value in range(1, 500):
        put(store, value, count=400, idempotency_key=str(value))
        taken.append(value)


def test_append__full_disk_refuses_keeps_what_was_acknowledged_and_goes_on(tiny_disk):
    ballast = tiny_disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    taken = []
    with opened(tiny_disk / "data") as store:
        with pytest.raises(StateError) as caught:
            fill(store, taken)
        assert caught.value.code == "engine.disk.full"
        refused = taken[-1] + 1
        with pytest.raises(StateError):
            put(store, refused, count=4000, idempotency_key=str(refused))
        with pytest.raises(StateError) as caught:
            store.compact()
        assert caught.value.code == "engine.disk.full"
        ballast.unlink()
        assert not put(store, refused, count=400, idempotency_key=str(refused)).repeated
        assert values(store) == [float(v) for v in [*taken, refused]]
    with opened(tiny_disk / "data") as store:
        assert store.recovered_bytes == 0
        assert put(store, refused, count=400, idempotency_key=str(refused)).repeated


def test_append__a_write_that_stops_half_way_leaves_a_valid_journal(tmp_path, monkeypatch):
    def no_room(descriptor, content):
        os.write(descriptor, bytes(memoryview(content).cast("B")[:10]))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with opened(tmp_path) as store:
        put(store, 1)
        for module in (journal, disk, parquet):
            monkeypatch.setattr(module, "write_all", no_room)
        for refused in (lambda: put(store, 2), store.compact):
            with pytest.raises(StateError) as caught:
                refused()
            assert caught.value.code == "engine.disk.full"
        monkeypatch.undo()
        assert put(store, 3).batch == 2
        assert values(store) == [1.0, 3.0]
    with opened(tmp_path) as store:
        assert store.recovered_bytes == 0
        assert values(store) == [1.0, 3.0]


def test_append__a_failing_disk_stops_the_writer(tmp_path, monkeypatch):
    def broken(_descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with opened(tmp_path) as store:
        put(store, 1)
        with monkeypatch.context() as failing:
            failing.setattr(os, "fdatasync", broken)
            with pytest.raises(Fatal) as caught:
                put(store, 2)
        assert caught.value.code == "engine.disk.failed"
        with pytest.raises(StateError) as closed:
            put(store, 2)
        assert closed.value.code == "engine.writer.closed"
    with opened(tmp_path) as store:
        assert values(store) == [1.0]
