"""Bytes of edge batches, the ledger of deliveries, and what is signed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.connect.edge.batches import SCHEMA, decode, encode
from ecopark.connect.edge.ledger import Delivered, EdgeLedger
from ecopark.connect.edge.signing import (
    NO_BATCH,
    EdgeReceipt,
    batch_text,
    content_of,
    hash_of,
    opened_receipt,
    read_headers,
    settled_code,
    sign_batch,
)
from ecopark.core.errors import InputError
from ecopark.trust.log.note import SigningKey, signed_note


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    time_us: int
    value: float | None
    reason: int
    status: int
    result_us: int | None


times = st.integers(0, 4_000_000_000_000_000)
rows = st.builds(
    Row,
    name=st.sampled_from(["a", "b/COD", "nhiệt"]),
    unit=st.sampled_from(["", "kWh", "mg/L"]),
    time_us=times,
    value=st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
    reason=st.integers(0, 6),
    status=st.sampled_from([0, 1, 2, 255]),
    result_us=st.one_of(st.none(), times),
)


@given(st.lists(rows, max_size=40))
def test_decode__gives_back_what_was_encoded(given_rows):
    found = decode(encode(given_rows), "box")
    assert len(found) == len(given_rows)
    for i, row in enumerate(given_rows):
        series = found.series[found.code[i]]
        assert (series.device, series.name, series.unit) == ("box", row.name, row.unit or None)
        assert found.time_us[i] == row.time_us
        assert (None if math.isnan(found.value[i]) else found.value[i]) == row.value
        assert (found.reason[i], found.status[i]) == (row.reason, row.status)
        assert found.result_us[i] == (-1 if row.result_us is None else row.result_us)
    assert len(set(found.series)) == len(found.series)
    assert encode(given_rows) == encode(given_rows)


def bad_bodies() -> dict[str, bytes]:
    good = encode([Row("a", "", 1, 1.0, 0, 0, None)])
    table = pa.table({"name": ["a"], "value": [1.0]})
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    wrong_code = pa.RecordBatch.from_arrays(
        [
            pa.DictionaryArray.from_arrays(pa.array([7], pa.int32()), pa.array(["a"]), safe=False),
            pa.array([""]).dictionary_encode(),
            pa.array([1], pa.int64()).cast(pa.timestamp("us")),
            pa.array([1.0]),
            pa.array([0], pa.uint8()),
            pa.array([0], pa.uint8()),
            pa.array([None], pa.timestamp("us")),
        ],
        schema=SCHEMA,
    )
    beyond = pa.BufferOutputStream()
    with pa.ipc.new_stream(beyond, SCHEMA) as stream:
        stream.write_batch(wrong_code)
    return {
        "empty": b"",
        "text": b"time,value\n1,2\n",
        "cut": good[: len(good) // 2],
        "other columns": out.getvalue().to_pybytes(),
        "code beyond the dictionary": beyond.getvalue().to_pybytes(),
    }


@pytest.mark.parametrize("which", ["empty", "text", "cut", "other columns", "code beyond the dictionary"])
def test_decode__what_is_no_batch_is_an_input_error(which):
    with pytest.raises(InputError) as caught:
        decode(bad_bodies()[which], "box")
    assert caught.value.code == "connect.edge.body"


def test_encode__sixty_days_of_twenty_datastreams_stay_small():
    day = [Row(f"s{i}", "", m * 60_000_000, 20 + (m * 7 + i) % 100 / 10, 0, 0, None) for m in range(1440) for i in range(20)]
    assert len(encode(day)) * 60 < 12_000_000


def test_batch_text__is_the_documented_one():
    """The bytes that docs/design/edge.md promises to whoever writes a box of his own."""
    body = b"body"
    text = batch_text("ecopark.example/park", "box", 7, NO_BATCH, content_of(body))
    assert text == (
        "ecopark edge batch v1\necopark.example/park\nbox\n7\n" + "0" * 64 + "\n"
        "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5\n"
    )
    key = SigningKey.generate("box")
    sent = sign_batch(key, "ecopark.example/park", "box", 7, NO_BATCH, body)
    assert read_headers(sent.headers()) == sent
    assert key.verifier.check(text, sent.signature)


@pytest.mark.parametrize("change", ["park", "other batch", "other key", "text"])
def test_opened_receipt__only_of_this_batch_and_by_the_park(change):
    park, key = SigningKey.generate("ecopark.example/park"), SigningKey.generate("box")
    sent = sign_batch(key, park.name, "box", 1, NO_BATCH, b"x")
    receipt = EdgeReceipt(park.name, "box", 1, hash_of(sent.text(park.name)), None, 1, 0, "2026-01-01T00:00:00Z")
    note = signed_note(receipt.text(), park).encode()
    assert opened_receipt(note, park.verifier, park.name, sent) == receipt
    wrong = {
        "park": (note, park.verifier, "ecopark.example/other", sent),
        "other batch": (note, park.verifier, park.name, sign_batch(key, park.name, "box", 2, NO_BATCH, b"x")),
        "other key": (note, SigningKey.generate(park.name).verifier, park.name, sent),
        "text": (note.replace(b"\n1\n0\n", b"\n9\n0\n"), park.verifier, park.name, sent),
    }[change]
    with pytest.raises(InputError) as caught:
        opened_receipt(*wrong)
    assert caught.value.code == "connect.edge.receipt"


def test_settled_code__however_it_was_typed():
    assert settled_code(" Box-1: abcde-23456 ") == "box-1:ABCDE-23456"


def delivered(seq: int) -> Delivered:
    return Delivered(seq, NO_BATCH, f"{seq:064x}", "00000000", "", seq, 3, 0, "2026-01-01T00:00:00Z")


def test_ledger__is_read_back_and_passes_over_a_torn_line(tmp_path: Path):
    ledger = EdgeLedger(tmp_path / "edge")
    assert ledger.last("box") is None
    for seq in range(1, 21):
        ledger.add("box", delivered(seq))
    with (tmp_path / "edge" / "box.jsonl").open("ab") as file:
        file.write(b'{"seq":5000,"prev')  # killed while writing
    again = EdgeLedger(tmp_path / "edge")
    assert again.last("box") == delivered(20)
    assert again.find("box", 3) == delivered(3)
    again.add("box", delivered(21))
    assert EdgeLedger(tmp_path / "edge").last("box") == delivered(21)
    assert EdgeLedger(tmp_path / "edge").find("box", 5000) is None
