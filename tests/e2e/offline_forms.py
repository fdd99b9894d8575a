"""Fifty inspections filled on a phone without a network: the run that the test judges and the benchmark reports.

A real park in a process of its own is stopped; forms are filled by clicks and keys in Chromium; the browser is closed and
opened again in the middle of one; then the server comes back and is killed twice with an answer in its hands.
"""

from __future__ import annotations

import contextlib
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.e2e.browser import ARGUMENTS, chromium_path, eventually
from tests.e2e.inspection_server import PASSWORD, USER

SERVER = Path(__file__).with_name("inspection_server.py")
DEADLINE_S = 30
TYPED = ("1234,5", "1.234,5", "12,25", "0,125", "98")
VALUES = (1234.5, 1234.5, 12.25, 0.125, 98.0)
KINDS = (
    ("meter_reading", "steel.furnace"),
    ("sensor_check", "works.inlet"),
    ("seal", "plating.main"),
    ("sample", "outfall"),
    ("site_visit", "gate"),
)


@dataclass
class Filled:
    """What the run filled, what the phone kept of it, and what it took."""

    forms: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    kills: int = 0
    browser_closed: int = 0
    fill_s: float = 0.0
    sync_s: float = 0.0


class ParkProcess:
    """The park's server as a process; ``stop`` is gentle, it may also have killed itself."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._running: subprocess.Popen[str] | None = None

    def start(self, dies: str = "") -> None:
        self.stop()
        words = [sys.executable, str(SERVER), str(self._folder), str(self._port), dies]
        self._running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=SERVER.parents[2])
        assert self._running.stdout is not None
        assert self._running.stdout.readline().strip() == "ready"

    def died(self) -> bool:
        assert self._running is not None
        return self._running.wait(DEADLINE_S) == -9

    def stop(self) -> None:
        if self._running is not None:
            with self._running as running:  # closes its pipe
                running.terminate()
            self._running = None


@contextlib.contextmanager
def phone(folder: Path, seen: Filled, address: str) -> Iterator[Page]:
    """Chromium as a phone with a profile on disk: what a closed browser keeps."""
    with sync_playwright() as playwright:
        context: BrowserContext = playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=chromium_path(),
            args=ARGUMENTS,
            viewport={"width": 360, "height": 740},
            geolocation={"latitude": 10.9012, "longitude": 106.7012, "accuracy": 8},
            permissions=["geolocation"],
            timezone_id="Asia/Ho_Chi_Minh",
        )
        try:
            page = context.pages[0]
            page.set_default_timeout(DEADLINE_S * 1000)
            page.on("pageerror", lambda error: seen.errors.append(str(error)))
            page.on(
                "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else seen.foreign.append(r.url)
            )
            yield page
        finally:
            context.close()


def open_form(page: Page, address: str) -> None:
    page.goto(f"{address}/inspect")
    page.wait_for_selector("html[data-ready]")


def sign_in(page: Page) -> None:
    page.fill(".sign-in [name=user]", USER)
    page.fill(".sign-in [name=password]", PASSWORD)
    page.click(".sign-in button")


def first_visit(page: Page, address: str) -> None:
    """The one visit with a network: sign in, keep plan and names, install the worker."""
    open_form(page, address)
    sign_in(page)
    page.wait_for_selector(".sign-in", state="detached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    eventually(page, "async () => (await Kept.fact('known'))?.places.length > 0")


def photo(number: int) -> dict[str, Any]:
    """A picture (PNG) larger than what is sent, each another."""
    blocks = np.random.default_rng(number).integers(0, 256, (45, 60, 3), dtype=np.uint8)
    rows = np.kron(blocks, np.ones((30, 30, 1), np.uint8)).reshape(1350, -1)
    pixels = zlib.compress(np.insert(rows, 0, 0, axis=1).tobytes(), 1)  # filter 0 in front of every row

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1800, 1350, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return {"name": f"photo-{number}.png", "mimeType": "image/png", "buffer": content}


def begin(page: Page, kind: str, place: str) -> None:
    page.click("[data-new]")
    page.click(f"[data-kind={kind}]")
    page.fill("[data-search]", place)
    page.click(f"[data-place='{place}']")


def fill(page: Page, number: int) -> dict[str, Any]:
    """One form by clicks and keys up to before "done"; returns what must arrive."""
    wanted: dict[str, Any] = {"note": f"phiếu {number}", "value": None, "seal": None, "photos": 0}
    kind, place = KINDS[number % 5]
    wanted |= {"kind": kind, "place": place}
    begin(page, kind, place)
    if kind in ("meter_reading", "sensor_check"):
        if page.query_selector("[data-stream]"):
            page.click("[data-stream] >> nth=0")
        page.fill("[data-number] >> nth=0", TYPED[number // 5 % 5])
        wanted["value"] = VALUES[number // 5 % 5]
    if kind == "seal":
        page.fill("[data-seal]", f"NP-{number}")
        page.click("[data-state=broken]")
        wanted["seal"] = f"NP-{number}"
    if number % 5 == 0:
        page.set_input_files("[data-photo]", photo(number))  # type: ignore[arg-type]
        page.wait_for_selector(".photos img")
        wanted["photos"] = 1
    page.fill("[name=note]", wanted["note"])
    return wanted


def done(page: Page) -> None:
    """Finish; a question about an unusual number is answered once."""
    page.click("[data-done]")
    if page.query_selector("[data-sure]"):
        page.click("[data-sure]")
        page.click("[data-done]")
    page.wait_for_selector("[data-new]")


def kept_by_phone(page: Page) -> list[dict[str, Any]]:
    wanted = "({id: i.id, state: i.state, reason: i.reason, content: i.content, photos: i.photos})"
    found: list[dict[str, Any]] = page.evaluate(f"async () => (await Kept.all()).map(i => {wanted})")
    return found


def send_until(page: Page, finished: str) -> None:
    """Press "send now" until the phone says so; the phone would also try by itself, later."""
    deadline = time.monotonic() + DEADLINE_S
    while not page.evaluate(finished):
        assert time.monotonic() < deadline, kept_by_phone(page)
        page.evaluate("Main.send()")


def run(folder: Path, park: Path, port: int, forms: int = 50) -> Filled:
    """The whole run; the park is stopped at the end, so that its store can be opened and counted."""
    address, seen = f"http://127.0.0.1:{port}", Filled()
    server = ParkProcess(park, port)
    server.start()
    try:
        with phone(folder, seen, address) as page:
            first_visit(page, address)
        server.stop()
        start = time.monotonic()
        half = forms // 2
        with phone(folder, seen, address) as page:
            open_form(page, address)  # no server: out of the service worker's hands
            for number in range(half):
                seen.forms.append(fill(page, number))
                done(page)
            seen.forms.append(fill(page, half))  # and the browser is closed in the middle of this one
        with phone(folder, seen, address) as page:
            open_form(page, address)
            page.click(".item.draft button")
            done(page)
            for number in range(half + 1, forms):
                seen.forms.append(fill(page, number))
                done(page)
            seen.kept = kept_by_phone(page)
        seen.fill_s, seen.browser_closed, start = time.monotonic() - start, 3, time.monotonic()
        with phone(folder, seen, address) as page:
            server.start(f"POST:{forms // 3}")
            open_form(page, address)
            sign_in(page)  # the session ended with the browser: the phone asks, and goes on by itself
            seen.kills += server.died()
            server.start("PUT:2")
            send = "async () => { Main.send(); }"
            page.evaluate(send)
            seen.kills += server.died()
            server.start()
            with contextlib.closing(page.context.new_page()) as other:  # a second tab that sends at the same time
                open_form(other, address)
                send_until(page, "async () => (await Kept.all()).every(i => i.state === 'sent' || i.state === 'refused')")
            seen.kept = kept_by_phone(page)
        seen.sync_s = time.monotonic() - start
    finally:
        server.stop()
    return seen
