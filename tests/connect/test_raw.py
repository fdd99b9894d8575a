"""Raw files are kept once, as they came, and a changed byte is noticed."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopark.connect.raw import RawStore
from ecopark.core.errors import Fatal, InputError, StateError


def digest(content):
    return hashlib.sha256(content).hexdigest()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=50), max_size=6), st.binary(max_size=50))
def test_put_many__everything_comes_back_by_its_hash_also_in_a_new_process(tmp_path, contents, single):
    store = RawStore(tmp_path)
    assert store.put(single) == digest(single)
    assert store.put_many(contents) == [digest(c) for c in contents]
    again = RawStore(tmp_path)
    for content in [*contents, single]:
        assert again.get(digest(content)) == content


def test_put__known_bytes_are_not_written_again(tmp_path):
    store = RawStore(tmp_path)
    name = store.put(b"x")
    before = (tmp_path / name[:2] / name).stat()
    store.put(b"x")
    store.put_many([b"x", b"x"])
    assert (tmp_path / name[:2] / name).stat().st_mtime_ns == before.st_mtime_ns
    assert not (tmp_path / "packs").exists()


def test_put_many__one_pack_that_any_unzip_reads(tmp_path):
    RawStore(tmp_path).put_many([b"a", b"b", b"c"])
    assert len(list((tmp_path / "packs").iterdir())) == 1
    RawStore(tmp_path).put_many([b"a", b"b", b"c"])
    assert len(list((tmp_path / "packs").iterdir())) == 1


def test_get__a_changed_file_is_fatal(tmp_path):
    store = RawStore(tmp_path)
    name = store.put(b"as it came")
    path = tmp_path / name[:2] / name
    path.chmod(0o600)
    path.write_bytes(b"as it comes")
    with pytest.raises(Fatal) as caught:
        store.get(name)
    assert caught.value.code == "connect.raw.changed"


def test_get__a_changed_pack_is_fatal(tmp_path):
    store = RawStore(tmp_path)
    name = store.put_many([b"a" * 200, b"b" * 200])[1]
    (path,) = (tmp_path / "packs").iterdir()
    content = bytearray(path.read_bytes())
    content[content.index(name.encode()) + 70] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(Fatal):
        RawStore(tmp_path).get(name)


def test_get__unknown_hash(tmp_path):
    with pytest.raises(InputError):
        RawStore(tmp_path).get("0" * 64)


def test_put__no_room_is_told_and_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StateError) as caught:
        RawStore(tmp_path).put(b"x")
    assert caught.value.code == "connect.raw.not_kept"
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]
