"""Blocks: what a check finds through them is what it finds without, bit for bit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust import sample_series as series

from ecopark.trust.checks.blocks import Blocks
from ecopark.trust.checks.bounds import Bounds, outside_bounds
from ecopark.trust.checks.clock import Grid, off_grid, repeated_or_backward
from ecopark.trust.checks.flat_line import FlatLine, flat_line
from ecopark.trust.checks.gap import Step, after_gap
from ecopark.trust.checks.rate import Rate, too_fast
from ecopark.trust.checks.spike import NeighbourSpike, neighbour_spike
from ecopark.trust.quality import quality_flow
from ecopark.trust.series import split_series

STEP = 60_000_000
VALUES = st.sampled_from([0.0, 0.1, 0.2, 0.30000000000000004, 1.0, 1.1, 5.0, -7.0, 1e9])
PAUSES = st.sampled_from([STEP, STEP, STEP, 2 * STEP, 5 * STEP, STEP // 2, STEP + 1])


def plain_rate(times, values, per_hour):
    mask = np.zeros(len(values), bool)
    hours = np.diff(times) / 3_600_000_000
    mask[1:] = np.abs(np.diff(values)) > hours * per_hour
    return mask


@given(st.lists(st.tuples(VALUES, PAUSES), min_size=0, max_size=60), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_checks__find_the_same_with_blocks_of_any_size(rows, size):
    values = np.array([v for v, _ in rows])
    times = np.cumsum([p for _, p in rows]).astype(np.int64) if rows else np.empty(0, np.int64)
    blocks, whole = Blocks.of(times, values, size), Blocks.of(times, values, 1000)
    for bounds in (Bounds(0.0, 1.0), Bounds(None, 5.0), Bounds(-10.0, None), Bounds(0.05, 1.0, 0.05)):
        assert np.array_equal(outside_bounds(values, bounds), outside_bounds(values, bounds, blocks))
    for flat in (FlatLine(2), FlatLine(3, 0.1), FlatLine(2, 0.0, (0.0,))):
        assert np.array_equal(flat_line(values, flat), flat_line(values, flat, blocks))
    for threshold in (0.1, 0.5, 4.0, 0.04999999999999999):
        spike = NeighbourSpike(threshold)
        assert np.array_equal(neighbour_spike(values, spike), neighbour_spike(values, spike, blocks))
    for per_hour in (6.0, 54.0, 1e3):
        assert np.array_equal(
            too_fast(times, values, Rate(per_hour), whole), too_fast(times, values, Rate(per_hour), blocks)
        )
    assert np.array_equal(after_gap(times, Step(STEP)), after_gap(times, Step(STEP), blocks))
    assert np.array_equal(off_grid(times, Grid(STEP)), off_grid(times, Grid(STEP), blocks))
    assert np.array_equal(repeated_or_backward(times), repeated_or_backward(times, blocks))


@given(st.lists(st.tuples(st.floats(-100, 100), PAUSES), min_size=2, max_size=60), st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_too_fast__is_the_plain_comparison_of_each_pair(rows, size):
    values = np.array([v for v, _ in rows])
    times = np.cumsum([p for _, p in rows]).astype(np.int64)
    found, expected = too_fast(times, values, Rate(61.7), Blocks.of(times, values, size)), plain_rate(times, values, 61.7)
    near = np.isclose(np.abs(np.diff(values)), np.diff(times) / 3_600_000_000 * 61.7, rtol=1e-12)  # rounding may differ
    assert np.array_equal(found[1:][~near], expected[1:][~near])


def test_stretches__join_neighbours_and_end_with_the_series():
    blocks = Blocks.of(np.arange(10), np.zeros(10), 3)
    assert list(blocks.stretches(np.array([True, True, False, True]))) == [(0, 6), (9, 10)]
    assert list(blocks.stretches(np.zeros(4, bool))) == []


def test_split_series__columns_that_say_one_thing_may_be_run_end_encoded():
    network, tables = series.sample()
    flow = quality_flow(network)
    alone = [task for task in flow.plan(network, series.EXTENT) if len(task.datastreams) == 1]
    assert alone
    for task in alone[:6]:
        plain = tables[task.datastreams[0]]
        packed = plain
        for name in ("datastream", "status", "revision", "recorded_time"):
            cell = plain[name][:1].combine_chunks()
            cell = cell if isinstance(cell, pa.Array) else cell.chunk(0)
            again = pa.RunEndEncodedArray.from_arrays(pa.array([len(plain)], pa.int32()), cell)
            packed = packed.set_column(packed.schema.get_field_index(name), name, again)
        one, other = (split_series(table, task.datastreams)[task.datastreams[0]] for table in (plain, packed))
        assert np.array_equal(one.values, other.values)
        assert np.array_equal(one.status, other.status)
        assert np.array_equal(one.recorded, other.recorded)
        told, same = (flow.run(task, {"observations": table}) for table in (plain, packed))
        assert all(told[name].equals(same[name]) for name in told)
