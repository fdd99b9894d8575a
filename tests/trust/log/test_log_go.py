"""Checkpoints, tiles, entries and proofs verified by an implementation that is not ours: Go's sumdb note and tlog."""

import base64
import json
import os
import random
import subprocess
from pathlib import Path

import pytest
from memory_log import KEY, ORIGIN, Ticking

from ecopark.engine.log_files import FileLogStorage
from ecopark.trust.log.cosignature import ALGORITHMS, Cosigner
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import Note

SOURCE = Path(__file__).parent / "independent" / "check_log.go"
GO_LIBRARY = "/usr/share/gocode"  # Debian: golang-golang-x-mod-dev


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Built once a machine: Go keeps the compiled library in its cache."""
    binary = tmp_path_factory.mktemp("go") / "check_log"
    settings = {"GO111MODULE": "off", "GOPATH": GO_LIBRARY, "GOFLAGS": "", "GOPROXY": "off", "CGO_ENABLED": "0"}
    done = subprocess.run(
        ["go", "build", "-o", str(binary), str(SOURCE)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return binary


def encoded(*hashes):
    return [base64.b64encode(h).decode() for h in hashes]


def proofs_of(log, dice):
    found = []
    for size in [1, 2, 255, 256, 257, 511, 512, *(dice.randrange(1, log.size) for _ in range(20)), log.size]:
        root = encoded(log.root(size))[0]
        for index in {0, size - 1, dice.randrange(size)}:
            path = encoded(*log.inclusion_proof(index, size))
            found.append({"kind": "inclusion", "index": index, "new": size, "root": root, "path": path})
        old = dice.randrange(1, size + 1)
        more = {"oldroot": encoded(log.root(old))[0], "path": encoded(*log.consistency_proof(old, size))}
        found.append({"kind": "consistency", "old": old, "new": size, "root": root, **more})
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder, dice = tmp_path_factory.mktemp("log"), random.Random(6)
    log = EvidenceLog.open(FileLogStorage(folder / "log"), KEY, ORIGIN, Ticking())
    for number in range(900):
        log.add("record", {"id": "é" * dice.randrange(60), "number": number}, publish=number % 97 == 0)
    log.publish()
    _, signed = log.published()
    lines = [
        Cosigner.generate("w.example", kind).line(Note.parse(signed).text, 1_700_000_000) for kind in ALGORITHMS.values()
    ]
    log.cosign(signed, lines)
    proofs = folder / "proofs.json"
    proofs.write_text(json.dumps(proofs_of(log, dice)))
    return folder / "log", proofs


def run(program, folder, proofs, key=KEY.verifier):
    return subprocess.run([str(program), str(folder), str(key), str(proofs)], capture_output=True, text=True, check=False)


def test_go__verifies_checkpoint_tiles_entries_and_proofs(program, written):
    folder, proofs = written
    done = run(program, folder, proofs)
    assert (done.returncode, done.stderr) == (0, "")
    count = len(json.loads(proofs.read_text()))
    assert done.stdout.splitlines() == ["signature 1 2", "entries 900", f"proofs {count}"]


def test_go__refuses_what_was_changed(program, written, tmp_path):
    folder, proofs = written
    for name in ("checkpoint", "tile/0/001", "tile/entries/000", "tile/1/000.p/3"):
        path = folder / name
        right = path.read_bytes()
        changed = bytearray(right)
        changed[40] ^= 1
        path.write_bytes(changed)
        assert "NOT PROVED" in run(program, folder, proofs).stdout, name
        path.write_bytes(right)
    said = json.loads(proofs.read_text())
    said[-1]["path"] = said[-1]["path"][:-1]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(said))
    assert "NOT PROVED" in run(program, folder, wrong).stdout
