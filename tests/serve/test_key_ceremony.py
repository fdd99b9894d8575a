"""The key ceremony: rotation, loss, theft, a crash at any moment; who pinned the first key follows or refuses rightly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faults.live_park import new_park
from tests.trust.log.memory_log import KEY, ORIGIN, Crash, MemoryLogStorage, Ticking

from ecopark.core.errors import StateError
from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.keys import commitment, stored_handovers, trusted_keys
from ecopark.trust.log.note import Note, SigningKey
from ecopark.trust.log.reader import LogReader

VERIFY = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"


def put(folder, name):
    with opened(folder, metered=False) as park:
        park.records.put(system_scope("test"), "triage", name, {"a": name})


def independent(bundle, key):
    command = [sys.executable, "-I", "-S", str(VERIFY), str(bundle), "--key", key]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_key__ceremony_rotation_and_theft_are_followed_from_the_first_key(ecopark, tmp_path):
    park, secret = new_park(tmp_path / "park"), tmp_path / "safe" / "recovery.key"
    secret.parent.mkdir()
    put(park, "one")
    said = json.loads(ecopark("key", "show", "--park", park, "--json")[0])
    first = said["key"]
    assert said["recovery_committed"] is False
    digest = json.loads(ecopark("key", "prepare", secret, "--json")[0])["recovery_sha256"]
    assert [p.name for p in secret.parent.iterdir()] == ["recovery.key"]
    ecopark("key", "prepare", secret, code=4)
    ecopark("key", "commit", "no-hash", "--park", park, code=3)
    ecopark("key", "commit", digest, "--park", park)
    second = json.loads(ecopark("key", "rotate", "--park", park, "--json")[0])["key"]
    put(park, "two")
    monitor = ("monitor", park / "data/log", "--key", first, "--keep", tmp_path / "monitor", "--json")
    assert json.loads(ecopark(*monitor)[0])["key"] == second
    thief = tmp_path / "thief"
    shutil.copytree(park, thief)
    wrong = SigningKey.generate("wrong")
    (tmp_path / "wrong.key").write_text(wrong.secret_text())
    (tmp_path / "wrong.key").chmod(0o600)
    recover = ("key", "recover", "--park", park, "--reason", "stolen", "--json")
    ecopark(*recover, "--secret", tmp_path / "wrong.key", code=4)
    third = json.loads(ecopark(*recover, "--secret", secret)[0])["key"]
    assert len({first, second, third}) == 3
    put(park, "three")
    ecopark("verify", "--park", park)
    said = json.loads(ecopark("key", "show", "--park", park, "--json")[0])
    assert [c.get("action", "rotate") for c in said["changes"]] == ["commit", "rotate", "recover"]
    assert said["changes"][-1]["last_size"] == said["changes"][-1]["index"]

    bundle = tmp_path / "bundle.zip"
    ecopark("export", bundle, "--park", park)
    for pinned in (first, second, third):
        ecopark("verify", bundle, "--key", pinned)
        done = independent(bundle, pinned)
        assert done.returncode == 0, done.stdout + done.stderr
    ecopark("verify", bundle, "--key", str(wrong.verifier), code=5)
    assert independent(bundle, str(wrong.verifier)).returncode == 1
    assert json.loads(ecopark(*monitor)[0])["key"] == third

    put(thief, "what the thief signs with the stolen key")
    stolen = tmp_path / "stolen.zip"
    ecopark("export", stolen, "--park", thief)
    assert json.loads(ecopark("verify", stolen, "--key", first, "--json")[0])["key"] != third
    ecopark("verify", stolen, "--key", third, code=5)  # who knows of the recovery refuses it
    assert independent(stolen, third).returncode == 1
    ecopark("monitor", park / "data/log", thief / "data/log", *monitor[2:], code=5)


def test_key__lost_with_its_public_file(ecopark, tmp_path):
    park, secret = new_park(tmp_path / "park"), tmp_path / "recovery.key"
    put(park, "one")
    first = json.loads(ecopark("key", "show", "--park", park, "--json")[0])["key"]
    digest = json.loads(ecopark("key", "prepare", secret, "--json")[0])["recovery_sha256"]
    ecopark("key", "commit", digest, "--park", park)
    for name in ("log.key", "log.key.pub"):
        (park / "data/keys" / name).unlink()
    recover = ("key", "recover", "--park", park, "--secret", secret, "--reason", "lost")
    ecopark(*recover, code=3)
    ecopark(*recover, "--previous", first)
    put(park, "two")
    ecopark("verify", "--park", park)


def leads_to(storage, first):
    names = list(storage.names())
    entries = list(LogReader.read(storage, [chain_end(storage, first)], ORIGIN).entries())
    return trusted_keys(first, stored_handovers(names, storage.read), lambda i: json.loads(entries[i]))[-1], entries


def chain_end(storage, first):
    """The key that signs the checkpoint now, of those that the test knows."""
    signed = storage.read("checkpoint").decode()
    return next(key for key in (NEW.verifier, first) if f"{key.name} " in signed and _signs(key, signed))


def _signs(key, signed):
    try:
        return bool(Note.parse(signed.encode()).require([key]))
    except NoteError:
        return False


NEW, RECOVERY = SigningKey.generate(ORIGIN), SigningKey.generate("recovery")


@pytest.mark.parametrize("after_effect", [False, True])
def test_change_key__interrupted_at_any_operation_is_finished_or_never_was(after_effect):
    at = 0
    while True:
        storage = MemoryLogStorage()
        log = EvidenceLog.open(storage, KEY, ORIGIN, Ticking())
        log.add("record", {"id": 1})
        storage.operations.clear()
        storage.fail_at, storage.after_effect = at, after_effect
        try:
            log.change_key(NEW)
        except Crash:
            storage.fail_at = None
            log = EvidenceLog.open(storage, KEY, ORIGIN, Ticking(), successor=NEW)
        else:
            break
        log.add("record", {"id": 2})
        end, entries = leads_to(storage, KEY.verifier)
        assert end == log.verifier
        changed = any(b'"kind":"key"' in entry for entry in entries)
        assert changed == (log.verifier == NEW.verifier)
        at += 1
    assert at >= 3


@pytest.mark.parametrize("after_effect", [False, True])
def test_recover__interrupted_at_any_operation_can_be_repeated(after_effect):
    at, done = 0, False
    while not done:
        storage = MemoryLogStorage()
        log = EvidenceLog.open(storage, KEY, ORIGIN, Ticking())
        log.add("record", {"id": 1})
        with pytest.raises(StateError):
            EvidenceLog.recover(storage, KEY.verifier, NEW, RECOVERY, "lost", ORIGIN, Ticking())
        log.commit_recovery(commitment(RECOVERY.verifier))
        storage.operations.clear()
        storage.fail_at, storage.after_effect = at, after_effect
        again = (storage, KEY.verifier, NEW, RECOVERY, "lost", ORIGIN, Ticking())
        try:
            EvidenceLog.recover(*again)
            done, storage.fail_at = True, None
        except Crash:
            storage.fail_at = None
            if not _signs(NEW.verifier, storage.read("checkpoint").decode()):
                EvidenceLog.recover(*again)
        log = EvidenceLog.open(storage, NEW, ORIGIN, Ticking())
        log.add("record", {"id": 2})
        end, entries = leads_to(storage, KEY.verifier)
        assert end == NEW.verifier
        assert sum(b'"action":"recover"' in entry for entry in entries) == 1
        at += 1
    assert at >= 3
