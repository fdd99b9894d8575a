"""The cheapest next proof raises the tamper index, and nothing cheaper does."""

from __future__ import annotations

import numpy as np
from tests.trust.gross.problems import network
from tests.trust.gross.test_collusion import system

from ecopark.core.messages import known_messages
from ecopark.trust.gross.collusion import tamper_index
from ecopark.trust.gross.proofs import ADD, READ, cheapest_next_proof


def test_cheapest_next_proof__reading_the_only_partner_is_enough() -> None:
    # firm 1 behind a meter of the park: only both together can hide something
    s = system([[1, -1, 0], [0, 1, -1]], selector=[0, 1])
    proof = cheapest_next_proof(s, "m1")
    assert proof is not None
    assert (proof.kind, proof.place, proof.before, proof.after) == (READ, "m0", 2, None)


def test_cheapest_next_proof__a_firms_own_other_meters_are_no_proof() -> None:
    s = system([[1, -1, 0], [0, 1, -1]], selector=[0, 1])
    proof = cheapest_next_proof(s, "m1", controlled=["m0"])
    assert proof is not None
    assert (proof.kind, proof.after) == (ADD, None)


def test_cheapest_next_proof__many_siblings_need_a_meter_on_the_flow_itself() -> None:
    # three firms on a feeder: whichever partner is read, another one could take its place
    proof = cheapest_next_proof(system([[1, -1, -1, -1]]), "m1")
    assert proof is not None
    assert (proof.kind, proof.place) == (ADD, "e1")


def test_cheapest_next_proof__nothing_to_prove_where_nothing_can_be_hidden() -> None:
    assert cheapest_next_proof(system([[1, -1]]), "m0", trusted=["m1"]) is None


def test_cheapest_next_proof__does_what_it_says() -> None:
    matrix, _ = network(5, 6, 14)
    s = system(matrix)
    for name in s.measurements:
        proof = cheapest_next_proof(s, name)
        assert proof is not None
        assert proof.before == tamper_index(s, name).size
        if proof.kind == READ:
            after = tamper_index(s, name, trusted=[proof.place]).size
        else:
            after = tamper_index(s.with_measurement(proof.place, "new"), name, trusted=["new"]).size
        assert after == proof.after
        assert proof.after is None or proof.after > proof.before


def test_message__reads_in_both_languages() -> None:
    proof = cheapest_next_proof(system([[1, -1, 0], [0, 1, -1]], selector=[0, 1]), "m1")
    assert proof is not None
    assert proof.message().id in known_messages()
    assert "m0" in proof.message().render("vi")
    assert "{" not in proof.message().render("vi") + proof.message().render("en")


def test_network__flows_keep_their_balances() -> None:
    matrix, flows = network(1, 5, 12)
    assert np.abs(matrix @ flows).max() < 1e-9
    assert (flows > 0).all()
