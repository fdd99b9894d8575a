"""Files through the doors: stored once, quarantined with reasons, retried, written down."""

import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopark.connect import station_import
from ecopark.connect.actions import (
    discard,
    preview_file,
    propose,
    quarantine_report,
    retry,
    take_file,
    take_folder,
    take_readings_json,
)
from ecopark.connect.records import ImportRun, QuarantineItem
from ecopark.connect.station_account import account_files, read_ledger
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.core.interval import Interval
from ecopark.core.network import FlowNetwork
from ecopark.core.scope import PUBLIC, Scope
from ecopark.core.terms import MissingReason, Role

from .conftest import FIRM_A, MANAGER, stream

NAME = "NT_NM1_OUT01_20250630141500.txt"
T = "20250630141500"
STATION = f"Flow\t152,5\tm3/h\t{T}\t00\r\npH\t7.2\t-\t{T}\t00\r\nCOD\t46.5\tmg/L\t{T}\t01\r\n".encode()
WIDE = "Thời gian;Điện công ty A (kWh);b.kwh\n30/06/2025 00:00;1,5;2\n30/06/2025 00:15;1,75;\n30/06/2025 00:30;1,25;4\n"


def item_of(desk, run, scope=MANAGER):
    record = desk["records"].get(scope, "quarantine", run.quarantine)
    return QuarantineItem.from_content(record.content)


def test_take_file__station_file_is_stored_converted_and_written_down(desk):
    run = take_file(STATION, NAME, **desk.ports)
    assert run.state == "stored"
    assert (run.door, run.readings_stored, run.rows_read) == ("station", 3, 3)
    assert desk.writer.values("out.flow") == [152.5]
    (cod,) = [row for row in desk.writer.rows if row["datastream"] == "out.cod"]
    assert (cod["value"], cod["status"]) == (46.5, 1)
    assert cod["phenomenon_time"] == datetime(2025, 6, 30, 7, 15)
    assert desk["raw"].get(run.raw_sha256) == STATION
    assert desk.writer.batches[0][1] == run.raw_sha256
    record = desk["records"].get(MANAGER, "import_run", run.id)
    assert ImportRun.from_content(record.content) == run


def test_take_file__units_as_sent_are_converted(desk):
    content = f"SO2\t30\tug/Nm3\t{T}\t00\nPM2,5\t0,03\tmg/Nm3\t{T}\t00\n".encode()
    take_file(content, f"KK01_{T}.txt", **desk.ports)
    assert desk.writer.values("kk.so2") == [pytest.approx(0.03)]
    assert desk.writer.values("kk.pm") == [pytest.approx(30)]


def test_take_file__the_same_file_again_adds_nothing_and_says_so(desk):
    for content, name in ((STATION, NAME), (WIDE.encode(), "a.csv")):
        first = take_file(content, name, **desk.ports)
        before = len(desk.writer.rows)
        again = take_file(content, name, **desk.ports)
        assert (first.state, again.state) == ("stored", "repeated")
        assert len(desk.writer.rows) == before
        assert again.messages[-1].id == "connect.notice.repeated"
        assert again.id != first.id


def test_take_file__bad_station_lines_wait_while_good_ones_are_stored(desk):
    content = STATION + f"BOD\t3\tmg/L\t{T}\t00\nTSS\t3\tmg/L\t{T}\t00\npH\t7\tkWh\t{T}\t00\n".encode()
    run = take_file(content, NAME, **desk.ports)
    assert (run.state, run.readings_stored, run.rows_refused) == ("partly", 3, 3)
    item = item_of(desk, run)
    assert [(e["row"], e["message"]) for e in item.errors] == [
        (4, "connect.station.symbol"),
        (5, "connect.station.no_datastream"),
        (6, "core.unit.incompatible"),
    ]
    assert item.parts[0].ranges == ((4, 6),)


def with_stream(network, datastream):
    parts = {name: getattr(network, name).values() for name in ("firms", "nodes", "edges", "monitoring_points", "meters")}
    return FlowNetwork.of(network.park, **parts, datastreams=[*network.datastreams.values(), datastream])


def test_retry__after_the_park_was_mended_takes_only_what_waited(desk):
    run = take_file(STATION + f"TSS\t3\tmg/L\t{T}\t00\nBOD\t3\tmg/L\t{T}\t00\n".encode(), NAME, **desk.ports)
    mended = with_stream(desk["network"], stream("out.tss", "st", "tss", "mg/L"))
    again = retry(run.quarantine, **desk.without(network=mended))
    assert (again.state, again.readings_stored) == ("partly", 1)
    assert desk.writer.values("out.tss") == [3]
    assert desk.writer.values("out.flow") == [152.5]
    item = item_of(desk, run)
    assert (item.state, item.tries, item.count) == ("waiting", 1, 1)
    assert item.parts[0].ranges == ((5, 5),)


def test_retry__corrected_station_file_settles_the_item(desk):
    run = take_file(f"BOD\t3\tmg/L\t{T}\t00\n".encode(), NAME, **desk.ports)
    assert run.state == "refused"
    again = retry(run.quarantine, corrected=f"COD\t3\tmg/L\t{T}\t00\n".encode(), **desk.ports)
    assert again.state == "stored"
    assert item_of(desk, run).state == "taken"
    with pytest.raises(StateError) as caught:
        retry(run.quarantine, **desk.ports)
    assert caught.value.code == "connect.quarantine.settled"


def test_take_file__unknown_station_waits_whole(desk):
    run = take_file(STATION, f"XX99_{T}.txt", **desk.ports)
    assert (run.state, run.rows_refused) == ("refused", 3)
    assert item_of(desk, run).reasons[0]["message"] == "connect.station.unknown"
    assert not desk.writer.batches


@pytest.mark.parametrize(
    ("content", "name", "door", "code"),
    [
        (b"\x00\x01\x02" * 50, "a.csv", "csv", "connect.sheet.binary"),
        (b"", "a.csv", "csv", "connect.sheet.empty"),
        (b"PK\x03\x04broken", "a.xlsx", "xlsx", "connect.sheet.unreadable"),
        (b"\xd0\xcf\x11\xe0old", "a.xls", "xlsx", "connect.sheet.old_format"),
        (b"PAR1broken", "a.parquet", "parquet", "connect.parquet.unreadable"),
        (b'{"readings": 3}', "a.json", "json", "connect.json.type"),
        (b"a;b\n1;2\n", "a.csv", "csv", "connect.mapping.no_header"),
        (b"time,mystery\n2025-06-30,2\n", "a.csv", "csv", "connect.mapping.choose"),
        (b"\r\n", NAME, "station", "connect.station.empty"),
    ],
)
def test_take_file__a_file_that_cannot_be_read_is_a_refused_run_in_quarantine(desk, content, name, door, code):
    run = take_file(content, name, **desk.ports)
    assert (run.state, run.door) == ("refused", door)
    item = item_of(desk, run)
    assert item.reasons[0]["message"] == code
    assert desk["raw"].get(item.parts[0].raw_sha256) == content
    assert not desk.writer.batches


def test_take_file__sheet_with_a_bad_row_imports_nothing_unless_asked(desk):
    broken = WIDE.replace("1,75;", "một;")
    run = take_file(broken.encode(), "a.csv", **desk.ports)
    assert (run.state, run.readings_stored, run.rows_refused, run.rows_read) == ("refused", 0, 1, 3)
    assert not desk.writer.batches
    (error,) = run.errors
    assert (error["row"], error["column"], error["value"]) == (3, "Điện công ty A (kWh)", "một")
    good = retry(run.quarantine, policy="good_rows", **desk.ports)
    assert (good.state, good.readings_stored) == ("partly", 4)
    assert desk.writer.values("a.kwh") == [1.5, 1.25]
    item = item_of(desk, run)
    assert (item.state, item.parts[0].ranges) == ("waiting", ((3, 3),))


def test_retry__bad_rows_are_downloaded_corrected_and_sent_again(desk):
    run = take_file(WIDE.replace("1,75;", "một;").encode(), "a.csv", **desk.ports, policy="good_rows")
    assert desk.writer.values("a.kwh") == [1.5, 1.25]
    sheet = quarantine_report(run.quarantine, **desk.without("writer"), lang="vi")
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows[0][:3] == ["Thời gian", "Điện công ty A (kWh)", "b.kwh"]
    assert len(rows) == 2
    assert "không phải là số" in rows[1][3]
    book.active.cell(2, 2).value = 1.75
    out = io.BytesIO()
    book.save(out)
    again = retry(run.quarantine, corrected=out.getvalue(), corrected_name="sửa.xlsx", **desk.ports)
    assert again.state == "stored"
    assert desk.writer.values("a.kwh") == [1.5, 1.25, 1.75]
    assert item_of(desk, run).state == "taken"


def report_rows(desk, run, scope=MANAGER, lang="en"):
    ports = desk.without("writer", scope=scope)
    book = openpyxl.load_workbook(io.BytesIO(quarantine_report(run.quarantine, **ports, lang=lang)))
    return book, [list(row) for row in book.active.iter_rows(values_only=True)]


def test_retry__a_refused_sheet_is_downloaded_whole_and_comes_back_whole(desk):
    """Month first, decimal comma: what only the whole column settles holds for the corrected sheet too."""
    text = "time;a.kwh\n06/01/2025;1,5\n06/02/2025;oops\n06/30/2025;2,25\n"
    run = take_file(text.encode(), "a.csv", **desk.ports)
    assert run.state == "refused"
    book, rows = report_rows(desk, run)
    assert [row[0] for row in rows] == ["time", "06/01/2025", "06/02/2025", "06/30/2025"]
    assert [bool(row[2]) for row in rows[1:]] == [False, True, False]
    book.active.cell(3, 2).value = "1,75"
    out = io.BytesIO()
    book.save(out)
    again = retry(run.quarantine, corrected=out.getvalue(), corrected_name="a.xlsx", **desk.ports)
    assert (again.state, item_of(desk, run).state) == ("stored", "taken")
    assert desk.writer.values("a.kwh") == [1.5, 1.75, 2.25]
    assert {row["phenomenon_time"].month for row in desk.writer.rows} == {5, 6}


def test_quarantine_report__names_every_fault_of_every_door(desk):
    station = take_file(STATION + f"BOD\t3\tmg/L\t{T}\t00\n".encode() * 150, NAME, **desk.ports)
    columns = {"datastream": "nowhere", "time": ["2025-06-30T00:00:00Z"] * 150, "value": [1] * 150}
    sent = take_readings_json(json.dumps(columns).encode(), idempotency_key="k", **desk.ports)
    unread = take_file(b"PAR1broken", "x.parquet", **desk.ports)
    for run, count in ((station, 150), (sent, 150), (unread, 1)):
        for scope in (MANAGER, Scope(Role.INSPECTOR, "i")):
            _, rows = report_rows(desk, run, scope)
            assert len(rows) == count + 1
            assert rows[0][2] == "Row"
    assert len(station.errors) == 100


def test_retry__a_single_bad_reading_of_a_json_body_is_retried_alone(desk):
    readings = [{"datastream": d, "time": "2025-06-30T00:00:00Z", "value": 1} for d in ("new", "a.kwh")]
    run = take_readings_json(json.dumps({"readings": readings}).encode(), idempotency_key="k", **desk.ports)
    assert item_of(desk, run).parts[0].ranges == ((1, 1),)
    mended = with_stream(desk["network"], stream("new", "CT-A", "active_energy", "kWh"))
    assert retry(run.quarantine, **desk.without(network=mended)).readings_stored == 1
    assert len(desk.writer.rows) == 2


def test_retry__one_corrected_file_cannot_stand_for_many(desk, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for minute in (0, 5):
        name, content = file_at(datetime(2025, 6, 30, 0, minute, tzinfo=UTC), b"BOD\r\n")
        (inbox / name).write_bytes(content)
    (run,) = take_folder(inbox, **desk.ports)
    with pytest.raises(InputError) as caught:
        retry(run.quarantine, corrected=b"x", **desk.ports)
    assert caught.value.code == "connect.quarantine.many_files"
    assert item_of(desk, run).state == "waiting"


def test_discard__is_not_for_those_who_only_read(desk):
    run = take_file(b"a;b\n1;2\n", "a.csv", **desk.ports)
    with pytest.raises(NotAllowed):
        discard(run.quarantine, "x", records=desk["records"], scope=Scope(Role.INSPECTOR, "i"))
    assert item_of(desk, run).state == "waiting"


def test_discard__closes_the_item_and_keeps_the_reason(desk):
    run = take_file(b"a;b\n1;2\n", "a.csv", **desk.ports)
    discard(run.quarantine, "sai tệp", records=desk["records"], scope=MANAGER)
    assert item_of(desk, run).state == "discarded"
    (_, last) = desk["records"].history(MANAGER, "quarantine", run.quarantine)
    assert last.content["discarded_because"] == "sai tệp"


def test_take_file__a_firm_writes_its_own_datastreams_only(desk):
    run = take_file(WIDE.encode(), "a.csv", **desk.without(scope=FIRM_A))
    assert run.state == "refused"
    assert not desk.writer.batches
    long = "time,datastream,value\n2025-06-30 01:00,a.kwh,1\n2025-06-30 01:00,b.kwh,2\n"
    partly = take_file(long.encode(), "l.csv", **desk.without(scope=FIRM_A), policy="good_rows")
    assert {row["datastream"] for row in desk.writer.rows} == {"a.kwh"}
    assert partly.errors[0]["message"] == "connect.reading.unknown_datastream"
    own = desk["records"].get(FIRM_A, "import_run", partly.id)
    assert own is not None
    assert own.firm == "a"
    assert desk["records"].get(Scope(Role.FIRM, "c", frozenset({"b"})), "quarantine", partly.quarantine) is None
    with pytest.raises(InputError):
        retry(partly.quarantine, **desk.without(scope=Scope(Role.FIRM, "c", frozenset({"b"}))))


@pytest.mark.parametrize("scope", [PUBLIC, Scope(Role.INSPECTOR, "i"), Scope(Role.REGULATOR, "r")])
def test_take_file__who_only_reads_may_not_send(desk, scope):
    with pytest.raises(NotAllowed):
        take_file(STATION, NAME, **desk.without(scope=scope))
    assert not desk.writer.batches


def test_take_file__disk_full_is_told_and_the_file_can_come_again(desk):
    desk.writer.full = StateError("engine.disk.full")
    with pytest.raises(StateError):
        take_file(STATION, NAME, **desk.ports)
    desk.writer.full = None
    assert take_file(STATION, NAME, **desk.ports).state == "stored"


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


TIMES = pa.array([datetime(2025, 6, 30, 1), datetime(2025, 6, 30, 2)], pa.timestamp("ms"))


def test_take_file__parquet_long_and_wide(desk):
    long = parquet(datastream=["out.cod", "out.cod"], time=TIMES, value=[1.0, None], unit=["g/m3", None], status=[0, 2])
    assert take_file(long, "l.parquet", **desk.ports).readings_stored == 2
    first, second = desk.writer.rows
    assert first["phenomenon_time"] == datetime(2025, 6, 29, 18)  # naive: local time of the park
    assert (first["value"], second["value"], second["reason"]) == (1.0, None, MissingReason.NOT_MEASURED)
    wide = parquet(time=TIMES.cast(pa.timestamp("us", "UTC")), **{"a.kwh": [1.0, 2.0], "b.kwh": [3, 4]})
    assert take_file(wide, "w.parquet", **desk.ports).readings_stored == 4
    assert desk.writer.values("b.kwh") == [3, 4]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"time": TIMES, "a.kwhh": [1.0, 2.0]}, "connect.parquet.unknown_column"),
        ({"datastream": ["a.kwh"] * 2, "value": [1.0, 2.0]}, "connect.parquet.missing_column"),
        ({"datastream": ["a.kwh"] * 2, "time": ["x", "y"], "value": [1.0, 2.0]}, "connect.parquet.type"),
        ({"datastream": ["a.kwh"] * 2, "time": TIMES, "value": ["1", "2"]}, "connect.parquet.type"),
        ({"datastream": ["a.kwh"] * 2, "time": TIMES, "value": [1.0, 2.0], "status": [0, 9]}, "connect.parquet.status"),
        ({"time": pa.array([None, None], pa.timestamp("us")), "a.kwh": [1.0, 2.0]}, "connect.parquet.empty_time"),
        ({"time": TIMES, "timestamp": TIMES, "a.kwh": [1.0, 2.0]}, "connect.parquet.double_column"),
    ],
)
def test_take_file__parquet_refusals(desk, columns, code):
    run = take_file(parquet(**columns), "x.parquet", **desk.ports)
    assert run.state == "refused"
    assert run.errors[0]["message"] == code


def body(**reading):
    full = {"datastream": "a.kwh", "time": "2025-06-30T14:15:00+07:00", "value": 1.5, **reading}
    return json.dumps({"readings": [{k: v for k, v in full.items() if v != "drop"}]}).encode()


def test_take_readings_json__rows_and_columns(desk):
    run = take_readings_json(body(unit="MWh", status="00"), idempotency_key="k1", **desk.ports)
    assert run.state == "stored"
    assert desk.writer.values("a.kwh") == [1500]
    columns = {"datastream": "b.kwh", "time": ["2025-06-30T00:00:00Z", "2025-06-30T00:15:00Z"], "value": [1, None]}
    take_readings_json(json.dumps(columns).encode(), idempotency_key="k2", **desk.ports)
    assert desk.writer.values("b.kwh") == [1, None]


def test_take_readings_json__idempotency_key(desk):
    first = take_readings_json(body(), idempotency_key="k", **desk.ports)
    again = take_readings_json(body(), idempotency_key="k", **desk.ports)
    assert (again.state, again.repeated_of) == ("repeated", first.id)
    assert len(desk.writer.rows) == 1
    with pytest.raises(StateError) as caught:
        take_readings_json(body(value=2), idempotency_key="k", **desk.ports)
    assert caught.value.code == "connect.upload.key_reused"
    other = take_readings_json(body(), idempotency_key="k", **desk.without(scope=FIRM_A))
    assert other.state == "stored", "keys of different users do not meet"


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        (b"{", "connect.json.syntax", "/"),
        (b"[1]", "connect.json.type", "/"),
        (b'{"readings": [{"datastream": "a.kwh", "time": "2025-06-30", "value": NaN}]}', "connect.json.syntax", "/"),
        (body(time="2025-06-30T00:00:00"), "connect.json.time", "/readings/0/time"),
        (body(time=5), "connect.json.time", "/readings/0/time"),
        (body(value="1,5"), "connect.json.type", "/readings/0/value"),
        (body(value=True), "connect.json.type", "/readings/0/value"),
        (body(value="drop"), "connect.json.missing", "/readings/0"),
        (body(status=True), "connect.json.status", "/readings/0/status"),
        (body(status="03"), "connect.json.status", "/readings/0/status"),
        (body(valeu=1), "connect.yaml.unknown_key_near", "/readings/0/valeu"),
        (body(datastream=7), "connect.json.type", "/readings/0/datastream"),
        (b'{"readings": [3]}', "connect.json.type", "/readings/0"),
        (body(datastream="\ud800"), "connect.json.type", "/readings/0/datastream"),
        (body(unit="\ud800"), "connect.json.type", "/readings/0/unit"),
        (body(time="\ud800"), "connect.json.time", "/readings/0/time"),
        (b'{"datastream": "a", "time": ["2025-06-30T00:00:00Z"], "value": [1, 2]}', "connect.json.length", "/value"),
        (b'{"time": [], "value": []}', "connect.json.missing", "/"),
        (b'{"readings": [{"datastream": "a", "time": "2025-06-30T00:00:00Z", "value": 1' + b"0" * 400 + b"}]}",
         "connect.json.type", "/readings/0/value"),
    ],
)  # fmt: skip
def test_take_readings_json__malformed_body_is_refused_with_a_pointer(desk, content, code, pointer):
    with pytest.raises(InputError) as caught:
        take_readings_json(content, idempotency_key="k", **desk.ports)
    assert (caught.value.code, caught.value.where) == (code, pointer)
    assert not desk["records"].find(MANAGER, "import_run")


def test_take_readings_json__bad_readings_wait_beside_good_ones(desk):
    readings = [
        {"datastream": "a.kwh", "time": "2025-06-30T00:00:00Z", "value": 1},
        {"datastream": "a.kwh", "time": "2035-06-30T00:00:00Z", "value": 1},
        {"datastream": "a.kwh", "time": "1970-01-01T00:00:00Z", "value": 1},
        {"datastream": "nowhere", "time": "2025-06-30T00:00:00Z", "value": 1},
        {"datastream": "a.kwh", "time": "2025-06-30T00:00:00Z", "value": 1},
        {"datastream": "a.kwh", "time": "2025-06-30T00:00:00Z", "value": 2},
    ]
    run = take_readings_json(json.dumps({"readings": readings}).encode(), idempotency_key="k", **desk.ports)
    assert (run.state, run.readings_stored, run.rows_refused, run.duplicates) == ("partly", 1, 4, 1)
    assert {e["message"] for e in run.errors} == {
        "connect.reading.future",
        "connect.reading.ancient",
        "connect.reading.unknown_datastream",
        "connect.reading.contradicts",
    }


def file_at(moment, content=None):
    local = (moment + timedelta(hours=7)).strftime("%Y%m%d%H%M%S")
    return f"NT_NM1_OUT01_{local}.txt", content or f"COD\t46.5\tmg/L\t{local}\t00\r\n".encode()


def test_take_folder__many_files_in_few_batches_good_ones_beside_bad(desk, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    start = datetime(2025, 6, 30, tzinfo=UTC)
    for i in range(60):
        name, content = file_at(start + i * timedelta(minutes=5), b"\r\n" if i == 7 else None)
        (inbox / name).write_bytes(content)
    (inbox / "a.csv").write_text(WIDE, encoding="utf-8")
    (inbox / ".half.txt").write_text("x")
    (inbox / "b.csv.part").write_text("x")
    seen = []
    runs = take_folder(inbox, **desk.ports, progress=lambda done, total: seen.append((done, total)), batch=25)
    assert [run.files for run in runs] == [25, 25, 10, 1]
    assert seen[-1] == (61, 61)
    assert len(desk.writer.batches) == 4
    assert len(desk.writer.values("out.cod")) == 59
    assert len(desk["records"].find(MANAGER, "import_run")) == 4
    item = item_of(desk, runs[0])
    assert [part.file for part in item.parts] == [file_at(start + timedelta(minutes=35))[0]]
    assert sorted(p.name for p in inbox.iterdir() if p.is_file()) == [".half.txt", "b.csv.part"]
    assert len(list((inbox / "done").glob("*/*"))) == 61
    asked = Interval(start, start + timedelta(hours=5))
    ledger = read_ledger(desk["records"], MANAGER, "NT_NM1_OUT01", asked)
    (line,) = account_files(ledger, "NT_NM1_OUT01", asked)
    assert (line.due, line.missing) == (60, 1)
    assert all(desk["raw"].has(a.raw_sha256) for day in ledger for a in day.arrivals.values())


def test_take_folder__files_that_were_taken_whole_are_not_read_again(desk, tmp_path, monkeypatch):
    inbox, start = tmp_path / "inbox", datetime(2025, 6, 30, tzinfo=UTC)
    inbox.mkdir()
    given = dict(file_at(start + i * timedelta(minutes=5)) for i in range(6))
    faulty, bad = file_at(start + timedelta(hours=1))
    given[faulty] = bad + b"XYZ\t1\tmg/L\t20250630080000\t00\r\n"

    def again(names):
        for name in names:
            (inbox / name).write_bytes(given[name])
        (run,) = take_folder(inbox, **desk.ports)
        return run

    first = again(given)
    assert (first.state, first.readings_stored) == ("partly", 7)
    read = []
    parse = station_import.parse_station_file
    monkeypatch.setattr(
        station_import, "parse_station_file", lambda c, name, zone: read.append(name) or parse(c, name, zone)
    )
    whole = [name for name in given if name != faulty]
    seen = again(whole)
    assert (seen.state, seen.files, read) == ("repeated", 6, [])
    assert "connect.notice.files_seen" in {message.id for message in seen.messages}
    new, content = file_at(start + timedelta(hours=2))
    given[new] = content
    given[whole[0]] = given[whole[0]].replace(b"46.5", b"50.5")  # restated by the station
    mixed = again(given)
    assert sorted(read) == sorted([new, whole[0], faulty])
    assert mixed.readings_stored == 3
    assert 50.5 in desk.writer.values("out.cod")
    assert len(list((inbox / "done").glob("*/*"))) == 7 + 6 + 8


def test_take_folder__stopped_before_the_account_was_written_it_is_made_up_for(desk, tmp_path, monkeypatch):
    inbox, start = tmp_path / "inbox", datetime(2025, 6, 30, tzinfo=UTC)
    inbox.mkdir()
    for i in range(4):
        name, content = file_at(start + i * timedelta(minutes=5))
        (inbox / name).write_bytes(content)
    with monkeypatch.context() as broken:

        def full(*_):
            raise StateError("engine.records.no_room")

        broken.setattr(desk["records"], "put_many", full)
        with pytest.raises(StateError):
            take_folder(inbox, **desk.ports)
    assert len(desk.writer.values("out.cod")) == 4
    assert len(list(inbox.iterdir())) == 4
    (run,) = take_folder(inbox, **desk.ports)
    assert run.state == "repeated"
    assert len(desk.writer.values("out.cod")) == 4
    asked = Interval(start, start + timedelta(minutes=20))
    (line,) = account_files(read_ledger(desk["records"], MANAGER, "NT_NM1_OUT01", asked), "NT_NM1_OUT01", asked)
    assert (line.due, line.missing) == (4, 0)


def test_take_folder__disk_full_leaves_the_files(desk, tmp_path):
    name, content = file_at(datetime(2025, 6, 30, tzinfo=UTC))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / name).write_bytes(content)
    desk.writer.full = StateError("engine.disk.full")
    with pytest.raises(StateError):
        take_folder(inbox, **desk.ports)
    assert (inbox / name).exists()
    desk.writer.full = None
    assert [run.state for run in take_folder(inbox, **desk.ports)] == ["stored"]
    assert take_folder(inbox, **desk.ports) == []


def test_take_file__late_data_clock_jumps_and_registers_are_noticed(desk):
    rows = ["time,a.reg", "2025-01-01 00:00,999.5", "2025-01-01 01:00,0.1", "2025-01-01 00:30,0.05", "2025-01-01 03:00,500",
            "2025-01-01 04:00,7"]  # fmt: skip
    run = take_file("\n".join(rows).encode(), "r.csv", **desk.ports)
    notices = {message.id: message for message in run.messages}
    assert run.state == "stored"
    assert set(notices) == {
        "connect.notice.late",
        "connect.notice.clock_back",
        "connect.notice.rolled_over",
        "connect.notice.register_fell",
    }
    assert notices["connect.notice.rolled_over"].params["before"] == 1_999_000  # MWh * 2 in kWh
    for lang in ("vi", "en"):
        assert all("{" not in message.render(lang) for message in notices.values())


def test_preview_file__shows_without_storing(desk):
    content = WIDE.replace("1,75;", "một;").encode()
    proposal = propose(content, "a.csv", network=desk["network"], scope=MANAGER)
    assert proposal.certain
    seen = preview_file(content, "a.csv", proposal.mapping, network=desk["network"])
    assert seen.rows[0] == ("30/06/2025 00:00:00", "a.kwh", "1.5", "kWh", 2)
    assert (seen.readings, seen.bad_rows) == (4, 1)
    assert not desk.writer.batches


def test_preview_file__wrong_units_and_future_times_are_shown_too(desk):
    text = "time;datastream;value;unit\n30/06/2025;a.kwh;1;m3\n30/06/2031;b.kwh;1;kWh\n30/06/2025;b.kwh;1;kWh\n"
    proposal = propose(text.encode(), "a.csv", network=desk["network"], scope=MANAGER)
    seen = preview_file(
        text.encode(), "a.csv", proposal.mapping, network=desk["network"], scope=MANAGER, clock=desk["clock"]
    )
    assert [(e.row, e.message.id) for e in seen.errors] == [(2, "core.unit.incompatible"), (3, "connect.reading.future")]
    run = take_file(text.encode(), "a.csv", **desk.ports)
    assert [e["row"] for e in run.errors] == [2, 3]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.sampled_from([b"PAR1", b"PK\x03\x04", b"{", b"\xff\xfe", b"time;a.kwh\n"]).flatmap(
            lambda head: st.binary(max_size=100).map(lambda tail: head + tail)
        ),
        st.text(alphabet="time,;\n0123456789/:.a.kwh \t", max_size=200).map(lambda t: ("time;a.kwh\n" + t).encode()),
    ),
    name=st.sampled_from(["a.csv", "a.xlsx", NAME, "a.json", "a.parquet", "a"]),
    policy=st.sampled_from(["good_rows", "all_or_nothing"]),
)
def test_take_file__any_bytes_end_in_a_run(desk, content, name, policy):
    run = take_file(content, name, **desk.ports, policy=policy)
    assert run.state in ("stored", "partly", "refused", "repeated", "nothing")
    assert desk["raw"].has(run.raw_sha256)
    if run.state == "refused":
        assert run.quarantine
