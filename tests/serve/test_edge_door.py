"""The park's side of edge boxes: enrolment, signatures, sequence and chain, receipts, rotation, revocation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.serve.edge_box import BOX, box_of, enrolled, new_code, on_port, rows, stored
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


@pytest.fixture
def box(served: Served, tmp_path: Path):
    with on_port(served) as url:
        yield enrolled(served, url, tmp_path / "edge")


def send(served: Served, batch: SentBatch, body: bytes):
    headers = {"Content-Type": "application/vnd.apache.arrow.stream", **batch.headers()}
    return served.client().post("/api/v1/edge/batches", content=body, headers=headers)


def signed(home: EdgeHome, seq: int, previous: str = NO_BATCH, count: int = 3) -> tuple[SentBatch, bytes]:
    body = encode(rows(seq * 100, count))
    return sign_batch(home.key(), home.identity.park, home.identity.device, seq, previous, body), body


def errors_of(served: Served, source: str = "steel-logger") -> list[str]:
    (state,) = [s for s in served.park.sources.states() if s.id == source]
    return [e.message.id for e in state.errors if e.message.id.startswith("connect.edge")]


def test_batches__stored_and_acknowledged_with_a_receipt_that_the_parks_log_key_signed(served: Served, box: EdgeHome):
    batch, body = signed(box, 1)
    answer = send(served, batch, body)
    assert answer.status_code == 200, answer.text
    receipt = opened_receipt(answer.content, box.park_key, box.identity.park, batch)
    assert (receipt.seq, receipt.stored, receipt.refused) == (1, 3, 0)
    assert [value for _, value in stored(served)] == [100.0, 101.0, 102.0]
    assert str(served.park.log.verifier) == box.identity.park_key


def test_batches__the_same_again_gets_the_first_receipt_and_stores_nothing(served: Served, box: EdgeHome):
    batch, body = signed(box, 1)
    first = send(served, batch, body)
    served.clock.forward(hours=1)
    again = send(served, batch, body)
    assert (again.status_code, again.content) == (200, first.content)
    assert len(stored(served)) == 3


def test_batches__a_repeat_after_the_ledger_was_lost_stores_nothing_twice(served: Served, box: EdgeHome):
    """The park was killed between storing and writing the delivery down."""
    batch, body = signed(box, 1)
    send(served, batch, body)
    (served.park.folder / "data" / "edge" / "steel-logger.jsonl").unlink()
    served.app.state.edge.ledger._known.clear()
    answer = send(served, batch, body)
    assert opened_receipt(answer.content, box.park_key, box.identity.park, batch).stored == 3
    assert len(stored(served)) == 3


@pytest.mark.parametrize("what", ["body", "device", "seq", "previous", "signature", "content"])
def test_batches__nothing_of_a_changed_batch_is_taken(served: Served, box: EdgeHome, tmp_path: Path, what: str):
    with on_port(served) as url:
        enrolled(served, url, tmp_path / "other", device="steel-two")
    batch, body = signed(box, 1)
    _, other = signed(box, 2)
    changed = {
        "body": (batch, other),
        "device": (replace(batch, device="steel-two"), body),
        "seq": (replace(batch, seq=2), body),
        "previous": (replace(batch, previous="ab" * 32), body),
        "signature": (replace(batch, signature=bytes(64)), body),
        "content": (replace(batch, content=signed(box, 2)[0].content), other),
    }[what]
    answer = send(served, *changed)
    assert answer.status_code == 403
    assert answer.json()["code"] in ("connect.edge.signature", "connect.edge.key_unknown")
    assert stored(served) == []


def test_batches__a_batch_for_another_park_is_not_taken(served: Served, box: EdgeHome):
    body = encode(rows(0, 3))
    batch = sign_batch(box.key(), "another.example/park", "steel-logger", 1, NO_BATCH, body)
    assert send(served, batch, body).json()["code"] == "connect.edge.signature"


def test_batches__a_wrong_key_and_an_unknown_device_are_refused(served: Served, box: EdgeHome):
    body = encode(rows(0, 3))
    stranger = SigningKey.generate("steel-logger")
    batch = sign_batch(stranger, box.identity.park, "steel-logger", 1, NO_BATCH, body)
    assert send(served, batch, body).json()["code"] == "connect.edge.key_unknown"
    nobody = sign_batch(SigningKey.generate("nobody"), box.identity.park, "nobody", 1, NO_BATCH, body)
    answer = send(served, nobody, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "connect.edge.unknown_device")
    assert errors_of(served) == ["connect.edge.key_unknown"]


@pytest.mark.parametrize("header", ["Ecopark-Device", "Ecopark-Sequence", "Ecopark-Previous", "Ecopark-Signature"])
def test_batches__a_missing_or_senseless_header_is_named(served: Served, box: EdgeHome, header: str):
    batch, body = signed(box, 1)
    for headers in ({**batch.headers(), header: "?!"}, {k: v for k, v in batch.headers().items() if k != header}):
        answer = served.client().post("/api/v1/edge/batches", content=body, headers=headers)
        assert answer.status_code in (400, 403)
        assert answer.json()["where"] in (header, "?!")


def test_batches__a_gap_and_a_broken_chain_are_taken_and_said_at_the_source(served: Served, box: EdgeHome):
    first, body = signed(box, 1)
    assert send(served, first, body).status_code == 200
    gap, gap_body = signed(box, 4, hash_of(first.text(box.identity.park)))
    assert send(served, gap, gap_body).status_code == 200
    assert errors_of(served) == ["connect.edge.gap"]
    broken, broken_body = signed(box, 5, "ab" * 32)
    assert send(served, broken, broken_body).status_code == 200
    assert "connect.edge.chain" in errors_of(served)
    assert len(stored(served)) == 9


def test_batches__another_batch_under_a_known_number_is_refused(served: Served, box: EdgeHome):
    send(served, *signed(box, 1))
    answer = send(served, *signed(box, 1, count=5))
    assert (answer.status_code, answer.json()["code"]) == (409, "connect.edge.sequence_reused")
    assert len(stored(served)) == 3


def test_batches__what_cannot_be_decoded_waits_in_quarantine_and_is_acknowledged(served: Served, box: EdgeHome):
    body = b"no arrow at all"
    batch = sign_batch(box.key(), box.identity.park, "steel-logger", 1, NO_BATCH, body)
    answer = send(served, batch, body)
    assert opened_receipt(answer.content, box.park_key, box.identity.park, batch).refused == 1
    assert errors_of(served) == ["connect.edge.body"]


def test_batches__readings_of_other_firms_are_refused_and_the_own_ones_stored(served: Served, box: EdgeHome):
    body = encode([*rows(0, 2), *rows(0, 2, "plating.cod")])
    batch = sign_batch(box.key(), box.identity.park, "steel-logger", 1, NO_BATCH, body)
    answer = send(served, batch, body)
    receipt = opened_receipt(answer.content, box.park_key, box.identity.park, batch)
    assert (receipt.stored, receipt.refused) == (2, 2)
    assert stored(served, "plating.cod") == []


def test_batches__revoked_is_refused_with_a_reason_and_stays_in_the_spool(served: Served, tmp_path: Path):
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "edge")
        with box_of(served, home) as (spool, sender):
            spool.put(rows(0, 5))
            assert drain(sender).state == "idle"
            revoked = served.client("manager").post("/api/v1/edge/devices/steel-logger/revoke")
            assert revoked.status_code == 204
            spool.put(rows(5, 5))
            done = drain(sender)
            assert (done.state, done.problem) == ("refused", done.problem)
            assert "revoked" in done.problem
            assert spool.state().unsent_rows == 5
    assert len(stored(served)) == 5
    assert "connect.edge.revoked" in errors_of(served)


def test_rotate__the_new_key_is_taken_the_old_one_refused(served: Served, tmp_path: Path):
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "edge")
        old = home.key()
        with box_of(served, home) as (spool, sender):
            spool.put(rows(0, 2))
            assert sender.seal() is not None  # sealed under the old key, sent under the new one
            rotate(home, Link(url))
            assert home.key().verifier != old.verifier
            assert drain(sender).state == "idle"
            spool.put(rows(2, 2))
            assert drain(sender).state == "idle"
        assert len(stored(served)) == 4
        body = encode(rows(9, 1))
        batch = sign_batch(old, home.identity.park, "steel-logger", 9, NO_BATCH, body)
        assert send(served, batch, body).json()["code"] == "connect.edge.key_replaced"
    assert (home.key_file.stat().st_mode & 0o777) == 0o600
    assert not home.next_key_file.exists()


@pytest.mark.parametrize("cut", ["before_the_park_knew", "before_the_box_knew"])
def test_rotate__cut_off_at_any_point_is_finished_by_the_next_batch_or_try(served: Served, tmp_path: Path, cut: str):
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "edge")
        old = home.key_file.read_bytes()
        if cut == "before_the_park_knew":
            with pytest.raises(StateError):
                rotate(home, Link("http://127.0.0.1:9"))
        else:
            rotate(home, Link(url))
            home.next_key_file.write_bytes(home.key_file.read_bytes())
            home.next_key_file.chmod(0o600)
            home.key_file.write_bytes(old)
        assert home.next_key_file.exists()
        with box_of(served, home) as (spool, sender):
            spool.put(rows(0, 2))
            assert drain(sender).state == "idle"
        if cut == "before_the_park_knew":
            rotate(home, Link(url))
        assert home.key_file.read_bytes() != old
        assert not home.next_key_file.exists()
    assert len(stored(served)) == 2


def test_key__a_change_that_the_old_key_did_not_sign_is_refused(served: Served, box: EdgeHome):
    stranger = SigningKey.generate("steel-logger")
    text = {"device": "steel-logger", "key": str(stranger.verifier), "signature": "AAAA", "new_signature": "AAAA"}
    answer = served.client().post("/api/v1/edge/key", json=text)
    assert (answer.status_code, answer.json()["code"]) == (403, "connect.edge.signature")
    assert len(served.park.devices.get("steel-logger").public_keys) == 1


def test_codes__work_once_and_not_after_their_time(served: Served, tmp_path: Path):
    with on_port(served) as url:
        code = new_code(served)
        enrol(tmp_path / "one", Link(url), f"  {code.lower()} ")  # typed from a label
        with pytest.raises(NotAllowed, match="wrong, used or expired"):
            enrol(tmp_path / "two", Link(url), code)
        late = new_code(served, device="late", hours=1)
        served.clock.forward(hours=2)
        with pytest.raises(NotAllowed, match="wrong, used or expired"):
            enrol(tmp_path / "three", Link(url), late)
        with pytest.raises(NotAllowed, match="wrong, used or expired"):
            enrol(tmp_path / "four", Link(url), "late:AAAAA-BBBBB")
        with pytest.raises(InputError, match="code_form"):
            enrol(tmp_path / "five", Link(url), "AAAAA-BBBBB")
    for caller in (None, "user.steel", "inspector"):
        assert served.client(caller).post("/api/v1/edge/codes", json=BOX).status_code in (401, 403)
    kept = json.dumps([r.content for r in served.park.records.find(served.client("manager") and _all(), "edge_code")])
    assert code.partition(":")[2] not in kept


def _all():
    from ecopark.core.scope import system_scope

    return system_scope("test")


def test_enrol__an_answer_that_was_lost_is_given_again(served: Served, tmp_path: Path):
    with on_port(served) as url:
        code = new_code(served)
        enrol(tmp_path / "one", Link(url), code)
        (tmp_path / "one" / "identity.json").unlink()
        home = enrol(tmp_path / "one", Link(url), code)
        with pytest.raises(StateError, match="already"):
            enrol(tmp_path / "one", Link(url), code)
    assert home.identity.next_seq == 1
    assert len(served.park.devices.all(_all())) == 1
    assert (home.key_file.stat().st_mode & 0o777) == 0o600


def test_enrol__a_replaced_computer_continues_the_chain_of_its_device(served: Served, tmp_path: Path):
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "old")
        with box_of(served, home) as (spool, sender):
            spool.put(rows(0, 2))
            drain(sender)
        again = enrolled(served, url, tmp_path / "new")
        assert again.identity.next_seq == 2
        with box_of(served, again) as (spool, sender):
            spool.put(rows(2, 2))
            assert drain(sender).state == "idle"
    assert len(stored(served)) == 4
    assert errors_of(served) == []


def test_sender__a_receipt_that_the_park_did_not_sign_does_not_count(served: Served, tmp_path: Path):
    """Somebody in between who says 200 cannot make the box believe that its data arrived."""
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "edge")
        write_identity(home.folder, replace(home.identity, park_key=str(SigningKey.generate("x").verifier)))
        home = EdgeHome.open(home.folder)
        with box_of(served, home) as (spool, sender):
            spool.put(rows(0, 2))
            done = drain(sender)
            assert (done.state, spool.state().unsent_rows) == ("wait", 2)
            assert "receipt" in done.problem


def test_sender__waits_as_long_as_the_park_asks(served: Served, tmp_path: Path):
    with on_port(served) as url:
        home = enrolled(served, url, tmp_path / "edge", quota_per_minute=10)
        with box_of(served, home) as (spool, sender):
            for part in range(3):
                spool.put(rows(part * 40, 40))
                sender.seal()
            done = drain(sender)
            assert done.state == "wait"
            assert 1 <= done.wait_s <= 300
            assert spool.state().unsent_batches >= 1
            served.clock.forward(minutes=30)
            drain(sender)
            served.clock.forward(minutes=30)
            assert drain(sender).state == "idle"
    assert len(stored(served)) == 120


def test_spool__begins_where_the_park_says(tmp_path: Path, served: Served):
    with Spool(tmp_path / "s.sqlite", served.clock) as spool:
        assert spool.state().next_seq == 1
