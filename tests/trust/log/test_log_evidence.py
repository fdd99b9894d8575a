"""The evidence log: append-only, provable, and valid after a crash at any point."""

import itertools
import json
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_log import KEY, ORIGIN, Crash, MemoryLogStorage, no_room, open_log

from ecopark.core.errors import Fatal, InputError, StateError
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.note import Note, SigningKey
from ecopark.trust.log.reader import LogReader
from ecopark.trust.log.tiles import tiles_of_size


def filled(count, storage=None):
    log = open_log(storage or MemoryLogStorage())
    for i in range(count):
        log.add("record", {"id": str(i), "note": "nước thải"}, publish=False)
    log.publish()
    return log


def test_add__entry_is_canonical_json_with_kind_and_time():
    log = filled(0)
    index = log.add("record", {"b": [1, 2.5, None], "a": "đ", "when": datetime(2026, 2, 3, tzinfo=UTC)})
    expected = (
        '{"a":"đ","b":[1,2.5,null],"kind":"record","time":"2026-01-01T00:00:01.000000Z",'
        '"when":"2026-02-03T00:00:00.000000Z"}'
    )
    assert log.entry(index) == expected.encode()
    assert decode_entry(log.entry(index))["kind"] == "record"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"kind": "x"}, "trust.log.reserved_key"),
        ({"x": float("nan")}, "trust.log.entry_not_json"),
        ({"x": {1, 2}}, "trust.log.entry_not_json"),
        ({"x": "a\ud800"}, "trust.log.entry_not_json"),
        ({"x": "a" * 65_536}, "trust.log.entry_too_large"),
    ],
)
def test_add__what_cannot_be_an_entry_is_refused_and_leaves_nothing(content, code):
    log = filled(1)
    with pytest.raises(InputError) as raised:
        log.add("record", content)
    assert raised.value.code == code
    assert (log.publish().size, log.add("record", {})) == (1, 1)


def test_add__longest_entry_fits():
    log = filled(0)
    spare = 65_535 - len(b'{"kind":"record","time":"2026-01-01T00:00:00.000000Z","x":""}')
    log.add("record", {"x": "a" * spare})
    assert len(log.entry(0)) == 65_535
    with pytest.raises(InputError, match="entry_too_large"):
        log.add("record", {"x": "a" * (spare + 1)})


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600])
def test_log__stores_exactly_the_tiles_of_its_size(size):
    storage = MemoryLogStorage()
    log = filled(size, storage)
    assert set(storage.files) == {"checkpoint", *map(str, tiles_of_size(size))}
    assert [json.loads(e)["id"] for e in log.entries()] == [str(i) for i in range(size)]
    assert log.root() == merkle.root_of([merkle.leaf_hash(e) for e in log.entries()]) == log.checkpoint.root
    assert Checkpoint.open(log.signed_checkpoint(), [KEY.verifier], ORIGIN) == log.checkpoint


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 150), min_size=1, max_size=6), st.data())
def test_log__append_only_through_restarts(groups, data):
    storage, states = MemoryLogStorage(), []
    for group in groups:
        log = filled(group, storage)
        states.append(log.checkpoint)
    leaves = [merkle.leaf_hash(e) for e in log.entries()]
    assert len(leaves) == sum(groups)
    for old, new in itertools.combinations_with_replacement(states, 2):
        merkle.verify_consistency(old.size, new.size, log.consistency_proof(old.size, new.size), old.root, new.root)
    for state in states:
        index = data.draw(st.integers(0, state.size - 1))
        merkle.verify_inclusion(leaves[index], index, state.size, log.inclusion_proof(index, state.size), state.root)


def test_proofs__outside_the_log_are_refused_with_a_reason():
    log = filled(3)
    for call in (lambda: log.inclusion_proof(3), lambda: log.entry(-1), lambda: log.inclusion_proof(0, 4)):
        with pytest.raises(InputError, match="no_such_entry"):
            call()
    for pair in ((0, 3), (2, 4), (3, 2)):
        with pytest.raises(InputError, match="no_such_size"):
            log.consistency_proof(*pair)


def test_add__batches_and_manifests_are_added_once():
    storage = MemoryLogStorage()
    log = filled(5, storage)
    first = log.add("readings", {"batch": 7, "rows": 3, "tree_root": "ab"})
    assert log.add("readings", {"batch": 7, "rows": 3, "tree_root": "ab"}) == first
    assert log.add("manifest", {"version": 7, "files": []}) == first + 1
    again = open_log(storage)
    assert again.add("readings", {"batch": 7, "rows": 3, "tree_root": "ab"}) == first == again.find("readings", 7)
    assert again.add("manifest", {"version": 7, "files": []}) == first + 1
    assert again.find("readings", 8) is None
    with pytest.raises(StateError) as raised:
        again.add("readings", {"batch": 7, "rows": 4, "tree_root": "ab"})
    assert raised.value.code == "trust.log.conflict"
    assert again.size == 7


def grow(storage, acknowledged, sizes):
    """Work of a writer: groups of entries, each by batch number; notes what the log acknowledged."""
    log = open_log(storage)
    number = 0
    for size in sizes:
        group = range(number, number + size)
        number += size
        for n in group:
            log.add("readings", {"batch": n, "tree_root": f"{n:064x}"}, publish=False)
        log.publish()
        acknowledged.append((log.checkpoint, set(group)))
    return log


SIZES = [1, 3, 250, 4, 300, 2]  # crosses the ends of tiles


def every_crash():
    clean = MemoryLogStorage()
    grow(clean, [], SIZES)
    return [(at, after) for at in range(len(clean.operations)) for after in (False, True)]


@pytest.mark.parametrize("error", [Crash, no_room], ids=["crash", "no-room"])
@pytest.mark.parametrize(("at", "after"), every_crash())
def test_log__fault_table(at, after, error):
    """At each storage operation, before and after its effect: restart, go on, no fork, nothing acknowledged lost."""
    storage, acknowledged = MemoryLogStorage(), []
    storage.fail_at, storage.after_effect, storage.error = at, after, error()
    with pytest.raises(type(storage.error)):
        grow(storage, acknowledged, SIZES)
    signed = [Checkpoint.open(storage.files["checkpoint"], [KEY.verifier])] if "checkpoint" in storage.files else []
    log = grow(storage, [], SIZES)
    entries = [json.loads(e)["batch"] for e in log.entries()]
    assert sorted(entries) == list(range(sum(SIZES)))
    assert log.root() == log.checkpoint.root == merkle.root_of([merkle.leaf_hash(e) for e in log.entries()])
    for checkpoint, batches in acknowledged:
        assert batches <= set(entries[: checkpoint.size])
        signed.append(checkpoint)
    for old in signed:
        if old.size:
            proof = log.consistency_proof(old.size)
            merkle.verify_consistency(old.size, log.size, proof, old.root, log.checkpoint.root)


def test_publish__goes_on_in_the_same_process_when_there_is_room_again():
    storage = MemoryLogStorage()
    log = filled(2, storage)
    for steps in range(4):
        storage.fail_at, storage.error = len(storage.operations) + steps, no_room()
        with pytest.raises(StateError, match="disk_full"):
            log.add("record", {"id": f"waits-{steps}"})
        storage.fail_at = None
        log.add("record", {"id": f"after-{steps}"})
    ids = [json.loads(e)["id"] for e in log.entries()]
    assert ids == ["0", "1", *(f"{w}-{s}" for s in range(4) for w in ("waits", "after"))]
    assert open_log(storage).root() == log.root()


def test_publish__goes_on_when_the_checkpoint_was_stored_although_the_disk_complained():
    storage = MemoryLogStorage()
    log = filled(2, storage)
    storage.fail_at, storage.after_effect, storage.error = len(storage.operations) + 2, True, no_room()
    with pytest.raises(StateError, match="disk_full"):
        log.add("record", {"id": "2"})
    assert storage.operations[-1] == "replace checkpoint"
    log.add("record", {"id": "3"})
    assert [json.loads(e)["id"] for e in log.entries()] == ["0", "1", "2", "3"]


def test_log_reader__follows_the_writer_and_finds_its_entries():
    storage = MemoryLogStorage()
    reader = LogReader.read(storage, [KEY.verifier], ORIGIN)
    assert (reader.size, list(reader.entries())) == (0, [])
    log = filled(300, storage)
    index = log.add("readings", {"batch": 4})
    assert reader.find("readings", 4) is None
    assert reader.refresh() == log.checkpoint
    assert (reader.find("readings", 4), reader.entry(index)) == (index, log.entry(index))
    assert reader.inclusion_proof(index) == log.inclusion_proof(index)
    log.add("record", {"id": "later"})  # the older state still reads, from wider tiles
    assert reader.root() == log.root(301)
    storage.files["checkpoint"] = b"x"
    with pytest.raises(Fatal, match="checkpoint_damaged"):
        reader.refresh()


def test_publish__a_second_writer_is_noticed_before_anything_is_signed():
    storage = MemoryLogStorage()
    one, two = filled(2, storage), open_log(storage)
    one.add("record", {"id": "one"})
    with pytest.raises(Fatal):
        two.add("record", {"id": "two"})
    assert Checkpoint.open(storage.files["checkpoint"], [KEY.verifier]) == one.checkpoint


def test_add__threads_each_get_their_own_published_entry():
    log, given_to = filled(0), {}

    def work(name):
        for i in range(20):
            given_to[(name, i)] = log.add("record", {"id": f"{name}-{i}"})
            assert log.size > given_to[(name, i)]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given_to.values()) == list(range(120))
    assert all(json.loads(log.entry(i))["id"] == f"{n}-{k}" for (n, k), i in given_to.items())


def test_change_key__both_keys_sign_the_handover():
    storage = MemoryLogStorage()
    log, new = filled(3, storage), SigningKey.generate(ORIGIN)
    index = log.change_key(new)
    note = Note.parse(storage.files["handover/4"])
    assert note.require([KEY.verifier, new.verifier]) == (KEY.verifier, new.verifier)
    assert json.loads(log.entry(index))["key"] == str(new.verifier)
    log.add("record", {"id": "later"})
    with pytest.raises(StateError, match="other_key"):
        open_log(storage)
    assert open_log(storage, new).size == 5


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/000.p/9", "tile/entries/000.p/9"])
def test_open__changed_bytes_at_the_edge_are_named(name):
    storage = MemoryLogStorage()
    filled(9, storage)
    for place in range(len(storage.files[name])):
        changed = MemoryLogStorage()
        changed.files = dict(storage.files)
        content = bytearray(storage.files[name])
        content[place] ^= 1
        changed.files[name] = bytes(content)
        with pytest.raises((Fatal, StateError)) as raised:
            open_log(changed)
        assert name in raised.value.where or (name.startswith("tile/0") and raised.value.where.startswith("tile/"))
