"""Flows: only what changed is computed, each version stays, nobody sees what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.engine.engine_flows import SUMS, failing, firm_flow, month_flow, plan_days, plan_months, row_outside, wrong_schema
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.interval import Interval
from ecopark.core.observations import readings_table
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.derived import MAX_FILES
from ecopark.engine.store import Store

ALL = system_scope("test")
FIRM_A = Scope(Role.FIRM, "an", frozenset({"a"}))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        for name in ("a.0", "a.1", "b.0"):
            for month in range(3):
                put(opened, name, [1.0, 2.0], START + timedelta(days=31 * month + 5))
        opened.compact()
        yield opened


def put(store, name, values, start):
    store.append(readings_table(name, times(len(values), start=start), values), source="test")


def totals(store, **more):
    rows = store.snapshot().derived(ALL, "sums", **more).to_pylist()
    return {(r["datastream"], r["start"].month): r["total"] for r in rows}


def test_run_flows__second_run_executes_nothing(store):
    (first,) = store.run_flows([month_flow()])
    (second,) = store.run_flows([month_flow()])
    assert first.executed == first.planned == 24
    assert (second.executed, second.skipped, second.version) == (0, 24, None)


def test_run_flows__only_tasks_whose_readings_changed_run_again(store):
    store.run_flows([month_flow(), firm_flow()])
    put(store, "a.1", [5.0], START + timedelta(days=31 + 5))
    store.compact()
    months, firms = store.run_flows([firm_flow(), month_flow()])
    assert (months.flow, firms.flow) == ("month", "firm")
    assert months.executed == 2  # the park's months of February and March both reach into the UTC month
    assert firms.executed == 1
    assert totals(store, interval=Interval.of_month(2025, 2)) == {("a.0", 1): 3.0, ("a.1", 1): 7.0, ("b.0", 1): 3.0}


def test_run_flows__duplicates_and_merged_files_change_no_task(store):
    store.run_flows([month_flow()])
    put(store, "a.0", [1.0, 2.0], START + timedelta(days=5))
    store.compact()
    assert store.run_flows([month_flow()])[0].executed == 0


def test_run_flows__a_day_that_is_added_runs_alone_though_files_are_merged(tmp_path):
    days = replace(month_flow(), plan=plan_days)
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        for day in range(4):
            put(opened, "a.0", [float(day)] * 24, START + timedelta(days=day))
            opened.compact()
            (report,) = opened.run_flows([days])
            new = 2 if day == 0 else 1  # START is no midnight of the park: its first day begins before
            assert report.executed <= new * len(opened.network.datastreams) + 1, "the days before are left alone"
        put(opened, "a.0", [9.0], START + timedelta(days=1, hours=1))
        opened.compact()
        (report,) = opened.run_flows([days])
        assert report.executed == 1, "a reading that is restated runs its own day"


def test_derived__earlier_versions_stay(store):
    store.run_flows([month_flow()])
    before = store.snapshot().version
    store.run_flows([month_flow("2", factor=10.0)])
    assert set(totals(store).values()) == {30.0}
    assert set(totals(store, version=before).values()) == {3.0}
    versions = store.snapshot().derived_versions("sums", ALL, "a.0|2025-01")
    assert [(v.flow_version, v.rows) for v in versions] == [("1", 1), ("2", 1)]
    assert versions[0].content != versions[1].content


def test_derived__many_runs_keep_few_files_and_all_versions(store):
    expected = {}
    for n in range(12):
        put(store, "a.0", [float(n)], START + timedelta(days=5))
        store.compact()
        store.run_flows([month_flow()])
        expected[store.snapshot().version] = n + 2.0
    files = store._manifest.derived["sums"]
    assert len(files) <= 10
    for version, total in expected.items():
        assert totals(store, version=version)["a.0", 12] == total  # January begins on 31 December in UTC
    assert len(totals(store)) == 9
    assert len(store.snapshot().derived(ALL, "sums")) == 9


def test_derived__days_that_are_added_are_merged_and_a_large_file_is_left_alone(tmp_path):
    days = replace(month_flow(), plan=plan_days)
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        put(opened, "a.0", [1.0] * 24 * 120, START)
        opened.compact()
        opened.run_flows([days])
        (large,) = opened._manifest.derived["sums"]
        for n in range(MAX_FILES + 3):
            put(opened, "a.0", [float(n)], START + timedelta(days=5))
            opened.compact()
            assert opened.run_flows([days])[0].executed == 1
        files = opened._manifest.derived["sums"]
        assert large in files
        assert len([f for f in files if not f.restated]) <= MAX_FILES
        assert len(opened.snapshot().derived(ALL, "sums")) == large.rows


def test_run_flows__tasks_no_longer_planned_leave_the_current_view(store):
    store.run_flows([month_flow()])
    before = store.snapshot().version

    def fewer(network, interval):
        return [t for t in plan_months(network, interval) if t.datastreams != ("a.0",)]

    (report,) = store.run_flows([month_flow(plan=fewer)])
    assert report.retired == 4 - 1
    assert {name for name, _ in totals(store)} == {"a.1", "b.0"}
    assert {name for name, _ in totals(store, version=before)} == {"a.0", "a.1", "b.0"}
    assert store.run_flows([month_flow(plan=fewer)])[0].version is None
    store.run_flows([month_flow()])
    assert {name for name, _ in totals(store)} == {"a.0", "a.1", "b.0"}


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (row_outside, "engine.flow.rows_outside"),
        (wrong_schema, "engine.flow.wrong_schema"),
        (failing, "engine.flow.failed"),
    ],
)
def test_run_flows__what_a_flow_may_not_do_is_named_and_nothing_is_published(store, run, code):
    store.run_flows([month_flow()])
    before = totals(store)
    with pytest.raises(StateError) as caught:
        store.run_flows([month_flow("2", run=run)])
    assert caught.value.code == code
    assert "month" in str(caught.value)
    assert "|2025-" in str(caught.value)
    assert totals(store) == before


def test_derived__scope_cuts_by_datastream_and_by_firm(store):
    store.run_flows([month_flow(), firm_flow()])
    snapshot = store.snapshot()
    assert set(snapshot.derived(FIRM_A, "sums").column("datastream").to_pylist()) == {"a.0", "a.1"}
    assert set(snapshot.derived(FIRM_A, "firm_sums").column("firm").to_pylist()) == {"a"}
    assert set(snapshot.derived(ALL, "firm_sums").column("firm").to_pylist()) == {"a", "b"}
    with pytest.raises(NotAllowed):
        snapshot.derived(FIRM_A, "sums", datastreams=["b.0"])
    assert {v.task.split(".")[0] for v in snapshot.derived_versions("sums", FIRM_A)} == {"a", "open"}


def test_derived__where_and_unknown_names(store):
    store.run_flows([month_flow()])
    snapshot = store.snapshot()
    assert len(snapshot.derived(ALL, "sums", only={"datastream": ["a.0", "b.0"], "rows": 2})) == 6
    assert len(snapshot.derived(ALL, "sums", only={"total": None})) == 0
    assert snapshot.derived(ALL, "sums").schema == SUMS.schema
    with pytest.raises(InputError):
        snapshot.derived(ALL, "sums", only={"no_such": 1})
    with pytest.raises(StateError) as caught:
        snapshot.derived(ALL, "no_such")
    assert caught.value.code == "engine.question.unknown_table"


def test_run_flows__published_versions_are_reported_until_the_listener_has_heard(store):
    def deaf(_reports):
        raise RuntimeError("listener died")

    with pytest.raises(RuntimeError):
        store.run_flows([month_flow()], on_published=deaf)
    heard = []
    store.run_flows([month_flow()], on_published=heard.extend)
    store.run_flows([month_flow()], on_published=heard.extend)
    assert len(heard) == 24
    assert {r.table for r in heard} == {"sums"}
    assert all(len(r.content) == 64 for r in heard)


def test_flags__empty_until_a_quality_flow_ran(store):
    assert len(store.snapshot().flags(ALL, ["a.0"])) == 0
    with pytest.raises(NotAllowed):
        store.snapshot().flags(FIRM_A, ["b.0"])


def test_run_flows__a_clockless_empty_store_has_no_tasks(tmp_path):
    with Store.open(tmp_path / "empty", clock=Clock(), network=small_network()) as empty:
        (report,) = empty.run_flows([month_flow()])
        assert (report.planned, report.version) == (0, None)
