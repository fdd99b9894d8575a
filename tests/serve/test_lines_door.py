"""Line protocol over HTTP: what Telegraf calls, partial writes, resends, back-pressure."""

from __future__ import annotations

import base64
import gzip
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.serve.small_park import START, Served

from ecopark.connect.live.device import Device
from ecopark.core.errors import StateError
from ecopark.core.interval import Interval
from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.tokens import create_token

ADMIN = system_scope("test")
NAMES = {"power,meter=1.kwh": "steel.energy", "water.cod": "steel.cod"}
_days = itertools.count(1)


class Sender:
    """A device of its own, and a day of its own in 2025, so that tests can share a park."""

    def __init__(self, served: Served, **changed: Any) -> None:
        day = next(_days)
        self.served = served
        self.client = served.client()
        self.day = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day)
        self.ns = int(self.day.timestamp()) * 10**9
        self.id = f"gw{day}"
        facts: dict[str, Any] = {"name": "Gateway", "firm": "steel", "door": "http", "names": NAMES, **changed}
        self.secret = served.park.devices.add(ADMIN, Device(id=self.id, **facts))
        self.headers = {"Authorization": f"Token {self.secret}"}

    def post(self, path: str, content: str | bytes, **headers: str) -> httpx.Response:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, content=content, headers={**self.headers, **said})

    def rows(self, name: str = "steel.energy") -> list[dict[str, Any]]:
        whole = Interval(self.day, self.day + timedelta(days=1))
        found: list[dict[str, Any]] = self.served.park.store.observations_now(ADMIN, [name], whole).to_pylist()
        return found

    def values(self, name: str = "steel.energy") -> list[float | None]:
        return [row["value"] for row in self.rows(name)]


@pytest.fixture
def sender(shared: Served) -> Sender:
    return Sender(shared)


def test_write__durable_then_204(sender: Sender) -> None:
    lines = f"power,meter=1 kwh=1.5 {sender.ns}\nm,datastream=steel.cod value=7 {sender.ns}\n"
    answer = sender.post("/write?db=telegraf&rp=autogen", lines)
    assert (answer.status_code, answer.content) == (204, b"")
    assert [(row["phenomenon_time"], row["value"]) for row in sender.rows()] == [(sender.day.replace(tzinfo=None), 1.5)]
    assert sender.values("steel.cod") == [7.0]


@pytest.mark.parametrize("scheme", ["token", "bearer", "basic", "token with id", "query"])
def test_write__every_way_to_sign_in(sender: Sender, scheme: str) -> None:
    both = f"{sender.id}:{sender.secret}"
    said = {
        "token": f"Token {sender.secret}",
        "bearer": f"Bearer {sender.secret}",
        "basic": "Basic " + base64.b64encode(both.encode()).decode(),
        "token with id": f"Token {both}",
        "query": "",
    }[scheme]
    query = f"?db=x&u={sender.id}&p={sender.secret}" if scheme == "query" else "?db=x"
    sender.headers = {"Authorization": said} if said else {}
    assert sender.post(f"/write{query}", f"power,meter=1 kwh=1 {sender.ns}").status_code == 204
    asked = sender.client.post("/query" + query, data={"q": 'CREATE DATABASE "x"'}, headers=sender.headers)
    assert asked.status_code == 200
    assert sender.values() == [1.0]


@pytest.mark.parametrize("path", ["/write?db=x", "/api/v2/write?org=a&bucket=b"])
@pytest.mark.parametrize("said", [{}, {"Authorization": "Token ecodevice_wrong"}, {"Authorization": "Basic !!"}])
def test_write__nobody_else(sender: Sender, path: str, said: dict[str, str]) -> None:
    sender.headers = said
    answer = sender.post(path, f"power,meter=1 kwh=1 {sender.ns}")
    assert answer.status_code == 401
    assert ("error" in answer.json()) if path.startswith("/write") else (answer.json()["code"] == "unauthorized")
    assert sender.values() == []


def test_write__a_secret_in_the_query_opens_nothing_else(sender: Sender) -> None:
    credentials = f"?u={sender.id}&p={sender.secret}"
    assert sender.client.post("/api/v2/write" + credentials, content="m v=1").status_code == 401


def test_write__partly(sender: Sender) -> None:
    at = sender.ns
    lines = [f"power,meter=1 kwh=1 {at}", "broken", f"power,meter=9 kwh=2 {at}", f"power,meter=1 kwh=3 {at + 10**9}"]
    answer = sender.post("/write", "\n".join(lines))
    said = answer.json()
    assert answer.status_code == 400
    assert said["error"].startswith("partial write: line 2: ")
    assert "line 3: " in said["error"]
    assert (said["stored"], said["dropped"], [line["line"] for line in said["lines"]]) == (2, 2, [2, 3])
    assert sender.values() == [1.0, 3.0]
    assert sender.served.park.records.get(ADMIN, "quarantine", said["quarantine"]) is not None


def test_write_v2__partly(sender: Sender) -> None:
    lines = f"power,meter=1 kwh=1 {sender.ns // 10**9}\nbad"
    answer = sender.post("/api/v2/write?org=o&bucket=b&precision=s", lines)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (400, "invalid")
    assert "line 2" in said["message"]
    assert sender.values() == [1.0]


def test_write__gzip(sender: Sender) -> None:
    body = gzip.compress(f"power,meter=1 kwh=1 {sender.ns}\n".encode())
    assert sender.post("/write", body, content_encoding="gzip").status_code == 204
    assert sender.values() == [1.0]
    answer = sender.post("/write", body[:-5], content_encoding="gzip")
    assert (answer.status_code, "connect.lines.gzip" in answer.json()["error"]) == (400, True)


def test_write__too_large(sender: Sender) -> None:
    bomb = gzip.compress(b"\n" * (sender.served.park.access_settings.largest_request + 1))
    assert sender.post("/write", bomb, content_encoding="gzip").status_code == 413


def test_write__the_same_again_changes_nothing(sender: Sender) -> None:
    body = "".join(f"power,meter=1 kwh={i} {sender.ns + i * 10**9}\n" for i in range(50))
    for key in ({}, {}, {"Idempotency_Key": "one"}, {"Idempotency_Key": "one"}):
        assert sender.post("/write", body, **key).status_code == 204
    sender.served.park.store.compact()
    assert [(row["value"], row["revision"]) for row in sender.rows()] == [(float(i), 0) for i in range(50)]
    ledger = sender.served.park.store.snapshot().batches(ADMIN).to_pylist()[-3:]  # the repeated key made no batch
    assert [row["kept"] for row in ledger] == [50, 0, 0]


def test_write__precision_and_missing_time(served: Served) -> None:
    sender = Sender(served)
    assert sender.post("/write?precision=x", "m v=1").status_code == 400
    assert sender.post("/write", "power,meter=1 kwh=1").status_code == 204
    latest = served.park.store.observations_now(ADMIN, ["steel.energy"]).to_pylist()[-1]
    assert (latest["phenomenon_time"], latest["value"]) == (START.replace(tzinfo=None), 1.0)


@pytest.mark.parametrize(
    ("path", "agent", "status"),
    [("/write", "python", 429), ("/write", "Telegraf/1.30 Go/1.22", 503), ("/api/v2/write", "Telegraf/1.30 Go/1.22", 429)],
)
def test_write__too_fast(shared: Served, path: str, agent: str, status: int) -> None:
    sender = Sender(shared, quota_per_minute=10)
    answers = []
    for i in range(5):
        body = "".join(f"power,meter=1 kwh={i} {sender.ns + (40 * i + j) * 10**9}\n" for j in range(40))
        answers.append(sender.post(path, body, User_Agent=agent))
    taken = sum(answer.status_code == 204 for answer in answers)
    assert answers[-1].status_code == status
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert 0 < len(sender.values()) == 40 * taken


def test_write__disk_full(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise StateError("engine.disk.full", where="/data")

    monkeypatch.setattr(sender.served.park.store, "append", full)
    assert sender.post("/write", f"power,meter=1 kwh=1 {sender.ns}").status_code == 507


def test_write__a_program_with_a_token_writes_its_own_firm_alone(sender: Sender) -> None:
    access = sender.served.park.access
    secret, _ = create_token(access, ADMIN, name="plating", role=Role.FIRM, firms=["plating"])
    sender.headers = {"Authorization": f"Token {secret}"}
    lines = f"m,datastream=plating.cod value=1 {sender.ns}\nm,datastream=steel.cod value=2 {sender.ns}"
    answer = sender.post("/api/v2/write", lines)
    assert (answer.status_code, [line["line"] for line in answer.json()["lines"]]) == (400, [2])
    assert (sender.values("plating.cod"), sender.values("steel.cod")) == ([1.0], [])


def test_ping_and_query__what_telegraf_calls_first(sender: Sender) -> None:
    client, headers = sender.client, sender.headers
    assert client.get("/ping").status_code == 204
    assert client.request("HEAD", "/ping").status_code == 204
    assert client.get("/health").json()["status"] == "pass"
    assert client.post("/query", data={"q": 'CREATE DATABASE "telegraf"'}, headers=headers).json()["results"]
    shown = client.get("/query?q=SHOW+DATABASES", headers=headers).json()
    assert shown["results"][0]["series"][0]["values"] == [["ecopark"]]
    assert client.get("/query?q=DROP+DATABASE+x", headers=headers).status_code == 400
    assert client.get("/query?q=SHOW+DATABASES").status_code == 401
