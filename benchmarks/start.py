"""Start to a served portal on the sample, size on disk, idle memory.

``python benchmarks/start.py`` makes a fresh sample park in a temporary folder, waits until the portal answers, then measures
the memory after it has been idle, and a second start. Asked: under 60 s and under 400 MB.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ECOPARK = Path(sys.executable).parent / "ecopark"


def serve(folder: Path) -> tuple[subprocess.Popen[str], str, float]:
    """Start the demo on a free port; return the process, the address and the seconds until the first page."""
    began = time.monotonic()
    process = subprocess.Popen(
        [str(ECOPARK), "--lang", "en", "demo", "--folder", str(folder), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            address = found.group()
            break
    else:
        raise SystemExit("the demo ended without an address")
    while True:
        try:
            with urllib.request.urlopen(address + "/", timeout=5) as answer:
                answer.read()
                return process, address, time.monotonic() - began
        except OSError:
            time.sleep(0.05)


def resident_mb(pid: int) -> float:
    """Proportional set size of the process and its children, MB."""
    total = 0
    for process in [pid, *children(pid)]:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1))  # type: ignore[union-attr]
    return total / 1024


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False).stdout
    return [int(p) for p in listed.split()]


def stop(process: subprocess.Popen[str]) -> float:
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--idle-seconds", type=float, default=20)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/start.md")
    arguments = parser.parse_args()
    first, second, memory, ending = [], [], [], []
    for _ in range(arguments.runs):
        folder = Path(tempfile.mkdtemp(prefix="ecopark-start-")) / "park"
        try:
            process, _, seconds = serve(folder)
            first.append(seconds)
            time.sleep(arguments.idle_seconds)
            memory.append(resident_mb(process.pid))
            ending.append(stop(process))
            process, _, seconds = serve(folder)
            second.append(seconds)
            stop(process)
            size = sum(p.stat().st_size for p in (folder / "data").rglob("*") if p.is_file()) / 1e6
        finally:
            shutil.rmtree(folder.parent, ignore_errors=True)
    rows = [
        ("first start to a served portal, s", first, "60"),
        ("second start to a served portal, s", second, "seconds"),
        (f"memory after {arguments.idle_seconds:.0f} s idle (PSS), MB", memory, "400"),
        ("Ctrl-C to the end of the process, s", ending, ""),
    ]
    lines = ["| figure | median | min - max | asked under |", "|---|---|---|---|"]
    lines += [f"| {n} | {statistics.median(v):.1f} | {min(v):.1f} - {max(v):.1f} | {a} |" for n, v, a in rows]
    lines.append(f"| size of the sample's data folder, MB | {size:.1f} | | |")
    text = "\n".join(lines)
    print(f"{arguments.runs} runs, {os.cpu_count()} cores\n\n{text}")
    if arguments.write:
        target = Path(__file__).parent.parent / "docs" / "benchmarks" / "start.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(
            f"# Start of the sample\n\n`python benchmarks/start.py`, {arguments.runs} runs, {os.cpu_count()} cores.\n\n{text}\n"
        )


if __name__ == "__main__":
    main()
