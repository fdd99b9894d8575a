"""One suite for every runner: the same flows over the same readings give the same rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.engine.engine_flows import failing, firm_flow, month_flow
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.store import Store

ALL = system_scope("test")


def filled(folder) -> Store:
    store = Store.open(folder, clock=Clock(), network=small_network())
    for i, name in enumerate(small_network().datastreams):
        values = [(n * 7 + i) % 11 / 10 for n in range(400)]
        store.append(
            readings_table(name, times(400, start=START + timedelta(days=10), step_s=14_400), values), source="test"
        )
    store.compact()
    return store


def test_runners__in_process_and_worker_processes_give_identical_tables_and_hashes(tmp_path):
    told = {}
    tables = {}
    for processes in (1, 2):
        with filled(tmp_path / str(processes)) as store:
            heard = []
            store.run_flows([month_flow(), firm_flow()], processes=processes, on_published=heard.extend)
            told[processes] = [(r.table, r.task, r.content, r.rows) for r in heard]
            tables[processes] = [store.snapshot().derived(ALL, t) for t in ("sums", "firm_sums")]
    assert len(told[1]) > 20
    assert told[1] == told[2]
    assert all(len(t) for t in tables[1])
    assert tables[1] == tables[2]


@pytest.mark.parametrize("processes", [1, 2])
def test_runners__an_error_in_a_task_arrives_with_its_code(tmp_path, processes):
    with filled(tmp_path) as store, pytest.raises(Exception, match="month") as caught:
        store.run_flows([month_flow(run=failing)], processes=processes)
    assert getattr(caught.value, "code", "") == "engine.flow.failed"
