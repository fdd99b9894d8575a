"""From the device to the portal's tile: how old a value is when a person's browser shows it.

``python -m benchmarks.latency [--rate 10000] [--seconds 60] [--sensors 1000] [--write]``

The platform is ``ecopark run`` with everything it does beside (compaction, checks, log). A device sends at the given rate over
HTTP; one of its datastreams carries the moment of sending (milliseconds). A real browser (Chromium) has the page of the source
open; an observer in the page notes its clock whenever the tile's text changes. All clocks are this machine's.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from benchmarks import park_data, tables
from benchmarks.http_door import DEVICE, register
from playwright.sync_api import sync_playwright

from ecopark.core.scope import system_scope
from ecopark.core.terms import Role
from ecopark.serve.access.users import create_user
from ecopark.serve.bootstrap import opened

PASSWORD = "con đường dài ra cảng"
SENDS_PER_S = 20
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
OBSERVE = """([stream]) => {
  window.seen = [];
  const cell = document.querySelector(`[data-live="${stream}"] [data-live-value]`);
  new MutationObserver(() => window.seen.push([Date.now(), cell.textContent])).observe(cell, {childList: true, characterData: true, subtree: true});
}"""


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, int]]:
    """``ecopark run``; yields its address and process id."""
    words = [str(Path(sys.executable).parent / "ecopark"), "run", "--park", str(folder), "--port", "0", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        told = ""
        while not told.rstrip().endswith("}"):
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("the platform did not start")
            told += line
        try:
            yield str(json.loads(told)["address"]), process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def send(
    address: str, secret: str, names: list[str], rate: int, base_ms: int, stop: threading.Event, sent: list[int]
) -> None:
    """Twenty requests a second; the first row of each is the watched datastream with the moment of sending."""
    host, port = address.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    rows, due, turn = rate // SENDS_PER_S, time.monotonic(), 0
    while not stop.is_set():
        chosen = [names[0], *(names[1 + (turn * rows + i) % (len(names) - 1)] for i in range(rows - 1))]
        now = datetime.now(UTC)
        # of the other datastreams a row may come twice a second: microseconds keep their times apart
        times = [f"{now:%Y-%m-%dT%H:%M:%S}.{(now.microsecond + i) % 1_000_000:06d}Z" for i in range(rows)]
        values = [float(time.time_ns() // 1_000_000 - base_ms), *([20.0] * (rows - 1))]
        body = json.dumps({"datastream": chosen, "time": times, "value": values}).encode()
        connection.request("POST", "/api/v1/live/readings", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(f"refused: {answer.status}")
        sent.append(rows)
        turn, due = turn + 1, due + 1 / SENDS_PER_S
        time.sleep(max(0.0, due - time.monotonic()))


def watch(address: str, stream: str, seconds: float) -> list[tuple[int, str]]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        page = browser.new_context(locale="en-GB").new_page()
        page.goto(f"{address}/sign-in?lang=en")
        page.fill("input[name=user]", "manager")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(f"{address}/sources/{DEVICE}?lang=en")
        page.evaluate(OBSERVE, [stream])
        page.wait_for_timeout(seconds * 1000)
        seen = page.evaluate("window.seen")
        browser.close()
    return [(int(at), str(text)) for at, text in seen]


def ages(seen: list[tuple[int, str]], base_ms: int) -> np.ndarray:
    """Milliseconds between sending and showing; the tile shows six digits, so values stay below a million."""
    shown = [(at, text.replace(",", "")) for at, text in seen]
    return np.array([at - base_ms - float(text) for at, text in shown if text.replace(".", "").isdigit()])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rate", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--sensors", type=int, default=1_000)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="ecopark-latency-") as made:
        folder = Path(made) / "park"
        park_data.write_park(folder, given.sensors)
        secret = register(folder, given.sensors)
        with opened(folder, metered=False) as park:
            name, scope = "manager", system_scope("benchmark")
            create_user(park.access, scope, name, name=name, role=Role.MANAGER, password=PASSWORD, firms=())
            names = list(park.network.datastreams)
        with running(folder) as (address, process):
            base_ms, stop, sent = time.time_ns() // 1_000_000, threading.Event(), []
            arguments = (address, secret, names, given.rate, base_ms, stop, sent)
            sender = threading.Thread(target=send, args=arguments, daemon=True)
            sender.start()
            began = time.monotonic()
            seen = watch(address, names[0], given.seconds)
            elapsed = time.monotonic() - began
            stop.set()
            sender.join(10)
            ticks = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            cpu_s = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    found = ages(seen, base_ms)
    rows = sum(sent)
    body = tables.markdown(
        [
            "readings/s",
            "values shown",
            "median, ms",
            "95 %, ms",
            "99 %, ms",
            "longest, ms",
            "asked",
            "platform, CPU-s",
            "Wh per million readings",
        ],
        [
            [
                f"{rows / elapsed:,.0f}",
                str(len(found)),
                f"{statistics.median(found):.0f}",
                f"{np.percentile(found, 95):.0f}",
                f"{np.percentile(found, 99):.0f}",
                f"{found.max():.0f}",
                "median 1,000, 99 % 3,000",
                f"{cpu_s:.1f}",
                tables.energy_per_million(rows, elapsed, cpu_s),
            ]
        ],
    )
    body += (
        "\n\nThe platform runs its compaction, checks and log beside, as in use. The page gets at most four updates a second, which is "
        "about half of the median. The sender and the browser share the two cores."
    )
    tables.show("latency", "From the device to the portal's tile", body, given.write)


if __name__ == "__main__":
    main()
