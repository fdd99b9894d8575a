"""``.tlog-proof`` files: the form of C2SP tlog-proof, and nothing that was changed passes."""

import base64

import pytest
from memory_log import KEY, ORIGIN, MemoryLogStorage, open_log
from park_bundle import SmallPark

from ecopark.trust.log import merkle
from ecopark.trust.log.note import SigningKey
from ecopark.trust.log.tlog_proof import open_tlog_proof, tlog_proof
from ecopark.trust.log.verify_bundle import verify_bundle


@pytest.fixture(scope="module")
def log():
    made = open_log(MemoryLogStorage())
    for i in range(20):
        made.add("record", {"id": i}, publish=i == 19)
    return made


@pytest.mark.parametrize("index", [0, 7, 19])
def test_tlog_proof__has_the_form_of_the_specification(log, index):
    proof = tlog_proof(log, index)
    assert open_tlog_proof(proof, [KEY.verifier], ORIGIN) == (index, log.entry(index))
    head, signed = proof.split(b"\n\n", 1)
    first, extra, number, *hashes = head.decode().split("\n")
    assert (first, number, signed) == ("c2sp.org/tlog-proof@v1", f"index {index}", log.signed_checkpoint())
    leaf = merkle.leaf_hash(base64.b64decode(extra.removeprefix("extra ")))
    merkle.verify_inclusion(leaf, index, 20, [base64.b64decode(h) for h in hashes], log.root())


def test_open_tlog_proof__refuses_every_changed_byte_and_another_key(log):
    proof = tlog_proof(log, 7)
    for place in range(len(proof)):
        changed = bytearray(proof)
        changed[place] ^= 1
        with pytest.raises(ValueError):
            open_tlog_proof(bytes(changed), [KEY.verifier], ORIGIN)
    with pytest.raises(ValueError):
        open_tlog_proof(proof, [SigningKey.generate(ORIGIN).verifier], ORIGIN)


def test_export__each_derived_table_has_its_proof(tmp_path):
    park = SmallPark()
    bundle = park.export(tmp_path / "b")
    proof = (bundle / "derived" / "quantities-1.tlog-proof").read_bytes()
    index, entry = open_tlog_proof(proof, [park.log.verifier], park.log.origin)
    assert park.log.entry(index) == entry
    assert verify_bundle(bundle).faults == []
