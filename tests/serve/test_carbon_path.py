"""Sinks, targets, products and the CBAM sheet over HTTP, on pages and commands: who may what, and what is refused."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.account.carbon_lines import line
from tests.serve.footprint_park import BAR, STEEL, add_buyer, add_product, publish
from tests.serve.small_park import Served

from ecopark.account.product.actions import draft_footprint, publish_footprint
from ecopark.core.errors import InputError, StateError
from ecopark.core.figures import Figure
from ecopark.core.scope import system_scope
from ecopark.serve.access.clients import caller_of_access_token, grant, has_run_out
from ecopark.serve.access.tokens import revoke_token
from ecopark.serve.carbon_path import path_view
from ecopark.serve.pact_events import EVENT, answer_due, keep_recipient, take_event
from ecopark.serve.portal.pages.carbon_path import picture

PLANTING = {"id": "mine", "firm": "steel", "what": "Sao đen", "place": "đường 3", "planted_on": "2024-06-01", "trees": 50}
PHOTO = [{"kind": "document", "id": "a" * 32, "version": None, "sha256": "a" * 64}]
CHECK = {"planting": "mine", "on": "2026-01-01", "by": "An", "sampled": 50, "alive": 45}


def test_sinks__count_after_a_check_by_another_person_and_stand_apart(served: Served) -> None:
    steel, inspector = served.client("user.steel"), served.client("inspector")
    before = steel.get("/api/v1/targets/path?firm=steel").json()["forecast"]
    assert steel.post("/api/v1/sinks/plantings", json={**PLANTING, "evidence": PHOTO}).status_code == 201
    own = steel.post("/api/v1/sinks/checks", json=CHECK)
    assert (own.status_code, own.json()["code"]) == (409, "account.sink.same_person")
    assert inspector.post("/api/v1/sinks/checks", json=CHECK).status_code == 201
    found = steel.get("/api/v1/sinks?year=2026").json()
    assert found["netted"] is False
    assert 0 < found["total"]["sink_low_tco2"] < found["total"]["sink_tco2"] < found["total"]["sink_high_tco2"]
    assert {row["id"] for row in found["plantings"]} == {"mine", "planting-steel"}
    after = steel.get("/api/v1/targets/path?firm=steel").json()
    assert after["forecast"] == before
    assert after["sinks"]["total"] is not None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sinks/plantings", {**PLANTING, "firm": "plating"}),
        ("/sinks/plantings", {**PLANTING, "planted_on": "2027-01-01"}),
        ("/sinks/checks", {**CHECK, "planting": "planting-plating"}),
        ("/targets", {"firm": "plating", "base_year": 2025}),
        ("/targets", {"firm": None, "base_year": 2025}),
        ("/products", {**BAR, "firm": "plating"}),
        ("/products", {**BAR, "firm": "steel", "facility": "plating.site"}),
        ("/products/production", {"product": "product-plating", "first_day": "2026-01-01", "last_day": "2026-01-31",
                                  "quantity": 1, "unit": "t"}),
        ("/products/production", {"product": "product-steel", "first_day": "2026-01-01", "last_day": "2026-01-31",
                                  "quantity": 1, "unit": "m3"}),
        ("/products/check", {"no": "footprint"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_records__of_others_or_malformed_are_refused(shared: Served, path: str, body: dict[str, object]) -> None:
    assert shared.client("user.steel").post(f"/api/v1{path}", json=body).status_code == 400


def test_footprint__normal_answer_is_insufficient_and_names_production(shared: Served) -> None:
    steel = shared.client("user.steel")
    answer = steel.post("/api/v1/products/product-steel/footprint", json={"first_month": "2025-01", "last_month": "2025-12"})
    assert answer.status_code == 200
    reasons = [reason["code"] for reason in answer.json()["insufficient"]]
    assert reasons[0] == "account.product.no_production"
    wrong = steel.post("/api/v1/products/product-steel/footprint", json={"first_month": "2025-13"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "serve.product.months")


def test_publish__needs_another_person_real_data_and_no_error(served: Served) -> None:
    park, now = served.park, served.clock()
    add_product(park, STEEL, "rebar", "steel", (2024,))

    def drafted(**other: object) -> str:
        rows = [line(100.0, 2024, m, **other) for m in range(1, 13)]
        made = draft_footprint(park.records, park.network, STEEL, "rebar", date(2024, 1, 1), date(2025, 1, 1), rows, now, 1)
        assert made.record is not None, made.insufficient
        assert Figure.of(made.record.content["figure"]).value is not None
        return made.record.id

    mine = drafted()
    with pytest.raises(StateError) as refused:
        publish_footprint(park.records, STEEL, mine)
    assert refused.value.code == "account.product.same_person"
    with pytest.raises(StateError) as refused:
        publish_footprint(park.records, system_scope("other"), drafted(origin="synthetic", activity=1.0))
    assert refused.value.code == "account.product.synthetic"
    assert publish_footprint(park.records, system_scope("other"), mine).content["state"] == "published"
    with pytest.raises(StateError):
        publish_footprint(park.records, system_scope("other"), mine)


def test_consent__only_the_firm_itself_gives_and_takes_it(served: Served) -> None:
    park = served.park
    buyer = add_buyer(park)
    add_product(park, STEEL, "rebar", "steel", (2024,))
    footprint = publish(park, STEEL, "rebar", "steel", 2024, served.clock())
    token, seconds = grant(park.access, buyer.client_id, buyer.secret) or ("", 0)
    assert seconds == 3600
    program = served.client()
    program.headers["Authorization"] = f"Bearer {token}"
    said = {"firm": "steel", "recipient": buyer.client_id, "products": ["rebar"]}
    assert program.get(f"/pact/3/footprints/{footprint}").json()["code"] == "NotFound"
    for user, status in (("manager", 403), ("user.plating", 400)):
        assert served.client(user).post("/api/v1/products/consents", json=said).status_code == status
    steel = served.client("user.steel")
    assert steel.post("/api/v1/products/consents", json={**said, "recipient": "nobody"}).status_code == 404
    assert steel.post("/api/v1/products/consents", json=said).status_code == 201
    assert program.get(f"/pact/3/footprints/{footprint}").json()["data"]["id"] == footprint
    assert steel.post("/api/v1/products/consents", json={**said, "products": []}).status_code == 201
    assert program.get("/pact/3/footprints").json() == {"data": []}
    assert program.get("/api/v1/products").status_code == 403


def test_access_token__ends_with_its_hour_and_with_its_client(served: Served) -> None:
    access, buyer = served.park.access, add_buyer(served.park)
    assert grant(access, "somebody", buyer.secret) is None
    token, _ = grant(access, buyer.client_id, buyer.secret) or ("", 0)
    assert caller_of_access_token(access, token) is not None
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.replace(".", ".9", 2), "ecopark-access.x.1.y", ""):
        assert caller_of_access_token(access, forged) is None
        assert not has_run_out(access, forged)
    served.clock.forward(hours=1, seconds=1)
    assert caller_of_access_token(access, token) is None
    assert has_run_out(access, token)
    token, _ = grant(access, buyer.client_id, buyer.secret) or ("", 0)
    revoke_token(access, system_scope("test"), buyer.client_id)
    assert caller_of_access_token(access, token) is None


def test_token_endpoint__slows_guessing_down(served: Served) -> None:
    answers = [served.client().post("/pact/auth/token", data={"grant_type": "client_credentials", "client_id": "x"})
               for _ in range(21)]  # fmt: skip
    assert [a.status_code for a in answers[:20]] == [400] * 20
    assert answers[-1].status_code == 429
    assert (
        served.client().post("/pact/auth/token", data={"grant_type": "password"}).json()["error"] == "unsupported_grant_type"
    )


def test_answers__that_do_not_arrive_are_tried_again_and_given_up_after_three_days(served: Served) -> None:
    park, buyer = served.park, add_buyer(served.park, url="http://127.0.0.1:9")
    event = {"type": "org.wbcsd.pact.ProductFootprint.RequestCreatedEvent.3", "specversion": "1.0", "id": "1",
             "source": "//evil.example", "time": "2026-03-02T01:00:00Z", "data": {}}  # fmt: skip
    kept = take_event(park, buyer.scope, "buyer", event)
    assert kept is not None
    assert take_event(park, buyer.scope, "buyer", event) is None
    tries = 0
    for _ in range(40):
        assert answer_due(park) == 0
        content = park.records.get(system_scope("test"), EVENT, kept.id).content  # type: ignore[union-attr]
        if content["state"] == "given_up":
            break
        assert content["tries"] > tries
        tries = int(str(content["tries"]))
        served.clock.forward(hours=6)
    assert content["state"] == "given_up"
    assert "127.0.0.1" in str(content["trouble"])
    for url in ("http://buyer.example", "ftp://x", "https://u:p@x", "https://x?y=1"):
        with pytest.raises(InputError):
            keep_recipient(park, system_scope("test"), "r", "n", url, "", "")


def test_event__incoming_footprints_are_checked(served: Served) -> None:
    buyer = add_buyer(served.park)
    pf = {
        "id": "x",
        "pcf": {"pcfExcludingBiogenicUptake": "1", "pcfIncludingBiogenicUptake": "3", "biogenicCO2Uptake": "-1"},
    }
    event = {"type": "org.wbcsd.pact.ProductFootprint.RequestFulfilledEvent.3", "specversion": "1.0", "id": "2",
             "source": "//x", "time": "2026-03-02T01:00:00Z", "data": {"requestEventId": "q", "pfs": [pf]}}  # fmt: skip
    kept = take_event(served.park, buyer.scope, "buyer", event)
    assert kept is not None
    found = kept.content["findings"]["x"]  # type: ignore[index]
    assert "account.pcf.including" in [finding["code"] for finding in found]
    assert all(finding["vi"] != finding["en"] for finding in found)


def test_cbam__sheet_of_the_park_is_json_and_a_workbook(served: Served) -> None:
    steel = served.client("user.steel")
    given = {**BAR, "id": "bar", "firm": "steel", "cbam": {"installation": {"name": "=Mill"}}}
    assert steel.post("/api/v1/products", json=given).status_code == 201
    nothing = steel.get("/api/v1/cbam/bar?first=2026-01&last=2026-02")
    assert nothing.json()["insufficient"][0]["code"] == "account.product.no_production"
    assert steel.get("/api/v1/cbam/bar/sheet.xlsx?first=2026-01&last=2026-02").status_code == 409
    made = {"product": "bar", "first_day": "2026-01-01", "last_day": "2026-02-28", "quantity": 10, "unit": "t"}
    for name in ("bar", "product-steel"):
        steel.post("/api/v1/products/production", json={**made, "product": name})
    found = steel.get("/api/v1/cbam/bar?first=2026-01&last=2026-02").json()
    assert found["quantity_t"] == 10
    assert found["missing"]
    sheets = [steel.get("/api/v1/cbam/bar/sheet.xlsx?first=2026-01&last=2026-02").content for _ in range(2)]
    assert sheets[0] == sheets[1]
    book = openpyxl.load_workbook(io.BytesIO(sheets[0]))
    assert book.sheetnames == ["Installation", "Precursors", "Missing"]
    cells = {row[0].value: row[1] for row in book["Installation"].iter_rows(min_row=2)}
    assert cells["CN code"].value == "72142000"
    assert (cells["Installation"].value, cells["Installation"].data_type) == ("=Mill", "s")  # a text, never a formula
    assert served.client("user.plating").get("/api/v1/cbam/bar").status_code == 400


@pytest.mark.parametrize("user", ["manager", "user.steel", "inspector", "regulator"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages__open_for_every_role(shared: Served, user: str, lang: str) -> None:
    browser = shared.client(user)
    for path in ("/carbon/path", "/carbon/path?firm=steel", "/carbon/path?year=2025", "/products"):
        page = browser.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert page.status_code == 200, page.text
        assert "{{" not in page.text
    assert shared.client().get("/carbon/path").status_code == 401


def form(browser, path: str, **given: str):
    return browser.post(path, data={**given, "csrf_token": browser.headers["X-CSRF-Token"]})


def test_forms__of_the_path_keep_and_refuse(served: Served) -> None:
    steel = served.client("user.steel")
    target = {
        "firm": "steel",
        "base_year": "2025",
        "target_year": "2045",
        "remaining": "10",
        "shape": "linear",
        "why": "hóa đơn",
    }
    assert form(steel, "/carbon/path/target", **target, base_tco2e="1.234,5").status_code == 303
    kept = steel.get("/api/v1/targets").json()["items"][0]["content"]
    assert (kept["base_tco2e"], kept["remaining_share"], kept["target_year"]) == (1234.5, 0.1, 2045)
    wrong = form(steel, "/carbon/path/target", **{**target, "target_year": "2020"})
    assert wrong.status_code == 422
    assert "năm đích phải sau năm gốc" in wrong.text
    photo = {"file": ("cay.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png")}
    planted = {"firm": "steel", "what": "Keo", "place": "rào", "planted_on": "2024-01-01", "crown_m2": "1.500,5"}
    csrf = steel.headers["X-CSRF-Token"]
    assert steel.post("/carbon/path/plantings", data={**planted, "csrf_token": csrf}, files=photo).status_code == 303
    (row,) = [r for r in steel.get("/api/v1/sinks").json()["plantings"] if r["what"] == "Keo"]
    assert row["crown_m2"] == 1500.5
    assert row["evidence"][0]["kind"] == "document"
    assert steel.get(f"/api/v1/documents/{row['evidence'][0]['id']}").status_code == 200
    checked = {"planting": row["id"], "on": "2026-02-01", "by": "An", "sampled": "10", "alive": "9"}
    assert form(steel, "/carbon/path/checks", **checked).status_code == 422
    assert form(served.client("manager"), "/carbon/path/checks", **checked).status_code == 303


def test_forms__of_products_keep_check_and_show_a_secret_once(served: Served) -> None:
    steel, manager = served.client("user.steel"), served.client("manager")
    given = {"firm": "steel", "name": "Thép hình", "mass_kg": "1", "inputs_kg": "0,02", "inputs_source": "worldsteel"}
    answer = form(steel, "/products", **given)
    assert answer.status_code == 303
    name = answer.headers["location"].rpartition("#")[2]
    assert steel.get(f"/api/v1/products/{name}").json()["content"]["inputs"][0]["kg_co2e"] == 0.02
    made = {"first_day": "2026-01-01", "last_day": "2026-01-31", "quantity": "12,5", "unit": "t"}
    assert form(steel, f"/products/{name}/production", **made).status_code == 303
    assert form(steel, f"/products/{name}/footprint").status_code == 422
    page = form(steel, "/products/check", text=json.dumps({"data": {"id": "x", "pcf": {}}}))
    assert page.status_code == 200
    assert "pcf.pcfExcludingBiogenicUptake" in page.text
    assert form(steel, "/products/check", text="{").status_code == 422
    shown = form(manager, "/products/recipients", name="Autohaus AG")
    assert "ecopark_" in shown.text
    assert "ecopark_" not in manager.get("/products").text
    recipient = manager.get("/api/v1/products/recipients").json()["items"][0]["id"]
    assert form(steel, "/products/consents", firm="steel", recipient=recipient, allow="yes").status_code == 303
    assert "Autohaus AG" in steel.get("/products").text


def test_picture__of_one_year_is_none(shared: Served) -> None:
    view = path_view(shared.park.records, shared.park.book, shared.park.network, [], STEEL, "steel", shared.clock())
    assert picture(view.gaps) is None
    assert view.gap_reason is not None


def test_commands__say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ecopark.serve.cli.carbon_commands import check_file
    from ecopark.serve.cli.output import ExitCode, Output

    file = tmp_path / "pf.json"
    file.write_text(json.dumps({"id": "x", "pcf": {}}), "utf-8")
    assert check_file(Output("vi", True), file) is ExitCode.PARTLY
    assert json.loads(capsys.readouterr().out)["findings"][0]["severity"] == "error"
    file.write_text("[]", "utf-8")
    with pytest.raises(InputError):
        check_file(Output("en", False), file)
