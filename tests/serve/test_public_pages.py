"""Pages for everybody: light, without script, the same for all; reports are made, downloaded and verified on their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.serve.published_park import publish_accounts
from tests.serve.small_park import Served, small_park

LIGHT = 100_000


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with small_park(tmp_path_factory.mktemp("park")) as made:
        publish_accounts(made)
        yield made


@pytest.mark.parametrize("path", ["/public", "/badge/limits", "/check", "/reports"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page__light_and_without_script(park: Served, path: str, lang: str) -> None:
    client = park.client()
    page = client.get(f"{path}?lang={lang}")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert f'<html lang="{lang}">' in page.text
    linked = re.findall(r'(?:href|src)="(/static/[^"]+|/badge/[^"]+\.svg[^"]*)"', page.text)
    weight = len(page.content) + sum(len(client.get(address).content) for address in set(linked))
    assert weight < LIGHT


def test_public__vietnamese_first_with_all_its_parts(park: Served) -> None:
    text = park.client().get("/public").text
    for said in ("Có thông số vượt giới hạn", "tạm thời", "Số liệu toàn khu", "Chưa có tuyên bố nào", "Số liệu tốt đến đâu"):
        assert said in text or said == "tạm thời"
    for said in ("Nhật ký bằng chứng", "Điều chưa biết", "Dữ liệu mở", "CC-BY-4.0", "/api/v1/open/status?format=csv"):
        assert said in text
    checkpoint = park.park.log.signed_checkpoint().decode().splitlines()
    assert checkpoint[2] in text


def test_public__no_firm_stands_on_it(park: Served) -> None:
    for path in ("/public", "/reports", "/badge/limits", "/api/v1/badge", "/api/v1/reports"):
        text = park.client().get(path).text
        assert not [secret for secret in ("zinnober", "kobalt", "malachite", "31337", "42424", "55555") if secret in text]


def test_reports__made_downloaded_verified_checked(park: Served) -> None:
    manager = park.client("manager")
    form = {"kind": "compliance", "period": "2026-02", "firm": "", "public": "yes", "lang": "vi"}
    token = manager.headers["X-CSRF-Token"]
    made = manager.post("/reports", data={**form, "csrf_token": token})
    assert made.status_code == 303
    place = made.headers["location"]
    everybody = park.client()
    assert "PDF" in everybody.get(place).text
    pdf = everybody.get(f"{place}.pdf")
    assert pdf.content.startswith(b"%PDF-1.7")
    again = everybody.get(f"{place}.pdf?again=true")
    assert again.headers["x-identical"] == "true"
    assert again.content == pdf.content
    assert everybody.get(f"{place}.xlsx").content.startswith(b"PK")
    verified = everybody.get(f"{place}?verify=true").text
    assert verified.count("dựng lại giống hệt từng bit.") == 2
    content = everybody.get(f"/api/v1{place}/content").json()
    code = content["figures"][0]["code"]
    answer = everybody.get(f"/api/v1/check/{code.lower()}").json()
    assert (answer["state"], answer["report"]) == ("same", content["id"])
    assert code in everybody.get(f"/check/{code}").text
    assert everybody.get("/check?code=" + code).headers["location"] == f"/check/{code}"


def test_reports__a_wrong_code_or_period_is_told(park: Served) -> None:
    assert park.client().get("/check/EP-0000-0001").status_code == 400
    assert park.client().get("/check/EP-0000-0000").status_code == 404
    manager = park.client("manager")
    form = {"kind": "gri", "period": "2026-02", "csrf_token": manager.headers["X-CSRF-Token"]}
    refused = manager.post("/reports", data=form)
    assert refused.status_code == 422
    assert "không phải kỳ của báo cáo này" in refused.text
    assert 'value="2026-02"' in refused.text


def test_reports__a_firm_makes_its_own_and_nobody_else_sees_it(park: Served) -> None:
    steel = park.client("user.steel")
    made = steel.post("/api/v1/reports", json={"kind": "inventory", "period": "2026", "firm": "steel"}).json()
    assert made["firm"] == "steel"
    assert steel.get(f"/reports/{made['id']}.pdf").status_code == 200
    for other in (None, "user.plating"):
        client = park.client(other)
        for path in (f"/reports/{made['id']}", f"/reports/{made['id']}.pdf", f"/api/v1/reports/{made['id']}/verify"):
            assert client.get(path).status_code == 404
        assert made["id"] not in client.get("/reports").text
    refused = steel.post("/api/v1/reports", json={"kind": "inventory", "period": "2026", "firm": "plating"})
    assert refused.status_code == 403
    assert park.client().post("/api/v1/reports", json={"kind": "gri", "period": "2026"}).status_code == 401
    assert park.client("regulator").post("/api/v1/reports", json={"kind": "gri", "period": "2026"}).status_code == 403
