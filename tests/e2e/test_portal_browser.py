"""The portal in a real browser: every page, wide and on a phone, in both languages; the wizard; verification; panning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.browser import Watched, chromium, watched
from tests.serve.portal_served import PASSWORD, on_loopback, portal_park

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = {
    "/": ("Tổng quan", "Overview"),
    "/flows": ("Dòng chảy của khu", "Flows of the park"),
    "/flows?carrier=water": ("Nước cấp", "Water"),
    "/firms": ("Thép Hòa An", "Hoa An Steel"),
    "/firms/steel": ("Kiểm kê khí nhà kính", "Greenhouse-gas inventory"),
    "/accounts": ("Chi phí điện theo khung giờ", "Electricity cost by tariff band"),
    "/points": ("trong giới hạn", "within the limit"),
    "/points/outfall-1?property=ammonium_n": ("Các lần vượt giới hạn", "Exceedances"),
    "/datastreams": ("tổng hợp giả lập", "synthetic"),
    "/datastreams/steel.energy": ("Đời của số đọc", "Life of the readings"),
    "/datastreams/steel.water": ("do bộ sinh có hạt giống", "made by a seeded generator"),
    "/believe": ("Vào có bằng ra không?", "Does what goes in come out?"),
    "/queue": ("Thường là do", "Usual cause"),
    "/reading?datastream=steel.energy&at=2025-11-12T03:00:00Z": ("Đi vào đâu", "What it went into"),
    "/quality": ("Độ phủ theo chuỗi và tháng", "Coverage by datastream and month"),
    "/inspections": ("Đi đâu tiếp theo", "Where to go next"),
    "/inspections/samples": ("Chưa có mẫu nào", "No samples yet"),
    "/inspections/calibrations": ("không rõ hạn", "due date not known"),
    "/inspections/paper": ("Bộ phiếu mới", "A new set"),
    "/inspections/entry": ("Số phiếu", "Form number"),
    "/quarantine": ("Cách ly", "Quarantine"),
    "/import": ("Nhập dữ liệu", "Import data"),
    "/evidence": ("Điểm kiểm", "Checkpoint"),
    "/footprint": ("Dấu chân nền tảng", "Platform footprint"),
    "/public": ("Khu này hôm nay ra sao", "How the park stands today"),
    "/badge/limits": ("Huy hiệu này nói gì", "What this badge says"),
    "/check": ("Tra một con số đã in", "Look up a printed number"),
    "/reports": ("Lập báo cáo mới", "Make a report"),
    "/duties": ("Nghĩa vụ báo cáo", "Duties"),
    "/measures": ("Giải pháp tiết kiệm", "Savings measures"),
    "/measures/new": ("Thêm giải pháp", "Add a measure"),
    "/digital-projects": ("Điều gì sẽ cho điểm", "What would give a score"),
    "/carbon": ("Khí nhà kính", "Greenhouse gases"),
    "/carbon/path": ("Lộ trình giảm phát thải", "Path to the target"),
    "/products": ("Dấu chân sản phẩm", "Product footprints"),
    "/criteria": ("Các bộ tiêu chí", "Packs of criteria"),
    "/criteria/vn-decree-35": ("37.1a", "37.1a"),
    "/criteria/vn-decree-35/37.3a": ("Nghị định 35/2022/NĐ-CP", "Decree 35/2022/ND-CP"),
    "/criteria/forms/B5": ("mục còn trống", "fields are blank"),
    "/green-credit": ("Tín dụng xanh", "Green credit"),
    "/dossier": ("Sáu bộ hồ sơ", "The six sets"),
    "/documents": ("Nộp tài liệu", "Hand in a document"),
    "/claims": ("Được nói gì?", "What may we say?"),
    "/claims/new?kind=reduction": ("Giải pháp tiết kiệm", "Savings measure"),
    "/ledger": ("Sổ đơn vị", "Ledger of units"),
    "/about": ("Nguồn dữ liệu và giấy phép", "Data sources and licences"),
}
NOTICES = ("không phải một khu công nghiệp ở Việt Nam", "this is not a Vietnamese park")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with portal_park(tmp_path_factory.mktemp("portal")) as served, on_loopback(served.app) as at:
        yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(params=["wide", "phone"])
def manager(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Watched]:
    with watched(browser, address, request.param, color_scheme="light") as opened:
        opened.sign_in("manager", PASSWORD)
        yield opened


def test_pages__drawn_without_error_in_both_languages(manager: Watched) -> None:
    for path, texts in PAGES.items():
        for number, lang in enumerate(("vi", "en")):
            status = manager.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
            text = manager.page.inner_text("body")
            assert status == 200, path
            assert texts[number] in text, path
            assert NOTICES[number] in text, path
            assert manager.overflow() <= 0, f"{path} scrolls sideways"
            assert manager.page.query_selector("[data-state=failed]") is None, path
    assert manager.errors == []
    assert manager.foreign == []


def test_pages__charts_are_painted(manager: Watched) -> None:
    for path in ("/", "/flows", "/accounts", "/points/outfall-1", "/datastreams/steel.energy"):
        manager.open(path)
        painted = manager.page.evaluate(
            "[...document.querySelectorAll('.chart canvas')].map(c => c.getContext('2d')"
            ".getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0))"
        )
        assert painted, path
        assert all(painted), path
    assert manager.errors == []


def test_pages__dark_scheme_and_the_public(browser: Browser, address: str) -> None:
    with watched(browser, address, "phone", color_scheme="dark") as public:
        for path in ("/", "/points", "/evidence", "/about", "/sign-in"):
            assert public.open(path) == 200
            assert public.overflow() <= 0
        assert public.errors == []
        assert public.foreign == []
        background = public.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert sum(int(part) for part in background[4:-1].split(",")) < 150
        assert public.open("/accounts") == 401
        assert "Cần đăng nhập" in public.page.inner_text("main")


def test_no_permission__a_firm_is_told_so_in_words(browser: Browser, address: str) -> None:
    with watched(browser, address, "phone") as firm:
        firm.sign_in("steel", PASSWORD)
        assert firm.open("/firms/plating") == 403
        assert "Bạn không có quyền xem trang này" in firm.page.inner_text("h1")


def test_menu__opens_on_a_phone_by_keyboard(browser: Browser, address: str) -> None:
    with watched(browser, address, "phone") as public:
        public.open("/")
        assert not public.page.is_visible("#nav")
        public.page.focus("#menu-toggle")
        public.page.keyboard.press("Space")
        assert public.page.is_visible("#nav")
        public.page.click("#nav a[href='/points']")
        assert public.page.url.endswith("/points")


def test_datastream__pans_and_loads_only_the_window(browser: Browser, address: str) -> None:
    with watched(browser, address, "wide") as manager:
        manager.sign_in("manager", PASSWORD)
        asked: list[str] = []
        manager.page.on("request", lambda request: asked.append(request.url) if "/plot?" in request.url else None)
        manager.open("/datastreams/steel.energy")
        before = manager.page.inner_text("[data-series-range]")
        first = len(asked)
        assert first >= 1
        manager.page.click("[data-move='-1']")
        manager.page.wait_for_function("t => document.querySelector('[data-series-range]').textContent !== t", arg=before)
        manager.page.wait_for_load_state("networkidle")
        assert len(asked) > first
        assert all("start=" in url and "end=" in url and "points=" in url for url in asked)
        manager.page.focus("#series")
        moved = manager.page.inner_text("[data-series-range]")
        manager.page.keyboard.press("ArrowLeft")
        manager.page.wait_for_function("t => document.querySelector('[data-series-range]').textContent !== t", arg=moved)
        manager.page.click("[data-window='366']")
        manager.page.wait_for_load_state("networkidle")
        assert manager.page.get_attribute("[data-window='366']", "aria-pressed") == "true"
        assert manager.errors == []


def test_datastream__dragging_moves_the_window(browser: Browser, address: str) -> None:
    with watched(browser, address, "wide") as manager:
        manager.sign_in("manager", PASSWORD)
        manager.open("/datastreams/steel.energy")
        manager.page.click("[data-window='7']")
        manager.page.wait_for_load_state("networkidle")
        before = manager.page.inner_text("[data-series-range]")
        box = manager.page.locator("#series").bounding_box()
        assert box is not None
        manager.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
        manager.page.mouse.down()
        manager.page.mouse.move(box["x"] + box["width"] / 2 + 200, box["y"] + 100, steps=8)
        manager.page.mouse.up()
        manager.page.wait_for_function("t => document.querySelector('[data-series-range]').textContent !== t", arg=before)
        assert manager.page.url.endswith("/datastreams/steel.energy"), "a drag is not a tap"
        assert manager.errors == []


def test_evidence__one_reading_is_verified_in_the_browser(manager: Watched) -> None:
    manager.open("/datastreams/steel.energy")
    manager.page.click("text=kiểm chứng >> nth=0")
    manager.page.wait_for_selector("#verify-result[data-ok]")
    assert manager.page.get_attribute("#verify-result", "data-ok") == "true"
    assert len(manager.page.query_selector_all("#verify-result li")) == 5
    assert manager.errors == []


def test_evidence__another_key_or_time_is_not_verified(browser: Browser, address: str) -> None:
    with watched(browser, address, "wide") as manager:
        manager.sign_in("manager", PASSWORD)
        manager.open("/evidence?datastream=steel.energy&time=2025-11-18T05:00:00Z")
        manager.page.wait_for_selector("#verify-result[data-ok='true']")
        key = manager.page.input_value("#key")
        swapped = key[:-3] + ("A" if key[-3] != "A" else "B") + key[-2:]
        manager.page.fill("#key", swapped)
        manager.page.click("#verify-form button")
        manager.page.wait_for_selector("#verify-result[data-ok='false']")
        assert "Không kiểm chứng được" in manager.page.inner_text("#verify-result")
        manager.page.fill("#time", "2025-11-18T12:07:00")
        manager.page.click("#verify-form button")
        manager.page.wait_for_selector("#verify-result .message.warn")


def test_import__a_firm_with_a_phone_and_a_broken_row(browser: Browser, address: str, tmp_path: Path) -> None:
    sheet = tmp_path / "so-lieu.csv"
    rows = ["Thời gian;steel.energy", "17/11/2025 01:00;101,5", "17/11/2025 01:15;mười hai", "17/11/2025 01:30;103,25"]
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with watched(browser, address, "phone") as firm:
        firm.sign_in("steel", PASSWORD)
        firm.open("/import")
        firm.page.set_input_files("#file", str(sheet))
        firm.page.click("main form button")
        firm.page.wait_for_selector("#row-errors")
        faults = firm.page.inner_text("#row-errors")
        assert "mười hai" in faults
        assert "3" in faults
        assert firm.overflow() <= 0
        firm.page.click("button[value=good_rows]")
        firm.page.wait_for_selector("[role=status]")
        assert "nhận một phần" in firm.page.inner_text("[role=status]")
        assert firm.overflow() <= 0
        firm.open("/quarantine")
        assert "so-lieu.csv" in firm.page.inner_text("main")
        assert firm.errors == []
        assert firm.foreign == []


def test_quarantine__corrected_or_discarded_on_a_phone(browser: Browser, address: str, tmp_path: Path) -> None:
    wrong, mended, other = tmp_path / "sai.csv", tmp_path / "da-sua.csv", tmp_path / "nham.csv"
    rows = "Thời gian;steel.energy\n16/11/2025 02:00;101,5\n16/11/2025 02:15;{}\n"
    for file, value in ((wrong, "mười hai"), (mended, "12"), (other, "không rõ")):
        file.write_text(rows.format(value), encoding="utf-8")
    with watched(browser, address, "phone") as firm:
        firm.sign_in("steel", PASSWORD)
        for file in (wrong, other):
            firm.open("/import")
            firm.page.set_input_files("#file", str(file))
            firm.page.click("main form button")
            firm.page.click("button[value=good_rows]")
            firm.page.wait_for_selector("[role=status]")
        firm.open("/quarantine")
        case = firm.page.locator(".cases > li", has_text="sai.csv")
        assert "cột steel.energy: mười hai" in case.inner_text()
        with firm.page.expect_download() as sheet:
            case.locator("a.button").click()
        assert sheet.value.suggested_filename.endswith(".xlsx")
        for summary in firm.page.locator(".cases summary").all():
            summary.click()
        assert firm.overflow() <= 0
        case.locator("input[type=file]").set_input_files(str(mended))
        case.locator("form[action$=corrected] button").click()
        firm.page.wait_for_selector(".message.good")
        assert case.count() == 0
        case = firm.page.locator(".cases > li", has_text="nham.csv")
        case.locator("summary").last.click()
        case.locator("input[name=reason]").fill("Tệp gửi nhầm.")
        case.locator("form[action$=discard] button").click()
        firm.page.wait_for_selector(".message.good")
        assert case.count() == 0
        assert "Tệp gửi nhầm." in firm.page.inner_text("main")
        assert firm.overflow() <= 0
        assert firm.errors == []
        assert firm.foreign == []
