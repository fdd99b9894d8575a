"""Exceedance events and statements over HTTP: who acts does not close, data may change, statements are made again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.serve.small_park import Served

from ecopark.core.scope import Scope, system_scope
from ecopark.core.terms import Role
from ecopark.judge.compliance.actions import open_events
from ecopark.judge.compliance.events import KIND, Behind, EventState, behind, event_of, to_open
from ecopark.judge.compliance.statement import content_sha256
from ecopark.serve.compliance import events_of, open_new_events

EVENTS = "/api/v1/exceedance-events"
ID = "exceedance-steel"
SAID = {"cause": "Mưa lớn.", "action": "Giảm tải."}
ROW: dict[str, Any] = {
    "id": "x1",
    "monitoring_point": "steel.point",
    "property": "cod",
    "start": datetime(2026, 3, 1),
    "end": datetime(2026, 3, 2),
    "worst": 90.0,
    "limit": 75.0,
    "unit": "mg/L",
    "limit_rule": "r",
    "statistic": "mean_24h",
    "provisional": False,
}


def test_events__open_by_themselves_once_and_are_told_to_those_who_may_see_them(served: Served) -> None:
    assert open_new_events(served.park) == 3  # of steel, plating and the works; those of the park
    assert open_new_events(served.park) == 0
    mine = served.client("user.steel").get(EVENTS).json()["items"]
    assert ID in {event["id"] for event in mine}
    assert {event["firm"] for event in mine} == {"steel"}
    everybody = served.client("inspector").get(EVENTS).json()["items"]
    assert {"exceedance-plating", "exceedance-works", ID} <= {event["id"] for event in everybody}
    assert served.client().get(EVENTS).status_code == 401


def test_events__go_from_open_to_closed_and_the_one_who_acted_may_not_close(served: Served) -> None:
    open_new_events(served.park)
    firm, manager = served.client("user.steel"), served.client("manager")
    early = manager.post(f"{EVENTS}/{ID}/close", json={"note": "trông ổn"})
    assert (early.status_code, early.json()["code"]) == (409, "judge.event.not_answered")
    assert firm.post(f"{EVENTS}/{ID}/acknowledge", json={}).status_code == 201
    answered = firm.post(f"{EVENTS}/{ID}/answer", json={**SAID, "evidence": ["document:document-steel"]})
    assert answered.status_code == 201
    assert answered.json()["content"]["evidence"][0]["kind"] == "document"
    own = firm.post(f"{EVENTS}/{ID}/close", json={"note": "đã xong"})
    assert (own.status_code, own.json()["code"]) == (403, "judge.event.same_person")
    assert manager.post(f"{EVENTS}/{ID}/close", json={"note": "đã xem ảnh"}).status_code == 201
    found = manager.get(f"{EVENTS}/{ID}").json()
    assert (found["state"], found["next_step"], found["closed_by"]) == ("closed", "nothing", "manager")
    assert [r["actor"] for r in found["history"]] == ["system:compliance", "user.steel", "user.steel", "manager"]
    assert firm.post(f"{EVENTS}/{ID}/answer", json=SAID).json()["code"] == "judge.event.closed"


def test_events__the_manager_who_answered_needs_somebody_else_too(served: Served) -> None:
    manager, inspector = served.client("manager"), served.client("inspector")
    assert manager.post(f"{EVENTS}/exceedance-works/answer", json=SAID).status_code == 201
    assert manager.post(f"{EVENTS}/exceedance-works/close", json={"note": "tự đóng"}).status_code == 403
    assert inspector.post(f"{EVENTS}/exceedance-works/close", json={"note": "đã kiểm tra"}).status_code == 201
    reopened = inspector.post(f"{EVENTS}/exceedance-works/reopen", json={"note": "lại vượt"})
    assert reopened.json()["content"]["state"] == "acknowledged"


def test_events__evidence_that_is_not_theirs_looks_like_none(served: Served) -> None:
    answer = served.client("user.steel").post(
        f"{EVENTS}/{ID}/answer", json={**SAID, "evidence": ["document:document-plating"]}
    )
    assert answer.status_code == 404
    assert served.client("user.plating").post(f"{EVENTS}/{ID}/answer", json=SAID).status_code == 404


def test_events__the_old_way_of_acknowledging_answers_the_event(served: Served) -> None:
    open_new_events(served.park)
    firm = served.client("user.steel")
    assert firm.post(f"/api/v1/exceedances/{ID}/acknowledge", json=SAID).status_code == 201
    assert firm.get(f"{EVENTS}/{ID}").json()["state"] == "answered"


def test_events__stay_when_the_exceedance_is_gone_and_say_so(served: Served) -> None:
    system, now = system_scope("test"), served.park.now()
    assert open_events(served.park.records, served.park.network, system, [ROW], now + timedelta(days=30)) == 1
    (event,) = [
        e for e in events_of(served.park.records, served.park.network, served.park.snapshot(), system, now) if e.id == "x1"
    ]
    assert (event.behind, event.now, event.seen["worst"]) == (Behind.GONE, None, 90.0)
    told = served.client("user.steel").get(f"{EVENTS}/x1").json()
    assert (told["behind"], told["now"], told["seen"]["limit"]) == ("gone", None, 75.0)
    assert served.client("user.steel").post(f"{EVENTS}/x1/answer", json=SAID).status_code == 201


def test_events__an_erased_one_stays_erased_and_stops_nothing(served: Served) -> None:
    open_new_events(served.park)
    served.park.records.erase(system_scope("test"), KIND, ID, "person")
    assert open_new_events(served.park) == 0


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Behind.SAME),
        ({"end": datetime(2026, 3, 3), "worst": 95.0}, Behind.LONGER),
        ({"worst": 80.0}, Behind.CHANGED),
        ({"limit": 60.0}, Behind.CHANGED),
    ],
    ids=["same", "longer", "worst", "limit"],
)
def test_behind__says_what_became_of_the_data(changed: dict[str, Any], expected: Behind) -> None:
    assert behind(ROW, {**ROW, **changed}) is expected
    assert behind(ROW, None) is Behind.GONE


def test_to_open__waits_until_the_first_period_is_over() -> None:
    start = ROW["start"]
    assert to_open([ROW], [], start + timedelta(hours=18)) == []
    assert to_open([ROW], [], start + timedelta(hours=24)) == [ROW]
    assert to_open([ROW], ["x1"], start + timedelta(hours=24)) == []


def test_event__is_overdue_from_its_own_end_on_by_the_parks_rule(served: Served) -> None:
    scope = Scope(Role.MANAGER, "m")
    open_events(served.park.records, served.park.network, scope, [ROW], served.park.now() + timedelta(days=30))
    record = served.park.records.get(scope, KIND, "x1")
    assert record is not None
    for days, overdue in ((0.5, False), (1.5, True)):
        now = (ROW["end"] + timedelta(days=days)).replace(tzinfo=served.park.now().tzinfo)
        event = event_of(record, [record], ROW, now)
        assert (event.state, event.overdue) == (EventState.OPEN, overdue)


def test_statement__has_its_hash_and_is_made_again_from_its_versions(served: Served) -> None:
    manager = served.client("manager")
    period = {"period": "2026-02"}
    first = manager.get("/api/v1/compliance", params=period).json()
    first.pop("notice")
    assert content_sha256(first) == first["sha256"]
    open_new_events(served.park)
    served.clock.forward(seconds=5)
    answered = manager.post(f"{EVENTS}/{ID}/answer", json=SAID)
    assert answered.status_code == 201
    later = manager.get("/api/v1/compliance", params=period).json()
    assert later["sha256"] != first["sha256"]
    versions = later["versions"]
    again = {**period, "lake_version": versions["lake"], "known_at": versions["records_known_at"]}
    assert manager.get("/api/v1/compliance", params=again).json()["sha256"] == later["sha256"]
    served.clock.forward(seconds=5)
    manager.post(f"{EVENTS}/exceedance-works/answer", json=SAID)
    assert manager.get("/api/v1/compliance", params=again).json()["sha256"] == later["sha256"]
    assert manager.get("/api/v1/compliance", params=period).json()["sha256"] != later["sha256"]


def test_statement__shows_each_reader_what_is_theirs(shared: Served) -> None:
    def points(user: str | None) -> set[str]:
        said = shared.client(user).get("/api/v1/compliance", params={"period": "2026"}).json()
        return {point["id"] for point in said["points"]}

    assert points(None) == {"works.point"}
    assert points("user.steel") == {"works.point", "steel.point"}
    assert points("regulator") == {"works.point", "steel.point", "plating.point"}
    refused = shared.client().get("/api/v1/compliance", params={"period": "2026-13"})
    assert (refused.status_code, refused.json()["code"]) == (400, "judge.compliance.bad_period")


def test_duties__facts_decide_and_a_done_mark_needs_a_document(served: Served) -> None:
    firm, url = served.client("user.steel"), "/api/v1/duties"
    waiting = firm.get(url, params={"bearer": "firm:steel"}).json()["items"]
    assert {d["bearer"] for d in waiting} == {"firm:steel"}
    assert {d["state"] for d in waiting if d["duty"] == "ghg_inventory"} == {"not_stated"}
    facts = {"bearer": "firm:steel", "facts": {"ghg_listed": "yes", "allowance": "no"}}
    assert firm.post(f"{url}/facts", json=facts).status_code == 201
    dated = [d for d in firm.get(url).json()["items"] if d["duty"] == "ghg_inventory" and d["bearer"] == "firm:steel"]
    assert "2027-03-30" in {d["last_day"] for d in dated}
    mark = {"bearer": "firm:steel", "duty": "ghg_inventory", "last_day": "2027-03-30", "evidence": []}
    assert firm.post(f"{url}/done", json=mark).json()["code"] == "judge.duty.no_proof"
    assert firm.post(f"{url}/done", json={**mark, "evidence": ["document:document-steel"]}).status_code == 201
    after = {d["last_day"]: d["state"] for d in firm.get(url).json()["items"] if d["duty"] == "ghg_inventory"}
    assert after["2027-03-30"] == "done"
    assert firm.post(f"{url}/facts", json={**facts, "facts": {"ghg_listed": "perhaps"}}).status_code == 400
    assert served.client("user.plating").post(f"{url}/facts", json=facts).status_code == 404


def test_duties__thresholds_and_allowances_answer(shared: Served) -> None:
    regulator = shared.client("regulator")
    checks = regulator.get("/api/v1/duties/thresholds", params={"year": 2026}).json()["items"]
    assert {check["firm"] for check in checks} == {"steel", "plating"}
    assert {check["answer"] for check in checks} == {"cannot_tell"}
    asked = {"allocated": 1000, "direct_emissions": 1200.2, "offsets": 300}
    assert regulator.get("/api/v1/duties/allowances", params=asked).json()["to_surrender"] == 901
    refused = regulator.get("/api/v1/duties/allowances", params={**asked, "offsets": 301})
    assert (refused.status_code, refused.json()["code"]) == (400, "judge.allowance.too_many_offsets")


def test_pages__are_drawn_in_both_languages(shared: Served) -> None:
    firm = shared.client("user.steel")
    for path in ("/compliance?", "/compliance/steel.point?", "/compliance/steel.point?year=2026&", "/duties?"):
        for lang in ("vi", "en"):
            answer = firm.get(f"{path}lang={lang}")
            assert answer.status_code == 200, path
            assert f'lang="{lang}"' in answer.text


def test_page__offers_the_form_of_the_next_step_only_to_those_who_may(served: Served) -> None:
    open_new_events(served.park)
    firm = served.client("user.steel")
    form = f"/compliance/events/{ID}"
    assert f"{form}/acknowledge" in firm.get("/compliance").text
    assert f"{form}/acknowledge" not in served.client("regulator").get("/compliance").text
    assert f"{form}/acknowledge" not in served.client("user.plating").get("/compliance").text
    firm.post(f"{form}/answer", data=SAID)
    assert f"{form}/close" not in firm.get("/compliance").text
    assert f"{form}/close" in served.client("inspector").get("/compliance").text
