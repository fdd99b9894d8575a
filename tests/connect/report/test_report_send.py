"""Station files reach real FTP, FTPS and SFTP servers whole and once, also through a break in the middle."""

import dataclasses
import datetime as dt

import pytest
from tests.connect.report.servers import DAWN, receiver_of

from ecopark.connect.report.account import account_days
from ecopark.connect.report.send import probe
from ecopark.connect.stations import parse_station_file
from ecopark.core.errors import StateError

DAY = "NT/NM1/OUT01/2025/07/01"
SLOTS = 30


@pytest.fixture(params=["ftp", "ftps", "sftp"])
def server(request):
    return request.getfixturevalue(request.param)


def reach(server, **more):
    """Settings that reach a server of the fixtures."""
    if hasattr(server, "fingerprint"):
        return receiver_of("sftp", server.port, host_key=server.fingerprint, **more)
    if server.certfile:
        return receiver_of("ftps", server.port, ca_file=str(server.certfile.parent / "ca.pem"), **more)
    return receiver_of("ftp", server.port, **more)


def names(count):
    return [
        f"{DAY}/NT_NM1_OUT01_{(dt.datetime(2025, 7, 1) + dt.timedelta(minutes=5 * i)):%Y%m%d%H%M%S}.txt"
        for i in range(count)
    ]


def account(office, **passed):
    office.at(**passed)
    plan = office.sender.plans[0]
    waiting = [w.slot for w in office.sender.outbox.waiting(plan)]
    (day,) = account_days(plan, office.sender.ledger, waiting, [dt.date(2025, 7, 1)], office.moment[0])
    return day


def test_round__files_arrive_whole_under_their_names_and_decode_to_what_was_observed(server, office):
    desk = office(reach(server), server.folder)
    desk.fill(3)
    desk.at(minutes=11)
    done = desk.sender.round(desk.snapshot, 100)
    assert (done.prepared, done.delivered, done.broken) == (3, 3, None)
    got = desk.received()
    assert list(got) == names(3)
    parsed = parse_station_file(got[names(3)[1]], names(3)[1].rpartition("/")[2])
    assert {(line.symbol, line.value, line.status) for line in parsed.lines} == {
        ("Flow", 101.5, 0),
        ("pH", 7.0 + 1 / 7, 0),
        ("COD", 46.5, 0),
        ("Temp", 27.1, 0),
    }
    assert {line.time for line in parsed.lines} == {(DAWN + dt.timedelta(minutes=5)).replace(tzinfo=None)}
    assert not list(server.folder.rglob("*.part"))
    assert desk.sender.round(desk.snapshot, 100).delivered == 0
    day = account(desk, minutes=11)
    assert (day.due, day.in_time, day.late, day.waiting, day.missing) == (3, 3, 0, 0, 0)


def test_round__a_server_that_dies_in_the_middle_gets_everything_once_after_it_is_back(server, office):
    desk = office(reach(server, files_per_minute=1000), server.folder)
    desk.fill(SLOTS)
    desk.at(hours=3)
    server.break_after = 11
    stopped = desk.sender.round(desk.snapshot, 1000)
    server.died()
    assert stopped.broken is not None
    assert stopped.delivered == 10
    assert list(desk.received()) == names(10)
    assert account(desk, hours=3).waiting == SLOTS - 10

    desk.at(hours=3, minutes=1)
    down = desk.sender.round(desk.snapshot, 1000)
    assert down.broken is not None
    assert down.broken.code == "connect.report.unreachable"
    assert desk.sender.state.broken_since
    desk.at(hours=3, minutes=1, seconds=5)
    assert desk.sender.round(desk.snapshot, 1000).broken is None  # rests, does not knock every second

    server.start()
    desk.at(hours=4)
    back = office(reach(server), server.folder)  # the park was restarted, too
    back.snapshot.rows = desk.snapshot.rows
    first = back.sender.round(back.snapshot, 5)
    assert first.delivered == 5  # bounded
    assert list(back.received()) == names(15)  # oldest first
    assert back.sender.round(back.snapshot, 1000).delivered == SLOTS - 15
    assert list(back.received()) == names(SLOTS)
    assert not list(server.folder.rglob("*.part"))
    for i, content in enumerate(back.received().values()):
        assert f"Flow\t{100.5 + i}".removesuffix(".0").encode() in content
    day = account(back, hours=4)
    assert (day.in_time + day.late, day.waiting) == (SLOTS, 0)
    assert day.missing == 49 - SLOTS


def test_round__a_file_that_got_through_before_the_account_was_written_is_found_not_doubled(server, office):
    desk = office(reach(server), server.folder)
    desk.fill(1)
    desk.sender.prepare(desk.snapshot)
    (waiting,) = desk.sender.outbox.waiting(desk.sender.plans[0])
    (server.folder / DAY).mkdir(parents=True)
    (server.folder / names(1)[0]).write_bytes(waiting.content())
    assert desk.sender.round(desk.snapshot, 10).delivered == 1
    delivery = desk.sender.ledger.get(desk.sender.plans[0], DAWN)
    assert delivery.how == "found"


def test_round__another_content_under_the_same_name_is_not_overwritten_and_does_not_hold_up_the_rest(server, office):
    desk = office(reach(server), server.folder)
    desk.fill(3)
    desk.at(minutes=11)
    (server.folder / DAY).mkdir(parents=True)
    (server.folder / names(1)[0]).write_bytes(b"of another logger")
    done = desk.sender.round(desk.snapshot, 1)
    assert (done.delivered, done.refused) == (0, 1)
    desk.at(minutes=12)
    assert desk.sender.round(desk.snapshot, 2).delivered == 2
    assert desk.received()[names(1)[0]] == b"of another logger"
    assert desk.sender.state.code == "" or desk.sender.state.code == "connect.report.other_content"
    again = desk.sender.send_again("NT_NM1_OUT01", DAWN, desk.snapshot)
    assert again.how == "replaced"
    assert desk.received()[names(1)[0]].startswith(b"Flow\t100.5")
    assert account(desk, minutes=12).waiting == 0


def test_round__a_restated_value_is_listed_and_not_sent_by_itself(ftp, office):
    desk = office(reach(ftp), ftp.folder)
    desk.fill(2)
    desk.at(minutes=6)
    desk.sender.round(desk.snapshot, 10)
    before = desk.received()
    desk.snapshot.add("out.cod", DAWN, 60.0)
    desk.at(minutes=7)
    desk.sender.round(desk.snapshot, 10)
    assert desk.received() == before
    assert account(desk, minutes=7).changed == (DAWN,)
    desk.sender.send_again("NT_NM1_OUT01", DAWN, desk.snapshot)
    assert b"COD\t60\t" in desk.received()[names(1)[0]]
    assert account(desk, minutes=7).changed == ()


def test_round__an_incomplete_slot_waits_for_its_grace_and_late_data_go_under_the_slot_they_belong_to(ftp, office):
    desk = office(reach(ftp, grace_min=10), ftp.folder)
    desk.fill(1)
    second, third = DAWN + dt.timedelta(minutes=5), DAWN + dt.timedelta(minutes=10)
    desk.snapshot.add("out.cod", second, 40.0)
    desk.at(minutes=14)
    assert desk.sender.round(desk.snapshot, 10).delivered == 1
    desk.at(minutes=15)
    assert desk.sender.round(desk.snapshot, 10).delivered == 1
    assert desk.received()[names(2)[1]].count(b"\r\n") == 1
    assert account(desk, minutes=15).missing == 2
    desk.snapshot.add("out.cod", third, 41.0)  # comes hours late
    desk.at(hours=30)
    assert desk.sender.round(desk.snapshot, 10).delivered == 1
    assert list(desk.received()) == names(3)
    day = account(desk, hours=30)
    assert (day.in_time, day.late, day.missing, day.due) == (2, 1, 285, 288)
    assert day.first_missing == DAWN + dt.timedelta(minutes=15)


def test_round__wrong_password(server, office):
    desk = office(reach(server), server.folder)
    desk.fill(1)
    (desk.folder / "secret").write_text("wrong\n")
    failed = desk.sender.round(desk.snapshot, 10).broken
    assert failed is not None
    assert failed.code == "connect.report.login_refused"
    assert "kcn" in failed.render("vi")
    assert desk.sender.round(desk.snapshot, 10).prepared == 0
    assert account(desk).waiting == 1


def test_round__a_secret_that_others_may_read_is_not_used(ftp, office):
    desk = office(reach(ftp), ftp.folder)
    desk.fill(1)
    (desk.folder / "secret").chmod(0o644)
    assert desk.sender.round(desk.snapshot, 10).broken.code == "connect.report.secret_open"


def test_round__unknown_host_key(sftp, office):
    desk = office(dataclasses.replace(reach(sftp), host_key="SHA256:" + "A" * 43), sftp.folder)
    desk.fill(1)
    failed = desk.sender.round(desk.snapshot, 10).broken
    assert failed.code == "connect.report.host_key"
    assert sftp.fingerprint in failed.render("en")
    assert not desk.received()


def test_round__a_certificate_that_nobody_vouches_for(ftps, office):
    desk = office(dataclasses.replace(reach(ftps), ca_file=""), ftps.folder)
    desk.fill(1)
    assert desk.sender.round(desk.snapshot, 10).broken.code == "connect.report.certificate"


def test_round__no_tls_means_no_password(ftp, office):
    desk = office(receiver_of("ftps", ftp.port), ftp.folder)
    desk.fill(1)
    assert desk.sender.round(desk.snapshot, 10).broken.code == "connect.report.no_tls"


def test_round__a_full_receiver_is_said_and_tried_again(server, office):
    desk = office(reach(server), server.folder)
    desk.fill(2)
    desk.at(minutes=6)
    server.answer, server.full = "552 Insufficient storage space.", True
    assert desk.sender.round(desk.snapshot, 10).broken.code == "connect.report.no_room"
    assert not desk.received()
    server.answer, server.full = "", False
    desk.at(minutes=7)
    assert desk.sender.round(desk.snapshot, 10).delivered == 2
    delivery = desk.sender.ledger.get(desk.sender.plans[0], DAWN)
    assert (delivery.attempts, delivery.reason) == (2, "connect.report.no_room")


def test_round__key_file_instead_of_a_password(sftp, office, tmp_path):
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "park").mkdir()
    path = tmp_path / "park" / "id"
    path.touch(mode=0o600)
    path.write_bytes(key.export_private_key())
    sftp.accepted = key.convert_to_public()
    desk = office(dataclasses.replace(reach(sftp), password_file="", key_file="id"), sftp.folder)
    desk.fill(1)
    assert desk.sender.round(desk.snapshot, 10).delivered == 1


def test_probe__says_what_works_and_leaves_nothing(server, office):
    desk = office(reach(server), server.folder)
    found = probe(desk.sender.receiver, desk.sender.plans, DAWN, desk.folder)
    assert (found.done, found.failed) == (("sign_in", "write", "remove"), None)
    assert not [p for p in server.folder.rglob("*") if p.is_file()]
    server.answer, server.full = "550 Permission denied.", True
    found = probe(desk.sender.receiver, desk.sender.plans, DAWN, desk.folder)
    assert (found.done, found.failed) == (("sign_in",), "write")
    server.answer, server.full = "", False
    server.stop()
    found = probe(desk.sender.receiver, desk.sender.plans, DAWN, desk.folder)
    assert (found.done, found.failed, found.error.code) == ((), "sign_in", "connect.report.unreachable")
    server.start()


def test_round__no_room_for_new_files_here_is_said_and_what_waits_goes_out(ftp, office, monkeypatch):
    desk = office(reach(ftp), ftp.folder)
    desk.fill(1)
    desk.sender.prepare(desk.snapshot)
    desk.fill(2)
    desk.at(minutes=6)

    def full(*_, **__):
        raise StateError("connect.report.outbox", where="data/report", reason="No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(desk.sender.outbox, "put", full)
        done = desk.sender.round(desk.snapshot, 10)
    assert (done.delivered, done.broken.code) == (1, "connect.report.outbox")
    assert desk.sender.state.code == "connect.report.outbox"
    desk.at(minutes=7)
    assert desk.sender.round(desk.snapshot, 10).delivered == 1
    assert desk.sender.state.code == ""
    assert list(desk.received()) == names(2)
