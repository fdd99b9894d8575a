"""Laws of the store: append-only, exactly once, order independence, values bit for bit."""

from __future__ import annotations

import struct
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.engine_park import START, Clock, small_network

from ecopark.core.observations import readings_table
from ecopark.core.scope import system_scope
from ecopark.engine.embedded.decimals import Decimals
from ecopark.engine.embedded.rows import NO_TIME, Rows, constant
from ecopark.engine.store import Store

ALL = system_scope("test")
NETWORK = small_network()
NAMES = ("a.0", "a.1", "b.0")
VALUES = st.one_of(st.none(), st.integers(-30, 30).map(lambda n: n / 10), st.sampled_from([-0.0, 0.1 + 0.2, 1e300]))
READING = st.tuples(st.sampled_from(NAMES), st.integers(0, 12), VALUES)  # times in weeks: some months
BATCH = st.lists(READING, min_size=1, max_size=12)
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bits(value: float | None) -> bytes | None:
    return None if value is None else struct.pack(">d", value)


def table_of(batch):
    moments = [START + timedelta(weeks=week) for _, week, _ in batch]
    return readings_table([name for name, _, _ in batch], moments, [value for _, _, value in batch])


def history(batches):
    """What the store must hold: per key the values in the order in which they came, repetitions left out."""
    kept: dict[tuple[str, int], list[bytes | None]] = {}
    for batch in batches:
        for name, week, value in batch:
            said = kept.setdefault((name, week), [])
            if not said or said[-1] != bits(value):
                said.append(bits(value))
    return kept


def stored(store):
    """All revisions by key, from the batches; and the current view."""
    found: dict[tuple[str, int], list[bytes | None]] = {}
    for number in store.snapshot().batches(ALL).column("batch").to_pylist():
        for row in store.snapshot().batch_observations(ALL, number).to_pylist():
            key = (row["datastream"], (row["phenomenon_time"] - START.replace(tzinfo=None)).days // 7)
            assert row["revision"] == len(found.setdefault(key, []))
            found[key].append(bits(row["value"]))
    current = {
        (r["datastream"], (r["phenomenon_time"] - START.replace(tzinfo=None)).days // 7): bits(r["value"])
        for r in store.snapshot().observations(ALL, None).to_pylist()
    }
    return found, current


@SLOW
@given(batches=st.lists(BATCH, min_size=1, max_size=5), compact_after=st.sets(st.integers(0, 4)))
def test_store__holds_every_revision_once_however_often_it_compacts(batches, compact_after):
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), clock=Clock(), network=NETWORK) as store:
        for i, batch in enumerate(batches):
            store.append(table_of(batch), source="law")
            if i in compact_after:
                store.compact()
        store.compact()
        found, current = stored(store)
        assert found == history(batches)
        assert current == {key: values[-1] for key, values in history(batches).items()}
        ledger = store.snapshot().batches(ALL).to_pylist()
        assert sum(row["kept"] for row in ledger) == sum(len(v) for v in found.values())
        assert [row["rows"] for row in ledger] == [len(batch) for batch in batches]
        latest = store.snapshot().latest(ALL).to_pylist()
        assert {row["datastream"]: bits(row["value"]) for row in latest} == {
            name: current[name, max(w for n, w in current if n == name)] for name, _ in current
        }


@SLOW
@given(batches=st.lists(BATCH, min_size=2, max_size=4), seed=st.randoms(use_true_random=False))
def test_store__current_view_does_not_depend_on_the_order_of_arrival_when_nothing_is_restated(batches, seed):
    said = {}
    unique = [[(n, w, said.setdefault((n, w), v)) for n, w, v in batch] for batch in batches]
    shuffled = [seed.sample(batch, len(batch)) for batch in seed.sample(unique, len(unique))]
    views = []
    for order in (unique, shuffled):
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), clock=Clock(), network=NETWORK) as store:
            for batch in order:
                store.append(table_of(batch), source="law")
                store.compact()
            views.append(stored(store)[1])
    assert views[0] == views[1]


def rows_of(values):
    count = len(values)
    array = np.array(values, np.float64)
    zeros = constant(0, count, np.int64)
    return Rows(
        ["x"],
        np.zeros(count, np.int32),
        np.arange(count),
        array,
        np.zeros(count, np.uint8),
        np.zeros(count, np.uint8),
        constant(NO_TIME, count, np.int64),
        zeros,
        constant(0, count, np.uint16),
        zeros,
    )


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60))
def test_decimals__any_double_comes_back_bit_for_bit(values):
    made = Decimals.of(rows_of(values))
    back = np.where(made.exact, made.mantissa / np.where(made.divisor > 0, made.divisor, 1.0), np.array(values))
    assert (made.exact | made.as_double).all()
    assert back.tobytes() == np.array(values).tobytes()


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), st.integers(0, 6))
def test_decimals__decimals_become_integers(mantissas, digits):
    values = [float(f"{m}e-{digits}") for m in mantissas]
    made = Decimals.of(rows_of(values))
    assert made.exact.all()
    assert (made.mantissa / made.divisor).tolist() == values
