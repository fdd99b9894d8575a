"""Faults of a served park while devices send: fault x moment x what must hold. The table: docs/design/faults.md."""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.faults.live_park import (
    PATIENCE_S,
    STREAMS,
    HttpDevice,
    assert_acknowledged_is_stored_once,
    new_device,
    new_park,
    served,
    start,
    stored_values,
    unpack_previous,
)
from tests.ports import free_port

SLOW_DISK = """\
import os, time
_fsync, _fdatasync = os.fsync, os.fdatasync
def _slow(real):
    def synced(descriptor):
        time.sleep(0.25)
        return real(descriptor)
    return synced
os.fsync, os.fdatasync = _slow(_fsync), _slow(_fdatasync)
"""


def devices_of(folder, rows=10, quota=10_000_000):
    """One device per datastream, each allowed to write that one alone."""
    made = []
    for i, stream in enumerate(STREAMS):
        secret = new_device(folder, f"gw-{i}", "--datastream", stream, "--quota", quota)
        made.append(HttpDevice(stream, secret, rows))
    return made


def sending(devices, address, numbers, stop):
    threads = [threading.Thread(target=d.send_all, args=(address, numbers, stop), daemon=True) for d in devices]
    for thread in threads:
        thread.start()
    return threads


def wait_until(true, seconds=PATIENCE_S):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def status_of(asked):
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def source_of(folder, device):
    """The source as the server last wrote it down; None before its first writing."""
    try:
        sources = json.loads((folder / "data" / "sources.json").read_text())["sources"]
    except FileNotFoundError:
        return None
    return next((s for s in sources if s["id"] == device), None)


def counted(folder, device, name):
    source = source_of(folder, device)
    return 0 if source is None else source[name]


def error_codes(folder, device):
    source = source_of(folder, device)
    return [] if source is None else [error["code"] for error in source["errors"]]


def test_kill__at_random_points_under_load(tmp_path):
    """kill -9 of the server, three times, each time after another share of the batches; devices just send again."""
    folder, port, chance = new_park(tmp_path / "park"), free_port(), random.Random(2)
    devices, stop = devices_of(folder), threading.Event()
    server = start(folder, port)
    threads = sending(devices, server.address, range(90), stop)
    try:
        for goal in sorted(chance.sample(range(20, 300), 3)):
            wait_until(lambda goal=goal: sum(len(d.acknowledged) for d in devices) >= goal)
            server.kill()
            server = start(folder, port)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    finally:
        stop.set()
        server.kill()
    assert all(len(d.acknowledged) == 90 for d in devices)
    assert_acknowledged_is_stored_once(folder, devices)


def test_duplicates_and_disorder__from_two_copies_of_each_device_at_once(tmp_path):
    folder, chance = new_park(tmp_path / "park"), random.Random(3)
    devices, stop = devices_of(folder), threading.Event()
    with served(folder) as server:
        threads = []
        for device in devices:
            for _ in range(2):
                numbers = chance.sample(range(40), 40)
                threads += sending([device], server.address, numbers, stop)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    assert all(len(d.acknowledged) == 40 for d in devices)
    assert_acknowledged_is_stored_once(folder, devices)


@pytest.mark.parametrize("days", [1, -1])
def test_clock__of_a_device_wrong_by_a_day_is_said_with_its_offset_and_shifts_nothing(tmp_path, days):
    folder = new_park(tmp_path / "park")
    devices = devices_of(folder)
    wrong, right = devices[:2]
    with served(folder) as server:
        for _ in range(6):
            time.sleep(0.7)  # a clock counts as behind once its offset has stayed the same for some seconds
            now = datetime.now(UTC)
            for device, moment in ((wrong, now + timedelta(days=days)), (right, now)):
                time_text = moment.isoformat()
                body = json.dumps({"readings": [{"datastream": device.datastream, "time": time_text, "value": 1.0}]})
                headers = {"Authorization": f"Bearer {device.secret}", "Content-Type": "application/json"}
                asked = urllib.request.Request(f"{server.address}/api/v1/live/readings", body.encode(), headers)
                assert status_of(asked) == (422 if device is wrong and days > 0 else 201)
        wait_until(lambda: counted(folder, "gw-0", "refused" if days > 0 else "stored") == 6)
        wait_until(lambda: counted(folder, "gw-1", "stored") == 6)
        codes = error_codes(folder, "gw-0")
        assert any(code.startswith("connect.source.clock") for code in codes), codes
        assert error_codes(folder, "gw-1") == []
        if days > 0:  # what is ahead waits in quarantine: nothing is lost
            waiting = list((folder / "data" / "raw").rglob("*"))
            assert any(p.is_file() for p in waiting)
    values = stored_values(folder)
    assert len(values.get(right.datastream, [])) == 6
    assert len(values.get(wrong.datastream, [])) == (0 if days > 0 else 6)


def mounted(folder: Path, megabytes: int) -> bool:
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "ecopark-test", str(folder)]
    return shutil.which("mount") is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_disk_full__nothing_is_acknowledged_then_everything_goes_on(tmp_path):
    """A file system of its own is filled to the last byte under load, and emptied again."""
    room = tmp_path / "room"
    if not mounted(room, 64):
        pytest.skip("a file system of its own needs the right to mount; the store's own test fakes a full disk")
    try:
        folder, stop = new_park(room / "park"), threading.Event()
        devices = devices_of(folder)
        with served(folder) as server:
            threads = sending(devices, server.address, range(60), stop)
            wait_until(lambda: sum(len(d.acknowledged) for d in devices) >= 20)
            ballast = room / "ballast"
            with ballast.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 65_536)
                except OSError:
                    pass
            wait_until(lambda: any(d.slowed for d in devices))
            ballast.unlink()
            for thread in threads:
                thread.join(PATIENCE_S)
                assert not thread.is_alive()
        assert all(len(d.acknowledged) == 60 for d in devices)
        assert_acknowledged_is_stored_once(folder, devices)
    finally:
        subprocess.run(["umount", "-l", str(room)], check=False)


def test_disk_slow__acknowledgements_wait_and_nothing_is_lost(tmp_path):
    """Every sync takes a quarter of a second: group commit lets four devices share it."""
    folder, slow, stop = new_park(tmp_path / "park"), tmp_path / "slow", threading.Event()
    devices = devices_of(folder)
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(SLOW_DISK)
    with served(folder, PYTHONPATH=str(slow)) as server:
        threads = sending(devices, server.address, range(8), stop)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    assert all(len(d.acknowledged) == 8 for d in devices)
    assert_acknowledged_is_stored_once(folder, devices)


def test_poison__every_thousandth_message_is_kept_aside_and_holds_up_nothing(tmp_path):
    folder = new_park(tmp_path / "park")
    (device, *_) = devices_of(folder)
    lines, bad = [], 0
    for n in range(4000):
        if n % 1000 == 999:
            lines.append("nt.cod,,,= value==\x00 broken")
            bad += 1
        else:
            at = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()) + 60 * n
            lines.append(f"m,datastream={device.datastream} value={n} {at}")
    with served(folder) as server:
        headers = {"Authorization": f"Token {device.secret}"}
        address = f"{server.address}/api/v2/write?precision=s"
        refused = 0
        for i in range(0, 4000, 500):
            body = "\n".join(lines[i : i + 500]).encode()
            status = status_of(urllib.request.Request(address, body, headers))
            assert status in (204, 400)
            refused += status == 400
        assert refused == bad
        wait_until(lambda: counted(folder, "gw-0", "refused") == bad)
    assert sorted(stored_values(folder)[device.datastream]) == [float(n) for n in range(4000) if n % 1000 != 999]


def test_quota__who_sends_a_hundred_times_too_much_is_slowed_and_the_others_do_not_notice(tmp_path):
    folder, stop = new_park(tmp_path / "park"), threading.Event()
    greedy = HttpDevice(STREAMS[0], new_device(folder, "greedy", "--datastream", STREAMS[0], "--quota", 60), rows=100)
    fair = HttpDevice(STREAMS[1], new_device(folder, "fair", "--datastream", STREAMS[1], "--quota", 100_000))
    with served(folder) as server:
        sending([greedy], server.address, range(10_000), stop)  # a burst of five minutes is 300 readings
        wait_until(lambda: greedy.slowed > 0)
        threads = sending([fair], server.address, range(40), stop)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        stop.set()
        assert fair.slowed == 0
        assert len(fair.acknowledged) == 40
        assert len(greedy.acknowledged) * greedy.rows <= 300 + 60 * 5  # the burst and what the minutes since allow
        wait_until(lambda: "connect.quota.exceeded" in error_codes(folder, "greedy"))
    assert_acknowledged_is_stored_once(folder, [greedy, fair])


def test_upgrade__from_the_previous_version_while_devices_keep_sending(tmp_path):
    """The server of the old version is gone, devices go on trying; the new version opens its data and takes them."""
    (folder, before), port, stop = unpack_previous(tmp_path), free_port(), threading.Event()
    secret = new_device(folder, "gw-late", "--datastream", "ct-b.chi-so")
    device = HttpDevice("ct-b.chi-so", secret)
    threads = sending([device], f"http://127.0.0.1:{port}", range(20), stop)
    with served(folder, port):
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    values = stored_values(folder)
    assert sum(len(values[name]) for name in {d for d, _, _ in before}) == len(before)
    assert len(values["ct-b.chi-so"]) == 200


@pytest.mark.postgres
def test_database__of_the_records_gone_and_back_loses_no_readings(tmp_path):
    """PostgreSQL is killed under load: readings need no records on their way; the portal says 503 until it is back."""
    from tests.postgres import Cluster

    with Cluster() as database:
        folder = new_park(tmp_path / "park", f'  records_url: "{database.new_database()}"\n')
        devices, stop = devices_of(folder), threading.Event()
        with served(folder) as server:
            threads = sending(devices, server.address, range(60), stop)
            wait_until(lambda: sum(len(d.acknowledged) for d in devices) >= 20)
            database.kill()
            time.sleep(1.0)
            database.start()
            for thread in threads:
                thread.join(PATIENCE_S)
                assert not thread.is_alive()
        assert all(len(d.acknowledged) == 60 for d in devices)
        assert_acknowledged_is_stored_once(folder, devices)


def test_stop__a_stopped_process_goes_on_where_it_was(tmp_path):
    """SIGSTOP for two seconds, as a machine that swaps: devices wait or try again, nothing twice."""
    folder, stop = new_park(tmp_path / "park"), threading.Event()
    devices = devices_of(folder)
    with served(folder) as server:
        threads = sending(devices, server.address, range(30), stop)
        wait_until(lambda: sum(len(d.acknowledged) for d in devices) >= 15)
        os.kill(server.process.pid, signal.SIGSTOP)
        time.sleep(2.0)
        os.kill(server.process.pid, signal.SIGCONT)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    assert all(len(d.acknowledged) == 30 for d in devices)
    assert_acknowledged_is_stored_once(folder, devices)
