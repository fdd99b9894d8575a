"""Three parks and a hub as processes on loopback: numbers arrive, a park is killed and comes back, a policy changes."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.network.hub_parks import FIRMS, HUB, SHARING, Process, fill_park, write_park, write_policy
from tests.ports import free_port

from ecopark.serve.cli.hub_commands import add_park, init_hub
from ecopark.serve.cli.output import Output

JANUARY = "2025-12-31T17:00:00+00:00"
DEADLINE_S = 120.0


def eventually(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


class Federation:
    def __init__(self, base: Path, ecopark) -> None:
        self.base, self.parks, self.ports, self.ecopark = base, {}, {}, ecopark
        init_hub(Output("en", True), base / "hub", HUB)
        text = (base / "hub" / "hub.yaml").read_text()
        (base / "hub" / "hub.yaml").write_text(text.replace("every_s: 60.0", "every_s: 0.3"))
        self.reader = (base / "hub" / "keys" / "reader.token").read_text().strip()
        self.hub: Process | None = None
        self.address = ""

    def add(self, name: str, firms) -> None:
        folder = self.base / name
        write_park(folder, name, firms)
        token, key = fill_park(folder, firms)
        self.ports[name] = free_port()
        url = f"http://127.0.0.1:{self.ports[name]}"
        add_park(Output("en", True), self.base / "hub", name, url, key, token, "", f"Tỉnh {name}")

    def run(self, name: str) -> None:
        self.parks[name] = Process(self.base / f"{name}.log", "run", "--park", self.base / name, "--port", self.ports[name])

    def run_hub(self) -> None:
        self.hub = Process(self.base / "hub.log", "hub", "run", "--hub", self.base / "hub", "--port", 0)
        self.address = self.hub.address()

    def ask(self, path: str, **given) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", headers={"Authorization": f"Bearer {self.reader}"}, timeout=30, **given)

    def status(self) -> dict[str, str]:
        return {park["id"]: park["status"] for park in self.ask("/api/v1/hub/parks").json()["items"]}

    def total(self, series: str = "electricity.in", **query: str) -> dict:
        found = self.ask("/api/v1/hub/totals", params=query).json()["items"]
        return next((t for t in found if t["series"] == series and t["start"] == JANUARY), {})

    def close(self) -> None:
        running = [process for process in (self.hub, *self.parks.values()) if process is not None]
        for process in running:
            process.ask_to_stop()
        for process in running:
            process.stop()


@pytest.fixture
def federation(tmp_path: Path, ecopark) -> Iterator[Federation]:
    with contextlib.closing(Federation(tmp_path, ecopark)) as made:
        made.add("north", FIRMS)
        made.add("south", {**FIRMS, "e": 200.0})
        made.add("west", {"a": 900.0, "b": 100.0})  # two firms: its totals stay inside
        for name in ("north", "south", "west"):
            made.run(name)
        for process in made.parks.values():
            process.address()
        made.run_hub()
        yield made


def january(firms: dict[str, float]) -> float:
    return sum(value * (1 + day % 7 / 10) for value in firms.values() for day in range(31))


def rounded(value: float) -> float:
    return float(f"{value:.3e}")


def test_federation__three_parks_and_a_hub(federation: Federation) -> None:
    north, south = rounded(january(FIRMS)), rounded(january({**FIRMS, "e": 200.0}))
    eventually(lambda: set(federation.status().values()) == {"current"} and federation.total().get("parks_counted") == 2)

    total = federation.total()
    assert total["value"] == pytest.approx(north + south)
    assert total["low"] < total["value"] < total["high"]
    assert [(m["park"], m["code"]) for m in total["missing"]] == [("west", "network.national.withheld")]
    assert (total["parks"], total["complete"]) == (3, False)
    assert federation.total(province="Tỉnh north")["value"] == pytest.approx(north)
    assert federation.total("emissions.scope2")["unit"] == "tCO2e"
    days = federation.ask("/api/v1/hub/totals", params={"step": "day"}).json()["items"]
    assert len([d for d in days if d["series"] == "electricity.in"]) == 59
    west = json.dumps(federation.ask("/api/v1/hub/parks/west", params={"lang": "en"}).json())
    assert "27900" not in west  # 31 days of 900: nothing of a firm leaves
    assert "fewer than 3 firms" in west

    federation.parks["south"].kill()
    eventually(lambda: federation.status()["south"] == "away")
    total = federation.total()
    assert (total["value"], total["away"]) == (pytest.approx(north + south), 1)
    federation.parks["north"].stop()
    write_policy(federation.base / "north", "north", SHARING.replace("energy, emissions, quality", "quality"))
    federation.run("north")
    federation.run("south")
    eventually(lambda: federation.status()["south"] == federation.status()["north"] == "current")
    eventually(lambda: federation.total().get("value") == pytest.approx(south))
    assert "network.national.not_shared" in [m["code"] for m in federation.total()["missing"]]

    page = federation.ask("/?lang=vi")
    assert (page.status_code, "Mạng lưới các khu" in page.text, "đã kiểm chứng" in page.text) == (200, True, True)
    assert federation.ask("/parks/west?lang=en").status_code == 200
    assert "— so-cong-thuong " in federation.ask("/api/v1/hub/parks/north/checkpoint").text
    for path in ("/", "/api/v1/hub/parks", "/api/v1/hub/totals", "/parks/west"):
        assert httpx.get(f"{federation.address}{path}").status_code == 401
    assert httpx.get(f"{federation.address}/", headers={"Host": "evil.example"}).status_code == 421

    federation.hub.stop()
    out, _ = federation.ecopark("hub", "verify", "--hub", federation.base / "hub", "--json")
    verified = json.loads(out)
    assert (verified["ok"], verified["findings"]) == (True, 0)
    assert verified["publications"] >= 4
    out, _ = federation.ecopark("hub", "status", "--hub", federation.base / "hub", "--json", code=1)
    assert [park["id"] for park in json.loads(out)["parks"]] == ["north", "south", "west"]
    federation.parks["north"].stop()
    out, _ = federation.ecopark("verify", "--park", federation.base / "north")
    assert "All evidence holds" in out
