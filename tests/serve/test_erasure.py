"""Erased content of a record is gone from the disk and from every answer; the log stays valid and says so."""

from __future__ import annotations

import itertools
import json

import pytest
from tests.faults.live_park import new_park
from tests.serve.test_every_endpoint_every_role import OWNERS, endpoints, filled, path_of, queries

from ecopark.core.errors import InputError, NotAllowed
from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.serve.bootstrap import opened
from ecopark.serve.evidence import verify
from ecopark.trust.log.report import no_progress

SCOPE = system_scope("test")
WORD = "zinnober-nguyen-van-a"


def test_erase__leaves_the_log_valid_and_nothing_of_the_content(tmp_path):
    folder = new_park(tmp_path / "park")
    firm = Scope(user="someone", role=Role.FIRM, firms=frozenset({"x"}))
    with opened(folder, metered=False) as park:
        park.records.put(SCOPE, "triage", "one", {"note": WORD})
        park.records.put(SCOPE, "triage", "one", {"note": WORD + " again"})
        park.records.put(SCOPE, "triage", "two", {"note": "stays"})
        for wrong, reason in (("one", "because"), ("three", "person")):
            with pytest.raises(InputError):
                park.records.erase(SCOPE, "triage", wrong, reason)
        with pytest.raises(NotAllowed):
            park.records.erase(firm, "triage", "one", "person")
        assert park.records.erase(SCOPE, "triage", "one", "person") == 2
        assert park.records.get(SCOPE, "triage", "one") is None
        assert park.records.history(SCOPE, "triage", "one") == []
        assert park.records.get_many(SCOPE, "triage", ["one"]) == {}
        assert [r.id for r in park.records.find(SCOPE, "triage")] == ["two"]
        report = verify(park, no_progress)
        assert report.faults == []
        (note,) = [note for note in report.notes if note.id == "trust.verify.erased"]
        assert "triage one" in note.render("vi")
        assert "system:test" in note.render("en")
        park.records.put(SCOPE, "triage", "one", {"note": "new"})  # life goes on
        park.log.publish()
        assert verify(park, no_progress).faults == []
    everything = b"".join(p.read_bytes() for p in (folder / "data").rglob("*") if p.is_file())
    assert WORD.encode() not in everything
    assert b"stays" in everything
    with opened(folder, metered=False) as park:  # gone without an entry of its erasure: a fault
        park.records.stored.erase(SCOPE, "triage", "two")
        assert any("two" in fault.where for fault in verify(park, no_progress).faults)


def test_api__the_manager_erases_with_a_reason_and_everybody_is_told_that_it_is_gone(served):
    manager, steel, plating = (served.client(user) for user in ("manager", "user.steel", "user.plating"))
    wanted = {"kind": "declaration", "id": "declaration-steel", "reason": "person"}
    history = "/api/v1/declarations/declaration-steel/history"
    assert steel.post("/api/v1/erasures", json=wanted).status_code == 403
    assert served.client("inspector").post("/api/v1/erasures", json=wanted).status_code == 403
    assert manager.post("/api/v1/erasures", json={**wanted, "reason": "because"}).status_code == 422
    assert manager.post("/api/v1/erasures", json={"kind": "declaration", "id": wanted["id"]}).status_code == 422
    assert steel.get(history).status_code == 200
    made = manager.post("/api/v1/erasures", json=wanted)
    assert made.status_code == 201, made.text
    assert made.json() == {**wanted, "revisions": 1}
    for browser, status in ((manager, 410), (steel, 410), (plating, 404)):
        assert browser.get(history).status_code == status
    told = steel.get(history, params={"lang": "vi"}).json()
    assert told["code"] == "serve.record.erased"
    assert "đã được xóa" in told["detail"]
    assert steel.get("/api/v1/declarations").json()["items"] == []
    assert manager.post("/api/v1/erasures", json=wanted).status_code == 410  # once is enough
    assert manager.post("/api/v1/erasures", json={**wanted, "id": "nothing"}).status_code == 404
    (note,) = [note for note in verify(served.park, no_progress).notes if note.id == "trust.verify.erased"]
    assert "manager" in note.render("en")


def test_pages__stand_without_the_content_of_any_record(served):
    manager, firm = served.client("manager"), served.client("user.steel")
    for kind, name in sorted({(kind, name) for kind, name, _ in served.park.records.stored.keys(SCOPE)}):
        answer = manager.post("/api/v1/erasures", json={"kind": kind, "id": name, "reason": "law"})
        assert answer.status_code == 201, (kind, name, answer.text)
    asked = 0
    for (method, route), owner in itertools.product(endpoints(served), OWNERS):
        if method != "GET" or (owner != OWNERS[0] and "{" not in path_of(route)):
            continue
        path = f"{filled(path_of(route), owner)}?{queries(served, route, owner)[0]}"
        for browser in (manager, firm):
            answer = browser.get(path)
            assert answer.status_code < 500, (path, answer.text)
            asked += 1
    assert asked > 100


def test_erased_inspection__is_not_taken_again_and_a_new_suspicion_is_told(served):
    manager = served.client("manager")
    visit = manager.get("/api/v1/inspections/inspection-steel").json()["content"]
    again = {
        key: value for key, value in visit.items() if key in ("id", "kind", "place", "started_at", "ended_at", "sample")
    }
    again |= {"entered_from": "phone", "no_location_reason": "indoors", "note": "x", "form_version": 1}
    for kind in ("inspection", "sample", "investigation"):
        erased = manager.post("/api/v1/erasures", json={"kind": kind, "id": f"{kind}-steel", "reason": "person"})
        assert erased.status_code == 201
    again["sample"] = {"id": "sample-new", "matrix": "x", "taken_at": again["started_at"]}
    answer = manager.post("/api/v1/inspections", json=again)
    assert answer.status_code == 409, answer.text
    assert answer.json()["code"] == "trust.inspection.erased"
    opened_now = [
        manager.post("/api/v1/investigations", json={"datastream": "steel.cod", "reason": "because"}) for _ in range(2)
    ]
    assert opened_now[0].status_code == 201, opened_now[0].text
    name = opened_now[0].json()["id"]
    assert (
        manager.post("/api/v1/erasures", json={"kind": "investigation", "id": name, "reason": "mistake"}).status_code == 201
    )
    assert manager.get(f"/api/v1/investigations/{name}").status_code == 410
    anew = manager.post("/api/v1/investigations", json={"datastream": "steel.cod", "reason": "because"})
    assert anew.status_code == 201, anew.text


def test_command__erases_and_verify_tells(ecopark, tmp_path):
    folder = new_park(tmp_path / "park")
    with opened(folder, metered=False) as park:
        park.records.put(SCOPE, "flag_note", "one", {"reason": WORD})
    _, err = ecopark("erase", "flag_note", "one", "--park", folder, code=2)
    assert "--reason" in err
    out, _ = ecopark("erase", "flag_note", "one", "--reason", "person", "--by", "lan", "--park", folder, "--json")
    assert json.loads(out) == {
        "kind": "flag_note",
        "id": "one",
        "reason": "person",
        "revisions": 1,
        "actor": "system:command-line:lan",
    }
    _, err = ecopark("erase", "flag_note", "one", "--reason", "person", "--park", folder, "--lang", "vi", code=3)
    assert "Không có nội dung nào để xóa" in err
    out, _ = ecopark("verify", "--park", folder, "--lang", "en")
    assert "flag_note one was erased" in out
    assert "lan" in out
    assert WORD.encode() not in b"".join(p.read_bytes() for p in (folder / "data").rglob("*") if p.is_file())
