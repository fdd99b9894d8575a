"""One suite for every runner: the same flows over the same readings give the same rows, the same files.

In this process, in two worker processes, on a Dask cluster of two workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.engine.engine_flows import failing, firm_flow, month_flow
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.flows import Flow
from ecopark.core.network import Datastream
from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.core.terms import DatastreamKind
from ecopark.engine.cluster.dask_runner import dask_pool
from ecopark.engine.cluster.dask_settings import DaskSettings
from ecopark.engine.embedded.flow_tasks import process_runner
from ecopark.engine.store import Store
from ecopark.serve.bootstrap import opened
from ecopark.serve.sample import assemble
from ecopark.serve.workers.evidence_path import flows_of

ALL = system_scope("test")
RUNNERS = ["in-process", "two-processes", "dask"]
ON_THE_CLUSTER = [pytest.mark.cluster, pytest.mark.xdist_group("dask")]
EVERY_RUNNER = [*RUNNERS[:2], pytest.param("dask", marks=ON_THE_CLUSTER)]
DAYS = (datetime(2025, 11, 21, tzinfo=UTC), datetime(2025, 12, 11, tzinfo=UTC))  # over the end of a month
LATE = "steel.main.active_energy"
RESTATED = "outfall.cod"


@contextmanager
def runner_named(name: str, request: pytest.FixtureRequest) -> Iterator:
    if name == "dask":
        with dask_pool(request.getfixturevalue("dask_cluster").settings) as pool:
            yield pool
    else:
        with process_runner(1 if name == "in-process" else 2) as runner:
            yield runner


@dataclass
class Published:
    """What a run published: rows by table, files by their hashes, the runs but for their moment."""

    executed: dict[str, int]
    planned: dict[str, int]
    tables: dict
    files: dict[str, list[str]]
    runs: list


def published(store: Store, flows: list[Flow], runner) -> Published:
    reports = {r.flow: r for r in store.run_flows(flows, runner=runner)}
    view = store._snapshot_view()
    return Published(
        {name: r.executed for name, r in reports.items()},
        {name: r.planned for name, r in reports.items()},
        {name: store.snapshot().derived(ALL, name) for name in sorted(view.manifest.tables)},
        {table: [f.sha256 for f in files] for table, files in view.manifest.derived.items() if table != "_runs"},
        sorted((r.flow, r.task, r.version, r.flow_version, r.marker, r.rows, r.contents) for r in view.runs.values()),
    )


def values_of(stream: Datastream, count: int) -> list[float | None]:
    """Seeded values about the middle of what is plausible, with faults: missing, stuck, a spike, one out of range."""
    random = np.random.default_rng(sum(stream.id.encode()))
    low, high = stream.plausible_min or 0.0, stream.plausible_max or 100.0
    values = low + (high - low) * (0.4 + 0.2 * np.sin(np.arange(count) / 15) + 0.02 * random.standard_normal(count))
    if stream.kind is DatastreamKind.TOTAL_INCREASING:
        return [float(v) for v in np.round(np.cumsum(np.abs(random.standard_normal(count))), 2)]
    if count > 100:
        values[40:60] = values[40]
        values[70] = high * 1.3
        values[80] = values[79] + (high - low) * 0.4
    listed: list[float | None] = [float(v) for v in np.round(values, 3)]
    if count > 100:
        listed[90:94] = [None] * 4
    return listed


def readings_of(stream: Datastream):
    step = timedelta(seconds=max(stream.step_s or 3600, 300))
    moments = [DAYS[0] + step * i for i in range((DAYS[1] - DAYS[0]) // step)]
    return moments, values_of(stream, len(moments))


def story(name: str, folder: Path, request: pytest.FixtureRequest) -> tuple[Published, Published, Published]:
    """The sample's real flows: once, again after late and restated readings, and again with nothing new."""
    assemble.write_sample_park(folder)
    with opened(folder, metered=False) as park, runner_named(name, request) as runner:
        flows = list(flows_of(park))
        carbon = ["loads", "inventory", "scope2_hours", "scope2"]
        accounts = ["resources", *carbon, "energy_costs", "limits"]
        trust = ["inspection_findings", "falsification", "falsification_meters"]
        assert [f.name for f in flows] == ["quality", "quantities", "balances", *accounts, *trust]
        later = []
        for stream in park.network.datastreams.values():
            moments, values = readings_of(stream)
            if stream.id == LATE:
                later.append(readings_table(stream.id, moments[500:900], values[500:900]))
                moments, values = moments[:500] + moments[900:], values[:500] + values[900:]
            if stream.id == RESTATED:
                later.append(readings_table(stream.id, moments[-50:], [(v or 0.0) + 5 for v in values[-50:]]))
            park.store.append(readings_table(stream.id, moments, values), source="test")
        park.store.compact()
        first = published(park.store, flows, runner)
        for readings in later:
            park.store.append(readings, source="late")
        report = park.store.compact()
        assert (report.late, report.restated) == (400, 50)
        return first, published(park.store, flows, runner), published(park.store, flows, runner)


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    """The story of a runner, told once."""
    base, told = tmp_path_factory.mktemp("stories"), {}

    def of(name, request):
        if name not in told:
            told[name] = story(name, base / name, request)
        return told[name]

    return of


@pytest.mark.parametrize("name", EVERY_RUNNER[1:])
def test_runners__real_flows_publish_the_same_rows_and_the_same_files(name, stories, request):
    native = stories("in-process", request)
    empty = {name for name, table in native[0].tables.items() if not len(table)}
    assert empty <= {n for n in native[0].tables if n.endswith("_findings")}  # nothing is wrong in these readings, perhaps
    for step, (wanted, got) in enumerate(zip(native, stories(name, request), strict=True)):
        for table, rows in wanted.tables.items():
            assert got.tables[table].equals(rows), f"{table} in step {step}"
        assert got.runs == wanted.runs
        assert got.files == wanted.files


@pytest.mark.parametrize("name", EVERY_RUNNER)
def test_runners__late_and_restated_readings_recompute_only_what_changed(name, stories, request):
    first, second, third = stories(name, request)
    assert first.executed == first.planned
    assert 0 < second.executed["quality"] < first.executed["quality"] / 4
    assert 0 < second.executed["limits"] < second.planned["limits"]
    assert second.tables["quantities"] != first.tables["quantities"]
    assert second.tables["averages"] != first.tables["averages"]
    assert set(third.executed.values()) == {0}
    assert third.files == second.files


def filled(folder) -> Store:
    store = Store.open(folder, clock=Clock(), network=small_network())
    for i, name in enumerate(small_network().datastreams):
        values = [(n * 7 + i) % 11 / 10 for n in range(400)]
        store.append(
            readings_table(name, times(400, start=START + timedelta(days=10), step_s=14_400), values), source="test"
        )
    store.compact()
    return store


def test_run_flows__a_number_of_processes_is_enough(tmp_path):
    told = {}
    for processes in (1, 2):
        with filled(tmp_path / str(processes)) as store:
            heard = []
            store.run_flows([month_flow(), firm_flow()], processes=processes, on_published=heard.extend)
            told[processes] = [(r.table, r.task, r.content, r.rows) for r in heard]
    assert len(told[1]) > 20
    assert told[1] == told[2]


@pytest.mark.parametrize("name", EVERY_RUNNER)
def test_runners__an_error_in_a_task_arrives_with_its_name_and_changes_nothing(name, tmp_path, request):
    with filled(tmp_path) as store, runner_named(name, request) as runner:
        store.run_flows([month_flow()], runner=runner)
        before = store.snapshot()
        with pytest.raises(Exception, match="month") as caught:
            store.run_flows([month_flow(version="2", run=failing)], runner=runner)
        assert getattr(caught.value, "code", "") == "engine.flow.failed"
        assert caught.value.params["task"].startswith("a.0|2025-")
        assert caught.value.params["reason"] == "ZeroDivisionError: by purpose"
        assert store.snapshot() is before
        assert store.run_flows([month_flow()], runner=runner)[0].executed == 0


def test_dask_pool__nothing_to_do_needs_no_cluster(tmp_path):
    with filled(tmp_path) as store, dask_pool(DaskSettings("tcp://127.0.0.1:1")) as pool:
        store.run_flows([month_flow()])
        assert store.run_flows([month_flow()], runner=pool)[0].skipped > 0
