"""The watched folder takes complete files only, and goes on after a refusal."""

import threading
import time
from functools import partial

import pytest

from ecopark.connect.actions import watch
from ecopark.core.errors import StateError

T = "20250630141500"


@pytest.fixture
def watching(desk, tmp_path):
    """Start watching in a thread; gives the folder and what was told."""
    folder, stop, told = tmp_path / "inbox", threading.Event(), []
    thread = threading.Thread(target=partial(watch, folder, stop, told=told.extend, settle_ms=100, **desk.ports))
    thread.start()
    until(folder.exists)
    yield folder, told
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen within 20 s"
        time.sleep(0.02)


def test_watch__takes_a_file_that_was_renamed_and_leaves_a_half_one(desk, watching):
    folder, told = watching
    half = folder / f"KK01_{T}.txt.part"
    half.write_bytes(f"SO2\t0.03\tmg/Nm3\t{T}\t00\r\n".encode())
    (folder / f"NT_NM1_OUT01_{T}.txt").write_bytes(f"COD\t46.5\tmg/L\t{T}\t00\r\n".encode())
    until(lambda: len(told) == 1)
    assert half.exists()
    half.rename(folder / f"KK01_{T}.txt")
    until(lambda: len(told) == 2)
    assert desk.writer.values("kk.so2") == [0.03]
    assert desk.writer.values("out.cod") == [46.5]


def test_watch__a_file_that_still_grows_waits(desk, watching):
    folder, told = watching
    with (folder / "a.csv").open("w", encoding="utf-8") as file:
        file.write("time;a.kwh\n")
        for minute in range(12):
            file.write(f"30/06/2025 00:{minute:02d};{minute},5\n")
            file.flush()
            time.sleep(0.06)
    until(lambda: told)
    assert [run.readings_stored for run in told] == [12]


def test_watch__no_room_is_logged_and_tried_again(desk, watching, caplog):
    folder, told = watching
    desk.writer.full = StateError("engine.disk.full")
    (folder / f"NT_NM1_OUT01_{T}.txt").write_bytes(f"COD\t46.5\tmg/L\t{T}\t00\r\n".encode())
    until(lambda: "engine.disk.full" in caplog.text)
    desk.writer.full = None
    until(lambda: told)
    assert desk.writer.values("out.cod") == [46.5]
