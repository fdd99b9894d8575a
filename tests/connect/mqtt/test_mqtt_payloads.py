"""What a message says: every form, every fault, and the encoder of the how-to."""

import re
import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.connect.mqtt.compact import Name, read_compact
from ecopark.connect.mqtt.gathered import Gathered
from ecopark.connect.mqtt.payloads import moment_us, read_payload
from ecopark.core.errors import InputError

HOWTOS = Path(__file__).resolve().parents[3] / "docs" / "howto"
EIGHT = 1_769_821_200_000_000  # 2026-01-31T08:00:00+07:00
ISO = "2026-01-31T08:00:00+07:00"
ARRIVED = 1_700_000_000_000_000


def rows_of(payload, name="power"):
    into = Gathered({})
    read_payload(payload if isinstance(payload, bytes) else orjson.dumps(payload), "gw", name, ARRIVED, into)
    rows = into.rows()
    status = rows.status if rows.status is not None else np.full(len(rows), 255)
    result = rows.result_us if rows.result_us is not None else np.full(len(rows), -1)
    columns = zip(
        rows.code.tolist(), rows.time_us.tolist(), rows.value.tolist(), status.tolist(), result.tolist(), strict=True
    )
    return [((rows.series[code].name, rows.series[code].unit), *rest) for code, *rest in columns]


def compact_of(language):
    """The encoder as the how-to prints it."""
    (code,) = re.findall(r"```python\n(.*?)```", (HOWTOS / language).read_text(encoding="utf-8"), re.DOTALL)
    found = {}
    exec(code, found)
    return found["compact"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"21.5", [(("power", None), ARRIVED, 21.5, 255, -1)]),
        (b" 7 ", [(("power", None), ARRIVED, 7.0, 255, -1)]),
        ({"value": 21.5, "time": ISO}, [(("power", None), EIGHT, 21.5, 255, -1)]),
        ({"value": 3, "time": EIGHT // 1000}, [(("power", None), EIGHT, 3.0, 255, -1)]),
        ({"value": 3.5}, [(("power", None), ARRIVED, 3.5, 255, -1)]),
        (
            {"value": 2.0, "time": ISO, "unit": "MWh", "status": "01", "result_time": ISO},
            [(("power", "MWh"), EIGHT, 2.0, 1, EIGHT)],
        ),
        (
            {"readings": [{"datastream": "x", "value": 1.5, "time": ISO}, {"value": 2.5, "status": 2}]},
            [(("x", None), EIGHT, 1.5, 255, -1), (("power", None), ARRIVED, 2.5, 2, -1)],
        ),
        ({"time": [ISO], "value": [4]}, [(("power", None), EIGHT, 4.0, 255, -1)]),
        ({"datastream": "y", "time": [ISO], "value": [4]}, [(("y", None), EIGHT, 4.0, 255, -1)]),
        (
            {"datastream": ["y", "z"], "time": ISO, "value": [4, 5], "status": [0, None]},
            [(("y", None), EIGHT, 4.0, 0, -1), (("z", None), EIGHT, 5.0, 255, -1)],
        ),
    ],
)
def test_read_payload__every_form(payload, expected):
    assert rows_of(payload) == expected


@pytest.mark.parametrize("payload", [b"null", {"value": None}, {"value": [None], "time": [ISO]}])
def test_read_payload__null_is_missing(payload):
    (row,) = rows_of(payload)
    assert np.isnan(row[2])


@pytest.mark.parametrize(
    ("payload", "code", "where"),
    [
        (b"{", "connect.mqtt.syntax", ""),
        (b"NaN", "connect.mqtt.syntax", ""),
        (b'"21.5"', "connect.mqtt.shape", "/value"),
        (b"true", "connect.mqtt.shape", "/value"),
        (b"[1]", "connect.mqtt.shape", "/value"),
        ({}, "connect.mqtt.shape", "/"),
        ({"vlaue": 1}, "connect.mqtt.unknown_key", "/"),
        ({"value": 1, "time": "2026-01-31T08:00:00"}, "connect.mqtt.time", "/time"),
        ({"value": 1.5, "time": "today"}, "connect.mqtt.time", "/time"),
        ({"value": 1, "time": 1e300}, "connect.mqtt.time", "/time"),
        ({"value": 1, "time": True}, "connect.mqtt.time", "/time"),
        ({"value": 1, "status": 7}, "connect.mqtt.status", "/status"),
        ({"value": 1, "status": [0]}, "connect.mqtt.status", "/status"),
        ({"value": 1, "unit": 5}, "connect.mqtt.shape", "/unit"),
        ({"value": 1, "datastream": ""}, "connect.mqtt.shape", "/datastream"),
        ({"readings": []}, "connect.mqtt.shape", "/readings"),
        ({"readings": [{"value": 1}, 5]}, "connect.mqtt.shape", "/readings/1"),
        ({"readings": [{"value": 1, "time": "x"}]}, "connect.mqtt.time", "/readings/0/time"),
        ({"value": [1, 2], "time": [ISO]}, "connect.mqtt.length", "/value"),
        ({"value": [1, 2], "time": ISO, "status": [0]}, "connect.mqtt.length", "/status"),
        ({"value": [], "time": []}, "connect.mqtt.shape", "/value"),
        ({"value": [1, "2"], "time": [ISO, ISO]}, "connect.mqtt.shape", "/value/1"),
        (b"EB", "connect.mqtt.compact", ""),
    ],
)
def test_read_payload__a_fault_is_named_with_its_place_and_takes_nothing(payload, code, where):
    into = Gathered({})
    with pytest.raises(InputError) as caught:
        read_payload(payload if isinstance(payload, bytes) else orjson.dumps(payload), "gw", "power", ARRIVED, into)
    assert (caught.value.code, caught.value.where) == (code, where)
    assert len(into.rows()) == 0
    assert caught.value.render("vi") != caught.value.render("en")


def test_read_payload__without_a_name_the_message_must_say_it():
    with pytest.raises(InputError) as caught:
        rows_of(b"5", name=None)
    assert caught.value.code == "connect.mqtt.no_name"


@given(st.binary(max_size=200) | st.builds(lambda tail: b"EB\1" + tail, st.binary(max_size=200)))
def test_read_payload__any_bytes_are_taken_or_refused_with_a_reason(payload):
    into = Gathered({})
    try:
        read_payload(payload, "gw", "power", ARRIVED, into)
    except InputError:
        assert len(into.rows()) == 0


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-14, 14))
def test_moment_us__any_zone_means_the_same_moment(moment, hours):
    expected = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    offset = f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00"
    assert moment_us(f"{moment.isoformat()}{offset}", "") / 1e6 == pytest.approx(expected - hours * 3600, abs=1e-5)


_NAMES = st.lists(
    st.tuples(st.text(min_size=1, max_size=20), st.sampled_from(["", "kWh", "µg/m³"])), min_size=1, max_size=5, unique=True
)


@pytest.mark.parametrize("howto", ["mqtt.md", "gui-qua-mqtt.md"])
@given(names=_NAMES, said=st.data())
def test_read_compact__reads_what_the_howto_writes(howto, names, said):
    values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
    times = st.integers(1_600_000_000_000, 1_600_000_000_000 + 2**31 - 1)
    one = st.tuples(st.integers(0, len(names) - 1), times, values)
    rows = said.draw(st.lists(one, min_size=1, max_size=30))
    rows.sort(key=lambda row: row[1])
    batch = read_compact(ENCODERS[howto](rows, names), {})
    assert batch.names == tuple(Name(name, unit or None) for name, unit in names)
    assert (np.zeros(len(rows)) if batch.code is None else batch.code).tolist() == [index for index, _, _ in rows]
    assert batch.time_us.tolist() == [time * 1000 for _, time, _ in rows]
    assert [None if np.isnan(v) else v for v in batch.value.tolist()] == [value for _, _, value in rows]
    assert batch.status is None


ENCODERS = {howto: compact_of(howto) for howto in ("mqtt.md", "gui-qua-mqtt.md")}


def compact_bytes(*, flags=0, series=1, count=1, base=EIGHT // 1000, table=b"\1a\0", tail=b"", version=1):
    return struct.pack("<2sBBHIq", b"EB", version, flags, series, count, base) + table + tail


@pytest.mark.parametrize(
    "payload",
    [
        compact_bytes(tail=bytes(11)),
        compact_bytes(tail=bytes(13)),
        compact_bytes(version=2, tail=bytes(12)),
        compact_bytes(flags=2, tail=bytes(12)),
        compact_bytes(count=0),
        compact_bytes(count=2**32 - 1, tail=bytes(12)),
        compact_bytes(series=0, tail=bytes(12)),
        compact_bytes(series=2, table=b"\1a\0\1a\0", tail=bytes(14)),
        compact_bytes(series=2, table=b"\1a\0\1b\0", tail=bytes(12) + b"\2\0"),
        compact_bytes(table=b"\0\0", tail=bytes(12)),
        compact_bytes(table=b"\1\xff\0", tail=bytes(12)),
        compact_bytes(base=2**62, tail=bytes(12)),
        compact_bytes(flags=1, tail=bytes(12) + b"\7"),
    ],
)
def test_read_compact__what_does_not_follow_the_format_is_refused(payload):
    with pytest.raises(InputError) as caught:
        read_compact(payload, {})
    assert caught.value.code == "connect.mqtt.compact"


def test_read_compact__with_status_of_each_reading():
    batch = read_compact(compact_bytes(flags=1, count=2, tail=bytes(24) + b"\1\xff"), {})
    assert batch.status.tolist() == [1, 255]
