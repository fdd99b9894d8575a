"""Files of Circular 10/2021: every variant that loggers write, read and written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.stations import (
    StationLine,
    file_name,
    format_station_file,
    is_station_name,
    parse_station_file,
)
from ecopark.core.errors import InputError
from ecopark.core.properties import BY_SYMBOL
from ecopark.core.terms import MissingReason

NAME = "NT_NM1_OUT01_20250630141500.txt"
T = "20250630141500"
WHEN = datetime(2025, 6, 30, 7, 15)  # 14:15 in Viet Nam


def one(line, name=NAME):
    content = line if isinstance(line, bytes) else line.encode()
    file = parse_station_file(content, name)
    assert len(file.lines) + len(file.errors) == 1
    return (file.lines or file.errors)[0]


VARIANTS = [
    ("tab, point, CRLF", f"COD\t46.5\tmg/L\t{T}\t00\r\n", "COD", 46.5, "mg/L", 0),
    ("tab, comma, LF", f"COD\t46,5\tmg/L\t{T}\t00\n", "COD", 46.5, "mg/L", 0),
    ("blanks", f"COD 46.5   mg/L {T} 00", "COD", 46.5, "mg/L", 0),
    ("blanks and comma", f"  COD 46,5 mg/L {T} 00  ", "COD", 46.5, "mg/L", 0),
    ("PM2,5 by tab", f"PM2,5\t30,25\tµg/Nm3\t{T}\t00", "PM2,5", 30.25, "µg/Nm3", 0),
    ("PM2,5 by blanks", f"PM2,5 30.25 ug/Nm3 {T} 00", "PM2,5", 30.25, "ug/Nm3", 0),
    ("PM2,5 by commas", f"PM2,5,30.25,ug/Nm3,{T},00", "PM2,5", 30.25, "ug/Nm3", 0),
    ("PM2,5 by commas, decimal comma", f"PM2,5,30,25,ug/Nm3,{T},00", "PM2,5", 30.25, "ug/Nm3", 0),
    ("PM2.5 written with a point", f"PM2.5\t30\tug/Nm3\t{T}\t00", "PM2,5", 30, "ug/Nm3", 0),
    ("semicolons", f"COD;46,5;mg/L;{T};01", "COD", 46.5, "mg/L", 1),
    ("commas, decimal comma", f"COD,46,5,mg/L,{T},02", "COD", 46.5, "mg/L", 2),
    ("symbol in capitals", f"PH\t7.1\t-\t{T}\t00", "pH", 7.1, "", 0),
    ("symbol in small letters", f"flow\t152.0\tm3/h\t{T}\t00", "Flow", 152, "m3/h", 0),
    ("unit left out, tab", f"pH\t7.1\t\t{T}\t00", "pH", 7.1, "", 0),
    ("unit left out, blanks", f"pH 7.1 {T} 00", "pH", 7.1, "", 0),
    ("status of one digit", f"COD\t46.5\tmg/L\t{T}\t1", "COD", 46.5, "mg/L", 1),
    ("trailing tab", f"COD\t46.5\tmg/L\t{T}\t00\t", "COD", 46.5, "mg/L", 0),
    ("negative", f"Temp\t-0.5\toC\t{T}\t00", "Temp", -0.5, "oC", 0),
    ("exponent", f"COD\t1.5e1\tmg/L\t{T}\t00", "COD", 15, "mg/L", 0),
    ("thousands", f"Flow\t1.234,5\tm3/h\t{T}\t00", "Flow", 1234.5, "m3/h", 0),
]


@pytest.mark.parametrize(("_", "line", "symbol", "value", "unit", "status"), VARIANTS, ids=[v[0] for v in VARIANTS])
def test_parse_station_file__variants(_, line, symbol, value, unit, status):
    parsed = one(line)
    assert parsed == StationLine(1, symbol, value, unit, WHEN, status)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_parse_station_file__encodings(encoding):
    parsed = one(f"PM2,5\t30\tµg/Nm3\t{T}\t00\r\n".encode(encoding))
    assert parsed.value == 30
    assert parsed.symbol == "PM2,5"


@pytest.mark.parametrize(
    ("value", "status", "reason"),
    [
        ("", "00", MissingReason.NOT_MEASURED),
        ("-", "00", MissingReason.NOT_MEASURED),
        ("null", "00", MissingReason.NOT_MEASURED),
        ("NaN", "00", MissingReason.NOT_A_NUMBER),
        ("inf", "00", MissingReason.NOT_A_NUMBER),
        ("1_000", "00", MissingReason.NOT_A_NUMBER),
        ("ERR", "00", MissingReason.NOT_A_NUMBER),
        ("ERR", "02", MissingReason.DEVICE_FAULT),
        ("", "01", MissingReason.CALIBRATION),
        ("<0,5", "00", MissingReason.BELOW_DETECTION),
    ],
)
def test_parse_station_file__missing_is_null_with_a_reason_never_zero(value, status, reason):
    parsed = one(f"COD\t{value}\tmg/L\t{T}\t{status}")
    assert parsed.value is None
    assert parsed.reason == reason
    assert parsed.status == int(status)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"COD\t46.5\tmg/L\t{T}", "connect.station.fields"),
        ("hello", "connect.station.fields"),
        (f"BOD\t46.5\tmg/L\t{T}\t00", "connect.station.symbol"),
        ("COD\t46.5\tmg/L\t20250230141500\t00", "connect.station.time"),
        ("COD\t46.5\tmg/L\t2025-06-30\t00", "connect.station.time"),
        (f"COD\t46.5\tmg/L\t{T}\t07", "connect.station.status"),
        (f"COD\t46.5\tmg/L\t{T}\t", "connect.station.status"),
    ],
)
def test_parse_station_file__bad_line_is_named_and_the_good_ones_stay(line, code):
    file = parse_station_file(f"pH\t7\t-\t{T}\t00\r\n\r\n{line}\r\nFlow\t1\tm3/h\t{T}\t00\r\n".encode(), NAME)
    assert [line.symbol for line in file.lines] == ["pH", "Flow"]
    (error,) = file.errors
    assert (error.row, error.message.id) == (3, code)
    assert "{" not in error.message.render("vi")


def test_parse_station_file__name():
    file = parse_station_file(f"pH\t7\t-\t{T}\t00".encode(), NAME)
    assert (file.code, file.station, file.time) == ("NT_NM1_OUT01", "OUT01", WHEN)
    short = parse_station_file(f"pH\t7\t-\t{T}\t00".encode(), "KK01_20250630141500.TXT")
    assert (short.code, short.station) == ("KK01", "KK01")


@pytest.mark.parametrize("name", ["KK01.txt", "KK01_20251330000000.txt", "_20250630141500.txt", "KK01_20250630141500.csv"])
def test_parse_station_file__a_name_without_station_or_time_is_refused(name):
    with pytest.raises(InputError) as caught:
        parse_station_file(b"x", name)
    assert caught.value.code == "connect.station.name"


def test_parse_station_file__empty_and_too_large_are_refused():
    for content, code in ((b"\r\n \r\n", "connect.station.empty"), (b"x" * 1_000_001, "connect.station.too_large")):
        with pytest.raises(InputError) as caught:
            parse_station_file(content, NAME)
        assert caught.value.code == code


LINES = st.builds(
    StationLine,
    row=st.just(1),
    symbol=st.sampled_from(sorted(BY_SYMBOL)),
    value=st.floats(-1e9, 1e9, allow_nan=False) | st.integers(-999, 999).map(float),
    unit=st.sampled_from(["", "mg/L", "m3/h", "oC", "Pt-Co", "µg/Nm3", "%V"]),
    time=st.datetimes(datetime(2000, 1, 2), datetime(2060, 1, 1)).map(lambda t: t.replace(microsecond=0)),
    status=st.sampled_from([0, 1, 2]),
    reason=st.just(0),
)


@settings(deadline=None)
@given(
    st.lists(LINES, min_size=1, max_size=8),
    st.sampled_from(["\t", " ", ";"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_format_station_file__round_trip(lines, separator, decimal, newline):
    content = format_station_file(lines, separator=separator, decimal=decimal, newline=newline)
    file = parse_station_file(content, NAME)
    assert not file.errors
    assert [(x.symbol, x.value, x.unit, x.time, x.status) for x in file.lines] == [
        (x.symbol, x.value, x.unit, x.time, x.status) for x in lines
    ]


def test_format_station_file__as_the_circular_asks():
    lines = [StationLine(1, "PM2,5", 30.5, "µg/Nm3", WHEN, 0), StationLine(2, "COD", None, "mg/L", WHEN, 2, 2)]
    assert format_station_file(lines).decode() == f"PM2,5\t30.5\tµg/Nm3\t{T}\t00\r\nCOD\t\tmg/L\t{T}\t02\r\n"
    assert file_name("KK01", WHEN.replace(tzinfo=UTC)) == "KK01_20250630141500.txt"
    assert is_station_name(file_name("NT_NM1_OUT01", WHEN))


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([NAME, "KK01_20250630141500.txt", "x.txt"]))
def test_parse_station_file__any_bytes_give_lines_errors_or_a_refusal(content, name):
    try:
        file = parse_station_file(content, name)
    except InputError as error:
        assert error.render("vi")  # noqa: PT017
    else:
        assert file.lines or file.errors


@settings(deadline=None)
@given(st.text(alphabet="COD PM2,5;|\t.0123456789mg/L<-", max_size=60))
def test_parse_station_file__any_near_line_is_a_reading_or_a_named_error(text):
    content = f"pH\t7\t-\t{T}\t00\r\n{text}".encode()
    file = parse_station_file(content, NAME)
    assert file.lines[0].symbol == "pH"
    assert all("{" not in error.message.render("en") for error in file.errors)
