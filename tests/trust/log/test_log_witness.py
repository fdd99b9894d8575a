"""A witness cosigns what has only grown, answers as tlog-witness says, and never signs two histories, killed or not."""

import base64
import hashlib
import json
import struct
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_log import KEY, ORIGIN, Crash, MemoryLogStorage, Ticking, open_log

from ecopark.core.errors import InputError
from ecopark.trust.log import merkle
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import ALGORITHMS, Cosigner, CosignerKey
from ecopark.trust.log.equivocation import Equivocation, equivocation
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, SigningKey
from ecopark.trust.log.witness import Refusal, Witness, encode_submission, parse_submission
from ecopark.trust.log.witnesses import WitnessEntry, WitnessSettings, check_witnesses

NAME = "regulator.example/w"
COSIGNERS = [Cosigner.generate(NAME, kind) for kind in ALGORITHMS.values()]
FOLDER = hashlib.sha256(ORIGIN.encode()).hexdigest()


class Tree:
    """A log in memory that can show any of its states, and states of another history."""

    def __init__(self, entries):
        self.leaves = [merkle.leaf_hash(e) for e in entries]

    def signed(self, size, key=KEY, origin=ORIGIN):
        return Checkpoint(origin, size, merkle.root_of(self.leaves[:size])).sign(key).encode()

    def body(self, old, size, **more):
        proof = merkle.consistency_proof(merkle.nodes_of(self.leaves), old, size) if 0 < old < size else ()
        return encode_submission(old, proof, self.signed(size, **more))


ONE = Tree([b"%d" % i for i in range(40)])
OTHER = Tree([b"%d" % i if i < 7 else b"other %d" % i for i in range(40)])


class Kept:
    def __init__(self):
        self.files, self.fail = {}, False

    def read(self, name):
        return self.files.get(name)

    def replace(self, name, content):
        if self.fail:
            raise Crash
        self.files[name] = content


def witness(storage=None, keys=(KEY.verifier,)):
    return Witness(storage or Kept(), {ORIGIN: keys}, COSIGNERS, Ticking())


def refusal(made, body):
    with pytest.raises(Refusal) as caught:
        made.add_checkpoint(body)
    return caught.value.status, caught.value.newest


def test_add_checkpoint__cosigns_growth_with_both_algorithms():
    made = witness()
    for old, size in ((0, 5), (5, 5), (5, 16), (16, 31)):
        lines = made.add_checkpoint(ONE.body(old, size))
        note = Note.parse(ONE.signed(size) + lines)
        assert all(c.key.time_in(note) for c in COSIGNERS)
        assert Note.parse(made.latest(FOLDER)).text == note.text
    kept = Note.parse(made.latest(FOLDER))
    assert kept.require([KEY.verifier]) == (KEY.verifier,)
    assert all(c.key.time_in(kept) for c in COSIGNERS)
    assert made.latest("0" * 64) is None


def test_add_checkpoint__statuses_of_the_specification():
    made = witness()
    assert refusal(made, ONE.body(0, 5, origin="elsewhere.example"))[0] == 404
    assert refusal(made, ONE.body(0, 5, key=SigningKey.generate(ORIGIN)))[0] == 403
    wrong = bytearray(ONE.body(0, 5))
    wrong[-10] = ord("A") if wrong[-10] != ord("A") else ord("B")
    assert refusal(made, bytes(wrong))[0] == 403
    made.add_checkpoint(ONE.body(0, 5))
    assert refusal(made, ONE.body(0, 9)) == (409, 5)
    assert refusal(made, encode_submission(9, (), ONE.signed(5)))[0] == 400
    assert refusal(made, encode_submission(5, (), ONE.signed(9)))[0] == 422
    assert refusal(made, encode_submission(5, (), Tree([b"x"] * 5).signed(5)))[0] == 422
    assert refusal(made, OTHER.body(5, 20).replace(b"old 5", b"old 4")) == (409, 5)
    fresh = witness()
    assert refusal(fresh, encode_submission(0, (b"\0" * 32,), ONE.signed(5)))[0] == 422
    empty = Checkpoint(ORIGIN, 0, b"\1" * 32).sign(KEY).encode()
    assert refusal(fresh, encode_submission(0, (), empty))[0] == 422
    assert fresh.latest(FOLDER) is None
    made.add_checkpoint(ONE.body(5, 9))


MALFORMED = {
    "nothing": b"",
    "no checkpoint": b"old 0",
    "leading zero": b"old 01\n\nx",
    "negative": b"old -1\n\n",
    "no number": b"old x\n\n",
    "other word": b"new 0\n\n",
    "other digits": "old \u0663\n\n".encode(),
    "short hash": b"old 0\nAA==\n\n",
    "no note": b"old 0\n" + base64.b64encode(b"\0" * 32) + b"\n\nno checkpoint\n",
    "64 hashes": encode_submission(1, [b"\0" * 32] * 64, ONE.signed(5)),
    "no text": b"old 0\n\n\xff",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_add_checkpoint__malformed_requests_are_400(body):
    assert refusal(witness(), body)[0] == 400


def test_parse_submission__is_the_example_of_the_specification():
    """The body printed in c2sp.org/tlog-witness (form; the keys are not published)."""
    text = (
        "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— example.com/behind-the-sofa "
        "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
    )
    asked = parse_submission(text.encode())
    assert (asked.old, len(asked.proof), asked.checkpoint.size) == (20852014, 4, 20852163)
    again = encode_submission(asked.old, asked.proof, asked.note.encode())
    assert again == text.encode()


def test_cosignature__signs_the_bytes_of_the_specification():
    """Both messages built here byte by byte from c2sp.org/tlog-cosignature, not by the code under test."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    ed, ml = (Cosigner.generate("witness.example.com/w1", ALGORITHMS[a]) for a in ("ed25519", "ml-dsa-44"))
    time = struct.pack(">Q", 1679315147)
    content = ed.line(text, 1679315147).content
    assert content[:8] == time
    Ed25519PublicKey.from_public_bytes(ed.key.public).verify(
        content[8:], b"cosignature/v1\ntime 1679315147\n" + text.encode()
    )
    content = ml.line(text, 1679315147).content
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    message = b"subtree/v1\n\0" + b"\x16witness.example.com/w1" + time + b"\x1bexample.com/behind-the-sofa"
    message += struct.pack(">QQ", 0, 20852163) + root
    assert (len(content), len(ml.key.public)) == (8 + 2420, 1312)
    MLDSA44PublicKey.from_public_bytes(ml.key.public).verify(content[8:], message)
    id_ = hashlib.sha256(b"witness.example.com/w1\n\x06" + ml.key.public).digest()[:4]
    assert ml.key.id == int.from_bytes(id_, "big")
    for made in (ed, ml):
        assert CosignerKey.parse(str(made.key)) == made.key
        assert Cosigner.parse(made.secret_text()).key == made.key
        assert made.key.check(text.replace("20852163", "20852164"), made.line(text, 5).content) is None
        assert made.key.check(text, b"\0" * 8 + made.line(text, 5).content[8:]) is None


@pytest.mark.parametrize("text", ["x", "a+b", "a+00000000+AA==", "a b+00000000+BAAA", "n+00000000+AQ=="])
def test_cosigner_key__refuses_what_is_none(text):
    with pytest.raises(NoteError):
        CosignerKey.parse(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40), st.booleans()), max_size=12))
def test_add_checkpoint__never_signs_two_histories(steps):
    """Whatever is submitted in whatever order, with crashes while keeping: all that was ever signed is one history."""
    storage, made, signed = Kept(), None, []
    for other, size, crash in steps:
        made = made or witness(storage)
        latest = storage.files.get(f"{FOLDER}/checkpoint")
        old = Checkpoint.parse(Note.parse(latest).text).size if latest else 0
        tree, storage.fail = (OTHER if other else ONE), crash
        try:
            made.add_checkpoint(tree.body(min(old, size), size))
            signed.append((tree is OTHER, size))
        except Refusal:
            pass
        except Crash:
            made = None  # killed before the answer: opened again
    assert not ({o for o, size in signed if size > 7} >= {True, False})
    assert [size for _, size in signed] == sorted(size for _, size in signed)


def test_add_checkpoint__two_at_once_are_not_both_signed():
    made, results = witness(), []
    made.add_checkpoint(ONE.body(0, 7))

    def submit(tree, size):
        try:
            made.add_checkpoint(tree.body(7, size))
            results.append(size)
        except Refusal as refused:
            results.append(refused.status)

    threads = [threading.Thread(target=submit, args=a) for a in ((ONE, 20), (OTHER, 21), (ONE, 30), (OTHER, 31))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[-3:] == [409, 409, 409]
    assert sorted(results)[0] in (20, 21, 30, 31)


def test_witness__keeps_proof_of_two_histories():
    storage = Kept()
    made = witness(storage)
    made.add_checkpoint(ONE.body(0, 20))
    assert refusal(made, OTHER.body(20, 20)) == (422, None)
    found = Equivocation.decode(storage.files[f"{FOLDER}/equivocation.json"])
    assert found.proves(KEY.verifier)
    assert not found.proves(SigningKey.generate(ORIGIN).verifier)


@pytest.mark.parametrize(("small", "large"), [(8, 8), (8, 20), (9, 9), (9, 31), (16, 33), (39, 40)])
def test_equivocation__of_any_two_sizes_is_proved_and_nothing_else(small, large):
    node = merkle.nodes_of(OTHER.leaves)
    found = equivocation(KEY.verifier, ONE.signed(small), OTHER.signed(large), node)
    assert Equivocation.decode(found.encode()) == found
    assert found.proves(KEY.verifier)
    assert equivocation(KEY.verifier, OTHER.signed(small), OTHER.signed(large), node) is None
    if found.path:
        for i in range(len(found.path)):
            changed = list(found.path)
            changed[i] = bytes(32)
            assert not Equivocation(found.key, found.first, found.second, tuple(changed)).proves(KEY.verifier)
    swapped = Equivocation(found.key, found.second, found.first, found.path)
    assert swapped.proves(KEY.verifier) == (small == large)
    changed = json.loads(found.encode()) | {"format": "x"}
    with pytest.raises(ValueError):
        Equivocation.decode(json.dumps(changed).encode())


def test_cosign__lines_stand_in_the_checkpoint_and_survive_reopening():
    storage = MemoryLogStorage()
    log = open_log(storage)
    log.add("record", {"id": 1})
    _, signed = log.published()
    note = Note.parse(signed)
    log.cosign(signed, [c.line(note.text, 100 + i) for i, c in enumerate(COSIGNERS)])
    for content in (storage.files["checkpoint"], storage.files["witnessed"], log.signed_checkpoint()):
        assert all(c.key.time_in(Note.parse(content)) for c in COSIGNERS)
    log = open_log(storage)
    assert [c.key.time_in(Note.parse(log.signed_checkpoint())) for c in COSIGNERS] == [100, 101]
    log.add("record", {"id": 2})  # the log goes on without waiting for anybody
    assert len(Note.parse(log.signed_checkpoint()).signatures) == 1
    assert log.witnessed().text == note.text
    log.cosign(signed, [COSIGNERS[0].line(note.text, 200)])  # late: the log has gone on since
    assert len(Note.parse(log.signed_checkpoint()).signatures) == 1
    _, newest = log.published()
    log.cosign(newest, [COSIGNERS[0].line(Note.parse(newest).text, 300)], enough=False)
    assert log.witnessed().text == note.text
    assert COSIGNERS[0].key.time_in(Note.parse(log.signed_checkpoint())) == 300


def test_check_witnesses__refuses_what_cannot_be_met():
    entry = WitnessEntry(NAME, "https://w.example", (str(COSIGNERS[0].key),))
    check_witnesses(WitnessSettings(named=(entry,)))
    check_witnesses(WitnessSettings())
    for wrong, code in (
        (WitnessSettings(required=2, named=(entry,)), "trust.witnesses.too_many_required"),
        (WitnessSettings(named=(entry, entry)), "trust.witnesses.twice"),
        (WitnessSettings(named=(WitnessEntry(NAME, "http://w.example", entry.keys),)), "trust.witnesses.bad_url"),
        (WitnessSettings(named=(WitnessEntry(NAME, "https://w", ("x",)),)), "trust.witnesses.bad_key"),
        (WitnessSettings(named=(WitnessEntry(NAME, "https://w", ()),)), "trust.witnesses.bad_key"),
    ):
        with pytest.raises(InputError) as caught:
            check_witnesses(wrong)
        assert caught.value.code == code
        assert caught.value.render("vi") != caught.value.render("en")
