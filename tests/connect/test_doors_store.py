"""The doors on the real store: what was taken is what is read back, also after a crash between store and records."""

from datetime import UTC, datetime, timedelta

import pytest

from ecopark.connect.actions import take_file, take_folder
from ecopark.engine.store import Store

from .conftest import MANAGER

START = datetime(2025, 6, 30, tzinfo=UTC)


@pytest.fixture
def store(desk, tmp_path):
    with Store.open(tmp_path / "data", clock=desk["clock"], network=desk["network"]) as opened:
        yield opened


def observed(store, datastream):
    store.compact()
    table = store.snapshot().observations(MANAGER, [datastream])
    return table.select(["phenomenon_time", "value", "reason", "status", "revision"]).to_pylist()


def write_files(folder, hours):
    folder.mkdir(exist_ok=True)
    for i in range(hours * 12):
        local = (START + timedelta(hours=7, minutes=5 * i)).strftime("%Y%m%d%H%M%S")
        status = "02" if i == 3 else "00"
        value = "" if i == 3 else f"{40 + i},5"
        content = f"COD\t{value}\tmg/L\t{local}\t{status}\r\npH\t7.1\t-\t{local}\t00\r\n"
        (folder / f"NT_NM1_OUT01_{local}.txt").write_bytes(content.encode())


def test_take_folder__the_store_gives_back_what_the_station_sent(desk, store, tmp_path):
    write_files(tmp_path / "inbox", 2)
    take_folder(tmp_path / "inbox", **desk.without(writer=store), batch=10)
    rows = observed(store, "out.cod")
    assert len(rows) == 24
    assert [rows[3]["value"], rows[3]["status"]] == [None, 2]
    assert rows[4]["value"] == 44.5
    assert rows[0]["phenomenon_time"] == START.replace(tzinfo=None)


def test_take_folder__files_given_again_in_other_batches_double_nothing(desk, store, tmp_path):
    """A crash after the append and before the move: the files lie there again, beside new ones."""
    write_files(tmp_path / "inbox", 1)
    take_folder(tmp_path / "inbox", **desk.without(writer=store), batch=12)
    write_files(tmp_path / "inbox", 2)
    take_folder(tmp_path / "inbox", **desk.without(writer=store), batch=7)
    rows = observed(store, "out.cod")
    assert len(rows) == 24
    assert {row["revision"] for row in rows} == {0}


def test_take_file__a_corrected_value_is_a_revision_not_an_overwriting(desk, store):
    for value in ("1,5", "2,5"):
        text = f"Thời gian;b.kwh\n30/06/2025 00:00;{value}\n"
        assert take_file(text.encode(), "b.csv", **desk.without(writer=store)).state == "stored"
    (row,) = observed(store, "b.kwh")
    assert (row["value"], row["revision"]) == (2.5, 1)
    again = take_file("Thời gian;b.kwh\n30/06/2025 00:00;2,5\n".encode(), "other name.csv", **desk.without(writer=store))
    assert again.state == "repeated"
