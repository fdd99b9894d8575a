"""Pages of claims and of the ledger: the form of a phone, the answer, what goes wrong stays typed."""

from __future__ import annotations

from tests.serve.small_park import Browser, Served

FORM = {
    "kind": "share",
    "quantity": "renewable_share",
    "claimant": "steel",
    "target": "12,5",
    "unit": "%",
    "comparator": ">=",
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
}


def made(browser: Browser, **changed: str) -> str:
    answer = browser.post("/claims/new", data={**FORM, **changed})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_form__is_judged_at_once_and_says_what_may_be_said(served: Served) -> None:
    firm = served.client("user.steel")
    assert "trung hòa" in firm.get("/claims/new").text.lower()  # why it is not offered
    assert 'value="12' not in firm.get("/claims/new?kind=share").text
    place = made(firm)
    page = firm.get(place).text
    assert "ít nhất 12,5 %" in page
    assert "Có thể nói ngay" in page
    assert "Bạn đã tham gia lập lời nói này" in page
    assert served.client("user.plating").get(place).status_code == 404
    assert served.client().get(place).status_code == 404
    assert "/publish" not in served.client("manager").get(place).text  # nothing to publish yet


def test_form__a_fault_is_told_and_what_was_typed_stays(shared: Served) -> None:
    answer = shared.client("user.steel").post("/claims/new", data={**FORM, "target": "nhiều", "words": "giữ nguyên"})
    assert answer.status_code == 422
    assert 'value="giữ nguyên"' in answer.text
    assert 'role="alert"' in answer.text


def test_page__words_are_flagged_and_publishing_too_early_is_refused(served: Served) -> None:
    firm, manager = served.client("user.steel"), served.client("manager")
    place = made(firm, words="Thép xanh")
    assert "Không được nói như vậy" in firm.get(place).text
    refused = manager.post(f"{place}/publish")
    assert refused.status_code == 422
    assert "Bạn có thể nói ngay" in refused.text
    assert firm.post(f"{place}/withdraw", data={"reason": "đổi ý"}).status_code == 303
    assert "Đã rút" in firm.get(place).text
    flagged = firm.post("/claims/words", data={"text": "SẢN PHẨM XANH"})
    assert "<strong>XANH</strong>" in flagged.text


def test_ledger_page__issue_use_and_refusal(served: Served) -> None:
    firm = served.client("user.steel")
    unit = {
        "unit_id": "pv-1",
        "kind": "pv_kwh",
        "origin": "steel.meter",
        "first_day": "2025-03-01",
        "last_day": "2025-03-31",
        "quantity": "14250",
        "unit": "Wh",
        "owner": "steel",
    }
    assert firm.post("/ledger", data=unit).status_code == 303
    again = firm.post("/ledger", data={**unit, "unit_id": "pv-2"})
    assert again.status_code == 422
    assert "đã phát hành" in again.text
    claim = made(firm, kind="attribute", quantity="energy", unit="kWh", target="1").rpartition("/")[2]
    assert firm.post("/ledger/pv-1/cancel", data={"claim": claim}).status_code == 303
    assert claim in firm.get("/ledger").text
    assert firm.post("/ledger/pv-1/cancel", data={"claim": claim}).status_code == 422
