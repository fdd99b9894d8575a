"""Append, compact, read back: what was acknowledged is there, once, bit for bit, with its history."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.engine_park import START, Clock, small_network, times

from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.interval import Interval
from ecopark.core.observations import OBSERVATIONS, READINGS, readings_table
from ecopark.core.scope import PUBLIC, Scope, system_scope
from ecopark.core.terms import MissingReason, Role
from ecopark.engine.store import Store, open_snapshot

ALL = system_scope("test")
FIRM_A = Scope(Role.FIRM, "an", frozenset({"a"}))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data", clock=Clock(), network=small_network()) as opened:
        yield opened


def put(store, values, *, name="a.0", start=START, **more):
    return store.append(readings_table(name, times(len(values), start=start), values), source="test", **more)


def read(store, name="a.0", **more):
    return store.snapshot().observations(ALL, [name], **more).column("value").to_pylist()


def test_append__numbers_batches_and_times_them_in_order(store):
    first, second = put(store, [1.0]), put(store, [2.0], start=START + timedelta(days=1))
    assert (first.batch, second.batch, first.rows, first.repeated) == (1, 2, 1, False)
    assert first.recorded_time < second.recorded_time


def test_append__same_key_is_stored_once_also_after_compaction_and_restart(tmp_path):
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        first = put(store, [1.0, 2.0], idempotency_key="k")
        again = put(store, [1.0, 2.0], idempotency_key="k")
        assert (again.batch, again.rows, again.recorded_time, again.repeated) == (1, 2, first.recorded_time, True)
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        assert put(store, [1.0, 2.0], idempotency_key="k").repeated
        store.compact()
        assert put(store, [1.0, 2.0], idempotency_key="k").repeated
        assert not put(store, [3.0], idempotency_key="other", start=START + timedelta(days=3)).repeated
    with Store.open(tmp_path, clock=Clock(), network=small_network()) as store:
        again = put(store, [1.0, 2.0], idempotency_key="k")
        assert (again.batch, again.rows, again.recorded_time, again.repeated) == (1, 2, first.recorded_time, True)
        store.compact()
        assert read(store) == [1.0, 2.0, 3.0]


def test_compact__gives_back_the_agreed_table(store):
    known = [START + timedelta(days=40)] * 3
    table = readings_table("a.0", times(3), [1.5, None, float("nan")], status=[0, 1, 2], result_time=known)
    receipt = store.append(table, source="sheet", raw_sha256="ab")
    report = store.compact()
    got = store.snapshot().observations(ALL, ["a.0"])
    assert got.schema == OBSERVATIONS
    assert got.column("value").to_pylist() == [1.5, None, None]
    assert got.column("reason").to_pylist() == [0, MissingReason.NOT_MEASURED, MissingReason.NOT_A_NUMBER]
    assert got.column("status").to_pylist() == [0, 1, 2]
    assert got.column("result_time").to_pylist() == [known[0].replace(tzinfo=None)] * 3
    assert got.column("recorded_time").to_pylist() == [receipt.recorded_time.replace(tzinfo=None)] * 3
    assert got.column("batch").to_pylist() == [1, 1, 1]
    assert (report.rows, report.duplicates, report.restated, report.late) == (3, 0, 0, 0)


def test_compact__drops_and_counts_exact_duplicates(store):
    put(store, [1.0, 2.0, 2.0])
    put(store, [1.0, 2.0, 2.0, 4.0])
    first = store.compact()
    put(store, [1.0, 2.0])
    second = store.compact()
    assert (first.rows, first.duplicates) == (4, 3)
    assert (second.rows, second.duplicates) == (0, 2)
    assert read(store) == [1.0, 2.0, 2.0, 4.0]
    ledger = store.snapshot().batches(ALL)
    assert ledger.column("duplicates").to_pylist() == [0, 3, 2]
    assert ledger.column("kept").to_pylist() == [3, 1, 0]


def test_compact__other_content_becomes_the_next_revision_and_the_older_stays_known(store):
    put(store, [1.0, 2.0])
    before = store._clock.now
    store.compact()
    put(store, [1.0, 20.0])
    report = store.compact()
    later = put(store, [1.0, None])
    store.compact()
    assert report.restated == 1
    assert report.duplicates == 1
    assert read(store) == [1.0, None]
    assert read(store, known_at=before) == [1.0, 2.0]
    assert read(store, known_at=later.recorded_time - timedelta(microseconds=1)) == [1.0, 20.0]
    assert read(store, known_at=datetime(2020, 1, 1, tzinfo=UTC)) == []
    assert store.snapshot().observations(ALL, ["a.0"]).column("revision").to_pylist() == [0, 2]


def test_compact__a_value_that_returns_is_a_revision(store):
    for value in (5.0, 6.0, 5.0):
        put(store, [value])
    assert store.compact().restated == 2
    assert read(store) == [5.0]
    assert store.snapshot().observations(ALL, ["a.0"]).column("revision").to_pylist() == [2]


def test_compact__late_readings_are_counted_and_find_their_month(store):
    put(store, [1.0], start=START + timedelta(days=200))
    store.compact()
    put(store, [2.0, 3.0], start=START)
    put(store, [4.0], start=START + timedelta(days=300))
    put(store, [5.0], start=START + timedelta(days=250))
    report = store.compact()
    assert report.late == 3
    assert report.ledger.column("late").to_pylist() == [2, 0, 1]
    assert read(store) == [2.0, 3.0, 1.0, 5.0, 4.0]


def test_observations__interval_is_half_open(store):
    put(store, [1.0, 2.0, 3.0])
    store.compact()
    cut = Interval(START, START + timedelta(minutes=30))
    assert read(store, interval=cut) == [1.0, 2.0]


def test_snapshot__does_not_change_when_the_store_does(store):
    put(store, [1.0])
    store.compact()
    old = store.snapshot()
    put(store, [9.0])
    put(store, [2.0], start=START + timedelta(days=1))
    store.compact()
    assert old.observations(ALL, ["a.0"]).column("value").to_pylist() == [1.0]
    assert read(store) == [9.0, 2.0]
    assert store.snapshot() is store.snapshot()


def test_latest__last_of_each_datastream_also_when_late_or_restated(store):
    put(store, [1.0, 2.0])
    put(store, [7.0], name="b.0")
    store.compact()
    put(store, [0.5], start=START - timedelta(days=90))
    put(store, [3.0], start=START + timedelta(minutes=15))
    store.compact()
    got = store.snapshot().latest(ALL)
    assert got.schema == OBSERVATIONS
    assert dict(zip(got.column("datastream").to_pylist(), got.column("value").to_pylist(), strict=True)) == {
        "a.0": 3.0,
        "b.0": 7.0,
    }


def test_scope__named_and_invisible_is_refused_and_none_means_what_is_visible(store):
    for name in ("a.0", "b.0", "park.0", "open.0"):
        put(store, [1.0], name=name)
    store.compact()
    snapshot = store.snapshot()
    assert snapshot.latest(FIRM_A).column("datastream").to_pylist() == ["a.0", "open.0"]
    assert snapshot.latest(PUBLIC).column("datastream").to_pylist() == ["open.0"]
    for scope, name in ((FIRM_A, "b.0"), (FIRM_A, "park.0"), (PUBLIC, "a.0"), (ALL, "no.such")):
        with pytest.raises(NotAllowed):
            snapshot.observations(scope, [name])
    with pytest.raises(NotAllowed):
        snapshot.batches(FIRM_A)


def test_append__refuses_what_is_not_a_readings_table(store):
    good = readings_table("a.0", times(1), [1.0])
    with_nan = good.set_column(2, READINGS.field("value"), pa.array([math.nan]))
    without_value = good.set_column(2, READINGS.field("value"), pa.array([None], pa.float64()))
    cases = [
        (good.drop_columns(["value"]), "engine.readings.wrong_schema"),
        (with_nan, "engine.readings.not_a_number"),
        (without_value, "engine.readings.reason_mismatch"),
        (readings_table("no.such", times(1), [1.0]), "engine.readings.unknown_datastream"),
        (good.slice(0, 0), "engine.readings.empty"),
    ]
    for table, code in cases:
        with pytest.raises(InputError) as caught:
            store.append(table, source="test")
        assert caught.value.code == code
    assert put(store, [1.0]).batch == 1


def test_open__second_writer_is_refused_and_readers_are_not(store, tmp_path):
    put(store, [1.0])
    store.compact()
    with pytest.raises(StateError) as caught:
        Store.open(tmp_path / "data", clock=Clock(), network=small_network())
    assert caught.value.code == "engine.writer.locked"
    reader = open_snapshot(tmp_path / "data", network=small_network())
    assert reader.observations(ALL, ["a.0"]).column("value").to_pylist() == [1.0]


def test_append__after_close_is_refused(tmp_path):
    store = Store.open(tmp_path, clock=Clock(), network=small_network())
    store.close()
    with pytest.raises(StateError) as caught:
        put(store, [1.0])
    assert caught.value.code == "engine.writer.closed"


def test_lake__no_nan_in_any_parquet_file_and_values_come_back_bit_for_bit(store, tmp_path):
    values = [0.1, -0.0, 0.0, 1e300, 5e-324, 123456.789, 1 / 3, None, -12.5, float("inf"), 2.0**60]
    put(store, values)
    store.compact()
    files = list((tmp_path / "data" / "lake").rglob("*.parquet"))
    assert files
    for path in files:
        for column in pq.read_table(path).columns:
            if pa.types.is_floating(column.type):
                assert not any(v is not None and not math.isfinite(v) for v in column.to_pylist())
    stored = [None if v is None or math.isinf(v) else struct.pack(">d", v) for v in values]
    assert [None if v is None else struct.pack(">d", v) for v in read(store)] == stored
