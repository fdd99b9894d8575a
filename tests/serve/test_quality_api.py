"""Quality control over the API and the command line: translation, versions, proposals, reviews."""

from __future__ import annotations

import json
import threading

import pyarrow as pa
import pyarrow.ipc

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.quality import settings_of
from ecopark.serve.workers import inbox

ALL = system_scope("test")
NAME = "steel.main.active_energy"


def test_flags__every_reading_in_the_words_asked_for(shared):
    browser = shared.client("manager")
    for words, column in (("qartod", "qartod"), ("saqc", "flag"), ("circular10", "status")):
        answer = browser.get("/api/v1/flags", params={"datastream": "steel.cod", "words": words})
        assert answer.status_code == 200, answer.text
        items = answer.json()["items"]
        assert items
        assert all(column in item for item in items)
    arrow = browser.get("/api/v1/flags", params={"datastream": "steel.cod", "words": "qartod", "format": "arrow"})
    table = pa.ipc.open_stream(arrow.content).read_all()
    assert set(table["qartod"].to_pylist()) <= {1, 2, 3, 4, 9}
    assert "gross_range_test" in table.column_names


def test_quality__another_firm_neither_reads_nor_decides(shared):
    other = shared.client("user.plating")
    assert other.get("/api/v1/datastreams/steel.cod/quality").status_code == 404
    assert other.get("/api/v1/flags", params={"datastream": "steel.cod"}).status_code == 404
    own = shared.client("user.steel")
    assert own.get("/api/v1/datastreams/steel.cod/quality").status_code == 200
    body = {"decisions": [{"check": "spike", "choice": "off"}]}
    assert own.post("/api/v1/datastreams/steel.cod/quality", json=body).status_code == 403


def test_quality__a_review_is_a_revision_with_its_author(served):
    browser = served.client("inspector")
    path = "/api/v1/datastreams/steel.cod/quality"
    body = {"decisions": [{"check": "plausible_range", "choice": "change", "parameters": {"minimum": 0, "maximum": 9}}]}
    made = browser.post(path, json={**body, "expected_revision": 0})
    assert made.status_code == 201, made.text
    assert made.json()["actor"] == "inspector"
    assert settings_of(served.park).datastreams["steel.cod"]["plausible_range"]["maximum"] == 9
    assert browser.post(path, json={**body, "expected_revision": 0}).status_code == 409
    bad = {"decisions": [{"check": "plausible_range", "choice": "change", "parameters": {"least": 0}}]}
    assert browser.post(path, json=bad).json()["code"] == "trust.settings.unknown_key"
    shown = browser.get(path).json()
    assert shown["checks"]["plausible_range"]["maximum"] == 9
    assert shown["review"]["revision"] == made.json()["revision"]


def test_command__review_makes_a_version_and_the_old_one_stays_readable(ecopark, sample_park):
    out, _ = ecopark("quality", "propose", NAME, "--park", sample_park, "--json")
    proposed = {p["check"]: p for p in json.loads(out)["proposed"]}
    assert proposed["climatology"]["parameters"] is not None
    with opened(sample_park, metered=False) as park:
        first = park.snapshot().version
        before = park.snapshot().derived(ALL, "flags", datastreams=[NAME])
    choices = ("--accept", "climatology", "--change", "plausible_range.maximum=100", "--note", "test", "--by", "lan")
    out, _ = ecopark("quality", "review", NAME, *choices, "--park", sample_park, "--json")
    said = json.loads(out)
    assert said["actor"].endswith(":lan")
    assert said["changes"]["flagged"] > 0
    assert said["checks"]["trust.plausible_range"]["added"] >= said["checks"].get("trust.plausible_range", {}).get("gone", 0)
    with opened(sample_park, metered=False) as park:
        assert park.snapshot().derived(ALL, "flags", datastreams=[NAME], version=first).equals(before)
        assert park.snapshot().derived(ALL, "flags", datastreams=[NAME]).num_rows > before.num_rows
    out, _ = ecopark("quality", "compare", NAME, "--park", sample_park, "--json")
    assert json.loads(out)["changes"] == said["changes"]
    out, _ = ecopark("verify", "--park", sample_park, "--json")
    assert json.loads(out)


def test_command__says_what_is_wrong_in_both_languages(ecopark, sample_original):
    _, err = ecopark("quality", "propose", "no.such", "--park", sample_original, "--lang", "vi", code=3)
    assert "không có chuỗi số liệu" in err
    out, _ = ecopark("quality", "propose", NAME, "--park", sample_original, "--lang", "vi")
    assert "lịch sử" in out


def test_live__a_value_asked_for_by_name_says_what_the_checks_say_of_it(served):
    browser = served.client("manager")
    sent = {"readings": [{"datastream": "steel.cod", "time": "2026-03-01T00:00:00+07:00", "value": -5.0}]}
    assert browser.post("/api/v1/live/readings", json=sent).status_code == 201
    (value,) = browser.get("/api/v1/live/values", params={"datastream": "steel.cod", "lang": "en"}).json()["values"]
    assert value["quality"]["flag"] == "bad"
    assert value["quality"]["checks"] == ["physically impossible"]
    assert value["quality"]["provisional"]
    (value,) = browser.get("/api/v1/live/values").json()["values"]
    assert value["quality"] is None


def test_worker__a_review_is_used_without_waiting_for_readings(served, monkeypatch):
    ran, stop = threading.Event(), threading.Event()
    monkeypatch.setattr(inbox, "run_path", lambda park: ran.set())
    worker = inbox.InboxWorker(served.park, stop)
    worker.start()
    try:
        body = {"decisions": [{"check": "spike", "choice": "off"}]}
        assert served.client("manager").post("/api/v1/datastreams/steel.cod/quality", json=body).status_code == 201
        assert ran.wait(30)
    finally:
        stop.set()
        worker.join(30)
