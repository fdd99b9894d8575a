"""Numbers from registers and few requests for many points, as laws."""

from __future__ import annotations

import itertools
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopark.connect.field.map import WORDS, Register
from ecopark.connect.field.polled import scaled
from ecopark.connect.field.registers import BRIDGE, MOST_BITS, MOST_REGISTERS, blocks, number, split, words_of
from ecopark.core.terms import DeviceStatus, MissingReason

NUMBERS = [kind for kind in WORDS if kind != "bit"]
points = st.builds(
    Register,
    datastream=st.uuids().map(str),
    address=st.integers(0, 2000),
    table=st.sampled_from(["holding", "input"]),
    type=st.sampled_from(NUMBERS),
    word_order=st.sampled_from(["big", "little"]),
    byte_order=st.sampled_from(["big", "little"]),
)
bits = st.builds(
    Register,
    datastream=st.uuids().map(str),
    address=st.integers(0, 5000),
    table=st.sampled_from(["coil", "discrete"]),
)


@given(st.lists(st.one_of(points, bits), max_size=60), st.integers(0, 20))
def test_blocks__every_point_stands_once_and_no_request_is_too_large(wanted, bridge):
    made = blocks(wanted, bridge=bridge)
    assert sorted(p.datastream for b in made for p in b.points) == sorted(p.datastream for p in wanted)
    for block in made:
        assert 1 <= block.count <= (MOST_BITS if block.table in ("coil", "discrete") else MOST_REGISTERS)
        for point in block.points:
            assert point.table == block.table
            assert block.address <= point.address
            assert point.address + point.words <= block.address + block.count
    for table in ("holding", "input", "coil", "discrete"):  # neighbours are read together
        ordered = [b for b in made if b.table == table]
        for one, two in itertools.pairwise(ordered):
            end = max(p.address + p.words for p in two.points)
            near = two.address <= one.address + one.count + bridge
            most = MOST_BITS if table in ("coil", "discrete") else MOST_REGISTERS
            assert not near or min(end, two.address + two.points[0].words) - one.address > most


@given(points, st.data())
def test_number__is_the_inverse_of_words_of(register, data):
    if register.kind.startswith("float"):
        width = 32 if register.kind == "float32" else 64
        value = data.draw(st.floats(allow_nan=False, width=width))
    else:
        size, signed = int(register.kind.strip("uint")), register.kind.startswith("int")
        value = data.draw(st.integers(-(2 ** (size - 1)) if signed else 0, 2 ** (size - signed) - 1))
    words = words_of(register, value)
    assert len(words) == register.words
    before = data.draw(st.integers(0, min(5, register.address)))
    answer = [7] * before + words + [9]
    assert number(register, answer, register.address - before) == value


def test_number__follows_the_manual_of_a_meter_with_swapped_words():
    (high, low) = struct.unpack(">HH", struct.pack(">f", 231.5))
    assert number(Register("u", 0, type="float32"), [high, low], 0) == 231.5
    assert number(Register("u", 0, type="float32", word_order="little"), [low, high], 0) == 231.5
    assert number(Register("n", 0, type="int16"), [0xFFFE], 0) == -2
    assert number(Register("n", 0, type="int16", byte_order="little"), [0xFEFF], 0) == -2


def test_number__a_short_answer_is_an_error_not_a_number():
    with pytest.raises(ValueError, match="too short"):
        number(Register("u", 1, type="float32"), [1, 2], 0)


def test_blocks__ten_meters_values_are_one_request():
    wanted = [Register(f"p{i}", 2 * i, type="float32") for i in range(40)]
    (block,) = blocks(wanted)
    assert (block.address, block.count) == (0, 80)
    assert len(blocks([Register("a", 0), Register("b", BRIDGE + 1)])) == 1
    assert len(blocks([Register("a", 0), Register("b", BRIDGE + 2)])) == 2


def test_split__first_between_gaps_then_every_point():
    (block,) = blocks([Register("a", 0), Register("b", 1), Register("c", 4)])
    parts = split(block)
    assert [[p.datastream for p in b.points] for b in parts] == [["a", "b"], ["c"]]
    assert [[p.datastream for p in b.points] for b in split(parts[0])] == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("raw", "scale", "value"), [(123, 0.1, 12.3), (3, 0.1, 0.3), (-7, 0.001, -0.007), (2**53 - 1, 1.0, 2.0**53 - 1)]
)
def test_scaled__a_whole_number_keeps_its_decimals(raw, scale, value):
    assert scaled(Register("a", 0, scale=scale), raw).value == value


def test_scaled__sentinels_and_what_is_no_number_are_missing_never_zero():
    register = Register(
        "a", 0, sentinels={"0xFFFF": "missing", "65534": "fault", "-1": "calibrating", "7": "below_detection"}
    )
    said = {raw: scaled(register, raw) for raw in (0xFFFF, 65534, -1, 7, 0)}
    assert [g.value for g in said.values()] == [None, None, None, None, 0.0]
    assert [g.reason for g in said.values()] == [
        MissingReason.NOT_MEASURED,
        MissingReason.DEVICE_FAULT,
        MissingReason.CALIBRATION,
        MissingReason.BELOW_DETECTION,
        MissingReason.PRESENT,
    ]
    assert (said[65534].status, said[-1].status) == (DeviceStatus.FAULT, DeviceStatus.CALIBRATING)
    for raw in (math.nan, math.inf):
        assert scaled(register, raw).reason is MissingReason.NOT_A_NUMBER
