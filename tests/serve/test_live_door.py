"""The live door over HTTP: devices sign in and send; what is durable is stored; newest values go out."""

from __future__ import annotations

import base64
import io
import json
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from tests.serve.small_park import Browser, Served

from ecopark.core.errors import StateError
from ecopark.core.scope import system_scope

DOOR = "/api/v1/live/readings"
SYSTEM = system_scope("test")


def registered(served: Served, **said: Any) -> tuple[Browser, str]:
    """A program with a device of the steel works, registered over the API by its firm."""
    device = {"id": "gw", "firm": "steel", "names": {"meter/1": "steel.cod"}, **said}
    answer = served.client("user.steel" if device["firm"] == "steel" else "manager").post("/api/v1/devices", json=device)
    assert answer.status_code == 201, answer.text
    program, secret = served.client(), answer.json()["secret"]
    program.headers["Authorization"] = f"Bearer {secret}"
    return program, secret


def columns(served: Served, *values: float | None, name: str = "meter/1") -> dict[str, Any]:
    now = int(served.clock().timestamp())
    return {"datastream": name, "time_unit": "s", "time": [now - 60 - i for i in range(len(values))], "value": list(values)}


def stored(served: Served, datastream: str = "steel.cod") -> list[float | None]:
    served.park.store.compact()
    found = served.park.snapshot().observations(SYSTEM, [datastream])
    recent = served.clock().replace(tzinfo=None) - timedelta(minutes=50)
    return [row["value"] for row in found.to_pylist() if row["phenomenon_time"] > recent and row["batch"] > 6]


def test_readings__acknowledged_are_stored_in_the_order_of_time(served: Served) -> None:
    program, _ = registered(served)
    answer = program.post(DOOR, json=columns(served, 3.0, None, 1.5))
    assert answer.status_code == 201
    assert answer.json() | {"batch": 0} == {
        "stored": 3, "refused": 0, "duplicates": 0, "repeated": False, "batch": 0, "quarantine": None, "faults": [],
    }  # fmt: skip
    assert stored(served) == [1.5, None, 3.0]


@pytest.mark.parametrize("form", ["Bearer {s}", "Token {s}", "token gw:{s}", "Basic {b}"])
def test_sign_in__bearer_token_and_basic(served: Served, form: str) -> None:
    program, secret = registered(served)
    basic = base64.b64encode(f"gw:{secret}".encode()).decode()
    program.headers["Authorization"] = form.format(s=secret, b=basic)
    assert program.post(DOOR, json=columns(served, 1.0)).status_code == 201


@pytest.mark.parametrize("form", ["Bearer {s}x", "Basic {b}", "Basic %%%", "Digest {s}", "Bearer", "Token other:{s}"])
def test_sign_in__what_is_wrong_opens_nothing(served: Served, form: str) -> None:
    program, secret = registered(served)
    program.headers["Authorization"] = form.format(s=secret, b=base64.b64encode(f"other:{secret}".encode()).decode())
    answer = program.post(DOOR, json=columns(served, 1.0))
    assert (answer.status_code, answer.json()["code"]) == (401, "serve.request.sign_in_needed")
    assert stored(served) == []


def test_sign_in__a_rotated_or_revoked_device_is_out_at_once(served: Served) -> None:
    program, _ = registered(served)
    firm = served.client("user.steel")
    secret = firm.post("/api/v1/devices/gw/rotate").json()["secret"]
    assert program.post(DOOR, json=columns(served, 1.0)).status_code == 401
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.post(DOOR, json=columns(served, 1.0)).status_code == 201
    assert firm.post("/api/v1/devices/gw/revoke").json()["state"] == "revoked"
    assert program.post(DOOR, json=columns(served, 2.0)).status_code == 401
    assert "secret" not in json.dumps(firm.get("/api/v1/devices").json())


def test_readings__a_firm_sends_with_its_token_and_only_its_own(served: Served) -> None:
    token = served.client("manager").post("/api/v1/tokens", json={"name": "x", "role": "firm", "firms": ["steel"]}).json()
    program = served.client()
    program.headers["Authorization"] = f"Token {token['token']}"
    assert program.post(DOOR, json=columns(served, 1.0, name="steel.cod")).status_code == 201
    answer = program.post(DOOR, json=columns(served, 1.0, name="plating.cod"))
    assert (answer.status_code, answer.json()["refused"]) == (422, 1)
    (source,) = served.client("user.steel").get("/api/v1/live/sources").json()["items"]
    assert (source["id"], source["stored"]) == (f"upload:token:{token['id']}", 1)


def test_readings__arrow(served: Served) -> None:
    program, _ = registered(served)
    times = [served.clock().replace(tzinfo=None) - timedelta(seconds=s) for s in (3, 2, 1)]
    table = pa.table({"datastream": ["meter/1"] * 3, "time": pa.array(times, pa.timestamp("us")), "value": [1.0, None, 3.0]})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    headers = {"Content-Type": "application/vnd.apache.arrow.stream"}
    assert program.post(DOOR, content=sink.getvalue(), headers=headers).json()["stored"] == 3
    assert stored(served) == [1.0, None, 3.0]
    torn = program.post(DOOR, content=sink.getvalue()[:100], headers=headers)
    assert (torn.status_code, torn.json()["faults"][0]["code"]) == (422, "connect.arrow.unreadable")


def test_readings__the_same_key_again_stores_nothing(served: Served) -> None:
    program, _ = registered(served)
    body, headers = columns(served, 1.0, 2.0), {"Idempotency-Key": "k1"}
    first = program.post(DOOR, json=body, headers=headers)
    again = program.post(DOOR, json=body, headers=headers)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert (again.json()["batch"], again.json()["stored"]) == (first.json()["batch"], 2)
    assert again.headers["idempotent-replayed"] == "true"
    assert stored(served) == [2.0, 1.0]


def test_readings__what_is_bad_is_named_in_both_languages_and_waits(served: Served) -> None:
    program, _ = registered(served)
    body = {"readings": [{**columns(served, 1.0), "time": columns(served, 1.0)["time"][0], "value": 1.0}, {"x": 1}]}
    answer = program.post(DOOR, json={"readings": [*body["readings"], {**body["readings"][0], "datastream": "nothing"}]})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["stored"], said["refused"]) == (1, 2)
    assert [(f["where"], f["code"]) for f in said["faults"]] == [
        ("/readings/1/x", "connect.yaml.unknown_key"),
        ("/readings/2", "connect.live.unknown_name"),
    ]
    assert "which is no datastream" in program.post(DOOR + "?lang=en", json=columns(served, 1.0, name="nothing")).text
    served.park.intake.flush(everything=True)
    for user, sees in (("user.steel", True), ("manager", True), ("user.plating", False)):
        page = served.client(user).get("/quarantine").text
        assert (said["quarantine"] in page) == sees
        kept = served.client(user).get(f"/api/v1/quarantine/{said['quarantine']}/raw")
        assert kept.status_code == (200 if sees else 404)
        report = served.client(user).get(f"/api/v1/quarantine/{said['quarantine']}/report?format=csv&lang=en")
        assert ("which is no datastream" in report.text) == sees


def test_quarantine__is_retried_and_discarded_over_the_api(served: Served) -> None:
    program, _ = registered(served)
    ahead = columns(served, 5.0)
    ahead["time"] = [int((served.clock() + timedelta(minutes=20)).timestamp())]
    refused = program.post(DOOR, json=ahead).json()
    served.park.intake.flush(everything=True)
    firm = served.client("user.steel")
    retry = f"/api/v1/quarantine/{refused['quarantine']}/retry"
    assert firm.post(retry, json={}).json()["rows_refused"] == 1
    served.clock.forward(minutes=10)
    run = firm.post(retry, json={})
    assert (run.status_code, run.json()["state"], run.json()["readings_stored"]) == (201, "stored", 1)
    assert firm.post(retry, json={}).status_code == 409
    again = program.post(DOOR, json=columns(served, 1.0, name="nothing")).json()["quarantine"]
    served.park.intake.flush(everything=True)
    assert firm.post(f"/api/v1/quarantine/{again}/discard", json={"reason": "a test"}).status_code == 204


def test_readings__too_fast_is_429_with_the_seconds_to_wait_and_the_others_go_on(served: Served) -> None:
    program, _ = registered(served, quota_per_minute=60)
    other, _ = registered(served, id="gw-2")
    assert program.post(DOOR, json=columns(served, *range(300))).json()["stored"] == 300
    answer = program.post(DOOR, json=columns(served, *range(30)))
    assert (answer.status_code, answer.json()["code"]) == (429, "connect.quota.exceeded")
    assert 29 <= int(answer.headers["retry-after"]) <= 31
    assert other.post(DOOR, json=columns(served, 1.0)).status_code == 201
    served.clock.forward(seconds=int(answer.headers["retry-after"]))
    assert program.post(DOOR, json=columns(served, *range(30))).status_code == 201


def test_readings__a_full_disk_is_507_and_nothing_is_taken(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = registered(served)

    def full(*_: object, **__: object) -> None:
        raise StateError("engine.disk.full", where="x")

    with monkeypatch.context() as patched:
        patched.setattr(served.park.store, "append", full)
        answer = program.post(DOOR, json=columns(served, 1.0))
    assert (answer.status_code, answer.json()["code"]) == (507, "engine.disk.full")
    assert program.post(DOOR, json=columns(served, 1.0)).status_code == 201


def test_readings__other_content_types_and_torn_bodies_are_refused(served: Served) -> None:
    program, _ = registered(served)
    answer = program.post(DOOR, content=b"a,b", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (415, "serve.live.content_type")
    torn = program.post(DOOR, content=b'{"readings": [', headers={"Content-Type": "application/json"})
    assert (torn.status_code, torn.json()["faults"][0]["code"]) == (422, "connect.json.syntax")
    state = served.client("manager").get("/api/v1/live/sources?lang=en").json()["items"][0]
    assert (state["id"], state["errors"][0]["code"]) == ("gw", "connect.json.syntax")
    assert "Correct it" in state["errors"][0]["detail"]


def test_readings__large_bodies_are_taken_from_devices(served: Served) -> None:
    program, _ = registered(served, quota_per_minute=60_000)
    body = columns(served, *(float(i) for i in range(100_000)))
    assert program.post(DOOR, json=body).json()["stored"] == 100_000


def test_values__are_newest_not_checked_and_cut_to_the_scope(served: Served) -> None:
    program, _ = registered(served)
    program.post(DOOR, json=columns(served, 9.0, 8.0))
    (value,) = served.client("user.steel").get("/api/v1/live/values?datastream=steel.cod").json()["values"]
    assert (value["value"], value["unit"], value["checked"]) == (9.0, "mg/L", False)
    assert served.client("user.plating").get("/api/v1/live/values").json()["values"] == []
    assert served.client("user.plating").get("/api/v1/live/values?datastream=steel.cod").status_code == 404
    assert served.client().get("/api/v1/live/values").json()["values"] == []


def test_values__of_files_are_live_too(served: Served) -> None:
    moment = served.clock() - timedelta(minutes=1)
    body = {"readings": [{"datastream": "steel.cod", "time": moment.isoformat(), "value": 4.25}]}
    sent = served.client("user.steel").post("/api/v1/readings", json=body, headers={"Idempotency-Key": "f"})
    assert sent.status_code == 201
    (value,) = served.client("user.steel").get("/api/v1/live/values").json()["values"]
    assert value["value"] == 4.25
    (source,) = served.client("user.steel").get("/api/v1/live/sources").json()["items"]
    assert (source["id"], source["door"], source["stored"]) == ("upload:user.steel", "json", 1)


def test_events__tell_what_changed_and_go_on_where_the_client_stopped(served: Served) -> None:
    program, _ = registered(served)
    program.post(DOOR, json=columns(served, 1.0))
    firm = served.client("user.steel")
    answer = firm.get("/api/v1/live/events?seconds=0")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block for block in answer.text.split("\n\n") if block.startswith("id:")]
    (told,) = events
    assert json.loads(told.partition("data: ")[2])["values"][0]["value"] == 1.0
    last = {"Last-Event-ID": told.partition("\n")[0].removeprefix("id: ")}
    assert "data:" not in firm.get("/api/v1/live/events?seconds=0", headers=last).text
    program.post(DOOR, json={**columns(served, 2.0), "time": [int(served.clock().timestamp()) - 1]})
    assert '"value": 2.0' in firm.get("/api/v1/live/events?seconds=0", headers=last).text
    assert "data:" not in served.client("user.plating").get("/api/v1/live/events?seconds=0").text
    assert "data:" not in firm.get("/api/v1/live/events?seconds=0&datastream=works.cod").text


def test_devices__a_firm_manages_its_own_alone(served: Served) -> None:
    registered(served)
    plating, manager = served.client("user.plating"), served.client("manager")
    assert plating.get("/api/v1/devices").json()["items"] == []
    assert plating.get("/api/v1/devices/gw").status_code == 404
    assert plating.post("/api/v1/devices/gw/revoke").status_code == 404
    assert plating.post("/api/v1/devices", json={"id": "gw-9", "firm": "steel"}).status_code == 403
    again = manager.post("/api/v1/devices", json={"id": "gw", "firm": "steel"})
    assert (again.status_code, again.json()["code"]) == (409, "connect.device.exists")
    assert [d["id"] for d in manager.get("/api/v1/devices").json()["items"]] == ["gw"]
