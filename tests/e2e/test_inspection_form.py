"""The phone form in a real browser: numbers, questions, refusals and corrections, sign-in, two tabs, both languages."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.browser import chromium, eventually
from tests.serve.portal_served import PASSWORD, PortalServed, on_loopback, portal_park

from ecopark.core.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SYSTEM = system_scope("test")
ERRORS: list[str] = []
TOO_SMALL = """[...document.querySelectorAll("main button:not(.linkish), main input:not(.sr), main select")]
    .filter((e) => e.offsetHeight < 48).map((e) => e.outerHTML)"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalServed]:
    with portal_park(tmp_path_factory.mktemp("form")) as made:
        yield made


@pytest.fixture(scope="module")
def address(served: PortalServed) -> Iterator[str]:
    with on_loopback(served.app) as at:
        yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A phone of 360 px whose page was opened once with a network, signed in."""
    opened = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Asia/Ho_Chi_Minh")
    opened.on("weberror", lambda error: ERRORS.append(str(error.error)))
    page = opened.new_page()
    page.goto(f"{address}/inspect")
    sign_in(page)
    eventually(page, "async () => (await Kept.fact('known'))?.places.length > 0")
    yield opened
    opened.close()
    assert ERRORS == []


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    return context.pages[0]


def sign_in(page: Page, user: str = "inspector") -> None:
    page.wait_for_selector(".sign-in")
    page.fill(".sign-in [name=user]", user)
    page.fill(".sign-in [name=password]", PASSWORD)
    page.click(".sign-in button")
    page.wait_for_selector(".sign-in", state="detached")


def begin(page: Page, kind: str, place: str) -> None:
    page.click("[data-new]")
    page.click(f"[data-kind={kind}]")
    page.fill("[data-search]", place)
    page.click(f"[data-place='{place}']")


def states(page: Page) -> list[str]:
    found: list[str] = page.evaluate("async () => (await Kept.all()).map(i => i.state)")
    return found


def until(page: Page, wanted: str) -> None:
    eventually(page, f"async () => (await Kept.all()).at(-1).state === '{wanted}'")


def test_numbers__understood_or_asked(phone: Page) -> None:
    read = "([text, lang]) => Numbers.read(text, lang)"
    for text, lang, meant in (
        ("1234,5", "vi", {"value": 1234.5}),
        ("1.234,5", "vi", {"value": 1234.5}),
        ("1.234", "vi", {"choices": [1234, 1.234]}),
        ("1,234", "vi", {"value": 1.234}),
        ("1,234", "en", {"choices": [1234, 1.234]}),
        ("0.125", "vi", {"value": 0.125}),
        ("1.234.567", "vi", {"value": 1234567}),
        ("mười", "vi", {"fault": True}),
        ("1,2,3", "vi", {"fault": True}),
        ("", "vi", {"empty": True}),
        ("−3,5", "vi", {"value": -3.5}),
    ):
        assert phone.evaluate(read, [text, lang]) == meant, text


def test_hash__by_hand_is_sha256(phone: Page) -> None:
    by_hand = "n => Hash.byHand(Uint8Array.from({length: n}, (_, i) => (i * 7 + 3) % 256))"
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70000):
        content = bytes((i * 7 + 3) % 256 for i in range(length))
        assert phone.evaluate(by_hand, length) == hashlib.sha256(content).hexdigest(), length


def test_reading__unclear_and_unusual_numbers_are_asked_once(phone: Page, served: PortalServed) -> None:
    begin(phone, "sensor_check", "outfall-1")
    phone.click("[data-stream='outfall.cod']")
    phone.fill("[data-number='outfall.cod']", "1.234")
    assert phone.locator(".understood .pair button").all_inner_texts() == ["1.234 mg/L", "1,234 mg/L"]
    phone.click("[data-done]")
    assert "hai cách" in phone.inner_text(".fault")
    phone.fill("[data-number='outfall.cod']", "250000")
    assert "Xa khoảng thường gặp" in phone.inner_text(".understood >> nth=0")
    phone.click("[data-done]")
    assert phone.is_visible(".fault")
    phone.click("[data-sure]")
    assert "đã xác nhận" in phone.inner_text(".understood >> nth=0")
    phone.fill("[name=no_location]", "trong nhà")
    phone.click("[data-done]")
    until(phone, "sent")
    kept = served.park.records.find(SYSTEM, "inspection")[-1].content
    assert [r["value"] for r in kept["readings"]] == [250000.0]  # type: ignore[attr-defined, index]


def test_draft__survives_a_reload_and_can_be_deleted(phone: Page) -> None:
    begin(phone, "site_visit", "outfall-1")
    phone.fill("[name=note]", "viết dở")
    eventually(phone, "async () => (await Kept.all()).some(i => i.form.note === 'viết dở')")
    phone.reload()
    phone.wait_for_selector("html[data-ready]")
    assert phone.input_value("[name=note]") == "viết dở"
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.click("section[data-at=note] button.linkish")
    phone.wait_for_selector("[data-new]")
    assert "draft" not in states(phone)


def test_refused__says_why_and_is_corrected(phone: Page, served: PortalServed) -> None:
    for _ in range(2):
        begin(phone, "sample", "outfall-1")
        phone.fill("[data-sample=id]", "CHAI-1")
        phone.fill("[name=no_location]", "trong nhà")
        phone.click("[data-done]")
        eventually(phone, "async () => ['sent', 'refused'].includes((await Kept.all()).at(-1).state)")
    assert states(phone)[-2:] == ["sent", "refused"]
    assert "CHAI-1" in phone.inner_text(".item.refused .says")
    phone.click(".item.refused button")
    phone.fill("[data-sample=id]", "CHAI-2")
    phone.click("[data-done]")
    until(phone, "sent")
    assert served.park.records.get(SYSTEM, "sample", "CHAI-2") is not None


def test_session_ended__asks_to_sign_in_and_loses_nothing(
    context: BrowserContext, phone: Page, served: PortalServed
) -> None:
    context.clear_cookies()
    begin(phone, "site_visit", "stack-1")
    phone.fill("[name=note]", "sau khi hết phiên")
    phone.fill("[name=no_location]", "trong nhà")
    phone.click("[data-done]")
    phone.wait_for_selector(".sign-in")
    assert states(phone)[-1] == "waiting"
    sign_in(phone)
    until(phone, "sent")
    notes = [r.content["note"] for r in served.park.records.find(SYSTEM, "inspection")]
    assert notes.count("sau khi hết phiên") == 1


def test_other_person__does_not_send_what_somebody_else_wrote(context: BrowserContext, phone: Page) -> None:
    context.set_offline(True)
    begin(phone, "site_visit", "stack-1")
    phone.fill("[name=note]", "của thanh tra viên")
    phone.fill("[name=no_location]", "trong nhà")
    phone.click("[data-done]")
    phone.wait_for_selector("[data-sending=offline]")
    context.clear_cookies()
    context.set_offline(False)
    phone.wait_for_selector(".sign-in")
    sign_in(phone, "manager")
    phone.wait_for_selector("[data-sending=other_person]")
    assert states(phone)[-1] == "waiting"


def test_two_tabs__send_each_form_once(context: BrowserContext, phone: Page, address: str) -> None:
    asked: list[str] = []
    context.on(
        "request", lambda r: asked.append(r.post_data or "") if r.method == "POST" and "/inspections" in r.url else None
    )
    context.set_offline(True)
    for number in range(4):
        begin(phone, "site_visit", "stack-1")
        phone.fill("[name=note]", f"hai cửa sổ {number}")
        phone.fill("[name=no_location]", "trong nhà")
        phone.click("[data-done]")
        phone.wait_for_selector("[data-new]")
    other = context.new_page()
    other.goto(f"{address}/inspect")
    other.wait_for_selector("html[data-ready]")
    asked.clear()
    context.set_offline(False)
    other.evaluate("() => { Main.send(); }")
    phone.evaluate("() => { Main.send(); }")
    eventually(phone, "async () => (await Kept.all()).every(i => i.state === 'sent')")
    assert sorted(body.count("hai cửa sổ") for body in asked) == [1, 1, 1, 1]


def test_background__the_service_worker_sends_while_no_page_is_open(
    context: BrowserContext, phone: Page, served: PortalServed, address: str
) -> None:
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (worker,) = context.service_workers
    context.set_offline(True)
    begin(phone, "site_visit", "stack-1")
    phone.fill("[name=note]", "không mở trang nào")
    phone.fill("[name=no_location]", "trong nhà")
    phone.click("[data-done]")
    phone.wait_for_selector("[data-sending=offline]")
    phone.goto("about:blank")
    context.set_offline(False)
    deadline = time.monotonic() + 30  # the browser starts it by itself (Background Sync); where it does not, it is told here
    while worker.evaluate("async () => { await Sending.all(); return (await Kept.all()).at(-1).state; }") != "sent":
        assert time.monotonic() < deadline
    notes = [r.content["note"] for r in served.park.records.find(SYSTEM, "inspection")]
    assert notes.count("không mở trang nào") == 1


def test_form__both_languages_every_kind_fits_a_small_phone(phone: Page) -> None:
    for lang in ("vi", "en"):
        phone.click(f"[data-lang={lang}]")
        phone.wait_for_function(f"document.documentElement.lang === '{lang}'")
        for kind in ("meter_reading", "sample", "sensor_check", "seal", "site_visit"):
            begin(phone, kind, "outfall-1")
            assert phone.evaluate("document.documentElement.scrollWidth") <= 360
            assert phone.evaluate(TOO_SMALL) == []
            phone.click(".thumb .quiet")
            phone.wait_for_selector("[data-new]")


def test_scripts__every_text_that_they_name_is_there() -> None:
    import re

    from ecopark.serve.portal.inspection_form import SCRIPTS, form_texts
    from ecopark.serve.portal.statics import ROOT

    known = form_texts()["vi"]
    code = "".join((ROOT / name).read_text() for name in SCRIPTS)
    named = set(re.findall(r"""\bt\(\s*["'](\w+)["']""", code)) | set(re.findall(r"""["'](location_\w+)["']""", code))
    begun = set(re.findall(r"\bt\(`(\w+_)\$", code))
    assert named <= set(known), named - set(known)
    assert begun
    assert all(any(name.startswith(b) for name in known) for b in begun)
