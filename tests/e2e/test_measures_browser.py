"""Measures in a real browser, wide and on a phone: read, enter one, have an event accepted with a file by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.browser import chromium, watched
from tests.serve.portal_served import PASSWORD, on_loopback, portal_park
from tests.serve.small_park import seed_measures

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ("/measures", "/measures/measure-steel", "/measures/new", "/measures/measure-steel/edit", "/digital-projects")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with portal_park(tmp_path_factory.mktemp("measures")) as served:
        seed_measures(served.park, "steel", "LED")
        with on_loopback(served.app) as at:
            yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_pages__fit_the_screen(browser: Browser, address: str, size: str) -> None:
    with watched(browser, address, size) as opened:
        opened.sign_in("manager", PASSWORD)
        for path in PAGES:
            answer = opened.page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            assert too_wide(opened.page) == 0, path


def test_event__a_firm_proposes_and_an_inspector_accepts_with_a_file(browser: Browser, address: str, tmp_path: Path) -> None:
    with watched(browser, address, "phone") as firm:
        firm.sign_in("steel", PASSWORD)
        firm.page.goto(f"{address}/measures/measure-steel?lang=en")
        firm.page.click("text=Propose an event")
        firm.page.fill("#e-from", "2026-02-01T00:00")
        firm.page.fill("#e-what", "Furnace stopped for repair")
        firm.page.click("form[action$='/events'] button")
        assert "Furnace stopped for repair" in firm.page.inner_text("#events")
        assert firm.page.locator("button[value=accept]").count() == 0  # who claims does not accept
    paper = tmp_path / "report.pdf"
    paper.write_bytes(b"%PDF-1.7\nstop")
    with watched(browser, address, "wide") as inspector:
        inspector.sign_in("inspector", PASSWORD)
        inspector.page.goto(f"{address}/measures/measure-steel?lang=en")
        case = inspector.page.locator("#events li", has_text="Furnace stopped for repair")
        case.locator("summary", has_text="Decide").click()
        case.locator("input[name=reason]").fill("The report of the stop agrees.")
        case.locator("input[type=file]").set_input_files(paper)
        case.locator("button[value=accept]").click()
        done = inspector.page.locator("#events li", has_text="Furnace stopped for repair")
        assert "accepted" in done.inner_text()
        assert done.locator("a[href*='/api/v1/documents/']").count() == 1
