"""Pages over ASGI: what each role is shown, caching, sign-in, the wizard; without a browser."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serve.portal_served import PASSWORD, PortalServed, portal_park
from tests.serve.portal_tables import NOW

PUBLIC_PAGES = (
    "/", "/believe", "/points", "/points/outfall-1", "/datastreams", "/datastreams/outfall.cod", "/evidence", "/footprint",
    "/about", "/sign-in",
)  # fmt: skip
SIGNED_IN_PAGES = ("/flows", "/firms", "/accounts", "/carbon", "/quality", "/queue", "/quarantine")
NOTICE = "không phải một khu công nghiệp ở Việt Nam"


class Reader:
    """A browser without eyes: keeps cookies, asks over ASGI."""

    def __init__(self, app: Any, runner: asyncio.Runner) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._runner = runner
        self._cookies = httpx.Cookies()

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            base = "http://127.0.0.1"
            async with httpx.AsyncClient(transport=self._transport, base_url=base, cookies=self._cookies) as client:
                answer = await client.request(method, path, **given)
                self._cookies = client.cookies
                return answer

        return self._runner.run(asked())

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def post(self, path: str, form: dict[str, str], **given: Any) -> httpx.Response:
        return self.ask("POST", path, data=form, headers={"Origin": "http://127.0.0.1"}, **given)

    def signed_in(self, user: str) -> Reader:
        answer = self.post("/sign-in", {"user": user, "password": PASSWORD})
        assert answer.status_code == 303
        return self

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found is not None
        return found[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalServed]:
    with portal_park(tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def public(served: PortalServed, runner: asyncio.Runner) -> Reader:
    return Reader(served.app, runner)


@pytest.fixture
def manager(public: Reader) -> Reader:
    return public.signed_in("manager")


@pytest.fixture
def steel(public: Reader) -> Reader:
    return public.signed_in("steel")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_pages__the_public_reads_what_is_published_with_the_notice(public: Reader, path: str) -> None:
    answer = public.get(path)
    assert answer.status_code == 200
    assert NOTICE in answer.text
    assert "Assembled from named public data" in public.get(f"{path}?lang=en").text


@pytest.mark.parametrize("path", [*SIGNED_IN_PAGES, "/import", "/firms/steel", "/datastreams/steel.energy"])
def test_pages__the_public_is_asked_to_sign_in_and_sees_no_figure(public: Reader, path: str) -> None:
    answer = public.get(path)
    assert answer.status_code == 401
    assert "Cần đăng nhập" in answer.text
    assert NOTICE in answer.text
    assert "MWh" not in answer.text


@pytest.mark.parametrize(
    "path", [*PUBLIC_PAGES[:-1], *SIGNED_IN_PAGES, "/import", "/firms/plating", "/datastreams/steel.energy"]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages__the_manager_reads_all_of_them(manager: Reader, path: str, lang: str) -> None:
    answer = manager.get(path, params={"lang": lang})
    assert answer.status_code == 200
    assert not re.search(r"portal\.[a-z_]+\.[a-z_]+", re.sub(r'"/[^"]*"', "", answer.text)), "a message id without text"


FOREIGN = ("/firms/plating", "/datastreams/plating.energy", "/firms/nobody", "/datastreams/nothing", "/points/nothing")


@pytest.mark.parametrize("path", FOREIGN)
def test_pages__a_firm_cannot_tell_what_is_anothers_from_what_is_not_there(steel: Reader, path: str) -> None:
    answer = steel.get(path)
    assert answer.status_code == 403
    assert "Bạn không có quyền xem trang này" in answer.text


def test_pages__a_firm_sees_nothing_of_another(steel: Reader) -> None:
    for path in ("/", "/flows", "/firms", "/accounts", "/datastreams", "/quality", "/quarantine", "/evidence", "/points"):
        text = steel.get(path).text
        assert "Mạ điện" not in text, path
        assert "plating" not in text, path


def test_pages__who_sees_everything_is_told_that_a_thing_does_not_exist(manager: Reader) -> None:
    assert manager.get("/firms/nobody").status_code == 404
    assert "Không có trang này" in manager.get("/no/such/page").text


def test_overview__missing_is_never_zero(public: Reader) -> None:
    text = public.get("/").text
    assert "chưa công bố" in text
    assert "<b>0</b>" not in text


def test_overview__firms_and_park_totals_agree_with_the_tables(served: PortalServed, manager: Reader) -> None:
    from ecopark.core.scope import system_scope
    from ecopark.core.terms import Carrier
    from ecopark.serve.readmodel.flows import consumption
    from ecopark.serve.readmodel.months import Month

    snapshot: Any = served.park.snapshot()
    month = Month.of(NOW)
    scope = system_scope("test")
    figure = consumption(served.park.network, snapshot, scope, Carrier.ELECTRICITY, month.elapsed(NOW))
    rows = snapshot.derived(scope, "quantities", month.elapsed(NOW)).to_pylist()
    users = {"steel.energy", "plating.energy", "metal.energy", "furniture.energy", "wwtp.energy"}
    expected = sum(r["quantity"] or 0.0 for r in rows if r["datastream"] in users)
    assert figure.value == pytest.approx(expected)
    assert f"{expected / 1000:,.1f}".translate(str.maketrans(",.", ".,")) in manager.get("/").text


def test_accounts__a_restatement_is_shown_line_by_line(manager: Reader, steel: Reader) -> None:
    text = manager.get("/accounts").text
    part = text[text.index('id="restatement"') :]
    assert "phiên bản dữ liệu 3" in part
    assert "212,0" in part, "natural gas before: 235.6 t x 0.9"
    assert "235,6" in part


def test_flows__the_unexplained_difference_is_shown(manager: Reader) -> None:
    text = manager.get("/flows?carrier=electricity").text
    assert "Chưa giải thích được" in text
    assert "Thanh cái 22 kV" in text


def test_datastream__a_synthetic_one_says_so_beside_its_figures(manager: Reader) -> None:
    text = manager.get("/datastreams/steel.water").text
    assert "tổng hợp giả lập" in text
    assert "bộ sinh có hạt giống" in text


def test_datastream__superseded_values_stay_visible(manager: Reader) -> None:
    text = manager.get("/datastreams/steel.energy?at=2025-11-18T11:30").text
    rows = re.findall(r'<tr class="superseded">', text)
    assert len(rows) == 2
    assert "61,5" in text
    assert "63,2" in text


def test_pages__first_page_is_small(manager: Reader, public: Reader) -> None:
    for reader in (manager, public):
        page = reader.get("/")
        total = len(page.content)
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
            if "vendor" not in address:
                total += len(reader.get(address).content)
        assert total < 300_000


def test_pages__an_unchanged_page_is_not_sent_again(manager: Reader) -> None:
    first = manager.get("/flows")
    again = manager.get("/flows", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert not again.content


def test_pages__kept_pages_are_not_shared_between_scopes(
    public: Reader, served: PortalServed, runner: asyncio.Runner
) -> None:
    manager = Reader(served.app, runner).signed_in("manager")
    firm = Reader(served.app, runner).signed_in("steel")
    whole = manager.get("/firms").text
    own = firm.get("/firms").text
    assert "Nội thất Sông Bé" in whole
    assert "Nội thất Sông Bé" not in own
    assert "Phạm Văn Dũng" in own
    assert public.get("/firms").status_code == 401


def test_statics__named_by_content_and_kept_for_ever(public: Reader) -> None:
    address = re.search(r'href="(/static/[0-9a-f]{12}/base.css)"', public.get("/").text)
    assert address is not None
    answer = public.get(address[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert public.get("/static/0/..%2frouter.py").status_code == 404
    assert public.get(f"{address[1]}x").status_code == 404


def test_headers__strict_policy_on_every_page(public: Reader) -> None:
    for path in (*PUBLIC_PAGES, "/flows", "/nowhere"):
        policy = public.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_language__the_switch_is_remembered(public: Reader) -> None:
    assert 'lang="vi"' in public.get("/").text
    assert 'lang="en"' in public.get("/about?lang=en").text
    assert "Overview" in public.get("/").text
    assert "Tổng quan" in public.get("/?lang=vi").text


def test_sign_in__a_wrong_password_says_nothing_about_the_user(public: Reader) -> None:
    known = public.post("/sign-in", {"user": "manager", "password": "wrong"})
    unknown = public.post("/sign-in", {"user": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("manager", "") == unknown.text.replace("nobody", "")


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_sign_in__never_leads_to_another_host(public: Reader, target: str) -> None:
    answer = public.post("/sign-in", {"user": "manager", "password": PASSWORD, "next": target})
    assert answer.headers["location"] == "/"


def test_sign_out__ends_the_session(public: Reader) -> None:
    reader = public.signed_in("regulator")
    assert reader.post("/sign-out", {"csrf_token": "wrong"}).status_code == 403
    assert reader.post("/sign-out", {"csrf_token": reader.token("/")}).status_code == 303
    assert reader.get("/flows").status_code == 401


def test_triage__a_decision_needs_a_token_and_is_shown(manager: Reader) -> None:
    form = {"state": "explained", "note": "Công tơ được thay."}
    assert manager.post("/quality/f-gap-1", form).status_code == 403
    assert manager.post("/quality/f-gap-1", {**form, "csrf_token": manager.token("/quality")}).status_code == 303
    text = manager.get("/quality").text
    assert "Công tơ được thay." in text
    assert "đã giải thích" in text


def test_queue__a_dismissal_settles_the_case_and_a_snooze_tells_until_when(manager: Reader) -> None:
    page = manager.get("/queue").text
    assert "Thường là do" in page
    assert "Nên làm trước" in page
    first, second = re.findall(r'action="/queue/([^"]+)"', page)[:2]
    form = {"csrf_token": manager.token("/queue"), "note": "đã xem tại chỗ"}
    assert manager.post(f"/queue/{first}", {**form, "state": "dismissed"}).status_code == 303
    assert manager.post(f"/queue/{second}", {**form, "state": "snoozed", "days": "30"}).status_code == 303
    page = manager.get("/queue").text
    assert "báo nhầm" in page
    assert "đến 18 tháng 12 2025" in page or "18/12/2025" in page
    assert page.index(first) > page.index('id="settled"')
    assert manager.post(f"/queue/{first}", {**form, "state": "invented"}).status_code == 422


def test_queue__somebody_who_may_not_decide_reads_it_without_forms(public: Reader) -> None:
    assert 'action="/queue/' not in public.signed_in("regulator").get("/queue").text
    assert public.get("/queue").status_code == 200


def test_believe__says_what_closes_what_does_not_and_what_cannot_be_known(manager: Reader) -> None:
    page = manager.get("/believe").text
    assert "dùng được một phần" in page
    assert "Nước: 1 trong 1 cân bằng không khớp" in page or "không khớp" in page
    assert "không biết được" in page
    assert "1 trong 3 thiết bị không có gì kiểm chứng" in page
    assert "một thiết bị đo ở" in page
    assert "Ống lấy mẫu cắm vào chai nước sạch" in page


def test_believe__a_firm_sees_its_own_meters_and_not_the_balances_of_others(steel: Reader) -> None:
    page = steel.get("/believe").text
    assert "/datastreams/steel.energy" in page
    assert "/datastreams/grid.energy" not in page
    assert "Chưa có cân bằng nào" in page


def test_reading__its_life_has_door_flag_amount_reconciled_value_and_proof(steel: Reader) -> None:
    page = steel.get("/reading?datastream=steel.energy&at=2025-11-12T03:00:00Z").text
    for words in ("Nhận được", "Lượng của khoảng đó", "Giá trị đã cân bằng", "497,5", "Đời của một số đọc"):
        assert words in page
    assert "/evidence?datastream=steel.energy" in page


def test_reading__between_two_readings_there_is_none(steel: Reader) -> None:
    assert "Không có số đọc nào đúng lúc này" in steel.get("/reading?datastream=steel.energy&at=2025-11-12T03:00:01Z").text


def test_reading__of_another_firm_is_answered_like_one_that_does_not_exist(steel: Reader) -> None:
    other = steel.get("/reading?datastream=metal.energy&at=2025-11-12T03:00:00Z")
    nowhere = steel.get("/reading?datastream=nothing&at=2025-11-12T03:00:00Z")
    assert other.status_code == nowhere.status_code
    assert "497" not in other.text


def _sheet(rows: list[str]) -> bytes:
    return ("Thời gian,steel.energy\n" + "\n".join(rows) + "\n").encode()


def _upload(reader: Reader, name: str, content: bytes) -> httpx.Response:
    form = {"csrf_token": reader.token("/import")}
    return reader.post("/import", form, files={"file": (name, content, "text/csv")})


def test_import__a_broken_row_is_named_and_the_good_rows_can_be_taken(steel: Reader, served: PortalServed) -> None:
    content = _sheet(["18/11/2025 14:15,101.5", "18/11/2025 14:30,mười hai", "32/11/2025 14:45,99"])
    step = _upload(steel, "điện.csv", content)
    assert step.status_code == 303
    preview = steel.get(step.headers["location"])
    assert preview.status_code == 200
    assert "2 dòng có lỗi" in preview.text
    assert "mười hai" in preview.text
    mapping = re.search(r'name="mapping" value="([^"]+)"', preview.text)
    action = re.search(r'action="(/import/[0-9a-f]{64}/confirm[^"]+)"', preview.text)
    assert mapping is not None
    assert action is not None
    form = {
        "csrf_token": steel.token("/import"),
        "mapping": mapping[1].replace("&#34;", '"'),
        "policy": "good_rows",
    }
    done = steel.post(action[1].replace("&amp;", "&"), form)
    assert done.status_code == 303
    result = steel.get(done.headers["location"])
    assert "nhận một phần" in result.text
    waiting = steel.get("/quarantine").text
    assert "điện.csv" in waiting


def _quarantined(reader: Reader, name: str, rows: list[str]) -> str:
    """Send a sheet of which nothing can be taken; gives the id of the item."""
    step = _upload(reader, name, _sheet(rows))
    preview = reader.get(step.headers["location"]).text
    mapping = re.search(r'name="mapping" value="([^"]+)"', preview)
    action = re.search(r'action="(/import/[0-9a-f]{64}/confirm[^"]+)"', preview)
    assert mapping is not None
    assert action is not None
    form = {"csrf_token": reader.token("/import"), "mapping": mapping[1].replace("&#34;", '"')}
    assert reader.post(action[1].replace("&amp;", "&"), form).status_code == 303
    found = re.findall(r'id="q-([^"]+)">.*?<h3>([^<]+)</h3>', reader.get("/quarantine").text, flags=re.S)
    return next(item for item, title in found if title == name)


def test_quarantine__rows_to_correct_then_a_corrected_file(steel: Reader) -> None:
    item = _quarantined(steel, "sửa.csv", ["18/11/2025 13:15,101.5", "18/11/2025 13:30,mười hai"])
    page = steel.get("/quarantine").text
    assert "dòng 3, cột steel.energy: mười hai" in page
    address = re.search(rf'href="(/api/v1/quarantine/{item}/report[^"]+)"', page)
    assert address is not None
    sheet = steel.get(address[1].replace("&amp;", "&"))
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
    path, form = f"/quarantine/{item}/corrected", {"csrf_token": steel.token("/quarantine")}
    good = {"file": ("sửa-2.csv", _sheet(["18/11/2025 13:15,101.5", "18/11/2025 13:30,12"]), "text/csv")}
    assert steel.post(path, {}, files=good).status_code == 403, "no token"
    empty = steel.post(path, form, files={"file": ("rỗng.csv", b"", "text/csv")})
    assert empty.status_code == 422
    assert "rỗng.csv" in empty.text
    bad = {"file": ("sửa-1.csv", _sheet(["18/11/2025 13:30,mười ba"]), "text/csv")}
    assert steel.post(path, form, files=bad).headers["location"] == "/quarantine?done=still_bad"
    assert "mười ba" in steel.get("/quarantine").text
    assert steel.post(path, form, files=good).headers["location"] == "/quarantine?done=retried"
    after = steel.get("/quarantine?done=retried").text
    assert f'id="q-{item}"' not in after
    assert "Đã nhận. Mục này rời khỏi cách ly." in after


def test_quarantine__discarded_with_a_reason_that_stays_to_be_read(steel: Reader) -> None:
    item = _quarantined(steel, "nhầm.csv", ["18/11/2025 13:45,không"])
    path, token = f"/quarantine/{item}/discard", steel.token("/quarantine")
    assert steel.post(path, {"reason": "Tệp gửi nhầm."}).status_code == 403
    assert steel.post(path, {"csrf_token": token, "reason": ""}).status_code == 422
    assert steel.post(path, {"csrf_token": token, "reason": "Tệp gửi nhầm."}).status_code == 303
    text = steel.get("/quarantine").text
    assert f'id="q-{item}"' not in text
    assert "đã bỏ: Tệp gửi nhầm." in text


def test_quarantine__who_only_reads_gets_the_sheet_and_no_form(
    steel: Reader, served: PortalServed, runner: asyncio.Runner
) -> None:
    item = _quarantined(steel, "chỉ đọc.csv", ["18/11/2025 12:45,không"])
    inspector = Reader(served.app, runner).signed_in("inspector")
    text = inspector.get("/quarantine").text
    assert f"/api/v1/quarantine/{item}/report" in text
    assert f"/quarantine/{item}/discard" not in text
    form = {"csrf_token": inspector.token("/quarantine"), "reason": "because"}
    assert inspector.post(f"/quarantine/{item}/discard", form).status_code == 403


def test_import__another_users_upload_cannot_be_opened(steel: Reader, served: PortalServed, runner: asyncio.Runner) -> None:
    step = _upload(steel, "a.csv", _sheet(["18/11/2025 14:15,1"]))
    other = Reader(served.app, runner).signed_in("manager")
    assert other.get(step.headers["location"]).status_code >= 400


def test_import__inspectors_may_not(public: Reader) -> None:
    assert public.signed_in("inspector").get("/import").status_code == 403


def test_import__a_file_without_readings_says_what_to_do(steel: Reader) -> None:
    answer = _upload(steel, "rỗng.csv", b"")
    assert answer.status_code == 422
    assert "rỗng.csv" in answer.text


def test_pages__compressed_on_request(public: Reader) -> None:
    plain = public.get("/about", headers={"Accept-Encoding": "identity"})
    packed = public.get("/about", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2


def test_portal__its_files_hold_no_address_of_another_host() -> None:
    root = Path(__file__).resolve().parents[2] / "src/ecopark/serve/portal/static"
    for path in [*root.glob("*.css"), *root.glob("js/*.js")]:
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text()), path.name
