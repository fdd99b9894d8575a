"""Parts, pieces and packing: nothing is lost, added or reordered on the way to the stream. No server is needed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import StateError
from ecopark.core.observations import READINGS, readings_table
from ecopark.engine.cluster.parts import batch_number, cut, part_of, split, unpack
from ecopark.engine.cluster.settings import NatsSettings
from ecopark.engine.cluster.streams import Streams
from ecopark.engine.embedded.journal_frames import BatchFacts, decode_batch, decode_facts
from ecopark.engine.embedded.lake_files import FileEntry
from ecopark.engine.embedded.ledger import BatchTimes, last_batches

START = datetime(2025, 1, 1, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(st.sampled_from([f"meter.{i}" for i in range(12)]), st.integers(0, 500), st.floats(-1e6, 1e6) | st.none()),
    min_size=1,
    max_size=80,
)


def table_of(rows) -> pa.Table:
    names, minutes, values = zip(*rows, strict=True)
    return readings_table(list(names), [START + timedelta(minutes=m) for m in minutes], list(values))


def test_part_of__is_the_same_for_ever() -> None:
    """Other numbers would put the readings of a park's datastreams into two parts."""
    assert [part_of(name, 8) for name in ("steel.feeder.active_energy", "nt.cod", "điện.1")] == [1, 3, 6]


def test_batch_number__no_two_parts_share_a_number_and_all_fit_a_float() -> None:
    assert batch_number(0, 1) == 1
    assert batch_number(3, (1 << 40) - 1) < batch_number(4, 1)
    assert batch_number(1023, (1 << 40) - 1) < 2**53


@settings(deadline=None)
@given(rows=ROWS, parts=st.integers(1, 5))
def test_split__every_row_once_in_its_part_in_its_order(rows, parts) -> None:
    table = table_of(rows)
    found = dict(split(table, parts))
    for number, part in found.items():
        expected = [row for row in table.to_pylist() if part_of(row["datastream"], parts) == number]
        assert part.schema == READINGS
        assert part.to_pylist() == expected
        dictionary = part.column("datastream").chunk(0).dictionary.to_pylist()
        assert set(dictionary) == {row["datastream"] for row in expected}
    assert sum(len(part) for part in found.values()) == len(table)


@settings(deadline=None)
@given(rows=ROWS, most=st.integers(700, 3000), key=st.none() | st.just("k"))
def test_cut__pieces_fit_and_together_are_the_batch(rows, most, key) -> None:
    table = table_of(rows)
    pieces = cut(table, BatchFacts("door:file", key, "ab"), most)
    payloads = [unpack(memoryview(piece)) for piece in pieces]
    back = [decode_batch(payload) for payload in payloads]
    assert [row for part in back for row in part.to_pylist()] == table.to_pylist()
    assert all(len(piece) <= most or len(part) == 1 for piece, part in zip(pieces, back, strict=True))
    keys = [None if key is None else f"k.{number}" for number in range(len(pieces))]
    assert [decode_facts(payload) for payload in payloads] == [BatchFacts("door:file", k, "ab") for k in keys]


def test_last_known_at__each_part_has_its_own_last_batch() -> None:
    numbers = np.array([1, 2, 4, batch_number(2, 1), batch_number(2, 2)], np.int64)
    seconds = np.array([10, 20, 40, 15, 30], np.int64) * 1_000_000
    times = BatchTimes(numbers, seconds)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert times.last_known_at(epoch + timedelta(seconds=20)) == {0: 2, 2: batch_number(2, 1)}
    assert times.last_known_at(epoch + timedelta(seconds=12)) == {0: 1, 2: batch_number(2, 0)}
    assert times.of_batches(np.array([4, batch_number(2, 2)])).tolist() == [40_000_000, 30_000_000]


def test_last_batches__per_part() -> None:
    files = [FileEntry("a", "", "", 1, 1, last_batch=n) for n in (3, 9, batch_number(1, 4))]
    assert last_batches(files) == {0: 9, 1: batch_number(1, 4)}


def test_streams__without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nats", None)
    with pytest.raises(StateError) as refused:
        Streams(NatsSettings(("nats://127.0.0.1:1",)), "p", 1)
    assert refused.value.code == "engine.cluster.not_installed"
    assert "ecopark[cluster]" in refused.value.render("vi")


def test_streams__no_node_is_said_at_once_and_a_missing_key_file_too(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"engine\.cluster\.no_stream"):
        Streams(NatsSettings(("nats://127.0.0.1:1",)), "p", 1, patient=False)
    named = NatsSettings(("nats://127.0.0.1:1",), user="me", password_file=str(tmp_path / "none"))
    with pytest.raises(StateError, match=r"engine\.cluster\.no_key_file"):
        Streams(named, "p", 1)
