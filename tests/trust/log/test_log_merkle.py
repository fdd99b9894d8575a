"""The tree hashes and proves as RFC 6962/9162 say: published vectors, and laws over all small trees."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopark.trust.log import merkle

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc6962_proofs.json").read_text())

# Reference tree of Certificate Transparency (google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(h)
    for h in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive_root(entries):
    """The definition of RFC 6962, section 2.1, word by word."""
    if not entries:
        return merkle.EMPTY_ROOT
    if len(entries) == 1:
        return merkle.leaf_hash(entries[0])
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return merkle.node_hash(recursive_root(entries[:k]), recursive_root(entries[k:]))


@pytest.mark.parametrize("size", range(9))
def test_root_of__reference_tree(size):
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert merkle.root_of(hashes).hex() == ROOTS[size]
    assert merkle.range_hash(merkle.nodes_of(hashes), 0, size).hex() == ROOTS[size]


def decoded(probe):
    return {
        key: [base64.b64decode(h) for h in value or []] if key == "proof" else base64.b64decode(value)
        for key, value in probe.items()
        if key in ("proof", "root", "leafHash", "root1", "root2")
    }


@pytest.mark.parametrize("probe", VECTORS["inclusion"], ids=lambda p: p["name"])
def test_verify_inclusion__published_vectors(probe):
    b = decoded(probe)
    arguments = (b["leafHash"], probe["leafIdx"], probe["treeSize"], b["proof"], b["root"])
    if probe["wantErr"]:
        with pytest.raises(merkle.ProofError):
            merkle.verify_inclusion(*arguments)
    else:
        merkle.verify_inclusion(*arguments)


@pytest.mark.parametrize("probe", VECTORS["consistency"], ids=lambda p: p["name"])
def test_verify_consistency__published_vectors(probe):
    b = decoded(probe)
    arguments = (probe["size1"], probe["size2"], b["proof"], b["root1"], b["root2"])
    if probe["wantErr"]:
        with pytest.raises(merkle.ProofError):
            merkle.verify_consistency(*arguments)
    else:
        merkle.verify_consistency(*arguments)


def test_proofs__vectors_are_made_as_published():
    made = 0
    leaves = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    for probe in VECTORS["inclusion"]:
        if not probe["wantErr"] and probe["treeSize"] <= 8 and decoded(probe)["leafHash"] == leaves[probe["leafIdx"]]:
            node = merkle.nodes_of(leaves[: probe["treeSize"]])
            assert list(merkle.inclusion_proof(node, probe["leafIdx"], probe["treeSize"])) == decoded(probe)["proof"]
            made += 1
    for probe in VECTORS["consistency"]:
        if not probe["wantErr"] and probe["size1"] > 0 and probe["size2"] <= 8:
            node = merkle.nodes_of(leaves[: probe["size2"]])
            assert list(merkle.consistency_proof(node, probe["size1"], probe["size2"])) == decoded(probe)["proof"]
            made += 1
    assert made >= 6


def test_proofs__every_leaf_and_every_pair_of_sizes_up_to_40():
    entries = [bytes([i]) * (i % 5) for i in range(40)]
    leaves = [merkle.leaf_hash(e) for e in entries]
    roots = [recursive_root(entries[:n]) for n in range(41)]
    node = merkle.nodes_of(leaves)
    for size in range(1, 41):
        assert merkle.range_hash(node, 0, size) == roots[size]
        for index in range(size):
            proof = merkle.inclusion_proof(node, index, size)
            merkle.verify_inclusion(leaves[index], index, size, proof, roots[size])
            with pytest.raises(merkle.ProofError):
                merkle.verify_inclusion(
                    leaves[index] if size > 1 else b"x" * 32, (index + 1) % size, size, proof, roots[size]
                )
        for old in range(1, size + 1):
            merkle.verify_consistency(old, size, merkle.consistency_proof(node, old, size), roots[old], roots[size])
            with pytest.raises(merkle.ProofError):
                merkle.verify_consistency(old, size, merkle.consistency_proof(node, old, size), b"\0" * 32, roots[size])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200), st.data())
def test_verify__one_changed_bit_is_refused(size, data):
    leaves = [merkle.leaf_hash(i.to_bytes(2, "big")) for i in range(size)]
    node, root = merkle.nodes_of(leaves), merkle.root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = list(merkle.inclusion_proof(node, index, size))
    place = data.draw(st.integers(0, len(proof) * 256 + 255))
    parts = [leaves[index], *proof]
    part = bytearray(parts[place // 256])
    part[place % 256 // 8] ^= 1 << place % 8
    parts[place // 256] = bytes(part)
    with pytest.raises(merkle.ProofError):
        merkle.verify_inclusion(parts[0], index, size, parts[1:], root)
