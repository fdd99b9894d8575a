"""Sheets as people make them: encodings, headers, dates, numbers, broken rows; every fault named with its place."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.connect.mapping import Mapping, propose_mapping
from ecopark.connect.sent import RowError
from ecopark.connect.sheet_decode import decode_sheet, error_report, sheet_to_correct, write_sheet
from ecopark.connect.sheets import read_csv, read_sheets
from ecopark.connect.spelling import plain, unit_spelling
from ecopark.connect.times import day_comes_first, local_time
from ecopark.connect.values import as_number, decimal_mark, number_with
from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.core.messages import Message
from ecopark.core.units import parse_unit

from .conftest import FIRM_A, MANAGER


def xlsx(*rows, title="Số liệu", merge=()):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for cells in merge:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def decoded(content, network, *, scope=MANAGER, name="a", **settled):
    (sheet,) = read_sheets(content if isinstance(content, bytes) else content.encode(), name)
    mapping = propose_mapping(sheet, network, scope).mapping
    for key, value in settled.items():
        mapping = Mapping.from_content({**mapping.content(), key: value})
    return decode_sheet(sheet, mapping, network, PARK_ZONE)


def values(result):
    return [(r["datastream"], r["time"], r["value"]) for r in result.sent.to_pylist()]


# -- reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_read_csv__encodings_and_delimiters(encoding, delimiter):
    text = "Thời gian;Điện năng\r\n30/06/2025 00:00;15\r\n30/06/2025 00:15;16\r\n".replace(";", delimiter)
    sheet = read_csv(text.encode(encoding), "a.csv")
    assert sheet.rows == (("Thời gian", "Điện năng"), ("30/06/2025 00:00", "15"), ("30/06/2025 00:15", "16"))
    assert sheet.delimiter == delimiter


def test_read_csv__windows_1258():
    content = "Gia tri; Điê\u0323n nă\u0301ng\n1;2\n".encode("cp1258")
    sheet = read_csv(content, "a.csv")
    assert sheet.encoding == "cp1258"
    assert sheet.rows[0][1] == "Điện nắng"


def test_read_csv__decimal_commas_are_not_delimiters():
    sheet = read_csv(b"t;a;b\n1;1,5;2,5\n2;3,5;4,5\n", "a.csv")
    assert sheet.rows[1] == ("1", "1,5", "2,5")


def test_read_csv__rows_keep_the_numbers_of_the_spreadsheet():
    sheet = read_csv(b'sep=;\n\na;"two\nlines"\n;;\nb;c\n', "a.csv")
    assert sheet.rows[2] == ("a", "two\nlines")
    assert sheet.rows[3] == ()
    assert sheet.rows[4] == ("b", "c")
    assert sheet.where(5, "x") == "a.csv row 5 column x"


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=4), max_size=6
    )
)
def test_write_sheet__xlsx_round_trip_of_texts(rows):
    (sheet,) = read_sheets(write_sheet(rows, "xlsx"), "a.xlsx")
    for given_row, read_row in zip(rows, sheet.rows, strict=False):
        for cell, back in zip(given_row, read_row, strict=False):
            assert (back or "").lstrip("'").strip() == cell.lstrip("'").strip()


def test_read_sheets__a_wrong_stated_size_cuts_nothing_off():
    content = xlsx(["time", "b.kwh"], [], ["30/06/2025", 1.5])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    (sheet,) = read_sheets(out.getvalue(), "a.xlsx")
    assert sheet.rows == (("time", "b.kwh"), (), ("30/06/2025", 1.5))


def test_read_sheets__a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("ecopark.connect.sheets.MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(InputError) as caught:
        read_sheets(xlsx(["a", "b"]), "a.xlsx")
    assert caught.value.code == "connect.sheet.too_large"


def test_write_sheet__a_formula_stays_a_text():
    for form in ("csv", "xlsx"):
        (sheet,) = read_sheets(write_sheet([["=1+1", "@x", "-5", "+x"]], form), f"a.{form}")
        assert sheet.rows[0] == ("'=1+1", "'@x", "-5", "'+x")


# -- numbers and times


@pytest.mark.parametrize(
    ("texts", "mark", "numbers"),
    [
        (["1.234,5", "12"], ",", [1234.5, 12]),
        (["1,234.5", "12"], ".", [1234.5, 12]),
        (["1,5", "1.000"], ",", [1.5, 1000]),
        (["1.5", "1,000"], ".", [1.5, 1000]),
        (["1.234.567"], ",", [1234567]),
        (["0,123", "1,234"], ",", [0.123, 1.234]),
        (["1234,567"], ",", [1234.567]),
        (["1 234,5", "−2,5"], ",", [1234.5, -2.5]),
        (["12", "13"], ".", [12, 13]),
    ],
)
def test_decimal_mark__by_the_whole_column(texts, mark, numbers):
    assert decimal_mark(texts) == mark
    assert [number_with(text, mark) for text in texts] == numbers


def test_decimal_mark__a_column_that_disagrees_is_not_guessed():
    assert decimal_mark(["1,5", "1.5"]) is None


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.sampled_from([",", "."]), st.booleans())
def test_number_with__reads_what_either_country_writes(value, mark, grouped):
    text = f"{value:,.3f}" if grouped else f"{value:.3f}"
    swapped = text if mark == "." else text.translate(str.maketrans(",.", ".,"))
    assert number_with(swapped, mark) == float(f"{value:.3f}")


@settings(deadline=None)
@given(st.text(max_size=12))
def test_as_number__any_text_is_a_number_or_none(text):
    assert as_number(text) is None or isinstance(as_number(text), float)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("30/06/2025 14:15", datetime(2025, 6, 30, 14, 15)),
        ("30/06/2025 14:15:30", datetime(2025, 6, 30, 14, 15, 30)),
        ("3/6/2025 7:05", datetime(2025, 6, 3, 7, 5)),
        ("30-06-2025 14h15", datetime(2025, 6, 30, 14, 15)),
        ("14:15 30/06/2025", datetime(2025, 6, 30, 14, 15)),
        ("30/06/2025 2:15 CH", datetime(2025, 6, 30, 14, 15)),
        ("30/06/2025 12:15 SA", datetime(2025, 6, 30, 0, 15)),
        ("30/06/2025 24:00", datetime(2025, 7, 1)),
        ("2025-06-30T14:15", datetime(2025, 6, 30, 14, 15)),
        ("2025-06-30 4:15", datetime(2025, 6, 30, 4, 15)),
        ("2025-06-30", datetime(2025, 6, 30)),
        ("20250630141500", datetime(2025, 6, 30, 14, 15)),
        (45838.59375, datetime(2025, 6, 30, 14, 15)),
        (45838.0104166667, datetime(2025, 6, 30, 0, 15)),
        (datetime(2025, 6, 30, 14, 14, 59, 999900), datetime(2025, 6, 30, 14, 15)),
        ("31/02/2025", None),
        ("30/06/2025 25:00", None),
        ("hôm qua", None),
        (12.5, None),
        (True, None),
        (None, None),
    ],
)
def test_local_time__variants(cell, moment):
    assert local_time(cell, day_first=True) == moment


def test_day_comes_first__by_the_whole_column():
    assert day_comes_first(["01/02/2025", "13/02/2025"]) is True
    assert day_comes_first(["01/02/2025", "02/13/2025"]) is False
    assert day_comes_first(["13/02/2025", "02/13/2025"]) is None
    assert day_comes_first(["01/02/2025"]) is True


@pytest.mark.parametrize(
    "text", ["KWH", "kwh", "m3/giờ", "M3/NGÀY", "tấn", "độ C", "C", "µg/Nm3", "μg/Nm3", "ug/Nm3", "mg/lít", "%V"]
)
def test_unit_spelling__what_people_write_is_a_unit(text):
    parse_unit(unit_spelling(text))


def test_plain__folds_vietnamese():
    assert plain("Ngày  Giờ Đo") == "ngay gio do"


# -- mapping


@pytest.mark.parametrize(
    ("header", "datastream", "confidence"),
    [
        ("a.kwh", "a.kwh", 1),
        ("A.KWH", "a.kwh", 1),
        ("Điện công ty A (kWh)", "a.kwh", 1),
        ("dien cong ty b", "b.kwh", 1),
        ("Lưu lượng", "out.flow", 0.8),
        ("LƯU LƯỢNG (m3/h)", "out.flow", 0.8),
        ("pH", "out.ph", 0.8),
        ("COD (mg/l)", "out.cod", 0.8),
        ("PM2,5", "kk.pm", 0.8),
        ("CT-B", "b.kwh", 0.9),
        ("Điện năng CT-B (MWh)", "b.kwh", 0.9),
    ],
)
def test_propose_mapping__finds_the_datastream(network, header, datastream, confidence):
    (sheet,) = read_sheets(xlsx(["Thời gian", header], [datetime(2025, 6, 30), 1]), "a.xlsx")
    proposal = propose_mapping(sheet, network, MANAGER)
    column = proposal.columns[1]
    assert column.column.datastream == datastream
    assert column.confidence >= confidence
    assert proposal.certain
    assert "{" not in column.reason.render("vi")


@pytest.mark.parametrize("header", ["Thời gian", "Ngày giờ", "ngay gio", "Thời điểm", "Time", "timestamp", "Ngày", "DATE"])
def test_propose_mapping__finds_the_time(network, header):
    (sheet,) = read_sheets(f"{header};b.kwh\n30/06/2025;1\n".encode(), "a.csv")
    assert propose_mapping(sheet, network, MANAGER).certain


def test_propose_mapping__several_candidates_are_asked_not_guessed(network):
    (sheet,) = read_sheets("Thời gian;Điện năng (kWh)\n30/06/2025;1\n".encode(), "a.csv")
    proposal = propose_mapping(sheet, network, MANAGER)
    assert not proposal.certain
    assert set(proposal.columns[1].choices) == {"a.kwh", "a.reg", "b.kwh"}
    assert proposal.problems[0].id == "connect.mapping.choose"


def test_propose_mapping__a_firm_is_offered_its_own_only(network):
    (sheet,) = read_sheets("Thời gian;Điện năng (kWh)\n30/06/2025;1\n".encode(), "a.csv")
    assert set(propose_mapping(sheet, network, FIRM_A).columns[1].choices) == {"a.kwh", "a.reg"}


def test_propose_mapping__title_rows_and_merged_header_of_two_rows(network):
    content = xlsx(
        ["BÁO CÁO ĐIỆN NĂNG THÁNG 6"],
        [],
        ["STT", "Thời gian", "Điện năng (kWh)", None, "Ghi chú"],
        [None, None, "CT-B", "a.kwh", None],
        [1, datetime(2025, 6, 30, 0, 0), 1.5, 2.5, "x"],
        [2, datetime(2025, 6, 30, 0, 15), 1.75, 2.25],
        merge=["A1:E1", "C3:D3"],
    )
    (sheet,) = read_sheets(content, "a.xlsx")
    proposal = propose_mapping(sheet, network, MANAGER)
    assert (proposal.mapping.header_row, proposal.mapping.first_row) == (4, 5)
    assert [c.column.datastream for c in proposal.columns[2:4]] == ["b.kwh", "a.kwh"]
    result = decode_sheet(sheet, proposal.mapping, network, PARK_ZONE)
    assert not result.errors
    assert [v for _, _, v in values(result)] == [1.5, 2.5, 1.75, 2.25]


def test_propose_mapping__time_by_its_cells_where_the_header_says_nothing(network):
    (sheet,) = read_sheets(b"moment;b.kwh\n30/06/2025 00:00;1\n30/06/2025 00:15;2\n", "a.csv")
    assert propose_mapping(sheet, network, MANAGER).columns[0].column.role == "time"


def test_propose_mapping__the_same_datastream_twice_is_a_problem(network):
    (sheet,) = read_sheets(b"time;b.kwh;CT-B\n30/06/2025;1;2\n", "a.csv")
    assert [p.id for p in propose_mapping(sheet, network, MANAGER).problems] == ["connect.mapping.twice"]


def test_from_content__round_trip_and_refusal(network):
    (sheet,) = read_sheets(b"time;b.kwh\n30/06/2025;1\n", "a.csv")
    mapping = propose_mapping(sheet, network, MANAGER).mapping
    assert Mapping.from_content(mapping.content()) == mapping
    for change in (
        {"columns": 3},
        {"first_row": 0},
        {"datastream": ["x"]},
        {"layout": "round"},
        {"decimal": "x"},
        {"header_row": "one"},
    ):
        with pytest.raises(InputError) as caught:
            Mapping.from_content({**mapping.content(), **change})
        assert caught.value.code == "connect.mapping.invalid"


# -- decoding

JUNE = datetime(2025, 6, 29, 17)  # 30 June 00:00 in Viet Nam


def test_decode_sheet__long_in_vietnamese(network):
    text = (
        "Thời gian;Mã điểm đo;Giá trị;Đơn vị;Trạng thái\n30/06/2025 00:00;a.kwh;1,5;MWh;00\n30/06/2025 00:00;CT-B;-;kWh;02\n"
    )
    result = decoded(text, network)
    assert values(result) == [("a.kwh", JUNE, 1.5), ("b.kwh", JUNE, None)]
    assert result.sent["unit"].to_pylist() == ["MWh", "kWh"]
    assert result.sent["status"].to_pylist() == [0, 2]


def test_decode_sheet__date_and_clock_in_two_columns(network):
    result = decoded(
        xlsx(["Ngày", "Giờ", "b.kwh"], [datetime(2025, 6, 30), "0h00", 1], [datetime(2025, 6, 30), 24, 2]), network
    )
    assert [t for _, t, _ in values(result)] == [JUNE, datetime(2025, 6, 30, 17)]


def test_decode_sheet__an_empty_cell_is_silent_a_dash_is_a_missing_reading(network):
    result = decoded("time;a.kwh;b.kwh\n30/06/2025;;-\n", network)
    assert values(result) == [("b.kwh", JUNE, None)]


def test_decode_sheet__empty_rows_between_are_nothing(network):
    result = decoded("time;b.kwh\n30/06/2025;1\n;\n\n01/07/2025;2\n;;\n", network)
    assert (result.rows, len(result.sent), result.errors) == (2, 2, ())
    assert result.sent["row"].to_pylist() == [2, 5]


BROKEN = [
    ("30/06/2025 00:15;một", 3, "b.kwh", "một", "connect.row.bad_number"),
    ("30/06/2025 00:15;1,5 kWh", 3, "b.kwh", "1,5 kWh", "connect.row.bad_number"),
    ("hôm qua;1,5", 3, "time", "hôm qua", "connect.row.bad_time"),
    (";1,5", 3, "time", "", "connect.row.no_time"),
    ("06/30/2025 00:15;1,5", 2, "time", "30/06/2025 00:00", "connect.row.mixed_dates"),
    ("30/02/2025 00:15;1,5", 3, "time", "30/02/2025 00:15", "connect.row.bad_time"),
]


@pytest.mark.parametrize(
    ("line", "row", "column", "value", "code"), BROKEN, ids=[b[4] + str(i) for i, b in enumerate(BROKEN)]
)
def test_decode_sheet__a_broken_row_is_named(network, line, row, column, value, code):
    result = decoded(f"time;b.kwh\n30/06/2025 00:00;1,5\n{line}\n", network)
    error = result.errors[0]
    assert (error.row, error.column, error.value, error.message.id) == (row, column, value, code)
    for lang in ("vi", "en"):
        assert "{" not in error.message.render(lang)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("30/06/2025;CT-C;1;kWh", "connect.row.unknown_datastream"),
        ("30/06/2025;;1;kWh", "connect.row.no_datastream"),
        ("30/06/2025;CT-A;1;kWh", "connect.row.several_datastreams"),
    ],
)
def test_decode_sheet__an_unknown_meter_is_named(network, line, code):
    result = decoded(f"time;meter;value;unit\n30/06/2025;CT-B;1;kWh\n{line}\n", network)
    assert [(e.row, e.message.id) for e in result.errors] == [(3, code)]
    assert len(result.sent) == 1


def test_decode_sheet__month_first_columns_are_read_so(network):
    result = decoded("time;b.kwh\n06/30/2025;1\n07/01/2025;2\n", network)
    assert [t for _, t, _ in values(result)] == [JUNE, datetime(2025, 6, 30, 17)]


def test_decode_sheet__open_dates_are_read_day_first_and_told(network):
    result = decoded("time;b.kwh\n01/02/2025;1\n", network)
    assert values(result)[0][1] == datetime(2025, 1, 31, 17)
    assert [n.id for n in result.notices] == ["connect.notice.day_first"]
    other = decoded("time;b.kwh\n01/02/2025;1\n", network, day_first=False)
    assert values(other)[0][1] == datetime(2025, 1, 1, 17)
    assert not other.notices


def test_decode_sheet__thousands_or_decimals_are_asked_not_guessed(network):
    text = "time;b.kwh\n30/06/2025;1.234\n01/07/2025;2.345\n"
    assert {e.message.id for e in decoded(text, network).errors} == {"connect.row.open_mark"}
    assert [v for _, _, v in values(decoded(text, network, decimal=","))] == [1234, 2345]
    assert [v for _, _, v in values(decoded(text, network, decimal="."))] == [1.234, 2.345]
    beside = decoded("time;b.kwh;a.kwh\n30/06/2025;1.234;0,5\n", network)
    assert [v for _, _, v in values(beside)] == [1234, 0.5]


def test_decode_sheet__incomplete_mapping_is_refused(network):
    (sheet,) = read_sheets("Thời gian;Điện năng\n30/06/2025;1\n".encode(), "a.csv")
    with pytest.raises(InputError) as caught:
        decode_sheet(sheet, propose_mapping(sheet, network, MANAGER).mapping, network, PARK_ZONE)
    assert caught.value.code == "connect.mapping.incomplete"


def test_error_report__has_place_reason_and_remedy_in_both_languages():
    error = RowError("a.csv", 7, Message("connect.row.bad_number", {"value": "một"}), "T6", "b.kwh", "=một")
    for lang, form in (("vi", "xlsx"), ("en", "csv")):
        (sheet,) = read_sheets(error_report([error], lang, form=form), f"r.{form}")
        row = [str(cell) for cell in sheet.rows[1]]
        assert row[:5] == ["a.csv", "T6", "7", "b.kwh", "'=một"]
        assert row[5] == error.message.render(lang)


def test_sheet_to_correct__gives_the_rows_back_as_they_came(network):
    (sheet,) = read_sheets("time;b.kwh\n30/06/2025;1,5\n\nhôm qua;hai\n".encode(), "a.csv")
    mapping = propose_mapping(sheet, network, MANAGER).mapping
    errors = decode_sheet(sheet, mapping, network, PARK_ZONE).errors
    (bad,) = read_sheets(sheet_to_correct(sheet, mapping, errors, "en", whole=False), "b.xlsx")
    (whole,) = read_sheets(sheet_to_correct(sheet, mapping, errors, "en", whole=True, form="csv"), "b.csv")
    assert bad.rows[0] == whole.rows[0] == ("time", "b.kwh", "Note")
    assert [row[:2] for row in bad.rows[1:]] == [("hôm qua", "hai")]
    assert [row[:2] for row in whole.rows[1:]] == [("30/06/2025", "1,5"), ("hôm qua", "hai")]


def test_decode_sheet__what_the_columns_settled_is_in_the_mapping(network):
    settled = decoded("time;b.kwh\n06/30/2025;1,5\n06/01/2025;2,25\n", network).mapping
    assert (settled.day_first, settled.decimal) == (False, ",")
    untouched = decoded("time;b.kwh\n2025-06-30;1\n", network).mapping
    assert untouched.decimal is None
