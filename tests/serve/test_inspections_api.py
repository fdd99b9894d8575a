"""Inspections over HTTP: sent twice, at the same moment, in any order with their photos; every role; late and on paper."""

from __future__ import annotations

import copy
import hashlib
import threading
from typing import Any

import pytest
from tests.serve.small_park import Served

from ecopark.core.scope import system_scope
from ecopark.serve.inspections import WORKER
from ecopark.trust.inspection.actions import take_inspection
from ecopark.trust.log.entries import decode_entry
from ecopark.trust.log.revisions import keyed_id

URL = "/api/v1/inspections"
JPEG = b"\xff\xd8\xff\xe0" + b"a picture" * 20
SHA = hashlib.sha256(JPEG).hexdigest()
VISIT: dict[str, Any] = {
    "id": "0d4c7c54-94ab-4d0a-9f43-5f2f6b1f6f01",
    "kind": "meter_reading",
    "place": "steel.meter",
    "planned": None,
    "started_at": "2026-03-02T07:40:00+07:00",
    "ended_at": "2026-03-02T07:55:00+07:00",
    "entered_from": "phone",
    "paper_number": None,
    "location": {"latitude": 10.9, "longitude": 106.7, "accuracy_m": 8},
    "no_location_reason": None,
    "readings": [
        {
            "datastream": "steel.energy",
            "value": 1.5,
            "unit": "MWh",
            "uncertainty": None,
            "method": "",
            "phenomenon_time": "2026-03-02T07:45:00+07:00",
        }
    ],
    "photos": [
        {
            "sha256": SHA,
            "bytes": len(JPEG),
            "content_type": "image/jpeg",
            "taken_at": "2026-03-02T07:46:00+07:00",
            "note": "",
        }
    ],
    "seals": [{"seal": "S-17", "state": "intact", "replaced_by": None}],
    "sample": None,
    "custody": [],
    "note": "",
    "form_version": 1,
}


def visit(**changed: Any) -> dict[str, Any]:
    return {**copy.deepcopy(VISIT), **changed}


def entries_of(served: Served, kind: str, record_id: str) -> int:
    """How many entries of the evidence log are about a record."""
    keyed = keyed_id(served.park.salt, kind, record_id)
    return sum(decode_entry(entry).get("id") == keyed for entry in served.park.log.entries())


def test_send__stores_once_and_says_so(served: Served) -> None:
    inspector = served.client("inspector")
    first, again = (inspector.post(URL, json=visit()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["photos_missing"] == [SHA]
    assert first.json()["late_s"] == 300
    assert first.json()["content"]["measured"][0]["value"] == 1500.0
    assert first.json()["content"]["measured"][0]["unit"] == "kWh"
    assert entries_of(served, "inspection", VISIT["id"]) == 1
    other = inspector.post(URL, json=visit(note="khác"))
    assert (other.status_code, other.json()["code"]) == (409, "trust.inspection.other_content")
    assert inspector.get(f"{URL}/{VISIT['id']}").json()["content"]["note"] == ""


def test_send__two_at_the_same_moment_make_one(served: Served) -> None:
    park, made, failed = served.park, [], []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait()
        try:
            made.append(take_inspection(park.records, park.network, system_scope("phone"), visit()))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert [taken.new for taken in made].count(True) == 1
    assert [r.revision for r in park.records.history(WORKER, "inspection", VISIT["id"])] == [1]


def test_photo__comes_before_or_after_and_only_as_stated(served: Served) -> None:
    inspector = served.client("inspector")
    address = f"{URL}/{VISIT['id']}/photos/{SHA}"
    jpeg = {"Content-Type": "image/jpeg"}
    early = inspector.request("PUT", address, content=JPEG, headers=jpeg)
    assert (early.status_code, early.json()["new"]) == (201, True)
    assert inspector.get(address).status_code == 404, "no inspection names it yet"
    assert inspector.post(URL, json=visit()).json()["photos_missing"] == []
    assert inspector.request("PUT", address, content=JPEG, headers=jpeg).status_code == 200
    shown = inspector.get(address)
    assert (shown.content, shown.headers["content-type"]) == (JPEG, "image/jpeg")
    broken = inspector.request("PUT", address, content=JPEG[:-1], headers=jpeg)
    assert (broken.status_code, broken.json()["code"]) == (422, "trust.photo.hash_differs")
    page = b"<html>"
    digest = hashlib.sha256(page).hexdigest()
    unlisted = inspector.request("PUT", f"{URL}/{VISIT['id']}/photos/{digest}", content=page, headers=jpeg)
    assert (unlisted.status_code, unlisted.json()["code"]) == (400, "trust.photo.not_listed")
    no_picture = inspector.request("PUT", f"{URL}/other/photos/{digest}", content=page, headers=jpeg)
    assert (no_picture.status_code, no_picture.json()["code"]) == (415, "trust.photo.type")
    large = JPEG + bytes(8 * 1024 * 1024)
    name = hashlib.sha256(large).hexdigest()
    refused = inspector.request("PUT", f"{URL}/other/photos/{name}", content=large, headers=jpeg)
    assert (refused.status_code, refused.json()["code"]) == (413, "trust.photo.too_large")


def test_paper__keeps_its_true_times_and_its_number_once(served: Served) -> None:
    served.clock.forward(days=3)
    inspector = served.client("inspector")
    paper = visit(entered_from="paper", paper_number="P-000123")
    told = inspector.post(URL, json=paper).json()
    assert told["late_s"] == 3 * 86_400 + 300
    assert told["content"]["readings"][0]["phenomenon_time"] == "2026-03-02T07:45:00+07:00"
    assert told["recorded_time"] == "2026-03-05T08:00:00+07:00"
    twice = inspector.post(URL, json={**paper, "id": "another"})
    assert (twice.status_code, twice.json()["code"]) == (409, "trust.inspection.paper_used")
    assert inspector.post(URL, json=paper).status_code == 200


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"place": "nowhere"}, "trust.inspection.unknown_place", "place"),
        ({"ended_at": "2026-03-02T07:39:00+07:00"}, "trust.inspection.ends_early", "ended_at"),
        ({"started_at": "2026-03-02T07:40:00"}, "trust.field.bad_time", "started_at"),
        ({"kind": "visit"}, "trust.field.not_allowed", "kind"),
        ({"kind": "sample"}, "trust.inspection.no_sample", "sample"),
        ({"location": None}, "trust.inspection.no_location", "location"),
        ({"location": {"latitude": 91, "longitude": 0}}, "trust.field.out_of_range", "location.latitude"),
        ({"paper_number": "P-1"}, "trust.inspection.paper_number", "paper_number"),
        ({"entered_from": "paper"}, "trust.inspection.paper_number", "paper_number"),
        ({"photo": []}, "trust.field.unknown", "photo"),
        ({"photos": [{"sha256": "x", "bytes": 1}]}, "trust.field.not_a_hash", "photos[0].sha256"),
        ({"readings": [], "photos": [], "seals": []}, "trust.inspection.nothing", "readings"),
        ({"id": "../x"}, "trust.field.not_an_id", "id"),
        ({"form_version": True}, "trust.field.wrong_kind", "form_version"),
    ],
)
def test_send__says_what_is_wrong_and_where(shared: Served, changed: dict[str, Any], code: str, where: str) -> None:
    answer = shared.client("inspector").post(URL, json=visit(id="wrong") | changed)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, code, where)
    assert shared.park.records.get(WORKER, "inspection", "wrong") is None


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"datastream": "plating.energy"}, "trust.inspection.other_place", "readings[0].datastream"),
        ({"unit": "m3"}, "core.unit.incompatible", "readings[0].unit"),
        ({"value": None}, "trust.field.missing", "readings[0].value"),
        ({"phenomenon_time": "2025-03-02T07:45:00+07:00"}, "trust.inspection.time_outside", "readings[0].phenomenon_time"),
    ],
)
def test_send__says_which_reading_is_wrong(shared: Served, changed: dict[str, Any], code: str, where: str) -> None:
    given = visit(id="wrong")
    given["readings"][0] |= changed
    answer = shared.client("inspector").post(URL, json=given)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, code, where)


def test_roles__inspector_and_manager_write_a_firm_reads_its_own(served: Served) -> None:
    assert served.client("manager").post(URL, json=visit()).status_code == 201
    for user in ("user.steel", "regulator"):
        assert served.client(user).post(URL, json=visit(id="x")).status_code == 403
        assert served.client(user).get(f"{URL}/{VISIT['id']}").status_code == 200
    plating = served.client("user.plating")
    assert plating.get(f"{URL}/{VISIT['id']}").status_code == 404
    assert [item["firm"] for item in plating.get(URL).json()["items"]] == ["plating"]
    assert served.client("user.steel").get(f"{URL}/plan").status_code == 403
    assert served.client().get(URL).status_code == 401


def test_plan__is_committed_then_drawn_then_answered(served: Served) -> None:
    inspector = served.client("inspector")
    terms = {"id": "march", "visits": 4, "start": "2026-03-02", "end": "2026-04-01", "random_share": 0.5}
    committed = inspector.post(f"{URL}/plans", json=terms | {"draw_on": "2026-03-03"})
    assert committed.status_code == 201
    assert "secret" not in str(committed.json()["content"]["commitment"].keys() - {"secret_sha256"})
    early = inspector.post(f"{URL}/plans/march/draw", json={})
    assert (early.status_code, early.json()["code"]) == (409, "trust.plan.too_early")
    assert inspector.get(f"{URL}/plan").json()["items"] == []
    served.clock.forward(days=1)
    inspector = served.client("inspector")  # signing in is an entry of the next day
    drawn = inspector.post(f"{URL}/plans/march/draw", json={})
    assert drawn.status_code == 200
    assert drawn.json() == inspector.post(f"{URL}/plans/march/draw", json={}).json(), "drawn once"
    rows = inspector.get(f"{URL}/plan").json()["items"]
    assert [row["share"] for row in rows] == ["random", "random", "risk", "risk"]
    assert len({row["place"] for row in rows}) == 4
    assert {row["probability"] for row in rows if row["share"] == "random"} == {2 / 5}
    assert all(row["score"] is None for row in rows if row["share"] == "random")
    assert all(row["score"]["terms"] and row["reasons"][0]["text"] for row in rows if row["share"] == "risk")
    first = rows[0]
    stream = first["datastreams"][0]
    reading = VISIT["readings"][0] | {"datastream": stream["id"], "unit": stream["unit"]}
    sent = visit(place=first["place"], planned=first["id"], readings=[reading], kind="sensor_check")
    assert inspector.post(URL, json=sent).status_code == 201
    now = {row["id"]: (row["state"], row["inspection"]) for row in inspector.get(f"{URL}/plan").json()["items"]}
    assert now[first["id"]] == ("done", VISIT["id"])
    served.clock.forward(days=40)
    inspector = served.client("inspector")
    states = {row["id"]: row["state"] for row in inspector.get(f"{URL}/plan?everything=true").json()["items"]}
    assert sorted(states.values()) == ["done", "late", "late", "late"]
