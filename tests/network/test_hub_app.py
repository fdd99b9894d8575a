"""The hub's pages and API: read-only, with the token, in both languages; a cosignature that anybody can check."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest
from benchmarks.hub_parks import MadePark, MadeParks, made_table
from tests.network.test_hub_lies import HUB, Hub

from ecopark.serve.hub.app import create_hub_app
from ecopark.serve.hub.rounds import pause_s
from ecopark.serve.hub.views import HubView
from ecopark.trust.log.checkpoint import Checkpoint
from ecopark.trust.log.cosignature import cosignature_time, cosigned
from ecopark.trust.log.note import Note, SigningKey, VerifierKey

KEY = SigningKey.generate(HUB)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    parks = {"a": MadePark("a", HUB), "b": MadePark("b", HUB)}
    parks["a"].grow(20)
    parks["a"].publish(made_table(1234.5, 2))
    with MadeParks(parks) as made:
        hub = Hub(tmp_path_factory.mktemp("hub"), made)
        hub.round()
        other = MadePark("a", HUB, key=parks["a"].key)
        made.parks["a"] = other
        hub.round()
        app = create_hub_app(HubView(hub.settings, hub.states, hub.store, lambda: hub.now, KEY), "the token")
        with asyncio.Runner() as runner, contextlib.closing(hub.store):

            def ask(path, token="the token", **headers):
                async def go():
                    transport = httpx.ASGITransport(app)
                    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                        return await client.get(path, headers={"Authorization": f"Bearer {token}", **headers})

                return runner.run(go())

            yield ask


@pytest.mark.parametrize(
    "path", ["/", "/parks/a", *(f"/api/v1/hub/{p}" for p in ("parks", "parks/a", "totals", "parks/b/checkpoint"))]
)
def test_hub_app__asks_for_the_token(served, path):
    assert served(path).status_code == 200
    assert served(path, token="another").status_code == 401
    assert served(path, Host="evil.example").status_code == 421


def test_hub_app__says_what_is_not_believed_and_keeps_the_last_numbers(served):
    park = served("/api/v1/hub/parks/a?lang=en").json()
    assert (park["status"], park["code"]) == ("not_believed", "network.national.rolled_back")
    assert [finding["code"] for finding in park["findings"]] == ["rolled_back"]
    assert park["rows"][0]["value"] == 1234.5
    total = served("/api/v1/hub/totals").json()["items"][0]
    assert (total["parks_counted"], total["parks"], total["not_believed"]) == (1, 2, 1)
    assert [m["park"] for m in total["missing"]] == ["b"]
    page = served("/?lang=en").text
    assert "not believed" in page
    assert "The log has become shorter" in page
    assert "1 of 2 parks" in page
    assert "Electricity: in" in page


def test_hub_app__speaks_vietnamese(served):
    page = served("/parks/a?lang=vi").text
    assert 'lang="vi"' in page
    assert "không được tin" in page
    assert "Nhật ký ngắn đi" in page


def test_hub_app__does_not_cosign_a_park_that_it_does_not_believe(served):
    assert served("/api/v1/hub/parks/a/checkpoint").status_code == 404
    note = Note.parse(served("/api/v1/hub/parks/b/checkpoint").content)
    assert cosignature_time(note, KEY.verifier) is not None
    assert cosignature_time(Note(note.text.replace("\n0\n", "\n1\n"), note.signatures), KEY.verifier) is None


def test_hub_app__the_printed_address_sets_the_cookie_and_leaves_the_token_out(served):
    answer = served("/?key=the%20token", token="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()


def test_hub_app__unknown_parks_are_not_found(served):
    assert served("/api/v1/hub/parks/none").json()["code"] == "serve.request.not_found"
    assert served("/parks/none").status_code == 404


def test_cosigned__leaves_text_and_lines_as_they_are():
    key = SigningKey.generate("park.example")
    note = Checkpoint("park.example", 7, b"\1" * 32).sign(key)
    made = Note.parse(cosigned(note, KEY, 1_700_000_000).encode())
    assert Checkpoint.open(made.encode(), [key.verifier]).size == 7
    assert cosignature_time(made, KEY.verifier) == 1_700_000_000
    assert cosignature_time(made, VerifierKey(HUB, b"\2" * 32)) is None


def test_pause_s__doubles_with_failures_and_has_a_ceiling():
    pauses = [pause_s(60, failures, lambda low, high: 1.0) for failures in (0, 1, 2, 3, 4, 50)]
    assert pauses == [60, 120, 240, 480, 900, 900]
    assert pause_s(3600, 3, lambda low, high: 1.0) == 3600
    assert 51 <= pause_s(60, 0) <= 69
