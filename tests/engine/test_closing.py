"""A month that is over becomes one file; what it says, at any moment of the past, stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.engine.engine_flows import month_flow
from tests.engine.engine_park import Clock, small_network, times

from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.embedded import closing, compaction
from ecopark.engine.store import Store, open_snapshot

ALL = system_scope("test")
JANUARY, FEBRUARY = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)
NAMES = ["a.0", "a.1", "b.0"]


@pytest.fixture(autouse=True)
def every_file_stays(monkeypatch):
    """Small files are not merged with what comes, so that a few rows make a month of several files."""
    monkeypatch.setattr(compaction, "SMALL_FILE_ROWS", 0)
    monkeypatch.setattr(closing, "BLOCK_ROWS", 500)  # several blocks


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        yield opened


def add(store: Store, start: datetime, count: int, value: float, names=NAMES) -> None:
    for i, name in enumerate(names):
        values = [value + i + n % 7 / 8 for n in range(count)]
        values[3] = None
        store.append(readings_table(name, times(count, start=start), values), source="test")
    store.compact()


def january(store: Store) -> None:
    """Three files; in the second, rows of the second are restated."""
    add(store, JANUARY, 400, 1.0)
    add(store, JANUARY + timedelta(days=10), 300, 2.0)
    add(store, JANUARY + timedelta(days=10), 20, 30.0, ["a.1"])
    add(store, JANUARY + timedelta(days=20), 200, 4.0)


def files(store: Store, month: str) -> list[int]:
    return [f.rows for f in store._snapshot_view().manifest.readings[month]]


def said(store: Store):
    view = store._snapshot_view()
    known = [datetime.fromtimestamp(int(us) / 1e6, UTC) for us in view.batch_times.of_batches(np.array([3, 6, 7, 9]))]
    now = store.snapshot().observations(ALL, NAMES)
    return [now, *(store.snapshot().observations(ALL, NAMES, known_at=m) for m in known), view.all_revisions(1, 99)]


def test_compact__closes_the_month_before_with_the_same_content(store, tmp_path):
    january(store)
    assert len(files(store, "2025-01")) == 3
    before = said(store)
    assert [len(t) for t in before[:2]] != [0, 0]
    store.run_flows([month_flow()])
    add(store, FEBRUARY, 10, 9.0, ["b.0"])
    after = said(store)
    assert files(store, "2025-01") == [len(NAMES) * (400 + 300 + 200) + 19]  # of the 20 one says again what was known
    start = FEBRUARY.replace(tzinfo=None)
    for one, other in zip(before, after, strict=True):
        assert other.filter([t < start for t in other.column("phenomenon_time").to_pylist()]).equals(one)
    report = store.run_flows([month_flow()])[0]
    assert 0 < report.executed <= len(small_network().datastreams)  # February alone is new
    assert open_snapshot(tmp_path / "data", network=small_network()).version == store.snapshot().version


def test_compact__the_month_of_now_stays_in_its_files_and_a_closed_one_is_left_alone(store):
    january(store)
    store.compact()
    assert len(files(store, "2025-01")) == 3
    add(store, FEBRUARY, 10, 9.0)
    assert len(files(store, "2025-01")) == 1
    version = store.snapshot().version
    store.compact()
    assert store.snapshot().version == version
    add(store, JANUARY + timedelta(days=28), 30, 5.0)  # late, and little
    assert len(files(store, "2025-01")) == 2
    store.compact()
    assert store.snapshot().version == version + 1


def test_compact__tells_the_log_of_the_new_file_and_what_it_replaces(store):
    january(store)
    heard = []
    store.compact(on_manifest=heard.append)
    heard.clear()
    old = {f.path for f in store._snapshot_view().manifest.readings["2025-01"]}
    store.append(readings_table("a.0", times(5, start=FEBRUARY), [1.0] * 5), source="test")
    store.compact(on_manifest=heard.append)
    assert [len(h.added) > 0 for h in heard] == [True, True]
    assert old <= set(heard[-1].removed)
    assert any(f.path.startswith("readings/2025-01/") for f in heard[-1].added)


def test_compact__a_bulk_import_is_not_slowed_by_closing(store, monkeypatch):
    january(store)
    monkeypatch.setattr("ecopark.engine.store.ROWS_PER_PASS", 20)
    add(store, FEBRUARY, 30, 9.0)
    assert len(files(store, "2025-01")) == 3
    store.compact()
    assert len(files(store, "2025-01")) == 1
