"""What the evidence log hears of: at least once, remembered only when it is settled; and what a version lists."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.observations import readings_table
from ecopark.engine.embedded import manifest as manifests
from ecopark.engine.embedded.manifest import read_manifest, versions_on_disk
from ecopark.engine.store import Store


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def opened(folder):
    return Store.open(folder, clock=Clock(), network=small_network())


def put(store, value, at=0):
    store.append(readings_table("a.0", times(1, start=START + timedelta(minutes=at)), [value]), source="test")


def heard_by(store, settle=None):
    heard: list[tuple[str, int]] = []
    store.compact(
        on_batch=lambda report: heard.append(("batch", report.batch)),
        on_manifest=lambda report: heard.append(("manifest", report.version)),
        settle=settle,
    )
    return heard


def test_compact__settles_after_the_callbacks_and_before_it_remembers(folder):
    reported = folder / "lake" / "reported.json"
    order = []
    with opened(folder) as store:
        put(store, 1.0)
        store.compact(
            on_batch=lambda report: order.append(("told", report.batch)),
            settle=lambda: order.append(("settled", reported.exists())),
        )
    assert order == [("told", 1), ("settled", False)]
    assert reported.exists()


def test_compact__what_is_not_settled_is_told_again_even_after_a_crash(folder):
    def fails():
        raise OSError("the log is not durable")

    with opened(folder) as store:
        put(store, 1.0)
        with pytest.raises(OSError, match="not durable"):
            heard_by(store, fails)
        assert heard_by(store, lambda: None) == [("batch", 1), ("manifest", 1)]
        assert heard_by(store) == []
        put(store, 2.0, at=1)
        with pytest.raises(OSError, match="not durable"):
            heard_by(store, fails)
    with opened(folder) as store:  # as after a crash: only the file remembers
        assert heard_by(store) == [("batch", 2), ("manifest", 2)]


def test_compact__a_callback_that_raises_keeps_what_was_settled_before_it(folder):
    settled = []

    def second_fails(report):
        if report.batch == 2:
            raise ValueError("full")

    with opened(folder) as store:
        put(store, 1.0)
        put(store, 2.0, at=1)
        with pytest.raises(ValueError, match="full"):
            store.compact(on_batch=second_fails, settle=lambda: settled.append(True))
    assert settled == [True]
    with opened(folder) as store:
        assert heard_by(store) == [("batch", 2), ("manifest", 1)]


def test_manifest__lists_every_file_with_the_hash_of_its_bytes(folder):
    with opened(folder) as store:
        count = 30_000
        store.append(readings_table("a.0", times(count, step_s=60), [1.5] * count), source="test")
        store.compact()
        listed = {f.path: f for f in store._manifest.files()}
        on_disk = {p.relative_to(folder / "lake").as_posix(): p for p in (folder / "lake").rglob("*.parquet")}
        assert set(listed) == set(on_disk)
        assert any(path.endswith(".rollup.parquet") for path in listed)
        for path, entry in listed.items():
            content = on_disk[path].read_bytes()
            assert (entry.sha256, entry.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert read_manifest(folder / "lake", 1).files() == store._manifest.files()


def test_publish__reads_no_kept_manifest_again_and_removes_what_none_lists(folder, monkeypatch):
    monkeypatch.setattr(manifests.Retention.__init__, "__kwdefaults__", {"grace_s": -1.0})
    with opened(folder) as store:
        read: list[int] = []
        known = manifests.read_manifest
        monkeypatch.setattr(manifests, "read_manifest", lambda lake, version: read.append(version) or known(lake, version))
        for minute in range(3 * manifests.KEPT):
            put(store, float(minute), at=minute)
            store.compact()
        assert read == []
        lake = folder / "lake"
        kept = versions_on_disk(lake)
        assert len(kept) == manifests.KEPT
        listed = {f.path for version in kept for f in known(lake, version).files()}
        assert {p.relative_to(lake).as_posix() for p in lake.rglob("*.parquet")} == listed
