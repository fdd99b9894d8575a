"""A park with a receiver: station files come in, the evidence path runs, the same files go out to a real FTP server."""

import json
import subprocess
import threading
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import ECOPARK
from tests.connect.report.servers import PASSWORD, FtpReceiver, until

from ecopark.connect.actions import take_folder
from ecopark.connect.report.plan import slot_at_or_after
from ecopark.connect.station_account import STEP
from ecopark.connect.stations import file_name, parse_station_file
from ecopark.connect.template import write_template
from ecopark.core.errors import InputError
from ecopark.core.interval import PARK_ZONE
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import Output
from ecopark.serve.cli.report import check_report, send_report, show_report
from ecopark.serve.readmodel.report import receiver_states
from ecopark.serve.workers.evidence_path import run_path
from ecopark.serve.workers.report import ReportWorker

SCOPE = system_scope("test")


@pytest.fixture
def receiver(tmp_path):
    inbox = tmp_path / "authority"
    inbox.mkdir()
    server = FtpReceiver(inbox)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def park(tmp_path, receiver):
    """A park that sends its outfall to the receiver since yesterday, with an hour of station files in its inbox."""
    folder = tmp_path / "park"
    write_template(folder, "en")
    now = datetime.now(UTC)
    since = (now - timedelta(days=1)).astimezone(PARK_ZONE).date()
    with (folder / "park.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  report:\n    receivers:\n      - id: authority\n        protocol: ftp\n        host: 127.0.0.1\n"
            f"        port: {receiver.port}\n        user: kcn\n        password_file: secret\n        since: {since}\n"
            "        folder: '{code}/{yyyy}{MM}{dd}'\n        stations: [{monitoring_point: cua-xa}]\n"
        )
    (folder / "secret").touch(mode=0o600)
    (folder / "secret").write_text(PASSWORD)
    last = slot_at_or_after(now) - STEP
    for i in range(12):
        slot = last - i * STEP
        stamp = f"{slot.astimezone(PARK_ZONE):%Y%m%d%H%M%S}"
        lines = f"Flow\t{150 + i}\tm3/h\t{stamp}\t00\r\npH\t7.{i}\t-\t{stamp}\t00\r\nCOD\t46.5\tmg/L\t{stamp}\t01\r\n"
        (folder / "inbox" / file_name("KHHMAUNT01", slot)).write_bytes(lines.encode())
    return folder


def came(receiver):
    return {path.name: path.read_bytes() for path in receiver.folder.rglob("*.txt")}


def test_report_worker__what_came_in_goes_out_with_the_same_values(park, receiver):
    given = {path.name: path.read_bytes() for path in (park / "inbox").iterdir()}
    stop = threading.Event()
    with opened(park, metered=False) as open_park:
        worker = ReportWorker(open_park, open_park.settings.report.receivers[0], stop, every_s=0.05)
        worker.start()
        try:
            take_folder(park / "inbox", **open_park.desk(SCOPE))
            run_path(open_park)
            until(lambda: len(came(receiver)) == 12)
        finally:
            stop.set()
            worker.join(30)
        assert not worker.is_alive()
        got = came(receiver)
        assert set(got) == set(given)
        for name, content in got.items():
            sent, kept = (parse_station_file(c, name).lines for c in (content, given[name]))
            assert [(s.symbol, s.value, s.unit, s.time, s.status) for s in sent] == [
                (k.symbol, k.value, k.unit, k.time, k.status) for k in kept
            ]
        (state,) = receiver_states(
            open_park.settings.report.receivers,
            open_park.network,
            open_park.records,
            park,
            SCOPE,
            open_park.now(),
            days=2,
        )
        assert sum(day.in_time + day.late for day in state.days) == 12
        assert (state.waiting, state.fault, state.to_tell) == (0, None, False)


def told(capsys, command, *words, lang="en", as_json=True):
    """Exit code and what the command printed."""
    code = command(Output(lang, as_json), *words)
    out = capsys.readouterr().out
    return int(code), json.loads(out) if as_json else out


def test_report_command__check_send_status(park, receiver, capsys):
    assert "never run" in told(capsys, show_report, park, None, 7, as_json=False)[1]
    code, said = told(capsys, check_report, park, None)
    assert (code, said["receivers"][0]["done"]) == (0, ["sign_in", "write", "remove"])
    with opened(park, metered=False) as open_park:
        take_folder(park / "inbox", **open_park.desk(SCOPE))
        run_path(open_park)
    receiver.stop()
    code, said = told(capsys, send_report, park, None, False, None)
    assert (code, said["receivers"][0]["error"]) == (1, "connect.report.unreachable")
    code, said = told(capsys, show_report, park, None, 7, lang="vi", as_json=False)
    assert code == 1
    assert "12 tệp đang chờ" in said
    assert "không kết nối được" in said
    receiver.start()
    assert told(capsys, send_report, park, None, False, None)[1]["receivers"][0]["delivered"] == 12
    (state,) = told(capsys, show_report, park, None, 2)[1]["receivers"]
    assert sum(day["in_time"] + day["late"] for day in state["days"]) == 12
    assert state["fault"] is None
    before = came(receiver)
    station, _, time = min(before).removesuffix(".txt").rpartition("_")
    assert told(capsys, send_report, park, None, False, (station, time))[0] == 0
    assert came(receiver) == before
    with pytest.raises(InputError) as caught:
        show_report(Output("en", True), park, "nobody", 7)
    assert caught.value.code == "connect.report.unknown_receiver"


def test_report_command__killed_while_sending_everything_arrives_once_after_the_restart(park, receiver, capsys):
    given = {path.name: path.read_bytes() for path in (park / "inbox").iterdir()}
    with opened(park, metered=False) as open_park:
        take_folder(park / "inbox", **open_park.desk(SCOPE))
        run_path(open_park)
    receiver.pause_s = 0.5
    sending = subprocess.Popen([ECOPARK, "report", "send", "--park", park], stdout=subprocess.DEVNULL)
    try:
        until(lambda: len(came(receiver)) >= 3 or sending.poll() is not None)
        assert sending.poll() is None, "it was faster than the test"
    finally:
        sending.kill()
        sending.wait(30)
    assert len(came(receiver)) < 12
    receiver.pause_s = 0
    assert (
        told(capsys, send_report, park, None, False, None)[1]["receivers"][0]["delivered"] == 12
    )  # the account had not been written: found there, or sent
    assert set(came(receiver)) == set(given)
    assert not list(receiver.folder.rglob("*.part"))
    (state,) = told(capsys, show_report, park, None, 2)[1]["receivers"]
    assert sum(day["in_time"] + day["late"] for day in state["days"]) == 12


def test_report_command__a_park_without_receivers_says_what_to_do(ecopark, tmp_path):
    write_template(tmp_path / "p", "en")
    _, err = ecopark("report", "status", "--park", tmp_path / "p", code=3)
    assert "settings.report" in err


def test_report__of_the_api(served):
    assert served.client("regulator").get("/api/v1/report").json() == {"items": [], "next": None, "notice": None}
    assert served.client("user.steel").get("/api/v1/report").status_code == 403
    assert served.client().get("/api/v1/report").status_code == 401
