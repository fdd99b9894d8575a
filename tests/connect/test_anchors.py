"""Anchors for real: a folder, an SMTP server, a time-stamp authority (openssl ts behind HTTP), a plug-in.

Receipts are kept, exported in bundles and verified; a changed or foreign one is told.
"""

from __future__ import annotations

import email
import json
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from tests.ports import free_port

from ecopark.connect import anchors as sending
from ecopark.connect.anchors import lay_down
from ecopark.core.errors import InputError, StateError
from ecopark.trust.log import merkle
from ecopark.trust.log.anchors import AnchorSettings, Receipt, check_anchors, check_receipts
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.note import SigningKey
from ecopark.trust.log.report import VerifyReport
from ecopark.trust.log.timestamp import TimestampError, time_stamp_request, verify_token

KEY = SigningKey.generate("park.example/log")
LEAVES = [merkle.leaf_hash(b"%d" % i) for i in range(9)]
SIGNED = Checkpoint(KEY.name, 7, merkle.root_of(LEAVES[:7])).sign(KEY).encode()
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = {name}
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa_default]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """A certificate authority and a time-stamp authority made with openssl; ``openssl ts -reply`` answers over HTTP."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "serial").write_text("01\n")
        (folder / "ca.cnf").write_text(CONFIG.format(name=f"Root of {name}", folder=folder))
        (folder / "tsa.cnf").write_text(CONFIG.format(name=name, folder=folder))
        ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self._run("req", "-x509", *ec, "-days", "3650", "-config", "ca.cnf", "-extensions", "ca", *_out("ca"))
        self._run("req", "-new", *ec, "-config", "tsa.cnf", "-keyout", "tsa.key", "-out", "tsa.csr")
        signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650"]
        self._run("x509", "-req", "-in", "tsa.csr", *signing, "-extfile", "tsa.cnf", "-extensions", "tsa", "-out", "tsa.pem")
        self._lock = threading.Lock()

    @property
    def root(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def reply(self, query: bytes) -> bytes:
        with self._lock:
            (self.folder / "query.tsq").write_bytes(query)
            reply = ["-reply", "-config", "tsa.cnf", "-section", "tsa_default", "-queryfile", "query.tsq"]
            self._run("ts", *reply, "-out", "reply.tsr")
            return (self.folder / "reply.tsr").read_bytes()

    def _run(self, *words: str) -> None:
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr


def _out(name: str) -> list[str]:
    return ["-keyout", f"{name}.key", "-out", f"{name}.pem"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "one", "TSA of the test")


@pytest.fixture(scope="module")
def served(authority):
    """The authority over HTTP on loopback; ``answers`` may replace what it says."""

    class Handler(BaseHTTPRequestHandler):
        answers: dict[str, bytes] = {}  # noqa: RUF012

        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["content-length"]))
            assert self.headers["content-type"] == "application/timestamp-query"
            answer = self.answers.get(self.path) or authority.reply(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", Handler.answers
    server.shutdown()
    thread.join(30)
    server.server_close()


def tsa(authority, url, path="/"):
    return AnchorSettings("tsa", "tsa", url + path, ca_file=str(authority.folder / "ca.pem"))


def test_lay_down__at_a_time_stamp_authority(authority, served, tmp_path):
    url, answers = served
    receipt = lay_down(tsa(authority, url), SIGNED, tmp_path, NOW)
    at = verify_token(receipt.proof, SIGNED, [authority.root])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 3600
    assert Receipt.decode(receipt.encode()) == receipt
    answers["/replayed"] = receipt.proof  # right, but of another request: the nonce tells
    with pytest.raises(StateError, match="Nonce"):
        lay_down(tsa(authority, url, "/replayed"), SIGNED, tmp_path, NOW)
    answers["/nonsense"] = b"nothing"
    with pytest.raises(StateError) as caught:
        lay_down(tsa(authority, url, "/nonsense"), SIGNED, tmp_path, NOW)
    assert caught.value.code == "trust.anchor.failed"
    assert "tsa" in caught.value.render("vi")


def test_verify_token__refuses_another_message_root_and_any_changed_byte(authority, tmp_path):
    query, nonce = time_stamp_request(SIGNED)
    token = authority.reply(query)
    assert verify_token(token, SIGNED, [authority.root], nonce=nonce) == verify_token(token, SIGNED, [authority.root])
    with pytest.raises(TimestampError, match="imprint"):
        verify_token(token, SIGNED + b"x", [authority.root])
    with pytest.raises(TimestampError, match="Nonce"):
        verify_token(token, SIGNED, [authority.root], nonce=nonce + 1)
    with pytest.raises(TimestampError):
        verify_token(token, SIGNED, [Authority(tmp_path / "two", "another TSA").root])
    with pytest.raises(TimestampError):
        verify_token(token, SIGNED, [b"no certificate"])
    right = verify_token(token, SIGNED, [authority.root])
    for place in range(0, len(token), 7):
        changed = bytearray(token)
        changed[place] ^= 1
        try:  # some bytes of the container are signed by nobody; what is said may never change
            assert verify_token(bytes(changed), SIGNED, [authority.root]) == right
        except TimestampError:
            continue


class Inbox:
    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.messages.append(envelope.content)
        return "250 OK"


def test_lay_down__by_mail_to_a_real_server(tmp_path):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    server = f"127.0.0.1:{controller.port}"
    anchor = AnchorSettings("mail", "mail", "regulator@example.vn", server=server, sender="park@example.vn", security="none")
    try:
        receipt = lay_down(anchor, SIGNED, tmp_path, NOW)
    finally:
        controller.stop()
    message = email.message_from_bytes(inbox.messages[0])
    (part,) = [p for p in message.walk() if p.get_filename() == "checkpoint"]
    assert part.get_payload(decode=True) == SIGNED
    assert (message["To"], receipt.kind) == ("regulator@example.vn", "mail")
    text = next(p for p in message.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
    assert "Thư này neo nhật ký" in text
    assert "This mail anchors" in text
    with pytest.raises(StateError):  # nobody there
        lay_down(anchor, SIGNED, tmp_path, NOW)


def test_lay_down__in_a_folder_that_must_be_there(tmp_path):
    anchor = AnchorSettings("stick", "folder", str(tmp_path / "usb"))
    with pytest.raises(StateError):
        lay_down(anchor, SIGNED, tmp_path, NOW)
    (tmp_path / "usb").mkdir()
    lay_down(anchor, SIGNED, tmp_path, NOW)
    (kept,) = (tmp_path / "usb").iterdir()
    assert (kept.name, kept.read_bytes()) == ("park.example_log-000000000007.checkpoint", SIGNED)


class Board:
    def anchor(self, checkpoint: bytes, target: str) -> bytes:
        return checkpoint[::-1] + target.encode()

    def verify(self, checkpoint: bytes, proof: bytes) -> datetime | None:
        return NOW if proof.startswith(checkpoint[::-1]) else None


class Point:
    def load(self):
        return Board


def test_lay_down__through_a_plugin(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "entry_points", lambda group, name: [Point()] if name == "board" else [])
    receipt = lay_down(AnchorSettings("b", "plugin", "x", plugin="board"), SIGNED, tmp_path, NOW)
    report = checked({"anchors/b/7.json": receipt.encode()}, plugin=sending.plugin_verify)
    assert (report.faults, [n.id for n in report.notes]) == ([], ["trust.verify.anchored_tsa"])
    with pytest.raises(InputError):
        lay_down(AnchorSettings("b", "plugin", "x", plugin="other"), SIGNED, tmp_path, NOW)


def checked(receipts, **more):
    report = VerifyReport()
    check_receipts(receipts, [KEY.verifier], LEAVES, report, **more)
    return report


def test_check_receipts__tells_what_is_not_right(authority, served, tmp_path):
    receipt = lay_down(tsa(authority, served[0]), SIGNED, tmp_path, NOW)
    right = receipt.encode()
    assert [n.id for n in checked({"a": right}).notes] == ["trust.verify.anchored_tsa_own_root"]
    assert [n.id for n in checked({"a": right}, roots=[authority.root]).notes] == ["trust.verify.anchored_tsa"]
    said = json.loads(right)
    other = Checkpoint(KEY.name, 7, b"\1" * 32).sign(KEY).encode().decode()
    stranger = Checkpoint(KEY.name, 7, merkle.root_of(LEAVES[:7])).sign(SigningKey.generate(KEY.name)).encode().decode()
    for wrong, code in (
        (said | {"checkpoint": other}, "trust.verify.anchor_other_log"),
        (said | {"checkpoint": stranger}, "trust.verify.signature"),
        (said | {"proof": "AAAA"}, "trust.verify.anchor_token"),
        (said | {"format": "x"}, "trust.verify.form"),
        ({**said, "more": "x"}, "trust.verify.form"),
    ):
        assert [f.message.id for f in checked({"a": json.dumps(wrong).encode()}).faults] == [code]


def test_check_anchors__refuses_what_cannot_work():
    check_anchors([AnchorSettings("a", "folder", "x"), AnchorSettings("b-1", "folder", "y")])
    for wrong in (
        [AnchorSettings("a", "folder", "x"), AnchorSettings("a", "folder", "y")],
        [AnchorSettings("../a", "folder", "x")],
        [AnchorSettings("a", "mail", "x@y.z")],
        [AnchorSettings("a", "tsa", "https://tsa.example")],
        [AnchorSettings("a", "plugin", "x")],
    ):
        with pytest.raises(InputError):
            check_anchors(wrong)
