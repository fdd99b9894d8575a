"""JSON rows, JSON columns and Arrow as the live door reads them: what is good is taken, a bad cell is named."""

import io
import json
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.connect.live.columns import read_arrow_body, read_json_body
from ecopark.core.errors import InputError

MOMENT = datetime(2025, 3, 1, 0, 15, tzinfo=UTC)
US = int(MOMENT.timestamp() * 1e6)


def read(document):
    return read_json_body(json.dumps(document).encode(), "gw")


def rows(body):
    """(name, unit, time, value) of each row."""
    given = body.rows
    return [
        (given.series[c].name, given.series[c].unit, int(t), None if np.isnan(v) else float(v))
        for c, t, v in zip(given.code, given.time_us, given.value, strict=True)
    ]


@pytest.mark.parametrize(
    ("time", "unit"),
    [
        ("2025-03-01T07:15:00+07:00", None),
        ("2025-03-01T00:15:00Z", None),
        ("2025-03-01T00:15:00.000000000Z", None),
        ("2025-03-01 00:15:00+0000", None),
        (1740788100, "s"),
        (1740788100.0, "s"),
        (1740788100_000, "ms"),
        (1740788100_000_000, "us"),
        (1740788100_000_000_000, "ns"),
    ],
)
def test_time__forms_mean_the_same_moment(time, unit):
    more = {"time_unit": unit} if unit else {}
    columns = {"datastream": "k", "time": [time, time], "value": [1, None], **more}
    assert rows(read(columns)) == [("k", None, US, 1.0), ("k", None, US, None)]
    one = {"datastream": "k", "time": time, "value": 1, **more}
    for document in (one, [one], {"readings": [one]}):
        assert rows(read(document)) == [("k", None, US, 1.0)]


@pytest.mark.parametrize(
    ("cells", "where", "code"),
    [
        ({"time": ["2025-03-01T00:15:00", "2025-03-01T00:15:00Z"]}, "/time/0", "connect.json.time"),
        ({"time": [1, "2025-03-01T00:15:00Z"]}, "/time/0", "connect.json.time_unit"),
        ({"value": [True, 2]}, "/value/0", "connect.json.type"),
        ({"value": ["1", 2]}, "/value/0", "connect.json.type"),
        ({"datastream": ["", "k"]}, "/datastream/0", "connect.json.type"),
        ({"datastream": [None, "k"]}, "/datastream/0", "connect.json.type"),
        ({"unit": [3, "kWh"]}, "/unit/0", "connect.json.type"),
        ({"status": ["07", "00"]}, "/status/0", "connect.json.status"),
        ({"result_time": ["yesterday", None]}, "/result_time/0", "connect.json.time"),
        ({"time_unit": "s", "time": [1.5e300, 1740788100]}, "/time/0", "connect.json.time"),
    ],
)
def test_columns__a_bad_cell_takes_its_row_out_and_is_named(cells, where, code):
    plain = {"datastream": ["k", "k"], "time": ["2025-03-01T00:15:00Z"] * 2, "value": [1, 2]}
    body = read({**plain, **cells})
    (fault,) = body.faults
    assert (fault.where, fault.message.id, fault.device) == (where, code, "gw")
    assert "{" not in fault.message.render("vi").replace("{'", "")
    assert [(t, v) for _, _, t, v in rows(body)] == [(US, 2.0)]
    assert body.rows.row.tolist() == [2]


def test_rows__a_bad_row_is_named_and_the_others_taken():
    good = {"datastream": "k", "time": "2025-03-01T00:15:00Z", "value": 2, "unit": "kWh", "status": "01"}
    body = read({"readings": [7, {"datastream": "k"}, {**good, "vlaue": 1}, good, {**good, "time": "x"}]})
    assert [(f.where, f.message.id) for f in body.faults] == [
        ("/readings/0", "connect.json.type"),
        ("/readings/1", "connect.json.missing"),
        ("/readings/2/vlaue", "connect.yaml.unknown_key_near"),
        ("/readings/4/time", "connect.json.time"),
    ]
    assert rows(body) == [("k", "kWh", US, 2.0)]
    assert (body.rows.row.tolist(), body.rows.status.tolist()) == ([4], [1])


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{torn", "connect.json.syntax"),
        (b'{"datastream": "k", "time": [1], "value": [NaN]}', "connect.json.syntax"),
        (b"7", "connect.json.type"),
        (b"[]", "connect.json.no_readings"),
        (b'{"datastream": "k", "time": [1, 2], "value": [1]}', "connect.json.length"),
        (b'{"datastream": "k", "time": [1], "value": 1}', "connect.json.type"),
        (b'{"datastream": "k", "time": [1], "value": [1], "time_unit": "min"}', "connect.json.time_unit"),
        (b'{"time": [1], "value": [1]}', "connect.json.missing"),
        (b'{"datastream": "k", "times": [1], "value": [1]}', "connect.yaml.unknown_key_near"),
    ],
)
def test_document__that_is_none_of_the_forms_is_refused_as_a_whole(document, code):
    with pytest.raises(InputError) as told:
        read_json_body(document, "gw")
    assert told.value.code == code


CELLS = st.tuples(
    st.sampled_from(["k", "m", "ü/1"]),
    st.sampled_from([None, "kWh"]),
    st.integers(0, 10**10),
    st.none() | st.floats(-1e9, 1e9),
)


@given(st.lists(CELLS, min_size=1, max_size=30))
def test_law__rows_columns_and_arrow_say_the_same(cells):
    said = [{"datastream": n, "unit": u, "time": t, "time_unit": "s", "value": v} for n, u, t, v in cells]
    names, units, times, values = (list(column) for column in zip(*cells, strict=True))
    columns = {"datastream": names, "unit": units, "time": times, "time_unit": "s", "value": values}
    table = pa.table(
        {
            "datastream": pa.array(names).dictionary_encode(),
            "unit": pa.array(units, pa.string()),
            "phenomenon_time": pa.array(times, pa.int64()).cast(pa.timestamp("s")),
            "value": pa.array(values, pa.float64()),
        }
    )
    wanted = [(n, u, t * 1_000_000, v) for n, u, t, v in cells]
    assert rows(read(said)) == wanted
    assert rows(read(columns)) == wanted
    assert rows(read_arrow_body(stream_of(table), "gw")) == wanted


def stream_of(table):
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=7)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"datastream": pa.array([1, 2])}, "datastream"),
        ({"datastream": pa.array(["k", None])}, "datastream"),
        ({"time": pa.array(["a", "b"])}, "time"),
        ({"time": pa.array([1, None], pa.timestamp("us"))}, "time"),
        ({"value": pa.array(["a", "b"])}, "value"),
        ({"value": None}, "value"),
    ],
)
def test_arrow__a_schema_that_does_not_fit_is_named(change, column):
    plain = {"datastream": pa.array(["k", "k"]), "time": pa.array([1, 2], pa.timestamp("us")), "value": pa.array([1.0, 2.0])}
    table = pa.table({name: array for name, array in {**plain, **change}.items() if array is not None})
    with pytest.raises(InputError) as told:
        read_arrow_body(stream_of(table), "gw")
    assert (told.value.code, told.value.params["column"]) == ("connect.arrow.column", column)


def test_arrow__torn_or_lying_bytes_are_refused():
    whole = stream_of(pa.table({"datastream": ["k"], "time": pa.array([1], pa.timestamp("us")), "value": [1.0]}))
    for body in (b"", b"nothing", whole[: len(whole) // 2]):
        with pytest.raises(InputError) as told:
            read_arrow_body(body, "gw")
        assert told.value.code in ("connect.arrow.unreadable", "connect.json.no_readings")
