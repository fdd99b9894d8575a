"""Response times of the portal's pages on the sample with 50 readers at once.

``python benchmarks/portal.py`` serves a fresh sample park, signs in as the manager, and lets 50 readers open pages in turn over
their own connections: once without pause (the hardest case: everybody asks again at once) and once with about a second
between pages. Asked: 95th percentile under 150 ms; first page under 300 kB without charts. Load and server share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import random
import re
import shutil
import statistics
import tempfile
import time
import urllib.parse
from pathlib import Path

from start import serve, stop

PAGES = (
    "/",
    "/flows",
    "/firms",
    "/firms/steel",
    "/datastreams",
    "/points",
    "/points/outfall",
    "/quality",
    "/queue",
    "/believe",
    "/accounts",
    "/evidence",
)


def sign_in(host: str, folder: Path) -> str:
    """Return the manager's cookie header."""
    text = next(folder.rglob("sample-sign-in.txt")).read_text()
    user, password = next(line.split("\t")[1:3] for line in text.splitlines() if line.startswith("manager\t"))
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = [c.split(";")[0] for n, c in answer.getheaders() if n.lower() == "set-cookie"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"user": user, "password": password, "csrf_token": token.group(1) if token else ""}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(cookies), "Origin": f"http://{host}"}
    connection.request("POST", "/sign-in", urllib.parse.urlencode(form), headers)
    answer = connection.getresponse()
    answer.read()
    cookies += [c.split(";")[0] for n, c in answer.getheaders() if n.lower() == "set-cookie"]
    if answer.status not in (200, 302, 303):
        raise SystemExit(f"sign-in answered {answer.status}")
    return "; ".join(cookies)


async def reader(
    host: str, port: int, cookie: str, rounds: int, think: float, first: int, times: dict[str, list[float]]
) -> None:
    stream, writer = await asyncio.open_connection(host, port)
    await asyncio.sleep(think * random.random())  # readers do not press their keys in step
    for i in range(rounds):
        page = PAGES[(first + i) % len(PAGES)]
        began = time.perf_counter()
        writer.write(
            f"GET {page} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        status, _ = await answer_of(stream)
        times[page].append(time.perf_counter() - began)
        if status != 200:
            raise SystemExit(f"{page} answered {status}")
        if think:
            await asyncio.sleep(think * (0.5 + random.random()))
    writer.close()


async def answer_of(stream: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await stream.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    if length:
        return status, await stream.readexactly(int(length.group(1)))
    body = b""
    while size := int((await stream.readline()).strip() or b"0", 16):
        body += await stream.readexactly(size)
        await stream.readexactly(2)
    await stream.readexactly(2)
    return status, body


async def measure(host: str, port: int, cookie: str, readers: int, rounds: int, think: float) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    await asyncio.gather(*(reader(host, port, cookie, rounds, think, i, times) for i in range(readers)))
    return times


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/portal.md")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ecopark-portal-")) / "park"
    process, address, _ = serve(folder)
    lines = [
        "| readers | pause | pages | median ms | 95 % ms | 99 % ms | slowest page (95 %) |",
        "|---|---|---|---|---|---|---|",
    ]
    try:
        host, port = address.removeprefix("http://").split(":")
        cookie = sign_in(f"{host}:{port}", folder)
        asyncio.run(measure(host, int(port), cookie, 5, len(PAGES), 0.0))
        for think, rounds in ((0.0, arguments.rounds), (1.0, max(arguments.rounds // 4, 10))):
            times = asyncio.run(measure(host, int(port), cookie, arguments.readers, rounds, think))
            everything = [1000 * t for page in times.values() for t in page]
            slowest = max(times, key=lambda page: percentile(times[page], 0.95))
            p50, p95, p99 = statistics.median(everything), percentile(everything, 0.95), percentile(everything, 0.99)
            lines.append(
                f"| {arguments.readers} | {think:.0f} s | {len(everything)} | {p50:.0f} | {p95:.0f} | {p99:.0f} "
                f"| {slowest} {1000 * percentile(times[slowest], 0.95):.0f} ms |"
            )
        lines.append("")
        lines.append(first_page(host, int(port), cookie))
    finally:
        stop(process)
        shutil.rmtree(folder.parent, ignore_errors=True)
    text = "\n".join(lines)
    print(f"{os.cpu_count()} cores, load and server on the same machine\n\n{text}")
    if arguments.write:
        target = Path(__file__).parent.parent / "docs" / "benchmarks" / "portal.md"
        target.parent.mkdir(exist_ok=True)
        how = f"`python benchmarks/portal.py`, {os.cpu_count()} cores, load and server on the same machine; signed in as the manager."
        target.write_text(f"# Pages of the portal\n\n{how}\n\n{text}\n")


def first_page(host: str, port: int, cookie: str) -> str:
    """Bytes of the first page with its styles and scripts, without the chart library."""
    connection = http.client.HTTPConnection(host, port, timeout=20)
    total, packed, parts = 0, 0, 0
    todo, seen = ["/"], set()
    while todo:
        path = todo.pop()
        if path in seen or "echarts" in path:
            continue
        seen.add(path)
        for encoding in ("identity", "gzip"):
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": encoding})
            body = connection.getresponse().read()
            total, packed = (total + len(body), packed) if encoding == "identity" else (total, packed + len(body))
            if encoding == "identity" and path == "/":
                todo += re.findall(r'(?:src|href)="(/static/[^"]+)"', body.decode())
        parts += 1
    return f"First page with its {parts - 1} styles, scripts and pictures, without charts: {total / 1000:.0f} kB, {packed / 1000:.0f} kB compressed."


if __name__ == "__main__":
    main()
