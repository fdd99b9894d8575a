"""Faults of a Dask cluster x moment x what must hold: results as without the fault, or a clear error and nothing changed."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.dask_cluster import DaskCluster, wait_until
from tests.engine.engine_park import START, Clock, small_network, times
from tests.faults.dask_flows import MIDDLE, at_work, deadly, flow, waiting

from ecopark.core.errors import StateError
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.cluster import dask_runner
from ecopark.engine.cluster.dask_jobs import STAGING, unstage
from ecopark.engine.cluster.dask_runner import dask_pool
from ecopark.engine.embedded import flow_tasks
from ecopark.engine.store import Store

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("dask")]
ALL = system_scope("test")


@pytest.fixture(autouse=True)
def small_jobs(monkeypatch):
    """Jobs of four tasks, so that a fault hits one of several."""
    monkeypatch.setattr(flow_tasks, "TASKS_PER_JOB", 4)


@contextmanager
def filled(folder: Path):
    with Store.open(folder / "data", clock=Clock(), network=small_network()) as store:
        for i, name in enumerate(small_network().datastreams):
            values = [(n * 7 + i) % 11 / 10 for n in range(300)]
            store.append(readings_table(name, times(300, start=START, step_s=28_800), values), source="test")
        store.compact()
        yield store


def runs_of(store):
    return sorted((r.flow, r.task, r.version, r.marker, r.rows, r.contents) for r in store._snapshot_view().runs.values())


def files_of(store):
    return [f.sha256 for f in store._snapshot_view().manifest.derived["sums"]]


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    """Files and runs without any fault, in one process."""
    folder = tmp_path_factory.mktemp("native")
    (folder / "go").touch()
    with filled(folder) as store:
        store.run_flows([flow(waiting, folder)])
        return files_of(store), runs_of(store)


class Running:
    """A run of flows in a thread of its own."""

    def __init__(self, store, flows, runner) -> None:
        self.reports, self.error = None, None
        self._thread = threading.Thread(target=self._run, args=(store, flows, runner))
        self._thread.start()

    def _run(self, store, flows, runner) -> None:
        try:
            self.reports = store.run_flows(flows, runner=runner)
        except Exception as error:
            self.error = error

    def ended(self):
        self._thread.join(90)
        assert not self._thread.is_alive()
        return self


def same_as(native, store):
    """Files have the same bytes; runs differ only in the marker and content of nothing."""
    assert (files_of(store), runs_of(store)) == native


@pytest.mark.parametrize("how", ["worker", "worker and its nanny"])
def test_kill_9_of_a_worker__in_the_middle_of_a_task(tmp_path, dask_cluster: DaskCluster, native, how):
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool:
        running = Running(store, [flow(waiting, tmp_path)], pool)
        wait_until(lambda: at_work(tmp_path), "the task in the middle")
        (first,) = at_work(tmp_path)
        node = dask_cluster.node_of(first)
        if how == "worker":
            os.kill(first, signal.SIGKILL)
        else:
            dask_cluster.kill_worker(node)
        wait_until(lambda: len(at_work(tmp_path)) == 2, "the task on another worker")
        (tmp_path / "go").touch()
        running.ended()
        assert running.error is None
        assert running.reports[0].executed == running.reports[0].planned
        same_as(native, store)
    if how != "worker":
        dask_cluster.start_workers(1)


def test_a_worker_that_hangs__is_given_up_and_its_task_done_elsewhere(tmp_path, dask_cluster: DaskCluster, native):
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool:
        running = Running(store, [flow(waiting, tmp_path)], pool)
        wait_until(lambda: at_work(tmp_path), "the task in the middle")
        (first,) = at_work(tmp_path)
        os.kill(first, signal.SIGSTOP)
        wait_until(lambda: len(at_work(tmp_path)) == 2, "the task on another worker")
        (tmp_path / "go").touch()
        running.ended()
        assert running.error is None
        same_as(native, store)


def test_a_task_that_kills_its_worker_each_time__is_named_and_earlier_results_stay(
    tmp_path, dask_cluster: DaskCluster, native
):
    (tmp_path / "go").touch()
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool:
        store.run_flows([flow(waiting, tmp_path)], runner=pool)
        before = store.snapshot()
        with pytest.raises(StateError) as caught:
            store.run_flows([flow(deadly, tmp_path, version="2")], runner=pool)
        assert (caught.value.code, caught.value.params["task"]) == ("engine.dask.task_kills_workers", MIDDLE)
        assert len(at_work(tmp_path)) >= 3
        assert store.snapshot() is before
        same_as(native, store)
        assert store.run_flows([flow(waiting, tmp_path)], runner=pool)[0].executed == 0


def test_kill_9_of_the_scheduler__is_a_clear_error_and_a_later_run_completes(tmp_path, dask_cluster: DaskCluster, native):
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool:
        version = store.snapshot().version
        running = Running(store, [flow(waiting, tmp_path)], pool)
        wait_until(lambda: at_work(tmp_path), "the task in the middle")
        dask_cluster.scheduler.kill()
        running.ended()
        assert getattr(running.error, "code", "") == "engine.dask.scheduler_lost"
        assert store.snapshot().version == version
        assert "sums" not in store._snapshot_view().manifest.tables
        assert not (store.folder / "lake" / STAGING).exists()
        with pytest.raises(StateError, match="cannot be reached"), _impatient(dask_cluster) as hasty:
            store.run_flows([flow(waiting, tmp_path)], runner=hasty)
        (tmp_path / "go").touch()
        dask_cluster.restart_scheduler()
        assert store.run_flows([flow(waiting, tmp_path)], runner=pool)[0].executed > 0
        same_as(native, store)


def _impatient(cluster: DaskCluster):
    return dask_pool(replace(cluster.settings, connect_s=0.5))


def test_large_outputs__travel_beside_the_lake_and_nothing_is_left(tmp_path, dask_cluster: DaskCluster, native, monkeypatch):
    (tmp_path / "go").touch()
    staged = []
    monkeypatch.setattr(dask_runner, "STAGE_FROM_BYTES", 1)
    monkeypatch.setattr(dask_runner, "unstage", lambda one: staged.append(one) or unstage(one))
    with filled(tmp_path) as store, dask_pool(dask_cluster.settings) as pool:
        store.run_flows([flow(waiting, tmp_path)], runner=pool)
        same_as(native, store)
        assert len(staged) > 3
        assert all(Path(one.path).parent == (store.folder / "lake" / STAGING) for one in staged)
        assert not (store.folder / "lake" / STAGING).exists()
