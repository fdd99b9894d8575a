"""InfluxDB line protocol: what is read, what is refused and why; the fast and the exact reader agree."""

from __future__ import annotations

import gzip
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.live.lines import ReadLines, read_lines, unpacked
from ecopark.connect.live.lines_exact import Unreadable, read_line
from ecopark.connect.live.wire import Series
from ecopark.core.errors import InputError
from ecopark.core.messages import known_messages

NOW_US = 1_760_000_000_000_000
Reading = tuple[str, str | None, int, float, int]


def readings(read: ReadLines) -> list[Reading]:
    """(name, unit, time, value, line) of each row."""
    rows = read.rows
    assert rows.row is not None
    named = [rows.series[code] for code in rows.code.tolist()]
    columns = zip(named, rows.time_us.tolist(), rows.value.tolist(), rows.row.tolist(), strict=True)
    return [(series.name, series.unit, at, value, row) for series, at, value, row in columns]


def of(text: str | bytes, precision: str = "ns") -> ReadLines:
    body = text if isinstance(text, bytes) else text.encode()
    return read_lines(body, device="gateway", precision=precision, now_us=NOW_US)


def reasons(read: ReadLines) -> list[tuple[str, str]]:
    return [(fault.where, fault.message.id.removeprefix("connect.lines.")) for fault in read.faults]


def test_read_lines__several_fields() -> None:
    read = of("cpu,host=b,cpu=0 user=1.5,system=2i,value=3u 1700000000123456789\n")
    at = 1_700_000_000_123_456
    assert readings(read) == [
        ("cpu,cpu=0,host=b.user", None, at, 1.5, 1),
        ("cpu,cpu=0,host=b.system", None, at, 2.0, 1),
        ("cpu,cpu=0,host=b", None, at, 3.0, 1),
    ]
    assert not read.faults
    assert read.rows.series[0] == Series("gateway", "cpu,cpu=0,host=b.user")


@pytest.mark.parametrize(
    ("line", "name", "unit"),
    [
        ("m,datastream=steel.energy,unit=kWh,host=x total=1 1", "steel.energy", "kWh"),
        ("m,datastream=steel.energy value=1 1", "steel.energy", None),
        ("steel.energy value=1 1", "steel.energy", None),
        ("steel.energy kwh=1 1", "steel.energy.kwh", None),
        ("m,b=2,a=1 value=1 1", "m,a=1,b=2", None),
        ("m,unit=7 value=1 1", "m,unit=7", None),
        (r"nhà\ máy,vị\ trí=a\,b\=c lưu\ lượng=1 1", "nhà máy,vị trí=a,b=c.lưu lượng", None),
    ],
)
def test_series_of__names(line: str, name: str, unit: str | None) -> None:
    assert [(found[0], found[1]) for found in readings(of(line))] == [(name, unit)]


def test_series_of__several_fields_of_a_datastream() -> None:
    read = of("m,datastream=d value=1,kw=2 1\nm,datastream=d kw=3 2")
    assert [found[0] for found in readings(read)] == ["d", "d.kw", "d"]


@pytest.mark.parametrize(
    ("precision", "written", "microseconds"),
    [
        ("ns", 1_999, 1),
        ("n", -1, -1),
        ("us", 5, 5),
        ("u", 5, 5),
        ("ms", 5, 5_000),
        ("s", 5, 5_000_000),
        ("m", 5, 300_000_000),
        ("h", 1, 3_600_000_000),
    ],
)
def test_read_lines__precision(precision: str, written: int, microseconds: int) -> None:
    for line in (f"m v=1 {written}", f'm v=1,t="text" {written}'):
        assert readings(of(line, precision))[0][2] == microseconds


def test_read_lines__unknown_precision() -> None:
    with pytest.raises(InputError) as caught:
        of("m v=1 1", "d")
    assert caught.value.code == "connect.lines.precision"


def test_read_lines__blanks_comments_and_line_ends() -> None:
    read = of("# a comment\n\n   \n  m v=1 5 \r\nm  v=2   6\nm v=3\n\tm v=4 7\n#m v=5 8")
    assert [(at, value, row) for _, _, at, value, row in readings(read)] == [
        (0, 1.0, 4),
        (0, 2.0, 5),
        (NOW_US, 3.0, 6),
        (0, 4.0, 7),
    ]
    assert not read.faults
    assert read.lines == 8


@pytest.mark.parametrize("written", ["t", "T", "true", "True", "TRUE"])
def test_read_lines__booleans(written: str) -> None:
    no = {"t": "f", "T": "F", "true": "false", "True": "False", "TRUE": "FALSE"}[written]
    assert [found[3] for found in readings(of(f"m v={written} 1\nm v={no} 2\nm v=2 3"))] == [1.0, 0.0, 2.0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("m", "no_fields"),
        ("m,host=a", "no_fields"),
        (",host=a v=1 1", "no_measurement"),
        ("m,host v=1 1", "bad_tag"),
        ("m,host= v=1 1", "bad_tag"),
        ("m, v=1 1", "bad_tag"),
        ("m,a=1,a=2 v=1 1", "double_tag"),
        ("m v 1", "bad_field"),
        ("m v= 1", "bad_field"),
        ("m =1 1", "bad_field"),
        ("m v=1, 1", "bad_field"),
        ("m v=1,,w=2 1", "bad_field"),
        ('m v="open 1', "open_quote"),
        ('m v="a"b 1', "bad_field"),
        ("m v=1..2 1", "bad_number"),
        ("m v=+1 1", "bad_number"),
        ("m v=nan 1", "bad_number"),
        ("m v=inf 1", "bad_number"),
        ("m v=-Infinity 1", "bad_number"),
        ("m v=1e400 1", "bad_number"),
        ("m v=0x10 1", "bad_number"),
        ("m v=0x10i 1", "bad_number"),
        ("m v=1.5i 1", "bad_number"),
        ("m v=-1u 1", "bad_number"),
        ("m v=9223372036854775808i 1", "bad_number"),
        ("m v=18446744073709551616u 1", "bad_number"),
        ("m v=tRuE 1", "bad_number"),
        ("m v=1,5 1", "bad_field"),
        ("m v=1 0x10", "bad_time"),
        ("m v=1 1.5", "bad_time"),
        ("m v=1 1 2", "bad_time"),
        ("m v=1 2026-01-01T00:00:00Z", "bad_time"),
        ("m v=1 9223372036854775808", "time_range"),
        (b"m,host=\xff v=1 1", "not_utf8"),
        (b"m \xff=1 1", "not_utf8"),
    ],
)
def test_read_lines__refuses_the_line_and_takes_the_others(line: str | bytes, reason: str) -> None:
    bad = line if isinstance(line, bytes) else line.encode()
    read = of(b"good v=1 1\n" + bad + b"\ngood v=2 2\n")
    assert [found[3] for found in readings(read)] == [1.0, 2.0]
    assert reasons(read) == [("line 2", reason)]
    assert f"connect.lines.{reason}" in known_messages()
    assert "{" not in read.faults[0].message.render("vi") + read.faults[0].message.render("en")


def test_read_lines__a_text_is_refused_its_neighbours_are_taken() -> None:
    read = of('m state="all \\"well\\", so = far",v=1,on=t 5\nm v=2 6\n')
    assert [(found[0], found[3]) for found in readings(read)] == [("m.v", 1.0), ("m.on", 1.0), ("m.v", 2.0)]
    assert reasons(read) == [("line 1", "text_value")]


def test_read_lines__text_over_several_lines() -> None:
    read = of('m v=1,t="first\nm v=666 1\nlast" 5\nm v=2 6\n')
    assert [(found[3], found[4]) for found in readings(read)] == [(1.0, 1), (2.0, 4)]
    assert reasons(read) == [("line 1", "text_value")]


def test_read_lines__an_open_quote_spoils_its_own_line_only() -> None:
    read = of('m t="never closed 1\n' + "".join(f"m v={i} {i}\n" for i in range(100)))
    assert len(read.rows) == 100
    assert reasons(read) == [("line 1", "open_quote")]


def test_read_lines__large_bodies_in_blocks() -> None:
    lines = [f"power,meter=m{i % 7} kw={i / 8},kvar={i} {i * 1000}" for i in range(60_000)]
    lines[1234] = "broken"
    lines[40_000] = "late kw=1"
    read = of("\n".join(lines))
    rows = read.rows
    assert reasons(read) == [("line 1235", "no_fields")]
    assert len(rows) == 2 * 59_998 + 1
    assert rows.row is not None
    assert bool((np.diff(rows.row) >= 0).all())
    numbers = np.flatnonzero(rows.row == 50_001)
    assert [(rows.series[rows.code[i]].name, rows.time_us[i], rows.value[i]) for i in numbers] == [
        ("power,meter=m6.kw", 50_000, 6250.0),
        ("power,meter=m6.kvar", 50_000, 50_000.0),
    ]


def test_read_lines__many_poisoned_lines_do_not_slow_the_rest() -> None:
    body = b"".join(b"m,a=%d v=%d %d\n" % (i % 50, i, i) if i % 1000 else b"poison \xff==,,\n" for i in range(100_000))
    began = time.process_time()
    read = of(body)
    assert time.process_time() - began < 5.0
    assert (len(read.rows), len(read.faults)) == (99_900, 100)


def test_unpacked__gzip() -> None:
    body = b"m v=1 1\n" * 1000
    packed = gzip.compress(body)
    assert unpacked(packed, "gzip", 10_000) == body
    assert unpacked(packed + packed, "GZip ", 100_000) == body + body
    assert unpacked(body, "", 10) == body


@pytest.mark.parametrize(
    ("packed", "limit", "code"),
    [
        (gzip.compress(b"0" * 10_000_000, mtime=0), 1000, "connect.lines.unpacked_too_large"),
        (b"not gzip", 1000, "connect.lines.gzip"),
        (gzip.compress(b"m v=1 1", mtime=0)[:-9], 1000, "connect.lines.gzip"),
        (b"", 1000, "connect.lines.gzip"),
    ],
)
def test_unpacked__refuses(packed: bytes, limit: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        unpacked(packed, "gzip", limit)
    assert caught.value.code == code


names = st.text(st.sampled_from("abXY019_.-é水:/"), min_size=1, max_size=8)
odd_names = st.text(st.sampled_from('ab\\ ,="#\t'), min_size=0, max_size=6)
odd_times = ["", "0", "-0", "007", "0x1F", "1e3", "9" * 19, "9" * 30, "+5", "-9223372036854775808", "1 2"]
times = st.integers(-(2**63), 2**63 - 1).map(str) | st.sampled_from(odd_times)
floats = st.floats(allow_nan=False, allow_infinity=False).map(repr)
decimals = "1. .5 -.5 - . e5 1e 1e5 1E-07 1e+5 1.e3 00012 -0 1e308 1e309 -1e309 1e-400 0e999 +1 1_000 nan inf 0x1F"
suffixed = "1i -5i +5i 5u -5u 1.0i i u 0x1Fi 007i 9223372036854775807i 9223372036854775808i 18446744073709551615u"
others = ["t", "FALSE", "fAlse", "9" * 60, "0." + "0" * 60 + "1", "9" * 400, '"text"', '"a\nb"', '"']
written = st.sampled_from([*decimals.split(), *suffixed.split(), *others])
values = floats | st.integers(-(10**25), 10**25).map(str) | st.integers().map("{}i".format) | written
fields = st.lists(st.tuples(names, values), min_size=1, max_size=4).map(lambda all_: ",".join("=".join(one) for one in all_))
keys = st.tuples(names, st.lists(st.tuples(names, names), max_size=3)).map(
    lambda key: ",".join([key[0], *("=".join(tag) for tag in key[1])])
)
good = st.tuples(keys, fields, times).map(" ".join)
odd = st.tuples(keys | odd_names, st.sampled_from([" ", "  ", ","]), fields | odd_names, times).map("".join)
bodies = st.lists(good | odd | st.text(max_size=12), max_size=8).map("\n".join)


def one_by_one(body: bytes) -> tuple[list[Reading], int]:
    """What the exact reader alone makes of a body in which no text holds a line feed."""
    found: list[Reading] = []
    faults = 0
    for number, raw in enumerate(body.split(b"\n"), 1):
        try:
            line = read_line(raw)
            if line is not None and line.time is not None and abs(line.time) > 2**63 - 1:
                raise Unreadable("time_range")
        except Unreadable:
            faults += 1
            continue
        if line is None:
            continue
        faults += len(line.faults)
        at = NOW_US if line.time is None else line.time // 1000
        for field, value in line.fields:
            tags = "".join(f",{name}={tag}" for name, tag in line.key.tags)
            name = line.key.measurement + tags + ("" if field == "value" else f".{field}")
            found.append((name, None, at, value, number))
    return found, faults


@settings(max_examples=300, deadline=None)
@given(bodies)
def test_read_lines__fast_and_exact_agree(body: str) -> None:
    sent = body.encode("utf-8", "replace")
    read = of(sent)
    if b'"' in sent:  # quoted text may hold line feeds: a blank in front keeps the fast reader out
        alone = of(b"\n".join(b" " + line for line in sent.split(b"\n")))
        assert (readings(read), len(read.faults)) == (readings(alone), len(alone.faults))
    else:
        assert (readings(read), len(read.faults)) == one_by_one(sent)
