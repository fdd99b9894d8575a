"""The same against OpenSSH's own server, as a process with a configuration of its own."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from tests.connect.report.servers import receiver_of, until

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


@pytest.fixture
def sshd(tmp_path):
    """Port, fingerprint of its key, and the folder that it serves to the user who runs the tests."""
    assert Path(SSHD).exists(), "sshd was not found: sudo apt-get install openssh-server (./dev test does it)"
    inbox, own = tmp_path / "received", tmp_path / "sshd"
    inbox.mkdir()
    own.mkdir(mode=0o700)
    for name in ("host", "login"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", own / name], check=True)
    (own / "authorized").write_bytes((own / "login.pub").read_bytes())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (own / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {own}/host\nAuthorizedKeysFile {own}/authorized\n"
        f"StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\n"
        f"Subsystem sftp internal-sftp -d {inbox}\n"
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", own / "config"], stderr=subprocess.PIPE)
    try:
        until(lambda: _answers(port) or server.poll() is not None)
        assert server.poll() is None, server.stderr.read()
        shown = subprocess.run(["ssh-keygen", "-lf", own / "host.pub"], check=True, capture_output=True, text=True)
        yield port, shown.stdout.split()[1], inbox, own / "login"
    finally:
        server.terminate()
        server.wait(30)
        server.stderr.close()


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_round__openssh_gets_the_files_once(sshd, office, tmp_path):
    port, fingerprint, inbox, key = sshd
    user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    receiver = receiver_of("sftp", port, user=user, password_file="", key_file=str(key), host_key=fingerprint)
    desk = office(receiver, inbox)
    desk.fill(12)
    desk.at(minutes=58)
    assert desk.sender.round(desk.snapshot, 100).broken is None
    assert len(desk.received()) == 12
    assert not list(inbox.rglob("*.part"))
    desk.snapshot.add("out.cod", desk.moment[0].replace(minute=0), 60.0)
    again = desk.sender.send_again("NT_NM1_OUT01", desk.moment[0].replace(minute=0), desk.snapshot)
    assert again.how == "replaced"
    assert len(desk.received()) == 12
