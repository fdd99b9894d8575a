"""Pages and forms of measures and digital projects: what each role reads, what is typed, what went wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from tests.serve.portal_served import PortalServed, portal_park
from tests.serve.small_park import seed_measures
from tests.serve.test_portal_pages import Reader

from ecopark.core.scope import system_scope

PAGES = {
    "/measures": ("Mỗi năm tiết kiệm được bao nhiêu", "What is saved per year"),
    "/measures/measure-steel": ("Tiết kiệm đã được chứng minh bằng số đo", "The saving is proved by measurement"),
    "/digital-projects": ("không bao giờ theo việc", "never by its presence"),
}
FORMS = {
    "/measures/new": ("Tên giải pháp", "Name"),
    "/measures/measure-steel/edit": ("Sửa giải pháp", "Edit a measure"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalServed]:
    with portal_park(tmp_path_factory.mktemp("measures")) as made:
        for firm in ("steel", "plating"):
            seed_measures(made.park, firm, f"LED {firm}")
        yield made


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="module")
def readers(served: PortalServed, runner: asyncio.Runner) -> dict[str, Reader]:
    return {user: Reader(served.app, runner).signed_in(user) for user in ("manager", "inspector", "regulator", "steel")}


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_pages__are_read_in_both_languages(readers: dict[str, Reader], path: str, lang: str) -> None:
    answer = readers["manager"].get(path, params={"lang": lang})
    assert answer.status_code == 200
    assert {**PAGES, **FORMS}[path][lang == "en"] in words(answer.text)
    assert not re.search(r"(?:portal|account|figure)\.[a-z_]+\.[a-z_]+", re.sub(r'"[^"]*"', "", answer.text)), (
        "an id without text"
    )


def test_pages__roles(served: PortalServed, readers: dict[str, Reader], runner: asyncio.Runner) -> None:
    public = Reader(served.app, runner)
    for path in (*PAGES, *FORMS):
        assert public.get(path).status_code == 401, path
    for path in PAGES:
        assert readers["regulator"].get(path).status_code == 200
    for path in FORMS:
        assert readers["inspector"].get(path).status_code == 403
    theirs = readers["steel"].get("/measures/measure-plating")
    assert theirs.status_code == readers["steel"].get("/measures/measure-nobody").status_code == 404
    assert "LED plating" not in readers["steel"].get("/measures").text
    assert 'action="/measures/events/event-steel"' in readers["inspector"].get("/measures/measure-steel").text
    assert 'action="/measures/events/event-steel"' not in readers["steel"].get("/measures/measure-steel").text


def test_form__enters_corrects_and_says_what_is_wrong(readers: dict[str, Reader]) -> None:
    firm = readers["steel"]
    firm.get("/about?lang=vi")
    token = firm.token("/measures/new")
    typed = {"csrf_token": token, "name": "Bảo ôn", "kind": "energy", "status": "installed", "firm": "steel"}
    wrong = firm.post("/measures", {**typed, "electricity_kwh": "12.500"})
    assert wrong.status_code == 422
    assert "Bảo ôn" in wrong.text  # what was typed is still there
    made = firm.post("/measures", {**typed, "installed_on": "2025-05-01", "electricity_kwh": "12.500,5", "vnd": ""})
    assert made.status_code == 303, made.text
    measure = made.headers["location"].partition("?")[0]
    assert "12.500" in words(firm.get(measure).text)
    again = {**typed, "installed_on": "2025-06-01", "electricity_kwh": "900", "name": "Bảo ôn ống"}
    assert firm.post(measure, again).status_code == 303
    assert "Bảo ôn ống" in firm.get(measure).text


def test_form__sheet_names_the_broken_row(readers: dict[str, Reader]) -> None:
    manager = readers["manager"]
    manager.get("/about?lang=vi")
    sheet = "Doanh nghiệp;Tên giải pháp;Điện (kWh/năm)\nsteel;LED;100\nnobody;LED;1\n".encode()
    answer = manager.ask(
        "POST",
        "/measures/import",
        data={"csrf_token": manager.token("/measures")},
        files={"file": ("a.csv", sheet)},
        headers={"Origin": "http://127.0.0.1"},
    )
    assert answer.status_code == 200
    assert "Đã lưu 1 dòng, 0 dòng không đổi, 1 dòng chưa nhận" in words(answer.text)
    assert "Dòng 3" in words(answer.text)


def test_form__event_is_accepted_with_a_file_by_an_inspector(served: PortalServed, readers: dict[str, Reader]) -> None:
    inspector = readers["inspector"]
    token = inspector.token("/measures/measure-steel")
    given = {"csrf_token": token, "decision": "accept", "reason": "biên bản"}
    bare = inspector.post("/measures/events/event-steel", given)
    assert bare.status_code == 422
    done = inspector.ask(
        "POST",
        "/measures/events/event-steel",
        data=given,
        files={"file": ("bien-ban.pdf", b"%PDF-1.7\nx")},
        headers={"Origin": "http://127.0.0.1"},
    )
    assert done.status_code == 303, done.text
    page = words(inspector.get("/measures/measure-steel?lang=en").text)
    assert "accepted" in page
    kept = served.park.records.get(system_scope("test"), "non_routine_event", "event-steel")
    assert kept.content["evidence"][0]["kind"] == "document"


def test_form__a_late_lock_is_refused_on_the_page(readers: dict[str, Reader]) -> None:
    firm = readers["steel"]
    firm.get("/about?lang=en")
    path = "/measures/measure-steel"
    given = {"csrf_token": firm.token(path), "start": "2024-01-01", "end": "2025-01-01", "reporting_start": "2025-01-01"}
    answer = firm.post(f"{path}/baseline", given)
    assert answer.status_code == 422
    assert "chosen after seeing results" in words(answer.text)


def test_form__project_without_a_result_has_no_score(readers: dict[str, Reader]) -> None:
    manager = readers["manager"]
    manager.get("/about?lang=en")
    given = {"csrf_token": manager.token("/digital-projects"), "name": "Big screen", "cost_vnd": "1000000000"}
    assert manager.post("/digital-projects", given).status_code == 303
    page = words(manager.get("/digital-projects").text)
    assert "Big screen" in page
    assert "being there is no result" in page
