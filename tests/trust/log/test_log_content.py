"""The content hash says the same of the same rows, whatever wrote them, and differs for any other cell."""

import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.core.errors import InputError
from ecopark.trust.log.content import MAGIC, canonical_table, content_hash, content_hashes

SCHEMA = pa.schema(
    [
        ("start", pa.timestamp("us")),
        ("firm", pa.string()),
        ("quantity", pa.float64()),
        ("step_s", pa.int32()),
        ("provisional", pa.bool_()),
        ("others", pa.list_(pa.string())),
    ]
)
ROW = st.tuples(
    st.none() | st.integers(-(2**40), 2**40),
    st.none() | st.sampled_from(["", "thép", "steel"]),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.integers(-5, 5),
    st.none() | st.booleans(),
    st.none() | st.lists(st.none() | st.sampled_from(["a", "ab", ""]), max_size=3),
)


def table_of(rows):
    columns = [list(c) for c in zip(*rows, strict=True)] or [[] for _ in SCHEMA]
    arrays = [pa.array(columns[0], pa.int64()).cast(pa.timestamp("us"))]
    arrays += [pa.array(c, f.type) for c, f in zip(columns[1:], list(SCHEMA)[1:], strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=12), st.randoms(use_true_random=False))
def test_content_hash__does_not_depend_on_order_parts_or_encoding(rows, dice):
    table = table_of(rows)
    shuffled = list(rows)
    dice.shuffle(shuffled)
    cut = dice.randint(0, len(rows))
    file = io.BytesIO()
    pq.write_table(table_of(shuffled), file, version="1.0", compression="gzip", use_dictionary=False, coerce_timestamps="us")
    variants = [
        table_of(shuffled),
        pa.concat_tables([table.slice(cut), table.slice(0, cut)]),
        table.set_column(1, "firm", table["firm"].dictionary_encode()),
        table.set_column(1, "firm", table["firm"].cast(pa.large_string())),
        table.replace_schema_metadata({"writer": "other"}),
        pq.read_table(file),
    ]
    assert {content_hash(t) for t in variants} == {content_hash(table)}


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=6), st.lists(ROW, max_size=6))
def test_content_hash__differs_for_other_rows(one, two):
    same = sorted(map(repr_row, one)) == sorted(map(repr_row, two))
    assert (content_hash(table_of(one)) == content_hash(table_of(two))) == same


def repr_row(row):
    start, firm, quantity, *rest = row
    return repr((start, firm, None if quantity is None else quantity + 0.0, *rest))


def test_content_hash__names_and_types_count():
    table = pa.table({"a": pa.array([1], pa.int32())})
    others = [pa.table({"b": pa.array([1], pa.int32())}), pa.table({"a": pa.array([1], pa.int64())})]
    assert len({content_hash(t) for t in (table, *others)}) == 3


def test_canonical_table__bytes_are_those_of_the_page():
    table = pa.table({"n": pa.array([2, None, 1], pa.int16()), "t": ["b", "đ", None]})
    expected = (
        MAGIC + b'[["n","int16"],["t","string"]]\n' + (3).to_bytes(8, "big")
        + b"\1\1\0" + b"\0\1\0\2\0\0"
        + b"\0\1\1" + b"\0\0\0\0\0\0\0\1\0\0\0\2" + "bđ".encode()
    )  # fmt: skip
    assert b"".join(canonical_table(table)) == expected


def test_content_hash__a_type_without_canonical_form_is_refused():
    with pytest.raises(InputError, match=r"trust\.content\.type"):
        content_hash(pa.table({"s": pa.array([{"x": 1}])}))


def test_content_hash__many_rows_in_any_order():
    dice = random.Random(1)
    rows = [(dice.randrange(50), dice.choice("abc"), dice.random(), dice.randrange(3), None, None) for _ in range(5000)]
    assert content_hash(table_of(rows)) == content_hash(table_of(rows[::-1]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ROW, max_size=6), max_size=5))
def test_content_hashes__are_those_of_the_parts_one_by_one(parts):
    tables = [table_of(rows) for rows in parts]
    together = pa.concat_tables([table_of([]), *tables])
    assert content_hashes(together, [len(rows) for rows in parts]) == [content_hash(table) for table in tables]
