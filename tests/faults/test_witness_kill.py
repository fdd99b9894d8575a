"""kill -9 of a real witness while a lying log submits two histories: all that was ever cosigned is one history.

And a real park that asks a real witness, one that is away and one that holds another history: sealing never waits.
"""

from __future__ import annotations

import http.client
import json
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.live_park import ECOPARK, PATIENCE_S, command, environment, new_park

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.workers.witnesses import ask_witnesses
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import CosignerKey
from ecopark.trust.log.note import Note, SigningKey
from ecopark.trust.log.witness import encode_submission

ORIGIN = "liar.example/log"
COMMON, SIZE = 6, 4000


class Witness:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        lines = ""
        while not lines.rstrip().endswith("}"):  # one JSON object, over several lines
            line = process.stdout.readline()
            assert line, "the witness ended before it served"
            lines += line
        self.address = json.loads(lines)["address"]

    def post(self, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE_S)
        try:
            connection.request("POST", "/add-checkpoint", body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def running(folder: Path) -> Iterator[Witness]:
    words = [ECOPARK, "witness", "run", "--witness", str(folder), "--port", "0", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment())
    try:
        yield Witness(process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
        assert process.stdout is not None
        process.stdout.close()


def made_witness(folder: Path, key: str, name: str = "regulator.example/w") -> list[CosignerKey]:
    said = json.loads(command("witness", "init", folder, "--name", name, "--json"))
    command("witness", "add-log", "--witness", folder, "--key", key)
    return [CosignerKey.parse(text) for text in said["keys"]]


class Liar:
    """A log with two histories that are the same for the first entries."""

    def __init__(self) -> None:
        self.key = SigningKey.generate(ORIGIN)
        common = [merkle.leaf_hash(b"%d" % i) for i in range(COMMON)]
        self.histories = [common + [merkle.leaf_hash(b"%d %d" % (h, i)) for i in range(COMMON, SIZE)] for h in (0, 1)]
        self.nodes = [merkle.nodes_of(leaves) for leaves in self.histories]

    def note(self, history: int, size: int) -> Note:
        return Checkpoint(ORIGIN, size, merkle.range_hash(self.nodes[history], 0, size)).sign(self.key)

    def body(self, history: int, old: int, size: int) -> bytes:
        proof = merkle.consistency_proof(self.nodes[history], old, size) if 0 < old < size else ()
        return encode_submission(old, proof, self.note(history, size).encode())


def test_witness__killed_again_and_again_never_signs_two_histories(tmp_path):
    liar, folder, signed, dice = Liar(), tmp_path / "w", list[tuple[int, int]](), random.Random(5)
    keys = made_witness(folder, str(liar.key.verifier))

    def submit(witness: Witness, history: int) -> None:
        """One history, as fast as it goes, taking from the witness what it says is its newest size."""
        old, size = 0, COMMON + 1
        try:
            while size < SIZE:
                status, answer = witness.post(liar.body(history, old, size))
                if status == 200:
                    note = liar.note(history, size)
                    lines = Note.parse(note.text.encode() + b"\n" + answer)
                    assert all(key.time_in(lines) for key in keys)
                    signed.append((history, size))
                    old, size = size, size + 1
                elif status == 409:
                    old = int(answer)
                    size = max(size, old)
                else:
                    assert status == 422
                    return
        except (OSError, http.client.HTTPException):
            return  # killed

    for _ in range(3):
        with running(folder) as witness:
            threads = [threading.Thread(target=submit, args=(witness, h)) for h in (0, 1)]
            before = len(signed)
            for thread in threads:
                thread.start()
            until = time.monotonic() + PATIENCE_S
            while len(signed) < before + 5 and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(dice.random() * 0.1)  # the moment of the kill is any
        for thread in threads:
            thread.join(PATIENCE_S)
    beyond = {history for history, size in signed if size > COMMON}
    assert len(beyond) == 1
    assert [size for _, size in signed] == sorted(size for _, size in signed)
    kept = next((folder / "logs").rglob("checkpoint")).read_bytes()
    last = Checkpoint.parse(Note.parse(kept).text)
    assert last.size in (signed[-1][1], signed[-1][1] + 1)  # the answer to the very last one may have been lost
    assert last.root == Checkpoint.parse(liar.note(beyond.pop(), last.size).text).root


SETTINGS = """  witnesses:
    required: {required}
    timeout_s: 5
    named:
      - name: regulator
        url: {url}
        keys: ["{ed}", "{ml}"]
      - name: neighbour
        url: http://127.0.0.1:{away}
        keys: ["{ed}"]
"""


def test_park__is_cosigned_and_goes_on_while_a_witness_is_away(tmp_path):
    folder, where = new_park(tmp_path / "park"), tmp_path / "w"
    with opened(folder, metered=False) as park:
        key = str(park.log.verifier)
        park.records.put(system_scope("test"), "triage", "none", {"a": 1})
    ml, ed = made_witness(where, key)
    with socket.socket() as free:  # bound and never listening: nobody answers there
        free.bind(("127.0.0.1", 0))
        with running(where) as witness:
            described = (folder / "park.yaml").read_text("utf-8")
            more = SETTINGS.format(required=1, url=witness.address, ed=ed, ml=ml, away=free.getsockname()[1])
            (folder / "park.yaml").write_text(described.replace("\nsettings:\n", f"\nsettings:\n{more}", 1), "utf-8")
            said = json.loads(command("witness", "ask", "--park", folder, "--json", code=1))
            states = {item["name"]: item for item in said["witnesses"]}
            assert (states["regulator"]["state"], states["neighbour"]["state"]) == ("signed", "silent")
            with opened(folder, metered=False) as park:
                size = park.log.size
                assert states["regulator"]["size"] <= size
                park.records.put(system_scope("test"), "triage", "one", {"a": 1})
                park.log.publish()
                assert park.log.size > size
                assert [s.state for s in ask_witnesses(park)] == ["signed", "silent"]
                note = park.log.witnessed()
                assert note is not None
                assert all(k.time_in(note) for k in (ed, ml))
                assert note.text == Note.parse(park.log.signed_checkpoint()).text
            verified = json.loads(command("verify", "--park", folder, "--json"))
            assert any("regulator" in text for text in verified["notes"])
            status = json.loads(command("witness", "status", "--witness", where, "--json"))
            assert status["logs"][0]["size"] == Checkpoint.parse(note.text).size
            # the park is restored from an old backup, or rewritten: the witness tells
            rewritten = SigningKey.parse((folder / "data/keys/log.key").read_text().strip())
            body = encode_submission(
                Checkpoint.parse(note.text).size,
                (),
                Checkpoint(rewritten.name, Checkpoint.parse(note.text).size, b"\1" * 32).sign(rewritten).encode(),
            )
            assert witness.post(body)[0] == 422
            command("witness", "status", "--witness", where, code=5)
        with opened(folder, metered=False) as park:  # both are away: the log still grows
            size = park.log.size
            park.records.put(system_scope("test"), "triage", "two", {"a": 1})
            park.log.publish()
            assert park.log.size > size
            assert [s.state for s in ask_witnesses(park)] == ["silent", "silent"]
    path = folder / "data/log/witnessed"
    right = path.read_bytes()
    changed = bytearray(right)
    changed[-8] ^= 1
    path.write_bytes(changed)
    faults = json.loads(command("verify", "--park", folder, "--json", code=5))["faults"]
    assert "witnessed" in {fault["file"] for fault in faults}
