"""A monitor believes only what it has hashed itself, tells forks, rollbacks and stalls, and proves forks to anybody."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_log import KEY, ORIGIN, MemoryLogStorage, open_log

from ecopark.trust.log.cosignature import ALGORITHMS, Cosigner
from ecopark.trust.log.monitor import Followed, look
from ecopark.trust.log.note import Note, SigningKey

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
VERIFY = Path(__file__).parents[3] / "docs" / "verify" / "verify.py"


class Log:
    def __init__(self, files=None, key=KEY):
        self.storage = MemoryLogStorage()
        self.storage.files.update(files or {})
        self.log = open_log(self.storage, key)

    def grow(self, count, word="x"):
        for i in range(count):
            self.log.add("record", {"id": f"{word}{self.log.size + i}"}, publish=False)
        self.log.publish()
        return self

    def fork(self):
        return Log(self.storage.files)

    @property
    def read(self):
        return dict(self.storage.files).get  # as it is now


def start():
    return Followed((KEY.verifier,))


def codes(done):
    return [(alarm.level, alarm.code) for alarm in done.told]


def test_look__follows_growth_entry_by_entry():
    log, state = Log(), start()
    for count in (3, 0, 300, 1, 700):
        log.grow(count)
        done = look(state, {"a": log.read}, NOW, stall=DAY)
        state = Followed.decode(done.state.encode())
        assert (codes(done), done.withheld, sum(done.kinds.values())) == ([], 0, count)
        assert state.checkpoint == log.log.checkpoint
    assert state.shown == {"a": 1004}


def test_look__without_entries_it_still_follows_the_tree():
    log = Log().grow(600)
    read = {n: c for n, c in log.storage.files.items() if "entries" not in n}.get
    done = look(start(), {"a": read}, NOW, stall=DAY)
    assert (codes(done), done.withheld, done.state.checkpoint.size) == ([], 600, 600)


def test_look__an_entry_with_another_text_is_told():
    log = Log().grow(20)
    for name, content in log.storage.files.items():
        if "entries" in name:
            log.storage.files[name] = content.replace(b'"x7"', b'"x8"')
    done = look(start(), {"a": log.read}, NOW, stall=DAY)
    assert codes(done) == [("alarm", "broken")]
    assert done.state.checkpoint.size == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300), st.integers(1, 300))
def test_look__a_fork_is_found_and_proved(common, seen, hidden):
    """A log that has shown one history and later shows another, at any sizes."""
    one = Log().grow(common)
    other = one.fork().grow(hidden, "y")
    one.grow(seen + 1)
    state = look(start(), {"a": one.read}, NOW, stall=DAY).state
    done = look(state, {"a": other.read}, NOW, stall=DAY)
    assert done.alarmed
    assert done.state.checkpoint == state.checkpoint
    if other.log.size >= one.log.size:  # the larger tree is at hand: anybody can check it
        (alarm,) = done.told
        assert alarm.code == "forked"
        assert alarm.proof.proves(KEY.verifier)
    both = look(state, {"a": one.read, "b": other.read}, NOW, stall=DAY)  # gossip: both histories at once
    assert [alarm.code for alarm in both.told] == ["forked"]
    assert both.told[0].proof.proves(KEY.verifier)
    assert not both.told[0].proof.proves(SigningKey.generate(ORIGIN).verifier)


def test_look__proof_of_a_fork_is_checked_by_the_independent_program(tmp_path):
    one = Log().grow(5)
    other = one.fork().grow(9, "y")
    one.grow(4)
    done = look(start(), {"a": one.read, "b": other.read}, NOW, stall=DAY)
    (alarm,) = [alarm for alarm in done.told if alarm.proof]
    path = tmp_path / "proof.json"
    path.write_bytes(alarm.proof.encode())

    def run(key):
        command = [sys.executable, "-I", "-S", str(VERIFY), "--equivocation", str(path), "--key", str(key)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run(KEY.verifier)
    assert (done.returncode, done.stderr) == (0, "")
    assert "PROVED park.example/log has signed two histories, of 9 and of 14 entries" in done.stdout
    assert run(SigningKey.generate(ORIGIN).verifier).returncode == 2  # not this key's signatures
    said = json.loads(path.read_text())
    for i in range(len(said["path"])):
        changed = [*said["path"][:i], "00" * 32, *said["path"][i + 1 :]]
        path.write_text(json.dumps(said | {"path": changed}))
        assert run(KEY.verifier).returncode == 1
    honest = one.storage.files["checkpoint"].decode()
    path.write_text(json.dumps(said | {"first": honest, "second": honest, "path": []}))
    assert run(KEY.verifier).returncode == 1


def test_look__a_rollback_is_told_and_a_mirror_that_lags_is_not():
    log = Log().grow(10)
    old = log.read
    log.grow(5)
    state = look(start(), {"a": log.read}, NOW, stall=DAY).state
    assert codes(look(state, {"a": log.read, "mirror": old}, NOW, stall=DAY)) == []
    assert codes(look(state, {"mirror": old}, NOW, stall=DAY)) == [("warning", "not_compared")]
    assert codes(look(state, {"a": old}, NOW, stall=DAY)) == [("alarm", "rolled_back")]


def test_look__a_stall_an_absence_and_another_log_are_told():
    log = Log().grow(2)
    state = look(start(), {"a": log.read}, NOW, stall=DAY).state
    assert codes(look(state, {"a": log.read}, NOW + DAY / 2, stall=DAY)) == []
    assert codes(look(state, {"a": log.read}, NOW + 2 * DAY, stall=DAY)) == [("warning", "stalled")]

    def away(_name):
        raise OSError("nobody there")

    assert codes(look(state, {"a": away}, NOW, stall=DAY)) == [("warning", "unreachable")]
    assert codes(look(state, {"a": {}.get}, NOW, stall=DAY)) == [("warning", "no_checkpoint")]
    stranger = Log(key=SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32))).grow(3)
    assert codes(look(state, {"a": stranger.read}, NOW, stall=DAY)) == [("alarm", "not_signed")]
    log.storage.files["checkpoint"] = b"nonsense"
    assert codes(look(state, {"a": log.read}, NOW, stall=DAY)) == [("alarm", "not_signed")]


def test_look__follows_a_change_of_key_only_when_it_was_handed_over():
    log, new = Log().grow(4), SigningKey.generate(ORIGIN)
    state = look(start(), {"a": log.read}, NOW, stall=DAY).state
    log.log.change_key(new)
    log.grow(3)
    done = look(state, {"a": log.read}, NOW, stall=DAY)
    assert codes(done) == [("note", "key_changed")]
    state = Followed.decode(done.state.encode())
    assert state.keys == (KEY.verifier, new.verifier)
    assert codes(look(state, {"a": log.grow(1).read}, NOW, stall=DAY)) == []
    thief = Log(key=KEY).grow(4)
    without = {n: c for n, c in log.storage.files.items() if not n.startswith("handover")}
    assert codes(look(start(), {"a": without.get}, NOW, stall=DAY))[0][0] == "alarm"
    assert thief.log.size == 4


def test_look__counts_witnesses():
    log = Log().grow(3)
    cosigners = [Cosigner.generate(f"w{i}.example", kind) for i, kind in enumerate(ALGORITHMS.values())]
    witnesses = {c.name: [c.key] for c in cosigners}
    _, signed = log.log.published()
    log.log.cosign(signed, [cosigners[0].line(Note.parse(signed).text, 1_700_000_000)])
    more = {"stall": DAY, "witnesses": witnesses}
    assert codes(look(start(), {"a": log.read}, NOW, required=1, **more)) == []
    done = look(start(), {"a": log.read}, NOW, required=2, **more)
    assert codes(done) == [("warning", "few_witnesses")]
    assert "w0.example" in done.told[0].message.render("vi")


def test_followed__a_changed_state_is_refused():
    state = look(start(), {"a": Log().grow(20).read}, NOW, stall=DAY).state
    said = json.loads(state.encode())
    said["edge"][0][3] = "00" * 32
    with pytest.raises(ValueError):
        Followed.decode(json.dumps(said).encode())
