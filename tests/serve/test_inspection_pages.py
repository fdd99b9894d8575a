"""Pages and forms of inspections over ASGI: what each role sees, what is written, paper forms from print to entry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from tests.serve.inspected_park import MISSING, SYSTEM, Inspected, inspected
from tests.serve.portal_served import PASSWORD, PortalServed, portal_park
from tests.serve.test_portal_pages import Reader

from ecopark.trust.inspection.investigation import INVESTIGATION

PAGES = {
    "/inspections": ("Đi đâu tiếp theo", "Where to go next"),
    "/inspections/visit-outfall": ("Ảnh chưa tới", "This photo has not come"),
    "/inspections/visit-steel": ("Bị đứt", "Broken"),
    "/inspections/samples": ("bị đứt", "broken"),
    "/inspections/samples/M-1": ("không ai nhận trách nhiệm", "nobody answering for it"),
    "/inspections/comparisons": ("Cảm biến đọc thấp hơn đối chứng", "below the reference on average"),
    "/inspections/calibrations": ("còn hạn", "in date"),
    "/inspections/investigations": ("Những gì dựa vào cảm biến này", "What rests on this sensor"),
}
DESK = {"/inspections/paper": ("Bộ phiếu mới", "A new set"), "/inspections/entry": ("Số phiếu", "Form number")}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalServed]:
    with portal_park(tmp_path_factory.mktemp("inspected")) as made:
        yield made


@pytest.fixture(scope="module")
def left(served: PortalServed) -> Inspected:
    return inspected(served.park)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="module")
def signed_in(served: PortalServed, left: Inspected, runner: asyncio.Runner) -> Reader:
    return Reader(served.app, runner).signed_in("inspector")


@pytest.fixture
def inspector(signed_in: Reader) -> Reader:
    signed_in.get("/about?lang=vi")
    return signed_in


@pytest.fixture(scope="module")
def steel(served: PortalServed, left: Inspected, runner: asyncio.Runner) -> Reader:
    return Reader(served.app, runner).signed_in("steel")


def words(text: str) -> str:
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [*PAGES, *DESK])
def test_pages__the_inspector_reads_all_of_them(inspector: Reader, path: str, lang: str) -> None:
    answer = inspector.get(path, params={"lang": lang})
    assert answer.status_code == 200
    assert {**PAGES, **DESK}[path][lang == "en"] in words(answer.text)
    assert not re.search(r"(?:portal|trust)\.[a-z_]+\.[a-z_]+", re.sub(r'"/[^"]*"', "", answer.text)), "an id without text"


def test_pages__roles(served: PortalServed, left: Inspected, runner: asyncio.Runner, steel: Reader) -> None:
    public = Reader(served.app, runner)
    regulator = Reader(served.app, runner).signed_in("regulator")
    for path in (*PAGES, *DESK, f"/inspections/paper/{left.paper_set}"):
        assert public.get(path).status_code == 401, path
        assert regulator.get(path).status_code == (200 if path in PAGES else 403), path
    for path in DESK:
        assert steel.get(path).status_code == 403


def test_pages__a_firm_sees_its_own_and_no_plan(steel: Reader) -> None:
    own = steel.get("/inspections")
    assert "visit-steel" in own.text
    assert "Đi đâu tiếp theo" not in own.text
    assert steel.get("/inspections/visit-steel").status_code == 200
    for path in ("/inspections/visit-plating", "/inspections/visit-outfall", "/inspections/samples/M-1", "/inspections/no"):
        assert steel.get(path).status_code == 404, path
    for path in ("/inspections", "/inspections/calibrations", "/inspections/comparisons", "/inspections/investigations"):
        text = steel.get(path).text
        assert "plating" not in text, path
        assert "Mạ điện" not in text, path


def test_plan__made_and_drawn_from_the_page_and_a_wrong_one_is_told(inspector: Reader, served: PortalServed) -> None:
    form = {"visits": "2", "first_day": "2025-11-18", "last_day": "2025-12-18"}
    token = {"csrf_token": inspector.token("/inspections")}
    refused = inspector.post("/inspections/plan", {**form, **token, "last_day": "2025-11-01"})
    assert refused.status_code == 422
    assert 'value="2025-11-01"' in refused.text
    assert inspector.post("/inspections/plan", {**form, **token}).status_code == 303
    page = inspector.get("/inspections").text
    assert "Chưa có kế hoạch nào đang chạy" not in page


def test_inspection__photos_that_are_there_and_that_are_not(inspector: Reader) -> None:
    text = inspector.get("/inspections/visit-outfall").text
    shown = re.findall(r'<img src="([^"]+)"', text)
    assert len(shown) == 1
    assert inspector.get(shown[0]).headers["content-type"] == "image/jpeg"
    assert MISSING[:16] in text
    assert "lệch −21 phút" in words(inspector.get("/inspections/visit-steel").text)


def test_comparisons__picture_has_every_pair_and_marks_the_one_outside(inspector: Reader) -> None:
    text = inspector.get("/inspections/comparisons").text
    assert len(re.findall(r'<circle cx="[^"]+" cy="[^"]+" r="(?:6|4.5)"', text)) == 8
    assert len(re.findall(r'class="(?:mean|agree)"', text)) == 3
    assert text.count('class="out"') <= 1


def test_custody_result_calibration__entered_at_a_desk(inspector: Reader, served: PortalServed) -> None:
    path = "/inspections/samples/M-1"
    given = {"csrf_token": inspector.token(path), "event": "opened", "at": "2025-11-19T08:00", "by": "Lan", "seal": "B-77"}
    assert inspector.post(f"{path}/custody", given).status_code == 303
    lines = {"property": "cod", "value": "<0,05", "uncertainty": "", "method": "TCVN 6491"}
    report = {"laboratory": "A", "report": "KQ-9", "reported": "2025-11-20T08:00", **lines}
    assert inspector.post(f"{path}/results", {**report, "csrf_token": inspector.token(path)}).status_code == 303
    kept = served.park.records.find(SYSTEM, "lab_result")
    (value,) = next(r for r in kept if r.content["report_number"] == "KQ-9").content["values"]  # type: ignore[misc, attr-defined]
    assert (value["state"], value["value"], value["detection_limit"]) == ("below_detection", None, 0.05)
    unclear = inspector.post(f"{path}/results", {**report, "value": "1.234", "csrf_token": inspector.token(path)})
    assert unclear.status_code == 422
    assert "có thể hiểu hai cách" in unclear.text
    assert 'value="1.234"' in unclear.text
    path = "/inspections/calibrations"
    said = {"meter": "m.metal.energy", "at": "2025-11-01T08:00", "by": "QUATEST", "valid_until": "2026-11-01"}
    points = {"applied": "100", "found": "101,5", "left": "100"}
    assert inspector.post(path, {**said, **points, "csrf_token": inspector.token(path)}).status_code == 303
    known = {str(r.content["meter"]): r.content for r in served.park.records.find(SYSTEM, "calibration")}
    assert known["m.metal.energy"]["as_found"] == [{"applied": 100.0, "shown": 101.5}]


def test_investigation__says_what_rests_on_the_sensor(inspector: Reader) -> None:
    text = words(inspector.get("/inspections/investigations").text)
    assert "Tài nguyên của doanh nghiệp · Mạ điện Tân Việt" in text
    assert "480 dòng" in text


def test_investigation__flag_then_closed_with_a_reason(inspector: Reader, served: PortalServed, left: Inspected) -> None:
    path = f"/inspections/investigations/{left.investigation}"
    token = inspector.token("/inspections/investigations")
    assert inspector.post(f"{path}/flag", {"csrf_token": token}).status_code == 303
    wrong = {"csrf_token": token, "outcome": "sensor_wrong", "reason": "đầu dò bẩn"}
    refused = inspector.post(f"{path}/close", wrong)
    assert refused.status_code == 422, "since when it was wrong is missing"
    assert inspector.post(f"{path}/close", {**wrong, "since": "2025-11-01T00:00"}).status_code == 303
    kept = served.park.records.get(SYSTEM, INVESTIGATION, left.investigation)
    assert kept is not None
    assert kept.content["state"] == "closed"


def test_paper__a_sheet_prints_without_the_server(inspector: Reader, left: Inspected) -> None:
    page = inspector.get(f"/inspections/paper/{left.paper_set}")
    assert "<style" not in page.text, "the portal's own pages carry no style inside"
    file = inspector.get(f"/inspections/paper/{left.paper_set}?file=yes")
    assert "attachment" in file.headers["content-disposition"]
    assert not re.search(r"(?:src|href|url)\s*[=(]", file.text), "nothing is loaded"
    for form in left.forms:
        assert file.text.count(form.number) == 2
    assert file.text.count("<article") == 3
    for text in ("Phiếu kiểm tra hiện trường", "Site inspection form", "m.steel.water", "Thép Hòa An"):
        assert text in file.text


def test_entry__with_its_true_times_then_the_next_form(inspector: Reader, served: PortalServed, left: Inspected) -> None:
    first, second, _ = (form.number for form in left.forms)
    page = inspector.get("/inspections/entry", params={"number": first.lower().replace("-", "")})
    assert "m.steel.water" in page.text
    form = {
        "csrf_token": inspector.token(f"/inspections/entry?number={first}"),
        "id": "11111111-2222-4333-8444-555555555555",
        "number": first,
        "kind": "meter_reading",
        "place": "m.steel.water",
        "inspector": "Trần Văn Bình",
        "date": "2025-11-14",
        "from": "9:10",
        "until": "9h25",
        "datastream": "steel.water",
        "value": "1.234,5",
        "at": "0915",
        "uncertainty": "",
        "location": "không ghi",
        "note": "mưa to",
    }
    unclear = inspector.post("/inspections/entry", {**form, "value": "1.234"})
    assert unclear.status_code == 422
    assert 'value="mưa to"' in unclear.text or "mưa to</textarea>" in unclear.text
    for _ in range(2):  # a second click is the same form
        done = inspector.post("/inspections/entry", form)
        assert done.status_code == 303
    assert f"number={second}" in done.headers["location"]
    kept = served.park.records.get(SYSTEM, "inspection", form["id"])
    assert kept is not None
    said = kept.content
    assert (said["entered_from"], said["paper_number"]) == ("paper", first)
    assert said["started_at"] == "2025-11-14T09:10:00+07:00"
    assert said["ended_at"] == "2025-11-14T09:25:00+07:00"
    (reading,) = said["readings"]  # type: ignore[misc]
    assert (reading["value"], reading["phenomenon_time"]) == (1234.5, "2025-11-14T09:15:00+07:00")
    assert said["note"] == "Người kiểm tra: Trần Văn Bình. mưa to"
    again = inspector.get("/inspections/entry", params={"number": first})
    assert "đã được nhập" in again.text
    assert "1 trên 3" in inspector.get("/inspections/paper").text


def test_entry__a_blank_form_asks_for_its_place(inspector: Reader, left: Inspected) -> None:
    blank = left.forms[-1].number
    assert "Phiếu trắng" in inspector.get("/inspections/entry", params={"number": blank}).text
    page = inspector.get("/inspections/entry", params={"number": blank, "place": "outfall-1"}).text
    assert page.count('name="datastream"') == 4
    assert 'name="sample"' in page


def test_entry__a_wrong_number_is_told(inspector: Reader) -> None:
    answer = inspector.get("/inspections/entry", params={"number": "K7QM-001-A"})
    assert answer.status_code == 422
    assert "một ký tự bị sai" in answer.text


def test_form__headers_let_the_phone_find_its_location(served: PortalServed, runner: asyncio.Runner) -> None:
    public = Reader(served.app, runner)
    form = public.get("/inspect")
    assert "geolocation=(self)" in form.headers["permissions-policy"]
    assert "geolocation=()" in public.get("/sign-in").headers["permissions-policy"]
    assert "steel" not in form.text.casefold(), "the form itself holds nothing of the park"
    assert public.get("/inspect/places").status_code == 401
    assert public.get("/inspect/session").json()["may_send"] is False
    files = re.search(r'"files": (\[[^\]]*\])', public.get("/inspect-worker.js").text)
    assert files is not None
    for file in re.findall(r'"([^"]+)"', files[1]):
        assert public.get(file).status_code == 200, file


def test_places__for_those_who_send(inspector: Reader, steel: Reader) -> None:
    assert steel.get("/inspect/places").status_code == 403
    known = inspector.get("/inspect/places").json()
    outfall = next(p for p in known["places"] if p["id"] == "outfall-1")
    assert outfall["point"] is True
    assert {s["id"] for s in outfall["streams"]} == {"outfall.cod", "outfall.ammonium_n", "outfall.total_n", "outfall.tss"}
    assert {p["kind"] for p in known["plan"]} <= {"sample", "meter_reading"}
    assert all(p["why_vi"] and p["why_en"] and p["what_vi"] for p in known["plan"])
    assert PASSWORD not in str(known)
