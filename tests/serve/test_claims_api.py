"""The life of a claim over HTTP: drafted, judged, published by a second person, judged again, withdrawn in sight of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.judge.claim_makers import claim_content, whole_evidence
from tests.serve.small_park import Served

from ecopark.core.scope import system_scope
from ecopark.judge.claims.evidence import EvidenceFile
from ecopark.judge.claims.records import Claim
from ecopark.serve import claims
from ecopark.serve.claims import judge_again

URL = "/api/v1/claims"
SYSTEM = system_scope("test")


class AtHand:
    """What the park is taken to know, in place of what is read from it."""

    def __init__(self) -> None:
        self.change: dict[str, Any] = {}

    def __call__(self, _park: object, claim: Claim, _ledger: object, _faults: Sequence[object]) -> EvidenceFile:
        return replace(whole_evidence(claim), **self.change)


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> AtHand:
    made = AtHand()
    monkeypatch.setattr(claims, "evidence_of", made)
    return made


def test_draft__a_small_firm_gets_a_sentence_not_a_blank_refusal(served: Served) -> None:
    firm = served.client("user.steel")
    answer = firm.post(f"{URL}?lang=vi", json=claim_content())
    assert answer.status_code == 201
    said = answer.json()
    assert said["verdict"]["content"]["verdict"] == "insufficient"
    assert said["may_say"].startswith("Công ty zinnober")
    assert "sản lượng" in said["text"]
    steps = {step["id"] for step in said["verdict"]["content"]["cheapest_evidence"]}
    assert "production" in steps
    assert firm.post(URL, json=claim_content()).json()["code"] == "judge.claim.known"


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"target": "five"}, "judge.claim.wrong_kind", "target"),
        ({"kind": "green"}, "judge.claim.not_allowed", "kind"),
        ({"text": "we are green"}, "judge.claim.unknown", "text"),
        ({"boundary": {}}, "judge.claim.no_boundary", "boundary"),
        ({"baseline": None}, "judge.claim.baseline_needed", "baseline"),
        ({"comparator": "="}, "judge.claim.tolerance", "tolerance"),
        ({"metric": {"quantity": "emission_conc"}}, "judge.claim.kind_quantity", "metric.quantity"),
        ({"period": {"start": "2025-01-01", "end": "2024-01-01"}}, "judge.claim.ends_early", "period.end"),
        ({"period": {"start": "soon", "end": "2024-01-01"}}, "judge.claim.bad_day", "period.start"),
        ({"boundary": {"meters": ["plating.meter"]}}, "judge.claim.unknown_thing", "boundary.meters[0]"),
        ({"target": 120}, "judge.claim.out_of_range", "target"),
    ],
)
def test_draft__each_fault_is_named_with_its_place(shared: Served, changed: dict[str, Any], code: str, where: str) -> None:
    answer = shared.client("user.steel").post(URL, json={**claim_content(id="bad-1"), **changed})
    assert answer.status_code in (400, 422), answer.text
    assert (answer.json()["code"], answer.json()["where"]) == (code, where)


def test_publish__needs_a_second_person_and_a_supported_verdict(served: Served, at_hand: AtHand) -> None:
    firm, manager, public = served.client("user.steel"), served.client("manager"), served.client()
    assert firm.post(URL, json=claim_content()).status_code == 201
    assert firm.post(f"{URL}/reduction-1/publish").json()["code"] == "judge.claim.second_person"
    assert public.get(f"{URL}/reduction-1").status_code == 404
    at_hand.change = {"coverage": None}
    refused = manager.post(f"{URL}/reduction-1/publish?lang=en")
    assert refused.status_code == 409
    assert refused.json()["code"] == "judge.claim.not_supported_yet"
    assert "What you may say now: Công ty" not in refused.json()["detail"]
    assert "zinnober company measured 900,000 kWh of electricity" in refused.json()["detail"]
    at_hand.change = {}
    published = manager.post(f"{URL}/reduction-1/publish")
    assert published.status_code == 200
    seen = public.get(f"{URL}/reduction-1?lang=en").json()
    assert (seen["content"]["state"], seen["verdict"]["content"]["grade"]) == ("published", "A")
    assert seen["actor"] is None
    assert "makers" not in seen["content"]
    assert "published_by" not in seen["content"]
    put = firm.request("PUT", f"{URL}/reduction-1?expected_revision=2", json=claim_content(target=4))
    assert put.json()["code"] == "judge.claim.is_published"
    gone = firm.post(f"{URL}/reduction-1/withdraw", json={"reason": "sai công tơ"})
    assert gone.status_code == 200
    still = public.get(f"{URL}/reduction-1").json()
    assert (still["content"]["state"], still["content"]["reason"]) == ("withdrawn", "sai công tơ")
    assert firm.post(f"{URL}/reduction-1/withdraw", json={"reason": "again"}).json()["code"] == "judge.claim.withdrawn"
    states = [
        r["content"].get("state") for r in public.get(f"{URL}/reduction-1/history").json()["items"] if r["kind"] == "claim"
    ]
    assert states.count("published") == 1
    assert states[-1] == "withdrawn"


def test_judge_again__only_when_something_changed_and_the_old_verdict_stays(served: Served, at_hand: AtHand) -> None:
    served.client("user.steel").post(URL, json=claim_content())
    served.client("manager").post(f"{URL}/reduction-1/publish")
    others = judge_again(served.park)  # the claims of the park's own making
    assert judge_again(served.park) == 0
    at_hand.change = {"misstatement": 0.02}
    assert judge_again(served.park) == 1 + others or judge_again(served.park) == 0
    record = served.park.records.get(SYSTEM, "claim", "reduction-1")
    assert record is not None
    assert record.content["state"] == "published"
    at_hand.change = {"compliance": None}
    judge_again(served.park)
    seen = served.client().get(f"{URL}/reduction-1").json()
    assert (seen["content"]["state"], seen["verdict"]["content"]["verdict"]) == ("expired", "insufficient")
    verdicts = [r.content["verdict"] for r in served.park.records.history(SYSTEM, "verdict", "reduction-1")]
    assert verdicts[0] == "supported"
    assert verdicts[-1] == "insufficient"


def test_judge_again__a_verdict_expires_after_a_year(served: Served, at_hand: AtHand) -> None:
    served.client("user.steel").post(URL, json=claim_content())
    served.client("manager").post(f"{URL}/reduction-1/publish")
    judge_again(served.park)
    served.clock.now += timedelta(days=364)
    assert judge_again(served.park) == 0
    served.clock.now += timedelta(days=2)
    judge_again(served.park)
    seen = served.client().get(f"{URL}/reduction-1").json()
    assert (seen["content"]["state"], seen["content"]["reason"]) == ("expired", "expired")
    again = served.client("manager").post(f"{URL}/reduction-1/publish")
    assert again.json()["content"]["state"] == "published"


def test_check_words__flags_and_nothing_else(shared: Served) -> None:
    said = shared.client("user.steel").post(f"{URL}/check-words", json={"text": "Nhà máy XANH, eco-friendly"}).json()
    assert [flag["found"] for flag in said["flags"]] == ["XANH", "eco-friendly"]
    assert set(said) == {"flags", "note"}


def test_ledger__a_unit_is_used_once_and_a_sold_one_not_at_all(served: Served) -> None:
    firm, other = served.client("user.steel"), served.client("user.plating")
    firm.post(URL, json=claim_content("attribute", boundary={"tenants": ["steel"]}, target=1, unit="kWh"))
    unit = {
        "id": "pv-03",
        "kind": "pv_kwh",
        "origin": "steel.meter",
        "start": "2025-03-01T00:00:00+07:00",
        "end": "2025-04-01T00:00:00+07:00",
        "quantity": 10_000,
        "unit": "Wh",
        "owner": "steel",
    }
    assert firm.post("/api/v1/ledger", json=unit).status_code == 201
    twice = firm.post("/api/v1/ledger", json={**unit, "id": "cert-03", "kind": "certificate"})
    assert (twice.status_code, twice.json()["code"]) == (409, "judge.ledger.issued_already")
    parts = {"parts": [{"id": "pv-03a", "quantity": 4000}, {"id": "pv-03b", "quantity": 6000}]}
    assert firm.post("/api/v1/ledger/pv-03/split", json=parts).status_code == 200
    used = firm.post("/api/v1/ledger/pv-03a/cancel", json={"claim": "attribute-1"}).json()["items"][0]["content"]
    assert (used["state"], used["cancelled_for"]) == ("cancelled", "attribute-1")
    assert firm.post("/api/v1/ledger/pv-03a/cancel", json={"claim": "attribute-1"}).json()["code"] == "judge.ledger.used"
    assert firm.post("/api/v1/ledger/pv-03b/transfer", json={"to": "outside:buyer"}).status_code == 200
    sold = firm.post("/api/v1/ledger/pv-03b/cancel", json={"claim": "attribute-1"}).json()["code"]
    assert sold in ("judge.ledger.no_unit", "judge.ledger.not_owner")
    assert other.get("/api/v1/ledger/pv-03a").status_code == 404
    judged = firm.post(f"{URL}/attribute-1/judge").json()["verdict"]["content"]
    assert judged["figure"]["value"] == pytest.approx(4.0)
    assert served.client("manager").get("/api/v1/ledger/audit").json()["items"] == []


def test_ledger__what_a_firm_sold_is_no_longer_in_its_claim(served: Served) -> None:
    firm = served.client("user.steel")
    unit = {"id": "credit-1", "kind": "carbon_credit", "origin": "furnace", "quantity": 5_000_000, "unit": "gCO2e"}
    span = {"start": "2025-03-01T00:00:00+07:00", "end": "2025-06-01T00:00:00+07:00", "owner": "steel"}
    assert firm.post("/api/v1/ledger", json={**unit, **span}).status_code == 201
    before = firm.post(URL, json=claim_content()).json()["verdict"]["content"]["gates"]
    assert {g["gate"]: g["passed"] for g in before}["double_counting"]
    firm.post("/api/v1/ledger/credit-1/transfer", json={"to": "outside:buyer"})
    after = firm.post(f"{URL}/reduction-1/judge").json()["verdict"]["content"]
    gate = next(g for g in after["gates"] if g["gate"] == "double_counting")
    assert (gate["passed"], gate["reason"]["id"]) == (False, "judge.gate.double_counting.sold")
    assert after["verdict"] == "not_supported"
