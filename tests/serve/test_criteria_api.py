"""Criteria over HTTP and on pages: answers with evidence, scope, forms, the dossier and its second person."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import docx
import openpyxl
from tests.serve.small_park import PASSWORD, Served, password_hash

from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.engine.records_access import User

API = "/api/v1"
PDF = b"%PDF-1.7\nquy che giam sat"


def handed_in(browser: Any, name: str = "quy-che.pdf", content: bytes = PDF) -> str:
    return str(browser.post(f"{API}/documents?name={name}", content=content).json()["id"])


def answer(browser: Any, pack: str, code: str, value: Any, subject: str = "park", evidence: tuple[str, ...] = ()) -> Any:
    said = {"pack": pack, "code": code, "year": 2026, "subject": subject, "value": value, "evidence": list(evidence)}
    return browser.post(f"{API}/answers", json=said)


def status(browser: Any, pack: str, code: str, subject: str = "park") -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"{API}/criteria/{pack}/{code}?year=2026&subject={subject}&lang=en").json()
    return found


def test_answer__is_insufficient_until_a_document_is_beside_it(served: Served) -> None:
    manager = served.client("manager")
    assert status(manager, "vn-form-a5", "PM.1")["status"] == "insufficient"
    assert answer(manager, "vn-form-a5", "PM.1", True).status_code == 201
    assert status(manager, "vn-form-a5", "PM.1")["status"] == "insufficient"
    paper = handed_in(manager)
    answer(manager, "vn-form-a5", "PM.1", True, evidence=(paper,))
    found = status(manager, "vn-form-a5", "PM.1")
    assert found["status"] == "met"
    assert found["evidence"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert [revision["revision"] for revision in found["answers"]] == [1, 2]
    assert found["provisional"] is True
    served.park.records.erase(system_scope("test"), "document", paper, "mistake")
    assert status(manager, "vn-form-a5", "PM.1")["status"] == "insufficient"


def test_answer__refuses_what_it_cannot_take(served: Served) -> None:
    manager, firm = served.client("manager"), served.client("user.steel")
    for code, value, subject, why in (
        ("XX", True, "park", "judge.answer.unknown"),
        ("PM.1", 5, "park", "judge.answer.not_yes_no"),
        ("ENV.3", 101, "park", "judge.answer.out_of_range"),
        ("PM.1", True, "steel", "judge.answer.other_subject"),
    ):
        assert answer(manager, "vn-form-a5", code, value, subject).json()["code"] == why
    assert answer(manager, "vn-decree-35", "37.3a", True).json()["code"] == "judge.answer.nobody_types"
    assert answer(manager, "vn-form-a5", "PM.1", True, evidence=("0" * 32,)).json()["code"] == "judge.answer.no_evidence"
    assert answer(firm, "vn-form-a5", "PM.1", True).status_code == 403
    assert answer(firm, "facts", "workers", 10, "plating").status_code == 403
    assert answer(firm, "facts", "workers", 120, "steel").status_code == 201


def test_criteria__a_firm_sees_itself_and_not_the_park(served: Served) -> None:
    firm = served.client("user.steel")
    mine = firm.get(f"{API}/criteria").json()
    assert (mine["subject"], [pack["pack"] for pack in mine["packs"]]) == (
        "steel",
        ["green-firm", "vn-form-b5", "green-taxonomy"],
    )
    assert firm.get(f"{API}/criteria?subject=park").status_code == 403
    assert firm.get(f"{API}/criteria/recognition?firm=plating").status_code == 404
    assert firm.get(f"{API}/forms/A.4").status_code == 403
    assert firm.get(f"{API}/forms/B.4").json()["subject"] == "steel"


def test_recognition__says_why_not(served: Served) -> None:
    found = served.client("manager").get(f"{API}/criteria/recognition?firm=steel&lang=en").json()
    assert found["status"] == "insufficient"
    assert found["conditions"][0]["code"] == "limits"


def test_forms__are_files_with_the_same_bytes_and_the_authority_of_the_day(served: Served) -> None:
    manager = served.client("manager")
    answer(manager, "form-A.4", "1.2.6", 120.5)
    answer(manager, "form-A.4", "1.3.16", 200)
    said = manager.get(f"{API}/forms/A.4?year=2026").json()
    assert said["differences"] == ["1.3.16"]
    files = [manager.get(f"{API}/forms/A.4/docx?year=2026&on={day}") for day in ("2026-09-14", "2026-09-15", "2026-09-15")]
    assert files[1].content == files[2].content
    texts = ["\n".join(p.text for p in docx.Document(io.BytesIO(file.content)).paragraphs) for file in files]
    assert "Bộ Tài chính" in texts[0]
    assert "Bộ Công Thương" in texts[1]
    sheet = manager.get(f"{API}/forms/A.4/xlsx?year=2026")
    assert "spreadsheetml" in sheet.headers["content-type"]
    assert openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0]["A1"].value


def second_manager(served: Served) -> Any:
    named = User("other", "Other", Role.MANAGER, (), password_hash(), False, 1, served.clock())
    served.park.access.store.add_user(system_scope("test"), named)
    assert PASSWORD
    return served.client("other")


def test_dossier__is_confirmed_by_another_person_and_leaves_as_one_zip(served: Served) -> None:
    manager = served.client("manager")
    paper = handed_in(manager)
    assert manager.post(f"{API}/dossier/2?year=2026", json={"documents": [paper]}).status_code == 201
    own = manager.post(f"{API}/dossier/2/confirm?year=2026")
    assert (own.status_code, own.json()["code"]) == (403, "judge.dossier.same_person")
    assert second_manager(served).post(f"{API}/dossier/2/confirm?year=2026").status_code == 201
    sets = manager.get(f"{API}/dossier?year=2026").json()["sets"]
    assert [each["ready"] for each in sets] == [False, True, False, False, False, False]
    assert [each["name_found"] for each in sets] == [True, True, True, False, False, False]
    manager.post(f"{API}/dossier/2?year=2026", json={"documents": []})
    assert manager.get(f"{API}/dossier?year=2026").json()["sets"][1]["state"] == "proposed"
    manager.post(f"{API}/dossier/2?year=2026", json={"documents": [paper]})
    whole = manager.get(f"{API}/dossier/zip?year=2026").content
    assert whole == manager.get(f"{API}/dossier/zip?year=2026").content
    with zipfile.ZipFile(io.BytesIO(whole)) as files:
        index = json.loads(files.read("index.json"))
        assert f"02/{paper[:12]}-quy-che.pdf" in files.namelist()
        for listed in (file for each in index["sets"] for file in each["files"]):
            assert hashlib.sha256(files.read(listed["file"])).hexdigest() == listed["sha256"]
        assert {"01/de-nghi.docx", "03/tu-danh-gia.docx", "06/bieu-a4.xlsx", "SHA256SUMS"} <= set(files.namelist())


def test_deadlines__are_days_of_the_calendar(served: Served) -> None:
    found = served.client("manager").get(f"{API}/dossier/deadlines?complete_on=2026-10-02").json()["items"]
    assert [item["day"] for item in found] == ["2026-10-07", "2026-10-23", "2026-11-27"]


def test_pages__answer_with_a_file_and_show_it(served: Served) -> None:
    manager = served.client("manager")
    where = "/criteria/vn-form-a5/PM.1"
    sent = manager.post(
        where,
        data={"subject": "park", "year": "2026", "value": "yes"},
        files={"file": ("quy-che.pdf", PDF)},
    )
    assert sent.status_code == 303
    page = manager.get(sent.headers["location"])
    assert page.status_code == 200
    assert "quy-che.pdf" in page.text
    assert "Đạt" in page.text
    kept = manager.post(where, data={"subject": "park", "year": "2026", "value": "yes", "keep": "yes", "note": "x"})
    assert kept.status_code == 303
    assert status(manager, "vn-form-a5", "PM.1")["status"] == "met"
    unclear = manager.post("/criteria/form-A.4/1.2.6", data={"subject": "park", "year": "2026", "value": "1.234"})
    assert unclear.status_code == 422
    bad = manager.post(where, data={"subject": "park", "year": "2026", "value": "yes"}, files={"file": ("x.pdf", b"<html>")})
    assert bad.status_code == 422
    assert "PDF, DOCX" in bad.text


def test_pages__each_draws_for_those_who_may(served: Served) -> None:
    manager, firm, nobody = served.client("manager"), served.client("user.steel"), served.client()
    park_pages = [
        "/criteria/vn-decree-35",
        "/criteria/vn-form-a5",
        "/criteria/forms/A.4",
        "/criteria/forms/B5",
        "/dossier",
    ]
    both = ["/criteria", "/criteria/facts", "/green-credit", "/documents", "/criteria/form-B.4/P3.2?subject=steel"]
    both += [
        "/criteria/green-firm?subject=steel",
        "/criteria/vn-form-b5/SOC.1?subject=steel",
        "/criteria/forms/B.4?subject=steel",
        "/criteria/green-taxonomy/21.sector?subject=steel",
    ]
    for path in park_pages + both:
        for lang in ("vi", "en"):
            mark = "&" if "?" in path else "?"
            assert manager.get(f"{path}{mark}lang={lang}").status_code == 200, path
    assert all(firm.get(path).status_code == 200 for path in both)
    assert all(firm.get(path).status_code in (403, 404, 409) for path in park_pages)
    assert all(nobody.get(path).status_code == 401 for path in park_pages + both)
    assert manager.get("/criteria/nothing").status_code == 404
    assert "plating" not in firm.get("/criteria").text
