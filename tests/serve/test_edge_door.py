"""The park's side of edge boxes: enrolment, signatures, sequence and chain, receipts, rotation, revocation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.serve.edge_box import BOX, Door, on_port
from tests.serve.small_park import Served

from ecopark.connect.edge.batches import encode
from ecopark.connect.edge.signing import NO_BATCH, SentBatch, hash_of, opened_receipt, sign_batch
from ecopark.core.errors import InputError, NotAllowed, StateError
from ecopark.engine.spool import Spool
from ecopark.serve.edge.home import EdgeHome, write_identity
from ecopark.serve.edge.keys import enrol, rotate
from ecopark.serve.edge.link import Link
from ecopark.serve.edge.sender import drain
from ecopark.trust.log.note import SigningKey


@pytest.fixture(scope="module")
def shared_door(shared: Served) -> Iterator[Door]:
    with on_port(shared) as url:
        yield Door(shared, url)


@pytest.fixture
def door(shared_door: Door, request: pytest.FixtureRequest) -> Door:
    """Every test has a device and a day of its own."""
    shared_door.served.clock.forward(days=1)
    shared_door.name = f"box-{shared_door.served.clock():%j}"
    return shared_door


@pytest.fixture
def box(door: Door, tmp_path: Path) -> EdgeHome:
    return door.enrolled(tmp_path / "edge")


def send(door: Door, batch: SentBatch, body: bytes):
    headers = {"Content-Type": "application/vnd.apache.arrow.stream", **batch.headers()}
    return door.served.client().post("/api/v1/edge/batches", content=body, headers=headers)


def signed(door: Door, home: EdgeHome, seq: int, previous: str = NO_BATCH, count: int = 3) -> tuple[SentBatch, bytes]:
    body = encode(door.rows(seq * 100, count))
    return sign_batch(home.key(), home.identity.park, home.identity.device, seq, previous, body), body


def test_batches__stored_and_acknowledged_with_a_receipt_that_the_parks_log_key_signed(door: Door, box: EdgeHome):
    batch, body = signed(door, box, 1)
    answer = send(door, batch, body)
    assert answer.status_code == 200, answer.text
    receipt = opened_receipt(answer.content, box.park_key, box.identity.park, batch)
    assert (receipt.seq, receipt.stored, receipt.refused) == (1, 3, 0)
    assert door.stored() == [100.0, 101.0, 102.0]
    assert str(door.served.park.log.verifier) == box.identity.park_key


def test_batches__the_same_again_gets_the_first_receipt_and_stores_nothing(door: Door, box: EdgeHome):
    batch, body = signed(door, box, 1)
    first = send(door, batch, body)
    door.served.clock.forward(hours=1)
    again = send(door, batch, body)
    assert (again.status_code, again.content) == (200, first.content)
    assert len(door.stored()) == 3


def test_batches__a_repeat_after_the_ledger_was_lost_stores_nothing_twice(door: Door, box: EdgeHome):
    """The park was killed between storing and writing the delivery down."""
    batch, body = signed(door, box, 1)
    send(door, batch, body)
    (door.served.park.folder / "data" / "edge" / f"{door.name}.jsonl").unlink()
    door.served.app.state.edge.ledger._known.clear()
    answer = send(door, batch, body)
    assert opened_receipt(answer.content, box.park_key, box.identity.park, batch).stored == 3
    assert len(door.stored()) == 3


@pytest.mark.parametrize("what", ["body", "device", "seq", "previous", "signature", "content"])
def test_batches__nothing_of_a_changed_batch_is_taken(door: Door, box: EdgeHome, tmp_path: Path, what: str):
    door.enrolled(tmp_path / "other", device=f"{door.name}-two")
    batch, body = signed(door, box, 1)
    _, other = signed(door, box, 2)
    changed = {
        "body": (batch, other),
        "device": (replace(batch, device=f"{door.name}-two"), body),
        "seq": (replace(batch, seq=2), body),
        "previous": (replace(batch, previous="ab" * 32), body),
        "signature": (replace(batch, signature=bytes(64)), body),
        "content": (replace(batch, content=signed(door, box, 2)[0].content), other),
    }[what]
    answer = send(door, *changed)
    assert answer.status_code == 403
    assert answer.json()["code"] in ("connect.edge.signature", "connect.edge.key_unknown")
    assert door.stored() == []


def test_batches__a_batch_for_another_park_is_not_taken(door: Door, box: EdgeHome):
    body = encode(door.rows(0, 3))
    batch = sign_batch(box.key(), "another.example/park", door.name, 1, NO_BATCH, body)
    assert send(door, batch, body).json()["code"] == "connect.edge.signature"


def test_batches__a_wrong_key_and_an_unknown_device_are_refused(door: Door, box: EdgeHome):
    body = encode(door.rows(0, 3))
    stranger = SigningKey.generate(door.name)
    batch = sign_batch(stranger, box.identity.park, door.name, 1, NO_BATCH, body)
    assert send(door, batch, body).json()["code"] == "connect.edge.key_unknown"
    nobody = sign_batch(SigningKey.generate("nobody"), box.identity.park, "nobody", 1, NO_BATCH, body)
    answer = send(door, nobody, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "connect.edge.unknown_device")
    assert door.errors() == ["connect.edge.key_unknown"]


@pytest.mark.parametrize("header", ["Ecopark-Device", "Ecopark-Sequence", "Ecopark-Previous", "Ecopark-Signature"])
def test_batches__a_missing_or_senseless_header_is_named(door: Door, box: EdgeHome, header: str):
    batch, body = signed(door, box, 1)
    for headers in ({**batch.headers(), header: "?!"}, {k: v for k, v in batch.headers().items() if k != header}):
        answer = door.served.client().post("/api/v1/edge/batches", content=body, headers=headers)
        assert answer.status_code in (400, 403)
        assert answer.json()["where"] in (header, "?!")


def test_batches__a_gap_and_a_broken_chain_are_taken_and_said_at_the_source(door: Door, box: EdgeHome):
    first, body = signed(door, box, 1)
    assert send(door, first, body).status_code == 200
    gap, gap_body = signed(door, box, 4, hash_of(first.text(box.identity.park)))
    assert send(door, gap, gap_body).status_code == 200
    assert door.errors() == ["connect.edge.gap"]
    broken, broken_body = signed(door, box, 5, "ab" * 32)
    assert send(door, broken, broken_body).status_code == 200
    assert "connect.edge.chain" in door.errors()
    assert len(door.stored()) == 9


def test_batches__another_batch_under_a_known_number_is_refused(door: Door, box: EdgeHome):
    send(door, *signed(door, box, 1))
    answer = send(door, *signed(door, box, 1, count=5))
    assert (answer.status_code, answer.json()["code"]) == (409, "connect.edge.sequence_reused")
    assert len(door.stored()) == 3


def test_batches__what_cannot_be_decoded_waits_in_quarantine_and_is_acknowledged(door: Door, box: EdgeHome):
    body = b"no arrow at all"
    batch = sign_batch(box.key(), box.identity.park, door.name, 1, NO_BATCH, body)
    answer = send(door, batch, body)
    assert opened_receipt(answer.content, box.park_key, box.identity.park, batch).refused == 1
    assert door.errors() == ["connect.edge.body"]


def test_batches__readings_of_other_firms_are_refused_and_the_own_ones_stored(door: Door, box: EdgeHome):
    body = encode([*door.rows(0, 2), *door.rows(0, 2, "plating.cod")])
    batch = sign_batch(box.key(), box.identity.park, door.name, 1, NO_BATCH, body)
    answer = send(door, batch, body)
    receipt = opened_receipt(answer.content, box.park_key, box.identity.park, batch)
    assert (receipt.stored, receipt.refused) == (2, 2)
    assert door.stored("plating.cod") == []


def test_batches__revoked_is_refused_with_a_reason_and_stays_in_the_spool(door: Door, tmp_path: Path):
    home = door.enrolled(tmp_path / "edge")
    with door.box(home) as (spool, sender):
        spool.put(door.rows(0, 5))
        assert drain(sender).state == "idle"
        revoked = door.served.client("manager").post(f"/api/v1/devices/{door.name}/revoke")
        assert revoked.status_code in (200, 204)
        spool.put(door.rows(5, 5))
        done = drain(sender)
        assert (done.state, done.problem) == ("refused", done.problem)
        assert "revoked" in done.problem
        assert spool.state().unsent_rows == 5
    assert len(door.stored()) == 5
    assert "connect.edge.revoked" in door.errors()


def test_rotate__the_new_key_is_taken_the_old_one_refused(door: Door, tmp_path: Path):
    home = door.enrolled(tmp_path / "edge")
    old = home.key()
    with door.box(home) as (spool, sender):
        spool.put(door.rows(0, 2))
        assert sender.seal() is not None  # sealed under the old key, sent under the new one
        rotate(home, Link(door.url))
        assert home.key().verifier != old.verifier
        assert drain(sender).state == "idle"
        spool.put(door.rows(2, 2))
        assert drain(sender).state == "idle"
    assert len(door.stored()) == 4
    body = encode(door.rows(9, 1))
    batch = sign_batch(old, home.identity.park, door.name, 9, NO_BATCH, body)
    assert send(door, batch, body).json()["code"] == "connect.edge.key_replaced"
    assert (home.key_file.stat().st_mode & 0o777) == 0o600
    assert not home.next_key_file.exists()


@pytest.mark.parametrize("cut", ["before_the_park_knew", "before_the_box_knew"])
def test_rotate__cut_off_at_any_point_is_finished_by_the_next_batch_or_try(door: Door, tmp_path: Path, cut: str):
    home = door.enrolled(tmp_path / "edge")
    old = home.key_file.read_bytes()
    if cut == "before_the_park_knew":
        with pytest.raises(StateError):
            rotate(home, Link("http://127.0.0.1:9"))
    else:
        rotate(home, Link(door.url))
        home.next_key_file.write_bytes(home.key_file.read_bytes())
        home.next_key_file.chmod(0o600)
        home.key_file.write_bytes(old)
    assert home.next_key_file.exists()
    with door.box(home) as (spool, sender):
        spool.put(door.rows(0, 2))
        assert drain(sender).state == "idle"
    if cut == "before_the_park_knew":
        rotate(home, Link(door.url))
    assert home.key_file.read_bytes() != old
    assert not home.next_key_file.exists()
    assert len(door.stored()) == 2


def test_key__a_change_that_the_old_key_did_not_sign_is_refused(door: Door, box: EdgeHome):
    stranger = SigningKey.generate(door.name)
    text = {"device": door.name, "key": str(stranger.verifier), "signature": "AAAA", "new_signature": "AAAA"}
    answer = door.served.client().post("/api/v1/edge/key", json=text)
    assert (answer.status_code, answer.json()["code"]) == (403, "connect.edge.signature")
    assert len(door.served.park.devices.get(door.name).public_keys) == 1


def test_codes__work_once_and_not_after_their_time(door: Door, tmp_path: Path):
    code = door.new_code()
    enrol(tmp_path / "one", Link(door.url), f"  {code.lower()} ")  # typed from a label
    with pytest.raises(NotAllowed, match="wrong, used or expired"):
        enrol(tmp_path / "two", Link(door.url), code)
    late = door.new_code(device="late", hours=1)
    door.served.clock.forward(hours=2)
    with pytest.raises(NotAllowed, match="wrong, used or expired"):
        enrol(tmp_path / "three", Link(door.url), late)
    with pytest.raises(NotAllowed, match="wrong, used or expired"):
        enrol(tmp_path / "four", Link(door.url), "late:AAAAA-BBBBB")
    with pytest.raises(InputError, match="code_form"):
        enrol(tmp_path / "five", Link(door.url), "AAAAA-BBBBB")
    for caller in (None, "user.steel", "inspector"):
        assert door.served.client(caller).post("/api/v1/edge/codes", json={**BOX, "device": "x"}).status_code in (401, 403)
    kept = json.dumps(
        [r.content for r in door.served.park.records.find(door.served.client("manager") and _all(), "edge_code")]
    )
    assert code.partition(":")[2] not in kept


def _all():
    from ecopark.core.scope import system_scope

    return system_scope("test")


def test_enrol__an_answer_that_was_lost_is_given_again(door: Door, tmp_path: Path):
    code = door.new_code()
    enrol(tmp_path / "one", Link(door.url), code)
    (tmp_path / "one" / "identity.json").unlink()
    home = enrol(tmp_path / "one", Link(door.url), code)
    with pytest.raises(StateError, match="already"):
        enrol(tmp_path / "one", Link(door.url), code)
    assert home.identity.next_seq == 1
    assert len(door.served.park.devices.get(door.name).public_keys) == 1
    assert (home.key_file.stat().st_mode & 0o777) == 0o600


def test_enrol__a_replaced_computer_continues_the_chain_of_its_device(door: Door, tmp_path: Path):
    home = door.enrolled(tmp_path / "old")
    with door.box(home) as (spool, sender):
        spool.put(door.rows(0, 2))
        drain(sender)
    again = door.enrolled(tmp_path / "new")
    assert again.identity.next_seq == 2
    with door.box(again) as (spool, sender):
        spool.put(door.rows(2, 2))
        assert drain(sender).state == "idle"
    assert len(door.stored()) == 4
    assert door.errors() == []


def test_sender__a_receipt_that_the_park_did_not_sign_does_not_count(door: Door, tmp_path: Path):
    """Somebody in between who says 200 cannot make the box believe that its data arrived."""
    home = door.enrolled(tmp_path / "edge")
    write_identity(home.folder, replace(home.identity, park_key=str(SigningKey.generate("x").verifier)))
    home = EdgeHome.open(home.folder)
    with door.box(home) as (spool, sender):
        spool.put(door.rows(0, 2))
        done = drain(sender)
        assert (done.state, spool.state().unsent_rows) == ("wait", 2)
        assert "receipt" in done.problem


def test_sender__waits_as_long_as_the_park_asks(door: Door, tmp_path: Path):
    home = door.enrolled(tmp_path / "edge", quota_per_minute=10)
    with door.box(home) as (spool, sender):
        for part in range(3):
            spool.put(door.rows(part * 40, 40))
            sender.seal()
        done = drain(sender)
        assert done.state == "wait"
        assert 1 <= done.wait_s <= 300
        assert spool.state().unsent_batches >= 1
        door.served.clock.forward(minutes=30)
        drain(sender)
        door.served.clock.forward(minutes=30)
        assert drain(sender).state == "idle"
    assert len(door.stored()) == 120


def test_spool__begins_where_the_park_says(tmp_path: Path, door: Door):
    with Spool(tmp_path / "s.sqlite", door.served.clock) as spool:
        assert spool.state().next_seq == 1
