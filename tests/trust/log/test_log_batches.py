"""The chunk tree is exactly the one of docs/design/rooms.md: checked against a second, slow writing of that page."""

import base64
import hashlib
import hmac
import json
import math
import struct
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_log import KEY, MemoryLogStorage, open_log

from ecopark.core.errors import Fatal, InputError
from ecopark.core.observations import READINGS, readings_table
from ecopark.trust.log import merkle
from ecopark.trust.log.batches import batch_tree, microseconds, reading_proof, readings_entry
from ecopark.trust.log.checkpoint import Checkpoint

SALT = b"park salt of the tests, 32 bytes"
EPOCH = datetime(1970, 1, 1)


def leaves_by_hand(rows, batch):
    """(datastream, day, count, leaf bytes) as the page says, row by row."""
    chunks = {}
    for datastream, time, value, reason, status in rows:
        chunks.setdefault((datastream.encode(), time // 86_400_000_000), []).append((time, value, reason, status))
    leaves = []
    for name, day in sorted(chunks):
        inside = sorted(chunks[(name, day)], key=lambda row: row[0])
        salt = hmac.new(SALT, struct.pack(">Q", batch) + name + struct.pack(">i", day), hashlib.sha256).digest()[:16]
        leaf = salt + struct.pack(">H", len(name)) + name + struct.pack(">iI", day, len(inside))
        for time, value, reason, status in inside:
            leaf += (
                struct.pack(">q", time) + (bytes(8) if value is None else struct.pack(">d", value)) + bytes([reason, status])
            )
        leaves.append((name.decode(), day, len(inside), leaf))
    return leaves


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["steel.feeder.active_energy", "nước.thải", "b", "Z"]),
        st.integers(-3, 9).map(lambda k: k * 21_600_000_000 + 5),
        st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
        st.sampled_from([0, 1, 2, 255]),
    ),
    max_size=40,
)


def table_of(rows):
    return pa.Table.from_arrays(
        [
            pa.array([r[0] for r in rows], pa.string()).dictionary_encode(),
            pa.array([r[1] for r in rows], pa.int64()).cast(pa.timestamp("us")),
            pa.array([r[2] for r in rows], pa.float64()),
            pa.array([r[3] for r in rows], pa.uint8()),
            pa.array([r[4] for r in rows], pa.uint8()),
            pa.nulls(len(rows), pa.timestamp("us")),
        ],
        schema=READINGS,
    )


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(0, 2**40))
def test_batch_tree__is_the_tree_of_the_page(drawn, batch):
    rows = [(d, t, v, 1 if v is None else 0, s) for d, t, v, s in drawn]
    tree = batch_tree(table_of(rows), batch, SALT)
    expected = leaves_by_hand(rows, batch)
    assert [(c.datastream, c.day, c.rows) for c in tree.chunks] == [e[:3] for e in expected]
    assert [tree.leaf(i) for i in range(len(expected))] == [e[3] for e in expected]
    assert tree.root == merkle.root_of([hashlib.sha256(b"\0" + e[3]).digest() for e in expected])
    for index, chunk in enumerate(tree.chunks):
        merkle.verify_inclusion(chunk.leaf_hash, index, len(expected), tree.path(index), tree.root)


@settings(deadline=None)
@given(ROWS, st.data())
def test_batch_tree__same_root_for_parts_sorted_rows_and_plain_strings(drawn, data):
    rows = [(d, t, v, 1 if v is None else 0, s) for d, t, v, s in drawn]
    tree, table = batch_tree(table_of(rows), 1, SALT), table_of(rows)
    cut = data.draw(st.integers(0, len(rows)))
    in_parts = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    plain = table.set_column(0, "datastream", table["datastream"].cast(pa.string()))
    in_order = table.take(pa.array(sorted(range(len(rows)), key=lambda i: (rows[i][0].encode(), rows[i][1])), pa.int64()))
    assert {batch_tree(t, 1, SALT).root for t in (in_parts, plain, in_order)} == {tree.root}


def park_table(datastreams=3, days=2, every=timedelta(hours=1)):
    times, names, values = [], [], []
    for d in range(datastreams):
        for i in range(int(timedelta(days=days) / every)):
            times.append(datetime(2026, 3, 1) + i * every)
            names.append(f"firm{d}.water")
            values.append(None if i == 5 else d + math.sin(i))
    return readings_table(names, times, values)


@pytest.mark.parametrize("column", ["phenomenon_time", "value", "reason", "status"])
def test_batch_tree__any_changed_cell_changes_the_root(column):
    table = park_table()
    tree = batch_tree(table, 3, SALT)
    for row in range(0, table.num_rows, 7):
        cells = table[column].to_pylist()
        cells[row] = {
            "phenomenon_time": lambda v: v + timedelta(microseconds=1),
            "value": lambda v: 1.0 if v is None else math.nextafter(v, 9),
        }.get(column, lambda v: v ^ 1)(cells[row])
        place = table.schema.get_field_index(column)
        changed = table.set_column(place, table.schema.field(column), pa.array(cells, table.schema.field(column).type))
        assert batch_tree(changed, 3, SALT).root != tree.root


def test_batch_tree__the_salt_hides_values_and_batches():
    table = park_table()
    roots = {batch_tree(table, 3, SALT).root, batch_tree(table, 4, SALT).root, batch_tree(table, 3, b"other").root}
    assert len(roots) == 3


def test_prints__name_the_changed_chunk_and_stay_small():
    table = park_table(datastreams=700, days=2, every=timedelta(days=1))
    tree = batch_tree(table, 3, SALT)
    height, prints = tree.prints()
    assert (height, len(tree.chunks)) == (1, 1400)
    assert len(base64.b64decode(prints)) <= 1024 * 6
    assert tree.differing(height, prints) == []
    values = table["value"].to_pylist()
    values[901] += 1e-9
    changed = batch_tree(table.set_column(2, READINGS.field("value"), pa.array(values, pa.float64())), 3, SALT)
    named = {(c.datastream, c.day) for c in changed.differing(height, prints)}
    assert (table["datastream"][901].as_py(), microseconds(datetime(2026, 3, 2)) // 86_400_000_000) in named
    assert len(named) == 2


def logged(tree):
    log = open_log(MemoryLogStorage())
    for i in range(5):
        log.add("record", {"id": str(i)})
    log.add("readings", readings_entry(tree, source="sheet", recorded_time=datetime(2026, 3, 4)))
    log.add("record", {"id": "after"})
    return log


def test_reading_proof__holds_step_by_step():
    tree = batch_tree(park_table(), 3, SALT)
    log = logged(tree)
    proof = json.loads(json.dumps(reading_proof(log, tree, "firm1.water", datetime(2026, 3, 2, 4))))
    leaf = base64.b64decode(proof["chunk"]["leaf"])
    assert proof["reading"]["value"] == 1 + math.sin(28)
    row = leaf[16 + 2 + len("firm1.water") + 8 :][proof["chunk"]["row"] * 18 :][:18]
    assert struct.unpack(">qdBB", row) == (proof["reading"]["phenomenon_time_us"], proof["reading"]["value"], 0, 255)
    entry = json.loads(proof["entry"]["text"])
    path = [bytes.fromhex(h) for h in proof["chunk"]["path"]]
    merkle.verify_inclusion(
        merkle.leaf_hash(leaf), proof["chunk"]["index"], entry["chunks"], path, bytes.fromhex(entry["tree_root"])
    )
    checkpoint = Checkpoint.open(proof["checkpoint"].encode(), [KEY.verifier])
    merkle.verify_inclusion(
        merkle.leaf_hash(proof["entry"]["text"].encode()),
        proof["entry"]["index"],
        checkpoint.size,
        [bytes.fromhex(h) for h in proof["entry"]["path"]],
        checkpoint.root,
    )


def test_reading_proof__what_cannot_be_proved_is_refused():
    tree = batch_tree(park_table(), 3, SALT)
    log = logged(tree)
    with pytest.raises(InputError, match="no_chunk"):
        reading_proof(log, tree, "firm1.water", datetime(2026, 3, 2, 4, 30))
    with pytest.raises(InputError, match="not_in_log"):
        reading_proof(log, batch_tree(park_table(), 4, SALT), "firm1.water", datetime(2026, 3, 2, 4))
    with pytest.raises(Fatal, match="not_proved"):
        reading_proof(log, batch_tree(park_table(datastreams=2), 3, SALT), "firm1.water", datetime(2026, 3, 2, 4))
