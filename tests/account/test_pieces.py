import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.account.test_quantities import flags_of, observations_of

from ecopark.account.pieces import HOUR, Metering, Pieces, cut_at, pieces_of, readings_of, select
from ecopark.core.terms import DatastreamKind

TOTAL = Metering("d", DatastreamKind.TOTAL, "kWh", "measured", 3600, None)
IRREGULAR = Metering("d", DatastreamKind.MEASUREMENT, "kWh", "measured", None, None)


def pieces(*spans):
    """spans: (start, end, amount) in hours."""
    start, end, amount = (np.array(column) for column in zip(*spans, strict=True))
    known = np.ones(len(spans), np.bool_)
    covered = (end - start) * 3600.0
    return Pieces(
        (start * HOUR).astype(np.int64), (end * HOUR).astype(np.int64), amount.astype(float), known, covered, ~known
    )


def test_cut_at__amounts_and_time_are_shared_out():
    cut = cut_at(pieces((0, 4, 8.0), (4, 5, 1.0)), np.array([1, 3]) * HOUR)
    assert (cut.start // HOUR).tolist() == [0, 1, 3, 4]
    assert (cut.end // HOUR).tolist() == [1, 3, 4, 5]
    assert cut.amount.tolist() == [2, 4, 2, 1]
    assert cut.covered.tolist() == [3600, 7200, 3600, 3600]


def test_cut_at__an_edge_on_the_border_cuts_nothing():
    whole = pieces((0, 4, 8.0))
    assert cut_at(whole, np.array([0, 4]) * HOUR) is whole


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30), st.floats(0, 1e4)), min_size=1, max_size=10),
    st.lists(st.integers(-5, 90), max_size=10, unique=True),
)
def test_cut_at__conserves_amounts_and_time(spans, edges):
    whole = pieces(*[(start, start + length, amount) for start, length, amount in spans])
    at = np.array(sorted(edges), np.int64) * HOUR
    cut = cut_at(whole, at)
    assert cut.amount.sum() == pytest.approx(whole.amount.sum())
    assert cut.covered.sum() == pytest.approx(whole.covered.sum())
    assert np.all(cut.end > cut.start)
    assert not any(np.any((cut.start < edge) & (edge < cut.end)) for edge in at)


def test_select__takes_rows():
    assert select(pieces((0, 1, 1.0), (1, 2, 2.0)), np.array([False, True])).amount.tolist() == [2.0]


def test_readings_of__orders_by_time_and_keeps_flags_on_their_reading():
    times, values, valid = readings_of("d", observations_of([(3600, 2.0), (0, 1.0)]), flags_of([(3600, 3, 0)]))
    assert np.diff(times).tolist() == [HOUR]
    assert values.tolist() == [1.0, 2.0]
    assert valid.tolist() == [True, False]


def test_readings_of__another_datastream_is_left_out():
    times, _, _ = readings_of("other", observations_of([(0, 1.0)]), flags_of([]))
    assert times.size == 0


def test_pieces_of__irregular_rates_hold_until_the_next_reading_and_at_most_an_hour():
    times = np.array([0, 1800, 1800 + 4 * 3600]) * 1_000_000
    found = pieces_of(IRREGULAR, times, np.array([10.0, 20.0, 30.0]), np.ones(3, np.bool_))
    assert found.amount.tolist() == [5.0, 20.0]  # the last reading holds for nothing
    assert found.covered.tolist() == [1800.0, 3600.0]
