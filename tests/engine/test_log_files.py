"""The log's files: durable, created once, never half there, a full disk told clearly; the key readable by its owner only."""

import errno
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecopark.core.errors import Fatal, StateError
from ecopark.engine import log_files
from ecopark.engine.log_files import FileLogStorage, load_signing_key, make_signing_key, signing_key
from ecopark.trust.log import merkle
from ecopark.trust.log.evidence import EvidenceLog
from ecopark.trust.log.note import SigningKey

NAME = "tile/0/x001/067.p/5"
ORIGIN = "park.example/log"


def clock():
    return datetime(2026, 1, 1, tzinfo=UTC)


def test_create__once_and_again_with_the_same_bytes(tmp_path):
    storage = FileLogStorage(tmp_path / "log")
    assert storage.read(NAME) is None
    storage.create(NAME, b"five hashes")
    storage.create(NAME, b"five hashes")
    assert storage.read(NAME) == b"five hashes" == (tmp_path / "log" / NAME).read_bytes()
    with pytest.raises(Fatal) as raised:
        storage.create(NAME, b"other")
    assert (raised.value.code, raised.value.where) == ("engine.log.exists", str(tmp_path / "log" / NAME))
    assert storage.read(NAME) == b"five hashes"


def test_replace__and_discard_and_names(tmp_path):
    storage = FileLogStorage(tmp_path)
    storage.replace("checkpoint", b"1")
    storage.replace("checkpoint", b"2")
    storage.create(NAME, b"x")
    storage.create("tile/0/x001/067", b"y")
    assert list(storage.names()) == ["checkpoint", "tile/0/x001/067", NAME]
    storage.discard(NAME)
    storage.discard(NAME)
    assert list(storage.names()) == ["checkpoint", "tile/0/x001/067"]
    assert storage.read("checkpoint") == b"2"
    assert storage.read("tile/0") is None


@pytest.mark.parametrize("name", ["../x", "a//b", "/etc/x", "a/./b", "", ".new-x"])
def test_names__that_lead_elsewhere_are_refused(tmp_path, name):
    storage = FileLogStorage(tmp_path / "log")
    for call in (lambda: storage.read(name), lambda: storage.create(name, b""), lambda: storage.replace(name, b"")):
        with pytest.raises(ValueError, match="no name in a log"):
            call()


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "engine.log.disk_full"), (errno.EDQUOT, "engine.log.disk_full"), (errno.EIO, "engine.log.not_written")],
)
@pytest.mark.parametrize("function", ["fsync", "link", "replace"])
def test_write__a_refusing_disk_is_told_and_leaves_nothing_half(tmp_path, monkeypatch, function, number, code):
    storage = FileLogStorage(tmp_path)
    storage.replace("checkpoint", b"old")

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(log_files.os, function, refuse)
        write = storage.replace if function == "replace" else storage.create
        with pytest.raises(StateError) as raised:
            write("checkpoint" if function == "replace" else NAME, b"new")
    assert raised.value.code == code
    assert raised.value.render("vi") != raised.value.render("en")
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"checkpoint"}
    assert storage.read("checkpoint") == b"old"
    storage.create(NAME, b"new")


def test_write__file_is_synced_before_it_is_named_and_the_folder_after(tmp_path, monkeypatch):
    storage, steps = FileLogStorage(tmp_path), []
    real = {name: getattr(os, name) for name in ("fsync", "link")}

    def fsync(descriptor):
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        real["fsync"](descriptor)

    def link(source, target):
        steps.append("name")
        real["link"](source, target)

    monkeypatch.setattr(log_files.os, "fsync", fsync)
    monkeypatch.setattr(log_files.os, "link", link)
    storage.create("checkpoint-like", b"x")
    assert steps == ["sync file", "name", "sync folder"]


def test_write__removes_what_a_crash_left_half_written(tmp_path):
    (tmp_path / "tile").mkdir()
    (tmp_path / "tile" / ".new-1234").write_bytes(b"half")
    storage = FileLogStorage(tmp_path)
    assert list(storage.names()) == []
    assert len(list(tmp_path.rglob(".new-*"))) == 1  # opening to read touches nothing: the writer may be at work
    storage.replace("checkpoint", b"x")
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["checkpoint"]


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ecopark.engine.log_files import FileLogStorage, load_signing_key
from ecopark.trust.log.evidence import EvidenceLog
folder = Path(sys.argv[1])
key = load_signing_key(folder / "log.key")
log = EvidenceLog.open(FileLogStorage(folder / "log"), key, key.name, lambda: datetime(2026, 1, 1, tzinfo=UTC))
while True:
    print(log.add("record", {"id": str(log.size)}), flush=True)
"""


def test_evidence_log__killed_writer_loses_nothing_acknowledged_and_never_forks(tmp_path):
    """kill -9 at random points: what was printed is in the log, and each state is the beginning of the next."""
    key = make_signing_key(tmp_path / "log.key", ORIGIN)
    before = (0, merkle.EMPTY_ROOT)
    for round_ in range(6):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        printed = [process.stdout.readline() for _ in range(3 + 7 * round_)]
        process.kill()
        rest, _ = process.communicate()
        last = int([*printed, *rest.split("\n")[:-1]][-1])
        log = EvidenceLog.open(FileLogStorage(tmp_path / "log"), key, ORIGIN, clock)
        assert log.size > last
        if before[0]:
            merkle.verify_consistency(before[0], log.size, log.consistency_proof(before[0]), before[1], log.root())
        before = (log.size, log.root())


def test_signing_key__is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "log.key"
    key = signing_key(path, ORIGIN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(signing_key(path, ORIGIN).verifier) == str(key.verifier) == Path(f"{path}.pub").read_text().strip()
    assert isinstance(key, SigningKey)
    assert "PRIVATE" not in repr(key)
    with pytest.raises(StateError):
        make_signing_key(path, ORIGIN)
    path.chmod(0o640)
    with pytest.raises(StateError, match="key_exposed"):
        load_signing_key(path)


@pytest.mark.parametrize("place", [0, 15, 40, -3])
def test_load_signing_key__damaged_is_fatal(tmp_path, place):
    path = tmp_path / "log.key"
    make_signing_key(path, ORIGIN)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(Fatal, match="key_damaged"):
        load_signing_key(path)
