"""Signed notes, verifier keys and checkpoints as in the C2SP texts."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.forms import NoteError
from ecopark.trust.log.note import Note, SigningKey, VerifierKey, signed_note

# Example of c2sp.org/signed-note, section "Verifier keys".
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# Examples of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature (the keys are not published: form only).
SPEC_COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
# Example key pair of Go's golang.org/x/mod/sumdb/note (package documentation).
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNED = GO_TEXT + (
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

KEY = SigningKey("park.example/log", Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


def test_note__example_of_the_specification_verifies():
    key = VerifierKey.parse(SPEC_KEY)
    note = Note.parse(SPEC_NOTE.encode())
    assert note.require([key]) == (key,)
    assert str(key) == SPEC_KEY
    assert str(note) == SPEC_NOTE


def test_note__example_of_go_is_signed_with_the_same_bytes():
    key = SigningKey.parse(GO_SECRET)
    assert str(key.verifier) == GO_PUBLIC
    assert key.secret_text() == GO_SECRET
    assert str(signed_note(GO_TEXT, key)) == GO_SIGNED


def test_checkpoint__cosigned_example_keeps_lines_of_unknown_keys():
    note = Note.parse(SPEC_COSIGNED.encode())
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert base64.b64encode(checkpoint.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert [s.name for s in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert str(note) == SPEC_COSIGNED
    own = KEY.sign(note.text)
    assert Note(note.text, (*note.signatures, own)).require([KEY.verifier]) == (KEY.verifier,)


def test_note__without_a_known_key_is_refused():
    with pytest.raises(NoteError, match="no signature by a known key"):
        Note.parse(SPEC_NOTE.encode()).require([KEY.verifier])


@pytest.mark.parametrize(
    "text",
    ["a\n0\nAAAA\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\n", "\n1\n" + "A" * 43 + "=\n", "a\n-1\n" + "A" * 43 + "=\n"],
)
def test_checkpoint__wrong_forms_are_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb"])
def test_signing_key__wrong_names_are_refused(name):
    with pytest.raises(NoteError):
        SigningKey.generate(name)


@settings(deadline=None)
@given(st.integers(0, 2**40), st.binary(min_size=32, max_size=32), st.data())
def test_checkpoint__any_changed_byte_is_refused(size, root, data):
    signed = Checkpoint("park.example/log", size, root).sign(KEY).encode()
    assert Checkpoint.open(signed, [KEY.verifier], "park.example/log") == Checkpoint("park.example/log", size, root)
    place = data.draw(st.integers(0, len(signed) - 1))
    changed = bytearray(signed)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteError):
        Checkpoint.open(bytes(changed), [KEY.verifier], "park.example/log")
