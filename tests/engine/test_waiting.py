"""Readings that are acknowledged and not yet in the lake are read as they will be once they are."""

from __future__ import annotations

import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.engine_park import START, Clock, small_network
from tests.engine.test_store_laws import BATCH, NETWORK, SLOW, table_of

from ecopark.core.errors import NotAllowed
from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, readings_table
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.store import Store

ALL = system_scope("test")


@SLOW
@given(batches=st.lists(BATCH, min_size=1, max_size=5), compacted=st.integers(0, 4), weeks=st.integers(1, 13))
def test_observations_now__as_after_compaction(batches, compacted, weeks):
    interval = Interval(START + timedelta(weeks=1), START + timedelta(weeks=1 + weeks))
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), clock=Clock(), network=NETWORK) as store:
        for i, batch in enumerate(batches):
            store.append(table_of(batch), source="law")
            if i == compacted:
                store.compact()
        before = [store.observations_now(ALL, None), store.observations_now(ALL, ["a.0", "b.0"], interval)]
        assert before[0].schema == OBSERVATIONS
        extent = store.extent_now(ALL, None)
        store.compact()
        snapshot = store.snapshot()
        assert before[0].equals(snapshot.observations(ALL, None))
        assert extent.equals(snapshot.extent(ALL))
        assert before[1].equals(snapshot.observations(ALL, ["a.0", "b.0"], interval))


def test_observations_now__cut_by_scope(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        for name in ("a.0", "b.0", "park.0", "open.0"):
            store.append(readings_table(name, [START], [1.0]), source="test")
        firm = Scope(Role.FIRM, "b", frozenset({"b"}))
        assert store.observations_now(firm, None).column("datastream").to_pylist() == ["b.0", "open.0"]
        with pytest.raises(NotAllowed):
            store.observations_now(firm, ["a.0"])


def test_observations_now__while_it_is_compacted(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        done = threading.Event()

        def compact() -> None:
            while not done.is_set():
                store.compact()

        worker = threading.Thread(target=compact)
        worker.start()
        try:
            for i in range(60):
                store.append(readings_table("a.0", [START, START + timedelta(hours=i + 1)], [float(i), 1.0]), source="test")
                seen = store.observations_now(ALL, ["a.0"]).to_pylist()
                assert len(seen) == i + 2
                assert (seen[0]["value"], seen[0]["revision"]) == (float(i), i)
        finally:
            done.set()
            worker.join()
