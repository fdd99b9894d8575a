"""What verification reads of the store: task by task the rows that were published, and flows run again."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pyarrow as pa
import pytest
from tests.engine.engine_flows import SUMS, firm_flow, month_flow, sum_month
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.errors import NotAllowed
from ecopark.core.flows import Task
from ecopark.core.observations import readings_table
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.engine.embedded.derived import MAX_FILES
from ecopark.engine.store import Store
from ecopark.trust.log.content import content_hash

ALL = system_scope("test")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        for day in range(MAX_FILES + 3):
            for name in ("a.0", "b.0"):
                moments = times(2, start=START + timedelta(days=9 * day))
                opened.append(readings_table(name, moments, [float(day), 2.0]), source="test")
            opened.compact()
            opened.run_flows([month_flow(), firm_flow()])
        yield opened


def test_task_tables__stored_rows_have_the_published_content_after_merges(store):
    audit = store.audit()
    said = {(r.table, r.task, r.version): r.content for r in audit.current(ALL)}
    found = {}
    for table in audit.tables(ALL):
        for stored in audit.task_tables(ALL, table):
            found[table, stored.run.task, stored.run.version] = content_hash(stored.rows)
    assert found == said
    assert len({table for table, _, _ in found}) > 1


WIDER = replace(SUMS, schema=SUMS.schema.append(pa.field("note", pa.string())))


def sum_month_with_note(task, inputs):
    made = sum_month(task, inputs)["sums"]
    return {"sums": made.append_column(WIDER.schema.field("note"), pa.nulls(len(made), pa.string()))}


def test_tables__of_an_earlier_version_lack_a_column_that_came_later(store):
    store.run_flows([replace(month_flow("2", run=sum_month_with_note), outputs=(WIDER,)), firm_flow()])
    audit = store.audit()
    said = {(r.task, r.version): r.content for r in audit.current(ALL) if r.table == "sums"}
    assert {(t.run.task, t.run.version): content_hash(t.rows) for t in audit.task_tables(ALL, "sums")} == said
    assert "note" in store.snapshot().derived(ALL, "sums").column_names


def test_recompute__gives_the_published_content_and_publishes_nothing(store):
    version = store.snapshot().version
    made = list(store.audit().recompute(ALL, [firm_flow(), month_flow()]))
    assert {(m.table, m.task): m.now for m in made} == {(r.table, r.task): r.content for r in store.audit().current(ALL)}
    assert all(m.now == m.published for m in made)
    assert store.snapshot().version == version


def test_recompute__tells_a_false_publication_and_what_is_not_current(store):
    store.run_flows([month_flow(version="other")])
    store.run_flows([month_flow(run=partial(sum_month, factor=2.0))])  # says that it is version 1
    made = list(store.audit().recompute(ALL, [month_flow()]))
    with_rows = {r.task for r in store.audit().current(ALL) if r.table == "sums" and r.rows}
    assert with_rows
    assert {m.task for m in made if m.now != m.published} == with_rows
    assert all(isinstance(m, Task) for m in store.audit().recompute(ALL, [replace(month_flow(), version="3")]))


def test_audit__is_for_those_who_see_all(store):
    firm = Scope(Role.FIRM, "an", frozenset({"a"}))
    audit = store.audit()
    for ask in (
        lambda: audit.manifests(firm),
        lambda: audit.current(firm),
        lambda: audit.tables(firm),
        lambda: list(audit.task_tables(firm, "sums")),
        lambda: list(audit.recompute(firm, [month_flow()])),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_batch_observations__a_range_is_the_batches_one_after_another(store):
    snapshot = store.snapshot()
    whole = snapshot.batch_observations(ALL, 2, 9)
    parts = [snapshot.batch_observations(ALL, batch) for batch in range(2, 10)]
    assert whole.to_pylist() == [row for part in parts for row in part.to_pylist()]
