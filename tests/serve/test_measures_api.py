"""Measures over HTTP: life of a measure, sheets with broken rows, events decided by others, totals and forms by scope."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from tests.serve.small_park import Served

from ecopark.core.scope import system_scope
from ecopark.serve.measure_sheet import COLUMNS

URL = "/api/v1/measures"
LED: dict[str, Any] = {
    "name": "Đèn LED",
    "kind": "energy",
    "status": "installed",
    "installed_on": "2026-01-05",
    "declared": {"electricity_kwh": 1000, "vnd": 2_000_000},
}
PDF = b"%PDF-1.7\nBien ban dung lo"


def code(answer: Any) -> str:
    return str(answer.json()["code"])


def test_enter__a_firm_its_own_and_each_change_is_a_revision(served: Served) -> None:
    firm = served.client("user.steel")
    made = firm.post(URL, json=LED)
    assert made.status_code == 201
    kept = made.json()
    assert (kept["firm"], kept["content"]["declared"]["electricity_kwh"]) == ("steel", 1000)
    assert kept["content"]["declared"]["water_m3"] is None  # not said is null, never zero
    changed = firm.request("PUT", f"{URL}/{kept['id']}", json={**LED, "note": "x"})
    assert changed.json()["revision"] == 2
    assert len(firm.get(f"{URL}/{kept['id']}/history").json()["items"]) == 2
    stale = firm.request("PUT", f"{URL}/{kept['id']}?expected_revision=1", json=LED)
    assert stale.status_code == 409


def test_enter__who_may(served: Served) -> None:
    assert served.client("user.steel").post(URL, json={**LED, "firm": "plating"}).status_code == 404
    assert served.client("manager").post(URL, json={**LED, "firm": "plating"}).status_code == 201
    assert served.client("manager").post(URL, json=LED).json()["firm"] is None  # the park's own
    for reader in ("inspector", "regulator"):
        assert served.client(reader).post(URL, json=LED).status_code == 403
        assert served.client(reader).get(f"{URL}/measure-steel").status_code == 200
    assert served.client().get(URL).status_code == 401


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "verified"}, "account.measure.not_yours_to_verify"),
        ({"installed_on": None}, "account.measure.no_install_day"),
        ({"meters": ["plating.energy"]}, "account.measure.unknown"),
        ({"kind": "magic"}, "trust.field.not_allowed"),
        ({"declared": {"electricity_mwh": 1}}, "trust.field.unknown"),
        ({"evidence": [{"kind": "document", "id": "nothing"}]}, "account.measure.unknown_evidence"),
    ],
    ids=["verified by hand", "no day", "another firm's meter", "unknown kind", "unknown amount", "no such evidence"],
)
def test_enter__refused_with_the_reason(served: Served, change: dict[str, Any], expected: str) -> None:
    answer = served.client("user.steel").post(URL, json={**LED, **change})
    assert answer.status_code in (400, 409)
    assert code(answer) == expected


def test_reject__by_somebody_else_with_a_reason(served: Served) -> None:
    measure = served.client("manager").post(URL, json={**LED, "firm": "steel"}).json()["id"]
    assert served.client("user.steel").post(f"{URL}/{measure}/reject", json={"reason": "no"}).status_code in (403, 422)
    own = served.client("manager").post(f"{URL}/{measure}/reject", json={"reason": "because"})
    assert (own.status_code, code(own)) == (403, "account.measure.own_claim")
    done = served.client("inspector").post(f"{URL}/{measure}/reject", json={"reason": "The meter does not see it."})
    assert done.json()["content"]["status"] == "rejected"
    totals = served.client("manager").get(f"{URL}/totals").json()
    assert totals["amounts"]["electricity_kwh"]["not_provable"]["value"] == 1000


def test_sheet__good_rows_are_kept_and_broken_ones_named_with_their_row(served: Served) -> None:
    sheet = (
        "Tên giải pháp;Loại;Ngày lắp đặt;Điện (kWh/năm);Tiền tiết kiệm (đồng/năm)\n"
        "LED xưởng 1;năng lượng;05/01/2026;60000;110000000\n"
        "LED xưởng 2;năng lượng;05/01/2026;sáu mươi nghìn;1\n"
        ";năng lượng;;1;1\n"
        "Thu hồi nhiệt;phép màu;;1;1\n"
        "Bảo ôn;;;12,5;\n"
    ).encode()
    firm = served.client("user.steel")
    told = firm.post(f"{URL}/import?name=giai-phap.csv", content=sheet).json()
    assert len(told["kept"]) == 2
    assert [(e["row"], e["column"], e["code"]) for e in told["errors"]] == [
        (3, "electricity_kwh", "serve.measure_sheet.bad_number"),
        (4, "name", "serve.measure_sheet.no_name"),
        (5, "kind", "serve.measure_sheet.bad_word"),
    ]
    assert all(e["text"] for e in told["errors"])
    kept = [firm.get(f"{URL}/{name}").json()["content"] for name in told["kept"]]
    assert [(k["name"], k["status"]) for k in kept] == [("LED xưởng 1", "installed"), ("Bảo ôn", "planned")]
    assert kept[1]["expected"]["electricity_kwh"] == 12.5
    again = firm.post(f"{URL}/import?name=giai-phap.csv", content=sheet).json()
    assert (again["kept"], again["unchanged"]) == ([], 2)


def test_sheet__without_a_heading_or_with_an_unknown_one(served: Served) -> None:
    firm = served.client("user.steel")
    assert code(firm.post(f"{URL}/import?name=a.csv", content=b"a;b\n1;2\n")) == "serve.measure_sheet.no_header"
    unknown = firm.post(f"{URL}/import?name=a.csv", content="Tên giải pháp;Màu\nx;y\n".encode())
    assert code(unknown) == "serve.measure_sheet.unknown_column"
    assert code(firm.post(f"{URL}/import?name=a.csv", content=b"")) == "connect.sheet.empty"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_template__can_be_sent_back_as_it_is(served: Served, lang: str) -> None:
    firm = served.client("user.steel")
    book = firm.get(f"{URL}/template?lang={lang}", headers={"Accept-Language": lang}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert len(rows[0]) == len(COLUMNS)
    told = firm.post(f"{URL}/import?name=x.xlsx", content=book).json()
    assert (len(told["kept"]), told["errors"]) == (1, [])


def test_events__claimant_and_proposer_cannot_accept_and_others_need_evidence(served: Served) -> None:
    firm, inspector = served.client("user.steel"), served.client("inspector")
    measure = firm.post(URL, json=LED).json()["id"]
    said = {"measure": measure, "start": "2026-02-01T00:00:00+07:00", "end": "2026-02-09T00:00:00+07:00", "what": "Dừng lò"}
    event = firm.post("/api/v1/non-routine-events", json=said).json()["id"]
    url = f"/api/v1/non-routine-events/{event}/decide"
    yes = {"accept": True, "reason": "biên bản khớp"}
    assert firm.post(url, json=yes).status_code == 403
    assert code(inspector.post(url, json=yes)) == "account.event.no_evidence"
    paper = firm.post("/api/v1/documents?name=bien-ban.pdf", content=PDF).json()["id"]
    evidence = [{"kind": "document", "id": paper}]
    done = inspector.post(url, json={**yes, "evidence": evidence})
    assert (done.status_code, done.json()["content"]["state"]) == (201, "accepted")
    assert done.json()["content"]["decided_by"] == "inspector"
    assert code(served.client("manager").post(url, json={**yes, "evidence": evidence})) == "account.event.decided"
    own = inspector.post("/api/v1/non-routine-events", json=said).json()["id"]
    mine = inspector.post(f"/api/v1/non-routine-events/{own}/decide", json={**yes, "evidence": evidence})
    assert code(mine) == "account.measure.own_claim"
    no = served.client("manager").post(
        f"/api/v1/non-routine-events/{own}/decide", json={"accept": False, "reason": "no stop"}
    )
    assert no.json()["content"]["state"] == "rejected"
    assert {e["id"] for e in firm.get("/api/v1/non-routine-events").json()["items"]} >= {event, own}  # rejected ones stay


def test_lock__needs_a_meter_and_comes_before_the_period(served: Served) -> None:
    firm = served.client("user.steel")
    measure = firm.post(URL, json={**LED, "meters": ["steel.energy"]}).json()["id"]
    late = firm.post(f"{URL}/{measure}/baseline", json={})
    assert (late.status_code, code(late)) == (409, "account.baseline.too_late")
    assert firm.get(f"{URL}/{measure}/baselines").json()["items"] == []
    verified = firm.post(f"{URL}/{measure}/verify").json()
    assert verified["content"]["reason"]["id"] == "account.verification.no_baseline"
    assert verified["reason_text"]


def test_totals__a_firm_adds_up_its_own_and_says_so(served: Served) -> None:
    steel = served.client("user.steel").get(f"{URL}/totals?year=2026").json()
    park = served.client("manager").get(f"{URL}/totals?year=2026").json()
    assert steel["boundary"] == ["firm:steel"]
    assert (steel["firms"]["verified"], park["firms"]["verified"]) == (1, 2)
    for name, parts in park["amounts"].items():
        assert set(parts) == {"verified", "declared", "not_provable"}, name
        assert all(f["standing"] == standing for standing, f in parts.items())
        assert all(f["label"] for f in parts.values())
    assert [row["key"] for row in park["by_year"]][-1] == "2026"


def test_recp__a4_is_the_park_s_and_b4_the_firm_s(served: Served) -> None:
    manager, firm = served.client("manager"), served.client("user.steel")
    a4 = manager.get(f"{URL}/recp?year=2027").json()["items"]
    assert {i["field"] for i in a4} >= {"1.1.1", "1.2.3", "1.3.16"}
    assert firm.get(f"{URL}/recp?year=2027").status_code == 404
    b4 = firm.get(f"{URL}/recp?year=2027&form=B.4").json()
    assert b4["firm"] == "steel"
    assert firm.get(f"{URL}/recp?year=2027&form=B.4&firm=plating").status_code == 404
    verified = next(i for i in b4["items"] if i["field"] == "P3.2" and i["standing"] == "verified")
    assert verified["value"] == pytest.approx(31337.25)


def test_projects__the_platform_comes_first_and_nothing_is_scored_by_being_there(served: Served) -> None:
    served.park.records.erase(system_scope("test"), "digital_project", "project-plating", "mistake")
    items = served.client("manager").get("/api/v1/digital-projects").json()["items"]
    assert items[0]["id"] == "ecopark"
    assert not items[0]["score"]["scored"]
    assert items[0]["score"]["reasons"]
    said = {"name": "Điều khiển", "cost_vnd": 1e8, "own_kwh_per_year": 100, "measures": ["measure-steel"]}
    made = served.client("user.steel").post("/api/v1/digital-projects", json=said).json()
    scored = served.client("user.steel").get(f"/api/v1/digital-projects/{made['id']}").json()["score"]
    assert scored["scored"]
    assert scored["kwh_per_own_kwh"]["value"] == pytest.approx(31337.25 / 100, rel=0.01)
    assert scored["net_kwh"]["value"] == pytest.approx(31337.25 - 100, rel=0.01)
    other = served.client("user.plating").post("/api/v1/digital-projects", json=said)
    assert code(other) == "account.measure.unknown"  # another firm's measure cannot be claimed
