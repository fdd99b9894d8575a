"""A park's sender, and receivers on loopback."""

from __future__ import annotations

import pytest
from tests.connect.report.servers import (
    DAWN,
    PASSWORD,
    FixedSnapshot,
    FtpReceiver,
    Office,
    SftpReceiver,
    certificate,
)

from ecopark.connect.report.plan import station_plans
from ecopark.connect.report.sender import ReportSender
from ecopark.core.scope import system_scope
from ecopark.engine.records import open_records


@pytest.fixture
def office(tmp_path, network):
    """Make an office for a receiver; its clock stands until it is moved."""
    moment = [DAWN]
    made = []

    def make(receiver, inbox):
        folder = tmp_path / "park"
        folder.mkdir(exist_ok=True)
        secret = folder / "secret"
        secret.touch(mode=0o600)
        if not secret.read_text():
            secret.write_text(PASSWORD + "\n")
        records = open_records(f"sqlite:///{tmp_path}/report.sqlite", lambda: moment[0])
        made.append(records)
        sender = ReportSender(
            receiver,
            station_plans(receiver, network),
            folder,
            records=records,
            scope=system_scope("report"),
            clock=lambda: moment[0],
            now=lambda: moment[0],
        )
        snapshot = made_snapshot
        return Office(sender, snapshot, inbox, moment, folder, make)

    made_snapshot = FixedSnapshot()
    yield make
    for records in made:
        records.close()


@pytest.fixture
def ftp(tmp_path):
    inbox = tmp_path / "ftp"
    inbox.mkdir()
    server = FtpReceiver(inbox)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def ftps(tmp_path):
    inbox = tmp_path / "ftps"
    inbox.mkdir()
    server = FtpReceiver(inbox, certificate(tmp_path))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sftp(tmp_path):
    inbox = tmp_path / "sftp"
    inbox.mkdir()
    server = SftpReceiver(inbox)
    server.start()
    yield server
    server.stop() if server._thread.is_alive() else None
