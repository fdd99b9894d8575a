"""OGC SensorThings 1.1 over the small park: addresses, options, pages, who sees what, what is refused."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from tests.serve.small_park import Browser, Served

from ecopark.connect.live.device import Device
from ecopark.core.scope import system_scope
from ecopark.core.terms import DeviceStatus

ADMIN = system_scope("test")
STA = "/sta/v1.1"
_numbers = itertools.count(1)


def program(served: Served, firm: str | None = "steel", **facts: Any) -> Browser:
    """A device that signs in with each request."""
    number = next(_numbers)
    secret = served.park.devices.add(ADMIN, Device(f"dev{number}", "D", firm, "http", **facts))
    made = served.client()
    made.headers |= {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    return made


def ask(browser: Browser, path: str, **options: Any) -> Any:
    answer = browser.get(STA + path, params={f"${name}": value for name, value in options.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(browser: Browser, path: str, body: Any, **headers: str) -> httpx.Response:
    return browser.post(STA + path, content=json.dumps(body), headers=headers)


def pages(browser: Browser, path: str, **options: Any) -> list[Any]:
    """All items, by the links to the next page."""
    said = ask(browser, path, **options)
    found = list(said["value"])
    while link := said.get("@iot.nextLink"):
        parts = urlsplit(link)
        said = browser.get(f"{unquote(parts.path)}?{parts.query}").json()
        found += said["value"]
    return found


def results(items: list[Any]) -> list[float | None]:
    return [item["result"] for item in items]


def test_root__names_the_sets_and_what_is_kept(shared: Served) -> None:
    said = ask(shared.client(), "")
    assert {one["name"] for one in said["value"]} == {
        *("Things", "Locations", "HistoricalLocations", "Datastreams"),
        *("Sensors", "ObservedProperties", "FeaturesOfInterest", "Observations"),
    }
    assert "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array" in said["serverSettings"]["conformance"]


def test_every_set__and_every_link_of_every_entity_answers(shared: Served) -> None:
    browser, walked = program(shared), 0
    for one in ask(browser, "")["value"]:
        path = urlsplit(one["url"]).path.removeprefix(STA)
        for entity in ask(browser, path, top=3)["value"]:
            assert browser.get(unquote(urlsplit(entity["@iot.selfLink"]).path)).json() == entity
            for name, link in entity.items():
                if name.endswith("@iot.navigationLink"):
                    answer = browser.get(unquote(urlsplit(link).path))
                    assert answer.status_code == 200, (link, answer.text)
                    walked += 1
    assert walked > 30


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        (None, {"works.cod"}),
        ("user.steel", {"steel.energy", "steel.cod", "works.cod"}),
        ("manager", {"steel.energy", "steel.cod", "plating.energy", "plating.cod", "works.cod", "works.ph"}),
    ],
)
def test_datastreams__cut_by_scope(shared: Served, user: str | None, seen: set[str]) -> None:
    found = ask(
        shared.client(user), "/Datastreams", expand="Thing,Sensor,ObservedProperty,Observations($top=1)", count="true"
    )
    assert {one["@iot.id"] for one in found["value"]} == seen
    assert found["@iot.count"] == len(seen)
    assert all(one["Thing"] and one["Sensor"] and one["Observations"] for one in found["value"])


def test_datastreams__of_devices(shared: Served) -> None:
    """A device sees what it may write and what is published."""
    listed = program(shared, datastreams=("steel.cod",))
    park = program(shared, None)
    given = program(shared, None, datastreams=("plating.cod",))
    assert [one["@iot.id"] for one in ask(listed, "/Datastreams")["value"]] == ["steel.cod", "works.cod"]
    assert [one["@iot.id"] for one in ask(park, "/Datastreams")["value"]] == ["works.cod", "works.ph"]
    assert [one["@iot.id"] for one in ask(given, "/Datastreams")["value"]] == ["plating.cod", "works.cod"]
    assert results(pages(given, "/Datastreams('plating.cod')/Observations")) == [3.0, None, 42424.25]
    assert given.get(f"{STA}/Datastreams('steel.cod')/Observations").status_code == 404
    assert given.get(f"{STA}/Observations('steel.cod~1772409600000000')").status_code == 404


def test_select_orderby_skip_and_attributes(shared: Served) -> None:
    browser = shared.client("manager")
    found = ask(browser, "/Datastreams", select="id,name", orderby="name desc,id", top=2, skip=1)["value"]
    assert [set(one) for one in found] == [{"@iot.id", "@iot.selfLink", "name"}] * 2
    names = [one["name"] for one in pages(browser, "/Datastreams", orderby="name desc", top=1)]
    assert names == sorted(names, reverse=True)
    assert len(names) == 6
    assert ask(browser, "/Datastreams('steel.cod')/unitOfMeasurement")["unitOfMeasurement"]["symbol"] == "mg/L"
    assert browser.get(f"{STA}/Datastreams('steel.cod')/description/$value").text.startswith("nhu cầu oxy")
    assert browser.get(f"{STA}/Datastreams('steel.cod')/observedArea").status_code == 204
    refs = ask(browser, "/Things('steel.out')/Datastreams/$ref")["value"]
    assert [set(one) for one in refs] == [{"@iot.selfLink"}]
    thing = ask(browser, "/Observations('steel.cod~1772409600000000')/Datastream/Thing/Locations")["value"]
    assert thing[0]["location"]["geometry"] is None
    times = ask(browser, "/Datastreams", filter="phenomenonTime lt 2026-03-03T00:00:00Z", select="phenomenonTime")["value"]
    assert {one["phenomenonTime"] for one in times} == {"2026-03-01T23:00:00.000Z/2026-03-02T01:00:00.000Z"}


@pytest.mark.parametrize(
    "path",
    [
        "/Nothing",
        "/Datastreams('x')",
        "/Datastreams('works.cod')/Nothing",
        "/Datastreams/Thing",
        "/Datastreams('works.cod",
        "/Things('steel.node')",
        "/Observations('works.cod~1')",
        "/Observations('works.cod~x')",
        "/Sensors('steel.probe')",
        "/Datastreams('works.cod')/Observations('works.ph~1772409600000000')",
        "/Observations('works.cod~" + "9" * 18 + "')",
    ],
)
def test_paths__that_lead_nowhere(shared: Served, path: str) -> None:
    answer = shared.client().get(STA + path)
    assert (answer.status_code, answer.json()["code"]) == (404, 404)


@pytest.mark.parametrize(
    "query",
    [
        "$filter=nothing eq 1",
        "$filter=result gt",
        "$orderby=nothing",
        "$select=nothing",
        "$expand=Nothing",
        "$top=-1",
        "$x=1",
        "$filter=Observations/result gt 1",
        "$filter=Thing eq 1",
    ],
)
def test_options__that_mean_nothing(shared: Served, query: str) -> None:
    answer = shared.client().get(f"{STA}/Datastreams?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "error")


def test_observations__pages_counts_and_orders(served: Served) -> None:
    browser = program(served)
    start = datetime(2025, 6, 1, tzinfo=UTC)
    rows = [[(start + timedelta(minutes=i)).isoformat(), float(i % 50)] for i in range(500)]
    body = [{"Datastream": {"@iot.id": "steel.cod"}, "components": ["phenomenonTime", "result"], "dataArray": rows}]
    assert post(browser, "/CreateObservations", body).status_code == 201
    path, day = "/Datastreams('steel.cod')/Observations", "phenomenonTime lt 2025-06-02T00:00:00Z"
    for _ in range(2):  # from the journal and from the lake
        assert results(pages(browser, path, filter=day, top=70)) == [float(i % 50) for i in range(500)]
        backwards = pages(browser, path, orderby="phenomenonTime desc", top=90)
        assert results(backwards) == [31337.25, None, 3.0, *(float(i % 50) for i in reversed(range(500)))]
        best = pages(browser, path, filter=day, orderby="result desc,phenomenonTime desc", top=150)
        assert results(best) == sorted((float(i % 50) for i in range(500)), reverse=True)
        few = ask(browser, path, filter=f"{day} and result gt 47.5", count="true", top=4, skip=1)
        assert (few["@iot.count"], results(few["value"])) == (20, [49.0, 48.0, 49.0, 48.0])
        assert ask(browser, path, count="true", top=0)["@iot.count"] == 503
        assert (
            ask(browser, path, filter=f"{day} and phenomenonTime ge 2025-06-01T08:00:00Z", count="true")["@iot.count"] == 20
        )
        served.park.store.compact()
    arrays = ask(browser, path, filter=day, resultFormat="dataArray", select="phenomenonTime,result", top=2)["value"]
    assert arrays[0]["components"] == ["phenomenonTime", "result"]
    assert arrays[0]["dataArray"] == [["2025-06-01T00:00:00.000Z", 0.0], ["2025-06-01T00:01:00.000Z", 1.0]]


def test_observations__missing_values_reasons_and_corrections(shared: Served) -> None:
    browser = program(shared)
    at = "2025-07-01T00:00:00+07:00"
    sent = {"Datastream": {"@iot.id": "steel.cod"}, "phenomenonTime": at, "resultTime": "2025-07-02T00:00:00Z"}
    first = post(browser, "/Observations", {**sent, "result": None, "parameters": {"status": "01"}})
    assert (first.status_code, first.headers["Location"].endswith("('steel.cod~1751302800000000')")) == (201, True)
    said = first.json()["parameters"]
    assert (said["revision"], said["reason"], said["status"]) == (0, "not_measured", DeviceStatus(1).name.lower())
    again = post(browser, "/Datastreams('steel.cod')/Observations", {**sent, "result": 8})
    assert (again.status_code, again.json()["result"], again.json()["parameters"]["revision"]) == (201, 8.0, 1)
    assert again.json()["resultTime"] == "2025-07-02T00:00:00.000Z"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"result": "high"}, 400),
        ({"phenomenonTime": "2026-01-01T00:00:00Z"}, 400),
        ({"result": 1, "phenomenonTime": "2026-01-01T00:00:00"}, 400),
        ({"result": 1, "phenomenonTime": "2026-01-01T00:00:00Z/2026-01-01T01:00:00Z"}, 400),
        ({"result": 1, "phenomenonTime": "2027-01-01T00:00:00Z"}, 422),
        ({"result": 1, "phenomenonTime": "1999-01-01T00:00:00Z"}, 422),
        ({"result": 1, "Datastream": {"@iot.id": "steel.energy"}}, 400),
        ([], 400),
    ],
)
def test_observations__that_are_refused(shared: Served, body: Any, status: int) -> None:
    answer = post(program(shared), "/Datastreams('steel.cod')/Observations", body)
    assert (answer.status_code, answer.json()["type"]) == (status, "error"), answer.text


def test_observations__of_others_cannot_be_created(shared: Served) -> None:
    sent = {"result": 1, "Datastream": {"@iot.id": "plating.cod"}}
    assert post(program(shared), "/Observations", sent).status_code == 400
    assert post(program(shared), "/Observations", {**sent, "Datastream": {"@iot.id": "works.cod"}}).status_code == 422
    assert post(shared.client(), "/Observations", sent).status_code == 401
    assert post(shared.client("inspector"), "/Observations", sent).status_code == 403


def test_create_observations__tells_of_each(shared: Served) -> None:
    rows = [["2025-08-01T00:00:00Z", 1.0], ["2030-01-01T00:00:00Z", 2.0], ["2025-08-01T01:00:00Z", 3.0]]
    rows += [[f"2031-01-01T{i // 60:02}:{i % 60:02}:00Z", 1.0] for i in range(150)]
    body = [{"Datastream": {"@iot.id": "steel.cod"}, "components": ["phenomenonTime", "result"], "dataArray": rows}]
    said = post(program(shared), "/CreateObservations", body).json()
    assert [one.startswith("error") for one in said] == [False, True, False, *([True] * 150)]


def test_create_observations__the_same_key_again(shared: Served) -> None:
    browser = program(shared)
    body = {"result": 4, "phenomenonTime": "2025-09-01T00:00:00Z", "Datastream": {"@iot.id": "steel.cod"}}
    answers = [post(browser, "/Observations", body, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json()["@iot.id"] == answers[1].json()["@iot.id"]
    day = "phenomenonTime ge 2025-09-01T00:00:00Z and phenomenonTime lt 2025-09-02T00:00:00Z"
    assert ask(browser, "/Observations", filter=day, count="true")["@iot.count"] == 1


def test_create_observations__too_fast(shared: Served) -> None:
    browser = program(shared, quota_per_minute=1)
    sent = {"result": 1, "Datastream": {"@iot.id": "steel.cod"}}
    times = [f"2025-10-01T00:{i:02}:00Z" for i in range(30)]
    answers = [post(browser, "/Observations", {**sent, "phenomenonTime": at}) for at in times]
    slowed = [answer for answer in answers if answer.status_code != 201]
    assert slowed
    assert {answer.status_code for answer in slowed} == {429}
    assert int(slowed[0].headers["Retry-After"]) >= 1


def test_datastreams__with_a_unit_of_another_meaning_are_refused(shared: Served) -> None:
    body = {"name": "x", "properties": {"datastream": "steel.cod"}, "unitOfMeasurement": {"symbol": "g/L", "name": "g/L"}}
    answer = post(program(shared), "/Datastreams", body)
    assert (answer.status_code, answer.json()["id"]) == (400, "serve.sta.unit")


def test_datastreams__that_the_device_may_not_write_are_not_bound(shared: Served) -> None:
    browser = program(shared)
    assert post(browser, "/Datastreams", {"name": "x", "properties": {"datastream": "plating.cod"}}).status_code == 400
    assert post(browser, "/Datastreams", {"name": "x", "properties": {"datastream": "works.cod"}}).status_code == 403


def test_proposals__are_seen_by_who_may_alone(served: Served) -> None:
    browser = program(served)
    made = post(browser, "/Datastreams", {"name": "proposal", "Observations": [{"result": 5}]})
    assert (made.status_code, made.json()["properties"]["state"]) == (201, "proposed")
    path = unquote(urlsplit(made.headers["Location"]).path)
    assert results(browser.get(f"{path}/Observations").json()["value"]) == [5.0]
    for user in (None, "user.plating", "inspector"):
        assert served.client(user).get(path).status_code == 404
    assert program(served, "plating").get(path).status_code == 404
    assert program(served, None).get(path).status_code == 404
    for user in ("user.steel", "manager"):
        assert served.client(user).get(path).status_code == 200
    refused = browser.request("PATCH", path, json={"properties": {"datastream": "works.cod"}})
    assert refused.status_code == 403
    assert served.client("manager").request("PATCH", f"{STA}/Datastreams('steel.cod')", json={}).status_code == 400


def test_proposals__hold_a_bounded_number_of_observations(shared: Served) -> None:
    browser = program(shared)
    made = post(browser, "/Datastreams", {"name": "large proposal"}).json()["@iot.id"]
    start = datetime(2025, 1, 1, tzinfo=UTC)
    rows = [[(start + timedelta(minutes=i)).isoformat(), 1.0] for i in range(9_999)]
    body = [{"Datastream": {"@iot.id": made}, "components": ["phenomenonTime", "result"], "dataArray": rows}]
    assert post(browser, "/CreateObservations", body).status_code == 201
    full = post(browser, "/CreateObservations", body)
    assert (full.status_code, full.json()["id"]) == (409, "serve.sta.proposal_full")
