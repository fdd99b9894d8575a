"""The public conformance cases of PACT v3, asked of the served application over TLS.

Cases 1 to 40 of the public conformance service's list for version 3.0 (wbcsd/pact-conformance-service,
docs/v3-test-cases-expected-results.md), written anew here. Every case that speaks to a data owner is run; 13 and 14.B
wait for the answer at a PACT host of our own.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serve.footprint_park import Buyer, add_buyer, seed_footprints, served_over_tls
from tests.serve.small_park import Served, small_park

from ecopark.account.product.pcf_schema import structure_findings
from ecopark.account.product.semantics import check_footprint

EVENT = "org.wbcsd.pact.ProductFootprint.{}.3"
BOGUS = "urn:bogus:thing:k7gq2m9x"


@dataclass
class BuyersHost:
    """A PACT host that a buyer runs: gives tokens, keeps the events that it is sent."""

    events: list[dict[str, Any]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def wait_for(self, request: str) -> dict[str, Any]:
        ends = time.monotonic() + 30
        with self.arrived:
            while True:
                for event in self.events:
                    if event["data"]["requestEventId"] == request:
                        return event
                assert self.arrived.wait(ends - time.monotonic()), f"no answer to {request}"


@pytest.fixture(scope="module")
def host() -> Iterator[BuyersHost]:
    kept = BuyersHost()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/auth/token":
                assert self.headers["Authorization"].startswith("Basic ")
                said = b'{"access_token": "of-the-buyer", "token_type": "Bearer"}'
            else:
                assert self.path == "/3/events"
                assert self.headers["Authorization"] == "Bearer of-the-buyer"
                assert self.headers["Content-Type"].startswith("application/cloudevents+json")
                with kept.arrived:
                    kept.events.append(json.loads(body))
                    kept.arrived.notify_all()
                said = b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join(30)


@dataclass
class Api:
    """The data owner as a buyer's program sees it."""

    base: str
    certificate: Path
    buyer: Buyer
    token: str
    footprint: dict[str, Any]
    count: int
    host: BuyersHost
    served: Served

    def ask(
        self, method: str, path: str, *, base: str | None = None, token: str | None = "", **given: Any
    ) -> httpx.Response:
        headers = dict(given.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.token}"
        context = ssl.create_default_context(cafile=str(self.certificate))
        with httpx.Client(verify=context, timeout=30) as client:
            return client.request(method, f"{base or self.base}{path}", headers=headers, **given)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def event(self, kind: str, data: dict[str, Any], event_id: str, **given: Any) -> httpx.Response:
        said = {
            "type": EVENT.format(kind),
            "specversion": "1.0",
            "id": event_id,
            "source": self.host.url,
            "time": "2026-03-02T01:00:00Z",
            "data": data,
        }
        headers = {"Content-Type": "application/cloudevents+json; charset=UTF-8"}
        return self.ask("POST", "/3/events", content=json.dumps(said), headers=headers, **given)

    def authenticate(self, client: str, secret: str, base: str | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        context = ssl.create_default_context(cafile=str(self.certificate))
        with httpx.Client(verify=context, timeout=30, auth=(client, secret)) as asked:
            return asked.post(f"{base or self.base}/auth/token", content="grant_type=client_credentials", headers=headers)

    @property
    def plain(self) -> str:
        """The same address without TLS."""
        return self.base.replace("https", "http")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, host: BuyersHost) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("pact")
    with small_park(folder) as served:
        buyer = add_buyer(served.park, url=host.url)
        seed_footprints(served, buyer)
        with served_over_tls(served.app, folder / "tls") as (base, certificate):
            made = Api(f"{base}/pact", certificate, buyer, "", {}, 0, host, served)
            made.token = made.authenticate(buyer.client_id, buyer.secret).json()["access_token"]
            found = made.get("/3/footprints").json()["data"]
            made.footprint, made.count = found[0], len(found)
            yield made


def day(moment: str, days: int) -> str:
    return (datetime.fromisoformat(moment) + timedelta(days=days)).isoformat().replace("+00:00", "Z")


def case_1(api: Api) -> None:
    answer = api.authenticate(api.buyer.client_id, api.buyer.secret)
    assert answer.status_code == 200
    assert answer.json()["token_type"].lower() == "bearer"
    assert answer.json()["access_token"]


def case_2(api: Api) -> None:
    answer = api.authenticate("k2jf93", "not the secret")
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] == "invalid_client"


def case_3(api: Api) -> None:
    answer = api.get(f"/3/footprints/{api.footprint['id']}")
    assert answer.status_code == 200
    assert answer.json()["data"] == api.footprint
    assert list(structure_findings(answer.json()["data"])) == []


def case_4(api: Api) -> None:
    answer = api.get("/3/footprints")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert len(answer.json()["data"]) == api.count >= 2
    for footprint in answer.json()["data"]:
        assert list(structure_findings(footprint)) == []


def case_5(api: Api) -> None:
    first = api.get("/3/footprints?limit=1")
    assert len(first.json()["data"]) == 1
    target, _, relation = first.headers["link"].partition(">; ")
    assert relation == 'rel="next"'
    assert target.startswith(f"<{api.base}/3/footprints?")
    for _ in range(2):  # more than once
        second = api.ask("GET", "", base=target.removeprefix("<"))
        assert second.status_code == 200
        assert len(second.json()["data"]) == 1
        assert second.json()["data"][0]["id"] != first.json()["data"][0]["id"]
    assert "link" not in second.headers


def refused(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    assert set(answer.json()) == {"code", "message"}


def case_6(api: Api) -> None:
    answer = api.get("/3/footprints", token="very-invalid")
    refused(answer, 400, 401)
    assert answer.json()["code"] == "BadRequest"


def case_7(api: Api) -> None:
    answer = api.get(f"/3/footprints/{api.footprint['id']}", token="very-invalid")
    refused(answer, 400, 401)
    assert answer.json()["code"] == "BadRequest"


def case_8(api: Api) -> None:
    answer = api.get("/3/footprints/00000000-0000-0000-0000-000000000000")
    refused(answer, 404)
    assert answer.json()["code"] == "NotFound"


def nothing_without_tls(ask: Callable[[], httpx.Response]) -> None:
    with pytest.raises(httpx.TransportError):
        ask()


def case_9(api: Api) -> None:
    nothing_without_tls(lambda: api.authenticate(api.buyer.client_id, api.buyer.secret, api.plain))


def case_10(api: Api) -> None:
    nothing_without_tls(lambda: api.get("/3/footprints", base=api.plain))


def case_11(api: Api) -> None:
    nothing_without_tls(lambda: api.get(f"/3/footprints/{api.footprint['id']}", base=api.plain))


def case_12(api: Api) -> None:
    asked = {"productId": api.footprint["productIds"], "comment": "Please send PCF data for this year."}
    answer = api.event("RequestCreatedEvent", asked, "run/12")
    assert (answer.status_code, answer.content) == (200, b"")


def case_13(api: Api) -> None:
    api.event("RequestCreatedEvent", {"productId": api.footprint["productIds"]}, "run/13")
    event = api.host.wait_for("run/13")
    assert event["type"] == EVENT.format("RequestFulfilledEvent")
    assert set(api.footprint["productIds"]) & {pid for pf in event["data"]["pfs"] for pid in pf["productIds"]}
    assert all(list(structure_findings(pf)) == [] for pf in event["data"]["pfs"])


def case_14a(api: Api) -> None:
    assert api.event("RequestCreatedEvent", {"productId": ["urn:pact:null"]}, "run/14.A").status_code == 200


def case_14b(api: Api) -> None:
    api.event("RequestCreatedEvent", {"productId": ["urn:pact:null"]}, "run/14.B")
    event = api.host.wait_for("run/14.B")
    assert event["type"] == EVENT.format("RequestRejectedEvent")
    assert event["data"]["error"]["code"] == "NotFound"
    assert event["data"]["error"]["message"]


def case_15(api: Api) -> None:
    ids = {"pfIds": ["3a6c14a7-4deb-498a-b5ea-16ce2535b576"]}
    assert api.event("PublishedEvent", ids, str(uuid.UUID(int=15))).status_code == 200


def case_16(api: Api) -> None:
    answer = api.event("PublishedEvent", {"pfIds": [api.footprint["id"]]}, "run/16", token="very-invalid")
    refused(answer, 400, 401)
    assert answer.json()["code"] == "BadRequest"


def case_17(api: Api) -> None:
    nothing_without_tls(lambda: api.event("PublishedEvent", {"pfIds": [api.footprint["id"]]}, "run/17", base=api.plain))


def filtered(query: Callable[[dict[str, Any]], str], holds: Callable[[dict[str, Any], dict[str, Any]], bool]):
    """A filter by a value of the first footprint: some are found, and all of them meet it."""

    def case(api: Api) -> None:
        answer = api.get(f"/3/footprints?{query(api.footprint)}")
        assert answer.status_code == 200
        found = answer.json()["data"]
        assert found
        assert api.footprint["id"] in [pf["id"] for pf in found]
        assert all(holds(pf, api.footprint) for pf in found)

    return case


def empty(query: str) -> Callable[[Api], None]:
    def case(api: Api) -> None:
        answer = api.get(f"/3/footprints?{query}")
        assert (answer.status_code, answer.json()) == (200, {"data": []})

    return case


def case_40(api: Api) -> None:
    refused(api.event("PublishedEvent", {"pfIds": ["urn:gtin:4712345060507"]}, "run/40"), 400)


def same_company(pf: dict[str, Any], first: dict[str, Any]) -> bool:
    return first["companyIds"][0] in pf["companyIds"]


def same_product(pf: dict[str, Any], first: dict[str, Any]) -> bool:
    return first["productIds"][0] in pf["productIds"]


CASES: dict[str, Callable[[Api], None]] = {
    "1": case_1, "2": case_2, "3": case_3, "4": case_4, "5": case_5, "6": case_6, "7": case_7, "8": case_8, "9": case_9,
    "10": case_10, "11": case_11, "12": case_12, "13": case_13, "14.A": case_14a, "14.B": case_14b, "15": case_15,
    "16": case_16, "17": case_17,
    "18": case_1,  # the token endpoint of an OpenID configuration; without one the same address
    "19": case_2,
    "20": filtered(lambda f: f"productId={f['productIds'][0]}", same_product),
    "21": filtered(lambda f: f"companyId={f['companyIds'][0]}", same_company),
    "22": filtered(lambda f: f"geography={f['pcf']['geographyCountry']}",
                   lambda p, f: p["pcf"]["geographyCountry"] == f["pcf"]["geographyCountry"]),
    "23": filtered(lambda f: f"classification={f['productClassifications'][0]}",
                   lambda p, f: f["productClassifications"][0] in p["productClassifications"]),
    "24": filtered(lambda f: f"validOn={f['validityPeriodStart']}",
                   lambda p, f: p["validityPeriodStart"] <= f["validityPeriodStart"] <= p["validityPeriodEnd"]),
    "25": filtered(lambda f: f"validAfter={day(f['validityPeriodStart'], -1)}",
                   lambda p, f: p["validityPeriodStart"] > day(f["validityPeriodStart"], -1)),
    "26": filtered(lambda f: f"validBefore={day(f['validityPeriodEnd'], 1)}",
                   lambda p, f: p["validityPeriodEnd"] < day(f["validityPeriodEnd"], 1)),
    "27": filtered(lambda f: f"status={f['status']}", lambda p, f: p["status"] == f["status"]),
    "28": filtered(lambda f: f"status={f['status']}&productId={f['productIds'][0]}",
                   lambda p, f: p["status"] == f["status"] and same_product(p, f)),
    "29": filtered(lambda f: f"companyId={f['companyIds'][0]}&companyId=k2&companyId=z9", same_company),
    "30": empty(f"productId={BOGUS}"),
    "31": empty(f"companyId={BOGUS}"),
    "32": empty("geography=XX"),
    "33": empty(f"classification={BOGUS}"),
    "34": empty("validOn=1900-01-01T00:00:00Z"),
    "35": empty("validAfter=2099-12-31T23:59:59Z"),
    "36": empty("validBefore=1900-01-01T00:00:00Z"),
    "37": empty("status=BogusStatus7x"),
    "38": empty(f"companyId={BOGUS}&productId={BOGUS}"),
    "39": empty(f"companyId={BOGUS}1&companyId={BOGUS}2&companyId={BOGUS}3"),
    "40": case_40,
}  # fmt: skip


@pytest.mark.parametrize("number", CASES)
def test_public_case(api: Api, number: str) -> None:
    CASES[number](api)


def test_cases__all_numbers_of_the_public_list_are_here() -> None:
    assert list(CASES) == [
        str(n) if n != 14 else part for n in range(1, 41) for part in (("14.A", "14.B") if n == 14 else ("",))
    ]


def test_list__a_footprint_of_a_firm_that_gave_no_consent_is_not_there(api: Api) -> None:
    names = [pf["productNameCompany"] for pf in api.get("/3/footprints").json()["data"]]
    assert names
    assert "kobalt bolt" not in names
    assert {pf["status"] for pf in api.get("/3/footprints").json()["data"]} == {"Active", "Deprecated"}


def test_list__filters_disregard_capitals_and_a_limit_that_is_none_is_refused(api: Api) -> None:
    upper = api.footprint["productIds"][0].upper()
    assert api.get(f"/3/footprints?productId={upper}&geography=vn&status=ACTIVE").json()["data"]
    for query in ("limit=-1", "limit=many", "validOn=yesterday", "cursor=x"):
        refused(api.get(f"/3/footprints?{query}"), 400)
    assert api.get("/3/footprints?limit=0").json() == {"data": []}


def test_published_footprints__pass_the_semantic_check(api: Api) -> None:
    found = api.get("/3/footprints").json()["data"]
    for footprint in found:
        findings = check_footprint(footprint, found, api.served.clock())
        assert [f.path for f in findings if f.severity == "error"] == []
        assert {f.code for f in findings} <= {"account.pcf.report_old", "account.pcf.run_out"}


def test_token__that_has_run_out_is_told_so(api: Api) -> None:
    api.served.clock.forward(hours=1, seconds=1)
    try:
        answer = api.get("/3/footprints")
        assert (answer.status_code, answer.json()["code"]) == (401, "TokenExpired")
    finally:
        api.served.clock.forward(hours=-1, seconds=-1)


def test_event__answers_go_only_where_the_park_knows_the_recipient(api: Api) -> None:
    other = add_buyer(api.served.park, "fetches only")
    token = api.authenticate(other.client_id, other.secret).json()["access_token"]
    refused(api.event("RequestCreatedEvent", {}, "run/x", token=token), 400)
    assert api.get("/3/footprints", token=token).json() == {"data": []}
    refused(api.get(f"/3/footprints/{api.footprint['id']}", token=token), 404)
