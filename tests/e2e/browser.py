"""Chromium for the tests: found on the machine, started once, watched for errors and for requests to other hosts."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"wide": (1280, 900), "phone": (390, 844)}


def chromium_path() -> str:
    """Where Chromium is; the tests fail (they are not skipped) where there is none."""
    for name in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        found = name if Path(name).exists() else shutil.which(name)
        if found:
            return found
    pytest.fail("Chromium was not found. Install it (Debian/Ubuntu: apt install chromium) and run the tests again.")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def eventually(page: Page, question: str, seconds: float = 30.0) -> None:
    """Wait until an asynchronous question is answered with yes; ``wait_for_function`` takes a promise itself for a yes."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(question):
        assert time.monotonic() < deadline, question
        page.wait_for_timeout(20)


@dataclass
class Watched:
    """A page and what went wrong on it."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go there, wait until everything is drawn, and return the status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        self.page.wait_for_load_state("networkidle")
        for chart in self.page.query_selector_all("[data-state]"):
            chart.scroll_into_view_if_needed()
        if self.page.query_selector("[data-state]"):
            self.page.wait_for_function(
                "[...document.querySelectorAll('[data-state]')].every(c => c.dataset.state !== 'loading')"
            )
        return answer.status

    def sign_in(self, user: str, password: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("#user", user)
        self.page.fill("#password", password)
        self.page.click(".sign-in button")
        self.page.wait_for_load_state("networkidle")

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextlib.contextmanager
def watched(browser: Browser, address: str, size: str, **context: object) -> Iterator[Watched]:
    width, height = SIZES[size]
    opened = browser.new_context(viewport={"width": width, "height": height}, **context)  # type: ignore[arg-type]
    page = opened.new_page()
    made = Watched(page, address)
    page.on("console", lambda message: made.errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    host = urlsplit(address).netloc
    page.on("request", lambda request: None if urlsplit(request.url).netloc == host else made.foreign.append(request.url))
    try:
        yield made
    finally:
        opened.close()
